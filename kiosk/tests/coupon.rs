//! The coupon on paper as the demo's office prints it, in each language and width: the words of `assets/translations/coupon` and
//! of the demo's floor, held to pictures. `KIOSK_GOLDEN=write` writes them anew; look at each before it is committed.
#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};

use devices::escpos::{Encoder, PrinterProfile};
use devices::simulator::{Frame, Page, Painter, interpret};
use jiff::civil::{date, time};
use kiosk::coupon::{Coupon, Printing};
use kiosk::view::Language;

fn floor() -> toml::Table {
    include_str!("../../assets/demo/floor.toml").parse().unwrap()
}

/// A text of the demo's floor in one language.
fn said(table: &toml::Value, field: &str, language: Language) -> String {
    table[field][language.code()].as_str().unwrap().to_owned()
}

fn entry<'a>(floor: &'a toml::Table, tables: &str, id: &str) -> &'a toml::Value {
    floor[tables].as_array().unwrap().iter().find(|entry| entry["id"].as_str() == Some(id)).unwrap()
}

/// The demo's ticket of 09:42, in a category.
fn coupon(language: Language, category: &str) -> Coupon {
    let floor = floor();
    Coupon {
        language,
        office: said(&floor["office"], "name", language),
        number: "A012".into(),
        services: said(entry(&floor, "service", "passport-apply"), "name", language),
        mark: Some(said(entry(&floor, "category", category), "mark", language)),
        day: date(2026, 11, 17),
        taken_at: time(9, 42, 0, 0),
        ahead: Some(7),
        wait_min: Some((12, 20)),
        url: Some("https://ochered.example/t/7kq4mdx29phc".into()),
        note: None,
        thanks: None,
        printing: Printing::First,
    }
}

fn printed(coupon: &Coupon, profile: PrinterProfile) -> Page {
    let (columns, width) = (profile.columns(), profile.width_dots());
    let job = Encoder::new(profile).encode(&coupon.slip(columns).to_slip()).unwrap();
    let (mut pages, errors) = interpret(job.bytes(), width);
    assert_eq!((pages.len(), errors), (1, vec![]));
    pages.remove(0)
}

#[test]
fn the_coupons_of_the_demo_are_as_drawn() {
    let mut wrong = Vec::new();
    for language in Language::ALL {
        for (width, profile) in [(80, PrinterProfile::mm80()), (58, PrinterProfile::mm58())] {
            let page = printed(&coupon(language, "general"), profile);
            assert!(page.text_lines().all(|line| !line.overfull), "no line runs over the edge");
            let drawn = Painter::default().paint(&page).png(Frame::None).unwrap();
            wrong.extend(golden(&format!("{}-{width}", language.code()), &drawn).err());
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// An address and a telephone as long as the check lets them be, above a last line of the office's own.
fn noted(language: Language) -> Coupon {
    let (note, thanks) = match language {
        Language::Russian => ("ул. Месропа Маштоца, 12, тел. +374\u{a0}10\u{a0}505050", "До встречи! Храните талон."),
        Language::English => ("12 Mesrop Mashtots Ave., phone +374\u{a0}10\u{a0}505050", "See you soon! Keep it."),
        Language::Armenian => ("Մեսրոպ Մաշտոցի պող. 12, հեռ. +374\u{a0}10\u{a0}505050", "Պահեք կտրոնը մինչև կանչը։"),
    };
    Coupon { note: Some(note.into()), thanks: Some(thanks.into()), ..coupon(language, "general") }
}

#[test]
fn a_note_and_a_last_line_of_the_offices_own_are_as_drawn() {
    let mut wrong = Vec::new();
    for language in Language::ALL {
        let coupon = noted(language);
        for own in [&coupon.note, &coupon.thanks] {
            let lines = queue::floor::coupon::lines(own.as_ref().unwrap());
            assert!(lines <= queue::floor::coupon::MOST_LINES, "{own:?} takes {lines} lines");
        }
        for (width, profile) in [(80, PrinterProfile::mm80()), (58, PrinterProfile::mm58())] {
            let page = printed(&coupon, profile);
            assert!(page.text_lines().all(|line| !line.overfull), "no line runs over the edge");
            let drawn = Painter::default().paint(&page).png(Frame::None).unwrap();
            wrong.extend(golden(&format!("{}-{width}-noted", language.code()), &drawn).err());
        }
    }
    let bare = Coupon { ahead: None, wait_min: None, url: None, ..noted(Language::Russian) };
    let drawn = Painter::default().paint(&printed(&bare, PrinterProfile::mm80())).png(Frame::None).unwrap();
    wrong.extend(golden("ru-80-bare", &drawn).err());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The check of the office's configuration counts lines as the paper breaks them.
#[test]
fn the_lines_that_are_counted_are_those_that_are_printed() {
    for words in [
        "Спасибо",
        "ул. Абовяна, 5",
        "ул. Месропа Маштоца, 12, тел. +374 10 505050",
        "ул. Месропа Маштоца, 12, тел. +374\u{a0}10\u{a0}505050, вход со двора",
        "two  spaces, and a\u{a0}no-break\u{a0}space\u{a0}that\u{a0}is\u{a0}longer than a line",
        "достопримечательностямистами и ещё",
        "четыре букв четыре букв.",
        "четыре букв четыре буквы.",
    ] {
        let lines = |note: Option<String>| {
            let coupon = Coupon { note, ..coupon(Language::Russian, "general") };
            printed(&coupon, PrinterProfile::mm80()).text_lines().count()
        };
        let taken = lines(Some(words.into())) - lines(None);
        assert_eq!(queue::floor::coupon::lines(words), taken, "{words}");
    }
}

/// A small letter hangs below the black of the mark, where white on black is cut off.
#[test]
fn the_marks_of_the_demo_are_in_capitals() {
    for language in Language::ALL {
        for category in floor()["category"].as_array().unwrap() {
            let mark = said(category, "mark", language);
            assert_eq!(mark, mark.to_uppercase());
        }
    }
}

fn golden(name: &str, drawn: &[u8]) -> Result<(), String> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/golden/coupon/{name}.png"));
    if std::env::var("KIOSK_GOLDEN").is_ok_and(|wish| wish == "write") {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, drawn).unwrap();
    }
    let kept = std::fs::read(&path).map_err(|_| format!("{name}: there is no golden picture"))?;
    if pixels(&kept) == pixels(drawn) {
        return Ok(());
    }
    let actual = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../target/golden-actual/kiosk/coupon/{name}.png"));
    std::fs::create_dir_all(actual.parent().unwrap()).unwrap();
    std::fs::write(&actual, drawn).unwrap();
    Err(format!(
        "{name} differs from the picture that was looked at; the new one is in target/golden-actual/kiosk/coupon"
    ))
}

fn pixels(file: &[u8]) -> ((u32, u32), Vec<u8>) {
    let mut reader = png::Decoder::new(std::io::Cursor::new(file)).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    ((info.width, info.height), pixels)
}
