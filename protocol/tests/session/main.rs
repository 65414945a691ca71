//! The client's session as data in and data out: no socket, no clock.
#![allow(clippy::unwrap_used)]

mod bench;
mod line;
mod news;
mod requests;
#[path = "../story/mod.rs"]
mod story;
