//! A preferential right that is not there when the clerk checks it (Q5): to the general place, by the time of the coupon.

use queue::floor::{PlaceRule, Policy};
use queue::ids::TicketId;
use queue::ticket::{Stage, Waiting};
use queue::turn::{self, Why};
use queue::{Act, Event, Fact, Floor, Rejection, Ticket};
use serde_json::json;

use crate::support::day::Day;
use crate::support::floors::{category, category_id, clerk_id, small, window_id};

fn under(policy: Policy) -> Floor {
    let mut floor = small();
    floor.rules.policy = policy;
    floor
}

/// A general visitor of 09:00 and one with an infant of 09:05, the latter called by Anna at 09:20.
fn called(floor: Floor) -> (Day, TicketId, TicketId) {
    let mut day = Day::open(floor, "09:00");
    let general = day.takes("passport");
    let infant = day.at("09:05").takes_as(&["passport"], "infant");
    day.opens("anna", 1).at("09:20");
    assert_eq!(day.calls("anna"), infant);
    (day, general, infant)
}

fn due(day: &Day) -> (TicketId, Why) {
    let (ticket, why) = turn::next(&day.state, &window_id("w1"), day.now).expect("somebody waits");
    (ticket.id, why)
}

#[test]
fn without_the_right_the_visitor_waits_as_general_from_the_time_of_the_coupon_q5() {
    let (mut day, _, infant) = called(small());
    let facts = day.clerk("anna", Act::DenyRight);
    let place = day.moment("09:05");
    let expected = Fact::RightDenied {
        ticket: infant,
        window: window_id("w1"),
        clerk: clerk_id("anna"),
        denied: category_id("infant"),
        category: category_id("general"),
        place,
    };
    assert_eq!(facts, [expected]);
    let ticket = day.ticket(infant);
    assert_eq!(ticket.stage, Stage::Waiting(Waiting { since: place, window: None }));
    assert_eq!(
        (ticket.place, &ticket.category, &ticket.denied),
        (place, &category_id("general"), &Some(category_id("infant")))
    );
    assert_eq!(day.at_window_of("anna"), None);
}

#[test]
fn the_right_is_checked_before_or_after_the_service_began_and_no_service_is_counted_q5() {
    let (mut day, _, infant) = called(small());
    day.clerk("anna", Act::Start);
    day.after_min(1).clerk("anna", Act::DenyRight);
    assert!(day.waits(infant));
    assert_eq!(day.state.clerks[&clerk_id("anna")].served, 0);
    assert!(day.state.learned.visits().is_empty());
}

#[test]
fn the_place_is_that_of_the_coupon_whatever_else_the_floor_says_of_places_q5() {
    let mut floor = small();
    floor.rules.place_transferred = PlaceRule::Back;
    floor.rules.place_next_service = PlaceRule::Back;
    let (mut day, _, infant) = called(floor);
    day.clerk("anna", Act::DenyRight);
    assert_eq!(day.ticket(infant).place, day.moment("09:05"));
}

#[test]
fn under_credit_the_limit_is_that_of_the_general_queue_q5() {
    let (mut day, general, infant) = called(small());
    day.at("09:21").clerk("anna", Act::DenyRight);
    assert_eq!(due(&day), (general, Why::Credit { waited_s: 1260, limit_s: 1800, preferential: false }));
    assert_eq!(day.receives("anna"), general);
    assert_eq!(due(&day), (infant, Why::Credit { waited_s: 960, limit_s: 1800, preferential: false }));
}

#[test]
fn under_first_come_the_visitor_is_due_again_at_the_old_time_q5() {
    let mut day = Day::open(under(Policy::FirstCome), "09:00");
    let infant = day.takes_as(&["passport"], "infant");
    let general = day.after_min(1).takes("passport");
    day.opens("anna", 1).calls("anna");
    day.clerk("anna", Act::DenyRight);
    assert_eq!([day.receives("anna"), day.receives("anna")], [infant, general]);
}

#[test]
fn under_a_ratio_the_turn_taken_without_a_right_is_owed_to_the_next_preferential_visitor_q5() {
    let mut day = Day::open(under(Policy::Ratio { general: 2 }), "09:00");
    let generals: Vec<_> = (0..4).map(|_| day.takes("passport")).collect();
    let [false_right, true_right] = [(); 2].map(|()| day.takes_as(&["passport"], "infant"));
    day.opens("anna", 1);
    assert_eq!([day.receives("anna"), day.receives("anna")], generals[..2]);
    assert_eq!(day.calls("anna"), false_right);
    day.clerk("anna", Act::DenyRight);
    let order: Vec<_> = (0..4).map(|_| day.receives("anna")).collect();
    assert_eq!(order, [true_right, generals[2], generals[3], false_right]);
}

#[test]
fn a_denied_right_cannot_be_claimed_again_q5() {
    let (mut day, general, infant) = called(small());
    day.clerk("anna", Act::DenyRight);
    assert_eq!([day.receives("anna"), day.calls("anna")], [general, infant]);
    assert_eq!(day.rejects("anna", Act::DenyRight), Rejection::NoRightClaimed);
    assert_eq!(
        day.ticket(infant).denied,
        Some(category_id("infant")),
        "the mark stays, for the clerk who sees them next"
    );
}

#[test]
fn only_a_claimed_right_can_be_denied_q5() {
    let mut day = Day::open(small(), "09:00");
    day.takes("passport");
    day.opens("anna", 1);
    assert_eq!(day.rejects("anna", Act::DenyRight), Rejection::NobodyAtWindow);
    day.calls("anna");
    assert_eq!(day.rejects("anna", Act::DenyRight), Rejection::NoRightClaimed);
    assert_eq!(day.rejects("boris", Act::DenyRight), Rejection::NotSignedIn);
}

#[test]
fn a_floor_of_preferential_categories_has_no_general_place_q5() {
    let mut floor = small();
    floor.categories = vec![category("infant", true, Some(15))];
    let mut day = Day::open(floor, "09:00");
    day.takes_as(&["passport"], "infant");
    day.opens("anna", 1).calls("anna");
    assert_eq!(day.rejects("anna", Act::DenyRight), Rejection::NoGeneralCategory);
}

#[test]
fn the_denial_is_undone_like_every_step_q5() {
    let mut day = Day::open(under(Policy::Ratio { general: 2 }), "09:00");
    let infant = day.takes_as(&["passport"], "infant");
    day.opens("anna", 1).calls("anna");
    let before = day.ticket(infant).clone();
    let generals = day.state.generals.clone();
    day.clerk("anna", Act::DenyRight);
    day.after_s(9).clerk("anna", Act::Undo);
    assert_eq!(day.at_window_of("anna"), Some(infant));
    assert_eq!(*day.ticket(infant), Ticket { revision: day.ticket(infant).revision, ..before });
    assert_eq!(day.state.generals, generals);
}

#[test]
fn the_journal_names_clerk_window_and_the_right_that_was_not_there_q5() {
    let (mut day, ..) = called(small());
    day.clerk("anna", Act::DenyRight);
    let expected = json!({
        "at": "2026-11-17T05:20:00Z",
        "day": "2026-11-17",
        "by": { "staff": "anna" },
        "fact": { "right_denied": {
            "ticket": 1,
            "window": "w1",
            "clerk": "anna",
            "denied": "infant",
            "category": "general",
            "place": "2026-11-17T05:05:00Z",
        } },
    });
    let written: Vec<Event> = day.events;
    assert_eq!(serde_json::to_value(written.last().expect("a denial")).expect("written"), expected);
}

#[test]
fn a_ticket_kept_before_rights_could_be_denied_is_still_read() {
    let (day, general, _) = called(small());
    let written = serde_json::to_value(day.ticket(general)).expect("written");
    assert!(written.get("denied").is_none(), "{written}");
    let read: Ticket = serde_json::from_value(written).expect("read");
    assert_eq!(read, *day.ticket(general));
}
