//! The real server on a real socket with real database files: what devices, clerks, clocks and disks may do to it.

// What is not expected fails the test with what it was.
#![allow(clippy::unwrap_used, clippy::wildcard_enum_match_arm)]

mod ahead;
mod backtest;
mod bookings;
mod check;
mod check_in;
mod clerks_killed;
mod counting;
mod cuts;
mod dice;
mod disk;
mod flipped;
mod foreign_client;
mod frames;
mod healing;
mod help;
mod http;
mod killing;
mod kills;
#[path = "../lives/mod.rs"]
mod lives;
mod order;
mod pages;
mod people;
mod pins;
mod program;
#[path = "../../../protocol/tests/proxy/mod.rs"]
mod proxy;
mod read_only;
mod refusals;
mod roles;
mod screens;
mod staff;
mod statistics;
mod stop;
mod storage;
mod support;
mod texts;
mod ticket_page;
mod time;
mod tls;
mod visitors;
