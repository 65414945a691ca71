//! From a bound socket to a serving floor and back: opens, replays, starts the threads, and stops in order.

mod error;
mod floor_file;
mod following;
mod sending;
#[cfg(test)]
mod tests;
mod threads;

use std::future::Future;
use std::path::PathBuf;
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use protocol::key_file::CertificateMark;
use protocol::token::OfficeKey;
use queue::Floor;
use queue::booking::holds::Holds;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, oneshot, watch};
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::alive;
use crate::clock::Clock;
use crate::clock_alarm;
use crate::credentials::sign_in::PinCheck;
use crate::credentials::tokens::Tokens;
use crate::credentials::{Credentials, KeyMaker};
use crate::data_folder::DataFolder;
use crate::devices::Devices;
use crate::evening::Evening;
use crate::floor_clock::FloorClock;
use crate::journal::{Answers, Journal};
use crate::key_watch;
use crate::listen::{ANetwork, Bounds, Privacy, listen};
use crate::messages::Messages;
use crate::messages::door::{OutboxDoor, Outgoing, bell};
use crate::office::bookings::{self, KnownPeople, WebDoor};
use crate::office::{self, Office, OfficeDoor, Work};
use crate::office_key;
use crate::people::{Lost, People, Places};
use crate::pictures;
use crate::proxies::TrustedProxies;
use crate::publish::{self, Publisher, Screens};
use crate::ratings::Ratings;
use crate::retention::Retention;
use crate::session::{BodyHash, Limits, Reception};
use crate::tls::{self, VisitorsFiles};
use crate::web::{self, Health, VisitorsPages};
use crate::writer::Writer;
use floor_file::configure;
use following::Following;
use sending::Sending;
use threads::{failure, personal_data_failure, spawn, start};

pub use error::RunError;

/// Time for sessions to end when the server stops.
const LAST_WORDS: Duration = Duration::from_secs(4);
/// Connections of visitors' phones at a time.
const VISITORS_AT_ONCE: usize = 256;
/// Those of them from one network: a hall full of phones behind one address fits.
const VISITORS_A_NETWORK: usize = 64;
/// Ticks after which it is looked whether the day report is due.
const EVENING_TICKS: u32 = 10;
/// For what secrets of the office's key are used.
const RATINGS: &str = "ratings";
const REQUESTS: &str = "requests";
/// After a failure `/health` says so for this long.
const LINGER: Duration = Duration::from_secs(2);

/// What a server is started with.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The folder that holds all of this floor.
    pub data: PathBuf,
    /// The floor as the configuration file has it.
    pub floor: Floor,
    /// What to do where the file is not what the floor runs by.
    pub file: FloorFile,
    /// The certificate of the visitors' listener, if it is to be private.
    pub visitors_files: Option<VisitorsFiles>,
    /// Who may say from where a visitor asks.
    pub trusted_proxies: TrustedProxies,
    /// The folder of the keys of personal data; `keys` in the data folder if missing.
    pub keys: Option<PathBuf>,
    /// Days for which personal data is kept after the visit (P3).
    pub keep_days: u16,
    /// What carries codes and confirmations to visitors.
    pub messages: Messages,
    /// How much a device may do.
    pub limits: Limits,
    /// How often time and clock are looked at, at least.
    pub tick: Duration,
}

/// What to do with a configuration file that differs from the journal's configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FloorFile {
    /// Say so and go on with the journal's.
    Compare,
    /// Make it the floor's configuration.
    Apply,
}

/// Bound sockets.
#[derive(Debug)]
pub struct Listeners {
    /// For devices and staff, inside the office.
    pub devices: TcpListener,
    /// For the visitors' pages alone; may be reached from outside.
    pub visitors: Option<TcpListener>,
}

impl From<TcpListener> for Listeners {
    fn from(devices: TcpListener) -> Self {
        Self { devices, visitors: None }
    }
}

/// Serves the floor on bound sockets until `shutdown` is done.
pub async fn run(
    listeners: impl Into<Listeners>,
    settings: Settings,
    clock: Arc<dyn Clock>,
    shutdown: impl Future<Output = ()> + Send,
) -> Result<(), RunError> {
    let (keep_days, tick) = (settings.keep_days, settings.tick);
    let opened =
        tokio::task::spawn_blocking(move || Opened::new(settings, clock)).await.map_err(|_| RunError::Broken)?;
    let Opened { running, reception, health, stop, data, privacy, floor } = opened?;
    let watch_clock =
        tokio::spawn(clock_alarm::watch(data.path().to_owned(), Arc::clone(&reception.clock), running.look));
    // Nobody is let in before the floor that counts is shown.
    let mut screens = reception.screens.clone();
    let described = screens.published.wait_for(|published| floor.is_some() && published.floor == floor).await.is_ok();
    // The kiosks' board is the last that is made.
    if !described || screens.kiosk.wait_for(|board| !board.0.is_empty()).await.is_err() {
        return Err(RunError::Broken);
    }
    let watch_keys = tokio::spawn(key_watch::watch(Arc::clone(&reception)));
    let following = Following::start(&reception, tick);
    let evening = Evening::of(data.path(), &reception).map(|evening| evening.start(tick * EVENING_TICKS));
    let stay_alive = tokio::spawn(alive::keep(data.path().to_owned(), Arc::clone(&reception.clock)));
    let places = reception.limits.connections;
    let mut listening = open_doors(listeners.into(), privacy, &reception, &health, &stop);
    let retention = Retention {
        people: Arc::clone(&reception.people),
        ratings: Arc::clone(&reception.ratings),
        published: reception.screens.published.clone(),
        clock: Arc::clone(&reception.clock),
        keep_days,
    };
    tracing::info!(epoch = reception.epoch, "serving");
    let mut ended = running.ended;
    let result = tokio::select! {
        failed = &mut ended => Err(failure(failed, &health)),
        problem = retention.watch() => Err(personal_data_failure(problem, &health)),
        () = shutdown => Ok(()),
    };
    if let Some(evening) = evening {
        evening.stop().await;
    }
    // A reader that is still there when the journal closes would leave its log behind.
    following.stop().await;
    let result = match result {
        Ok(()) => {
            health.stopping();
            stop.send_replace(true);
            everybody_out(&reception, places).await;
            if let Some(sending) = running.sending {
                sending.stop().await;
            }
            let (people, ratings) = (Arc::clone(&reception.people), Arc::clone(&reception.ratings));
            let put_away = tokio::task::spawn_blocking(move || {
                if let Err(problem) = ratings.close() {
                    tracing::error!(%problem, "the ratings are not in one file");
                }
                people.close()
            })
            .await;
            let closed = close(running.door, ended).await;
            closed.and(put_away.map_err(|_| RunError::Broken)?.map_err(RunError::People))
        }
        Err(error) => {
            tokio::time::sleep(LINGER).await;
            stop.send_replace(true);
            Err(error)
        }
    };
    watch_clock.abort();
    stay_alive.abort();
    alive::note(data.path(), reception.clock.now());
    clock_alarm::keep(data.path(), &reception.clock);
    watch_keys.abort();
    listening.abort_all();
    result
}

/// Devices and visitors come in by doors of their own, so that a crowd at one leaves the other free.
fn open_doors(
    listeners: Listeners,
    privacy: Doorways,
    reception: &Arc<Reception>,
    health: &Arc<Health>,
    stop: &watch::Sender<bool>,
) -> JoinSet<()> {
    let mut listening = JoinSet::new();
    let pages = VisitorsPages::of(reception);
    listening.spawn(pages.forget_lapsed());
    let inside = web::inside(Arc::clone(reception), Arc::clone(health), &pages);
    let Limits { connections, reader, .. } = reception.limits;
    let bounds = Bounds { places: connections, reader, a_network: None };
    listening.spawn(listen(listeners.devices, privacy.devices, inside, bounds, stop.subscribe()));
    if let Some(visitors) = listeners.visitors {
        let outside = web::outside(&pages);
        let a_network = ANetwork { most: VISITORS_A_NETWORK, but: reception.trusted_proxies.clone() };
        let bounds = Bounds { places: VISITORS_AT_ONCE, reader, a_network: Some(a_network) };
        listening.spawn(listen(visitors, privacy.visitors, outside, bounds, stop.subscribe()));
    }
    listening
}

/// Which connections each listener takes.
struct Doorways {
    devices: Privacy,
    visitors: Privacy,
}

/// What the opening gives.
struct Opened {
    running: Running,
    reception: Arc<Reception>,
    health: Arc<Health>,
    stop: watch::Sender<bool>,
    data: DataFolder,
    privacy: Doorways,
    /// As it is configured at the start.
    floor: Option<Arc<Floor>>,
}

struct Running {
    door: OfficeDoor,
    ended: oneshot::Receiver<Result<(), RunError>>,
    look: Option<Duration>,
    sending: Option<Sending>,
}

impl Opened {
    fn new(settings: Settings, clock: Arc<dyn Clock>) -> Result<Self, RunError> {
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
        let health = Arc::new(Health::default());
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
        let sending = Sending::start(&reception, outbox, ring, heard, settings.tick)?;
        let privacy = Doorways {
            devices: Privacy::Either(certificate.acceptor),
            visitors: visitors.map_or(Privacy::Open, Privacy::Private),
        };
        // A clock that is looked at more often belongs to a rehearsal, whose files are looked at as often.
        let look = (settings.tick < office::TICK).then_some(settings.tick);
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

async fn everybody_out(reception: &Reception, places: usize) {
    let all = u32::try_from(places).unwrap_or(u32::MAX);
    if timeout(LAST_WORDS, reception.connections.acquire_many(all)).await.is_err() {
        tracing::warn!("some devices did not hear the farewell");
    }
}

/// The last batch, a snapshot, and the journal closed.
async fn close(door: OfficeDoor, ended: oneshot::Receiver<Result<(), RunError>>) -> Result<(), RunError> {
    // An office that has ended by itself tells so below.
    let _ended = tokio::task::spawn_blocking(move || door.insist(Work::Stop)).await;
    match ended.await {
        Ok(result) => {
            tracing::info!("stopped");
            result
        }
        Err(_) => Err(RunError::Broken),
    }
}
