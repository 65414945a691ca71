//! A ticket as its coupon and its page show it.

use jiff::civil::Time;
use jiff::{SignedDuration, Timestamp};
use protocol::message::{BookedView, TicketState, TicketView};
use queue::estimate::Expected;
use queue::floor::Floor;
use queue::ids::{HallId, TicketCode};
use queue::{Stage, State, Ticket, turn};

/// Where the visitors' pages are, below the public address.
pub const PAGE: &str = "/t/";

/// A ticket as a coupon shows it; nothing without a floor.
pub fn view(
    state: &State,
    ticket: &Ticket,
    ahead: u32,
    expected: Option<Expected>,
    now: Timestamp,
) -> Option<TicketView> {
    let floor = state.floor.as_deref()?;
    let zone = &floor.calendar.zone;
    let waits = matches!(ticket.stage, Stage::Waiting(_));
    let expected = expected.filter(|_| waits);
    let end = |expected: Expected| now.saturating_add(SignedDuration::from_mins(expected.to_min.into())).ok();
    Some(TicketView {
        ticket: ticket.id,
        number: ticket.number,
        day: ticket.day,
        taken_at: zone.local(ticket.issued_at).time(),
        visit: ticket.visit.clone(),
        category: ticket.category.clone(),
        language: ticket.language.clone(),
        more_time: ticket.more_time,
        hall: hall(floor, ticket)?,
        ahead: if waits { ahead } else { 0 },
        expected,
        expected_by: expected.and_then(end).map(|end| zone.local(end).time()),
        url: floor.public_url.as_deref().map(|base| page_url(base, &ticket.code)),
        copies: ticket.copies,
        state: stage_name(&ticket.stage),
        booked: ticket
            .arrival
            .as_ref()
            .map(|arrival| BookedView { at: zone.local(arrival.due).time(), late: arrival.late }),
        called_from: called_from(floor, ticket, now),
    })
}

/// The local time before which no window may call a visitor who waits; nothing once it has come (B4).
fn called_from(floor: &Floor, ticket: &Ticket, now: Timestamp) -> Option<Time> {
    let waits = matches!(ticket.stage, Stage::Waiting(_));
    let due = turn::called_from(floor, ticket).filter(|due| waits && *due > now)?;
    Some(floor.calendar.zone.local(due).time())
}

/// The address of a ticket's page.
fn page_url(base: &str, code: &TicketCode) -> String {
    format!("{}{PAGE}{}", base.trim_end_matches('/'), code.as_str())
}

/// The name in a ticket's address; nothing where the floor has no pages.
pub fn code(view: &TicketView) -> Option<TicketCode> {
    let (_, code) = view.url.as_deref()?.rsplit_once(PAGE)?;
    TicketCode::parse(code)
}

/// The hall of the service that is due; the first hall for a service that the floor no longer has.
fn hall(floor: &Floor, ticket: &Ticket) -> Option<HallId> {
    let by_service = floor.service(ticket.service()).map(|service| &service.hall);
    by_service.or(floor.halls.first().map(|hall| &hall.id)).cloned()
}

fn stage_name(stage: &Stage) -> TicketState {
    match stage {
        Stage::Waiting(_) => TicketState::Waiting,
        Stage::Called(_) => TicketState::Called,
        Stage::Serving { .. } => TicketState::Serving,
        Stage::Parked { .. } => TicketState::Parked,
        Stage::NoShow { .. } => TicketState::NoShow,
        Stage::Finished { .. } => TicketState::Finished,
        Stage::Refused { .. } => TicketState::Refused,
        Stage::Left { .. } => TicketState::Left,
    }
}
