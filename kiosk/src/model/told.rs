//! What a visitor is told when there is no ticket, and why a service issues none.

use jiff::Timestamp;
use queue::Rejection;
use queue::ids::ServiceId;
use queue::issue::{Issue, Opening};

use super::NotCheckedIn;

/// What a visitor is told when there is no ticket.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Told {
    NotCarriedOut,
    /// The kiosk could not write the request down, and so did not send it.
    NotWritten,
    NotIssued {
        service: ServiceId,
        why: Shut,
    },
    Refused,
    /// A booked visitor is not checked in.
    NotCheckedIn(NotCheckedIn),
}

/// Why a service issues no coupon (Q3, Q4).
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Shut {
    NotYet { from: Timestamp },
    Over { next: Option<Opening> },
    ClosedToday { next: Option<Opening> },
    Gone { next: Option<Opening> },
    Stopped,
}

impl Shut {
    /// Nothing while coupons are issued.
    pub(crate) fn of_issue(issue: &Issue) -> Option<Self> {
        match *issue {
            Issue::Open { .. } => None,
            Issue::NotYet { from, .. } => Some(Self::NotYet { from }),
            Issue::Over { next } => Some(Self::Over { next }),
            Issue::ClosedToday { next } => Some(Self::ClosedToday { next }),
            Issue::Gone { next } => Some(Self::Gone { next }),
            Issue::Stopped => Some(Self::Stopped),
        }
    }

    /// Why none of several services issues coupons; nothing while one does. Of many reasons the one that ends first counts.
    pub(crate) fn of_issues<'a>(issues: impl Iterator<Item = &'a Issue>) -> Option<Self> {
        let reasons = issues.map(Self::of_issue).collect::<Option<Vec<Self>>>()?;
        let next = reasons.iter().filter_map(|why| why.next()).min_by_key(|next| (next.date, next.time));
        let first = reasons.into_iter().min_by_key(|why| why.rank()).unwrap_or(Self::Stopped);
        Some(match first {
            Self::Over { .. } => Self::Over { next },
            Self::ClosedToday { .. } => Self::ClosedToday { next },
            Self::Gone { .. } => Self::Gone { next },
            Self::NotYet { .. } | Self::Stopped => first,
        })
    }

    /// The next opening on a later day.
    fn next(self) -> Option<Opening> {
        match self {
            Self::Over { next } | Self::ClosedToday { next } | Self::Gone { next } => next,
            Self::NotYet { .. } | Self::Stopped => None,
        }
    }

    fn rank(self) -> (u8, Option<Timestamp>) {
        match self {
            Self::NotYet { from } => (0, Some(from)),
            Self::Gone { .. } => (1, None),
            Self::Over { .. } => (2, None),
            Self::ClosedToday { .. } => (3, None),
            Self::Stopped => (4, None),
        }
    }

    /// Nothing where the rejection has another reason than the issue of a service.
    pub(crate) fn of_rejection(rejection: &Rejection) -> Option<Self> {
        match *rejection {
            Rejection::IssueNotYet { from } => Some(Self::NotYet { from }),
            Rejection::IssueOver { next } => Some(Self::Over { next }),
            Rejection::ClosedToday { next } => Some(Self::ClosedToday { next }),
            Rejection::LimitReached { next } => Some(Self::Gone { next }),
            Rejection::IssueStopped => Some(Self::Stopped),
            Rejection::NoFloor
            | Rejection::UnknownService
            | Rejection::UnknownCategory
            | Rejection::UnknownLanguage
            | Rejection::UnknownWindow
            | Rejection::UnknownClerk
            | Rejection::UnknownTicket
            | Rejection::UnknownReason
            | Rejection::BadVisit
            | Rejection::AlreadyCalled
            | Rejection::NotSignedIn
            | Rejection::NoWindow
            | Rejection::HoldsWindow { .. }
            | Rejection::WindowTaken { .. }
            | Rejection::WindowPaused
            | Rejection::TargetPaused
            | Rejection::NoRightClaimed
            | Rejection::NoGeneralCategory
            | Rejection::WindowNotPaused
            | Rejection::WindowClosed
            | Rejection::WindowDoesNotServe
            | Rejection::WindowBusy { .. }
            | Rejection::NobodyAtWindow
            | Rejection::NobodyWaiting
            | Rejection::AlreadyStarted
            | Rejection::NotStarted
            | Rejection::TooEarlyForNoShow { .. }
            | Rejection::NotWaiting
            | Rejection::NotParked
            | Rejection::NotNoShow
            | Rejection::ComeBackTooLate
            | Rejection::NoNextService
            | Rejection::SameTarget
            | Rejection::BadAlarm
            | Rejection::VisitorNeedsDecision { .. }
            | Rejection::NothingToUndo
            | Rejection::UndoTooLate
            | Rejection::UndoOvertaken
            | Rejection::LimitTooLarge { .. }
            | Rejection::NothingToChange
            | Rejection::Booking(_)
            | Rejection::ServiceBooked { .. }
            | Rejection::ServiceInUse { .. }
            | Rejection::CategoryInUse { .. }
            | Rejection::LanguageInUse { .. }
            | Rejection::WindowInUse { .. }
            | Rejection::ClerkInUse { .. }
            | Rejection::DayInUse { .. } => None,
        }
    }
}
