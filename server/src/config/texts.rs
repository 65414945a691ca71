//! What a text of the configuration may hold, and the times of day among them.

use jiff::civil::Time;

/// Longest text of a name or a note, in characters.
pub const TEXT_LIMIT: usize = 120;

/// A time such as `08:30`; `24:00` is midnight at the end of the day.
pub fn clock(text: &str) -> Option<Time> {
    let (hours, minutes) = text.split_once(':')?;
    let figures =
        |part: &str| (part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse::<i8>().ok());
    let (hours, minutes) = (figures(hours)??, figures(minutes)??);
    if (hours, minutes) == (24, 0) {
        return Some(Time::midnight());
    }
    Time::new(hours, minutes, 0, 0).ok()
}

/// What a screen would not show, or would let other text be shown otherwise: controls, invisible spaces, direction marks, lines.
pub fn is_unprintable(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
        || matches!(c, '\u{feff}' | '\u{fff9}'..='\u{fffc}' | '\u{e0000}'..='\u{e0fff}')
}

/// The beginning of a text, for a problem that quotes it.
pub fn shorten(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(40).collect()
}
