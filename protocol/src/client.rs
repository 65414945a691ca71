//! A device's side of the conversation: connects, says hello, resends what was not answered, and comes back by itself.
//! The session logic is pure and takes `now`; only the socket does I/O.

use crate::message::{Ask, Farewell, Hello, Reply, Report, RequestId, Update, Welcome};

/// Where the server is and who the device is.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Such as `ws://127.0.0.1:7700/device`.
    pub address: String,
    /// What the device says of itself.
    pub hello: Hello,
}

/// What the client tells the device.
#[derive(Clone, Debug, PartialEq)]
pub enum Incoming {
    /// The server knows the device; updates follow.
    Connected(Welcome),
    /// The connection is lost; the client goes on trying. Told once for each loss, within 2 s.
    Lost {
        /// In words, for the log and the staff.
        problem: String,
    },
    /// The server will not talk; the client tries again after a while.
    Farewell(Farewell),
    /// What to show.
    Update(Update),
    /// The answer to a request.
    Reply(Reply),
    /// A request was not answered within 30 s; it may have been carried out.
    Expired {
        /// Which.
        id: RequestId,
    },
}

/// A running client. Dropping it closes the connection.
#[derive(Debug)]
pub struct Client {}

/// Starts the client on a thread of its own; `tell` is called there for all that comes in.
pub fn start(_settings: Settings, _tell: impl FnMut(Incoming) + Send + 'static) -> Client {
    Client {}
}

impl Client {
    /// Sends a request, now or as soon as there is a connection, at most 30 s from now.
    pub fn ask(&self, _id: RequestId, _ask: Ask) {}

    /// Tells the server how the device is; the latest report is told again after each reconnection.
    pub fn report(&self, _report: Report) {}

    /// The clerk's session to go on with after a reconnection; none after signing out.
    pub fn set_session(&self, _token: Option<String>) {}
}
