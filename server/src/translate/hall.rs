//! What a hall display shows and speaks: the calls that stand and those just past.

use jiff::{SignedDuration, Timestamp};
use protocol::board::{CallState, HallBoard, HallCall};
use queue::floor::Floor;
use queue::state::Call;
use queue::{Stage, State, Ticket};

/// How long a call that is over stays on the board, for a display that was away.
const RECENT: SignedDuration = SignedDuration::from_mins(10);
/// Most soundings on the board; the newest are kept.
const SHOWN: usize = 64;

/// The hall displays' board.
pub fn board(state: &State, now: Timestamp) -> HallBoard {
    let Some(floor) = state.floor.as_deref() else { return HallBoard { calls: Vec::new() } };
    let all = state.calls.iter().filter_map(|call| hall_call(state, floor, call));
    let shown = |call: &HallCall| match call.state {
        CallState::Standing | CallState::Serving => true,
        CallState::Over => now.duration_since(call.at) < RECENT,
    };
    let mut calls: Vec<_> = all.filter(shown).collect();
    calls.drain(..calls.len().saturating_sub(SHOWN));
    HallBoard { calls }
}

fn hall_call(state: &State, floor: &Floor, call: &Call) -> Option<HallCall> {
    let (ticket, window) = (state.tickets.get(&call.ticket)?, floor.window(&call.window)?);
    Some(HallCall {
        call: call.id,
        ticket: call.ticket,
        number: ticket.number,
        window: call.window.clone(),
        window_number: window.number,
        hall: window.hall.clone(),
        language: ticket.language.clone(),
        at: call.at,
        recall: call.recall,
        state: call_state(ticket, call),
    })
}

/// A call stands as long as its visitor is expected there; a visitor called anew elsewhere makes it over.
fn call_state(ticket: &Ticket, call: &Call) -> CallState {
    match &ticket.stage {
        Stage::Called(called) if called.window == call.window && called.first_at <= call.at => CallState::Standing,
        Stage::Serving { window, called_at, .. } if *window == call.window && *called_at <= call.at => {
            CallState::Serving
        }
        Stage::Waiting(_)
        | Stage::Called(_)
        | Stage::Serving { .. }
        | Stage::Parked { .. }
        | Stage::NoShow { .. }
        | Stage::Finished { .. }
        | Stage::Refused { .. }
        | Stage::Left { .. } => CallState::Over,
    }
}
