//! Places kept while forms are filled. They are no events and are not journaled: a restart forgets them and nobody is hurt.
//!
//! A hold only keeps others away; whether a booking can be is decided on the bookings alone.

use std::collections::BTreeMap;

use jiff::civil::{Date, Time};
use jiff::{SignedDuration, Timestamp};

use super::slots::{open_slot, places_left};
use super::{NoBooking, Slot};
use crate::ids::{HoldCode, ServiceId};
use crate::state::State;

/// All places that are kept now.
#[derive(Clone, Debug, Default)]
pub struct Holds {
    live: BTreeMap<HoldCode, Hold>,
}

/// One place kept.
#[derive(Clone, Debug)]
struct Hold {
    slot: Slot,
    /// For how long.
    until: Timestamp,
    /// Who keeps it, as far as the server can tell: a number for an address on the net.
    source: u64,
}

impl Holds {
    /// Keeps a place under `code` for `source`; what was kept under the code before is given up. Says until when it is kept.
    pub fn keep(
        &mut self,
        state: &State,
        code: HoldCode,
        slot: &Slot,
        source: u64,
        now: Timestamp,
    ) -> Result<Timestamp, NoBooking> {
        self.live.retain(|_, hold| hold.until > now);
        open_slot(state, slot, now)?;
        let Some(rules) = state.floor.as_deref().map(|floor| &floor.rules.booking) else {
            return Err(NoBooking::NotBooked);
        };
        let others = || self.live.iter().filter(|(other, _)| **other != code).map(|(_, hold)| hold);
        let of_source = || others().filter(|hold| hold.source == source);
        let own = free_at(of_source().map(|hold| hold.until), rules.holds_a_source);
        let all = free_at(others().map(|hold| hold.until), rules.holds);
        if let Some(until) = own.max(all) {
            return Err(NoBooking::TooManyHolds { until });
        }
        self.may_book(state, slot, Some(&code), now)?;
        let until = now.saturating_add(SignedDuration::from_mins(i64::from(rules.hold_min))).unwrap_or(now);
        self.live.insert(code, Hold { slot: slot.clone(), until, source });
        Ok(until)
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

    /// Gives a place up.
    pub fn release(&mut self, code: &HoldCode) {
        self.live.remove(code);
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
