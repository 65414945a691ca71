//! Personal data of booked visitors: what is typed, what is kept, who is the same, and that nothing of it is found in any file.

// What is not expected fails the test with what it was.
#![allow(clippy::unwrap_used)]

mod broken;
mod cut;
mod kept;
#[path = "../lives/mod.rs"]
mod lives;
mod planted;
mod support;
mod typed;
mod writings;
