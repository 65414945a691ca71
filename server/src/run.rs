//! From a bound socket to a serving floor and back: opens, replays, starts the threads, and stops in order.

mod error;
mod floor_file;
mod following;
mod opened;
mod sending;
#[cfg(test)]
mod tests;
mod threads;

use std::future::Future;
use std::path::PathBuf;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::maybe_done;
use queue::Floor;
use tokio::net::TcpListener;
use tokio::sync::{oneshot, watch};
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::alive;
use crate::clock::Clock;
use crate::clock_alarm;
use crate::evening::Evening;
use crate::key_watch;
use crate::listen::{ACustomer, Bounds, listen};
use crate::messages::Messages;
use crate::office::{OfficeDoor, Tick, Work};
use crate::proxies::TrustedProxies;
use crate::retention::Retention;
use crate::session::{Limits, Reception};
use crate::tls::VisitorsFiles;
use crate::web::{self, Health, VisitorsPages};
use following::Following;
use opened::{Doorways, Opened};
use threads::{failure, personal_data_failure};

pub use error::RunError;

/// Time for sessions to end when the server stops.
const LAST_WORDS: Duration = Duration::from_secs(4);
/// Connections of visitors' phones at a time.
const VISITORS_AT_ONCE: usize = 256;
/// Those of them from one customer of a provider: a hall full of phones behind one address fits.
const VISITORS_A_CUSTOMER: usize = 64;
/// Ticks after which it is looked whether the day report is due.
const EVENING_TICKS: u32 = 10;
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
    pub tick: Tick,
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
    let (keep_days, tick) = (settings.keep_days, settings.tick.every());
    let Opened { running, reception, health, stop, data, privacy, floor: _ } = open(settings, clock).await?;
    let watch_clock =
        tokio::spawn(clock_alarm::watch(data.path().to_owned(), Arc::clone(&reception.clock), running.look));
    let watch_keys = tokio::spawn(key_watch::watch(Arc::clone(&reception)));
    let following = Following::start(&reception, tick);
    let evening = Evening::of(data.path(), &reception).map(|evening| evening.start(tick * EVENING_TICKS));
    let stay_alive = tokio::spawn(alive::keep(data.path().to_owned(), Arc::clone(&reception.clock)));
    // Before anybody is let in: from here on a stop is heard, and the floor put away. Until here one has ended the program at once.
    let mut shutdown = pin!(maybe_done(shutdown));
    let _told_already = shutdown.as_mut().now_or_never();
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
        () = shutdown.as_mut() => Ok(()),
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
            everybody_out(&reception).await;
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

/// Opens the floor and waits until it is shown as it counts: nobody is let in before.
async fn open(settings: Settings, clock: Arc<dyn Clock>) -> Result<Opened, RunError> {
    let opening = tokio::task::spawn_blocking(move || Opened::new(settings, clock));
    let opened = opening.await.map_err(|_| RunError::Broken)??;
    let (floor, mut screens) = (&opened.floor, opened.reception.screens.clone());
    let described = screens.published.wait_for(|published| floor.is_some() && published.floor == *floor).await.is_ok();
    // The kiosks' board is the last that is made.
    if !described || screens.kiosk.wait_for(|board| !board.0.is_empty()).await.is_err() {
        return Err(RunError::Broken);
    }
    Ok(opened)
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
    let bounds = Bounds { places: connections, reader, a_customer: None };
    listening.spawn(listen(listeners.devices, privacy.devices, inside, bounds, stop.subscribe()));
    if let Some(visitors) = listeners.visitors {
        let outside = web::outside(&pages);
        let a_customer = ACustomer { most: VISITORS_A_CUSTOMER, but: reception.trusted_proxies.clone() };
        let bounds = Bounds { places: VISITORS_AT_ONCE, reader, a_customer: Some(a_customer) };
        listening.spawn(listen(visitors, privacy.visitors, outside, bounds, stop.subscribe()));
    }
    listening
}

async fn everybody_out(reception: &Reception) {
    let all = u32::try_from(reception.limits.connections).unwrap_or(u32::MAX);
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
