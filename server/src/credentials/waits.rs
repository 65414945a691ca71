//! How long a wrong PIN makes one wait: growing for a clerk at one device and for the device, so that nobody can lock a clerk
//! out from afar (S2). Pure: time comes in.

use std::collections::BTreeMap;
use std::time::Duration;

use queue::ids::{ClerkId, DeviceId};

/// Longest wait after a wrong PIN.
const LONGEST: Duration = Duration::from_secs(300);
/// Wrong PINs at one device, whoever's, before the device itself has to wait.
const DEVICE_FREE: u32 = 6;

/// Wrong tries that have not been followed by a right one.
#[derive(Debug, Default)]
pub struct Waits {
    by_clerk: BTreeMap<(DeviceId, ClerkId), Wrong>,
    by_device: BTreeMap<DeviceId, Wrong>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Wrong {
    tries: u32,
    next: Duration,
}

impl Waits {
    /// Whether a try is allowed at `now`; if so it counts as wrong until [`Waits::right`] is told. `clerk` is none for a
    /// login that nobody has.
    pub fn try_at(&mut self, device: &DeviceId, clerk: Option<&ClerkId>, now: Duration) -> Result<(), Duration> {
        let at_device = self.by_device.entry(device.clone()).or_default();
        let mut next = at_device.next;
        if let Some(clerk) = clerk {
            next = next.max(self.by_clerk.entry((device.clone(), clerk.clone())).or_default().next);
        }
        if now < next {
            return Err(next - now);
        }
        at_device.count(now, DEVICE_FREE);
        if let Some(clerk) = clerk {
            self.by_clerk.entry((device.clone(), clerk.clone())).or_default().count(now, 0);
        }
        Ok(())
    }

    /// The PIN was right: nothing is held against clerk and device.
    pub fn right(&mut self, device: &DeviceId, clerk: &ClerkId) {
        self.by_device.remove(device);
        self.by_clerk.remove(&(device.clone(), clerk.clone()));
    }

    /// How long the next try has to wait.
    pub fn left(&self, device: &DeviceId, clerk: Option<&ClerkId>, now: Duration) -> Duration {
        let by_clerk = clerk.and_then(|clerk| self.by_clerk.get(&(device.clone(), clerk.clone())));
        let next = [by_clerk, self.by_device.get(device)].into_iter().flatten().map(|wrong| wrong.next).max();
        next.unwrap_or_default().saturating_sub(now)
    }
}

impl Wrong {
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

    fn names() -> (DeviceId, DeviceId, ClerkId) {
        (DeviceId::new("console-1").unwrap(), DeviceId::new("console-2").unwrap(), ClerkId::new("anna").unwrap())
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
        for _ in 0..=DEVICE_FREE {
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
}
