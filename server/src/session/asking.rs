//! A request on its way: may they, too much at once, handed to the office, and what its answer means for the session.

use std::collections::BTreeSet;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use protocol::limits::REQUEST_AGE_LIMIT;
use protocol::message::{Answer, Ask, DeviceRole, Failure, Outcome, Reply, Request, RequestId, Show, TicketView};
use queue::Actor;
use queue::floor::Role;
use queue::ids::{ClerkId, DeviceId, TicketCode, TicketId};
use tokio::sync::oneshot;

use super::Reception;
use super::check_in::{self, Typed, Wishes};
use super::greeting::Guest;
use super::visitors;
use crate::credentials::sign_in::{Place, Verdict};
use crate::credentials::tokens::SignedIn;
use crate::devices::KioskAway;
use crate::office::{Asked, Task};
use crate::permits;
use crate::translate::ask::{Meaning, meaning};
use crate::writer::Answered;

/// What came of a request; nothing where no answer may be given because the office has stopped.
pub type Finished = Option<Done>;

/// A request being answered.
pub type Waiting = Pin<Box<dyn Future<Output = Finished> + Send>>;

/// An answer and what it changes for the session.
#[derive(Debug)]
pub struct Done {
    /// To be sent.
    pub reply: Reply,
    /// What that is.
    pub change: Change,
}

impl Done {
    /// An answer that changes nothing else.
    pub fn of(reply: Reply) -> Self {
        Self { reply, change: Change::None }
    }
}

/// What an answer changes for its session.
#[derive(Debug, PartialEq)]
pub enum Change {
    /// Nothing.
    None,
    /// This clerk is here now.
    In(SignedIn),
    /// A sign-out came to its end; nobody is here if it was carried out.
    Out {
        /// Whether it was.
        done: bool,
    },
    /// Nothing, but the answer is for this clerk alone.
    ToldTo(ClerkId),
    /// Person and document of the visitor with this ticket were found to match.
    Proved(TicketId),
}

/// What is to be done with a request.
pub enum Taken {
    /// The answer is known at once.
    Answered(Reply),
    /// The answer comes later.
    Waiting(Waiting),
    /// This connection no longer speaks for the device.
    Over,
}

/// Takes a request.
pub fn take(request: Request, guest: &Guest, reception: &Arc<Reception>) -> Taken {
    let Request { id, age_ms, ask } = request;
    let roles = guest.clerk.as_ref().and_then(|signed_in| roles(signed_in, reception));
    let allowed = permits::allowed(guest.role, roles.as_ref(), permits::needed(&ask));
    let caller = Caller {
        device: guest.place.device.clone(),
        by: allowed.then(|| actor(guest)),
        age: Duration::from_millis(age_ms),
        came_at: reception.clock.steady(),
    };
    let body_hash = reception.body_hash.of(&ask);
    let coupon = Coupon::asked_for(&ask, guest);
    if let Some(Coupon::Copy { console }) = &coupon
        && allowed
        && let Err(KioskAway(kiosk)) = reception.devices.prints_at_desk(console)
    {
        return Taken::Answered(failed(id, Failure::KioskAway { kiosk }));
    }
    let leaves = matches!(ask, Ask::SignOut);
    let task = match meaning(ask, new_code) {
        // Who was signed in at a console may have asked it and be gone: the office looks it up.
        Meaning::Act(act) if allowed || guest.role == DeviceRole::Console => Task::Act { act, body_hash },
        Meaning::WhatBecame(request) if allowed => Task::WhatBecame(request),
        Meaning::Find(number) if allowed => Task::Find(number),
        Meaning::SignIn { login, pin } if allowed => {
            return Taken::Waiting(Box::pin(sign_in(id, login, pin, caller, Arc::clone(reception))));
        }
        Meaning::ShowCode { code, language, more_time } if allowed => {
            match check_in::by_code(&code, Wishes { language, more_time }, reception) {
                Ok(act) => Task::Act { act, body_hash },
                Err(why) => return Taken::Answered(failed(id, Failure::NotCheckedIn(why))),
            }
        }
        Meaning::TypeNumber { number, digits, language, more_time } if allowed => {
            let typed = Typed { number, digits, wishes: Wishes { language, more_time } };
            let answer = check_in::by_number(id, typed, body_hash, caller, Arc::clone(reception));
            return Taken::Waiting(Box::pin(answer));
        }
        Meaning::ExpectedToday if allowed => {
            let everybody = roles.is_some_and(|roles| roles.contains(&Role::Receptionist));
            return expected_today(id, visitors::Asker::of(guest, everybody, reception), reception);
        }
        Meaning::ProvePerson(ticket) if allowed => return prove_person(id, ticket, &caller, guest, reception),
        Meaning::Act(_)
        | Meaning::WhatBecame(_)
        | Meaning::Find(_)
        | Meaning::ShowCode { .. }
        | Meaning::TypeNumber { .. }
        | Meaning::ExpectedToday
        | Meaning::ProvePerson(_)
        | Meaning::SignIn { .. } => {
            return Taken::Answered(failed(id, Failure::NotAllowed));
        }
    };
    let (asked, answered) = caller.asked(id.clone(), task);
    hand_in(Handed { id, asked, answered, leaves, coupon }, guest, reception)
}

/// A request on its way to the office.
struct Handed {
    id: RequestId,
    asked: Asked,
    answered: oneshot::Receiver<Answered>,
    /// It signs out.
    leaves: bool,
    coupon: Option<Coupon>,
}

fn hand_in(handed: Handed, guest: &Guest, reception: &Arc<Reception>) -> Taken {
    let Handed { id, asked, answered, leaves, coupon } = handed;
    // Whatever a newer connection of this device asks must come after this.
    match reception.devices.while_current(&guest.place, || reception.office.ask(asked)) {
        None => Taken::Over,
        Some(Err(_busy)) => Taken::Answered(failed(id, Failure::Busy)),
        Some(Ok(())) if leaves => Taken::Waiting(Box::pin(sign_out(id, answered))),
        Some(Ok(())) => match coupon {
            Some(coupon) => Taken::Waiting(Box::pin(coupon.answer(id, answered, Arc::clone(reception)))),
            None => Taken::Waiting(Box::pin(plain(id, answered))),
        },
    }
}

fn expected_today(id: RequestId, asker: Option<visitors::Asker>, reception: &Arc<Reception>) -> Taken {
    match asker {
        Some(asker) => Taken::Waiting(Box::pin(visitors::expected(id, asker, Arc::clone(reception)))),
        None => Taken::Answered(failed(id, Failure::NotAllowed)),
    }
}

fn prove_person(id: RequestId, ticket: TicketId, caller: &Caller, guest: &Guest, reception: &Arc<Reception>) -> Taken {
    if caller.age > REQUEST_AGE_LIMIT {
        return Taken::Answered(failed(id, Failure::TooOld));
    }
    match visitors::to_prove(ticket, guest, reception) {
        Ok(Some(at)) => Taken::Waiting(Box::pin(visitors::prove(id, at, Arc::clone(reception)))),
        Ok(None) => Taken::Answered(Reply { id, outcome: Outcome::Done(Answer::Done) }),
        Err(outcome) => Taken::Answered(Reply { id, outcome }),
    }
}

/// A request that is refused before it is looked at.
pub fn failed(id: RequestId, failure: Failure) -> Reply {
    Reply { id, outcome: Outcome::Failed(failure) }
}

/// Who asked, and when.
pub struct Caller {
    pub device: DeviceId,
    by: Option<Actor>,
    age: Duration,
    came_at: Duration,
}

impl Caller {
    /// The same without the right to it: they hear of what was carried out before, and nothing is carried out now.
    pub fn without_right(self) -> Self {
        Self { by: None, ..self }
    }

    /// Their ask, and where its answer comes out.
    pub fn asked(self, id: RequestId, task: Task) -> (Asked, oneshot::Receiver<Answered>) {
        let (reply, answered) = oneshot::channel();
        let Self { device, by, age, came_at } = self;
        (Asked { device, id, by, task, age, came_at, reply }, answered)
    }
}

fn actor(guest: &Guest) -> Actor {
    match &guest.clerk {
        Some(signed_in) => Actor::Staff(signed_in.clerk.clone()),
        None => Actor::Kiosk(guest.place.device.clone()),
    }
}

fn roles(signed_in: &SignedIn, reception: &Reception) -> Option<BTreeSet<Role>> {
    if !reception.tokens.stands(signed_in) {
        return None;
    }
    let published = reception.screens.published.borrow();
    Some(published.floor.as_deref()?.clerk(&signed_in.clerk)?.roles.clone())
}

/// A random name for a ticket.
pub fn new_code() -> TicketCode {
    let mut bytes = [0_u8; TicketCode::LENGTH];
    getrandom::fill(&mut bytes).expect("the system has random numbers");
    TicketCode::from_random(bytes)
}

async fn plain(id: RequestId, answered: oneshot::Receiver<Answered>) -> Finished {
    let outcome = answered.await.ok()?.outcome;
    Some(Done::of(Reply { id, outcome }))
}

async fn sign_out(id: RequestId, answered: oneshot::Receiver<Answered>) -> Finished {
    let outcome = answered.await.ok()?.outcome;
    let done = matches!(outcome, Outcome::Done(_));
    Some(Done { reply: Reply { id, outcome }, change: Change::Out { done } })
}

/// An ask whose answer is a coupon.
pub enum Coupon {
    /// A new one; at a console's desk it comes out of the kiosk beside it.
    New { console: Option<DeviceId> },
    /// A further one out of the kiosk beside a console.
    Copy { console: DeviceId },
}

impl Coupon {
    fn asked_for(ask: &Ask, guest: &Guest) -> Option<Self> {
        let console = (guest.role == DeviceRole::Console).then(|| guest.place.device.clone());
        if matches!(ask, Ask::IssueTicket { .. } | Ask::CheckIn { .. }) {
            return Some(Self::New { console });
        }
        let console = console.filter(|_| matches!(ask, Ask::ReprintCoupon { .. }))?;
        Some(Self::Copy { console })
    }

    /// The page of a new ticket is there before anybody can hold the coupon, and nobody is told of paper that does not come.
    pub async fn answer(
        self,
        id: RequestId,
        answered: oneshot::Receiver<Answered>,
        reception: Arc<Reception>,
    ) -> Finished {
        let Answered { outcome, seq } = answered.await.ok()?;
        let outcome = match outcome {
            Outcome::Done(Answer::Ticket(view)) => self.hand_out(view, seq, &reception),
            Outcome::Done(_) | Outcome::Rejected(_) | Outcome::Failed(_) => outcome,
        };
        Some(Done::of(Reply { id, outcome }))
    }

    fn hand_out(self, view: Box<TicketView>, seq: u64, reception: &Reception) -> Outcome {
        let print = |console: &DeviceId| reception.devices.print_at_desk(console, Show::Reprint(view.clone()));
        match self {
            Self::New { console } => {
                reception.fresh.note(&view, seq, &reception.screens.published.borrow());
                let printed = console.is_none_or(|console| print(&console).is_ok());
                Outcome::Done(if printed { Answer::Ticket(view) } else { Answer::Unprinted(view) })
            }
            Self::Copy { console } => match print(&console) {
                Ok(()) => Outcome::Done(Answer::Ticket(view)),
                Err(KioskAway(kiosk)) => Outcome::Failed(Failure::KioskAway { kiosk }),
            },
        }
    }
}

async fn sign_in(id: RequestId, login: String, pin: String, caller: Caller, reception: Arc<Reception>) -> Finished {
    let device = caller.device.clone();
    let clerk = match reception.pins.check(&Place::Device(device.clone()), &login, pin).await {
        Ok(Verdict::Right { clerk, .. }) => clerk,
        Ok(Verdict::Wrong { wait }) => {
            let wait_s = u32::try_from(wait.as_millis().div_ceil(1000)).unwrap_or(u32::MAX);
            return Some(Done::of(failed(id, Failure::WrongPin { wait_s })));
        }
        Err(problem) => {
            tracing::error!(%problem, "the PINs cannot be read: nobody can sign in");
            return Some(Done::of(failed(id, Failure::Busy)));
        }
    };
    let (asked, answered) = caller.asked(id.clone(), Task::SignIn(clerk.clone()));
    if reception.office.ask(asked).is_err() {
        return Some(Done::of(failed(id, Failure::Busy)));
    }
    let Answered { mut outcome, seq } = answered.await.ok()?;
    let mut change = Change::None;
    if let Outcome::Done(Answer::SignedIn(session)) = &mut outcome {
        let (signed_in, token) = reception.tokens.begin(&clerk, &device, seq);
        session.token = token;
        change = Change::In(signed_in);
    }
    Some(Done { reply: Reply { id, outcome }, change })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// Coupons of a busy week.
    const CODES: usize = 4_096;
    /// So many letters in a row are alike at the same place of two of them by chance less than once in a hundred thousand runs.
    const ALIKE: usize = 9;

    #[test]
    fn no_code_of_a_coupon_tells_another() {
        let codes: Vec<String> = (0..CODES).map(|_| new_code().as_str().to_owned()).collect();
        for place in 0..=TicketCode::LENGTH - ALIKE {
            let runs: BTreeSet<&str> = codes.iter().map(|code| &code[place..place + ALIKE]).collect();
            assert_eq!(runs.len(), CODES, "two codes are alike from letter {place} on");
        }
        for place in 0..TicketCode::LENGTH {
            let mut many = BTreeMap::<u8, usize>::new();
            codes.iter().for_each(|code| *many.entry(code.as_bytes()[place]).or_default() += 1);
            // About 141 of each of 29 letters.
            assert_eq!(many.len(), 29, "each letter stands at place {place}");
            assert!(many.values().all(|many| (60..240).contains(many)), "at place {place}: {many:?}");
        }
        let alike = |one: &str, next: &str| one.bytes().zip(next.bytes()).filter(|(one, next)| one == next).count();
        let alike: usize = codes.windows(2).map(|two| alike(&two[0], &two[1])).sum();
        // One letter in 29.
        assert!((1_300..2_100).contains(&alike), "from one code to the next {alike} letters stay");
    }
}
