//! What was typed on a sheet whose time is gone, while its visitor looks for another one: in memory alone, bounded, and taken up once, by the
//! browser that holds its code in a cookie.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::response::Response;
use jiff::{SignedDuration, Timestamp};
use queue::ids::HoldCode;

use super::another::consent;
use super::drafts::Typed;
use super::form::{in_place_of, is_anothers, lapsed};
use super::keep::remember;
use super::refusals::calendar;
use super::sheet::{INSTEAD, Sheet};
use super::unsent;
use super::visit::Visit;
use crate::credentials::random;
use crate::people::Consent;

/// Sheets at a time; the oldest gives way.
const MOST: usize = 500;
/// For how long a visitor may look for another time.
const KEPT_FOR: SignedDuration = SignedDuration::from_mins(30);

/// All sheets that are set aside.
#[derive(Default)]
pub struct Aside(Mutex<BTreeMap<HoldCode, Words>>);

/// What of a sheet goes along to another time.
pub struct Words {
    until: Timestamp,
    /// As it stands in the fields.
    pub typed: Typed,
    /// Given for it (P4).
    pub consent: Option<Consent>,
}

/// Leads to the calendar; what is typed is there again with the time that is chosen. A form that has not become a booking takes it at once, any
/// other is not touched: the sheet gets a code of its own. Nor is one that waits for another person's code: the sheet waits for it, too.
pub async fn look_on(visit: &Visit, sheet: Sheet) -> Response {
    let Some((slot, purpose)) = sheet.place.place() else { return lapsed(visit) };
    let on = visit.on_to(&calendar(visit, &slot, purpose));
    let mut whose = None;
    if let Some((_, draft)) = visit.draft() {
        let mut draft = draft.lock().await;
        if draft.booked.is_none() {
            let is_anothers = is_anothers(visit, &draft, &sheet);
            if is_anothers && sheet.sent_as() != INSTEAD {
                return unsent::waits(visit, &sheet);
            }
            if is_anothers {
                in_place_of(visit, &mut draft, &sheet);
            }
            draft.write(sheet.typed);
            return on;
        }
        whose = draft.whose;
    }
    let (code, until) = (HoldCode::from_random(random()), visit.now.saturating_add(KEPT_FOR).unwrap_or(visit.now));
    let consent = consent(visit, &sheet, whose);
    visit.pages.memory.aside.put(code.clone(), Words { until, typed: sheet.typed, consent }, visit.now);
    remember(visit, &code, on)
}

impl Aside {
    fn put(&self, code: HoldCode, words: Words, now: Timestamp) {
        self.forget_lapsed(now);
        let mut all = self.lock();
        if all.len() >= MOST
            && let Some(oldest) = all.iter().min_by_key(|(_, words)| words.until).map(|(code, _)| code.clone())
        {
            all.remove(&oldest);
        }
        all.insert(code, words);
    }

    /// Takes a sheet up.
    pub fn take(&self, code: &HoldCode, now: Timestamp) -> Option<Words> {
        self.lock().remove(code).filter(|words| words.until > now)
    }

    /// Drops all that were left.
    pub fn forget_lapsed(&self, now: Timestamp) {
        self.lock().retain(|_, words| words.until > now);
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<HoldCode, Words>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(n: usize) -> HoldCode {
        let mut bytes = [0; HoldCode::LENGTH];
        bytes[0] = u8::try_from(n % 29).unwrap();
        bytes[1] = u8::try_from(n / 29).unwrap();
        HoldCode::from_random(bytes)
    }

    fn at(second: usize) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + i64::try_from(second).unwrap()).unwrap()
    }

    fn words(until: Timestamp) -> Words {
        let [family, given, patronymic, kind, document, contact] =
            ["Иванова", "Анна", "", "", "", ""].map(str::to_owned);
        Words { until, typed: Typed { family, given, patronymic, kind, document, contact }, consent: None }
    }

    #[test]
    fn a_sheet_is_taken_up_once_and_in_time() {
        let aside = Aside::default();
        aside.put(code(1), words(at(60)), at(0));
        assert!(aside.take(&code(2), at(1)).is_none(), "another browser's");
        assert_eq!(aside.take(&code(1), at(59)).unwrap().typed.family, "Иванова");
        assert!(aside.take(&code(1), at(59)).is_none());
        aside.put(code(1), words(at(60)), at(0));
        aside.forget_lapsed(at(60));
        assert_eq!(aside.lock().len(), 0);
        aside.put(code(1), words(at(60)), at(0));
        assert!(aside.take(&code(1), at(60)).is_none());
    }

    #[test]
    fn there_are_never_too_many_and_the_oldest_gives_way_s7() {
        let aside = Aside::default();
        for n in 0..=MOST {
            aside.put(code(n), words(at(1_000 + n)), at(n));
        }
        assert_eq!(aside.lock().len(), MOST);
        assert!(aside.take(&code(0), at(MOST)).is_none());
        assert!(aside.take(&code(1), at(MOST)).is_some() && aside.take(&code(MOST), at(MOST)).is_some());
    }
}
