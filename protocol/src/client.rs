//! A device's side of the conversation: connects, says hello, resends what was not answered, and comes back by itself.
//! The session logic is pure and takes `now` (`session`); only `socket` does I/O, and `picture`, which fetches
//! one beside it.

mod inbox;
mod picture;
mod requests;
mod retry;
mod seen;
pub mod session;
mod socket;
mod wire;

use std::sync::Arc;
use std::sync::mpsc::sync_channel;
use std::thread;
use std::time::{Duration, Instant};

use crate::key_file::CertificateMark;
use crate::message::{Ask, Farewell, Hello, Reply, Report, RequestId, Update, Welcome};
use inbox::Inbox;
use session::{Input, Session};
use socket::Place;

pub use picture::fetch_picture;
pub use requests::REQUESTS_WAITING;
pub use socket::can_be_read;

/// What has come in and was not taken yet; a device that takes nothing is silent to its server after so many.
const TELLING: usize = 256;

/// Where the server is and who the device is.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Such as `wss://192.168.1.2:7700/device`, or `ws://` for a connection that anybody on the way can read.
    pub address: String,
    /// The office's certificate, which a `wss://` address needs.
    pub office: Option<CertificateMark>,
    /// What the device says of itself.
    pub hello: Hello,
}

/// What the client tells the device.
#[derive(Clone, Debug, PartialEq)]
pub enum Incoming {
    /// The server knows the device; updates follow.
    Connected(Welcome),
    /// There is no connection; the client goes on trying. Told once for each loss, within 2 s, and once where the first
    /// attempt fails.
    Lost {
        /// In words, for the log and the staff.
        problem: String,
    },
    /// The device does not trust what stands at the server's address: there is no connection, and none comes by itself. The client tries
    /// again after a while, as the server may be mended too. Told once for as long as it is so.
    Untrusted {
        /// Why.
        why: Untrusted,
        /// In words, for the log.
        problem: String,
    },
    /// The server will not talk, so there is no connection; the client tries again after a while. Told once for as long as
    /// the server says the same.
    Farewell(Farewell),
    /// What to show; never older than what was told before.
    Update(Update),
    /// The answer to a request, once for each. `Failed(Busy)` where `REQUESTS_WAITING` wait already, and
    /// `Failed(BadRequest)` where it would not fit a frame: then it was never sent.
    Reply(Reply),
    /// A request was not answered within 30 s; it may have been carried out. A later answer is not told.
    Expired {
        /// Which.
        id: RequestId,
    },
}

/// Why a device does not trust what stands at its server's address; each has a mend of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Untrusted {
    /// Another certificate is shown there than the one of the device's key file: the address is another server's, or the certificate was
    /// made anew and the device needs a new key file.
    OtherServer,
    /// The address begins with `wss://`, and the key file names no certificate: the device needs a whole one.
    NoMark,
}

/// A running client. Dropping it closes the connection; what waits is not sent any more.
#[derive(Debug)]
pub struct Client {
    inbox: Arc<Inbox>,
    started: Instant,
}

/// Starts the client on threads of its own; `tell` is called on one of them for all that comes in, outside any runtime, and may
/// wait until the device takes it.
pub fn start(settings: Settings, mut tell: impl FnMut(Incoming) + Send + 'static) -> Client {
    let started = Instant::now();
    let inbox = Arc::new(Inbox::default());
    let taken = Arc::clone(&inbox);
    let seed = u64::from_ne_bytes(random_bytes());
    let (heard, to_tell) = sync_channel(TELLING);
    let Settings { address, office, hello } = settings;
    let run = move || {
        let place = Place { address, office, device: hello.device.clone() };
        let session = Session::new(hello, seed);
        // A teller that is gone has nobody left to tell.
        let mut told = |incoming| drop(heard.send(incoming));
        socket::run(session, &place, &taken, started, &mut told);
    };
    let tell_all = move || to_tell.into_iter().for_each(&mut tell);
    thread::Builder::new().name("client".to_owned()).spawn(run).expect("the system has a thread for the client");
    thread::Builder::new().name("client-tell".to_owned()).spawn(tell_all).expect("the system has a thread to tell");
    Client { inbox, started }
}

impl Client {
    /// Sends a request, now or as soon as there is a connection, at most 30 s from now. An id that waits already is not
    /// asked twice.
    pub fn ask(&self, id: RequestId, ask: Ask) {
        self.inbox.put(Input::Ask { id, ask, asked_at: self.now() });
    }

    /// Tells the server how the device is; the latest report is told again after each reconnection.
    pub fn report(&self, report: Report) {
        self.inbox.put(Input::Report(report));
    }

    /// The clerk's session to go on with after a reconnection; none after signing out.
    pub fn set_session(&self, token: Option<String>) {
        self.inbox.put(Input::Session(token));
    }

    fn now(&self) -> Duration {
        self.started.elapsed()
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        self.inbox.close();
    }
}

fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the system has random numbers");
    bytes
}
