//! Text from outside made harmless: after this no control byte, direction mark or loose combining mark is left, so that
//! nothing said on a coupon can reach the printer as a command. No code page and no font is known here.

/// The longest text of one item in characters; more ends in an ellipsis, so that one name cannot empty the roll.
pub const MAX_TEXT_CHARS: usize = 240;

/// Holds two words together where they fit on one line.
pub const NO_BREAK_SPACE: char = '\u{A0}';

/// One paragraph: line breaks become spaces.
pub fn clean_line(text: &str) -> String {
    clean(text).replace('\n', " ").trim().to_owned()
}

/// Text with its line breaks kept, blank lines dropped.
pub fn clean_paragraphs(text: &str) -> Vec<String> {
    clean(text).split('\n').map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()
}

fn clean(text: &str) -> String {
    let mut cleaned = String::new();
    let mut count = 0;
    for character in text.chars() {
        let Some(kept) = keep(character, &mut cleaned) else { continue };
        let after_space = cleaned.ends_with([' ', '\n']);
        if kept == ' ' && (after_space || cleaned.is_empty()) {
            continue;
        }
        if count == MAX_TEXT_CHARS {
            cleaned.push('…');
            break;
        }
        cleaned.push(kept);
        count += 1;
    }
    cleaned
}

/// What becomes of one character; a combining mark may change the letter before it.
fn keep(character: char, before: &mut String) -> Option<char> {
    match character {
        '\n' => Some('\n'),
        '\u{A0}' | '\u{202F}' | '\u{2007}' => Some(NO_BREAK_SPACE),
        _ if is_combining(character) => {
            if let Some(composed) = before.chars().last().and_then(|letter| compose(letter, character)) {
                before.pop();
                before.push(composed);
            }
            None
        }
        _ if is_unseen(character) => None,
        '\t' | '\u{2028}' | '\u{2029}' => Some(' '),
        _ if character.is_control() => None,
        _ if character.is_whitespace() => Some(' '),
        _ => Some(character),
    }
}

/// The letters that Russian text is often stored with in two parts.
fn compose(letter: char, mark: char) -> Option<char> {
    match (letter, mark) {
        ('и', '\u{306}') => Some('й'),
        ('И', '\u{306}') => Some('Й'),
        ('е', '\u{308}') => Some('ё'),
        ('Е', '\u{308}') => Some('Ё'),
        _ => None,
    }
}

fn is_combining(character: char) -> bool {
    matches!(character,
        '\u{300}'..='\u{36F}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5BD}' | '\u{5BF}' | '\u{5C1}'..='\u{5C2}'
        | '\u{610}'..='\u{61A}' | '\u{64B}'..='\u{65F}' | '\u{670}' | '\u{E31}' | '\u{E34}'..='\u{E3A}'
        | '\u{E47}'..='\u{E4E}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20FF}'
        | '\u{302A}'..='\u{302F}' | '\u{3099}' | '\u{309A}' | '\u{FE20}'..='\u{FE2F}')
}

/// Direction marks, joiners, fillers, variation selectors, tags and private letters: nothing that paper could show.
fn is_unseen(character: char) -> bool {
    matches!(character,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
        | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}'
        | '\u{E000}'..='\u{F8FF}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}'
        | '\u{FFFE}' | '\u{FFFF}' | '\u{1F3FB}'..='\u{1F3FF}' | '\u{E0000}'..='\u{10FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_bytes_leave_no_trace() {
        assert_eq!(clean_line("\u{1b}@А\u{1d}V\0\u{10}\u{4}\u{1}Б\u{7f}\u{9b}"), "@АVБ");
    }

    #[test]
    fn direction_marks_and_joiners_are_dropped() {
        assert_eq!(clean_line("А\u{202e}01\u{2066}2\u{200f}\u{feff}"), "А012");
    }

    #[test]
    fn a_flood_of_combining_marks_leaves_the_letter() {
        let flood: String =
            std::iter::once('А').chain(std::iter::repeat_n('\u{301}', 5000)).chain("Б".chars()).collect();
        assert_eq!(clean_line(&flood), "АБ");
    }

    #[test]
    fn letters_stored_in_two_parts_are_joined() {
        assert_eq!(clean_line("Ч\u{443}жо\u{438}\u{306} Еще\u{308}"), "Чужой Ещё");
    }

    #[test]
    fn ten_kilobytes_of_name_end_in_an_ellipsis() {
        let cleaned = clean_line(&"Я".repeat(10_000));
        assert_eq!(cleaned.chars().count(), MAX_TEXT_CHARS + 1);
        assert!(cleaned.ends_with('…'));
    }

    #[test]
    fn blank_text_is_nothing() {
        assert_eq!(clean_line(" \t\u{2003}\r\n\u{200b} "), "");
        assert!(clean_paragraphs("\n \n\t\n").is_empty());
    }

    #[test]
    fn line_breaks_part_paragraphs_and_nothing_else_does() {
        assert_eq!(clean_paragraphs("один\r\nдва\n\nтри\u{b}четыре"), ["один", "два", "тричетыре"]);
        assert_eq!(clean_line("один\nдва"), "один два");
    }
}
