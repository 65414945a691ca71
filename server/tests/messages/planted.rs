//! A thousand planted names and addresses (S4): they are in the mails, and in no file that the server writes.

use std::collections::BTreeSet;
use std::path::Path;

use server::people::Entry;

use crate::inside::{Search, files, writings};
use crate::mailbox::Mailbox;
use crate::program::{Program, by_mail};
use crate::support::{House, Wish, entry, health, states, until};

pub const PEOPLE: usize = 1_000;
/// Every so many's mail is refused, with the address in the refusal.
const REFUSED: usize = 50;

pub fn planted(number: usize) -> Entry {
    let syllables = ["жера", "вило", "дука", "боме", "кытя"];
    let made_up: String = (0..5).map(|place| syllables[number / 5_usize.pow(place) % 5]).collect();
    let conduct = if number.is_multiple_of(REFUSED) { "never" } else { "planted" };
    entry(&format!("{conduct}-box-{number:04}@mail.example"), "ru", [&format!("Ю{made_up}"), "Велимирослава"])
}

#[test]
fn a_thousand_planted_names_are_in_no_file() {
    let house = House::of_today();
    let entries: Vec<_> = (0..PEOPLE).map(planted).collect();
    let time = |slot: usize| format!("{}T{:02}:{:02}", house.some_day(), 9 + slot / 4, slot % 4 * 15);
    let times: Vec<_> = (0..16).map(time).collect();
    let wishes: Vec<_> = entries.iter().enumerate().map(|(at, entry)| Wish::Book(entry, &times[at / 63])).collect();
    let booked = house.carry_out(&wishes);
    let mailbox = Mailbox::start(&[]);
    let program = Program::start(&house, &by_mail(mailbox.port), "trace");
    let mut came = BTreeSet::new();
    while came.len() < PEOPLE - PEOPLE / REFUSED {
        let mail = mailbox.next();
        let family = mail.text.split("Кому: ").nth(1).unwrap().split(' ').next().unwrap().to_owned();
        assert!(came.insert(family), "each once");
    }
    until("all is noted", || health(program.address).is_some_and(|health| health["messages"]["waiting"] == 0));
    assert_eq!(health(program.address).unwrap()["messages"]["given_up"], PEOPLE / REFUSED);
    drop(program);
    let states = states(&house.data());
    assert_eq!(states.iter().filter(|state| state.ends_with("sent")).count(), PEOPLE - PEOPLE / REFUSED);
    let links = booked.iter().map(|booked| booked.link.as_str());
    let names = entries.iter().map(|entry| entry.name.family.as_str());
    nothing_of(house.folder.path(), names.chain(links).chain(["Велимирослава", "-box-0", "mail.example"]));
    let log = std::fs::read_to_string(house.folder.path().join("log")).unwrap();
    assert!(log.contains("message sent") && log.contains("message refused"), "the log tells that, and not whom");
}

/// Looks for texts in every file that the server wrote, in every writing; the floor's own file is the test's.
pub fn nothing_of<'a>(folder: &Path, texts: impl Iterator<Item = &'a str>) {
    let search = Search::of(texts);
    let mut looked = BTreeSet::new();
    for path in files(folder) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name != "floor.toml" {
            assert_eq!(search.found(&path), BTreeSet::new(), "in {name}");
            looked.insert(name);
        }
    }
    for name in ["floor.db", "people.db", "keys.db", "log"] {
        assert!(looked.contains(name), "{name} was looked at: {looked:?}");
    }
}

#[test]
fn what_is_in_a_file_is_found_in_every_writing() {
    for text in ["Жеравилодука", "visitor1@mail.example"] {
        for writing in writings(text) {
            let folder = tempfile::tempdir().unwrap();
            std::fs::write(folder.path().join("log"), [b"before ".as_slice(), &writing, b" after"].concat()).unwrap();
            let looked = std::panic::catch_unwind(|| nothing_of(folder.path(), [text].into_iter()));
            assert!(looked.is_err_and(|why| why.downcast_ref::<String>().is_some_and(|why| why.contains("in log"))));
        }
    }
}
