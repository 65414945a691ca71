//! One-time codes that prove a contact (P5): six figures, ten minutes, five tries, and not too many sent to anybody.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use zeroize::Zeroizing;

use crate::credentials::random;
use crate::messages::Busy;
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

/// A code for a contact. It counts once it is handed over: until then the one before it is good.
pub struct Code {
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
    pub fn new_code(&self, to: &Contact, now: Timestamp) -> Option<Code> {
        if !self.may_send(to, now) {
            return None;
        }
        // 2^64 is so far above 10^6 that the fold favours none noticeably.
        let figures = Zeroizing::new(format!("{:06}", u64::from_le_bytes(random()) % 1_000_000));
        Some(Code { figures, to: to.clone(), at: now, tries: 0 })
    }

    /// A code is on its way; no other is good any more.
    pub fn handed_over(&mut self, code: Code) {
        self.last = Some(code);
        self.count += 1;
    }

    /// Whether one more code may go to a contact now. Whoever mended a contact need not wait.
    pub fn may_send(&self, to: &Contact, now: Timestamp) -> bool {
        let rests = self.last.as_ref().is_some_and(|code| code.to == *to && now < after(code.at, REST));
        self.count < CODES_A_FORM && !rests
    }

    /// Until when a code that went to a contact is good; none where there is none that can still be typed.
    pub fn good_until(&self, to: &Contact, now: Timestamp) -> Option<Timestamp> {
        self.good(now).filter(|code| code.to == *to).map(|code| after(code.at, GOOD_FOR))
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

impl Code {
    /// The six figures.
    pub fn figures(&self) -> &str {
        &self.figures
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

/// Why a code was not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotSent {
    /// Too many went out of late.
    TooMany,
    /// It cannot be handed over at this moment.
    Busy,
}

impl SendPace {
    /// Hands one more code over, if it may go; it is counted where it was.
    pub fn hand_over(
        &self,
        contact: &Contact,
        address: IpAddr,
        now: Duration,
        hand_over: impl FnOnce() -> Result<(), Busy>,
    ) -> Result<(), NotSent> {
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
            return Err(NotSent::TooMany);
        }
        hand_over().map_err(|Busy| NotSent::Busy)?;
        spent.extend(after.into_iter().map(|(key, codes, _)| (key, Spent { codes, at: now })));
        Ok(())
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

    /// A code that was handed over.
    fn went(sent: &mut Sent, name: &str, second: i64) -> Option<String> {
        let code = sent.new_code(&to(name), at(second))?;
        let figures = code.figures().to_owned();
        sent.handed_over(code);
        Some(figures)
    }

    #[test]
    fn a_code_has_six_figures_and_is_right_once() {
        let mut sent = Sent::default();
        assert_eq!(sent.try_code("000000", at(0)), Tried::Over, "none was sent");
        let code = went(&mut sent, "anna", 0).unwrap();
        assert!(code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit()));
        let spaced = format!(" {} {}", &code[..3], &code[3..]);
        assert_eq!(sent.try_code(&spaced, at(599)), Tried::Right);
        assert_eq!(sent.try_code(&code, at(599)), Tried::Over);
    }

    #[test]
    fn a_code_is_over_after_ten_minutes_and_after_five_wrong_tries_p5() {
        let mut sent = Sent::default();
        let code = went(&mut sent, "anna", 0).unwrap();
        let wrong = if code == "111111" { "222222" } else { "111111" };
        let left: Vec<Tried> = (0..5).map(|_| sent.try_code(wrong, at(1))).collect();
        let so_many = |left| Tried::Wrong { left };
        assert_eq!(left, [so_many(4), so_many(3), so_many(2), so_many(1), Tried::Over]);
        assert_eq!(sent.try_code(&code, at(2)), Tried::Over, "also the right one");
        let code = went(&mut sent, "anna", 60).unwrap();
        assert_eq!(sent.try_code(&code, at(660)), Tried::Over, "ten minutes");
    }

    #[test]
    fn a_form_gets_three_codes_a_minute_apart_and_a_mended_contact_at_once() {
        let mut sent = Sent::default();
        assert!(went(&mut sent, "anna", 0).is_some());
        assert!(went(&mut sent, "anna", 59).is_none());
        assert!(went(&mut sent, "hanna", 59).is_some());
        let until = ["hanna", "anna"].map(|name| sent.good_until(&to(name), at(60)));
        assert_eq!(until, [Some(at(659)), None], "one code proves one contact");
        assert!(went(&mut sent, "anna", 60).is_some());
        assert!(went(&mut sent, "boris", 100_000).is_none());
        assert_eq!(sent.next_at(), None);
    }

    #[test]
    fn what_could_not_be_handed_over_does_not_count_and_leaves_the_code_before_it_good() {
        let mut sent = Sent::default();
        let good = went(&mut sent, "anna", 0).unwrap();
        for _ in 0..10 {
            assert!(sent.new_code(&to("anna"), at(60)).is_some(), "it may be tried again");
        }
        assert_eq!(sent.good_until(&to("anna"), at(60)), Some(at(600)));
        assert_eq!(sent.try_code(&good, at(120)), Tried::Right);
    }

    #[test]
    fn nobody_is_pestered_and_one_address_does_not_use_up_all() {
        let pace = SendPace::default();
        let from = |n: u8| IpAddr::from([192, 0, 2, n]);
        let may = |name: &str, n: u8, now| pace.hand_over(&to(name), from(n), now, || Ok(())).is_ok();
        let hour = Duration::from_secs(3600);
        let many = (0..50).filter(|n| may("anna", *n, Duration::ZERO)).count();
        assert_eq!(many, 6);
        assert!(!may("ANNA+1", 99, Duration::ZERO), "the same box in other letters");
        assert!(may("boris", 1, Duration::ZERO), "others go on");
        let later = (0..50).filter(|n| may("anna", *n, hour)).count();
        assert_eq!(later, 3, "half of it is forgiven in an hour");
        let one = (0..200).filter(|n| may(&format!("a{n}"), 200, hour)).count();
        assert_eq!(one, 40);
    }

    #[test]
    fn a_code_that_is_not_handed_over_is_not_counted_against_anybody() {
        let pace = SendPace::default();
        let send = |handed: Result<(), Busy>| {
            pace.hand_over(&to("anna"), IpAddr::from([192, 0, 2, 1]), Duration::ZERO, || handed)
        };
        for _ in 0..100 {
            assert_eq!(send(Err(Busy)), Err(NotSent::Busy));
        }
        assert_eq!((0..6).filter(|_| send(Ok(())).is_ok()).count(), 6);
        assert_eq!(send(Ok(())), Err(NotSent::TooMany));
    }
}
