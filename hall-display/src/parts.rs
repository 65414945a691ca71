//! Texts of the floor's configuration that are longer than their place: how much of one is seen at once, and whose turn its parts have. Pure;
//! the screens measure the letters.

use crate::layout::Orientation;
use crate::view::{Band, Bar, Board, Languages, Texts};

/// A place on the board that holds a text of the floor's configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The office's name, on two lines of the header.
    Office,
    /// A notice, on the lines of the bar.
    Notice,
    /// Where a window is, with the newest call.
    Whereabouts,
}

/// Which part of the long texts has its turn; the screen begins again after the last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    /// Of the office's name and the whereabouts of the windows.
    pub names: u32,
    /// Of the notice.
    pub notice: u32,
}

/// How many characters of a common length `place` shows at once; a longer text is shown in parts.
pub fn text_room(orientation: Orientation, place: Place) -> usize {
    match (orientation, place) {
        (Orientation::Landscape, Place::Office) => 140,
        (Orientation::Landscape, Place::Notice) => 160,
        (Orientation::Landscape, Place::Whereabouts) => 70,
        (Orientation::Portrait, Place::Office) => 64,
        (Orientation::Portrait, Place::Notice) => 160,
        (Orientation::Portrait, Place::Whereabouts) => 70,
    }
}

/// The parts that have their turn after so many turns. Each of a name stands in both languages; that of a notice as long as the notice, which shows
/// the next one when all notices have stood.
pub(crate) fn turn(turns: usize, languages: &Languages, notices_stand: usize) -> Parts {
    let names = if languages.second.is_some() { turns / 2 } else { turns };
    let part = |turns: usize| u32::try_from(turns).unwrap_or(0);
    Parts { names: part(names), notice: part(turns / notices_stand.max(1)) }
}

/// The parts that have their turn on `board`; the first where every text is in sight, so that no turn is taken that nobody sees.
pub(crate) fn of(board: &Board, orientation: Orientation, turn: Parts) -> Parts {
    let long = |text: &str, place| text.chars().count() > sure_room(orientation, place);
    let office = long(&board.office, Place::Office);
    let newest = match &board.band {
        Band::Lit(call) | Band::Inverted(call) | Band::Quiet(call) => Some(call),
        Band::Nobody(_) => None,
    };
    let newest = newest.is_some_and(|call| either(&call.whereabouts, |text| long(text, Place::Whereabouts)));
    let below = sure(board.plan.whereabouts_px, SMALL);
    let standing = board.plan.guided
        && board.standing.iter().any(|call| either(&call.whereabouts, |text| text.chars().count() > below));
    let notice = match &board.bar {
        Bar::Notice(texts) => either(texts, |text| long(text, Place::Notice)),
        Bar::Empty | Bar::NoServer(_) => false,
    };
    let at = |long: bool, part| if long { part } else { 0 };
    Parts { names: at(office || newest || standing, turn.names), notice: at(notice, turn.notice) }
}

fn either(texts: &Texts, is: impl Fn(&str) -> bool) -> bool {
    is(&texts.first) || is(&texts.second)
}

/// The sizes of a line's letters, in the look's pixels.
const CAPTION: f64 = 44.0;
const SMALL: f64 = 36.0;

/// How many letters `place` shows at once whichever they are.
fn sure_room(orientation: Orientation, place: Place) -> usize {
    match (orientation, place) {
        (Orientation::Landscape, Place::Office) => 3 * sure(1584.0, SMALL) / 2,
        (Orientation::Landscape, Place::Notice) => 3 * sure(1704.0, CAPTION) / 2,
        (Orientation::Landscape, Place::Whereabouts) => sure(1792.0, CAPTION),
        (Orientation::Portrait, Place::Office) => 3 * sure(744.0, SMALL) / 2,
        (Orientation::Portrait, Place::Notice) => 2 * sure(864.0, CAPTION),
        (Orientation::Portrait, Place::Whereabouts) => sure(952.0, CAPTION),
    }
}

/// How many letters a line of `width_px` holds whichever they are.
fn sure(width_px: f64, size: f64) -> usize {
    /// The widest letter, as a share of its size.
    const WIDEST: f64 = 1.1;
    (width_px / (size * WIDEST)).floor().max(0.0) as usize
}
