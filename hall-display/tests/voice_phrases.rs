//! What the voices of `assets/voices` say of a call, held to number words that were written down apart from their tables.
#![allow(clippy::unwrap_used)] // A test may fail where it stands.

use std::path::{Path, PathBuf};

use hall_display::voice::{Manifest, ManifestProblem, PAUSE_LIMIT, Spoken, phrase};
use queue::number::{Letter, Number};

const LETTERS: &str = "ABEKMHPCTYX";

fn packs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/voices")
}

fn text(language: &str) -> String {
    std::fs::read_to_string(packs().join(language).join("voice.toml")).unwrap()
}

fn manifest(language: &str) -> Manifest {
    Manifest::read(&text(language)).unwrap()
}

fn said(manifest: &Manifest, letter: char, figures: u16, window: u8) -> String {
    let number = Number::new(Letter::new(letter).unwrap(), figures).unwrap();
    let words = |piece: &Spoken| match piece {
        Spoken::Clip(clip) => Some(manifest.words(clip).unwrap().to_owned()),
        Spoken::Pause(_) => None,
    };
    phrase(number, window, manifest).iter().filter_map(words).collect::<Vec<_>>().join(" ")
}

/// Number words by figures: ones, teens, tens and hundreds each from a list of their own, joined as the language joins them.
struct Words {
    ones: [&'static str; 9],
    teens: [&'static str; 10],
    tens: [&'static str; 8],
    hundreds: [&'static str; 9],
    join: &'static str,
}

impl Words {
    fn of(&self, number: u16) -> String {
        let figure = |place: u32| usize::from(number / 10_u16.pow(place) % 10);
        let below = match (figure(1), figure(0)) {
            (0, 0) => String::new(),
            (0, one) => self.ones[one - 1].to_owned(),
            (1, one) => self.teens[one].to_owned(),
            (ten, 0) => self.tens[ten - 2].to_owned(),
            (ten, one) => format!("{}{}{}", self.tens[ten - 2], self.join, self.ones[one - 1]),
        };
        match (figure(2), below.is_empty()) {
            (0, _) => below,
            (hundred, true) => self.hundreds[hundred - 1].to_owned(),
            (hundred, false) => format!("{} {below}", self.hundreds[hundred - 1]),
        }
    }
}

#[rustfmt::skip]
const RUSSIAN: Words = Words {
    ones: ["один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять"],
    teens: ["десять", "одиннадцать", "двенадцать", "тринадцать", "четырнадцать", "пятнадцать", "шестнадцать", "семнадцать",
        "восемнадцать", "девятнадцать"],
    tens: ["двадцать", "тридцать", "сорок", "пятьдесят", "шестьдесят", "семьдесят", "восемьдесят", "девяносто"],
    hundreds: ["сто", "двести", "триста", "четыреста", "пятьсот", "шестьсот", "семьсот", "восемьсот", "девятьсот"],
    join: " ",
};

#[rustfmt::skip]
const ENGLISH: Words = Words {
    ones: ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"],
    teens: ["ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"],
    tens: ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"],
    hundreds: ["one hundred", "two hundred", "three hundred", "four hundred", "five hundred", "six hundred", "seven hundred",
        "eight hundred", "nine hundred"],
    join: "-",
};

#[rustfmt::skip]
const ARMENIAN: Words = Words {
    ones: ["մեկ", "երկու", "երեք", "չորս", "հինգ", "վեց", "յոթ", "ութ", "ինը"],
    teens: ["տասը", "տասնմեկ", "տասներկու", "տասներեք", "տասնչորս", "տասնհինգ", "տասնվեց", "տասնյոթ", "տասնութ", "տասնինը"],
    tens: ["քսան", "երեսուն", "քառասուն", "հիսուն", "վաթսուն", "յոթանասուն", "ութսուն", "իննսուն"],
    hundreds: ["հարյուր", "երկու հարյուր", "երեք հարյուր", "չորս հարյուր", "հինգ հարյուր", "վեց հարյուր", "յոթ հարյուր",
        "ութ հարյուր", "ինը հարյուր"],
    join: "",
};

/// Language, its words, and the names of the letters in the order of [`LETTERS`], with the words before number and window.
#[rustfmt::skip]
const VOICES: [(&str, &Words, [&str; 11], &str, &str); 3] = [
    ("ru", &RUSSIAN, ["а", "вэ", "е", "ка", "эм", "эн", "эр", "эс", "тэ", "у", "ха"], "номер", "окно"),
    ("en", &ENGLISH, ["ay", "bee", "ee", "kay", "em", "aitch", "pee", "see", "tee", "why", "ex"], "ticket", "window"),
    ("hy", &ARMENIAN, ["ա", "բե", "է", "կա", "էմ", "հաշ", "պե", "ցե", "տե", "իգրեկ", "իքս"], "համար", "պատուհան"),
];

#[test]
fn every_number_letter_and_window_is_said_in_the_right_words() {
    for (language, words, letters, ticket, window_word) in VOICES {
        let manifest = manifest(language);
        for figures in 1..=999 {
            for (letter, name) in LETTERS.chars().zip(letters) {
                let window = u8::try_from(figures % 99 + 1).unwrap();
                let expected =
                    format!("{ticket} {name} {} {window_word} {}", words.of(figures), words.of(u16::from(window)));
                assert_eq!(said(&manifest, letter, figures, window), expected, "{language} {letter}{figures:03}");
            }
        }
        for window in 1..=99 {
            let expected =
                format!("{ticket} {} {} {window_word} {}", letters[0], words.of(12), words.of(u16::from(window)));
            assert_eq!(said(&manifest, 'A', 12, window), expected, "{language} window {window}");
        }
    }
}

#[test]
fn the_calls_that_are_easily_said_wrong_are_said_right() {
    let ru = manifest("ru");
    assert_eq!(said(&ru, 'A', 12, 4), "номер а двенадцать окно четыре");
    assert_eq!(said(&ru, 'H', 40, 1), "номер эн сорок окно один");
    assert_eq!(said(&ru, 'P', 111, 2), "номер эр сто одиннадцать окно два");
    assert_eq!(said(&ru, 'C', 519, 11), "номер эс пятьсот девятнадцать окно одиннадцать");
    assert_eq!(said(&ru, 'B', 290, 40), "номер вэ двести девяносто окно сорок");
    assert_eq!(said(&ru, 'X', 900, 90), "номер ха девятьсот окно девяносто");
    assert_eq!(said(&ru, 'Y', 306, 16), "номер у триста шесть окно шестнадцать");
    let en = manifest("en");
    assert_eq!(said(&en, 'A', 12, 4), "ticket ay twelve window four");
    assert_eq!(said(&en, 'A', 801, 18), "ticket ay eight hundred one window eighteen");
    assert_eq!(said(&en, 'E', 40, 14), "ticket ee forty window fourteen");
    assert_eq!(said(&en, 'H', 115, 50), "ticket aitch one hundred fifteen window fifty");
    assert_eq!(said(&en, 'P', 999, 99), "ticket pee nine hundred ninety-nine window ninety-nine");
    let hy = manifest("hy");
    assert_eq!(said(&hy, 'A', 12, 4), "համար ա տասներկու պատուհան չորս");
    assert_eq!(said(&hy, 'H', 21, 9), "համար հաշ քսանմեկ պատուհան ինը");
    assert_eq!(said(&hy, 'C', 100, 10), "համար ցե հարյուր պատուհան տասը");
    assert_eq!(said(&hy, 'K', 290, 11), "համար կա երկու հարյուր իննսուն պատուհան տասնմեկ");
    assert_eq!(said(&hy, 'T', 978, 70), "համար տե ինը հարյուր յոթանասունութ պատուհան յոթանասուն");
}

#[test]
fn hundreds_are_held_up_before_the_rest_and_fall_at_the_end() {
    for (language, ..) in VOICES {
        let clips = |figures| {
            let number = Number::new(Letter::new('A').unwrap(), figures).unwrap();
            let pieces = phrase(number, 4, &manifest(language));
            let name = |piece: Spoken| match piece {
                Spoken::Clip(clip) => Some(clip.to_string()),
                Spoken::Pause(_) => None,
            };
            pieces.into_iter().filter_map(name).collect::<Vec<_>>()
        };
        assert_eq!(clips(345), ["ticket", "letter-a", "before-300", "number-45", "window", "number-4"]);
        assert_eq!(clips(300), ["ticket", "letter-a", "number-300", "window", "number-4"]);
    }
}

#[test]
fn no_pause_is_long_enough_to_be_a_gap_and_none_stands_at_an_end() {
    for (language, ..) in VOICES {
        let pieces = phrase("K999".parse().unwrap(), 99, &manifest(language));
        for (at, piece) in pieces.iter().enumerate() {
            match piece {
                Spoken::Clip(_) => {}
                Spoken::Pause(length) => {
                    assert!(*length <= PAUSE_LIMIT);
                    assert!(at > 0 && at + 1 < pieces.len());
                    assert!(matches!(pieces[at + 1], Spoken::Clip(_)), "two pauses would add up");
                }
            }
        }
    }
}

/// A small pack as an office's own speaker may record it: 36 clips of numbers, and where two windows are.
fn own_speaker() -> String {
    let mut numbers: Vec<u16> = (1..=20).chain((30..100).step_by(10)).chain((100..1000).step_by(100)).collect();
    numbers.sort_unstable();
    let numbers: String = numbers.iter().map(|n| format!("{n} = \"{}\"\n", RUSSIAN.of(*n))).collect();
    let letters: String = LETTERS.chars().map(|letter| format!("{letter} = \"{letter}\"\n")).collect();
    format!(
        "format = 1\nlanguage = \"ru\"\nspeaker = \"Anna\"\nlicence = \"the office's own\"\nsample_rate_hz = 44100\n\
         phrase = [\"please\", 50, \"{{letter}}\", \"{{number}}\", 100, \"{{window}}\", 80, \"{{whereabouts}}\"]\n\
         [words]\nplease = \"пройдите\"\n[letters]\n{letters}[numbers]\n{numbers}[whereabouts]\n4 = \"второй этаж\"\n"
    )
}

#[test]
fn a_speaker_may_record_tens_and_ones_alone_and_say_where_a_window_is() {
    let manifest = Manifest::read(&own_speaker()).unwrap();
    for figures in 1..=999 {
        let expected = format!("пройдите A {} один", RUSSIAN.of(figures));
        assert_eq!(said(&manifest, 'A', figures, 1), expected);
    }
    assert_eq!(said(&manifest, 'A', 12, 4), "пройдите A двенадцать четыре второй этаж");
}

#[test]
fn everything_that_is_wrong_with_a_manifest_is_listed_at_once() {
    let wrong = own_speaker()
        .replace("format = 1", "format = 7")
        .replace("language = \"ru\"", "language = \"RU!\"")
        .replace("44100", "5")
        .replace("80, \"{whereabouts}\"", "121, \"{floor}\"")
        .replace("\"{window}\", ", "")
        .replace("30 = \"тридцать\"\n", "030 = \"тридцать\"\n1000 = \"тысяча\"\n")
        .replace("K = \"K\"\n", "Q = \"Q\"\n")
        .replace("please =", "\"../please\" =");
    let problems = Manifest::read(&wrong).unwrap_err();
    let number = |key: &str| ManifestProblem::Number { table: "numbers", key: key.to_owned(), largest: 999 };
    for expected in [
        ManifestProblem::Format(7),
        ManifestProblem::Rate(5),
        ManifestProblem::Pause(121),
        ManifestProblem::Part("{floor}".to_owned()),
        ManifestProblem::Part("please".to_owned()),
        ManifestProblem::PartMissing("{window}"),
        ManifestProblem::Letter("Q".to_owned()),
        ManifestProblem::LetterMissing('K'),
        ManifestProblem::Word("../please".to_owned()),
        number("030"),
        number("1000"),
        ManifestProblem::NumberMissing(30, 30),
    ] {
        assert!(problems.contains(&expected), "{expected} is not among {problems:?}");
    }
    assert!(problems.iter().any(|problem| matches!(problem, ManifestProblem::Language(_))));
    assert_eq!(problems.len(), 13);
}

#[test]
fn a_manifest_that_is_none_is_refused_and_not_guessed_at() {
    let cases = ["", "format = ", "format = 1\n", "\u{0}", "[numbers]\n1 = 1\n", "phrase = [[[[[[[[[[1]]]]]]]]]]"];
    for text in cases {
        assert!(matches!(Manifest::read(text).unwrap_err()[..], [ManifestProblem::Unreadable(_)]), "{text:?}");
    }
    let unknown = own_speaker().replace("speaker =", "speeker =");
    assert!(matches!(Manifest::read(&unknown).unwrap_err()[..], [ManifestProblem::Unreadable(_)]));
    for window in ["0", "100", "x"] {
        let outside = own_speaker().replace("\n4 = \"второй", &format!("\n{window} = \"второй"));
        assert_eq!(Manifest::read(&outside).unwrap_err().len(), 1, "window {window}");
    }
}
