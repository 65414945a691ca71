//! The clerk's window and the bar: both draw the same values.

use slint::ComponentHandle;

use super::{line, list, person, readiness, ui, whole};
use crate::view::{Desk, Keys, Next, ParkedRow, QueueRow, Stage, Visitor, Why};

pub(super) fn apply(app: &ui::AppWindow, before: Option<&Desk>, view: &Desk) {
    let shown = app.global::<ui::Desk>();
    shown.set_visitor(stage(&view.stage));
    shown.set_person(person::person(view.person.as_ref()));
    shown.set_acts(acts(&view.keys));
    shown.set_next(next(view.next.as_ref()));
    shown.set_waiting(whole(view.waiting));
    if before.is_none_or(|b| b.queue != view.queue) {
        shown.set_queue(list(view.queue.iter().map(queue_row).collect()));
    }
    shown.set_queue_total(whole(view.queue_total));
    if before.is_none_or(|b| b.parked != view.parked) {
        shown.set_parked(list(view.parked.iter().map(parked_row).collect()));
    }
    shown.set_day(ui::DayView {
        served: whole(view.day.served),
        average: view.day.average.as_str().into(),
        within_norm: whole(view.day.within_norm),
        no_shows: whole(view.day.no_shows),
    });
}

fn stage(stage: &Stage) -> ui::VisitorView {
    match stage {
        Stage::Idle => ui::VisitorView { stage: ui::Stage::Idle, ..Default::default() },
        Stage::Paused { reason, since } => ui::VisitorView {
            stage: ui::Stage::Paused,
            reason: reason.into(),
            since: since.into(),
            ..Default::default()
        },
        Stage::Called { visitor, time, limit, share, calls, calls_missing, may_be_no_show, call_again } => {
            ui::VisitorView {
                stage: ui::Stage::Called,
                calls: i32::from(*calls),
                calls_missing: i32::from(*calls_missing),
                may_be_no_show: *may_be_no_show,
                call_again: *call_again,
                time: time.into(),
                limit: limit.into(),
                share: *share,
                ..present(visitor)
            }
        }
        Stage::Serving { visitor, time, limit, share, over } => ui::VisitorView {
            stage: ui::Stage::Serving,
            time: time.into(),
            limit: limit.into(),
            share: *share,
            over: *over,
            ..present(visitor)
        },
    }
}

fn present(visitor: &Visitor) -> ui::VisitorView {
    let (line, category) = line(&visitor.line);
    ui::VisitorView {
        number: visitor.number.to_string().into(),
        service: visitor.service.as_str().into(),
        line,
        category,
        language: visitor.language.as_str().into(),
        more_time: visitor.more_time,
        waited_minutes: whole(visitor.waited_min),
        came_at: visitor.came_at.as_str().into(),
        next_service: visitor.next_service.clone().unwrap_or_default().into(),
        ..Default::default()
    }
}

fn acts(keys: &Keys) -> ui::ActsView {
    ui::ActsView {
        call_next: readiness(keys.call_next),
        recall: readiness(keys.recall),
        start: readiness(keys.start),
        finish: readiness(keys.finish),
        no_show: readiness(keys.no_show),
        park: readiness(keys.park),
        transfer: readiness(keys.transfer),
        refuse: readiness(keys.refuse),
        deny_right: readiness(keys.deny_right),
        out_of_turn: readiness(keys.out_of_turn),
        pause: readiness(keys.pause),
        next_service: readiness(keys.next_service),
        by_number: readiness(keys.by_number),
        come_back: readiness(keys.come_back),
        close: readiness(keys.close),
        undo: readiness(keys.undo),
        bring_back: readiness(keys.bring_back),
        matches: readiness(keys.matches),
        mismatch: readiness(keys.mismatch),
    }
}

fn next(next: Option<&Next>) -> ui::NextView {
    let Some(next) = next else {
        return ui::NextView::default();
    };
    let (line, category) = line(&next.line);
    let view = ui::NextView {
        number: next.number.to_string().into(),
        service: next.service.as_str().into(),
        line,
        category,
        waited_minutes: whole(next.waited_min),
        finishes: next.finishes.map(|n| n.to_string()).unwrap_or_default().into(),
        goes_on: next.goes_on.clone().unwrap_or_default().into(),
        ..Default::default()
    };
    match &next.why {
        Why::FirstCome => ui::NextView { why: ui::WhyKind::FirstCome, ..view },
        Why::Preferential { generals } => {
            ui::NextView { why: ui::WhyKind::Preferential, generals: i32::from(*generals), ..view }
        }
        Why::Booked { due } => ui::NextView { why: ui::WhyKind::Booked, due: due.as_str().into(), ..view },
        Why::Credit { limit_min, share, near, since } => ui::NextView {
            why: ui::WhyKind::Credit,
            limit_minutes: whole(*limit_min),
            share: *share,
            near: *near,
            since: since.clone().unwrap_or_default().into(),
            ..view
        },
    }
}

fn queue_row(row: &QueueRow) -> ui::QueueRow {
    ui::QueueRow {
        letter: row.letter.to_string().into(),
        service: row.service.as_str().into(),
        waiting: whole(row.waiting),
        longest_minutes: whole(row.longest_min),
        over: row.over,
    }
}

fn parked_row(row: &ParkedRow) -> ui::ParkedRow {
    ui::ParkedRow {
        number: row.number.to_string().into(),
        reason: row.reason.as_str().into(),
        window: row.window.map_or(0, i32::from),
        minutes: whole(row.minutes),
        alarm_minutes: row.alarm_min.map_or(0, whole),
        due: row.due,
    }
}
