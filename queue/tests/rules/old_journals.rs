//! Journals of earlier versions: every kind of event as it was written once is read for ever, and makes the floors that it made.
//!
//! A line that a release wrote is never changed. Who adds a kind of event adds it to the list below and a line of it to the journal.

use std::collections::BTreeSet;

use queue::{Event, Fact, State, apply};

/// A day and a morning of version 1, an event a line.
const V1: &str = include_str!("../journals/v1.jsonl");

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

fn events() -> impl Iterator<Item = Event> {
    let read = |line: &str| serde_json::from_str(line).unwrap_or_else(|problem| panic!("{problem}: {line}"));
    V1.lines().map(read)
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
