//! Messages to booked visitors, received by a real mail server (aiosmtpd) and a real HTTP listener: what they say, that none is lost and at
//! most one comes twice, and that nothing personal is left anywhere (B7, B8, B12, P2, P5, S4, S7, D2).

// What is not expected fails the test with what it was.
#![allow(clippy::unwrap_used, clippy::wildcard_enum_match_arm)]

// The pages' own tests use all of it.
#[allow(dead_code)]
#[path = "../booking/support.rs"]
mod browser;
mod codes;
mod evening;
mod failing;
mod gateway;
mod gateways;
mod inside;
mod kills;
mod mailbox;
mod mails;
mod missed;
mod on_the_way;
mod outage;
mod papers;
#[path = "../server/pins.rs"]
mod pins;
mod planted;
mod program;
// The staff's tests use all of it.
#[allow(dead_code)]
#[path = "../server/support/browser.rs"]
mod staff;
mod support;
mod trial;
mod whole;
