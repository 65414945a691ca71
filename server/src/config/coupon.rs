//! What an office chooses of its paper coupon.

use queue::floor::coupon::{LINE_LETTERS, MOST_LINES, lines};
use queue::floor::{Coupon, Text};

use super::document::Section;
use super::fault::Fault;

pub fn coupon(root: &mut Section<'_>) -> Coupon {
    root.optional_table("coupon", read).unwrap_or_default()
}

fn read(section: &mut Section<'_>) -> Coupon {
    let usual = Coupon::default();
    Coupon {
        ahead: section.yes("ahead", usual.ahead),
        wait: section.yes("wait", usual.wait),
        code: section.yes("code", usual.code),
        note: printed(section, "note"),
        thanks: printed(section, "thanks"),
    }
}

/// A wording for which the coupon has room.
fn printed(section: &mut Section<'_>, key: &'static str) -> Text {
    let text = section.optional_text(key);
    for (language, wording) in &text.0 {
        let taken = lines(wording);
        if taken > MOST_LINES {
            let problem = Fault::TooManyLines { most: MOST_LINES, letters: LINE_LETTERS };
            let problem = problem.said(format!("takes {taken} lines of the coupon"));
            let mend = format!("shorten it to {MOST_LINES} lines of {LINE_LETTERS} letters");
            section.wrong_wording(key, language, problem, mend);
        }
    }
    text
}
