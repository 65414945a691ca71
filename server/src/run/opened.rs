//! The opening of a floor: its data folder held, its journal replayed, its threads begun.

use std::sync::mpsc::sync_channel;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use protocol::key_file::CertificateMark;
use protocol::token::OfficeKey;
use queue::Floor;
use queue::booking::holds::Holds;
use tokio::sync::{Semaphore, oneshot, watch};

use super::floor_file::configure;
use super::sending::Sending;
use super::threads::{spawn, start};
use super::{RunError, Settings};
use crate::alive;
use crate::clock::Clock;
use crate::clock_alarm;
use crate::credentials::sign_in::PinCheck;
use crate::credentials::tokens::Tokens;
use crate::credentials::{Credentials, KeyMaker};
use crate::data_folder::DataFolder;
use crate::devices::Devices;
use crate::floor_clock::FloorClock;
use crate::journal::{Answers, Journal};
use crate::listen::Privacy;
use crate::messages::door::{OutboxDoor, Outgoing, bell};
use crate::office::bookings::{self, KnownPeople, WebDoor};
use crate::office::{self, Office, OfficeDoor, Tick};
use crate::office_key;
use crate::people::{Lost, People, Places};
use crate::pictures;
use crate::publish::{self, Publisher, Screens};
use crate::ratings::Ratings;
use crate::session::{BodyHash, Reception};
use crate::tls;
use crate::web::Health;
use crate::writer::Writer;

/// For what secrets of the office's key are used.
const RATINGS: &str = "ratings";
const REQUESTS: &str = "requests";

/// Which connections each listener takes.
pub struct Doorways {
    pub devices: Privacy,
    pub visitors: Privacy,
}

/// What the opening gives.
pub struct Opened {
    pub running: Running,
    pub reception: Arc<Reception>,
    pub health: Arc<Health>,
    pub stop: watch::Sender<bool>,
    pub data: DataFolder,
    pub privacy: Doorways,
    /// As it is configured at the start.
    pub floor: Option<Arc<Floor>>,
}

/// What runs until the stop.
pub struct Running {
    pub door: OfficeDoor,
    pub ended: oneshot::Receiver<Result<(), RunError>>,
    pub look: Option<Duration>,
    pub sending: Option<Sending>,
}

impl Opened {
    /// Opens and replays what is in the data folder, and starts the threads.
    pub fn new(settings: Settings, clock: Arc<dyn Clock>) -> Result<Self, RunError> {
        let data = DataFolder::hold(&settings.data)?;
        let certificate = tls::office(data.path())?;
        let visitors = settings.visitors_files.as_ref().map(tls::visitors).transpose()?;
        let (journal, replayed) = Journal::open(data.path())?;
        let unconfirmed = clock_alarm::unconfirmed(data.path());
        let clock = Arc::new(FloorClock::start(clock, replayed.last_at, unconfirmed)?);
        let (epoch, seq, state) = (replayed.epoch, replayed.seq, replayed.state.clone());
        tracing::info!(
            epoch,
            seq,
            read = replayed.events_read,
            skipped = replayed.snapshots_skipped,
            "journal replayed"
        );
        let places = Places::new(data.path(), settings.keys.as_deref());
        let people = Arc::new(People::open(&places, Lost::Stop)?);
        let office_key = Arc::new(office_key::open(places.keys_folder())?);
        let secret = office_key::secret_for(places.keys_folder(), RATINGS)?;
        let ratings = Arc::new(Ratings::open(data.path(), &secret)?);
        let body_hash = BodyHash::new(&*office_key::secret_for(places.keys_folder(), REQUESTS)?);
        let (door, work) = office::door();
        let (committed, to_publish) = sync_channel(publish::BEHIND);
        let answers = Answers::open(data.path())?;
        let health = Arc::new(Health::default());
        health.answers_changed(answers.bent());
        let (ring, heard) = bell();
        let carriers = settings.messages.carriers();
        let outgoing = carriers.map(|carriers| Outgoing { domain: carriers.domain(), bell: ring.clone() });
        let (writer, to_write) = Writer::new(journal, answers.durable(), committed, outgoing);
        let outbox = OutboxDoor::new(to_write.entries());
        let (web, lane) = bookings::lane(&door, known(&people));
        let holds = lane.holds();
        let mut office = Office::new(replayed, answers, Arc::clone(&clock), to_write, lane, settings.tick);
        if let Some(from) = alive::outage(data.path(), clock.now()) {
            office.note_outage(from)?;
        }
        configure(&mut office, &settings, &health)?;
        let floor = office.state().floor.clone();
        floor.iter().for_each(|floor| pictures::tell_missing(&settings.data, floor));
        let credentials = Arc::new(open_credentials(&settings, certificate.mark, &office, seq)?);
        let tokens = Arc::new(Tokens::default());
        let (publisher, screens) = Publisher::new(state, seq, epoch, Arc::clone(&clock), Arc::clone(&tokens));
        office.hear(screens.published.clone());
        spawn("publish", move || publisher.run(&to_publish))?;
        let ended = start(office, writer, door.clone(), work, outbox.clone())?;
        let (stop, stopping) = watch::channel(false);
        let doors = Doors { office: door.clone(), web, holds, people, ratings, office_key, body_hash };
        let keys = KeyMaker::new(data.path(), certificate.mark);
        let devices = Devices::new(floor.as_ref().map_or(&[][..], |floor| &floor.devices));
        let house = House { clock, screens, credentials, keys, devices, tokens, epoch, stopping };
        let reception = Arc::new(house.reception(&settings, doors));
        let sending = Sending::start(&reception, outbox, ring, heard, settings.tick.every())?;
        let privacy = Doorways {
            devices: Privacy::Either(certificate.acceptor),
            visitors: visitors.map_or(Privacy::Open, Privacy::Private),
        };
        // The files of a rehearsal are looked at as often as its clock.
        let look = (settings.tick == Tick::Rehearsed).then(|| settings.tick.every());
        Ok(Self { running: Running { door, ended, look, sending }, reception, health, stop, data, privacy, floor })
    }
}

/// Who else is known to be the same, as the office asks it at the moment of a decision.
fn known(people: &Arc<People>) -> KnownPeople {
    let people = Arc::clone(people);
    Arc::new(move |person| people.same(person))
}

struct Doors {
    office: OfficeDoor,
    web: WebDoor,
    holds: Arc<Mutex<Holds>>,
    people: Arc<People>,
    ratings: Arc<Ratings>,
    office_key: Arc<OfficeKey>,
    body_hash: BodyHash,
}

struct House {
    clock: Arc<FloorClock>,
    screens: Screens,
    credentials: Arc<Credentials>,
    keys: KeyMaker,
    devices: Devices,
    tokens: Arc<Tokens>,
    epoch: u64,
    stopping: watch::Receiver<bool>,
}

impl House {
    fn reception(self, settings: &Settings, doors: Doors) -> Reception {
        let limits = settings.limits;
        Reception {
            office: doors.office,
            web: doors.web,
            holds: doors.holds,
            people: doors.people,
            ratings: doors.ratings,
            office_key: doors.office_key,
            body_hash: doors.body_hash,
            digit_tries: Mutex::default(),
            messages: settings.messages.clone(),
            keep_days: settings.keep_days,
            screens: self.screens,
            statistics: Arc::new(crate::statistics::Statistics::new(&settings.data)),
            pictures: pictures::Pictures::new(&settings.data, &settings.floor),
            fresh: Arc::default(),
            trusted_proxies: settings.trusted_proxies.clone(),
            pins: PinCheck::new(Arc::clone(&self.credentials), Arc::clone(&self.clock)),
            clock: self.clock,
            credentials: self.credentials,
            keys: self.keys,
            floor_file: Arc::new(settings.floor.clone()),
            tokens: self.tokens,
            devices: self.devices,
            limits,
            epoch: self.epoch,
            stopping: self.stopping,
            connections: Arc::new(Semaphore::new(limits.connections)),
            greetings: Semaphore::new(limits.greetings),
        }
    }
}

fn open_credentials(
    settings: &Settings,
    certificate: CertificateMark,
    office: &Office,
    seq: u64,
) -> Result<Credentials, RunError> {
    if seq > 0 && !settings.data.join(crate::credentials::FILE).exists() {
        tracing::error!(
            "credentials.db is gone: every key and PIN is made anew and the old ones fit no longer. If that is not wanted, stop and put it back from a backup"
        );
    }
    let credentials = Credentials::open(&settings.data)?;
    let devices = office.state().floor.iter().flat_map(|floor| &floor.devices).map(|device| &device.id);
    let clerks = office.state().floor.iter().flat_map(|floor| &floor.clerks).map(|clerk| &clerk.id);
    let made = credentials.make_missing(&settings.data, certificate, devices, clerks)?;
    if made != crate::credentials::Made::default() {
        let folder = settings.data.join(crate::credentials::FOLDER);
        tracing::warn!(keys = made.keys, pins = made.pins, folder = %folder.display(), "keys and PINs made: hand them out, then delete the files");
    }
    Ok(credentials)
}
