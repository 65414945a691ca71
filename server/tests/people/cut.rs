//! Killed at every write and sync, and a disk that fails at each of them (D2, D3): what was answered is there, nothing is half, and
//! nothing is answered that is not.

use std::path::Path;
use std::process::Output;

use queue::ids::PersonId;
use rusqlite::Connection;
use server::people::{Change, Lost, People, Proof, Who, Why};

use crate::lives;
use crate::support::{Folders, at, clerk, day, phone, places, somebody};

/// The test that leads the life, and its name.
const LEADER: &str = "cut::a_life_to_which_nothing_happens_ends_well";
const LIFE: &str = "people come and go";

/// The other tests have it lead the life in a process of its own, answering each act once it is done.
#[test]
fn a_life_to_which_nothing_happens_ends_well() {
    let Some((_, folder)) = lives::to_lead() else {
        assert!(calls_of_a_life("fsync") > 0, "it syncs");
        return;
    };
    let answer = |act: &str, person: &PersonId| println!("\nANSWER {act} {}", person.as_str());
    let people = People::open(&places(&folder), Lost::Stop).unwrap();
    let enrol = |document: &str| {
        let person =
            people.enrol(&somebody(document, phone("+79123456789")), day(), &Who::Visitor, at(0)).unwrap().person;
        answer("enrolled", &person);
        person
    };
    let [first, second] = ["4510 000001", "4510 000002"].map(enrol);
    people.view(&first, &clerk(), Why::CalledAtWindow, at(1)).unwrap();
    answer("viewed", &first);
    people.change(&first, Change::PersonProved, &clerk(), at(2)).unwrap();
    answer("proved", &first);
    people.forget(&second, &Who::Visitor, at(3)).unwrap();
    answer("forgot", &second);
    let third = enrol("4510 000003");
    people.withdraw(&third, at(4)).unwrap();
    answer("forgot", &third);
    people.close().unwrap();
    drop(people);
    answer("closed", &first);
}

/// A life under strace, with what it answered.
fn life(folder: &Path, strace: &[&str]) -> (Output, Vec<(String, PersonId)>) {
    let output = lives::lead(LEADER, LIFE, folder, strace);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let answers = said.lines().filter_map(|line| {
        let (act, person) = line.strip_prefix("ANSWER ")?.split_once(' ')?;
        Some((act.to_owned(), PersonId::parse(person)?))
    });
    (output, answers.collect())
}

/// How many times a life makes this call when nothing happens to it.
fn calls_of_a_life(call: &str) -> usize {
    lives::calls(call, |strace| {
        let folders = Folders::new();
        let (_, answers) = life(folders.path(), strace);
        assert_eq!(answers.iter().filter(|(act, _)| act == "closed").count(), 1, "{answers:?}");
        holds(&folders, &answers);
    })
}

/// Whatever was answered is so, whatever is kept is whole, and the files agree.
fn holds(folders: &Folders, answers: &[(String, PersonId)]) {
    let done = |act: &str| -> Vec<&PersonId> {
        answers.iter().filter(|(done, _)| done == act).map(|(_, person)| person).collect()
    };
    let people = folders.open();
    let forgotten = done("forgot");
    assert!(forgotten.iter().all(|person| !people.knows(person)), "{answers:?}");
    let mut stays: Vec<_> = done("enrolled").into_iter().filter(|person| !forgotten.contains(person)).collect();
    // The last of them may have been on the way out when the end came.
    let leaving = stays.pop_if(|person| !people.knows(person));
    assert!(leaving.is_none() || stays.len() == 1, "{answers:?}");
    assert!(stays.iter().all(|person| people.knows(person)), "{answers:?}");
    for person in &stays {
        let record = people.view(person, &clerk(), Why::ExpectedToday, at(9)).unwrap();
        assert!(!done("proved").contains(person) || record.proof == Proof::PersonProved);
        let viewed = people.history(person).unwrap().len() - 1;
        assert!(!done("viewed").contains(person) || viewed >= 2, "a view was noted before it was shown");
        let same = people.same(person);
        assert_eq!((same.by_contact.len(), same.by_document.len()), (people.count() - 1, 0));
    }
    assert!(people.count() - stays.len() <= 1, "at most the one on the way in: {answers:?}");
    let kept = names(&folders.places().data_file(), "SELECT person FROM people WHERE stage <> 'going' ORDER BY person");
    let keys =
        names(&folders.places().keys_file(), "SELECT person FROM keys WHERE key <> zeroblob(32) ORDER BY person");
    assert_eq!((kept.len(), &kept), (people.count(), &keys), "no key without data, no data without a key");
    let all = names(&folders.places().data_file(), "SELECT person FROM people ORDER BY person");
    assert_eq!(all, kept, "nothing half");
    // And life goes on.
    people.enrol(&somebody("4510 000009", phone("+79120000000")), day(), &Who::Visitor, at(9)).unwrap();
}

fn names(file: &Path, sql: &str) -> Vec<String> {
    let db = Connection::open(file).unwrap();
    let mut statement = db.prepare(sql).unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

/// Something is done at each of the times a life makes this call, each in a new life; says how many there were, and how many of the
/// lives it ended.
fn at_each(call: &str, inject: &str) -> (usize, usize) {
    lives::at_each(call, calls_of_a_life(call), inject, |nth, strace| {
        let folders = Folders::new();
        let (output, answers) = life(folders.path(), strace);
        let lived = answers.iter().any(|(act, _)| act == "closed");
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(lived, output.status.success(), "{call} {nth}: {answers:?} {said}");
        holds(&folders, &answers);
        lived
    })
}

#[test]
fn killed_at_every_write_nothing_is_half_and_what_was_answered_is_there() {
    let (all, ended) = at_each("pwrite64", "signal=KILL");
    assert!(all > 50 && ended == all, "{ended} of {all}");
}

#[test]
fn killed_at_every_sync_and_cut_of_a_file_nothing_is_half_and_what_was_answered_is_there() {
    for (call, least) in [("fsync", 20), ("ftruncate", 6), ("unlink", 2)] {
        let (all, ended) = at_each(call, "signal=KILL");
        assert!(all >= least && ended == all, "{call}: {ended} of {all}");
    }
}

#[test]
fn a_full_disk_at_every_write_is_an_error_and_nothing_is_answered() {
    let (all, ended) = at_each("pwrite64", "error=ENOSPC");
    assert!(all > 50 && ended == all, "{ended} of {all}");
}

#[test]
fn a_failing_disk_at_every_sync_is_an_error_and_nothing_is_answered() {
    let (all, ended) = at_each("fsync", "error=EIO");
    // SQLite overlooks it where it syncs a folder, twice for each new file; what is theirs is synced once more by us.
    assert!(all >= 20 && ended + 4 == all, "{ended} of {all}");
}

/// Looks that are more than fit in the log.
const LOOKS: usize = 2_000;

/// The log is taken into the database beside the day's work.
#[test]
fn personal_data_whose_database_takes_nothing_out_of_its_log_stops_and_what_was_answered_is_in_the_log() {
    if let Some((_, folder)) = lives::to_lead() {
        return look_again_and_again(&folder);
    }
    let folders = Folders::new();
    folders.open().close().unwrap();
    let database = folders.places().data_file();
    let fails = ["-e", "trace=pwrite64,fsync", "-e", "inject=pwrite64,fsync:error=EIO", "-o", "/dev/null"];
    let leader =
        "cut::personal_data_whose_database_takes_nothing_out_of_its_log_stops_and_what_was_answered_is_in_the_log";
    let strace = [&["-P", database.to_str().unwrap()][..], &fails[..]].concat();
    let output = lives::lead(leader, "looks", folders.path(), &strace);
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.lines().any(|line| line == "STOPS true"), "{said} {}", String::from_utf8_lossy(&output.stderr));
    let answered = said.lines().filter(|line| *line == "LOOKED").count();
    assert!((100..LOOKS).contains(&answered), "{answered} answered");
    drop(folders.open());
    let lines = names(&database, "SELECT deed FROM views");
    assert!(lines.len() > answered, "{answered} looks and the enrolment are noted: {}", lines.len());
}

fn look_again_and_again(folder: &Path) {
    let people = People::open(&places(folder), Lost::Stop).unwrap();
    let entry = somebody("4510 000001", phone("+79123456789"));
    let person = people.enrol(&entry, day(), &Who::Visitor, at(0)).unwrap().person;
    for _ in 0..LOOKS {
        match people.view(&person, &clerk(), Why::CalledAtWindow, at(1)) {
            Ok(_) => println!("\nLOOKED"),
            Err(problem) => return println!("\nSTOPS {}", problem.stops()),
        }
    }
}
