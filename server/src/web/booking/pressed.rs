//! Which page a press comes from, so that two presses of one page begin one form. Each page that may begin a form has a name of its own, which
//! this server alone can make, and of it the code of the form is made under a key that nobody has: whoever knows a code cannot make a page lead
//! to it. What a name opens is for `keep` to say.

use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, Mac};
use jiff::{SignedDuration, Timestamp};
use queue::ids::HoldCode;
use sha2::Sha256;

use crate::credentials::random;

/// For how long a page may stand open before what is pressed on it begins a form like any other.
const OPEN_FOR: SignedDuration = SignedDuration::from_hours(2);
/// Random bytes of a name.
const RANDOM: usize = 12;
/// Bytes of a name that tell when the page was made, and the random ones.
const MADE: usize = size_of::<i64>() + RANDOM;
/// Bytes by which a name is known to be one of this server.
const PROOF: usize = 16;

/// Makes the names of pages and the codes of the forms that they begin.
pub struct PageNames {
    key: [u8; 32],
}

impl Default for PageNames {
    fn default() -> Self {
        Self { key: random() }
    }
}

impl PageNames {
    /// The name of a page that is made now.
    pub fn name(&self, now: Timestamp) -> String {
        let mut name = now.as_second().to_be_bytes().to_vec();
        name.extend(random::<RANDOM>());
        let proof: [u8; 32] = self.hash("page", &name).finalize().into_bytes().into();
        name.extend(&proof[..PROOF]);
        BASE64URL_NOPAD.encode(&name)
    }

    /// The code of the form that a press of a page begins, where the press comes from `source` and the browser has `cookie`; the slot has no part
    /// in it. None for a name that is not of this server, or of a page that has stood open for too long.
    pub fn code(&self, name: &str, source: u64, cookie: Option<&HoldCode>, now: Timestamp) -> Option<HoldCode> {
        let name = BASE64URL_NOPAD.decode(name.as_bytes()).ok()?;
        let (made, proof) = name.split_at_checked(MADE)?;
        if proof.len() != PROOF || self.hash("page", made).verify_truncated_left(proof).is_err() {
            return None;
        }
        let made_at = Timestamp::from_second(i64::from_be_bytes(*made.first_chunk()?)).ok()?;
        if !(SignedDuration::ZERO..OPEN_FOR).contains(&now.duration_since(made_at)) {
            return None;
        }
        let mut hash = self.hash("form", made);
        hash.update(&source.to_be_bytes());
        hash.update(cookie.map_or("", HoldCode::as_str).as_bytes());
        let code: [u8; 32] = hash.finalize().into_bytes().into();
        code.first_chunk().copied().map(HoldCode::from_random)
    }

    fn hash(&self, what: &str, of: &[u8]) -> Hmac<Sha256> {
        let mut hash = Hmac::<Sha256>::new_from_slice(&self.key).expect("a key of any length");
        hash.update(what.as_bytes());
        hash.update(&[0]);
        hash.update(of);
        hash
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    #[test]
    fn presses_of_one_page_are_for_one_form_and_of_two_pages_for_two() {
        let names = PageNames::default();
        let (name, cookie) = (names.name(at(0)), HoldCode::from_random([7; HoldCode::LENGTH]));
        let code = names.code(&name, 1, None, at(1)).unwrap();
        assert_eq!(names.code(&name, 1, None, at(7_199)), Some(code.clone()));
        let others = [
            names.code(&names.name(at(0)), 1, None, at(1)),
            names.code(&name, 2, None, at(1)),
            names.code(&name, 1, Some(&cookie), at(1)),
            PageNames::default().code(&PageNames::default().name(at(0)), 1, None, at(1)),
        ];
        assert!(others.iter().all(|other| *other != Some(code.clone())), "another page, network or browser");
        assert_eq!(names.code(&name, 1, None, at(7_200)), None, "it stood open for too long");
        assert_eq!(names.code(&name, 1, None, at(-1)), None);
    }

    #[test]
    fn a_name_that_this_server_has_not_made_begins_nothing_s7() {
        let names = PageNames::default();
        let name = names.name(at(0));
        assert_eq!(PageNames::default().code(&name, 1, None, at(1)), None, "another start of the server");
        for place in 0..name.len() {
            let mut bent = name.clone().into_bytes();
            bent[place] = if bent[place] == b'A' { b'B' } else { b'A' };
            assert_eq!(names.code(&String::from_utf8(bent).unwrap(), 1, None, at(1)), None, "{place}");
            assert_eq!(names.code(&name[..place], 1, None, at(1)), None, "{place}");
        }
        for none in ["", "%", "Анна", &format!("{name}AAAA"), &"A".repeat(16_000)] {
            assert_eq!(names.code(none, 1, None, at(1)), None, "{none:.20}");
        }
    }
}
