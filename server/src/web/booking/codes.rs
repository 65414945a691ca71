//! One-time codes that prove a contact (P5): six figures, ten minutes, five tries, and not too many sent to anybody.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use zeroize::Zeroizing;

use crate::credentials::random;
use crate::people::entered::Contact;
use crate::web::pace::customer;

/// For how long a code is good.
pub const GOOD_FOR: SignedDuration = SignedDuration::from_mins(10);
/// Wrong tries of one code.
pub const TRIES: u8 = 5;
/// Codes of one form.
pub const CODES_A_FORM: u8 = 3;
/// Rest between two codes of one form.
pub const REST: SignedDuration = SignedDuration::from_secs(60);

/// The codes of one form.
#[derive(Default)]
pub struct Sent {
    last: Option<Code>,
    count: u8,
}

/// A code on its way.
struct Code {
    figures: Zeroizing<String>,
    to: Contact,
    at: Timestamp,
    tries: u8,
}

/// What a typed code is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tried {
    /// The one that was sent.
    Right,
    /// Another; so many tries are left.
    Wrong {
        /// How many.
        left: u8,
    },
    /// There is none, or it is too old, or was tried too often.
    Over,
}

impl Sent {
    /// A new code for a contact, if the form may have one more now.
    pub fn new_code(&mut self, to: &Contact, now: Timestamp) -> Option<Zeroizing<String>> {
        if !self.may_send(to, now) {
            return None;
        }
        // 2^64 is so far above 10^6 that the fold favours none noticeably.
        let figures = Zeroizing::new(format!("{:06}", u64::from_le_bytes(random()) % 1_000_000));
        self.last = Some(Code { figures: figures.clone(), to: to.clone(), at: now, tries: 0 });
        self.count += 1;
        Some(figures)
    }

    /// Whether one more code may go to a contact now. Whoever mended a contact need not wait.
    pub fn may_send(&self, to: &Contact, now: Timestamp) -> bool {
        let rests = self.last.as_ref().is_some_and(|code| code.to == *to && now < after(code.at, REST));
        self.count < CODES_A_FORM && !rests
    }

    /// The code could not be handed over: it is as if it had not been made.
    pub fn take_back(&mut self) {
        self.last = None;
        self.count = self.count.saturating_sub(1);
    }

    /// Whether a code that can still be typed went to a contact.
    pub fn is_out(&self, to: &Contact, now: Timestamp) -> bool {
        self.good(now).is_some_and(|code| code.to == *to)
    }

    /// Until when the code is good.
    pub fn good_until(&self) -> Option<Timestamp> {
        self.last.as_ref().map(|code| after(code.at, GOOD_FOR))
    }

    /// From when on another may be sent; never where the form has had all its codes.
    pub fn next_at(&self) -> Option<Timestamp> {
        let last = self.last.as_ref().filter(|_| self.count < CODES_A_FORM)?;
        Some(after(last.at, REST))
    }

    /// Compares what was typed.
    pub fn try_code(&mut self, typed: &str, now: Timestamp) -> Tried {
        if self.good(now).is_none() {
            return Tried::Over;
        }
        let Some(code) = &mut self.last else { return Tried::Over };
        let figures: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        if figures == *code.figures {
            code.tries = TRIES;
            return Tried::Right;
        }
        code.tries += 1;
        match TRIES - code.tries {
            0 => Tried::Over,
            left => Tried::Wrong { left },
        }
    }

    fn good(&self, now: Timestamp) -> Option<&Code> {
        self.last.as_ref().filter(|code| code.tries < TRIES && now < after(code.at, GOOD_FOR))
    }
}

fn after(at: Timestamp, time: SignedDuration) -> Timestamp {
    at.saturating_add(time).unwrap_or(at)
}

/// How many codes go to one contact and on behalf of one address, so that nobody is pestered through these pages.
#[derive(Default)]
pub struct SendPace {
    spent: Mutex<HashMap<u64, Spent>>,
    /// Contacts are told apart by a hash that nobody else can make.
    keys: RandomState,
}

#[derive(Clone, Copy)]
struct Spent {
    /// Codes not yet forgiven.
    codes: f64,
    at: Duration,
}

/// Codes to one contact at once, and hours in which they are forgiven.
const TO_CONTACT: (f64, f64) = (6.0, 2.0);
/// Codes on behalf of one address, which an office's own visitors may share.
const FROM_ADDRESS: (f64, f64) = (40.0, 1.0);
/// Codes in all.
const IN_ALL: (f64, f64) = (600.0, 1.0);
/// Contacts and addresses that are told apart.
const TOLD_APART: usize = 20_000;

impl SendPace {
    /// Whether one more code may go; it is counted.
    pub fn may(&self, contact: &Contact, address: IpAddr, now: Duration) -> bool {
        let limits = [
            (self.keys.hash_one(("contact", contact.alike())), TO_CONTACT),
            (self.keys.hash_one(("address", customer(address))), FROM_ADDRESS),
            (self.keys.hash_one("all"), IN_ALL),
        ];
        let mut spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        let longest = Duration::from_secs(2 * 3600);
        if spent.len() + limits.len() > TOLD_APART {
            spent.retain(|_, spent| now.saturating_sub(spent.at) < longest);
        }
        let left = |key: &u64, (most, hours): (f64, f64)| match spent.get(key) {
            Some(Spent { codes, at }) => {
                let forgiven = now.saturating_sub(*at).as_secs_f64() / (hours * 3600.0) * most;
                (codes - forgiven).max(0.0)
            }
            None => 0.0,
        };
        let after: Vec<(u64, f64, f64)> =
            limits.iter().map(|(key, limit)| (*key, left(key, *limit) + 1.0, limit.0)).collect();
        let full = spent.len() + limits.len() > TOLD_APART;
        if full || after.iter().any(|(_, codes, most)| codes > most) {
            return false;
        }
        spent.extend(after.into_iter().map(|(key, codes, _)| (key, Spent { codes, at: now })));
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::entered::email;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    fn to(name: &str) -> Contact {
        Contact::Email(email(&format!("{name}@example.org")).unwrap())
    }

    #[test]
    fn a_code_has_six_figures_and_is_right_once() {
        let mut sent = Sent::default();
        assert_eq!(sent.try_code("000000", at(0)), Tried::Over, "none was sent");
        let code = sent.new_code(&to("anna"), at(0)).unwrap();
        assert!(code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit()));
        let spaced = format!(" {} {}", &code[..3], &code[3..]);
        assert_eq!(sent.try_code(&spaced, at(599)), Tried::Right);
        assert_eq!(sent.try_code(&code, at(599)), Tried::Over);
    }

    #[test]
    fn a_code_is_over_after_ten_minutes_and_after_five_wrong_tries_p5() {
        let mut sent = Sent::default();
        let code = sent.new_code(&to("anna"), at(0)).unwrap();
        let wrong = if *code == "111111" { "222222" } else { "111111" };
        let left: Vec<Tried> = (0..5).map(|_| sent.try_code(wrong, at(1))).collect();
        let so_many = |left| Tried::Wrong { left };
        assert_eq!(left, [so_many(4), so_many(3), so_many(2), so_many(1), Tried::Over]);
        assert_eq!(sent.try_code(&code, at(2)), Tried::Over, "also the right one");
        let code = sent.new_code(&to("anna"), at(60)).unwrap();
        assert_eq!(sent.try_code(&code, at(660)), Tried::Over, "ten minutes");
    }

    #[test]
    fn a_form_gets_three_codes_a_minute_apart_and_a_mended_contact_at_once() {
        let mut sent = Sent::default();
        assert!(sent.new_code(&to("anna"), at(0)).is_some());
        assert!(sent.new_code(&to("anna"), at(59)).is_none());
        assert!(sent.new_code(&to("hanna"), at(59)).is_some());
        assert!(sent.is_out(&to("hanna"), at(60)) && !sent.is_out(&to("anna"), at(60)), "one code proves one contact");
        assert!(sent.new_code(&to("anna"), at(60)).is_some());
        assert!(sent.new_code(&to("boris"), at(100_000)).is_none());
        assert_eq!(sent.next_at(), None);
    }

    #[test]
    fn what_could_not_be_handed_over_does_not_count() {
        let mut sent = Sent::default();
        for _ in 0..10 {
            sent.new_code(&to("anna"), at(0)).unwrap();
            sent.take_back();
        }
        assert!(sent.may_send(&to("anna"), at(0)) && !sent.is_out(&to("anna"), at(0)));
    }

    #[test]
    fn nobody_is_pestered_and_one_address_does_not_use_up_all() {
        let pace = SendPace::default();
        let from = |n: u8| IpAddr::from([192, 0, 2, n]);
        let hour = Duration::from_secs(3600);
        let many = (0..50).filter(|n| pace.may(&to("anna"), from(*n), Duration::ZERO)).count();
        assert_eq!(many, 6);
        assert!(!pace.may(&to("ANNA+1"), from(99), Duration::ZERO), "the same box in other letters");
        assert!(pace.may(&to("boris"), from(1), Duration::ZERO), "others go on");
        let later = (0..50).filter(|n| pace.may(&to("anna"), from(*n), hour)).count();
        assert_eq!(later, 3, "half of it is forgiven in an hour");
        let one = (0..200).filter(|n| pace.may(&to(&format!("a{n}")), from(200), hour)).count();
        assert_eq!(one, 40);
    }
}
