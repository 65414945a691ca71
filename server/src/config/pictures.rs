//! Pictures of the hall display. Their files are not in the text: it names them by their hash.

use queue::floor::{Picture, PictureFile};
use queue::ids::{HallId, PictureId};

use super::document::Section;
use super::fault::Fault;
use super::texts::shorten;

/// Most pictures: a hall display holds them all in its memory.
const PICTURES: usize = 10;
/// Seconds for which a picture keeps its turn, unless it says otherwise.
pub const SHOWN_S: u16 = 15;

pub fn pictures(root: &mut Section<'_>) -> Vec<Picture> {
    root.tables("picture", PICTURES, |section| Picture {
        id: section.key("id", PictureId::new),
        file: file(section),
        says: section.text("says"),
        hall: section.optional_key("hall", HallId::new),
        shown_s: section.optional_number("shown_s", 5..=120).unwrap_or(SHOWN_S),
    })
}

/// The demo's floor with a picture, which it has none of itself.
#[cfg(test)]
pub fn demo_with_a_picture() -> queue::Floor {
    let mut floor =
        super::parse(include_str!("../../../assets/demo/floor.toml")).expect("the demo's floor is right").floor;
    floor.pictures.push(Picture {
        id: PictureId::new("poster").expect("a key"),
        file: PictureFile::of_hash([1; 32]),
        says: floor.office.clone(),
        hall: None,
        shown_s: SHOWN_S,
    });
    floor
}

fn file(section: &mut Section<'_>) -> PictureFile {
    let text = section.string("file", "\"...\"");
    PictureFile::new(&text).unwrap_or_else(|problem| {
        if !text.is_empty() {
            let fault = Fault::Names(shorten(&text)).said(format!("is {problem}"));
            section.wrong("file", fault, "write the SHA-256 of a picture that was added on the staff's pages");
        }
        PictureFile::of_hash([0; 32])
    })
}
