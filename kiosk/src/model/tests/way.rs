//! A visitor's way from the first screen to the number, what a touch means, and the time-out.

use super::*;

#[test]
fn a_visitor_goes_from_service_to_documents_to_category_to_the_number() {
    let mut bench = Bench::open();
    assert!(matches!(bench.screen(), Screen::Services(_)));
    bench.touch(Touch::Row(0));
    assert!(matches!(bench.screen(), Screen::Documents(_)), "B14: the documents come before the coupon");
    bench.touch(Touch::HaveDocuments);
    assert!(matches!(bench.screen(), Screen::Category(_)), "Q5: the right is chosen at the kiosk");
    bench.touch(Touch::Category(1));
    bench.touch(Touch::MoreTime);
    let effects = bench.touch(Touch::TakeCoupon);
    let id = bench.asked()[0].clone();
    assert_eq!(
        effects[0],
        Effect::Remember(vec![Pending { id: id.clone(), stage: Stage::Asked }]),
        "written down before it is sent"
    );
    let Effect::Ask(_, Ask::IssueTicket { services, category, language, more_time }) = &effects[1] else {
        panic!("{effects:?}")
    };
    assert_eq!(
        (services[0].as_str(), category.as_str(), language.as_str(), *more_time),
        ("passport", "disabled", "ru", true)
    );
    assert!(matches!(bench.screen(), Screen::Waiting(_)));
    let effects = bench.answer(id, Outcome::Done(Answer::Ticket(Box::new(ticket()))));
    assert!(matches!(effects[0], Effect::Remember(_)) && matches!(effects[1], Effect::Print(..)), "{effects:?}");
    assert_eq!(bench.paper(), Paper::Printing, "the number stands there while it prints");
}

#[test]
fn a_service_without_documents_asks_for_none() {
    let mut bench = Bench::open();
    bench.touch(Touch::Row(1));
    assert!(matches!(bench.screen(), Screen::Category(_)));
    bench.touch(Touch::Back);
    assert!(matches!(bench.screen(), Screen::Services(_)));
}

#[test]
fn twenty_taps_a_second_with_ten_fingers_make_one_ticket() {
    let mut bench = Bench::open();
    bench.touch(Touch::Row(0));
    for _ in 0..20 {
        for touch in [
            Touch::HaveDocuments,
            Touch::TakeCoupon,
            Touch::Row(0),
            Touch::Done,
            Touch::Back,
            Touch::Extend,
            Touch::Category(0),
            Touch::Anywhere,
            Touch::TakeCoupon,
            Touch::HaveDocuments,
        ] {
            if touch == Touch::Back {
                continue;
            }
            bench.after(5).happens(What::Touch(touch));
        }
    }
    assert_eq!(bench.asked().len(), 1);
    let id = bench.asked()[0].clone();
    bench.answer(id, Outcome::Done(Answer::Ticket(Box::new(ticket()))));
    for _ in 0..20 {
        bench.after(50).happens(What::Touch(Touch::Done));
        bench.happens(What::Touch(Touch::TakeCoupon));
    }
    assert!(matches!(bench.screen(), Screen::Issued(_)), "drumming does not wipe the number");
    assert_eq!((bench.asked().len(), bench.printed().len()), (1, 1));
}

#[test]
fn a_touch_right_after_a_new_screen_is_not_taken_for_it() {
    let mut bench = Bench::open();
    bench.touch(Touch::Row(0));
    bench.after(100).happens(What::Touch(Touch::HaveDocuments));
    assert!(matches!(bench.screen(), Screen::Documents(_)));
    bench.after(300).happens(What::Touch(Touch::HaveDocuments));
    assert!(matches!(bench.screen(), Screen::Category(_)));
}

#[test]
fn a_lost_line_is_shown_at_once_and_the_choice_is_kept() {
    let mut bench = Bench::open();
    bench.touch(Touch::Row(0));
    bench.happens(What::Lost);
    assert_eq!(bench.notice(), NoticeKind::NoServer);
    bench.happens(What::Connected(morning(), None));
    assert!(matches!(bench.screen(), Screen::Documents(_)));
}

#[test]
fn without_a_touch_comes_a_warning_and_then_everything_is_wiped() {
    let mut bench = Bench::open();
    bench.touch(Touch::Language(Language::Armenian));
    bench.touch(Touch::Contrast);
    bench.touch(Touch::Larger);
    bench.touch(Touch::Row(0));
    bench.wait_s(59);
    assert_eq!(view(&bench.model).warning, None);
    bench.wait_s(1);
    assert_eq!(view(&bench.model).warning.map(|warning| warning.left_s), Some(20), "WCAG 2.2.1: at least 20 s");
    bench.wait_s(10);
    bench.happens(What::Touch(Touch::Extend));
    assert_eq!(view(&bench.model).warning, None, "one touch is enough to stay");
    assert!(matches!(bench.screen(), Screen::Documents(_)), "and it chooses nothing");
    bench.wait_s(81);
    let shown = view(&bench.model);
    assert!(matches!(shown.screen, Screen::Services(_)));
    assert_eq!((shown.frame.language, shown.frame.appearance), (Language::Russian, Appearance::default()));
}

#[test]
fn the_first_screen_never_warns() {
    let mut bench = Bench::open();
    bench.wait_s(200);
    assert_eq!(view(&bench.model).warning, None);
}

#[test]
fn the_clock_is_the_floors_whatever_the_kiosks_own_says() {
    let mut bench = Bench::started(vec![]);
    bench.model.clock.floor = "1970-01-01T00:00:00Z".parse().unwrap();
    bench.connect();
    bench.wait_s(120);
    assert_eq!(view(&bench.model).frame.now, Some(date(2026, 11, 17).at(9, 44, 0, 0)));
}

#[test]
fn a_kiosk_that_has_not_met_the_server_shows_no_clock_and_no_date() {
    let mut bench = Bench::started(vec![]);
    bench.happens(What::Lost);
    bench.wait_s(120);
    assert_eq!(view(&bench.model).frame.now, None);
    bench.happens(What::Connected(morning(), None));
    assert_eq!(view(&bench.model).frame.now, None, "the floor's time zone is not told yet");
    bench.connect();
    bench.happens(What::Lost);
    bench.wait_s(60);
    assert_eq!(view(&bench.model).frame.now, Some(date(2026, 11, 17).at(9, 43, 0, 0)), "it goes on without the line");
}

#[test]
fn an_update_of_a_while_ago_does_not_set_the_clock_back() {
    let mut bench = Bench::open();
    bench.wait_s(600);
    bench.happens(What::Board(morning(), board([open(), open()])));
    assert_eq!(view(&bench.model).frame.now, Some(date(2026, 11, 17).at(9, 52, 0, 0)));
    bench.happens(What::Connected(morning(), None));
    assert_eq!(
        view(&bench.model).frame.now,
        Some(date(2026, 11, 17).at(9, 42, 0, 0)),
        "a new welcome tells the time of now"
    );
}

/// A kiosk on each of its screens, with a choice made on each that has one.
fn every_place() -> Vec<(&'static str, Bench)> {
    let way: &[(&str, &[Touch])] = &[
        ("services", &[Touch::Page(1)]),
        ("documents", &[Touch::Row(0), Touch::Purpose(0), Touch::Page(1)]),
        ("category", &[Touch::Row(0), Touch::HaveDocuments, Touch::Category(1), Touch::MoreTime, Touch::Page(1)]),
        ("waiting", &[Touch::Row(0), Touch::HaveDocuments, Touch::TakeCoupon]),
        ("technician", &[Touch::TechnicianWanted, Touch::Keypad(Key::Digit(4)), Touch::Keypad(Key::Digit(7))]),
    ];
    let after = |touches: &[Touch]| {
        let mut bench = Bench::open();
        for touch in touches {
            bench.touch(touch.clone());
        }
        bench
    };
    let mut places: Vec<_> = way.iter().map(|(name, touches)| (*name, after(touches))).collect();
    let mut issued = Bench::open();
    let job = issued.issue();
    issued.happens(What::Printed(job, PrintOutcome::NotPrinted));
    places.push(("issued", issued));
    let mut told = Bench::open();
    let id = told.take_coupon();
    told.answer(id, Outcome::Rejected(Rejection::LimitReached { next: None }));
    places.push(("told", told));
    places
}

#[test]
fn a_language_on_any_screen_loses_no_choice() {
    for (name, mut bench) in every_place() {
        bench.touch(Touch::Larger);
        for language in [Language::Armenian, Language::English, Language::Russian] {
            let before = (bench.model.place.clone(), bench.model.technician.digits());
            let effects = bench.touch(Touch::Language(language));
            assert_eq!((bench.model.place.clone(), bench.model.technician.digits()), before, "{name}");
            let frame = view(&bench.model).frame;
            assert_eq!((frame.language, frame.appearance.larger, effects), (language, true, vec![]), "{name}");
        }
    }
}

#[test]
fn a_row_says_who_would_be_ahead_and_the_screens_after_it_say_the_same() {
    let mut bench = Bench::open();
    let Screen::Services(services) = bench.screen() else { panic!() };
    assert!(matches!(services.rows[0].state, ServiceState::Open { people: 11, .. }), "not the 7 of this service alone");
    bench.touch(Touch::Row(0));
    let Screen::Documents(documents) = bench.screen() else { panic!() };
    assert_eq!(documents.service.ahead, 11);
}

#[test]
fn a_category_names_the_paper_that_proves_the_right_q5() {
    let mut bench = Bench::open();
    bench.touch(Touch::Row(0));
    bench.touch(Touch::HaveDocuments);
    let details = |bench: &Bench| match bench.screen() {
        Screen::Category(category) => category.rows.into_iter().map(|row| row.detail).collect::<Vec<_>>(),
        other => panic!("{other:?} offers no category"),
    };
    assert_eq!(details(&bench), ["", "удостоверение"]);
    bench.touch(Touch::Language(Language::English));
    assert_eq!(details(&bench), ["", "card"]);
}

/// Neither a second nor a board without news is anything to draw.
#[test]
fn at_rest_the_screen_changes_with_the_minutes_alone() {
    let mut bench = Bench::open();
    let before = view(&bench.model);
    for second in 11..60 {
        bench.wait_s(1);
        bench.happens(What::Board(morning() + SignedDuration::from_secs(second), board([open(), open()])));
        assert_eq!(view(&bench.model), before, "second {second}");
    }
    bench.wait_s(1);
    assert_ne!(view(&bench.model), before, "the minute");
}
