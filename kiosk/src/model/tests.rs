//! The model as data in, data out: what happened, when, and what is to be done.
#![allow(clippy::wildcard_enum_match_arm)] // A test picks what it looks for.

mod desk;
mod groups;
mod number;
mod settling;
mod staff;
mod told;

use jiff::civil::{date, time};
use protocol::board::KioskService;
use protocol::message::{Answer, Failure, Outcome, TicketState};
use queue::Rejection;
use queue::estimate::Expected;
use queue::floor::{Category, Document, Hall, Interval, IssueHours, Purpose, Reasons, Rules, Service, Text, Weekday};
use queue::ids::{HallId, Language as LanguageId, TicketId};
use queue::issue::{Issue, Opening};
use queue::number::Letter;

use super::*;
use crate::coupon::Printing;
use crate::view::{Choice, Key, NoticeKind, Screen, ServiceState, Technician, view};

fn text(ru: &str, en: &str) -> Text {
    let pairs = [("ru", ru), ("en", en)];
    Text(pairs.into_iter().map(|(code, said)| (LanguageId::new(code).unwrap(), said.into())).collect())
}

fn service(key: &str, letter: char, documents: bool) -> Service {
    let document = Document { name: text("Паспорт", "Passport"), note: text("оригинал", "original") };
    let purpose = Purpose { name: text("Взрослому", "For an adult"), documents: vec![document] };
    let day = vec![Interval { from: time(8, 30, 0, 0), to: time(17, 0, 0, 0) }];
    Service {
        id: ServiceId::new(key).unwrap(),
        letter: Letter::new(letter).unwrap(),
        name: text(&format!("Услуга {key}"), &format!("Service {key}")),
        short: Text::default(),
        group: None,
        hall: HallId::new("hall-1").unwrap(),
        issue: IssueHours([(Weekday::Tue, day)].into()),
        daily_limit: 100,
        service_norm_min: 10,
        wait_norm_min: 30,
        then: vec![],
        purposes: if documents { vec![purpose] } else { vec![] },
        at_kiosk: true,
    }
}

fn category(key: &str, preferential: bool) -> Category {
    Category {
        id: CategoryId::new(key).unwrap(),
        name: text(key, key),
        mark: text(key, key),
        preferential,
        wait_limit_min: None,
    }
}

fn floor() -> FloorView {
    FloorView {
        version: 1,
        office: text("Отдел", "Office"),
        languages: ["ru", "en", "hy"].map(|code| LanguageId::new(code).unwrap()).to_vec(),
        zone: "Asia/Yerevan".into(),
        halls: vec![Hall { id: HallId::new("hall-1").unwrap(), name: text("Зал 1", "Hall 1") }],
        groups: vec![],
        services: vec![service("passport", 'A', true), service("advice", 'C', false)],
        categories: vec![category("general", false), category("disabled", true)],
        windows: vec![],
        reasons: Reasons::default(),
        rules: Rules::default(),
        notices: vec![],
        bookings: false,
    }
}

/// 09:42 on Tuesday, 17 November 2026, in Yerevan.
fn morning() -> Timestamp {
    "2026-11-17T05:42:00Z".parse().unwrap()
}

fn open() -> Issue {
    Issue::Open { left: 50, until: "2026-11-17T13:00:00Z".parse().unwrap() }
}

fn tomorrow() -> Opening {
    Opening { date: date(2026, 11, 18), time: time(8, 30, 0, 0) }
}

fn board(issues: [Issue; 2]) -> KioskBoard {
    let [first, second] = issues;
    let line = |key: &str, issue| KioskService {
        service: ServiceId::new(key).unwrap(),
        waiting: 7,
        expected: Some(Expected { from_min: 12, to_min: 20 }),
        issue,
    };
    KioskBoard { day: Some(date(2026, 11, 17)), services: vec![line("passport", first), line("advice", second)] }
}

fn ticket() -> TicketView {
    TicketView {
        ticket: TicketId(12),
        number: "A012".parse().unwrap(),
        day: date(2026, 11, 17),
        taken_at: time(9, 42, 0, 0),
        visit: vec![ServiceId::new("passport").unwrap()],
        category: CategoryId::new("general").unwrap(),
        language: LanguageId::new("ru").unwrap(),
        more_time: false,
        hall: HallId::new("hall-1").unwrap(),
        ahead: 7,
        expected: Some(Expected { from_min: 12, to_min: 20 }),
        expected_by: Some(time(10, 2, 0, 0)),
        url: None,
        copies: 0,
        state: TicketState::Waiting,
    }
}

/// A kiosk on a bench: it counts what it asks and prints.
struct Bench {
    model: Model,
    at: Duration,
    ids: u32,
    effects: Vec<Effect>,
}

impl Bench {
    fn started(remembered: Vec<Pending>) -> Self {
        let settings = Settings {
            device: "kiosk-1".into(),
            language: None,
            idle: Duration::from_secs(60),
            has_printer: true,
            has_scanner: true,
            has_pin: true,
            full_screen: true,
            program: "0.1.0".into(),
        };
        Self { model: Model::new(settings, remembered, morning()), at: Duration::ZERO, ids: 0, effects: vec![] }
    }

    /// A kiosk that is connected, with all services open.
    fn open() -> Self {
        let mut bench = Self::started(vec![]);
        bench.connect();
        bench.after(10_000);
        bench
    }

    fn connect(&mut self) {
        self.happens(What::Connected(morning()));
        self.happens(What::Floor(morning(), Box::new(floor())));
        self.happens(What::Board(morning(), board([open(), open()])));
    }

    fn after(&mut self, ms: u64) -> &mut Self {
        self.at += Duration::from_millis(ms);
        self
    }

    fn happens(&mut self, what: What) -> Vec<Effect> {
        self.ids += 1;
        let fresh = RequestId::new(&format!("request-{:08}", self.ids)).unwrap();
        let effects = update(&mut self.model, Input { at: self.at, fresh, what });
        self.effects.extend(effects.clone());
        effects
    }

    fn touch(&mut self, touch: Touch) -> Vec<Effect> {
        self.after(500).happens(What::Touch(touch))
    }

    /// Seconds of ticks.
    fn wait_s(&mut self, seconds: u64) -> Vec<Effect> {
        (0..seconds).flat_map(|_| self.after(1_000).happens(What::Tick)).collect()
    }

    fn screen(&self) -> Screen {
        view(&self.model).screen
    }

    /// The ids of the coupons asked for.
    fn asked(&self) -> Vec<RequestId> {
        self.effects
            .iter()
            .filter_map(|effect| match effect {
                Effect::Ask(id, Ask::IssueTicket { .. }) => Some(id.clone()),
                _ => None,
            })
            .collect()
    }

    /// The ids of the questions what became of a request.
    fn questions(&self) -> Vec<RequestId> {
        self.effects
            .iter()
            .filter_map(|effect| match effect {
                Effect::Ask(id, Ask::WhatBecame { .. }) => Some(id.clone()),
                _ => None,
            })
            .collect()
    }

    fn printed(&self) -> Vec<(JobId, Coupon)> {
        self.effects
            .iter()
            .filter_map(|effect| match effect {
                Effect::Print(job, coupon) => Some((*job, (**coupon).clone())),
                _ => None,
            })
            .collect()
    }

    /// What the model itself holds open.
    fn open_requests(&self) -> Vec<Pending> {
        let Effect::Remember(pending) = self.model.requests.to_remember() else { panic!("it is one to remember") };
        pending
    }

    /// What stands on the disk.
    fn remembered(&self) -> Vec<Pending> {
        self.effects
            .iter()
            .rev()
            .find_map(|effect| match effect {
                Effect::Remember(pending) => Some(pending.clone()),
                _ => None,
            })
            .unwrap_or_default()
    }

    fn take_coupon(&mut self) -> RequestId {
        self.touch(Touch::Row(0));
        self.touch(Touch::HaveDocuments);
        self.touch(Touch::TakeCoupon);
        self.asked().pop().expect("a coupon is asked for")
    }

    fn answer(&mut self, id: RequestId, outcome: Outcome) -> Vec<Effect> {
        self.after(100).happens(What::Reply(Reply { id, outcome }))
    }

    fn issue(&mut self) -> JobId {
        let id = self.take_coupon();
        self.answer(id, Outcome::Done(Answer::Ticket(Box::new(ticket()))));
        self.printed().pop().expect("a coupon prints").0
    }

    fn notice(&self) -> NoticeKind {
        match self.screen() {
            Screen::Notice(notice) => notice.kind,
            other => panic!("{other:?} is no notice"),
        }
    }

    fn paper(&self) -> Paper {
        match self.screen() {
            Screen::Issued(issued) => issued.paper,
            other => panic!("{other:?} is no number"),
        }
    }
}

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
fn the_outcome_of_printing_chooses_the_screen() {
    for (outcome, paper, stays_s) in [
        (PrintOutcome::Printed, Paper::Printed, 20),
        (PrintOutcome::NotPrinted, Paper::NoPaper, 60),
        (PrintOutcome::Unknown, Paper::Unknown, 60),
    ] {
        let mut bench = Bench::open();
        let job = bench.issue();
        bench.after(500).happens(What::Printed(job, outcome));
        assert_eq!(bench.paper(), paper);
        assert_eq!(bench.remembered(), vec![], "the request is settled");
        bench.wait_s(stays_s - 1);
        assert_eq!(bench.paper(), paper, "it stays {stays_s} s");
        bench.wait_s(2);
        assert!(matches!(bench.screen(), Screen::Services(_)));
    }
}

#[test]
fn a_printer_that_says_nothing_is_unknown_after_a_while() {
    let mut bench = Bench::open();
    let job = bench.issue();
    bench.wait_s(21);
    assert_eq!(bench.paper(), Paper::Unknown);
    bench.happens(What::Printed(job, PrintOutcome::Printed));
    assert_eq!(bench.paper(), Paper::Printed, "better late than never");
}

#[test]
fn a_reprint_on_request_is_marked_as_a_copy() {
    let mut bench = Bench::open();
    let job = bench.issue();
    bench.happens(What::Printed(job, PrintOutcome::Unknown));
    bench.after(2_000);
    bench.touch(Touch::PrintCopy);
    bench.touch(Touch::PrintCopy);
    let printed = bench.printed();
    assert_eq!(printed.len(), 2, "one copy, however often it is asked for");
    assert_eq!((printed[0].1.printing, printed[1].1.printing), (Printing::First, Printing::Copy));
    bench.happens(What::Printed(printed[1].0, PrintOutcome::Printed));
    assert_eq!(bench.paper(), Paper::CopyPrinted);
}

#[test]
fn more_time_can_be_had_ten_times() {
    let mut bench = Bench::open();
    let job = bench.issue();
    bench.happens(What::Printed(job, PrintOutcome::Printed));
    for _ in 0..10 {
        bench.wait_s(18);
        bench.touch(Touch::Extend);
        assert_eq!(bench.paper(), Paper::Printed);
    }
    let Screen::Issued(issued) = bench.screen() else { panic!() };
    assert!(!issued.can_extend);
    bench.wait_s(21);
    assert!(matches!(bench.screen(), Screen::Services(_)));
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
fn a_request_that_lapses_is_told_and_its_ticket_withdrawn() {
    let mut bench = Bench::open();
    let id = bench.take_coupon();
    bench.happens(What::Lost);
    let Screen::Waiting(waiting) = bench.screen() else { panic!() };
    assert!(waiting.line_down);
    bench.wait_s(29);
    bench.happens(What::Expired(id.clone()));
    assert_eq!(bench.notice(), NoticeKind::NotCarriedOut);
    assert_eq!(bench.remembered(), vec![Pending { id: id.clone(), stage: Stage::GivenUp }]);
    // The line heals: the kiosk asks, and takes back what nobody saw.
    let effects = bench.happens(What::Connected(morning()));
    let Some(Effect::Ask(question, Ask::WhatBecame { request })) = effects.last() else { panic!("{effects:?}") };
    assert_eq!(*request, id);
    let became = Outcome::Done(Answer::Became(Some(Box::new(Outcome::Done(Answer::Ticket(Box::new(ticket())))))));
    let effects = bench.answer(question.clone(), became);
    assert_eq!(effects[0], Effect::Remember(vec![Pending { id, stage: Stage::Withdraw(TicketId(12)) }]));
    let Some(Effect::Ask(withdrawal, Ask::WithdrawTicket { ticket })) = effects.last() else { panic!("{effects:?}") };
    assert_eq!(*ticket, TicketId(12));
    bench.answer(withdrawal.clone(), Outcome::Done(Answer::Done));
    assert_eq!(bench.remembered(), vec![]);
    assert_eq!(bench.printed().len(), 0);
}

#[test]
fn never_carried_out_is_believed_when_it_is_said_twice() {
    let mut bench = Bench::open();
    let id = bench.take_coupon();
    bench.wait_s(31);
    let effects = bench.happens(What::Expired(id));
    let Some(Effect::Ask(first, Ask::WhatBecame { .. })) = effects.last() else { panic!("{effects:?}") };
    bench.answer(first.clone(), Outcome::Done(Answer::Became(None)));
    assert_eq!(bench.remembered().len(), 1, "it may still have been on its way");
    let effects = bench.wait_s(40);
    let Some(Effect::Ask(second, Ask::WhatBecame { .. })) = effects.last() else { panic!("{effects:?}") };
    bench.answer(second.clone(), Outcome::Done(Answer::Became(None)));
    assert_eq!(bench.remembered(), vec![]);
}

#[test]
fn the_model_gives_up_by_itself_should_nobody_tell() {
    let mut bench = Bench::open();
    bench.take_coupon();
    bench.wait_s(33);
    assert_eq!(bench.notice(), NoticeKind::NotCarriedOut);
}

fn restarted(stage: Stage) -> (Bench, RequestId, RequestId) {
    let id = RequestId::new("request-of-before").unwrap();
    let mut bench = Bench::started(vec![Pending { id: id.clone(), stage }]);
    let effects = bench.happens(What::Connected(morning()));
    let Some(Effect::Ask(question, _)) = effects.last() else { panic!("{effects:?}") };
    let question = question.clone();
    bench.happens(What::Floor(morning(), Box::new(floor())));
    bench.happens(What::Board(morning(), board([open(), open()])));
    (bench, id, question)
}

fn became_ticket() -> Outcome {
    Outcome::Done(Answer::Became(Some(Box::new(Outcome::Done(Answer::Ticket(Box::new(ticket())))))))
}

#[test]
fn a_kiosk_that_restarts_shows_and_prints_a_fresh_ticket_that_nobody_saw() {
    let (mut bench, id, question) = restarted(Stage::Asked);
    let effects = bench.answer(question, became_ticket());
    assert_eq!(effects[0], Effect::Remember(vec![Pending { id, stage: Stage::Shown }]));
    assert_eq!((bench.paper(), bench.printed().len()), (Paper::Printing, 1));
    let job = bench.printed()[0].0;
    bench.happens(What::Printed(job, PrintOutcome::Printed));
    assert_eq!(bench.remembered(), vec![]);
}

#[test]
fn a_kiosk_that_restarts_prints_no_second_paper() {
    let (mut bench, _, question) = restarted(Stage::Shown);
    bench.answer(question, became_ticket());
    assert_eq!((bench.paper(), bench.printed().len()), (Paper::Unknown, 0));
    assert_eq!(bench.remembered(), vec![]);
}

#[test]
fn a_kiosk_that_restarts_late_withdraws_what_nobody_saw() {
    let (mut bench, id, question) = restarted(Stage::Asked);
    let old = TicketView { taken_at: time(9, 12, 0, 0), ..ticket() };
    let became = Outcome::Done(Answer::Became(Some(Box::new(Outcome::Done(Answer::Ticket(Box::new(old)))))));
    let effects = bench.answer(question, became);
    assert_eq!(effects[0], Effect::Remember(vec![Pending { id, stage: Stage::Withdraw(TicketId(12)) }]));
    assert!(matches!(effects.last(), Some(Effect::Ask(_, Ask::WithdrawTicket { .. }))));
    assert!(matches!(bench.screen(), Screen::Services(_)));
}

#[test]
fn a_withdrawal_that_got_lost_is_asked_again() {
    let (mut bench, _, question) = restarted(Stage::Withdraw(TicketId(12)));
    bench.happens(What::Expired(question));
    let effects = bench.wait_s(7);
    assert!(matches!(effects.last(), Some(Effect::Ask(_, Ask::WithdrawTicket { .. }))), "{effects:?}");
}

#[test]
fn a_lost_line_is_shown_at_once_and_the_choice_is_kept() {
    let mut bench = Bench::open();
    bench.touch(Touch::Row(0));
    bench.happens(What::Lost);
    assert_eq!(bench.notice(), NoticeKind::NoServer);
    bench.happens(What::Connected(morning()));
    assert!(matches!(bench.screen(), Screen::Documents(_)));
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
fn the_first_screen_never_warns_and_a_language_loses_no_choice() {
    let mut bench = Bench::open();
    bench.wait_s(200);
    assert_eq!(view(&bench.model).warning, None);
    bench.touch(Touch::Row(0));
    bench.touch(Touch::Language(Language::English));
    let Screen::Documents(documents) = bench.screen() else { panic!() };
    assert_eq!(documents.service.name, "Service passport");
}

#[test]
fn the_clock_is_the_floors_whatever_the_kiosks_own_says() {
    let mut bench = Bench::started(vec![]);
    bench.model.clock.floor = "1970-01-01T00:00:00Z".parse().unwrap();
    bench.connect();
    bench.wait_s(120);
    let frame = view(&bench.model).frame;
    assert_eq!((frame.date, frame.time), (date(2026, 11, 17), time(9, 44, 0, 0)));
}

#[test]
fn an_update_of_a_while_ago_does_not_set_the_clock_back() {
    let mut bench = Bench::open();
    bench.wait_s(600);
    bench.happens(What::Board(morning(), board([open(), open()])));
    assert_eq!(view(&bench.model).frame.time, time(9, 52, 0, 0));
    bench.happens(What::Connected(morning()));
    assert_eq!(view(&bench.model).frame.time, time(9, 42, 0, 0), "a new welcome tells the time of now");
}

/// Any order of anything: no panic, never two requests in one pass, and every ticket asked for is settled or remembered.
#[test]
fn any_order_of_the_worlds_events_is_survived() {
    for seed in 0..300_u64 {
        let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
        let mut random = move |below: u64| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state % below
        };
        let mut bench = Bench::started(vec![]);
        for _ in 0..400 {
            bench.at += Duration::from_millis(random(3_000));
            let waits = matches!(bench.model.place, Place::Waiting { .. });
            let asked = bench.asked().len();
            let last = bench
                .effects
                .iter()
                .rev()
                .find_map(|effect| if let Effect::Ask(id, _) = effect { Some(id.clone()) } else { None });
            let job = bench.printed().last().map(|(job, _)| *job);
            let any = usize::try_from(random(12)).unwrap();
            let what = match random(24) {
                0 => What::Lost,
                1 | 2 => What::Connected(morning()),
                3 => What::Floor(morning(), Box::new(floor())),
                4 => What::Board(morning(), board([open(), open()])),
                5 => What::Board(morning(), board([Issue::Gone { next: None }, Issue::Stopped])),
                6 => last.map_or(What::Tick, |id| {
                    What::Reply(Reply { id, outcome: Outcome::Done(Answer::Ticket(Box::new(ticket()))) })
                }),
                7 => last.map_or(What::Tick, What::Expired),
                8 => last.map_or(What::Tick, |id| What::Reply(Reply { id, outcome: became_ticket() })),
                9 => job.map_or(What::Tick, |job| What::Printed(job, PrintOutcome::Unknown)),
                10 => What::Touch(Touch::Row(any)),
                11 => What::Touch(Touch::HaveDocuments),
                12 => What::Touch(Touch::Category(any)),
                13 | 14 => What::Touch(Touch::TakeCoupon),
                15 => What::Touch(Touch::Back),
                16 => What::Touch(Touch::Purpose(any)),
                17 => What::Touch(Touch::Page(any)),
                18 => What::Touch(Touch::Done),
                19 => What::Touch(Touch::PrintCopy),
                20 => What::Touch(Touch::StartAgain),
                21 => What::Touch(Touch::TechnicianWanted),
                22 => What::Farewell(Farewell::Stopping),
                _ => What::Tick,
            };
            bench.happens(what);
            let more = bench.asked().len() - asked;
            assert!(more <= usize::from(!waits), "seed {seed}: a second request while one waits");
            let _ = view(&bench.model);
        }
    }
}
