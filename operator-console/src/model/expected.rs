//! Who is expected today: asked for when its key is pressed, shown until the question is left, kept nowhere (P1).

use protocol::message::Ask;
use protocol::visitor::ExpectedToday;

use super::{Asked, Effect, Model, Place, dialog, errand};
use crate::notice::Say;
use crate::view::{DialogKind, Readiness};

/// Whether the key is there at all, and whether it can be used now.
pub fn offered(model: &Model) -> Option<Readiness> {
    let here = match model.place {
        Place::Window(_) | Place::Reception => true,
        Place::Choosing(_) => false,
    };
    let books = model.floor.as_ref().is_some_and(|floor| floor.view.bookings);
    let errand = model.errand.as_ref();
    let asked = errand.is_some_and(|errand| errand.asked == Asked::Expected);
    let drags = errand.is_some_and(|errand| errand.drags(model.now));
    (here && books && model.session.is_some()).then_some(match (asked, model.online() && !drags) {
        (true, _) => Readiness::Waiting,
        (false, true) => Readiness::Ready,
        (false, false) => Readiness::Off,
    })
}

pub fn pressed(model: &mut Model) -> Vec<Effect> {
    if offered(model).is_none() || model.errand.is_some() {
        return Vec::new();
    }
    if !model.online() {
        model.tell(Say::NotSent);
        return Vec::new();
    }
    model.notice = None;
    dialog::open(model, DialogKind::Expected);
    errand::send(model, Asked::Expected, Ask::ExpectedToday)
}

/// Shown where it was asked for, unless that was left meanwhile.
pub fn listed(model: &mut Model, list: ExpectedToday) {
    if let Some(open) = model.dialog.as_mut().filter(|open| open.kind == DialogKind::Expected) {
        open.expected = Some(list);
    }
}

/// Takes the list away with whoever asked for it.
pub fn forget(model: &mut Model) {
    let _ = model.dialog.take_if(|open| open.kind == DialogKind::Expected);
}
