//! The requests that have no answer yet, in the order asked, each with its true age.

use std::collections::VecDeque;
use std::time::Duration;

use crate::codec;
use crate::limits::{FROM_DEVICE_LIMIT, REQUEST_AGE_LIMIT, REQUESTS_AT_ONCE};
use crate::message::{Ask, Failure, FromDevice, Request, RequestId};

/// Most requests that wait for an answer at once; a further one is answered `Busy`.
pub const REQUESTS_WAITING: usize = 64;
/// Room for the largest age in a frame.
const AGE_DIGITS: usize = 20;

#[derive(Debug)]
struct Waiting {
    id: RequestId,
    ask: Ask,
    asked_at: Duration,
    sent: bool,
}

/// What is asked and not answered.
#[derive(Debug, Default)]
pub(super) struct Requests {
    waiting: VecDeque<Waiting>,
}

/// What became of putting a request among those that wait.
pub(super) enum Put {
    /// It waits now.
    Waits,
    /// It waited already.
    Twice,
    /// It is answered already and was never sent.
    Refused(Failure),
}

impl Requests {
    pub(super) fn put(&mut self, id: RequestId, ask: Ask, asked_at: Duration) -> Put {
        if self.waiting.iter().any(|waiting| waiting.id == id) {
            return Put::Twice;
        }
        if self.waiting.len() >= REQUESTS_WAITING {
            return Put::Refused(Failure::Busy);
        }
        let waiting = Waiting { id, ask, asked_at, sent: false };
        let bytes = waiting.frame(asked_at).len() + AGE_DIGITS;
        if bytes > FROM_DEVICE_LIMIT {
            let problem =
                format!("the request has {bytes} bytes, at most {FROM_DEVICE_LIMIT} are read: shorten its texts");
            return Put::Refused(Failure::BadRequest { problem });
        }
        self.waiting.push_back(waiting);
        Put::Waits
    }

    /// The frames that may be sent now, in the order asked; they count as sent. The others follow as answers come.
    pub(super) fn send(&mut self, now: Duration) -> Vec<String> {
        let sent = self.waiting.iter().filter(|waiting| waiting.sent).count();
        let room = REQUESTS_AT_ONCE.saturating_sub(sent);
        let next = self.waiting.iter_mut().filter(|waiting| !waiting.sent).take(room);
        next.map(|waiting| {
            waiting.sent = true;
            waiting.frame(now)
        })
        .collect()
    }

    /// The connection is lost: whatever has no answer is to be sent again.
    pub(super) fn unsend(&mut self) {
        self.waiting.iter_mut().for_each(|waiting| waiting.sent = false);
    }

    /// Whether this id waited; it does no longer.
    pub(super) fn take(&mut self, id: &RequestId) -> bool {
        let place = self.waiting.iter().position(|waiting| waiting.id == *id);
        place.is_some_and(|place| self.waiting.remove(place).is_some())
    }

    /// Removes what is too old by `now`.
    pub(super) fn expire(&mut self, now: Duration) -> Vec<RequestId> {
        let mut expired = Vec::new();
        self.waiting.retain(|waiting| {
            let waits = waiting.expires_at() > now;
            if !waits {
                expired.push(waiting.id.clone());
            }
            waits
        });
        expired
    }

    /// When the next one expires.
    pub(super) fn expires_at(&self) -> Option<Duration> {
        self.waiting.iter().map(Waiting::expires_at).min()
    }
}

impl Waiting {
    fn expires_at(&self) -> Duration {
        self.asked_at.saturating_add(REQUEST_AGE_LIMIT)
    }

    fn frame(&self, now: Duration) -> String {
        let age = now.saturating_sub(self.asked_at);
        let age_ms = u64::try_from(age.as_millis()).unwrap_or(u64::MAX);
        codec::encode(&FromDevice::Request(Request { id: self.id.clone(), age_ms, ask: self.ask.clone() }))
    }
}
