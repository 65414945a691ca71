//! The confirmation on paper (B7): one page, its fonts embedded, its code to be scanned from paper. It holds no name.

use krilla::Document;
use krilla::action::LinkAction;
use krilla::annotation::{Annotation, LinkAnnotation, Target};
use krilla::color::rgb;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::surface::Surface;
use krilla::text::TextDirection;

use super::own::page::Told;
use super::qr::Qr;
use super::typeface::Typefaces;
use super::words::Words;

/// A4, in points.
const PAGE: (f32, f32) = (595.28, 841.89);
const MARGIN: f32 = 56.7;
const WIDTH: f32 = PAGE.0 - 2.0 * MARGIN;
/// Side of the code: 0.9 mm a module, as scanners of paper like it.
const CODE_SIDE: f32 = 142.0;
const INK: (u8, u8, u8) = (0x14, 0x20, 0x2B);
const SECOND: (u8, u8, u8) = (0x52, 0x60, 0x6D);

/// What stands on the paper.
pub struct Sheet {
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
pub fn file(sheet: &Sheet) -> Option<Vec<u8>> {
    if !can_be_made() {
        return None;
    }
    let mut document = Document::new();
    let title = format!("{} {}", sheet.words.booking_number, sheet.told.number);
    document.set_metadata(Metadata::new().title(title).language(sheet.language.to_owned()));
    let mut page = document.start_page_with(PageSettings::from_wh(PAGE.0, PAGE.1)?);
    let link = {
        let mut pen = Pen { surface: page.surface(), y: MARGIN, faces: Typefaces::found() };
        let link = pen.write(sheet);
        pen.surface.finish();
        link
    };
    if let (Some(area), Some(url)) = (link, &sheet.link) {
        let target = Target::Action(LinkAction::new(url.clone()).into());
        page.add_annotation(Annotation::new_link(LinkAnnotation::new(area, target), Some(url.clone())));
    }
    page.finish();
    document.finish().ok()
}

/// Where the next line goes.
struct Pen<'a> {
    surface: Surface<'a>,
    y: f32,
    faces: &'static Typefaces,
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

impl Pen<'_> {
    /// Writes all; says where the link stands.
    fn write(&mut self, sheet: &Sheet) -> Option<Rect> {
        let (words, told) = (sheet.words, &sheet.told);
        self.text(&sheet.office, OFFICE, 0.0, WIDTH);
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
            self.code(&qr, MARGIN + WIDTH - CODE_SIDE, top);
            let below = self.y.max(top + CODE_SIDE);
            self.y = below + 18.0;
            self.text(&words.show_code, TEXT, 0.0, WIDTH);
            self.text(&told.without_code, TEXT, 0.0, WIDTH);
        }
        for note in &told.notes {
            self.text(note, TEXT, 0.0, WIDTH);
        }
        if !told.documents.is_empty() {
            self.y += 18.0;
            self.text(&words.documents_needed, VALUE, 0.0, WIDTH);
            for (number, paper) in (1..).zip(&told.documents) {
                self.y += 4.0;
                let first = self.y;
                self.text(&format!("{number}."), NAME, 0.0, 24.0);
                self.y = first;
                self.text(&paper.name, TEXT, 24.0, WIDTH - 24.0);
                if !paper.note.is_empty() {
                    self.text(&paper.note, NAME, 24.0, WIDTH - 24.0);
                }
            }
        }
        let url = sheet.link.as_deref()?;
        self.y += 18.0;
        self.text(&words.change_by_link, NAME, 0.0, WIDTH);
        let top = self.y;
        self.text(url, TEXT, 0.0, WIDTH);
        Rect::from_ltrb(MARGIN, top, MARGIN + WIDTH, self.y)
    }

    /// A text in lines of at most `width`.
    fn text(&mut self, text: &str, style: Style, indent: f32, width: f32) {
        for line in lines(self.faces, text, style.bold, width / style.size) {
            self.y += style.size * 1.35;
            let mut x = MARGIN + indent;
            self.ink(style.color);
            for run in self.faces.runs(&line, style.bold) {
                let at = Point::from_xy(x, self.y - style.size * 0.3);
                self.surface.draw_text(at, run.cut.font.clone(), style.size, run.text, false, TextDirection::Auto);
                x += run.width * style.size;
            }
        }
    }

    fn ink(&mut self, (red, green, blue): (u8, u8, u8)) {
        self.surface.set_fill(Some(Fill { paint: rgb::Color::new(red, green, blue).into(), ..Fill::default() }));
    }

    fn code(&mut self, qr: &Qr, left: f32, top: f32) {
        #[expect(clippy::cast_precision_loss, reason = "a code has at most 185 modules")]
        let module = |modules: usize| modules as f32 * CODE_SIDE / qr.across as f32;
        let mut path = PathBuilder::new();
        for (from, row, long) in &qr.runs {
            if let Some(run) = Rect::from_xywh(left + module(*from), top + module(*row), module(*long), module(1)) {
                path.push_rect(run);
            }
        }
        if let Some(path) = path.finish() {
            self.ink((0, 0, 0));
            self.surface.draw_path(&path);
        }
    }
}

/// A text in lines of at most so many ems; a word that is longer alone is cut.
fn lines(faces: &Typefaces, text: &str, bold: bool, width: f32) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        if faces.width(&longer, bold) <= width {
            line = longer;
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        for c in word.chars() {
            if faces.width(&line, bold) + faces.width(c.encode_utf8(&mut [0; 4]), bold) > width {
                lines.push(std::mem::take(&mut line));
            }
            line.push(c);
        }
    }
    lines.push(line);
    lines
}
