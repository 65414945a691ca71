//! What the clerk is told: a state of the connection or the floor, what a form still lacks, and why something cannot be. The screens
//! word it; no wording lives here.

use protocol::message::Failure;
use queue::floor::PlaceRule;
use queue::{Number, Rejection};

/// Something to tell the clerk.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    /// What.
    pub say: Say,
    /// The local time it names, if it names one.
    pub time: String,
    /// The clerk or the window it names, as people know them.
    pub named: String,
}

/// What is told.
#[derive(Clone, Debug, PartialEq)]
pub enum Say {
    /// The connection is lost.
    Lost,
    /// It is back.
    BackAgain,
    /// Asked for while there is no connection.
    NotSent,
    /// Somebody came while the clerk stood idle.
    Arrived(Number),
    /// A parked visitor's time is up.
    AlarmDue {
        /// Who.
        number: Number,
        /// Minutes since parking.
        minutes: u32,
    },
    /// The session ended from outside.
    SessionEnded,
    /// The connection is back, the session is not.
    SignInAgain,
    /// A coupon was issued here.
    Issued(Number),
    /// A coupon was issued here and its kiosk is not there to print it.
    Unprinted(Number),
    /// A visitor was taken out of the queue.
    Left(Number),
    /// A ticket is marked: its visitor needs more time to the window.
    MoreTime(Number),
    /// The mark is taken off.
    NoMoreTime(Number),
    /// A visitor who missed the call waits again.
    CameBack {
        /// The number on the coupon.
        number: String,
        /// At which place of the queue.
        place: PlaceRule,
    },
    /// The window of this number, whose clerk went away, is closed.
    TakenOver(String),
    /// A copy of the coupon was asked for.
    Reprinted(Number),
    /// Issue of a service was stopped.
    IssueStopped(String),
    /// Issue goes on.
    IssueResumed(String),
    /// More coupons, or longer.
    IssueExtended(String),
    /// No answer came in time to what was asked at a window, which shows whether it was carried out.
    Unanswered,
    /// No answer came in time to what was asked elsewhere.
    UnansweredElsewhere,
    /// It is not known yet what became of a coupon.
    FindingOut,
    /// A coupon whose answer never came was issued all the same.
    IssuedUnseen(Number),
    /// This computer's disk takes nothing, so the coupon was not asked for.
    NotStored,
    /// A coupon whose answer never came was not issued.
    NotIssued,
    /// The visitor at the window did not book: there is no name to compare.
    NotBooked,
    /// Person and document of the visitor were found to match before.
    ProvedAlready,
    /// The form lacks something.
    Form(Lack),
    /// The floor's rules stand against it.
    Rejected(Rejection),
    /// It was not carried out for another reason.
    Failed(Failure),
}

/// What a form lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // Each name says it.
pub enum Lack {
    Login,
    LoginNotLatin,
    Pin,
    NumberUnreadable,
    Reason,
    Choice,
    Minutes,
    Extension,
}

/// How loudly a notice is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Good to know.
    Information,
    /// Look soon.
    Amber,
    /// Something did not happen.
    Red,
}

impl From<Say> for Notice {
    fn from(say: Say) -> Self {
        Self { say, time: String::new(), named: String::new() }
    }
}

impl Say {
    /// How loudly it is drawn.
    pub fn tone(&self) -> Tone {
        match self {
            Self::BackAgain
            | Self::Arrived(_)
            | Self::Issued(_)
            | Self::Left(_)
            | Self::MoreTime(_)
            | Self::NoMoreTime(_)
            | Self::CameBack { .. }
            | Self::TakenOver(_)
            | Self::Reprinted(_)
            | Self::IssueStopped(_)
            | Self::IssueResumed(_)
            | Self::IssueExtended(_)
            | Self::ProvedAlready => Tone::Information,
            Self::AlarmDue { .. }
            | Self::Unanswered
            | Self::UnansweredElsewhere
            | Self::Unprinted(_)
            | Self::FindingOut
            | Self::IssuedUnseen(_)
            | Self::NotIssued => Tone::Amber,
            Self::Lost
            | Self::NotSent
            | Self::NotStored
            | Self::NotBooked
            | Self::SessionEnded
            | Self::SignInAgain
            | Self::Form(_)
            | Self::Rejected(_)
            | Self::Failed(_) => Tone::Red,
        }
    }
}
