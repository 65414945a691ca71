//! The sender of messages, from its start to its stop.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Receiver;
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::timeout;

use super::RunError;
use super::threads::spawn;
use crate::messages::door::{Bell, OutboxDoor};
use crate::messages::sender::Sender;
use crate::session::Reception;

/// Time for a message that is on its way when the server stops: one that is cut off is sent again.
const LAST_MESSAGE: Duration = Duration::from_secs(3);

/// A sender that runs.
pub struct Sending {
    stopping: Arc<AtomicBool>,
    bell: Bell,
    ended: oneshot::Receiver<()>,
}

impl Sending {
    /// Starts the sender, if the office has set messages up.
    pub fn start(
        reception: &Reception,
        door: OutboxDoor,
        bell: Bell,
        heard: Receiver<()>,
        tick: Duration,
    ) -> Result<Option<Self>, RunError> {
        let Some(carriers) = reception.messages.carriers() else { return Ok(None) };
        let stopping = Arc::new(AtomicBool::new(false));
        let sender = Sender {
            people: Arc::clone(&reception.people),
            published: reception.screens.published.clone(),
            clock: Arc::clone(&reception.clock),
            office_key: Arc::clone(&reception.office_key),
            carriers,
            door,
            bell: heard,
            standing: reception.messages.standing(),
            stopping: Arc::clone(&stopping),
            look_every: tick,
        };
        let (tell, ended) = oneshot::channel();
        spawn("messages", move || {
            sender.run();
            let _nobody_waits = tell.send(());
        })?;
        Ok(Some(Self { stopping, bell, ended }))
    }

    /// Lets the message that is on its way arrive, and takes no other.
    pub async fn stop(self) {
        self.stopping.store(true, Ordering::Release);
        self.bell.ring();
        if timeout(LAST_MESSAGE, self.ended).await.is_err() {
            tracing::warn!("a message was on its way: it is sent again at the next start");
        }
    }
}
