//! What is kept of a person, as it is sealed. `Debug` shows none of it.

use std::fmt;

use jiff::Timestamp;
use queue::booking::Slot;
use queue::ids::Language;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::PeopleError;
use super::entered::{Contact, Document, FreeText, Name};
use super::link::LinkCode;
use super::views::Deed;
use crate::credentials::random;

/// Version of what is sealed; older ones are read as today's.
const VERSION: u32 = 1;
/// Figures of the contact that a kiosk asks for.
const DIGITS: usize = 4;

/// A person's name as in the document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FullName {
    /// Family name.
    pub family: Name,
    /// Given name.
    pub given: Name,
    /// Patronymic, if there is one.
    pub patronymic: Option<Name>,
}

/// How far a contact or person is proved (P5); what each level may do is for others to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    /// The contact was only written down.
    Claimed,
    /// A one-time code came back from the contact.
    Proved,
    /// A clerk compared person and document at the window.
    PersonProved,
}

/// The visitor's consent to processing (P4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// When.
    pub at: Timestamp,
    /// Which text was agreed to.
    pub version: String,
}

/// What the visitor comes for, should the booking be for this slot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedFor {
    /// Which.
    pub slot: Slot,
    /// Why the visitor comes then.
    pub purpose: Option<FreeText>,
}

/// What a visitor gave before the booking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// As in the document.
    pub name: FullName,
    /// To be shown at the window.
    pub document: Document,
    /// Where messages go.
    pub contact: Contact,
    /// How far that is proved.
    pub proof: Proof,
    /// Of messages.
    pub language: Language,
    /// Given before anything was entered.
    pub consent: Consent,
    /// Why the visitor comes.
    pub purpose: Option<FreeText>,
}

/// All that is kept of a person.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// As in the document.
    pub name: FullName,
    /// To be shown at the window.
    pub document: Document,
    /// Where messages go.
    pub contact: Contact,
    /// How far that is proved.
    pub proof: Proof,
    /// Of messages.
    pub language: Language,
    /// To processing.
    pub consent: Consent,
    /// Why the visitor comes.
    pub purpose: Option<FreeText>,
    /// The last change that was asked for. It is put down before the office is asked: the booking says whether it came about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked_for: Option<AskedFor>,
    /// What the kiosk asks for beside the booking's number.
    pub digits: Digits,
    /// The code of the visitor's link, for later messages.
    pub link: LinkCode,
}

/// Four figures by which a visitor without the QR code checks in: the last of the telephone, or for an e-mail address random ones that
/// the confirmation tells.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Digits(String);

impl Digits {
    fn of(contact: &Contact) -> Self {
        match contact {
            Contact::Phone(phone) => Self(phone.as_str().chars().skip(phone.as_str().len() - DIGITS).collect()),
            // 2^64 is so far above 10^4 that the fold favours none noticeably.
            Contact::Email(_) => Self(format!("{:04}", u64::from_le_bytes(random()) % 10_000)),
        }
    }

    /// As the confirmation tells them.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Digits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Digits(..)")
    }
}

impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Record(..)")
    }
}

/// A change of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Another slot or purpose is asked for, while the booking is for `now`.
    Purpose {
        /// The booking's slot.
        now: Slot,
        /// The wish.
        asked_for: AskedFor,
    },
    /// The office refused the slot `asked`, and the booking stays for `now`. What was asked for since, for another slot, stands.
    Refused {
        /// The booking's slot.
        now: Slot,
        /// The slot that was asked for.
        asked: Slot,
    },
    /// A clerk compared person and document.
    PersonProved,
}

impl Change {
    /// What the log says of it.
    pub(super) fn deed(&self) -> Deed {
        match self {
            Self::Purpose { .. } => Deed::PurposeChanged,
            Self::Refused { .. } => Deed::ChangeRefused,
            Self::PersonProved => Deed::PersonProved,
        }
    }
}

impl Record {
    pub(super) fn of(entry: &Entry) -> Self {
        let Entry { name, document, contact, proof, language, consent, purpose } = entry.clone();
        let digits = Digits::of(&contact);
        let link = LinkCode::random();
        Self { name, document, contact, proof, language, consent, purpose, asked_for: None, digits, link }
    }

    /// Why the visitor comes, where the booking is for this slot.
    pub fn purpose_at(&self, slot: &Slot) -> Option<&FreeText> {
        let asked_for = self.asked_for.as_ref().filter(|asked_for| asked_for.slot == *slot);
        asked_for.map_or(self.purpose.as_ref(), |asked_for| asked_for.purpose.as_ref())
    }

    pub(super) fn change(&mut self, change: Change) {
        match change {
            Change::Purpose { now, asked_for } => {
                self.purpose = self.purpose_at(&now).cloned();
                self.asked_for = Some(asked_for);
            }
            Change::Refused { now, asked } => {
                if self.asked_for.as_ref().is_some_and(|asked_for| asked_for.slot == asked) {
                    self.purpose = self.purpose_at(&now).cloned();
                    self.asked_for = None;
                }
            }
            Change::PersonProved => self.proof = Proof::PersonProved,
        }
    }

    pub(super) fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let kept = Kept { version: VERSION, record: self };
        Zeroizing::new(serde_json::to_vec(&kept).expect("a record has string keys and no floats"))
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Result<Self, PeopleError> {
        let kept: Kept<Self> = serde_json::from_slice(bytes).map_err(|_| PeopleError::Unreadable)?;
        if kept.version == VERSION { Ok(kept.record) } else { Err(PeopleError::Unreadable) }
    }
}

#[derive(Serialize, Deserialize)]
struct Kept<R> {
    version: u32,
    record: R,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As a record of version 1 was sealed once; what such records hold is read for ever.
    const V1: &str = r#"{"version":1,"record":{"name":{"family":"Петросянц","given":"Аветик","patronymic":null},
        "document":{"kind":"russian_passport","number":"4510 123456"},"contact":{"phone":"+79123456789"},"proof":"proved",
        "language":"ru","consent":{"at":"2026-11-16T05:42:00Z","version":"2026-11"},"purpose":"Взрослому",
        "notes":[{"at":"2026-11-17T05:42:00Z","who":{"clerk":"kovaleva"},"text":"came with a child"}],
        "digits":"6789","link":"23456789abcdefghijkmnpqrst"}}"#;

    #[test]
    fn a_record_of_version_1_is_read_also_with_what_is_no_longer_kept() {
        let record = Record::from_bytes(V1.as_bytes()).unwrap();
        assert_eq!((record.name.family.as_str(), record.digits.as_str()), ("Петросянц", "6789"));
        let again = Record::from_bytes(&record.to_bytes()).unwrap();
        assert!(again == record);
        let kept = String::from_utf8(record.to_bytes().to_vec()).unwrap();
        assert!(!kept.contains("came with a child"), "it goes with the next change");
    }
}
