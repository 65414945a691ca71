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

#[cfg(test)]
mod tests {
    use super::*;

    /// One of each version: who raises it leaves a journal of it here.
    const JOURNALS: [&str; VERSION as usize] = [
        include_str!("../../../queue/tests/journals/v1.jsonl"),
        include_str!("../../../queue/tests/journals/v2.jsonl"),
        include_str!("../../../queue/tests/journals/v3.jsonl"),
    ];

    #[test]
    fn a_journal_of_each_version_is_read() {
        for (version, journal) in (1..).zip(JOURNALS) {
            for (seq, body) in (1..).zip(journal.lines()) {
                let event: Event = serde_json::from_str(body).unwrap();
                let found = read(seq, kind::of(&event.fact), version, body, sum(seq, body));
                assert_eq!(found, Ok(event), "version {version}, line {seq}");
            }
            let newer = read(1, "day_turned", VERSION + 1, journal, sum(1, journal));
            assert!(matches!(newer, Err(Unreadable::Newer(_))), "{newer:?}");
        }
    }
}
