//! How long a wrong PIN makes one wait: growing for a clerk at one place and for the place, so that nobody can lock a clerk
//! out from afar (S2). Pure: time comes in. Holds a bounded number of places.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::time::Duration;

use queue::ids::{ClerkId, DeviceId};

/// Longest wait after a wrong PIN.
const LONGEST: Duration = Duration::from_secs(300);
/// Wrong PINs at one place, whoever's, before the place itself has to wait.
const PLACE_FREE: u32 = 6;
/// Addresses with wrong PINs that are told apart. Whoever has more of them to try from gains nothing by it: all further ones wait as one.
const ADDRESSES: usize = 64;
/// An address without a try for this long is as if it had never tried: longer than the waits of so many tries would be.
const FORGET: Duration = Duration::from_secs(3_600);

/// Logins that are counted before those that were quiet for long are forgotten.
const LOGINS: usize = 4_096;

/// Where a PIN is typed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// At a console, whose key says which.
    Device(DeviceId),
    /// In a browser somewhere on the net.
    Address(IpAddr),
    /// In any of those that are more than are told apart.
    Elsewhere,
}

/// Wrong tries that have not been followed by a right one.
#[derive(Debug, Default)]
pub struct Waits {
    by_clerk: BTreeMap<(Place, ClerkId), Wrong>,
    by_place: BTreeMap<Place, Wrong>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Wrong {
    tries: u32,
    next: Duration,
}

impl Waits {
    /// Whether a try is allowed at `now`; if so it counts as wrong until [`Waits::right`] is told. `clerk` is none for what
    /// is no login.
    pub fn try_at(&mut self, place: &Place, clerk: Option<&ClerkId>, now: Duration) -> Result<(), Duration> {
        self.make_room(place, now);
        if self.by_clerk.len() >= LOGINS {
            self.by_clerk.retain(|_, wrong| !wrong.is_quiet(now));
        }
        let place = self.told_apart(place);
        let at_place = self.by_place.entry(place.clone()).or_default();
        let mut next = at_place.next;
        if let Some(clerk) = clerk {
            next = next.max(self.by_clerk.entry((place.clone(), clerk.clone())).or_default().next);
        }
        if now < next {
            return Err(next - now);
        }
        at_place.count(now, PLACE_FREE);
        if let Some(clerk) = clerk {
            self.by_clerk.entry((place, clerk.clone())).or_default().count(now, 0);
        }
        Ok(())
    }

    /// The PIN was right: nothing is held against clerk and place.
    pub fn right(&mut self, place: &Place, clerk: &ClerkId) {
        let place = self.told_apart(place);
        self.by_place.remove(&place);
        self.by_clerk.remove(&(place, clerk.clone()));
    }

    /// How long the next try has to wait.
    pub fn left(&self, place: &Place, clerk: Option<&ClerkId>, now: Duration) -> Duration {
        let place = self.told_apart(place);
        let by_clerk = clerk.and_then(|clerk| self.by_clerk.get(&(place.clone(), clerk.clone())));
        let next = [by_clerk, self.by_place.get(&place)].into_iter().flatten().map(|wrong| wrong.next).max();
        next.unwrap_or_default().saturating_sub(now)
    }

    /// An address that has no count of its own counts with all the others, unless there is room.
    fn told_apart(&self, place: &Place) -> Place {
        match place {
            Place::Address(_) if !self.by_place.contains_key(place) && self.addresses() >= ADDRESSES => {
                Place::Elsewhere
            }
            Place::Device(_) | Place::Address(_) | Place::Elsewhere => place.clone(),
        }
    }

    fn addresses(&self) -> usize {
        self.by_place.keys().filter(|place| is_address(place)).count()
    }

    /// Forgets addresses that have been quiet for long, where one more is to be told apart.
    fn make_room(&mut self, place: &Place, now: Duration) {
        if !is_address(place) || self.by_place.contains_key(place) || self.addresses() < ADDRESSES {
            return;
        }
        let mut by_clerk: BTreeMap<&Place, bool> = BTreeMap::new();
        for ((place, _), wrong) in &self.by_clerk {
            *by_clerk.entry(place).or_insert(true) &= wrong.is_quiet(now);
        }
        let all = self.by_place.iter().filter(|(place, _)| is_address(place));
        let gone = all.filter(|(place, wrong)| wrong.is_quiet(now) && by_clerk.get(place).copied().unwrap_or(true));
        let gone: BTreeSet<Place> = gone.map(|(place, _)| place.clone()).collect();
        self.by_place.retain(|place, _| !gone.contains(place));
        self.by_clerk.retain(|(place, _), _| !gone.contains(place));
    }
}

fn is_address(place: &Place) -> bool {
    match place {
        Place::Address(_) => true,
        Place::Device(_) | Place::Elsewhere => false,
    }
}

impl Wrong {
    fn is_quiet(&self, now: Duration) -> bool {
        self.next.saturating_add(FORGET) <= now
    }

    fn count(&mut self, now: Duration, free: u32) {
        self.tries = self.tries.saturating_add(1);
        if let Some(beyond) = self.tries.checked_sub(free + 1) {
            let wait = Duration::from_secs(1_u64.checked_shl(beyond).unwrap_or(u64::MAX)).min(LONGEST);
            self.next = now + wait;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> (Place, Place, ClerkId) {
        let device = |name| Place::Device(DeviceId::new(name).unwrap());
        (device("console-1"), device("console-2"), ClerkId::new("anna").unwrap())
    }

    #[test]
    fn each_wrong_pin_doubles_the_wait_up_to_five_minutes() {
        let (here, _, anna) = names();
        let (mut waits, mut now, mut seen) = (Waits::default(), Duration::ZERO, Vec::new());
        for _ in 0..12 {
            assert_eq!(waits.try_at(&here, Some(&anna), now), Ok(()));
            let wait = waits.left(&here, Some(&anna), now);
            assert_eq!(waits.try_at(&here, Some(&anna), now), Err(wait));
            seen.push(wait.as_secs());
            now += wait;
        }
        assert_eq!(seen, [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]);
    }

    #[test]
    fn wrong_pins_at_one_device_lock_nobody_out_of_another() {
        let (here, there, anna) = names();
        let mut waits = Waits::default();
        waits.try_at(&there, Some(&anna), Duration::ZERO).unwrap();
        assert!(waits.try_at(&there, Some(&anna), Duration::ZERO).is_err());
        assert_eq!(waits.try_at(&here, Some(&anna), Duration::ZERO), Ok(()));
    }

    #[test]
    fn trying_many_logins_at_one_device_makes_the_device_wait() {
        let (here, _, anna) = names();
        let mut waits = Waits::default();
        for _ in 0..=PLACE_FREE {
            waits.try_at(&here, None, Duration::ZERO).unwrap();
        }
        assert!(waits.try_at(&here, None, Duration::ZERO).is_err());
        assert!(waits.try_at(&here, Some(&anna), Duration::ZERO).is_err());
    }

    #[test]
    fn a_right_pin_forgives_what_was_wrong() {
        let (here, _, anna) = names();
        let mut waits = Waits::default();
        waits.try_at(&here, Some(&anna), Duration::ZERO).unwrap();
        waits.right(&here, &anna);
        assert_eq!(waits.try_at(&here, Some(&anna), Duration::ZERO), Ok(()));
    }

    fn address(n: u32) -> Place {
        Place::Address(std::net::Ipv4Addr::from(n).into())
    }

    #[test]
    fn more_addresses_than_are_told_apart_wait_as_one() {
        let (console, _, anna) = names();
        let mut waits = Waits::default();
        let tries = (0..10_000).filter(|n| waits.try_at(&address(*n), Some(&anna), Duration::ZERO).is_ok()).count();
        assert_eq!(tries, ADDRESSES + 1);
        assert_eq!(waits.by_place.len(), ADDRESSES + 1);
        assert_eq!(waits.try_at(&console, Some(&anna), Duration::ZERO), Ok(()), "consoles wait for themselves alone");
    }

    #[test]
    fn an_address_where_the_right_pin_was_typed_is_told_apart_no_more() {
        let (_, _, anna) = names();
        let mut waits = Waits::default();
        for n in 0..1_000 {
            waits.try_at(&address(n), Some(&anna), Duration::ZERO).unwrap();
            waits.right(&address(n), &anna);
        }
        assert!(waits.by_place.is_empty() && waits.by_clerk.is_empty());
    }

    /// Nine tries and an hour's rest, again and again, are fewer than a try every five minutes.
    #[test]
    fn addresses_that_were_quiet_for_an_hour_give_their_room_to_others() {
        let (_, _, anna) = names();
        let mut waits = Waits::default();
        for n in 0..100 {
            let _waits = waits.try_at(&address(n), Some(&anna), Duration::ZERO);
        }
        let (early, late) = (FORGET - Duration::from_secs(1), FORGET + Duration::from_secs(2));
        waits.try_at(&address(500), Some(&anna), early).unwrap();
        assert!(waits.try_at(&address(501), Some(&anna), early).is_err(), "the others still stand");
        waits.try_at(&address(502), Some(&anna), late).unwrap();
        waits.try_at(&address(503), Some(&anna), late).unwrap();
        assert_eq!(waits.addresses(), 2, "the rest are forgotten");
    }

    #[test]
    fn logins_without_end_do_not_fill_the_memory() {
        let (here, _, _) = names();
        let mut waits = Waits::default();
        for n in 0..20_000_u64 {
            let login = ClerkId::new(&format!("login-{n}")).unwrap();
            waits.right(&here, &login);
            waits.try_at(&here, Some(&login), Duration::from_secs(n)).unwrap();
            assert!(waits.by_clerk.len() <= LOGINS + 1);
            waits.by_place.clear();
        }
    }
}
