//! How many waited how long on two days: as it was, and as it would have been.

use queue::day::lengths::Length;

use super::{Anchor, Chart, Tone, px, share};

const GROUND: i32 = 2240;
const HIGHEST: i32 = 1900;

/// The picture, `width_px` wide, with a length written below each `each`-th pair of bars. The last length holds whatever is longer.
pub fn beside(was: &[Length], would: &[Length], width_px: i32, each: usize) -> Chart {
    let mut chart = Chart { width: px(width_px), height: px(256), marks: Vec::new() };
    let right = width_px * 10 - 80;
    let many = u32::try_from(was.len()).unwrap_or(1).max(1);
    let count = |length: &Length| length.within + length.over;
    let most = was.iter().chain(would).map(count).max().unwrap_or(0).max(1);
    let edge = |index: u32| share(right, index, many);
    for (place, (index, (was, would))) in (0..).zip(was.iter().zip(would)).enumerate() {
        let (left, room) = (edge(index), edge(index + 1) - edge(index));
        let width = room * 2 / 5;
        for (x, length, tone) in [(left, was, Tone::Second), (left + width + 10, would, Tone::First)] {
            let height = share(HIGHEST, count(length), most);
            chart.bar(x, GROUND - height, width, height, tone);
        }
        let is_last = index + 1 == many;
        if place % each == 0 || is_last {
            let text = if is_last { format!("{}+", was.from_min) } else { was.from_min.to_string() };
            chart.text((left, GROUND + 220), Anchor::Start, text, Tone::Caption);
        }
    }
    for (lengths, tone, offset) in [(was, Tone::Caption, 0), (would, Tone::Ink, 1)] {
        let top = (0..).zip(lengths).max_by_key(|(index, length)| (count(length), std::cmp::Reverse(*index)));
        if let Some((index, length)) = top.filter(|(_, length)| count(length) > 0) {
            let room = edge(index + 1) - edge(index);
            let x = edge(index) + room / 5 + offset * (room * 2 / 5 + 10);
            let y = GROUND - share(HIGHEST, count(length), most) - 60;
            chart.text((x, y), Anchor::Middle, count(length), tone);
        }
    }
    chart.line(&[(0, GROUND + 5), (right, GROUND + 5)], Tone::Ground);
    chart
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::day_report::chart::Mark;

    #[test]
    fn each_length_has_two_bars_as_high_as_its_visitors_are_many() {
        let of = |from_min, within, over| Length { from_min, within, over };
        let chart = beside(&[of(0, 3, 1), of(10, 0, 0)], &[of(0, 1, 0), of(10, 2, 0)], 100, 1);
        let bars = chart.marks.iter().filter_map(|mark| match mark {
            Mark::Bar { height, tone, .. } => Some((*tone, height.0)),
            Mark::Line { .. } | Mark::Text { .. } => None,
        });
        let wanted = [(Tone::Second, HIGHEST), (Tone::First, HIGHEST / 4), (Tone::First, HIGHEST / 2)];
        assert_eq!(bars.collect::<Vec<_>>(), wanted);
    }
}
