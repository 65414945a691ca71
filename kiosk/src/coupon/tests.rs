//! The coupon of the demo in words and in bytes, in every language.

use devices::escpos::{Encoder, PrinterProfile};
use jiff::civil::{date, time};

use super::*;

fn demo(language: Language) -> Coupon {
    let say = |ru: &str, en: &str, hy: &str| {
        match language {
            Language::Russian => ru,
            Language::English => en,
            Language::Armenian => hy,
        }
        .to_owned()
    };
    Coupon {
        language,
        office: say("Отдел по вопросам миграции", "Migration department", "Միգրացիայի հարցերի բաժին"),
        number: "A012".into(),
        services: say(
            "Загранпаспорт: подача документов",
            "International passport: application",
            "Արտասահմանյան անձնագիր. փաստաթղթերի հանձնում",
        ),
        mark: Some(say("ОБЩАЯ ОЧЕРЕДЬ", "GENERAL QUEUE", "ԸՆԴՀԱՆՈՒՐ ՀԵՐԹ")),
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

#[test]
fn the_demo_coupon_says_what_the_look_says() {
    let slip = demo(Language::Russian).slip(24);
    assert_eq!(slip.office, "Отдел по вопросам миграции");
    assert_eq!(slip.number, "A012");
    assert_eq!(slip.category.as_deref(), Some("ОБЩАЯ ОЧЕРЕДЬ"));
    let facts: Vec<(&str, &str)> = slip.facts.iter().map(|(left, right)| (left.as_str(), right.as_str())).collect();
    assert_eq!(facts, [("17.11.2026", "09:42"), ("Перед вами", "7 человек"), ("Ждать примерно", "12-20 мин")]);
    assert_eq!(slip.code.map(|code| code.caption).as_deref(), Some("Очередь в телефоне"));
    assert_eq!(slip.thanks, "Спасибо, что ждёте.");
    assert_eq!(slip.copy_mark, None);
}

#[test]
fn narrow_paper_has_the_short_forms() {
    let facts = demo(Language::Russian).slip(16).facts;
    assert_eq!(facts[1], ("Перед вами".into(), "7".into()));
    assert_eq!(facts[2], ("Ждать".into(), "12-20 мин".into()));
}

#[test]
fn russian_people_have_the_right_ending() {
    let cases = [
        (1, "1 человек"),
        (2, "2 человека"),
        (4, "4 человека"),
        (5, "5 человек"),
        (11, "11 человек"),
        (12, "12 человек"),
        (14, "14 человек"),
        (21, "21 человек"),
        (22, "22 человека"),
        (25, "25 человек"),
        (111, "111 человек"),
        (122, "122 человека"),
    ];
    for (count, said) in cases {
        assert_eq!(words(Language::Russian).people(Language::Russian, count), said);
    }
    assert_eq!(words(Language::English).people(Language::English, 1), "1 person");
    assert_eq!(words(Language::English).people(Language::English, 21), "21 people");
    assert_eq!(words(Language::Armenian).people(Language::Armenian, 2), "2 մարդ");
}

#[test]
fn nobody_ahead_and_no_wait_are_said_in_words() {
    let coupon = Coupon { ahead: Some(0), wait_min: Some((0, 0)), ..demo(Language::Russian) };
    let facts = coupon.slip(24).facts;
    assert_eq!(facts[1], ("Перед вами".into(), "никого".into()));
    assert_eq!(facts[2], ("Ждать".into(), "не нужно".into()));
    let unknown = Coupon { wait_min: None, ..demo(Language::Russian) };
    assert_eq!(unknown.slip(24).facts.len(), 2, "an unknown wait is not printed");
}

#[test]
fn a_reprint_is_marked_and_a_ticket_without_a_page_has_no_code() {
    let coupon = Coupon { printing: Printing::Copy, url: None, ..demo(Language::English) };
    let slip = coupon.slip(24);
    assert_eq!(slip.copy_mark.as_deref(), Some("COPY"));
    assert_eq!(slip.code, None);
}

#[test]
fn what_the_office_leaves_out_is_not_printed_and_its_own_words_are() {
    let bare = Coupon { ahead: None, wait_min: None, url: None, ..demo(Language::Russian) }.slip(24);
    assert_eq!((bare.facts, bare.code), (vec![("17.11.2026".into(), "09:42".into())], None));
    assert_eq!((bare.note, bare.thanks.as_str()), (None, "Спасибо, что ждёте."));
    let own =
        Coupon {
            note: Some("ул. Абовяна, 5".into()), thanks: Some("До встречи".into()), ..demo(Language::Russian)
        };
    let own = own.slip(24);
    assert_eq!((own.note.as_deref(), own.thanks.as_str()), (Some("ул. Абовяна, 5"), "До встречи"));
}

#[test]
fn every_word_of_every_language_is_there_and_fits_the_paper() {
    for language in Language::ALL {
        let words = words(language);
        for text in [&words.ahead, &words.nobody, &words.wait, &words.no_wait, &words.copy, &words.wait_about_short] {
            assert!(!text.trim().is_empty() && text.chars().count() <= 24, "{language:?}: {text:?}");
        }
        assert!(
            words.people.one.contains("{n}") && words.people.few.contains("{n}") && words.people.many.contains("{n}")
        );
        assert!(words.minutes.contains("{range}"));
        assert!(!words.phone.is_empty() && !words.thanks.is_empty() && !words.wait_about.is_empty());
    }
}

/// What a coupon sends to a printer with this paper.
fn bytes(coupon: &Coupon, profile: PrinterProfile) -> usize {
    let slip = coupon.slip(profile.columns()).to_slip();
    Encoder::new(profile).encode(&slip).expect("the demo coupon can be printed").bytes().len()
}

/// What the demo office calls its services, or prints of its categories.
fn of_the_demo(tables: &str, field: &str, language: Language) -> Vec<String> {
    let floor: toml::Table = include_str!("../../../assets/demo/floor.toml").parse().expect("the demo's file is TOML");
    let tables = floor[tables].as_array().expect("it has them");
    tables.iter().map(|table| table[field][language.code()].as_str().expect("it is a text").to_owned()).collect()
}

/// The longest address of a visitor's page with which the bounds are held, in characters.
const LONGEST_ADDRESS: usize = 80;

/// 450 bytes are under half a second at 9600 baud. The README names the bounds.
#[test]
fn a_coupon_of_one_service_is_within_450_bytes_and_an_armenian_one_within_6_kb() {
    let page = "/t/7kq4mdx29phc";
    let host = "o".repeat(LONGEST_ADDRESS - "https://".len() - page.len());
    let address = format!("https://{host}{page}");
    let papers = [PrinterProfile::mm80(), PrinterProfile::mm58()];
    for (language, most) in [(Language::Russian, 450), (Language::English, 450), (Language::Armenian, 6_000)] {
        let marks = of_the_demo("category", "mark", language);
        let mut coupons = Vec::new();
        for services in of_the_demo("service", "name", language) {
            for mark in &marks {
                let (services, mark, url) = (services.clone(), Some(mark.clone()), Some(address.clone()));
                let (ahead, wait_min) = (Some(999), Some((150, 210)));
                coupons.push(Coupon { services, mark, url, ahead, wait_min, ..demo(language) });
            }
        }
        assert_eq!(coupons.len(), 32, "eight services for four categories");
        let sizes = coupons.iter().flat_map(|coupon| papers.iter().map(move |paper| bytes(coupon, paper.clone())));
        let longest = sizes.max().expect("there are coupons");
        println!("{language:?}: {longest} bytes");
        assert!(longest <= most, "{language:?}: {longest} bytes");
    }
}

/// Two full lines of an 80 mm roll, the most that an office's own words have.
fn two_lines(language: Language) -> Option<String> {
    let line = match language {
        Language::Russian => "Справки на втором этаже.",
        Language::English => "Ask at the second floor.",
        Language::Armenian => "Տեղեկանքը՝ երկրորդ հարկ։",
    };
    assert_eq!(line.chars().count(), 24);
    Some(format!("{line} {line}"))
}

/// The README names the bounds.
#[test]
fn the_longest_coupon_of_the_demo_office_stays_within_what_the_readme_says_q8() {
    for (language, most) in [(Language::Russian, 700), (Language::English, 700), (Language::Armenian, 13_000)] {
        let longest = Coupon {
            services: of_the_demo("service", "name", language).join(", "),
            ahead: Some(999),
            wait_min: Some((150, 210)),
            note: two_lines(language),
            thanks: two_lines(language),
            printing: Printing::Copy,
            ..demo(language)
        };
        for (paper, profile) in [("80 mm", PrinterProfile::mm80()), ("58 mm", PrinterProfile::mm58())] {
            let bytes = bytes(&longest, profile);
            println!("{language:?} on {paper}: {bytes} bytes");
            assert!(bytes <= most, "{language:?} on {paper}: {bytes} bytes");
        }
    }
}
