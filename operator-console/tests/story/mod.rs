//! The demo story as the console shows it: А012, taken 09:42, called to window 4 at 09:58, and every state around it.
#![allow(dead_code)] // Each test binary uses its own part.

use operator_console::notice::{Lack, Notice, Say};
use operator_console::view::{
    Choice, Day, Desk, Dialog, DialogKind, Found, Frame, Issue, Key, Keys, Leaving, Link, Next, ParkedRow, QueueRow,
    Readiness, Reception, ReceptionKeys, Screen, SeatRow, ServiceNote, SignIn, Stage, Stop, Undo, View, Visitor, Why,
    Windows,
};
use protocol::message::{Failure, TicketState};
use queue::Rejection;

/// A language of the story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tongue {
    Ru,
    En,
    Hy,
}

pub const TONGUES: [Tongue; 3] = [Tongue::Ru, Tongue::En, Tongue::Hy];

impl Tongue {
    pub fn code(self) -> &'static str {
        match self {
            Self::Ru => "ru",
            Self::En => "en",
            Self::Hy => "hy",
        }
    }

    /// The floor's own data in this language.
    fn of(self, ru: &str, en: &str, hy: &str) -> String {
        match self {
            Self::Ru => ru.to_owned(),
            Self::En => en.to_owned(),
            Self::Hy => hy.to_owned(),
        }
    }
}

fn number(text: &str) -> queue::Number {
    text.parse().expect("the story has good numbers")
}

fn passport(t: Tongue) -> String {
    t.of("Загранпаспорт: подача документов", "Passport: application", "Անձնագիր. փաստաթղթերի հանձնում")
}

fn infant(t: Tongue) -> String {
    t.of("с ребёнком до года", "with an infant", "մինչև մեկ տարեկան երեխայով")
}

pub fn frame(t: Tongue) -> Frame {
    Frame {
        link: Link::Up,
        clock: "10:04".to_owned(),
        window_number: 4,
        clerk: t.of("Мария Ковалёва", "Maria Kovaleva", "Մարիա Կովալյովա"),
        notice: None,
        undo: None,
    }
}

pub fn visitor(t: Tongue) -> Visitor {
    Visitor {
        number: number("A012"),
        service: passport(t),
        category: None,
        language: String::new(),
        more_time: false,
        waited_min: 16,
        came_at: "09:42".to_owned(),
        next_service: None,
    }
}

fn served_keys() -> Keys {
    Keys {
        call_next: Readiness::Ready,
        finish: Readiness::Lead,
        park: Readiness::Ready,
        transfer: Readiness::Ready,
        refuse: Readiness::Ready,
        out_of_turn: Readiness::Ready,
        next_service: Readiness::Ready,
        by_number: Readiness::Ready,
        come_back: Readiness::Ready,
        close: Readiness::Ready,
        bring_back: Readiness::Ready,
        ..Keys::default()
    }
}

fn called_keys() -> Keys {
    Keys {
        recall: Readiness::Ready,
        start: Readiness::Lead,
        park: Readiness::Ready,
        transfer: Readiness::Ready,
        refuse: Readiness::Ready,
        come_back: Readiness::Ready,
        close: Readiness::Ready,
        ..Keys::default()
    }
}

fn idle_keys() -> Keys {
    Keys {
        call_next: Readiness::Lead,
        out_of_turn: Readiness::Ready,
        by_number: Readiness::Ready,
        pause: Readiness::Ready,
        come_back: Readiness::Ready,
        close: Readiness::Ready,
        bring_back: Readiness::Ready,
        ..Keys::default()
    }
}

pub fn next(t: Tongue) -> Next {
    Next {
        number: number("A014"),
        service: passport(t),
        category: Some(infant(t)),
        waited_min: 14,
        why: Why::Credit { limit_min: 15, share: 0.933, near: true },
        finishes: None,
    }
}

pub fn queue(t: Tongue) -> Vec<QueueRow> {
    let row = |letter, service, waiting, longest_min, over| QueueRow { letter, service, waiting, longest_min, over };
    vec![
        row('A', t.of("Загранпаспорт: подача", "Passport: application", "Անձնագիր. հանձնում"), 7, 19, false),
        row('K', t.of("Загранпаспорт: получение", "Passport: collection", "Անձնագիր. ստացում"), 3, 6, false),
        row('M', t.of("Вид на жительство", "Residence permit", "Կացության կարգավիճակ"), 6, 31, true),
        row('P', t.of("Регистрация пребывания", "Registration of stay", "Բնակության հաշվառում"), 4, 9, false),
        row('T', t.of("Патент на работу", "Work permit", "Աշխատանքի թույլտվություն"), 0, 0, false),
        row('E', t.of("Приглашения и визы", "Invitations and visas", "Հրավերներ և վիզաներ"), 2, 5, false),
        row(
            'C',
            t.of("Справки и консультации", "Certificates and advice", "Տեղեկանքներ և խորհրդատվություն"),
            0,
            0,
            false,
        ),
        row('X', t.of("Гражданство", "Citizenship", "Քաղաքացիություն"), 1, 12, false),
    ]
}

pub fn parked(t: Tongue) -> Vec<ParkedRow> {
    let row = |n: &str, reason, minutes| ParkedRow {
        number: number(n),
        reason,
        window: None,
        minutes,
        alarm_min: None,
        due: false,
    };
    vec![
        row("A008", t.of("оплачивает пошлину", "paying the fee", "վճարում է տուրքը"), 12),
        row("X002", t.of("делает копию паспорта", "copying the passport", "պատճենահանում է անձնագիրը"), 4),
    ]
}

fn desk(t: Tongue, stage: Stage, keys: Keys) -> Desk {
    Desk {
        bar: false,
        stage,
        keys,
        next: Some(next(t)),
        waiting: 7,
        queue: queue(t),
        queue_total: 23,
        parked: parked(t),
        day: Day { served: 6, average: "12:40".to_owned(), within_norm: 5, no_shows: 1 },
        dialog: None,
    }
}

fn view(t: Tongue, screen: Screen) -> View {
    View { language: t.code().to_owned(), frame: frame(t), screen }
}

fn at_desk(t: Tongue, desk: Desk) -> View {
    view(t, Screen::Desk(Box::new(desk)))
}

fn serving_stage(t: Tongue) -> Stage {
    Stage::Serving {
        visitor: visitor(t),
        time: "06:12".to_owned(),
        limit: "15:00".to_owned(),
        share: 0.413,
        over: false,
    }
}

/// The picture of the look.
pub fn serving(t: Tongue) -> View {
    let mut desk = desk(t, serving_stage(t), served_keys());
    if let Some(next) = &mut desk.next {
        next.finishes = Some(number("A012"));
    }
    at_desk(t, desk)
}

fn desk_of(view: &mut View) -> &mut Desk {
    match &mut view.screen {
        Screen::Desk(desk) => desk,
        Screen::SignIn(_) | Screen::Windows(_) | Screen::Reception(_) | Screen::Stopped(_) => {
            panic!("the story is at the desk")
        }
    }
}

pub fn over_the_norm(t: Tongue) -> View {
    let mut view = serving(t);
    let mut late = visitor(t);
    late.category = Some(infant(t));
    late.language = "Հայերեն".to_owned();
    late.more_time = true;
    late.next_service = Some(t.of("Загранпаспорт: получение", "Passport: collection", "Անձնագիր. ստացում"));
    let desk = desk_of(&mut view);
    desk.keys.next_service = Readiness::Ready;
    desk.stage =
        Stage::Serving { visitor: late, time: "+02:10".to_owned(), limit: "15:00".to_owned(), share: 1.0, over: true };
    view.frame.clock = "10:15".to_owned();
    view
}

pub fn called(t: Tongue) -> View {
    let mut view = serving(t);
    let desk = desk_of(&mut view);
    desk.keys = called_keys();
    if let Some(next) = &mut desk.next {
        next.finishes = None;
    }
    desk.stage = Stage::Called {
        visitor: visitor(t),
        time: "00:35".to_owned(),
        limit: "01:30".to_owned(),
        share: 0.39,
        calls: 1,
        calls_missing: 1,
        may_be_no_show: false,
    };
    view.frame.clock = "09:58".to_owned();
    view.frame.undo = Some(Undo { key: Some(Key::CallNext), number: "A012".to_owned(), seconds: 8 });
    view
}

/// Called long enough: a no-show is allowed.
pub fn called_in_vain(t: Tongue) -> View {
    let mut view = called(t);
    view.frame.undo = None;
    let desk = desk_of(&mut view);
    desk.keys.no_show = Readiness::Ready;
    desk.stage = Stage::Called {
        visitor: visitor(t),
        time: "01:47".to_owned(),
        limit: "01:30".to_owned(),
        share: 1.0,
        calls: 2,
        calls_missing: 0,
        may_be_no_show: true,
    };
    view
}

pub fn idle(t: Tongue) -> View {
    at_desk(t, desk(t, Stage::Idle, idle_keys()))
}

/// Nobody at the window and nobody in the queue.
pub fn quiet(t: Tongue) -> View {
    let mut desk = desk(t, Stage::Idle, idle_keys());
    desk.keys.call_next = Readiness::Off;
    desk.keys.out_of_turn = Readiness::Off;
    desk.keys.by_number = Readiness::Off;
    desk.keys.come_back = Readiness::Off;
    desk.next = None;
    desk.waiting = 0;
    desk.queue_total = 0;
    desk.parked = Vec::new();
    desk.day = Day::default();
    desk.day.average = "–".to_owned();
    for row in &mut desk.queue {
        row.waiting = 0;
    }
    at_desk(t, desk)
}

/// Somebody came while the clerk stood idle.
pub fn arrived(t: Tongue) -> View {
    let mut view = idle(t);
    view.frame.notice = Some(Say::Arrived(number("A014")).into());
    let desk = desk_of(&mut view);
    desk.waiting = 1;
    if let Some(next) = &mut desk.next {
        next.waited_min = 0;
        next.why = Why::Credit { limit_min: 15, share: 0.0, near: false };
    }
    view
}

pub fn paused(t: Tongue) -> View {
    let reason = t.of("Обед", "Lunch", "Ընդմիջում ճաշի համար");
    let mut view = idle(t);
    let desk = desk_of(&mut view);
    desk.stage = Stage::Paused { reason, since: "10:00".to_owned() };
    desk.keys = Keys { pause: Readiness::Ready, close: Readiness::Ready, ..Keys::default() };
    view
}

pub fn lost(t: Tongue) -> View {
    let mut view = serving(t);
    view.frame.link = Link::Lost;
    view.frame.notice = Some(Say::Lost.into());
    desk_of(&mut view).keys = Keys::default();
    view
}

/// F2 was pressed and the answer is under way.
pub fn waiting(t: Tongue) -> View {
    let mut view = serving(t);
    let desk = desk_of(&mut view);
    desk.keys = Keys { call_next: Readiness::Waiting, ..Keys::default() };
    view
}

pub fn rejected(t: Tongue) -> View {
    let mut view = serving(t);
    view.frame.notice = Some(Notice {
        say: Say::Rejected(Rejection::TooEarlyForNoShow { calls: 0, seconds: 40 }),
        time: "10:05".to_owned(),
    });
    view.frame.undo = Some(Undo { key: Some(Key::Start), number: "A012".to_owned(), seconds: 3 });
    view
}

/// Many parked visitors, one of them overdue.
pub fn alarm(t: Tongue) -> View {
    let mut view = serving(t);
    view.frame.notice = Some(Say::AlarmDue { number: number("A008"), minutes: 15 }.into());
    let desk = desk_of(&mut view);
    desk.parked[0].minutes = 15;
    desk.parked[0].alarm_min = Some(15);
    desk.parked[0].due = true;
    desk.parked[1].alarm_min = Some(20);
    for (n, window) in [("K003", None), ("M011", Some(2)), ("A005", None)] {
        desk.parked.push(ParkedRow {
            number: number(n),
            reason: t.of("ждёт перевод документов", "waits for a translation", "սպասում է փաստաթղթերի թարգմանությանը"),
            window,
            minutes: 2,
            alarm_min: None,
            due: false,
        });
    }
    view
}

pub fn bar(mut view: View) -> View {
    desk_of(&mut view).bar = true;
    view
}

fn dialog(kind: DialogKind) -> Dialog {
    Dialog {
        kind,
        number: Some(number("A012")),
        choices: Vec::new(),
        chosen: None,
        others: Vec::new(),
        chosen_other: None,
        typed: String::new(),
        problem: None,
        waiting: false,
        usable: true,
    }
}

fn with_dialog(t: Tongue, dialog: Dialog) -> View {
    let mut view = serving(t);
    desk_of(&mut view).dialog = Some(dialog);
    view
}

fn reasons(t: Tongue, list: &[(&str, &str, &str)]) -> Vec<Choice> {
    list.iter().map(|(ru, en, hy)| Choice::Reason(t.of(ru, en, hy))).collect()
}

pub fn refusal_reasons(t: Tongue) -> Vec<Choice> {
    reasons(
        t,
        &[
            ("Нет документа, удостоверяющего личность", "No proof of identity", "Անձը հաստատող փաստաթուղթ չկա"),
            (
                "Документы на другое лицо, личный приём обязателен",
                "Papers of another person; the visit is personal",
                "Փաստաթղթերը այլ անձի են, ներկայությունը պարտադիր է",
            ),
            ("Неполный комплект документов", "Documents are missing", "Փաստաթղթերի փաթեթը թերի է"),
            (
                "Услуга оказывается в другом отделе",
                "Another department's service",
                "Ծառայությունը մատուցում է այլ բաժին",
            ),
        ],
    )
}

pub fn refuse(t: Tongue) -> View {
    with_dialog(t, Dialog { choices: refusal_reasons(t), chosen: Some(1), ..dialog(DialogKind::Refuse) })
}

pub fn park(t: Tongue) -> View {
    let choices = reasons(
        t,
        &[
            ("Оплачивает пошлину", "Paying the fee", "Վճարում է տուրքը"),
            ("Делает копию паспорта", "Copying the passport", "Պատճենահանում է անձնագիրը"),
            ("Заполняет заявление", "Filling in the form", "Լրացնում է դիմումը"),
        ],
    );
    with_dialog(
        t,
        Dialog {
            choices,
            chosen: Some(0),
            typed: "500".to_owned(),
            problem: Some(Say::Form(Lack::Minutes).into()),
            ..dialog(DialogKind::Park)
        },
    )
}

fn services(t: Tongue) -> Vec<Choice> {
    let rows = queue(t).into_iter().skip(1);
    rows.map(|row| Choice::Service { letter: row.letter, name: row.service, note: ServiceNote::None }).collect()
}

pub fn transfer(t: Tongue) -> View {
    let window = |number, enabled| Choice::Window {
        number,
        about: t.of("2 этаж, направо", "2nd floor, right", "2-րդ հարկ, աջ կողմում"),
        enabled,
    };
    with_dialog(
        t,
        Dialog {
            choices: services(t),
            chosen: Some(2),
            others: vec![window(1, true), window(2, false), window(3, true), window(5, true)],
            ..dialog(DialogKind::Transfer)
        },
    )
}

fn out_of_turn_reasons(t: Tongue) -> Vec<Choice> {
    reasons(
        t,
        &[
            ("Плохое самочувствие", "Feels unwell", "Վատ ինքնազգացողություն"),
            (
                "Ошибка сотрудника на прошлом приёме",
                "A clerk's mistake at the last visit",
                "Աշխատակցի սխալը նախորդ այցին",
            ),
            ("По распоряжению руководителя", "By order of the head", "Ղեկավարի կարգադրությամբ"),
        ],
    )
}

pub fn out_of_turn(t: Tongue) -> View {
    let waiting = |n: &str, minutes| Choice::Waiting { number: number(n), service: passport(t), minutes };
    with_dialog(
        t,
        Dialog {
            choices: vec![
                waiting("A014", 14),
                waiting("A013", 19),
                waiting("A015", 11),
                waiting("A016", 8),
                waiting("A017", 3),
            ],
            chosen: Some(1),
            others: out_of_turn_reasons(t),
            chosen_other: Some(0),
            number: None,
            ..dialog(DialogKind::OutOfTurn)
        },
    )
}

pub fn by_number(t: Tongue) -> View {
    with_dialog(
        t,
        Dialog {
            others: out_of_turn_reasons(t),
            typed: "A099".to_owned(),
            problem: Some(Say::Form(Lack::NumberNotWaiting { number: number("A099") }).into()),
            number: None,
            ..dialog(DialogKind::ByNumber)
        },
    )
}

pub fn pause(t: Tongue) -> View {
    let choices = reasons(
        t,
        &[
            ("Обед", "Lunch", "Ճաշ"),
            ("Технический перерыв", "Technical break", "Տեխնիկական ընդմիջում"),
            ("Вызвали к руководителю", "Called to the head", "Կանչել են ղեկավարի մոտ"),
        ],
    );
    let mut view = idle(t);
    desk_of(&mut view).dialog =
        Some(Dialog { choices, chosen: Some(0), number: None, waiting: true, ..dialog(DialogKind::Pause) });
    view
}

pub fn close(t: Tongue) -> View {
    let choices = [Leaving::Finish, Leaving::PutBack, Leaving::Transfer].map(Choice::Leaving).to_vec();
    with_dialog(t, Dialog { choices, chosen: Some(1), ..dialog(DialogKind::Close) })
}

pub fn next_service(t: Tongue) -> View {
    let mut choices = services(t);
    for (row, said) in [(0, ServiceNote::NextInVisit), (1, ServiceNote::UsuallyFollows)] {
        if let Choice::Service { note, .. } = &mut choices[row] {
            *note = said;
        }
    }
    with_dialog(t, Dialog { choices, chosen: Some(0), ..dialog(DialogKind::NextService) })
}

pub fn come_back(t: Tongue) -> View {
    let gone =
        |n: &str, until: &str| Choice::NoShow { number: number(n), service: passport(t), until: until.to_owned() };
    with_dialog(
        t,
        Dialog {
            choices: vec![gone("A010", "10:21"), gone("A009", "10:14")],
            chosen: Some(0),
            number: None,
            problem: Some(Say::Rejected(Rejection::ComeBackTooLate).into()),
            ..dialog(DialogKind::ComeBack)
        },
    )
}

fn sign_in_view(t: Tongue) -> SignIn {
    SignIn {
        office: t.of("Отдел по вопросам миграции", "Migration Department", "Միգրացիայի հարցերի բաժին"),
        usable: true,
        languages: ["Русский", "English", "Հայերեն"].map(str::to_owned).to_vec(),
        language: TONGUES.iter().position(|tongue| *tongue == t).expect("a tongue of the story"),
        ..SignIn::default()
    }
}

fn nobody_signed_in(t: Tongue, sign_in: SignIn) -> View {
    let mut view = view(t, Screen::SignIn(sign_in));
    view.frame.window_number = 0;
    view.frame.clerk = String::new();
    view
}

pub fn sign_in(t: Tongue) -> View {
    nobody_signed_in(t, sign_in_view(t))
}

pub fn wrong_pin(t: Tongue) -> View {
    nobody_signed_in(
        t,
        SignIn {
            login: "kovaleva".to_owned(),
            pin: "1234".to_owned(),
            pin_problem: Some(Say::Failed(Failure::WrongPin { wait_s: 24 }).into()),
            usable: false,
            ..sign_in_view(t)
        },
    )
}

pub fn cyrillic_login(t: Tongue) -> View {
    nobody_signed_in(
        t,
        SignIn {
            login: "ковалёва".to_owned(),
            login_problem: Some(Say::Form(Lack::LoginNotLatin).into()),
            ..sign_in_view(t)
        },
    )
}

pub fn connecting(t: Tongue) -> View {
    let mut view = nobody_signed_in(t, SignIn { office: String::new(), usable: false, ..sign_in_view(t) });
    view.frame.link = Link::Connecting;
    view.frame.clock = String::new();
    view
}

pub fn windows(t: Tongue) -> View {
    let names: Vec<_> = queue(t).into_iter().map(|row| row.service).collect();
    let place = |number: u8, services: String, taken_by: Option<&str>| SeatRow::Window {
        number,
        whereabouts: t.of("2 этаж, направо", "2nd floor, right", "2-րդ հարկ, աջ կողմում"),
        services,
        taken_by: taken_by.map(str::to_owned),
    };
    let mut view = view(
        t,
        Screen::Windows(Windows {
            seats: vec![
                place(1, names[..2].join(", "), None),
                place(2, names[2..4].join(", "), Some("petrov")),
                place(3, names[2..5].join(", "), None),
                place(4, names[..5].join(", "), None),
                place(5, names[5..].join(", "), None),
                place(6, names.join(", "), None),
                SeatRow::Reception,
            ],
            chosen: Some(3),
            waiting: false,
            usable: true,
        }),
    );
    view.frame.window_number = 0;
    view
}

fn reception_view(t: Tongue) -> Reception {
    let mut services: Vec<_> = queue(t)
        .into_iter()
        .map(|row| Choice::Issued { letter: row.letter, name: row.service, issue: Issue::Open { left: 18 } })
        .collect();
    let mut set = |row: usize, value: Issue| {
        if let Choice::Issued { issue, .. } = &mut services[row] {
            *issue = value;
        }
    };
    set(1, Issue::NotYet { from: "14:00".to_owned() });
    set(2, Issue::Gone);
    set(4, Issue::Stopped);
    set(6, Issue::Over);
    let named = |list: &[(&str, &str, &str)]| list.iter().map(|(ru, en, hy)| Choice::Named(t.of(ru, en, hy))).collect();
    Reception {
        services,
        service: Some(0),
        visit: String::new(),
        categories: named(&[
            ("Общая очередь", "General queue", "Ընդհանուր հերթ"),
            ("Инвалиды", "Disabled", "Հաշմանդամություն ունեցող"),
            ("Ветераны", "Veterans", "Վետերաններ"),
            ("С ребёнком до года", "With an infant", "Մինչև մեկ տարեկան երեխայով"),
        ]),
        category: Some(0),
        languages: named(&[
            ("Русский", "Русский", "Русский"),
            ("English", "English", "English"),
            ("Հայերեն", "Հայերեն", "Հայերեն"),
        ]),
        language: Some(0),
        keys: ReceptionKeys {
            issue: Readiness::Lead,
            find: Readiness::Ready,
            stop_issue: Readiness::Ready,
            extend_issue: Readiness::Ready,
            ..ReceptionKeys::default()
        },
        ..Reception::default()
    }
}

fn at_reception(t: Tongue, reception: Reception) -> View {
    let mut view = view(t, Screen::Reception(Box::new(reception)));
    view.frame.window_number = 0;
    view
}

pub fn reception(t: Tongue) -> View {
    at_reception(t, reception_view(t))
}

pub fn reception_found(t: Tongue) -> View {
    let found = Found {
        new: false,
        number: number("A012"),
        services: passport(t),
        category: Some(infant(t)),
        language: "Հայերեն".to_owned(),
        more_time: true,
        taken_at: "09:42".to_owned(),
        state: TicketState::Waiting,
        ahead: 3,
        hall: t.of("Зал 1", "Hall 1", "Սրահ 1"),
        copies: 1,
    };
    let mut reception = reception_view(t);
    reception.found = Some(found);
    reception.typed = "A012".to_owned();
    reception.service = Some(4);
    reception.stopped = true;
    reception.visit = "A, K".to_owned();
    reception.more_time = true;
    reception.category = Some(3);
    reception.extension = "25:00".to_owned();
    reception.extension_problem = Some(Say::Form(Lack::Extension).into());
    reception.keys.reprint = Readiness::Ready;
    reception.keys.leave_queue = Readiness::Ready;
    let mut view = at_reception(t, reception);
    view.frame.notice = Some(Say::Reprinted(number("A012")).into());
    view
}

pub fn other_version(t: Tongue) -> View {
    let mut view = view(t, Screen::Stopped(Stop::Version { ours: 1, theirs: 2 }));
    view.frame.link = Link::Lost;
    view
}

pub fn unknown_device(t: Tongue) -> View {
    let mut view = view(t, Screen::Stopped(Stop::UnknownDevice { device: "console-4".to_owned() }));
    view.frame.link = Link::Lost;
    view
}

/// Every state by name.
pub fn all(t: Tongue) -> Vec<(&'static str, View)> {
    vec![
        ("serving", serving(t)),
        ("over-the-norm", over_the_norm(t)),
        ("called", called(t)),
        ("called-in-vain", called_in_vain(t)),
        ("idle", idle(t)),
        ("quiet", quiet(t)),
        ("arrived", arrived(t)),
        ("paused", paused(t)),
        ("lost", lost(t)),
        ("waiting", waiting(t)),
        ("rejected", rejected(t)),
        ("alarm", alarm(t)),
        ("refuse", refuse(t)),
        ("park", park(t)),
        ("transfer", transfer(t)),
        ("out-of-turn", out_of_turn(t)),
        ("by-number", by_number(t)),
        ("pause", pause(t)),
        ("close", close(t)),
        ("next-service", next_service(t)),
        ("come-back", come_back(t)),
        ("sign-in", sign_in(t)),
        ("wrong-pin", wrong_pin(t)),
        ("cyrillic-login", cyrillic_login(t)),
        ("connecting", connecting(t)),
        ("windows", windows(t)),
        ("reception", reception(t)),
        ("reception-found", reception_found(t)),
        ("other-version", other_version(t)),
        ("unknown-device", unknown_device(t)),
        ("bar-serving", bar(serving(t))),
        ("bar-called", bar(called(t))),
        ("bar-over-the-norm", bar(over_the_norm(t))),
        ("bar-idle", bar(idle(t))),
        ("bar-quiet", bar(quiet(t))),
        ("bar-paused", bar(paused(t))),
        ("bar-arrived", bar(arrived(t))),
        ("bar-lost", bar(lost(t))),
        ("bar-rejected", bar(rejected(t))),
    ]
}
