//! The real program killed around a deletion (D2): first the booking, then the data, and never a booking of which nobody knows whose it is.

use std::time::Duration;

use jiff::SignedDuration;
use queue::booking::Booking;
use rusqlite::Connection;
use server::people::{DATA_FILE, KEYS_FILE, LinkCode, Who};

use crate::browser::{Browser, Page};
use crate::files;
use crate::program::{Program, by_mail};
use crate::support::{Booked, House, entry, until};

fn house(people: usize) -> (House, Vec<Booked>) {
    let house = House::of_today();
    let slot = format!("{}T10:45", house.some_day());
    let book = |number| house.book(&entry(&format!("{number}@mail.example"), "en", ["Иванова", "Анна"]), &slot);
    let booked = (0..people).map(book).collect();
    (house, booked)
}

/// A program that is through with what it does at its start: its first look at who is to be forgotten writes, and finds somebody.
fn serving(house: &House) -> Program {
    let people = house.people();
    let long_ago = house.clock.wall().saturating_sub(SignedDuration::from_hours(3)).unwrap();
    let gave_up = entry("gave-up@mail.example", "en", ["Петрова", "Вера"]);
    people.enrol(&gave_up, house.some_day(), &Who::Visitor, long_ago).unwrap();
    people.close().unwrap();
    let program = Program::start(house, &by_mail(1), "info");
    let log = house.folder.path().join("log");
    until("it has looked", || std::fs::read_to_string(&log).unwrap().contains("personal data forgotten"));
    program
}

fn presses(program: &Program, booked: &Booked) -> std::thread::JoinHandle<Option<Page>> {
    let (address, path) = (program.address, format!("/b/{}/delete?lang=en", booked.link));
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let pressed = async { Browser::at(address).post(&path, &[("sure", "1")]).await };
        // Whoever is killed does not answer, which ends the browser.
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| runtime.block_on(pressed))).ok()
    })
}

fn sees(program: &Program, booked: &Booked) -> Page {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async { Browser::at(program.address).get(&format!("/b/{}?lang=en", booked.link)).await })
}

fn gone(house: &House, program: &Program, booked: &Booked) {
    assert_eq!(sees(program, booked).status, 404);
    let people = files::stages(&house.data());
    assert_eq!((people.len(), files::keys(&house.data()).len()), (0, 0), "{people:?}");
}

#[test]
fn killed_between_the_two_it_leaves_a_cancelled_booking_whose_data_can_be_deleted_again() {
    let (house, booked) = house(1);
    let program = serving(&house);
    let key = files::keys(&house.data()).remove(0);
    // Nobody can write personal data now: the deletion waits between its two steps.
    let holder = Connection::open(house.data().join(DATA_FILE)).unwrap();
    holder.execute_batch("BEGIN IMMEDIATE").unwrap();
    let pressed = presses(&program, &booked[0]);
    until("it is cancelled", || files::cancelled_by(&files::events(&house.data())) == ["visitor"]);
    drop(program);
    assert!(pressed.join().unwrap().is_none(), "nobody was told that it is done");
    drop(holder);
    assert_eq!(files::stages(&house.data()).len(), 1);
    let program = Program::start(&house, &by_mail(1), "info");
    let page = sees(&program, &booked[0]).text();
    assert!(page.contains("The booking is cancelled") && page.contains("Delete my data"), "{page}");
    let deleted = presses(&program, &booked[0]).join().unwrap().unwrap().text();
    assert!(deleted.contains("Your data is deleted"), "{deleted}");
    gone(&house, &program, &booked[0]);
    assert_eq!(files::with(&house.data(), &key), Vec::<std::path::PathBuf>::new());
    assert_eq!(files::cancelled_by(&files::events(&house.data())).len(), 1, "once");
    drop(program);
    assert!(server::journal::verify(&house.data()).unwrap().holds());
}

#[test]
fn killed_while_the_key_is_destroyed_the_next_start_ends_it() {
    let (house, booked) = house(1);
    let program = serving(&house);
    let key = files::keys(&house.data()).remove(0);
    let reader = Connection::open(house.data().join("keys").join(KEYS_FILE)).unwrap();
    reader.execute_batch("BEGIN").unwrap();
    let _: i64 = reader.query_row("SELECT count(*) FROM keys", [], |row| row.get(0)).unwrap();
    let pressed = presses(&program, &booked[0]);
    until("it is begun", || files::stages(&house.data()) == ["going"]);
    drop(program);
    assert!(pressed.join().unwrap().is_none());
    drop(reader);
    let program = Program::start(&house, &by_mail(1), "info");
    gone(&house, &program, &booked[0]);
    assert_eq!(files::with(&house.data(), &key), Vec::<std::path::PathBuf>::new());
}

#[test]
fn killed_at_any_moment_of_it_nobody_is_expected_of_whom_nothing_is_kept() {
    let delays_ms = [0, 1, 2, 4, 6, 9, 13, 18, 25, 35, 60, 120];
    let (house, booked) = house(delays_ms.len());
    let mut whole = 0;
    for (delay, booked) in delays_ms.into_iter().zip(&booked) {
        let program = Program::start(&house, &by_mail(1), "info");
        let pressed = presses(&program, booked);
        std::thread::sleep(Duration::from_millis(delay));
        drop(program);
        let told = pressed.join().unwrap();
        let state = server::journal::who_booked(&house.data(), booked.booking.number).unwrap().state;
        let open = state.bookings.get(booked.booking.id).is_some_and(Booking::is_open);
        let people = house.people();
        let kept = people.knows(&booked.person);
        assert_eq!(kept, people.by_link(&LinkCode::parse(&booked.link).unwrap()).is_some());
        assert!(kept || !open, "after {delay} ms");
        assert!(told.is_none_or(|_| !kept), "what was said is so");
        whole += usize::from(!kept);
        people.close().unwrap();
    }
    assert!(whole < delays_ms.len(), "it was killed in time: {whole}");
    let program = Program::start(&house, &by_mail(1), "info");
    for booked in &booked {
        if sees(&program, booked).status == 200 {
            let deleted = presses(&program, booked).join().unwrap().unwrap().text();
            assert!(deleted.contains("Your data is deleted"), "{deleted}");
        }
    }
    gone(&house, &program, &booked[0]);
    let cancelled = files::cancelled_by(&files::events(&house.data()));
    assert_eq!(cancelled.len(), delays_ms.len(), "each once");
}
