//! What staff see and can try: why there is no line, faults of the devices, and the technician's menu.

use super::*;
use crate::view::{LineCause, Refusal, TechnicianMenu};

fn menu(bench: &Bench) -> TechnicianMenu {
    match bench.screen() {
        Screen::Technician(Technician::Menu(menu)) => menu,
        other => panic!("{other:?} is no menu"),
    }
}

fn admit(bench: &mut Bench) {
    bench.touch(Touch::TechnicianWanted);
    bench.touch(Touch::Keypad(Key::Digit(4)));
    bench.touch(Touch::Keypad(Key::Enter));
    bench.happens(What::PinChecked(true));
}

#[test]
fn the_cause_of_a_refusal_is_named_to_staff() {
    let device = || "kiosk-1".to_owned();
    let ours = || protocol::VERSION.to_string();
    let refused = |why| (NoticeKind::DeviceRefused { device: device(), why }, Some(LineCause::Refused(why)));
    for (farewell, (kind, cause)) in [
        (
            Farewell::Version { server: 9 },
            (NoticeKind::WrongVersion { ours: ours(), theirs: "9".into() }, Some(LineCause::Version { server: 9 })),
        ),
        (Farewell::UnknownDevice, refused(Refusal::UnknownDevice)),
        (Farewell::Replaced, refused(Refusal::Replaced)),
        (Farewell::Unreadable { problem: "say hello first".into() }, refused(Refusal::Unreadable)),
        (Farewell::Silent, (NoticeKind::NoServer, None)),
        (Farewell::Crowded, (NoticeKind::NoServer, None)),
        (Farewell::Stopping, (NoticeKind::NoServer, None)),
    ] {
        let mut bench = Bench::open();
        bench.happens(What::Farewell(farewell));
        assert_eq!(bench.notice(), kind);
        admit(&mut bench);
        assert_eq!((menu(&bench).line, menu(&bench).line_cause), (Supply::Fault, cause));
        bench.happens(What::Connected(morning()));
        assert_eq!((menu(&bench).line, menu(&bench).line_cause), (Supply::Good, None));
    }
}

#[test]
fn the_technicians_keypad_grows_slower_with_each_wrong_pin() {
    let mut bench = Bench::open();
    bench.touch(Touch::TechnicianWanted);
    let try_pin = |bench: &mut Bench, fits: bool| {
        for digit in [4, 7, 1, 1] {
            bench.happens(What::Touch(Touch::Keypad(Key::Digit(digit))));
        }
        let effects = bench.happens(What::Touch(Touch::Keypad(Key::Enter)));
        if effects.contains(&Effect::CheckPin("4711".into())) {
            bench.happens(What::PinChecked(fits));
        }
        effects.len()
    };
    for _ in 0..3 {
        assert_eq!(try_pin(&mut bench, false), 1);
    }
    assert_eq!(try_pin(&mut bench, true), 0, "locked");
    let Screen::Technician(Technician::Pin { state, .. }) = bench.screen() else { panic!() };
    assert_eq!(state, crate::view::PinState::Locked { left_s: 5 });
    bench.wait_s(5);
    assert_eq!(try_pin(&mut bench, true), 1);
    assert!(matches!(bench.screen(), Screen::Technician(Technician::Menu(_))));
    assert_eq!(bench.touch(Touch::Menu(Choice::TestPrint)).len(), 1);
    bench.touch(Touch::Menu(Choice::NextOwnLanguage));
    assert!(bench.effects.contains(&Effect::RememberLanguage(Language::English)));
    bench.touch(Touch::Back);
    assert_eq!(view(&bench.model).frame.language, Language::English, "the kiosk greets in it from now on");
    bench.touch(Touch::TechnicianWanted);
    assert!(
        matches!(bench.screen(), Screen::Technician(Technician::Pin { digits: 0, .. })),
        "the menu is closed behind the technician"
    );
}

#[test]
fn a_pin_checked_for_nobody_admits_nobody() {
    let mut bench = Bench::open();
    bench.happens(What::PinChecked(true));
    bench.touch(Touch::TechnicianWanted);
    assert!(matches!(bench.screen(), Screen::Technician(Technician::Pin { .. })));
}

#[test]
fn the_printers_faults_are_reported_once() {
    let mut bench = Bench::open();
    let health = PrinterHealth {
        printer: Supply::Good,
        detail: String::new(),
        paper: Supply::Fault,
        report: Report { faults: vec![protocol::message::DeviceFault::NoPaper] },
    };
    assert_eq!(bench.happens(What::Printer(health.clone())), vec![Effect::Report(health.report.clone())]);
    assert_eq!(bench.happens(What::Printer(health)), vec![]);
}
