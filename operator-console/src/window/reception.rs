//! The reception desk.

use std::rc::Rc;

use protocol::message::TicketState;
use slint::ComponentHandle;

use super::{Told, dialog, index, line, readiness, row, says, ui, whole, write};
use crate::deed::Deed;
use crate::view::{Found, Reception, ReceptionKey};

pub(super) fn connect(app: &ui::AppWindow, tell: &Told) {
    let reception = app.global::<ui::Reception>();
    let told = Rc::clone(tell);
    reception.on_act(move |act| told(Deed::Reception(key_of(act))));
    let told = Rc::clone(tell);
    reception.on_service_picked(move |index| told(Deed::ServicePicked(row(index))));
    let told = Rc::clone(tell);
    reception.on_category_picked(move |index| told(Deed::CategoryPicked(row(index))));
    let told = Rc::clone(tell);
    reception.on_language_picked(move |index| told(Deed::CouponLanguagePicked(row(index))));
    let told = Rc::clone(tell);
    reception.on_number_edited(move |text| told(Deed::NumberTyped(text.into())));
    let told = Rc::clone(tell);
    reception.on_extension_edited(move |text| told(Deed::ExtensionTyped(text.into())));
}

fn key_of(act: ui::DeskAct) -> ReceptionKey {
    match act {
        ui::DeskAct::Issue => ReceptionKey::Issue,
        ui::DeskAct::AddService => ReceptionKey::AddService,
        ui::DeskAct::ClearVisit => ReceptionKey::ClearVisit,
        ui::DeskAct::Find => ReceptionKey::Find,
        ui::DeskAct::Reprint => ReceptionKey::Reprint,
        ui::DeskAct::LeaveQueue => ReceptionKey::LeaveQueue,
        ui::DeskAct::MarkMoreTime => ReceptionKey::MarkMoreTime,
        ui::DeskAct::MoreTime => ReceptionKey::MoreTime,
        ui::DeskAct::StopIssue => ReceptionKey::StopIssue,
        ui::DeskAct::ExtendIssue => ReceptionKey::ExtendIssue,
        ui::DeskAct::Away => ReceptionKey::Away,
    }
}

pub(super) fn apply(app: &ui::AppWindow, before: Option<&Reception>, view: &Reception) {
    let shown = app.global::<ui::Reception>();
    if before.is_none_or(|b| b.services != view.services) {
        shown.set_services(dialog::choices(app, &view.services));
    }
    if before.is_none_or(|b| b.categories != view.categories) {
        shown.set_categories(dialog::choices(app, &view.categories));
    }
    if before.is_none_or(|b| b.languages != view.languages) {
        shown.set_languages(dialog::choices(app, &view.languages));
    }
    shown.set_service(index(view.service));
    shown.set_category(index(view.category));
    shown.set_language(index(view.language));
    shown.set_visit(view.visit.as_str().into());
    shown.set_more_time(view.more_time);
    write(shown.get_typed(), &view.typed, |text| shown.set_typed(text));
    shown.set_typed_problem(says::notice(view.typed_problem.as_ref()));
    shown.set_found(found(view.found.as_ref()));
    shown.set_stopped(view.stopped);
    write(shown.get_extension(), &view.extension, |text| {
        shown.set_extension(text);
    });
    shown.set_extension_problem(says::notice(view.extension_problem.as_ref()));
    shown.set_issue(readiness(view.keys.issue));
    shown.set_find(readiness(view.keys.find));
    shown.set_reprint(readiness(view.keys.reprint));
    shown.set_leave_queue(readiness(view.keys.leave_queue));
    shown.set_mark_more_time(readiness(view.keys.mark_more_time));
    shown.set_come_back(readiness(view.keys.come_back));
    shown.set_stop_issue(readiness(view.keys.stop_issue));
    shown.set_extend_issue(readiness(view.keys.extend_issue));
    shown.set_find_asked(whole(view.find_asked));
}

fn found(found: Option<&Found>) -> ui::FoundTicket {
    let Some(found) = found else {
        return ui::FoundTicket::default();
    };
    let (line, category) = line(&found.line);
    ui::FoundTicket {
        shown: true,
        new: found.new,
        number: found.number.to_string().into(),
        services: found.services.as_str().into(),
        line,
        category,
        language: found.language.as_str().into(),
        more_time: found.more_time,
        taken_at: found.taken_at.as_str().into(),
        state: match found.state {
            TicketState::Waiting => ui::TicketState::Waiting,
            TicketState::Called => ui::TicketState::Called,
            TicketState::Serving => ui::TicketState::Serving,
            TicketState::Parked => ui::TicketState::Parked,
            TicketState::NoShow => ui::TicketState::NoShow,
            TicketState::Finished => ui::TicketState::Finished,
            TicketState::Refused => ui::TicketState::Refused,
            TicketState::Left => ui::TicketState::Left,
        },
        ahead: found.ahead.map_or(-1, whole),
        hall: found.hall.as_str().into(),
        copies: i32::from(found.copies),
    }
}
