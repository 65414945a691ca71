//! The ticket's number on the screen: the largest thing, larger in larger text, and on the margin whatever its letter is.
#![allow(clippy::unwrap_used)]

mod support;

use kiosk::view::*;
use support::seen::place;
use support::{Bench, LANDSCAPE, PORTRAIT, demo};

/// look.md: 392 px number, its capitals 87 mm; it is the largest thing on the screen.
#[test]
fn the_number_is_the_largest_thing() {
    let bench = Bench::new(PORTRAIT);
    bench.show(&demo::view(Language::Russian, Screen::Issued(demo::issued(Language::Russian))));
    let number = place(&bench.labelled("A012").unwrap());
    assert_eq!((number.top.round(), number.bottom.round()), (416.0, 704.0));
    assert!(number.height_mm() * 0.97 >= 87.0);
}

/// The screens with a number, also with more words beside it than usual.
fn numbered(language: Language) -> Vec<(&'static str, Screen)> {
    let mut screens = vec![
        ("issued", Screen::Issued(demo::issued(language))),
        (
            "issued-category",
            Screen::Issued(Issued {
                category: Some(demo::category(language).rows[1].name.clone()),
                more_time: true,
                can_extend: false,
                ..demo::issued(language)
            }),
        ),
        ("no-paper", Screen::Issued(demo::no_paper(language))),
        ("no-paper-no-code", Screen::Issued(Issued { url: None, ..demo::no_paper(language) })),
        ("unknown", Screen::Issued(Issued { paper: Paper::Unknown, ..demo::no_paper(language) })),
    ];
    let booked = |name: &str| name == "check-in-used" || name.starts_with("checked-in");
    screens.extend(demo::check_in_screens(language).into_iter().filter(|(name, _)| booked(name)));
    screens
}

/// The screens whose number is smaller in larger text, by language; a difference of 3 % is none.
fn smaller_in_larger_text(size: (u32, u32)) -> Vec<String> {
    let bench = Bench::new(size);
    let mut smaller = Vec::new();
    for language in Language::ALL {
        for (name, screen) in numbered(language) {
            let [plain, larger] = [false, true].map(|larger| {
                let mut view = demo::view(language, screen.clone());
                view.frame.appearance.larger = larger;
                bench.show(&view);
                let number = bench.labelled("A012").or_else(|| bench.labelled("A015")).unwrap();
                place(&number).height_mm()
            });
            if larger < plain * 0.97 {
                smaller.push(format!("{name} in {} at {size:?}: {plain:.1} mm, larger {larger:.1}", language.code()));
            }
        }
    }
    smaller
}

/// In larger text the number grows as far as its place is wide, and what is least needed gives way to it.
#[test]
fn the_number_is_no_smaller_in_larger_text() {
    // Each bench has its own thread: the platform is set once for each.
    let walks = [PORTRAIT, LANDSCAPE].map(|size| std::thread::spawn(move || smaller_in_larger_text(size)));
    let smaller: Vec<_> = walks.into_iter().flat_map(|walk| walk.join().unwrap()).collect();
    assert!(smaller.is_empty(), "{}", smaller.join("\n"));
}

/// The stem of the first letter stands on the margin, and an apex hangs over it.
#[test]
fn the_number_begins_on_the_margin_with_every_letter() {
    let bench = Bench::new(PORTRAIT);
    for letter in "ABCEHKMPTXY1".chars() {
        let number = format!("{letter}012");
        let issued = Issued { number: number.clone(), ..demo::issued(Language::Russian) };
        bench.show(&demo::view(Language::Russian, Screen::Issued(issued)));
        let here = place(&bench.labelled(&number).unwrap());
        let seen = bench.seen_and_drawn();
        let (top, bottom) = (here.top.round() as usize, here.bottom.round() as usize);
        let ground = seen.pixel(0, top);
        let first = (0..540).find(|x| (top..bottom).any(|y| seen.pixel(*x, y) != ground));
        assert!(matches!(first, Some(61..=67)), "{letter} begins at {first:?}");
    }
}
