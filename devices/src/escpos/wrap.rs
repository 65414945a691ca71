//! Breaking a paragraph into lines. It knows a width and how to measure, and neither letters nor dots.

use super::clean::NO_BREAK_SPACE;

/// Breaks text at spaces into the fewest lines that fit; among those it likes a line to end after a comma or colon, and
/// dislikes one that ends in a one-letter word («в», «с»). A word wider than the line is broken: nothing is cut off.
pub fn wrap(text: &str, width: u32, measure: &dyn Fn(&str) -> u32) -> Vec<String> {
    let units: Vec<String> =
        text.split(' ').filter(|unit| !unit.is_empty()).flat_map(|unit| fitting_parts(unit, width, measure)).collect();
    let breaks = best_breaks(&units, width, measure);
    let mut lines = Vec::new();
    let mut from = 0;
    while from < units.len() {
        let to = breaks[from];
        lines.push(units[from..to].join(" ").replace(NO_BREAK_SPACE, " "));
        from = to;
    }
    lines
}

/// A unit as it is, or its words where no-break spaces make it too wide, or pieces of a word too wide in itself.
fn fitting_parts(unit: &str, width: u32, measure: &dyn Fn(&str) -> u32) -> Vec<String> {
    if measure(unit) <= width {
        return vec![unit.to_owned()];
    }
    unit.split(NO_BREAK_SPACE)
        .filter(|word| !word.is_empty())
        .flat_map(|word| break_word(word, width, measure))
        .collect()
}

fn break_word(word: &str, width: u32, measure: &dyn Fn(&str) -> u32) -> Vec<String> {
    let mut pieces = Vec::new();
    let mut piece = String::new();
    for character in word.chars() {
        piece.push(character);
        if measure(&piece) > width && piece.chars().count() > 1 {
            piece.pop();
            pieces.push(std::mem::replace(&mut piece, character.to_string()));
        }
    }
    pieces.push(piece);
    pieces
}

/// For each unit, where the line that starts with it ends: fewest lines first, then fewest dislikes, then fuller lines
/// at the top.
fn best_breaks(units: &[String], width: u32, measure: &dyn Fn(&str) -> u32) -> Vec<usize> {
    let count = units.len();
    let mut ends = vec![count; count];
    let mut costs = vec![(0_usize, 0_i32); count + 1];
    for from in (0..count).rev() {
        let mut best: Option<((usize, i32), usize)> = None;
        let mut line = String::new();
        for to in from + 1..=count {
            if to > from + 1 {
                line.push(' ');
            }
            line.push_str(&units[to - 1]);
            if to > from + 1 && measure(&line) > width {
                break;
            }
            let (lines, dislikes) = costs[to];
            let dislike = if to < count { dislike_of_break(&units[to - 1]) } else { 0 };
            let cost = (lines + 1, dislikes + dislike);
            if best.is_none_or(|(least, _)| cost <= least) {
                best = Some((cost, to));
            }
        }
        let (cost, end) = best.expect("a line always holds at least its first unit");
        costs[from] = cost;
        ends[from] = end;
    }
    ends
}

fn dislike_of_break(last_word: &str) -> i32 {
    let word = last_word.rsplit(NO_BREAK_SPACE).next().unwrap_or(last_word);
    if word.ends_with([',', ':', ';', '.', '՝', '։']) {
        -1
    } else if word.chars().count() == 1 {
        2
    } else {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cells(text: &str) -> u32 {
        u32::try_from(text.chars().count()).unwrap()
    }

    fn wrapped(text: &str, width: u32) -> Vec<String> {
        wrap(text, width, &cells)
    }

    #[test]
    fn the_coupon_of_the_look_breaks_where_the_look_breaks() {
        assert_eq!(wrapped("Отдел по вопросам миграции", 24), ["Отдел по вопросам", "миграции"]);
        assert_eq!(wrapped("Отдел по вопросам миграции", 16), ["Отдел по", "вопросам", "миграции"]);
        assert_eq!(wrapped("Загранпаспорт: подача документов", 24), ["Загранпаспорт:", "подача документов"]);
        assert_eq!(wrapped("Загранпаспорт: подача документов", 16), ["Загранпаспорт:", "подача", "документов"]);
        assert_eq!(wrapped("Очередь в телефоне", 16), ["Очередь", "в телефоне"]);
        assert_eq!(wrapped("Спасибо, что ждёте.", 16), ["Спасибо,", "что ждёте."]);
        assert_eq!(wrapped("Спасибо, что ждёте.", 24), ["Спасибо, что ждёте."]);
    }

    #[test]
    fn an_overlong_word_is_broken_and_nothing_is_lost() {
        assert_eq!(wrapped("достопримечательностями и ещё", 8), ["достопри", "мечатель", "ностями", "и ещё"]);
    }

    #[test]
    fn words_held_together_part_only_where_they_must() {
        assert_eq!(wrapped("окно\u{a0}4 и 5", 6), ["окно 4", "и 5"]);
        assert_eq!(wrapped("подача\u{a0}документов", 12), ["подача", "документов"]);
    }

    proptest! {
        #[test]
        fn every_line_fits_and_every_letter_stays(text in "[а-яa-z ,:\u{a0}]{0,80}", width in 1_u32..30) {
            let lines = wrapped(&text, width);
            for line in &lines {
                prop_assert!(cells(line) <= width, "{line:?} is wider than {width}");
            }
            let letters = |text: &str| text.chars().filter(|letter| !letter.is_whitespace()).collect::<String>();
            prop_assert_eq!(letters(&lines.concat()), letters(&text));
        }
    }
}
