//! Who came in each part of the day, booked below and without a booking above, and how many windows were open.

use jiff::{SignedDuration, Timestamp};
use queue::day::flow::{came_booked, quarters, windows_open};
use queue::zone::Zone;

use super::{Anchor, Chart, Tone, px, share, step};
use crate::day_report::Report;

/// Where the bars stand.
const LEFT: i32 = 280;
const GROUND: i32 = 3040;
const HIGHEST: i32 = 1920;
/// Where the line of the open windows runs.
const LINE_TOP: i32 = 200;
const LINE_BOTTOM: i32 = 560;
/// About how wide a letter of a caption is at most: Armenian ones are wide.
const LETTER: i32 = 95;

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
    open: u32,
}

/// The quarters of a day.
pub fn arrivals(report: &Report<'_>) -> Arrivals {
    let (day, filter) = (report.day, report.filter);
    let mut parts: Vec<Part> = quarters(day, filter)
        .into_iter()
        .map(|quarter| Part { begins: quarter.begins, came: quarter.came, booked: 0, open: 0 })
        .collect();
    for ((part, booked), open) in parts.iter_mut().zip(came_booked(day, filter)).zip(windows_open(day, filter)) {
        (part.booked, part.open) = (booked, open);
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

    /// The picture, so many pixels wide, with at most so many times written below it.
    pub fn chart(&self, width_px: i32, times: usize, open_words: &str) -> Chart {
        let mut chart = Chart { width: px(width_px), height: px(336), marks: Vec::new() };
        let right = width_px * 10 - 200;
        let most = self.parts.iter().map(|part| part.came).max().unwrap_or(0).max(1);
        let step = step(most);
        for line in 1..=most / step {
            let y = GROUND - share(HIGHEST, line * step, most);
            chart.line(&[(LEFT, y), (right, y)], Tone::Scale);
            chart.text((200, y + 45), Anchor::End, line * step, Tone::Caption);
        }
        let all = u32::try_from(self.parts.len()).unwrap_or(1);
        let edge = |index: usize| LEFT + share(right - LEFT, u32::try_from(index).unwrap_or(0), all);
        self.bars(&mut chart, most, &edge);
        chart.line(&[(LEFT, GROUND + 5), (right, GROUND + 5)], Tone::Ground);
        self.times(&mut chart, times, &edge);
        self.open_windows(&mut chart, open_words, &edge);
        chart
    }

    fn bars(&self, chart: &mut Chart, most: u32, edge: &dyn Fn(usize) -> i32) {
        for (index, part) in self.parts.iter().enumerate() {
            let (from, to) = (edge(index), edge(index + 1));
            let gap = ((to - from) / 14).max(5);
            let (x, width) = (from + gap, (to - from - 2 * gap).max(10));
            let (booked, all) = (share(HIGHEST, part.booked, most), share(HIGHEST, part.came, most));
            chart.bar(x, GROUND - booked, width, booked, Tone::First);
            let seam = if booked > 0 { 10 } else { 0 };
            chart.bar(x, GROUND - all, width, all - booked - seam, Tone::Second);
        }
        if let Some(index) = self.parts.iter().position(|part| part.came == most) {
            let middle = (edge(index) + edge(index + 1)) / 2;
            chart.text((middle, GROUND - HIGHEST - 80), Anchor::Middle, most, Tone::Ink);
        }
    }

    /// Whole hours below the bars, as many as there is room for.
    fn times(&self, chart: &mut Chart, room: usize, edge: &dyn Fn(usize) -> i32) {
        let whole = |part: &Part| self.zone.local(part.begins).minute() == 0;
        let hours: Vec<(usize, &Part)> = self.parts.iter().enumerate().filter(|(_, part)| whole(part)).collect();
        let each = hours.len().div_ceil(room.max(1)).max(1);
        for (index, part) in hours.into_iter().step_by(each) {
            chart.text((edge(index), GROUND + 220), Anchor::Middle, self.time(part.begins), Tone::Caption);
        }
    }

    /// A line of steps above the bars, with its highest and its lowest step told.
    fn open_windows(&self, chart: &mut Chart, words: &str, edge: &dyn Fn(usize) -> i32) {
        let open = || self.parts.iter().map(|part| part.open);
        let (most, least) = (open().max().unwrap_or(0), open().min().unwrap_or(0));
        if most == 0 {
            return;
        }
        let height = |open: u32| LINE_TOP + share(LINE_BOTTOM - LINE_TOP, most - open, most);
        let mut points = Vec::new();
        for (index, part) in self.parts.iter().enumerate() {
            points.extend([(edge(index), height(part.open)), (edge(index + 1), height(part.open))]);
        }
        points.dedup();
        chart.line(&points, Tone::Ink);
        chart.text((LEFT, 120), Anchor::Start, words, Tone::Caption);
        let middle = |open: u32| {
            let index = self.parts.iter().position(|part| part.open == open).unwrap_or(0);
            (edge(index) + edge(index + 1)) / 2
        };
        // The highest is told beside the caption, never under it.
        let caption_ends = LEFT + LETTER * i32::try_from(words.chars().count()).unwrap_or(0) + 150;
        chart.text((middle(most).max(caption_ends), 120), Anchor::Middle, most, Tone::Ink);
        if least < most {
            chart.text((middle(least), height(least) + 180), Anchor::Middle, least, Tone::Ink);
        }
    }

    fn time(&self, at: Timestamp) -> String {
        self.zone.local(at).strftime("%H:%M").to_string()
    }
}
