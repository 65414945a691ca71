//! The way of a clock alarm to the staff and of their confirmation back: two files in the data folder, which only those who may
//! read it can write. No address on the network can confirm a clock.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use thiserror::Error;

use crate::floor_clock::{ClockAlarm, FloorClock};

/// The alarm that stands.
const ALARM: &str = "clock-alarm.json";
/// The alarm that a technician confirmed.
const CONFIRMED: &str = "clock-confirmed.json";
/// How often alarm and confirmation are looked at.
const LOOK: Duration = Duration::from_secs(1);
/// How long the command line waits for the server.
const ANSWER_TIME: Duration = Duration::from_secs(10);

/// Why an alarm could not be confirmed.
#[derive(Debug, Error)]
pub enum ConfirmError {
    /// No alarm.
    #[error("no clock alarm stands: there is nothing to confirm")]
    NoAlarm,
    /// The clock has jumped again, or was never set.
    #[error("the machine's clock says {0}, and the alarm stands: set the clock, then look again")]
    Another(Timestamp),
    /// The server does not take it.
    #[error("the server did not take the confirmation within 10 s: is it running with this data folder?")]
    NoAnswer,
    /// The folder cannot be written.
    #[error("the data folder cannot be used: {0}")]
    Folder(#[from] io::Error),
}

/// Keeps the alarm's file and looks for its confirmation, for ever.
pub async fn watch(folder: PathBuf, clock: Arc<FloorClock>, look: Option<Duration>) {
    let mut shown: Option<ClockAlarm> = None;
    let look = look.unwrap_or(LOOK);
    if clock.alarm().is_none() {
        clear(&folder);
    }
    loop {
        tokio::time::sleep(look).await;
        let alarm = clock.alarm();
        if alarm != shown {
            tell(&folder, alarm.as_ref());
            shown.clone_from(&alarm);
        }
        if let Some(alarm) = alarm
            && read(&folder.join(CONFIRMED)).as_ref() == Some(&alarm)
        {
            let followed = clock.confirm();
            tracing::warn!(wall = %alarm.wall, floor = %alarm.floor, followed, "clock confirmed by a technician");
        }
    }
}

/// Keeps an alarm that was raised since the last look, for the next start.
pub fn keep(folder: &Path, clock: &FloorClock) {
    let alarm = clock.alarm();
    if alarm.is_some() && alarm != unconfirmed(folder) {
        tell(folder, alarm.as_ref());
    }
}

/// The alarm that stood when the last server of this folder ended.
pub fn unconfirmed(folder: &Path) -> Option<ClockAlarm> {
    read(&folder.join(ALARM))
}

/// Confirms the alarm that stands, and waits until the server has taken it.
pub fn confirm(folder: &Path) -> Result<ClockAlarm, ConfirmError> {
    let alarm = read(&folder.join(ALARM)).ok_or(ConfirmError::NoAlarm)?;
    write(&folder.join(CONFIRMED), &alarm)?;
    let until = Instant::now() + ANSWER_TIME;
    loop {
        match read(&folder.join(ALARM)) {
            None => return Ok(alarm),
            Some(another) if another != alarm => return Err(ConfirmError::Another(another.wall)),
            Some(_) if Instant::now() > until => {
                std::fs::remove_file(folder.join(CONFIRMED))?;
                return Err(ConfirmError::NoAnswer);
            }
            Some(_) => std::thread::sleep(Duration::from_millis(50)),
        }
    }
}

fn tell(folder: &Path, alarm: Option<&ClockAlarm>) {
    match alarm {
        Some(alarm) => {
            tracing::error!(wall = %alarm.wall, floor = %alarm.floor, kind = ?alarm.kind, "clock alarm: set the clock, or confirm it with `queue-server confirm-clock`");
            if let Err(problem) = write(&folder.join(ALARM), alarm) {
                tracing::error!(%problem, "the clock alarm cannot be written");
            }
        }
        None => {
            clear(folder);
            tracing::info!("clock well again");
        }
    }
}

fn clear(folder: &Path) {
    for name in [ALARM, CONFIRMED] {
        // Mostly there is none.
        let _absent = std::fs::remove_file(folder.join(name));
    }
}

fn read(path: &Path) -> Option<ClockAlarm> {
    serde_json::from_slice(&std::fs::read(path).ok()?).ok()
}

/// Whole or not at all.
fn write(path: &Path, alarm: &ClockAlarm) -> io::Result<()> {
    let part = path.with_extension("part");
    std::fs::write(&part, serde_json::to_vec(alarm)?)?;
    std::fs::rename(part, path)
}
