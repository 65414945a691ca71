//! How often the visitors' pages may be asked for, by address and all together, so that a crowd outside never slows the floor.
//! Pure: time comes in. Holds a bounded number of addresses.

use std::collections::HashMap;
use std::net::IpAddr;
use std::time::Duration;

/// Pages a second for one address in the long run: 300 phones behind the office's own address, each every 15 s.
const ADDRESS_PER_S: f64 = 20.0;
/// Pages that one address may ask for at once.
const ADDRESS_BURST: f64 = 200.0;
/// Pages a second for everybody together.
const ALL_PER_S: f64 = 500.0;
/// Pages that all may ask for at once.
const ALL_BURST: f64 = 1_000.0;
/// Addresses that are told apart; further ones share what is left for strangers.
const ADDRESSES: usize = 4_096;
/// The least time between two searches for addresses that are quiet again.
const SWEEP: Duration = Duration::from_secs(1);

/// Seconds after which one who asked too often may come back.
pub const COME_BACK_S: &str = "30";
/// Pages a wrong code costs: a code is a long name, and nobody finds one by trying.
pub const WRONG_CODE: f64 = 10.0;

/// Who has asked how much of late.
#[derive(Debug)]
pub struct Pace {
    all: Bucket,
    strangers: Bucket,
    by_address: HashMap<IpAddr, Bucket>,
    swept_at: Duration,
}

#[derive(Clone, Copy, Debug)]
struct Bucket {
    left: f64,
    at: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self::new()
    }
}

impl Pace {
    /// Nobody has asked for anything.
    pub fn new() -> Self {
        let (all, strangers) = (Bucket::full(ALL_BURST), Bucket::full(ADDRESS_BURST));
        Self { all, strangers, by_address: HashMap::new(), swept_at: Duration::ZERO }
    }

    /// Whether an address may have one more page at `now`.
    pub fn may(&mut self, address: IpAddr, now: Duration) -> bool {
        let mine = self.bucket(address, now).has(now, ADDRESS_PER_S, ADDRESS_BURST);
        if !(mine && self.all.has(now, ALL_PER_S, ALL_BURST)) {
            return false;
        }
        self.cost(address, 1.0, now);
        self.all.left -= 1.0;
        true
    }

    /// Counts what an address cost beyond a page.
    pub fn cost(&mut self, address: IpAddr, pages: f64, now: Duration) {
        let bucket = self.bucket(address, now);
        bucket.left = (bucket.left - pages).max(-ADDRESS_BURST);
    }

    fn bucket(&mut self, address: IpAddr, now: Duration) -> &mut Bucket {
        let address = customer(address);
        if !self.by_address.contains_key(&address) && !self.has_room(now) {
            return &mut self.strangers;
        }
        self.by_address.entry(address).or_insert(Bucket { left: ADDRESS_BURST, at: now })
    }

    fn has_room(&mut self, now: Duration) -> bool {
        if self.by_address.len() < ADDRESSES {
            return true;
        }
        if now >= self.swept_at + SWEEP {
            self.swept_at = now;
            self.by_address.retain(|_, bucket| !bucket.is_full(now));
        }
        self.by_address.len() < ADDRESSES
    }
}

impl Bucket {
    fn full(burst: f64) -> Self {
        Self { left: burst, at: Duration::ZERO }
    }

    fn has(&mut self, now: Duration, per_s: f64, burst: f64) -> bool {
        let passed = now.saturating_sub(self.at).as_secs_f64();
        self.at = now;
        self.left = (self.left + passed * per_s).min(burst);
        self.left >= 1.0
    }

    fn is_full(self, now: Duration) -> bool {
        self.left + now.saturating_sub(self.at).as_secs_f64() * ADDRESS_PER_S >= ADDRESS_BURST
    }
}

/// Addresses of one customer of a provider count as one: 48 bits of IPv6, which is the most that a line is given and holds 65,536 networks,
/// all of IPv4. So nobody has anything again and again by going from one of their own networks to the next (S6).
pub fn customer(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(v4) => IpAddr::V4(v4),
        IpAddr::V6(v6) => {
            let [a, b, c, ..] = v6.segments();
            IpAddr::from([a, b, c, 0, 0, 0, 0, 0])
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, Ipv6Addr};

    use super::*;

    fn address(n: u32) -> IpAddr {
        IpAddr::V4(Ipv4Addr::from(n))
    }

    fn pages(pace: &mut Pace, from: IpAddr, tries: u32, now: Duration) -> usize {
        (0..tries).filter(|_| pace.may(from, now)).count()
    }

    #[test]
    fn three_hundred_phones_behind_one_address_all_see_their_pages() {
        let mut pace = Pace::new();
        for second in 0..600 {
            assert_eq!(pages(&mut pace, address(1), 20, Duration::from_secs(second)), 20, "second {second}");
        }
    }

    #[test]
    fn one_address_cannot_ask_for_more_than_its_share() {
        let mut pace = Pace::new();
        assert_eq!(pages(&mut pace, address(1), 10_000, Duration::ZERO), 200);
        assert_eq!(pages(&mut pace, address(1), 10_000, Duration::from_secs(1)), 20);
        assert_eq!(pages(&mut pace, address(2), 10, Duration::from_secs(1)), 10, "others go on");
    }

    #[test]
    fn wrong_codes_use_a_share_up_ten_times_as_fast() {
        let mut pace = Pace::new();
        let mut tries = 0;
        while pace.may(address(1), Duration::ZERO) {
            pace.cost(address(1), WRONG_CODE, Duration::ZERO);
            tries += 1;
        }
        assert_eq!(tries, 19);
    }

    #[test]
    fn all_together_are_bounded() {
        let mut pace = Pace::new();
        let had: usize = (0..4_000).map(|n| pages(&mut pace, address(n), 2, Duration::ZERO)).sum();
        assert_eq!(had, 1_000);
    }

    #[test]
    fn a_million_addresses_take_no_more_memory_than_a_few_thousand() {
        let mut pace = Pace::new();
        for n in 0..1_000_000 {
            pace.may(address(n), Duration::from_millis(u64::from(n)));
            assert!(pace.by_address.len() <= ADDRESSES);
        }
        assert!(pace.may(address(1), Duration::from_secs(2_000)));
    }

    #[test]
    fn all_addresses_and_networks_of_one_ipv6_customer_share_a_pace_s6() {
        let phone = |n: u16| IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, n % 100, 0, 0, 0, n));
        let mut pace = Pace::new();
        let had: usize = (0..500).map(|n| pages(&mut pace, phone(n), 1, Duration::ZERO)).sum();
        assert_eq!(had, 200);
        let mapped = IpAddr::V6(Ipv4Addr::LOCALHOST.to_ipv6_mapped());
        assert_eq!(customer(mapped), IpAddr::V4(Ipv4Addr::LOCALHOST));
    }

    #[test]
    fn all_networks_of_one_customer_count_as_one_s6() {
        let from = |text: &str| customer(text.parse().unwrap());
        assert_eq!(from("2001:db8:7::1"), from("2001:db8:7:ffff::9"), "one line's /48");
        assert_eq!(from("2001:db8:7:1200::1"), from("2001:db8:7:12ff:1::1"), "one line's /56");
        assert_ne!(from("2001:db8:7::1"), from("2001:db8:8::1"), "another line");
        assert_eq!(from("::ffff:192.0.2.7"), from("192.0.2.7"));
        assert_ne!(from("192.0.2.7"), from("192.0.2.8"));
    }
}
