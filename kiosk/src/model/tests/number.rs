//! The number on the screen: what wipes it, and what must not.

use super::*;

/// Five seconds of a finger that drums on the lower right, where the buttons of all screens are.
fn drums(bench: &mut Bench) {
    for _ in 0..50 {
        bench.after(100).happens(What::Touch(Touch::TakeCoupon));
        bench.happens(What::Touch(Touch::Done));
    }
}

#[test]
fn drumming_does_not_wipe_the_number_whatever_becomes_of_the_paper() {
    for (outcome, paper) in [
        (PrintOutcome::Printed, Paper::Printed),
        (PrintOutcome::NotPrinted, Paper::NoPaper),
        (PrintOutcome::Unknown, Paper::Unknown),
    ] {
        let mut bench = Bench::open();
        let job = bench.issue();
        drums(&mut bench);
        bench.happens(What::Printed(job, outcome));
        drums(&mut bench);
        assert_eq!((bench.paper(), bench.asked().len()), (paper, 1));
        bench.after(700).happens(What::Touch(Touch::Done));
        assert!(matches!(bench.screen(), Screen::Services(_)), "a touch after a quiet moment is meant");
    }
}

#[test]
fn buttons_that_change_under_the_finger_are_not_pressed() {
    let mut bench = Bench::open();
    let job = bench.issue();
    bench.after(5_000).happens(What::Printed(job, PrintOutcome::Unknown));
    bench.after(600).happens(What::Touch(Touch::PrintCopy));
    assert_eq!((bench.paper(), bench.printed().len()), (Paper::Unknown, 1));
    bench.after(700).happens(What::Touch(Touch::PrintCopy));
    assert_eq!((bench.paper(), bench.printed().len()), (Paper::Printing, 2));
}

#[test]
fn every_touch_keeps_the_number_for_a_while() {
    for touch in [
        Touch::Anywhere,
        Touch::Language(Language::English),
        Touch::Larger,
        Touch::Contrast,
        Touch::Lower,
        Touch::TakeCoupon,
    ] {
        let mut bench = Bench::open();
        let job = bench.issue();
        bench.happens(What::Printed(job, PrintOutcome::Printed));
        bench.wait_s(19);
        bench.happens(What::Touch(touch.clone()));
        bench.wait_s(19);
        assert_eq!(bench.paper(), Paper::Printed, "{touch:?} is a sign of life (WCAG 2.2.1)");
        bench.wait_s(2);
        assert!(matches!(bench.screen(), Screen::Services(_)), "{touch:?}: and then it goes");
    }
}

#[test]
fn a_touch_never_shortens_the_time_to_copy() {
    let mut bench = Bench::open();
    let job = bench.issue();
    bench.happens(What::Printed(job, PrintOutcome::NotPrinted));
    bench.wait_s(5);
    bench.happens(What::Touch(Touch::Anywhere));
    bench.wait_s(53);
    assert_eq!(bench.paper(), Paper::NoPaper);
}

#[test]
fn the_outcome_of_printing_chooses_the_screen() {
    for (outcome, paper, stays_s) in [
        (PrintOutcome::Printed, Paper::Printed, 20),
        (PrintOutcome::NotPrinted, Paper::NoPaper, 60),
        (PrintOutcome::Unknown, Paper::Unknown, 60),
    ] {
        let mut bench = Bench::open();
        let job = bench.issue();
        bench.after(500).happens(What::Printed(job, outcome));
        assert_eq!(bench.paper(), paper);
        assert_eq!(bench.remembered(), vec![], "the request is settled");
        bench.wait_s(stays_s - 1);
        assert_eq!(bench.paper(), paper, "it stays {stays_s} s");
        bench.wait_s(2);
        assert!(matches!(bench.screen(), Screen::Services(_)));
    }
}

#[test]
fn a_printer_that_says_nothing_is_unknown_after_a_while() {
    let mut bench = Bench::open();
    let job = bench.issue();
    bench.wait_s(21);
    assert_eq!(bench.paper(), Paper::Unknown);
    bench.happens(What::Printed(job, PrintOutcome::Printed));
    assert_eq!(bench.paper(), Paper::Printed, "better late than never");
}

#[test]
fn a_reprint_on_request_is_marked_as_a_copy() {
    let mut bench = Bench::open();
    let job = bench.issue();
    bench.happens(What::Printed(job, PrintOutcome::Unknown));
    bench.after(2_000);
    bench.touch(Touch::PrintCopy);
    bench.touch(Touch::PrintCopy);
    let printed = bench.printed();
    assert_eq!(printed.len(), 2, "one copy, however often it is asked for");
    assert_eq!((printed[0].1.printing, printed[1].1.printing), (Printing::First, Printing::Copy));
    bench.happens(What::Printed(printed[1].0, PrintOutcome::Printed));
    assert_eq!(bench.paper(), Paper::CopyPrinted);
}

#[test]
fn more_time_can_be_had_ten_times() {
    let mut bench = Bench::open();
    let job = bench.issue();
    bench.happens(What::Printed(job, PrintOutcome::Printed));
    for _ in 0..10 {
        bench.wait_s(18);
        bench.touch(Touch::Extend);
        assert_eq!(bench.paper(), Paper::Printed);
    }
    let Screen::Issued(issued) = bench.screen() else { panic!() };
    assert!(!issued.can_extend);
    bench.wait_s(21);
    assert!(matches!(bench.screen(), Screen::Services(_)));
}
