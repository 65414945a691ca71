//! What staff see and can try: why there is no line, faults of the devices, and the technician's menu.

use protocol::client::Untrusted;
use protocol::message::DeviceFault;

use super::*;
use crate::view::{LineCause, Refusal, TechnicianMenu, Trial};

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
        bench.happens(What::Connected(morning(), None));
        assert_eq!((menu(&bench).line, menu(&bench).line_cause), (Supply::Good, None));
    }
}

#[test]
fn what_the_kiosk_does_not_trust_is_named_to_staff_until_it_is_mended() {
    for (untrusted, why) in [(Untrusted::OtherServer, Refusal::OtherServer), (Untrusted::NoMark, Refusal::NoMark)] {
        let mut bench = Bench::open();
        bench.happens(What::Untrusted(untrusted));
        assert_eq!(bench.notice(), NoticeKind::DeviceRefused { device: "kiosk-1".into(), why });
        bench.happens(What::Lost);
        assert_eq!(bench.notice(), NoticeKind::NoServer, "a server that is only down comes back by itself");
        bench.happens(What::Untrusted(untrusted));
        admit(&mut bench);
        assert_eq!((menu(&bench).line, menu(&bench).line_cause), (Supply::Fault, Some(LineCause::Refused(why))));
        bench.happens(What::Connected(morning(), None));
        assert_eq!((menu(&bench).line, menu(&bench).line_cause), (Supply::Good, None));
        bench.touch(Touch::Back);
        assert!(matches!(bench.screen(), Screen::Services(_)), "what was chosen before counts on");
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

fn printer_without_paper() -> PrinterHealth {
    PrinterHealth {
        printer: Supply::Good,
        fault: None,
        paper: Supply::Fault,
        report: Report { faults: vec![DeviceFault::NoPaper] },
    }
}

fn reports(faults: Vec<DeviceFault>) -> Vec<Effect> {
    vec![Effect::Report(Report { faults })]
}

fn disk_fault() -> DeviceFault {
    DeviceFault::Other { what: "the state folder cannot be written".into() }
}

#[test]
fn the_faults_of_printer_scanner_and_disk_are_one_report_told_when_it_changes() {
    let mut bench = Bench::open();
    assert_eq!(bench.happens(What::Printer(printer_without_paper())), reports(vec![DeviceFault::NoPaper]));
    assert_eq!(bench.happens(What::Printer(printer_without_paper())), vec![]);
    assert_eq!(bench.happens(What::Scanner(Supply::Good)), vec![]);
    let silent = DeviceFault::ScannerSilent;
    assert_eq!(bench.happens(What::Scanner(Supply::Fault)), reports(vec![DeviceFault::NoPaper, silent.clone()]));
    assert_eq!(bench.happens(What::Disk { works: false }), reports(vec![DeviceFault::NoPaper, silent, disk_fault()]));
    assert_eq!(bench.happens(What::Scanner(Supply::Good)), reports(vec![DeviceFault::NoPaper, disk_fault()]));
    assert_eq!(bench.happens(What::Disk { works: true }), reports(vec![DeviceFault::NoPaper]));
}

#[test]
fn a_request_that_cannot_be_written_down_is_told_as_the_kiosks_own_fault() {
    let mut bench = Bench::open();
    let id = bench.take_coupon();
    bench.happens(What::Disk { works: false });
    bench.happens(What::NotWritten(id));
    assert_eq!((bench.notice(), bench.remembered()), (NoticeKind::OutOfOrder, vec![]));
    bench.touch(Touch::StartAgain);
    assert!(matches!(bench.screen(), Screen::Services(_)));
}

#[test]
fn a_disk_that_failed_is_tried_again_while_nobody_asks() {
    let mut bench = Bench::open();
    bench.happens(What::Disk { works: false });
    assert_eq!(bench.wait_s(29), vec![]);
    assert_eq!(bench.wait_s(1), vec![Effect::Remember(vec![])]);
    bench.happens(What::Disk { works: true });
    assert_eq!(bench.wait_s(120), vec![]);
}

#[test]
fn the_scanner_test_passes_by_a_code_and_fails_without_one() {
    let mut bench = Bench::open();
    bench.happens(What::Scanned("a code".into()));
    admit(&mut bench);
    assert_eq!(menu(&bench).scan_trial, Some(Trial::None), "a code read before the test proves nothing");
    bench.touch(Touch::Menu(Choice::TestScan));
    assert_eq!(menu(&bench).scan_trial, Some(Trial::Running));
    bench.happens(What::Scanned("a code".into()));
    assert_eq!(menu(&bench).scan_trial, Some(Trial::Passed));
    bench.touch(Touch::Menu(Choice::TestScan));
    bench.wait_s(19);
    assert_eq!(menu(&bench).scan_trial, Some(Trial::Running));
    bench.wait_s(1);
    assert_eq!(menu(&bench).scan_trial, Some(Trial::Failed));
    bench.happens(What::Scanned("a code".into()));
    assert_eq!(menu(&bench).scan_trial, Some(Trial::Failed), "a code read after the test changes nothing");
}

#[test]
fn the_test_print_passes_or_fails_by_its_own_job() {
    for (outcome, trial) in [
        (PrintOutcome::Printed, Trial::Passed),
        (PrintOutcome::NotPrinted, Trial::Failed),
        (PrintOutcome::Unknown, Trial::Failed),
    ] {
        let mut bench = Bench::open();
        admit(&mut bench);
        let effects = bench.touch(Touch::Menu(Choice::TestPrint));
        let [Effect::TestPrint(job)] = effects[..] else { panic!("{effects:?}") };
        assert_eq!(bench.touch(Touch::Menu(Choice::TestPrint)), vec![], "one test at a time");
        bench.happens(What::Printed(JobId(job.0 + 1), PrintOutcome::Printed));
        assert_eq!(menu(&bench).print_trial, Trial::Running);
        bench.happens(What::Printed(job, outcome));
        assert_eq!(menu(&bench).print_trial, trial);
    }
}

#[test]
fn the_levels_in_the_menu_are_those_of_the_devices() {
    let mut bench = Bench::open();
    admit(&mut bench);
    let levels = |bench: &Bench| (menu(bench).printer, menu(bench).paper, menu(bench).scanner);
    assert_eq!(levels(&bench), (Supply::Unknown, Supply::Unknown, Supply::Unknown));
    bench.happens(What::Printer(printer_without_paper()));
    bench.happens(What::Scanner(Supply::Good));
    assert_eq!(levels(&bench), (Supply::Good, Supply::Fault, Supply::Good));
    let broken = PrinterHealth {
        printer: Supply::Fault,
        fault: Some(PrinterFault::CoverOpen),
        paper: Supply::Unknown,
        report: Report { faults: vec![DeviceFault::CoverOpen] },
    };
    bench.happens(What::Printer(broken));
    assert_eq!(levels(&bench), (Supply::Fault, Supply::Unknown, Supply::Good));
    assert_eq!(menu(&bench).printer_fault, Some(PrinterFault::CoverOpen));
}

#[test]
fn the_technician_leaves_full_screen_fills_it_again_and_closes_the_program() {
    let mut bench = Bench::open();
    admit(&mut bench);
    assert!(menu(&bench).full_screen);
    assert_eq!(bench.touch(Touch::Menu(Choice::LeaveFullScreen)), vec![Effect::LeaveFullScreen]);
    assert!(!menu(&bench).full_screen);
    assert_eq!(bench.touch(Touch::Menu(Choice::FillScreen)), vec![Effect::FillScreen]);
    assert!(menu(&bench).full_screen);
    assert_eq!(bench.touch(Touch::Menu(Choice::Close)), vec![Effect::Quit]);
}

#[test]
fn nobody_reaches_the_menu_without_the_pin() {
    let all = [
        Choice::TestPrint,
        Choice::TestScan,
        Choice::NextOwnLanguage,
        Choice::LeaveFullScreen,
        Choice::FillScreen,
        Choice::Close,
    ];
    let mut bench = Bench::open();
    for way in [None, Some(Touch::TechnicianWanted)] {
        way.map(|touch| bench.touch(touch));
        for choice in all {
            assert_eq!(bench.touch(Touch::Menu(choice)), vec![], "{choice:?}");
        }
    }
}
