//! What the page of a ticket says, from what is published: plain strings in one language. No HTML, no socket, no clock.

use jiff::Timestamp;
use protocol::message::{TicketState, TicketView};
use queue::Floor;
use queue::estimate::Expected;
use queue::floor::Text;
use queue::ids::{Language, ServiceId, TicketCode};
use queue::ticket::LeftWhy;

use super::before::Told;
use super::words::Words;
use crate::published::{Gone, PublishedTicket};
use crate::web::words::{filled, own_name};

mod leave;
mod rate;
mod why;

pub use leave::{LeavePage, LeaveWay, Refusal, RefusalPage, back, leave_page, refusal_page};
pub use rate::{Amiss, RatePage, RateWay, is_rated, rate_page};
pub use why::Before;

/// Seconds after which the page asks again while the visit goes on.
const REFRESH_S: u16 = 15;
/// Seconds after which it asks again once the visit is over; a clerk may still take the last step back.
const REFRESH_OVER_S: u16 = 60;
/// With so many visitors ahead one is called soon.
const SOON_AHEAD: u32 = 2;
/// Letters of the chosen language's name in the header.
const CHOSEN_LETTERS: usize = 3;
/// Seconds after which a page that was one too many asks again.
const REFRESH_CROWDED_S: u16 = 30;

/// What every page has.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    /// Of the words, for `lang`.
    pub language: &'static str,
    /// Of the floor's own texts, for `lang` where it differs.
    pub office_language: String,
    pub title: String,
    pub office: String,
    /// The word for the choice of languages.
    pub language_word: String,
    /// The chosen language's own name, shortened.
    pub chosen: String,
    pub choices: Vec<Choice>,
    /// Another language is chosen by sending the page's form, so that nothing typed is lost. The Enter key presses a form's first
    /// button, so the page then begins with one that goes on.
    pub by_form: bool,
    /// The visitor wants it not to change by itself.
    pub still: bool,
    /// Seconds until the page asks again by itself.
    pub refresh_s: Option<u16>,
}

/// A language to choose.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    pub key: String,
    pub name: String,
    pub chosen: bool,
}

/// The page of a ticket.
#[derive(Clone, Debug, PartialEq)]
pub struct TicketPage {
    pub frame: Frame,
    pub my_number: String,
    pub number: String,
    /// The letter is so wide that the number needs smaller figures.
    pub wide: bool,
    pub service: String,
    /// The window to go to, or the sentence about where the ticket stands.
    pub state: State,
    /// That the turn comes soon.
    pub soon: Option<Soon>,
    pub rows: Vec<Row>,
    pub after_that: String,
    /// Services that follow in this visit.
    pub later: Vec<String>,
    pub notes: Vec<String>,
    pub updated: String,
    /// That it updates by itself, while the visit goes on.
    pub by_itself: Option<String>,
    pub stand: Stand,
    /// Why others were called.
    pub before: Option<Before>,
    /// How to give the place up, while there is one.
    pub leave: Option<LeaveWay>,
    /// How to say how the visit was, once it is over.
    pub rate: Option<RateWay>,
    /// Where the ticket stands in one sentence: it is said aloud where it has changed.
    pub says: String,
    /// Seconds after which a script asks again; nothing where the visitor wants the page to stand still.
    pub every_s: Option<u16>,
    /// What is shown where the server cannot be reached.
    pub lost: String,
    /// What is shown where it was asked too often.
    pub crowded: String,
}

/// What a page is about.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    pub floor: &'a Floor,
    /// The name in the address.
    pub code: &'a TicketCode,
    pub ticket: &'a PublishedTicket,
    /// Whom it saw go before, if that is known.
    pub told: Option<&'a Told>,
}

/// Where the ticket stands.
#[derive(Clone, Debug, PartialEq)]
pub enum State {
    /// In the queue; the rows say it.
    Waiting,
    /// At a window, or on the way to it.
    Window {
        words: String,
        number: String,
        whereabouts: String,
        /// Whether the visitor is expected there now.
        calls: bool,
    },
    /// Anything else, in words.
    Said { words: String, note: String },
}

/// The turn comes soon.
#[derive(Clone, Debug, PartialEq)]
pub struct Soon {
    pub words: String,
    pub note: String,
}

/// A fact.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub name: String,
    pub value: String,
}

/// How to change whether the page asks again by itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Stand {
    pub toggle: String,
    pub update_now: String,
}

/// A page without a ticket.
#[derive(Clone, Debug, PartialEq)]
pub struct SorryPage {
    pub frame: Frame,
    pub words: String,
    pub note: String,
}

/// How the visitor wants the page.
#[derive(Clone, Debug, PartialEq)]
pub struct Wish {
    pub language: Language,
    /// Not to change by itself.
    pub still: bool,
}

/// The page of a ticket at `now`.
pub fn ticket_page(subject: &Subject<'_>, rated: bool, wish: &Wish, now: Timestamp) -> TicketPage {
    let Subject { floor, code, ticket, told } = *subject;
    let words = Words::of(&wish.language);
    let view = &ticket.view;
    let state = state(floor, ticket, wish, words);
    let number = view.number.to_string();
    let soon = soon(ticket, words);
    let title = match (&state, &soon) {
        (State::Window { words, number: window, calls: true, .. }, _) => format!("{number}: {words} {window}"),
        (State::Waiting, Some(soon)) => format!("{number}: {}", soon.words),
        (State::Window { .. } | State::Waiting | State::Said { .. }, _) => number.clone(),
    };
    let every_s = (!wish.still).then_some(if is_over(ticket) { REFRESH_OVER_S } else { REFRESH_S });
    let time = floor.calendar.zone.local(now).strftime("%H:%M").to_string();
    TicketPage {
        frame: frame(Some(floor), words, wish, title, every_s),
        my_number: words.my_number.clone(),
        wide: view.number.letter().as_char() == 'M',
        number,
        service: service_name(floor, &ticket.service, wish),
        rows: rows(floor, ticket, wish, words),
        after_that: words.after_that.clone(),
        later: later(floor, ticket, wish),
        notes: notes(view, words),
        before: told.filter(|_| !is_over(ticket)).and_then(|told| why::before(floor, view.state, told, wish)),
        leave: leave::way(code, ticket, wish),
        rate: rate::way(code, view.state, rated, wish),
        says: says(ticket, &state, soon.as_ref(), words),
        every_s,
        lost: words.lost.clone(),
        crowded: words.lost_crowded.clone(),
        soon,
        state,
        updated: filled(&words.updated, &[&time]),
        by_itself: (every_s.is_some() && !is_over(ticket)).then(|| words.by_itself.clone()),
        stand: Stand {
            toggle: if wish.still { words.go_on.clone() } else { words.stand_still.clone() },
            update_now: words.update_now.clone(),
        },
    }
}

/// The page for a code that no ticket of today has.
pub fn unknown_page(floor: Option<&Floor>, wish: &Wish) -> SorryPage {
    let words = Words::of(&wish.language);
    let frame = frame(floor, words, wish, words.unknown.clone(), None);
    SorryPage { frame, words: words.unknown.clone(), note: words.unknown_note.clone() }
}

/// The page for one who asked too often.
pub fn crowded_page(floor: Option<&Floor>, wish: &Wish) -> SorryPage {
    let words = Words::of(&wish.language);
    let frame = frame(floor, words, wish, words.crowded.clone(), Some(REFRESH_CROWDED_S));
    SorryPage { frame, words: words.crowded.clone(), note: words.crowded_note.clone() }
}

fn frame(floor: Option<&Floor>, words: &'static Words, wish: &Wish, title: String, refresh_s: Option<u16>) -> Frame {
    let languages = floor.map_or(&[][..], |floor| &floor.languages);
    let choice = |language: &Language| Choice {
        key: language.to_string(),
        name: own_name(language).to_owned(),
        chosen: *language == wish.language,
    };
    Frame {
        language: words.language,
        office_language: wish.language.to_string(),
        title,
        office: floor.map_or(String::new(), |floor| said(&floor.office, wish)),
        language_word: words.language_word.clone(),
        chosen: own_name(&wish.language).chars().take(CHOSEN_LETTERS).collect(),
        choices: languages.iter().map(choice).collect(),
        by_form: false,
        still: wish.still,
        refresh_s,
    }
}

fn state(floor: &Floor, ticket: &PublishedTicket, wish: &Wish, words: &Words) -> State {
    let at_window = |words: &str, calls| {
        let window = ticket.window.as_ref().and_then(|id| floor.window(id));
        State::Window {
            words: words.to_owned(),
            number: window.map_or(String::new(), |window| window.number.to_string()),
            whereabouts: window.map_or(String::new(), |window| said(&window.whereabouts, wish)),
            calls,
        }
    };
    let in_words = |words: &str, note: &str| State::Said { words: words.to_owned(), note: note.to_owned() };
    match ticket.view.state {
        TicketState::Waiting => State::Waiting,
        TicketState::Called => at_window(&words.come_to_window, true),
        TicketState::Serving => at_window(&words.received_at_window, false),
        TicketState::Parked => in_words(&words.parked, &words.parked_note),
        TicketState::NoShow if ticket.gone.is_some() => in_words(&words.no_show, &words.lapsed_note),
        TicketState::NoShow => in_words(&words.no_show, &words.no_show_note),
        TicketState::Finished => in_words(&words.finished, &words.finished_note),
        TicketState::Refused => in_words(&words.refused, &words.refused_note),
        TicketState::Left if ticket.gone == Some(Gone::Left(LeftWhy::OnPage)) => {
            in_words(&words.left_on_page, &words.left_on_page_note)
        }
        TicketState::Left => in_words(&words.left, &words.left_note),
    }
}

/// Nothing more becomes of this ticket today.
fn is_over(ticket: &PublishedTicket) -> bool {
    match ticket.view.state {
        TicketState::Finished | TicketState::Refused | TicketState::Left => true,
        TicketState::NoShow => ticket.gone.is_some(),
        TicketState::Waiting | TicketState::Called | TicketState::Serving | TicketState::Parked => false,
    }
}

/// Nobody is told so while no open window receives the service, or before the time from which they are called.
fn soon(ticket: &PublishedTicket, words: &Words) -> Option<Soon> {
    let view = &ticket.view;
    let near = view.state == TicketState::Waiting && view.ahead <= SOON_AHEAD && view.expected.is_some();
    let soon = near && view.called_from.is_none();
    soon.then(|| Soon { words: words.turn_soon.clone(), note: words.turn_soon_note.clone() })
}

/// What a visitor who does not look would want to hear.
fn says(ticket: &PublishedTicket, state: &State, soon: Option<&Soon>, words: &Words) -> String {
    let said = match state {
        State::Waiting => {
            let Row { name, value } = place(ticket, words);
            format!("{name}: {value}")
        }
        State::Window { words, number, .. } => format!("{words} {number}"),
        State::Said { words, .. } => words.clone(),
    };
    soon.map_or(said.clone(), |soon| format!("{}. {said}", soon.words))
}

/// How many are before one who waits, or, while no window may call them, from when on they are called (B4).
fn place(ticket: &PublishedTicket, words: &Words) -> Row {
    if let Some(from) = ticket.view.called_from {
        let value = filled(&words.from, &[&from.strftime("%H:%M").to_string()]);
        return Row { name: words.call.clone(), value };
    }
    let ahead = ticket.view.ahead;
    let value = if ahead == 0 { words.nobody.clone() } else { words.people.of(ahead) };
    Row { name: words.before_you.clone(), value }
}

fn rows(floor: &Floor, ticket: &PublishedTicket, wish: &Wish, words: &Words) -> Vec<Row> {
    let view = &ticket.view;
    let mut rows = Vec::new();
    if view.state == TicketState::Waiting {
        rows.push(place(ticket, words));
        // Which windows are open says nothing of a call that comes later, and none comes at once before its time.
        let told = view.called_from.is_none() || view.expected.is_some_and(|expected| expected.to_min > 0);
        rows.extend(told.then(|| wait(view.expected, words)));
        let hall = floor.hall(&view.hall).map(|hall| said(&hall.name, wish));
        rows.extend(hall.map(|value| Row { name: words.where_to_wait.clone(), value }));
    }
    if is_over(ticket) {
        return rows;
    }
    let preferential = floor.category(&view.category).filter(|category| category.preferential);
    rows.extend(preferential.map(|category| Row { name: words.queue.clone(), value: said(&category.name, wish) }));
    rows
}

fn later(floor: &Floor, ticket: &PublishedTicket, wish: &Wish) -> Vec<String> {
    if is_over(ticket) {
        return Vec::new();
    }
    ticket.then.iter().map(|service| service_name(floor, service, wish)).collect()
}

fn wait(expected: Option<Expected>, words: &Words) -> Row {
    let call = |value: &str| Row { name: words.call.clone(), value: value.to_owned() };
    let about = |value| Row { name: words.call_in_about.clone(), value };
    match expected {
        None => call(&words.no_window),
        Some(Expected { to_min: 0, .. }) => call(&words.soon),
        Some(Expected { from_min, to_min }) if from_min == to_min => about(filled(&words.min, &[&to_min.to_string()])),
        Some(Expected { from_min, to_min }) => {
            about(filled(&words.from_to_min, &[&from_min.to_string(), &to_min.to_string()]))
        }
    }
}

fn notes(view: &TicketView, words: &Words) -> Vec<String> {
    let waits = matches!(view.state, TicketState::Waiting | TicketState::Called);
    let more_time = (view.more_time && waits).then(|| words.more_time.clone());
    more_time.into_iter().collect()
}

fn service_name(floor: &Floor, id: &ServiceId, wish: &Wish) -> String {
    floor.service(id).map_or(String::new(), |service| said(&service.name, wish))
}

fn said(text: &Text, wish: &Wish) -> String {
    text.in_language(&wish.language).to_owned()
}
