//! System fonts as outlines: found by family, drawn as coverage of dots. The one file that knows fontdb and ab_glyph;
//! paper, cells and code pages are not known here.

use ab_glyph::{Font, FontVec, GlyphId, PxScale, ScaleFont};
use fontdb::{Database, Family, Query, Stretch, Style};
use std::fmt;
use std::sync::OnceLock;

use crate::escpos::Weight;

/// Families that are looked for, the first that has a character draws it.
const PROPORTIONAL: &[&str] =
    &["Noto Sans", "Noto Sans Armenian", "Noto Sans Georgian", "DejaVu Sans", "Liberation Sans", "FreeSans"];
#[cfg(feature = "simulator")]
const MONOSPACED: &[&str] = &["Noto Sans Mono", "DejaVu Sans Mono", "Liberation Mono", "FreeMono"];

/// Size of the em square in dots, across and down.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Em {
    pub across: f32,
    pub down: f32,
}

/// A list of families, loaded at the first need.
pub(crate) struct Fonts {
    families: &'static [&'static str],
    loaded: OnceLock<Vec<Face>>,
}

struct Face {
    regular: FontVec,
    bold: Option<FontVec>,
}

impl fmt::Debug for Fonts {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Fonts")
            .field("families", &self.families)
            .field("loaded", &self.loaded.get().is_some())
            .finish()
    }
}

impl Fonts {
    pub(crate) fn proportional() -> Self {
        Self { families: PROPORTIONAL, loaded: OnceLock::new() }
    }

    #[cfg(feature = "simulator")]
    pub(crate) fn monospaced() -> Self {
        Self { families: MONOSPACED, loaded: OnceLock::new() }
    }

    /// Finds and reads the font files now.
    pub(crate) fn load(&self) {
        let _faces = self.faces();
    }

    /// Whether any of the fonts has this character.
    pub(crate) fn has(&self, character: char) -> bool {
        self.faces().iter().any(|face| face.regular.glyph_id(character).0 != 0)
    }

    /// How far the text reaches, in dots across.
    pub(crate) fn advance(&self, text: &str, weight: Weight, em: Em) -> f32 {
        self.walk(text, weight, em, |_, _, _| {})
    }

    /// Draws text from `left` on `baseline`; `dot` receives each touched dot (across, down) and its coverage 0-1.
    pub(crate) fn draw(
        &self,
        text: &str,
        weight: Weight,
        em: Em,
        (left, baseline): (f32, f32),
        dot: &mut dyn FnMut(i32, i32, f32),
    ) {
        self.walk(text, weight, em, |font, glyph, x| {
            let scale = scale_of(font, em);
            let placed = glyph.with_scale_and_position(scale, ab_glyph::point(left + x, baseline));
            let Some(outline) = font.outline_glyph(placed) else { return };
            let bounds = outline.px_bounds();
            #[expect(clippy::cast_possible_truncation, reason = "bounds of a glyph on paper are far within i32")]
            let (origin_x, origin_y) = (bounds.min.x as i32, bounds.min.y as i32);
            outline.draw(|x, y, coverage| {
                dot(origin_x.saturating_add_unsigned(x), origin_y.saturating_add_unsigned(y), coverage);
            });
        });
    }

    /// Visits each glyph with its place and returns where the text ends. Unknown characters take no room.
    fn walk(&self, text: &str, weight: Weight, em: Em, mut visit: impl FnMut(&FontVec, GlyphId, f32)) -> f32 {
        let mut x = 0.0;
        let mut before: Option<(*const FontVec, GlyphId)> = None;
        for character in text.chars() {
            let Some(font) = self.font_for(character, weight) else { continue };
            let scaled = font.as_scaled(scale_of(font, em));
            let glyph = font.glyph_id(character);
            if let Some((last_font, last)) = before
                && std::ptr::eq(last_font, font)
            {
                x += scaled.kern(last, glyph);
            }
            visit(font, glyph, x);
            x += scaled.h_advance(glyph);
            before = Some((std::ptr::from_ref(font), glyph));
        }
        x
    }

    fn font_for(&self, character: char, weight: Weight) -> Option<&FontVec> {
        let face = self.faces().iter().find(|face| face.regular.glyph_id(character).0 != 0)?;
        Some(match weight {
            Weight::Bold => face.bold.as_ref().unwrap_or(&face.regular),
            Weight::Regular => &face.regular,
        })
    }

    fn faces(&self) -> &[Face] {
        self.loaded.get_or_init(|| {
            let mut database = Database::new();
            database.load_system_fonts();
            self.families
                .iter()
                .filter_map(|family| {
                    let regular = read(&database, family, fontdb::Weight::NORMAL)?;
                    Some(Face { regular, bold: read(&database, family, fontdb::Weight::BOLD) })
                })
                .collect()
        })
    }
}

/// ab_glyph counts a scale by the line's height; paper is planned by the em.
fn scale_of(font: &FontVec, em: Em) -> PxScale {
    let lines_per_em = font.height_unscaled() / font.units_per_em().unwrap_or(1000.0);
    PxScale { x: em.across * lines_per_em, y: em.down * lines_per_em }
}

fn read(database: &Database, family: &str, weight: fontdb::Weight) -> Option<FontVec> {
    let id = database.query(&Query {
        families: &[Family::Name(family)],
        weight,
        stretch: Stretch::Normal,
        style: Style::Normal,
    })?;
    database.with_face_data(id, |data, index| FontVec::try_from_vec_and_index(data.to_vec(), index).ok())?
}
