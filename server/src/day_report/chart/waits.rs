//! How many waited how long, those over the limit told apart.

use queue::day::lengths::Length;

use super::{Anchor, Chart, Tone, px, share};

const GROUND: i32 = 3040;
const HIGHEST: i32 = 2600;
const WIDTH_PX: i32 = 400;

/// The picture, with the limit where all have the same. The last length holds whatever is longer.
pub fn waits(lengths: &[Length], limit: Option<(u32, String)>) -> Chart {
    let mut chart = Chart { width: px(WIDTH_PX), height: px(336), marks: Vec::new() };
    let right = WIDTH_PX * 10 - 80;
    let many = u32::try_from(lengths.len()).unwrap_or(1).max(1);
    let most = lengths.iter().map(|length| length.within + length.over).max().unwrap_or(0).max(1);
    let edge = |index: u32| share(right, index, many);
    for (index, length) in (0..).zip(lengths) {
        let (x, width) = (edge(index) + 10, edge(index + 1) - edge(index) - 20);
        let (within, all) = (share(HIGHEST, length.within, most), share(HIGHEST, length.within + length.over, most));
        chart.bar(x, GROUND - within, width, within, Tone::First);
        let seam = if within > 0 { 10 } else { 0 };
        chart.bar(x, GROUND - all, width, all - within - seam, Tone::Over);
        if all > 0 {
            let text = length.within + length.over;
            chart.text((x + width / 2, GROUND - all - 60), Anchor::Middle, text, Tone::Caption);
        }
        let is_last = index + 1 == many;
        if index % 2 == 0 || is_last {
            let text = if is_last { format!("{}+", length.from_min) } else { length.from_min.to_string() };
            chart.text((edge(index) + 10, GROUND + 220), Anchor::Start, text, Tone::Caption);
        }
    }
    chart.line(&[(0, GROUND + 5), (right, GROUND + 5)], Tone::Ground);
    let step_min = lengths.get(1).map_or(1, |length| length.from_min.max(1));
    if let Some((limit_min, words)) = limit.filter(|(limit_min, _)| limit_min / step_min < many) {
        let x = share(right, limit_min, many * step_min);
        chart.line(&[(x, 300), (x, GROUND + 80)], Tone::Ink);
        let (at, anchor) = if x < right / 2 { (x + 80, Anchor::Start) } else { (x - 80, Anchor::End) };
        chart.text((at, 380), anchor, words, Tone::Ink);
    }
    chart
}
