//! The log of every action on a record (P2): who, what, why, when. It names nobody whose record it is.

use jiff::Timestamp;
use queue::ids::ClerkId;
use serde::{Deserialize, Serialize};

/// Who acted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    /// The visitor, on a page of their own.
    Visitor,
    /// A clerk.
    Clerk(ClerkId),
    /// The server by itself: a message, the term of keeping.
    Office,
}

/// Why a record was looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// The visitor was called: name and document are compared (B6).
    CalledAtWindow,
    /// The list of who is expected today.
    ExpectedToday,
    /// A message is written to the visitor.
    Message,
    /// The visitor's own page.
    OwnPage,
    /// An export of all that is kept.
    Export,
}

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    /// The record was made.
    Enrolled,
    /// It was looked at.
    Viewed(Why),
    /// The purpose was changed.
    PurposeChanged,
    /// The change for which the purpose was changed did not come about.
    ChangeRefused,
    /// The person was proved at the window (P5).
    PersonProved,
    /// The booking did not come about, and the record goes again.
    Withdrawn,
    /// The record was forgotten: its term was over, or it was asked for (P3).
    Forgotten,
}

/// How much of the log about a person is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lines {
    /// The newest thousand lines: what a page or a file from a page holds.
    Newest,
    /// Every line.
    All,
}

/// One line of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub who: Who,
    /// What, and why.
    pub deed: Deed,
}
