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
    /// Windows that would receive visitors if their clerk's console were connected.
    pub cut_off: u32,
    pub all: u32,
}

/// One window.
pub struct WindowRow {
    pub number: u8,
    /// Nobody at a closed window.
    pub clerk: String,
    /// Nothing where all there is to say is that the console is not connected.
    pub state: String,
    /// That the clerk's console is not connected.
    pub cut_off: Option<String>,
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
    CutOff,
    Open,
}

impl Kind {
    /// For the style.
    pub fn class(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Paused => "paused",
            Self::CutOff => "cut-off",
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
        let (open, paused, cut_off) = (count(Kind::Open), count(Kind::Paused), count(Kind::CutOff));
        let all = count_all(&rows);
        let windows = Self { finding: String::new(), rows, open, paused, cut_off, all };
        Self { finding: windows.finding(scene.words), ..windows }
    }

    fn finding(&self, words: &Words) -> String {
        let receive = filled(&words.windows_open, &[&self.open.to_string(), &self.all.to_string()]);
        [receive].into_iter().chain(self.idle(words)).collect::<Vec<_>>().join(", ")
    }

    /// What is said of those with a clerk that do not receive.
    pub fn others(&self, words: &Words) -> String {
        let idle = self.idle(words);
        if idle.is_empty() { words.none_paused.clone() } else { idle.join(", ") }
    }

    fn idle(&self, words: &Words) -> Vec<String> {
        let all = [(self.paused, &words.windows_paused), (self.cut_off, &words.windows_cut_off)];
        all.into_iter().filter(|(many, _)| *many > 0).map(|(many, said)| said.of(many)).collect()
    }
}

impl WindowRow {
    /// All that is said of its state.
    pub fn told(&self) -> String {
        let parts = [Some(&self.state).filter(|state| !state.is_empty()), self.cut_off.as_ref()];
        parts.into_iter().flatten().cloned().collect::<Vec<_>>().join(", ")
    }
}

fn count_all(rows: &[WindowRow]) -> u32 {
    u32::try_from(rows.len()).unwrap_or(u32::MAX)
}

fn row(scene: &Scene<'_>, window: &Window, shown: &ConsoleWindow) -> WindowRow {
    let cut_off = shown.clerk.as_ref().and_then(|clerk| scene.cut_off(&clerk.id));
    let kind = match (&shown.clerk, &shown.pause, &cut_off) {
        (None, _, _) => Kind::Closed,
        (Some(_), Some(_), _) => Kind::Paused,
        (Some(_), None, Some(_)) => Kind::CutOff,
        (Some(_), None, None) => Kind::Open,
    };
    let visitor = shown.visitor.as_deref();
    WindowRow {
        number: window.number,
        clerk: shown.clerk.as_ref().map_or(String::new(), |clerk| clerk.name.clone()),
        state: state(scene, shown, cut_off.is_some()),
        cut_off,
        ticket: visitor.map_or(String::new(), |visitor| visitor.number.to_string()),
        service: visitor.map_or(String::new(), |visitor| scene.service_name(&visitor.service)),
        minutes: visitor.and_then(|visitor| minutes(scene, visitor)),
        kind,
    }
}

fn state(scene: &Scene<'_>, shown: &ConsoleWindow, is_cut_off: bool) -> String {
    let words = scene.words;
    match (&shown.clerk, &shown.pause, shown.visitor.as_deref().map(|visitor| &visitor.stage)) {
        (None, _, _) => words.closed.clone(),
        (Some(_), Some(pause), _) => paused(scene, pause),
        (Some(_), None, Some(AtWindowStage::Called { first_at, .. })) => {
            filled(&words.called_at, &[&scene.time(*first_at)])
        }
        (Some(_), None, Some(AtWindowStage::Serving { since })) => filled(&words.here_since, &[&scene.time(*since)]),
        (Some(_), None, None) if is_cut_off => String::new(),
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
