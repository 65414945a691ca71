//! Notices as the screens take them: which sentence, and what stands in its gaps. The sentences themselves are in the translations.

use protocol::message::Failure;
use protocol::visitor::NotShown;
use queue::Rejection;
use queue::floor::PlaceRule;

use super::{ui, whole};
use crate::notice::{Lack, Notice, Say, Tone};

use ui::NoticeKind as Kind;

/// A notice, or none.
pub(super) fn notice(notice: Option<&Notice>) -> ui::NoticeView {
    let Some(notice) = notice else {
        return ui::NoticeView::default();
    };
    ui::NoticeView {
        tone: match notice.say.tone() {
            Tone::Information => ui::NoticeTone::Information,
            Tone::Amber => ui::NoticeTone::Amber,
            Tone::Red => ui::NoticeTone::Red,
        },
        time: notice.time.as_str().into(),
        ..said(notice)
    }
}

fn plain(kind: Kind) -> ui::NoticeView {
    ui::NoticeView { kind, ..Default::default() }
}

fn numbered(kind: Kind, number: impl ToString) -> ui::NoticeView {
    ui::NoticeView { kind, number: number.to_string().into(), ..Default::default() }
}

fn worded(kind: Kind, words: impl ToString) -> ui::NoticeView {
    ui::NoticeView { kind, words: words.to_string().into(), ..Default::default() }
}

fn counted(kind: Kind, count: u32) -> ui::NoticeView {
    ui::NoticeView { kind, count: whole(count), ..Default::default() }
}

fn said(notice: &Notice) -> ui::NoticeView {
    match &notice.say {
        Say::Lost => plain(Kind::Lost),
        Say::BackAgain => plain(Kind::BackAgain),
        Say::NotSent => plain(Kind::NotSent),
        Say::Arrived(number) => numbered(Kind::Arrived, number),
        Say::AlarmDue { number, minutes } => {
            ui::NoticeView { count: whole(*minutes), ..numbered(Kind::AlarmDue, number) }
        }
        Say::SessionEnded => plain(Kind::SessionEnded),
        Say::SignInAgain => plain(Kind::SignInAgain),
        Say::Issued(number) => numbered(Kind::Issued, number),
        Say::Unprinted(number) => numbered(Kind::Unprinted, number),
        Say::Left(number) => numbered(Kind::Left, number),
        Say::MoreTime(number) => numbered(Kind::MoreTime, number),
        Say::NoMoreTime(number) => numbered(Kind::NoMoreTime, number),
        Say::CameBack { number, place } => numbered(came_back(*place), number),
        Say::TakenOver(number) => numbered(Kind::TakenOver, number),
        Say::Reprinted(number) => numbered(Kind::Reprinted, number),
        Say::IssueStopped(service) => worded(Kind::IssueStopped, service),
        Say::IssueResumed(service) => worded(Kind::IssueResumed, service),
        Say::IssueExtended(service) => worded(Kind::IssueExtended, service),
        Say::IssuedUnseen(number) => numbered(Kind::IssuedUnseen, number),
        Say::NotIssued => plain(Kind::NotIssued),
        Say::NotStored => plain(Kind::NotStored),
        Say::NotBooked => plain(Kind::NotBooked),
        Say::ProvedAlready => plain(Kind::ProvedAlready),
        Say::Unanswered => plain(Kind::Unanswered),
        Say::UnansweredElsewhere => plain(Kind::UnansweredElsewhere),
        Say::FindingOut => plain(Kind::FindingOut),
        Say::Form(lack) => lacking(lack),
        Say::Rejected(rejection) => rejected(rejection, &notice.named),
        Say::Failed(failure) => failed(failure),
    }
}

fn came_back(place: PlaceRule) -> Kind {
    match place {
        PlaceRule::Back => Kind::CameBack,
        PlaceRule::KeepsTime => Kind::CameBackByCoupon,
        PlaceRule::Front => Kind::CameBackInFront,
    }
}

fn lacking(lack: &Lack) -> ui::NoticeView {
    match lack {
        Lack::Login => plain(Kind::LoginMissing),
        Lack::LoginNotLatin => plain(Kind::LoginNotLatin),
        Lack::Pin => plain(Kind::PinMissing),
        Lack::NumberUnreadable => plain(Kind::NumberUnreadable),
        Lack::Reason => plain(Kind::ReasonMissing),
        Lack::Choice => plain(Kind::ChoiceMissing),
        Lack::Minutes => plain(Kind::BadMinutes),
        Lack::Extension => plain(Kind::BadTime),
    }
}

fn failed(failure: &Failure) -> ui::NoticeView {
    match failure {
        Failure::TooOld => plain(Kind::TooOld),
        // Kiosks alone check visitors in.
        Failure::NotAllowed | Failure::NotCheckedIn(_) => plain(Kind::NotAllowed),
        Failure::NotShown(NotShown::NotPrivate) => plain(Kind::NotPrivate),
        Failure::NotShown(NotShown::Forgotten) => plain(Kind::Forgotten),
        Failure::NotShown(NotShown::Unreadable) => plain(Kind::Unreadable),
        Failure::IdReused => plain(Kind::IdReused),
        Failure::BadRequest { problem } => worded(Kind::BadRequest, problem),
        Failure::WrongPin { wait_s } => counted(Kind::WrongPin, *wait_s),
        Failure::Busy => plain(Kind::Busy),
        Failure::KioskAway { kiosk: Some(kiosk) } => worded(Kind::KioskAway, kiosk),
        Failure::KioskAway { kiosk: None } => plain(Kind::NoKiosk),
    }
}

fn rejected(rejection: &Rejection, named: &str) -> ui::NoticeView {
    match rejection {
        Rejection::NoFloor => plain(Kind::NoFloor),
        Rejection::UnknownService => plain(Kind::UnknownService),
        Rejection::UnknownCategory => plain(Kind::UnknownCategory),
        Rejection::UnknownLanguage => plain(Kind::UnknownLanguage),
        Rejection::UnknownWindow => plain(Kind::UnknownWindow),
        Rejection::UnknownClerk => plain(Kind::UnknownClerk),
        Rejection::UnknownTicket => plain(Kind::UnknownTicket),
        Rejection::UnknownReason => plain(Kind::UnknownReason),
        Rejection::BadVisit => plain(Kind::BadVisit),
        Rejection::IssueNotYet { .. } => plain(Kind::IssueNotYet),
        Rejection::IssueOver { .. } => plain(Kind::IssueOver),
        Rejection::ClosedToday { .. } => plain(Kind::ClosedToday),
        Rejection::LimitReached { .. } => plain(Kind::LimitReached),
        Rejection::IssueStopped => plain(Kind::IssueIsStopped),
        Rejection::AlreadyCalled => plain(Kind::AlreadyCalled),
        Rejection::NotSignedIn => plain(Kind::NotSignedIn),
        Rejection::NoWindow => plain(Kind::NoWindow),
        Rejection::HoldsWindow { .. } => worded(Kind::HoldsWindow, named),
        Rejection::WindowTaken { .. } => worded(Kind::WindowTaken, named),
        Rejection::WindowPaused => plain(Kind::WindowPaused),
        Rejection::WindowNotPaused => plain(Kind::WindowNotPaused),
        Rejection::WindowClosed => plain(Kind::WindowClosed),
        Rejection::TargetPaused => plain(Kind::TargetPaused),
        Rejection::WindowDoesNotServe => plain(Kind::WindowDoesNotServe),
        Rejection::WindowBusy { number } => numbered(Kind::WindowBusy, number),
        Rejection::NobodyAtWindow => plain(Kind::NobodyAtWindow),
        Rejection::NobodyWaiting => plain(Kind::NobodyWaiting),
        Rejection::AlreadyStarted => plain(Kind::AlreadyStarted),
        Rejection::NotStarted => plain(Kind::NotStarted),
        Rejection::TooEarlyForNoShow { calls, .. } => counted(Kind::TooEarlyForNoShow, u32::from(*calls)),
        Rejection::NotWaiting => plain(Kind::NotWaiting),
        Rejection::NotParked => plain(Kind::NotParked),
        Rejection::NotNoShow => plain(Kind::NotNoShow),
        Rejection::ComeBackTooLate => plain(Kind::ComeBackTooLate),
        Rejection::NoNextService => plain(Kind::NoNextService),
        Rejection::SameTarget => plain(Kind::SameTarget),
        Rejection::NoRightClaimed => plain(Kind::NoRightClaimed),
        Rejection::NoGeneralCategory => plain(Kind::NoGeneralCategory),
        Rejection::BadAlarm => plain(Kind::BadAlarm),
        Rejection::VisitorNeedsDecision { number } => numbered(Kind::VisitorNeedsDecision, number),
        Rejection::NothingToUndo => plain(Kind::NothingToUndo),
        Rejection::UndoTooLate => plain(Kind::UndoTooLate),
        Rejection::UndoOvertaken => plain(Kind::UndoOvertaken),
        Rejection::LimitTooLarge { most } => counted(Kind::LimitTooLarge, u32::from(*most)),
        Rejection::NothingToChange => plain(Kind::NothingToChange),
        // A console asks nothing of bookings yet.
        Rejection::Booking(why) => worded(Kind::BadRequest, why),
        Rejection::ServiceInUse { service } | Rejection::ServiceBooked { service } => worded(Kind::InUse, service),
        Rejection::CategoryInUse { category } => worded(Kind::InUse, category),
        Rejection::LanguageInUse { language } => worded(Kind::InUse, language),
        Rejection::WindowInUse { window } => worded(Kind::InUse, window),
        Rejection::ClerkInUse { clerk } => worded(Kind::InUse, clerk),
        Rejection::DayInUse { day } => worded(Kind::InUse, day),
    }
}
