//! What the coupon of a ticket tells of its place in the queue.

use protocol::message::BookedView;

use super::*;

#[test]
fn who_came_early_and_is_not_called_before_the_booked_time_is_told_no_place_b4() {
    let at_0945 = |late| TicketView { booked: Some(BookedView { at: time(9, 45, 0, 0), late }), ..ticket() };
    for early_calls in [true, false] {
        let mut floor = floor();
        floor.rules.booking.early_calls = early_calls;
        let coupon = |ticket: TicketView| Coupon::of(&ticket, Some(&floor), Language::Russian, Printing::First);
        let early = coupon(at_0945(false));
        assert_eq!((early.ahead, early.wait_min), (early_calls.then_some(7), Some((12, 20))), "at 09:42");
        for other in [at_0945(true), TicketView { taken_at: time(9, 45, 0, 0), ..at_0945(false) }, ticket()] {
            assert_eq!(coupon(other).ahead, Some(7), "late, in time, not booked: a place as ever");
        }
    }
}
