//! Visitors book over the web's lane at the real office, with a real journal: one place is one booking, what was answered survives, a
//! crowd on the web does not slow the floor, and an outage excuses (B1 to B3, B8, B12, D2, S6).

use std::path::Path;
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use protocol::message::RequestId;
use queue::booking::slots::SlotPlan;
use queue::booking::{BookingStage, NoBooking, Proof, SamePeople, Slot};
use queue::ids::{BookingId, BookingNumber, DeviceId, HoldCode, PersonId};
use queue::{Act, Actor, Floor, Rejection, State};
use server::clock::{Clock, SetClock};
use server::floor_clock::FloorClock;
use server::journal::{Answers, Journal};
use server::office::bookings::{A_MOMENT, KnownPeople, LANE, WebAnswer, WebAsk, WebDoor, lane};
use server::office::{Asked, BATCH, Office, OfficeDoor, Task, Tick, Work, door};
use server::writer::{Answered, Writer};
use tempfile::TempDir;
use tokio::sync::oneshot;

use crate::support::{MORNING, at, floor, language, service};

pub fn booked_floor(places: u8) -> Floor {
    let mut floor = floor("Asia/Yerevan");
    let hours = floor.services[0].issue.clone();
    floor.services[0].slots = Some(SlotPlan { hours, places });
    floor
}

/// An office with its writer on a folder, without sockets.
pub struct Desk {
    office: OfficeDoor,
    web: WebDoor,
    running: JoinHandle<()>,
    writing: JoinHandle<()>,
    following: JoinHandle<State>,
}

impl Desk {
    pub fn open(folder: &Path, floor: &Floor, clock: Arc<SetClock>, known: KnownPeople) -> Self {
        Self::open_after(folder, floor, clock, known, |_, _| ()).0
    }

    /// The same, where something waits at both doors before the office begins.
    fn open_after<T>(
        folder: &Path,
        floor: &Floor,
        clock: Arc<SetClock>,
        known: KnownPeople,
        waits: impl FnOnce(&OfficeDoor, &WebDoor) -> T,
    ) -> (Self, T) {
        let (journal, replayed) = Journal::open(folder).unwrap();
        let floor_clock = Arc::new(FloorClock::start(Arc::clone(&clock) as Arc<_>, replayed.last_at, None).unwrap());
        let (office_door, work) = door();
        let (committed, follow) = sync_channel(256);
        let answers = Answers::open(folder).unwrap();
        let mut state = replayed.state.clone();
        let (writer, to_write) = Writer::new(journal, answers.durable(), committed, None);
        let (web, lane) = lane(&office_door, known);
        let mut office = Office::new(replayed, answers, floor_clock, to_write, lane, Tick::Live);
        if state.floor.is_none() {
            office.act(Act::ConfigureFloor { floor: Box::new(floor.clone()) }).unwrap().unwrap();
        }
        let waiting = waits(&office_door, &web);
        let following = std::thread::spawn(move || {
            for committed in follow {
                committed.events.iter().for_each(|event| queue::apply(&mut state, event));
            }
            state
        });
        let writing = std::thread::spawn(move || writer.run().unwrap());
        let running = std::thread::spawn(move || office.run(&work).unwrap());
        (Self { office: office_door, web, running, writing, following }, waiting)
    }

    pub fn ask(&self, ask: WebAsk) -> WebAnswer {
        self.web.ask(ask).unwrap().blocking_recv().unwrap().answer
    }

    /// Stops in order and gives the state that readers followed.
    pub fn close(self) -> State {
        self.office.insist(Work::Stop).unwrap();
        self.running.join().unwrap();
        self.writing.join().unwrap();
        self.following.join().unwrap()
    }
}

pub fn nobody() -> KnownPeople {
    Arc::new(|_| SamePeople::default())
}

fn open(folder: &Path, places: u8) -> Desk {
    Desk::open(folder, &booked_floor(places), Arc::new(SetClock::at(at(MORNING))), nobody())
}

pub fn slot(begins: &str) -> Slot {
    Slot { service: service("passport"), begins: begins.parse().unwrap() }
}

fn person(number: u64) -> PersonId {
    let mut bytes = [0; PersonId::LENGTH];
    bytes.iter_mut().zip(number.to_le_bytes()).for_each(|(byte, from)| *byte = from % 29);
    bytes[19] = u8::try_from(number / 29 % 29).unwrap();
    PersonId::from_random(bytes)
}

pub fn hold(number: u64) -> HoldCode {
    HoldCode::parse(person(number).as_str()).unwrap()
}

pub fn book(number: u64, begins: &str) -> WebAsk {
    WebAsk::Book {
        code: hold(number),
        slot: slot(begins),
        person: person(number),
        number: BookingNumber::from_random(number),
        language: language(),
        proof: Proof::Proved,
        source: number,
    }
}

fn keep(number: u64, begins: &str) -> WebAsk {
    WebAsk::Keep { code: hold(number), slot: slot(begins), source: number }
}

fn why(answer: &WebAnswer) -> Option<&NoBooking> {
    match answer {
        WebAnswer::No { why: Rejection::Booking(why), .. } => Some(why),
        WebAnswer::No { .. } | WebAnswer::Kept { .. } | WebAnswer::Booking(_) | WebAnswer::Left => None,
    }
}

#[test]
fn ten_visitors_at_once_for_the_last_place_make_one_booking_b3() {
    let folder = tempfile::tempdir().unwrap();
    let desk = open(folder.path(), 1);
    for round in 0..5 {
        let begins = format!("2026-11-18T1{round}:00");
        let answers = Mutex::new(Vec::new());
        std::thread::scope(|scope| {
            for visitor in 0..10 {
                let (desk, answers, begins) = (&desk, &answers, &begins);
                scope.spawn(move || {
                    let number = round * 10 + visitor;
                    let kept = desk.ask(keep(number, begins));
                    let booked = desk.ask(book(number, begins));
                    answers.lock().unwrap().push((kept, booked));
                });
            }
        });
        let answers = answers.into_inner().unwrap();
        let booked = answers.iter().filter(|(_, booked)| matches!(booked, WebAnswer::Booking(_))).count();
        assert_eq!(booked, 1, "{answers:?}");
        for (kept, booked) in &answers {
            let both = matches!((kept, booked), (WebAnswer::Kept { .. }, WebAnswer::Booking(_)));
            assert!(
                both || why(booked) == Some(&NoBooking::SlotTaken),
                "who kept the place got it: {kept:?} {booked:?}"
            );
        }
        let near = answers.iter().find_map(|(_, booked)| match booked {
            WebAnswer::No { nearest, .. } => Some(nearest.clone()),
            WebAnswer::Kept { .. } | WebAnswer::Booking(_) | WebAnswer::Left => None,
        });
        assert!(near.is_some_and(|near| near.len() == 6), "the nearest are offered");
    }
    assert_eq!(desk.close().bookings.all().count(), 5);
}

#[test]
fn what_was_answered_is_there_after_a_restart_and_what_was_kept_is_not_d2() {
    let folder = tempfile::tempdir().unwrap();
    let desk = open(folder.path(), 1);
    let WebAnswer::Booking(made) = desk.ask(book(1, "2026-11-19T10:00")) else { panic!("a free place") };
    assert!(matches!(desk.ask(keep(2, "2026-11-19T11:00")), WebAnswer::Kept { .. }));
    assert_eq!(why(&desk.ask(book(3, "2026-11-19T11:00"))), Some(&NoBooking::SlotTaken), "it is kept");
    let followed = desk.close();
    let desk = open(folder.path(), 1);
    assert!(matches!(desk.ask(book(3, "2026-11-19T11:00")), WebAnswer::Booking(_)), "nobody keeps it any more");
    let changed = desk.ask(WebAsk::Change { booking: made.id, slot: slot("2026-11-19T12:00") });
    assert!(matches!(&changed, WebAnswer::Booking(now) if now.revision == 1), "{changed:?}");
    assert!(matches!(desk.ask(WebAsk::Cancel { booking: made.id }), WebAnswer::Booking(_)));
    assert_eq!(why(&desk.ask(WebAsk::Cancel { booking: BookingId(77) })), Some(&NoBooking::Unknown));
    let state = desk.close();
    assert_eq!(state.bookings.get(made.id).map(|now| &now.stage), Some(&BookingStage::Cancelled));
    assert_eq!(followed.bookings.get(made.id).map(|then| &then.stage), Some(&BookingStage::Booked));
}

#[test]
fn who_is_known_by_the_document_books_once_a_day_whoever_asks_first_b2() {
    let folder = tempfile::tempdir().unwrap();
    let everyone: KnownPeople =
        Arc::new(|_| SamePeople { by_document: (0..20).map(person).collect(), ..SamePeople::default() });
    let desk = Desk::open(folder.path(), &booked_floor(9), Arc::new(SetClock::at(at(MORNING))), everyone);
    let booked = Mutex::new(0);
    std::thread::scope(|scope| {
        for visitor in 0..10 {
            let (desk, booked) = (&desk, &booked);
            scope.spawn(move || {
                let answer = desk.ask(book(visitor, &format!("2026-11-18T1{}:00", visitor % 5)));
                *booked.lock().unwrap() += u32::from(matches!(answer, WebAnswer::Booking(_)));
            });
        }
    });
    desk.close();
    assert_eq!(booked.into_inner().unwrap(), 1);
}

/// The lane is full and three moments' requests of a kiosk wait when the office begins: each answer to the web tells by its place in the journal
/// what was decided before it. How fast that is, is a row of `make bench`.
#[test]
fn a_crowd_on_the_web_does_not_slow_the_floor_s6() {
    /// Requests that an office takes at one moment: the first that wakes it, and a page.
    const A_MOMENT_OF_THE_FLOOR: usize = 1 + BATCH;
    /// Events before the first coupon: the floor, and its first day.
    const BEGINS: u64 = 2;
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(SetClock::at(at(MORNING)));
    let came_at = clock.steady();
    let (desk, (coupons, answered)) =
        Desk::open_after(folder.path(), &booked_floor(9), clock, nobody(), |office, web| {
            let coupons: Vec<_> =
                (0..3 * A_MOMENT_OF_THE_FLOOR).map(|number| ticket(office, number, came_at)).collect();
            let crowd: Vec<_> = (0..).map_while(|n| web.ask(keep(n, "2026-11-18T10:00")).ok()).collect();
            assert_eq!(crowd.len(), LANE, "the lane is full, and says so at once");
            (coupons, crowd)
        });
    let seqs: Vec<u64> = answered.into_iter().map(|answered| answered.blocking_recv().unwrap().seq).collect();
    assert!(coupons.into_iter().all(|coupon| coupon.blocking_recv().is_ok()));
    let tickets_before = |index: usize| usize::try_from(seqs[index] - BEGINS).unwrap();
    for index in 0..LANE {
        let moment = (1 + index / A_MOMENT).min(3);
        assert_eq!(tickets_before(index), moment * A_MOMENT_OF_THE_FLOOR, "ask {index} of the web");
    }
    assert_eq!(desk.close().tickets.len(), 3 * A_MOMENT_OF_THE_FLOOR);
}

/// A coupon asked for at a kiosk.
fn ticket(office: &OfficeDoor, number: usize, came_at: Duration) -> oneshot::Receiver<Answered> {
    let floor = booked_floor(1);
    let mut code = [0; queue::ids::TicketCode::LENGTH];
    (code[0], code[1]) = (u8::try_from(number % 29).unwrap(), u8::try_from(number / 29).unwrap());
    let act = Act::IssueTicket {
        services: vec![floor.services[usize::from(number % 2 == 1)].id.clone()],
        category: floor.categories[0].id.clone(),
        language: language(),
        more_time: false,
        code: queue::ids::TicketCode::from_random(code),
    };
    let (reply, answered) = oneshot::channel();
    let asked = Asked {
        device: DeviceId::new("kiosk-1").unwrap(),
        id: RequestId::new(&format!("{number:032x}")).unwrap(),
        by: Some(Actor::Kiosk(DeviceId::new("kiosk-1").unwrap())),
        task: Task::Act { act, body_hash: [1; 32] },
        age: Duration::ZERO,
        came_at,
        reply,
    };
    office.ask(asked).unwrap();
    answered
}

#[test]
fn a_machine_that_slept_excuses_who_could_not_come_meanwhile_b12() {
    let folder = TempDir::new().unwrap();
    let clock = Arc::new(SetClock::at(at(MORNING)));
    let desk = Desk::open(folder.path(), &booked_floor(1), Arc::clone(&clock), nobody());
    let booked = [(1, "2026-11-18T10:00"), (2, "2026-11-20T10:00")].map(|(number, begins)| {
        let WebAnswer::Booking(made) = desk.ask(book(number, begins)) else { panic!("a free place") };
        made.id
    });
    // Until the next day is over, with the server on it.
    clock.advance(Duration::from_secs(40 * 3600));
    let state = desk.close();
    let told = booked.map(|id| state.bookings.get(id).map(|booking| (booking.stage.clone(), booking.outage)));
    assert_eq!(told, [Some((BookingStage::Void, true)), Some((BookingStage::Booked, false))]);
    let (_, replayed) = Journal::open(folder.path()).unwrap();
    assert_eq!(replayed.state, state, "it is in the journal");
}

#[test]
fn a_server_that_was_down_excuses_who_could_not_come_b12() {
    let folder = TempDir::new().unwrap();
    let clock = Arc::new(SetClock::at(at(MORNING)));
    let desk = Desk::open(folder.path(), &booked_floor(1), Arc::clone(&clock), nobody());
    let WebAnswer::Booking(made) = desk.ask(book(1, "2026-11-18T10:00")) else { panic!("a free place") };
    desk.close();
    server::alive::note(folder.path(), at("2026-11-18T05:00:00Z"));
    let later = at("2026-11-18T07:00:00Z");
    assert_eq!(server::alive::outage(folder.path(), later), Some(at("2026-11-18T05:00:00Z")));
    assert_eq!(server::alive::outage(folder.path(), at("2026-11-18T05:01:00Z")), None, "a restart is no outage");
    let (journal, replayed) = Journal::open(folder.path()).unwrap();
    drop(journal);
    let mut state = replayed.state;
    let act = Act::Booking(queue::booking::BookingAct::NoteOutage { from: at("2026-11-18T05:00:00Z") });
    for event in queue::decide(&state, &queue::Command { by: Actor::Office, act }, later).unwrap() {
        queue::apply(&mut state, &event);
    }
    assert_eq!(state.bookings.get(made.id).map(|booking| booking.outage), Some(true));
}
