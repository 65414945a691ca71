//! What the device's own thread hands to the client's, bounded and without waiting.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use super::session::Input;

/// Inputs kept; requests beyond it are answered `Busy`.
const INBOX_LIMIT: usize = 256;
/// Answers `Busy` that are kept for a client that stands still; what is beyond is dropped.
const REFUSED_LIMIT: usize = 1024;

/// The way from one thread to the other.
#[derive(Debug, Default)]
pub(super) struct Inbox {
    queue: Mutex<Queue>,
    bell: Notify,
}

#[derive(Debug, Default)]
struct Queue {
    inputs: VecDeque<Input>,
    closed: bool,
}

/// What the inbox held.
pub(super) enum Taken {
    /// In the order put; may be empty.
    Inputs(VecDeque<Input>),
    /// The device has dropped its client.
    Closed,
}

impl Inbox {
    pub(super) fn put(&self, input: Input) {
        let mut queue = self.lock();
        let full = queue.inputs.len() >= INBOX_LIMIT;
        let input = match &input {
            Input::Ask { id, .. } if full => Input::Refuse { id: id.clone() },
            Input::Ask { .. }
            | Input::Refuse { .. }
            | Input::Report(_)
            | Input::Session(_)
            | Input::Opened
            | Input::Frame(_)
            | Input::Heard
            | Input::Closed { .. }
            | Input::Untrusted { .. }
            | Input::Tick => input,
        };
        if queue.inputs.len() < INBOX_LIMIT + REFUSED_LIMIT {
            queue.inputs.push_back(input);
        }
        drop(queue);
        self.bell.notify_one();
    }

    pub(super) fn close(&self) {
        self.lock().closed = true;
        self.bell.notify_one();
    }

    /// Takes all there is, without waiting.
    pub(super) fn take(&self) -> Taken {
        let mut queue = self.lock();
        if queue.closed { Taken::Closed } else { Taken::Inputs(std::mem::take(&mut queue.inputs)) }
    }

    /// Waits until there may be something to take.
    pub(super) async fn rung(&self) {
        self.bell.notified().await;
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
