//! The keys where no window is the clerk's: at the choice of a place and at the reception desk.

use protocol::message::Ask;
use queue::floor::{PlaceRule, Role, Rules};

use super::{Asked, Effect, Model, Place, Row, dialog, keys};
use crate::notice::Say;
use crate::view::{DialogKind, Key, Readiness};

impl Model {
    /// Where in the queue a visitor stands who missed the call and came back.
    pub(crate) fn place_came_back(&self) -> PlaceRule {
        let rules = self.floor.as_ref().map(|floor| floor.view.rules.place_came_back);
        rules.unwrap_or_else(|| Rules::default().place_came_back)
    }
}

/// Whether a key is there at all, and whether it can be used now.
pub fn offered(model: &Model, key: Key) -> Option<Readiness> {
    let here = model.session.is_some() && model.my_window().is_none();
    let there = here
        && match key {
            // A clerk who fell ill cannot close the window; whoever may leads the floor (`take_over_window`).
            Key::TakeOver => model.may(Role::Receptionist) || model.may(Role::Manager),
            // A visitor who missed the call comes back to the reception desk as well as to a window.
            Key::ComeBack => model.place == Place::Reception,
            // Closing a window over a visitor is a step like any other.
            Key::Undo => model.undo_until().is_some_and(|until| model.floor_now() < until),
            Key::CallNext
            | Key::Recall
            | Key::Start
            | Key::Finish
            | Key::NoShow
            | Key::Park
            | Key::Transfer
            | Key::Refuse
            | Key::DenyRight
            | Key::OutOfTurn
            | Key::Pause
            | Key::NextService
            | Key::ByNumber
            | Key::Close
            | Key::BringBack
            | Key::Matches
            | Key::Mismatch
            | Key::Expected
            | Key::Face => false,
        };
    there.then(|| readiness(model, key))
}

fn readiness(model: &Model, key: Key) -> Readiness {
    let errand = model.errand.as_ref();
    let asked = errand.is_some_and(|errand| matches!(&errand.asked, Asked::Key(asked, _) if *asked == key));
    let drags = errand.is_some_and(|errand| errand.drags(model.now));
    match (asked, model.online() && !drags) {
        (true, _) => Readiness::Waiting,
        (false, true) => Readiness::Ready,
        (false, false) => Readiness::Off,
    }
}

pub fn pressed(model: &mut Model, key: Key) -> Vec<Effect> {
    let Some(readiness) = offered(model, key) else { return Vec::new() };
    if model.errand.is_some() {
        return Vec::new();
    }
    if readiness == Readiness::Off {
        model.tell(Say::NotSent);
        return Vec::new();
    }
    model.notice = None;
    if key == Key::Undo {
        return keys::act(model, key, Ask::Undo);
    }
    if key == Key::ComeBack {
        return come_back(model);
    }
    dialog::open(model, DialogKind::TakeOver)
}

/// Whoever was found at the desk is the one who stands there.
fn come_back(model: &mut Model) -> Vec<Effect> {
    let found = model.reception.found.as_ref().map(|found| Row::Ticket(found.ticket));
    let effects = dialog::open(model, DialogKind::ComeBack);
    if let Some(dialog) = &mut model.dialog {
        dialog.chosen = found;
    }
    effects
}
