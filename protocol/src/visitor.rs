//! Booked visitors as the staff sees them: who stands at the clerk's own window (B6), and who is expected today. What is personal goes
//! over private connections alone (P1); over others a reason stands in its place. `Debug` shows none of it.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::Time;
use queue::Number;
use queue::ids::{BookingNumber, ServiceId, TicketId};
use serde::{Deserialize, Serialize};

use crate::message::BookedView;

/// A text about a person.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Personal(pub String);

impl fmt::Debug for Personal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Personal(..)")
    }
}

/// Something personal, or why it is not shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shown<T> {
    /// It.
    Shown(T),
    /// Why not.
    NotShown(NotShown),
}

/// Why something personal is not shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotShown {
    /// The connection is not private: the console must connect by `wss://`.
    NotPrivate,
    /// The person was forgotten (P3).
    Forgotten,
    /// What is kept cannot be read now.
    Unreadable,
}

/// The booked visitor who is called or served at the clerk's own window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VisitorView {
    /// Whose.
    pub ticket: TicketId,
    /// The service that was booked.
    pub service: ServiceId,
    /// For when, and whether the visitor came in time.
    pub booked: BookedView,
    /// Who it must be.
    pub person: Shown<Box<PersonView>>,
}

/// What a clerk compares with the person and the document at the window (B6), and what was checked before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonView {
    /// Family name, given name and patronymic as in the document.
    pub name: Personal,
    /// To be shown.
    pub document: DocumentView,
    /// Why the visitor comes: a purpose of the booked service, in the office's first language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<Personal>,
    /// When the visitor consented to processing (P4).
    pub consent_at: Timestamp,
    /// How far contact and person are proved (P5).
    pub proof: Proof,
}

/// A document of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentView {
    /// Its kind.
    pub kind: DocumentKind,
    /// Series and number.
    pub number: Personal,
}

/// What kind of document a visitor shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum DocumentKind {
    RussianPassport,
    InternationalPassport,
    ArmenianPassport,
    Other,
}

/// How far a contact or person is proved (P5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    /// The contact was only written down.
    Claimed,
    /// A one-time code came back from the contact.
    Proved,
    /// A clerk compared person and document at the window.
    PersonProved,
}

/// Who is expected today; at most [`LISTED`](crate::board::LISTED), by the booked time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedToday {
    /// Of more than can be listed those who are here already are left out first.
    pub visitors: Vec<ExpectedVisitor>,
    /// How many were left out.
    pub more: u32,
}

/// Somebody who booked for today; who cancelled, or whose booking is void, is not among them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedVisitor {
    /// Which booking.
    pub number: BookingNumber,
    /// For what.
    pub service: ServiceId,
    /// Local time for which it was booked.
    pub at: Time,
    /// Here or not.
    pub state: ExpectedState,
    /// As in the document.
    pub name: Shown<Personal>,
}

/// Whether somebody who booked is here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExpectedState {
    /// Not yet.
    Expected,
    /// Not yet, and too late to be received as booked (B4).
    Late,
    /// Checked in.
    Here {
        /// The ticket's number.
        number: Number,
    },
}
