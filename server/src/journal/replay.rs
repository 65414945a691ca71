//! From the journal to the floor's state: the newest snapshot that reads well, then every event after it.

use jiff::Timestamp;
use queue::{Event, State};
use rusqlite::{Connection, OptionalExtension, Row};

use super::upcast::Unreadable;
use super::{JournalError, snapshot, upcast};

/// What the journal gave.
#[derive(Debug)]
pub struct Replayed {
    /// The floor as it stands.
    pub state: State,
    /// The last event.
    pub seq: u64,
    /// When that was.
    pub last_at: Option<Timestamp>,
    /// Rises with each start.
    pub epoch: u64,
    /// Events read after the snapshot.
    pub events_read: u64,
    /// Snapshots that did not read well.
    pub snapshots_skipped: u32,
}

/// Replays from the newest good snapshot.
pub fn replay(db: &Connection, epoch: u64) -> Result<Replayed, JournalError> {
    let found = snapshot::newest_good(db)?;
    let (mut state, from) = found.good.unwrap_or_default();
    let seq = replay_after(db, &mut state, from)?;
    let last = last_event(db)?;
    let last_seq = last.map_or(0, |(seq, _)| seq);
    if last_seq < from {
        return Err(JournalError::Gap { from: last_seq, to: from });
    }
    Ok(Replayed {
        state,
        seq,
        last_at: last.map(|(_, at)| at),
        epoch,
        events_read: seq - from,
        snapshots_skipped: found.skipped,
    })
}

/// Applies every event after `from`, each in its place and whole; says which was the last.
pub fn replay_after(db: &Connection, state: &mut State, from: u64) -> Result<u64, JournalError> {
    read_after(db, from, u64::MAX, |_, event, _| queue::apply(state, event))
}

/// Reads events after `from`, at most `most`, each in its place and whole: its number, itself, its sum. Says which was the last.
pub fn read_after(
    db: &Connection,
    from: u64,
    most: u64,
    mut each: impl FnMut(u64, &Event, u32),
) -> Result<u64, JournalError> {
    let sql = "SELECT seq, kind, version, body, sum FROM events WHERE seq > ?1 ORDER BY seq LIMIT ?2";
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query([from, most.min(i64::MAX.unsigned_abs())])?;
    let mut seq = from;
    while let Some(row) = rows.next()? {
        let next: u64 = row.get(0)?;
        if next != seq + 1 {
            return Err(JournalError::Gap { from: seq, to: next });
        }
        each(next, &event(row)?, row.get(4)?);
        seq = next;
    }
    Ok(seq)
}

/// The event of a row: its number, kind, version, body and sum.
pub fn event(row: &Row<'_>) -> Result<Event, JournalError> {
    let seq = row.get(0)?;
    let bad = |problem: String| JournalError::BadEvent { seq, problem };
    let text = |column| row.get_ref(column).map(|text| text.as_str().map_err(|problem| bad(problem.to_string())));
    let number = |column| row.get::<_, u32>(column).map_err(|problem| bad(problem.to_string()));
    let (kind, body) = (text(1)??, text(3)??);
    upcast::read(seq, kind, number(2)?, body, number(4)?).map_err(|unreadable| match unreadable {
        Unreadable::Newer(what) => JournalError::NewerEvent { seq, what },
        Unreadable::Bad(problem) => bad(problem),
    })
}

fn last_event(db: &Connection) -> Result<Option<(u64, Timestamp)>, JournalError> {
    let row = db
        .query_row("SELECT seq, at_ms FROM events ORDER BY seq DESC LIMIT 1", [], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    row.map(|(seq, at_ms)| {
        let at = Timestamp::from_millisecond(at_ms)
            .map_err(|problem| JournalError::BadEvent { seq, problem: problem.to_string() })?;
        Ok((seq, at))
    })
    .transpose()
}
