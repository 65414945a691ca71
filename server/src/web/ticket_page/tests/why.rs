//! "Why was someone called before me?": each reason, who is only counted, and what is never told (Q6).

use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use before::{Call, Reason, told};
use queue::Number;
use queue::day::{Began, Called, Came, Day, Leg, Outcome, Visit};
use queue::ids::{CallId, CategoryId, ClerkId, ReasonId, ServiceId};
use queue::turn::Why;

use super::*;
use crate::statistics::held;

/// Minutes after 09:40 by the office's clock.
fn at(minutes: i64) -> Timestamp {
    let began: Timestamp = "2026-11-17T06:40:00Z".parse().unwrap();
    began + jiff::SignedDuration::from_mins(minutes)
}

/// A coupon of that minute, not called yet. The limit for waiting is half an hour.
fn visit(number: &str, came: i64, service: &ServiceId) -> Visit {
    let leg = Leg {
        service: service.clone(),
        category: CategoryId::new("general").unwrap(),
        began: Began::Issued,
        since: at(came),
        limit_s: 1800,
        norm_s: 600,
        call: None,
        started: None,
        ended: None,
        outcome: Outcome::Waiting,
    };
    let number: Number = number.parse().unwrap();
    Visit {
        ticket: TicketId(u64::from(number.figures())),
        number,
        issued_at: at(came),
        came: Came::WalkIn,
        expected: None,
        last_wait_s: None,
        left: None,
        legs: vec![leg],
    }
}

/// Called at that minute to the first window that receives the service, or to a certain one.
fn called(mut visit: Visit, minute: i64, window: usize, why: Why) -> Visit {
    let window = floor().windows[window].id.clone();
    let id = CallId(u64::try_from(minute).unwrap());
    let clerk = ClerkId::new("anna").unwrap();
    let leg = visit.legs.last_mut().unwrap();
    leg.call = Some(Called { id, at: at(minute), window, clerk, why, calls: 1 });
    leg.outcome = Outcome::Called;
    visit
}

fn day(mut visits: Vec<Visit>) -> Day {
    visits.sort_by_key(|visit| visit.ticket);
    let (zone, date) = (floor().calendar.zone, "2026-11-17".parse().unwrap());
    Day { date, zone, turns_at: at(900), until: at(60), visits, spans: Vec::new(), missed: Vec::new() }
}

/// The first service, a window that receives it, and another service with a window that does not receive the first.
fn places() -> (ServiceId, usize, ServiceId, usize) {
    let floor = floor();
    let first = floor.services[0].id.clone();
    let here = floor.windows.iter().position(|window| window.services.contains(&first)).unwrap();
    let there = floor.windows.iter().position(|window| !window.services.contains(&first)).unwrap();
    (first, here, floor.windows[there].services[0].clone(), there)
}

/// What A012 of 09:42 saw of one other visitor.
fn saw(other: Visit) -> (Vec<Reason>, u32) {
    let (service, ..) = places();
    let told = told(&day(vec![visit("A012", 2, &service), other]), TicketId(12), &floor()).unwrap();
    assert!(told.place_kept && told.more == 0);
    (told.calls.into_iter().map(|call| call.reason).collect(), told.came_before)
}

fn chosen(reason: &str) -> Why {
    Why::Chosen { reason: ReasonId::new(reason).unwrap(), instead_of: Some(TicketId(12)) }
}

#[test]
fn each_rule_is_told_as_what_it_is_q6() {
    let (service, here, other, there) = places();
    let later = || visit("A015", 3, &service);
    let first_come = || Why::FirstCome { waited_s: 60 };
    let credit = |waited_s, limit_s, preferential| Why::Credit { waited_s, limit_s, preferential };
    let preferential = Why::Preferential { waited_s: 60, generals: 3 };
    for (seen, reason) in [
        (called(later(), 5, here, Why::Booked { due: at(5), waited_s: 0 }), Reason::BookedFor(at(5))),
        (called(later(), 5, here, preferential), Reason::Preferential),
        (called(later(), 5, here, credit(120, 600, true)), Reason::ShorterLimit),
        (called(later(), 5, here, credit(120, 600, false)), Reason::LargerShare),
        // Not larger than A012's own three minutes of thirty: it was sent to another window.
        (called(later(), 5, here, credit(120, 1800, false)), Reason::InOrder),
        (called(later(), 5, here, first_come()), Reason::InOrder),
        (called(visit("K006", 3, &other), 5, there, first_come()), Reason::Elsewhere),
        (called(later(), 5, here, chosen("unwell")), Reason::Chosen(None)),
        (called(later(), 5, here, chosen("comes-back")), Reason::Chosen(ReasonId::new("comes-back").ok())),
        (called(later(), 5, here, Why::Parked), Reason::SetAside),
    ] {
        assert_eq!(saw(seen.clone()), (vec![reason], 0), "{seen:?}");
    }
    // Of two minutes since the place not a second is of the wait: only who comes from another window has it by a rule (Q8).
    for (began, reason) in [
        (Began::NextService, Reason::PlaceGiven),
        (Began::Transferred, Reason::PlaceGiven),
        (Began::PutBack, Reason::LargerShare),
        (Began::RightDenied, Reason::LargerShare),
    ] {
        let mut again = later();
        (again.legs[0].began, again.legs[0].since) = (began, at(5));
        assert_eq!(saw(called(again, 5, here, credit(120, 600, false))), (vec![reason], 0), "{began:?}");
    }
    let mut back = later();
    back.legs[0].began = Began::CameBack;
    assert_eq!(saw(called(back, 5, here, first_come())), (vec![Reason::CameBack], 0));
}

#[test]
fn who_came_before_is_counted_once_and_who_was_not_seen_is_not_told() {
    let (service, here, other, there) = places();
    let first_come = || Why::FirstCome { waited_s: 60 };
    let sooner = visit("A011", 1, &service);
    assert_eq!(saw(called(sooner.clone(), 5, here, first_come())), (vec![], 1));
    assert_eq!(saw(called(visit("K005", 1, &other), 5, there, first_come())), (vec![], 0), "of another line");
    assert_eq!(saw(called(sooner, 1, here, first_come())), (vec![], 0), "before A012 came");
    assert_eq!(saw(visit("A015", 3, &service)), (vec![], 0), "nobody called it");
    let mine = called(visit("A012", 2, &service), 4, here, first_come());
    let after = called(visit("A015", 3, &service), 5, here, first_come());
    let told = told(&day(vec![mine, after]), TicketId(12), &floor()).unwrap();
    assert_eq!((told.calls, told.came_before), (vec![], 0), "after A012 was called");
}

#[test]
fn a_long_day_is_told_from_its_end_q6() {
    let (service, here, ..) = places();
    let mut visits = vec![visit("A012", 2, &service)];
    let numbers = (13..40).map(|number| visit(&format!("A{number:03}"), 3, &service));
    visits.extend(numbers.zip(5..).map(|(visit, minute)| called(visit, minute, here, Why::Parked)));
    let told = told(&day(visits), TicketId(12), &floor()).unwrap();
    assert_eq!((told.calls.len(), told.more), (10, 17));
    assert_eq!(told.calls.last().unwrap().at, at(31));
    assert_eq!(before::told(&day(vec![]), TicketId(12), &floor()), None);
}

fn seen(reasons: Vec<Reason>) -> Told {
    let call = |(number, reason)| Call { at: at(5), number: format!("A{number:03}").parse().unwrap(), reason };
    Told { calls: (15..).zip(reasons).map(call).collect(), more: 2, came_before: 3, place_kept: true }
}

#[test]
fn the_look_is_said_in_each_language_and_nothing_personal_is_in_it() {
    let reasons = vec![
        Reason::BookedFor(at(5)),
        Reason::Preferential,
        Reason::ShorterLimit,
        Reason::LargerShare,
        Reason::PlaceGiven,
        Reason::Elsewhere,
        Reason::InOrder,
        Reason::Chosen(None),
        Reason::Chosen(ReasonId::new("comes-back").ok()),
        Reason::CameBack,
        Reason::SetAside,
    ];
    let told = seen(reasons.clone());
    for language in ["ru", "en", "hy"] {
        let page = page_on(&floor(), &ticket(TicketState::Waiting), Some(&told), &wish(language));
        let lines: std::collections::BTreeSet<_> = page.split("<li><time>").skip(1).collect();
        assert_eq!(lines.len(), reasons.len(), "{language}: each in words of its own");
    }
    let text = text_of(&page_on(&floor(), &ticket(TicketState::Waiting), Some(&told), &wish("ru")));
    for part in [
        "Почему вызвали раньше меня? 09:45 A015: запись на 09:45",
        "09:45 A019: после другого окна, место по правилу отдела",
        "09:45 A020: другая услуга, другое окно",
        "A023: вызов вне очереди: вернулся с документом",
        "Более ранние вызовы не показаны: 2",
        "Пришли раньше вас: 3 человека",
        "Ваше место в общей очереди прежнее.",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    for personal in ["плохое самочувствие", "ребён", "anna", "Anna"] {
        assert!(!text.contains(personal), "{personal} in {text}");
    }
}

/// The bytes of a page at most, style and script included, on the demo floor.
const LIGHT: usize = 24 * 1024;

#[test]
fn the_page_is_light_with_all_that_may_stand_on_it() {
    let told = seen(vec![Reason::Chosen(ReasonId::new("comes-back").ok()); 10]);
    for state in STATES {
        for language in ["ru", "en", "hy"] {
            let mut ticket = ticket(state);
            (ticket.view.more_time, ticket.view.category) = (true, floor().categories[1].id.clone());
            let page = page_on(&floor(), &ticket, Some(&told), &wish(language));
            assert!(page.len() <= LIGHT, "{state:?} in {language}: {} bytes", page.len());
        }
    }
}

#[test]
fn it_is_told_while_the_visit_goes_on_and_there_is_something_to_wonder_about() {
    let told = seen(vec![Reason::Elsewhere]);
    for state in STATES {
        let text = text_of(&page_on(&floor(), &ticket(state), Some(&told), &wish("ru")));
        let over = matches!(state, TicketState::Finished | TicketState::Refused | TicketState::Left);
        assert_eq!(text.contains("Почему вызвали"), !over, "{state:?}");
        assert_eq!(text.contains("Ваше место в общей"), state == TicketState::Waiting, "{state:?}");
    }
    let page = page_on(&floor(), &ticket(TicketState::Waiting), Some(&seen(vec![])), &wish("ru"));
    assert!(!page.contains("Почему вызвали"));
    let moved = Told { place_kept: false, ..told };
    let page = page_on(&floor(), &ticket(TicketState::Waiting), Some(&moved), &wish("ru"));
    assert!(page.contains("Почему вызвали") && !page.contains("Ваше место в общей"));
}

#[test]
fn a_page_that_would_wait_for_the_statistics_comes_without_them_and_they_are_asked_once() {
    let statistics = Arc::new(Statistics::new("nowhere".as_ref()));
    let story = Story::new(Arc::clone(&statistics));
    let (floor, ticket) = (floor(), ticket(TicketState::Waiting));
    let (tell, ready) = channel();
    let (release, released) = channel::<()>();
    let of_the_floor = Arc::clone(&statistics);
    std::thread::scope(|scope| {
        scope.spawn(move || {
            let held = held(&of_the_floor, 1);
            tell.send(()).unwrap();
            // A page that waits for it is seen to, and does not wait for ever.
            let _ended = released.recv_timeout(Duration::from_secs(20));
            drop(held);
        });
        ready.recv().unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let began = Instant::now();
        for second in 0..3 {
            let saw = runtime.block_on(story.of(&ticket.view, &floor, Duration::from_secs(second)));
            assert_eq!(saw, None);
        }
        assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
        assert_eq!(Arc::strong_count(&statistics), 4, "the test's, the floor's, the pages' and one who reads");
        drop(release);
    });
}
