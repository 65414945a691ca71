//! The services: letters, hours, limits, norms, and the documents that visitors need (Q1, Q3, Q4, Q8, B14).

use jiff::civil::Time;
use queue::Letter;
use queue::floor::{Document, IssueHours, Purpose, Service};
use queue::ids::{GroupId, HallId, ServiceId};

use super::document::Section;
use super::fault::Fault;
use super::office::week;

/// Most services of a floor.
pub const SERVICES: usize = 60;
const PURPOSES: usize = 6;
const DOCUMENTS: usize = 12;

pub fn services(root: &mut Section<'_>, office: &IssueHours, day_turns_at: Time) -> Vec<Service> {
    root.tables("service", SERVICES, |section| service(section, office, day_turns_at))
}

fn service(section: &mut Section<'_>, office: &IssueHours, day_turns_at: Time) -> Service {
    let own = section.optional_table("hours", |section| week(section, day_turns_at));
    let hours = own.unwrap_or_else(|| office.clone());
    Service {
        id: section.key("id", ServiceId::new),
        letter: letter(section),
        name: section.text("name"),
        short: section.optional_text("short"),
        group: section.optional_key("group", GroupId::new),
        hall: section.key("hall", HallId::new),
        issue: hours.clone(),
        daily_limit: section.number("daily_limit", 1..=queue::Number::LARGEST),
        service_norm_min: section.number("service_norm_min", 1..=240),
        wait_norm_min: section.number("wait_norm_min", 1..=600),
        then: section.keys("then", ServiceId::new),
        purposes: section.tables("purpose", PURPOSES, purpose),
        slots: super::booking::slots(section, &hours, day_turns_at),
        at_kiosk: section.yes("at_kiosk", true),
    }
}

fn letter(section: &mut Section<'_>) -> Letter {
    let text = section.string("letter", "\"A\"");
    let mut letters = text.chars();
    let one = letters.next().filter(|_| letters.next().is_none());
    one.and_then(|letter| Letter::new(letter).ok()).unwrap_or_else(|| {
        if !text.is_empty() {
            let mend = "write one of A B E K M H P C T Y X, which Cyrillic and Latin share (О is too like zero)";
            section.wrong("letter", Fault::NoLetter.said("is no letter for a number"), mend);
        }
        Letter::new('A').expect("A is a letter")
    })
}

fn purpose(section: &mut Section<'_>) -> Purpose {
    Purpose { name: section.text("name"), documents: section.tables("documents", DOCUMENTS, document) }
}

fn document(section: &mut Section<'_>) -> Document {
    Document { name: section.text("name"), note: section.optional_text("note") }
}
