//! Categories of visitors and whose turn it is (Q5): each policy with the reason that the screens word.

use queue::floor::Policy;
use queue::ids::TicketId;
use queue::turn::{self, Why};
use queue::{Act, Floor};

use crate::support::day::Day;
use crate::support::floors::{small, window_id};

fn under(policy: Policy) -> Floor {
    let mut floor = small();
    floor.rules.policy = policy;
    floor
}

/// Who would be called next at window 1, and why.
fn next(day: &Day) -> (TicketId, Why) {
    let (ticket, why) = turn::next(&day.state, &window_id("w1"), day.now).expect("somebody waits");
    (ticket.id, why)
}

#[test]
fn the_console_says_waiting_14_of_15_minutes_q5() {
    let mut day = Day::open(small(), "09:00");
    let infant = day.takes_as(&["passport"], "infant");
    day.after_min(14);
    assert_eq!(next(&day), (infant, Why::Credit { waited_s: 840, limit_s: 900, preferential: true }));
}

#[test]
fn under_credit_the_largest_share_of_the_limit_is_due_q5() {
    let mut day = Day::open(small(), "09:00");
    let general = day.takes("passport");
    let infant = day.at("09:10").takes_as(&["passport"], "infant");
    assert_eq!(next(day.at("09:19:59")).0, general, "20 of 30 minutes against 10 of 15");
    assert_eq!(next(day.at("09:20:01")).0, infant, "and a moment later the other way round");
}

#[test]
fn under_credit_nobody_under_80_percent_goes_before_somebody_over_the_limit_q5() {
    let mut day = Day::open(small(), "09:00");
    let general = day.takes("passport");
    let infant = day.at("09:20").takes_as(&["passport"], "infant");
    day.at("09:31");
    assert_eq!(next(&day), (general, Why::Credit { waited_s: 1860, limit_s: 1800, preferential: false }));
    day.opens("anna", 1).calls("anna");
    day.clerk("anna", Act::Start);
    assert_eq!(day.calls("anna"), infant);
}

#[test]
fn under_credit_equal_shares_go_by_time_of_issue_q5() {
    let mut day = Day::open(small(), "09:00");
    let (first, second) = (day.takes("passport"), day.takes("passport"));
    day.opens("anna", 1);
    assert_eq!([day.receives("anna"), day.receives("anna")], [first, second]);
}

#[test]
fn under_first_come_the_category_does_not_matter_q5() {
    let mut day = Day::open(under(Policy::FirstCome), "09:00");
    let general = day.takes("passport");
    day.after_min(1).takes_as(&["passport"], "infant");
    day.after_min(29);
    assert_eq!(next(&day), (general, Why::FirstCome { waited_s: 1800 }));
}

#[test]
fn under_a_ratio_one_preferential_visitor_follows_two_general_ones_q5() {
    let mut day = Day::open(under(Policy::Ratio { general: 2 }), "09:00");
    let generals: Vec<_> = (0..4).map(|_| day.takes("passport")).collect();
    let infants: Vec<_> = (0..3).map(|_| day.takes_as(&["passport"], "infant")).collect();
    let expected = [generals[0], generals[1], infants[0], generals[2], generals[3], infants[1], infants[2]];
    let order = turn::order(&day.state, &window_id("w1"), day.now);
    assert_eq!(order.iter().map(|ticket| ticket.id).collect::<Vec<_>>(), expected);
    day.opens("anna", 1);
    assert_eq!((0..7).map(|_| day.receives("anna")).collect::<Vec<_>>(), expected);
}

#[test]
fn under_a_ratio_the_reason_says_how_many_general_visitors_went_before_q5() {
    let mut day = Day::open(under(Policy::Ratio { general: 1 }), "09:00");
    day.takes("passport");
    let infant = day.takes_as(&["passport"], "infant");
    day.takes("passport");
    day.opens("anna", 1).calls("anna");
    day.after_min(3);
    assert_eq!(next(&day), (infant, Why::Preferential { waited_s: 180, generals: 1 }));
}

#[test]
fn under_a_ratio_neighbours_who_call_only_general_visitors_starve_nobody_q5() {
    let mut day = Day::open(under(Policy::Ratio { general: 1 }), "09:00");
    day.opens("anna", 1).opens("boris", 3);
    let patient = day.takes("visa");
    let mut overtaken = 0;
    for _ in 0..10 {
        day.takes("passport");
        day.takes_as(&["visa"], "infant");
        day.receives("anna");
        if day.receives("boris") == patient {
            break;
        }
        overtaken += 1;
    }
    assert!(overtaken <= 1, "{overtaken} preferential visitors went before a general one");
}

#[test]
fn under_a_ratio_preferential_visitors_are_not_starved_by_a_neighbour_either_q5() {
    let mut day = Day::open(under(Policy::Ratio { general: 2 }), "09:00");
    day.opens("anna", 1).opens("boris", 3);
    let patient = day.takes_as(&["visa"], "infant");
    let mut overtaken = 0;
    for _ in 0..10 {
        day.takes_as(&["passport"], "infant");
        day.takes("visa");
        day.receives("anna");
        if day.receives("boris") == patient {
            break;
        }
        overtaken += 1;
    }
    assert_eq!(overtaken, 2, "as many general visitors as the ratio says");
}
