//! The visitors' pages for booking over real sockets: the whole way from the services to a changed and cancelled booking, what races, what is
//! typed wrong, and what must never be anywhere (B1 to B3, B7, B8, B12, B13, B14, P2, P4, P5, S4, S6, S7).

// What is not expected fails the test with what it was.
#![allow(clippy::unwrap_used, clippy::wildcard_enum_match_arm)]

mod crowd;
mod faults;
mod flow;
mod levels;
mod missed;
mod nights;
mod own;
#[path = "../server/pins.rs"]
mod pins;
mod private;
mod refused;
mod sheets;
mod support;
mod tabs;
mod times;
mod twice;
mod typed;
mod years;
