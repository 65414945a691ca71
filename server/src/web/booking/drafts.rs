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
use tokio::sync::OwnedMutexGuard;
use zeroize::Zeroize;

use super::codes::Sent;
use super::faults::Amiss;
use super::keep::Stated;
use crate::people::entered::{Contact, Document, DocumentKind, Name};
use crate::people::{Consent, FullName, LinkCode};

/// Drafts at a time; more than the largest number of holds that an office can set.
const MOST: usize = 6_000;
/// For how long a browser that sends its form twice is told what became of the first.
const DONE: SignedDuration = SignedDuration::from_mins(30);
/// For how long a second press of the page that began a form may still lead to it, while nothing is written on it.
const PRESSED_TWICE: SignedDuration = SignedDuration::from_secs(10);
/// For how long the office may take to keep the place of a form that is being begun.
const BEING_BEGUN: SignedDuration = SignedDuration::from_secs(30);
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
/// The lock of a draft.
pub type Held = OwnedMutexGuard<Draft>;

/// What stands under the code of a form that is begun.
pub enum Begun {
    /// A draft that nobody else has seen, with its lock.
    New(Held),
    /// One that was begun before.
    Before(Shared),
}

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
    /// The bookings beside which it was begun: the mark of each one's sheet, and its link.
    pub beside: Vec<(u64, LinkCode)>,
    /// The code of the form that a sheet for one more booking has begun since.
    pub begun: Option<HoldCode>,
    /// Until when a second press of the page that began it leads to it; never again once its visitor has written.
    fresh_until: Option<Timestamp>,
    /// What of the form could not be taken, by the name of its field, until it is sent again.
    pub amiss: Errors,
    /// The same of the code.
    pub code_amiss: Option<Amiss>,
}

/// What cannot be taken, by the name of its field.
pub type Errors = Vec<(&'static str, Amiss)>;

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
    /// None where nobody's whole name is on it.
    name: Option<u64>,
    document: Option<u64>,
}

impl Whose {
    /// By what its sheet says, as far as that can be read.
    pub fn of(name: Option<&FullName>, document: Option<&Document>, numbers: &impl BuildHasher) -> Self {
        let parts = |FullName { family, given, patronymic }: &FullName| {
            numbers.hash_one((family.as_str(), given.as_str(), patronymic.as_ref().map(Name::as_str)))
        };
        Self { name: name.map(parts), document: document.map(|document| numbers.hash_one(document.number())) }
    }

    /// Whether it is another person: neither name nor document is the same.
    pub fn is_another(self, other: Self) -> bool {
        let same = |one: Option<u64>, other: Option<u64>| one.is_some() && one == other;
        !same(self.name, other.name) && !same(self.document, other.document)
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

    /// The bookings beside which a form is begun now: this one, and those before it.
    pub fn bookings(&self) -> Vec<(u64, LinkCode)> {
        self.beside.iter().cloned().chain(self.mark.zip(self.booked.clone())).collect()
    }

    /// The booking of a sheet with this mark, where it was made before this form was begun.
    pub fn booked_before(&self, mark: u64) -> Option<&LinkCode> {
        self.beside.iter().find(|(of, _)| *of == mark).map(|(_, link)| link)
    }

    /// What its visitor has written: nobody else is led to it by a second press from then on.
    pub fn write(&mut self, typed: Typed) {
        (self.typed, self.fresh_until) = (typed, None);
    }

    /// Whether a second press of the page that began it may still lead to it, whoever presses.
    pub fn is_fresh(&self, now: Timestamp) -> bool {
        self.fresh_until.is_some_and(|until| now < until)
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
            beside: Vec::new(),
            begun: None,
            fresh_until: None,
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

    /// Begins a draft, with its lock: whoever else finds it waits until its place is kept or it is gone. The one that stands under the code
    /// stays; none where there are too many.
    pub fn begin(&self, code: &HoldCode, mut draft: Draft, now: Timestamp) -> Option<Begun> {
        self.forget_lapsed(now);
        let mut drafts = self.lock();
        if let Some(kept) = drafts.get(code) {
            return Some(Begun::Before(Arc::clone(&kept.draft)));
        }
        if drafts.len() >= MOST {
            return None;
        }
        let after = |time| now.saturating_add(time).unwrap_or(now);
        draft.fresh_until = Some(after(PRESSED_TWICE));
        let draft = Arc::new(tokio::sync::Mutex::new(draft));
        let held = Arc::clone(&draft).try_lock_owned().ok()?;
        drafts.insert(code.clone(), Kept { until: after(BEING_BEGUN), draft });
        Some(Begun::New(held))
    }

    /// The place of a draft that was being begun is not kept.
    pub fn give_up(&self, code: &HoldCode) {
        self.lock().remove(code);
    }

    /// Whether a draft still stands under its code.
    pub fn has(&self, code: &HoldCode, draft: &Shared) -> bool {
        self.lock().get(code).is_some_and(|kept| Arc::ptr_eq(&kept.draft, draft))
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

    fn draft() -> Draft {
        let slot =
            Slot { service: queue::ids::ServiceId::new("visa").unwrap(), begins: "2026-11-20T10:45".parse().unwrap() };
        Draft::new(slot, at("2026-11-17T06:10:00Z"), 0)
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    /// Whether a form begins, and not one that was there.
    fn begins(drafts: &Drafts, code: &HoldCode, now: Timestamp) -> bool {
        matches!(drafts.begin(code, draft(), now), Some(Begun::New(_)))
    }

    #[test]
    fn a_draft_goes_with_the_place_that_is_kept_for_it() {
        let drafts = Drafts::default();
        assert!(begins(&drafts, &code(1), at("2026-11-17T06:00:00Z")));
        drafts.extend(&code(1), at("2026-11-17T06:10:00Z"));
        assert!(drafts.find(&code(1), at("2026-11-17T06:09:59Z")).is_some());
        assert!(drafts.find(&code(1), at("2026-11-17T06:10:00Z")).is_none());
        assert!(drafts.find(&code(2), at("2026-11-17T06:00:00Z")).is_none(), "another browser's");
        drafts.extend(&code(1), at("2026-11-17T06:20:00Z"));
        assert!(drafts.find(&code(1), at("2026-11-17T06:19:00Z")).is_some());
        drafts.forget_lapsed(at("2026-11-17T06:20:00Z"));
        assert_eq!(drafts.lock().len(), 0);
    }

    #[test]
    fn a_form_that_is_begun_twice_is_one_until_it_is_given_up() {
        let (drafts, now) = (Drafts::default(), at("2026-11-17T06:00:00Z"));
        let Some(Begun::New(first)) = drafts.begin(&code(1), draft(), now) else { panic!("it begins") };
        let Some(Begun::Before(found)) = drafts.begin(&code(1), draft(), now) else { panic!("it is there") };
        assert!(found.try_lock().is_err(), "whoever finds it waits");
        drop(first);
        assert!(found.try_lock().is_ok() && drafts.has(&code(1), &found));
        drafts.give_up(&code(1));
        assert!(!drafts.has(&code(1), &found) && begins(&drafts, &code(1), now) && !drafts.has(&code(1), &found));
    }

    #[test]
    fn a_form_is_fresh_for_a_moment_and_while_nothing_is_written() {
        let now = at("2026-11-17T06:00:00Z");
        let Some(Begun::New(mut draft)) = Drafts::default().begin(&code(1), draft(), now) else { panic!("it begins") };
        assert!(draft.is_fresh(at("2026-11-17T06:00:09Z")) && !draft.is_fresh(at("2026-11-17T06:00:10Z")));
        draft.write(Typed::default());
        assert!(!draft.is_fresh(now));
    }

    #[test]
    fn there_are_never_too_many_drafts_s7() {
        let drafts = Drafts::default();
        let now = at("2026-11-17T06:00:00Z");
        let name = |n: usize| {
            let mut bytes = [0; HoldCode::LENGTH];
            bytes[0] = u8::try_from(n % 29).unwrap();
            bytes[1] = u8::try_from(n / 29 % 29).unwrap();
            bytes[2] = u8::try_from(n / 841).unwrap();
            HoldCode::from_random(bytes)
        };
        let kept = (0..MOST + 50).filter(|n| begins(&drafts, &name(*n), now)).count();
        assert_eq!((kept, drafts.lock().len()), (MOST, MOST));
        assert!(drafts.begin(&name(0), draft(), now).is_some(), "who has one has it still");
    }
}
