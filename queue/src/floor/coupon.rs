//! The paper coupon, as far as an office chooses it: which facts stand on it, and words of the office's own.

use serde::{Deserialize, Serialize};

use super::Text;

/// Letters in a line of an 80 mm roll.
pub const LINE_LETTERS: usize = 24;
/// Lines of such a roll that a wording of the office's own may take.
pub const MOST_LINES: usize = 2;

/// What an office chooses of its coupon. Number, service, category and the time of issue stand on every one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Coupon {
    /// Whether it says how many are ahead.
    pub ahead: bool,
    /// Whether it says the expected wait.
    pub wait: bool,
    /// Whether it has the QR of the ticket's page, where the office has a public address.
    pub code: bool,
    /// A note such as an address, at most `MOST_LINES`; none where it is empty.
    #[serde(skip_serializing_if = "Text::is_empty")]
    pub note: Text,
    /// The last line, at most `MOST_LINES`; the coupon's own words where it is empty.
    #[serde(skip_serializing_if = "Text::is_empty")]
    pub thanks: Text,
}

impl Default for Coupon {
    fn default() -> Self {
        Self { ahead: true, wait: true, code: true, note: Text::default(), thanks: Text::default() }
    }
}

impl Coupon {
    /// Whether the office chose nothing.
    pub fn is_usual(&self) -> bool {
        *self == Self::default()
    }
}

/// Lines of `LINE_LETTERS` that a wording takes, as the paper breaks it: at spaces, a longer word anywhere.
pub fn lines(wording: &str) -> usize {
    let (mut lines, mut room) = (0, 0);
    // Words that a no-break space holds together part only where they must.
    let parts = |held: &'_ str| -> Vec<String> {
        let fits = held.chars().count() <= LINE_LETTERS;
        if fits { vec![held.to_owned()] } else { held.split_whitespace().map(str::to_owned).collect() }
    };
    for word in wording.split(' ').filter(|held| !held.is_empty()).flat_map(parts) {
        let letters = word.chars().count();
        if letters < room {
            room -= letters + 1;
        } else {
            let taken = letters.div_ceil(LINE_LETTERS);
            lines += taken;
            room = taken * LINE_LETTERS - letters;
        }
    }
    lines
}
