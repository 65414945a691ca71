//! Old, bent, missing and foreign files: whatever is wrong stops the start and says what, and nobody gets another's record.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use queue::ids::PersonId;
use rusqlite::Connection;
use server::database::DatabaseError;
use server::people::{Deed, Lost, People, PeopleError, Who, Why};

use crate::support::{Folders, at, clerk, day, phone, somebody};

/// Three people, put down and closed.
fn used() -> (Folders, Vec<PersonId>) {
    let folders = Folders::new();
    let people = folders.open();
    let enrol = |number: u32| {
        let entry = somebody(&format!("4510 {number:06}"), phone("+79123456789"));
        people.enrol(&entry, day(), &Who::Visitor, at(0)).unwrap().person
    };
    let all = (0..3).map(enrol).collect();
    people.close().unwrap();
    (folders, all)
}

fn data(folders: &Folders, sql: &str) {
    Connection::open(folders.places().data_file()).unwrap().execute_batch(sql).unwrap();
}

fn refused(folders: &Folders) -> PeopleError {
    match People::open(&folders.places(), Lost::Stop) {
        Err(problem) => problem,
        Ok(_) => panic!("it opened"),
    }
}

#[test]
fn only_the_owner_may_read_the_files() {
    let (folders, _) = used();
    let people = folders.open();
    for (path, _) in folders.files() {
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600, "{}", path.display());
    }
    for folder in ["data", "keys"] {
        assert_eq!(fs::metadata(folders.path().join(folder)).unwrap().permissions().mode() & 0o777, 0o700, "{folder}");
    }
    drop(people);
}

#[test]
fn missing_keys_stop_the_start_and_nothing_is_made_in_their_place() {
    let (folders, all) = used();
    let keys = folders.places().keys_file();
    let kept = fs::read(&keys).unwrap();
    fs::remove_file(&keys).unwrap();
    assert!(matches!(refused(&folders), PeopleError::Parted { .. }));
    assert!(!keys.exists());
    // Those of another office.
    let (other, _) = used();
    fs::copy(other.places().keys_file(), &keys).unwrap();
    assert!(matches!(refused(&folders), PeopleError::Parted { .. }));
    fs::write(&keys, kept).unwrap();
    let people = folders.open();
    people.view(&all[0], &clerk(), Why::ExpectedToday, at(1)).unwrap();
}

#[test]
fn missing_data_stops_the_start_and_the_keys_stay() {
    let (folders, all) = used();
    let data = folders.places().data_file();
    let kept = fs::read(&data).unwrap();
    fs::remove_file(&data).unwrap();
    assert!(matches!(refused(&folders), PeopleError::Parted { .. }));
    fs::write(&data, kept).unwrap();
    folders.open().view(&all[2], &clerk(), Why::ExpectedToday, at(1)).unwrap();
}

#[test]
fn keys_older_than_the_data_stop_the_start_until_somebody_gives_those_people_up() {
    let (folders, all) = used();
    let old = fs::read(folders.places().keys_file()).unwrap();
    let people = folders.open();
    let newest =
        people.enrol(&somebody("4510 999999", phone("+79120000000")), day(), &Who::Visitor, at(1)).unwrap().person;
    people.close().unwrap();
    fs::write(folders.places().keys_file(), old).unwrap();
    assert!(matches!(refused(&folders), PeopleError::KeysBehind { lost: 1 }));
    assert!(matches!(refused(&folders), PeopleError::KeysBehind { lost: 1 }), "asking changes nothing");
    let people = People::open(&folders.places(), Lost::Forget { at: at(2) }).unwrap();
    assert!(!people.knows(&newest) && people.count() == 3);
    people.view(&all[0], &clerk(), Why::ExpectedToday, at(3)).unwrap();
    assert_eq!(people.history(&newest).unwrap().last().unwrap().deed, Deed::Forgotten);
}

#[test]
fn a_backup_of_the_keys_that_was_made_while_the_server_ran_opens_the_data() {
    let (folders, all) = used();
    let people = folders.open();
    let backup = folders.path().join("backup.db");
    let reader = Connection::open(folders.places().keys_file()).unwrap();
    reader.execute("VACUUM INTO ?1", [backup.to_str().unwrap()]).unwrap();
    drop(reader);
    // Forgotten since: the backup still has the key, and the start puts it away.
    people.forget(&all[1], &Who::Visitor, at(1)).unwrap();
    people.close().unwrap();
    fs::rename(&backup, folders.places().keys_file()).unwrap();
    let people = folders.open();
    people.view(&all[0], &clerk(), Why::ExpectedToday, at(2)).unwrap();
    assert!(!people.knows(&all[1]));
    let keys = Connection::open(folders.places().keys_file()).unwrap();
    let live: u32 =
        keys.query_row("SELECT count(*) FROM keys WHERE key <> zeroblob(32)", [], |row| row.get(0)).unwrap();
    assert_eq!(live, 2);
}

#[test]
fn a_bent_or_swapped_record_opens_for_nobody() {
    let (folders, all) = used();
    {
        let data = Connection::open(folders.places().data_file()).unwrap();
        let sealed = |person: &PersonId| -> Vec<u8> {
            let read = "SELECT sealed FROM people WHERE person = ?1";
            data.query_row(read, [person.as_str()], |row| row.get(0)).unwrap()
        };
        let [swapped, mut bent] = [sealed(&all[1]), sealed(&all[1])];
        bent[100] ^= 1;
        for (person, sealed) in all.iter().zip([swapped, bent, vec![0]]) {
            data.execute("UPDATE people SET sealed = ?2 WHERE person = ?1", (person.as_str(), sealed)).unwrap();
        }
    }
    let people = folders.open();
    for person in &all {
        let seen = people.view(person, &clerk(), Why::CalledAtWindow, at(1));
        assert!(matches!(seen, Err(PeopleError::Unreadable)), "{seen:?}");
        assert!(matches!(people.digits_match(person, "6789"), Err(PeopleError::Unreadable)));
        assert_eq!(people.history(person).unwrap().len(), 1, "nobody saw anything");
    }
    // Forgetting does not need to read.
    all.iter().for_each(|person| people.forget(person, &Who::Visitor, at(2)).unwrap());
    people.enrol(&somebody("4510 000001", phone("+79120000000")), day(), &Who::Visitor, at(3)).unwrap();
}

#[test]
fn whatever_is_bent_in_the_files_stops_the_start() {
    for (harm, said) in [
        ("PRAGMA user_version = 99", "start the newer program"),
        ("PRAGMA application_id = 7", "another program"),
        ("UPDATE people SET person = 'somebody' WHERE person = (SELECT min(person) FROM people)", "does not open"),
        ("UPDATE people SET last_day = 'some day'", "does not open"),
        ("UPDATE people SET stage = 'odd'", "does not open"),
        ("UPDATE people SET marks = (SELECT max(marks) FROM people)", "does not open"),
        ("UPDATE people SET marks = sealed", "does not open"),
        ("UPDATE office SET pair = zeroblob(16)", "does not belong"),
    ] {
        let (folders, _) = used();
        data(&folders, harm);
        let error = refused(&folders).to_string();
        assert!(error.contains(said), "{harm}: {error}");
    }
}

#[test]
fn a_file_that_is_no_database_and_a_lonely_log_stop_the_start() {
    let (folders, _) = used();
    for file in [folders.places().data_file(), folders.places().keys_file()] {
        let kept = fs::read(&file).unwrap();
        fs::write(&file, "this is no database, only a page of text\n".repeat(200)).unwrap();
        assert!(matches!(refused(&folders), PeopleError::Database(DatabaseError::Foreign { .. })));
        fs::write(&file, kept).unwrap();
    }
    let people = folders.places().data_file();
    fs::rename(&people, people.with_extension("db-wal")).unwrap();
    assert!(matches!(refused(&folders), PeopleError::Database(DatabaseError::Foreign { .. })));
}

#[test]
fn after_a_storage_error_nothing_is_done_until_the_next_start() {
    let (folders, all) = used();
    let people = folders.open();
    let writer = Connection::open(folders.places().data_file()).unwrap();
    writer.execute_batch("BEGIN IMMEDIATE").unwrap();
    let entry = somebody("4510 999999", phone("+79120000000"));
    assert!(!people.has_stopped());
    let enrolled = people.enrol(&entry, day(), &Who::Visitor, at(1));
    assert!(matches!(&enrolled, Err(PeopleError::Storage(_))), "{enrolled:?}");
    assert!(people.has_stopped());
    drop(writer);
    for refused in [
        people.view(&all[0], &clerk(), Why::ExpectedToday, at(2)).map(drop),
        people.digits_match(&all[0], "6789").map(drop),
        people.enrol(&entry, day(), &Who::Visitor, at(2)).map(drop),
        people.forget(&all[0], &Who::Visitor, at(2)),
        people.history(&all[0]).map(drop),
        people.sweep().map(drop),
        people.close(),
    ] {
        assert!(matches!(refused, Err(PeopleError::Stopped)), "{refused:?}");
    }
    let keys = || {
        let keys = Connection::open(folders.places().keys_file()).unwrap();
        let live = "SELECT count(*) FROM keys WHERE key <> zeroblob(32)";
        keys.query_row(live, [], |row| row.get::<_, u32>(0)).unwrap()
    };
    assert_eq!(keys(), 4, "the key was there before the data");
    assert_eq!((folders.open().count(), keys()), (3, 3));
}
