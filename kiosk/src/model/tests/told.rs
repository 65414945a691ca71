//! Why a visitor who was choosing, or asked, gets no coupon: each reason in its own words (Q3, Q4).

use super::*;
use crate::view::{Moment, Notice};

fn noon() -> Timestamp {
    "2026-11-17T08:30:00Z".parse().unwrap()
}

fn told(bench: &Bench) -> Notice {
    match bench.screen() {
        Screen::Notice(notice) => notice,
        other => panic!("{other:?} is no notice"),
    }
}

/// Each reason as the board says it, as a rejection says it, and as it is shown.
fn reasons() -> Vec<(Issue, Rejection, NoticeKind, Moment)> {
    let next = Some(tomorrow());
    let shown = Moment::Tomorrow(time(8, 30, 0, 0));
    let from = noon();
    vec![
        (
            Issue::NotYet { from, pause: true },
            Rejection::IssueNotYet { from },
            NoticeKind::BeforeHours,
            Moment::Today(time(12, 30, 0, 0)),
        ),
        (Issue::Over { next }, Rejection::IssueOver { next }, NoticeKind::AfterHours, shown),
        (Issue::ClosedToday { next }, Rejection::ClosedToday { next }, NoticeKind::ClosedDay, shown),
        (Issue::Gone { next }, Rejection::LimitReached { next }, NoticeKind::ServiceGone, shown),
        (Issue::Stopped, Rejection::IssueStopped, NoticeKind::Paused, Moment::Unknown),
    ]
}

#[test]
fn a_rejection_of_the_last_moment_says_why_and_when_the_next_coupons_are() {
    for (_, rejection, kind, next) in reasons() {
        let mut bench = Bench::open();
        let id = bench.take_coupon();
        bench.answer(id, Outcome::Rejected(rejection));
        let wanted = Notice {
            kind,
            next,
            hours: vec![],
            service: Some("Услуга passport".into()),
            can_choose: true,
            booking: None,
        };
        assert_eq!((told(&bench), bench.remembered()), (wanted, vec![]));
        bench.touch(Touch::StartAgain);
        assert!(matches!(bench.screen(), Screen::Services(_)));
    }
}

#[test]
fn a_service_that_closes_while_its_visitor_chooses_says_why_and_when_the_next_coupons_are() {
    for (issue, _, kind, next) in reasons() {
        let mut bench = Bench::open();
        bench.touch(Touch::Row(0));
        bench.happens(What::Board(morning(), board([issue, open()])));
        let wanted = Notice {
            kind,
            next,
            hours: vec![],
            service: Some("Услуга passport".into()),
            can_choose: true,
            booking: None,
        };
        assert_eq!(told(&bench), wanted);
    }
}

#[test]
fn a_choice_that_the_office_took_away_is_told_as_changed() {
    let mut bench = Bench::open();
    let id = bench.take_coupon();
    bench.answer(id, Outcome::Rejected(Rejection::UnknownCategory));
    assert_eq!(bench.notice(), NoticeKind::Refused);
    let mut bench = Bench::open();
    bench.touch(Touch::Row(0));
    bench.happens(What::Board(morning(), KioskBoard { day: None, services: vec![] }));
    assert_eq!(bench.notice(), NoticeKind::Refused);
}

#[test]
fn a_notice_about_the_whole_office_has_no_other_choice() {
    let mut bench = Bench::open();
    bench.happens(What::Board(morning(), board([Issue::Stopped, Issue::Stopped])));
    assert!(!told(&bench).can_choose);
}

#[test]
fn a_rejected_request_says_why_and_leaves_nothing_open() {
    let mut bench = Bench::open();
    let id = bench.take_coupon();
    bench.answer(id, Outcome::Rejected(Rejection::LimitReached { next: Some(tomorrow()) }));
    assert_eq!(bench.notice(), NoticeKind::ServiceGone);
    assert_eq!(bench.remembered(), vec![]);
    bench.touch(Touch::StartAgain);
    assert!(matches!(bench.screen(), Screen::Services(_)));
    let id = bench.take_coupon();
    bench.answer(id, Outcome::Failed(Failure::TooOld));
    assert_eq!(bench.notice(), NoticeKind::NotCarriedOut);
}

#[test]
fn the_reason_for_having_no_coupon_is_the_floors() {
    let next = Some(tomorrow());
    let from = "2026-11-17T06:30:00Z".parse().unwrap();
    let cases = [
        ([Issue::NotYet { from, pause: false }, Issue::Over { next }], NoticeKind::BeforeHours),
        ([Issue::Over { next }, Issue::Over { next }], NoticeKind::AfterHours),
        ([Issue::Gone { next }, Issue::Over { next }], NoticeKind::LimitReached),
        ([Issue::ClosedToday { next }, Issue::ClosedToday { next }], NoticeKind::ClosedDay),
        ([Issue::Stopped, Issue::Stopped], NoticeKind::Paused),
    ];
    for (issues, kind) in cases {
        let mut bench = Bench::open();
        bench.happens(What::Board(morning(), board(issues)));
        assert_eq!(bench.notice(), kind, "Q3, Q4");
    }
    let mut bench = Bench::open();
    bench.happens(What::Board(morning(), board([open(), Issue::Gone { next }])));
    let Screen::Services(services) = bench.screen() else { panic!() };
    assert_eq!(services.rows[1].state, ServiceState::Gone(crate::view::Moment::Tomorrow(time(8, 30, 0, 0))));
    bench.touch(Touch::Row(1));
    assert!(matches!(bench.screen(), Screen::Services(_)), "what is gone cannot be chosen");
}
