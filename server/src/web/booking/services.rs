//! Which services can be booked, and the documents that each needs (B14).

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use queue::floor::{Group, Purpose, Service};

use super::frame::{BookedNow, Frame, Sorry};
use super::free::FreePlaces;
use super::visit::Visit;
use super::words::Words;
use super::{LOOK, STYLE};
use crate::web::words::filled;

/// The address without anything leads to the services.
pub async fn first(visit: Visit) -> Response {
    visit.on_to(&visit.to("/book", &[]))
}

#[derive(Template)]
#[template(path = "booking/services.html")]
pub struct ServicesPage {
    style: &'static str,
    frame: Frame,
    w: &'static Words,
    /// Why nothing can be booked here now, and where else.
    notice: Option<&'static str>,
    /// The booking that is changed, if one is.
    now: Option<BookedNow>,
    groups: Vec<Shelf>,
}

impl ServicesPage {
    /// As it is shown.
    pub fn page(
        visit: &Visit,
        frame: Frame,
        notice: Option<&'static str>,
        now: Option<BookedNow>,
        groups: Vec<Shelf>,
    ) -> Response {
        LOOK.page(StatusCode::OK, Self { style: STYLE, frame, w: visit.words, notice, now, groups }.render())
    }
}

/// A group of services.
pub struct Shelf {
    pub name: String,
    pub services: Vec<Offered>,
}

/// A service to book.
pub struct Offered {
    pub href: String,
    pub name: String,
    /// When the first time is free, if any is.
    pub nearest: String,
}

/// The services that can be booked, in their groups.
pub async fn services(visit: Visit) -> Response {
    let words = visit.words;
    let groups =
        shelves(&visit, &FreePlaces::of(&visit), |visit, service| visit.to(&format!("/book/{}", service.id), &[]));
    if groups.is_empty() {
        let page = Sorry::new(visit.frame(&words.nothing_booked, None), words, &words.nothing_booked_note);
        return visit.tell(StatusCode::OK, page);
    }
    let notice = (!visit.pages.messages.are_set_up()).then_some(words.no_messages.as_str());
    let frame = visit.frame(&words.which_service, None);
    ServicesPage::page(&visit, frame, notice, None, groups)
}

/// Groups that have a service to book, those without a group first.
pub fn shelves(visit: &Visit, free: &FreePlaces, href: impl Fn(&Visit, &Service) -> String) -> Vec<Shelf> {
    let offered = |service: &Service| {
        let nearest = free.nearest(visit, service);
        let days = visit.floor.rules.booking.days_ahead.to_string();
        Offered {
            href: href(visit, service),
            name: visit.said(&service.name),
            nearest: match nearest {
                Some(slot) => filled(&visit.words.nearest, &[&visit.date(slot.local(&visit.floor).date())]),
                None => filled(&visit.words.none_for_days, &[&days]),
            },
        }
    };
    let shelf = |group: Option<&Group>| {
        let of_group = visit.floor.services.iter().filter(|service| service.slots.is_some());
        let of_group = of_group.filter(|service| service.group.as_ref() == group.map(|group| &group.id));
        let name = group.map_or(String::new(), |group| visit.said(&group.name));
        Shelf { name, services: of_group.map(offered).collect() }
    };
    let groups = visit.floor.groups.iter().map(Some);
    let shelves = std::iter::once(None).chain(groups).map(shelf);
    shelves.filter(|shelf| !shelf.services.is_empty()).collect()
}

#[derive(Template)]
#[template(path = "booking/documents.html")]
struct DocumentsPage {
    style: &'static str,
    frame: Frame,
    w: &'static Words,
    step: Option<String>,
    service: String,
    now: Option<BookedNow>,
    purposes: Vec<PurposeLink>,
    documents: Vec<Paper>,
    /// Where a time is chosen; nowhere while nothing can be booked.
    on: Option<String>,
}

struct PurposeLink {
    href: String,
    name: String,
    chosen: bool,
}

/// A document as a page tells it.
pub struct Paper {
    pub name: String,
    pub note: String,
}

/// The documents for a service and its purpose.
pub async fn documents(visit: Visit) -> Response {
    let Some(service) = visit.service(1) else { return visit.nowhere() };
    let path = format!("/book/{}", service.id);
    let step = Some(filled(&visit.words.step, &["2", "4"]));
    papers_page(
        &visit,
        service,
        Papers { path, back: visit.to("/book", &[]), step, now: None, chosen: purpose(&visit, service, 0) },
    )
}

/// What a page of documents shows, and where its links lead.
pub struct Papers {
    /// The page's own path; the calendar is below it.
    pub path: String,
    /// Back.
    pub back: String,
    /// The step, where it is one of several.
    pub step: Option<String>,
    /// The booking that is changed, if one is.
    pub now: Option<BookedNow>,
    /// The purpose's place in the service's list.
    pub chosen: usize,
}

/// The documents for a purpose, the other purposes, and the way on to a time.
pub fn papers_page(visit: &Visit, service: &Service, about: Papers) -> Response {
    let words = visit.words;
    let Papers { path, back, step, now, chosen } = about;
    let link = |(index, purpose): (usize, &Purpose)| PurposeLink {
        href: visit.to(&path, &[("for", &index.to_string())]),
        name: visit.said(&purpose.name),
        chosen: index == chosen,
    };
    let page = DocumentsPage {
        style: STYLE,
        frame: visit.frame(&words.documents_needed, Some(back)),
        w: words,
        step,
        service: visit.said(&service.name),
        now,
        purposes: service.purposes.iter().enumerate().map(link).collect(),
        documents: service.purposes.get(chosen).map_or(Vec::new(), |purpose| papers(visit, purpose)),
        on: visit
            .pages
            .messages
            .are_set_up()
            .then(|| visit.to(&format!("{path}/time"), &[("for", &chosen.to_string())])),
    };
    LOOK.page(StatusCode::OK, page.render())
}

/// The place of the purpose asked for in the service's list, else another one.
pub fn purpose(visit: &Visit, service: &Service, otherwise: usize) -> usize {
    visit.asked.purpose().filter(|place| *place < service.purposes.len()).unwrap_or(otherwise)
}

/// The documents of a purpose.
pub fn papers(visit: &Visit, purpose: &Purpose) -> Vec<Paper> {
    let paper = |document: &queue::floor::Document| Paper {
        name: visit.said(&document.name),
        note: visit.said(&document.note),
    };
    purpose.documents.iter().map(paper).collect()
}
