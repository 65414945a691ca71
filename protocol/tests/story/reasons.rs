//! The values that say why: rejections, failures, farewells, faults, turns, and whether coupons can be had.

use protocol::message::{DeviceFault, Failure, Farewell, NoCheckIn};
use protocol::visitor::NotShown;
use queue::Rejection;
use queue::booking::NoBooking;
use queue::ids::TicketId;
use queue::issue::{Issue, Opening};
use queue::turn::Why;

use super::{at, key};

/// Tomorrow at the hour of issue.
fn tomorrow() -> Option<Opening> {
    Some(Opening { date: "2026-11-18".parse().unwrap(), time: "08:30:00".parse().unwrap() })
}

pub fn failures() -> Vec<Failure> {
    vec![
        Failure::TooOld,
        Failure::NotAllowed,
        Failure::IdReused,
        Failure::BadRequest { problem: "pin: at most 64 characters".to_owned() },
        Failure::WrongPin { wait_s: 4 },
        Failure::NotCheckedIn(NoCheckIn::OtherOffice),
        Failure::NotShown(NotShown::NotPrivate),
        Failure::Busy,
        Failure::KioskAway { kiosk: Some(key("kiosk-1")) },
    ]
}

pub fn farewells() -> Vec<Farewell> {
    vec![
        Farewell::Version { server: 1 },
        Farewell::UnknownDevice,
        Farewell::Replaced,
        Farewell::NotPrivate,
        Farewell::Unreadable { problem: "say hello first".to_owned() },
        Farewell::Silent,
        Farewell::Crowded,
        Farewell::Stopping,
    ]
}

pub fn faults() -> Vec<DeviceFault> {
    vec![
        DeviceFault::NoPaper,
        DeviceFault::PaperLow,
        DeviceFault::CoverOpen,
        DeviceFault::PrinterFault { what: "cutter".to_owned() },
        DeviceFault::PrinterSilent,
        DeviceFault::ScannerSilent,
        DeviceFault::NoSound,
        DeviceFault::ClipMissing { clip: "hy/window-4".to_owned() },
        DeviceFault::Other { what: "the screen's backlight".to_owned() },
    ]
}

pub fn whys() -> Vec<Why> {
    vec![
        Why::FirstCome { waited_s: 960 },
        Why::Preferential { waited_s: 420, generals: 3 },
        Why::Credit { waited_s: 840, limit_s: 900, preferential: true },
        Why::Booked { due: at("09:45:00"), waited_s: 120 },
        Why::Parked,
        Why::Chosen { reason: key("unwell"), instead_of: Some(TicketId(414)) },
    ]
}

pub fn issues() -> Vec<Issue> {
    vec![
        Issue::Open { left: 68, until: at("17:00:00") },
        Issue::NotYet { from: at("14:00:00"), pause: true },
        Issue::Over { next: tomorrow() },
        Issue::ClosedToday { next: tomorrow() },
        Issue::Gone { next: tomorrow() },
        Issue::Stopped,
    ]
}

pub fn rejections() -> Vec<Rejection> {
    let number = "A012".parse().unwrap();
    vec![
        Rejection::NoFloor,
        Rejection::UnknownService,
        Rejection::UnknownCategory,
        Rejection::UnknownLanguage,
        Rejection::UnknownWindow,
        Rejection::UnknownClerk,
        Rejection::UnknownTicket,
        Rejection::UnknownReason,
        Rejection::BadVisit,
        Rejection::IssueNotYet { from: at("08:30:00") },
        Rejection::IssueOver { next: tomorrow() },
        Rejection::ClosedToday { next: tomorrow() },
        Rejection::LimitReached { next: tomorrow() },
        Rejection::IssueStopped,
        Rejection::AlreadyCalled,
        Rejection::NotSignedIn,
        Rejection::NoWindow,
        Rejection::HoldsWindow { window: key("window-4") },
        Rejection::WindowTaken { by: key("belov") },
        Rejection::WindowPaused,
        Rejection::WindowNotPaused,
        Rejection::WindowClosed,
        Rejection::TargetPaused,
        Rejection::WindowDoesNotServe,
        Rejection::WindowBusy { number },
        Rejection::NobodyAtWindow,
        Rejection::NobodyWaiting,
        Rejection::AlreadyStarted,
        Rejection::NotStarted,
        Rejection::TooEarlyForNoShow { calls: 1, seconds: 48 },
        Rejection::NotWaiting,
        Rejection::NotParked,
        Rejection::NotNoShow,
        Rejection::ComeBackTooLate,
        Rejection::NoNextService,
        Rejection::SameTarget,
        Rejection::NoRightClaimed,
        Rejection::NoGeneralCategory,
        Rejection::BadAlarm,
        Rejection::VisitorNeedsDecision { number },
        Rejection::NothingToUndo,
        Rejection::UndoTooLate,
        Rejection::UndoOvertaken,
        Rejection::LimitTooLarge { most: 899 },
        Rejection::NothingToChange,
        Rejection::Booking(NoBooking::TooEarly { from: at("09:15:00") }),
        Rejection::ServiceInUse { service: key("passport-apply") },
        Rejection::ServiceBooked { service: key("passport-apply") },
        Rejection::CategoryInUse { category: key("veteran") },
        Rejection::LanguageInUse { language: key("hy") },
        Rejection::WindowInUse { window: key("window-4") },
        Rejection::ClerkInUse { clerk: key("kovaleva") },
        Rejection::DayInUse { day: "2026-11-17".parse().unwrap() },
    ]
}

pub fn no_check_ins() -> Vec<NoCheckIn> {
    vec![
        NoCheckIn::NoCode,
        NoCheckIn::OtherOffice,
        NoCheckIn::Forged,
        NoCheckIn::WrongDigits { left: 4 },
        NoCheckIn::NumberClosed,
        NoCheckIn::TooManyTries { wait_s: 90 },
    ]
}

pub fn no_bookings() -> Vec<NoBooking> {
    let begins = "2026-11-20T10:45:00".parse().unwrap();
    vec![
        NoBooking::NotBooked,
        NoBooking::NoSuchSlot,
        NoBooking::SlotPast,
        NoBooking::TooFarAhead { days: 30 },
        NoBooking::SlotTaken,
        NoBooking::OneADay { date: "2026-11-20".parse().unwrap() },
        NoBooking::SameTime,
        NoBooking::TooMany { most: 6 },
        NoBooking::ProofNeeded,
        NoBooking::NumberTaken,
        NoBooking::TooManyHolds { until: at("09:52:00") },
        NoBooking::KeptTooLong { until: at("09:52:00") },
        NoBooking::SourceFull { most: 30 },
        NoBooking::Unknown,
        NoBooking::ChangeTooLate { until: at("09:45:00") },
        NoBooking::ChangedTooOften { times: 5 },
        NoBooking::MissedTooOften { times: 3, again: "2026-12-05".parse().unwrap() },
        NoBooking::Cancelled,
        NoBooking::Void,
        NoBooking::Rescheduled { begins },
        NoBooking::OtherDay { begins },
        NoBooking::TooEarly { from: at("09:15:00") },
        NoBooking::CheckedIn { number: "A015".parse().unwrap() },
        NoBooking::NoShow { number: "A015".parse().unwrap() },
        NoBooking::VisitOver,
        NoBooking::ReceptionClosed,
    ]
}
