//! One-time codes that prove a contact (P5): sent at once, by a thread for each way out, and kept nowhere but in a short line. A code lives
//! for ten minutes, so that one which cannot go out soon is refused while the visitor still stands there.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use queue::ids::Language;
use zeroize::Zeroizing;

use super::carriers::{Carriers, Failed, Failing};
use super::contents::Told;
use super::door::Outgoing;
use super::setup::Countries;
use super::{Busy, Delivery, Post, Reach, Receipt, Slip, Standing};
use crate::journal::outbox::Way;
use crate::people::entered::Contact;

/// Codes that may wait for each way; beyond that a visitor is told to try again.
const WAITING: usize = 32;
/// A code that has waited for so long is not worth sending.
const STALE: Duration = Duration::from_secs(5 * 60);
/// How often a code is tried.
const TRIES: u32 = 2;
/// Pause between the tries.
const PAUSE: Duration = Duration::from_secs(2);
/// A way that was found closed takes no codes for so long.
const CLOSED: Duration = Duration::from_secs(20);

struct Job {
    to: Contact,
    language: Language,
    code: Zeroizing<String>,
    since: Instant,
    slip: Slip,
}

/// A way's line, and until when it is known to be closed.
#[derive(Clone)]
struct Line {
    jobs: SyncSender<Job>,
    closed: Arc<Mutex<Option<Instant>>>,
}

/// Where codes are handed in.
pub struct CodeDesk {
    reach: Reach,
    countries: Countries,
    email: Option<Line>,
    phone: Option<Line>,
}

impl CodeDesk {
    /// A desk whose threads end with it.
    pub fn open(carriers: &Arc<Carriers>, standing: &Arc<Standing>) -> Self {
        let reach = carriers.reach();
        let line = |way: Way, there: bool| there.then(|| Line::open(way, carriers, standing)).flatten();
        let countries = carriers.countries();
        Self { reach, countries, email: line(Way::Email, reach.email), phone: line(Way::Phone, reach.phone) }
    }
}

impl Post for CodeDesk {
    fn reach(&self) -> Reach {
        self.reach
    }

    fn countries(&self) -> Countries {
        self.countries.clone()
    }

    fn send_code(&self, to: &Contact, language: &Language, code: &str) -> Result<Receipt, Busy> {
        let line = match to {
            Contact::Email(_) => &self.email,
            Contact::Phone(_) => &self.phone,
        };
        let line = line.as_ref().ok_or(Busy)?;
        if line.is_closed() {
            return Err(Busy);
        }
        let code = Zeroizing::new(code.to_owned());
        let (receipt, slip) = Receipt::with_slip();
        let job = Job { to: to.clone(), language: language.clone(), code, since: Instant::now(), slip };
        line.jobs.try_send(job).map_err(|_| Busy)?;
        Ok(receipt)
    }
}

impl Line {
    fn open(way: Way, carriers: &Arc<Carriers>, standing: &Arc<Standing>) -> Option<Self> {
        let (jobs, work) = sync_channel(WAITING);
        let closed = Arc::default();
        let line = Self { jobs, closed: Arc::clone(&closed) };
        let worker = Worker { way, carriers: Arc::clone(carriers), standing: Arc::clone(standing), closed };
        let thread = std::thread::Builder::new().name(format!("codes-{}", way.as_str()));
        match thread.spawn(move || worker.run(&work)) {
            Ok(_) => Some(line),
            Err(problem) => {
                tracing::error!(%problem, "codes cannot be sent: a thread cannot be started");
                standing.code_unsent(way);
                None
            }
        }
    }

    fn is_closed(&self) -> bool {
        let until = *self.closed.lock().unwrap_or_else(PoisonError::into_inner);
        until.is_some_and(|until| Instant::now() < until)
    }
}

struct Worker {
    way: Way,
    carriers: Arc<Carriers>,
    standing: Arc<Standing>,
    closed: Arc<Mutex<Option<Instant>>>,
}

impl Worker {
    fn run(&self, work: &Receiver<Job>) {
        for job in work {
            if job.since.elapsed() < STALE {
                self.send(&job);
            } else {
                tracing::warn!(way = self.way.as_str(), "a code waited too long and was not sent");
                job.slip.note(Delivery::Held);
                self.standing.code_unsent(self.way);
            }
        }
    }

    /// Tries a code as often as is worthwhile, and tells its visitor and `/health` what came of each try.
    fn send(&self, job: &Job) {
        let told = Told::code(&job.language, &job.code);
        let id = Outgoing::id_under(&self.carriers.domain());
        let mut closed = false;
        for tried in 1..=TRIES {
            match self.carriers.carry(&job.to, &told, &id, jiff::Timestamp::now()) {
                Ok(_said) => {
                    self.note(None);
                    self.standing.went(self.way);
                    job.slip.note(Delivery::Taken);
                    tracing::info!(way = self.way.as_str(), "code sent");
                    return;
                }
                Err(Failed { failing, step, code, said: _ }) => {
                    tracing::warn!(way = self.way.as_str(), step, code, tried, "a code was not taken");
                    closed = failing == Failing::Way;
                    self.note(closed.then(|| Instant::now() + CLOSED));
                    if failing == Failing::Never {
                        job.slip.note(Delivery::Refused);
                        return;
                    }
                    job.slip.note(Delivery::Held);
                }
            }
            if tried < TRIES {
                std::thread::sleep(PAUSE);
            }
        }
        if closed {
            self.standing.code_unsent(self.way);
        }
    }

    fn note(&self, closed: Option<Instant>) {
        *self.closed.lock().unwrap_or_else(PoisonError::into_inner) = closed;
    }
}
