//! Forms between their steps: in memory alone, bounded, each gone with the place that is kept for it. What was typed is wiped when it goes.
//!
//! A draft is found by the code of its hold, which the browser holds in a cookie; nobody who only knows an address reaches it.

use std::collections::BTreeMap;
use std::hash::BuildHasher;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use queue::booking::Slot;
use queue::ids::HoldCode;
use serde::Deserialize;
use zeroize::Zeroize;

use super::codes::Sent;
use super::keep::Stated;
use crate::people::entered::{Contact, Document, DocumentKind, Name};
use crate::people::{Consent, FullName, LinkCode};

/// Drafts at a time; more than the largest number of holds that an office can set.
const MOST: usize = 6_000;
/// For how long a browser that sends its form twice is told what became of the first.
const DONE: SignedDuration = SignedDuration::from_mins(30);
/// Characters of a field that are kept; no field may be as long.
const KEPT: usize = 300;

/// All forms that are being filled.
#[derive(Default)]
pub struct Drafts(Mutex<BTreeMap<HoldCode, Kept>>);

struct Kept {
    until: Timestamp,
    draft: Shared,
}

/// A draft; whoever acts on it holds the lock, so that a form sent twice acts once.
pub type Shared = Arc<tokio::sync::Mutex<Draft>>;

/// A form.
pub struct Draft {
    /// The place that is kept.
    pub slot: Slot,
    /// Until when.
    pub until: Timestamp,
    /// What the visitor comes for, by its place in the service's list.
    pub purpose: usize,
    /// Given before anything is entered (P4).
    pub consent: Option<Consent>,
    /// As it stands in the fields.
    pub typed: Typed,
    /// As it was taken.
    pub entered: Option<Entered>,
    /// Tells the sheet that was taken, or with which the form was begun, from all others, also when its words are wiped.
    pub mark: Option<u64>,
    /// The code that is on its way.
    pub sent: Sent,
    /// Whether the place was kept anew for it, which is done once.
    pub kept_on: bool,
    /// The contact that a code came back from (P5).
    pub proved: Option<Contact>,
    /// What became of it.
    pub booked: Option<LinkCode>,
    /// Whose booking it is.
    pub whose: Option<Whose>,
    /// The code of the form that a sheet for one more booking has begun since.
    pub begun: Option<HoldCode>,
    /// What of the form could not be taken, by the name of its field, until it is sent again.
    pub amiss: Errors,
    /// The same of the code.
    pub code_amiss: Option<String>,
}

/// What cannot be taken, by the name of its field.
pub type Errors = Vec<(&'static str, String)>;

/// What stands in the fields, right or wrong.
#[derive(Default, Hash, Deserialize)]
pub struct Typed {
    #[serde(default)]
    pub family: String,
    #[serde(default)]
    pub given: String,
    #[serde(default)]
    pub patronymic: String,
    /// The key of the kind of document.
    #[serde(default)]
    pub kind: String,
    #[serde(default)]
    pub document: String,
    #[serde(default)]
    pub contact: String,
}

/// What the fields say, checked.
#[derive(Clone)]
pub struct Entered {
    pub name: FullName,
    pub document: Document,
    pub contact: Contact,
}

impl Typed {
    /// Takes off what is too long for any field.
    pub fn cut(&mut self) {
        for field in self.fields_mut() {
            if let Some((end, _)) = field.char_indices().nth(KEPT) {
                field.truncate(end);
            }
        }
    }

    /// What stands in each field, by its name.
    pub fn fields(&self) -> [(&'static str, &str); 6] {
        [
            ("family", &self.family),
            ("given", &self.given),
            ("patronymic", &self.patronymic),
            ("kind", &self.kind),
            ("document", &self.document),
            ("contact", &self.contact),
        ]
    }

    fn fields_mut(&mut self) -> [&mut String; 6] {
        let Self { family, given, patronymic, kind, document, contact } = self;
        [family, given, patronymic, kind, document, contact]
    }
}

/// Whose a sheet is, without telling it: numbers that this server alone makes of name and document.
#[derive(Clone, Copy)]
pub struct Whose {
    name: u64,
    document: u64,
}

impl Whose {
    /// By what its sheet says.
    pub fn of(entered: &Entered, numbers: &impl BuildHasher) -> Self {
        let Entered { name: FullName { family, given, patronymic }, document, .. } = entered;
        let name = (family.as_str(), given.as_str(), patronymic.as_ref().map(Name::as_str));
        Self { name: numbers.hash_one(name), document: numbers.hash_one(document.number()) }
    }

    /// Whether it is another person: neither name nor document is the same.
    pub fn is_another(self, other: Self) -> bool {
        self.name != other.name && self.document != other.document
    }
}

impl Drop for Typed {
    fn drop(&mut self) {
        self.fields_mut().into_iter().for_each(Zeroize::zeroize);
    }
}

/// The kinds of documents with the keys that the form sends.
pub const KINDS: [(DocumentKind, &str); 4] = [
    (DocumentKind::RussianPassport, "russian"),
    (DocumentKind::InternationalPassport, "international"),
    (DocumentKind::ArmenianPassport, "armenian"),
    (DocumentKind::Other, "other"),
];

impl Draft {
    /// Whether it has become a booking of another place than a form states.
    pub fn is_booked_elsewhere(&self, stated: &Stated) -> bool {
        self.booked.is_some() && stated.place().is_some_and(|(slot, _)| slot != self.slot)
    }

    /// An empty form for a place.
    pub fn new(slot: Slot, until: Timestamp, purpose: usize) -> Self {
        Self {
            slot,
            until,
            purpose,
            consent: None,
            typed: Typed::default(),
            entered: None,
            mark: None,
            sent: Sent::default(),
            kept_on: false,
            proved: None,
            booked: None,
            whose: None,
            begun: None,
            amiss: Errors::new(),
            code_amiss: None,
        }
    }
}

impl Drafts {
    /// The draft of a browser.
    pub fn find(&self, code: &HoldCode, now: Timestamp) -> Option<Shared> {
        let kept = self.lock();
        kept.get(code).filter(|kept| kept.until > now).map(|kept| Arc::clone(&kept.draft))
    }

    /// Keeps a draft; not where there are too many.
    pub fn keep(&self, code: HoldCode, draft: Draft, now: Timestamp) -> Option<Shared> {
        self.forget_lapsed(now);
        let mut drafts = self.lock();
        if drafts.len() >= MOST && !drafts.contains_key(&code) {
            return None;
        }
        let (until, draft) = (draft.until, Arc::new(tokio::sync::Mutex::new(draft)));
        drafts.insert(code, Kept { until, draft: Arc::clone(&draft) });
        Some(draft)
    }

    /// The place is kept for longer.
    pub fn extend(&self, code: &HoldCode, until: Timestamp) {
        if let Some(kept) = self.lock().get_mut(code) {
            kept.until = until;
        }
    }

    /// The booking is made: only that is remembered, for a while.
    pub fn done(&self, code: &HoldCode, now: Timestamp) {
        self.extend(code, now.saturating_add(DONE).unwrap_or(now));
    }

    /// Drops all whose place is no longer kept.
    pub fn forget_lapsed(&self, now: Timestamp) {
        self.lock().retain(|_, kept| kept.until > now);
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<HoldCode, Kept>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(n: u8) -> HoldCode {
        HoldCode::from_random([n; HoldCode::LENGTH])
    }

    fn draft(until: &str) -> Draft {
        let slot =
            Slot { service: queue::ids::ServiceId::new("visa").unwrap(), begins: "2026-11-20T10:45".parse().unwrap() };
        Draft::new(slot, until.parse().unwrap(), 0)
    }

    #[test]
    fn a_draft_goes_with_the_place_that_is_kept_for_it() {
        let drafts = Drafts::default();
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        assert!(drafts.keep(code(1), draft("2026-11-17T06:10:00Z"), at("2026-11-17T06:00:00Z")).is_some());
        assert!(drafts.find(&code(1), at("2026-11-17T06:09:59Z")).is_some());
        assert!(drafts.find(&code(1), at("2026-11-17T06:10:00Z")).is_none());
        assert!(drafts.find(&code(2), at("2026-11-17T06:00:00Z")).is_none(), "another browser's");
        drafts.extend(&code(1), at("2026-11-17T06:20:00Z"));
        assert!(drafts.find(&code(1), at("2026-11-17T06:19:00Z")).is_some());
        drafts.forget_lapsed(at("2026-11-17T06:20:00Z"));
        assert_eq!(drafts.lock().len(), 0);
    }

    #[test]
    fn there_are_never_too_many_drafts_s7() {
        let drafts = Drafts::default();
        let now: Timestamp = "2026-11-17T06:00:00Z".parse().unwrap();
        let name = |n: usize| {
            let mut bytes = [0; HoldCode::LENGTH];
            bytes[0] = u8::try_from(n % 29).unwrap();
            bytes[1] = u8::try_from(n / 29 % 29).unwrap();
            bytes[2] = u8::try_from(n / 841).unwrap();
            HoldCode::from_random(bytes)
        };
        let kept =
            (0..MOST + 50).filter(|n| drafts.keep(name(*n), draft("2026-11-17T06:10:00Z"), now).is_some()).count();
        assert_eq!((kept, drafts.lock().len()), (MOST, MOST));
        assert!(drafts.keep(name(0), draft("2026-11-17T06:10:00Z"), now).is_some(), "who has one may begin anew");
    }
}
