//! An office with its writer and its people, at work on a folder without a server: what a house's wishes are carried out at. No checks here.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;

use protocol::message::{Outcome, RequestId};
use queue::booking::{Booking, NoBooking, Proof, SamePeople, Slot};
use queue::ids::{BookingNumber, DeviceId, HoldCode};
use queue::{Act, Actor, Rejection};
use server::floor_clock::FloorClock;
use server::journal::{Answers, Journal};
use server::messages::door::{Outgoing, bell};
use server::office::bookings::{WebAnswer, WebAsk, WebDoor, lane};
use server::office::{Asked, Office, OfficeDoor, Task, Tick, Work, door};
use server::people::{Entry, Lost, People, Places, Who};
use server::writer::Writer;
use tokio::sync::oneshot;

use super::{Booked, House, Wish, slot};

pub struct AtWork {
    people: People,
    clock: Arc<FloorClock>,
    office: OfficeDoor,
    web: WebDoor,
    /// Where the messages would be sent from.
    _heard: Receiver<()>,
    threads: [JoinHandle<()>; 3],
}

impl AtWork {
    pub fn open(house: &House) -> Self {
        let data = house.data();
        std::fs::create_dir_all(&data).unwrap();
        let people = People::open(&Places::new(&data, None), Lost::Stop).unwrap();
        let (journal, replayed) = Journal::open(&data).unwrap();
        let is_new = replayed.state.floor.is_none();
        let clock = Arc::new(FloorClock::start(Arc::clone(&house.clock), replayed.last_at, None).unwrap());
        let (office_door, work) = door();
        let (committed, follow) = sync_channel(256);
        let answers = Answers::open(&data).unwrap();
        let (bell, heard) = bell();
        let outgoing = Outgoing { domain: "office.example".to_owned(), bell };
        let (writer, to_write) = Writer::new(journal, answers.durable(), committed, Some(outgoing));
        let (web, lane) = lane(&office_door, Arc::new(|_| SamePeople::default()));
        let mut office = Office::new(replayed, answers, Arc::clone(&clock), to_write, lane, Tick::Live);
        if is_new {
            office.act(Act::ConfigureFloor { floor: Box::new(house.floor.clone()) }).unwrap().unwrap();
        }
        let threads = [
            std::thread::spawn(move || follow.iter().for_each(drop)),
            std::thread::spawn(move || writer.run().unwrap()),
            std::thread::spawn(move || office.run(&work).unwrap()),
        ];
        Self { people, clock, office: office_door, web, _heard: heard, threads }
    }

    /// What came of a wish; nothing to hand out of an act. Each comes from a source of its own.
    pub fn carry_out(&self, source: u64, wish: &Wish<'_>) -> Option<Booked> {
        match wish {
            Wish::Act(by, act) => {
                self.act(by, act);
                None
            }
            Wish::Book(entry, begins) => Some(self.book(source, entry, &slot(begins))),
            Wish::Change(booking, begins) => Some(self.again(WebAsk::Change { booking: *booking, slot: slot(begins) })),
            Wish::Cancel(booking) => Some(self.again(WebAsk::Cancel { booking: *booking })),
        }
    }

    fn act(&self, by: &Actor, act: &Act) {
        let (reply, answered) = oneshot::channel();
        let task = Task::Act { act: act.clone(), body_hash: [0; 32] };
        let (id, device) = (RequestId::random(), DeviceId::new("kiosk-1").unwrap());
        let (age, came_at) = (Duration::ZERO, self.clock.steady());
        let by = Some(by.clone());
        self.office.ask(Asked { device, id, by, task, age, came_at, reply }).unwrap();
        let answered = answered.blocking_recv().unwrap();
        assert!(matches!(answered.outcome, Outcome::Done(_)), "{act:?}: {:?}", answered.outcome);
    }

    fn book(&self, source: u64, entry: &Entry, slot: &Slot) -> Booked {
        let enrolled = self.people.enrol(entry, slot.date(), &Who::Visitor, self.clock.now()).unwrap();
        let (person, code) = (enrolled.person.clone(), HoldCode::parse(enrolled.person.as_str()).unwrap());
        let kept = self.web.ask(WebAsk::Keep { code: code.clone(), slot: slot.clone(), source }).unwrap();
        assert!(matches!(kept.blocking_recv().unwrap().answer, WebAnswer::Kept { .. }));
        let random = u64::from_str_radix(&hex(person.as_str()), 16).unwrap();
        // A number that somebody has is tried anew with the next one, as the page does.
        let book = |again| WebAsk::Book {
            code: code.clone(),
            slot: slot.clone(),
            person: person.clone(),
            number: BookingNumber::from_random(random.wrapping_add(again)),
            language: entry.language.clone(),
            proof: Proof::Proved,
            source,
        };
        let booking = (0..).find_map(|again| self.asked(book(again))).unwrap();
        Booked { person: enrolled.person, link: enrolled.link.reveal().to_owned(), booking }
    }

    /// What becomes of a booking that is there.
    fn again(&self, ask: WebAsk) -> Booked {
        let booking = self.asked(ask).unwrap();
        Booked { person: booking.person.clone(), link: String::new(), booking }
    }

    /// The booking as it is then; none where its number is taken.
    fn asked(&self, ask: WebAsk) -> Option<Booking> {
        match self.web.ask(ask).unwrap().blocking_recv().unwrap().answer {
            WebAnswer::Booking(booking) => Some(*booking),
            WebAnswer::No { why: Rejection::Booking(NoBooking::NumberTaken), .. } => None,
            other @ (WebAnswer::Kept { .. } | WebAnswer::No { .. } | WebAnswer::Left) => panic!("{other:?}"),
        }
    }

    pub fn close(self) {
        self.office.insist(Work::Stop).unwrap();
        self.threads.into_iter().for_each(|thread| thread.join().unwrap());
        self.people.close().unwrap();
    }
}

fn hex(text: &str) -> String {
    text.bytes().take(8).map(|byte| format!("{:01x}{:01x}", byte % 16, byte / 16)).collect()
}
