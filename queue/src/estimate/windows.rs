//! The windows as a future finds them: when each can call, whom it may call, how long visits take there, and when it pauses.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::chance::{Future, Use, below, quantile};
use super::times::{Lasting, Length, Times};
use crate::floor::Floor;
use crate::ids::WindowId;
use crate::learned::Sums;
use crate::state::{Desk, State};
use crate::ticket::Stage;
use crate::turn::seconds_between;

/// A pause of which nothing is known: a quarter of an hour, more or less.
const PAUSE: Lasting = Lasting { middle: 6.8, spread: 0.7 };
/// How far apart the same thing happens on different days, before that has shown itself.
const HABIT_SPREAD_S: f64 = 600.0;
/// Days that weigh as much as that.
const HABIT_DAYS: f64 = 2.0;

/// A window with a clerk, or one that will have one.
pub struct Window {
    /// Groups of those whom it may call.
    pub groups: Vec<usize>,
    /// General visitors called since the last preferential one.
    pub generals: u8,
    /// What keeps it from calling.
    pub busy: Busy,
    /// The length of a visit of each service of the floor.
    pub lengths: Vec<Length>,
    /// Pauses that may come yet today.
    pub pauses: Vec<Pause>,
}

/// What keeps a window from calling.
pub enum Busy {
    /// Nothing.
    Free,
    /// A visitor, called so long ago, who came or did not yet.
    Visitor { key: u64, length: Length, lasted_s: f64, came: bool },
    /// A pause, begun so long ago.
    Paused { key: u64, lasting: Lasting, lasted_s: f64 },
    /// Nobody opened it yet today.
    Away { key: u64, opens: Habit },
}

/// A pause that a clerk makes on most days.
pub struct Pause {
    key: u64,
    begins: Habit,
    lasting: Lasting,
}

/// Something that happens on some days, about the same time.
#[derive(Clone, Copy)]
pub struct Habit {
    /// On which share of days.
    chance: f64,
    /// When, in seconds from now.
    at_s: f64,
    spread_s: f64,
}

/// All windows; `groups` tells of each group of visitors which service of the floor it waits for.
pub fn windows(state: &State, floor: &Floor, now: Timestamp, groups: &[usize]) -> Vec<Window> {
    let times = Times::of(floor, &state.learned);
    let scene = Floorplan { state, floor, now, groups, times };
    let open = state.desks.iter().map(|(id, desk)| scene.open(id, desk));
    open.chain(scene.away()).collect()
}

struct Floorplan<'a> {
    state: &'a State,
    floor: &'a Floor,
    now: Timestamp,
    groups: &'a [usize],
    times: Times<'a>,
}

impl Floorplan<'_> {
    fn open(&self, id: &WindowId, desk: &Desk) -> Window {
        let services = self.floor.services.iter();
        Window {
            groups: self.groups_at(id),
            generals: self.state.generals_at(id),
            busy: self.busy(id, desk),
            lengths: services.map(|service| self.times.length(&service.id, Some(&desk.clerk))).collect(),
            pauses: self.pauses(id, desk),
        }
    }

    /// Windows that open on other days and did not yet today.
    fn away(&self) -> Vec<Window> {
        let opens = self.state.learned.opens();
        let days = opens.values().map(|course| course.before.count_f()).fold(0.0, f64::max);
        let away = opens.iter().filter(|(id, course)| {
            course.today == Sums::default() && self.floor.window(id).is_some() && !self.state.desks.contains_key(*id)
        });
        let away = away.map(|(id, course)| Window {
            groups: self.groups_at(id),
            generals: 0,
            busy: Busy::Away { key: self.number(id), opens: self.habit(course.before, days) },
            lengths: self.floor.services.iter().map(|service| self.times.length(&service.id, None)).collect(),
            pauses: Vec::new(),
        });
        away.collect()
    }

    fn groups_at(&self, id: &WindowId) -> Vec<usize> {
        let received = self.floor.window(id).map_or(&[][..], |window| &window.services);
        let services = self.floor.services.iter().enumerate();
        let received: BTreeSet<_> =
            services.filter(|(_, service)| received.contains(&service.id)).map(|(index, _)| index).collect();
        let groups = self.groups.iter().enumerate().filter(|(_, service)| received.contains(*service));
        groups.map(|(group, _)| group).collect()
    }

    fn number(&self, id: &WindowId) -> u64 {
        self.floor.window(id).map_or(0, |window| u64::from(window.number))
    }

    fn busy(&self, id: &WindowId, desk: &Desk) -> Busy {
        let lasted_s = |from: Timestamp| f64::from(seconds_between(from, self.now));
        if let Some(pause) = &desk.pause {
            let lasting = Lasting::of(self.state.learned.pause(&pause.reason), PAUSE, 2.0);
            return Busy::Paused { key: self.number(id), lasting, lasted_s: lasted_s(pause.since) };
        }
        let Some(ticket) = desk.visitor.and_then(|id| self.state.tickets.get(&id)) else { return Busy::Free };
        let (from, came) = match &ticket.stage {
            Stage::Called(called) => (called.first_at, false),
            Stage::Serving { called_at, .. } => (*called_at, true),
            Stage::Waiting(_)
            | Stage::Parked { .. }
            | Stage::NoShow { .. }
            | Stage::Finished { .. }
            | Stage::Refused { .. }
            | Stage::Left { .. } => return Busy::Free,
        };
        let length = self.times.length(ticket.service(), Some(&desk.clerk));
        Busy::Visitor { key: super::scene::key(ticket), length, lasted_s: lasted_s(from), came }
    }

    /// The pauses that the clerk makes on other days and did not make yet today.
    fn pauses(&self, id: &WindowId, desk: &Desk) -> Vec<Pause> {
        let learned = &self.state.learned;
        let days = learned.there(&desk.clerk).before.count_f();
        let still = learned.begins(&desk.clerk).filter(|(_, course)| course.today == Sums::default());
        let pauses = (0..).zip(still).map(|(nth, (reason, course))| Pause {
            key: self.number(id).wrapping_mul(64).wrapping_add(nth),
            begins: self.habit(course.before, days),
            lasting: Lasting::of(learned.pause(reason), PAUSE, 2.0),
        });
        pauses.collect()
    }

    /// What happened at these seconds after midnight on earlier days, of so many.
    fn habit(&self, known: Sums, days: f64) -> Habit {
        let local = self.floor.calendar.zone.local(self.now).time();
        let now_s = f64::from(local.hour()) * 3600.0 + f64::from(local.minute()) * 60.0 + f64::from(local.second());
        let count = known.count_f().max(1e-9);
        let at_s = known.sum_f() / count;
        let within = (known.squares_f() - count * at_s * at_s).max(0.0);
        let variance = (HABIT_DAYS * HABIT_SPREAD_S * HABIT_SPREAD_S + within) / (HABIT_DAYS + count);
        Habit { chance: (count / (days + 0.5)).min(0.95), at_s: at_s - now_s, spread_s: variance.sqrt() }
    }
}

impl Pause {
    /// When it begins in this future, and how long it lasts, if it comes at all.
    pub fn in_future(&self, future: Future<'_>) -> Option<(f64, f64)> {
        let begins_s = self.begins.at_s(future, Use::Pauses, self.key)?;
        Some((begins_s, self.lasting.seconds(future, Use::PauseLasts, self.key, 0.0)))
    }
}

impl Habit {
    /// When it happens in this future, if it does: what is overdue may not happen at all. Never this very moment.
    pub fn at_s(&self, future: Future<'_>, of: Use, key: u64) -> Option<f64> {
        let past = below(-self.at_s / self.spread_s).min(0.999);
        let may = self.chance * (1.0 - past);
        let share = future.share(of, key) * (may + 1.0 - self.chance);
        if share >= may {
            return None;
        }
        Some((self.at_s + self.spread_s * quantile(past + (1.0 - past) * share / may)).max(1.0))
    }
}
