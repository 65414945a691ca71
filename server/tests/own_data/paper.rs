//! The same for a request on paper: the commands of the office, which work while no server runs (P2, P3).

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use server::clock::{Clock, SystemClock};
use server::people::{Deed, Lost, People, PeopleError, Places, Who, Why};

use crate::files;
use crate::program::{Program, by_mail};
use crate::support::{Booked, House, Wish, entry, health, until};

fn house() -> (House, Booked) {
    let house = House::of_today();
    let slot = format!("{}T10:45", house.some_day());
    let booked = house.book(&entry("anna@mail.example", "ru", ["Иванова", "Анна"]), &slot);
    (house, booked)
}

/// What a command says, and whether it could be done.
fn says(verb: &str, data: &Path, arguments: &[&str]) -> (bool, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_queue-server"));
    let output = command.arg(verb).arg("--data").arg(data).args(arguments).output().unwrap();
    let said = [output.stdout, output.stderr].map(|said| String::from_utf8(said).unwrap()).concat();
    (output.status.success(), said)
}

#[test]
fn an_export_on_paper_holds_the_same_and_says_who_saw_to_it_p2() {
    let (house, booked) = house();
    let (data, number) = (house.data(), booked.booking.number.to_string());
    let file = house.folder.path().join("anna.json");
    let to = file.to_str().unwrap();
    let all = ["--booking", &number, "--clerk", "kovaleva", "--to", to];
    let people = house.people();
    let (crowd, clerk) = (vec![booked.person.clone(); 1_100], queue::ids::ClerkId::new("kovaleva").unwrap());
    people.view_all(&crowd, &Who::Clerk(clerk), Why::ExpectedToday, SystemClock.wall()).unwrap();
    people.close().unwrap();
    let program = Program::start(&house, &by_mail(1), "info");
    until("it holds the folder", || health(program.address).is_some());
    let (done, said) = says("export", &data, &all);
    assert!(!done && said.contains("while no server runs") && said.contains("stop it first"), "{said}");
    drop(program);
    let (done, said) = says("export", &data, &all);
    assert!(done && said.trim() == to, "{said}");
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let export: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    assert_eq!(
        (&export["record"]["name"]["given"], &export["record"]["link"]),
        (&"Анна".into(), &booked.link.as_str().into())
    );
    assert_eq!(export["bookings"][0]["number"], serde_json::to_value(booked.booking.number).unwrap());
    let history = export["history"].as_array().unwrap();
    assert!(history.len() > 1_100 && export["earlier_history"] == 0, "all of it: {}", history.len());
    let last = history.last().unwrap();
    assert_eq!((&last["who"], &last["deed"]), (&json!({"clerk": "kovaleva"}), &json!({"viewed": "export"})));

    let bare = Command::new(env!("CARGO_BIN_EXE_queue-server"))
        .args(["export", "--booking", &number, "--clerk", "kovaleva", "--to", "bare.json", "--data"])
        .arg(&data)
        .current_dir(house.folder.path())
        .output()
        .unwrap();
    assert!(bare.status.success() && house.folder.path().join("bare.json").exists(), "a name without a folder");
    let without_gap = number.replace(' ', "");
    let other = house.folder.path().join("other.json");
    let other = other.to_str().unwrap();
    for (arguments, mend) in [
        (all, "name another file"),
        (["--booking", "1234", "--clerk", "kovaleva", "--to", other], "eight figures"),
        (["--booking", "1000 0000", "--clerk", "kovaleva", "--to", other], "never was such a booking"),
        (["--booking", &without_gap, "--clerk", "ivanov", "--to", other], "one of: kovaleva, "),
    ] {
        let (done, said) = says("export", &data, &arguments);
        assert!(!done && said.contains(mend), "{said}");
    }
    let (done, said) =
        says("export", &house.folder.path().join("nowhere"), &["--booking", &number, "--clerk", "x", "--to", other]);
    assert!(!done && said.contains("no server has run with this data folder"), "{said}");
    assert!(!Path::new(other).exists() && !house.folder.path().join("nowhere").exists());
}

#[test]
fn forgetting_on_paper_wants_a_booking_that_is_over_and_leaves_the_journal_as_it_is_p3() {
    let (house, booked) = house();
    let (data, number) = (house.data(), booked.booking.number.to_string());
    let all = ["--booking", number.as_str(), "--clerk", "kovaleva"];
    let (done, said) = says("forget", &data, &all);
    assert!(!done && said.contains("is still open: cancel it first, or delete the data on its own page"), "{said}");
    assert!(house.people().knows(&booked.person), "nothing was done");
    house.carry_out(&[Wish::Cancel(booked.booking.id)]);
    let (events, key) = (files::events(&data), files::keys(&data).remove(0));
    let program = Program::start(&house, &by_mail(1), "info");
    until("it holds the folder", || health(program.address).is_some());
    let (done, said) = says("forget", &data, &all);
    assert!(!done && said.contains("while no server runs"), "{said}");
    drop(program);
    let (done, said) = says("forget", &data, &all);
    assert!(done && said.contains("forgotten"), "{said}");
    assert_eq!((files::events(&data), files::with(&data, &key)), (events, Vec::new()));
    let seen = house.people().history(&booked.person).unwrap();
    let last = seen.last().map(|seen| (seen.who.to_owned(), seen.deed)).unwrap();
    assert_eq!(last, (Who::Clerk(queue::ids::ClerkId::new("kovaleva").unwrap()), Deed::Forgotten));
    let (done, said) = says("forget", &data, &all);
    assert!(!done && said.contains("nothing is kept any more"), "{said}");
}

#[test]
fn keys_in_a_folder_of_their_own_are_named() {
    let (house, booked) = house();
    let (data, keys) = (house.data(), house.folder.path().join("elsewhere"));
    std::fs::rename(data.join("keys"), &keys).unwrap();
    let (number, file) = (booked.booking.number.to_string(), house.folder.path().join("anna.json"));
    let all = ["--booking", &number, "--clerk", "kovaleva", "--to", file.to_str().unwrap()];
    let (done, said) = says("export", &data, &all);
    assert!(!done && said.contains("name it with --keys"), "{said}");
    assert!(!data.join("keys").join(server::people::KEYS_FILE).exists(), "no keys are made in their place");
    let (done, said) = says("export", &data, &[&all[..], &["--keys", keys.to_str().unwrap()]].concat());
    assert!(done, "{said}");
}

#[test]
fn people_whose_keys_are_lost_for_good_are_given_up_by_their_number() {
    let (house, booked) = house();
    let (data, keys) = (house.data(), house.data().join("keys").join(server::people::KEYS_FILE));
    let old = std::fs::read(&keys).unwrap();
    let slot = format!("{}T11:00", house.some_day());
    let later = house.book(&entry("vera@mail.example", "ru", ["Петрова", "Вера"]), &slot);
    std::fs::write(&keys, old).unwrap();
    let open = || People::open(&Places::new(&data, None), Lost::Stop).map(drop);
    let problem = open().unwrap_err();
    assert!(matches!(problem, PeopleError::KeysBehind { lost: 1 }));
    assert!(problem.to_string().contains("`queue-server forget-lost --people 1`"), "{problem}");
    let (done, said) = says("forget-lost", &data, &["--people", "2"]);
    assert!(!done && said.contains("the keys of 1 people are missing"), "{said}");
    assert!(open().is_err(), "nothing was done");
    let (done, said) = says("forget-lost", &data, &["--people", "1"]);
    assert!(done && said.contains("given up: 1"), "{said}");
    let people = house.people();
    assert!(people.knows(&booked.person) && !people.knows(&later.person));
    people.close().unwrap();
    let (done, said) = says("forget-lost", &data, &["--people", "1"]);
    assert!(done && said.contains("nothing to do"), "{said}");
    drop(Program::start(&house, &by_mail(1), "info"));
}
