//! The conversation between the server and its devices: what is said (`message`), what each role sees (`board`), who a
//! booked visitor is (`visitor`), how it is written (`codec`) and limited (`limits`), how a device keeps it up (`client`), and by
//! what both know each other (`key_file`). Knows no web server, database or screen.

pub mod board;
pub mod client;
pub mod codec;
pub mod key_file;
pub mod limits;
pub mod message;
pub mod token;
pub mod visitor;

/// The version of this conversation; both sides must have the same.
pub const VERSION: u16 = 1;
