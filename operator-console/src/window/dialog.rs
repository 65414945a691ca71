//! The questions on the way to an act, and the rows of every list.

use std::rc::Rc;

use protocol::visitor::{ExpectedState, NotShown, Personal, Shown};
use queue::floor::PlaceRule;
use slint::{ComponentHandle, SharedString};

use super::{Told, index, list, person, row, says, ui, whole, write};
use crate::deed::Deed;
use crate::view::{Choice, Dialog, DialogKind, Issue, Leaving, Manned, ServiceNote};

pub(super) fn connect(app: &ui::AppWindow, tell: &Told) {
    let dialog = app.global::<ui::Dialog>();
    let told = Rc::clone(tell);
    dialog.on_picked(move |index| told(Deed::Picked(row(index))));
    let told = Rc::clone(tell);
    dialog.on_picked_other(move |index| told(Deed::PickedOther(row(index))));
    let told = Rc::clone(tell);
    dialog.on_edited(move |text| told(Deed::Typed(text.into())));
    let told = Rc::clone(tell);
    dialog.on_accept(move || told(Deed::Accept));
    let told = Rc::clone(tell);
    dialog.on_cancel(move || told(Deed::Cancel));
}

pub(super) fn kind(kind: Option<DialogKind>) -> ui::DialogKind {
    match kind {
        None => ui::DialogKind::None,
        Some(DialogKind::Transfer) => ui::DialogKind::Transfer,
        Some(DialogKind::Refuse) => ui::DialogKind::Refuse,
        Some(DialogKind::Park) => ui::DialogKind::Park,
        Some(DialogKind::OutOfTurn) => ui::DialogKind::OutOfTurn,
        Some(DialogKind::ByNumber) => ui::DialogKind::ByNumber,
        Some(DialogKind::Pause) => ui::DialogKind::Pause,
        Some(DialogKind::Close) => ui::DialogKind::Close,
        Some(DialogKind::NextService) => ui::DialogKind::NextService,
        Some(DialogKind::ComeBack) => ui::DialogKind::ComeBack,
        Some(DialogKind::Expected) => ui::DialogKind::Expected,
        Some(DialogKind::TakeOver) => ui::DialogKind::TakeOver,
    }
}

pub(super) fn apply(app: &ui::AppWindow, before: Option<&Dialog>, view: Option<&Dialog>) {
    let Some(view) = view else {
        return;
    };
    let shown = app.global::<ui::Dialog>();
    let number = view.number.map(|n| n.to_string()).unwrap_or_default();
    shown.set_number(number.into());
    if before.is_none_or(|b| b.choices != view.choices) {
        shown.set_choices(choices(app, &view.choices));
    }
    if before.is_none_or(|b| b.others != view.others) {
        shown.set_others(choices(app, &view.others));
    }
    shown.set_chosen(index(view.chosen));
    shown.set_chosen_other(index(view.chosen_other));
    shown.set_place(match view.place {
        PlaceRule::Back => ui::QueuePlace::Back,
        PlaceRule::KeepsTime => ui::QueuePlace::ByCoupon,
        PlaceRule::Front => ui::QueuePlace::Front,
    });
    shown.set_unnamed(view.unnamed.map_or(ui::PersonState::Shown, person::not_shown));
    shown.set_more(whole(view.more));
    write(shown.get_typed(), &view.typed, |text| shown.set_typed(text));
    shown.set_problem(says::notice(view.problem.as_ref()));
    shown.set_waiting(view.waiting);
    shown.set_usable(view.usable);
}

pub(super) fn choices(app: &ui::AppWindow, choices: &[Choice]) -> slint::ModelRc<ui::ConsoleChoice> {
    list(choices.iter().map(|choice| worded(app, choice)).collect())
}

fn plain(title: &str) -> ui::ConsoleChoice {
    ui::ConsoleChoice {
        mark: SharedString::default(),
        title: title.into(),
        note: SharedString::default(),
        enabled: true,
    }
}

fn worded(app: &ui::AppWindow, choice: &Choice) -> ui::ConsoleChoice {
    let words = app.global::<ui::Words>();
    match choice {
        Choice::Reason(name) | Choice::Named(name) => plain(name),
        Choice::Service { letter, name, note } => ui::ConsoleChoice {
            mark: letter.to_string().into(),
            note: match note {
                ServiceNote::None => SharedString::default(),
                ServiceNote::NextInVisit => words.invoke_next_in_visit(),
                ServiceNote::UsuallyFollows => words.invoke_usually_follows(),
            },
            ..plain(name)
        },
        Choice::Window { number, about, manned } => ui::ConsoleChoice {
            note: match manned {
                Manned::Open => about.into(),
                Manned::Paused => words.invoke_window_paused(),
                Manned::Empty => words.invoke_window_empty(),
            },
            enabled: *manned == Manned::Open,
            ..plain(&words.invoke_window_title(i32::from(*number)))
        },
        Choice::Seat { number, clerk, visitor } => ui::ConsoleChoice {
            note: match visitor {
                None => words.invoke_seat_note(clerk.into(), SharedString::default(), false),
                Some(at) => words.invoke_seat_note(clerk.into(), at.number.to_string().into(), at.served),
            },
            ..plain(&words.invoke_window_title(i32::from(*number)))
        },
        Choice::Waiting { number, service, minutes } => ui::ConsoleChoice {
            note: words.invoke_waiting_note(service.into(), whole(*minutes)),
            ..plain(&number.to_string())
        },
        Choice::NoShow { number, service, until } => ui::ConsoleChoice {
            note: words.invoke_come_back_note(service.into(), until.into()),
            ..plain(&number.to_string())
        },
        Choice::Expected { at, number, service, state, name } => {
            let number = number.to_string().into();
            ui::ConsoleChoice {
                note: words.invoke_expected_note(service.into(), number, expected(&words, *state)),
                ..plain(&expected_title(&words, at, name))
            }
        }
        Choice::Leaving(leaving) => plain(&match leaving {
            Leaving::Finish => words.invoke_leaving_finish(),
            Leaving::PutBack => words.invoke_leaving_put_back(),
            Leaving::Transfer => words.invoke_leaving_transfer(),
        }),
        Choice::GoesOn(service) => plain(&words.invoke_leaving_goes_on(service.into())),
        Choice::Issued { letter, name, issue } => {
            ui::ConsoleChoice { mark: letter.to_string().into(), note: issued(&words, issue), ..plain(name) }
        }
    }
}

fn issued(words: &ui::Words, issue: &Issue) -> SharedString {
    let (state, left, time) = match issue {
        Issue::Open { left } => (ui::IssueState::Open, *left, ""),
        Issue::NotYet { from } => (ui::IssueState::NotYet, 0, from.as_str()),
        Issue::Over => (ui::IssueState::Over, 0, ""),
        Issue::ClosedToday => (ui::IssueState::ClosedToday, 0, ""),
        Issue::Gone => (ui::IssueState::Gone, 0, ""),
        Issue::Stopped => (ui::IssueState::Stopped, 0, ""),
    };
    words.invoke_issue_note(state, i32::from(left), time.into())
}

/// Where no name of the list is shown the list says so once.
fn expected_title(words: &ui::Words, at: &str, name: &Shown<Personal>) -> SharedString {
    let name = match name {
        Shown::Shown(name) => name.0.as_str().into(),
        Shown::NotShown(NotShown::Forgotten) => words.invoke_expected_forgotten(),
        Shown::NotShown(NotShown::Unreadable) => words.invoke_expected_unreadable(),
        Shown::NotShown(NotShown::NotPrivate) => return at.into(),
    };
    words.invoke_expected_title(at.into(), name)
}

fn expected(words: &ui::Words, state: ExpectedState) -> SharedString {
    match state {
        ExpectedState::Expected => words.invoke_expected_not_here(),
        ExpectedState::Late => words.invoke_expected_late(),
        ExpectedState::Here { number } => words.invoke_expected_here(number.to_string().into()),
    }
}
