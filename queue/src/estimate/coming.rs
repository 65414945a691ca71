//! Who is still to come: booked visitors of the day, parked ones, preferential ones who may go before others. And what is known
//! of those who do not come.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::chance::{Future, Use, below};
use super::scene::{Lines, Person, key, later, seconds};
use super::times::Lasting;
use crate::booking::as_booked_until;
use crate::floor::{Floor, Policy, Service};
use crate::ids::{CategoryId, ServiceId, TicketId};
use crate::issue::{Issue, issue};
use crate::learned::Sums;
use crate::state::State;
use crate::ticket::Stage;
use crate::turn::{Standing, seconds_between};

/// How far back one looks for who comes, in seconds.
const LOOK_BACK_S: i64 = 3600;
/// Whoever is due later changes nobody's wait.
const LOOK_AHEAD_S: i64 = 3 * 3600;
/// How long a visitor is away who was parked, before that has shown itself.
const AWAY: Lasting = Lasting { middle: 6.7, spread: 0.5 };

/// How long one may wait before one gives up, before that has shown itself.
const PATIENCE_S: f64 = 16.0 * 3600.0;

/// All who may come, and the chances of the floor.
pub struct Coming {
    /// Who is here and not called before a booked time: when, into which group, who.
    pub not_yet: Vec<(i64, usize, usize)>,
    pub booked: Vec<Booked>,
    pub parked: Vec<Parked>,
    pub overtakers: Vec<Overtakers>,
    pub chances: Chances,
}

/// A booked visitor who is not here yet.
pub struct Booked {
    person: Person,
    due_s: i64,
    group: usize,
    late_group: usize,
    late_limit_s: u32,
}

/// A visitor who was sent away for a while.
pub struct Parked {
    person: Person,
    group: usize,
    lasted_s: f64,
}

/// A class whose visitors may go before those who came earlier.
pub struct Overtakers {
    person: Person,
    pub group: usize,
    /// Seconds from one to the next, on average.
    each_s: f64,
    until_s: i64,
}

/// What is known of chance on this floor.
#[derive(Clone, Copy)]
pub struct Chances {
    /// The share of calls to which nobody comes, and the seconds that each takes.
    pub no_show: f64,
    pub no_show_s: f64,
    /// Seconds that visitors wait on average.
    waited_s: f64,
    /// Seconds of waiting, of all who wait, until one of them gives up.
    patience_s: f64,
    /// Seconds between two visitors.
    pub between_s: f64,
    /// The share of visits that are parked, and for how long.
    pub parked: f64,
    pub away: Lasting,
    /// The share of bookings that are kept, how late, and how late at most to be received as booked.
    kept: f64,
    late_s: f64,
    late_spread_s: f64,
    late_most_s: i64,
    early_calls: bool,
}

/// Looks who may come.
pub fn of(lines: &mut Lines<'_>) -> Coming {
    Coming {
        not_yet: std::mem::take(&mut lines.not_yet),
        booked: booked(lines),
        parked: parked(lines),
        overtakers: overtakers(lines),
        chances: Chances::of(lines.state, lines.floor),
    }
}

fn booked(lines: &mut Lines<'_>) -> Vec<Booked> {
    let (state, floor, now) = (lines.state, lines.floor, lines.now);
    let (Some(day), Some(general)) = (&state.day, floor.general()) else { return Vec::new() };
    let mut found = Vec::new();
    for booking in state.bookings.all().filter(|booking| booking.is_open() && booking.slot.date() == day.date) {
        let (id, due) = (&booking.slot.service, booking.slot.due(floor));
        let Some(service) = lines.service(id).filter(|_| seconds(now, due) < LOOK_AHEAD_S) else { continue };
        let name = TicketId((u64::MAX / 2).wrapping_add(booking.id.0));
        let late = lines.standing(id, &general.id, name, due);
        let limit_s = u32::from(floor.rules.booking.wait_limit_min.max(1)) * 60;
        let standing = Standing { limit_s, booked: Some(due), ..late };
        found.push(Booked {
            person: Person::plain(standing, name.0, service),
            due_s: seconds(now, due),
            group: lines.group(id, &standing, None),
            late_group: lines.group(id, &late, None),
            late_limit_s: late.limit_s,
        });
    }
    found
}

/// Parked visitors stand where they stood once they are back.
fn parked(lines: &mut Lines<'_>) -> Vec<Parked> {
    let (state, floor, now) = (lines.state, lines.floor, lines.now);
    let mut found = Vec::new();
    for ticket in state.timed.iter().filter_map(|id| state.tickets.get(id)) {
        let Stage::Parked { since, .. } = &ticket.stage else { continue };
        let Some(service) = lines.service(ticket.service()) else { continue };
        let standing = Standing { booked: None, ..Standing::of(floor, ticket) };
        let group = lines.group(ticket.service(), &standing, None);
        let person = Person::plain(standing, key(ticket).wrapping_add(7), service);
        found.push(Parked { person, group, lasted_s: f64::from(seconds_between(*since, now)) });
    }
    found
}

/// Preferential visitors go on coming as in the last hour, for as long as coupons are issued.
fn overtakers(lines: &mut Lines<'_>) -> Vec<Overtakers> {
    let (state, floor, now) = (lines.state, lines.floor, lines.now);
    match floor.rules.policy {
        Policy::FirstCome => return Vec::new(),
        Policy::Credit | Policy::Ratio { .. } => {}
    }
    let age_s = |issued_at: Timestamp| seconds(issued_at, now);
    let recent = state.tickets.values().rev().take_while(|ticket| age_s(ticket.issued_at) <= LOOK_BACK_S);
    let mut counts: BTreeMap<(&ServiceId, &CategoryId), u32> = BTreeMap::new();
    for ticket in recent.filter(|ticket| floor.is_preferential(&ticket.category)) {
        *counts.entry((&ticket.visit[0], &ticket.category)).or_default() += 1;
    }
    let looked_s =
        state.tickets.values().next().map_or(0, |first| age_s(first.issued_at)).clamp(LOOK_BACK_S / 2, LOOK_BACK_S);
    let mut found = Vec::new();
    for (nth, ((id, category), count)) in (0..).zip(counts) {
        let Some(service) = lines.service(id) else { continue };
        let Some(until_s) = issued_for_s(state, &floor.services[service], now) else { continue };
        let name = TicketId(u64::MAX / 4 * 3 + nth * 4096);
        let standing = lines.standing(id, category, name, now);
        let group = lines.group(id, &standing, None);
        let person = Person::plain(standing, name.0, service);
        #[allow(clippy::cast_precision_loss)] // An hour at most.
        found.push(Overtakers { person, group, each_s: looked_s as f64 / f64::from(count), until_s });
    }
    found
}

/// For how long coupons of a service are issued, if they are.
fn issued_for_s(state: &State, service: &Service, now: Timestamp) -> Option<i64> {
    match issue(state, service, now) {
        Issue::Open { until, .. } => Some(seconds(now, until)),
        Issue::NotYet { .. } | Issue::Over { .. } | Issue::ClosedToday { .. } | Issue::Gone { .. } | Issue::Stopped => {
            None
        }
    }
}

impl Chances {
    fn of(state: &State, floor: &Floor) -> Self {
        let (learned, rules) = (&state.learned, &floor.rules.booking);
        let mean = |known: Sums, usual: f64, weight: f64| (usual * weight + known.sum_f()) / (weight + known.count_f());
        let lateness = learned.lateness();
        let late_s = mean(lateness, -300.0, 5.0);
        let within = (lateness.squares_f() - lateness.count_f() * late_s * late_s).max(0.0);
        Self {
            no_show: mean(learned.no_show_share(), 0.04, 20.0).clamp(0.0, 0.9),
            waited_s: mean(learned.waits(), 900.0, 5.0),
            patience_s: (PATIENCE_S * 0.5 + learned.waits().sum_f()) / (0.5 + learned.leaves().count_f()),
            no_show_s: mean(learned.no_shows(), f64::from(floor.rules.no_show_after_s.max(10)), 3.0),
            between_s: mean(learned.between(), 10.0, 5.0),
            parked: mean(learned.parked_share(), 0.02, 20.0).clamp(0.0, 0.9),
            away: Lasting::of(learned.away(), AWAY, 5.0),
            kept: mean(learned.kept_share(), 0.85, 10.0).clamp(0.02, 0.98),
            late_s,
            late_spread_s: ((5.0 * 600.0 * 600.0 + within) / (5.0 + lateness.count_f())).sqrt(),
            late_most_s: seconds(Timestamp::UNIX_EPOCH, as_booked_until(rules, Timestamp::UNIX_EPOCH)),
            early_calls: rules.early_calls,
        }
    }
}

impl Chances {
    /// The chance that a visitor who was called after so long does not come: some never do, some go away as they wait.
    pub fn no_show_after(&self, waited_s: f64) -> f64 {
        (self.no_show * (0.5 + 0.5 * (waited_s / self.waited_s.max(60.0)).min(4.0))).min(0.9)
    }

    /// The chance that somebody gives up within so many seconds.
    pub fn leaves_within(&self, seconds: f64) -> f64 {
        1.0 - (-seconds / self.patience_s).exp()
    }
}

impl Booked {
    /// When the visitor comes in one future, to which group and as whom; whoever is overdue comes less likely.
    pub fn comes(&self, future: Future<'_>, chances: &Chances, now: Timestamp) -> Option<(i64, usize, Person)> {
        let Chances { kept, late_s, late_spread_s, .. } = *chances;
        let key = self.person.key;
        #[allow(clippy::cast_precision_loss)] // Hours at most.
        let overdue = below((-(self.due_s as f64) - late_s) / late_spread_s).min(0.999);
        let may = kept * (1.0 - overdue);
        if future.share(Use::Keeps, key) >= may / (may + 1.0 - kept) {
            return None;
        }
        let late_s = whole(late_s + late_spread_s * future.normal_beyond(overdue, Use::Late, key));
        let earliest_s = if chances.early_calls { 0 } else { self.due_s.max(0) };
        let at_s = (self.due_s + late_s).max(earliest_s);
        if late_s <= chances.late_most_s {
            return Some((at_s, self.group, self.person.clone()));
        }
        let mut person = self.person.clone();
        let place = later(now, at_s);
        person.standing = Standing { place, limit_s: self.late_limit_s, booked: None, ..person.standing };
        Some((at_s, self.late_group, person))
    }
}

impl Parked {
    /// When the visitor is back in one future.
    pub fn comes(&self, future: Future<'_>, chances: &Chances) -> (i64, usize, Person) {
        let away_s = chances.away.seconds(future, Use::Away, self.person.key, self.lasted_s);
        (whole(away_s - self.lasted_s).max(0), self.group, self.person.clone())
    }
}

impl Overtakers {
    /// The `nth` of them after `after_s`, if one more comes in this future.
    pub fn comes(&self, future: Future<'_>, nth: u64, after_s: i64, now: Timestamp) -> Option<(i64, Person)> {
        let key = self.person.key.wrapping_add(nth);
        let at_s = after_s.saturating_add(whole(-(1.0 - future.share(Use::Follows, key)).ln() * self.each_s).max(1));
        if at_s >= self.until_s {
            return None;
        }
        let mut person = self.person.clone();
        person.key = key;
        (person.standing.id, person.standing.place) = (TicketId(key), later(now, at_s));
        Some((at_s, person))
    }
}

/// Whole seconds; what is beyond all bounds stays there.
#[allow(clippy::cast_possible_truncation)] // A cast of a float saturates.
pub fn whole(seconds: f64) -> i64 {
    seconds as i64
}
