//! Which form a sheet belongs to: the one that its browser fills, else one that it begins, beside a booking that was made or after the place
//! was no longer kept.

use std::sync::Arc;

use axum::response::Response;
use queue::ids::HoldCode;

use super::drafts::{Draft, Held, Whose};
use super::form::{checked, lapsed, version_in};
use super::keep::{self, Beginning};
use super::sheet::{ANOTHER, Sheet};
use super::visit::Visit;
use super::words::Words;
use crate::people::Consent;

/// The form of a sheet, with its lock. A sheet that begins another form beside a booking does so once: the booking remembers it, under its own.
pub async fn form_of(visit: &Visit, sheet: &Sheet) -> Result<(HoldCode, Held), Response> {
    let Some((code, draft)) = visit.draft() else { return begin(visit, sheet, None).await };
    let mark = visit.pages.memory.mark(&sheet.typed, &sheet.place);
    let mut looked_at = None;
    loop {
        let mut before = Arc::clone(&draft).lock_owned().await;
        if !begins_another(&before, sheet, mark) {
            return Ok((code, before));
        }
        let Some(begun) = before.begun.clone().filter(|begun| looked_at.as_ref() != Some(begun)) else {
            let begun = begin(visit, sheet, Some(&before)).await?;
            before.begun = Some(begun.0.clone());
            return Ok(begun);
        };
        // Whoever looks at one form keeps nobody waiting at another.
        drop(before);
        if let Some(begun) = begun_before(visit, sheet, begun.clone()).await {
            return Ok(begun);
        }
        looked_at = Some(begun);
    }
}

/// Whether a sheet is for one more booking of a browser that has made one of another sheet: it is for another place, or its visitor says so.
fn begins_another(draft: &Draft, sheet: &Sheet, mark: u64) -> bool {
    let is_told = draft.mark == Some(mark);
    !is_told && (draft.is_booked_elsewhere(&sheet.place) || (draft.booked.is_some() && sheet.sent_as() == ANOTHER))
}

/// The form that the same sheet has begun: whoever presses twice keeps one place. The code of a booking may have been planted in the browser:
/// only who knows the sheet is led on, and a sheet on which there is nothing anybody knows.
async fn begun_before(visit: &Visit, sheet: &Sheet, code: HoldCode) -> Option<(HoldCode, Held)> {
    let mark = sheet.known_by(visit)?;
    let draft = visit.pages.memory.drafts.find(&code, visit.now)?.lock_owned().await;
    (draft.mark == Some(mark)).then_some((code, draft))
}

/// Whoever took longer than the place was kept loses nothing if it is still free: it is kept anew.
async fn begin(visit: &Visit, sheet: &Sheet, before: Option<&Draft>) -> Result<(HoldCode, Held), Response> {
    let (Some(place), Some(_)) = (sheet.place.place(), visit.cookie()) else { return Err(lapsed(visit)) };
    let Beginning { code, mut draft, is_new } = keep::begin(visit, place, &sheet.page, sheet.along()).await?;
    if is_new {
        draft.consent = consent(visit, sheet, before.and_then(|before| before.whose));
        draft.mark = Some(visit.pages.memory.mark(&sheet.typed, &sheet.place));
        draft.beside = before.map_or_else(Vec::new, Draft::bookings);
    }
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
