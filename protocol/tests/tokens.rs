//! Codes of booked visitors: what is signed is read back, and of a million altered codes none is taken (S5).

use data_encoding::BASE32_NOPAD;
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
    let mut carry = 0_u16;
    for (byte, order) in bytes[TOKEN_BYTES + 32..].iter_mut().zip(ORDER) {
        let sum = u16::from(*byte) + u16::from(order) + carry;
        *byte = sum.to_le_bytes()[0];
        carry = sum >> 8;
    }
    assert_eq!(office().public().read(&code_of(&bytes)), Err(NotOurs::Forged));
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
    let public = office().public();
    let whole = bytes_of(&office().sign(&token()));
    std::thread::scope(|scope| {
        for thread in 0..THREADS {
            let (public, whole) = (&public, &whole);
            scope.spawn(move || {
                let mut dice = thread.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
                for _ in 0..MUTANTS / THREADS {
                    let mutant = altered(whole, &mut dice);
                    let read = public.read(&code_of(&mutant));
                    assert!(mutant == *whole || read.is_err(), "taken: {mutant:?}");
                }
            });
        }
    });
}

/// One to four changes of bits, bytes or stretches; two of three keep the office's name, so that the signature has to judge.
fn altered(whole: &[u8], dice: &mut u64) -> Vec<u8> {
    let mut next = |below: usize| {
        *dice ^= *dice << 13;
        *dice ^= *dice >> 7;
        *dice ^= *dice << 17;
        usize::try_from(*dice >> 33).expect("31 bits") % below
    };
    let mut bytes = whole.to_vec();
    let from = if next(3) == 0 { 0 } else { 6 };
    for _ in 0..=next(3) {
        let at = from + next(bytes.len() - from);
        match next(4) {
            0 => bytes[at] ^= 1 << next(8),
            1 => bytes[at] = u8::try_from(next(256)).expect("a byte"),
            2 => bytes[at] = bytes[at].wrapping_add(1),
            _ => {
                let to = from + next(bytes.len() - from);
                bytes.swap(at, to);
            }
        }
    }
    bytes
}
