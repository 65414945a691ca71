//! What a text of the configuration may hold, and the times of day among them.

use jiff::civil::Time;

/// Longest text of a name or a note, in characters.
pub const TEXT_LIMIT: usize = 120;

/// What is often written for a language and is a country's code, with the language that is meant. No language has such a code: `am` is Amharic's
/// as well as Armenia's, and `kg` the Kongo language's as well as Kyrgyzstan's, so these two are not here.
const COUNTRIES: [(&str, &str); 5] = [("ua", "uk"), ("ge", "ka"), ("kz", "kk"), ("by", "be"), ("tj", "tg")];

/// The language that is meant where a country's code is written for one.
pub fn meant_by_country(code: &str) -> Option<&'static str> {
    COUNTRIES.iter().find(|(country, _)| *country == code).map(|(_, meant)| *meant)
}

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
