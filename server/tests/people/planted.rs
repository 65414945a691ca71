//! A stolen disk tells no names (S4): a thousand planted ones are searched for in every file, in every writing; and after forgetting
//! the keys too.

use std::collections::BTreeSet;

use aho_corasick::AhoCorasick;
use data_encoding::BASE64;
use queue::booking::SamePeople;
use queue::ids::{Language, PersonId};
use rusqlite::Connection;
use server::people::entered::{self, Contact, DocumentKind, Field};
use server::people::{Change, Consent, Entry, FullName, People, Proof, Who, Why};

use crate::support::{Folders, at, clerk, day};
use crate::writings::{search, writings};

const PEOPLE: usize = 1_000;

/// A made-up name of letters of one script, long enough that no chance makes it: the letters of the number, in base five.
fn made_up(number: usize, capital: &str, syllables: &[&str; 5], end: &str) -> String {
    let mut rest = number + 5_usize.pow(5);
    let mut name = capital.to_owned();
    while rest > 0 {
        name.push_str(syllables[rest % 5]);
        rest /= 5;
    }
    name + end
}

fn planted(number: usize) -> Entry {
    let (family, given, patronymic) = match number % 3 {
        0 => (("Ж", ["ера", "ило", "ука", "оме", "ытя"], "вский"), ("Велимир", "а"), Some(("Радо", "слав", "ович"))),
        1 => (("W", ["ora", "ile", "umo", "eka", "yst"], "berg"), ("Quentin", "o"), None),
        _ => (("Խ", ["աչա", "իկո", "ուրե", "եղի", "օհա"], "տրյան"), ("Տիգրանուհ", "ի"), None),
    };
    let name = |field, text: &str| entered::name(field, text).unwrap();
    let (capital, syllables, end) = family;
    let family = made_up(number, capital, &syllables, end);
    let patronymic =
        patronymic.map(|(first, middle, end)| made_up(number, first, &syllables, &format!("{middle}{end}")));
    let contact = if number.is_multiple_of(2) {
        Contact::Phone(entered::phone(&format!("+374 91 {number:06}")).unwrap())
    } else {
        Contact::Email(entered::email(&format!("planted-box-{number:04}@mail.example.org")).unwrap())
    };
    Entry {
        name: FullName {
            family: name(Field::FamilyName, &family),
            given: name(Field::GivenName, &made_up(number, given.0, &syllables, given.1)),
            patronymic: patronymic.map(|text| name(Field::Patronymic, &text)),
        },
        document: entered::document(DocumentKind::RussianPassport, &format!("7319{number:06}")).unwrap(),
        contact,
        proof: Proof::Proved,
        language: Language::new("hy").unwrap(),
        consent: Consent { at: at(-9), version: "2026-11".to_owned() },
        purpose: Some(entered::free_text(Field::Purpose, &format!("Planted purpose of {family}")).unwrap()),
    }
}

/// All that must not be found of a person.
fn texts(entry: &Entry) -> Vec<String> {
    let Entry { name, document, contact, purpose, .. } = entry;
    let contact = match contact {
        Contact::Phone(phone) => phone.as_str().to_owned(),
        Contact::Email(email) => email.as_str().to_owned(),
    };
    let mut texts = vec![name.family.as_str().to_owned(), name.given.as_str().to_owned(), contact];
    texts.extend(name.patronymic.as_ref().map(|name| name.as_str().to_owned()));
    texts.extend(purpose.as_ref().map(|text| text.as_str().to_owned()));
    texts.extend([document.number().to_owned(), document.number().replace(' ', "")]);
    texts
}

/// Which of these are in the files, by their place in the list.
fn found(folders: &Folders, search: &AhoCorasick) -> BTreeSet<usize> {
    let files = folders.files();
    assert!(files.iter().any(|(path, _)| path.ends_with("data/people.db")));
    assert!(files.iter().any(|(path, _)| path.ends_with("keys/keys.db")));
    let hits = files.iter().flat_map(|(_, bytes)| search.find_overlapping_iter(bytes));
    hits.map(|hit| hit.pattern().as_usize()).collect()
}

fn keys(folders: &Folders) -> Vec<Vec<u8>> {
    let keys = Connection::open(folders.places().keys_file()).unwrap();
    let mut statement = keys.prepare("SELECT key FROM keys WHERE key <> zeroblob(32)").unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

fn enrol_all(people: &People, entries: &[Entry]) -> Vec<PersonId> {
    let enrol = |entry| people.enrol(entry, day(), &Who::Visitor, at(0)).unwrap().person;
    let all: Vec<_> = entries.iter().map(enrol).collect();
    for person in all.iter().step_by(7) {
        people.view(person, &clerk(), Why::CalledAtWindow, at(1)).unwrap();
        people.change(person, Change::PersonProved, &clerk(), at(2)).unwrap();
    }
    all
}

#[test]
fn a_thousand_planted_names_are_in_no_file_and_after_forgetting_no_key_is() {
    let folders = Folders::new();
    let entries: Vec<_> = (0..PEOPLE).map(planted).collect();
    let names = search(&entries.iter().flat_map(texts).flat_map(|text| writings(&text)).collect::<Vec<_>>());
    let people = folders.open();
    let all = enrol_all(&people, &entries);
    let all_keys = keys(&folders);
    let by_key = search(&all_keys);
    assert!(folders.files().iter().any(|(path, bytes)| path.ends_with("data/people.db-wal") && !bytes.is_empty()));
    assert!(found(&folders, &names).is_empty(), "with the logs of a running server");
    assert_eq!(found(&folders, &by_key).len(), PEOPLE, "the search finds what is there");

    // In no order, so that pages are filled again and joined.
    let (gone, kept): (Vec<_>, Vec<_>) = (0..PEOPLE).partition(|number| number * 7 % 10 < 3);
    for number in gone.iter().rev() {
        people.forget(&all[*number], &Who::Visitor, at(3)).unwrap();
        assert_eq!(people.same(&all[*number]), SamePeople::default());
    }
    let live = keys(&folders);
    assert_eq!(live.len(), kept.len());
    let left = found(&folders, &by_key);
    assert!(left.iter().all(|number| live.contains(&all_keys[*number])), "no destroyed key is in any file");
    let again = enrol_all(&people, &entries[..gone.len() / 2]);
    let by_key = search(&[all_keys, keys(&folders)].concat());
    assert_eq!(
        people.forget_older(day().tomorrow().unwrap(), |_| None, at(4)).unwrap().len(),
        kept.len() + again.len()
    );
    assert_eq!((people.count(), keys(&folders).len()), (0, 0));
    assert!(found(&folders, &by_key).is_empty());
    assert!(found(&folders, &names).is_empty());
    people.close().unwrap();
    assert!(found(&folders, &names).is_empty(), "as one file each");
    let people = Connection::open(folders.places().data_file()).unwrap();
    let rows: u32 = people.query_row("SELECT count(*) FROM people", [], |row| row.get(0)).unwrap();
    assert_eq!(rows, 0);
}

#[test]
fn a_name_that_is_in_a_file_is_found_in_every_writing() {
    let folders = Folders::new();
    drop(folders.open());
    let entry = planted(12);
    let needles: Vec<_> = texts(&entry).iter().flat_map(|text| writings(text)).collect();
    let leak = BASE64.encode(format!("xy{}z", entry.name.family.as_str()).as_bytes());
    let names = search(&needles);
    for leak in needles.iter().map(Vec::as_slice).chain([leak.as_bytes()]) {
        let path = folders.path().join("data/leak.log");
        std::fs::write(&path, [b"before ".as_slice(), leak, b" after"].concat()).unwrap();
        assert!(!found(&folders, &names).is_empty());
    }
}

#[test]
fn the_size_of_what_is_sealed_tells_nothing_of_a_name() {
    let folders = Folders::new();
    let people = folders.open();
    let sized = |given: &str| {
        let given = entered::name(Field::GivenName, given).unwrap();
        let entry = planted(0);
        let entry = Entry { name: FullName { given, ..entry.name }, ..entry };
        people.enrol(&entry, day(), &Who::Visitor, at(0)).unwrap();
    };
    let names = ["Ян", "Константин", "Авраам", "Мария Антуанетта Жозефа Иоганна", "Li"];
    names.into_iter().for_each(sized);
    let data = Connection::open(folders.places().data_file()).unwrap();
    let mut statement = data.prepare("SELECT length(sealed), length(marks) FROM people").unwrap();
    let sizes = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    let sizes: Vec<(usize, usize)> = sizes.map(Result::unwrap).collect();
    // Nonce and tag stand beside the padded text.
    assert!(sizes.iter().all(|(sealed, marks)| (sealed - 40) % 1024 == 0 && *marks == 256 + 40), "{sizes:?}");
    assert!(sizes.iter().all(|size| *size == sizes[0]), "{sizes:?}");
}
