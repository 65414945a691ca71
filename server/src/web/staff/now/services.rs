//! Each service: who waits, the longest wait against its limit, what who comes now can expect, and whether coupons are to be had.

use protocol::board::ConsoleService;
use queue::estimate::mend::{self, Mend};
use queue::floor::Service;
use queue::issue::{Issue, Opening};

use super::scene::Scene;
use crate::published::Wait;
use crate::web::words::filled;

/// The table of services.
pub struct Services {
    /// What is to be known of them.
    pub finding: String,
    pub rows: Vec<ServiceRow>,
    /// How many wait in all.
    pub waiting: u32,
    /// How many of them over their limit.
    pub over: u32,
    /// How many more will be.
    pub soon: u32,
    /// The longest wait of all in minutes, and for which service.
    pub longest: Option<(u32, String)>,
    /// For which service most wait, where that is one.
    pub most: Option<String>,
}

/// One service.
pub struct ServiceRow {
    pub letter: String,
    pub name: String,
    pub waiting: u32,
    /// How many over their limit.
    pub over: u32,
    /// How many more will be.
    pub soon: u32,
    /// The same in words, where there are any.
    pub soon_too: Option<String>,
    /// The longest wait of all.
    pub longest: Option<Longest>,
    /// Minutes and limit of the longest wait of those over their limit: with two limits that need not be the longest of all.
    pub longest_over: Option<(u32, u32)>,
    pub expected: String,
    pub coupons: String,
    /// Coupons are gone or stopped within the hours.
    pub no_coupons: bool,
    /// Somebody waits, and no open window receives them.
    pub nobody_receives: bool,
    /// What would mend it, where somebody will be over the limit or nobody receives.
    pub mend: Option<String>,
}

/// A wait against its limit.
pub struct Longest {
    pub minutes: u32,
    pub limit: u32,
    pub is_over: bool,
    /// Widths for the picture: the wait and the limit, in hundredths of the longest of all services.
    pub bar: u32,
    pub tick: u32,
}

impl Services {
    /// The services as they are.
    pub fn of(scene: &Scene<'_>) -> Self {
        let shown = scene.overview.console.iter().flat_map(|console| &console.services);
        let mut rows: Vec<_> =
            shown.filter_map(|shown| Some(row(scene, scene.floor.service(&shown.service)?, shown))).collect();
        to_scale(&mut rows);
        let sum = |of: fn(&ServiceRow) -> u32| -> u32 { rows.iter().map(of).sum() };
        let longest = longest_of(scene.overview.waits.iter());
        let longest = longest.map(|wait| (scene.minutes_since(wait.began), scene.service_name(&wait.service)));
        let (waiting, over, soon) = (sum(|row| row.waiting), sum(|row| row.over), sum(|row| row.soon));
        let most = most_wait(&rows);
        let finding = match most {
            Some(most) => filled(&scene.words.most_wait_for, &[&most.waiting.to_string(), &most.name]),
            None if waiting > 0 => filled(&scene.words.of_what, &[&scene.words.waiting_now, &waiting.to_string()]),
            None => scene.words.nobody_waits.clone(),
        };
        let most = most.map(|row| row.name.clone());
        Self { finding, waiting, over, soon, longest, most, rows }
    }
}

/// For which service more wait than for every other.
fn most_wait(rows: &[ServiceRow]) -> Option<&ServiceRow> {
    let most = rows.iter().max_by_key(|row| row.waiting)?;
    let is_alone = rows.iter().filter(|row| row.waiting == most.waiting).count() == 1;
    (is_alone && most.waiting > 0).then_some(most)
}

/// All bars of the table share one scale.
fn to_scale(rows: &mut [ServiceRow]) {
    let longest = || rows.iter().filter_map(|row| row.longest.as_ref());
    let scale = longest().map(|longest| longest.minutes.max(longest.limit)).max().unwrap_or(1).max(1);
    for longest in rows.iter_mut().filter_map(|row| row.longest.as_mut()) {
        longest.bar = longest.minutes * 100 / scale;
        longest.tick = longest.limit * 100 / scale;
    }
}

fn row(scene: &Scene<'_>, service: &Service, shown: &ConsoleService) -> ServiceRow {
    let waits: Vec<&Wait> = scene.overview.waits.iter().filter(|wait| wait.service == service.id).collect();
    let count =
        |is: &dyn Fn(&Wait) -> bool| u32::try_from(waits.iter().filter(|wait| is(wait)).count()).unwrap_or(u32::MAX);
    let (coupons, no_coupons) = coupons(scene, service, shown);
    let nobody_receives = !waits.is_empty() && !scene.overview.expected.contains_key(&service.id);
    let soon = count(&|wait| will_be_over(scene, wait));
    ServiceRow {
        letter: service.letter.as_char().to_string(),
        name: scene.short(service),
        waiting: count(&|_| true),
        over: count(&|wait| is_over(scene, wait)),
        soon,
        soon_too: (soon > 0).then(|| filled(&scene.words.soon_too, &[&soon.to_string()])),
        longest: longest_of(waits.iter().copied()).map(|wait| longest(scene, wait)),
        longest_over: longest_of(waits.iter().copied().filter(|wait| is_over(scene, wait)))
            .map(|wait| (scene.minutes_since(wait.began), limit_min(wait))),
        expected: scene.range(scene.overview.expected.get(&service.id).copied()),
        coupons,
        no_coupons,
        nobody_receives,
        mend: if soon > 0 || nobody_receives { mend(scene, service) } else { None },
    }
}

fn mend(scene: &Scene<'_>, service: &Service) -> Option<String> {
    let words = scene.words;
    let number = |window| scene.floor.window(window).map(|window| window.number.to_string());
    match scene.overview.mends.get(&service.id)? {
        Mend::Resume(window) => Some(filled(&words.mend_resume, &[&number(window)?])),
        Mend::Open(window) => Some(filled(&words.mend_open, &[&number(window)?])),
        Mend::TooLittle => Some(words.mend_too_little.clone()),
        Mend::NoWindow => Some(words.mend_no_window.clone()),
    }
}

/// The longest wait; of equals the one with the shorter limit.
fn longest_of<'a>(waits: impl Iterator<Item = &'a Wait>) -> Option<&'a Wait> {
    waits.min_by_key(|wait| (wait.began, wait.over_at))
}

fn limit_min(wait: &Wait) -> u32 {
    u32::try_from(wait.over_at.duration_since(wait.began).as_mins()).unwrap_or(u32::MAX)
}

fn longest(scene: &Scene<'_>, wait: &Wait) -> Longest {
    let minutes = scene.minutes_since(wait.began);
    Longest { minutes, limit: limit_min(wait), is_over: is_over(scene, wait), bar: 0, tick: 0 }
}

fn is_over(scene: &Scene<'_>, wait: &Wait) -> bool {
    mend::is_over(wait.over_at, scene.now)
}

fn will_be_over(scene: &Scene<'_>, wait: &Wait) -> bool {
    mend::will_be_over(wait.over_at, wait.expected, scene.overview.at, scene.now)
}

fn coupons(scene: &Scene<'_>, service: &Service, shown: &ConsoleService) -> (String, bool) {
    let words = scene.words;
    match &shown.issue {
        Issue::Open { left, until } => {
            let all = left.saturating_add(shown.issued);
            (filled(&words.coupons_left, &[&left.to_string(), &all.to_string(), &scene.end(*until)]), false)
        }
        Issue::NotYet { from, .. } => (filled(&words.issue_from, &[&scene.time(*from)]), false),
        Issue::Over { next } => (next_opening(scene, &words.issue_over, *next), false),
        Issue::ClosedToday { next } => (next_opening(scene, &words.closed_today, *next), false),
        Issue::Gone { .. } => {
            (filled(&words.coupons_gone, &[&service.daily_limit.max(shown.issued).to_string()]), true)
        }
        Issue::Stopped => (words.issue_stopped.clone(), true),
    }
}

fn next_opening(scene: &Scene<'_>, wording: &str, next: Option<Opening>) -> String {
    match next {
        Some(next) => {
            let (date, time) = (next.date.strftime("%d.%m").to_string(), next.time.strftime("%H:%M").to_string());
            format!("{wording}, {}", filled(&scene.words.again_on, &[&date, &time]))
        }
        None => wording.to_owned(),
    }
}
