//! Judges what is asked of bookings. The scene's day is the present one: what is due has been let pass before.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use super::missed;
use super::slots::{BookingRules, is_received, open_slot, places_left};
use super::{
    Arrival, Booking, BookingAct, BookingDue, BookingFact, BookingStage, NoBooking, OfficeReason, Proof, SamePeople,
    Slot, as_booked_until, change_until, check_in_from,
};
use crate::command::Actor;
use crate::decide::Scene;
use crate::event::Fact;
use crate::floor::Floor;
use crate::ids::{BookingId, BookingNumber, Language, PersonId, TicketCode, TicketId};
use crate::number::Number;
use crate::rejection::Rejection;
use crate::state::State;
use crate::ticket::{Stage, Ticket};

/// What an act causes.
pub(crate) fn decide(scene: &Scene<'_>, act: &BookingAct) -> Result<Vec<Fact>, Rejection> {
    match act {
        BookingAct::Book { slot, person, number, language, proof, known } => {
            book(scene, (slot, person), *number, language, *proof, known)
        }
        BookingAct::Change { booking, slot, known } => change(scene, *booking, slot, known),
        BookingAct::Cancel { booking } => cancel(scene, *booking),
        BookingAct::CallOff { booking, reason } => call_off(scene, *booking, *reason),
        BookingAct::LetGo { booking } => let_go(scene, *booking),
        BookingAct::CheckIn { booking, revision, language, more_time, code } => {
            let booking = judge_check_in(scene, *booking, *revision)?;
            check_in(scene, booking, language, *more_time, code)
        }
        BookingAct::NoteOutage { from } => Ok(note_outage(scene, *from)),
    }
}

fn book(
    scene: &Scene<'_>,
    (slot, person): (&Slot, &PersonId),
    number: BookingNumber,
    language: &Language,
    proof: Proof,
    known: &SamePeople,
) -> Result<Vec<Fact>, Rejection> {
    if !scene.floor.languages.contains(language) {
        return Err(Rejection::UnknownLanguage);
    }
    open_slot(scene.state, slot, scene.now)?;
    let bookings = &scene.state.bookings;
    if bookings.by_number(number).is_some() {
        return Err(NoBooking::NumberTaken.into());
    }
    let document = || known.by_document.iter().chain([person]);
    if scene.by.is_visitor() {
        missed::judge(scene.state, known, person, proof)?;
    }
    fits_the_contact(scene, person, proof, known)?;
    fits_the_others(scene, slot, document(), None)?;
    if places_left(scene.state, slot) == 0 {
        return Err(NoBooking::SlotTaken.into());
    }
    Ok(fact(BookingFact::Made {
        booking: BookingId(bookings.next_id),
        number,
        person: person.clone(),
        slot: slot.clone(),
        language: language.clone(),
    }))
}

fn change(scene: &Scene<'_>, id: BookingId, slot: &Slot, known: &SamePeople) -> Result<Vec<Fact>, Rejection> {
    let booking = open(scene, id)?;
    in_time(scene, booking)?;
    not_too_often(scene, booking)?;
    if booking.slot == *slot {
        return Err(Rejection::NothingToChange);
    }
    open_slot(scene.state, slot, scene.now)?;
    fits_the_others(scene, slot, known.by_document.iter().chain([&booking.person]), Some(id))?;
    if places_left(scene.state, slot) == 0 {
        return Err(NoBooking::SlotTaken.into());
    }
    Ok(fact(BookingFact::Changed { booking: id, slot: slot.clone() }))
}

fn cancel(scene: &Scene<'_>, id: BookingId) -> Result<Vec<Fact>, Rejection> {
    let booking = open(scene, id)?;
    in_time(scene, booking)?;
    Ok(fact(BookingFact::Cancelled { booking: id, by_office: None }))
}

fn call_off(scene: &Scene<'_>, id: BookingId, reason: OfficeReason) -> Result<Vec<Fact>, Rejection> {
    match scene.by {
        Actor::Staff(clerk) if scene.floor.clerk(clerk).is_none() => return Err(Rejection::UnknownClerk),
        Actor::Staff(_) | Actor::Office => {}
        Actor::Visitor | Actor::Kiosk(_) | Actor::Time => return Err(Rejection::NotSignedIn),
    }
    let booking = open(scene, id)?;
    Ok(fact(BookingFact::Cancelled { booking: booking.id, by_office: Some(reason) }))
}

/// What another floor does to those who booked: whoever comes to a closed door by it is told in time (B8). What has begun stays.
pub(crate) fn lost_by(state: &State, floor: &Floor, now: Timestamp) -> Vec<Fact> {
    let Some(present) = state.floor.as_deref() else { return Vec::new() };
    let to_come = state.bookings.all().filter(|booking| booking.is_open() && booking.slot.due(present) > now);
    let stands = |slot: &Slot| is_received(floor, slot) && slot.local(floor) == slot.local(present);
    let lost = to_come.filter(|booking| !stands(&booking.slot));
    let by_office = Some(OfficeReason::NoReception);
    lost.map(|lost| Fact::Booking(BookingFact::Cancelled { booking: lost.id, by_office })).collect()
}

/// From now on nobody needs the visitor's data: neither a day to come nor a clerk in the midst of the visit.
fn let_go(scene: &Scene<'_>, id: BookingId) -> Result<Vec<Fact>, Rejection> {
    match scene.state.bookings.get(id).ok_or(NoBooking::Unknown)?.stage {
        BookingStage::Booked => cancel(scene, id),
        BookingStage::CheckedIn { ticket, number } => {
            let over = scene.state.tickets.get(&ticket).is_none_or(Ticket::is_over);
            if over { Ok(Vec::new()) } else { Err(NoBooking::CheckedIn { number }.into()) }
        }
        BookingStage::Cancelled | BookingStage::Void => Ok(Vec::new()),
    }
}

/// Under one contact so many bookings are still to come, by how far it and the person are proved (P5, S6).
fn fits_the_contact(scene: &Scene<'_>, person: &PersonId, proof: Proof, known: &SamePeople) -> Result<(), NoBooking> {
    let to_come = open_of(scene, known.by_contact.iter().chain([person]), None).count();
    let (bookings, tickets) = (&scene.state.bookings, &scene.state.tickets);
    let most = match proof {
        Proof::Claimed if to_come >= usize::from(rules(scene).a_claimed) => return Err(NoBooking::ProofNeeded),
        Proof::Proved if known.proved.iter().any(|person| bookings.was_received(person, tickets)) => {
            rules(scene).of_known()
        }
        Proof::Claimed | Proof::Proved => rules(scene).a_contact,
    };
    if to_come >= usize::from(most) { Err(NoBooking::TooMany { most }) } else { Ok(()) }
}

/// The same person books so often a day, and never two services at one time (B2). Where the day has all that it may have, that is told and not
/// the time: whoever knows a document learns nothing more of its holder (P1), and another time would not help.
fn fits_the_others<'a>(
    scene: &Scene<'_>,
    slot: &Slot,
    people: impl Iterator<Item = &'a PersonId>,
    but: Option<BookingId>,
) -> Result<(), NoBooking> {
    let that_day: Vec<_> = open_of(scene, people, but).filter(|booking| booking.slot.date() == slot.date()).collect();
    match that_day.first() {
        Some(first) if that_day.len() >= usize::from(rules(scene).a_day) => {
            Err(NoBooking::OneADay { date: first.slot.local(scene.floor).date() })
        }
        Some(_) if that_day.iter().any(|booking| overlap(scene, &booking.slot, slot)) => Err(NoBooking::SameTime),
        Some(_) | None => Ok(()),
    }
}

/// Whether one begins before the other is over.
fn overlap(scene: &Scene<'_>, one: &Slot, other: &Slot) -> bool {
    let apart = one.due(scene.floor).duration_since(other.due(scene.floor)).abs();
    apart < SignedDuration::from_mins(i64::from(rules(scene).slot_min))
}

/// The bookings of these people that are still to come or were kept; whoever comes twice in the list counts once.
fn open_of<'a, 'b: 'a>(
    scene: &Scene<'a>,
    people: impl Iterator<Item = &'b PersonId>,
    but: Option<BookingId>,
) -> impl Iterator<Item = &'a Booking> {
    let ids: std::collections::BTreeSet<BookingId> =
        people.flat_map(|person| scene.state.bookings.of_person(person)).collect();
    let bookings = &scene.state.bookings;
    let today = scene.day.date;
    let mine = ids.into_iter().filter(move |id| Some(*id) != but).filter_map(move |id| bookings.get(id));
    mine.filter(move |booking| match booking.stage {
        BookingStage::Booked => true,
        BookingStage::CheckedIn { .. } => booking.slot.date() >= today,
        BookingStage::Cancelled | BookingStage::Void => false,
    })
}

/// A visitor changes until so many hours before; the office may at any time (B8).
fn in_time(scene: &Scene<'_>, booking: &Booking) -> Result<(), NoBooking> {
    let until = change_until(rules(scene), booking.slot.due(scene.floor));
    if scene.by.is_visitor() && scene.now > until { Err(NoBooking::ChangeTooLate { until }) } else { Ok(()) }
}

/// A visitor changes a booking so many times: each change is an event and a message (B8, S6). The office is not bound.
fn not_too_often(scene: &Scene<'_>, booking: &Booking) -> Result<(), NoBooking> {
    let may = !scene.by.is_visitor() || booking.may_change_again(rules(scene));
    if may { Ok(()) } else { Err(NoBooking::ChangedTooOften { times: booking.changes }) }
}

fn open<'a>(scene: &Scene<'a>, id: BookingId) -> Result<&'a Booking, NoBooking> {
    let booking = scene.state.bookings.get(id).ok_or(NoBooking::Unknown)?;
    match booking.stage {
        BookingStage::Booked => Ok(booking),
        BookingStage::CheckedIn { ticket, number } => Err(here(scene.state, ticket, number)),
        BookingStage::Cancelled => Err(NoBooking::Cancelled),
        BookingStage::Void => Err(NoBooking::Void),
    }
}

/// What a visitor is told who has checked in.
fn here(state: &State, ticket: TicketId, number: Number) -> NoBooking {
    match state.tickets.get(&ticket) {
        Some(Ticket { stage: Stage::NoShow { until: Some(_), .. }, .. }) => NoBooking::NoShow { number },
        Some(ticket) if !ticket.is_over() => NoBooking::CheckedIn { number },
        Some(_) | None => NoBooking::VisitOver,
    }
}

/// Whether a booking can be checked in now; the first reason against it is told.
fn judge_check_in<'a>(scene: &Scene<'a>, id: BookingId, revision: Option<u16>) -> Result<&'a Booking, NoBooking> {
    let booking = open(scene, id)?;
    let begins = booking.slot.local(scene.floor);
    if revision.is_some_and(|revision| revision != booking.revision) {
        return Err(NoBooking::Rescheduled { begins });
    }
    if booking.slot.date() != scene.day.date {
        return Err(NoBooking::OtherDay { begins });
    }
    let from = check_in_from(rules(scene), booking.slot.due(scene.floor));
    if scene.now < from {
        return Err(NoBooking::TooEarly { from });
    }
    if scene.now >= scene.state.bookings.closes_at(scene.floor, &booking.slot) {
        return Err(NoBooking::ReceptionClosed);
    }
    Ok(booking)
}

/// The visitor enters the live queue: as booked, or among the general ones where it is too late (B4).
fn check_in(
    scene: &Scene<'_>,
    booking: &Booking,
    language: &Language,
    more_time: bool,
    code: &TicketCode,
) -> Result<Vec<Fact>, Rejection> {
    if !scene.floor.languages.contains(language) {
        return Err(Rejection::UnknownLanguage);
    }
    let service = scene.floor.service(&booking.slot.service).ok_or(Rejection::UnknownService)?;
    let general = scene.floor.general().ok_or(Rejection::NoGeneralCategory)?;
    let used = scene.day.numbers.get(&service.letter).copied().unwrap_or(0);
    let next = scene.floor.calendar.next_opening(service, scene.day.date);
    let number = Number::new(service.letter, used + 1).map_err(|_| Rejection::LimitReached { next })?;
    let due = booking.slot.due(scene.floor);
    let late = scene.now > as_booked_until(rules(scene), due);
    Ok(vec![Fact::TicketIssued {
        ticket: TicketId(scene.state.next_ticket),
        code: code.clone(),
        number,
        visit: vec![service.id.clone()],
        category: general.id.clone(),
        language: language.clone(),
        more_time,
        arrival: Some(Arrival { booking: booking.id, due, late }),
    }])
}

/// Worth an event only where somebody was expected meanwhile.
fn note_outage(scene: &Scene<'_>, from: Timestamp) -> Vec<Fact> {
    let expected = |booking: &Booking| {
        let opens = check_in_from(rules(scene), booking.slot.due(scene.floor));
        let closes = scene.state.bookings.closes_at(scene.floor, &booking.slot);
        booking.is_open() && opens < scene.now && from < closes
    };
    let hurt = scene.state.bookings.all().any(expected);
    if hurt { fact(BookingFact::OutageNoted { from }) } else { Vec::new() }
}

/// What time alone causes by now: reminders, and bookings that nobody kept, soonest first.
pub(crate) fn pass(scene: &Scene<'_>) -> Vec<Fact> {
    let fact = |id: &BookingId| {
        let bookings = &scene.state.bookings;
        let booking = bookings.get(*id)?;
        let void = bookings.closes_at(scene.floor, &booking.slot) <= scene.now;
        match bookings.due(scene.floor, booking)? {
            (_, BookingDue::Reminder) if !void => Some(BookingFact::Reminded { booking: *id }),
            (_, BookingDue::Reminder | BookingDue::Void) => {
                Some(BookingFact::Voided { booking: *id, outage: booking.outage })
            }
        }
    };
    let bookings = scene.state.bookings.due_by(scene.now);
    bookings.filter_map(|(_, id)| fact(id)).map(Fact::Booking).collect()
}

fn fact(fact: BookingFact) -> Vec<Fact> {
    vec![Fact::Booking(fact)]
}

fn rules<'a>(scene: &Scene<'a>) -> &'a BookingRules {
    &scene.floor.rules.booking
}

impl From<NoBooking> for Rejection {
    fn from(why: NoBooking) -> Self {
        Self::Booking(why)
    }
}

/// The date from which bookings are remembered on a day.
pub(crate) fn kept_from(today: Date) -> Date {
    today.saturating_sub(jiff::ToSpan::days(super::KEPT_DAYS))
}
