//! All bookings that are remembered, with what is looked up of them, and what a fact changes. Never fails.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use serde::{Deserialize, Serialize};

use super::decide::kept_from;
use super::missed::Missed;
use super::received::{Received, was_received};
use super::{Booking, BookingDue, BookingFact, BookingStage, Slot, check_in_from};
use crate::event::Event;
use crate::floor::Floor;
use crate::ids::{BookingId, BookingNumber, PersonId, ServiceId, TicketId};
use crate::number::Number;
use crate::state::State;
use crate::ticket::Ticket;

/// Bookings still to come, and those of the last days.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Bookings {
    all: BTreeMap<BookingId, Booking>,
    numbers: BTreeMap<BookingNumber, BookingId>,
    people: BTreeMap<PersonId, BTreeSet<BookingId>>,
    /// Places taken of each slot.
    taken: Counts<DateTime>,
    /// Visitors still expected on each business day.
    expected: Counts<Date>,
    /// When time does something to them next.
    timed: BTreeSet<(Timestamp, BookingId)>,
    /// Until when services receive on a day that was made longer.
    extended: BTreeMap<ServiceId, (Date, Timestamp)>,
    /// Who was waited for in vain.
    #[serde(default)]
    missed: Missed,
    /// Who was received before today.
    #[serde(default)]
    received: Received,
    /// The next booking's id.
    pub next_id: u64,
}

/// How many of each service.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Counts<K: Ord>(BTreeMap<ServiceId, BTreeMap<K, u16>>);

impl<K: Ord> Default for Counts<K> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<K: Ord + Copy> Counts<K> {
    fn of(&self, service: &ServiceId, key: K) -> u16 {
        self.0.get(service).and_then(|counts| counts.get(&key)).copied().unwrap_or(0)
    }

    fn add(&mut self, service: &ServiceId, key: K) {
        let count = self.0.entry(service.clone()).or_default().entry(key).or_default();
        *count = count.saturating_add(1);
    }

    fn take_back(&mut self, service: &ServiceId, key: K) {
        let Some(counts) = self.0.get_mut(service) else { return };
        let left = counts.get(&key).copied().unwrap_or(0).saturating_sub(1);
        if left == 0 {
            counts.remove(&key);
        } else {
            counts.insert(key, left);
        }
        if counts.is_empty() {
            self.0.remove(service);
        }
    }
}

impl Bookings {
    /// The booking with this id.
    pub fn get(&self, id: BookingId) -> Option<&Booking> {
        self.all.get(&id)
    }

    /// Every booking that is remembered, in the order in which they were made.
    pub fn all(&self) -> impl Iterator<Item = &Booking> {
        self.all.values()
    }

    /// The booking with this number.
    pub fn by_number(&self, number: BookingNumber) -> Option<&Booking> {
        self.get(*self.numbers.get(&number)?)
    }

    /// The bookings that one record of a person made.
    pub fn of_person(&self, person: &PersonId) -> impl Iterator<Item = BookingId> {
        self.people.get(person).into_iter().flatten().copied()
    }

    /// Places of a slot that bookings have.
    pub fn taken(&self, slot: &Slot) -> u16 {
        self.taken.of(&slot.service, slot.begins)
    }

    /// Places of a service that bookings have on a business day, also those of who is here or did not come.
    pub fn taken_on(&self, service: &ServiceId, date: Date) -> u16 {
        let slots = self.taken.0.get(service).into_iter().flatten();
        slots.filter(|(begins, _)| begins.date() == date).fold(0, |sum, (_, taken)| sum.saturating_add(*taken))
    }

    /// Visitors of a service who are still expected on a business day.
    pub fn expected(&self, service: &ServiceId, date: Date) -> u16 {
        self.expected.of(service, date)
    }

    /// When time does something next.
    pub fn next_due(&self) -> Option<Timestamp> {
        self.timed.first().map(|(at, _)| *at)
    }

    /// To which bookings time does something by `now`, soonest first.
    pub fn due_by(&self, now: Timestamp) -> impl Iterator<Item = &(Timestamp, BookingId)> {
        self.timed.iter().take_while(move |(at, _)| *at <= now)
    }

    /// When the reception of a booked day closes, also where that day was made longer.
    pub fn closes_at(&self, floor: &Floor, slot: &Slot) -> Timestamp {
        let planned = super::closes_at(floor, slot);
        let longer = self.extended.get(&slot.service).filter(|(date, _)| *date == slot.date());
        longer.map_or(planned, |(_, until)| planned.max(*until))
    }

    /// What time will do to a booking, and when.
    pub fn due(&self, floor: &Floor, booking: &Booking) -> Option<(Timestamp, BookingDue)> {
        super::due(floor, booking, self.closes_at(floor, &booking.slot))
    }

    /// Who was waited for in vain (B12).
    pub fn missed(&self) -> &Missed {
        &self.missed
    }

    /// Who was received before today (P5).
    pub fn received(&self) -> &Received {
        &self.received
    }

    /// Whether the person of a record was received with a booking: within a year, or today by these tickets (P5).
    pub fn was_received(&self, person: &PersonId, tickets: &BTreeMap<TicketId, Ticket>) -> bool {
        let mut bookings = self.of_person(person).filter_map(|id| self.get(id));
        self.received.holds(person) || bookings.any(|booking| was_received(booking, tickets))
    }

    /// Works out anew what time does to each booking.
    pub(crate) fn retime(&mut self, floor: &Floor) {
        let all = self.all.values();
        self.timed = all.filter_map(|booking| self.due(floor, booking).map(|(at, _)| (at, booking.id))).collect();
    }

    fn insert(&mut self, floor: &Floor, booking: Booking) {
        let id = booking.id;
        self.next_id = self.next_id.max(id.0.saturating_add(1));
        self.numbers.insert(booking.number, id);
        self.people.entry(booking.person.clone()).or_default().insert(id);
        self.all.insert(id, booking);
        self.enter(floor, id);
    }

    /// Changes a booking and the lists that it stands in.
    fn change(&mut self, floor: &Floor, id: BookingId, change: impl FnOnce(&mut Booking)) {
        self.leave_lists(floor, id);
        if let Some(booking) = self.all.get_mut(&id) {
            change(booking);
            self.enter(floor, id);
        }
    }

    fn enter(&mut self, floor: &Floor, id: BookingId) {
        let Some(booking) = self.all.get(&id) else { return };
        let slot = &booking.slot;
        if booking.holds_place() {
            self.taken.add(&slot.service, slot.begins);
        }
        if booking.is_open() {
            self.expected.add(&slot.service, slot.date());
        }
        if let Some((at, _)) = self.due(floor, booking) {
            self.timed.insert((at, id));
        }
    }

    fn leave_lists(&mut self, floor: &Floor, id: BookingId) {
        let Some(booking) = self.all.get(&id) else { return };
        let slot = &booking.slot;
        if booking.holds_place() {
            self.taken.take_back(&slot.service, slot.begins);
        }
        if booking.is_open() {
            self.expected.take_back(&slot.service, slot.date());
        }
        if let Some((at, _)) = self.due(floor, booking) {
            self.timed.remove(&(at, id));
        }
    }

    /// Forgets what is older than `from`.
    fn forget_before(&mut self, floor: &Floor, from: Date) {
        let old: Vec<_> = self.all.values().filter(|booking| booking.slot.date() < from).map(|old| old.id).collect();
        for id in old {
            self.leave_lists(floor, id);
            let Some(booking) = self.all.remove(&id) else { continue };
            self.numbers.remove(&booking.number);
            if let Some(bookings) = self.people.get_mut(&booking.person) {
                bookings.remove(&id);
                if bookings.is_empty() {
                    self.people.remove(&booking.person);
                }
            }
        }
    }
}

/// Changes the state by one fact about bookings.
pub(crate) fn apply(state: &mut State, event: &Event, fact: &BookingFact) {
    let Some(floor) = state.floor.clone() else { return };
    let bookings = &mut state.bookings;
    match fact {
        BookingFact::Made { booking, number, person, slot, language } => {
            if bookings.get(*booking).is_some() {
                return;
            }
            let booking = Booking {
                id: *booking,
                number: *number,
                person: person.clone(),
                slot: slot.clone(),
                language: language.clone(),
                stage: BookingStage::Booked,
                revision: 0,
                changes: 0,
                settled_at: event.at,
                reminded: false,
                outage: false,
                called_off: None,
            };
            bookings.insert(&floor, booking);
        }
        BookingFact::Changed { booking, slot } => bookings.change(&floor, *booking, |booking| {
            booking.slot = slot.clone();
            booking.revision = booking.revision.saturating_add(1);
            booking.changes = booking.changes.saturating_add(u8::from(event.by.is_visitor()));
            booking.settled_at = event.at;
            (booking.reminded, booking.outage) = (false, false);
        }),
        BookingFact::Cancelled { booking, by_office } => bookings.change(&floor, *booking, |booking| {
            (booking.stage, booking.called_off) = (BookingStage::Cancelled, *by_office);
        }),
        BookingFact::Reminded { booking } => bookings.change(&floor, *booking, |booking| booking.reminded = true),
        BookingFact::Voided { booking, outage } => {
            bookings.change(&floor, *booking, |booking| booking.stage = BookingStage::Void);
            if let Some(booking) = bookings.all.get(booking).filter(|_| !outage) {
                bookings.missed.note(&booking.person, booking.slot.date());
            }
        }
        BookingFact::OutageNoted { from } => note_outage(state, &floor, *from, event.at),
    }
}

fn note_outage(state: &mut State, floor: &Floor, from: Timestamp, until: Timestamp) {
    let rules = &floor.rules.booking;
    let bookings = &state.bookings;
    let hurt = bookings.all().filter(|booking| {
        let opens = check_in_from(rules, booking.slot.due(floor));
        booking.is_open() && opens < until && from < bookings.closes_at(floor, &booking.slot)
    });
    let hurt: Vec<_> = hurt.map(|booking| booking.id).collect();
    for id in hurt {
        if let Some(booking) = state.bookings.all.get_mut(&id) {
            booking.outage = true;
        }
    }
}

/// The visitor of a booking is here under this ticket.
pub(crate) fn checked_in(state: &mut State, id: BookingId, ticket: TicketId, number: Number) {
    let Some(floor) = state.floor.clone() else { return };
    state.bookings.change(&floor, id, |booking| booking.stage = BookingStage::CheckedIn { ticket, number });
}

/// The kiosk took a ticket back that its visitor never saw: the booking is good again.
pub(crate) fn withdrawn(state: &mut State, id: BookingId, ticket: TicketId) {
    let Some(floor) = state.floor.clone() else { return };
    let here = |booking: &Booking| matches!(booking.stage, BookingStage::CheckedIn { ticket: by, .. } if by == ticket);
    if state.bookings.get(id).is_some_and(here) {
        state.bookings.change(&floor, id, |booking| booking.stage = BookingStage::Booked);
    }
}

/// On a new day old bookings are forgotten, and missed ones that can count no longer; whom the old one's tickets brought is remembered.
pub(crate) fn turn_day(bookings: &mut Bookings, tickets: &BTreeMap<TicketId, Ticket>, floor: &Floor, today: Date) {
    bookings.received.turn_day(bookings.all.values(), tickets, today);
    bookings.forget_before(floor, kept_from(today));
    bookings.missed.turn_day(today);
    bookings.extended.clear();
    bookings.retime(floor);
}

/// Another floor may have other hours: what time does to each booking is told anew.
pub(crate) fn configured(bookings: &mut Bookings, floor: &Floor) {
    bookings.retime(floor);
}

/// Today's reception of a service goes on until then (Q3): whoever booked is expected as long (B12).
pub(crate) fn extended(bookings: &mut Bookings, floor: &Floor, service: &ServiceId, today: Date, until: Time) {
    let until = floor.calendar.moment(today, until).min(crate::deadline::turn_after(floor, today));
    bookings.extended.insert(service.clone(), (today, until));
    bookings.retime(floor);
}
