//! The demo story of visitors who booked: A015, booked for 09:45, and every reason for not being checked in.

use jiff::civil::{date, time};
use kiosk::view::*;

use super::{CAME, groups, issued, notice, range, say, services};

/// A visitor who booked for 09:45 and came at 09:42.
pub fn checked_in(language: Language) -> CheckedIn {
    CheckedIn {
        number: "A015".into(),
        service: say(
            language,
            "Загранпаспорт: подача",
            "International passport: application",
            "Արտասահմանյան անձնագիր. հանձնում",
        ),
        hall: issued(language).hall,
        at: time(9, 45, 0, 0),
        came: CAME,
        punctual: Punctual::InTime,
        wait: None,
        paper: Paper::Offered,
        countdown: Some(Countdown { left_s: 20, total_s: 20 }),
        can_extend: true,
    }
}

pub fn late(language: Language) -> CheckedIn {
    CheckedIn { at: time(9, 30, 0, 0), punctual: Punctual::Late, wait: range(12, 20), ..checked_in(language) }
}

pub fn not_checked_in(kind: NotCheckedInKind) -> NotCheckedIn {
    let (booked, way, count) = match kind {
        NotCheckedInKind::Early => (Moment::Today(time(12, 0, 0, 0)), Way::Start, 0),
        NotCheckedInKind::OtherDay => (Moment::On(date(2026, 11, 23), time(9, 45, 0, 0)), Way::Start, 0),
        NotCheckedInKind::Rescheduled => (Moment::Tomorrow(time(12, 0, 0, 0)), Way::ShowCode, 0),
        NotCheckedInKind::WrongDigits => (Moment::Unknown, Way::TypeNumber, 4),
        NotCheckedInKind::TooManyTries => (Moment::Unknown, Way::ShowCode, 9),
        NotCheckedInKind::Misread
        | NotCheckedInKind::NoCode
        | NotCheckedInKind::NumberClosed
        | NotCheckedInKind::NotCarriedOut => (Moment::Unknown, Way::ShowCode, 0),
        NotCheckedInKind::OtherOffice
        | NotCheckedInKind::Used
        | NotCheckedInKind::Missed
        | NotCheckedInKind::VisitOver
        | NotCheckedInKind::Cancelled
        | NotCheckedInKind::Void
        | NotCheckedInKind::Unknown
        | NotCheckedInKind::ReceptionClosed
        | NotCheckedInKind::OutOfOrder
        | NotCheckedInKind::Refused => (Moment::Unknown, Way::Start, 0),
    };
    let named = kind == NotCheckedInKind::Used || kind == NotCheckedInKind::Missed;
    let number = if named { "A015".into() } else { String::new() };
    let opens = (kind == NotCheckedInKind::Early).then_some(time(11, 30, 0, 0));
    NotCheckedIn { kind, booked, number, opens, count, way }
}

/// Every reason for not being checked in, by the name of its picture.
pub const NOT_CHECKED_IN: [(&str, NotCheckedInKind); 19] = [
    ("check-in-misread", NotCheckedInKind::Misread),
    ("check-in-no-code", NotCheckedInKind::NoCode),
    ("check-in-other-office", NotCheckedInKind::OtherOffice),
    ("check-in-early", NotCheckedInKind::Early),
    ("check-in-other-day", NotCheckedInKind::OtherDay),
    ("check-in-rescheduled", NotCheckedInKind::Rescheduled),
    ("check-in-used", NotCheckedInKind::Used),
    ("check-in-missed", NotCheckedInKind::Missed),
    ("check-in-visit-over", NotCheckedInKind::VisitOver),
    ("check-in-cancelled", NotCheckedInKind::Cancelled),
    ("check-in-void", NotCheckedInKind::Void),
    ("check-in-unknown", NotCheckedInKind::Unknown),
    ("check-in-reception-closed", NotCheckedInKind::ReceptionClosed),
    ("check-in-wrong-digits", NotCheckedInKind::WrongDigits),
    ("check-in-number-closed", NotCheckedInKind::NumberClosed),
    ("check-in-too-many-tries", NotCheckedInKind::TooManyTries),
    ("check-in-not-carried-out", NotCheckedInKind::NotCarriedOut),
    ("check-in-out-of-order", NotCheckedInKind::OutOfOrder),
    ("check-in-refused", NotCheckedInKind::Refused),
];

/// The screens of a booked visitor by the names of their pictures.
pub fn check_in_screens(language: Language) -> Vec<(&'static str, Screen)> {
    let checked_in = checked_in(language);
    let paper = |paper| Screen::CheckedIn(CheckedIn { paper, ..checked_in.clone() });
    let typed =
        |number: &str, digits: &str| Screen::TypeNumber(TypeNumber { number: number.into(), digits: digits.into() });
    let limit_reached = Notice { booking: Some(BookingWay::Scan), ..notice(NoticeKind::LimitReached) };
    let waiting = Waiting { service: None, line_down: false, left_s: None };
    let mut screens = vec![
        ("booking-services", Screen::Services(Services { booking: Some(BookingWay::Scan), ..services(language) })),
        ("booking-groups", Screen::Services(Services { booking: Some(BookingWay::Type), ..groups(language) })),
        ("booking-limit-reached", Screen::Notice(limit_reached)),
        ("check-in-code", Screen::ShowCode(ShowCode)),
        ("check-in-number", typed("48213", "")),
        ("check-in-digits", typed("48213907", "014")),
        ("check-in-waiting", Screen::Waiting(waiting)),
        ("checked-in", Screen::CheckedIn(checked_in.clone())),
        ("checked-in-early", Screen::CheckedIn(CheckedIn { punctual: Punctual::Early, ..checked_in.clone() })),
        (
            "checked-in-just",
            Screen::CheckedIn(CheckedIn {
                at: time(9, 36, 0, 0),
                punctual: Punctual::JustInTime,
                can_extend: false,
                ..checked_in.clone()
            }),
        ),
        ("checked-in-late", Screen::CheckedIn(late(language))),
        (
            "checked-in-printing",
            Screen::CheckedIn(CheckedIn { paper: Paper::Printing, countdown: None, ..checked_in.clone() }),
        ),
        ("checked-in-printed", paper(Paper::Printed)),
        ("checked-in-no-paper", paper(Paper::NoPaper)),
        ("checked-in-unknown", paper(Paper::Unknown)),
        ("checked-in-no-printer", paper(Paper::NoPrinter)),
    ];
    screens.extend(NOT_CHECKED_IN.map(|(name, kind)| (name, Screen::NotCheckedIn(not_checked_in(kind)))));
    screens
}
