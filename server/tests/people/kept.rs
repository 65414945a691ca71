//! What is kept of a person, who is the same, who looked, and what is let go (P2 to P5, B2, B10, S6).

use std::time::{Duration, Instant};

use jiff::civil::date;
use queue::booking::{SamePeople, Slot};
use queue::ids::{PersonId, ServiceId};
use rusqlite::Connection;
use server::people::entered::{self, DocumentKind, Field};
use server::people::{
    AskedFor, CHANGES_A_DAY, Change, Deed, Entry, Lines, LinkCode, People, PeopleError, Proof, Swept, Who, Why,
};

use crate::support::{Folders, at, clerk, day, email, phone, somebody};

const PHONE: &str = "+79123456789";

fn enrol(people: &People, entry: &Entry) -> PersonId {
    people.enrol(entry, day(), &Who::Visitor, at(0)).unwrap().person
}

fn deeds(people: &People, person: &PersonId) -> Vec<Deed> {
    people.history(person).unwrap().into_iter().map(|seen| seen.deed).collect()
}

#[test]
fn a_person_is_found_again_after_a_start_and_every_look_is_noted() {
    let folders = Folders::new();
    let people = folders.open();
    let entry = somebody("4510 123456", phone(PHONE));
    let enrolled = people.enrol(&entry, day(), &Who::Visitor, at(0)).unwrap();
    people.close().unwrap();

    let people = folders.open();
    let person = people.by_link(&enrolled.link).unwrap();
    assert_eq!(person, enrolled.person);
    let record = people.view(&person, &clerk(), Why::CalledAtWindow, at(5)).unwrap();
    assert_eq!((&record.name, &record.document, &record.contact), (&entry.name, &entry.document, &entry.contact));
    assert_eq!((&record.consent, &record.language, record.proof), (&entry.consent, &entry.language, Proof::Claimed));
    assert_eq!((&record.link, &record.digits), (&enrolled.link, &enrolled.digits));
    assert_eq!(LinkCode::parse(enrolled.link.reveal()), Some(enrolled.link));
    let history = people.history(&person).unwrap();
    assert_eq!(history.iter().map(|seen| seen.at).collect::<Vec<_>>(), [at(0), at(5)]);
    assert_eq!(history.iter().map(|seen| &seen.who).collect::<Vec<_>>(), [&Who::Visitor, &clerk()]);
    assert_eq!(deeds(&people, &person), [Deed::Enrolled, Deed::Viewed(Why::CalledAtWindow)]);
}

#[test]
fn the_same_document_or_contact_is_known_in_every_spelling() {
    let people = Folders::new().open();
    let first = enrol(&people, &somebody("4510 123456", phone("+7 (912) 345-67-89")));
    let second = enrol(&people, &somebody("45 10 123-456", phone("+79120000000")));
    let third = enrol(&people, &somebody("4510 000000", phone("+7.912.345.67.89")));
    let known = |document: &[&PersonId], contact: &[&PersonId]| {
        let mut lists = [document, contact].map(|list| list.iter().map(|person| (*person).clone()).collect::<Vec<_>>());
        lists.iter_mut().for_each(|list| list.sort());
        let [by_document, by_contact] = lists;
        SamePeople { by_document, by_contact, ..SamePeople::default() }
    };
    assert_eq!(people.same(&first), known(&[&second], &[&third]));
    assert_eq!(people.same(&second), known(&[&first], &[]));
    assert_eq!(people.same(&third), known(&[], &[&first]));
    let written = somebody("45-10 123456", phone("+79123456789"));
    let asked = people.known_by(&written.document, &written.contact).unwrap();
    assert_eq!(asked, known(&[&first, &second], &[&first, &third]), "without a record of their own");
    assert_eq!(people.count(), 3);

    // Letters that look alike, another choice of kind, another label in the address.
    let document = |kind, typed| entered::document(kind, typed).unwrap();
    let paper = |kind, typed, contact| Entry { document: document(kind, typed), ..somebody("4510 111111", contact) };
    let latin = enrol(&people, &paper(DocumentKind::ArmenianPassport, "AB1234567", email("Anna@example.org")));
    let cyrillic = enrol(&people, &paper(DocumentKind::Other, "ав 123-4567", email("anna+two@EXAMPLE.org")));
    assert_eq!(people.same(&latin), known(&[&cyrillic], &[&cyrillic]));
    // Another box, another person.
    let other = enrol(&people, &paper(DocumentKind::Other, "AB 765-4321", email("anna@example.com")));
    assert_eq!(people.same(&other), SamePeople::default());
}

#[test]
fn one_caller_with_many_names_is_one_contact_across_a_start() {
    let folders = Folders::new();
    let people = folders.open();
    let all: Vec<_> =
        (0..200).map(|number| enrol(&people, &somebody(&format!("4510 {number:06}"), phone(PHONE)))).collect();
    drop(people);
    let people = folders.open();
    let known = people.same(&all[7]);
    assert_eq!((known.by_document.len(), known.by_contact.len()), (0, 199));
    assert!(!known.by_contact.contains(&all[7]));
}

#[test]
fn a_change_is_kept_and_noted_and_the_person_stays_found() {
    let folders = Folders::new();
    let people = folders.open();
    let person = enrol(&people, &somebody("4510 123456", phone(PHONE)));
    let twin = enrol(&people, &somebody("4510 123456", email("anna@example.org")));
    let free = |text| entered::free_text(Field::Purpose, text).unwrap();
    let change = |change| people.change(&person, change, &clerk(), at(9)).unwrap();
    change(Change::PersonProved);
    let slot = |begins: &str| Slot { service: ServiceId::new("passport").unwrap(), begins: begins.parse().unwrap() };
    let (first, second, third) = (slot("2026-11-20T10:00"), slot("2026-11-23T10:00"), slot("2026-11-24T10:00"));
    let purpose_at = |slot: &Slot| {
        let record = people.view(&person, &Who::Office, Why::Message, at(10)).unwrap();
        record.purpose_at(slot).map(|text| text.as_str().to_owned())
    };
    let before = purpose_at(&first);
    let asks = |now: &Slot, slot: &Slot, text| {
        let asked_for = AskedFor { slot: slot.clone(), purpose: Some(free(text)) };
        change(Change::Purpose { now: now.clone(), asked_for });
    };
    asks(&first, &second, "a passport");
    assert_eq!(purpose_at(&second).as_deref(), Some("a passport"));
    assert_eq!(purpose_at(&first), before, "should the office refuse, nothing has changed (B14)");
    asks(&second, &third, "a visa");
    assert_eq!(purpose_at(&third).as_deref(), Some("a visa"));
    assert_eq!(purpose_at(&second).as_deref(), Some("a passport"), "that change came about, the next one did not");
    asks(&third, &first, "a permit");
    change(Change::Refused { now: third.clone(), asked: second.clone() });
    assert_eq!(purpose_at(&first).as_deref(), Some("a permit"), "another change was refused, this one may still come");
    change(Change::Refused { now: third.clone(), asked: first.clone() });
    assert_eq!([&first, &third].map(purpose_at), [Some("a visa".to_owned()), Some("a visa".to_owned())]);
    assert_eq!(people.same(&person).by_document, std::slice::from_ref(&twin));
    assert_eq!(people.same(&twin).proved, std::slice::from_ref(&person), "the document was compared (P5)");
    drop(people);

    let people = folders.open();
    assert_eq!((people.same(&person).by_document, people.same(&person).proved), (vec![twin], vec![person.clone()]));
    let record = people.view(&person, &clerk(), Why::ExpectedToday, at(11)).unwrap();
    assert_eq!(
        (record.proof, record.purpose_at(&third).map(|text| text.as_str())),
        (Proof::PersonProved, Some("a visa"))
    );
    let deeds = deeds(&people, &person);
    let changes: Vec<_> = deeds.into_iter().filter(|deed| !matches!(deed, Deed::Viewed(_))).collect();
    let [changed, refused] = [Deed::PurposeChanged, Deed::ChangeRefused];
    assert_eq!(changes, [Deed::Enrolled, Deed::PersonProved, changed, changed, changed, refused, refused]);
}

#[test]
fn a_visitor_asks_for_something_else_only_so_often_a_day_s6() {
    let people = Folders::new().open();
    let person = enrol(&people, &somebody("4510 123456", phone(PHONE)));
    let other = enrol(&people, &somebody("4510 654321", phone("+79120000000")));
    let slot = |begins: &str| Slot { service: ServiceId::new("passport").unwrap(), begins: begins.parse().unwrap() };
    let (now, asked) = (slot("2026-11-20T10:00"), slot("2026-11-23T10:00"));
    let asks = |person: &PersonId, who: &Who, second: i64| {
        let asked_for = AskedFor { slot: asked.clone(), purpose: None };
        people.change(person, Change::Purpose { now: now.clone(), asked_for }, who, at(second))
    };
    let refused = |second: i64| {
        let change = Change::Refused { now: now.clone(), asked: asked.clone() };
        people.change(&person, change, &Who::Visitor, at(second)).unwrap();
    };
    for second in 0..i64::from(CHANGES_A_DAY) / 2 {
        asks(&person, &Who::Visitor, second).unwrap();
        refused(second);
    }
    let lines = people.history(&person).unwrap().len();
    for second in [100, 86_399] {
        assert!(matches!(asks(&person, &Who::Visitor, second), Err(PeopleError::TooOften)), "{second}");
    }
    assert_eq!(people.history(&person).unwrap().len(), lines, "what is not done is not noted");
    asks(&other, &Who::Visitor, 100).unwrap();
    asks(&person, &clerk(), 100).unwrap();
    refused(100);
    asks(&person, &Who::Visitor, 86_400 + 20).expect("a day later");
}

#[test]
fn the_digits_are_the_last_of_the_phone_or_random_ones_for_an_address() {
    let people = Folders::new().open();
    let by_phone = people.enrol(&somebody("4510 123456", phone(PHONE)), day(), &Who::Visitor, at(0)).unwrap();
    assert_eq!(by_phone.digits.as_str(), "6789");
    for (digits, fits) in [("6789", true), ("6788", false), ("", false), ("06789", false), ("789", false)] {
        assert_eq!(people.digits_match(&by_phone.person, digits).unwrap(), fits, "{digits}");
    }
    let by_email = |number: u32| {
        let entry = somebody(&format!("4510 {number:06}"), email("anna@example.org"));
        people.enrol(&entry, day(), &Who::Visitor, at(0)).unwrap()
    };
    let all: Vec<_> = (0..20).map(by_email).collect();
    assert!(all.iter().all(|one| people.digits_match(&one.person, one.digits.as_str()).unwrap()));
    assert!(all.iter().any(|one| one.digits != all[0].digits), "they are not made of the address");
    assert_eq!(deeds(&people, &all[0].person), [Deed::Enrolled], "a comparison shows nobody anything");
}

#[test]
fn an_export_holds_all_that_is_kept_and_is_noted() {
    let people = Folders::new().open();
    let enrolled = people.enrol(&somebody("4510 123456", phone(PHONE)), day(), &Who::Visitor, at(0)).unwrap();
    let all = people.export(&enrolled.person, &Who::Visitor, at(3), Lines::Newest).unwrap();
    assert_eq!(all["record"]["name"]["family"], "Петросянц");
    assert_eq!(all["record"]["document"]["number"], "4510 123456");
    assert_eq!(all["record"]["contact"]["phone"], PHONE);
    assert_eq!(all["record"]["consent"]["version"], "2026-11");
    assert_eq!(all["record"]["link"], enrolled.link.reveal());
    assert_eq!((&all["last_day"], &all["person"]), (&"2026-12-01".into(), &enrolled.person.as_str().into()));
    assert_eq!(all["keyed_hashes"]["document"].as_str().unwrap().len(), 64);
    assert_eq!(all["history"][1]["deed"]["viewed"], "export");
    let crowd = vec![enrolled.person.clone(); 1_100];
    people.view_all(&crowd, &clerk(), Why::ExpectedToday, at(4)).unwrap();
    let all = people.export(&enrolled.person, &Who::Visitor, at(64), Lines::Newest).unwrap();
    assert_eq!(all["history"].as_array().map(Vec::len), Some(1_000), "the newest, as on the page");
    assert_eq!((&all["earlier_history"], people.earlier_history(&enrolled.person).unwrap()), (&103.into(), 103));
    assert_eq!(all["history"][999]["deed"]["viewed"], "export");
    assert_eq!(people.history(&enrolled.person).unwrap().len(), 1_000);
    let whole = people.export(&enrolled.person, &clerk(), at(65), Lines::All).unwrap();
    assert_eq!((whole["history"].as_array().map(Vec::len), &whole["earlier_history"]), (Some(1_104), &0.into()));
    assert_eq!(whole["history"][0]["deed"], "enrolled", "from the first line on");
}

#[test]
fn several_are_seen_at_once_or_none() {
    let people = Folders::new().open();
    let all = ["4510 000001", "4510 000002"].map(|paper| enrol(&people, &somebody(paper, phone(PHONE))));
    let seen = people.view_all(&all, &clerk(), Why::ExpectedToday, at(1)).unwrap();
    assert_eq!(seen.iter().map(|record| record.document.number()).collect::<Vec<_>>(), ["4510 000001", "4510 000002"]);
    let stranger = PersonId::from_random([9; 20]);
    let none = people.view_all(&[all[0].clone(), stranger], &clerk(), Why::ExpectedToday, at(2));
    assert!(matches!(none, Err(PeopleError::Unknown)));
    assert_eq!(deeds(&people, &all[0]), [Deed::Enrolled, Deed::Viewed(Why::ExpectedToday)]);
}

#[test]
fn after_the_term_people_are_forgotten_and_only_the_log_knows_that_somebody_was() {
    let folders = Folders::new();
    let people = folders.open();
    let old = people.enrol(&somebody("4510 000001", phone(PHONE)), date(2026, 10, 31), &Who::Visitor, at(0)).unwrap();
    let came_again = enrol(&people, &somebody("4510 000002", phone(PHONE)));
    let young = enrol(&people, &somebody("4510 000003", phone(PHONE)));
    people.set_last_day(&came_again, date(2026, 10, 1)).unwrap();
    people.set_last_day(&came_again, date(2026, 11, 1)).unwrap();
    assert_eq!(people.forget_older(date(2026, 11, 1), |_| None, at(1)).unwrap(), std::slice::from_ref(&old.person));
    assert!(!people.knows(&old.person) && people.count() == 2);
    assert_eq!(people.by_link(&old.link), None);
    assert_eq!(people.same(&young).by_contact, [came_again]);
    for refused in [
        people.view(&old.person, &clerk(), Why::ExpectedToday, at(2)).map(drop),
        people.digits_match(&old.person, "6789").map(drop),
        people.change(&old.person, Change::PersonProved, &clerk(), at(2)),
        people.export(&old.person, &clerk(), at(2), Lines::Newest).map(drop),
        people.set_last_day(&old.person, day()),
        people.forget(&old.person, &clerk(), at(2)),
    ] {
        assert!(matches!(refused, Err(PeopleError::Unknown)), "{refused:?}");
    }
    assert_eq!(deeds(&people, &old.person), [Deed::Enrolled, Deed::Forgotten]);
    assert_eq!(people.forget_older(date(2027, 12, 1), |_| None, at(3)).unwrap().len(), 2);
    assert_eq!((deeds(&people, &old.person).len(), people.count()), (0, 0), "their log has its term too");
}

#[test]
fn who_is_expected_stays_although_a_crash_kept_the_new_day_from_being_noted_p3() {
    let folders = Folders::new();
    let people = folders.open();
    let moved = people.enrol(&somebody("4510 000001", phone(PHONE)), date(2026, 10, 1), &Who::Visitor, at(0)).unwrap();
    let expected = |person: &PersonId| (*person == moved.person).then_some(date(2026, 11, 20));
    assert_eq!(people.forget_older(date(2026, 11, 1), expected, at(1)).unwrap(), []);
    assert_eq!(
        people.forget_older(date(2026, 11, 20), |_| None, at(2)).unwrap(),
        [],
        "the day of the visit is noted now"
    );
    assert_eq!(people.forget_older(date(2026, 11, 21), |_| None, at(3)).unwrap(), [moved.person]);
}

#[test]
fn a_visitor_who_looks_again_and_again_fills_no_disk_and_a_clerk_is_always_noted_p2_s7() {
    let folders = Folders::new();
    let people = folders.open();
    let person = enrol(&people, &somebody("4510 000001", phone(PHONE)));
    let second = |n: i64| at(0).saturating_add(jiff::SignedDuration::from_secs(n)).unwrap();
    for n in 0..100 {
        people.view(&person, &Who::Visitor, Why::OwnPage, second(n)).unwrap();
    }
    assert_eq!(deeds(&people, &person), [Deed::Enrolled, Deed::Viewed(Why::OwnPage), Deed::Viewed(Why::OwnPage)]);
    for n in 100..103 {
        people.view(&person, &clerk(), Why::CalledAtWindow, second(n)).unwrap();
    }
    // Within a minute of the last one, whatever lies between.
    people.view(&person, &Who::Visitor, Why::OwnPage, second(103)).unwrap();
    assert_eq!(deeds(&people, &person)[3..], [Deed::Viewed(Why::CalledAtWindow); 3]);
    people.view(&person, &Who::Visitor, Why::OwnPage, second(121)).unwrap();
    assert_eq!(deeds(&people, &person)[6..], [Deed::Viewed(Why::OwnPage)]);
    // Of what is saved as of what is looked at; an office that hands it out is noted each time.
    for n in 0..30 {
        let all = people.export(&person, &Who::Visitor, second(121 + n), Lines::Newest).unwrap();
        assert_eq!(all["history"][7]["deed"]["viewed"], "export");
    }
    assert_eq!(deeds(&people, &person)[7..], [Deed::Viewed(Why::Export)]);
    for n in 0..2 {
        people.export(&person, &clerk(), second(151 + n), Lines::Newest).unwrap();
    }
    assert_eq!(deeds(&people, &person)[7..], [Deed::Viewed(Why::Export); 3]);
    // A clock that goes back makes one line more, not one for each look.
    for n in 0..50 {
        people.view(&person, &Who::Visitor, Why::OwnPage, second(60 - n / 10)).unwrap();
    }
    assert!(deeds(&people, &person).len() <= 15, "{:?}", deeds(&people, &person));
    for n in 0..1_100 {
        people.view(&person, &clerk(), Why::ExpectedToday, second(200 + n)).unwrap();
    }
    assert_eq!(deeds(&people, &person), [Deed::Viewed(Why::ExpectedToday); 1_000], "the newest are told");
}

#[test]
fn who_booked_in_vain_is_taken_back_and_a_crash_in_between_is_settled() {
    let folders = Folders::new();
    let people = folders.open();
    let entries: Vec<_> = (0..4).map(|number| somebody(&format!("4510 00000{number}"), phone(PHONE))).collect();
    let all: Vec<_> = entries.iter().map(|entry| enrol(&people, entry)).collect();
    people.withdraw(&all[0], at(1)).unwrap();
    assert_eq!(deeds(&people, &all[0]), [Deed::Enrolled, Deed::Withdrawn]);
    drop(people);

    let people = folders.open();
    assert_eq!(people.settle(at(0), |_| false, at(2)).unwrap(), [], "these are being decided now");
    assert_eq!(people.settle(at(1), |person| *person != all[1], at(2)).unwrap(), [all[1].clone()]);
    assert!(!people.knows(&all[1]) && people.knows(&all[2]) && people.knows(&all[3]));
    assert_eq!(people.settle(at(9), |_| false, at(9)).unwrap(), [], "who is settled is not asked about again");
    assert_eq!(people.sweep().unwrap(), Swept::default());
}

#[test]
fn a_reader_beside_the_server_holds_forgetting_up_and_the_next_sweep_ends_it() {
    let folders = Folders::new();
    let people = folders.open();
    let person = enrol(&people, &somebody("4510 123456", phone(PHONE)));
    let key = raw_key(&folders);
    let reader = Connection::open(folders.places().keys_file()).unwrap();
    reader.execute_batch("BEGIN; SELECT count(*) FROM keys").unwrap();
    let _: i64 = reader.query_row("SELECT count(*) FROM keys", [], |row| row.get(0)).unwrap();
    assert!(matches!(people.forget(&person, &Who::Visitor, at(1)), Err(PeopleError::Held)));
    assert!(!people.knows(&person), "unknown at once");
    assert_eq!(people.settle(at(9), |_| true, at(2)).unwrap(), [], "nobody comes back");
    drop(reader);
    assert_eq!(people.sweep().unwrap(), Swept { keys: 0, people: 1 });
    let found = folders.files().iter().filter(|(_, bytes)| contains(bytes, &key)).count();
    assert_eq!(found, 0);
    assert_eq!(enrol(&people, &somebody("4510 123456", phone(PHONE))).as_str().len(), 20, "and it goes on");
}

#[test]
fn a_running_server_goes_on_with_what_a_reader_held_up_and_waits_for_nobody() {
    let folders = Folders::new();
    let people = folders.open();
    let person = enrol(&people, &somebody("4510 123456", phone(PHONE)));
    let key = raw_key(&folders);
    let reader = Connection::open(folders.places().keys_file()).unwrap();
    reader.execute_batch("BEGIN").unwrap();
    let _: i64 = reader.query_row("SELECT count(*) FROM keys", [], |row| row.get(0)).unwrap();
    assert!(matches!(people.forget(&person, &Who::Visitor, at(1)), Err(PeopleError::Held)));
    let began = Instant::now();
    for _ in 0..20 {
        assert_eq!(people.sweep_held().unwrap(), Swept::default(), "the reader is still there");
    }
    // A database that is waited for is waited for 5 s each time.
    assert!(began.elapsed() < Duration::from_secs(20 * 5 / 2), "{:?}", began.elapsed());
    drop(reader);
    assert_eq!(people.sweep_held().unwrap(), Swept { keys: 0, people: 1 });
    assert!(folders.files().iter().all(|(_, bytes)| !contains(bytes, &key)));
    assert_eq!(people.sweep_held().unwrap(), Swept::default(), "nothing is left to do");
}

/// The one key that there is.
fn raw_key(folders: &Folders) -> Vec<u8> {
    let keys = Connection::open(folders.places().keys_file()).unwrap();
    keys.query_row("SELECT key FROM keys", [], |row| row.get(0)).unwrap()
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[test]
fn a_link_that_could_be_none_is_not_looked_up() {
    for text in ["", "short", "l23456789abcdefghijkmnpqrs", "23456789abcdefghijkmnpqrstu", "23456789ABCDEFGHIJKMNPQRST"]
    {
        assert_eq!(LinkCode::parse(text), None, "{text}");
    }
    assert!(LinkCode::parse("23456789abcdefghijkmnpqrst").is_some());
}
