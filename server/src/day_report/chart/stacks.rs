//! Bars of who came, booked below and without a booking above, under a line of steps that says something else of the same times.

use super::{Anchor, Chart, Tone, px, share, step};

/// Where the bars stand.
const LEFT: i32 = 280;
const GROUND: i32 = 3040;
const HIGHEST: i32 = 1920;
/// Where the line runs.
const LINE_TOP: i32 = 200;
const LINE_BOTTOM: i32 = 560;
/// No bar is wider.
const WIDEST: i32 = 640;
/// About how wide a letter of a caption is at most: Armenian ones are wide.
const LETTER: i32 = 95;

/// One bar.
pub struct Stack {
    /// All who came.
    pub came: u32,
    /// Those of them with a booking.
    pub booked: u32,
    /// How high the line is above it; nothing where there is nothing to tell.
    pub line: Option<u32>,
    /// What may be written below it.
    pub caption: Option<String>,
}

/// Where captions stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Captions {
    /// Below the beginning of a bar: they tell moments.
    AtEdges,
    /// Below the middle of a bar: they tell what it is.
    AtMiddles,
}

/// The picture, so many pixels wide, with at most so many captions below the bars; `line_words` says what the line is.
pub fn draw(stacks: &[Stack], at: Captions, (width_px, room): (i32, usize), line_words: &str) -> Chart {
    let mut chart = Chart { width: px(width_px), height: px(336), marks: Vec::new() };
    let right = width_px * 10 - 200;
    let most = stacks.iter().map(|stack| stack.came).max().unwrap_or(0).max(1);
    let step = step(most);
    for line in 1..=most / step {
        let y = GROUND - share(HIGHEST, line * step, most);
        chart.line(&[(LEFT, y), (right, y)], Tone::Scale);
        chart.text((200, y + 45), Anchor::End, line * step, Tone::Caption);
    }
    let all = u32::try_from(stacks.len()).unwrap_or(1);
    let edge = |index: usize| LEFT + share(right - LEFT, u32::try_from(index).unwrap_or(0), all);
    bars(&mut chart, stacks, most, &edge);
    chart.line(&[(LEFT, GROUND + 5), (right, GROUND + 5)], Tone::Ground);
    captions(&mut chart, stacks, (at, room), &edge);
    line(&mut chart, stacks, line_words, &edge);
    chart
}

fn bars(chart: &mut Chart, stacks: &[Stack], most: u32, edge: &dyn Fn(usize) -> i32) {
    for (index, stack) in stacks.iter().enumerate() {
        let (from, to) = (edge(index), edge(index + 1));
        let gap = ((to - from) / 14).max(5);
        let width = (to - from - 2 * gap).clamp(10, WIDEST);
        let x = (from + gap).max((from + to - width) / 2);
        let (booked, all) = (share(HIGHEST, stack.booked, most), share(HIGHEST, stack.came, most));
        chart.bar(x, GROUND - booked, width, booked, Tone::First);
        let seam = if booked > 0 { 10 } else { 0 };
        chart.bar(x, GROUND - all, width, all - booked - seam, Tone::Second);
    }
    if let Some(index) = stacks.iter().position(|stack| stack.came == most) {
        let middle = (edge(index) + edge(index + 1)) / 2;
        chart.text((middle, GROUND - HIGHEST - 80), Anchor::Middle, most, Tone::Ink);
    }
}

/// As many captions below the bars as there is room for.
fn captions(chart: &mut Chart, stacks: &[Stack], (at, room): (Captions, usize), edge: &dyn Fn(usize) -> i32) {
    let told: Vec<(usize, &String)> =
        stacks.iter().enumerate().filter_map(|(index, stack)| Some((index, stack.caption.as_ref()?))).collect();
    let each = told.len().div_ceil(room.max(1)).max(1);
    for (index, caption) in told.into_iter().step_by(each) {
        let x = match at {
            Captions::AtEdges => edge(index),
            Captions::AtMiddles => (edge(index) + edge(index + 1)) / 2,
        };
        chart.text((x, GROUND + 220), Anchor::Middle, caption, Tone::Caption);
    }
}

/// The line of steps above the bars, with its highest and its lowest step told.
fn line(chart: &mut Chart, stacks: &[Stack], words: &str, edge: &dyn Fn(usize) -> i32) {
    let told = || stacks.iter().filter_map(|stack| stack.line);
    let (most, least) = (told().max().unwrap_or(0), told().min().unwrap_or(0));
    if most == 0 {
        return;
    }
    let height = |of: u32| LINE_TOP + share(LINE_BOTTOM - LINE_TOP, most - of, most);
    let mut points = Vec::new();
    for (index, stack) in stacks.iter().enumerate() {
        // A bar of which there is nothing to tell parts the line.
        let Some(of) = stack.line else {
            chart.parted_line(&mut points, Tone::Ink);
            continue;
        };
        points.extend([(edge(index), height(of)), (edge(index + 1), height(of))]);
    }
    chart.parted_line(&mut points, Tone::Ink);
    chart.text((LEFT, 120), Anchor::Start, words, Tone::Caption);
    let middle = |of: u32| {
        let index = stacks.iter().position(|stack| stack.line == Some(of)).unwrap_or(0);
        (edge(index) + edge(index + 1)) / 2
    };
    // The highest is told beside the caption, never under it.
    let caption_ends = LEFT + LETTER * i32::try_from(words.chars().count()).unwrap_or(0) + 150;
    chart.text((middle(most).max(caption_ends), 120), Anchor::Middle, most, Tone::Ink);
    if least < most {
        chart.text((middle(least), height(least) + 180), Anchor::Middle, least, Tone::Ink);
    }
}

impl Chart {
    /// Draws what was gathered of a line, and begins a new one.
    fn parted_line(&mut self, points: &mut Vec<(i32, i32)>, tone: Tone) {
        points.dedup();
        if !points.is_empty() {
            self.line(points, tone);
        }
        points.clear();
    }
}
