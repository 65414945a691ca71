//! Positions and millimetres against the look and the access numbers (EN 301 549, WCAG), never against our own output.
#![allow(clippy::unwrap_used)]

mod support;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use i_slint_backend_testing::AccessibleRole;
use kiosk::view::*;
use support::seen::{PX_PER_MM, Place, Seen, place};
use support::{Bench, LANDSCAPE, PORTRAIT, demo};

fn every_screen(language: Language) -> Vec<(&'static str, Screen)> {
    let mut screens = coupon_screens(language);
    screens.extend(demo::check_in_screens(language));
    screens
}

fn coupon_screens(language: Language) -> Vec<(&'static str, Screen)> {
    let long_issued = Issued { service: demo::full_services(language).rows[0].name.clone(), ..demo::issued(language) };
    vec![
        ("services", Screen::Services(demo::services(language))),
        ("services-full", Screen::Services(demo::full_services(language))),
        ("groups", Screen::Services(demo::groups(language))),
        (
            "group",
            Screen::Services(Services {
                list: ServiceList::OfGroup("Паспорта".into()), ..demo::services(language)
            }),
        ),
        ("documents", Screen::Documents(demo::documents(language))),
        ("documents-long", Screen::Documents(demo::long_documents(language))),
        ("category", Screen::Category(demo::category(language))),
        ("no-categories", Screen::Category(CategoryChoice { rows: vec![], ..demo::category(language) })),
        (
            "waiting",
            Screen::Waiting(Waiting { service: Some(demo::service(language)), line_down: true, left_s: Some(20) }),
        ),
        ("issued", Screen::Issued(demo::issued(language))),
        (
            "issued-category",
            Screen::Issued(Issued {
                category: Some(demo::category(language).rows[1].name.clone()),
                more_time: true,
                ..demo::issued(language)
            }),
        ),
        ("printing", Screen::Issued(Issued { paper: Paper::Printing, countdown: None, ..demo::issued(language) })),
        ("no-paper", Screen::Issued(demo::no_paper(language))),
        ("no-paper-no-code", Screen::Issued(Issued { url: None, ..demo::no_paper(language) })),
        ("unknown", Screen::Issued(Issued { paper: Paper::Unknown, ..demo::no_paper(language) })),
        ("issued-long", Screen::Issued(long_issued.clone())),
        (
            "no-paper-long",
            Screen::Issued(Issued { service: long_issued.service.clone(), ahead: 121, ..demo::no_paper(language) }),
        ),
        ("before-hours", Screen::Notice(demo::notice(NoticeKind::BeforeHours))),
        ("other-server", Screen::Notice(demo::refused(Refusal::OtherServer))),
        ("no-mark", Screen::Notice(demo::refused(Refusal::NoMark))),
        ("not-carried-out", Screen::Notice(demo::notice(NoticeKind::NotCarriedOut))),
        (
            "service-gone",
            Screen::Notice(Notice {
                service: Some(demo::service_name(language, 'A')),
                ..demo::notice(NoticeKind::ServiceGone)
            }),
        ),
        ("pin", Screen::Technician(Technician::Pin { digits: 4, state: PinState::Locked { left_s: 30 } })),
        (
            "technician",
            Screen::Technician(Technician::Menu(TechnicianMenu { scan_trial: Some(Trial::None), ..demo::menu() })),
        ),
    ]
}

fn appearances() -> Vec<Appearance> {
    let mut all = Vec::new();
    for contrast in [false, true] {
        for larger in [false, true] {
            for lower in [false, true] {
                all.push(Appearance { contrast, larger, lower });
            }
        }
    }
    all
}

type Check = fn(&Seen, &View) -> Vec<String>;

/// What is held on every screen in every language and appearance, and what was found wrong.
const CHECKS: [(&str, Check); 7] = [
    ("overlaps", overlaps_and_strays),
    ("sizes", small_targets),
    ("letters", small_letters),
    ("reach", beyond_reach),
    ("dock", odd_docks),
    ("edges", letters_on_edges),
    ("accent", many_accents),
];

/// One walk through all screens serves every check: each is asked once what stands where, and drawn at most once.
static FOUND: LazyLock<BTreeMap<&str, Vec<String>>> = LazyLock::new(|| {
    let walks = [PORTRAIT, LANDSCAPE].map(|size| std::thread::spawn(move || walk(size)));
    let mut found: BTreeMap<&str, Vec<String>> = CHECKS.into_iter().map(|(name, _)| (name, vec![])).collect();
    for (name, problem) in walks.into_iter().flat_map(|walk| walk.join().unwrap()) {
        found.entry(name).or_default().push(problem);
    }
    found
});

fn walk(size: (u32, u32)) -> Vec<(&'static str, String)> {
    let bench = Bench::new(size);
    let mut found = Vec::new();
    for language in Language::ALL {
        for appearance in appearances() {
            for (screen_name, screen) in every_screen(language) {
                let mut view = demo::view(language, screen);
                view.frame.appearance = appearance;
                bench.show(&view);
                let seen = if is_drawn(&view) { bench.seen_and_drawn() } else { bench.seen() };
                let at = format!("{screen_name} in {} at {}x{} {appearance:?}", language.code(), size.0, size.1);
                for (name, check) in CHECKS {
                    found.extend(check(&seen, &view).into_iter().map(|problem| (name, format!("{at}: {problem}"))));
                }
            }
        }
    }
    found
}

fn holds(name: &str) {
    let wrong = &FOUND[name];
    assert!(wrong.is_empty(), "{} problems:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn nothing_overlaps_and_nothing_leaves_the_screen() {
    holds("overlaps");
}

fn overlaps_and_strays(seen: &Seen, view: &View) -> Vec<String> {
    let mut wrong = Vec::new();
    let controls: Vec<_> = seen.controls().collect();
    for (index, here) in controls.iter().enumerate() {
        if !seen.screen().holds(here.place) {
            wrong.push(format!("{:?} leaves the screen: {:?}", here.label, here.place));
        }
        for there in controls[index + 1..].iter().filter(|there| here.place.overlaps(there.place)) {
            wrong.push(format!("{:?} lies on {:?}", here.label, there.label));
        }
    }
    let facts: Vec<_> = seen.facts().collect();
    for (index, here) in facts.iter().enumerate() {
        if !seen.screen().holds(here.place) {
            wrong.push(format!("{:?} leaves the screen: {:?}", here.label, here.place));
        }
        for there in &facts[index + 1..] {
            let parted = here.place.holds(there.place) || there.place.holds(here.place);
            if here.place.overlaps(there.place) && !parted {
                wrong.push(format!("{:?} runs into {:?}", here.label, there.label));
            }
        }
        // An office with a long name may reach into the air above the languages, never into their letters.
        if here.label == view.frame.office || here.label.contains("17") {
            continue;
        }
        for control in controls.iter().filter(|control| here.place.overlaps(control.place)) {
            wrong.push(format!("{:?} lies under {:?}", here.label, control.label));
        }
    }
    wrong
}

/// Colle & Hiszem 2004: any target at least 20 mm, main buttons at least 30 mm. Here all are as large as the main ones.
#[test]
fn every_target_is_at_least_30_mm_wide_and_high() {
    holds("sizes");
}

fn small_targets(seen: &Seen, _: &View) -> Vec<String> {
    let small = seen.controls().filter(|control| control.place.width_mm() < 30.0 || control.place.height_mm() < 30.0);
    let say = |place: Place| format!("{:.1} x {:.1} mm", place.width_mm(), place.height_mm());
    small.map(|control| format!("{:?} is {}", control.label, say(control.place))).collect()
}

/// EN 301 549 5.1.4: no line is lower than letters need whose capitals have 7.3 mm.
#[test]
fn no_line_of_text_is_lower_than_capitals_of_7_3_mm_need() {
    holds("letters");
}

fn small_letters(seen: &Seen, _: &View) -> Vec<String> {
    // Noto Sans has capitals of 0.714 of its size; the tightest lines are 0.907 of its natural height, 1.362 of its size.
    let least_mm = 7.3 / 0.714 * 0.907 * 1.362;
    let low = seen.facts().filter(|fact| fact.role == AccessibleRole::Text && fact.place.height_mm() < least_mm);
    low.map(|fact| format!("{:?} is {:.1} mm high, at least {least_mm:.1}", fact.label, fact.place.height_mm()))
        .collect()
}

/// look.md: office and clock y 48, languages y 160, content y 304, dock y 1744.
#[test]
fn the_frame_stands_where_the_look_puts_it() {
    let bench = Bench::new(PORTRAIT);
    let language = Language::Russian;
    bench.show(&demo::view(language, Screen::Services(demo::services(language))));
    let tab = place(&bench.control("Русский").unwrap());
    assert_eq!((tab.left, tab.top, tab.bottom), (64.0, 160.0, 256.0));
    let question = place(&bench.labelled("Какая услуга вам нужна?").unwrap());
    assert_eq!((question.left, question.top), (64.0, 304.0));
    let contrast = place(&bench.control("Контраст").unwrap());
    assert_eq!((contrast.left, contrast.bottom), (0.0, 1920.0));
    assert!((contrast.top - 1744.0).abs() <= 2.0, "the dock's line is part of it: {contrast:?}");
    let clock = place(&bench.labelled("09:42").unwrap());
    assert_eq!((clock.top, clock.bottom, clock.right), (48.0, 136.0, 1016.0));
    let office =
        place(&bench.labelled(&demo::view(language, Screen::Services(demo::services(language))).frame.office).unwrap());
    assert_eq!((office.left, office.top.round()), (64.0, 48.0));
    let rows: Vec<Place> = "AKMPTECX"
        .chars()
        .map(|letter| place(&bench.control(&demo::service_name(language, letter)).unwrap()))
        .collect();
    assert!(rows.iter().all(|row| (row.bottom - row.top - 120.0).abs() < 0.5), "eight rows of 120: {rows:?}");
    assert!(rows.windows(2).all(|pair| (pair[1].top - pair[0].bottom - 8.0).abs() < 0.5), "with 8 between");
}

/// look.md: Back 296 wide, one accent action, both 144 high and 40 above the dock.
#[test]
fn the_foot_of_the_documents_is_as_the_look_has_it() {
    let bench = Bench::new(PORTRAIT);
    bench.show(&demo::view(Language::Russian, Screen::Documents(demo::documents(Language::Russian))));
    let back = place(&bench.control("Назад").unwrap());
    let act = place(&bench.control("Документы со мной").unwrap());
    assert_eq!((back.left, back.right, back.top, back.bottom), (64.0, 360.0, 1560.0, 1704.0));
    assert_eq!((act.left, act.right, act.top, act.bottom), (376.0, 1016.0, 1560.0, 1704.0));
}

/// look.md, the screen of the number: the panel with the arrow to the paper is 168 high above a foot of 128.
#[test]
fn the_panel_that_shows_the_coupon_is_as_the_look_has_it() {
    let bench = Bench::new(PORTRAIT);
    bench.show(&demo::view(Language::Russian, Screen::Issued(demo::issued(Language::Russian))));
    let take = place(&bench.labelled("Возьмите талон").unwrap());
    assert_eq!((take.left, take.right, take.top, take.bottom), (64.0, 1016.0, 1360.0, 1528.0));
    let done = place(&bench.control("Готово").unwrap());
    assert_eq!((done.right, done.top, done.bottom), (1016.0, 1576.0, 1704.0));
}

/// EN 301 549 5.1.4: capitals of at least 7.3 mm at 60 cm, upright and on a wide screen.
#[test]
fn reading_text_has_capitals_of_7_3_mm() {
    // Each bench has its own thread: the platform is set once for each.
    for size in [PORTRAIT, LANDSCAPE] {
        std::thread::spawn(move || reading_text_is_large_enough(size)).join().unwrap();
    }
}

fn reading_text_is_large_enough(size: (u32, u32)) {
    let bench = Bench::new(size);
    bench.show(&demo::view(Language::Russian, Screen::Documents(demo::documents(Language::Russian))));
    let line = place(&bench.labelled("вторник, 17 ноября").unwrap());
    // One line of reading text is 0.95 of the font's natural height, which is 1.362 of its size.
    let letters_px = (line.bottom - line.top) / (0.95 * 1.362);
    assert!(letters_px * 0.714 / PX_PER_MM >= 7.3, "reading text is {letters_px} px at {size:?}");
}

/// look.md, rule 7: a text that does not fit its button wraps and grows it; it never touches or crosses the border, and has air at its sides.
#[test]
fn no_letter_touches_the_border_of_its_button() {
    holds("edges");
}

/// Beside the letters of a button, further in from the border; the parts of a choice stand closer.
const AIR_PX: usize = 6;

fn letters_on_edges(seen: &Seen, _: &View) -> Vec<String> {
    let framed = [AccessibleRole::Button, AccessibleRole::Checkbox, AccessibleRole::RadioButton];
    let framed = seen.controls().filter(|control| framed.contains(&control.role));
    let touched = framed.filter(|control| {
        let here = control.place;
        // Just inside the border, between the round corners.
        let (left, right) = (here.left.round() as usize + 6, here.right.round() as usize - 7);
        let (top, bottom) = (here.top.round() as usize + 6, here.bottom.round() as usize - 7);
        let across = (left + 14..right - 14).flat_map(|x| [(x, top), (x, bottom)]);
        let air = if control.role == AccessibleRole::Button { AIR_PX } else { 0 };
        let down = (top + 14..bottom - 14).flat_map(|y| [left, left + air, right - air, right].map(|x| (x, y)));
        let ground = seen.pixel(left, top + 14);
        across.chain(down).any(|(x, y)| seen.pixel(x, y) != ground)
    });
    touched.map(|control| format!("letters of {:?} touch its border", control.label)).collect()
}

/// look.md, rule 1: one accent-filled action on a screen.
#[test]
fn no_screen_has_two_accent_filled_actions() {
    holds("accent");
}

fn many_accents(seen: &Seen, _: &View) -> Vec<String> {
    let accent = Some(slint::Rgba8Pixel { r: 0x0B, g: 0x5D, b: 0x66, a: 0xFF });
    let is_filled = |place: Place| {
        let (x, y) = (place.left.round() as usize + 8, ((place.top + place.bottom) / 2.0).round() as usize);
        seen.pixel(x, y) == accent
    };
    let filled: Vec<_> =
        seen.controls().filter(|control| is_filled(control.place)).map(|control| &control.label).collect();
    (filled.len() > 1).then(|| format!("{filled:?} are all filled")).into_iter().collect()
}

/// The appearances whose pixels are looked at; the others move or colour the same letters.
fn is_drawn(view: &View) -> bool {
    !view.frame.appearance.contrast && !view.frame.appearance.lower
}

/// EN 301 549 8.3.3: with the lower half on, every control is between 380 and 1,220 mm above the floor.
#[test]
fn the_lower_half_is_within_reach_of_a_seated_visitor() {
    holds("reach");
}

fn beyond_reach(seen: &Seen, view: &View) -> Vec<String> {
    // A technician stands: the menu behind the PIN is no visitor's control.
    let technician = matches!(view.screen, Screen::Technician(Technician::Menu(_)));
    if !view.frame.appearance.lower || technician {
        return vec![];
    }
    let above_floor = |y: f32| seen.bottom_mm + (seen.screen().bottom - y) / PX_PER_MM;
    let reach = |place: Place| (above_floor(place.bottom), above_floor(place.top));
    let far = seen.controls().filter(|control| reach(control.place).0 < 380.0 || reach(control.place).1 > 1220.5);
    let say = |(low, high): (f32, f32)| format!("{low:.0} to {high:.0} mm above the floor");
    far.map(|control| format!("{:?} is {}", control.label, say(reach(control.place)))).collect()
}

/// The languages are one touch away on every screen, and so are contrast, larger text and the lower half; speech is there
/// only on a kiosk that can speak.
#[test]
fn the_languages_and_the_three_helps_are_on_every_screen() {
    holds("dock");
}

fn odd_docks(seen: &Seen, view: &View) -> Vec<String> {
    let count = |role| seen.controls().filter(|control| control.role == role).count();
    let (switches, tabs) = (count(AccessibleRole::Switch), count(AccessibleRole::Tab));
    let wrong = switches != 3 || tabs != view.frame.languages.len();
    wrong.then(|| format!("{switches} switches and {tabs} languages")).into_iter().collect()
}
