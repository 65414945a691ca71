//! When a service can be booked: two weeks a page, free days and slots standing out, the choice pinned below (B1).

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time};
use queue::booking::Slot;
use queue::booking::slots::Free;
use queue::floor::Service;
use queue::ids::ServiceId;

use super::frame::{BookedNow, Frame, Sorry};
use super::free::FreePlaces;
use super::services::purpose;
use super::visit::Visit;
use super::words::Words;
use super::{LOOK, STYLE};
use crate::appointment::dates::time;
use crate::web::words::filled;

/// Days of a page.
const DAYS: i32 = 14;

/// The page of a calendar.
#[derive(Template)]
#[template(path = "booking/calendar.html")]
pub struct CalendarPage<'a> {
    style: &'static str,
    frame: Frame,
    w: &'static Words,
    step: Option<String>,
    service: String,
    now: Option<BookedNow>,
    /// Why a time that was asked for is not chosen.
    why_not: Option<String>,
    months: String,
    earlier: Option<String>,
    later: Option<String>,
    until: String,
    weeks: Vec<Vec<Cell>>,
    day: String,
    parts: Vec<Part>,
    /// Where the choice is sent.
    action: String,
    /// The page's name.
    page: String,
    /// What is done by that.
    act: &'a str,
    choice: Option<Choice>,
    lasts: String,
}

struct Cell {
    number: i8,
    /// The whole date, for those who do not see the place in the grid.
    spoken: String,
    kind: CellKind,
}

enum CellKind {
    /// Closed, past, or not yet open.
    Closed,
    /// Open, and everything is taken.
    Full,
    /// So many places are free.
    Free { href: String, places: u32, chosen: bool },
}

/// Times of the shown day without a break.
struct Part {
    /// What lies before them: a break, or midnight.
    before: Option<String>,
    moments: Vec<Moment>,
}

/// A time of the shown day.
struct Moment {
    time: String,
    /// Where it is chosen; nowhere where it is taken.
    href: Option<String>,
    chosen: bool,
}

struct Choice {
    at: String,
    words: String,
}

/// Where a calendar's links lead.
pub struct Ways<'a> {
    /// The page's own path.
    pub path: String,
    /// What stands behind its question mark on every link.
    pub with: Vec<(&'a str, String)>,
    /// Back.
    pub back: String,
    /// The step, where it is one of several.
    pub step: Option<String>,
    /// The booking that is changed, if one is.
    pub now: Option<BookedNow>,
    /// What is done with the chosen time.
    pub act: &'a str,
}

/// The times of a service to book.
pub async fn show(visit: Visit) -> Response {
    let Some(service) = visit.service(1) else { return visit.nowhere() };
    if !visit.pages.messages.are_set_up() {
        return visit.sorry(StatusCode::OK, &visit.words.no_booking_yet, &visit.words.no_messages);
    }
    let place = purpose(&visit, service, 0).to_string();
    let path = format!("/book/{}", service.id);
    let ways = Ways {
        back: visit.to(&path, &[("for", &place)]),
        path: format!("{path}/time"),
        with: vec![("for", place)],
        step: Some(filled(&visit.words.step, &["3", "4"])),
        now: None,
        act: &visit.words.go_on,
    };
    page(&visit, service, &FreePlaces::of(&visit), ways)
}

/// A calendar with these links.
pub fn page(visit: &Visit, service: &Service, free: &FreePlaces, ways: Ways<'_>) -> Response {
    let words = visit.words;
    let (Some(day), Some(nearest)) = (&visit.published.calendar.day, free.nearest(visit, service)) else {
        let days = visit.floor.rules.booking.days_ahead.to_string();
        let note = filled(&words.none_for_days, &[&days]);
        let sorry = Sorry::new(visit.frame(&words.no_free_time, Some(ways.back.clone())), words, &note);
        return visit.tell(StatusCode::OK, sorry.on(visit.to("/book", &[]), words));
    };
    let last = visit.floor.rules.booking.last_date(day.date);
    let slots = |date: Date| (date, free.on(visit, &service.id, date));
    let shown = Shown::of(visit, day.date, last, nearest.date(), slots);
    let why_not = shown.why_not(visit, &service.id);
    let begins_at = |date: Date| ways.on(visit, &[("from", date.to_string())], "");
    let earlier = shown.first.saturating_sub(DAYS.days());
    let later = shown.first.saturating_add(DAYS.days());
    let page = CalendarPage {
        style: STYLE,
        frame: visit.frame(&words.when_suits, Some(ways.back.clone())),
        w: words,
        step: ways.step.clone(),
        service: visit.said(&service.name),
        why_not,
        months: shown.months(visit),
        earlier: (shown.first > monday(day.date)).then(|| begins_at(earlier.max(monday(day.date)))),
        later: (later <= last).then(|| begins_at(later)),
        until: filled(&words.until, &[&visit.date(last)]),
        weeks: shown.weeks(visit, &ways),
        day: visit.long_date(shown.day),
        parts: shown.parts(visit, &ways),
        action: ways.on(visit, &[], ""),
        page: visit.page_name(),
        act: ways.act,
        choice: shown.at.map(|at| Choice {
            at: DateTime::from_parts(shown.day, at).to_string(),
            words: visit.date_and_time(local(visit, shown.day, at)),
        }),
        lasts: words.visit_lasts.of(u32::from(service.service_norm_min)),
        now: ways.now,
    };
    LOOK.page(StatusCode::OK, page.render())
}

impl Ways<'_> {
    /// This page with something else chosen.
    fn on(&self, visit: &Visit, asked: &[(&str, String)], mark: &str) -> String {
        let pairs: Vec<(&str, &str)> =
            self.with.iter().chain(asked).map(|(key, value)| (*key, value.as_str())).collect();
        format!("{}{mark}", visit.to(&self.path, &pairs))
    }
}

/// What of the calendar is shown.
struct Shown {
    first: Date,
    day: Date,
    at: Option<Time>,
    today: Date,
    last: Date,
    /// The slots of each day of the page.
    days: Vec<(Date, Vec<Free>)>,
}

impl Shown {
    /// The page and day asked for, else the first on which something is free; a chosen time only where it is free.
    fn of(visit: &Visit, today: Date, last: Date, nearest: Date, slots: impl Fn(Date) -> (Date, Vec<Free>)) -> Self {
        let inside = |date: &Date| (today..=last).contains(date);
        let asked_day = visit.asked.day().filter(inside);
        let asked_from = visit.asked.from().filter(|from| (monday(today)..=last).contains(from));
        let first = monday(asked_from.or(asked_day).unwrap_or(nearest));
        // Pages follow one another from the first week on.
        let weeks = (first - monday(today)).get_days() / 7 / 2 * 2;
        let first = monday(today).saturating_add((weeks * 7).days());
        let dates = (0..DAYS).map(|day| first.saturating_add(day.days()));
        let days: Vec<(Date, Vec<Free>)> = dates.map(slots).collect();
        let on_page = |date: &Date| days.iter().any(|(shown, _)| shown == date);
        let first_free = days.iter().find(|(_, slots)| places(slots) > 0).map(|(date, _)| *date);
        let day = asked_day.filter(on_page).or(first_free).unwrap_or(first.max(today));
        let is_free = |at: &Time| {
            let slots =
                days.iter().find(|(date, _)| *date == day).map(|(_, slots)| slots.as_slice()).unwrap_or_default();
            slots.iter().any(|slot| slot.time == *at && slot.places > 0)
        };
        // The time of a day that is not shown is not that of another one.
        let is_of_day = visit.asked.day().is_none_or(|asked| asked == day);
        let at = visit.asked.at().filter(is_free).filter(|_| is_of_day);
        Self { first, day, at, today, last, days }
    }

    /// Why the day and time asked for are not chosen.
    fn why_not(&self, visit: &Visit, service: &ServiceId) -> Option<String> {
        let words = visit.words;
        let begins = DateTime::from_parts(visit.asked.day()?, visit.asked.at().filter(|_| self.at.is_none())?);
        let slot = Slot { service: service.clone(), begins };
        let slots = self.days.iter().find(|(date, _)| *date == slot.date()).map(|(_, slots)| slots.as_slice());
        let is_there = slots.unwrap_or_default().iter().any(|free| free.time == slot.time());
        let wording = if is_past(visit, slot.date(), slot.time()) {
            &words.asked_past
        } else if is_there {
            &words.asked_taken
        } else {
            &words.asked_none
        };
        Some(filled(wording, &[&visit.slot_in_words(&slot)]))
    }

    /// Such as "November – December".
    fn months(&self, visit: &Visit) -> String {
        let end = self.days.last().map_or(self.first, |(date, _)| *date);
        match (visit.month(self.first), visit.month(end)) {
            (first, last) if first == last => first,
            (first, last) => format!("{first} – {last}"),
        }
    }

    fn weeks(&self, visit: &Visit, ways: &Ways<'_>) -> Vec<Vec<Cell>> {
        let cell = |(date, slots): &(Date, Vec<Free>)| {
            let to_come = slots.iter().any(|slot| !is_past(visit, *date, slot.time));
            let open = (self.today..=self.last).contains(date) && to_come;
            let kind = match places(slots) {
                _ if !open => CellKind::Closed,
                0 => CellKind::Full,
                places => {
                    let asked = [("from", self.first.to_string()), ("day", date.to_string())];
                    let href = ways.on(visit, &asked, "#times");
                    CellKind::Free { href, places, chosen: *date == self.day }
                }
            };
            let free = filled(&visit.words.free_places, &[&places(slots).to_string()]);
            let spoken = format!("{}, {free}", visit.long_date(*date));
            Cell { number: date.day(), spoken, kind }
        };
        self.days.chunks(7).map(|week| week.iter().map(cell).collect()).collect()
    }

    /// The times of the business day that are to come, apart where there is a break or midnight.
    fn parts(&self, visit: &Visit, ways: &Ways<'_>) -> Vec<Part> {
        let slots = self.days.iter().filter(|(date, _)| *date == self.day).flat_map(|(_, slots)| slots);
        let slots: Vec<&Free> = slots.filter(|slot| !is_past(visit, self.day, slot.time)).collect();
        let slot_min = i64::from(visit.floor.rules.booking.slot_min);
        let at = |slot: &Free| local(visit, self.day, slot.time);
        let follows = |a: &&Free, b: &&Free| {
            let (a, b) = (at(a), at(b));
            a.date() == b.date() && b.duration_since(a).as_mins() <= slot_min
        };
        let shown = |slot: &&Free| Moment {
            time: time(slot.time),
            href: (slot.places > 0).then(|| {
                let asked = [("from", self.first.to_string()), ("day", self.day.to_string()), ("at", time(slot.time))];
                ways.on(visit, &asked, "#times")
            }),
            chosen: Some(slot.time) == self.at,
        };
        let mut parts = Vec::new();
        let mut date = self.day;
        for part in slots.chunk_by(follows) {
            let begins = part.first().map_or(date, |first| at(first).date());
            let before = if begins == date {
                (!parts.is_empty()).then(|| visit.words.after_the_break.clone())
            } else {
                Some(filled(&visit.words.after_midnight, &[&visit.long_date_within(begins)]))
            };
            date = begins;
            parts.push(Part { before, moments: part.iter().map(shown).collect() });
        }
        parts
    }
}

/// When to come for a time of a business day.
fn local(visit: &Visit, day: Date, time: Time) -> DateTime {
    visit.local(visit.floor.calendar.moment(day, time))
}

/// Whether a time of a business day has begun.
fn is_past(visit: &Visit, day: Date, time: Time) -> bool {
    visit.floor.calendar.moment(day, time) <= visit.now
}

fn places(slots: &[Free]) -> u32 {
    slots.iter().map(|slot| u32::from(slot.places)).sum()
}

/// The Monday of a date's week.
fn monday(date: Date) -> Date {
    date.saturating_sub(i32::from(date.weekday().to_monday_zero_offset()).days())
}
