//! Wrong digits at kiosks, counted for each booking number and each kiosk, so that nobody finds a visitor's digits by trying. Pure:
//! time comes in.
//!
//! A number takes few tries a day, whichever kiosk they come from; a kiosk takes some in a while, whichever numbers they are for. Numbers
//! that no booking has count alike. A try counts as wrong before it is looked at, so that tries on their way together cannot be more; the
//! right one is given back. A resent request, one with the same id and the same body, counts once.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use jiff::civil::Date;
use protocol::limits::{WRONG_DIGITS_AT_A_KIOSK, WRONG_DIGITS_OF_A_NUMBER, WRONG_DIGITS_WHILE};
use protocol::message::{NoCheckIn, RequestId};
use queue::ids::{BookingNumber, DeviceId};

/// Wrong tries of the day.
#[derive(Debug, Default)]
pub struct DigitTries {
    day: Option<Date>,
    by_number: BTreeMap<BookingNumber, u8>,
    by_kiosk: BTreeMap<DeviceId, VecDeque<Try>>,
}

#[derive(Debug)]
struct Try {
    id: RequestId,
    body_hash: [u8; 32],
    at: Duration,
}

impl Try {
    fn is(&self, id: &RequestId, body_hash: &[u8; 32]) -> bool {
        self.id == *id && self.body_hash == *body_hash
    }
}

impl DigitTries {
    /// Whether digits may be tried now; if so, how many tries are left with this number should they be wrong.
    pub fn try_at(
        &mut self,
        kiosk: &DeviceId,
        (id, body_hash): (&RequestId, &[u8; 32]),
        number: BookingNumber,
        day: Option<Date>,
        now: Duration,
    ) -> Result<u8, NoCheckIn> {
        if self.day != day {
            self.by_number.clear();
            self.day = day;
        }
        let here = self.by_kiosk.entry(kiosk.clone()).or_default();
        while here.front().is_some_and(|first| now.saturating_sub(first.at) >= WRONG_DIGITS_WHILE) {
            here.pop_front();
        }
        let of_number = self.by_number.get(&number).copied().unwrap_or(0);
        if here.iter().any(|tried| tried.is(id, body_hash)) {
            return Ok(WRONG_DIGITS_OF_A_NUMBER.saturating_sub(of_number));
        }
        if of_number >= WRONG_DIGITS_OF_A_NUMBER {
            return Err(NoCheckIn::NumberClosed);
        }
        if here.len() >= WRONG_DIGITS_AT_A_KIOSK {
            let free_at = here.front().map_or(now, |first| first.at + WRONG_DIGITS_WHILE);
            let wait_s = u32::try_from(free_at.saturating_sub(now).as_millis().div_ceil(1000)).unwrap_or(u32::MAX);
            return Err(NoCheckIn::TooManyTries { wait_s });
        }
        here.push_back(Try { id: id.clone(), body_hash: *body_hash, at: now });
        self.by_number.insert(number, of_number + 1);
        Ok(WRONG_DIGITS_OF_A_NUMBER - of_number - 1)
    }

    /// That try is no longer held against number and kiosk: its digits were right, or were never looked at.
    pub fn give_back(&mut self, kiosk: &DeviceId, (id, body_hash): (&RequestId, &[u8; 32]), number: BookingNumber) {
        let Some(here) = self.by_kiosk.get_mut(kiosk) else { return };
        let Some(place) = here.iter().position(|tried| tried.is(id, body_hash)) else { return };
        here.remove(place);
        if let Some(wrong) = self.by_number.get_mut(&number) {
            *wrong = wrong.saturating_sub(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NUMBER: BookingNumber = BookingNumber(48_213_907);
    const BODY: [u8; 32] = [1; 32];

    fn kiosk(number: u8) -> DeviceId {
        DeviceId::new(&format!("kiosk-{number}")).unwrap()
    }

    fn day(day: i8) -> Option<Date> {
        Some(jiff::civil::date(2026, 11, day))
    }

    fn wrong(tries: &mut DigitTries, at: u8, number: BookingNumber, now_s: u64) -> Result<u8, NoCheckIn> {
        tries.try_at(&kiosk(at), (&RequestId::random(), &BODY), number, day(17), Duration::from_secs(now_s))
    }

    #[test]
    fn a_number_takes_five_wrong_tries_a_day_whichever_kiosk_they_come_from() {
        let mut tries = DigitTries::default();
        let left: Vec<_> = (0..6).map(|at| wrong(&mut tries, at % 3, NUMBER, 1_000 * u64::from(at))).collect();
        assert_eq!(left, [Ok(4), Ok(3), Ok(2), Ok(1), Ok(0), Err(NoCheckIn::NumberClosed)]);
        assert_eq!(wrong(&mut tries, 0, BookingNumber(10_000_000), 6_000), Ok(4), "another number is free");
        let next_day =
            tries.try_at(&kiosk(0), (&RequestId::random(), &BODY), NUMBER, day(18), Duration::from_secs(90_000));
        assert_eq!(next_day, Ok(4));
    }

    #[test]
    fn a_kiosk_takes_ten_wrong_tries_in_ten_minutes_whichever_numbers_they_are_for() {
        let mut tries = DigitTries::default();
        for number in 0..10 {
            assert_eq!(wrong(&mut tries, 1, BookingNumber(20_000_000 + number), u64::from(number)), Ok(4));
        }
        assert_eq!(wrong(&mut tries, 1, NUMBER, 30), Err(NoCheckIn::TooManyTries { wait_s: 570 }));
        assert_eq!(wrong(&mut tries, 2, NUMBER, 30), Ok(4), "another kiosk is free");
        assert_eq!(wrong(&mut tries, 1, NUMBER, 600), Ok(3));
        assert_eq!(wrong(&mut tries, 1, NUMBER, 600), Err(NoCheckIn::TooManyTries { wait_s: 1 }));
    }

    #[test]
    fn a_resent_request_counts_once_and_a_right_one_not_at_all_o1() {
        let (mut tries, now, id) = (DigitTries::default(), Duration::ZERO, RequestId::random());
        for _ in 0..20 {
            assert_eq!(tries.try_at(&kiosk(1), (&id, &BODY), NUMBER, day(17), now), Ok(4));
        }
        tries.give_back(&kiosk(1), (&id, &BODY), NUMBER);
        for _ in 0..40 {
            let id = RequestId::random();
            assert_eq!(tries.try_at(&kiosk(1), (&id, &BODY), NUMBER, day(17), now), Ok(4));
            tries.give_back(&kiosk(1), (&id, &BODY), NUMBER);
        }
    }

    #[test]
    fn other_digits_under_an_old_id_are_another_try_s2() {
        let (mut tries, now, id) = (DigitTries::default(), Duration::ZERO, RequestId::random());
        let allowed =
            (0..100_u8).filter(|digits| tries.try_at(&kiosk(1), (&id, &[*digits; 32]), NUMBER, day(17), now).is_ok());
        assert_eq!(allowed.count(), usize::from(WRONG_DIGITS_OF_A_NUMBER));
    }

    #[test]
    fn tries_on_their_way_together_are_no_more_than_one_after_the_other() {
        let mut tries = DigitTries::default();
        let allowed = (0..1_000).filter(|_| wrong(&mut tries, 1, NUMBER, 0).is_ok()).count();
        assert_eq!(allowed, usize::from(WRONG_DIGITS_OF_A_NUMBER));
    }
}
