//! How often whom was waited for in vain, longer than bookings themselves are remembered (B12).

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::slots::BookingRules;
use super::{NoBooking, Proof, SamePeople};
use crate::ids::PersonId;
use crate::state::State;

/// Days for which a missed booking is remembered: the most that an office can let it count, since it may set more tomorrow.
pub const MISSED_KEPT_DAYS: u16 = 365;

/// The business days of missed bookings, by the record of whoever made them. What an outage of the office hurt is none.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Missed(BTreeMap<PersonId, Vec<Date>>);

impl Missed {
    /// Nobody came on that day.
    pub(super) fn note(&mut self, person: &PersonId, date: Date) {
        self.0.entry(person.clone()).or_default().push(date);
    }

    /// The business days on which the person of a record was waited for in vain, as far as they are remembered; one for each booking.
    pub fn of(&self, person: &PersonId) -> &[Date] {
        self.0.get(person).map_or(&[], Vec::as_slice)
    }

    /// Forgets what can count no longer.
    pub(super) fn turn_day(&mut self, today: Date) {
        self.0.retain(|_, dates| {
            dates.retain(|date| counts_before(*date, MISSED_KEPT_DAYS) > today);
            !dates.is_empty()
        });
    }

    /// Whether the person of these records may book today. A missed booking counts for `missed_days` days, its own the first.
    pub fn may_book<'a>(
        &self,
        rules: &BookingRules,
        people: impl Iterator<Item = &'a PersonId>,
        today: Date,
    ) -> Result<(), NoBooking> {
        let people: BTreeSet<&PersonId> = people.collect();
        let dates = people.into_iter().filter_map(|person| self.0.get(person)).flatten();
        let mut over: Vec<Date> = dates.map(|date| counts_before(*date, rules.missed_days)).collect();
        over.retain(|over| *over > today);
        over.sort_unstable();
        // One fewer than `missed` is left once so many do not count.
        let falls = over.len().checked_sub(usize::from(rules.missed)).and_then(|index| over.get(index));
        match falls {
            Some(again) => {
                Err(NoBooking::MissedTooOften { times: over.len().try_into().unwrap_or(u16::MAX), again: *again })
            }
            None => Ok(()),
        }
    }
}

impl SamePeople {
    /// The records whose missed bookings count together. Anybody can write another's document: one record is the same person as another where
    /// the contact is the same, too.
    fn by_both(&self) -> impl Iterator<Item = &PersonId> {
        self.by_document.iter().filter(|other| self.by_contact.contains(other))
    }
}

/// Why whoever is known as these records, or wrote this one, can make no more bookings on the present day, if so: [`NoBooking::MissedTooOften`].
pub fn barred(state: &State, known: &SamePeople, person: Option<&PersonId>) -> Option<NoBooking> {
    let (floor, day) = (state.floor.as_deref()?, state.day.as_ref()?);
    let people = known.by_both().chain(person);
    state.bookings.missed().may_book(&floor.rules.booking, people, day.date).err()
}

/// Judges one more booking by a visitor ([`BookingRules::lets_claim`]).
pub(super) fn judge(state: &State, known: &SamePeople, person: &PersonId, proof: Proof) -> Result<(), NoBooking> {
    let lets_claim = state.floor.as_ref().is_some_and(|floor| floor.rules.booking.lets_claim());
    match proof {
        Proof::Claimed if lets_claim => Ok(()),
        Proof::Claimed => Err(NoBooking::ProofNeeded),
        Proof::Proved => barred(state, known, Some(person)).map_or(Ok(()), Err),
    }
}

/// The first day on which a booking that was missed on a date does not count.
fn counts_before(date: Date, days: u16) -> Date {
    date.saturating_add(i32::from(days).days())
}
