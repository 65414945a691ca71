//! The reception desk.

use operator_console::notice::{Lack, Say};
use operator_console::view::{Choice, Found, Issue, Line, Readiness, Reception, ReceptionKeys, Screen, View};
use protocol::message::TicketState;

use super::{Tongue, infant, number, passport, queue, view};

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
            come_back: Readiness::Ready,
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
    view.frame.take_over = Some(Readiness::Ready);
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
        line: Line::Preferential(infant(t)),
        language: "Հայերեն".to_owned(),
        more_time: true,
        taken_at: "09:42".to_owned(),
        state: TicketState::Waiting,
        ahead: Some(3),
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
    reception.keys.mark_more_time = Readiness::Ready;
    let mut view = at_reception(t, reception);
    view.frame.notice = Some(Say::Reprinted(number("A012")).into());
    view
}
