//! The rules of the live queue, one short test for each, by their ids (Q1 to Q8). Literal values only; whatever the days
//! can do to each other is tried in `model`.

mod calls;
mod classes;
mod coupons;
mod denied_rights;
mod estimates;
mod journal;
mod no_shows;
mod old_journals;
#[path = "../support/mod.rs"]
mod support;
mod turn_of_day;
mod undo;
mod visits;
mod windows;
