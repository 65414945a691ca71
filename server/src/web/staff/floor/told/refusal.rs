//! Why a configuration cannot be now.

use queue::Rejection;
use queue::change::Thing;

use super::Teller;
use crate::web::words::{filled, own_name};

impl Teller<'_> {
    /// Why a change cannot be now.
    pub fn refusal(&self, why: &Rejection) -> String {
        let words = self.words;
        match why {
            Rejection::ServiceInUse { service } => filled(&words.r_service, &[&self.service(service)]),
            Rejection::ServiceBooked { service } => filled(&words.r_booked, &[&self.service(service)]),
            Rejection::CategoryInUse { category } => {
                filled(&words.r_category, &[&self.thing(&Thing::Category(category.clone()))])
            }
            Rejection::LanguageInUse { language } => filled(&words.r_language, &[own_name(language)]),
            Rejection::WindowInUse { window } => {
                filled(&words.r_window, &[&self.thing(&Thing::Window(window.clone()))])
            }
            Rejection::ClerkInUse { clerk } => filled(&words.r_clerk, &[&self.thing(&Thing::Clerk(clerk.clone()))]),
            Rejection::DayInUse { .. } => words.r_day.clone(),
            Rejection::NothingToChange => words.nothing_changes.clone(),
            // None of these stands against a configuration.
            Rejection::NoFloor
            | Rejection::UnknownService
            | Rejection::UnknownCategory
            | Rejection::UnknownLanguage
            | Rejection::UnknownWindow
            | Rejection::UnknownClerk
            | Rejection::UnknownTicket
            | Rejection::UnknownReason
            | Rejection::BadVisit
            | Rejection::IssueNotYet { .. }
            | Rejection::IssueOver { .. }
            | Rejection::ClosedToday { .. }
            | Rejection::LimitReached { .. }
            | Rejection::IssueStopped
            | Rejection::AlreadyCalled
            | Rejection::NotSignedIn
            | Rejection::NoWindow
            | Rejection::HoldsWindow { .. }
            | Rejection::WindowTaken { .. }
            | Rejection::WindowPaused
            | Rejection::WindowNotPaused
            | Rejection::WindowClosed
            | Rejection::TargetPaused
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
            | Rejection::NoRightClaimed
            | Rejection::NoGeneralCategory
            | Rejection::BadAlarm
            | Rejection::VisitorNeedsDecision { .. }
            | Rejection::NothingToUndo
            | Rejection::UndoTooLate
            | Rejection::UndoOvertaken
            | Rejection::LimitTooLarge { .. }
            | Rejection::Booking(_) => why.to_string(),
        }
    }
}
