//! Bookings over long times: random months by seed against a small independent book, and a month of mixed days whose waits
//! are measured (B1 to B5, B8, B12, S6).
//!
//! `QUEUE_SEEDS=n` plays n random months, `QUEUE_SEED=x` the one of that seed; a failure tells its seed.

mod book;
mod dice;
mod month;
#[path = "../support/mod.rs"]
mod support;
mod waits;

use dice::Dice;
