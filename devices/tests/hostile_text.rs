//! Bad text of every kind in every place of a coupon (trust.md, S7): the paper shows one coupon with its number, the
//! printer sees no command but ours, and nothing runs over the edge.

#![allow(clippy::unwrap_used, reason = "a test that cannot be set up should fail")]

mod demo;

use demo::{Paper, russian};
use devices::escpos::{CouponSlip, Encoder, PrinterProfile, Slip, SlipError};
use devices::simulator::{PageEnd, interpret};
use proptest::prelude::*;

fn hostile() -> Vec<String> {
    let mut texts: Vec<String> = [
        "\u{1b}@\u{1d}VA\0чужой талон",
        "\u{10}\u{4}\u{1}\u{10}\u{14}\u{8}\u{1}\u{3}\u{14}\u{1}\u{6}\u{2}\u{8}",
        "\u{1d}v0\0\u{ff}\u{ff}\u{ff}\u{ff}",
        "\0\0\0",
        "'; DROP TABLE tickets; --",
        "<script>alert(1)</script>",
        "А012\u{202e}210А\u{2066}",
        "😀👨‍👩‍👧‍👦🏳️‍🌈",
        "=cmd|' /C calc'!A0",
        "   \t\r\n ",
        "",
        "\u{9b}31m\u{85}",
        "漢字かなカナ한글",
        "\u{FFFD}\u{FFFF}\u{E000}",
        "смешано ծխ 漢 😀 \u{1b}i",
    ]
    .map(str::to_owned)
    .to_vec();
    texts.push(std::iter::once('А').chain(std::iter::repeat_n('\u{301}', 4_000)).collect());
    texts.push("Я".repeat(10_240));
    texts.push("Ж ".repeat(5_000));
    texts.push("Ծ".repeat(10_240));
    texts.push("\n".repeat(10_000));
    texts
}

fn spoiled(text: &str) -> CouponSlip {
    let mut coupon = russian(Paper::Mm80);
    coupon.office = text.to_owned();
    coupon.service = text.to_owned();
    coupon.category = Some(text.to_owned());
    coupon.copy_mark = Some(text.to_owned());
    coupon.facts = vec![(text.to_owned(), text.to_owned()), ("Перед вами".to_owned(), text.to_owned())];
    coupon.thanks = text.to_owned();
    coupon
}

fn check(coupon: &CouponSlip, profile: PrinterProfile) -> Result<(), TestCaseError> {
    let width = profile.width_dots();
    let job = Encoder::new(profile).encode(&coupon.to_slip()).expect("text is never a reason to print nothing");
    let commands = [[0x10, 0x04], [0x10, 0x05], [0x10, 0x14]];
    let real_time = job.bytes().windows(2).any(|pair| commands.iter().any(|command| command == pair));
    prop_assert!(!real_time, "a real-time command went out");
    let (pages, errors) = interpret(job.bytes(), width);
    prop_assert_eq!(&errors, &[]);
    prop_assert_eq!(pages.len(), 1);
    prop_assert_eq!(pages[0].end, PageEnd::Cut);
    prop_assert!(pages[0].says("А012"), "the number is on the paper");
    prop_assert!(pages[0].text_lines().all(|line| !line.overfull), "a line runs over the edge");
    prop_assert_eq!(pages[0].codes().count(), 1);
    Ok(())
}

#[test]
fn no_text_reaches_the_printer_as_a_command() {
    for text in hostile() {
        for profile in [PrinterProfile::mm80(), PrinterProfile::mm58()] {
            check(&spoiled(&text), profile)
                .unwrap_or_else(|error| panic!("{:?}: {error}", &text[..text.len().min(40)]));
        }
    }
}

#[test]
fn what_no_letters_can_show_becomes_a_question_mark_and_never_raw_utf_8() {
    let job = demo::job(&Slip::new().text("до 😀👍 после").cut(), PrinterProfile::mm80());
    let (pages, _) = interpret(job.bytes(), 576);
    assert_eq!(pages[0].text(), ["до ? после"]);
    assert!(!job.bytes().windows(3).any(|bytes| bytes == &"😀".as_bytes()[..3]));
}

#[test]
fn ten_kilobytes_of_name_take_no_more_than_a_hand_of_paper() {
    let job = demo::job(&Slip::new().text("Я".repeat(10_240)).cut(), PrinterProfile::mm80());
    let (pages, _) = interpret(job.bytes(), 576);
    assert!(pages[0].height <= 48 * 12, "{} dots", pages[0].height);
}

#[test]
fn a_number_or_code_that_cannot_be_printed_is_refused() {
    let encoder = Encoder::new(PrinterProfile::mm58());
    let refusal = |slip: Slip| encoder.encode(&slip).unwrap_err();
    assert_eq!(refusal(Slip::new().number("\u{1b}\u{202e} ")), SlipError::EmptyNumber);
    assert_eq!(refusal(Slip::new().number("А".repeat(13))), SlipError::NumberTooLong);
    assert_eq!(refusal(Slip::new().code("https://очередь.example/\u{1b}@")), SlipError::CodeNotAscii);
    assert_eq!(refusal(Slip::new().code("a\u{10}\u{4}b")), SlipError::CodeNotAscii);
    assert_eq!(refusal(Slip::new().code("")), SlipError::CodeTooLong);
    assert_eq!(refusal(Slip::new().code("a".repeat(301))), SlipError::CodeTooLong);
    assert_eq!(refusal((0..65).fold(Slip::new(), |slip, _| slip.rule())), SlipError::TooManyItems);
}

#[test]
fn the_longest_code_still_fits_the_narrowest_paper() {
    let job = demo::job(&Slip::new().code("a".repeat(300)).cut(), PrinterProfile::mm58());
    let (pages, errors) = interpret(job.bytes(), 384);
    assert_eq!(errors, []);
    assert_eq!(pages[0].codes().next().unwrap().payload.len(), 300);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_at_all_prints_one_whole_coupon(text in any::<String>(), more in "[\\x00-\\x20Аяё\u{531}-\u{587}\u{300}-\u{310}]{0,60}") {
        check(&spoiled(&text), PrinterProfile::mm80())?;
        check(&spoiled(&more), PrinterProfile::mm58())?;
    }

    #[test]
    fn any_bytes_are_interpreted_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..3_000)) {
        let (pages, errors) = interpret(&bytes, 576);
        prop_assert!(pages.iter().map(|page| page.elements.len()).sum::<usize>() <= bytes.len());
        prop_assert!(errors.len() <= bytes.len());
    }

    #[test]
    fn any_commands_are_drawn_within_bounds(
        commands in prop::collection::vec((prop::sample::select(b"!tEG-adJ3M@2VBPvark(".to_vec()), any::<bool>(), any::<[u8; 6]>()), 0..200),
    ) {
        let bytes: Vec<u8> = commands
            .into_iter()
            .flat_map(|(letter, escape, rest)| [if escape { 0x1B } else { 0x1D }, letter].into_iter().chain(rest))
            .collect();
        let (pages, _) = interpret(&bytes, 384);
        for page in &pages {
            prop_assert!(page.height <= 8_000);
        }
    }
}
