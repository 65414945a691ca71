//! Clerks and their windows, and a new configuration while they are at work.

use jiff::civil::{Time, date};
use queue::floor::Role;
use queue::zone::Zone;
use queue::{Act, Actor, Fact, Floor, Leaving, Number, Rejection, Target};

use crate::support::day::{Day, staff};
use crate::support::floors::{
    category_id, clerk, clerk_id, language, reason_id, service, service_id, small, time, window, window_id,
};

fn first() -> Number {
    "A001".parse().expect("a number")
}

fn open(number: u8) -> Act {
    Act::OpenWindow { window: window_id(&format!("w{number}")) }
}

fn close(visitor: Option<Leaving>) -> Act {
    Act::CloseWindow { visitor }
}

/// Anna at window 1 with a visitor who is being served.
fn serving() -> (Day, queue::ids::TicketId) {
    let mut day = Day::open(small(), "09:00");
    let id = day.takes("passport");
    day.opens("anna", 1).calls("anna");
    day.clerk("anna", Act::Start);
    (day, id)
}

#[test]
fn a_window_has_one_clerk_and_a_clerk_one_window() {
    let mut day = Day::open(small(), "09:00");
    assert_eq!(day.rejects("anna", open(1)), Rejection::NotSignedIn);
    day.opens("anna", 1).clerk("boris", Act::SignIn);
    assert_eq!(day.rejects("boris", open(1)), Rejection::WindowTaken { by: clerk_id("anna") });
    assert_eq!(day.rejects("anna", open(2)), Rejection::HoldsWindow { window: window_id("w1") });
    assert_eq!(day.rejects("boris", open(9)), Rejection::UnknownWindow);
    day.clerk("boris", open(2));
}

#[test]
fn only_people_of_the_office_sign_in() {
    let mut day = Day::open(small(), "09:00");
    assert_eq!(day.rejects("stranger", Act::SignIn), Rejection::UnknownClerk);
    assert_eq!(day.act(Actor::Visitor, Act::SignIn), Err(Rejection::UnknownClerk));
    day.clerk("anna", Act::SignIn);
    assert_eq!(day.clerk("anna", Act::SignIn), [], "a second console of the same clerk changes nothing");
}

#[test]
fn a_paused_window_receives_nobody_until_it_resumes() {
    let mut day = Day::open(small(), "09:00");
    day.takes("passport");
    day.opens("anna", 1);
    assert_eq!(day.rejects("anna", Act::ResumeWindow), Rejection::WindowNotPaused);
    let pause = |key| Act::PauseWindow { reason: reason_id(key) };
    assert_eq!(day.rejects("anna", pause("copies")), Rejection::UnknownReason);
    day.clerk("anna", pause("break"));
    assert_eq!(day.rejects("anna", pause("break")), Rejection::WindowPaused);
    assert_eq!(day.rejects("anna", Act::CallNext), Rejection::WindowPaused);
    day.clerk("anna", Act::ResumeWindow);
    day.calls("anna");
    assert_eq!(day.rejects("anna", pause("break")), Rejection::WindowBusy { number: first() });
}

#[test]
fn a_window_that_closes_with_a_visitor_asks_what_becomes_of_them() {
    let (mut day, _) = serving();
    assert_eq!(day.rejects("anna", close(None)), Rejection::VisitorNeedsDecision { number: first() });
    assert_eq!(day.rejects("anna", Act::SignOut), Rejection::VisitorNeedsDecision { number: first() });
}

#[test]
fn a_window_closes_and_the_visit_is_over() {
    let (mut day, id) = serving();
    day.clerk("anna", close(Some(Leaving::Finish)));
    assert!(day.ticket(id).is_over());
    assert_eq!(day.rejects("anna", Act::CallNext), Rejection::NoWindow);
}

#[test]
fn a_window_closes_and_the_visitor_waits_again_at_the_old_place() {
    let (mut day, id) = serving();
    day.after_min(5).takes("passport");
    day.clerk("anna", close(Some(Leaving::PutBack)));
    day.opens("boris", 2);
    assert_eq!(day.calls("boris"), id);
}

#[test]
fn a_window_closes_and_the_visitor_is_sent_on() {
    let (mut day, id) = serving();
    let same = Leaving::Transfer(Target::Service(service_id("passport")));
    assert_eq!(day.rejects("anna", close(Some(same))), Rejection::SameTarget);
    day.clerk("anna", close(Some(Leaving::Transfer(Target::Service(service_id("payment"))))));
    assert_eq!(day.ticket(id).service(), &service_id("payment"));
}

#[test]
fn who_was_called_and_not_seen_cannot_be_finished_by_closing() {
    let mut day = Day::open(small(), "09:00");
    day.takes("passport");
    day.opens("anna", 1).calls("anna");
    assert_eq!(day.rejects("anna", close(Some(Leaving::Finish))), Rejection::NotStarted);
    day.clerk("anna", close(Some(Leaving::PutBack)));
}

fn take_over(clerk: &str, visitor: Option<Leaving>) -> Act {
    Act::TakeOverWindow { window: window_id("w1"), clerk: clerk_id(clerk), visitor }
}

#[test]
fn the_window_of_a_clerk_who_went_away_is_taken_over_under_both_names_q7() {
    let (mut day, id) = serving();
    assert_eq!(day.rejects("karine", take_over("anna", None)), Rejection::NotSignedIn);
    day.clerk("karine", Act::SignIn);
    assert_eq!(day.rejects("karine", take_over("anna", None)), Rejection::VisitorNeedsDecision { number: first() });
    assert_eq!(day.rejects("karine", take_over("boris", None)), Rejection::WindowTaken { by: clerk_id("anna") });
    let facts = day.clerk("karine", take_over("anna", Some(Leaving::PutBack)));
    let (window, clerk) = (window_id("w1"), clerk_id("anna"));
    assert!(
        matches!(&facts[0], Fact::VisitorPutBack { ticket, clerk, .. } if *ticket == id && *clerk == clerk_id("anna"))
    );
    assert_eq!(facts[1], Fact::WindowClosed { window, clerk });
    assert!(day.events.iter().rev().take(2).all(|event| event.by == staff("karine")), "and who took it over");
    assert_eq!(day.rejects("karine", take_over("anna", None)), Rejection::WindowClosed);
    assert_eq!(day.rejects("anna", Act::Undo), Rejection::NoWindow, "it was no step of anna's");
    day.opens("boris", 1);
    assert_eq!(day.calls("boris"), id);
    day.clerk("anna", open(2));
}

#[test]
fn a_window_that_is_taken_over_sends_its_visitor_where_a_closing_could() {
    let (mut day, id) = serving();
    day.clerk("karine", Act::SignIn);
    let same = Leaving::Transfer(Target::Window(window_id("w1")));
    assert_eq!(day.rejects("karine", take_over("anna", Some(same))), Rejection::SameTarget);
    let unknown = Act::TakeOverWindow { window: window_id("w9"), clerk: clerk_id("anna"), visitor: None };
    assert_eq!(day.rejects("karine", unknown), Rejection::UnknownWindow);
    day.clerk("karine", take_over("anna", Some(Leaving::Finish)));
    assert!(day.ticket(id).is_over());
}

#[test]
fn signing_out_closes_the_window_and_keeps_the_days_figures_q7() {
    let (mut day, _) = serving();
    day.clerk("anna", Act::Finish);
    day.clerk("anna", Act::SignOut);
    assert!(day.state.desks.is_empty());
    day.opens("anna", 1);
    assert_eq!(day.state.clerks[&clerk_id("anna")].served, 1);
}

fn configure(day: &mut Day, floor: Floor) -> Option<Rejection> {
    day.act(staff("admin"), Act::ConfigureFloor { floor: Box::new(floor) }).err()
}

#[test]
fn a_new_floor_strands_nobody_who_is_here() {
    let (mut day, _) = serving();
    let now = day.floor().clone();
    assert_eq!(configure(&mut day, now.clone()), Some(Rejection::NothingToChange));
    let services = now.services[1..].to_vec();
    let gone = configure(&mut day, Floor { services, ..now.clone() });
    assert_eq!(gone, Some(Rejection::ServiceInUse { service: service_id("passport") }));
    let windows = vec![window(1, &["visa"]), window(3, &["payment"])];
    let nowhere = configure(&mut day, Floor { windows, ..now.clone() });
    assert_eq!(nowhere, Some(Rejection::ServiceInUse { service: service_id("passport") }));
    let categories = now.categories[1..].to_vec();
    let gone = configure(&mut day, Floor { categories, ..now.clone() });
    assert_eq!(gone, Some(Rejection::CategoryInUse { category: category_id("general") }));
    let windows = now.windows[1..].to_vec();
    let gone = configure(&mut day, Floor { windows, ..now.clone() });
    assert_eq!(gone, Some(Rejection::WindowInUse { window: window_id("w1") }));
    let gone = configure(&mut day, Floor { clerks: vec![clerk("boris")], ..now });
    assert_eq!(gone, Some(Rejection::ClerkInUse { clerk: clerk_id("anna") }));
}

#[test]
fn a_new_floor_takes_no_role_from_a_clerk_at_a_window_s2() {
    let (mut day, _) = serving();
    let mut floor = day.floor().clone();
    floor.clerks[0].roles.remove(&Role::Clerk);
    let stranded = configure(&mut day, floor.clone());
    assert_eq!(stranded, Some(Rejection::ClerkInUse { clerk: clerk_id("anna") }));
    day.clerk("anna", close(Some(Leaving::PutBack)));
    assert_eq!(configure(&mut day, floor), None, "whoever holds no window strands nobody");
}

#[test]
fn a_new_floor_keeps_the_language_of_whoever_is_here() {
    let (mut day, _) = serving();
    let mut floor = day.floor().clone();
    floor.languages.retain(|spoken| *spoken != language("ru"));
    let unheard = configure(&mut day, floor.clone());
    assert_eq!(unheard, Some(Rejection::LanguageInUse { language: language("ru") }));
    day.clerk("anna", Act::Finish);
    assert_eq!(configure(&mut day, floor), None);
}

#[test]
fn a_new_floor_ends_no_day_while_people_are_here() {
    let (mut day, _) = serving();
    let mut apia = day.floor().clone();
    apia.calendar.zone = Zone::new("Pacific/Apia").expect("a zone");
    let ended = Rejection::DayInUse { day: date(2026, 11, 17) };
    day.at("18:00");
    assert_eq!(configure(&mut day, apia.clone()), Some(ended.clone()), "Wednesday has begun in Apia");
    let mut floor = day.floor().clone();
    floor.calendar.day_turns_at = time("04:00");
    assert_eq!(configure(&mut day, floor), None, "the day only gets longer");
    let mut back = day.floor().clone();
    back.calendar.day_turns_at = Time::midnight();
    day.on("2026-11-18", "02:00");
    assert_eq!(configure(&mut day, back), Some(ended));
    day.clerk("anna", close(Some(Leaving::Finish)));
    assert_eq!(configure(&mut day, apia), None, "nobody is here");
}

#[test]
fn a_new_floor_is_taken_in_mid_day_and_the_day_goes_on() {
    let (mut day, id) = serving();
    let mut floor = day.floor().clone();
    floor.services.push(service("driving", 'K'));
    floor.windows[0].services.push(service_id("driving"));
    assert_eq!(configure(&mut day, floor), None);
    assert_eq!(day.state.floor_version, 2);
    assert_eq!(day.at_window_of("anna"), Some(id));
    let next = day.takes("driving");
    assert_eq!((day.number(next), day.calls("anna")), ("K001".to_owned(), next));
}
