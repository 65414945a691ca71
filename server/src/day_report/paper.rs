//! The report on paper: A4 across, the five figures, the pictures, and every table.

mod pieces;
mod tables;

use krilla::Document;
use krilla::metadata::Metadata;
use krilla::page::PageSettings;

use super::Report;
use super::chart::{Chart, Tone};
use crate::typeface::Typefaces;
use pieces::{Piece, Style};

/// A4 across, in points.
const PAGE: (f32, f32) = (841.89, 595.28);
const MARGIN: f32 = 40.0;
const WIDTH: f32 = PAGE.0 - 2.0 * MARGIN;
const BOTTOM: f32 = PAGE.1 - MARGIN;
/// Points to a pixel of the pictures: both of them and what is between them fill the width.
const PIXEL: f32 = WIDTH / (848.0 + 64.0 + 400.0);

const INK: (u8, u8, u8) = (0x14, 0x20, 0x2B);
const SECOND: (u8, u8, u8) = (0x52, 0x60, 0x6D);
const LINE: (u8, u8, u8) = (0xDD, 0xE1, 0xE4);

const OFFICE: Style = Style { size: 9.0, bold: true, color: INK };
const TITLE: Style = Style { size: 20.0, bold: true, color: INK };
const HEADING: Style = Style { size: 11.0, bold: true, color: INK };
const NOTE: Style = Style { size: 8.0, bold: false, color: SECOND };
const VALUE: Style = Style { size: 22.0, bold: true, color: INK };
const UNIT: Style = Style { size: 11.0, bold: false, color: INK };
const TEXT: Style = Style { size: 8.0, bold: false, color: INK };

/// Whether there are fonts to write with.
pub fn can_be_made() -> bool {
    !Typefaces::found().is_empty()
}

/// The file; none where there are no fonts.
pub fn file(report: &Report<'_>) -> Option<Vec<u8>> {
    if !can_be_made() {
        return None;
    }
    let faces = Typefaces::found();
    let mut plan = Plan { faces, pages: vec![Vec::new()], y: MARGIN };
    plan.lay_out(report);
    plan.number_pages(report);
    let mut document = Document::new();
    let words = report.names.words;
    let title = format!("{} {}", words.made_of_day, report.day.date);
    document.set_metadata(Metadata::new().title(title).language(words.language.to_owned()));
    for pieces in &plan.pages {
        let mut page = document.start_page_with(PageSettings::from_wh(PAGE.0, PAGE.1)?);
        let mut surface = page.surface();
        pieces.iter().for_each(|piece| piece.draw(&mut surface, faces));
        surface.finish();
        page.finish();
    }
    document.finish().ok()
}

/// What stands where, page by page.
struct Plan {
    faces: &'static Typefaces,
    pages: Vec<Vec<Piece>>,
    /// Where the next line goes.
    y: f32,
}

impl Plan {
    fn lay_out(&mut self, report: &Report<'_>) {
        let words = report.names.words;
        self.text(&report.names.office(), OFFICE, 0.0, WIDTH);
        self.y += 4.0;
        let date = words.date_with_year(report.day.date);
        self.text(&format!("{}: {date}", words.made_of_day), TITLE, 0.0, WIDTH);
        report.notes().iter().for_each(|note| self.text(note, NOTE, 0.0, WIDTH));
        self.headlines(report);
        self.pictures(report);
        for table in report.tables() {
            tables::lay_out(self, &table, &words.none);
        }
    }

    fn headlines(&mut self, report: &Report<'_>) {
        self.y += 10.0;
        self.rule(INK, 1.0);
        let headlines = report.headlines();
        let (top, column) = (self.y + 6.0, WIDTH / 5.0);
        let mut lowest = top;
        let mut left = 0.0;
        for one in &headlines {
            self.y = top;
            self.text(&one.name, NOTE, left, column - 12.0);
            self.y += VALUE.line();
            let base = self.y - VALUE.size * 0.3;
            self.line(&one.value, VALUE, left, base);
            let wide = self.faces.width(&one.value, true) * VALUE.size;
            self.line(&one.unit, UNIT, left + wide + 4.0, base);
            if let Some(change) = &one.beside {
                self.text(&change.words, NOTE, left, column - 12.0);
            }
            lowest = lowest.max(self.y);
            left += column;
        }
        self.y = lowest + 6.0;
        self.rule(LINE, 0.75);
    }

    fn pictures(&mut self, report: &Report<'_>) {
        let (words, arrivals) = (report.names.words, report.arrivals());
        let (wide, narrow) = (848.0 * PIXEL, 400.0 * PIXEL);
        let second = wide + 64.0 * PIXEL;
        self.y += 14.0;
        let top = self.y;
        self.text(&report.most_came(&arrivals), HEADING, 0.0, wide);
        let visitors = &report.figures.visitors;
        let booked = (visitors.all - visitors.walk_in).to_string();
        self.text(&words.quarter_hour, NOTE, 0.0, wide);
        let walk_in = named(&words.walk_in_n, &visitors.walk_in.to_string());
        self.legend([(Tone::First, named(&words.booked_n, &booked)), (Tone::Second, walk_in)], 0.0, wide);
        let first_ends = self.y;
        self.y = top;
        self.text(&report.half_waited(), HEADING, second, narrow);
        let waits = &report.figures.waits;
        let (within, over) = (waits.within.to_string(), (waits.count - waits.within).to_string());
        self.text(&words.waits_sub, NOTE, second, narrow);
        let (within, over) = (named(&words.in_limit_n, &within), named(&words.over_limit_n, &over));
        self.legend([(Tone::First, within), (Tone::Over, over)], second, narrow);
        self.y = self.y.max(first_ends) + 6.0;
        self.chart(&arrivals.chart((848, 10), &words.windows_open), 0.0);
        self.chart(&report.waits_chart(), second);
        self.y += 336.0 * PIXEL;
    }

    /// What the colours of a picture mean, each before its words; what has no room in a line goes to the next.
    fn legend(&mut self, colours: [(Tone, String); 2], left: f32, width: f32) {
        let (side, apart) = (NOTE.size * 0.75, 4.0);
        self.y += NOTE.line();
        let mut x = left;
        for (tone, said) in colours {
            let wide = side + apart + self.faces.width(&said, false) * NOTE.size;
            if x > left && x + wide > left + width {
                self.y += NOTE.line();
                x = left;
            }
            let base = self.y - NOTE.size * 0.3;
            let color = pieces::color(tone);
            self.put(Piece::Box { x: MARGIN + x, y: base - side, width: side, height: side, color });
            self.line(&said, NOTE, x + side + apart, base);
            x += wide + 3.0 * apart;
        }
    }

    fn chart(&mut self, chart: &Chart, left: f32) {
        let (x, y) = (MARGIN + left, self.y);
        let pieces: Vec<Piece> = chart.marks.iter().map(|mark| pieces::of(mark, x, y, PIXEL, self.faces)).collect();
        pieces.into_iter().for_each(|piece| self.put(piece));
    }

    /// A text in lines of at most `width`; what has no room goes to the next page.
    fn text(&mut self, text: &str, style: Style, left: f32, width: f32) {
        for text in self.faces.lines(text, style.bold, width / style.size) {
            self.room(style.line());
            self.y += style.line();
            self.line(&text, style, left, self.y - style.size * 0.3);
        }
    }

    fn line(&mut self, text: &str, style: Style, left: f32, y: f32) {
        self.put(Piece::Line { text: text.to_owned(), style, x: MARGIN + left, y });
    }

    fn rule(&mut self, color: (u8, u8, u8), thick: f32) {
        self.put(Piece::Box { x: MARGIN, y: self.y, width: WIDTH, height: thick, color });
    }

    /// Whether so much had to go to a new page.
    fn room(&mut self, height: f32) -> bool {
        let goes_on = self.y + height > BOTTOM;
        if goes_on {
            self.pages.push(Vec::new());
            self.y = MARGIN;
        }
        goes_on
    }

    fn put(&mut self, piece: Piece) {
        if let Some(page) = self.pages.last_mut() {
            page.push(piece);
        }
    }

    fn number_pages(&mut self, report: &Report<'_>) {
        let (faces, all) = (self.faces, self.pages.len().to_string());
        for (number, page) in (1..).zip(&mut self.pages) {
            let text = crate::web::words::filled(&report.names.words.page_of, &[&number.to_string(), &all]);
            let x = MARGIN + WIDTH - faces.width(&text, false) * NOTE.size;
            let date = report.day.date.to_string();
            let y = PAGE.1 - MARGIN / 2.0;
            page.push(Piece::Line { text: date, style: NOTE, x: MARGIN, y });
            page.push(Piece::Line { text, style: NOTE, x, y });
        }
    }
}

fn named(wording: &str, figure: &str) -> String {
    crate::web::words::filled(wording, &[figure])
}

#[cfg(test)]
mod tests {
    use queue::day::figures::{Figures, Filter};

    use super::*;
    use crate::day_report::names::Names;

    #[test]
    fn a_day_of_any_size_stays_within_its_margins_and_no_line_is_cut() {
        for (seed, visits) in [(3, 0), (4, 40), (5, 1_500)] {
            let day = crate::statistics::trial::day(seed, "2026-11-17".parse().unwrap(), visits);
            let filter = Filter::default();
            let figures = Figures::of(&day, &filter);
            let report = Report {
                day: &day,
                filter: &filter,
                figures: &figures,
                before: None,
                as_of: None,
                names: Names::keys(),
            };
            let mut plan = Plan { faces: Typefaces::found(), pages: vec![Vec::new()], y: MARGIN };
            plan.lay_out(&report);
            for piece in plan.pages.iter().flatten() {
                let (right, bottom) = piece.ends(plan.faces);
                assert!(
                    right <= PAGE.0 - MARGIN + 1.0 && bottom <= PAGE.1 - MARGIN + 1.0,
                    "{visits}: {right} {bottom} {piece:?}"
                );
            }
            assert!(file(&report).unwrap().starts_with(b"%PDF-"));
        }
    }
}
