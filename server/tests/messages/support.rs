//! A folder with visitors who have booked, and a server on it. No checks here.

#[path = "at_work.rs"]
mod at_work;

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::sync_channel;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use queue::booking::{Booking, Slot};
use queue::floor::{Floor, Weekday};
use queue::ids::{BookingId, Language, PersonId, ServiceId};
use queue::{Act, Actor};
use server::clock::{Clock, SetClock, SystemClock};
use server::messages::Messages;
use server::messages::carriers::Carriers;
use server::messages::setup::MessagesSetup;
use server::office::Tick;
use server::people::entered::{self, Contact, DocumentKind, Field};
use server::people::{Consent, Entry, FullName, Lost, People, Places, Proof};
use server::run::{FloorFile, RunError, Settings};
use server::session::Limits;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use at_work::AtWork;

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
        let office = AtWork::open(self);
        let done = (0..).zip(wishes).filter_map(|(source, wish)| office.carry_out(source, wish)).collect();
        office.close();
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
