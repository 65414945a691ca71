//! Snapshots of the state, so that a start need not read years of events. A snapshot that does not read well is skipped.

use queue::State;
use rusqlite::{Connection, params};
use sha2::{Digest, Sha256};

use super::JournalError;

/// Rises whenever `queue::State` or what `queue::apply` makes of an event changes; snapshots of another shape are not used.
pub const STATE_SHAPE: u32 = 13;
/// Snapshots kept: the newest, and two more, should it be bad.
const KEPT: u32 = 3;

/// The state after one event, written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    seq: u64,
    state: String,
}

impl Snapshot {
    /// Writes a state down. Takes milliseconds: not for the office's thread.
    pub fn of(state: &State, seq: u64) -> Self {
        Self { seq, state: to_json(state) }
    }
}

/// A short name of a state, equal for equal states.
pub fn state_hash(state: &State) -> String {
    Sha256::digest(to_json(state)).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// What was found among the snapshots.
#[derive(Default)]
pub struct Found {
    /// The newest that reads well, and its event.
    pub good: Option<(State, u64)>,
    /// Those newer than it.
    pub skipped: u32,
}

pub fn store(db: &Connection, snapshot: &Snapshot) -> Result<(), JournalError> {
    db.prepare_cached("INSERT OR REPLACE INTO snapshots (seq, shape, state, sha256) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![snapshot.seq, STATE_SHAPE, snapshot.state, checksum(snapshot.seq, &snapshot.state)])?;
    db.prepare_cached("DELETE FROM snapshots WHERE seq NOT IN (SELECT seq FROM snapshots ORDER BY seq DESC LIMIT ?1)")?
        .execute([KEPT])?;
    Ok(())
}

pub fn newest_good(db: &Connection) -> Result<Found, JournalError> {
    let mut statement = db.prepare("SELECT seq, shape, state, sha256 FROM snapshots ORDER BY seq DESC")?;
    let mut rows = statement.query([])?;
    let mut found = Found::default();
    while let Some(row) = rows.next()? {
        // Numbers that no snapshot has are as bad as a wrong sum.
        if let (Ok(seq), Ok(shape)) = (row.get(0), row.get(1))
            && let (Ok(state), Ok(sum)) = (row.get_ref(2)?.as_str(), row.get_ref(3)?.as_blob())
            && let Some(state) = read(seq, shape, state, sum)
        {
            found.good = Some((state, seq));
            return Ok(found);
        }
        found.skipped += 1;
    }
    Ok(found)
}

fn read(seq: u64, shape: u32, state: &str, sum: &[u8]) -> Option<State> {
    let whole = shape == STATE_SHAPE && checksum(seq, state) == sum;
    if !whole {
        return None;
    }
    let mut state: State = serde_json::from_str(state).ok()?;
    state.retime();
    Some(state)
}

fn checksum(seq: u64, state: &str) -> Vec<u8> {
    let mut sum = Sha256::new();
    sum.update(seq.to_le_bytes());
    sum.update(state);
    sum.finalize().to_vec()
}

fn to_json(state: &State) -> String {
    serde_json::to_string(state).expect("the state's keys are numbers and strings")
}
