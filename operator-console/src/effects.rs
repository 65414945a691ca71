//! What the console does in the world: asks the server, sounds the bell, keeps where the bar was. It decides nothing.

mod bar_place;
mod bell;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context;
use protocol::client::{self, Client, Incoming, Settings};
use protocol::message::{DeviceRole, Hello, RequestId};
use tokio::sync::mpsc;

use crate::config::Config;
use crate::model::{Effect, ErrandId, Input};

pub use bar_place::BarPlace;

/// What comes in and is not yet taken; the client waits when it is full.
const INCOMING_WAITING: usize = 256;

/// The console's hands.
pub struct Effects {
    client: Client,
    errands: RefCell<BTreeMap<RequestId, ErrandId>>,
    bell: bool,
    quit: Cell<bool>,
}

impl Effects {
    /// Connects; what comes in is to be taken from the receiver.
    pub fn start(config: &Config) -> anyhow::Result<(Self, mpsc::Receiver<Incoming>)> {
        let (sender, receiver) = mpsc::channel(INCOMING_WAITING);
        let settings = Settings { address: config.server.clone(), hello: hello(config)? };
        let client = client::start(settings, move |incoming| {
            // The window is gone when nobody takes it any more; then nothing is left to tell.
            let _ = sender.blocking_send(incoming);
        });
        let effects = Self { client, errands: RefCell::default(), bell: config.bell, quit: Cell::new(false) };
        Ok((effects, receiver))
    }

    /// Does one thing.
    pub fn perform(&self, effect: Effect) {
        match effect {
            Effect::Ask(errand, ask) => {
                let id = RequestId::random();
                self.errands.borrow_mut().insert(id.clone(), errand);
                self.client.ask(id, ask);
            }
            Effect::Session(token) => self.client.set_session(token),
            Effect::Bell if self.bell => bell::ring(),
            Effect::Bell => {}
            Effect::Quit => self.quit.set(true),
        }
    }

    /// Whether the program is to end.
    pub fn quits(&self) -> bool {
        self.quit.get()
    }

    /// What came in, as the model takes it; an answer to nobody's question is dropped.
    pub fn input(&self, incoming: Incoming) -> Option<Input> {
        match incoming {
            Incoming::Connected(welcome) => Some(Input::Connected(welcome)),
            Incoming::Lost { problem } => {
                tracing::warn!(problem, "no connection");
                Some(Input::Lost)
            }
            Incoming::Farewell(farewell) => {
                tracing::warn!(?farewell, "the server will not talk");
                Some(Input::Farewell(farewell))
            }
            Incoming::Update(update) => Some(Input::Update(update)),
            Incoming::Reply(reply) => {
                let errand = self.errands.borrow_mut().remove(&reply.id)?;
                Some(Input::Answered(errand, reply.outcome))
            }
            Incoming::Expired { id } => {
                let errand = self.errands.borrow_mut().remove(&id)?;
                tracing::warn!(request = id.as_str(), "no answer");
                Some(Input::Expired(errand))
            }
        }
    }
}

fn hello(config: &Config) -> anyhow::Result<Hello> {
    Ok(Hello {
        version: protocol::VERSION,
        role: DeviceRole::Console,
        device: config.device.clone(),
        key: key(&config.key_file)?,
        program: concat!("operator-console ", env!("CARGO_PKG_VERSION")).to_owned(),
        session: None,
    })
}

fn key(path: &Path) -> anyhow::Result<String> {
    let key =
        std::fs::read_to_string(path).with_context(|| format!("the key file {} cannot be read", path.display()))?;
    Ok(key.trim().to_owned())
}
