//! What the console does in the world: asks the server, sounds the bell, keeps where the bar was. It decides nothing.

mod bar_place;
mod bell;
mod store;

use std::cell::Cell;

use protocol::client::{self, Client, Incoming, Settings};
use protocol::key_file::KeyFile;
use protocol::message::{Ask, DeviceRole, Hello};
use tokio::sync::mpsc;

use crate::config::Config;
use crate::model::{Effect, Input};

pub use bar_place::BarPlace;
pub use store::Store;

/// What comes in and is not yet taken; the client waits when it is full.
const INCOMING_WAITING: usize = 256;

/// The console's hands.
pub struct Effects {
    client: Client,
    store: Store,
    /// Whether what was to be stored last is on the disk.
    stored: Cell<bool>,
    bell: bool,
    quit: Cell<bool>,
}

impl Effects {
    /// Connects; what comes in is to be taken from the receiver.
    pub fn start(config: &Config, file: KeyFile, store: Store) -> (Self, mpsc::Receiver<Incoming>) {
        let (sender, receiver) = mpsc::channel(INCOMING_WAITING);
        let settings = Settings { address: config.server.clone(), office: file.office, hello: hello(config, file.key) };
        let client = client::start(settings, move |incoming| {
            // The window is gone when nobody takes it any more; then nothing is left to tell.
            let _ = sender.blocking_send(incoming);
        });
        let effects = Self { client, store, stored: Cell::new(true), bell: config.bell, quit: Cell::new(false) };
        (effects, receiver)
    }

    /// Does one thing; what came of it where the model must know.
    pub fn perform(&self, effect: Effect) -> Option<Input> {
        match effect {
            // A coupon that is not written down could become a ghost after a crash: it is not asked for.
            Effect::Ask(id, Ask::IssueTicket { .. }) if !self.stored.get() => return Some(Input::NotStored(id)),
            Effect::Ask(id, ask) => self.client.ask(id, ask),
            Effect::Store(requests) => {
                let kept = self.store.keep(&requests);
                let kept = kept.inspect_err(|problem| tracing::error!(%problem, "requests cannot be written down"));
                self.stored.set(kept.is_ok());
            }
            Effect::Session(token) => self.client.set_session(token),
            Effect::Bell if self.bell => bell::ring(),
            Effect::Bell => {}
            Effect::Quit => self.quit.set(true),
        }
        None
    }

    /// Whether the program is to end.
    pub fn quits(&self) -> bool {
        self.quit.get()
    }

    /// What came in, as the model takes it.
    pub fn input(incoming: Incoming) -> Input {
        match incoming {
            Incoming::Connected(welcome) => Input::Connected(welcome),
            Incoming::Lost { problem } => {
                tracing::warn!(problem, "no connection");
                Input::Lost
            }
            Incoming::Untrusted { why, problem } => {
                tracing::error!(problem, "no connection to a server that is not trusted");
                Input::Untrusted(why)
            }
            Incoming::Farewell(farewell) => {
                tracing::warn!(?farewell, "the server will not talk");
                Input::Farewell(farewell)
            }
            Incoming::Update(update) => Input::Update(update),
            Incoming::Reply(reply) => Input::Answered(reply.id, reply.outcome),
            Incoming::Expired { id } => {
                tracing::warn!(request = id.as_str(), "no answer");
                Input::Expired(id)
            }
        }
    }
}

fn hello(config: &Config, key: String) -> Hello {
    Hello {
        version: protocol::VERSION,
        role: DeviceRole::Console,
        device: config.device.clone(),
        key,
        program: concat!("operator-console ", env!("CARGO_PKG_VERSION")).to_owned(),
        session: None,
    }
}
