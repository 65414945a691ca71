//! What a hall display shows and speaks: the calls that stand, those being served, and those just past.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use protocol::board::{CallState, HallBoard, HallCall};
use queue::State;
use queue::floor::Floor;
use queue::ids::{CallId, TicketId};
use queue::state::{Call, CallStage};

/// How long a call that is over stays on the board, for a display that was away.
const RECENT: SignedDuration = SignedDuration::from_mins(10);
/// Soundings beyond which the oldest go: those that are over, and those that were repeated since. A display takes a call that
/// is not on the board for one that was taken back, so the last word to whoever is called or served always stays.
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
    let last_words: BTreeMap<TicketId, CallId> = calls.iter().map(|call| (call.ticket, call.call)).collect();
    let mut beyond = calls.len().saturating_sub(SHOWN);
    calls.retain(|call| {
        let is_last_word = last_words.get(&call.ticket) == Some(&call.call);
        let goes = beyond > 0 && !(is_last_word && call.state != CallState::Over);
        beyond -= usize::from(goes);
        !goes
    });
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
        state: match state.call_stage(call) {
            CallStage::Standing => CallState::Standing,
            CallStage::Serving => CallState::Serving,
            CallStage::Over => CallState::Over,
        },
    })
}
