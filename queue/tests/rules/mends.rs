//! What is about to break its limit, and the one window more that would mend it (Q7).

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use queue::estimate::Expected;
use queue::estimate::expected_wait;
use queue::estimate::mend::{Mend, is_over, mends, will_be_over};
use queue::floor::Role;
use queue::{Act, Floor};

use crate::support::day::Day;
use crate::support::floors::{reason_id, service_id, small, window, window_id};
use crate::support::mending::{at_risk, holds};

fn told(day: &Day) -> BTreeMap<String, Mend> {
    holds(&day.state, day.now);
    let mends = mends(&day.state, &expected_wait(&day.state, day.now), day.now);
    mends.into_iter().map(|(service, mend)| (service.to_string(), mend)).collect()
}

fn only(service: &str, mend: Mend) -> BTreeMap<String, Mend> {
    BTreeMap::from([(service.to_owned(), mend)])
}

fn resume(window: u8) -> Mend {
    Mend::Resume(window_id(&format!("w{window}")))
}

fn open(window: u8) -> Mend {
    Mend::Open(window_id(&format!("w{window}")))
}

fn many_take(day: &mut Day, count: u32) {
    for _ in 0..count {
        day.takes("passport");
    }
}

/// At 09:20: anna at window 1 with a visitor since nine, and so many behind, all of them with a limit until 09:30.
fn behind_a_long_visit(floor: Floor, waiting: u32) -> Day {
    let mut day = Day::open(floor, "09:00");
    day.opens("anna", 1);
    many_take(&mut day, waiting + 1);
    day.calls("anna");
    day.clerk("anna", Act::Start);
    day.at("09:20");
    day
}

/// With a fourth window that receives the same as the first.
fn two_more() -> Floor {
    let mut floor = small();
    floor.windows.push(window(4, &["passport"]));
    floor
}

/// Minutes until the limit ends, the range that was told some minutes ago, and whether it will be over.
#[test]
fn a_limit_will_be_over_where_it_ends_within_a_quarter_of_an_hour_and_the_middle_of_the_expected_wait_comes_later() {
    let now: Timestamp = "2026-11-17T06:42:00Z".parse().expect("a moment");
    let minutes = SignedDuration::from_mins;
    for (left, expected, told_ago, wanted) in [
        (14, Some((10, 16)), 0, false),
        (14, Some((12, 16)), 0, false),
        (14, Some((13, 16)), 0, true),
        // What was told two minutes ago has come nearer since.
        (14, Some((13, 16)), 2, false),
        (14, None, 0, true),
        (15, Some((30, 60)), 0, true),
        (16, Some((30, 60)), 0, false),
        (16, None, 0, false),
        (0, Some((0, 0)), 0, false),
        (0, Some((0, 1)), 0, true),
        // It is over already.
        (-1, None, 0, false),
    ] {
        let over_at = now + minutes(left);
        let expected = expected.map(|(from_min, to_min)| Expected { from_min, to_min });
        let found = will_be_over(over_at, expected, now - minutes(told_ago), now);
        assert_eq!(found, wanted, "{left} min left, {expected:?}, told {told_ago} min ago");
        assert_eq!(is_over(over_at, now), left < 0);
    }
}

#[test]
fn where_nobody_is_at_risk_nothing_is_to_be_mended() {
    let mut day = Day::open(small(), "09:00");
    assert_eq!(told(&day), BTreeMap::new());
    day.opens("anna", 1);
    day.takes("passport");
    day.takes("passport");
    assert_eq!(told(&day), BTreeMap::new(), "their limit is half an hour away");
}

#[test]
fn a_closed_window_with_the_service_is_to_be_opened() {
    let mut day = behind_a_long_visit(small(), 2);
    assert_eq!(at_risk(&day.state, day.now).len(), 2);
    assert_eq!(told(&day), only("passport", open(2)));
    day.opens("boris", 2);
    assert_eq!(at_risk(&day.state, day.now), BTreeSet::new());
    assert_eq!(told(&day), BTreeMap::new());
}

#[test]
fn a_paused_window_comes_before_a_closed_one_and_goes_on_with_the_clerk_who_is_there() {
    let mut day = Day::open(two_more(), "09:00");
    day.opens("anna", 1).opens("boris", 4);
    many_take(&mut day, 3);
    day.calls("anna");
    day.clerk("anna", Act::Start);
    day.clerk("boris", Act::PauseWindow { reason: reason_id("break") });
    day.at("09:20");
    assert_eq!(told(&day), only("passport", resume(4)));
    day.clerk("boris", Act::ResumeWindow);
    assert_eq!(told(&day), BTreeMap::new());
}

#[test]
fn a_queue_for_which_one_window_more_is_too_little_is_told_as_such() {
    let day = behind_a_long_visit(small(), 8);
    assert_eq!(told(&day), only("passport", Mend::TooLittle));
}

#[test]
fn there_is_no_window_more_where_all_receive_or_nobody_can_open_one() {
    let mut day = behind_a_long_visit(small(), 8);
    day.opens("boris", 2);
    day.takes("passport");
    day.calls("boris");
    assert_eq!(told(&day), only("passport", Mend::NoWindow), "window 3 does not have the service");
    let mut alone = small();
    for clerk in alone.clerks.iter_mut().filter(|clerk| *clerk.name != *"anna") {
        clerk.roles = BTreeSet::from([Role::Receptionist]);
    }
    assert_eq!(told(&behind_a_long_visit(alone, 2)), only("passport", Mend::NoWindow), "nobody else is a clerk");
}

#[test]
fn what_no_open_window_receives_is_to_be_mended_however_far_the_limit_is() {
    let mut day = Day::open(small(), "09:00");
    day.opens("anna", 1);
    day.takes("payment");
    assert_eq!(told(&day), only("payment", open(3)));
    day.opens("boris", 3).clerk("boris", Act::PauseWindow { reason: reason_id("break") });
    assert_eq!(told(&day), only("payment", resume(3)));
}

#[test]
fn one_window_can_mend_two_services_and_each_service_has_a_mend_of_its_own() {
    let mut day = Day::open(small(), "09:00");
    day.takes("visa");
    day.takes("payment");
    day.takes("passport");
    let wanted = [("passport", open(1)), ("payment", open(3)), ("visa", open(2))];
    assert_eq!(told(&day), wanted.map(|(service, mend)| (service.to_owned(), mend)).into());
    day.opens("anna", 1);
    day.opens("boris", 2).clerk("boris", Act::PauseWindow { reason: reason_id("break") });
    day.receives("anna");
    let wanted = [("payment", open(3)), ("visa", resume(2))];
    assert_eq!(told(&day), wanted.map(|(service, mend)| (service.to_owned(), mend)).into());
    assert_eq!(mends(&day.state, &expected_wait(&day.state, day.now), day.now)[&service_id("visa")], resume(2));
}

#[test]
fn a_clerk_who_is_known_to_be_slow_may_be_too_little_where_a_quick_one_would_do() {
    let mut floor = small();
    floor.clerks.retain(|clerk| ["anna", "boris"].contains(&&*clerk.name));
    let wanted = |minutes: i64| {
        let mut day = Day::open(floor.clone(), "08:30");
        day.opens("boris", 2);
        for _ in 0..10 {
            day.takes("passport");
            day.calls("boris");
            day.clerk("boris", Act::Start);
            day.after_min(minutes).clerk("boris", Act::Finish);
        }
        day.on("2026-11-18", "09:00").opens("anna", 1);
        many_take(&mut day, 4);
        day.calls("anna");
        day.clerk("anna", Act::Start);
        day.at("09:20");
        told(&day)
    };
    assert_eq!(wanted(2), only("passport", open(2)));
    assert_eq!(wanted(40), only("passport", Mend::TooLittle));
}
