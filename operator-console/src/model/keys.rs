//! The keys at the window: which of them can be used now, why one cannot, and what each asks for.

use jiff::{Timestamp, ToSpan};
use protocol::board::{AtWindow, AtWindowStage, ParkedTicket, WaitingTicket};
use protocol::message::{Ask, Failure};
use protocol::visitor::{Proof, Shown};
use queue::Rejection;
use queue::ids::{CategoryId, ServiceId};

use super::{Asked, Effect, Model, dialog, elsewhere, errand, expected};
use crate::notice::Say;
use crate::view::{DialogKind, Key, Keys, Readiness};

/// What stands at the clerk's window, as far as the keys care.
enum Stand<'a> {
    Idle,
    Paused,
    Called(&'a AtWindow, CalledStand),
    Serving(&'a AtWindow),
}

#[derive(Clone, Copy)]
struct CalledStand {
    calls_missing: u8,
    no_show_from: Timestamp,
}

fn stand(model: &Model) -> Option<Stand<'_>> {
    let desk = model.my_desk()?;
    if desk.pause.is_some() {
        return Some(Stand::Paused);
    }
    let Some(visitor) = &desk.visitor else { return Some(Stand::Idle) };
    Some(match visitor.stage {
        AtWindowStage::Called { calls_missing, no_show_from, .. } => {
            Stand::Called(visitor, CalledStand { calls_missing, no_show_from })
        }
        AtWindowStage::Serving { .. } => Stand::Serving(visitor),
    })
}

impl Model {
    /// Who is called or served at the clerk's window.
    pub(crate) fn visitor(&self) -> Option<&AtWindow> {
        self.my_desk()?.visitor.as_deref()
    }

    /// Whether a call also finishes the visit at the window.
    pub(crate) fn call_finishes(&self) -> bool {
        self.floor.as_ref().is_some_and(|floor| floor.view.rules.call_finishes)
    }

    /// Whether a category goes before the general queue; its right is then checked at the window (Q5).
    pub(crate) fn is_preferential(&self, category: &CategoryId) -> bool {
        let mut categories = self.floor.iter().flat_map(|floor| &floor.view.categories);
        categories.any(|known| known.id == *category && known.preferential)
    }

    /// Whether the clerk's window receives a service.
    pub(crate) fn serves(&self, service: &ServiceId) -> bool {
        let windows = self.floor.iter().flat_map(|floor| &floor.view.windows);
        let mut mine = windows.filter(|window| Some(&window.id) == self.my_window());
        mine.any(|window| window.services.contains(service))
    }

    /// Whether anybody waits for a service of this window, listed on the board or not.
    pub(crate) fn somebody_waits(&self) -> bool {
        let services = self.board.iter().flat_map(|board| &board.shown.services);
        services.filter(|service| self.serves(&service.service)).any(|service| service.waiting > 0)
    }

    /// Those of the board's list who may be called here, longest first.
    pub(crate) fn callable(&self) -> Vec<&WaitingTicket> {
        let waiting = self.board.iter().flat_map(|board| &board.shown.waiting);
        let mut callable: Vec<_> = waiting.filter(|ticket| self.serves(&ticket.service)).collect();
        callable.sort_by_key(|ticket| (ticket.since, ticket.ticket));
        callable
    }

    /// Parked visitors whom this window may bring back: its own first, then the longest parked.
    pub(crate) fn parked(&self) -> Vec<&ParkedTicket> {
        let parked = self.board.iter().flat_map(|board| &board.shown.parked);
        let mut mine: Vec<_> = parked.filter(|ticket| self.serves(&ticket.service)).collect();
        mine.sort_by_key(|ticket| (Some(&ticket.window) != self.my_window(), ticket.since, ticket.ticket));
        mine
    }
}

/// The clerk's own parked visitors whose time is up.
pub fn due(model: &Model) -> impl Iterator<Item = &ParkedTicket> {
    model.parked().into_iter().filter(|ticket| ticket.rang && Some(&ticket.window) == model.my_window())
}

/// The first of these who was not looked at yet.
pub fn ringing(model: &Model) -> Option<&ParkedTicket> {
    due(model).find(|ticket| !model.seen_alarms.contains(&ticket.ticket))
}

/// Whether a reminder sounds that has not sounded here yet. Who is parked again is due again, and that sounds again.
pub fn sounds(model: &mut Model) -> bool {
    let now_due: Vec<_> = due(model).map(|parked| parked.ticket).collect();
    let sounds = now_due.iter().any(|ticket| !model.sounded_alarms.contains(ticket));
    model.sounded_alarms = now_due;
    sounds
}

/// How each button is drawn.
pub fn readiness(model: &Model) -> Keys {
    let drags = model.errand.as_ref().is_some_and(|errand| errand.drags(model.now));
    let shown = if model.online() && !drags { stand(model) } else { None };
    let mut keys = shown.map_or_else(Keys::default, |stand| by_stand(model, &stand));
    if let Some(errand::Errand { asked: Asked::Key(key, _), .. }) = &model.errand
        && let Some(asked) = slot(&mut keys, *key)
    {
        *asked = Readiness::Waiting;
    }
    keys
}

fn by_stand(model: &Model, stand: &Stand<'_>) -> Keys {
    let ready_if = |condition| if condition { Readiness::Ready } else { Readiness::Off };
    let undo = model.undo_until().is_some_and(|until| model.floor_now() < until);
    let always = Keys { come_back: Readiness::Ready, close: Readiness::Ready, undo: ready_if(undo), ..Keys::default() };
    let free = |keys| Keys {
        out_of_turn: ready_if(!model.callable().is_empty()),
        by_number: ready_if(model.somebody_waits()),
        bring_back: ready_if(!model.parked().is_empty()),
        ..keys
    };
    let next = model.my_desk().is_some_and(|desk| desk.next.is_some());
    let present = Keys {
        park: Readiness::Ready,
        transfer: Readiness::Ready,
        refuse: Readiness::Ready,
        matches: ready_if(model.person_here().is_some_and(|person| person.proof != Proof::PersonProved)),
        mismatch: ready_if(model.person_here().is_some()),
        deny_right: ready_if(model.visitor().is_some_and(|visitor| model.is_preferential(&visitor.category))),
        ..always
    };
    match stand {
        Stand::Paused => Keys { pause: Readiness::Lead, ..always },
        Stand::Idle => {
            let call_next = if next { Readiness::Lead } else { Readiness::Off };
            free(Keys { call_next, pause: Readiness::Ready, ..always })
        }
        Stand::Called(_, called) => Keys {
            recall: Readiness::Ready,
            start: Readiness::Lead,
            no_show: ready_if(called.calls_missing == 0 && model.floor_now() >= called.no_show_from),
            ..present
        },
        Stand::Serving(_) => {
            let keys = Keys { finish: Readiness::Lead, next_service: Readiness::Ready, ..present };
            if model.call_finishes() { free(Keys { call_next: ready_if(next), ..keys }) } else { keys }
        }
    }
}

/// The button of a key at the window, for those that can be unavailable there.
fn slot(keys: &mut Keys, key: Key) -> Option<&mut Readiness> {
    Some(match key {
        Key::CallNext => &mut keys.call_next,
        Key::Recall => &mut keys.recall,
        Key::Start => &mut keys.start,
        Key::Finish => &mut keys.finish,
        Key::NoShow => &mut keys.no_show,
        Key::Park => &mut keys.park,
        Key::Transfer => &mut keys.transfer,
        Key::Refuse => &mut keys.refuse,
        Key::DenyRight => &mut keys.deny_right,
        Key::OutOfTurn => &mut keys.out_of_turn,
        Key::Pause => &mut keys.pause,
        Key::NextService => &mut keys.next_service,
        Key::ByNumber => &mut keys.by_number,
        Key::ComeBack => &mut keys.come_back,
        Key::Close => &mut keys.close,
        Key::Undo => &mut keys.undo,
        Key::BringBack => &mut keys.bring_back,
        Key::Matches => &mut keys.matches,
        Key::Mismatch => &mut keys.mismatch,
        Key::TakeOver | Key::Expected | Key::Face => return None,
    })
}

/// Why a key that is not ready cannot be used now.
pub fn why_not(model: &Model, key: Key) -> Say {
    if !model.online() {
        return Say::NotSent;
    }
    if let (Key::Matches | Key::Mismatch, Some(Stand::Called(..) | Stand::Serving(_))) = (key, stand(model)) {
        return nothing_to_compare(model);
    }
    Say::Rejected(match (stand(model), key) {
        (None, _) => Rejection::NoWindow,
        (Some(Stand::Paused), _) => Rejection::WindowPaused,
        (Some(Stand::Idle), Key::CallNext | Key::OutOfTurn | Key::ByNumber) => Rejection::NobodyWaiting,
        (Some(_), Key::BringBack) if model.parked().is_empty() => Rejection::NotParked,
        (Some(_), Key::Undo) => Rejection::NothingToUndo,
        (Some(Stand::Idle), _) => Rejection::NobodyAtWindow,
        (Some(Stand::Called(visitor, called)), Key::NoShow) => too_early(model, visitor, called),
        (Some(Stand::Called(..)), Key::Finish | Key::NextService | Key::CallNext) => Rejection::NotStarted,
        (Some(Stand::Serving(_)), Key::Recall | Key::Start | Key::NoShow) => Rejection::AlreadyStarted,
        (Some(Stand::Serving(_)), Key::CallNext | Key::OutOfTurn | Key::ByNumber) if model.call_finishes() => {
            Rejection::NobodyWaiting
        }
        (Some(Stand::Called(..) | Stand::Serving(_)), Key::DenyRight) => Rejection::NoRightClaimed,
        (Some(Stand::Called(visitor, _) | Stand::Serving(visitor)), _) => {
            Rejection::WindowBusy { number: visitor.number }
        }
    })
}

/// Why person and document cannot be compared with a booking now.
fn nothing_to_compare(model: &Model) -> Say {
    match model.booked_here().map(|booked| &booked.person) {
        None => Say::NotBooked,
        Some(Shown::NotShown(why)) => Say::Failed(Failure::NotShown(*why)),
        Some(Shown::Shown(_)) => Say::ProvedAlready,
    }
}

fn too_early(model: &Model, _: &AtWindow, called: CalledStand) -> Rejection {
    let ms = called.no_show_from.as_millisecond() - model.floor_now().as_millisecond();
    let seconds = u32::try_from((ms.max(0) + 999) / 1000).unwrap_or(0);
    Rejection::TooEarlyForNoShow { calls: called.calls_missing, seconds }
}

/// The local time that a rejection names, if it names one.
pub fn time_named(model: &Model, say: &Say) -> String {
    if let Say::Rejected(Rejection::IssueNotYet { from }) = say {
        return model.local(*from);
    }
    if let Say::Rejected(Rejection::TooEarlyForNoShow { seconds, .. }) = say {
        return clock_in(model, *seconds);
    }
    String::new()
}

/// The local time so many seconds from now, to the second because it is near.
fn clock_in(model: &Model, seconds: u32) -> String {
    let (Some(floor), Ok(at)) = (&model.floor, model.floor_now().checked_add(i64::from(seconds).seconds())) else {
        return String::new();
    };
    let local = floor.zone.local(at);
    format!("{:02}:{:02}:{:02}", local.hour(), local.minute(), local.second())
}

pub fn pressed(model: &mut Model, key: Key) -> Vec<Effect> {
    if model.dialog.is_some() || model.session.is_none() {
        return Vec::new();
    }
    if key == Key::Expected {
        return expected::pressed(model);
    }
    if model.my_window().is_none() {
        return elsewhere::pressed(model, key);
    }
    if key == Key::Face {
        model.bar = !model.bar;
        return Vec::new();
    }
    if model.errand.is_some() {
        return Vec::new();
    }
    let mut keys = readiness(model);
    let Some(button) = slot(&mut keys, key) else { return Vec::new() };
    if *button == Readiness::Off {
        let say = why_not(model, key);
        let time = time_named(model, &say);
        model.tell_at(say, time);
        return Vec::new();
    }
    model.notice = None;
    carry_out(model, key)
}

fn carry_out(model: &mut Model, key: Key) -> Vec<Effect> {
    let paused = model.my_desk().is_some_and(|desk| desk.pause.is_some());
    match key {
        Key::CallNext => act(model, key, Ask::CallNext),
        Key::Recall => act(model, key, Ask::Recall),
        Key::Start => act(model, key, Ask::Start),
        Key::Finish => act(model, key, Ask::Finish),
        Key::NoShow => act(model, key, Ask::NoShow),
        Key::Undo => act(model, key, Ask::Undo),
        Key::DenyRight => act(model, key, Ask::DenyRight),
        Key::Pause if paused => act(model, key, Ask::ResumeWindow),
        Key::Close if model.visitor().is_none() => act(model, key, Ask::CloseWindow { visitor: None }),
        Key::Park => dialog::open(model, DialogKind::Park),
        Key::Transfer => dialog::open(model, DialogKind::Transfer),
        Key::Refuse => dialog::open(model, DialogKind::Refuse),
        Key::OutOfTurn => dialog::open(model, DialogKind::OutOfTurn),
        Key::ByNumber => dialog::open(model, DialogKind::ByNumber),
        Key::Pause => dialog::open(model, DialogKind::Pause),
        Key::Close => dialog::open(model, DialogKind::Close),
        Key::NextService => dialog::open(model, DialogKind::NextService),
        Key::ComeBack => dialog::open(model, DialogKind::ComeBack),
        Key::Matches => match model.visitor().map(|visitor| visitor.ticket) {
            Some(ticket) => act(model, key, Ask::ProvePerson { ticket }),
            None => Vec::new(),
        },
        Key::Mismatch => dialog::mismatch(model),
        Key::BringBack | Key::TakeOver | Key::Expected | Key::Face => Vec::new(),
    }
}

/// Sends an act of this window; the number there now names the step if it is to be undone.
pub fn act(model: &mut Model, key: Key, ask: Ask) -> Vec<Effect> {
    let asked = step(model, key);
    errand::send(model, asked, ask)
}

/// What an act of this window is asked for.
pub fn step(model: &Model, key: Key) -> Asked {
    Asked::Key(key, model.visitor().map(|visitor| visitor.number.to_string()).unwrap_or_default())
}

pub fn bring_back(model: &mut Model, index: usize) -> Vec<Effect> {
    if model.dialog.is_some() || model.my_window().is_none() || model.errand.is_some() {
        return Vec::new();
    }
    let ticket = model.parked().get(index).map(|parked| parked.ticket);
    let ready = readiness(model).bring_back == Readiness::Ready;
    match ticket {
        Some(ticket) if ready => {
            model.notice = None;
            act(model, Key::BringBack, Ask::Return { ticket })
        }
        Some(_) => {
            let say = why_not(model, Key::BringBack);
            model.tell(say);
            Vec::new()
        }
        None => Vec::new(),
    }
}
