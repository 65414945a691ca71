//! Why a command cannot be: a value that the visitor or the clerk sees in their own words.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::booking::NoBooking;
use crate::ids::{CategoryId, ClerkId, Language, ServiceId, WindowId};
use crate::issue::Opening;
use crate::number::Number;

/// A fact that stands against a command. The texts here are for logs; the screens word each in their language.
#[derive(Clone, Debug, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // Each text says it.
pub enum Rejection {
    #[error("no floor is configured")]
    NoFloor,
    #[error("there is no such service")]
    UnknownService,
    #[error("there is no such category")]
    UnknownCategory,
    #[error("there is no such language")]
    UnknownLanguage,
    #[error("there is no such window")]
    UnknownWindow,
    #[error("there is no such clerk")]
    UnknownClerk,
    #[error("there is no such ticket today")]
    UnknownTicket,
    #[error("there is no such reason")]
    UnknownReason,
    #[error("a visit has one to eight services, each once")]
    BadVisit,
    #[error("coupons are issued from {from}")]
    IssueNotYet { from: Timestamp },
    #[error("issue is over for today")]
    IssueOver { next: Option<Opening> },
    #[error("the office is closed today")]
    ClosedToday { next: Option<Opening> },
    #[error("the coupons of today are gone")]
    LimitReached { next: Option<Opening> },
    #[error("issue of this service is stopped")]
    IssueStopped,
    #[error("the ticket has been called already")]
    AlreadyCalled,
    #[error("the clerk is not signed in")]
    NotSignedIn,
    #[error("the clerk holds no window")]
    NoWindow,
    #[error("the clerk holds window {window} already")]
    HoldsWindow { window: WindowId },
    #[error("the window is taken by {by}")]
    WindowTaken { by: ClerkId },
    #[error("the window is paused")]
    WindowPaused,
    #[error("the window is not paused")]
    WindowNotPaused,
    #[error("the window has no clerk")]
    WindowClosed,
    #[error("the window that the visitor would be sent to is paused")]
    TargetPaused,
    #[error("the window does not receive this service")]
    WindowDoesNotServe,
    #[error("{number} is still at the window")]
    WindowBusy { number: Number },
    #[error("nobody is called or served at the window")]
    NobodyAtWindow,
    #[error("nobody waits for this window")]
    NobodyWaiting,
    #[error("the visitor is not called, but served already")]
    AlreadyStarted,
    #[error("the visitor is called, but not here yet")]
    NotStarted,
    #[error("a no-show needs {calls} more calls and {seconds} s more")]
    TooEarlyForNoShow { calls: u8, seconds: u32 },
    #[error("the visitor does not wait")]
    NotWaiting,
    #[error("the visitor is not parked")]
    NotParked,
    #[error("the visitor is no no-show")]
    NotNoShow,
    #[error("the time to come back is over")]
    ComeBackTooLate,
    #[error("the visit has no further service: name one")]
    NoNextService,
    #[error("the visitor is there already")]
    SameTarget,
    #[error("the visitor claims no preferential right")]
    NoRightClaimed,
    #[error("the floor has no general category")]
    NoGeneralCategory,
    #[error("the alarm must be 1 to 480 minutes")]
    BadAlarm,
    #[error("say what becomes of {number}")]
    VisitorNeedsDecision { number: Number },
    #[error("there is no step to take back")]
    NothingToUndo,
    #[error("the time to take the step back is over")]
    UndoTooLate,
    #[error("the visitor of that step has moved on")]
    UndoOvertaken,
    #[error("more than {most} coupons cannot be numbered")]
    LimitTooLarge { most: u16 },
    #[error(transparent)]
    Booking(NoBooking),
    #[error("nothing would change")]
    NothingToChange,
    #[error("visitors of service {service} are here: keep it, and a window for it, until the day turns")]
    ServiceInUse { service: ServiceId },
    #[error("visitors have booked service {service}: keep it, and a window for it, or move their bookings")]
    ServiceBooked { service: ServiceId },
    #[error("visitors of category {category} are here: keep it until the day turns")]
    CategoryInUse { category: CategoryId },
    #[error("visitors with language {language} are here: keep it until the day turns")]
    LanguageInUse { language: Language },
    #[error("window {window} has a clerk: close it first")]
    WindowInUse { window: WindowId },
    #[error("{clerk} is signed in or holds a window: close it and sign out first")]
    ClerkInUse { clerk: ClerkId },
    #[error("the business day {day} would end at once while people are here: wait until it has turned")]
    DayInUse { day: Date },
}
