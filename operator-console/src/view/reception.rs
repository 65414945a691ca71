//! The receptionist's desk.

use protocol::message::{TicketState, TicketView};
use queue::Number;
use queue::floor::Service;
use queue::issue;

use super::{Choice, Dialog, Issue, Key, Line, Readiness, dialog, names};
use crate::model::{self, Asked, Model};
use crate::notice::Notice;

/// The receptionist's desk.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reception {
    /// Services to issue.
    pub services: Vec<Choice>,
    /// The chosen one.
    pub service: Option<usize>,
    /// Services put together for one visit before the chosen one, `A, K`.
    pub visit: String,
    /// Categories.
    pub categories: Vec<Choice>,
    /// The chosen one.
    pub category: Option<usize>,
    /// Languages.
    pub languages: Vec<Choice>,
    /// The chosen one.
    pub language: Option<usize>,
    /// The mark for more time.
    pub more_time: bool,
    /// The number typed.
    pub typed: String,
    /// What is wrong with it.
    pub typed_problem: Option<Notice>,
    /// The ticket found or just issued.
    pub found: Option<Found>,
    /// Whether issue of the chosen service is stopped.
    pub stopped: bool,
    /// The time or the coupons typed.
    pub extension: String,
    /// What is wrong with them.
    pub extension_problem: Option<Notice>,
    /// How each button is drawn.
    pub keys: ReceptionKeys,
    /// Rises when the focus shall go to the number.
    pub find_asked: u32,
    /// The question on the way.
    pub dialog: Option<Dialog>,
}

/// A ticket at the reception desk.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Just issued here.
    pub new: bool,
    /// The number on the coupon.
    pub number: Number,
    /// Services of the visit.
    pub services: String,
    /// In which line, and by which right.
    pub line: Line,
    /// The language in itself.
    pub language: String,
    /// Asked for more time.
    pub more_time: bool,
    /// When it was taken.
    pub taken_at: String,
    /// Where it stands.
    pub state: TicketState,
    /// Visitors before this one: of who waits, once a window may call them (B4).
    pub ahead: Option<u32>,
    /// Where to wait.
    pub hall: String,
    /// Copies printed.
    pub copies: u16,
}

/// How each button of the reception desk is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs)] // One for each of `ReceptionKey`.
pub struct ReceptionKeys {
    pub issue: Readiness,
    pub find: Readiness,
    pub reprint: Readiness,
    pub leave_queue: Readiness,
    pub mark_more_time: Readiness,
    pub come_back: Readiness,
    pub stop_issue: Readiness,
    pub extend_issue: Readiness,
}

/// The acts of the reception desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // The words of the floor.
pub enum ReceptionKey {
    Issue,
    AddService,
    ClearVisit,
    Find,
    Reprint,
    LeaveQueue,
    MarkMoreTime,
    MoreTime,
    StopIssue,
    ExtendIssue,
    Away,
}

pub(super) fn reception(model: &Model) -> Reception {
    let desk = &model.reception;
    let categories = model.floor.as_ref().map(|floor| floor.view.categories.as_slice()).unwrap_or_default();
    let languages = model.floor.as_ref().map(|floor| floor.view.languages.as_slice()).unwrap_or_default();
    let name = |text: &queue::floor::Text| text.in_language(&model.language).to_owned();
    let visit: Vec<_> = desk.visit.iter().map(|service| model.letter(service).to_string()).collect();
    Reception {
        services: model.issued().map(|service| issued(model, service)).collect(),
        service: model.issued().position(|service| Some(&service.id) == desk.service.as_ref()),
        visit: visit.join(", "),
        categories: categories.iter().map(|category| Choice::Named(name(&category.name))).collect(),
        category: categories.iter().position(|category| Some(&category.id) == desk.category.as_ref()),
        languages: languages.iter().map(|language| Choice::Named(names::language(language))).collect(),
        language: languages.iter().position(|language| Some(language) == desk.language.as_ref()),
        more_time: desk.more_time,
        typed: desk.typed.clone(),
        typed_problem: desk.typed_problem.clone(),
        found: desk.found.as_deref().map(|ticket| found(model, ticket)),
        stopped: model.issue_stopped(),
        extension: desk.extension.clone(),
        extension_problem: desk.extension_problem.clone(),
        keys: keys(model),
        find_asked: desk.find_asked,
        dialog: dialog::open(model),
    }
}

fn issued(model: &Model, service: &Service) -> Choice {
    let issue = match model.issue_of(&service.id) {
        Some(issue::Issue::Open { left, .. }) => Issue::Open { left: *left },
        Some(issue::Issue::NotYet { from, .. }) => Issue::NotYet { from: model.local(*from) },
        Some(issue::Issue::Over { .. }) => Issue::Over,
        Some(issue::Issue::ClosedToday { .. }) => Issue::ClosedToday,
        Some(issue::Issue::Gone { .. }) => Issue::Gone,
        Some(issue::Issue::Stopped) | None => Issue::Stopped,
    };
    Choice::Issued { letter: service.letter.as_char(), name: model.service_name(&service.id), issue }
}

fn found(model: &Model, ticket: &TicketView) -> Found {
    let services: Vec<_> = ticket.visit.iter().map(|service| model.service_short(service)).collect();
    let halls = model.floor.iter().flat_map(|floor| &floor.view.halls);
    let mut hall = halls.filter(|hall| hall.id == ticket.hall);
    Found {
        new: model.reception.new,
        number: ticket.number,
        services: services.join(", "),
        line: model.line(&ticket.category, None),
        language: names::language(&ticket.language),
        more_time: ticket.more_time,
        taken_at: format!("{:02}:{:02}", ticket.taken_at.hour(), ticket.taken_at.minute()),
        state: ticket.state,
        ahead: (ticket.state == TicketState::Waiting && ticket.called_from.is_none()).then_some(ticket.ahead),
        hall: hall.next().map(|hall| hall.name.in_language(&model.language).to_owned()).unwrap_or_default(),
        copies: ticket.copies,
    }
}

fn keys(model: &Model) -> ReceptionKeys {
    let ready_if = |ready: bool| if ready && model.online() { Readiness::Ready } else { Readiness::Off };
    let found = model.reception.found.as_ref();
    let alive = found.is_some_and(|ticket| match ticket.state {
        TicketState::Waiting | TicketState::Called | TicketState::Parked | TicketState::NoShow => true,
        TicketState::Serving | TicketState::Finished | TicketState::Refused | TicketState::Left => false,
    });
    // The mark of who is served counts for the next service of the visit.
    let marked = alive || found.is_some_and(|ticket| ticket.state == TicketState::Serving);
    let chosen = model.reception.service.is_some();
    let free = chosen && model.online() && !model::is_finding_out(model);
    let issue = if free { Readiness::Lead } else { Readiness::Off };
    let mut keys = ReceptionKeys {
        issue,
        find: ready_if(true),
        reprint: ready_if(found.is_some()),
        leave_queue: ready_if(alive),
        mark_more_time: ready_if(marked),
        come_back: model::offered(model, Key::ComeBack).unwrap_or_default(),
        stop_issue: ready_if(chosen),
        extend_issue: ready_if(chosen),
    };
    if let Some(Asked::Reception(key, _)) = model.errand.as_ref().map(|errand| &errand.asked) {
        match key {
            ReceptionKey::Issue => keys.issue = Readiness::Waiting,
            ReceptionKey::Find => keys.find = Readiness::Waiting,
            ReceptionKey::Reprint => keys.reprint = Readiness::Waiting,
            ReceptionKey::LeaveQueue => keys.leave_queue = Readiness::Waiting,
            ReceptionKey::MarkMoreTime => keys.mark_more_time = Readiness::Waiting,
            ReceptionKey::StopIssue => keys.stop_issue = Readiness::Waiting,
            ReceptionKey::ExtendIssue => keys.extend_issue = Readiness::Waiting,
            ReceptionKey::AddService | ReceptionKey::ClearVisit | ReceptionKey::MoreTime | ReceptionKey::Away => {}
        }
    }
    keys
}
