//! A coupon in each language and width, held to the look and to access.md: places in dots, millimetres and bytes. The kiosk's
//! tests hold the pictures of its own.

#![allow(clippy::unwrap_used, reason = "a test that cannot be set up should fail")]

mod demo;

use demo::{ADDRESS, Paper, armenian, english, job, russian};
use devices::escpos::{CodePage, CouponSlip, Cutter, DOTS_PER_MM, Encoder, PrinterProfile, QrSource, Slip};
use devices::simulator::{Element, Frame, Page, PageEnd, Painter, Picture, interpret};
use std::path::Path;
use std::process::Command;

/// Capitals of the look's text in dots: 4.3 mm; access.md asks 3.
const TEXT_CAPITALS: u32 = 3 * DOTS_PER_MM as u32;
/// access.md: the number is at least 15 mm high.
const NUMBER_CAPITALS: u32 = 15 * DOTS_PER_MM as u32;

fn printed(slip: &Slip, profile: PrinterProfile) -> Page {
    let width = profile.width_dots();
    let job = job(slip, profile);
    let (mut pages, errors) = interpret(job.bytes(), width);
    assert_eq!(errors, [], "the printer knows every command");
    assert_eq!(pages.len(), 1, "one coupon, cut once");
    let page = pages.remove(0);
    assert!(page.text_lines().all(|line| !line.overfull), "no line runs over the edge");
    page
}

fn coupon(coupon: &CouponSlip, paper: Paper) -> Page {
    printed(&coupon.to_slip(), paper.profile())
}

fn painted(page: &Page) -> Picture {
    Painter::default().paint(page)
}

fn places(page: &Page) -> Vec<(u32, u32)> {
    page.elements.iter().map(Element::extent).collect()
}

#[test]
fn on_80_mm_everything_stands_where_the_look_has_it() {
    let page = coupon(&russian(Paper::Mm80), Paper::Mm80);
    let text = 48;
    let expected = [
        (24, text),
        (72, text),
        (136, 24),
        (192, 192),
        (408, text),
        (456, text),
        (520, text),
        (592, 24),
        (632, text),
        (680, text),
        (728, text),
        (792, 24),
        (848, 232),
        (1096, text),
        (1168, text),
    ];
    assert_eq!(places(&page), expected);
    assert_eq!((page.width, page.height), (576, 1264), "the size of the look's picture");
    assert_eq!(
        page.text(),
        [
            "Отдел по вопросам",
            "миграции",
            "А012",
            "Загранпаспорт:",
            "подача документов",
            " ОБЩАЯ ОЧЕРЕДЬ",
            "17.11.2026         09:42",
            "Перед вами     7 человек",
            "Ждать примерно 12-20 мин",
            "Очередь в телефоне",
            "Спасибо, что ждёте.",
        ]
    );
    assert_eq!(page.end, PageEnd::Cut);
}

#[test]
fn on_58_mm_everything_stands_where_the_look_has_it() {
    let page = coupon(&russian(Paper::Mm58), Paper::Mm58);
    let text = 48;
    let expected = [
        (24, text),
        (72, text),
        (120, text),
        (184, 24),
        (240, 192),
        (456, text),
        (504, text),
        (552, text),
        (616, text),
        (688, 24),
        (728, text),
        (776, text),
        (824, text),
        (888, 24),
        (944, 232),
        (1192, text),
        (1240, text),
        (1312, text),
        (1360, text),
    ];
    assert_eq!(places(&page), expected);
    assert_eq!((page.width, page.height), (384, 1456), "the size of the look's picture");
}

#[test]
fn ink_lies_where_the_look_has_it_within_a_dot() {
    let ink_of_the_look =
        [(31, 77), (88, 125), (146, 149), (225, 366), (415, 462), (471, 510), (520, 568), (602, 605), (639, 674)];
    let page = coupon(&russian(Paper::Mm80), Paper::Mm80);
    let picture = painted(&page);
    for (first, last) in ink_of_the_look {
        let (drawn_first, drawn_last) = picture.inked_rows(first - 3, last + 3).unwrap();
        assert!(drawn_first.abs_diff(first) <= 1 && drawn_last.abs_diff(last) <= 1, "{drawn_first}..{drawn_last}");
    }
    let chip = picture.inked_columns(520, 568).unwrap();
    assert_eq!(chip, (0, 360), "the category's ground is flush left and fifteen cells wide");
    assert_eq!(picture.inked_columns(602, 605), Some((0, 576)), "the rule crosses the paper");
}

#[test]
fn values_end_at_the_right_edge_and_everything_else_begins_at_the_left() {
    for paper in [Paper::Mm80, Paper::Mm58] {
        let page = coupon(&russian(paper), paper);
        for element in &page.elements {
            let left = match element {
                Element::Text(line) => line.glyphs[0].x,
                Element::Raster(raster) => raster.x,
                Element::Code(code) => code.x,
            };
            assert_eq!(left, 0);
        }
        let pairs = page.text_lines().filter(|line| line.text().contains("09:42") || line.text().contains("мин"));
        for line in pairs {
            let last = line.glyphs.last().unwrap();
            assert_eq!(last.x + last.width(), page.width);
        }
    }
}

#[test]
fn the_number_is_over_15_mm_high_and_text_over_3_mm_in_every_language() {
    for paper in [Paper::Mm80, Paper::Mm58] {
        for words in [russian(paper), english(paper), armenian(paper)] {
            let page = coupon(&words, paper);
            let number = page.text_lines().find(|line| line.height == 192).expect("the number is there");
            let (first, last) = painted(&page).inked_rows(number.y, number.y + 192).unwrap();
            assert!(last - first >= NUMBER_CAPITALS, "{} dots", last - first);
        }
    }
    for letter in ["Н", "H", "Ղ", "7"] {
        let page = printed(&Slip::new().text(letter).cut(), PrinterProfile::mm80());
        let (first, last) = painted(&page).inked_rows(0, page.height).unwrap();
        assert!(last - first >= TEXT_CAPITALS, "{letter}: {} dots", last - first);
    }
}

#[test]
fn a_long_number_keeps_its_height_on_narrow_paper() {
    let page = printed(&Slip::new().number("ВВ012").cut(), PrinterProfile::mm58());
    let line = page.text_lines().next().unwrap();
    assert_eq!((line.text().as_str(), line.height), ("ВВ012", 192));
    assert_eq!(line.glyphs[0].scale, (6, 8));
}

#[test]
fn a_coupon_of_letters_stays_within_450_bytes_and_half_a_second_at_9600_baud() {
    for paper in [Paper::Mm80, Paper::Mm58] {
        for words in [russian(paper), english(paper)] {
            let job = job(&words.to_slip(), paper.profile());
            assert!(job.bytes().len() <= 450, "{} bytes", job.bytes().len());
            assert!(job.seconds_at(9600) < 0.5, "{} s", job.seconds_at(9600));
            let copy = CouponSlip { copy_mark: Some("КОПИЯ".into()), ..words };
            let copy = demo::job(&copy.to_slip(), paper.profile());
            assert!(copy.bytes().len() <= 450, "{} bytes", copy.bytes().len());
        }
    }
}

#[test]
fn an_armenian_coupon_stays_within_6_kb() {
    for paper in [Paper::Mm80, Paper::Mm58] {
        let job = job(&armenian(paper).to_slip(), paper.profile());
        assert!(job.bytes().len() <= 6_000, "{} bytes", job.bytes().len());
    }
}

#[test]
fn only_the_lines_that_the_page_lacks_are_pictures() {
    let page = coupon(&armenian(Paper::Mm80), Paper::Mm80);
    assert_eq!(page.text(), ["A012", "17.11.2026         09:42"]);
    let rasters = page.elements.iter().filter(|element| matches!(element, Element::Raster(_))).count();
    assert!((7..=10).contains(&rasters), "{rasters} pictures");
    let russian = coupon(&russian(Paper::Mm80), Paper::Mm80);
    assert!(russian.elements.iter().all(|element| !matches!(element, Element::Raster(_))));
}

#[test]
fn page_1251_prints_the_same_words_with_its_own_dash() {
    let profile = PrinterProfile::mm80().with_code_page(CodePage::Wpc1251, None);
    let page = printed(&russian(Paper::Mm80).to_slip(), profile);
    assert!(page.says("Ждать примерно 12–20 мин"));
    assert_eq!(painted(&page).inked_columns(146, 149), Some((0, 576)), "the rule comes from page 437");
    assert_eq!(page.height, 1264);
}

#[test]
fn a_table_that_the_printer_counts_otherwise_is_seen() {
    let profile = PrinterProfile::mm80().with_code_page(CodePage::Pc866, Some(99));
    let job = job(&russian(Paper::Mm80).to_slip(), profile);
    let (pages, errors) = interpret(job.bytes(), 576);
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert!(!pages[0].says("Отдел"));
}

#[test]
fn other_printers_get_what_they_can_do() {
    let no_code = PrinterProfile::mm80().with_qr(QrSource::Picture);
    let page = printed(&russian(Paper::Mm80).to_slip(), no_code);
    let Some(Element::Raster(code)) = page.elements.iter().find(|element| matches!(element, Element::Raster(_))) else {
        panic!("the code is a picture");
    };
    assert_eq!((code.width_bytes, code.rows, code.scale), (15, 116, (2, 2)));
    assert_eq!(page.height, 1264);

    let partial = printed(&russian(Paper::Mm80).to_slip(), PrinterProfile::mm80().with_cutter(Cutter::Partial));
    assert_eq!(partial.end, PageEnd::PartlyCut);

    let torn = printed(&russian(Paper::Mm80).to_slip(), PrinterProfile::mm80().with_cutter(Cutter::None));
    assert_eq!((torn.end, torn.height), (PageEnd::Open, 1264 + 160), "fed 20 mm to the tear bar");

    let head_of_512 = PrinterProfile::mm80().with_width(512).unwrap();
    let page = printed(&russian(Paper::Mm80).to_slip(), head_of_512);
    assert!(page.says("Перед вами  7 человек"));
}

#[test]
fn the_code_is_read_and_the_words_are_recognised() {
    let folder = tempfile::tempdir().unwrap();
    for (paper, name) in [(Paper::Mm80, "80"), (Paper::Mm58, "58")] {
        for words in [russian(paper), armenian(paper)] {
            let path = folder.path().join(format!("{name}.png"));
            std::fs::write(&path, painted(&coupon(&words, paper)).png(Frame::Paper).unwrap()).unwrap();
            let read = run("zbarimg", &["--quiet", "--raw", "--nodbus"], &path, &[]);
            assert_eq!(read.trim(), ADDRESS);
        }
    }
    let path = folder.path().join("words.png");
    std::fs::write(&path, painted(&coupon(&russian(Paper::Mm80), Paper::Mm80)).png(Frame::Paper).unwrap()).unwrap();
    let words = run("tesseract", &[], &path, &["-", "-l", "rus", "--psm", "6"]);
    for expected in
        ["Отдел по вопросам", "подача документов", "ОБЩАЯ ОЧЕРЕДЬ", "7 человек", "12-20 мин", "Спасибо, что ждёте"]
    {
        assert!(words.contains(expected), "{expected:?} is not in {words:?}");
    }
}

#[test]
fn a_job_names_the_byte_where_its_number_begins() {
    let encoder = Encoder::new(PrinterProfile::mm80());
    let job = encoder.encode(&russian(Paper::Mm80).to_slip()).unwrap();
    let (before, after) = job.bytes().split_at(job.number_from());
    let number = [0x80, b'0', b'1', b'2'];
    assert!(!before.windows(4).any(|bytes| bytes == number));
    assert!(after[..32].windows(4).any(|bytes| bytes == number));
}

fn run(tool: &str, before: &[&str], path: &Path, after: &[&str]) -> String {
    let output = Command::new(tool).args(before).arg(path).args(after).output();
    let output = output.unwrap_or_else(|error| panic!("{tool} is needed (zbar-tools, tesseract-ocr-rus): {error}"));
    String::from_utf8(output.stdout).unwrap()
}
