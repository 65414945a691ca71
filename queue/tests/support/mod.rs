//! What the tests of the queue share: floors to try the rules on, and a day that is driven through them.
#![allow(dead_code)] // Each test program uses its own part.

pub mod day;
pub mod floors;
pub mod flow;
pub mod mending;
