//! Events as they were written by every version of this program, read as events of today.

use queue::Event;

use super::kind;

/// The version that is written; rises with every new kind of event and every change of one.
pub const VERSION: u32 = 3;

/// Why an event cannot be read, in words.
#[derive(Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// A newer program wrote it.
    Newer(String),
    /// It is not as it was written.
    Bad(String),
}

/// The sum that finds a flipped bit or a swapped row.
pub fn sum(seq: u64, body: &str) -> u32 {
    let mut sum = crc32fast::Hasher::new();
    sum.update(&seq.to_le_bytes());
    sum.update(body.as_bytes());
    sum.finalize()
}

/// Reads an event of any version.
pub fn read(seq: u64, kind: &str, version: u32, body: &str, written_sum: u32) -> Result<Event, Unreadable> {
    if sum(seq, body) != written_sum {
        return Err(Unreadable::Bad("its checksum does not fit: the disk changed it".to_owned()));
    }
    if version > VERSION {
        return Err(Unreadable::Newer(format!("has version {version}, this program knows versions to {VERSION}")));
    }
    if !kind::known(kind) {
        return Err(Unreadable::Newer(format!("is a `{kind}`, which this program does not know")));
    }
    let event = match version {
        1..=3 => serde_json::from_str::<Event>(body).map_err(|problem| Unreadable::Bad(problem.to_string()))?,
        other => return Err(Unreadable::Bad(format!("there never was a version {other}"))),
    };
    match kind::of(&event.fact) {
        same if same == kind => Ok(event),
        other => Err(Unreadable::Bad(format!("it stands as a `{kind}` and is a `{other}`"))),
    }
}
