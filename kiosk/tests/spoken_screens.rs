//! Every screen for the ear: it says something in each language, and the keypad's keys reach all that can be touched on it
//! (EN 301 549 5.1.3).
#![allow(clippy::unwrap_used)]

mod support;

use std::collections::BTreeSet;

use kiosk::view::*;
use slint::platform::Key as Named;
use support::{Bench, LANDSCAPE, PORTRAIT, demo};

/// The controls of the screen that no key comes to.
fn unreached(bench: &Bench, view: &View, screen: u32) -> Vec<String> {
    let mut view = view.clone();
    view.frame.listening = Some(screen);
    bench.show(&view);
    let controls: BTreeSet<String> = bench.labels().into_iter().filter(|label| !label.is_empty()).collect();
    bench.words();
    let mut heard = Vec::new();
    for _ in 0..controls.len() * 2 + 20 {
        bench.key(Named::DownArrow.into());
        heard.extend(bench.words().into_iter().filter_map(|words| match words {
            Words::Control(control) => Some(control.words),
            Words::Screen(..) => None,
        }));
    }
    bench.touches();
    controls.into_iter().filter(|label| !heard.iter().any(|said| names(said, label.trim()))).collect()
}

/// The whole name, and not the beginning of another's; what belongs to it and its state follow as sentences.
fn names(said: &str, name: &str) -> bool {
    said.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with(". "))
}

#[test]
fn every_control_of_every_screen_is_reached_by_the_keys_and_has_a_name() {
    let walk = |size| {
        let bench = Bench::new(size);
        let language = Language::English;
        let mut screens = demo::check_in_screens(language);
        screens.extend([
            ("services-full", Screen::Services(demo::full_services(language))),
            (
                "group",
                Screen::Services(Services {
                    list: ServiceList::OfGroup("Passports".into()),
                    ..demo::full_services(language)
                }),
            ),
            ("documents", Screen::Documents(demo::documents(language))),
            ("documents-long", Screen::Documents(demo::long_documents(language))),
            ("category", Screen::Category(demo::category(language))),
            ("issued", Screen::Issued(demo::issued(language))),
            ("unknown", Screen::Issued(Issued { paper: Paper::Unknown, ..demo::no_paper(language) })),
            ("not-carried-out", Screen::Notice(demo::notice(NoticeKind::NotCarriedOut))),
        ]);
        let mut unheard = Vec::new();
        for lower in [false, true] {
            for (name, screen) in &screens {
                let mut view = demo::view(language, screen.clone());
                view.frame.appearance.lower = lower;
                // Each is a new screen to the ear.
                let turn = u32::try_from(unheard.len()).unwrap() + 2;
                let missing = unreached(&bench, &view, turn);
                unheard.push((*name, missing));
            }
        }
        unheard.retain(|(_, missing)| !missing.is_empty());
        unheard
    };
    // Each bench has its own thread: the platform is set once for each.
    let walks = [PORTRAIT, LANDSCAPE].map(|size| std::thread::spawn(move || walk(size)));
    let unheard: Vec<_> = walks.into_iter().flat_map(|walk| walk.join().unwrap()).collect();
    assert!(unheard.is_empty(), "{unheard:?}");
}

/// Each screen says something, in each language; the technician's say nothing.
#[test]
fn every_screen_speaks_but_the_technicians() {
    let bench = Bench::new(PORTRAIT);
    let mut screen_of_visit = 1;
    for language in Language::ALL {
        let mut screens = demo::check_in_screens(language);
        screens.extend([
            ("documents", Screen::Documents(demo::documents(language))),
            ("category", Screen::Category(demo::category(language))),
            ("no-categories", Screen::Category(CategoryChoice { rows: vec![], ..demo::category(language) })),
            (
                "waiting",
                Screen::Waiting(Waiting { service: Some(demo::service(language)), line_down: true, left_s: Some(20) }),
            ),
            ("issued", Screen::Issued(demo::issued(language))),
            ("no-paper", Screen::Issued(demo::no_paper(language))),
            ("before-hours", Screen::Notice(demo::notice(NoticeKind::BeforeHours))),
            ("other-server", Screen::Notice(demo::refused(Refusal::OtherServer))),
            ("technician", Screen::Technician(Technician::Menu(demo::menu()))),
        ]);
        for (name, screen) in screens {
            screen_of_visit += 1;
            let silent = matches!(screen, Screen::Technician(_));
            let mut view = demo::view(language, screen);
            view.frame.listening = Some(screen_of_visit);
            bench.show(&view);
            let words = bench.words();
            let [Words::Screen(said, _)] = &words[..] else { panic!("{name}: {words:?}") };
            assert_eq!(said.is_empty(), silent, "{name} in {}: {said:?}", language.code());
            assert!(!said.contains(['\u{a0}', '\n']) && !said.contains(" ."), "{name}: {said:?}");
        }
    }
}

/// The number is said while its coupon prints, and not anew when it is out: what is said must be true then too.
#[test]
fn while_the_coupon_prints_who_listens_is_told_to_take_it() {
    let bench = Bench::new(PORTRAIT);
    let language = Language::English;
    let issued = Screen::Issued(Issued { paper: Paper::Printing, ..demo::issued(language) });
    let checked_in = Screen::CheckedIn(CheckedIn { paper: Paper::Printing, ..demo::checked_in(language) });
    for (screen_of_visit, screen) in (2..).zip([issued, checked_in]) {
        let mut view = demo::view(language, screen);
        view.frame.listening = Some(screen_of_visit);
        bench.show(&view);
        let words = bench.words();
        let [Words::Screen(said, _)] = &words[..] else { panic!("{words:?}") };
        assert!(said.contains("Take the coupon when it is out. Home: once more."), "{said}");
    }
}
