//! Codes of booked visitors: what is signed is read back, and of a million altered codes none is taken (S5). Codes that the office signed and
//! that are over or of an older revision are read here as well; that the office takes none of them is held by the server's tests.

use data_encoding::BASE32_NOPAD;
use ed25519_dalek::{Signer, SigningKey};
use protocol::token::{CODE_BYTES, CODE_CHARS, MARK, NotOurs, OfficeKey, OfficePublic, TOKEN_BYTES, Token};
use queue::ids::BookingId;

/// The order of the curve's group, lowest byte first: added to a signature's second half it makes another that a careless check takes.
const ORDER: [u8; 32] = [
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];
const MUTANTS: u64 = 1_000_000;
const THREADS: u64 = 2;

fn office() -> OfficeKey {
    OfficeKey::from_secret(&[7; 32])
}

fn token() -> Token {
    Token { booking: BookingId(4711), revision: 2, begins: "2026-11-20T10:45".parse().expect("a time") }
}

fn bytes_of(code: &str) -> Vec<u8> {
    BASE32_NOPAD.decode(&code.as_bytes()[MARK.len()..]).expect("base 32")
}

fn code_of(bytes: &[u8]) -> String {
    format!("{MARK}{}", BASE32_NOPAD.encode(bytes))
}

#[test]
fn what_the_office_signs_it_reads_back_s5() {
    let code = office().sign(&token());
    assert_eq!((code.len(), bytes_of(&code).len()), (CODE_CHARS, CODE_BYTES));
    assert_eq!((TOKEN_BYTES, CODE_CHARS), (24, 143));
    assert!(code.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()), "a QR's small alphabet: {code}");
    assert_eq!(office().public().read(&code), Ok(token()));
}

#[test]
fn devices_are_told_the_half_that_checks_and_never_the_other() {
    let public = office().public();
    let written = serde_json::to_string(&public).expect("written");
    assert_eq!(serde_json::from_str::<OfficePublic>(&written).expect("read"), public);
    assert!(serde_json::from_str::<OfficePublic>("\"AAAA\"").is_err());
}

#[test]
fn what_is_no_code_or_of_another_office_is_told_apart_s5() {
    let (ours, code) = (office().public(), office().sign(&token()));
    let theirs = OfficeKey::from_secret(&[8; 32]).sign(&token());
    assert_eq!(ours.read(&theirs), Err(NotOurs::OtherOffice));
    let doubled = format!("{code}{code}");
    let wrong = [
        "",
        "QB",
        "https://example.org/t/23456789abcd",
        &code[..142],
        &code.to_lowercase(),
        &doubled,
        "\u{1b}QB\0",
        "ЙИ",
    ];
    for text in wrong {
        assert_eq!(ours.read(text), Err(NotOurs::NoCode), "{text:?}");
    }
    let mut signed_by_another = bytes_of(&theirs);
    signed_by_another[..TOKEN_BYTES].copy_from_slice(&bytes_of(&code)[..TOKEN_BYTES]);
    assert_eq!(ours.read(&code_of(&signed_by_another)), Err(NotOurs::Forged));
}

#[test]
fn a_signature_has_no_second_form_s5() {
    let mut bytes = bytes_of(&office().sign(&token()));
    add_order(&mut bytes);
    assert_eq!(office().public().read(&code_of(&bytes)), Err(NotOurs::Forged));
}

fn add_order(bytes: &mut [u8]) {
    let mut carry = 0_u16;
    for (byte, order) in bytes[TOKEN_BYTES + 32..].iter_mut().zip(ORDER) {
        let sum = u16::from(*byte) + u16::from(order) + carry;
        *byte = sum.to_le_bytes()[0];
        carry = sum >> 8;
    }
}

#[test]
fn a_code_has_one_spelling_s5() {
    // 88 bytes fill 140 letters and four bits: the last letter has one bit that says nothing, and must be 0.
    let code = office().sign(&token());
    let last = code.chars().last().expect("a code");
    let spellings = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".chars().filter(|letter| *letter != last);
    for letter in spellings {
        let other = format!("{}{letter}", &code[..CODE_CHARS - 1]);
        assert!(office().public().read(&other).is_err(), "{letter} reads as {last}");
    }
}

#[test]
fn of_a_million_altered_codes_none_is_taken_s5() {
    let counted = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|thread| scope.spawn(move || refuse(thread))).collect();
        threads.into_iter().map(|thread| thread.join().expect("none is taken")).collect::<Vec<_>>()
    });
    for (at, (kind, _)) in KINDS.iter().enumerate() {
        let count: u64 = counted.iter().map(|counts| counts[at]).sum();
        println!("{count} {kind}");
        assert!(count >= MUTANTS / 20, "{count} {kind}");
    }
    assert_eq!(counted.iter().flatten().sum::<u64>(), MUTANTS, "each is another than any that the office signed");
}

/// A share of the million: how many of each kind were refused.
fn refuse(thread: u64) -> [u64; KINDS.len()] {
    let (public, theirs) = (office().public(), SigningKey::from_bytes(&[8; 32]));
    let mut dice = Dice(thread.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let mut counts = [0; KINDS.len()];
    let mut left = MUTANTS / THREADS;
    while left > 0 {
        // Codes of many bookings: each was good once.
        let token = Token { booking: BookingId(left % 5_000), revision: dice.small(3), ..token() };
        let whole = office().sign(&token);
        for (count, (kind, alter)) in counts.iter_mut().zip(KINDS).take(usize::try_from(left).unwrap_or(usize::MAX)) {
            let mutant = loop {
                let mutant = alter(&whole, &theirs, &mut dice);
                if mutant != whole {
                    break mutant;
                }
            };
            assert!(public.read(&mutant).is_err(), "taken, {kind}: {mutant}");
            *count += 1;
            left -= 1;
        }
    }
    counts
}

type Alter = fn(&str, &SigningKey, &mut Dice) -> String;

/// What somebody might make of a code (S5): its whole text, with another office's key at hand.
const KINDS: [(&str, Alter); 8] = [
    ("bent in bits, bytes and stretches", bent),
    ("of another office's key", |whole, theirs, _| OfficeKey::from_secret(theirs.as_bytes()).sign(&read(whole))),
    ("of another key under our name", |whole, theirs, _| signed_by(theirs, whole, |_| ())),
    ("with another time, signed by another key", |whole, theirs, dice| {
        signed_by(theirs, whole, |bytes| bytes[18..22].fill(u8::try_from(1 + dice.small(9)).expect("small")))
    }),
    ("with another time under the old signature", |whole, _, dice| {
        altered(whole, |bytes| {
            bytes[18 + usize::from(dice.small(4))] ^= u8::try_from(1 + dice.small(15)).expect("small")
        })
    }),
    ("of another revision under the old signature", |whole, _, dice| {
        altered(whole, |bytes| bytes[15] = bytes[15].wrapping_add(u8::try_from(1 + dice.small(99)).expect("small")))
    }),
    ("with the signature's second form", |whole, _, _| altered(whole, add_order)),
    ("spelled otherwise", spelled_otherwise),
];

struct Dice(u64);

impl Dice {
    fn below(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).expect("31 bits") % below
    }

    fn small(&mut self, below: usize) -> u16 {
        u16::try_from(self.below(below)).expect("small")
    }
}

fn read(whole: &str) -> Token {
    office().public().read(whole).expect("the office signed it")
}

fn altered(whole: &str, alter: impl FnOnce(&mut [u8])) -> String {
    let mut bytes = bytes_of(whole);
    alter(&mut bytes);
    code_of(&bytes)
}

/// Under our name, but for what is altered, with a signature that is whole and of another key.
fn signed_by(theirs: &SigningKey, whole: &str, alter: impl FnOnce(&mut [u8])) -> String {
    altered(whole, |bytes| {
        let (token, signature) = bytes.split_at_mut(TOKEN_BYTES);
        alter(token);
        signature.copy_from_slice(&theirs.sign(token).to_bytes());
    })
}

/// Another last letter, small letters, signs that fill it up, a blank or another mark.
fn spelled_otherwise(whole: &str, _: &SigningKey, dice: &mut Dice) -> String {
    let letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let at = MARK.len() + dice.below(CODE_CHARS - MARK.len());
    match dice.below(5) {
        0 => format!("{}{}", &whole[..CODE_CHARS - 1], char::from(letters[dice.below(letters.len())])),
        1 => format!("{}{}{}", &whole[..at], whole[at..=at].to_lowercase(), &whole[at + 1..]),
        2 => format!("{whole}{}", "=".repeat(1 + dice.below(6))),
        3 => format!("{} {}", &whole[..at], &whole[at..]),
        _ => format!("{}{}", ["qb", "QC", "Qb", "", "QBQB"][dice.below(5)], &whole[MARK.len()..]),
    }
}

/// One to four changes of bits, bytes or stretches; two of three keep the office's name, so that the signature has to judge.
fn bent(whole: &str, _: &SigningKey, dice: &mut Dice) -> String {
    altered(whole, |bytes| {
        let from = if dice.below(3) == 0 { 0 } else { 6 };
        for _ in 0..=dice.below(3) {
            let at = from + dice.below(bytes.len() - from);
            match dice.below(4) {
                0 => bytes[at] ^= 1 << dice.below(8),
                1 => bytes[at] = u8::try_from(dice.below(256)).expect("a byte"),
                2 => bytes[at] = bytes[at].wrapping_add(1),
                _ => {
                    let to = from + dice.below(bytes.len() - from);
                    bytes.swap(at, to);
                }
            }
        }
    })
}
