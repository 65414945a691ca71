//! The bars of the pictures and the line of open windows over them, each against the figures of its table.

use std::collections::BTreeMap;

use crate::browser::Page;
use crate::counted::Cell;

/// Where bars stand, in pixels from above.
const GROUND: f64 = 304.0;
/// What parts a bar from the one that it stands on.
const SEAM: f64 = 1.0;
/// Where the line of open windows runs: the most of them, and none.
const LINE_TOP: f64 = 20.0;
const LINE_GROUND: f64 = 56.0;
/// Where the most is told, and how far below the line the least is.
const MOST_TOLD: f64 = 12.0;
const LEAST_BELOW: f64 = 18.0;
/// Where the highest bar tells its figure.
const BARS_TOLD: f64 = 104.0;
/// Each length is written in tenths, rounded down.
const OFF: f64 = 0.25;

/// How the line begins.
const LINE: &str = "<polyline class=\"ink\" points=\"";

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

/// Who came by quarters and by half hours, how many windows were open then if that is told, and how many waited how long.
pub fn hold(page: &Page, tables: &BTreeMap<&str, Vec<Vec<Cell>>>, tells_windows: bool) {
    let number = |cell: &Cell| u32::try_from(cell.number()).unwrap();
    let (mut quarters, mut halves) = (Vec::new(), Vec::<(u32, u32)>::new());
    let (mut open, mut open_by_halves) = (Vec::new(), Vec::<u32>::new());
    for row in &tables["quarters"] {
        let windows = tells_windows.then(|| number(&row[4]));
        open.extend(windows);
        let (came, booked) = (number(&row[1]), number(&row[2]));
        quarters.push((booked, came - booked));
        let begins = row[0].shown();
        let goes_on = !begins.ends_with(":00") && !begins.ends_with(":30");
        match halves.last_mut().filter(|_| goes_on) {
            Some(half) => *half = (half.0 + booked, half.1 + came - booked),
            None => halves.push((booked, came - booked)),
        }
        match open_by_halves.last_mut().filter(|_| goes_on) {
            Some(half) => *half = (*half).max(windows.unwrap_or(0)),
            None => open_by_halves.extend(windows),
        }
    }
    let waits: Vec<_> = tables["waits"].iter().map(|row| (number(&row[1]), number(&row[2]))).collect();
    WIDE.holds(page, &quarters);
    NARROW.holds(page, &halves);
    WAITS.holds(page, &waits);
    WIDE.line_holds(page, &open);
    NARROW.line_holds(page, &open_by_halves);
}

/// A number of a mark.
fn value(mark: &str, name: &str) -> f64 {
    mark.split(&format!(" {name}=\"")).nth(1).unwrap().split('"').next().unwrap().parse().unwrap()
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
        let edge = |part: u32| self.edge(part, parts);
        let mut bars = BTreeMap::new();
        for rect in self.svg(page).split(&format!("<rect class=\"{colour}\"")).skip(1) {
            let middle = value(rect, "x") + value(rect, "width") / 2.0;
            let part = (0..parts).find(|part| edge(*part) <= middle && middle < edge(part + 1));
            let part = part.unwrap_or_else(|| panic!("{}: a bar at {middle}", self.opening));
            let bar = (value(rect, "y"), value(rect, "height"));
            assert!(bars.insert(part, bar).is_none(), "one bar of {colour} stands in {part}");
        }
        bars
    }

    /// The line runs over each part as high as so many windows were open, and the most and the least of them are told.
    fn line_holds(&self, page: &Page, open: &[u32]) {
        let (Some(most), Some(least)) = (open.iter().max(), open.iter().min()) else { return self.has_no_line(page) };
        if *most == 0 {
            return self.has_no_line(page);
        }
        let points = self.line(page);
        let parts = u32::try_from(open.len()).unwrap();
        let middle = |part: u32| (self.edge(part, parts) + self.edge(part + 1, parts)) / 2.0;
        let high = |of: u32| LINE_TOP + (LINE_GROUND - LINE_TOP) * f64::from(most - of) / f64::from(*most);
        for (part, of) in (0..).zip(open) {
            let over = points.windows(2).find(|ends| ends[0].0 < middle(part) && middle(part) < ends[1].0);
            let is_so = over.is_some_and(|ends| ends.iter().all(|end| (end.1 - high(*of)).abs() <= OFF));
            assert!(is_so, "{}: over part {part} of {open:?} the line is {over:?}, not {}", self.opening, high(*of));
        }
        let mut wanted = vec![(MOST_TOLD, *most)];
        if least < most {
            wanted.push((high(*least) + LEAST_BELOW, *least));
        }
        let told = self.told(page);
        assert_eq!(told.len(), wanted.len(), "{}: {told:?} of {open:?}", self.opening);
        for ((_, y, figure), (at, of)) in told.iter().zip(&wanted) {
            assert!((y - at).abs() <= OFF && figure == of, "{}: {told:?}, not {wanted:?}", self.opening);
        }
        if let Some((x, ..)) = told.get(1) {
            let part = (0..).zip(open).find(|(_, of)| *of == least).map(|(part, _)| part).unwrap();
            assert!((x - middle(part)).abs() <= OFF, "{}: {told:?} of {open:?}", self.opening);
        }
    }

    fn has_no_line(&self, page: &Page) {
        assert!(!self.svg(page).contains(LINE), "{}: nothing is told of windows", self.opening);
        assert!(self.told(page).is_empty(), "{}: {:?}", self.opening, self.told(page));
    }

    /// The points of its one line.
    fn line(&self, page: &Page) -> Vec<(f64, f64)> {
        let lines: Vec<&str> = self.svg(page).split(LINE).skip(1).collect();
        assert_eq!(lines.len(), 1, "{}", self.opening);
        let points = lines[0].split('"').next().unwrap().split(' ');
        let numbers = points.map(|point| point.split_once(',').unwrap());
        numbers.map(|(x, y)| (x.parse().unwrap(), y.parse().unwrap())).collect()
    }

    /// The figures that are told of the line, each with its place.
    fn told(&self, page: &Page) -> Vec<(f64, f64, u32)> {
        let texts = self.svg(page).split("<text class=\"ink b\"").skip(1);
        let figure = |text: &str| text.split(['>', '<']).nth(1).unwrap().parse::<u32>().unwrap();
        let told = texts.map(|text| (value(text, "x"), value(text, "y"), figure(text)));
        told.filter(|(_, y, _)| (y - BARS_TOLD).abs() > OFF).collect()
    }

    fn svg<'a>(&self, page: &'a Page) -> &'a str {
        page.body.split(self.opening).nth(1).unwrap().split("</svg>").next().unwrap()
    }

    /// Where a part begins.
    fn edge(&self, part: u32, parts: u32) -> f64 {
        self.left + (self.right - self.left) * f64::from(part) / f64::from(parts)
    }
}
