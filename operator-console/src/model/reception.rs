//! The reception desk: a coupon for somebody who cannot use the kiosk, a ticket by its number, and the issue of a service.

use jiff::civil::Time;
use protocol::message::{Answer, Ask, Failure, TicketView};
use queue::Number;
use queue::floor::Service;
use queue::ids::{CategoryId, Language, ServiceId};
use queue::issue::Issue;

use super::{Asked, Effect, Model, Place, errand, unsettled};
use crate::notice::{Lack, Notice, Say};
use crate::view::ReceptionKey;

/// Most services of one visit.
const VISIT_MOST: usize = 8;

/// What is chosen and typed at the desk.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Desk {
    pub(crate) service: Option<ServiceId>,
    pub(crate) visit: Vec<ServiceId>,
    pub(crate) category: Option<CategoryId>,
    pub(crate) language: Option<Language>,
    pub(crate) more_time: bool,
    pub(crate) typed: String,
    pub(crate) typed_problem: Option<Notice>,
    pub(crate) found: Option<Box<TicketView>>,
    /// The found ticket was issued here just now.
    pub(crate) new: bool,
    pub(crate) extension: String,
    pub(crate) extension_problem: Option<Notice>,
    pub(crate) find_asked: u32,
}

impl Model {
    /// Services that the desk issues coupons for: all of the floor, also those that no kiosk offers.
    pub(crate) fn issued(&self) -> impl Iterator<Item = &Service> {
        self.floor.iter().flat_map(|floor| &floor.view.services)
    }

    /// Whether coupons of a service can be had.
    pub(crate) fn issue_of(&self, service: &ServiceId) -> Option<&Issue> {
        let services = self.board.iter().flat_map(|board| &board.shown.services);
        let mut found = services.filter(|shown| shown.service == *service);
        found.next().map(|shown| &shown.issue)
    }

    pub(crate) fn issue_stopped(&self) -> bool {
        let chosen = self.reception.service.as_ref();
        chosen.and_then(|service| self.issue_of(service)).is_some_and(|issue| *issue == Issue::Stopped)
    }
}

pub fn entered(model: &mut Model) {
    floor_changed(model);
}

/// What was chosen may be gone, and at first nothing is chosen.
pub fn floor_changed(model: &mut Model) {
    let first = |model: &Model| model.issued().next().map(|service| service.id.clone());
    let known = |model: &Model, id: &ServiceId| model.issued().any(|service| service.id == *id);
    let kept = model.reception.service.take().filter(|id| known(model, id));
    model.reception.service = kept.or_else(|| first(model));
    let visit = std::mem::take(&mut model.reception.visit);
    model.reception.visit = visit.into_iter().filter(|id| known(model, id)).collect();
    let Some(floor) = &model.floor else { return };
    let categories = &floor.view.categories;
    let kept = model.reception.category.take().filter(|id| categories.iter().any(|c| c.id == *id));
    model.reception.category = kept.or_else(|| categories.first().map(|c| c.id.clone()));
    let kept = model.reception.language.take().filter(|id| floor.view.languages.contains(id));
    model.reception.language = kept.or_else(|| floor.view.languages.first().cloned());
}

pub fn service_picked(model: &mut Model, index: usize) -> Vec<Effect> {
    let picked = model.issued().nth(index).map(|service| service.id.clone());
    model.reception.service = picked.or(model.reception.service.take());
    model.reception.extension_problem = None;
    Vec::new()
}

pub fn category_picked(model: &mut Model, index: usize) -> Vec<Effect> {
    let picked = model.floor.as_ref().and_then(|floor| floor.view.categories.get(index)).map(|c| c.id.clone());
    model.reception.category = picked.or(model.reception.category.take());
    Vec::new()
}

pub fn language_picked(model: &mut Model, index: usize) -> Vec<Effect> {
    let picked = model.floor.as_ref().and_then(|floor| floor.view.languages.get(index)).cloned();
    model.reception.language = picked.or(model.reception.language.take());
    Vec::new()
}

pub fn number_typed(model: &mut Model, text: String) -> Vec<Effect> {
    model.reception.typed = text;
    model.reception.typed_problem = None;
    Vec::new()
}

pub fn extension_typed(model: &mut Model, text: String) -> Vec<Effect> {
    model.reception.extension = text;
    model.reception.extension_problem = None;
    Vec::new()
}

pub fn pressed(model: &mut Model, key: ReceptionKey) -> Vec<Effect> {
    if model.place != Place::Reception || model.session.is_none() || model.dialog.is_some() {
        return Vec::new();
    }
    match key {
        ReceptionKey::Issue => issue(model),
        ReceptionKey::AddService => add_service(model),
        ReceptionKey::ClearVisit => {
            model.reception.visit.clear();
            Vec::new()
        }
        ReceptionKey::MoreTime => {
            model.reception.more_time = !model.reception.more_time;
            Vec::new()
        }
        ReceptionKey::Find => find(model),
        ReceptionKey::Reprint => with_found(model, key, |ticket| Ask::ReprintCoupon { ticket }),
        ReceptionKey::LeaveQueue => with_found(model, key, |ticket| Ask::LeaveQueue { ticket }),
        ReceptionKey::MarkMoreTime => {
            let on = model.reception.found.as_ref().is_some_and(|found| !found.more_time);
            with_found(model, key, |ticket| Ask::MarkMoreTime { ticket, on })
        }
        ReceptionKey::StopIssue => stop_issue(model),
        ReceptionKey::ExtendIssue => extend_issue(model),
        ReceptionKey::Away => away(model),
    }
}

fn send(model: &mut Model, key: ReceptionKey, service: Option<ServiceId>, ask: Ask) -> Vec<Effect> {
    errand::send(model, Asked::Reception(key, service), ask)
}

fn issue(model: &mut Model) -> Vec<Effect> {
    if unsettled::is_finding_out(model) {
        return Vec::new();
    }
    let desk = &model.reception;
    let (Some(category), Some(language)) = (desk.category.clone(), desk.language.clone()) else { return Vec::new() };
    let mut services = desk.visit.clone();
    services.extend(desk.service.clone().filter(|service| !desk.visit.contains(service)));
    if services.is_empty() {
        model.tell(Say::Form(Lack::Choice));
        return Vec::new();
    }
    let ask = Ask::IssueTicket { services, category, language, more_time: desk.more_time };
    send(model, ReceptionKey::Issue, None, ask)
}

fn add_service(model: &mut Model) -> Vec<Effect> {
    let desk = &mut model.reception;
    if let Some(service) = desk.service.clone()
        && desk.visit.len() < VISIT_MOST
        && !desk.visit.contains(&service)
    {
        desk.visit.push(service);
    }
    Vec::new()
}

/// Without a number to look for, the key leads to the field.
fn find(model: &mut Model) -> Vec<Effect> {
    let desk = &mut model.reception;
    if desk.typed.trim().is_empty() {
        desk.find_asked = desk.find_asked.wrapping_add(1);
        return Vec::new();
    }
    match desk.typed.parse::<Number>() {
        Ok(number) => send(model, ReceptionKey::Find, None, Ask::FindTicket { number }),
        Err(_) => {
            desk.typed_problem = Some(Say::Form(Lack::NumberUnreadable).into());
            Vec::new()
        }
    }
}

fn with_found(model: &mut Model, key: ReceptionKey, ask: impl FnOnce(queue::ids::TicketId) -> Ask) -> Vec<Effect> {
    match &model.reception.found {
        Some(found) => {
            let ask = ask(found.ticket);
            send(model, key, None, ask)
        }
        None => find(model),
    }
}

fn stop_issue(model: &mut Model) -> Vec<Effect> {
    let Some(service) = model.reception.service.clone() else { return Vec::new() };
    let ask = if model.issue_stopped() {
        Ask::ResumeIssue { service: service.clone() }
    } else {
        Ask::StopIssue { service: service.clone() }
    };
    send(model, ReceptionKey::StopIssue, Some(service), ask)
}

fn extend_issue(model: &mut Model) -> Vec<Effect> {
    let Some(service) = model.reception.service.clone() else { return Vec::new() };
    match extension(&model.reception.extension) {
        Some((until, more)) => {
            let ask = Ask::ExtendIssue { service: service.clone(), until, more };
            send(model, ReceptionKey::ExtendIssue, Some(service), ask)
        }
        None => {
            model.reception.extension_problem = Some(Say::Form(Lack::Extension).into());
            Vec::new()
        }
    }
}

/// A time such as `17:30`, or a number of coupons from 1 to 999.
fn extension(typed: &str) -> Option<(Option<Time>, u16)> {
    let typed = typed.trim();
    if let Some((hour, minute)) = typed.split_once(':') {
        let time = Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()?;
        return Some((Some(time), 0));
    }
    let more = typed.parse().ok().filter(|more| (1..=999).contains(more))?;
    Some((None, more))
}

fn away(model: &mut Model) -> Vec<Effect> {
    let seats = model.seats().len();
    if seats > 1 {
        model.place = Place::Choosing(Some(super::Seat::Reception));
        return Vec::new();
    }
    super::place::sign_out(model)
}

pub fn done(model: &mut Model, key: ReceptionKey, service: Option<ServiceId>, answer: Answer) -> Vec<Effect> {
    let named = |model: &Model| {
        let services = model.floor.iter().flat_map(|floor| &floor.view.services);
        let mut found = services.filter(|shown| Some(&shown.id) == service.as_ref());
        found.next().map(|shown| shown.name.in_language(&model.language).to_owned()).unwrap_or_default()
    };
    match (key, answer) {
        (ReceptionKey::Issue, Answer::Ticket(ticket)) => issued(model, ticket, Say::Issued),
        (ReceptionKey::Issue, Answer::Unprinted(ticket)) => issued(model, ticket, Say::Unprinted),
        (ReceptionKey::Find, Answer::Ticket(ticket)) => {
            model.reception.found = Some(ticket);
            model.reception.new = false;
        }
        (ReceptionKey::Reprint, Answer::Ticket(ticket)) => {
            model.tell(Say::Reprinted(ticket.number));
            model.reception.found = Some(ticket);
        }
        (ReceptionKey::LeaveQueue, _) => {
            if let Some(found) = model.reception.found.take() {
                model.tell(Say::Left(found.number));
            }
            model.reception.typed.clear();
        }
        (ReceptionKey::MarkMoreTime, _) => marked(model),
        (ReceptionKey::StopIssue, _) => {
            // The answer comes before the board that shows it, so the board still says how it was.
            let was_stopped = model.issue_stopped();
            let name = named(model);
            model.tell(if was_stopped { Say::IssueResumed(name) } else { Say::IssueStopped(name) });
        }
        (ReceptionKey::ExtendIssue, _) => {
            let name = named(model);
            model.tell(Say::IssueExtended(name));
            model.reception.extension.clear();
        }
        (_, _) => {}
    }
    Vec::new()
}

/// The mark of the ticket that was found is the other way round now.
fn marked(model: &mut Model) {
    let Some(found) = &mut model.reception.found else { return };
    found.more_time = !found.more_time;
    let (number, on) = (found.number, found.more_time);
    model.tell(if on { Say::MoreTime(number) } else { Say::NoMoreTime(number) });
}

/// At a window the queue beside the visitor shows it; here it is said.
pub fn came_back(model: &mut Model, number: &str) {
    if model.place != Place::Reception {
        return;
    }
    model.tell(Say::CameBack { number: number.to_owned(), place: model.place_came_back() });
    if model.reception.found.take_if(|found| found.number.to_string() == number).is_some() {
        model.reception.typed.clear();
    }
}

fn issued(model: &mut Model, ticket: Box<TicketView>, say: fn(Number) -> Say) {
    model.tell(say(ticket.number));
    let service = model.reception.service.clone();
    let find_asked = model.reception.find_asked;
    model.reception = Desk { service, found: Some(ticket), new: true, find_asked, ..Desk::default() };
    floor_changed(model);
}

pub fn not_done(model: &mut Model, key: ReceptionKey, notice: Notice) {
    match key {
        // The ticket that was found is as it was.
        ReceptionKey::Reprint if matches!(notice.say, Say::Failed(Failure::KioskAway { .. })) => {
            model.tell_at(notice.say, notice.time);
        }
        ReceptionKey::Find | ReceptionKey::Reprint | ReceptionKey::LeaveQueue | ReceptionKey::MarkMoreTime => {
            model.reception.typed_problem = Some(notice);
            model.reception.found = None;
        }
        ReceptionKey::ExtendIssue => model.reception.extension_problem = Some(notice),
        ReceptionKey::Issue
        | ReceptionKey::AddService
        | ReceptionKey::ClearVisit
        | ReceptionKey::MoreTime
        | ReceptionKey::StopIssue
        | ReceptionKey::Away => model.tell_at(notice.say, notice.time),
    }
}
