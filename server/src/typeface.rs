//! The system's fonts for paper: which has a letter, how wide it is, and its data to be embedded.

use std::sync::LazyLock;

use ab_glyph::{Font as _, FontVec};
use fontdb::{Database, Family, Query, Stretch, Style, Weight};
use krilla::text::Font;

/// Families that are looked for; the first that has a letter draws it.
const FAMILIES: [&str; 5] = ["Noto Sans", "Noto Sans Armenian", "Noto Sans Georgian", "DejaVu Sans", "FreeSans"];

static FOUND: LazyLock<Typefaces> = LazyLock::new(Typefaces::find);

/// The fonts of this machine.
pub struct Typefaces(Vec<Face>);

struct Face {
    regular: Cut,
    bold: Option<Cut>,
}

/// One font: measured here, embedded in the paper.
pub struct Cut {
    outlines: FontVec,
    /// As the paper embeds it.
    pub font: Font,
}

/// A part of a line that one font draws.
pub struct Run<'a> {
    /// Which.
    pub cut: &'a Cut,
    /// What.
    pub text: &'a str,
    /// How wide it is, in ems.
    pub width: f32,
}

impl Typefaces {
    /// The fonts, found at the first need.
    pub fn found() -> &'static Self {
        &FOUND
    }

    /// Whether there is any.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A line in parts, each with a font that has its letters; what no font has is left out.
    pub fn runs<'a>(&'a self, text: &'a str, bold: bool) -> Vec<Run<'a>> {
        let cuts: Vec<(usize, char, &Cut)> =
            text.char_indices().filter_map(|(at, c)| self.cut(c, bold).map(|cut| (at, c, cut))).collect();
        let together =
            |a: &(usize, char, &Cut), b: &(usize, char, &Cut)| std::ptr::eq(a.2, b.2) && a.0 + a.1.len_utf8() == b.0;
        let run = |run: &[(usize, char, &'a Cut)]| {
            let ((begin, _, cut), (last, c, _)) = (run.first()?, run.last()?);
            let width = run.iter().map(|(_, c, cut)| cut.width(*c)).sum();
            Some(Run { cut, text: &text[*begin..last + c.len_utf8()], width })
        };
        cuts.chunk_by(together).filter_map(run).collect()
    }

    /// How wide a line is, in ems.
    pub fn width(&self, text: &str, bold: bool) -> f32 {
        text.chars().filter_map(|c| self.cut(c, bold).map(|cut| cut.width(c))).sum()
    }

    /// A text in lines of at most so many ems; a word that is longer alone is cut, and no-break spaces make one word.
    pub fn lines(&self, text: &str, bold: bool, width: f32) -> Vec<String> {
        let mut lines = Vec::new();
        let mut line = String::new();
        for word in text.split(|c: char| c.is_whitespace() && c != '\u{a0}').filter(|word| !word.is_empty()) {
            let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
            if self.width(&longer, bold) <= width {
                line = longer;
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            for c in word.chars() {
                if self.width(&line, bold) + self.width(c.encode_utf8(&mut [0; 4]), bold) > width {
                    lines.push(std::mem::take(&mut line));
                }
                line.push(c);
            }
        }
        lines.push(line);
        lines
    }

    fn cut(&self, c: char, bold: bool) -> Option<&Cut> {
        let face = self.0.iter().find(|face| face.regular.outlines.glyph_id(c).0 != 0)?;
        Some(face.bold.as_ref().filter(|_| bold).unwrap_or(&face.regular))
    }

    fn find() -> Self {
        let mut database = Database::new();
        database.load_system_fonts();
        let face = |family: &&str| {
            let regular = cut(&database, family, Weight::NORMAL)?;
            Some(Face { regular, bold: cut(&database, family, Weight::BOLD) })
        };
        Self(FAMILIES.iter().filter_map(face).collect())
    }
}

impl Cut {
    fn width(&self, c: char) -> f32 {
        let units = self.outlines.units_per_em().unwrap_or(1000.0);
        self.outlines.h_advance_unscaled(self.outlines.glyph_id(c)) / units
    }
}

fn cut(database: &Database, family: &str, weight: Weight) -> Option<Cut> {
    let families = [Family::Name(family)];
    let query = Query { families: &families, weight, stretch: Stretch::Normal, style: Style::Normal };
    database.with_face_data(database.query(&query)?, |data, index| {
        let outlines = FontVec::try_from_vec_and_index(data.to_vec(), index).ok()?;
        Some(Cut { outlines, font: Font::new(data.to_vec().into(), index)? })
    })?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_wrapped_and_one_that_is_too_long_is_cut() {
        let faces = Typefaces::found();
        let wrapped = faces.lines("Загранпаспорт: подача документов, հանձնում", false, 10.0);
        assert!(wrapped.len() > 1 && wrapped.iter().all(|line| faces.width(line, false) <= 10.0), "{wrapped:?}");
        assert_eq!(wrapped.join(" "), "Загранпаспорт: подача документов, հանձնում");
        let cut = faces.lines(&"ш".repeat(100), true, 10.0);
        assert!(cut.len() > 5 && cut.concat() == "ш".repeat(100));
    }
}
