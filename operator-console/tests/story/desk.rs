//! The clerk's window and the bar, in every state.

use operator_console::notice::{Notice, Say};
use operator_console::view::{
    Day, Desk, Key, Keys, Line, Link, Next, ParkedRow, Person, QueueRow, Readiness, Screen, Stage, Undo, View, Visitor,
    Who, Why,
};
use protocol::visitor::{DocumentKind, NotShown, Personal, Proof, Shown};
use queue::Rejection;

use super::{Tongue, desk_of, infant, number, passport, view};

pub fn visitor(t: Tongue) -> Visitor {
    Visitor {
        number: number("A012"),
        service: passport(t),
        line: Line::General,
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
        line: Line::Preferential(infant(t)),
        waited_min: 14,
        why: Why::Credit { limit_min: 15, share: 0.933, near: true, since: None },
        finishes: None,
        goes_on: None,
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
        person: None,
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

pub fn over_the_norm(t: Tongue) -> View {
    let mut view = serving(t);
    let mut late = visitor(t);
    late.line = Line::Preferential(infant(t));
    late.language = "Հայերեն".to_owned();
    late.more_time = true;
    late.next_service = Some(t.of("Загранпаспорт: получение", "Passport: collection", "Անձնագիր. ստացում"));
    let desk = desk_of(&mut view);
    if let Some(next) = &mut desk.next {
        next.goes_on = late.next_service.clone();
    }
    desk.keys.next_service = Readiness::Ready;
    desk.keys.deny_right = Readiness::Ready;
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
        call_again: false,
    };
    view.frame.clock = "09:58".to_owned();
    view.frame.undo = Some(Undo { key: Some(Key::CallNext), number: "A012".to_owned(), seconds: 8 });
    view
}

/// The right of a preferential visitor is checked (Q5); the one who is next was denied theirs before.
pub fn claims_a_right(t: Tongue) -> View {
    let mut view = called(t);
    let desk = desk_of(&mut view);
    desk.keys.deny_right = Readiness::Ready;
    if let Stage::Called { visitor, .. } = &mut desk.stage {
        visitor.line = Line::Preferential(infant(t));
    }
    if let Some(next) = &mut desk.next {
        next.line = Line::Denied(infant(t));
        next.why = Why::Credit { limit_min: 30, share: 0.467, near: false, since: None };
    }
    view
}

/// Somebody whose right was not there comes to the general place.
pub fn without_the_right(t: Tongue) -> View {
    let mut view = called(t);
    let desk = desk_of(&mut view);
    if let Stage::Called { visitor, .. } = &mut desk.stage {
        visitor.line = Line::Denied(infant(t));
    }
    view.frame.undo = Some(Undo { key: Some(Key::DenyRight), number: "A014".to_owned(), seconds: 6 });
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
        call_again: false,
    };
    view
}

/// Who came by a booking, with the key that lists all who do.
fn with_person(mut view: View, at: &str, late: bool, who: Shown<Who>) -> View {
    view.frame.expected = Some(Readiness::Ready);
    let desk = desk_of(&mut view);
    if let Shown::Shown(who) = &who {
        desk.keys.matches = if who.proof == Proof::PersonProved { Readiness::Off } else { Readiness::Ready };
        desk.keys.mismatch = Readiness::Ready;
    }
    desk.person = Some(Person { at: at.to_owned(), late, who });
    if let (Stage::Called { visitor, .. } | Stage::Serving { visitor, .. }, false) = (&mut desk.stage, late) {
        visitor.line = Line::Booked;
    }
    view
}

fn personal(text: &str) -> Personal {
    Personal(text.to_owned())
}

/// The name and the document of the called visitor's booking.
pub fn booked(t: Tongue) -> View {
    let who = Who {
        name: personal("Иванова Анна Петровна"),
        kind: DocumentKind::RussianPassport,
        document: personal("4510 123456"),
        purpose: Some(personal(&t.of("Паспорт ребёнку", "A passport for a child", "Անձնագիր երեխայի համար"))),
        consent: "09.11.2026".to_owned(),
        proof: Proof::Proved,
    };
    with_person(called(t), "09:45", false, Shown::Shown(who))
}

/// The longest name there can be, of a family where such are made, with a long purpose, too late and compared already.
pub fn booked_long(t: Tongue) -> View {
    let name =
        ["Константинопольская-Переяславль-Залесская-Святополк-Мирская ", "Александра-Валентина Абдурахмангаджиевна"];
    let who = Who {
        name: personal(&name.concat()),
        kind: DocumentKind::Other,
        document: personal("AB 1234 5678 90 CD EF GH"),
        purpose: Some(personal(&"Загранпаспорт нового поколения ребёнку до четырнадцати лет. ".repeat(8))),
        consent: "09.11.2026".to_owned(),
        proof: Proof::PersonProved,
    };
    let mut view = with_person(over_the_norm(t), "09:00", true, Shown::Shown(who));
    let desk = desk_of(&mut view);
    desk.parked.extend(parked(t));
    view
}

/// The same over a connection that is not private.
pub fn booked_unnamed(t: Tongue) -> View {
    with_person(serving(t), "09:45", false, Shown::NotShown(NotShown::NotPrivate))
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
        next.why = Why::Credit { limit_min: 15, share: 0.0, near: false, since: None };
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
        named: String::new(),
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
