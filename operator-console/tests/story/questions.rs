//! The questions on the way to an act.

use operator_console::notice::{Lack, Say};
use operator_console::view::{
    Choice, Dialog, DialogKind, Leaving, Manned, Readiness, Screen, ServiceNote, Standing, View,
};
use protocol::visitor::{ExpectedState, NotShown, Personal, Shown};
use queue::Rejection;
use queue::floor::PlaceRule;

use super::{Tongue, desk_of, idle, number, passport, queue, reception, serving, windows};

fn dialog(kind: DialogKind) -> Dialog {
    Dialog {
        kind,
        number: Some(number("A012")),
        choices: Vec::new(),
        chosen: None,
        others: Vec::new(),
        chosen_other: None,
        place: PlaceRule::Back,
        unnamed: None,
        more: 0,
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

fn expected_visitors(t: Tongue, names: [Shown<Personal>; 4]) -> Vec<Choice> {
    let service = t.of("Загранпаспорт: подача", "Passport: application", "Անձնագիր. հանձնում");
    let states = [
        ExpectedState::Late,
        ExpectedState::Here { number: number("A012") },
        ExpectedState::Expected,
        ExpectedState::Expected,
    ];
    let rows = names.into_iter().zip(states).zip([
        (40_118_832, "09:30"),
        (48_213_907, "09:45"),
        (51_700_264, "10:15"),
        (67_001_943, "10:30"),
    ]);
    rows.map(|((name, state), (number, at))| Choice::Expected {
        at: at.to_owned(),
        number: queue::ids::BookingNumber(number),
        service: service.clone(),
        state,
        name,
    })
    .collect()
}

/// Who booked for today, one of them forgotten, one with a name that takes two lines.
pub fn expected(t: Tongue) -> View {
    let named = |name: &str| Shown::Shown(Personal(name.to_owned()));
    let long = "Константинопольская-Переяславль-Залесская-Святополк-Мирская Александра-Валентина Абдурахмангаджиевна";
    let names =
        [Shown::NotShown(NotShown::Forgotten), named("Иванова Анна Петровна"), named("Հակոբյան Տիգրան"), named(long)];
    let choices = expected_visitors(t, names);
    let dialog = Dialog { number: None, choices, chosen: Some(1), more: 12, ..dialog(DialogKind::Expected) };
    let mut view = with_dialog(t, dialog);
    view.frame.expected = Some(Readiness::Ready);
    view
}

/// Nobody booked, seen at the reception desk.
pub fn expected_nobody(t: Tongue) -> View {
    let mut view = reception(t);
    view.frame.expected = Some(Readiness::Ready);
    let Screen::Reception(desk) = &mut view.screen else { panic!("the story is at the reception desk") };
    desk.dialog = Some(Dialog { number: None, ..dialog(DialogKind::Expected) });
    view
}

/// The same list over a connection that is not private.
pub fn expected_unnamed(t: Tongue) -> View {
    let mut view = expected(t);
    let hidden = || Shown::NotShown(NotShown::NotPrivate);
    let choices = expected_visitors(t, [hidden(), hidden(), hidden(), hidden()]);
    let unnamed = Some(NotShown::NotPrivate);
    desk_of(&mut view).dialog = Some(Dialog { number: None, choices, unnamed, ..dialog(DialogKind::Expected) });
    view
}

fn services(t: Tongue) -> Vec<Choice> {
    let rows = queue(t).into_iter().skip(1);
    rows.map(|row| Choice::Service { letter: row.letter, name: row.service, note: ServiceNote::None }).collect()
}

pub fn transfer(t: Tongue) -> View {
    let window = |number, manned| Choice::Window {
        number,
        about: t.of("2 этаж, направо", "2nd floor, right", "2-րդ հարկ, աջ կողմում"),
        manned,
    };
    with_dialog(
        t,
        Dialog {
            choices: services(t),
            chosen: Some(2),
            others: vec![
                window(1, Manned::Open),
                window(2, Manned::Empty),
                window(3, Manned::Open),
                window(5, Manned::Paused),
            ],
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
            problem: Some(Say::Rejected(Rejection::UnknownTicket).into()),
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

fn came_back(t: Tongue) -> Dialog {
    let gone =
        |n: &str, until: &str| Choice::NoShow { number: number(n), service: passport(t), until: until.to_owned() };
    Dialog {
        choices: vec![gone("A010", "10:21"), gone("A009", "10:14")],
        chosen: Some(0),
        number: None,
        ..dialog(DialogKind::ComeBack)
    }
}

pub fn come_back(t: Tongue) -> View {
    with_dialog(t, Dialog { problem: Some(Say::Rejected(Rejection::ComeBackTooLate).into()), ..came_back(t) })
}

/// The same question at the reception desk.
pub fn reception_come_back(t: Tongue) -> View {
    let mut view = reception(t);
    if let Screen::Reception(reception) = &mut view.screen {
        reception.dialog = Some(came_back(t));
    }
    view
}

/// A manager closes the window of a clerk who fell ill with a visitor there.
pub fn take_over(t: Tongue) -> View {
    let clerk = |ru, en, hy| t.of(ru, en, hy);
    let choices = vec![
        Choice::Seat {
            number: 2,
            clerk: clerk("Андрей Петров", "Andrey Petrov", "Անդրեյ Պետրով"),
            visitor: Some(Standing { number: number("A013"), served: true }),
        },
        Choice::Seat {
            number: 5,
            clerk: clerk("Павел Орлов", "Pavel Orlov", "Պավել Օրլով"),
            visitor: Some(Standing { number: number("K004"), served: false }),
        },
        Choice::Seat {
            number: 6, clerk: clerk("Анна Белова", "Anna Belova", "Աննա Բելովա"), visitor: None
        },
    ];
    let mut view = windows(t);
    view.frame.take_over = Some(Readiness::Ready);
    if let Screen::Windows(windows) = &mut view.screen {
        windows.dialog = Some(Dialog {
            choices,
            chosen: Some(0),
            others: [Leaving::Finish, Leaving::PutBack, Leaving::Transfer].map(Choice::Leaving).to_vec(),
            chosen_other: Some(1),
            number: Some(number("A013")),
            ..dialog(DialogKind::TakeOver)
        });
    }
    view
}
