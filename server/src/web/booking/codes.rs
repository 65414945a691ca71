//! One-time codes that prove a contact (P5): six figures, ten minutes, five tries, and not too many sent to anybody.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use zeroize::Zeroizing;

use crate::credentials::random;
use crate::messages::{Busy, Delivery, Receipt};
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

/// A code that was handed over.
struct Code {
    figures: Zeroizing<String>,
    to: Contact,
    at: Timestamp,
    tries: u8,
    receipt: Receipt,
}

/// A code of which it is not known yet whether it can be handed over.
pub struct Made {
    figures: Zeroizing<String>,
    to: Contact,
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
    /// A new code for a contact, if the form may have one more now. It counts once it is handed over: until then the one before it is good.
    pub fn new_code(&self, to: &Contact, now: Timestamp) -> Option<Made> {
        if !self.may_send(to, now) {
            return None;
        }
        // 2^64 is so far above 10^6 that the fold favours none noticeably.
        let figures = Zeroizing::new(format!("{:06}", u64::from_le_bytes(random()) % 1_000_000));
        Some(Made { figures, to: to.clone() })
    }

    /// A code is handed over; no other is good any more.
    pub fn handed_over(&mut self, made: Made, receipt: Receipt, now: Timestamp) {
        self.count = self.counted() + 1;
        let Made { figures, to } = made;
        self.last = Some(Code { figures, to, at: now, tries: 0, receipt });
    }

    /// Codes that count: one that does not go out does not.
    fn counted(&self) -> u8 {
        self.count - u8::from(self.last.as_ref().is_some_and(Code::is_held))
    }

    /// Whether the last code was for this contact and does not go out, so that another stands for it.
    pub fn is_held(&self, to: &Contact) -> bool {
        self.last.as_ref().is_some_and(|code| code.to == *to && code.is_held())
    }

    /// Whether one more code may go to a contact now. Whoever mended a contact need not wait.
    pub fn may_send(&self, to: &Contact, now: Timestamp) -> bool {
        let rests = |code: &Code| code.to == *to && now < after(code.at, REST) && !code.is_held();
        self.counted() < CODES_A_FORM && !self.last.as_ref().is_some_and(rests)
    }

    /// What became of a contact's code, and until when it is good; none where there is none that can still be typed. Also one that does not
    /// go out is good: the other side may have taken it and not have said so.
    pub fn out(&self, to: &Contact, now: Timestamp) -> Option<(Delivery, Timestamp)> {
        let code = self.good(now).filter(|code| code.to == *to)?;
        Some((code.receipt.delivery(), after(code.at, GOOD_FOR)))
    }

    /// Waits a little for what becomes of the last code.
    pub async fn known(&mut self, within: Duration) {
        if let Some(code) = &mut self.last {
            code.receipt.known(within).await;
        }
    }

    /// From when on another may be sent; never where the form has had all its codes.
    pub fn next_at(&self) -> Option<Timestamp> {
        let last = self.last.as_ref().filter(|_| self.counted() < CODES_A_FORM)?;
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

impl Made {
    /// The six figures.
    pub fn figures(&self) -> &str {
        &self.figures
    }
}

impl Code {
    fn is_held(&self) -> bool {
        self.receipt.delivery() == Delivery::Held
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
    /// Whether something that is no code may be written to a contact now.
    pub fn may_write(&self, whose: (&Contact, IpAddr), now: Duration) -> bool {
        // What is not handed over is not counted.
        matches!(self.hand_over(whose, false, now, || Err(Busy)), Err(NotSent::Busy))
    }

    /// It was written, and counts as a code does.
    pub fn wrote(&self, whose: (&Contact, IpAddr), now: Duration) {
        // One that was allowed a moment ago is counted, or there are too many since anyway.
        let _ = self.hand_over(whose, false, now, || Ok(Receipt::of(Delivery::Taken)));
    }

    /// Hands one more code over, if it may go. It is counted where it was handed over, unless it stands for one that did not go out.
    pub fn hand_over(
        &self,
        (contact, address): (&Contact, IpAddr),
        instead: bool,
        now: Duration,
        hand_over: impl FnOnce() -> Result<Receipt, Busy>,
    ) -> Result<Receipt, NotSent> {
        let limits = [
            (self.keys.hash_one(("contact", contact.alike())), TO_CONTACT),
            (self.keys.hash_one(("address", customer(address))), FROM_ADDRESS),
            (self.keys.hash_one("all"), IN_ALL),
        ];
        let mut spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        let more = if instead { 0.0 } else { 1.0 };
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
            limits.iter().map(|(key, limit)| (*key, left(key, *limit) + more, limit.0)).collect();
        let full = spent.len() + limits.len() > TOLD_APART;
        if full || after.iter().any(|(_, codes, most)| codes > most) {
            return Err(NotSent::TooMany);
        }
        let receipt = hand_over().map_err(|Busy| NotSent::Busy)?;
        spent.extend(after.into_iter().map(|(key, codes, _)| (key, Spent { codes, at: now })));
        Ok(receipt)
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
        sent.handed_over(code, Receipt::of(Delivery::Taken), at(second));
        Some(figures)
    }

    fn taken() -> Result<Receipt, Busy> {
        Ok(Receipt::of(Delivery::Taken))
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
        let until = ["hanna", "anna"].map(|name| sent.out(&to(name), at(60)));
        assert_eq!(until, [Some((Delivery::Taken, at(659))), None], "one code proves one contact");
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
        assert_eq!(sent.out(&to("anna"), at(60)), Some((Delivery::Taken, at(600))));
        assert_eq!(sent.try_code(&good, at(120)), Tried::Right);
    }

    #[test]
    fn a_code_that_does_not_go_out_does_not_count_and_need_not_be_waited_for() {
        let mut sent = Sent::default();
        for _ in 0..10 {
            let made = sent.new_code(&to("anna"), at(0)).unwrap();
            let (receipt, slip) = Receipt::with_slip();
            sent.handed_over(made, receipt, at(0));
            assert_eq!(sent.out(&to("anna"), at(0)), Some((Delivery::UnderWay, at(600))));
            assert!(!sent.may_send(&to("anna"), at(0)) && !sent.is_held(&to("anna")), "it may still go");
            slip.note(Delivery::Held);
            assert!(sent.is_held(&to("anna")) && !sent.is_held(&to("hanna")));
        }
        assert!(went(&mut sent, "anna", 1).is_some() && went(&mut sent, "anna", 61).is_some());
        assert!(went(&mut sent, "anna", 121).is_some() && went(&mut sent, "anna", 181).is_none(), "three that went");
    }

    #[test]
    fn nobody_is_pestered_and_one_address_does_not_use_up_all() {
        let pace = SendPace::default();
        let from = |n: u8| IpAddr::from([192, 0, 2, n]);
        let may = |name: &str, n: u8, now| pace.hand_over((&to(name), from(n)), false, now, taken).is_ok();
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
    fn what_is_written_without_a_code_counts_as_one_p5() {
        let pace = SendPace::default();
        let (anna, boris) = (to("anna"), to("boris"));
        let whose = |contact| (contact, IpAddr::from([192, 0, 2, 1]));
        for _ in 0..6 {
            assert!((0..9).all(|_| pace.may_write(whose(&anna), Duration::ZERO)), "asking alone costs nothing");
            pace.wrote(whose(&anna), Duration::ZERO);
        }
        assert!(!pace.may_write(whose(&anna), Duration::ZERO) && pace.may_write(whose(&boris), Duration::ZERO));
    }

    #[test]
    fn a_code_that_is_not_handed_over_is_not_counted_against_anybody() {
        let pace = SendPace::default();
        let send = |instead, handed| {
            pace.hand_over((&to("anna"), IpAddr::from([192, 0, 2, 1])), instead, Duration::ZERO, || handed).err()
        };
        for _ in 0..100 {
            assert_eq!(send(false, Err(Busy)), Some(NotSent::Busy));
        }
        assert_eq!((0..6).filter(|_| send(false, taken()).is_none()).count(), 6);
        assert_eq!(send(false, taken()), Some(NotSent::TooMany));
        assert_eq!(send(true, taken()), None, "in place of one that did not go out");
    }
}
