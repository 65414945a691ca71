//! The real program killed around a message (D2): what was committed is sent, and at most one mail comes twice, under the same id.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::mailbox::{Mail, Mailbox};
use crate::program::{Program, by_mail};
use crate::support::{House, Wish, entry, health, outbox, states, until};

fn at(house: &House, time: &str) -> String {
    format!("{}T{time}", house.some_day())
}

fn idle(program: &Program) -> bool {
    health(program.address).is_some_and(|health| health["messages"]["waiting"] == 0)
}

#[test]
fn killed_between_the_event_and_the_mail_it_sends_after_the_next_start() {
    let house = House::of_today();
    let booked = house.book(&entry("a@mail.example", "ru", ["Иванова", "Анна"]), &at(&house, "10:45"));
    // Nobody takes mail now, and the server is killed while it tries.
    let program = Program::start(&house, &by_mail(1), "info");
    until("it tried", || health(program.address).is_some_and(|health| health["messages"]["closed"][0] == "email"));
    drop(program);
    let id = outbox(&house.data())[0].5.clone();
    assert_eq!(states(&house.data()), ["0 booked waiting"]);
    let mailbox = Mailbox::start(&[]);
    sooner(&house);
    let program = Program::start(&house, &by_mail(mailbox.port), "info");
    let mail = mailbox.next();
    assert_eq!(mail.id(), format!("<{id}>"));
    assert!(mail.text.contains(&booked.booking.number.to_string()));
    until("it is noted", || idle(&program));
    drop(program);
    assert_eq!(states(&house.data()), ["0 booked sent"]);
    // What is sent and noted is not sent again, however often it is killed.
    let program = Program::start(&house, &by_mail(mailbox.port), "info");
    until("it looked", || idle(&program));
    assert!(mailbox.all_within(Duration::from_millis(500)).is_empty());
}

/// What waits for a pause is due now.
fn sooner(house: &House) {
    let db = rusqlite::Connection::open(house.data().join(server::journal::FILE)).unwrap();
    db.execute("UPDATE outbox SET due_ms = made_ms", []).unwrap();
}

#[test]
fn killed_around_the_mail_servers_answer_nothing_is_lost_and_at_most_one_comes_twice() {
    let house = House::of_today();
    let pid = house.folder.path().join("pid");
    let mailbox = Mailbox::start(&["--kill", pid.to_str().unwrap()]);
    let conducts = ["kill", "after-0", "after-5", "after-20", "after-60", "after-200"];
    // Each round has others before and behind the one with whom the server dies.
    let names: Vec<_> = conducts
        .iter()
        .flat_map(|conduct| [format!("a-{conduct}"), format!("{conduct}-x"), format!("z-{conduct}")])
        .collect();
    let entries: Vec<_> =
        names.iter().map(|name| entry(&format!("{name}@mail.example"), "ru", ["Иванова", "Анна"])).collect();
    let slot = at(&house, "10:45");
    house.carry_out(&entries.iter().map(|entry| Wish::Book(entry, &slot)).collect::<Vec<_>>());
    let ids: Vec<_> = outbox(&house.data()).into_iter().map(|row| row.5).collect();
    let mut starts = 0;
    loop {
        starts += 1;
        let mut program = Program::start(&house, &by_mail(mailbox.port), "info");
        until("it is killed, or done", || program.is_dead() || idle(&program));
        // One that is done may still be killed by the last answer.
        std::thread::sleep(Duration::from_millis(100));
        if !program.is_dead() {
            break;
        }
    }
    assert!(starts > 3, "it was killed: {starts} starts");
    let mut came: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut count = |mail: Mail| *came.entry((mail.to[0].clone(), mail.id().to_owned())).or_default() += 1;
    // Each came, and one of them twice; more may have.
    (0..=names.len()).for_each(|_| count(mailbox.next()));
    mailbox.all_within(Duration::from_millis(500)).into_iter().for_each(count);
    let all: Vec<_> =
        names.iter().zip(&ids).map(|(name, id)| (format!("{name}@mail.example"), format!("<{id}>"))).collect();
    assert_eq!(came.len(), all.len(), "each came under one id");
    assert!(all.iter().all(|one| came[one] == 1 || came[one] == 2), "{came:?}");
    let twice = came.values().filter(|times| **times == 2).count();
    assert!(twice < starts, "one for each kill at most: {twice} came twice in {starts} starts");
    assert_eq!(came[&all[1]], 2, "killed before the answer, it is sent again");
    assert!(server::journal::verify(&house.data()).unwrap().holds());
    assert!(states(&house.data()).iter().all(|state| state.ends_with("booked sent")));
}
