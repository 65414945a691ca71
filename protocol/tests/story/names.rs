//! The name of every variant on the wire: a new variant does not compile until it stands here, and then its example is missing.

use protocol::board::{AtWindowStage, CallState};
use protocol::message::{
    Answer, Ask, DeviceFault, DeviceRole, Failure, Farewell, FromDevice, FromServer, NoCheckIn, Outcome, Show,
    TicketState,
};
use protocol::visitor::{DocumentKind, ExpectedState, NotShown, Proof};
use queue::Rejection;
use queue::booking::NoBooking;
use queue::command::{Leaving, Target};
use queue::floor::{PlaceRule, Policy, Role, Weekday};
use queue::issue::Issue;
use queue::turn::Why;

/// A type whose variants each have a name on the wire.
pub trait Named {
    const KIND: &'static str;
    const ALL: &'static [&'static str];

    fn name(&self) -> &'static str;
}

macro_rules! names {
    ($($type:ident as $kind:literal { $($pattern:pat => $name:literal),* $(,)? })*) => {$(
        impl Named for $type {
            const KIND: &'static str = $kind;
            const ALL: &'static [&'static str] = &[$($name),*];

            fn name(&self) -> &'static str {
                match self {
                    $($pattern => $name),*
                }
            }
        }
    )*};
}

names! {
    FromDevice as "from_device" {
        Self::Hello(_) => "hello",
        Self::Request(_) => "request",
        Self::Report(_) => "report",
    }
    FromServer as "from_server" {
        Self::Welcome(_) => "welcome",
        Self::Farewell(_) => "farewell",
        Self::Reply(_) => "reply",
        Self::Update(_) => "update",
    }
    Ask as "ask" {
        Self::IssueTicket { .. } => "issue_ticket",
        Self::WhatBecame { .. } => "what_became",
        Self::WithdrawTicket { .. } => "withdraw_ticket",
        Self::MarkMoreTime { .. } => "mark_more_time",
        Self::CheckIn { .. } => "check_in",
        Self::CheckInByNumber { .. } => "check_in_by_number",
        Self::ExpectedToday => "expected_today",
        Self::FindTicket { .. } => "find_ticket",
        Self::ReprintCoupon { .. } => "reprint_coupon",
        Self::LeaveQueue { .. } => "leave_queue",
        Self::StopIssue { .. } => "stop_issue",
        Self::ResumeIssue { .. } => "resume_issue",
        Self::ExtendIssue { .. } => "extend_issue",
        Self::TakeOverWindow { .. } => "take_over_window",
        Self::SignIn { .. } => "sign_in",
        Self::SignOut => "sign_out",
        Self::OpenWindow { .. } => "open_window",
        Self::PauseWindow { .. } => "pause_window",
        Self::ResumeWindow => "resume_window",
        Self::CloseWindow { .. } => "close_window",
        Self::CallNext => "call_next",
        Self::CallTicket { .. } => "call_ticket",
        Self::Recall => "recall",
        Self::Start => "start",
        Self::Finish => "finish",
        Self::NoShow => "no_show",
        Self::Park { .. } => "park",
        Self::Return { .. } => "return",
        Self::Transfer { .. } => "transfer",
        Self::NextService { .. } => "next_service",
        Self::Refuse { .. } => "refuse",
        Self::DenyRight => "deny_right",
        Self::ProvePerson { .. } => "prove_person",
        Self::ComeBack { .. } => "come_back",
        Self::Undo => "undo",
    }
    Outcome as "outcome" {
        Self::Done(_) => "done",
        Self::Rejected(_) => "rejected",
        Self::Failed(_) => "failed",
    }
    Answer as "answer" {
        Self::Done => "done",
        Self::Ticket(_) => "ticket",
        Self::Unprinted(_) => "unprinted",
        Self::SignedIn(_) => "signed_in",
        Self::Expected(_) => "expected",
        Self::Became(_) => "became",
    }
    Failure as "failure" {
        Self::TooOld => "too_old",
        Self::NotAllowed => "not_allowed",
        Self::IdReused => "id_reused",
        Self::BadRequest { .. } => "bad_request",
        Self::WrongPin { .. } => "wrong_pin",
        Self::NotCheckedIn(_) => "not_checked_in",
        Self::NotShown(_) => "not_shown",
        Self::Busy => "busy",
        Self::KioskAway { .. } => "kiosk_away",
    }
    Farewell as "farewell" {
        Self::Version { .. } => "version",
        Self::UnknownDevice => "unknown_device",
        Self::Replaced => "replaced",
        Self::NotPrivate => "not_private",
        Self::Unreadable { .. } => "unreadable",
        Self::Silent => "silent",
        Self::Crowded => "crowded",
        Self::Stopping => "stopping",
    }
    Show as "show" {
        Self::Floor(_) => "floor",
        Self::Kiosk(_) => "kiosk",
        Self::Console(_) => "console",
        Self::Hall(_) => "hall",
        Self::MyDay(_) => "my_day",
        Self::Visitor(_) => "visitor",
        Self::SessionEnded => "session_ended",
        Self::Reprint(_) => "reprint",
    }
    Rejection as "rejection" {
        Self::NoFloor => "no_floor",
        Self::UnknownService => "unknown_service",
        Self::UnknownCategory => "unknown_category",
        Self::UnknownLanguage => "unknown_language",
        Self::UnknownWindow => "unknown_window",
        Self::UnknownClerk => "unknown_clerk",
        Self::UnknownTicket => "unknown_ticket",
        Self::UnknownReason => "unknown_reason",
        Self::BadVisit => "bad_visit",
        Self::IssueNotYet { .. } => "issue_not_yet",
        Self::IssueOver { .. } => "issue_over",
        Self::ClosedToday { .. } => "closed_today",
        Self::LimitReached { .. } => "limit_reached",
        Self::IssueStopped => "issue_stopped",
        Self::AlreadyCalled => "already_called",
        Self::NotSignedIn => "not_signed_in",
        Self::NoWindow => "no_window",
        Self::HoldsWindow { .. } => "holds_window",
        Self::WindowTaken { .. } => "window_taken",
        Self::WindowPaused => "window_paused",
        Self::WindowNotPaused => "window_not_paused",
        Self::WindowClosed => "window_closed",
        Self::TargetPaused => "target_paused",
        Self::WindowDoesNotServe => "window_does_not_serve",
        Self::WindowBusy { .. } => "window_busy",
        Self::NobodyAtWindow => "nobody_at_window",
        Self::NobodyWaiting => "nobody_waiting",
        Self::AlreadyStarted => "already_started",
        Self::NotStarted => "not_started",
        Self::TooEarlyForNoShow { .. } => "too_early_for_no_show",
        Self::NotWaiting => "not_waiting",
        Self::NotParked => "not_parked",
        Self::NotNoShow => "not_no_show",
        Self::ComeBackTooLate => "come_back_too_late",
        Self::NoNextService => "no_next_service",
        Self::SameTarget => "same_target",
        Self::NoRightClaimed => "no_right_claimed",
        Self::NoGeneralCategory => "no_general_category",
        Self::BadAlarm => "bad_alarm",
        Self::VisitorNeedsDecision { .. } => "visitor_needs_decision",
        Self::NothingToUndo => "nothing_to_undo",
        Self::UndoTooLate => "undo_too_late",
        Self::UndoOvertaken => "undo_overtaken",
        Self::LimitTooLarge { .. } => "limit_too_large",
        Self::NothingToChange => "nothing_to_change",
        Self::Booking(_) => "booking",
        Self::ServiceInUse { .. } => "service_in_use",
        Self::ServiceBooked { .. } => "service_booked",
        Self::CategoryInUse { .. } => "category_in_use",
        Self::LanguageInUse { .. } => "language_in_use",
        Self::WindowInUse { .. } => "window_in_use",
        Self::ClerkInUse { .. } => "clerk_in_use",
        Self::DayInUse { .. } => "day_in_use",
    }
    NoBooking as "no_booking" {
        Self::NotBooked => "not_booked",
        Self::NoSuchSlot => "no_such_slot",
        Self::SlotPast => "slot_past",
        Self::TooFarAhead { .. } => "too_far_ahead",
        Self::SlotTaken => "slot_taken",
        Self::OneADay { .. } => "one_a_day",
        Self::SameTime => "same_time",
        Self::TooMany { .. } => "too_many",
        Self::ProofNeeded => "proof_needed",
        Self::NumberTaken => "number_taken",
        Self::TooManyHolds { .. } => "too_many_holds",
        Self::KeptTooLong { .. } => "kept_too_long",
        Self::SourceFull { .. } => "source_full",
        Self::Unknown => "unknown",
        Self::ChangeTooLate { .. } => "change_too_late",
        Self::ChangedTooOften { .. } => "changed_too_often",
        Self::MissedTooOften { .. } => "missed_too_often",
        Self::Cancelled => "cancelled",
        Self::Void => "void",
        Self::Rescheduled { .. } => "rescheduled",
        Self::OtherDay { .. } => "other_day",
        Self::TooEarly { .. } => "too_early",
        Self::CheckedIn { .. } => "checked_in",
        Self::NoShow { .. } => "no_show",
        Self::VisitOver => "visit_over",
        Self::ReceptionClosed => "reception_closed",
    }
    NoCheckIn as "no_check_in" {
        Self::NoCode => "no_code",
        Self::OtherOffice => "other_office",
        Self::Forged => "forged",
        Self::WrongDigits { .. } => "wrong_digits",
        Self::NumberClosed => "number_closed",
        Self::TooManyTries { .. } => "too_many_tries",
    }
    DeviceFault as "fault" {
        Self::NoPaper => "no_paper",
        Self::PaperLow => "paper_low",
        Self::CoverOpen => "cover_open",
        Self::PrinterFault { .. } => "printer_fault",
        Self::PrinterSilent => "printer_silent",
        Self::ScannerSilent => "scanner_silent",
        Self::NoSound => "no_sound",
        Self::ClipMissing { .. } => "clip_missing",
        Self::Other { .. } => "other",
    }
    Why as "why" {
        Self::FirstCome { .. } => "first_come",
        Self::Preferential { .. } => "preferential",
        Self::Credit { .. } => "credit",
        Self::Booked { .. } => "booked",
        Self::Parked => "parked",
        Self::Chosen { .. } => "chosen",
    }
    Issue as "issue" {
        Self::Open { .. } => "open",
        Self::NotYet { .. } => "not_yet",
        Self::Over { .. } => "over",
        Self::ClosedToday { .. } => "closed_today",
        Self::Gone { .. } => "gone",
        Self::Stopped => "stopped",
    }
    AtWindowStage as "stage" {
        Self::Called { .. } => "called",
        Self::Serving { .. } => "serving",
    }
    CallState as "call_state" {
        Self::Standing => "standing",
        Self::Serving => "serving",
        Self::Over => "over",
    }
    TicketState as "ticket_state" {
        Self::Waiting => "waiting",
        Self::Called => "called",
        Self::Serving => "serving",
        Self::Parked => "parked",
        Self::NoShow => "no_show",
        Self::Finished => "finished",
        Self::Refused => "refused",
        Self::Left => "left",
    }
    NotShown as "not_shown" {
        Self::NotPrivate => "not_private",
        Self::Forgotten => "forgotten",
        Self::Unreadable => "unreadable",
    }
    Proof as "proof" {
        Self::Claimed => "claimed",
        Self::Proved => "proved",
        Self::PersonProved => "person_proved",
    }
    DocumentKind as "document_kind" {
        Self::RussianPassport => "russian_passport",
        Self::InternationalPassport => "international_passport",
        Self::ArmenianPassport => "armenian_passport",
        Self::Other => "other",
    }
    ExpectedState as "expected_state" {
        Self::Expected => "expected",
        Self::Late => "late",
        Self::Here { .. } => "here",
    }
    DeviceRole as "device_role" {
        Self::Kiosk => "kiosk",
        Self::Console => "console",
        Self::Hall => "hall",
    }
    Role as "role" {
        Self::Clerk => "clerk",
        Self::Receptionist => "receptionist",
        Self::Manager => "manager",
        Self::Administrator => "administrator",
    }
    Leaving as "leaving" {
        Self::Finish => "finish",
        Self::PutBack => "put_back",
        Self::Transfer(_) => "transfer",
    }
    Target as "target" {
        Self::Service(_) => "service",
        Self::Window(_) => "window",
    }
    Policy as "policy" {
        Self::FirstCome => "first-come",
        Self::Ratio { .. } => "ratio",
        Self::Credit => "credit",
    }
    PlaceRule as "place" {
        Self::KeepsTime => "keeps-time",
        Self::Front => "front",
        Self::Back => "back",
    }
    Weekday as "weekday" {
        Self::Mon => "mon",
        Self::Tue => "tue",
        Self::Wed => "wed",
        Self::Thu => "thu",
        Self::Fri => "fri",
        Self::Sat => "sat",
        Self::Sun => "sun",
    }
}
