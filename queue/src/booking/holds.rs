//! Places kept while forms are filled. They are no events and are not journaled: a restart forgets them and nobody is hurt.
//!
//! A hold only keeps others away; whether a booking can be is decided on the bookings alone.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::{Date, Time};

use super::slots::{BookingRules, open_slot, places_left};
use super::{NoBooking, Slot, minutes_after};
use crate::ids::{HoldCode, ServiceId};
use crate::state::State;

/// How many times `hold_min` a place is kept in all, however often it is asked for again (S6).
const LONGEST: i64 = 3;
/// Places that were kept are remembered up to so many times the places that may be kept at one time, of one source and in all.
const PAST: u16 = 16;

/// All places that are kept now.
#[derive(Clone, Debug, Default)]
pub struct Holds {
    live: BTreeMap<HoldCode, Hold>,
    /// Those that ran out or were given up for another less than `hold_min` ago, in the order in which that was noted.
    past: Vec<(HoldCode, Hold)>,
}

/// One place kept.
#[derive(Clone, Debug)]
struct Hold {
    slot: Slot,
    /// Since when without a break, by this code or by others of the source one after another.
    since: Timestamp,
    /// Until when; of one that was given up, when that was.
    until: Timestamp,
    /// Who keeps it, as far as the server can tell: a number for an address on the net.
    source: u64,
}

impl Holds {
    /// Keeps a place under `code` for `source`; what was kept under the code before is given up. Says until when it is kept: for `hold_min`
    /// from now, and for three times that in all. After those neither the code nor its source gets the same slot again for one `hold_min`
    /// (S6); nor does it begin anew who comes back to a slot sooner than that.
    pub fn keep(
        &mut self,
        state: &State,
        code: HoldCode,
        slot: &Slot,
        source: u64,
        now: Timestamp,
    ) -> Result<Timestamp, NoBooking> {
        open_slot(state, slot, now)?;
        let Some(rules) = state.floor.as_deref().map(|floor| &floor.rules.booking) else {
            return Err(NoBooking::NotBooked);
        };
        self.let_pass(rules, now);
        let hold_min = i64::from(rules.hold_min);
        let others = || self.live.iter().filter(|(other, _)| **other != code).map(|(_, hold)| hold);
        let of_source = || others().filter(|hold| hold.source == source);
        let own = free_at(of_source().map(|hold| hold.until), rules.holds_a_source);
        let all = free_at(others().map(|hold| hold.until), rules.holds);
        let renews = self.live.get(&code).is_some_and(|mine| mine.slot == *slot);
        let past = self.past.iter().map(|(_, past)| past).filter(|past| !renews && past.source == source);
        let past =
            free_at(past.map(|past| minutes_after(past.until, hold_min)), rules.holds_a_source.saturating_mul(PAST));
        if let Some(until) = own.max(all).max(past) {
            return Err(NoBooking::TooManyHolds { until });
        }
        self.may_book(state, slot, Some(&code), now)?;
        let since = self.before(&code, slot, source).map(|before| before.since).min().unwrap_or(now);
        let last = minutes_after(since, LONGEST * hold_min);
        if last <= now {
            let until = self.before(&code, slot, source).map(|before| before.until).max().unwrap_or(last);
            return Err(NoBooking::KeptTooLong { until: minutes_after(until, hold_min) });
        }
        let until = minutes_after(now, hold_min).min(last);
        let given_up = self.live.insert(code.clone(), Hold { slot: slot.clone(), since, until, source });
        if let Some(before) = given_up.filter(|before| before.slot != *slot) {
            self.past.push((code, Hold { until: now, ..before }));
        }
        Ok(until)
    }

    /// What goes on where a code keeps a slot: its own hold, else those before it of the code or the source. What others of the source keep
    /// beside it does not, also once that is over: a family takes two places.
    fn before<'a>(&'a self, code: &'a HoldCode, slot: &'a Slot, source: u64) -> impl Iterator<Item = &'a Hold> {
        let own = self.live.get(code).filter(|own| own.slot == *slot);
        let past = self.past.iter().filter(move |(by, past)| by == code || past.source == source);
        let past = past.map(|(_, past)| past).filter(move |past| own.is_none() && past.slot == *slot);
        own.into_iter().chain(past)
    }

    /// What has run out is past, and what has long been past is forgotten.
    fn let_pass(&mut self, rules: &BookingRules, now: Timestamp) {
        let (live, over): (BTreeMap<_, _>, BTreeMap<_, _>) =
            std::mem::take(&mut self.live).into_iter().partition(|(_, hold)| hold.until > now);
        self.live = live;
        self.past.extend(over);
        self.past.retain(|(_, past)| minutes_after(past.until, i64::from(rules.hold_min)) > now);
        let most = usize::from(rules.holds) * usize::from(PAST);
        self.past.drain(..self.past.len().saturating_sub(most));
    }

    /// Whether the holder of `mine`, or anybody where it is missing or over, may book a slot as far as others' holds go.
    pub fn may_book(
        &self,
        state: &State,
        slot: &Slot,
        mine: Option<&HoldCode>,
        now: Timestamp,
    ) -> Result<(), NoBooking> {
        let left = places_left(state, slot).saturating_sub(self.kept(slot, mine, now));
        if left == 0 { Err(NoBooking::SlotTaken) } else { Ok(()) }
    }

    /// Places of a slot that others than `mine` keep.
    pub fn kept(&self, slot: &Slot, mine: Option<&HoldCode>, now: Timestamp) -> u8 {
        let live = self.live.iter().filter(|(code, hold)| hold.until > now && Some(*code) != mine);
        u8::try_from(live.filter(|(_, hold)| hold.slot == *slot).count()).unwrap_or(u8::MAX)
    }

    /// Places of each slot of a service on a day that somebody keeps; one pass, since whole months are asked for at once.
    pub fn kept_on(&self, service: &ServiceId, date: Date, now: Timestamp) -> BTreeMap<Time, u8> {
        let mut kept = BTreeMap::new();
        let live = self.live.values().filter(|hold| hold.until > now);
        for slot in live.map(|hold| &hold.slot).filter(|slot| slot.date() == date && slot.service == *service) {
            let places: &mut u8 = kept.entry(slot.time()).or_default();
            *places = places.saturating_add(1);
        }
        kept
    }

    /// What others than the holder of `mine` keep.
    pub fn of_others(&self, mine: Option<&HoldCode>) -> Self {
        let others = self.live.iter().filter(|(code, _)| Some(*code) != mine);
        Self { live: others.map(|(code, hold)| (code.clone(), hold.clone())).collect(), past: Vec::new() }
    }

    /// The place is booked: it is no longer kept, and was not kept in vain.
    pub fn release(&mut self, code: &HoldCode) {
        self.live.remove(code);
        self.past.retain(|(by, _)| by != code);
    }
}

/// When one of these places is free again, where there are as many as may be.
fn free_at(until: impl Iterator<Item = Timestamp>, most: u16) -> Option<Timestamp> {
    let mut until: Vec<Timestamp> = until.collect();
    until.sort_unstable();
    // Where an office has lowered the bound there may be more than that.
    let too_many = until.len().checked_sub(usize::from(most))?;
    until.get(too_many).copied()
}
