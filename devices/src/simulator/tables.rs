//! The printer's tables of letters, typed from their published charts and not taken from the encoder's library, so that
//! one checks the other.

const PC437: &str = concat!(
    "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒ",
    "áíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐",
    "└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀",
    "αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}",
);
const PC866: &str = concat!(
    "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ",
    "абвгдежзийклмноп░▒▓│┤╡╢╖╕╣║╗╝╜╛┐",
    "└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀",
    "рстуфхцчшщъыьэюяЁёЄєЇїЎў°∙·√№¤■\u{A0}",
);
const WPC1251: &str = concat!(
    "ЂЃ‚ѓ„…†‡€‰Љ‹ЊЌЋЏђ‘’“”•–—\u{FFFD}™љ›њќћџ",
    "\u{A0}ЎўЈ¤Ґ¦§Ё©Є«¬\u{AD}®Ї°±Ііґµ¶·ё№є»јЅѕї",
    "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ",
    "абвгдежзийклмнопрстуфхцчшщъыьэюя",
);

/// A table that the printer has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Table {
    Pc437,
    Pc866,
    Wpc1251,
}

impl Table {
    /// By the number that ESC t takes.
    pub(super) fn numbered(number: u8) -> Option<Self> {
        match number {
            0 => Some(Self::Pc437),
            17 => Some(Self::Pc866),
            46 => Some(Self::Wpc1251),
            _ => None,
        }
    }

    /// The character of a byte from 0x20 on; `None` where the table is empty.
    pub(super) fn character(self, byte: u8) -> Option<char> {
        if byte < 0x80 {
            return Some(char::from(byte));
        }
        let upper = match self {
            Self::Pc437 => PC437,
            Self::Pc866 => PC866,
            Self::Wpc1251 => WPC1251,
        };
        upper.chars().nth(usize::from(byte - 0x80)).filter(|character| *character != '\u{FFFD}')
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::escpos::CodePage;

    #[test]
    fn both_typings_of_each_table_agree() {
        for (table, page) in [(Table::Pc866, CodePage::Pc866), (Table::Wpc1251, CodePage::Wpc1251)] {
            for byte in 0x80..=0xFF_u8 {
                if let Some(character) = table.character(byte) {
                    assert_eq!(page.byte(character), Some(byte), "{table:?} {byte:02x} {character:?}");
                }
            }
        }
        assert_eq!(PC437.chars().count(), 128);
    }

    #[test]
    fn numbers_are_those_of_the_reference() {
        assert_eq!(Table::numbered(17), Some(Table::Pc866));
        assert_eq!(Table::numbered(46), Some(Table::Wpc1251));
        assert_eq!(Table::numbered(99), None);
    }
}
