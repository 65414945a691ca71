//! A thousand planted names and addresses (S4): they are in the mails, and neither in the journal with its outbox nor in the log.

use std::collections::BTreeSet;

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
fn a_thousand_planted_names_are_neither_in_the_journal_nor_in_the_log() {
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
    let mut needles: Vec<String> = vec!["Велимирослава".to_owned(), "велимирослава".to_owned()];
    for (entry, booked) in entries.iter().zip(&booked) {
        let name = entry.name.family.as_str();
        needles.extend([name.to_owned(), name.to_lowercase(), booked.link.clone()]);
        needles.push(data_encoding::BASE64.encode(name.as_bytes()));
    }
    needles.extend(["-box-0", "mail.example"].map(str::to_owned));
    let search = AhoCorasick::new(&needles).unwrap();
    let mut looked = 0;
    let folders = [house.folder.path().to_owned(), house.data()];
    for file in folders.iter().flat_map(|folder| std::fs::read_dir(folder).unwrap()) {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_file() && (name.starts_with("floor.db") || name == "log") {
            let bytes = std::fs::read(&path).unwrap();
            looked += usize::from(!bytes.is_empty());
            let found = search.find(&bytes).map(|hit| &needles[hit.pattern().as_usize()]);
            assert_eq!(found, None, "in {name}");
        }
    }
    assert!(looked >= 2, "journal and log were looked at");
    let log = std::fs::read_to_string(house.folder.path().join("log")).unwrap();
    assert!(log.contains("message sent") && log.contains("message refused"), "the log tells that, and not whom");
}
