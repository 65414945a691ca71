//! A text in all the ways in which a file could hold it, and the search for them. No checks of its own.

use std::fmt::Write;

use aho_corasick::AhoCorasick;
use data_encoding::{BASE64, HEXLOWER, HEXUPPER};

/// A text in every writing in which a file could hold it.
pub fn writings(text: &str) -> Vec<Vec<u8>> {
    let utf16: Vec<u16> = text.encode_utf16().collect();
    let percent = text.bytes().fold(String::new(), |mut done, byte| {
        let _ = write!(done, "%{byte:02X}");
        done
    });
    let mut writings = vec![
        text.as_bytes().to_vec(),
        text.to_uppercase().into_bytes(),
        text.to_lowercase().into_bytes(),
        utf16.iter().flat_map(|unit| unit.to_le_bytes()).collect(),
        utf16.iter().flat_map(|unit| unit.to_be_bytes()).collect(),
        percent.to_lowercase().into_bytes(),
        percent.into_bytes(),
        HEXLOWER.encode(text.as_bytes()).into_bytes(),
        HEXUPPER.encode(text.as_bytes()).into_bytes(),
    ];
    // Base64 of a text in the midst of others: three ways, without the letters that its neighbours share.
    for before in 0..3 {
        let bytes = [vec![0; before], text.as_bytes().to_vec()].concat();
        let whole = bytes.len() / 3 * 3;
        writings.push(BASE64.encode(&bytes[..whole]).into_bytes().split_off(if before == 0 { 0 } else { 4 }));
    }
    writings
}

/// Looks for all of these at once.
pub fn search(needles: &[Vec<u8>]) -> AhoCorasick {
    assert!(needles.iter().all(|needle| needle.len() >= 8), "shorter ones are found by chance");
    AhoCorasick::new(needles).unwrap()
}
