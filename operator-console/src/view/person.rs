//! Who the booked visitor at the window must be (B6).

use jiff::Timestamp;
use protocol::visitor::{DocumentKind, NotShown, PersonView, Personal, Proof, Shown, VisitorView};
use queue::ids::ServiceId;

use crate::model::Model;

/// The booked visitor at the window.
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    /// The booked time.
    pub at: String,
    /// Whether the visitor came too late for it (B4).
    pub late: bool,
    /// Who it must be, or why that is not shown.
    pub who: Shown<Who>,
}

/// What the clerk compares, and what was checked before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who {
    /// As in the document.
    pub name: Personal,
    /// The document's kind.
    pub kind: DocumentKind,
    /// Its series and number.
    pub document: Personal,
    /// Why the visitor comes, if that was said.
    pub purpose: Option<Personal>,
    /// The day of the consent, `09.11.2026`.
    pub consent: String,
    /// How far contact and person are proved (P5).
    pub proof: Proof,
}

pub(super) fn person(model: &Model) -> Option<Person> {
    let VisitorView { service, booked, person, .. } = model.booked_here()?;
    let who = match person {
        Shown::Shown(person) => Shown::Shown(who(model, service, person)),
        Shown::NotShown(why) => Shown::NotShown(*why),
    };
    Some(Person { at: names_time(booked.at), late: booked.late, who })
}

fn who(model: &Model, service: &ServiceId, person: &PersonView) -> Who {
    Who {
        name: person.name.clone(),
        kind: person.document.kind,
        document: person.document.number.clone(),
        purpose: person.purpose.as_ref().map(|purpose| model.purpose(service, purpose)),
        consent: model.local_day(person.consent_at),
        proof: person.proof,
    }
}

/// `09:45`.
pub(super) fn names_time(time: jiff::civil::Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

/// Why no name of a list is shown, if none is for the same reason.
pub(super) fn unnamed<'a, T: 'a>(names: impl Iterator<Item = &'a Shown<T>>) -> Option<NotShown> {
    let mut whys = names.map(|name| match name {
        Shown::NotShown(why @ (NotShown::NotPrivate | NotShown::Unreadable)) => Some(*why),
        Shown::NotShown(NotShown::Forgotten) | Shown::Shown(_) => None,
    });
    let first = whys.next()??;
    whys.all(|why| why == Some(first)).then_some(first)
}

impl Model {
    /// The local day of a moment.
    fn local_day(&self, at: Timestamp) -> String {
        let Some(floor) = &self.floor else { return String::new() };
        let day = floor.zone.local(at).date();
        format!("{:02}.{:02}.{}", day.day(), day.month(), day.year())
    }
}
