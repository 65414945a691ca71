//! Positions and millimetres against the look and the access numbers (EN 301 549, WCAG), never against our own output.
#![allow(clippy::unwrap_used)]

mod support;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use i_slint_backend_testing::{AccessibleRole, ElementHandle};
use kiosk::view::*;
use support::{Bench, LANDSCAPE, PORTRAIT, demo};

/// Pixels to the millimetre of a 27-inch kiosk.
const PX_PER_MM: f32 = 3.2;

#[derive(Clone, Copy, Debug)]
struct Place {
    left: f32,
    top: f32,
    right: f32,
    bottom: f32,
}

fn place(element: &ElementHandle) -> Place {
    let (position, size) = (element.absolute_position(), element.size());
    Place { left: position.x, top: position.y, right: position.x + size.width, bottom: position.y + size.height }
}

impl Place {
    fn width_mm(self) -> f32 {
        (self.right - self.left) / PX_PER_MM
    }

    fn height_mm(self) -> f32 {
        (self.bottom - self.top) / PX_PER_MM
    }

    fn overlaps(self, other: Self) -> bool {
        let slack = 1.0;
        self.left + slack < other.right
            && other.left + slack < self.right
            && self.top + slack < other.bottom
            && other.top + slack < self.bottom
    }
}

fn every_screen(language: Language) -> Vec<(&'static str, Screen)> {
    let mut long_issued = demo::issued(language);
    long_issued.service = demo::full_services(language).rows[0].name.clone();
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
        ("waiting", Screen::Waiting(Waiting { service: demo::service(language), line_down: true, left_s: Some(20) })),
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
        ("before-hours", Screen::Notice(demo::notice(NoticeKind::BeforeHours))),
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

type Check = fn(&Bench, &View) -> Vec<String>;

/// What is held on every screen in every language and appearance, and what was found wrong.
const CHECKS: [(&str, Check); 4] =
    [("overlaps", overlaps_and_strays), ("sizes", small_targets), ("reach", beyond_reach), ("dock", odd_docks)];

/// One walk through all screens serves every check; drawing nothing, it still takes its time.
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
                let at = format!("{screen_name} in {} at {}x{} {appearance:?}", language.code(), size.0, size.1);
                for (name, check) in CHECKS {
                    found.extend(check(&bench, &view).into_iter().map(|problem| (name, format!("{at}: {problem}"))));
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

fn overlaps_and_strays(bench: &Bench, view: &View) -> Vec<String> {
    let mut wrong = Vec::new();
    let all = bench.all();
    let controls: Vec<(String, Place)> = bench
        .controls()
        .iter()
        .map(|element| (element.accessible_label().unwrap_or_default().into(), place(element)))
        .collect();
    for (index, (name, here)) in controls.iter().enumerate() {
        for (other, there) in &controls[index + 1..] {
            if here.overlaps(*there) {
                wrong.push(format!("{name:?} lies on {other:?}"));
            }
        }
    }
    let (width, height) = bench.size_px();
    let facts = all.iter().filter(|element| {
        matches!(element.accessible_role(), Some(AccessibleRole::Text | AccessibleRole::ListItem))
            && element.accessible_label().is_some_and(|label| !label.trim().is_empty())
    });
    for fact in facts {
        let (name, here) = (fact.accessible_label().unwrap_or_default(), place(fact));
        if here.left < -1.0 || here.top < -1.0 || here.right > width + 1.0 || here.bottom > height + 1.0 {
            wrong.push(format!("{name:?} leaves the screen: {here:?}"));
        }
        // An office with a long name may reach into the air above the languages, never into their letters.
        for (control, there) in &controls {
            if here.overlaps(*there) && name != view.frame.office && !name.contains("17") {
                wrong.push(format!("{name:?} lies under {control:?}"));
            }
        }
    }
    wrong
}

/// Colle & Hiszem 2004: any target at least 20 mm, main buttons at least 30 mm.
#[test]
fn every_target_is_large_enough_for_a_finger() {
    holds("sizes");
}

fn small_targets(bench: &Bench, _: &View) -> Vec<String> {
    let mut wrong = Vec::new();
    for control in bench.controls() {
        let (name, here) = (control.accessible_label().unwrap_or_default(), place(&control));
        if here.width_mm() < 20.0 || here.height_mm() < 20.0 {
            wrong.push(format!("{name:?} is {:.1} x {:.1} mm", here.width_mm(), here.height_mm()));
        }
    }
    wrong
}

/// The buttons that a visitor's way goes through.
#[test]
fn main_buttons_are_at_least_30_mm() {
    let bench = Bench::new(PORTRAIT);
    let language = Language::English;
    let mains = [
        (Screen::Services(demo::services(language)), demo::service_name(language, 'A')),
        (Screen::Documents(demo::documents(language)), "I have them".into()),
        (Screen::Category(demo::category(language)), "Get a coupon".into()),
        (Screen::Category(demo::category(language)), "General queue".into()),
        (Screen::Issued(demo::issued(language)), "Done".into()),
        (Screen::Issued(demo::issued(language)), "More time".into()),
        (Screen::Notice(demo::notice(NoticeKind::NotCarriedOut)), "Try again".into()),
        (Screen::Services(demo::services(language)), "Contrast".into()),
        (Screen::Services(demo::services(language)), "English".into()),
    ];
    for (screen, name) in mains {
        bench.show(&demo::view(language, screen));
        let here = place(&bench.control(&name).unwrap_or_else(|| panic!("{name}")));
        assert!(
            here.width_mm() >= 30.0 && here.height_mm() >= 30.0,
            "{name} is {} x {} mm",
            here.width_mm(),
            here.height_mm()
        );
    }
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

/// look.md: 392 px number, its capitals 87 mm; it is the largest thing on the screen.
#[test]
fn the_number_is_the_largest_thing() {
    let bench = Bench::new(PORTRAIT);
    bench.show(&demo::view(Language::Russian, Screen::Issued(demo::issued(Language::Russian))));
    let number = place(&bench.labelled("A012").unwrap());
    assert_eq!((number.top.round(), number.bottom.round()), (416.0, 704.0));
    assert!(number.height_mm() * 0.97 >= 87.0);
}

/// EN 301 549 5.1.4: capitals of at least 7.3 mm at 60 cm. Noto Sans has capitals of 0.714 of its size.
#[test]
fn reading_text_has_capitals_of_7_3_mm() {
    let bench = Bench::new(PORTRAIT);
    bench.show(&demo::view(Language::Russian, Screen::Documents(demo::documents(Language::Russian))));
    let one_line = |label: &str| {
        let here = place(&bench.labelled(label).unwrap());
        here.bottom - here.top
    };
    // One line of reading text is 0.95 of the font's natural height, which is 1.362 of its size.
    let size = one_line("вторник, 17 ноября") / (0.95 * 1.362);
    assert!(size * 0.714 / PX_PER_MM >= 7.3, "reading text is {size} px");
}

/// EN 301 549 8.3.3: with the lower half on, every control is between 380 and 1,220 mm above the floor.
#[test]
fn the_lower_half_is_within_reach_of_a_seated_visitor() {
    holds("reach");
}

fn beyond_reach(bench: &Bench, view: &View) -> Vec<String> {
    // A technician stands: the menu behind the PIN is no visitor's control.
    let technician = matches!(view.screen, Screen::Technician(Technician::Menu(_)));
    if !view.frame.appearance.lower || technician {
        return vec![];
    }
    let (_, height) = bench.size_px();
    let bottom_mm = bench.bottom_mm();
    let above_floor = |y: f32| bottom_mm + (height - y) / PX_PER_MM;
    let mut wrong = Vec::new();
    for control in bench.controls() {
        let (name, here) = (control.accessible_label().unwrap_or_default(), place(&control));
        if above_floor(here.top) > 1220.5 || above_floor(here.bottom) < 380.0 {
            wrong.push(format!(
                "{name:?} is {:.0} to {:.0} mm above the floor",
                above_floor(here.bottom),
                above_floor(here.top)
            ));
        }
    }
    wrong
}

/// look.md, rule 1: one accent-filled action; the dock has speech only on a kiosk that can speak.
#[test]
fn the_dock_has_three_buttons_on_every_screen() {
    holds("dock");
}

fn odd_docks(bench: &Bench, view: &View) -> Vec<String> {
    let switches = bench
        .controls()
        .into_iter()
        .filter(|control| control.accessible_role() == Some(AccessibleRole::Switch))
        .count();
    let tabs =
        bench.controls().into_iter().filter(|control| control.accessible_role() == Some(AccessibleRole::Tab)).count();
    let wrong = switches != 3 || tabs != view.frame.languages.len();
    wrong.then(|| format!("{switches} switches and {tabs} languages")).into_iter().collect()
}
