//! Booked visitors at a console: who stands at the clerk's own window, who is expected today, and that person and document match. Names
//! are looked up apart from the threads of the sessions, and go over private connections alone (P1, P2).

use std::collections::BTreeSet;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use protocol::message::{Answer, Failure, Outcome, Reply, RequestId};
use protocol::visitor::{ExpectedToday, NotShown, Personal, Proof, Shown, VisitorView};
use queue::Rejection;
use queue::booking::Slot;
use queue::ids::{ClerkId, PersonId, ServiceId, TicketId};

use super::Reception;
use super::asking::{Change, Done, Finished, failed};
use super::greeting::Guest;
use crate::people::{self, PeopleError, Who, Why};
use crate::published::BookedVisitor;
use crate::translate::visitor;

/// The booked visitor at a clerk's window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AtOwnWindow {
    /// Whose window it is.
    pub clerk: ClerkId,
    /// Who stands there.
    pub visitor: BookedVisitor,
}

/// A look-up under way.
pub type Looking = Pin<Box<dyn Future<Output = VisitorView> + Send>>;

/// Looks up who it must be. That they are seen is noted once for each call and connection.
pub fn look_up(at: AtOwnWindow, private: bool, reception: Arc<Reception>) -> Looking {
    Box::pin(async move {
        let AtOwnWindow { clerk, visitor } = at;
        let BookedVisitor { ticket, person, slot, booked } = visitor;
        let service = slot.service.clone();
        let person = if private { person_of(person, slot, clerk, reception).await } else { Err(NotShown::NotPrivate) };
        let person = person.map_or_else(Shown::NotShown, Shown::Shown);
        VisitorView { ticket, service, booked, person }
    })
}

async fn person_of(
    person: PersonId,
    slot: Slot,
    clerk: ClerkId,
    reception: Arc<Reception>,
) -> Result<Box<protocol::visitor::PersonView>, NotShown> {
    let record = apart(reception, move |reception| {
        reception.people.view(&person, &Who::Clerk(clerk), Why::CalledAtWindow, reception.clock.now())
    });
    record.await.map(|record| Box::new(visitor::person(&record, &slot)))
}

/// Who asks for the list of today.
pub struct Asker {
    clerk: ClerkId,
    private: bool,
    /// Whom they may see; everybody where it is missing.
    services: Option<BTreeSet<ServiceId>>,
}

impl Asker {
    /// The clerk of a console; whoever is not the receptionist sees only those whom the own window receives.
    pub fn of(guest: &Guest, everybody: bool, reception: &Reception) -> Option<Self> {
        let clerk = guest.clerk.as_ref()?.clerk.clone();
        let published = reception.screens.published.borrow();
        let mine = || {
            let window = published.floor.as_deref()?.window(published.held.get(&clerk)?)?;
            Some(window.services.iter().cloned().collect())
        };
        let services = if everybody { None } else { Some(mine().unwrap_or_default()) };
        Some(Self { clerk, private: guest.private, services })
    }
}

/// Who is expected today. Stored nowhere.
pub async fn expected(id: RequestId, asker: Asker, reception: Arc<Reception>) -> Finished {
    let Asker { clerk, private, services } = asker;
    let (listed, more) = {
        let published = reception.screens.published.borrow();
        visitor::expected(&published.calendar, services.as_ref(), reception.clock.now())
    };
    let people: Vec<_> = listed.iter().map(|one| one.person.clone()).collect();
    let names = names(people, clerk.clone(), private, reception).await;
    let visitors = listed.into_iter().zip(names).map(|(one, name)| one.named(name)).collect();
    let answer = Answer::Expected(Box::new(ExpectedToday { visitors, more }));
    Some(Done { reply: Reply { id, outcome: Outcome::Done(answer) }, change: Change::ToldTo(clerk) })
}

/// A name for each, or why there is none.
async fn names(
    people: Vec<PersonId>,
    clerk: ClerkId,
    private: bool,
    reception: Arc<Reception>,
) -> Vec<Shown<Personal>> {
    let many = people.len();
    let none = |why| vec![Shown::NotShown(why); many];
    if !private {
        return none(NotShown::NotPrivate);
    }
    let records = apart(reception, move |reception| {
        reception.people.view_each(&people, &Who::Clerk(clerk), Why::ExpectedToday, reception.clock.now())
    });
    let name = |record: Result<people::Record, PeopleError>| match record {
        Ok(record) => Shown::Shown(visitor::name(&record.name)),
        Err(problem) => Shown::NotShown(told(&problem)),
    };
    match records.await {
        Ok(records) => records.into_iter().map(name).collect(),
        Err(why) => none(why),
    }
}

/// Whether person and document may be noted as compared: whose record it is, if they are not yet.
pub fn to_prove(ticket: TicketId, guest: &Guest, reception: &Reception) -> Result<Option<AtOwnWindow>, Outcome> {
    let Some(signed_in) = &guest.clerk else { return Err(Outcome::Failed(Failure::NotAllowed)) };
    let clerk = signed_in.clerk.clone();
    if !reception.screens.published.borrow().held.contains_key(&clerk) {
        return Err(Outcome::Rejected(Rejection::NoWindow));
    }
    let visitor = reception.screens.booked.borrow().get(&clerk).filter(|visitor| visitor.ticket == ticket).cloned();
    let Some(visitor) = visitor else { return Err(Outcome::Rejected(Rejection::NobodyAtWindow)) };
    // Nobody compares what was not shown.
    match guest.visitor.as_ref().filter(|shown| shown.ticket == ticket).map(|shown| &shown.person) {
        Some(Shown::Shown(person)) if person.proof == Proof::PersonProved => Ok(None),
        Some(Shown::Shown(_)) => Ok(Some(AtOwnWindow { clerk, visitor })),
        Some(Shown::NotShown(why)) => Err(Outcome::Failed(Failure::NotShown(*why))),
        None => Err(Outcome::Failed(Failure::Busy)),
    }
}

/// Notes that a clerk compared person and document, and that they match (P5).
pub async fn prove(id: RequestId, at: AtOwnWindow, reception: Arc<Reception>) -> Finished {
    let AtOwnWindow { clerk, visitor: BookedVisitor { ticket, person, .. } } = at;
    let changed = apart(reception, move |reception| {
        let who = Who::Clerk(clerk);
        reception.people.change(&person, people::Change::PersonProved, &who, reception.clock.now())
    });
    Some(match changed.await {
        Ok(()) => Done { reply: Reply { id, outcome: Outcome::Done(Answer::Done) }, change: Change::Proved(ticket) },
        Err(why) => Done::of(failed(id, Failure::NotShown(why))),
    })
}

/// Does something with people's records where nobody waits for the disk.
async fn apart<T: Send + 'static>(
    reception: Arc<Reception>,
    act: impl FnOnce(&Reception) -> Result<T, PeopleError> + Send + 'static,
) -> Result<T, NotShown> {
    match tokio::task::spawn_blocking(move || act(&reception)).await {
        Ok(done) => done.map_err(|problem| told(&problem)),
        Err(problem) => {
            tracing::error!(%problem, "a visitor's record was not looked at");
            Err(NotShown::Unreadable)
        }
    }
}

fn told(problem: &PeopleError) -> NotShown {
    let why = visitor::not_shown(problem);
    if why == NotShown::Unreadable {
        tracing::error!(%problem, "a visitor's record cannot be read or changed: consoles show no name");
    }
    why
}
