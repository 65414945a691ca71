//! The bars of the pictures, each against the figures of its table.

use std::collections::BTreeMap;

use crate::browser::Page;
use crate::counted::Cell;

/// Where bars stand, in pixels from above.
const GROUND: f64 = 304.0;
/// What parts a bar from the one that it stands on.
const SEAM: f64 = 1.0;
/// Each length is written in tenths, rounded down.
const OFF: f64 = 0.25;

/// From where to where the bars of a picture stand, how high the highest is, and the colours of the lower and the upper ones.
struct Picture {
    opening: &'static str,
    left: f64,
    right: f64,
    highest: f64,
    colours: [&'static str; 2],
}

const WIDE: Picture = Picture {
    opening: "<svg class=\"chart wide\"",
    left: 28.0,
    right: 828.0,
    highest: 192.0,
    colours: ["first", "second"],
};
const NARROW: Picture = Picture { opening: "<svg class=\"chart narrow\"", right: 338.0, ..WIDE };
const WAITS: Picture =
    Picture { opening: "<svg class=\"chart \"", left: 0.0, right: 392.0, highest: 260.0, colours: ["first", "over"] };

/// Top and height of a bar.
type Bar = (f64, f64);

/// Who came by quarters and by half hours, and how many waited how long.
pub fn hold(page: &Page, tables: &BTreeMap<&str, Vec<Vec<Cell>>>) {
    let number = |cell: &Cell| u32::try_from(cell.number()).unwrap();
    let (mut quarters, mut halves) = (Vec::new(), Vec::<(u32, u32)>::new());
    for row in &tables["quarters"] {
        let (came, booked) = (number(&row[1]), number(&row[2]));
        quarters.push((booked, came - booked));
        let begins = row[0].shown();
        match halves.last_mut().filter(|_| !begins.ends_with(":00") && !begins.ends_with(":30")) {
            Some(half) => *half = (half.0 + booked, half.1 + came - booked),
            None => halves.push((booked, came - booked)),
        }
    }
    let waits: Vec<_> = tables["waits"].iter().map(|row| (number(&row[1]), number(&row[2]))).collect();
    WIDE.holds(page, &quarters);
    NARROW.holds(page, &halves);
    WAITS.holds(page, &waits);
}

impl Picture {
    /// Each part has its two bars, the one upon the other, as high as its figures.
    fn holds(&self, page: &Page, figures: &[(u32, u32)]) {
        let parts = u32::try_from(figures.len()).unwrap();
        let [lower, upper] = self.colours.map(|colour| self.bars(page, colour, parts));
        let most = figures.iter().map(|(lower, upper)| lower + upper).max().unwrap_or(0).max(1);
        let high = |many: u32| self.highest * f64::from(many) / f64::from(most);
        for (part, (first, second)) in (0..).zip(figures) {
            let seam = if *first > 0 { SEAM } else { 0.0 };
            let wanted = [(0.0, high(*first)), (high(*first) + seam, high(first + second))];
            for (found, (from, to)) in [lower.get(&part), upper.get(&part)].into_iter().zip(wanted) {
                let is_so = found.map_or(to - from <= OFF, |(top, height)| {
                    (GROUND - top - to).abs() <= OFF && (height - (to - from)).abs() <= OFF
                });
                assert!(is_so, "{}: part {part} of {figures:?} is {found:?}, not {from} to {to}", self.opening);
            }
        }
    }

    /// The bars of a colour, by the part of the picture above which their middles stand.
    fn bars(&self, page: &Page, colour: &str, parts: u32) -> BTreeMap<u32, Bar> {
        let svg = page.body.split(self.opening).nth(1).unwrap().split("</svg>").next().unwrap();
        let edge = |part: u32| self.left + (self.right - self.left) * f64::from(part) / f64::from(parts);
        let mut bars = BTreeMap::new();
        for rect in svg.split(&format!("<rect class=\"{colour}\"")).skip(1) {
            let value = |name: &str| -> f64 {
                rect.split(&format!(" {name}=\"")).nth(1).unwrap().split('"').next().unwrap().parse().unwrap()
            };
            let middle = value("x") + value("width") / 2.0;
            let part = (0..parts).find(|part| edge(*part) <= middle && middle < edge(part + 1));
            let part = part.unwrap_or_else(|| panic!("{}: a bar at {middle}", self.opening));
            assert!(bars.insert(part, (value("y"), value("height"))).is_none(), "one bar of {colour} stands in {part}");
        }
        bars
    }
}
