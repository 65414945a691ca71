//! What the kiosk and the coupon tell a walk-in is the range of a newcomer just before; what is measured afterwards is that of the ticket
//! just after.

use jiff::civil::Date;
use queue::estimate::{Expected, expected_wait, expected_wait_of};
use queue::ids::TicketId;
use queue::{Event, Fact, State, apply};

use crate::office::{Office, Setup};
use crate::{BEFORE, POLICIES};

/// Of so many events one is looked at, if it is a coupon: a newcomer's range takes that of the whole floor.
const ONE_IN: usize = 4;

/// What a general walk-in is told whose coupon comes with this event.
fn told(state: &State, event: &Event) -> Option<(TicketId, Expected)> {
    let Fact::TicketIssued { ticket, visit, category, arrival: None, .. } = &event.fact else { return None };
    let is_general = state.floor.as_deref()?.general()?.id == *category;
    let services = is_general.then(|| expected_wait(state, event.at).services)?;
    Some((*ticket, services.get(visit.first()?).copied()?))
}

#[test]
fn a_walk_in_is_told_the_range_that_is_measured() {
    let first: Date = "2026-11-05".parse().expect("a date");
    let mut coupons = 0;
    for (seed, policy) in (31..).zip(POLICIES) {
        let mut state = State::default();
        let events = Office::new(Setup { seed, policy, halls: 1, load: 1.0 }).days(BEFORE + 1);
        for (place, event) in events.iter().enumerate() {
            let told = if event.day >= first && place % ONE_IN == 0 { told(&state, event) } else { None };
            apply(&mut state, event);
            if let Some((ticket, told)) = told {
                coupons += 1;
                assert_eq!(expected_wait_of(&state, ticket, event.at), Some(told), "{ticket:?} of {policy:?}");
            }
        }
    }
    assert!(coupons > 100, "{coupons} coupons");
}
