//! What is kept of a person, asked for by that person: all of it in a file, and that it is destroyed, on their own page and on paper at the
//! office; whatever happens in between (B8, P2, P3, P4, S4, S7, D2).

// What is not expected fails the test with what it was.
#![allow(clippy::unwrap_used)]

// The tests of pages, messages and people use all of these.
#[allow(dead_code)]
#[path = "../booking/support.rs"]
mod browser;
mod files;
mod kills;
#[allow(dead_code)]
#[path = "../messages/mailbox.rs"]
mod mailbox;
mod outbox;
mod pages;
mod paper;
#[path = "../server/pins.rs"]
mod pins;
mod planted;
#[allow(dead_code)]
#[path = "../messages/program.rs"]
mod program;
mod retention;
#[allow(dead_code)]
#[path = "../messages/support.rs"]
mod support;
mod visit;
#[path = "../people/writings.rs"]
mod writings;
