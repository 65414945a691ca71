//! Booked visitors: who of them stands at which window, who is expected today, and a record in the wire's words.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Time;
use protocol::board::LISTED;
use protocol::message::BookedView;
use protocol::visitor::{
    DocumentKind, DocumentView, ExpectedState, ExpectedVisitor, NotShown, PersonView, Personal, Proof, Shown,
};
use queue::State;
use queue::booking::{Booking, BookingStage, Slot, as_booked_until};
use queue::floor::Floor;
use queue::ids::{BookingNumber, ClerkId, PersonId, ServiceId};

use crate::appointment::full_name;
use crate::people::entered::DocumentKind as KeptKind;
use crate::people::{FullName, PeopleError, Proof as KeptProof, Record};
use crate::published::BookedVisitor;

/// Those who came by a booking and are called or served, by the clerk whose window it is.
pub fn at_windows(state: &State) -> BTreeMap<ClerkId, BookedVisitor> {
    let at_window = |desk: &queue::state::Desk| {
        let ticket = state.tickets.get(&desk.visitor?)?;
        let arrival = ticket.arrival.as_ref()?;
        let booking = state.bookings.get(arrival.booking)?;
        let at = state.floor.as_deref()?.calendar.zone.local(arrival.due).time();
        let visitor = BookedVisitor {
            ticket: ticket.id,
            person: booking.person.clone(),
            slot: booking.slot.clone(),
            booked: BookedView { at, late: arrival.late },
        };
        Some((desk.clerk.clone(), visitor))
    };
    state.desks.values().filter_map(at_window).collect()
}

/// Somebody who booked for today, without the name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    /// Who.
    pub person: PersonId,
    number: BookingNumber,
    service: ServiceId,
    at: Time,
    state: ExpectedState,
}

impl Expected {
    /// With the name, or why there is none.
    pub fn named(self, name: Shown<Personal>) -> ExpectedVisitor {
        let Self { person: _, number, service, at, state } = self;
        ExpectedVisitor { number, service, at, state, name }
    }
}

/// Who booked for today, for one of `services` where they are named, and how many more than are listed.
pub fn expected(state: &State, services: Option<&BTreeSet<ServiceId>>, now: Timestamp) -> (Vec<Expected>, u32) {
    let (Some(floor), Some(day)) = (state.floor.as_deref(), &state.day) else { return (Vec::new(), 0) };
    let wanted = |booking: &&Booking| {
        booking.slot.date() == day.date && services.is_none_or(|services| services.contains(&booking.slot.service))
    };
    let today = state.bookings.all().filter(wanted);
    let mut all: Vec<_> = today.filter_map(|booking| one_expected(floor, booking, now)).collect();
    let all_at_first = all.len();
    let here = |one: &Expected| matches!(one.state, ExpectedState::Here { .. });
    // Those after midnight are of the same business day, and its last.
    let order = |one: &Expected| (one.at < floor.calendar.day_turns_at, one.at, one.number);
    all.sort_by_key(|one| (here(one), order(one)));
    all.truncate(LISTED);
    let more = u32::try_from(all_at_first - all.len()).unwrap_or(u32::MAX);
    all.sort_by_key(order);
    (all, more)
}

fn one_expected(floor: &Floor, booking: &Booking, now: Timestamp) -> Option<Expected> {
    let state = match booking.stage {
        BookingStage::Booked if now > as_booked_until(&floor.rules.booking, booking.slot.due(floor)) => {
            ExpectedState::Late
        }
        BookingStage::Booked => ExpectedState::Expected,
        BookingStage::CheckedIn { number, .. } => ExpectedState::Here { number },
        BookingStage::Cancelled | BookingStage::Void => return None,
    };
    let (person, service) = (booking.person.clone(), booking.slot.service.clone());
    Some(Expected { person, number: booking.number, service, at: booking.slot.time(), state })
}

/// What a clerk compares of whoever booked a slot.
pub fn person(record: &Record, slot: &Slot) -> PersonView {
    PersonView {
        name: name(&record.name),
        document: DocumentView {
            kind: match record.document.kind() {
                KeptKind::RussianPassport => DocumentKind::RussianPassport,
                KeptKind::InternationalPassport => DocumentKind::InternationalPassport,
                KeptKind::ArmenianPassport => DocumentKind::ArmenianPassport,
                KeptKind::Other => DocumentKind::Other,
            },
            number: Personal(record.document.number().to_owned()),
        },
        purpose: record.purpose_at(slot).map(|purpose| Personal(purpose.as_str().to_owned())),
        consent_at: record.consent.at,
        proof: match record.proof {
            KeptProof::Claimed => Proof::Claimed,
            KeptProof::Proved => Proof::Proved,
            KeptProof::PersonProved => Proof::PersonProved,
        },
    }
}

/// As it stands in the document.
pub fn name(name: &FullName) -> Personal {
    Personal(full_name(name))
}

/// Why a record is not shown.
pub fn not_shown(problem: &PeopleError) -> NotShown {
    match problem {
        PeopleError::Unknown => NotShown::Forgotten,
        PeopleError::Storage(_)
        | PeopleError::Stopped
        | PeopleError::Database(_)
        | PeopleError::Parted { .. }
        | PeopleError::KeysBehind { .. }
        | PeopleError::Unreadable
        | PeopleError::TooOften
        | PeopleError::Held => NotShown::Unreadable,
    }
}
