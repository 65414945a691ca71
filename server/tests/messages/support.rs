//! A folder with visitors who have booked, and a server on it. No checks here.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use protocol::message::{Outcome, RequestId};
use queue::booking::{Booking, NoBooking, SamePeople, Slot};
use queue::floor::{Floor, Weekday};
use queue::ids::{BookingId, BookingNumber, DeviceId, HoldCode, Language, PersonId, ServiceId};
use queue::{Act, Actor, Rejection, State};
use server::clock::{Clock, SetClock, SystemClock};
use server::floor_clock::FloorClock;
use server::journal::{Answers, Journal};
use server::messages::Messages;
use server::messages::carriers::Carriers;
use server::messages::door::{Outgoing, bell};
use server::messages::setup::MessagesSetup;
use server::office::bookings::{WebAnswer, WebAsk, lane};
use server::office::{Asked, Office, Task, Tick, Work, door};
use server::people::entered::{self, Contact, DocumentKind, Field};
use server::people::{Consent, Entry, FullName, Lost, People, Places, Proof, Who};
use server::run::{FloorFile, RunError, Settings};
use server::session::Limits;
use server::writer::Writer;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

pub const DEMO: &str = include_str!("../../../assets/demo/floor.toml");
/// Tuesday, 09:00 in Moscow.
pub const MORNING: &str = "2026-11-17T06:00:00Z";
/// Friday of that week, a slot of the demo floor.
pub const FRIDAY: &str = "2026-11-20T10:45";
pub const SERVICE: &str = "passport-apply";

pub fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// The demo floor with room for everybody.
pub fn floor() -> Floor {
    let mut floor = server::config::parse(DEMO).unwrap().floor;
    let service = floor.services.iter_mut().find(|service| service.id.as_str() == SERVICE).unwrap();
    service.slots.as_mut().unwrap().places = 99;
    floor
}

/// Somebody who books, named as told.
pub fn entry(contact: &str, language: &str, names: [&str; 2]) -> Entry {
    let contact = match contact.contains('@') {
        true => Contact::Email(entered::email(contact).unwrap()),
        false => Contact::Phone(entered::phone(contact).unwrap()),
    };
    Entry {
        name: FullName {
            family: entered::name(Field::FamilyName, names[0]).unwrap(),
            given: entered::name(Field::GivenName, names[1]).unwrap(),
            patronymic: None,
        },
        document: entered::document(DocumentKind::RussianPassport, "7319 000001").unwrap(),
        contact,
        proof: Proof::Proved,
        language: Language::new(language).unwrap(),
        consent: Consent { at: at(MORNING), version: "2026-11".to_owned() },
        purpose: None,
    }
}

/// A data folder without its server.
pub struct House {
    pub folder: TempDir,
    pub floor: Floor,
    pub clock: Arc<dyn Clock>,
}

/// Who booked, and what.
#[derive(Clone, Debug)]
pub struct Booked {
    pub person: PersonId,
    pub link: String,
    pub booking: Booking,
}

/// What is asked of a house without a server.
pub enum Wish<'a> {
    Book(&'a Entry, &'a str),
    Change(BookingId, &'a str),
    Cancel(BookingId),
    Act(Actor, Act),
}

impl House {
    pub fn new() -> (Self, Arc<SetClock>) {
        let clock = Arc::new(SetClock::at(at(MORNING)));
        let house = Self { folder: tempfile::tempdir().unwrap(), floor: floor(), clock: Arc::clone(&clock) as Arc<_> };
        (house, clock)
    }

    /// One whose server goes by the machine's clock.
    pub fn of_today() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), floor: floor(), clock: Arc::new(SystemClock) }
    }

    pub fn data(&self) -> std::path::PathBuf {
        self.folder.path().join("data")
    }

    /// A working day a week or more from now.
    pub fn some_day(&self) -> Date {
        let today = self.floor.calendar.zone.local(self.clock.wall()).date();
        let mut date = today.saturating_add(jiff::Span::new().days(7));
        while matches!(Weekday::of(date), Weekday::Sat | Weekday::Sun) || self.floor.calendar.holidays.contains(&date) {
            date = date.tomorrow().unwrap();
        }
        date
    }

    pub fn book(&self, entry: &Entry, begins: &str) -> Booked {
        self.carry_out(&[Wish::Book(entry, begins)]).remove(0)
    }

    /// Carries all out at a real office with its writer and its people; nobody sends yet.
    pub fn carry_out(&self, wishes: &[Wish<'_>]) -> Vec<Booked> {
        let data = self.data();
        std::fs::create_dir_all(&data).unwrap();
        let people = People::open(&Places::new(&data, None), Lost::Stop).unwrap();
        let (journal, replayed) = Journal::open(&data).unwrap();
        let clock = Arc::new(FloorClock::start(Arc::clone(&self.clock), replayed.last_at, None).unwrap());
        let (office_door, work) = door();
        let (committed, follow) = sync_channel(256);
        let answers = Answers::open(&data).unwrap();
        let state = replayed.state.clone();
        let (bell, _heard) = bell();
        let outgoing = Outgoing { domain: "office.example".to_owned(), bell };
        let (writer, to_write) = Writer::new(journal, answers.durable(), committed, Some(outgoing));
        let (web, lane) = lane(&office_door, Arc::new(|_| SamePeople::default()));
        let mut office = Office::new(replayed, answers, Arc::clone(&clock), to_write, lane, Tick::Live);
        if state.floor.is_none() {
            office.act(Act::ConfigureFloor { floor: Box::new(self.floor.clone()) }).unwrap().unwrap();
        }
        let state = Arc::new(Mutex::new(state));
        let following = Arc::clone(&state);
        let threads = [
            std::thread::spawn(move || follow.iter().for_each(|page| follow_on(&following, &page.events))),
            std::thread::spawn(move || writer.run().unwrap()),
            std::thread::spawn(move || office.run(&work).unwrap()),
        ];
        let asked = |ask| match web.ask(ask).unwrap().blocking_recv().unwrap().answer {
            WebAnswer::Booking(booking) => Some(*booking),
            WebAnswer::No { why: Rejection::Booking(NoBooking::NumberTaken), .. } => None,
            other @ (WebAnswer::Kept { .. } | WebAnswer::No { .. } | WebAnswer::Left) => panic!("{other:?}"),
        };
        let ask = |wish| asked(wish).unwrap();
        let mut done = Vec::new();
        for (number, wish) in wishes.iter().enumerate() {
            done.push(match wish {
                Wish::Act(by, act) => {
                    let (reply, answered) = oneshot::channel();
                    let task = Task::Act { act: act.clone(), body_hash: [0; 32] };
                    let (id, device) = (RequestId::random(), DeviceId::new("kiosk-1").unwrap());
                    let (age, came_at) = (Duration::ZERO, clock.steady());
                    let by = Some(by.clone());
                    office_door.ask(Asked { device, id, by, task, age, came_at, reply }).unwrap();
                    let answered = answered.blocking_recv().unwrap();
                    assert!(matches!(answered.outcome, Outcome::Done(_)), "{act:?}: {:?}", answered.outcome);
                    continue;
                }
                Wish::Book(entry, begins) => {
                    let slot = slot(begins);
                    let enrolled = people.enrol(entry, slot.date(), &Who::Visitor, clock.now()).unwrap();
                    let code = HoldCode::parse(enrolled.person.as_str()).unwrap();
                    let source = number as u64;
                    let kept = web.ask(WebAsk::Keep { code: code.clone(), slot: slot.clone(), source }).unwrap();
                    assert!(matches!(kept.blocking_recv().unwrap().answer, WebAnswer::Kept { .. }));
                    let language = entry.language.clone();
                    let person = enrolled.person.clone();
                    let random = u64::from_str_radix(&hex(person.as_str()), 16).unwrap();
                    // A number that somebody has is tried anew with the next one, as the page does.
                    let book = |again| WebAsk::Book {
                        code: code.clone(),
                        slot: slot.clone(),
                        person: person.clone(),
                        number: BookingNumber::from_random(random.wrapping_add(again)),
                        language: language.clone(),
                        proof: queue::booking::Proof::Proved,
                        source,
                    };
                    let booking = (0..).find_map(|again| asked(book(again))).unwrap();
                    Booked { person: enrolled.person, link: enrolled.link.reveal().to_owned(), booking }
                }
                Wish::Change(booking, begins) => of(ask(WebAsk::Change { booking: *booking, slot: slot(begins) })),
                Wish::Cancel(booking) => of(ask(WebAsk::Cancel { booking: *booking })),
            });
        }
        office_door.insist(Work::Stop).unwrap();
        threads.into_iter().for_each(|thread| thread.join().unwrap());
        people.close().unwrap();
        done
    }

    pub fn people(&self) -> People {
        People::open(&Places::new(&self.data(), None), Lost::Stop).unwrap()
    }

    pub fn settings(&self, messages: &MessagesSetup) -> Settings {
        Settings {
            data: self.data(),
            floor: self.floor.clone(),
            file: FloorFile::Compare,
            visitors_files: None,
            trusted_proxies: server::proxies::TrustedProxies::default(),
            keys: None,
            keep_days: server::retention::KEEP_DAYS,
            messages: Messages::through(Carriers::open(messages).unwrap()),
            limits: Limits::default(),
            tick: Tick::Rehearsed,
        }
    }

    /// A server in this process.
    pub fn start(&self, messages: &MessagesSetup) -> Server {
        self.start_with(self.settings(messages))
    }

    pub fn start_with(&self, settings: Settings) -> Server {
        crate::pins::give(&settings.data, &settings.floor);
        let clock = Arc::clone(&self.clock);
        let (stop, stopped) = oneshot::channel();
        let (tell, address) = sync_channel(1);
        let running = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
            runtime.block_on(async {
                let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
                tell.send(listener.local_addr().unwrap()).unwrap();
                server::run(listener, settings, clock, async {
                    let _ = stopped.await;
                })
                .await
            })
        });
        Server { address: address.recv().unwrap(), stop, running }
    }
}

fn of(booking: Booking) -> Booked {
    Booked { person: booking.person.clone(), link: String::new(), booking }
}

fn follow_on(state: &Mutex<State>, events: &[queue::Event]) {
    let mut state = state.lock().unwrap();
    events.iter().for_each(|event| queue::apply(&mut state, event));
}

fn hex(text: &str) -> String {
    text.bytes().take(8).map(|byte| format!("{:01x}{:01x}", byte % 16, byte / 16)).collect()
}

pub fn slot(begins: &str) -> Slot {
    Slot { service: ServiceId::new(SERVICE).unwrap(), begins: begins.parse::<DateTime>().unwrap() }
}

pub struct Server {
    pub address: SocketAddr,
    stop: oneshot::Sender<()>,
    running: std::thread::JoinHandle<Result<(), RunError>>,
}

impl Server {
    /// A graceful stop.
    pub fn stop(self) {
        self.stop.send(()).unwrap();
        self.running.join().unwrap().unwrap();
    }

    /// What `/health` says.
    pub fn health(&self) -> Option<serde_json::Value> {
        health(self.address)
    }

    /// Waits until `/health` says so.
    pub fn until(&self, what: &str, mut so: impl FnMut(&serde_json::Value) -> bool) {
        until(what, || self.health().is_some_and(|health| so(&health)));
    }
}

pub fn health(address: SocketAddr) -> Option<serde_json::Value> {
    use std::io::{Read, Write};
    let mut stream = std::net::TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    stream.write_all(b"GET /health HTTP/1.1\r\nHost: office.test\r\nConnection: close\r\n\r\n").ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    serde_json::from_str(answer.split_once("\r\n\r\n")?.1).ok()
}

pub fn until(what: &str, mut so: impl FnMut() -> bool) {
    let began = Instant::now();
    while !so() {
        assert!(began.elapsed() < crate::mailbox::SOON, "in time: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// What stands in the outbox: booking, kind, state, why, tries and Message-ID of each row.
pub fn outbox(data: &Path) -> Vec<(u64, String, String, Option<String>, u32, String)> {
    let db = rusqlite::Connection::open(data.join(server::journal::FILE)).unwrap();
    let sql = "SELECT booking, kind, state, why, tries, message_id FROM outbox ORDER BY number";
    let mut statement = db.prepare(sql).unwrap();
    let rows = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?)));
    rows.unwrap().map(Result::unwrap).collect()
}

/// Booking, kind, state and why of each.
pub fn states(data: &Path) -> Vec<String> {
    let word = |why: Option<String>| why.map_or(String::new(), |why| format!(" {why}"));
    outbox(data)
        .into_iter()
        .map(|(booking, kind, state, why, ..)| format!("{booking} {kind} {state}{}", word(why)))
        .collect()
}
