//! Golden pictures of every screen: three languages, high contrast, larger text, lower half, longest texts, empty and full.
//! `KIOSK_GOLDEN=write cargo test -p kiosk --test golden` writes them anew; look at each before it is committed.
#![allow(clippy::unwrap_used)]

mod support;

use kiosk::view::*;
use support::{Bench, LANDSCAPE, PORTRAIT, demo, golden};

/// Every screen by name, in one language.
fn screens(language: Language) -> Vec<(&'static str, View)> {
    let view = |screen| demo::view(language, screen);
    let issued = demo::issued(language);
    let notice = |kind| demo::view(language, Screen::Notice(demo::notice(kind)));
    let mut warned = view(Screen::Documents(demo::documents(language)));
    warned.warning = Some(Countdown { left_s: 17, total_s: 20 });
    let mut never_connected = notice(NoticeKind::NoServer);
    (never_connected.frame.office, never_connected.frame.now) = (String::new(), None);
    let mut gone = demo::notice(NoticeKind::ServiceGone);
    gone.service = Some(demo::service_name(language, 'T'));
    vec![
        ("services", view(Screen::Services(demo::services(language)))),
        ("groups", view(Screen::Services(demo::groups(language)))),
        (
            "group",
            view(Screen::Services(Services {
                list: ServiceList::OfGroup(demo::groups(language).rows[0].name.clone()),
                rows: demo::services(language).rows[..2].to_vec(),
                page: 0,
                booking: None,
            })),
        ),
        ("documents", view(Screen::Documents(demo::documents(language)))),
        ("category", view(Screen::Category(demo::category(language)))),
        (
            "no-categories",
            view(Screen::Category(CategoryChoice { rows: vec![], more_time: true, ..demo::category(language) })),
        ),
        (
            "waiting",
            view(Screen::Waiting(Waiting { service: Some(demo::service(language)), line_down: false, left_s: None })),
        ),
        (
            "waiting-line-down",
            view(Screen::Waiting(Waiting {
                service: Some(demo::service(language)),
                line_down: true,
                left_s: Some(22),
            })),
        ),
        ("printing", view(Screen::Issued(Issued { paper: Paper::Printing, countdown: None, ..issued.clone() }))),
        ("issued", view(Screen::Issued(issued.clone()))),
        (
            "issued-category",
            view(Screen::Issued(Issued {
                category: Some(demo::category(language).rows[1].name.clone()),
                more_time: true,
                can_extend: false,
                ..issued
            })),
        ),
        ("no-paper", view(Screen::Issued(demo::no_paper(language)))),
        ("no-paper-no-code", view(Screen::Issued(Issued { url: None, ..demo::no_paper(language) }))),
        ("printer-unknown", view(Screen::Issued(Issued { paper: Paper::Unknown, ..demo::no_paper(language) }))),
        ("before-hours", notice(NoticeKind::BeforeHours)),
        ("after-hours", notice(NoticeKind::AfterHours)),
        ("closed-day", notice(NoticeKind::ClosedDay)),
        ("limit-reached", notice(NoticeKind::LimitReached)),
        ("paused", notice(NoticeKind::Paused)),
        ("no-server", notice(NoticeKind::NoServer)),
        ("never-connected", never_connected),
        ("wrong-version", notice(NoticeKind::WrongVersion { ours: "1".into(), theirs: "2".into() })),
        ("device-refused", view(Screen::Notice(demo::refused(Refusal::UnknownDevice)))),
        ("other-server", view(Screen::Notice(demo::refused(Refusal::OtherServer)))),
        ("no-mark", view(Screen::Notice(demo::refused(Refusal::NoMark)))),
        ("not-carried-out", notice(NoticeKind::NotCarriedOut)),
        ("out-of-order", notice(NoticeKind::OutOfOrder)),
        ("service-gone", view(Screen::Notice(gone))),
        ("refused", notice(NoticeKind::Refused)),
        ("service-not-yet", view(Screen::Notice(not_issued(language, NoticeKind::BeforeHours)))),
        ("service-stopped", view(Screen::Notice(not_issued(language, NoticeKind::Paused)))),
        ("warning", warned),
        ("pin", view(Screen::Technician(Technician::Pin { digits: 2, state: PinState::Wrong }))),
        ("technician", view(Screen::Technician(Technician::Menu(demo::menu())))),
        (
            "technician-fault",
            view(Screen::Technician(Technician::Menu(TechnicianMenu {
                printer: Supply::Fault,
                printer_fault: Some(PrinterFault::Overheated),
                paper: Supply::Unknown,
                ..demo::menu()
            }))),
        ),
        (
            "technician-refused",
            view(Screen::Technician(Technician::Menu(TechnicianMenu {
                line: Supply::Fault,
                line_cause: Some(LineCause::Refused(Refusal::UnknownDevice)),
                ..demo::menu()
            }))),
        ),
        (
            "technician-other-server",
            view(Screen::Technician(Technician::Menu(TechnicianMenu {
                line: Supply::Fault,
                line_cause: Some(LineCause::Refused(Refusal::OtherServer)),
                ..demo::menu()
            }))),
        ),
    ]
}

/// A service that stopped issuing while its visitor was choosing.
fn not_issued(language: Language, kind: NoticeKind) -> Notice {
    let service = Some(demo::service_name(language, 'T'));
    Notice { service, hours: vec![], can_choose: true, ..demo::notice(kind) }
}

/// The longest, the emptiest and the fullest of each list.
fn extremes(language: Language) -> Vec<(&'static str, View)> {
    let view = |screen| demo::view(language, screen);
    let mut full_second = demo::full_services(language);
    full_second.page = 1;
    let long_name = demo::full_services(language).rows[0].name.clone();
    let mut long_categories = demo::category(language);
    let row = long_categories.rows[3].clone();
    long_categories.rows.extend((0..8).map(|_| CategoryRow { name: format!("{0}, {0}", row.name), ..row.clone() }));
    long_categories.page = 1;
    vec![
        ("services-empty", view(Screen::Services(Services { rows: vec![], ..demo::services(language) }))),
        ("services-full", view(Screen::Services(demo::full_services(language)))),
        ("services-full-second", view(Screen::Services(full_second))),
        ("documents-longest", view(Screen::Documents(demo::long_documents(language)))),
        ("category-longest", view(Screen::Category(long_categories))),
        (
            "issued-longest",
            view(Screen::Issued(Issued {
                number: "M999".into(),
                service: long_name.clone(),
                ahead: 121,
                wait: demo::range(135, 240),
                ..demo::issued(language)
            })),
        ),
        (
            "no-paper-longest",
            view(Screen::Issued(Issued {
                number: "X999".into(),
                service: long_name,
                ahead: 121,
                wait: demo::range(135, 240),
                ..demo::no_paper(language)
            })),
        ),
    ]
}

/// The screens whose layout differs, for the looks that a visitor can ask for.
fn layouts(language: Language) -> Vec<(&'static str, View)> {
    let alike = [
        "issued-category",
        "no-paper-no-code",
        "after-hours",
        "closed-day",
        "limit-reached",
        "paused",
        "never-connected",
        "wrong-version",
        "refused",
        "service-not-yet",
        "service-stopped",
        "device-refused",
        "no-mark",
        "out-of-order",
        "technician-fault",
        "technician-refused",
        "technician-other-server",
        "waiting",
        "group",
        "printing",
    ];
    screens(language).into_iter().filter(|(name, _)| !alike.contains(name)).collect()
}

/// The screens of a booked visitor; but for the three languages, those whose layout differs.
fn check_ins(language: Language, all: bool) -> Vec<(&'static str, View)> {
    let apart = [
        "booking-services",
        "booking-groups",
        "booking-limit-reached",
        "check-in-code",
        "check-in-digits",
        "checked-in",
        "checked-in-early",
        "checked-in-late",
        "checked-in-unknown",
        "check-in-early",
        "check-in-used",
        "check-in-wrong-digits",
        "check-in-void",
    ];
    let screens = demo::check_in_screens(language).into_iter().filter(|(name, _)| all || apart.contains(name));
    screens.map(|(name, screen)| (name, demo::view(language, screen))).collect()
}

fn hold(folder: &str, size: (u32, u32), views: Vec<(&'static str, View)>, appearance: Appearance) {
    let bench = Bench::new(size);
    let mut wrong = Vec::new();
    for (name, mut view) in views {
        view.frame.appearance = appearance;
        bench.show(&view);
        if let Ok(wish) = std::env::var("KIOSK_PICTURES") {
            support::save(
                &bench,
                &std::path::Path::new(&wish).join(format!("{}-{name}.png", folder.replace('/', "-"))),
            );
        }
        wrong.extend(golden(&bench, &format!("{folder}/{name}")).err());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

const PLAIN: Appearance = Appearance { contrast: false, larger: false, lower: false };
const CONTRAST: Appearance = Appearance { contrast: true, ..PLAIN };
const LARGER: Appearance = Appearance { larger: true, ..PLAIN };
const LOWER: Appearance = Appearance { lower: true, ..PLAIN };

#[test]
fn every_screen_in_russian_is_as_drawn() {
    hold("ru", PORTRAIT, screens(Language::Russian), PLAIN);
}

#[test]
fn every_screen_in_english_is_as_drawn() {
    hold("en", PORTRAIT, screens(Language::English), PLAIN);
}

#[test]
fn every_screen_in_armenian_is_as_drawn() {
    hold("hy", PORTRAIT, screens(Language::Armenian), PLAIN);
}

#[test]
fn every_screen_in_high_contrast_is_as_drawn() {
    hold("contrast", PORTRAIT, layouts(Language::Armenian), CONTRAST);
}

#[test]
fn every_screen_in_larger_text_is_as_drawn() {
    hold("larger", PORTRAIT, layouts(Language::Russian), LARGER);
}

#[test]
fn every_screen_in_the_lower_half_is_as_drawn() {
    hold("lower", PORTRAIT, layouts(Language::Russian), LOWER);
}

#[test]
fn every_screen_with_everything_asked_at_once_is_as_drawn() {
    hold(
        "all-at-once",
        PORTRAIT,
        layouts(Language::Armenian),
        Appearance { contrast: true, larger: true, lower: true },
    );
}

#[test]
fn every_screen_in_landscape_is_as_drawn() {
    hold("landscape", LANDSCAPE, layouts(Language::Russian), PLAIN);
}

#[test]
fn every_screen_in_landscape_in_the_lower_half_is_as_drawn() {
    hold("landscape-lower", LANDSCAPE, layouts(Language::English), LOWER);
}

#[test]
fn every_screen_in_landscape_in_larger_text_is_as_drawn() {
    hold("landscape-larger", LANDSCAPE, layouts(Language::Armenian), LARGER);
}

#[test]
fn the_longest_the_emptiest_and_the_fullest_are_as_drawn() {
    hold("extremes", PORTRAIT, extremes(Language::Armenian), PLAIN);
    // Each bench has its own thread: the platform is set once for each.
    std::thread::spawn(|| hold("extremes-larger", PORTRAIT, extremes(Language::Armenian), LARGER)).join().unwrap();
    std::thread::spawn(|| hold("extremes-landscape", LANDSCAPE, extremes(Language::Russian), PLAIN)).join().unwrap();
}

#[test]
fn every_screen_of_a_booked_visitor_is_as_drawn() {
    std::thread::spawn(|| hold("ru", PORTRAIT, check_ins(Language::Russian, true), PLAIN)).join().unwrap();
    std::thread::spawn(|| hold("en", PORTRAIT, check_ins(Language::English, true), PLAIN)).join().unwrap();
    std::thread::spawn(|| hold("hy", PORTRAIT, check_ins(Language::Armenian, true), PLAIN)).join().unwrap();
}

#[test]
fn every_screen_of_a_booked_visitor_in_high_contrast_is_as_drawn() {
    for language in Language::ALL {
        let folder = format!("contrast-{}", language.code());
        std::thread::spawn(move || hold(&folder, PORTRAIT, check_ins(language, false), CONTRAST)).join().unwrap();
    }
}

#[test]
fn every_screen_of_a_booked_visitor_in_each_look_is_as_drawn() {
    let everything = Appearance { contrast: true, larger: true, lower: true };
    let looks = [
        ("larger", PORTRAIT, Language::Russian, LARGER),
        ("lower", PORTRAIT, Language::Russian, LOWER),
        ("all-at-once", PORTRAIT, Language::Armenian, everything),
        ("landscape", LANDSCAPE, Language::Russian, PLAIN),
        ("landscape-lower", LANDSCAPE, Language::English, LOWER),
        ("landscape-larger", LANDSCAPE, Language::Armenian, LARGER),
    ];
    for (folder, size, language, look) in looks {
        std::thread::spawn(move || hold(folder, size, check_ins(language, false), look)).join().unwrap();
    }
}
