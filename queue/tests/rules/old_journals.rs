//! Journals of earlier versions: every kind of event as it was written once is read for ever, and makes the floors that it made.
//!
//! A line that a release wrote is never changed. Who adds a kind of event adds it to the list below and a line of it to the journal.

use std::collections::BTreeSet;

use queue::booking::slots::BookingRules;
use queue::booking::{BookingStage, OfficeReason};
use queue::ids::{BookingId, TicketId};
use queue::ticket::{LeftWhy, Stage};
use queue::{Event, Fact, State, apply};
use serde_json::Value;

/// A day and a morning of version 1, an event a line; from its first booking on they are version 2's.
const V1: &str = include_str!("../journals/v1.jsonl");
/// A day of version 2 on a floor whose rules of booking were fewer (B1).
const V2: &str = include_str!("../journals/v2.jsonl");
/// A morning of version 3: a visitor leaves on the page of the ticket, and the office gives a booking up (B8).
const V3: &str = include_str!("../journals/v3.jsonl");

macro_rules! kinds {
    ($($fact:pat => $name:literal,)*) => {
        fn kind(fact: &Fact) -> &'static str {
            match fact {
                $($fact => $name,)*
            }
        }

        const KINDS: &[&str] = &[$($name),*];
    };
}

kinds! {
    Fact::FloorConfigured { .. } => "floor_configured",
    Fact::DayTurned => "day_turned",
    Fact::TicketIssued { .. } => "ticket_issued",
    Fact::VisitorLeft { .. } => "visitor_left",
    Fact::MoreTimeMarked { .. } => "more_time_marked",
    Fact::CouponReprinted { .. } => "coupon_reprinted",
    Fact::ClerkSignedIn { .. } => "clerk_signed_in",
    Fact::ClerkSignedOut { .. } => "clerk_signed_out",
    Fact::WindowOpened { .. } => "window_opened",
    Fact::WindowPaused { .. } => "window_paused",
    Fact::WindowResumed { .. } => "window_resumed",
    Fact::WindowClosed { .. } => "window_closed",
    Fact::VisitorCalled { .. } => "visitor_called",
    Fact::VisitorRecalled { .. } => "visitor_recalled",
    Fact::ServiceStarted { .. } => "service_started",
    Fact::ServiceFinished { .. } => "service_finished",
    Fact::NextServiceQueued { .. } => "next_service_queued",
    Fact::VisitorNoShow { .. } => "visitor_no_show",
    Fact::ComeBackLapsed { .. } => "come_back_lapsed",
    Fact::VisitorCameBack { .. } => "visitor_came_back",
    Fact::VisitorParked { .. } => "visitor_parked",
    Fact::ParkAlarmRang { .. } => "park_alarm_rang",
    Fact::VisitorTransferred { .. } => "visitor_transferred",
    Fact::VisitorPutBack { .. } => "visitor_put_back",
    Fact::ServiceRefused { .. } => "service_refused",
    Fact::RightDenied { .. } => "right_denied",
    Fact::StepUndone { .. } => "step_undone",
    Fact::IssueStopped { .. } => "issue_stopped",
    Fact::IssueResumed { .. } => "issue_resumed",
    Fact::IssueExtended { .. } => "issue_extended",
    Fact::Booking(_) => "booking",
}

fn read(line: &str) -> Event {
    serde_json::from_str(line).unwrap_or_else(|problem| panic!("{problem}: {line}"))
}

fn events() -> impl Iterator<Item = Event> {
    V1.lines().map(read)
}

/// What a journal leads to.
fn played(journal: &str) -> State {
    let mut state = State::default();
    journal.lines().for_each(|line| apply(&mut state, &read(line)));
    state
}

/// Whether all that is in `part` is in `whole` too.
fn says(whole: &Value, part: &Value) -> bool {
    match (whole, part) {
        (Value::Object(whole), Value::Object(part)) => {
            part.iter().all(|(key, part)| whole.get(key).is_some_and(|whole| says(whole, part)))
        }
        (Value::Array(whole), Value::Array(part)) => {
            whole.len() == part.len() && whole.iter().zip(part).all(|(whole, part)| says(whole, part))
        }
        (whole, part) => whole == part,
    }
}

#[test]
fn nothing_that_a_version_wrote_is_lost_where_it_is_read() {
    for line in V1.lines().chain(V2.lines()).chain(V3.lines()) {
        let written = serde_json::to_value(read(line)).expect("an event is written");
        let then = serde_json::from_str(line).expect("a line is JSON");
        assert!(says(&written, &then), "{line}\nis now\n{written}");
    }
}

#[test]
fn a_floor_of_version_2_has_todays_rules_of_booking_where_it_names_none() {
    let state = played(V2);
    let floor = state.floor.as_deref().expect("it has a floor");
    assert_eq!(floor.rules.booking, BookingRules::default());
    assert_eq!(floor.services[0].slots.as_ref().map(|plan| plan.places), Some(2));
    assert!(floor.coupon.is_usual() && floor.pictures.is_empty() && floor.devices.is_empty());
    let stages: Vec<_> = state.bookings.all().map(|booking| booking.stage.clone()).collect();
    let here = BookingStage::CheckedIn { ticket: TicketId(0), number: "A001".parse().expect("a number") };
    assert_eq!(stages, [BookingStage::Booked, here, BookingStage::Void, BookingStage::Cancelled]);
    let given_up = state.bookings.get(BookingId(3)).expect("it is remembered");
    assert!(given_up.is_given_up(), "by its visitor: the office gave none up then");
}

#[test]
fn version_3_tells_who_left_on_the_page_and_what_the_office_gave_up_b8() {
    let state = played(V3);
    let floor = state.floor.as_deref().expect("it has a floor");
    assert_eq!(floor.reasons.told.iter().map(ToString::to_string).collect::<Vec<_>>(), ["comes-back"]);
    assert_eq!((floor.rules.booking.missed, floor.pictures.len(), floor.devices.len()), (3, 1, 3));
    assert!(!floor.coupon.is_usual());
    let stage = |id| &state.tickets.get(&TicketId(id)).expect("it is of today").stage;
    assert!(matches!(stage(0), Stage::Left { why: LeftWhy::OnPage, .. }), "{:?}", stage(0));
    assert!(matches!(stage(1), Stage::Waiting(_)), "{:?}", stage(1));
    let called_off = |id| state.bookings.get(BookingId(id)).expect("it is remembered").called_off;
    assert_eq!((called_off(0), called_off(1)), (Some(OfficeReason::NoStaff), None));
}

#[test]
fn a_journal_of_version_1_holds_every_kind_of_event_and_is_read() {
    let held: BTreeSet<_> = events().map(|event| kind(&event.fact)).collect();
    assert_eq!(held, KINDS.iter().copied().collect(), "a new kind needs a line in the journal");
    for (line, event) in V1.lines().zip(events()) {
        let name = kind(&event.fact);
        let named = [format!("\"fact\":\"{name}\""), format!("\"fact\":{{\"{name}\":")];
        assert!(named.iter().any(|named| line.contains(named)), "{name} is no longer written so: {line}");
    }
}

#[test]
fn a_journal_of_version_1_makes_the_floors_that_it_made() {
    let mut state = State::default();
    let mut sum = 0xcbf2_9ce4_8422_2325_u64;
    for event in events() {
        apply(&mut state, &event);
        let text = serde_json::to_string(&state).expect("a state is written");
        sum = text.bytes().fold(sum, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    }
    assert_eq!((state.tickets.len(), state.desks.len(), state.next_ticket), (2, 1, 12));
    // Whoever has to change this makes another state of old events: STATE_SHAPE, beside the server's snapshots, rises with it.
    assert_eq!(format!("{sum:016x}"), "5ead06177b2b2c75");
}
