//! The paper coupon in the visitor's language: which facts stand on it, and their words. The geometry is the devices' own.

use std::sync::LazyLock;

use devices::escpos::{CodeLine, CouponSlip};
use jiff::civil::{Date, Time};
use protocol::board::FloorView;
use protocol::message::TicketView;
use queue::ids::{Language as LanguageId, ServiceId};
use serde::Deserialize;

use crate::view::Language;

/// Whether a coupon is the only one of its ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Printing {
    /// Printed by itself, once.
    First,
    /// Printed on request, and marked.
    Copy,
}

/// The facts of a coupon. It bears no name (EN 301 549 5.1.3.16).
#[derive(Clone, Debug, PartialEq)]
pub struct Coupon {
    /// The visitor's language.
    pub language: Language,
    /// The office's name.
    pub office: String,
    /// The number.
    pub number: String,
    /// The services of the visit, in order.
    pub services: String,
    /// The mark of the category, where the office has categories (Q5).
    pub mark: Option<String>,
    /// Date of issue, as a calendar shows it.
    pub day: Date,
    /// Local time of issue.
    pub taken_at: Time,
    /// Visitors ahead; nothing where the office leaves it out, as with the next two, and while nobody may call yet (B4).
    pub ahead: Option<u32>,
    /// Expected wait in minutes, from and to.
    pub wait_min: Option<(u16, u16)>,
    /// The visitor's page.
    pub url: Option<String>,
    /// The office's note.
    pub note: Option<String>,
    /// The office's own last line.
    pub thanks: Option<String>,
    /// First coupon or copy.
    pub printing: Printing,
}

impl Coupon {
    /// The coupon of a ticket, worded by the floor's description.
    pub fn of(ticket: &TicketView, floor: Option<&FloorView>, language: Language, printing: Printing) -> Self {
        let id = LanguageId::new(language.code()).ok();
        let say = |text: &queue::floor::Text| id.as_ref().map(|id| text.in_language(id).to_owned()).unwrap_or_default();
        let name = |service: &ServiceId| {
            floor
                .and_then(|floor| floor.services.iter().find(|known| known.id == *service))
                .map(|known| say(&known.name))
        };
        let names: Vec<String> = ticket.visit.iter().filter_map(name).collect();
        let categories = floor.map_or(&[][..], |floor| &floor.categories);
        let mark = categories.iter().find(|known| known.id == ticket.category).map(|known| say(&known.mark));
        let chosen = floor.map(|floor| floor.coupon.clone()).unwrap_or_default();
        let own = |text: &queue::floor::Text| Some(say(text)).filter(|said| !said.is_empty());
        Self {
            language,
            office: floor.map(|floor| say(&floor.office)).unwrap_or_default(),
            number: ticket.number.to_string(),
            services: names.join(", "),
            mark: mark.filter(|mark| categories.len() > 1 && !mark.is_empty()),
            day: date(ticket, floor),
            taken_at: ticket.taken_at,
            ahead: (chosen.ahead && ticket.called_from.is_none()).then_some(ticket.ahead),
            wait_min: ticket.expected.filter(|_| chosen.wait).map(|expected| (expected.from_min, expected.to_min)),
            url: ticket.url.clone().filter(|_| chosen.code),
            note: own(&chosen.note),
            thanks: own(&chosen.thanks),
            printing,
        }
    }

    /// The coupon in words, for paper that holds so many letters in a line.
    pub fn slip(&self, columns: u16) -> CouponSlip {
        let columns = usize::from(columns);
        let words = words(self.language);
        let date = format!("{:02}.{:02}.{:04}", self.day.day(), self.day.month(), self.day.year());
        let time = format!("{:02}:{:02}", self.taken_at.hour(), self.taken_at.minute());
        let ahead = self.ahead.map(|ahead| words.ahead_fact(self.language, ahead, columns));
        let wait = self.wait_min.map(|wait| words.wait_fact(wait, columns));
        CouponSlip {
            copy_mark: (self.printing == Printing::Copy).then(|| words.copy.clone()),
            office: self.office.clone(),
            number: self.number.clone(),
            service: self.services.clone(),
            category: self.mark.clone(),
            facts: [(date, time)].into_iter().chain(ahead).chain(wait).collect(),
            code: self.url.clone().map(|payload| CodeLine { payload, caption: words.phone.clone() }),
            note: self.note.clone(),
            thanks: self.thanks.as_ref().unwrap_or(&words.thanks).clone(),
        }
    }
}

/// The date of issue: in the small hours before the business day turns it is that of the morning after.
fn date(ticket: &TicketView, floor: Option<&FloorView>) -> Date {
    let after_midnight = floor.is_some_and(|floor| ticket.taken_at < floor.day_turns_at);
    let next = ticket.day.tomorrow().unwrap_or(ticket.day);
    if after_midnight { next } else { ticket.day }
}

/// The words of one language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    ahead: String,
    nobody: String,
    people: People,
    wait_about: String,
    wait_about_short: String,
    wait: String,
    no_wait: String,
    minutes: String,
    phone: String,
    thanks: String,
    copy: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct People {
    one: String,
    few: String,
    many: String,
}

impl Words {
    fn people(&self, language: Language, count: u32) -> String {
        let form = match plural(language, count) {
            Plural::One => &self.people.one,
            Plural::Few => &self.people.few,
            Plural::Many => &self.people.many,
        };
        form.replace("{n}", &count.to_string())
    }

    fn ahead_fact(&self, language: Language, ahead: u32, columns: usize) -> (String, String) {
        let people = if ahead == 0 { self.nobody.clone() } else { self.people(language, ahead) };
        fitting(columns, (&self.ahead, people), (&self.ahead, ahead.to_string()))
    }

    fn wait_fact(&self, (from, to): (u16, u16), columns: usize) -> (String, String) {
        if to == 0 {
            return (self.wait.clone(), self.no_wait.clone());
        }
        // The code page of the printer has no dash.
        let range = if from == to { to.to_string() } else { format!("{from}-{to}") };
        let minutes = self.minutes.replace("{range}", &range);
        fitting(columns, (&self.wait_about, minutes.clone()), (&self.wait_about_short, minutes))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Plural {
    One,
    Few,
    Many,
}

fn plural(language: Language, count: u32) -> Plural {
    match language {
        Language::Russian => match (count % 10, count % 100) {
            (1, tens) if tens != 11 => Plural::One,
            (2..=4, tens) if !(12..=14).contains(&tens) => Plural::Few,
            (0..=9, _) | (10.., _) => Plural::Many,
        },
        Language::English if count == 1 => Plural::One,
        Language::English | Language::Armenian => Plural::Many,
    }
}

/// The long form where both halves fit a line with a space between, else the short one.
fn fitting(columns: usize, long: (&String, String), short: (&String, String)) -> (String, String) {
    let fits = long.0.chars().count() + 1 + long.1.chars().count() <= columns;
    let (left, right) = if fits { long } else { short };
    (left.clone(), right)
}

static RUSSIAN: LazyLock<Words> = LazyLock::new(|| read(include_str!("../../assets/translations/coupon/ru.toml")));
static ENGLISH: LazyLock<Words> = LazyLock::new(|| read(include_str!("../../assets/translations/coupon/en.toml")));
static ARMENIAN: LazyLock<Words> = LazyLock::new(|| read(include_str!("../../assets/translations/coupon/hy.toml")));

fn read(text: &str) -> Words {
    toml::from_str(text).expect("the tests read every table that the program carries")
}

fn words(language: Language) -> &'static Words {
    match language {
        Language::Russian => &RUSSIAN,
        Language::English => &ENGLISH,
        Language::Armenian => &ARMENIAN,
    }
}

#[cfg(test)]
mod tests;
