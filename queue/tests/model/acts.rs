//! Random acts: mostly what a sensible clerk, visitor or receptionist would do next, at times anything by anybody.

use jiff::civil::Time;
use queue::ids::{CategoryId, ClerkId, ReasonId, ServiceId, TicketId, WindowId};
use queue::{Act, Actor, Leaving, Target};

use crate::book::{Book, Visitor};
use crate::dice::Dice;
use crate::support::day::{code, kiosk, other_kiosk};
use crate::support::floors::{category_id, clerk_id, language, reason_id, service_id, window_id};
use crate::world;

/// Waiting visitors above which hardly anybody more comes.
const CROWD: usize = 60;

/// An act and who asks for it.
pub fn any(book: &Book, dice: &mut Dice) -> (Actor, Act) {
    let crowd = book.visitors.iter().filter(|visitor| visitor.waits()).count() > CROWD;
    match dice.below(100) {
        0..30 if !crowd || dice.one_in(10) => coupon(book, dice),
        0..72 => sensible(book, dice),
        72..82 => (at_paper(book, dice), on_paper(book, dice)),
        82..86 => (some_clerk(book, dice), hand(book, dice)),
        86 if dice.one_in(4) => {
            let floor = Box::new(world::changed(&book.floor, dice));
            (Actor::Staff(clerk_id("admin")), Act::ConfigureFloor { floor })
        }
        _ => (some_clerk(book, dice), at_random(book, dice)),
    }
}

fn some_clerk(book: &Book, dice: &mut Dice) -> Actor {
    if dice.one_in(30) {
        return dice.pick(&[kiosk(), Actor::Visitor, Actor::Time, Actor::Staff(clerk_id("nobody"))]).clone();
    }
    Actor::Staff(clerk(book, dice))
}

/// Mostly the same kiosk, so that it has tickets of its own.
fn some_kiosk(dice: &mut Dice) -> Actor {
    if dice.one_in(8) { other_kiosk() } else { kiosk() }
}

/// Whoever has to do with a coupon: a kiosk, the receptionist, or the visitor on the ticket's page.
fn at_paper(book: &Book, dice: &mut Dice) -> Actor {
    match dice.below(8) {
        0 => some_clerk(book, dice),
        1 => Actor::Visitor,
        _ => some_kiosk(dice),
    }
}

fn clerk(book: &Book, dice: &mut Dice) -> ClerkId {
    dice.any(&book.floor.clerks).map_or(clerk_id("nobody"), |clerk| clerk.id.clone())
}

fn service(book: &Book, dice: &mut Dice) -> ServiceId {
    if dice.one_in(40) {
        return service_id("unknown");
    }
    dice.pick(&book.floor.services).id.clone()
}

fn category(book: &Book, dice: &mut Dice) -> CategoryId {
    if dice.one_in(40) {
        return category_id("unknown");
    }
    dice.pick(&book.floor.categories).id.clone()
}

fn window(book: &Book, dice: &mut Dice) -> WindowId {
    if dice.one_in(40) {
        return window_id("unknown");
    }
    dice.pick(&book.floor.windows).id.clone()
}

fn reason(dice: &mut Dice) -> ReasonId {
    let keys = ["other-person", "no-right", "copies", "photo", "break", "archive", "health", "question", "unknown"];
    reason_id(dice.word(&keys))
}

/// A reason of the list in which `first` stands, now and then of another.
fn fitting(first: &str, dice: &mut Dice) -> ReasonId {
    if dice.one_in(12) { reason(dice) } else { reason_id(first) }
}

fn visitor<'b>(book: &'b Book, dice: &mut Dice, fits: impl Fn(&Visitor) -> bool) -> Option<&'b Visitor> {
    let found: Vec<&Visitor> = book.visitors.iter().map(AsRef::as_ref).filter(|visitor| fits(visitor)).collect();
    dice.any(&found).copied()
}

fn ticket(book: &Book, dice: &mut Dice, fits: impl Fn(&Visitor) -> bool) -> TicketId {
    let chosen = if dice.one_in(10) { visitor(book, dice, |_| true) } else { visitor(book, dice, fits) };
    chosen.map_or(TicketId(book.next_ticket + 7), |visitor| visitor.id)
}

fn coupon(book: &Book, dice: &mut Dice) -> (Actor, Act) {
    let length = *dice.pick(&[1, 1, 1, 1, 1, 2, 2, 3, 9, 0]);
    let mut services: Vec<ServiceId> = (0..length).map(|_| service(book, dice)).collect();
    if !dice.one_in(20) {
        services.dedup();
    }
    let act = Act::IssueTicket {
        services,
        category: category(book, dice),
        language: language(if dice.one_in(50) { "de" } else { dice.word(&["ru", "en", "hy"]) }),
        more_time: dice.one_in(8),
        code: code(book.next_ticket),
    };
    (if dice.one_in(8) { some_clerk(book, dice) } else { some_kiosk(dice) }, act)
}

fn on_paper(book: &Book, dice: &mut Dice) -> Act {
    match dice.below(12) {
        0 => Act::WithdrawTicket { ticket: ticket(book, dice, Visitor::waits) },
        1 => Act::Leave { ticket: ticket(book, dice, |visitor| !visitor.is_gone()) },
        2..5 => Act::MarkMoreTime { ticket: ticket(book, dice, |visitor| !visitor.is_gone()), on: dice.one_in(2) },
        5..7 => Act::ReprintCoupon { ticket: ticket(book, dice, |visitor| !visitor.is_gone()) },
        _ => Act::ComeBack { ticket: ticket(book, dice, |visitor| visitor.may_come_back_until().is_some()) },
    }
}

fn hand(book: &Book, dice: &mut Dice) -> Act {
    let service = service(book, dice);
    match dice.below(5) {
        4 => {
            let desk = dice.any(&book.desks).map(|desk| (desk.window.clone(), desk.clerk.clone()));
            let (window, of) = desk.unwrap_or((window(book, dice), clerk(book, dice)));
            let clerk = if dice.one_in(8) { clerk(book, dice) } else { of };
            let window = if dice.one_in(12) { self::window(book, dice) } else { window };
            Act::TakeOverWindow { window, clerk, visitor: leaving(book, dice) }
        }
        0 => Act::StopIssue { service },
        1 | 2 => Act::ResumeIssue { service },
        _ => {
            let until = || Time::constant(8, 30, 0, 0);
            let hour = i8::try_from(dice.below(24)).expect("0 to 23");
            let until = if dice.one_in(3) { None } else { until().with().hour(hour).build().ok() };
            Act::ExtendIssue { service, until, more: *dice.pick(&[0, 0, 1, 20, 900]) }
        }
    }
}

/// What a clerk would do where the floor stands.
fn sensible(book: &Book, dice: &mut Dice) -> (Actor, Act) {
    let clerk = clerk(book, dice);
    let by = Actor::Staff(clerk.clone());
    if !book.signed_in.contains(&clerk) {
        return (by, Act::SignIn);
    }
    let Some(desk) = book.desks.iter().find(|desk| desk.clerk == clerk) else {
        return (by, Act::OpenWindow { window: window(book, dice) });
    };
    if desk.pause.is_some() {
        return (by, Act::ResumeWindow);
    }
    let act = match desk.visitor.and_then(|id| book.visitor(id)) {
        None => at_empty_window(book, dice),
        Some(guest) if guest.is_called() => with_called(book, dice),
        Some(_) => with_served(book, dice),
    };
    (by, act)
}

fn at_empty_window(book: &Book, dice: &mut Dice) -> Act {
    match dice.below(40) {
        0..26 => Act::CallNext,
        26..31 => Act::Return { ticket: ticket(book, dice, Visitor::is_parked) },
        31..35 => Act::CallTicket { ticket: ticket(book, dice, Visitor::waits), reason: fitting("health", dice) },
        35 => Act::PauseWindow { reason: fitting("break", dice) },
        36 => Act::CloseWindow { visitor: None },
        37 => Act::SignOut,
        _ => Act::Undo,
    }
}

fn with_called(book: &Book, dice: &mut Dice) -> Act {
    match dice.below(20) {
        0..8 => Act::Start,
        8..12 => Act::Recall,
        12..16 => Act::NoShow,
        16 => Act::Undo,
        17 => Act::Park { reason: fitting("copies", dice), alarm_min: alarm(dice) },
        18 if dice.one_in(2) => Act::DenyRight,
        18 => Act::Transfer { to: target(book, dice) },
        _ => Act::CloseWindow { visitor: leaving(book, dice) },
    }
}

fn with_served(book: &Book, dice: &mut Dice) -> Act {
    match dice.below(20) {
        0..5 => Act::Finish,
        5..10 => Act::CallNext,
        10..12 => Act::NextService { service: (!dice.one_in(3)).then(|| service(book, dice)) },
        12..14 => Act::Transfer { to: target(book, dice) },
        14 | 15 => Act::Park { reason: fitting("photo", dice), alarm_min: alarm(dice) },
        16 => Act::Refuse { reason: fitting("no-right", dice) },
        17 if dice.one_in(2) => Act::DenyRight,
        17 => Act::Undo,
        18 => Act::CallTicket { ticket: ticket(book, dice, Visitor::waits), reason: fitting("question", dice) },
        _ => Act::CloseWindow { visitor: leaving(book, dice) },
    }
}

fn alarm(dice: &mut Dice) -> Option<u16> {
    *dice.pick(&[None, None, Some(1), Some(5), Some(60), Some(480), Some(0), Some(481)])
}

fn target(book: &Book, dice: &mut Dice) -> Target {
    if dice.one_in(2) { Target::Service(service(book, dice)) } else { Target::Window(window(book, dice)) }
}

fn leaving(book: &Book, dice: &mut Dice) -> Option<Leaving> {
    match dice.below(6) {
        0 => None,
        1 | 2 => Some(Leaving::Finish),
        3 => Some(Leaving::Transfer(target(book, dice))),
        _ => Some(Leaving::PutBack),
    }
}

/// Anything, whether or not it makes sense.
fn at_random(book: &Book, dice: &mut Dice) -> Act {
    match dice.below(19) {
        0 => Act::SignOut,
        1 => Act::OpenWindow { window: window(book, dice) },
        2 => Act::PauseWindow { reason: reason(dice) },
        3 => Act::ResumeWindow,
        4 => Act::CloseWindow { visitor: leaving(book, dice) },
        5 => Act::CallNext,
        6 => Act::CallTicket { ticket: ticket(book, dice, |_| true), reason: reason(dice) },
        7 => Act::Recall,
        8 => Act::Start,
        9 => Act::Finish,
        10 => Act::NoShow,
        11 => Act::Park { reason: reason(dice), alarm_min: alarm(dice) },
        12 => Act::Return { ticket: ticket(book, dice, |_| true) },
        13 => Act::Transfer { to: target(book, dice) },
        14 => Act::NextService { service: Some(service(book, dice)) },
        15 => Act::Refuse { reason: reason(dice) },
        16 => Act::SignIn,
        17 => Act::DenyRight,
        _ => Act::Undo,
    }
}
