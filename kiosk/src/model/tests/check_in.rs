//! Booked visitors at the kiosk: by code from any resting screen, by number and digits, and each verdict (B4, B7, S5, O1).

use protocol::message::{BookedView, NoCheckIn};
use protocol::token::{OfficeKey, Token};
use queue::booking::NoBooking;
use queue::ids::{BookingId, BookingNumber};

use super::*;
use crate::view::{BookingWay, NotCheckedInKind, Paper, Punctual, Way};

fn key() -> OfficeKey {
    OfficeKey::from_secret(&[7; 32])
}

fn code(booking: u64) -> String {
    let begins = "2026-11-17T09:45:00".parse().unwrap();
    key().sign(&Token { booking: BookingId(booking), revision: 0, begins })
}

/// A kiosk with a scanner whose office takes bookings.
pub(super) fn booking_kiosk() -> Bench {
    let mut bench = Bench::started(vec![]);
    bench.happens(What::Connected(morning(), Some(key().public())));
    bench.happens(What::Floor(morning(), Box::new(FloorView { bookings: true, ..floor() })));
    bench.happens(What::Board(morning(), board([open(), open()])));
    bench.happens(What::Scanner(Supply::Good));
    bench.wait_s(1);
    bench
}

fn booked(late: bool) -> TicketView {
    let booked = Some(BookedView { at: time(9, 45, 0, 0), late });
    TicketView { ticket: TicketId(15), number: "A015".parse().unwrap(), booked, ..ticket() }
}

/// What was asked, with the name of the request.
fn asked(effects: &[Effect]) -> (RequestId, Ask) {
    let mut asks = effects.iter().filter_map(|effect| match effect {
        Effect::Ask(id, ask) => Some((id.clone(), ask.clone())),
        _ => None,
    });
    asks.next().unwrap_or_else(|| panic!("nothing is asked: {effects:?}"))
}

fn kind(bench: &Bench) -> (NotCheckedInKind, Way) {
    match bench.screen() {
        Screen::NotCheckedIn(why) => (why.kind, why.way),
        other => panic!("{other:?}"),
    }
}

fn prints(effects: &[Effect]) -> Vec<(JobId, Printing)> {
    let prints = effects.iter().filter_map(|effect| match effect {
        Effect::Print(job, coupon) => Some((*job, coupon.printing)),
        _ => None,
    });
    prints.collect()
}

#[test]
fn a_code_is_asked_about_once_written_down_first_and_its_ticket_is_shown_without_paper() {
    let mut bench = booking_kiosk();
    let effects = bench.happens(What::Scanned(code(1)));
    assert!(matches!(&effects[..], [Effect::Remember(pending), Effect::Ask(..)] if pending.len() == 1), "{effects:?}");
    let (id, ask) = asked(&effects);
    assert_eq!(ask, Ask::CheckIn { code: code(1), language: None, more_time: false });
    assert!(matches!(bench.screen(), Screen::Waiting(waiting) if waiting.service.is_none()));
    assert!(bench.happens(What::Scanned(code(1))).is_empty(), "while it is looked up nothing else is");
    let effects =
        bench.happens(What::Reply(Reply { id, outcome: Outcome::Done(Answer::Ticket(Box::new(booked(false)))) }));
    assert_eq!(effects.last(), Some(&Effect::Remember(vec![])), "settled");
    assert!(prints(&effects).is_empty());
    let Screen::CheckedIn(shown) = bench.screen() else { panic!("{:?}", bench.screen()) };
    assert_eq!((shown.number.as_str(), shown.punctual, shown.paper), ("A015", Punctual::Early, Paper::Offered));
    assert_eq!(shown.countdown.map(|countdown| countdown.total_s), Some(20));
}

#[test]
fn a_late_visitor_sees_that_it_is_the_general_queue_b4() {
    let mut bench = booking_kiosk();
    for (late, taken_at, punctual) in [
        (true, time(10, 2, 0, 0), Punctual::Late),
        (false, time(9, 44, 0, 0), Punctual::Early),
        (false, time(9, 45, 0, 0), Punctual::InTime),
        (false, time(9, 52, 0, 0), Punctual::JustInTime),
    ] {
        let (id, _) = asked(&bench.happens(What::Scanned(code(1))));
        let ticket = TicketView { taken_at, ..booked(late) };
        bench.happens(What::Reply(Reply { id, outcome: Outcome::Done(Answer::Ticket(Box::new(ticket))) }));
        let Screen::CheckedIn(shown) = bench.screen() else { panic!() };
        assert_eq!(shown.punctual, punctual);
        bench.wait_s(30);
    }
}

#[test]
fn who_came_early_is_told_that_the_call_may_come_sooner_only_where_it_may_also_across_midnight_b4() {
    let (evening, night) = (time(23, 55, 0, 0), time(0, 2, 0, 0));
    for (taken_at, due, called_from, punctual) in [
        (evening, night, None, Punctual::Early),
        (evening, night, Some(night), Punctual::InTime),
        (night, evening, None, Punctual::JustInTime),
    ] {
        let mut bench = booking_kiosk();
        let floor = FloorView { bookings: true, day_turns_at: time(4, 0, 0, 0), ..floor() };
        bench.happens(What::Floor(morning(), Box::new(floor)));
        let (id, _) = asked(&bench.happens(What::Scanned(code(1))));
        let booked = Some(BookedView { at: due, late: false });
        let ticket = TicketView { taken_at, booked, called_from, ..ticket() };
        bench.happens(What::Reply(Reply { id, outcome: Outcome::Done(Answer::Ticket(Box::new(ticket))) }));
        let Screen::CheckedIn(shown) = bench.screen() else { panic!("{:?}", bench.screen()) };
        assert_eq!(shown.punctual, punctual);
    }
}

#[test]
fn a_coupon_is_printed_for_whoever_wants_one_and_once() {
    let mut bench = booking_kiosk();
    let (id, _) = asked(&bench.happens(What::Scanned(code(1))));
    bench.happens(What::Reply(Reply { id, outcome: Outcome::Done(Answer::Ticket(Box::new(booked(false)))) }));
    bench.wait_s(2);
    let effects = bench.touch(Touch::PrintCoupon);
    let [(job, Printing::First)] = prints(&effects)[..] else { panic!("{effects:?}") };
    bench.wait_s(2);
    assert!(prints(&bench.touch(Touch::PrintCoupon)).is_empty(), "it prints already");
    bench.happens(What::Printed(job, PrintOutcome::Unknown));
    bench.wait_s(2);
    assert!(matches!(prints(&bench.touch(Touch::PrintCoupon))[..], [(_, Printing::Copy)]), "the second is marked");
}

#[test]
fn each_answer_has_its_verdict_and_its_way_out() {
    let mut bench = booking_kiosk();
    let begins = |text: &str| text.parse().unwrap();
    let no = |why| Outcome::Rejected(Rejection::Booking(why));
    let not = |why| Outcome::Failed(Failure::NotCheckedIn(why));
    let from = "2026-11-17T07:30:00Z".parse().unwrap();
    for (outcome, kind_and_way) in [
        (no(NoBooking::TooEarly { from }), (NotCheckedInKind::Early, Way::Start)),
        (no(NoBooking::OtherDay { begins: begins("2026-11-18T09:45:00") }), (NotCheckedInKind::OtherDay, Way::Start)),
        (
            no(NoBooking::Rescheduled { begins: begins("2026-11-17T12:00:00") }),
            (NotCheckedInKind::Rescheduled, Way::ShowCode),
        ),
        (no(NoBooking::CheckedIn { number: "A015".parse().unwrap() }), (NotCheckedInKind::Used, Way::Start)),
        (no(NoBooking::NoShow { number: "A015".parse().unwrap() }), (NotCheckedInKind::Missed, Way::Start)),
        (no(NoBooking::VisitOver), (NotCheckedInKind::VisitOver, Way::Start)),
        (no(NoBooking::Cancelled), (NotCheckedInKind::Cancelled, Way::Start)),
        (no(NoBooking::Void), (NotCheckedInKind::Void, Way::Start)),
        (no(NoBooking::Unknown), (NotCheckedInKind::Unknown, Way::Start)),
        (no(NoBooking::ReceptionClosed), (NotCheckedInKind::ReceptionClosed, Way::Start)),
        (Outcome::Rejected(Rejection::UnknownService), (NotCheckedInKind::Refused, Way::Start)),
        (not(NoCheckIn::NoCode), (NotCheckedInKind::NoCode, Way::ShowCode)),
        (not(NoCheckIn::Forged), (NotCheckedInKind::NoCode, Way::ShowCode)),
        (not(NoCheckIn::OtherOffice), (NotCheckedInKind::OtherOffice, Way::Start)),
        (not(NoCheckIn::WrongDigits { left: 3 }), (NotCheckedInKind::WrongDigits, Way::TypeNumber)),
        (not(NoCheckIn::WrongDigits { left: 0 }), (NotCheckedInKind::NumberClosed, Way::ShowCode)),
        (not(NoCheckIn::NumberClosed), (NotCheckedInKind::NumberClosed, Way::ShowCode)),
        (not(NoCheckIn::TooManyTries { wait_s: 90 }), (NotCheckedInKind::TooManyTries, Way::ShowCode)),
        (Outcome::Failed(Failure::TooOld), (NotCheckedInKind::NotCarriedOut, Way::ShowCode)),
        (Outcome::Failed(Failure::NotAllowed), (NotCheckedInKind::Refused, Way::Start)),
        (Outcome::Done(Answer::Done), (NotCheckedInKind::Refused, Way::Start)),
    ] {
        let (id, _) = asked(&bench.happens(What::Scanned(code(1))));
        bench.happens(What::Reply(Reply { id, outcome: outcome.clone() }));
        assert_eq!(kind(&bench), kind_and_way, "{outcome:?}");
    }
}

#[test]
fn an_early_visitor_is_told_from_when_and_for_when() {
    let mut bench = booking_kiosk();
    let (id, _) = asked(&bench.happens(What::Scanned(code(1))));
    let from = "2026-11-17T07:30:00Z".parse().unwrap();
    bench.happens(What::Reply(Reply {
        id,
        outcome: Outcome::Rejected(Rejection::Booking(NoBooking::TooEarly { from })),
    }));
    let Screen::NotCheckedIn(why) = bench.screen() else { panic!() };
    assert_eq!(why.opens, Some(time(11, 30, 0, 0)));
    assert_eq!(why.booked, crate::view::Moment::Today(time(12, 0, 0, 0)));
}

#[test]
fn a_foreign_code_is_told_at_once_and_nobody_is_asked_s5() {
    let mut bench = booking_kiosk();
    let elsewhere = OfficeKey::from_secret(&[9; 32]);
    let begins = "2026-11-17T09:45:00".parse().unwrap();
    let foreign = elsewhere.sign(&Token { booking: BookingId(1), revision: 0, begins });
    let mine = code(1);
    let bent = format!("{}{}", &mine[..142], if mine.ends_with('A') { 'Q' } else { 'A' });
    for (shown, verdict) in [
        (foreign, NotCheckedInKind::OtherOffice),
        (mine[..142].to_owned(), NotCheckedInKind::NoCode),
        (format!("{mine}{mine}"), NotCheckedInKind::NoCode),
        (bent, NotCheckedInKind::NoCode),
        (mine.to_lowercase(), NotCheckedInKind::NoCode),
        ("https://office.test/t/3k7m9pq2rtvx".to_owned(), NotCheckedInKind::NoCode),
        ("X".repeat(512), NotCheckedInKind::NoCode),
    ] {
        assert!(bench.happens(What::Scanned(shown.clone())).is_empty(), "{shown}");
        assert_eq!(kind(&bench).0, verdict, "{shown}");
    }
    bench.happens(What::Misread);
    assert_eq!(kind(&bench), (NotCheckedInKind::Misread, Way::ShowCode));
    asked(&bench.happens(What::Scanned(mine)));
}

#[test]
fn a_code_works_from_every_resting_screen_and_never_takes_a_number_from_one() {
    let places: [&[Touch]; 5] = [
        &[],
        &[Touch::Row(0)],
        &[Touch::Row(1)],
        &[Touch::HaveBooking],
        &[Touch::HaveBooking, Touch::TypeNumber, Touch::Figure(Key::Digit(4))],
    ];
    for touches in places {
        let mut bench = booking_kiosk();
        for touch in touches {
            bench.wait_s(1);
            bench.touch(touch.clone());
        }
        asked(&bench.happens(What::Scanned(code(1))));
    }
    // A number stands for three seconds, its own code changes nothing, and while paper prints nobody else's does.
    let mut bench = booking_kiosk();
    let (id, _) = asked(&bench.happens(What::Scanned(code(1))));
    bench.happens(What::Reply(Reply { id, outcome: Outcome::Done(Answer::Ticket(Box::new(booked(false)))) }));
    assert!(bench.happens(What::Scanned(code(2))).is_empty());
    bench.wait_s(3);
    assert!(bench.happens(What::Scanned(code(1))).is_empty());
    let effects = bench.touch(Touch::PrintCoupon);
    assert!(bench.happens(What::Scanned(code(2))).is_empty());
    bench.happens(What::Printed(prints(&effects)[0].0, PrintOutcome::Printed));
    bench.happens(What::Misread);
    assert!(matches!(bench.screen(), Screen::CheckedIn(_)));
    asked(&bench.happens(What::Scanned(code(2))));
}

#[test]
fn by_number_and_digits_figure_by_figure() {
    let mut bench = booking_kiosk();
    bench.touch(Touch::HaveBooking);
    assert!(matches!(bench.screen(), Screen::ShowCode(_)));
    bench.wait_s(1);
    bench.touch(Touch::TypeNumber);
    for digit in [4, 8, 2, 1, 3, 9, 0, 7, 0, 1, 4, 9] {
        assert!(bench.touch(Touch::Figure(Key::Digit(digit))).is_empty());
    }
    bench.touch(Touch::Figure(Key::Digit(5)));
    bench.touch(Touch::Figure(Key::Erase));
    assert!(bench.touch(Touch::Figure(Key::Enter)).is_empty(), "a figure is missing");
    bench.touch(Touch::Figure(Key::Digit(2)));
    let Screen::TypeNumber(typed) = bench.screen() else { panic!() };
    assert_eq!((typed.number.as_str(), typed.digits.as_str()), ("48213907", "0142"));
    let (id, ask) = asked(&bench.touch(Touch::Figure(Key::Enter)));
    let number = BookingNumber(48_213_907);
    assert_eq!(ask, Ask::CheckInByNumber { number, digits: "0142".into(), language: None, more_time: false });
    let wrong = Outcome::Failed(Failure::NotCheckedIn(NoCheckIn::WrongDigits { left: 4 }));
    bench.happens(What::Reply(Reply { id, outcome: wrong }));
    bench.wait_s(1);
    bench.touch(Touch::TypeNumber);
    assert!(matches!(bench.screen(), Screen::TypeNumber(typed) if typed.number.is_empty() && typed.digits.is_empty()));
}

#[test]
fn without_a_scanner_the_way_leads_to_the_keypad() {
    let mut bench = booking_kiosk();
    bench.happens(What::Scanner(Supply::Fault));
    let Screen::Services(services) = bench.screen() else { panic!() };
    assert_eq!(services.booking, Some(BookingWay::Type));
    bench.touch(Touch::HaveBooking);
    assert!(matches!(bench.screen(), Screen::TypeNumber(_)));
    bench.wait_s(1);
    bench.touch(Touch::Back);
    assert!(matches!(bench.screen(), Screen::Services(_)));
}

#[test]
fn who_booked_is_received_though_no_coupons_are_left() {
    let mut bench = booking_kiosk();
    let gone = Issue::Gone { next: Some(tomorrow()) };
    bench.happens(What::Board(morning(), board([gone.clone(), gone])));
    let Screen::Notice(notice) = bench.screen() else { panic!() };
    assert_eq!(notice.booking, Some(BookingWay::Scan));
    bench.wait_s(1);
    bench.touch(Touch::HaveBooking);
    assert!(matches!(bench.screen(), Screen::ShowCode(_)));
    asked(&bench.happens(What::Scanned(code(1))));
}

#[test]
fn a_floor_without_bookings_offers_none_and_minds_no_foreign_code() {
    let mut bench = booking_kiosk();
    bench.happens(What::Floor(morning(), Box::new(floor())));
    let Screen::Services(services) = bench.screen() else { panic!() };
    assert_eq!(services.booking, None);
    bench.touch(Touch::HaveBooking);
    bench.happens(What::Misread);
    bench.happens(What::Scanned("https://office.test/t/3k7m9pq2rtvx".into()));
    assert!(matches!(bench.screen(), Screen::Services(_)));
}

#[test]
fn without_a_server_nothing_is_asked_and_a_lapsed_check_in_uses_nothing_up_o1() {
    let mut bench = booking_kiosk();
    let effects = bench.happens(What::Scanned(code(1)));
    let (id, _) = asked(&effects);
    bench.happens(What::Lost);
    assert!(matches!(bench.screen(), Screen::Waiting(waiting) if waiting.line_down));
    let effects = bench.happens(What::Expired(id.clone()));
    let given_up = Pending { id: id.clone(), stage: Stage::GivenUp };
    assert_eq!(effects, [Effect::Remember(vec![given_up])], "to be asked about, and withdrawn should it have come");
    assert_eq!(kind(&bench), (NotCheckedInKind::NotCarriedOut, Way::ShowCode));
    bench.wait_s(200);
    assert!(bench.happens(What::Scanned(code(1))).is_empty());
    assert!(matches!(bench.screen(), Screen::Notice(notice) if notice.kind == NoticeKind::NoServer));
    let (question, ask) = asked(&bench.happens(What::Connected(morning(), Some(key().public()))));
    assert_eq!(ask, Ask::WhatBecame { request: id });
    let became = Answer::Became(Some(Box::new(Outcome::Done(Answer::Ticket(Box::new(booked(false)))))));
    let effects = bench.happens(What::Reply(Reply { id: question, outcome: Outcome::Done(became) }));
    let (_, ask) = asked(&effects);
    assert_eq!(ask, Ask::WithdrawTicket { ticket: TicketId(15) }, "the code is good again");
}

#[test]
fn what_cannot_be_written_down_is_not_asked() {
    let mut bench = booking_kiosk();
    let (id, _) = asked(&bench.happens(What::Scanned(code(1))));
    bench.happens(What::NotWritten(id));
    assert_eq!(kind(&bench).0, NotCheckedInKind::OutOfOrder);
}

#[test]
fn a_visitor_who_chose_a_language_keeps_it_and_one_who_did_not_gets_the_bookings() {
    let mut bench = booking_kiosk();
    bench.touch(Touch::Language(Language::English));
    let (_, ask) = asked(&bench.happens(What::Scanned(code(1))));
    assert!(matches!(ask, Ask::CheckIn { language: Some(language), .. } if language.as_str() == "en"));
    let mut bench = booking_kiosk();
    let (id, _) = asked(&bench.happens(What::Scanned(code(1))));
    let armenian = TicketView { language: LanguageId::new("hy").unwrap(), ..booked(false) };
    bench.happens(What::Reply(Reply { id, outcome: Outcome::Done(Answer::Ticket(Box::new(armenian))) }));
    assert_eq!(view(&bench.model).frame.language, Language::Armenian);
    bench.wait_s(21);
    assert_eq!(view(&bench.model).frame.language, Language::Russian, "and it goes with the visitor");
}

#[test]
fn who_chose_the_language_in_which_the_kiosk_greets_keeps_it_too_and_it_goes_with_them() {
    let language = |ask: Ask| match ask {
        Ask::CheckIn { language, .. } | Ask::CheckInByNumber { language, .. } => language,
        other => panic!("{other:?}"),
    };
    let russian = LanguageId::new("ru").ok();
    let mut bench = booking_kiosk();
    assert_eq!(bench.model.greeting(), Language::Russian);
    bench.touch(Touch::Language(Language::Russian));
    let (id, ask) = asked(&bench.happens(What::Scanned(code(1))));
    assert_eq!(language(ask), russian, "somebody else booked for them, in Armenian");
    bench.happens(What::Reply(Reply { id, outcome: Outcome::Done(Answer::Ticket(Box::new(booked(false)))) }));
    bench.wait_s(4);
    let (_, ask) = asked(&bench.happens(What::Scanned(code(2))));
    assert_eq!(language(ask), None, "the next visitor chose nothing");

    let mut bench = booking_kiosk();
    for touched in [Touch::Language(Language::Armenian), Touch::Language(Language::Russian), Touch::HaveBooking] {
        bench.touch(touched);
    }
    bench.touch(Touch::TypeNumber);
    for digit in [4, 8, 2, 1, 3, 9, 0, 7, 0, 1, 4, 2] {
        bench.touch(Touch::Figure(Key::Digit(digit)));
    }
    assert_eq!(language(asked(&bench.touch(Touch::Figure(Key::Enter))).1), russian, "by number as well");

    let mut bench = booking_kiosk();
    bench.touch(Touch::Language(Language::Russian));
    bench.wait_s(60 + 21);
    let (_, ask) = asked(&bench.happens(What::Scanned(code(1))));
    assert_eq!(language(ask), None, "who went away takes the choice along");
}

#[test]
fn nobody_there_the_screens_of_the_check_in_go_back_after_the_warning() {
    for touches in [&[Touch::HaveBooking][..], &[Touch::HaveBooking, Touch::TypeNumber]] {
        let mut bench = booking_kiosk();
        for touch in touches {
            bench.touch(touch.clone());
            bench.wait_s(1);
        }
        bench.wait_s(60);
        assert!(view(&bench.model).warning.is_some());
        bench.wait_s(21);
        assert!(matches!(bench.screen(), Screen::Services(_)));
    }
}
