//! The rules of an office floor's queue, and nothing else: no clock, no I/O, no thread, no randomness, no logging.
//!
//! Two functions carry it: [`decide`] says what a command causes on a state, or why it cannot be; [`apply`] makes it so.
//! Time and random codes come in as arguments, so that equal journals give equal states on every machine.

pub mod apply;
pub mod backtest;
pub mod booking;
pub mod change;
pub mod command;
pub mod day;
pub mod deadline;
pub mod decide;
pub mod estimate;
pub mod event;
pub mod floor;
pub mod ids;
pub mod issue;
pub mod learned;
pub mod number;
pub mod rejection;
pub mod state;
pub mod ticket;
pub mod turn;
pub mod what_if;
pub mod zone;

pub use apply::apply;
pub use command::{Act, Actor, Command, Leaving, Target};
pub use decide::decide;
pub use event::{Event, Fact};
pub use floor::Floor;
pub use number::{Letter, Number};
pub use rejection::Rejection;
pub use state::State;
pub use ticket::{Stage, Ticket};
