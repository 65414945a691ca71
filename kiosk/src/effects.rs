//! What the model wants done, done: one thread writes and asks in the order given, one prints, one watches the scanner,
//! one speaks.
//! Nothing is decided here, and nothing here makes the window wait.

mod printing;
mod scanning;
mod speaking;
mod store;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::thread;

use argon2::password_hash::PasswordVerifier;
use argon2::{Argon2, PasswordHash};
use protocol::client::{Client, Incoming};
use protocol::message::{Ask, Show};

use crate::config::{Config, Pin};
use crate::model::{Effect, Pending, What};
pub use printing::{PrintWorker, start_printing};
pub use scanning::start_scanning;
pub use speaking::{Speaker, start_speaking};
pub use store::{Remembered, Store};

/// Effects that may wait to be carried out; the model makes a few for each touch.
const WAITING: usize = 256;

/// Where what happened is told; it must not wait long.
pub type Tell = Arc<dyn Fn(What) + Send + Sync>;

/// Hands the effects of the model to the threads that carry them out.
pub struct Effects {
    keeper: SyncSender<Effect>,
}

/// What the keeper's thread works with.
pub struct Keeper {
    /// Where the open requests are written down.
    pub store: Store,
    /// The line to the server.
    pub client: Client,
    /// The printer's thread; `None` without a printer.
    pub printing: Option<PrintWorker>,
    /// The technician's PIN.
    pub pin: Option<Pin>,
    /// Where answers go.
    pub tell: Tell,
}

impl Effects {
    /// Starts the keeper's thread.
    pub fn start(keeper: Keeper) -> std::io::Result<Self> {
        let (sender, receiver) = mpsc::sync_channel(WAITING);
        thread::Builder::new().name("keeper".to_owned()).spawn(move || keeper.run(&receiver))?;
        Ok(Self { keeper: sender })
    }

    /// Passes one effect on. A keeper that is stuck in a write takes no more: the model's own time limits then tell the visitor.
    pub fn carry_out(&self, effect: Effect) {
        if self.keeper.try_send(effect).is_err() {
            tracing::error!("the disk holds up the kiosk");
        }
    }
}

impl Keeper {
    fn run(self, effects: &Receiver<Effect>) {
        let mut written = true;
        for effect in effects {
            match effect {
                Effect::Remember(pending) => {
                    let before = std::mem::replace(&mut written, self.write_down(&pending));
                    if written != before {
                        (self.tell)(What::Disk { works: written });
                    }
                }
                // A request that is not written down could become a ghost after a crash: it is not sent.
                Effect::Ask(id, Ask::IssueTicket { .. } | Ask::CheckIn { .. } | Ask::CheckInByNumber { .. })
                    if !written =>
                {
                    (self.tell)(What::NotWritten(id))
                }
                Effect::Ask(id, ask) => self.client.ask(id, ask),
                Effect::Print(job, coupon) => {
                    if let Some(printing) = &self.printing {
                        printing.coupon(job, *coupon);
                    }
                }
                Effect::TestPrint(job) => {
                    if let Some(printing) = &self.printing {
                        printing.test(job);
                    }
                }
                Effect::Report(report) => self.client.report(report),
                Effect::CheckPin(typed) => (self.tell)(What::PinChecked(self.fits(&typed))),
                Effect::RememberLanguage(language) => {
                    if let Err(error) = self.store.remember_language(language) {
                        tracing::warn!(%error, "the language cannot be written down");
                    }
                }
                Effect::LeaveFullScreen | Effect::FillScreen | Effect::Quit | Effect::Say(_) | Effect::Hush => {}
            }
        }
    }

    fn write_down(&self, pending: &[Pending]) -> bool {
        self.store
            .remember(pending)
            .inspect_err(|error| tracing::error!(%error, "requests cannot be written down"))
            .is_ok()
    }

    fn fits(&self, typed: &str) -> bool {
        match &self.pin {
            None => false,
            Some(Pin::Digits(pin)) => {
                pin.len() == typed.len() && pin.bytes().zip(typed.bytes()).fold(0, |odd, (a, b)| odd | (a ^ b)) == 0
            }
            Some(Pin::Hash(hash)) => {
                let hash = PasswordHash::new(hash);
                hash.is_ok_and(|hash| Argon2::default().verify_password(typed.as_bytes(), &hash).is_ok())
            }
        }
    }
}

/// What the client tells, in the model's words; `None` for what is not for kiosks.
pub fn heard(incoming: Incoming) -> Option<What> {
    Some(match incoming {
        Incoming::Connected(welcome) => What::Connected(welcome.now, welcome.office),
        Incoming::Lost { problem } => {
            tracing::warn!(problem, "the line is down");
            What::Lost
        }
        Incoming::Untrusted { why, problem } => {
            tracing::error!(problem, "no line to a server that is not trusted");
            What::Untrusted(why)
        }
        Incoming::Farewell(farewell) => {
            tracing::error!(?farewell, "the server will not talk");
            What::Farewell(farewell)
        }
        Incoming::Reply(reply) => What::Reply(reply),
        Incoming::Expired { id } => What::Expired(id),
        Incoming::Update(update) => match update.show {
            Show::Floor(floor) => What::Floor(update.now, floor),
            Show::Kiosk(board) => What::Board(update.now, board),
            Show::Reprint(ticket) => What::Reprint(ticket),
            Show::Console(_) | Show::Hall(_) | Show::MyDay(_) | Show::Visitor(_) | Show::SessionEnded => return None,
        },
    })
}

/// The settings of the model that follow from the configuration.
pub fn settings(config: &Config, remembered: &Remembered) -> crate::model::Settings {
    crate::model::Settings {
        device: config.device.to_string(),
        language: remembered.language.or(config.language),
        idle: config.idle,
        has_printer: config.has_printer(),
        has_scanner: config.has_scanner(),
        has_pin: config.pin.is_some(),
        speech_percent: config.speech_percent,
        full_screen: config.full_screen,
        program: env!("CARGO_PKG_VERSION").to_owned(),
    }
}
