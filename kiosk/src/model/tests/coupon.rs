//! What the coupon of a ticket tells of its place in the queue.

use protocol::message::BookedView;

use super::*;

#[test]
fn whom_nobody_may_call_before_the_booked_time_is_told_no_place_until_it_comes_also_across_midnight_b4() {
    let night = FloorView { day_turns_at: time(4, 0, 0, 0), ..floor() };
    let booked = |taken_at: Time, at: Time, called_from: Option<Time>| {
        let booked = Some(BookedView { at, late: false });
        TicketView { taken_at, booked, called_from, ..ticket() }
    };
    let (morning, due) = (time(9, 42, 0, 0), time(9, 45, 0, 0));
    let (evening, past_midnight) = (time(23, 55, 0, 0), time(0, 2, 0, 0));
    for (ticket, place) in [
        (booked(morning, due, Some(due)), None),
        (booked(evening, past_midnight, Some(past_midnight)), None),
        // The time has come before a copy is made, or the office calls early.
        (booked(morning, due, None), Some(7)),
        (booked(past_midnight, evening, None), Some(7)),
        (ticket(), Some(7)),
    ] {
        for mut floor in [floor(), night.clone()] {
            floor.rules.booking.early_calls = false;
            for printing in [Printing::First, Printing::Copy] {
                let coupon = Coupon::of(&ticket, Some(&floor), Language::Russian, printing);
                assert_eq!((coupon.ahead, coupon.wait_min), (place, Some((12, 20))), "{ticket:?}");
            }
        }
    }
}
