//! `/health`: how the server is, for the staff and for whatever watches it. Nothing personal.

use std::sync::{Arc, Mutex, PoisonError};

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

use crate::devices::DeviceStatus;
use crate::floor_clock::ClockAlarm;
use crate::messages::StandingReport;
use crate::session::Reception;
use crate::statistics::Standing;

/// How the server is, as it knows itself.
#[derive(Debug, Default)]
pub struct Health {
    state: Mutex<Known>,
}

#[derive(Clone, Debug, Default)]
struct Known {
    stopping: bool,
    storage_alarm: Option<String>,
    program_alarm: Option<String>,
    floor_file_differs: bool,
    changed_answers: u32,
}

/// In one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// All is well.
    Well,
    /// It serves, and somebody should look: the clock, a device, the configuration file.
    Degraded,
    /// It stops.
    Stopping,
    /// It has stopped serving.
    Failed,
}

/// What `/health` says.
#[derive(Debug, Serialize)]
pub struct Report {
    status: Status,
    epoch: u64,
    seq: u64,
    now: Timestamp,
    day: Option<Date>,
    clock_alarm: Option<ClockAlarm>,
    /// The day would have turned, were it not for the clock alarm.
    day_held: bool,
    storage_alarm: Option<String>,
    program_alarm: Option<String>,
    floor_file_differs: bool,
    /// Stored answers that the disk had changed before the start.
    changed_answers: u32,
    /// Why the statistics are not kept up to date, if they are not; the floor goes on without them.
    statistics_alarm: Option<String>,
    /// The last event that is in the statistics.
    statistics_seq: u64,
    /// Messages to visitors, where the office has set them up and the sender has begun.
    messages: Option<StandingReport>,
    devices: Vec<DeviceStatus>,
}

impl Health {
    /// The configuration file is not what the floor runs by.
    pub fn floor_file_differs(&self) {
        self.change(|known| known.floor_file_differs = true);
    }

    /// So many stored answers were not as they were written.
    pub fn answers_changed(&self, answers: u32) {
        self.change(|known| known.changed_answers = answers);
    }

    /// The server was told to stop.
    pub fn stopping(&self) {
        self.change(|known| known.stopping = true);
    }

    /// Nothing can be made durable any more.
    pub fn storage_failed(&self, problem: String) {
        self.change(|known| known.storage_alarm = Some(problem));
    }

    /// A part of the program has ended by itself.
    pub fn program_failed(&self, problem: String) {
        self.change(|known| known.program_alarm = Some(problem));
    }

    fn change(&self, change: impl FnOnce(&mut Known)) {
        change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner));
    }

    fn report(&self, reception: &Reception) -> Report {
        let known = self.state.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let published = Arc::clone(&reception.screens.published.borrow());
        let (clock_alarm, devices) = (reception.clock.alarm(), reception.devices.status());
        let messages = reception.messages.standing().report();
        let unsent = messages.as_ref().is_some_and(StandingReport::wants_a_look);
        let Standing { trouble: statistics_alarm, seq: statistics_seq } = reception.statistics.standing();
        let faulty = devices.iter().any(|device| !device.faults.is_empty());
        let status = match &known {
            Known { storage_alarm: Some(_), .. } | Known { program_alarm: Some(_), .. } => Status::Failed,
            Known { stopping: true, .. } => Status::Stopping,
            Known { floor_file_differs: true, .. } | Known { changed_answers: 1.., .. } => Status::Degraded,
            Known { .. } if faulty || unsent || clock_alarm.is_some() || statistics_alarm.is_some() => Status::Degraded,
            Known { .. } => Status::Well,
        };
        Report {
            status,
            epoch: reception.epoch,
            seq: published.seq,
            now: reception.clock.now(),
            day: published.day,
            clock_alarm,
            day_held: reception.clock.holds_day(),
            storage_alarm: known.storage_alarm,
            program_alarm: known.program_alarm,
            floor_file_differs: known.floor_file_differs,
            changed_answers: known.changed_answers,
            statistics_alarm,
            statistics_seq,
            messages,
            devices,
        }
    }
}

/// Answers `/health`.
pub async fn show(State((health, reception)): State<(Arc<Health>, Arc<Reception>)>) -> (StatusCode, Json<Report>) {
    let report = health.report(&reception);
    let code = match report.status {
        Status::Well | Status::Degraded => StatusCode::OK,
        Status::Stopping | Status::Failed => StatusCode::SERVICE_UNAVAILABLE,
    };
    (code, Json(report))
}
