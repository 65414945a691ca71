//! The one request that is under way: while it lasts no second one is sent, so that a double click and a held key act once.

use std::time::Duration;

use jiff::Timestamp;
use protocol::message::{Ask, RequestId};
use queue::Number;
use queue::ids::{ReasonId, ServiceId, WindowId};

use super::{Effect, Model, unsettled};
use crate::notice::Say;
use crate::view::{Key, ReceptionKey};

/// Longest wait for the board that shows what was done, after the answer.
const SETTLES_WITHIN: Duration = Duration::from_secs(1);
/// Other buttons are drawn as unavailable only when an answer takes longer than this, so that nothing flickers.
const PATIENCE: Duration = Duration::from_millis(300);

/// A request under way.
#[derive(Clone, Debug, PartialEq)]
pub struct Errand {
    /// Its name, stored before it is sent where its fate cannot be seen on the board.
    pub id: RequestId,
    /// What for.
    pub asked: Asked,
    /// When it was sent.
    pub since: Timestamp,
    /// Answered, and waiting until this moment for the board that shows it.
    pub settles_by: Option<Timestamp>,
}

/// What a request is for.
#[derive(Clone, Debug, PartialEq)]
pub enum Asked {
    /// Signing in.
    SignIn,
    /// Signing out.
    SignOut,
    /// Sitting down at a window.
    SitDown(WindowId),
    /// Who is expected today.
    Expected,
    /// Looking up today's ticket of this number, to call it for this reason.
    LookUp(Number, ReasonId),
    /// An act at the window, and the number it concerns where one stood there.
    Key(Key, String),
    /// An act of the reception desk, and the service it concerns.
    Reception(ReceptionKey, Option<ServiceId>),
}

impl Errand {
    /// Whether it has lasted so long that the screen says so everywhere.
    pub fn drags(&self, now: Timestamp) -> bool {
        self.since.saturating_add(PATIENCE).is_ok_and(|end| now >= end)
    }
}

/// Sends `ask`, unless another request is under way or there is no connection.
pub fn send(model: &mut Model, asked: Asked, ask: Ask) -> Vec<Effect> {
    if model.errand.is_some() {
        return Vec::new();
    }
    if !model.online() {
        model.tell(Say::NotSent);
        return Vec::new();
    }
    let id = model.new_request();
    let kept = unsettled::keep(model, &id, &ask);
    model.errand = Some(Errand { id: id.clone(), asked, since: model.now, settles_by: None });
    kept.into_iter().chain([Effect::Ask(id, ask)]).collect()
}

/// The errand of this name, if it is the one that waits for an answer.
pub fn take(model: &mut Model, id: &RequestId) -> Option<Asked> {
    let waits = |errand: &Errand| errand.id == *id && errand.settles_by.is_none();
    let errand = model.errand.take_if(|errand| waits(errand))?;
    Some(errand.asked)
}

/// Answered: the keys stay shut until the board shows it, or for a second at most.
pub fn settle_with(model: &mut Model, id: RequestId, asked: Asked) {
    let by = model.now.saturating_add(SETTLES_WITHIN).unwrap_or(model.now);
    model.errand = Some(Errand { id, asked, since: model.now, settles_by: Some(by) });
}

/// The board came: whatever was answered is on it.
pub fn settled(model: &mut Model) {
    let _ = model.errand.take_if(|errand| errand.settles_by.is_some());
}

/// The visitor came anew: that person and document match is on it.
pub fn proved(model: &mut Model) {
    let proves = |errand: &Errand| matches!(errand.asked, Asked::Key(Key::Matches, _));
    let _ = model.errand.take_if(|errand| errand.settles_by.is_some() && proves(errand));
}

/// Lets go of an answered errand whose board never came.
pub fn settle(model: &mut Model) {
    let now = model.now;
    let _ = model.errand.take_if(|errand| errand.settles_by.is_some_and(|by| now >= by));
}
