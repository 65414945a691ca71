//! Code pages: which characters a printer's own letters can say, and the nearest thing it can say instead.
//! Characters outside a page never leave this file as bytes.

use encoding_rs::{Encoding, IBM866, WINDOWS_1251};

/// A table of letters in the printer, with Cyrillic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodePage {
    /// PC866, table 17 on most printers. It has no dash and no quotation marks of print.
    Pc866,
    /// WPC1251, table 46 on most printers. It has no line drawing.
    Wpc1251,
}

impl CodePage {
    /// The table's number on most printers; clones differ, so the configuration may say another.
    #[must_use]
    pub fn usual_number(self) -> u8 {
        match self {
            Self::Pc866 => 17,
            Self::Wpc1251 => 46,
        }
    }

    fn encoding(self) -> &'static Encoding {
        match self {
            Self::Pc866 => IBM866,
            Self::Wpc1251 => WINDOWS_1251,
        }
    }

    /// The byte of one character, if the table has it.
    pub(crate) fn byte(self, character: char) -> Option<u8> {
        if character.is_control() {
            return None;
        }
        let mut utf8 = [0; 4];
        let (bytes, _, unmappable) = self.encoding().encode(character.encode_utf8(&mut utf8));
        match (unmappable, bytes.as_ref()) {
            (false, [byte]) if *byte >= 0x20 && *byte != 0x7F => Some(*byte),
            _ => None,
        }
    }

    /// The text as this page can say it: typographic signs become their plain kin. `None` if a letter is missing.
    pub(crate) fn say(self, text: &str) -> Option<String> {
        let mut said = String::with_capacity(text.len());
        for character in text.chars() {
            if character == super::clean::NO_BREAK_SPACE || self.byte(character).is_some() {
                said.push(character);
            } else {
                said.push_str(plain_kin(character)?);
            }
        }
        Some(said)
    }

    /// The bytes of text that `say` returned; what a caller slipped past it becomes `?`, never raw UTF-8.
    pub(crate) fn bytes(self, text: &str) -> Vec<u8> {
        text.chars().map(|character| self.byte(character).unwrap_or(b'?')).collect()
    }
}

/// What to say for a sign of print that a page lacks.
pub(crate) fn plain_kin(character: char) -> Option<&'static str> {
    match character {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2043}' => Some("-"),
        '«' | '»' | '“' | '”' | '„' | '‟' | '″' => Some("\""),
        '‘' | '’' | '‚' | '‛' | '′' | '`' | '´' => Some("'"),
        '…' => Some("..."),
        '•' | '‣' | '∙' | '⋅' => Some("·"),
        '×' => Some("x"),
        '№' => Some("N"),
        '≈' => Some("~"),
        '₽' => Some("р."),
        '€' => Some("EUR"),
        '֏' => Some("AMD"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_866_says_a_hyphen_where_it_has_no_dash() {
        assert_eq!(CodePage::Pc866.say("12–20 — «да»…").as_deref(), Some("12-20 - \"да\"..."));
        assert_eq!(CodePage::Wpc1251.say("12–20 «да»").as_deref(), Some("12–20 «да»"));
    }

    #[test]
    fn armenian_is_on_neither_page() {
        assert_eq!(CodePage::Pc866.say("Հերթ"), None);
        assert_eq!(CodePage::Wpc1251.say("Հերթ"), None);
    }

    #[test]
    fn no_character_becomes_a_control_byte() {
        for page in [CodePage::Pc866, CodePage::Wpc1251] {
            for character in '\0'..=char::MAX {
                if let Some(byte) = page.byte(character) {
                    assert!(byte >= 0x20 && byte != 0x7F, "{character:?} became {byte:02x}");
                }
            }
        }
    }

    #[test]
    fn what_slipped_past_becomes_a_question_mark() {
        assert_eq!(CodePage::Pc866.bytes("А😀"), [0x80, b'?']);
    }
}
