//! The confirmation on paper (B7): A4, its fonts embedded, its code to be scanned from paper. It holds no name.

use krilla::Document;
use krilla::action::LinkAction;
use krilla::annotation::{Annotation, LinkAnnotation, Target};
use krilla::color::rgb;
use krilla::geom::{Path, PathBuilder, Point, Rect};
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::surface::Surface;
use krilla::text::TextDirection;

use super::own::page::Told;
use super::words::Words;
use crate::appointment::qr::Qr;
use crate::typeface::Typefaces;

/// A4, in points.
const PAGE: (f32, f32) = (595.28, 841.89);
const MARGIN: f32 = 56.7;
const WIDTH: f32 = PAGE.0 - 2.0 * MARGIN;
const INDENT: f32 = 24.0;
/// Side of the code: 0.9 mm a module, as scanners of paper like it.
const CODE_SIDE: f32 = 142.0;
const INK: (u8, u8, u8) = (0x14, 0x20, 0x2B);
const SECOND: (u8, u8, u8) = (0x52, 0x60, 0x6D);

/// What stands on the paper.
pub struct Printout {
    /// The words' language.
    pub language: &'static str,
    /// The office's name.
    pub office: String,
    /// The words.
    pub words: &'static Words,
    /// The booking's address.
    pub link: Option<String>,
    /// What is said of it.
    pub told: Told,
}

/// Whether there are fonts to write with.
pub fn can_be_made() -> bool {
    !Typefaces::found().is_empty()
}

/// The file; none where there are no fonts.
pub fn file(printout: &Printout) -> Option<Vec<u8>> {
    if !can_be_made() {
        return None;
    }
    let mut plan = Plan { faces: Typefaces::found(), pages: vec![Vec::new()], y: MARGIN };
    plan.lay_out(printout);
    let mut document = Document::new();
    let title = format!("{} {}", printout.words.booking_number, printout.told.number);
    document.set_metadata(Metadata::new().title(title).language(printout.language.to_owned()));
    for pieces in &plan.pages {
        let mut page = document.start_page_with(PageSettings::from_wh(PAGE.0, PAGE.1)?);
        let mut surface = page.surface();
        pieces.iter().for_each(|piece| piece.draw(&mut surface, plan.faces));
        surface.finish();
        if let (Some(area), Some(url)) = (pieces.iter().find_map(Piece::link), &printout.link) {
            let target = Target::Action(LinkAction::new(url.clone()).into());
            page.add_annotation(Annotation::new_link(LinkAnnotation::new(area, target), Some(url.clone())));
        }
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

/// Something on a page.
enum Piece {
    /// A line, from its left end and its base.
    Line { text: String, style: Style, x: f32, y: f32 },
    /// The code, from its corner.
    Code { qr: Qr, x: f32, y: f32 },
    /// The area of the booking's address.
    Link(Rect),
}

/// How a text looks.
#[derive(Clone, Copy)]
struct Style {
    size: f32,
    bold: bool,
    color: (u8, u8, u8),
}

const OFFICE: Style = Style { size: 11.0, bold: true, color: INK };
const TITLE: Style = Style { size: 22.0, bold: true, color: INK };
const NUMBER: Style = Style { size: 40.0, bold: true, color: INK };
const NAME: Style = Style { size: 11.0, bold: false, color: SECOND };
const VALUE: Style = Style { size: 13.0, bold: true, color: INK };
const TEXT: Style = Style { size: 11.0, bold: false, color: INK };

impl Plan {
    fn lay_out(&mut self, printout: &Printout) {
        let (words, told) = (printout.words, &printout.told);
        self.text(&printout.office, OFFICE, 0.0, WIDTH);
        self.y += 14.0;
        self.text(&told.title, TITLE, 0.0, WIDTH);
        self.y += 10.0;
        let beside = if told.code.is_some() { WIDTH - CODE_SIDE - 24.0 } else { WIDTH };
        let top = self.y;
        self.text(&words.booking_number, NAME, 0.0, beside);
        self.text(&told.number, NUMBER, 0.0, beside);
        self.y += 6.0;
        for row in &told.rows {
            self.y += 6.0;
            self.text(&row.name, NAME, 0.0, beside);
            self.text(&row.value, VALUE, 0.0, beside);
        }
        if let Some(qr) = told.code.as_deref().and_then(Qr::of) {
            self.put(Piece::Code { qr, x: MARGIN + WIDTH - CODE_SIDE, y: top });
            self.y = self.y.max(top + CODE_SIDE) + 18.0;
            self.text(&words.show_code, TEXT, 0.0, WIDTH);
            self.text(&told.without_code, TEXT, 0.0, WIDTH);
        }
        for note in &told.notes {
            self.text(note, TEXT, 0.0, WIDTH);
        }
        self.documents(printout);
        if let Some(url) = printout.link.as_deref() {
            self.y += 18.0;
            self.text(&words.change_by_link, NAME, 0.0, WIDTH);
            self.text(url, TEXT, 0.0, WIDTH);
            let area = Rect::from_ltrb(MARGIN, self.y - TEXT.line(), MARGIN + WIDTH, self.y);
            area.into_iter().for_each(|area| self.put(Piece::Link(area)));
        }
    }

    fn documents(&mut self, printout: &Printout) {
        if printout.told.documents.is_empty() {
            return;
        }
        self.y += 18.0;
        self.text(&printout.words.documents_needed, VALUE, 0.0, WIDTH);
        for (number, paper) in (1..).zip(&printout.told.documents) {
            self.y += 4.0;
            self.text(&format!("{number}."), NAME, 0.0, INDENT);
            self.y -= NAME.line();
            self.text(&paper.name, TEXT, INDENT, WIDTH - INDENT);
            if !paper.note.is_empty() {
                self.text(&paper.note, NAME, INDENT, WIDTH - INDENT);
            }
        }
    }

    /// A text in lines of at most `width`; what has no room goes to the next page.
    fn text(&mut self, text: &str, style: Style, indent: f32, width: f32) {
        for text in self.faces.lines(text, style.bold, width / style.size) {
            if self.y + style.line() > PAGE.1 - MARGIN {
                self.pages.push(Vec::new());
                self.y = MARGIN;
            }
            self.y += style.line();
            self.put(Piece::Line { text, style, x: MARGIN + indent, y: self.y - style.size * 0.3 });
        }
    }

    fn put(&mut self, piece: Piece) {
        if let Some(page) = self.pages.last_mut() {
            page.push(piece);
        }
    }
}

impl Style {
    /// From one line to the next.
    fn line(self) -> f32 {
        self.size * 1.35
    }
}

impl Piece {
    fn draw(&self, surface: &mut Surface<'_>, faces: &Typefaces) {
        match self {
            Self::Line { text, style, x, y } => {
                ink(surface, style.color);
                let mut x = *x;
                for run in faces.runs(text, style.bold) {
                    let (at, font) = (Point::from_xy(x, *y), run.cut.font.clone());
                    surface.draw_text(at, font, style.size, run.text, false, TextDirection::Auto);
                    x += run.width * style.size;
                }
            }
            Self::Code { qr, x, y } => {
                ink(surface, (0, 0, 0));
                if let Some(outline) = outline(qr, *x, *y) {
                    surface.draw_path(&outline);
                }
            }
            Self::Link(_) => {}
        }
    }

    fn link(&self) -> Option<Rect> {
        match self {
            Self::Link(area) => Some(*area),
            Self::Line { .. } | Self::Code { .. } => None,
        }
    }
}

fn ink(surface: &mut Surface<'_>, (red, green, blue): (u8, u8, u8)) {
    surface.set_fill(Some(Fill { paint: rgb::Color::new(red, green, blue).into(), ..Fill::default() }));
}

fn outline(qr: &Qr, left: f32, top: f32) -> Option<Path> {
    #[expect(clippy::cast_precision_loss, reason = "a code has at most 185 modules")]
    let module = |modules: usize| modules as f32 * CODE_SIDE / qr.across as f32;
    let mut path = PathBuilder::new();
    for (from, row, long) in &qr.runs {
        path.push_rect(Rect::from_xywh(left + module(*from), top + module(*row), module(*long), module(1))?);
    }
    path.finish()
}

#[cfg(test)]
mod tests {
    use queue::ids::Language;

    use super::super::own::page::Row;
    use super::super::services::Paper;
    use super::*;

    fn printout(documents: usize) -> Printout {
        printout_in("hy", documents)
    }

    fn printout_in(language: &'static str, documents: usize) -> Printout {
        let words = Words::of(&Language::new(language).unwrap());
        let paper = |n: usize| Paper { name: format!("Անձնագիր {n}"), note: "բնօրինակ".to_owned() };
        Printout {
            language,
            office: "Միգրացիայի հարցերի բաժին".to_owned(),
            words,
            link: Some("https://queue.example/b/23456789abcdefghijkmnpqrst".to_owned()),
            told: Told {
                title: words.you_are_booked.clone(),
                notes: Vec::new(),
                number: "1234 5678".to_owned(),
                rows: vec![Row { name: words.place.clone(), value: "Սրահ 1".to_owned(), own_language: true }],
                known: 0,
                documents: (0..documents).map(paper).collect(),
                code: Some(format!("QB{}", "A".repeat(141))),
                without_code: String::new(),
            },
        }
    }

    #[test]
    fn the_paper_says_what_its_address_is_good_for() {
        for (language, said) in [
            ("ru", "Кто знает этот адрес, может посмотреть, изменить и отменить запись."),
            ("en", "Whoever has this address can see, change and cancel the booking."),
            ("hy", "Այս հասցեն ունեցողը կարող է դիտել, փոխել և չեղարկել գրանցումը։"),
        ] {
            let mut plan = Plan { faces: Typefaces::found(), pages: vec![Vec::new()], y: MARGIN };
            plan.lay_out(&printout_in(language, 0));
            let line = |piece: &Piece| match piece {
                Piece::Line { text, .. } => Some(text.trim().to_owned()),
                Piece::Code { .. } | Piece::Link(_) => None,
            };
            let lines: Vec<_> = plan.pages.iter().flatten().filter_map(line).collect();
            assert!(lines.join(" ").contains(said), "{lines:?}");
        }
    }

    #[test]
    fn a_long_list_of_documents_goes_on_to_the_next_page_and_nothing_is_below_the_margin() {
        for (documents, pages) in [(5, 1), (60, 4)] {
            let mut plan = Plan { faces: Typefaces::found(), pages: vec![Vec::new()], y: MARGIN };
            plan.lay_out(&printout(documents));
            assert_eq!(plan.pages.len(), pages);
            assert_eq!(plan.pages.last().unwrap().iter().filter(|piece| piece.link().is_some()).count(), 1);
            for piece in plan.pages.iter().flatten() {
                let below = match piece {
                    Piece::Line { y, .. } => *y,
                    Piece::Code { y, .. } => y + CODE_SIDE,
                    Piece::Link(area) => area.bottom(),
                };
                assert!(below <= PAGE.1 - MARGIN && below > MARGIN);
            }
            assert!(file(&printout(documents)).unwrap().starts_with(b"%PDF-"));
        }
    }
}
