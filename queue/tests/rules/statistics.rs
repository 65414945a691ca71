//! The day in figures (Q6, Q7): what a manager reads of it, with literal values. Random days are counted again in `model` and
//! `bookings`.

mod length_of_day;

use queue::day::figures::{Figures, Filter};
use queue::day::flow::quarters;
use queue::day::story::{called_before, story};
use queue::day::times::Times;
use queue::day::{Began, Day as FoldedDay, Outcome, Visit};
use queue::floor::Weekday;
use queue::ids::TicketId;
use queue::ticket::LeftWhy;
use queue::{Act, Actor, Fact, Leaving, Target};

use crate::support::day::{Day, kiosk};
use crate::support::floors::{booked, category_id, clerk_id, reason_id, service_id, small, window_id};
use crate::support::flow::{folded, holds};

fn today(day: &Day) -> FoldedDay {
    folded(&day.events).pop().expect("a day has begun")
}

fn visit(day: &FoldedDay, id: TicketId) -> &Visit {
    day.visits.iter().find(|visit| visit.ticket == id).expect("it was issued")
}

fn outcomes(day: &FoldedDay, id: TicketId) -> Vec<(Began, Outcome)> {
    visit(day, id).legs.iter().map(|leg| (leg.began, leg.outcome.clone())).collect()
}

#[test]
fn waits_and_services_are_told_as_they_were_q7() {
    let mut day = Day::open(small(), "09:00");
    let first = day.takes("passport");
    day.after_min(1).takes("passport");
    day.opens("anna", 1).at("09:10").calls("anna");
    day.after_s(30).clerk("anna", Act::Start);
    day.after_min(15).clerk("anna", Act::Finish);
    // The second waits for 31 minutes of 30, and is served for 16 of 15.
    day.at("09:32").calls("anna");
    day.clerk("anna", Act::Start);
    day.after_min(16).clerk("anna", Act::Finish);
    let folded = today(&day);
    let figures = Figures::of(&folded, &Filter::default());
    let (ten_min, half_an_hour, quarter) = (600, 31 * 60, 15 * 60);
    let waits = Times {
        count: 2,
        within: 1,
        sum_s: 2460,
        median_s: ten_min,
        nine_of_ten_s: half_an_hour,
        longest_s: half_an_hour,
    };
    assert_eq!(figures.waits, waits);
    let services = Times { count: 2, within: 1, sum_s: 1860, median_s: quarter, nine_of_ten_s: 960, longest_s: 960 };
    assert_eq!(figures.service_times, services);
    let passport = &figures.services[&service_id("passport")];
    assert_eq!((passport.visitors, passport.waits, passport.service_times), (2, waits, services));
    let anna = &figures.clerks[&clerk_id("anna")];
    assert_eq!(anna.services[&service_id("passport")], services);
    assert_eq!((figures.days, figures.visitors.all, figures.visitors.walk_in), (1, 2, 2));
    assert_eq!(figures.heat[&(Weekday::Tue, 9)].visitors, 2);
    assert_eq!(visit(&folded, first).expected, None, "no window was open yet");
    let flow: Vec<_> =
        quarters(&folded, &Filter::default()).iter().map(|quarter| (quarter.came, quarter.waiting)).collect();
    assert_eq!(flow, [(2, 2), (0, 1), (0, 1)]);
}

#[test]
fn what_a_clerk_takes_back_never_was() {
    let transfer = Act::Transfer { to: Target::Service(service_id("visa")) };
    let park = Act::Park { reason: reason_id("photo"), alarm_min: Some(5) };
    let refuse = Act::Refuse { reason: reason_id("no-right") };
    let next = Act::NextService { service: Some(service_id("payment")) };
    let close = Act::CloseWindow { visitor: Some(Leaving::PutBack) };
    for step in [Act::Finish, Act::CallNext, transfer, park, refuse, next, close] {
        let mut day = Day::open(small(), "09:00");
        day.takes("passport");
        day.takes("passport");
        day.opens("anna", 2).at("09:10").calls("anna");
        day.clerk("anna", Act::Start);
        day.at("09:20");
        let before = today(&day);
        day.clerk("anna", step.clone());
        assert_ne!(today(&day).visits, before.visits, "{step:?} does something");
        day.after_s(9).clerk("anna", Act::Undo);
        let after = today(&day);
        assert_eq!((&after.visits, &after.spans), (&before.visits, &before.spans), "{step:?}");
        holds(&day.events);
    }
}

#[test]
fn a_call_and_a_start_are_taken_back_and_the_last_wait_with_them() {
    let mut day = Day::open(small(), "09:00");
    let first = day.takes("passport");
    day.opens("anna", 1).at("09:10").calls("anna");
    day.after_s(5).clerk("anna", Act::Undo);
    let second = day.takes("passport");
    let folded = today(&day);
    assert_eq!(outcomes(&folded, first), [(Began::Issued, Outcome::Waiting)]);
    assert_eq!(visit(&folded, second).last_wait_s, None, "nobody was called");
    day.calls("anna");
    day.clerk("anna", Act::Start);
    day.clerk("anna", Act::Undo);
    let third = day.takes("passport");
    let folded = today(&day);
    assert_eq!(outcomes(&folded, first), [(Began::Issued, Outcome::Called)]);
    assert_eq!(visit(&folded, third).last_wait_s, Some(605));
    holds(&day.events);
}

#[test]
fn a_visit_has_a_leg_for_each_service_q8() {
    let mut day = Day::open(small(), "09:00");
    let id = day.takes_as(&["passport", "payment"], "general");
    day.opens("anna", 1).opens("boris", 3).at("09:10").receives("anna");
    day.at("09:25").receives("boris");
    let folded = today(&day);
    let done = [(Began::Issued, Outcome::NextService), (Began::NextService, Outcome::Finished)];
    assert_eq!(outcomes(&folded, id), done);
    let waits: Vec<_> = visit(&folded, id).legs.iter().map(|leg| (leg.service.to_string(), leg.wait_s())).collect();
    assert_eq!(waits, [("passport".to_owned(), Some(600)), ("payment".to_owned(), Some(900))]);
    let figures = Figures::of(&folded, &Filter::default());
    assert_eq!((figures.visitors.all, figures.services.len()), (1, 2));
    let of_payment = Filter { service: Some(service_id("payment")), ..Filter::default() };
    assert_eq!(Figures::of(&folded, &of_payment).waits.sum_s, 900);
    holds(&day.events);
}

#[test]
fn who_is_parked_waits_no_second_time_and_a_no_show_who_comes_back_does() {
    let mut day = Day::open(small(), "09:00");
    let parked = day.takes("passport");
    day.opens("anna", 1).at("09:10").calls("anna");
    day.clerk("anna", Act::Start);
    day.after_min(5).clerk("anna", Act::Park { reason: reason_id("photo"), alarm_min: None });
    day.after_min(20).clerk("anna", Act::Return { ticket: parked });
    day.clerk("anna", Act::Start);
    day.after_min(2).clerk("anna", Act::Finish);
    let late = day.takes("passport");
    day.calls("anna");
    day.after_s(90).clerk("anna", Act::Recall);
    day.clerk("anna", Act::NoShow);
    day.after_min(3).act(kiosk(), Act::ComeBack { ticket: late }).expect("in time");
    day.after_min(4).receives("anna");
    let folded = today(&day);
    let reason = reason_id("photo");
    let done = [(Began::Issued, Outcome::Parked { reason }), (Began::BroughtBack, Outcome::Finished)];
    assert_eq!(outcomes(&folded, parked), done);
    let legs = &visit(&folded, parked).legs;
    assert_eq!((legs[0].wait_s(), legs[0].undone_s(), legs[0].service_s()), (Some(600), Some(300), None));
    assert_eq!((legs[1].wait_s(), legs[1].undone_s(), legs[1].service_s()), (None, None, Some(120)));
    assert_eq!(outcomes(&folded, late), [(Began::Issued, Outcome::NoShow), (Began::CameBack, Outcome::Finished)]);
    let again = &visit(&folded, late).legs[1];
    assert_eq!(
        (again.wait_s(), visit(&folded, late).legs[0].call.as_ref().map(|call| call.calls)),
        (Some(240), Some(2))
    );
    let figures = Figures::of(&folded, &Filter::default());
    assert_eq!((figures.visitors.no_shows, figures.visitors.came_back), (1, 1));
    assert_eq!(figures.clerks[&clerk_id("anna")].undone_s, 300);
    holds(&day.events);
}

#[test]
fn whose_right_is_denied_has_waited_since_the_coupon_q5() {
    let mut day = Day::open(small(), "09:00");
    let id = day.takes_as(&["passport"], "infant");
    day.opens("anna", 1).at("09:05").calls("anna");
    day.clerk("anna", Act::DenyRight);
    day.at("09:20").receives("anna");
    let folded = today(&day);
    assert_eq!(outcomes(&folded, id), [(Began::Issued, Outcome::RightDenied), (Began::RightDenied, Outcome::Finished)]);
    let legs = &visit(&folded, id).legs;
    assert_eq!((legs[0].limit_s, legs[0].wait_s()), (15 * 60, Some(300)));
    assert_eq!((legs[1].limit_s, legs[1].wait_s()), (30 * 60, Some(1200)));
}

#[test]
fn a_call_out_of_turn_stands_with_the_clerks_name_q6() {
    let mut day = Day::open(small(), "09:00");
    let (due, chosen) = (day.takes("passport"), day.takes("passport"));
    day.opens("anna", 1).at("09:10").clerk("anna", Act::CallTicket { ticket: chosen, reason: reason_id("question") });
    let folded = today(&day);
    let figures = Figures::of(&folded, &Filter::default());
    let call = figures.out_of_turn().next().expect("it stands there");
    assert_eq!((call.clerk.clone(), call.reason.clone()), (clerk_id("anna"), reason_id("question")));
    assert_eq!(
        (call.number.to_string().as_str(), call.instead_of, call.window.clone()),
        ("A002", Some(due), window_id("w1"))
    );
    assert_eq!(figures.clerks[&clerk_id("anna")].out_of_turn, 1);
    let before = called_before(&folded, due);
    assert_eq!(before.iter().map(|one| (one.visit.ticket, one.came_later)).collect::<Vec<_>>(), [(chosen, true)]);
    assert_eq!(called_before(&folded, chosen), []);
}

#[test]
fn who_leaves_on_the_own_page_is_told_apart_in_the_journal_and_counted_as_left_q7() {
    let mut day = Day::open(small(), "09:00");
    let (said, on_page) = (day.takes("passport"), day.takes("passport"));
    day.act(kiosk(), Act::Leave { ticket: said }).expect("who waits may go");
    day.act(Actor::Visitor, Act::Leave { ticket: on_page }).expect("who waits may go");
    let folded = today(&day);
    let why: Vec<_> = folded.visits.iter().filter_map(|visit| Some(visit.left?.why)).collect();
    assert_eq!(why, [LeftWhy::Said, LeftWhy::OnPage]);
    assert_eq!(Figures::of(&folded, &Filter::default()).visitors.left, 2);
    day.act(Actor::Visitor, Act::Leave { ticket: on_page }).expect_err("there is no place to give up any more");
    holds(&day.events);
}

#[test]
fn a_story_keeps_what_was_taken_back_and_says_so() {
    let mut day = Day::open(small(), "09:00");
    let (first, other) = (day.takes("passport"), day.takes("passport"));
    day.opens("anna", 1).calls("anna");
    day.clerk("anna", Act::Undo);
    day.calls("anna");
    day.act(Actor::Visitor, Act::MarkMoreTime { ticket: first, on: true }).expect("it is not over");
    let told = story(&day.events, first);
    let words: Vec<_> = told
        .iter()
        .map(|told| {
            let word = format!("{:?}", told.event.fact);
            (word.split(' ').next().expect("a word").to_owned(), told.undone)
        })
        .collect();
    let told = |word: &str, undone| (word.to_owned(), undone);
    let wanted = [
        told("TicketIssued", false),
        told("VisitorCalled", true),
        told("StepUndone", false),
        told("VisitorCalled", false),
        told("MoreTimeMarked", false),
    ];
    assert_eq!(words, wanted);
    assert_eq!(story(&day.events, other).len(), 1);
}

#[test]
fn an_average_day_of_a_part_is_one_of_all_days_on_which_anybody_came_q7() {
    let mut day = Day::open_on(small(), "2026-11-16", "09:00");
    for monday in ["2026-11-16", "2026-11-23", "2026-11-30", "2026-12-07"] {
        day.on(monday, "09:00").takes("passport");
    }
    (0..4).for_each(|_| _ = day.takes_as(&["passport"], "infant"));
    let ticket = day.on("2026-12-14", "09:00").takes("passport");
    day.act(kiosk(), Act::WithdrawTicket { ticket }).expect("nobody saw it");
    let infants = Filter { category: Some(category_id("infant")), ..Filter::default() };
    let figures = Figures::over(holds(&day.events), &infants);
    let heat = figures.heat[&(Weekday::Mon, 9)];
    assert_eq!((figures.days, heat.visitors, heat.days), (1, 4, 4), "one of an average Monday");
}

#[test]
fn a_booking_is_in_time_late_or_missed_b4_b12() {
    let mut day = Day::open(booked(), "08:00");
    let on_time = day.books(1, "2026-11-17T09:00");
    let late = day.books(2, "2026-11-17T09:00");
    let too_late = day.books(3, "2026-11-17T09:15");
    day.books(4, "2026-11-17T10:00");
    day.at("08:50").checks_in(on_time).expect("early");
    day.at("09:07").checks_in(late).expect("after it");
    day.at("09:40").checks_in(too_late).expect("too late");
    day.opens("anna", 1).at("09:45");
    let first = day.receives("anna");
    day.at("18:00");
    let folded = today(&day);
    let visitors = Figures::of(&folded, &Filter::default()).visitors;
    assert_eq!((visitors.all, visitors.in_time, visitors.after_time, visitors.too_late), (3, 1, 1, 1));
    assert_eq!((visitors.missed, visitors.missed_by_outage), (1, 0));
    let lateness = Times { count: 2, within: 1, sum_s: 1920, median_s: 420, nine_of_ten_s: 1500, longest_s: 1500 };
    assert_eq!(visitors.lateness, lateness);
    // Who came early waits from the booked time on.
    assert_eq!(visit(&folded, first).legs[0].wait_s(), Some(45 * 60));
    holds(&day.events);
}

#[test]
fn the_expected_wait_is_weighed_as_it_was_told_by_one_visitor_in_eight() {
    let mut day = Day::open(small(), "09:00");
    day.opens("anna", 1);
    let first = day.takes("passport");
    let others: Vec<TicketId> = (0..7).map(|_| day.takes("passport")).collect();
    for ticket in others {
        day.act(Actor::Visitor, Act::Leave { ticket }).expect("a visitor may leave");
    }
    let second = day.takes("passport");
    day.calls("anna");
    day.clerk("anna", Act::Start);
    day.after_min(12).calls("anna");
    let folded = today(&day);
    let told = |id| visit(&folded, id).expected.map(|expected| (expected.from_min, expected.to_min));
    assert_eq!((told(first), told(second)), (Some((0, 0)), Some((4, 40))));
    let expected = Figures::of(&folded, &Filter::default()).expected;
    assert_eq!((expected.told, expected.inside, expected.rivalled), (2, 2, 0));
    // The first was called at once; the middle of the second's range is 22 minutes, and it waited 12.
    assert_eq!((expected.error_sum_s, expected.width_sum_s), (600, 2160));
    assert_eq!((expected.inside_percent(), expected.mean_error_s()), (Some(100), Some(300)));
}

#[test]
fn nobody_is_in_the_statistics_but_who_works_there_p3() {
    let mut day = Day::open(booked(), "08:00");
    let booking = day.books(1, "2026-11-17T09:00");
    day.at("09:00").checks_in(booking).expect("in time");
    let written = serde_json::to_string(&today(&day)).expect("a day is written");
    let issued = day.events.iter().find_map(|event| {
        if let Fact::TicketIssued { code, .. } = &event.fact { Some(code.as_str().to_owned()) } else { None }
    });
    let made = serde_json::to_string(&day.state.bookings).expect("bookings are written");
    let person = made
        .split('"')
        .find(|word| word.len() == 20 && !word.contains('-'))
        .expect("the journal's name of the person")
        .to_owned();
    for name in [issued.expect("a coupon"), person] {
        assert!(!written.contains(&name), "{name}");
    }
}
