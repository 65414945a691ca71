//! A thousand planted names and addresses (S4): they are in the mails, and in no file that the server writes.

use std::collections::BTreeSet;
use std::path::Path;

use aho_corasick::AhoCorasick;
use server::people::Entry;

use crate::mailbox::Mailbox;
use crate::program::{Program, by_mail};
use crate::support::{House, Wish, entry, health, states, until};

const PEOPLE: usize = 1_000;
/// Every so many's mail is refused, with the address in the refusal.
const REFUSED: usize = 50;

fn planted(number: usize) -> Entry {
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

/// A text as it could stand in a file.
fn writings(text: &str) -> Vec<Vec<u8>> {
    let percent: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let escaped: String = text.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect();
    let wide: Vec<u16> = text.encode_utf16().collect();
    // Whatever stands before it in base 64 shifts it by up to two bytes; the first and last figures hold others' bits. Of a short text
    // too little would be left to be told from chance.
    let shifts = if text.len() < 9 { 0..0 } else { 0..3 };
    let shifted = shifts.map(|before| {
        let bytes = [&vec![0; before], text.as_bytes()].concat();
        let whole = data_encoding::BASE64.encode(&bytes[..bytes.len() / 3 * 3]);
        whole.as_bytes()[if before == 0 { 0 } else { 4 }..].to_vec()
    });
    let plain = [text.to_owned(), text.to_lowercase(), text.to_uppercase(), percent.to_lowercase(), percent, escaped];
    let plain = plain.into_iter().map(String::into_bytes);
    let utf16 = [u16::to_le_bytes as fn(u16) -> [u8; 2], u16::to_be_bytes];
    let utf16 = utf16.map(|bytes| wide.iter().flat_map(|unit| bytes(*unit)).collect());
    plain.chain(shifted).chain(utf16).collect()
}

/// Looks for texts in every file that the server wrote, in every writing; the floor's own file is the test's.
pub fn nothing_of<'a>(folder: &Path, texts: impl Iterator<Item = &'a str>) {
    let needles: Vec<_> = texts.flat_map(writings).collect();
    let search = AhoCorasick::new(&needles).unwrap();
    let (mut folders, mut looked) = (vec![folder.to_owned()], BTreeSet::new());
    while let Some(folder) = folders.pop() {
        for file in std::fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                folders.push(path);
            } else if name != "floor.toml" {
                let found = search.find(&std::fs::read(&path).unwrap()).map(|hit| hit.pattern().as_usize());
                assert_eq!(found.map(|at| String::from_utf8_lossy(&needles[at])), None, "in {name}");
                looked.insert(name);
            }
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
