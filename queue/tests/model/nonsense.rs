//! Whatever a bent journal holds, as long as each event can be read: applying it never panics, and the floor that
//! comes of it can still be asked everything (S7).

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use proptest::prelude::{ProptestConfig, any, prop, proptest};
use queue::estimate::expected_wait;
use queue::ids::{CallId, ClerkId, ReasonId, ServiceId, TicketId, WindowId};
use queue::issue::issue;
use queue::ticket::LeftWhy;
use queue::turn::{self, Why};
use queue::{Act, Actor, Command, Event, Fact, Letter, Number, State, Target, apply, deadline, decide};

use crate::book::Book;
use crate::dice::Dice;
use crate::support::day::code;
use crate::support::floors::{category_id, clerk_id, language, reason_id, service_id, small, window_id};
use crate::{acts, world};

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nonsensical_events_never_panic(seeds in prop::collection::vec(any::<u64>(), 1..120)) {
        let mut state = State::default();
        for seed in &seeds {
            let event = event(&mut Dice::new(*seed));
            apply(&mut state, &event);
        }
        ask_everything(&state, &mut Dice::new(seeds[0]));
    }
}

fn ask_everything(state: &State, dice: &mut Dice) {
    let now = moment(dice);
    let _ = deadline::next(state);
    let _ = expected_wait(state, now);
    for window in state.floor.iter().flat_map(|floor| &floor.windows) {
        let _ = (turn::next(state, &window.id, now), turn::order(state, &window.id, now));
    }
    for service in state.floor.iter().flat_map(|floor| &floor.services) {
        let _ = issue(state, service, now);
    }
    let mut book = Book::new(small(), date(dice));
    book.next_ticket = 3;
    for _ in 0..40 {
        let (by, act) = acts::any(&book, dice);
        let _ = decide(state, &Command { by, act }, now);
        let by = Actor::Staff(clerk(dice));
        let _ = decide(state, &Command { by, act: Act::Undo }, now);
    }
    if let Ok(events) = decide(state, &Command { by: Actor::Time, act: Act::LetTimePass }, now) {
        let mut after = state.clone();
        events.iter().for_each(|event| apply(&mut after, event));
    }
    let text = serde_json::to_string(state).expect("any state is written");
    let read: State = serde_json::from_str(&text).expect("any state is read");
    assert_eq!(read, *state);
}

fn event(dice: &mut Dice) -> Event {
    let by = dice.pick(&[Actor::Time, Actor::Office, Actor::Visitor]).clone();
    let fact = match dice.below(4) {
        0 => of_the_floor(dice),
        1 => of_coupons(dice),
        2 => of_windows(dice),
        _ => of_visits(dice),
    };
    Event { at: moment(dice), day: date(dice), by, continues: dice.one_in(3), fact }
}

/// Moments close together, with a stray one from the ends of time.
fn moment(dice: &mut Dice) -> Timestamp {
    let base = Timestamp::constant(1_795_000_000, 0);
    match dice.below(12) {
        0 => Timestamp::MAX,
        1 => Timestamp::MIN,
        2 => Timestamp::UNIX_EPOCH,
        _ => base + jiff::SignedDuration::from_secs(dice.between(0, 100_000)),
    }
}

fn date(dice: &mut Dice) -> Date {
    *dice.pick(&[Date::constant(2026, 11, 17), Date::constant(2026, 11, 18), Date::MIN, Date::MAX])
}

fn ticket(dice: &mut Dice) -> TicketId {
    TicketId(*dice.pick(&[0, 1, 2, 3, u64::MAX]))
}

fn call(dice: &mut Dice) -> CallId {
    CallId(*dice.pick(&[0, 1, 2, 3, u64::MAX]))
}

fn service(dice: &mut Dice) -> ServiceId {
    service_id(dice.word(&["passport", "visa", "payment", "unknown"]))
}

fn window(dice: &mut Dice) -> WindowId {
    window_id(dice.word(&["w1", "w2", "w3", "unknown"]))
}

fn clerk(dice: &mut Dice) -> ClerkId {
    clerk_id(dice.word(&["anna", "boris", "unknown"]))
}

fn reason(dice: &mut Dice) -> ReasonId {
    reason_id(dice.word(&["health", "unknown"]))
}

fn of_the_floor(dice: &mut Dice) -> Fact {
    let service = service(dice);
    match dice.below(8) {
        0 | 1 => Fact::FloorConfigured { floor: Box::new(small()) },
        2 => Fact::FloorConfigured { floor: Box::new(world::random(dice).0) },
        3 if dice.one_in(4) => Fact::DayTurned,
        4 => Fact::IssueStopped { service },
        5 => Fact::IssueResumed { service },
        6 => Fact::IssueExtended { service, until: dice.one_in(2).then_some(Time::MAX), more: u16::MAX },
        _ => Fact::DayTurned,
    }
}

fn of_coupons(dice: &mut Dice) -> Fact {
    let ticket = ticket(dice);
    match dice.below(7) {
        0..3 => Fact::TicketIssued {
            ticket,
            code: code(ticket.0 % 2),
            number: Number::new(Letter::new('A').expect("a letter"), *dice.pick(&[1, 2, 999])).expect("1 to 999"),
            visit: (0..dice.below(4)).map(|_| service(dice)).collect(),
            category: category_id(dice.word(&["general", "infant", "unknown"])),
            language: language("ru"),
            more_time: dice.one_in(2),
            arrival: None,
        },
        3 => Fact::VisitorLeft {
            ticket,
            why: *dice.pick(&[LeftWhy::EndOfDay, LeftWhy::Withdrawn, LeftWhy::Said, LeftWhy::OnPage]),
        },
        4 => Fact::MoreTimeMarked { ticket, on: dice.one_in(2) },
        5 => Fact::CouponReprinted { ticket },
        _ => Fact::VisitorCameBack { ticket, place: moment(dice) },
    }
}

fn of_windows(dice: &mut Dice) -> Fact {
    let (window, clerk) = (window(dice), clerk(dice));
    match dice.below(8) {
        0 => Fact::ClerkSignedIn { clerk },
        1 => Fact::ClerkSignedOut { clerk },
        2..5 => Fact::WindowOpened { window, clerk },
        5 => Fact::WindowPaused { window, clerk, reason: reason(dice) },
        6 => Fact::WindowResumed { window, clerk },
        _ => Fact::WindowClosed { window, clerk },
    }
}

fn of_visits(dice: &mut Dice) -> Fact {
    let (ticket, window, clerk, place) = (ticket(dice), window(dice), clerk(dice), moment(dice));
    match dice.below(17) {
        0..4 => {
            let instead_of = dice.one_in(2).then_some(ticket);
            let chosen = Why::Chosen { reason: reason(dice), instead_of };
            let why = if dice.one_in(2) { Why::Parked } else { chosen };
            Fact::VisitorCalled { call: call(dice), ticket, window, clerk, why }
        }
        4 => Fact::VisitorRecalled { call: call(dice), ticket, window, clerk },
        5 | 6 => Fact::ServiceStarted { ticket, window, clerk },
        7 => Fact::ServiceFinished { ticket, window, clerk },
        8 => {
            let added = dice.one_in(2).then(|| service(dice));
            Fact::NextServiceQueued { ticket, window, clerk, added, place }
        }
        9 => Fact::VisitorNoShow { ticket, window, clerk, until: place },
        10 => Fact::ComeBackLapsed { ticket },
        11 => {
            let alarm_at = dice.one_in(2).then_some(place);
            Fact::VisitorParked { ticket, window, clerk, reason: reason(dice), alarm_at }
        }
        12 => Fact::ParkAlarmRang { ticket },
        13 => {
            let to = if dice.one_in(2) { Target::Service(service(dice)) } else { Target::Window(window.clone()) };
            Fact::VisitorTransferred { ticket, window, clerk, to, place }
        }
        14 => Fact::VisitorPutBack { ticket, window, clerk, place },
        15 => {
            let (denied, category) = (category_id("infant"), category_id(dice.word(&["general", "unknown"])));
            Fact::RightDenied { ticket, window, clerk, denied, category, place }
        }
        _ => {
            let undone = dice.one_in(2);
            let reason = reason(dice);
            if undone {
                Fact::StepUndone { window, clerk }
            } else {
                Fact::ServiceRefused { ticket, window, clerk, reason }
            }
        }
    }
}
