//! Which form a sheet belongs to: the one that its browser fills, else one that it begins, beside a booking that was made or after the place
//! was no longer kept.

use axum::response::Response;
use queue::ids::HoldCode;

use super::drafts::{Draft, Shared, Whose};
use super::form::{checked, lapsed, version_in};
use super::keep;
use super::sheet::{ANOTHER, Sheet};
use super::visit::Visit;
use super::words::Words;
use crate::people::Consent;

/// The form of a sheet. One that begins another form beside a booking does so once: the booking remembers it, under its lock.
pub async fn form_of(visit: &Visit, sheet: &Sheet) -> Result<(HoldCode, Shared), Response> {
    let Some((code, draft)) = visit.draft() else { return begin(visit, sheet, None).await };
    let mark = visit.pages.memory.mark(&sheet.typed, &sheet.place);
    let mut before = draft.lock().await;
    if !begins_another(&before, sheet, mark) {
        drop(before);
        return Ok((code, draft));
    }
    if let Some(begun) = begun_before(visit, sheet, before.begun.clone(), mark).await {
        return Ok(begun);
    }
    let whose = before.whose;
    let begun = begin(visit, sheet, whose).await?;
    before.begun = Some(begun.0.clone());
    Ok(begun)
}

/// Whether a sheet is for one more booking of a browser that has made one of another sheet: it is for another place, or its visitor says so.
fn begins_another(draft: &Draft, sheet: &Sheet, mark: u64) -> bool {
    let is_told = draft.mark == Some(mark);
    !is_told && (draft.is_booked_elsewhere(&sheet.place) || (draft.booked.is_some() && sheet.sent_as() == ANOTHER))
}

/// The form that the same sheet has begun: whoever presses twice keeps one place. The code of a booking may have been planted in the browser:
/// only who knows the sheet is led on, and a sheet on which there is nothing anybody knows.
async fn begun_before(visit: &Visit, sheet: &Sheet, begun: Option<HoldCode>, mark: u64) -> Option<(HoldCode, Shared)> {
    let code = begun.filter(|_| !sheet.name().is_empty())?;
    let draft = visit.pages.memory.drafts.find(&code, visit.now)?;
    let is_same = draft.lock().await.mark == Some(mark);
    is_same.then_some((code, draft))
}

/// Whoever took longer than the place was kept loses nothing if it is still free: it is kept anew.
async fn begin(visit: &Visit, sheet: &Sheet, whose: Option<Whose>) -> Result<(HoldCode, Shared), Response> {
    let (Some((slot, purpose)), Some(_)) = (sheet.place.place(), visit.cookie()) else { return Err(lapsed(visit)) };
    let (code, draft) = keep::begin(visit, slot, purpose, sheet.along()).await?;
    let mut begun = draft.lock().await;
    begun.consent = consent(visit, sheet, whose);
    begun.mark = Some(visit.pages.memory.mark(&sheet.typed, &sheet.place));
    drop(begun);
    Ok((code, draft))
}

/// The consent that goes along with a sheet (P4): it names the text that was agreed to before the form was shown. Where `whose` has booked with
/// the form, nobody else has agreed yet.
pub fn consent(visit: &Visit, sheet: &Sheet, whose: Option<Whose>) -> Option<Consent> {
    let is_theirs = whose.is_none_or(|whose| {
        let entered = checked(visit, &sheet.typed);
        entered.is_ok_and(|entered| !visit.pages.memory.whose(&entered).is_another(whose))
    });
    let agreed = visit.floor.languages.iter().any(|language| version_in(visit, Words::of(language)) == sheet.agreed);
    (is_theirs && agreed).then(|| Consent { at: visit.now, version: sheet.agreed.clone() })
}
