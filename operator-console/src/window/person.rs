//! The booked visitor at the window.

use protocol::visitor::{DocumentKind, NotShown, Proof, Shown};

use super::ui;
use crate::view::{Person, Who};

pub(super) fn person(person: Option<&Person>) -> ui::PersonView {
    let Some(person) = person else {
        return ui::PersonView::default();
    };
    let booked =
        ui::PersonView { booked_at: person.at.as_str().into(), late: person.late, ..ui::PersonView::default() };
    match &person.who {
        Shown::NotShown(why) => ui::PersonView { state: not_shown(*why), ..booked },
        Shown::Shown(who) => named(who, booked),
    }
}

fn named(who: &Who, booked: ui::PersonView) -> ui::PersonView {
    ui::PersonView {
        state: ui::PersonState::Shown,
        name: who.name.0.as_str().into(),
        kind: match who.kind {
            DocumentKind::RussianPassport => ui::DocumentKind::RussianPassport,
            DocumentKind::InternationalPassport => ui::DocumentKind::InternationalPassport,
            DocumentKind::ArmenianPassport => ui::DocumentKind::ArmenianPassport,
            DocumentKind::Other => ui::DocumentKind::Other,
        },
        document: who.document.0.as_str().into(),
        purpose: who.purpose.as_ref().map(|purpose| purpose.0.as_str()).unwrap_or_default().into(),
        consent: who.consent.as_str().into(),
        proof: match who.proof {
            Proof::Claimed => ui::Proof::Claimed,
            Proof::Proved => ui::Proof::Proved,
            Proof::PersonProved => ui::Proof::PersonProved,
        },
        ..booked
    }
}

pub(super) fn not_shown(why: NotShown) -> ui::PersonState {
    match why {
        NotShown::NotPrivate => ui::PersonState::NotPrivate,
        NotShown::Forgotten => ui::PersonState::Forgotten,
        NotShown::Unreadable => ui::PersonState::Unreadable,
    }
}
