//! What files say: their own bytes, and of those that are packed what whoever opens them reads. No checks of its own.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use aho_corasick::AhoCorasick;

/// Looks for texts in every writing.
pub struct Search {
    texts: Vec<String>,
    /// Of which text each writing is.
    of: Vec<usize>,
    all: AhoCorasick,
}

impl Search {
    pub fn of<'a>(texts: impl Iterator<Item = &'a str>) -> Self {
        let texts: Vec<_> = texts.map(str::to_owned).collect();
        let written =
            texts.iter().enumerate().flat_map(|(at, text)| writings(text).into_iter().map(move |one| (at, one)));
        let (of, needles): (Vec<_>, Vec<_>) = written.unzip();
        Self { texts, of, all: AhoCorasick::new(needles).unwrap() }
    }

    /// Those of the texts that a file says.
    pub fn found(&self, path: &Path) -> BTreeSet<&str> {
        let said = said_by(path);
        self.all
            .find_overlapping_iter(&said)
            .map(|hit| self.texts[self.of[hit.pattern().as_usize()]].as_str())
            .collect()
    }
}

/// A text as it could stand in a file.
pub fn writings(text: &str) -> Vec<Vec<u8>> {
    let percent: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let escaped: String = text.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect();
    let wide: Vec<u16> = text.encode_utf16().collect();
    // Whatever stands before it in base 64 shifts it by up to two bytes; the first and last figures hold others' bits. Of a short text
    // too little would be left to be told from chance.
    let shifts = if text.len() < 9 { 0..0 } else { 0..3 };
    let shifted = shifts.map(|before| {
        let bytes = [&vec![0; before], text.as_bytes()].concat();
        let whole = data_encoding::BASE64.encode(&bytes[..bytes.len() / 3 * 3]);
        whole.as_bytes()[if before == 0 { 0 } else { 4 }..].to_vec()
    });
    let plain = [text.to_owned(), text.to_lowercase(), text.to_uppercase(), percent.to_lowercase(), percent, escaped];
    let plain = plain.into_iter().map(String::into_bytes);
    let utf16 = [u16::to_le_bytes as fn(u16) -> [u8; 2], u16::to_be_bytes];
    let utf16 = utf16.map(|bytes| wide.iter().flat_map(|unit| bytes(*unit)).collect());
    plain.chain(shifted).chain(utf16).collect()
}

/// A file's bytes, and behind them what is read in a paper or a workbook.
pub fn said_by(path: &Path) -> Vec<u8> {
    let bytes = std::fs::read(path).unwrap();
    let opened = match bytes.get(..4) {
        Some(b"%PDF") => paper(path),
        Some(b"PK\x03\x04") => vec![opened("unzip", &["-p"], path, &[])],
        // The lines of a calendar file are folded.
        Some(b"BEGI") => vec![String::from_utf8(bytes.clone()).unwrap().replace("\r\n ", "").into_bytes()],
        Some(_) | None => Vec::new(),
    };
    [vec![bytes], opened].concat().join(&b"\n\0\n"[..])
}

/// Its text, also with what was broken over lines put together again, what it tells of itself, and where its links lead.
fn paper(path: &Path) -> Vec<Vec<u8>> {
    let text = opened("pdftotext", &[], path, &["-"]);
    let whole: String = String::from_utf8(text.clone()).unwrap().split_whitespace().collect();
    vec![text, whole.into_bytes(), opened("pdfinfo", &[], path, &[]), opened("pdfinfo", &["-url"], path, &[])]
}

fn opened(program: &str, before: &[&str], path: &Path, after: &[&str]) -> Vec<u8> {
    let output = Command::new(program).args(before).arg(path).args(after).output().unwrap();
    assert!(output.status.success() && !output.stdout.is_empty(), "{program} {}: {output:?}", path.display());
    output.stdout
}

/// Every file below a folder.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(self::files(&path));
        } else {
            files.push(path);
        }
    }
    files
}
