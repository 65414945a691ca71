//! A booked visitor at a kiosk: by the code, whose signature is checked here and the rest by the office, or by number and digits, which
//! are compared apart from the office's thread.

use std::sync::{Arc, PoisonError};

use protocol::message::{Failure, NoCheckIn, Outcome, RequestId};
use queue::Act;
use queue::booking::BookingAct;
use queue::ids::{BookingId, BookingNumber, Language, PersonId};
use tokio::sync::oneshot;

use super::Reception;
use super::asking::{Caller, Coupon, Done, Finished, failed, new_code};
use super::digit_tries::DigitTries;
use crate::office::{Asked, Task};
use crate::people::PeopleError;
use crate::writer::Answered;

/// What a visitor wishes of the ticket.
pub struct Wishes {
    /// Of coupon and voice; the booking's own where missing.
    pub language: Option<Language>,
    /// More time to reach the window.
    pub more_time: bool,
}

/// What the code says is to be done. The first use counts, and the office judges the rest.
pub fn by_code(code: &str, wishes: Wishes, reception: &Reception) -> Result<Act, NoCheckIn> {
    let token = reception.office_key.public().read(code)?;
    Ok(act(token.booking, Some(token.revision), wishes, reception))
}

fn act(booking: BookingId, revision: Option<u16>, wishes: Wishes, reception: &Reception) -> Act {
    let Wishes { language, more_time } = wishes;
    let language = language.or_else(|| own_language(booking, reception)).unwrap_or_else(|| first_language(reception));
    Act::Booking(BookingAct::CheckIn { booking, revision, language, more_time, code: new_code() })
}

fn own_language(booking: BookingId, reception: &Reception) -> Option<Language> {
    let published = reception.screens.published.borrow();
    Some(published.calendar.bookings.get(booking)?.language.clone())
}

/// Nobody gets to see it: the office does not know the booking either.
fn first_language(reception: &Reception) -> Language {
    let published = reception.screens.published.borrow();
    let first = published.floor.as_deref().and_then(|floor| floor.languages.first().cloned());
    first.unwrap_or_else(|| Language::new("en").expect("a language's code"))
}

/// A number and its digits, as typed.
pub struct Typed {
    /// Which booking.
    pub number: BookingNumber,
    /// What the confirmation tells.
    pub digits: String,
    /// Of the ticket.
    pub wishes: Wishes,
}

/// Checks in by number and digits.
pub async fn by_number(
    id: RequestId,
    typed: Typed,
    body_hash: [u8; 32],
    caller: Caller,
    reception: Arc<Reception>,
) -> Finished {
    let kiosk = caller.device.clone();
    let Typed { number, digits, wishes } = typed;
    let (day, found) = look_up(number, &reception);
    let tried =
        with_tries(&reception, |tries| tries.try_at(&kiosk, (&id, &body_hash), number, day, reception.clock.steady()));
    let left = match tried {
        Ok(left) => left,
        Err(why) => {
            let known = found.map(|(booking, _)| act(booking, None, wishes, &reception));
            return known_already(id, known, body_hash, why, caller, reception).await;
        }
    };
    let booking = match fits(found, digits, &reception).await {
        Ok(booking) => booking,
        Err(failure) => {
            with_tries(&reception, |tries| tries.give_back(&kiosk, (&id, &body_hash), number));
            return Some(Done::of(failed(id, failure)));
        }
    };
    let Some(booking) = booking else {
        return Some(Done::of(failed(id, Failure::NotCheckedIn(NoCheckIn::WrongDigits { left }))));
    };
    with_tries(&reception, |tries| tries.give_back(&kiosk, (&id, &body_hash), number));
    let act = act(booking, None, wishes, &reception);
    let (asked, answered) = caller.asked(id.clone(), Task::Act { act, body_hash });
    hand_in(id, asked, answered, reception).await
}

fn look_up(number: BookingNumber, reception: &Reception) -> (Option<jiff::civil::Date>, Option<(BookingId, PersonId)>) {
    let published = reception.screens.published.borrow();
    let booking = published.calendar.bookings.by_number(number);
    (published.day, booking.map(|booking| (booking.id, booking.person.clone())))
}

/// The booking, if these are its digits.
async fn fits(
    found: Option<(BookingId, PersonId)>,
    digits: String,
    reception: &Arc<Reception>,
) -> Result<Option<BookingId>, Failure> {
    let Some((booking, person)) = found else { return Ok(None) };
    let people = Arc::clone(&reception.people);
    let compared = tokio::task::spawn_blocking(move || match people.knows(&person) {
        true => people.digits_match(&person, &digits),
        false => Ok(false),
    });
    match compared.await {
        Ok(Ok(fit)) => Ok(fit.then_some(booking)),
        // Forgotten at this moment.
        Ok(Err(PeopleError::Unknown)) => Ok(None),
        Ok(Err(problem)) => {
            tracing::error!(%problem, "digits cannot be compared: visitors check in by their code");
            Err(Failure::Busy)
        }
        Err(problem) => {
            tracing::error!(%problem, "digits were not compared");
            Err(Failure::Busy)
        }
    }
}

/// No more is tried, but whoever was checked in by this very request before hears it.
async fn known_already(
    id: RequestId,
    act: Option<Act>,
    body_hash: [u8; 32],
    why: NoCheckIn,
    caller: Caller,
    reception: Arc<Reception>,
) -> Finished {
    let refused = Done::of(failed(id.clone(), Failure::NotCheckedIn(why)));
    let Some(act) = act else { return Some(refused) };
    let (asked, answered) = caller.without_right().asked(id.clone(), Task::Act { act, body_hash });
    let done = hand_in(id, asked, answered, reception).await?;
    let unknown = done.reply.outcome == Outcome::Failed(Failure::NotAllowed);
    Some(if unknown { refused } else { done })
}

async fn hand_in(
    id: RequestId,
    asked: Asked,
    answered: oneshot::Receiver<Answered>,
    reception: Arc<Reception>,
) -> Finished {
    if reception.office.ask(asked).is_err() {
        return Some(Done::of(failed(id, Failure::Busy)));
    }
    Coupon::New { console: None }.answer(id, answered, reception).await
}

fn with_tries<T>(reception: &Reception, act: impl FnOnce(&mut DigitTries) -> T) -> T {
    act(&mut reception.digit_tries.lock().unwrap_or_else(PoisonError::into_inner))
}
