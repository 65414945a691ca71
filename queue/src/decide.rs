//! What a command causes.
use crate::{Command, Event, Rejection, State};
/// Decides.
pub fn decide(_state: &State, _command: &Command, _now: jiff::Timestamp) -> Result<Vec<Event>, Rejection> { Err(Rejection::NoFloor) }
