//! Who came in each part of the day, booked below and without a booking above, and how many windows were open.

use jiff::{SignedDuration, Timestamp};
use queue::day::flow::{came_booked, quarters, windows_open};
use queue::zone::Zone;

use super::Chart;
use super::stacks::{Captions, Stack, draw};
use crate::day_report::Report;

/// The day in parts of a quarter or half an hour.
pub struct Arrivals {
    parts: Vec<Part>,
    zone: Zone,
}

#[derive(Clone, Copy)]
struct Part {
    begins: Timestamp,
    came: u32,
    booked: u32,
    open: Option<u32>,
}

/// The quarters of a day.
pub fn arrivals(report: &Report<'_>) -> Arrivals {
    let (day, filter) = (report.day, report.filter);
    let mut parts: Vec<Part> = quarters(day, filter)
        .into_iter()
        .map(|quarter| Part { begins: quarter.begins, came: quarter.came, booked: 0, open: None })
        .collect();
    parts.iter_mut().zip(came_booked(day, filter)).for_each(|(part, booked)| part.booked = booked);
    for (part, open) in parts.iter_mut().zip(windows_open(day, filter).into_iter().flatten()) {
        part.open = Some(open);
    }
    Arrivals { parts, zone: day.zone.clone() }
}

impl Arrivals {
    /// The quarter in which most came, the first of equal ones: from, to, how many.
    pub fn most(&self) -> Option<(String, String, u32)> {
        let most = self.parts.iter().map(|part| part.came).max().filter(|most| *most > 0)?;
        let part = self.parts.iter().find(|part| part.came == most)?;
        let ends = part.begins.checked_add(SignedDuration::from_mins(15)).unwrap_or(part.begins);
        Some((self.time(part.begins), self.time(ends), most))
    }

    /// The same by half hours of the clock on the wall.
    pub fn by_halves(&self) -> Self {
        let mut parts: Vec<Part> = Vec::new();
        for part in &self.parts {
            let goes_on = self.zone.local(part.begins).minute() % 30 != 0;
            match parts.last_mut().filter(|_| goes_on) {
                Some(last) => {
                    last.came += part.came;
                    last.booked += part.booked;
                    last.open = last.open.max(part.open);
                }
                None => parts.push(*part),
            }
        }
        Self { parts, zone: self.zone.clone() }
    }

    /// The picture, so many pixels wide, with at most so many of its whole hours written below it.
    pub fn chart(&self, size: (i32, usize), open_words: &str) -> Chart {
        let whole = |part: &Part| self.zone.local(part.begins).minute() == 0;
        let stack = |part: &Part| Stack {
            came: part.came,
            booked: part.booked,
            line: part.open,
            caption: whole(part).then(|| self.time(part.begins)),
        };
        draw(&self.parts.iter().map(stack).collect::<Vec<_>>(), Captions::AtEdges, size, open_words)
    }

    fn time(&self, at: Timestamp) -> String {
        self.zone.local(at).strftime("%H:%M").to_string()
    }
}
