//! Each window: who sits there, whom they receive, and how long against the norm.

use jiff::{SignedDuration, Timestamp};
use protocol::board::{AtWindow, AtWindowStage, ConsoleWindow, PauseView};
use queue::floor::Window;

use super::scene::Scene;
use crate::web::staff::words::Words;
use crate::web::words::filled;

/// The table of windows.
pub struct Windows {
    /// What is to be known of them.
    pub finding: String,
    pub rows: Vec<WindowRow>,
    /// Windows that receive visitors.
    pub open: u32,
    pub paused: u32,
    pub all: u32,
}

/// One window.
pub struct WindowRow {
    pub number: u8,
    /// Nobody at a closed window.
    pub clerk: String,
    pub state: String,
    /// The number of the visitor's ticket.
    pub ticket: String,
    pub service: String,
    pub minutes: Option<Minutes>,
    pub kind: Kind,
}

/// How a row looks; its words say the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Closed,
    Paused,
    Open,
}

impl Kind {
    /// For the style.
    pub fn class(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Paused => "paused",
            Self::Open => "open",
        }
    }
}

/// A visit against its norm.
pub struct Minutes {
    pub spent: u32,
    pub norm: u32,
    /// By how much it is over the norm, from the first second past it.
    pub over: Option<String>,
    /// Of a bar in which the norm ends at half, in hundredths.
    pub bar: u32,
}

impl Windows {
    /// The windows as they are.
    pub fn of(scene: &Scene<'_>) -> Self {
        let shown = scene.overview.console.iter().flat_map(|console| &console.windows);
        let rows: Vec<_> =
            shown.filter_map(|shown| Some(row(scene, scene.floor.window(&shown.window)?, shown))).collect();
        let count = |kind| u32::try_from(rows.iter().filter(|row| row.kind == kind).count()).unwrap_or(u32::MAX);
        let (open, paused, all) = (count(Kind::Open), count(Kind::Paused), count_all(&rows));
        Self { finding: finding(scene.words, open, paused, all), rows, open, paused, all }
    }
}

fn count_all(rows: &[WindowRow]) -> u32 {
    u32::try_from(rows.len()).unwrap_or(u32::MAX)
}

fn finding(words: &Words, open: u32, paused: u32, all: u32) -> String {
    let receive = filled(&words.windows_open, &[&open.to_string(), &all.to_string()]);
    if paused == 0 { receive } else { format!("{receive}, {}", words.windows_paused.of(paused)) }
}

fn row(scene: &Scene<'_>, window: &Window, shown: &ConsoleWindow) -> WindowRow {
    let kind = match (&shown.clerk, &shown.pause) {
        (None, _) => Kind::Closed,
        (Some(_), Some(_)) => Kind::Paused,
        (Some(_), None) => Kind::Open,
    };
    let visitor = shown.visitor.as_deref();
    WindowRow {
        number: window.number,
        clerk: shown.clerk.as_ref().map_or(String::new(), |clerk| clerk.name.clone()),
        state: state(scene, shown),
        ticket: visitor.map_or(String::new(), |visitor| visitor.number.to_string()),
        service: visitor.map_or(String::new(), |visitor| scene.service_name(&visitor.service)),
        minutes: visitor.and_then(|visitor| minutes(scene, visitor)),
        kind,
    }
}

fn state(scene: &Scene<'_>, shown: &ConsoleWindow) -> String {
    let words = scene.words;
    match (&shown.clerk, &shown.pause, shown.visitor.as_deref().map(|visitor| &visitor.stage)) {
        (None, _, _) => words.closed.clone(),
        (Some(_), Some(pause), _) => paused(scene, pause),
        (Some(_), None, Some(AtWindowStage::Called { first_at, .. })) => {
            filled(&words.called_at, &[&scene.time(*first_at)])
        }
        (Some(_), None, Some(AtWindowStage::Serving { since })) => filled(&words.here_since, &[&scene.time(*since)]),
        (Some(_), None, None) => words.free.clone(),
    }
}

fn paused(scene: &Scene<'_>, pause: &PauseView) -> String {
    let reason = scene.floor.reasons.pause.iter().find(|reason| reason.id == pause.reason);
    let reason = reason.map_or_else(|| pause.reason.to_string(), |reason| scene.said(&reason.name));
    let minutes = scene.min(scene.minutes_since(pause.since));
    filled(&scene.words.paused_since, &[&reason, &scene.time(pause.since), &minutes])
}

fn minutes(scene: &Scene<'_>, visitor: &AtWindow) -> Option<Minutes> {
    let since: Timestamp = match visitor.stage {
        AtWindowStage::Serving { since } => since,
        AtWindowStage::Called { .. } => return None,
    };
    let norm = u32::from(scene.floor.service(&visitor.service)?.service_norm_min.max(1));
    let spent = scene.minutes_since(since);
    let is_over = scene.now.duration_since(since) > SignedDuration::from_mins(norm.into());
    let over = || match spent.saturating_sub(norm) {
        0 => scene.words.just_over_norm.clone(),
        minutes => filled(&scene.words.over_norm, &[&minutes.to_string()]),
    };
    Some(Minutes { spent, norm, over: is_over.then(over), bar: (spent.saturating_mul(50) / norm).min(100) })
}
