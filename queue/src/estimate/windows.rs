//! The windows as a future finds them: when each can call, whom it may call, how long visits take there, and when it pauses.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::chance::{Future, Use, below, quantile};
use super::times::{Lasting, Length, Times};
use crate::floor::Floor;
use crate::ids::{ReasonId, WindowId};
use crate::learned::{Learned, Sums};
use crate::state::{Desk, State};
use crate::ticket::Stage;
use crate::turn::seconds_between;

/// A pause of which nothing is known: a quarter of an hour, more or less.
const PAUSE: Lasting = Lasting { middle: 6.8, spread: 0.7 };
/// How far apart the same thing happens on different days, before that has shown itself.
const HABIT_SPREAD_S: f64 = 600.0;
/// Days that weigh as much as that.
const HABIT_DAYS: f64 = 2.0;
/// What is spread farther over the day is no habit: it comes now and then.
const HABIT_WITHIN_S: f64 = 3600.0;
/// The working day of a clerk.
const WORKDAY_S: f64 = 8.0 * 3600.0;
/// Pauses of that kind that are looked at.
const SOMETIMES: u64 = 4;

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

/// Pauses of one kind that a clerk makes.
pub struct Pause {
    key: u64,
    begins: Begins,
    lasting: Lasting,
}

/// When pauses of one kind begin.
enum Begins {
    /// On most days at about the same time.
    Habit(Habit),
    /// Now and then, once in so many seconds.
    Sometimes { each_s: f64 },
}

/// Something that happens on some days, about the same time.
#[derive(Clone, Copy)]
pub struct Habit {
    /// On which share of days.
    chance: f64,
    /// When, in seconds from now.
    at_s: f64,
    spread_s: f64,
    /// How long ago it was last seen not to have happened: a lunch falls due unseen while its clerk has a visitor.
    unseen_s: f64,
}

/// All windows; `groups` tells of each group of visitors which service of the floor it waits for.
pub fn windows(state: &State, floor: &Floor, now: Timestamp, groups: &[usize]) -> Vec<Window> {
    let times = Times::of(floor, &state.learned);
    let scene = Floorplan { state, floor, now, groups, times, usual: usual(&state.learned) };
    let open = state.desks.iter().map(|(id, desk)| scene.open(id, desk));
    open.chain(scene.away()).collect()
}

struct Floorplan<'a> {
    state: &'a State,
    floor: &'a Floor,
    now: Timestamp,
    groups: &'a [usize],
    times: Times<'a>,
    usual: BTreeMap<&'a ReasonId, (f64, f64)>,
}

/// Pauses for each reason that clerks made who make such, and the days on which they were there.
fn usual(learned: &Learned) -> BTreeMap<&ReasonId, (f64, f64)> {
    let mut usual: BTreeMap<&ReasonId, (f64, f64)> = BTreeMap::new();
    for (clerk, reason, course) in learned.all_begins() {
        let (count, days) = usual.entry(reason).or_default();
        *count += course.before.count_f();
        *days += learned.there(clerk).before.count_f();
    }
    usual
}

impl Floorplan<'_> {
    fn open(&self, id: &WindowId, desk: &Desk) -> Window {
        let services = self.floor.services.iter();
        let busy = self.busy(id, desk);
        let unseen_s = match busy {
            Busy::Visitor { lasted_s, .. } => lasted_s,
            Busy::Free | Busy::Paused { .. } | Busy::Away { .. } => 0.0,
        };
        Window {
            groups: self.groups_at(id),
            generals: self.state.generals_at(id),
            busy,
            lengths: services.map(|service| self.times.length(&service.id, Some(&desk.clerk))).collect(),
            pauses: self.pauses(id, desk, unseen_s),
        }
    }

    /// Windows that open on other days and did not yet today.
    fn away(&self) -> Vec<Window> {
        let opens = self.state.learned.opens();
        let days = opens.values().map(|course| course.before.count_f()).fold(0.0, f64::max);
        let all = opens.values().map(|course| course.before.count_f()).sum::<f64>();
        let usual = (all + 0.5) / (days * opens.values().map(|_| 1.0).sum::<f64>() + 1.0);
        let away = opens.iter().filter(|(id, course)| {
            course.today == Sums::default() && self.floor.window(id).is_some() && !self.state.desks.contains_key(*id)
        });
        let away = away.map(|(id, course)| Window {
            groups: self.groups_at(id),
            generals: 0,
            busy: Busy::Away { key: self.number(id), opens: self.habit(course.before, days, usual) },
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

    /// The pauses that the clerk makes on other days; what comes at about the same time comes once a day.
    fn pauses(&self, id: &WindowId, desk: &Desk, unseen_s: f64) -> Vec<Pause> {
        let learned = &self.state.learned;
        let days = learned.there(&desk.clerk).before.count_f();
        let pauses = (0..).zip(learned.begins(&desk.clerk)).filter_map(|(nth, (reason, course))| {
            let (usual, usual_days) = self.usual.get(reason).copied().unwrap_or_default();
            let usual = (usual + 0.5) / (usual_days + 1.0);
            let habit = Habit { unseen_s, ..self.habit(course.before, days, usual) };
            let begins = if habit.spread_s <= HABIT_WITHIN_S {
                Begins::Habit(Some(habit).filter(|_| course.today == Sums::default())?)
            } else {
                Begins::Sometimes { each_s: WORKDAY_S * days.max(1.0) / course.before.count_f() }
            };
            let key = self.number(id).wrapping_mul(1024).wrapping_add(nth * 32);
            Some(Pause { key, begins, lasting: Lasting::of(learned.pause(reason), PAUSE, 2.0) })
        });
        pauses.collect()
    }

    /// What happened at these seconds after midnight on earlier days, of so many; and how usual it is elsewhere.
    fn habit(&self, known: Sums, days: f64, usual: f64) -> Habit {
        let local = self.floor.calendar.zone.local(self.now).time();
        let now_s = f64::from(local.hour()) * 3600.0 + f64::from(local.minute()) * 60.0 + f64::from(local.second());
        let count = known.count_f().max(1e-9);
        let at_s = known.sum_f() / count;
        let within = (known.squares_f() - count * at_s * at_s).max(0.0);
        let variance = (HABIT_DAYS * HABIT_SPREAD_S * HABIT_SPREAD_S + within) / (HABIT_DAYS + count);
        let chance = ((count + usual) / (days + 1.0)).min(0.98);
        Habit { chance, at_s: at_s - now_s, spread_s: variance.sqrt(), unseen_s: 0.0 }
    }
}

impl Pause {
    /// When they begin in this future, and how long they last.
    pub fn in_future<'f>(&self, future: Future<'f>) -> impl Iterator<Item = (f64, f64)> + use<'f> {
        let Self { key, lasting, .. } = *self;
        let (habit, each_s) = match self.begins {
            Begins::Habit(habit) => (habit.at_s(future, Use::Pauses, key), None),
            Begins::Sometimes { each_s } => (None, Some(each_s)),
        };
        let gaps = each_s.into_iter().flat_map(move |each_s| {
            (0..SOMETIMES).map(move |nth| -(1.0 - future.share(Use::Pauses, key + nth)).ln() * each_s)
        });
        let sometimes = gaps.scan(0.0, |at_s, gap_s| {
            *at_s += gap_s;
            Some(*at_s)
        });
        (0..).zip(habit.into_iter().chain(sometimes)).map(move |(nth, begins_s): (u64, f64)| {
            (begins_s, lasting.seconds(future, Use::PauseLasts, key + nth, 0.0))
        })
    }
}

impl Habit {
    /// When it happens in this future, if it does: what is overdue may not happen at all. Never this very moment.
    pub fn at_s(&self, future: Future<'_>, of: Use, key: u64) -> Option<f64> {
        let past = below((-self.unseen_s - self.at_s) / self.spread_s).min(0.999);
        let may = self.chance * (1.0 - past);
        let share = future.share(of, key) * (may + 1.0 - self.chance);
        if share >= may {
            return None;
        }
        Some((self.at_s + self.spread_s * quantile(past + (1.0 - past) * share / may)).max(1.0))
    }
}
