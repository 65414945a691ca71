//! Between the wire's words and the queue's, both ways and exhaustively: asks become acts, the state becomes boards.
//! Decides nothing and knows no socket.

pub mod ahead;
pub mod ask;
pub mod console;
pub mod floor;
pub mod hall;
pub mod kiosk;
pub mod ticket;
pub mod visitor;
