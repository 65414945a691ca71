//! Coupons of the desk beside the kiosk: printed here, shown on its own screen.

use super::*;

fn of_the_desk(copies: u16, taken_at: jiff::civil::Time) -> What {
    What::Reprint(Box::new(TicketView { ticket: TicketId(40), copies, taken_at, ..ticket() }))
}

fn marks(bench: &Bench) -> Vec<Printing> {
    bench.printed().iter().map(|(_, coupon)| coupon.printing).collect()
}

#[test]
fn the_desks_first_coupon_is_unmarked_and_its_reprint_is_a_copy() {
    let mut bench = Bench::open();
    bench.happens(of_the_desk(0, time(9, 42, 5, 0)));
    bench.happens(of_the_desk(1, time(9, 42, 5, 0)));
    assert_eq!(marks(&bench), [Printing::First, Printing::Copy]);
    assert!(matches!(bench.screen(), Screen::Services(_)), "the kiosk's own visitor sees nothing of it");
}

#[test]
fn what_a_run_before_may_have_printed_is_a_copy() {
    let mut bench = Bench::open();
    bench.happens(of_the_desk(0, time(9, 41, 59, 0)));
    assert_eq!(marks(&bench), [Printing::Copy], "O3: no unmarked duplicate");
}

#[test]
fn the_small_hours_before_the_day_turns_are_later_than_its_evening() {
    let mut bench = Bench::started(vec![]);
    let night = "2026-11-17T20:30:00Z".parse().unwrap();
    bench.happens(What::Connected(night, None));
    bench.happens(What::Floor(night, Box::new(floor())));
    bench.after(60_000).happens(of_the_desk(0, time(0, 30, 30, 0)));
    assert_eq!(marks(&bench), [Printing::First], "00:30 of the 18th still bears the 17th as its day");
}

#[test]
fn another_job_does_not_settle_the_visitors_own_request() {
    let mut bench = Bench::open();
    bench.happens(of_the_desk(0, time(9, 42, 5, 0)));
    let desks = bench.printed()[0].0;
    let own = bench.issue();
    bench.happens(What::Printed(desks, PrintOutcome::Printed));
    assert_eq!(bench.remembered().len(), 1, "the fate of the visitor's own paper is open");
    bench.happens(What::Printed(own, PrintOutcome::Printed));
    assert_eq!(bench.remembered(), vec![]);
}

/// An administrator changed the coupon: the next one is so, without a restart.
#[test]
fn the_next_coupon_is_as_the_newest_floor_has_it() {
    let mut bench = Bench::open();
    bench.happens(of_the_desk(0, time(9, 42, 5, 0)));
    let coupon = queue::floor::Coupon {
        note: text("ул. Абовяна, 5", "5 Abovyan Street"),
        wait: false,
        code: false,
        ..Default::default()
    };
    bench.happens(What::Floor(morning(), Box::new(FloorView { version: 2, coupon, ..floor() })));
    bench.happens(of_the_desk(0, time(9, 42, 6, 0)));
    let printed = bench.printed();
    let [(_, before), (_, after)] = printed.as_slice() else { panic!("{printed:?}") };
    assert_eq!((&before.note, before.ahead, before.wait_min.is_some()), (&None, Some(7), true));
    assert_eq!((after.note.as_deref(), after.ahead), (Some("ул. Абовяна, 5"), Some(7)));
    assert_eq!((after.wait_min, &after.url), (None, &None));
}
