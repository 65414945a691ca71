//! The rules of the live queue and of bookings, one short test for each, by their ids (Q1 to Q8, B1 to B12). Literal values only; whatever the days
//! can do to each other is tried in `model`.

mod backtest;
mod bookings;
mod calling_off;
mod calls;
mod changes;
mod check_in;
mod classes;
mod coupons;
mod denied_rights;
mod estimates;
mod holds;
mod journal;
mod letting_go;
mod levels;
mod mends;
mod missed;
mod nights;
mod no_shows;
mod old_journals;
mod statistics;
#[path = "../support/mod.rs"]
mod support;
mod turn_of_day;
mod undo;
mod visits;
mod what_if;
mod windows;
