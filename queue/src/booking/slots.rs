//! When a service can be booked, how many places a slot has, and which slots are near another (B1, B3).

use jiff::civil::{Date, DateTime, Time, time};
use jiff::{SignedDuration, Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use super::holds::Holds;
use super::{NoBooking, Slot};
use crate::floor::{Floor, Interval, IssueHours, Service};
use crate::ids::ServiceId;
use crate::state::State;

/// When a service is booked and for how many visitors at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SlotPlan {
    /// Hours that are cut into slots; one that does not fit whole is none.
    pub hours: IssueHours,
    /// Places of each slot, 1 to 99. They are apart from the coupons of the day (Q3).
    pub places: u8,
}

/// The rules of booking that the office set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BookingRules {
    /// Length of a slot in minutes, 5 to 240 (B1).
    pub slot_min: u16,
    /// Days ahead for which slots are open, 1 to 180 (B1).
    pub days_ahead: u16,
    /// Bookings of one document on one day (B2).
    pub a_day: u8,
    /// Bookings still to come under a contact that is only written down, 0 to 50 and at most `a_contact`; 0: it is to be proved first (P5).
    pub a_claimed: u8,
    /// Bookings still to come under one contact that is proved, 1 to 50 (P5, S6); a family fits.
    pub a_contact: u8,
    /// The same where the visitor is known from the window, 1 to 50; never fewer than `a_contact` (P5).
    pub a_known: u8,
    /// Minutes after the booked time at which a visitor is still received as booked (B4).
    pub late_min: u16,
    /// Minutes before the booked time at which check-in opens; who comes then waits until called.
    pub early_min: u16,
    /// Whether somebody who came early is called before the booked time where a window has nobody else.
    pub early_calls: bool,
    /// Minutes past the booked time that a visitor may wait: the limit of the booked class, as credit weighs it (B5).
    pub wait_limit_min: u16,
    /// Minutes past the booked time from which a visitor goes before everybody, under each policy (B5).
    pub first_after_min: u16,
    /// Hours before the booked time until which the visitor may change or cancel (B8).
    pub change_until_h: u16,
    /// Changes of one booking by its visitor, 0 to 50 (B8, S6).
    pub changes: u8,
    /// Missed bookings after which a visitor can make no more for a while, 0 to 20; 0 limits nobody (B12).
    pub missed: u8,
    /// Days for which a missed booking counts, 1 to 365, its own the first (B12).
    pub missed_days: u16,
    /// Local time of the day before at which the reminder goes out.
    pub remind_at: Time,
    /// Minutes for which a place is kept while a form is filled.
    pub hold_min: u16,
    /// Places kept for forms at one time, in all.
    pub holds: u16,
    /// Places kept for forms at one time for one source.
    pub holds_a_source: u16,
    /// Bookings made from one source on one business day (S6).
    pub a_source: u16,
}

impl Default for BookingRules {
    fn default() -> Self {
        Self {
            slot_min: 15,
            days_ahead: 30,
            a_day: 1,
            a_claimed: 0,
            a_contact: 6,
            a_known: 8,
            late_min: 10,
            early_min: 30,
            early_calls: true,
            wait_limit_min: 10,
            first_after_min: 10,
            change_until_h: 24,
            changes: 5,
            missed: 0,
            missed_days: 30,
            remind_at: time(10, 0, 0, 0),
            hold_min: 10,
            holds: 400,
            holds_a_source: 4,
            a_source: 30,
        }
    }
}

/// A slot with its free places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Free {
    /// Local time.
    pub time: Time,
    /// Places that can be booked now; none where it is taken or past.
    pub places: u8,
}

impl SlotPlan {
    /// Whether some of its hours are not among those in which coupons are issued.
    pub fn is_beyond(&self, issue: &IssueHours, day_turns_at: Time) -> bool {
        let spans = |intervals: &[Interval]| -> Vec<(i64, i64)> {
            intervals.iter().map(|one| (since(day_turns_at, one.from), end(day_turns_at, one.to))).collect()
        };
        self.hours.0.iter().any(|(day, booked)| {
            let mut open: Vec<(i64, i64)> = Vec::new();
            for (from, to) in issue.0.get(day).map(|intervals| spans(intervals)).unwrap_or_default() {
                match open.last_mut() {
                    Some(last) if last.1 == from => last.1 = to,
                    Some(_) | None => open.push((from, to)),
                }
            }
            spans(booked).iter().any(|(from, to)| !open.iter().any(|(opens, closes)| opens <= from && to <= closes))
        })
    }
}

impl BookingRules {
    /// Whether a visitor may book under a contact that is only written down (P5). Where missed bookings count (B12) each contact is proved first:
    /// else a stranger could miss them in another's name, and would learn which document belongs to a contact (P1).
    pub fn lets_claim(&self) -> bool {
        self.a_claimed > 0 && self.missed == 0
    }

    /// Whether bookings under such a contact are allowed in vain: missed ones count.
    pub fn claims_in_vain(&self) -> bool {
        self.a_claimed > 0 && !self.lets_claim()
    }

    /// The local times at which slots of a service begin on a business day, in its order: those after midnight come last.
    pub fn times(&self, floor: &Floor, service: &Service, date: Date) -> Vec<Time> {
        let Some(plan) = &service.slots else { return Vec::new() };
        let turn = floor.calendar.day_turns_at;
        floor.calendar.hours_of(&plan.hours, date).iter().flat_map(|hours| self.begins_in(hours, turn)).collect()
    }

    /// Places of the weekday that has most of them.
    pub fn most_places(&self, plan: &SlotPlan, day_turns_at: Time) -> u32 {
        let slots = |hours: &Vec<Interval>| -> usize {
            hours.iter().map(|hours| self.begins_in(hours, day_turns_at).count()).sum()
        };
        let most = plan.hours.0.values().map(slots).max().unwrap_or(0);
        u32::try_from(most).unwrap_or(u32::MAX).saturating_mul(u32::from(plan.places))
    }

    /// The times at which slots begin within hours, which may go on past midnight to the turn of the business day.
    fn begins_in(&self, hours: &Interval, turn: Time) -> impl Iterator<Item = Time> + use<> {
        let slot_min = i64::from(self.slot_min.max(1));
        let (from, to) = (since(turn, hours.from), end(turn, hours.to));
        let slots = (0..(to - from) / slot_min).map(move |slot| from + slot * slot_min);
        slots.filter_map(move |since| local_time((since + minute(turn)) % DAY_MIN))
    }

    /// Bookings still to come under one contact for whoever is known from the window (P5).
    pub fn of_known(&self) -> u8 {
        self.a_known.max(self.a_contact)
    }

    /// The last date for which slots are open.
    pub fn last_date(&self, today: Date) -> Date {
        today.saturating_add(i32::from(self.days_ahead).days())
    }
}

/// Whether a service receives at a booked time: in the hours of its slots, however they are cut now, else in those of its coupons.
pub(crate) fn is_received(floor: &Floor, slot: &Slot) -> bool {
    let turn = floor.calendar.day_turns_at;
    let Some(service) = floor.service(&slot.service) else { return false };
    let hours = service.slots.as_ref().map_or(&service.issue, |plan| &plan.hours);
    let begins = since(turn, slot.time());
    let holds = |hours: &Interval| (since(turn, hours.from)..end(turn, hours.to)).contains(&begins);
    floor.calendar.hours_of(hours, slot.date()).iter().any(holds)
}

/// Minutes from the turn of the business day on.
fn since(turn: Time, time: Time) -> i64 {
    (minute(time) - minute(turn)).rem_euclid(DAY_MIN)
}

/// The same of an end: the turn itself is the end of the day.
fn end(turn: Time, to: Time) -> i64 {
    if to == turn { DAY_MIN } else { since(turn, to) }
}

/// Minutes of a day.
const DAY_MIN: i64 = 24 * 60;

fn minute(time: Time) -> i64 {
    i64::from(time.hour()) * 60 + i64::from(time.minute())
}

fn local_time(minute: i64) -> Option<Time> {
    Time::new(i8::try_from(minute / 60).ok()?, i8::try_from(minute % 60).ok()?, 0, 0).ok()
}

/// The slots of a service on a day, in order, with what can still be booked of each.
pub fn free_on(state: &State, holds: &Holds, service: &ServiceId, date: Date, now: Timestamp) -> Vec<Free> {
    let (Some(floor), Some(day)) = (state.floor.as_deref(), &state.day) else { return Vec::new() };
    let rules = &floor.rules.booking;
    let Some(service) = floor.service(service) else { return Vec::new() };
    if date < day.date || date > rules.last_date(day.date) {
        return Vec::new();
    }
    let times = rules.times(floor, service, date);
    let kept = holds.kept_on(&service.id, date, now);
    let free = times.into_iter().map(|time| {
        let slot = Slot { service: service.id.clone(), begins: DateTime::from_parts(date, time) };
        let kept = kept.get(&time).copied().unwrap_or(0);
        let places = if slot.due(floor) <= now { 0 } else { places_left(state, &slot).saturating_sub(kept) };
        Free { time, places }
    });
    free.collect()
}

/// The free slots nearest to one that has gone, nearest first (B3). Looks no farther from its day than it must.
pub fn nearest(state: &State, holds: &Holds, wanted: &Slot, count: usize, now: Timestamp) -> Vec<Slot> {
    let (Some(floor), Some(day)) = (state.floor.as_deref(), &state.day) else { return Vec::new() };
    let rules = &floor.rules.booking;
    // From a date that is not open it is looked from the nearest that is.
    let middle = wanted.date().clamp(day.date, rules.last_date(day.date));
    let from = if middle == wanted.date() { wanted.begins } else { DateTime::from_parts(middle, wanted.time()) };
    // After midnight a business day goes on on another date.
    let local = |begins: DateTime| {
        let next = begins.time() < floor.calendar.day_turns_at;
        if next { begins.saturating_add(1.day()) } else { begins }
    };
    let away = |begins: &DateTime| local(*begins).duration_since(local(from)).abs();
    let mut found: Vec<DateTime> = Vec::new();
    for days in 0..=i32::from(rules.days_ahead) {
        let after = middle.saturating_add(days.days());
        let before = middle.saturating_sub(days.days());
        for date in std::iter::once(after).chain((days > 0).then_some(before)) {
            let free = free_on(state, holds, &wanted.service, date, now).into_iter().filter(|free| free.places > 0);
            found.extend(free.map(|free| DateTime::from_parts(date, free.time)));
        }
        found.sort_by_key(|begins| (away(begins), local(*begins)));
        // What lies on a later round is farther than so many whole days.
        let enough = found.get(count.saturating_sub(1)).map(away);
        if enough.is_some_and(|away| away <= SignedDuration::from_hours(24 * i64::from(days))) {
            break;
        }
    }
    let slots = found.into_iter().take(count);
    slots.map(|begins| Slot { service: wanted.service.clone(), begins }).collect()
}

/// Whether a slot is one that can be booked at `now`, its places left aside.
pub fn open_slot(state: &State, slot: &Slot, now: Timestamp) -> Result<(), NoBooking> {
    let (Some(floor), Some(day)) = (state.floor.as_deref(), &state.day) else { return Err(NoBooking::NotBooked) };
    let rules = &floor.rules.booking;
    let service = floor.service(&slot.service).filter(|service| service.slots.is_some());
    let service = service.ok_or(NoBooking::NotBooked)?;
    if slot.date() < day.date {
        return Err(NoBooking::SlotPast);
    }
    if slot.date() > rules.last_date(day.date) {
        return Err(NoBooking::TooFarAhead { days: rules.days_ahead });
    }
    if !rules.times(floor, service, slot.date()).contains(&slot.time()) {
        return Err(NoBooking::NoSuchSlot);
    }
    if slot.due(floor) <= now { Err(NoBooking::SlotPast) } else { Ok(()) }
}

/// Places of a slot that no booking has.
pub fn places_left(state: &State, slot: &Slot) -> u8 {
    let service = state.floor.as_deref().and_then(|floor| floor.service(&slot.service));
    let places = service.and_then(|service| service.slots.as_ref()).map_or(0, |plan| plan.places);
    places.saturating_sub(u8::try_from(state.bookings.taken(slot)).unwrap_or(u8::MAX))
}

/// Numbers of a service that bookings of a business day take at most: one for each place that is taken, or can still be (Q3).
pub(crate) fn numbers_on(state: &State, service: &ServiceId, date: Date, now: Timestamp) -> u32 {
    let free = free_on(state, &Holds::default(), service, date, now);
    let free: u32 = free.iter().map(|free| u32::from(free.places)).sum();
    u32::from(state.bookings.taken_on(service, date)).saturating_add(free)
}
