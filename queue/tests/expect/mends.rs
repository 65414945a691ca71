//! What would mend a queue, on busy days of the office: carried out, it does.

use jiff::SignedDuration;
use queue::{State, apply};

use crate::POLICIES;
use crate::office::{Office, Setup};
use crate::support::mending::{Named, holds};

/// The floor is looked at this often.
const EACH: SignedDuration = SignedDuration::from_mins(9);

#[test]
fn whichever_mend_is_named_brings_everybody_at_risk_under_the_limit() {
    let mut named = Named::default();
    for (seed, policy) in (21..).zip(POLICIES) {
        let mut state = State::default();
        let mut looked_at = None;
        for event in Office::new(Setup { seed, policy, halls: 1, load: 1.15 }).days(3) {
            apply(&mut state, &event);
            let is_due = looked_at.is_none_or(|at| event.at.duration_since(at) >= EACH);
            if is_due && !state.waiting.is_empty() {
                looked_at = Some(event.at);
                named.add(holds(&state, event.at));
            }
        }
    }
    println!("{named:?}");
    assert!(named.each().into_iter().all(|times| times >= 10), "{named:?}");
}
