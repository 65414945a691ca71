//! When whoever asked for more time to the window is due to be called again: no call repeats itself, so the clerk is reminded (Q2).

use jiff::{SignedDuration, Timestamp};
use protocol::board::{AtWindow, AtWindowStage};

use super::{Effect, Model};

/// Whether the visitor at the clerk's window is due to be called again.
pub fn due(model: &Model) -> bool {
    model.visitor().and_then(due_at).is_some_and(|at| model.floor_now() >= at)
}

/// The bell, once for each call that falls due.
pub fn bell(model: &mut Model) -> Option<Effect> {
    let due = due(model);
    let rang = std::mem::replace(&mut model.call_again_rang, due);
    (due && !rang).then_some(Effect::Bell)
}

/// The calls that a no-show needs part the time before it equally.
fn due_at(at: &AtWindow) -> Option<Timestamp> {
    let AtWindowStage::Called { first_at, last_at, calls, calls_missing, no_show_from } = at.stage else { return None };
    if !at.more_time || calls_missing == 0 {
        return None;
    }
    let all = i64::from(calls) + i64::from(calls_missing);
    let whole_ms = no_show_from.as_millisecond().saturating_sub(first_at.as_millisecond());
    last_at.checked_add(SignedDuration::from_millis(whole_ms / all)).ok()
}
