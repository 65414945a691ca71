//! What somebody should see first: limits that are used up, those that soon will be, queues that nobody receives, windows cut
//! off, devices amiss.

use queue::estimate::mend::AHEAD;

use super::devices::Devices;
use super::scene::Scene;
use super::services::{ServiceRow, Services};
use super::windows::{Kind, Windows};
use crate::web::words::filled;

/// The verdict and its reasons.
pub struct Findings {
    /// The page's heading.
    pub verdict: String,
    /// Whether all is well.
    pub is_well: bool,
    pub list: Vec<Finding>,
}

/// One thing to see to.
pub struct Finding {
    pub urgency: Urgency,
    pub what: String,
    /// What would mend it.
    pub mend: Option<String>,
}

/// How soon it is to be seen to; the order of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Urgency {
    /// A limit is used up.
    Over,
    /// It will be.
    Soon,
    /// Something is amiss.
    Amiss,
}

impl Urgency {
    /// For the style.
    pub fn class(self) -> &'static str {
        match self {
            Self::Over => "over",
            Self::Soon => "soon",
            Self::Amiss => "amiss",
        }
    }
}

impl Finding {
    fn amiss(what: String) -> Self {
        Self { urgency: Urgency::Amiss, what, mend: None }
    }
}

impl Findings {
    /// All there is to see to, the most urgent first.
    pub fn of(scene: &Scene<'_>, services: &Services, windows: &Windows, devices: &Devices) -> Self {
        let mut list: Vec<_> = services.rows.iter().flat_map(|row| of_service(scene, row)).collect();
        if scene.clock_alarm {
            list.push(Finding::amiss(scene.words.clock_alarm.clone()));
        }
        for window in windows.rows.iter().filter(|row| row.kind == Kind::CutOff) {
            let name = format!("{} {}", scene.words.window, window.number);
            let what = window.cut_off.as_deref().unwrap_or_default();
            list.push(Finding::amiss(filled(&scene.words.of_what, &[&name, what])));
        }
        for device in devices.groups.iter().flat_map(|group| &group.rows).filter(|row| row.is_amiss) {
            let what = if device.faults.is_empty() { device.seen.clone() } else { device.faults.join(", ") };
            list.push(Finding::amiss(filled(&scene.words.of_what, &[&device.name, &what])));
        }
        list.sort_by_key(|finding| finding.urgency);
        Self { verdict: verdict(scene, services), is_well: list.is_empty(), list }
    }
}

fn verdict(scene: &Scene<'_>, services: &Services) -> String {
    let words = scene.words;
    match (services.over, services.soon, services.waiting) {
        (over @ 1.., _, _) => words.wait_over.of(over),
        (0, soon @ 1.., _) => words.will_wait_over.of(soon),
        (0, 0, 1..) => words.all_within.clone(),
        (0, 0, 0) => words.nobody_waits.clone(),
    }
}

fn of_service(scene: &Scene<'_>, row: &ServiceRow) -> Vec<Finding> {
    let words = scene.words;
    let mut found = Vec::new();
    if let Some((minutes, limit)) = row.longest_over {
        let what = words.service_over.of(row.over);
        let longest = filled(&words.longest_of, &[&minutes.to_string(), &limit.to_string()]);
        let what = filled(&words.of_what, &[&row.name, &format!("{what}, {longest}")]);
        found.push(Finding { urgency: Urgency::Over, what, mend: None });
    }
    if row.nobody_receives {
        let what = filled(&words.of_what, &[&row.name, &words.nobody_receives.of(row.waiting)]);
        let urgency = if row.over > 0 { Urgency::Over } else { Urgency::Soon };
        found.push(Finding { urgency, what, mend: row.mend.clone() });
    } else if row.soon > 0 {
        let until = scene.now.saturating_add(AHEAD).unwrap_or(scene.now);
        let what = filled(&words.service_soon.of(row.soon), &[&scene.time(until)]);
        let what = filled(&words.of_what, &[&row.name, &what]);
        found.push(Finding { urgency: Urgency::Soon, what, mend: row.mend.clone() });
    }
    found
}
