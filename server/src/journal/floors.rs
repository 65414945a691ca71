//! The versions of the floor's configuration, as the journal has them: when, by whom, and what it was.

use jiff::Timestamp;
use queue::{Actor, Fact, Floor};
use rusqlite::{Row, params};

use super::replay::event;
use super::{JournalError, JournalReader};

/// A configuration that was in force once, or is.
#[derive(Clone, Debug, PartialEq)]
pub struct FloorVersion {
    /// Rises by one with each; the first is 1.
    pub version: u32,
    /// Since when.
    pub at: Timestamp,
    /// Who said so.
    pub by: Actor,
    /// The configuration.
    pub floor: Floor,
}

const COLUMNS: &str = "seq, kind, version, body, sum";
/// Without the index every event of all years would be looked at.
const CONFIGURED: &str = "FROM events INDEXED BY floors WHERE kind = 'floor_configured'";

impl JournalReader {
    /// The newest versions up to one, at most so many, newest first.
    pub fn floor_versions(&self, up_to: u32, most: u32) -> Result<Vec<FloorVersion>, JournalError> {
        let sql = format!("SELECT {COLUMNS} {CONFIGURED} ORDER BY seq LIMIT ?1 OFFSET ?2");
        let mut statement = self.db.prepare_cached(&sql)?;
        let before = up_to.saturating_sub(most);
        let mut rows = statement.query(params![up_to - before, before])?;
        let mut versions = Vec::new();
        for version in before + 1.. {
            let Some(row) = rows.next()? else { break };
            versions.extend(read(version, row)?);
        }
        versions.reverse();
        Ok(versions)
    }

    /// How many versions there were.
    pub fn floor_version(&self) -> Result<u32, JournalError> {
        Ok(self.db.query_row(&format!("SELECT count(*) {CONFIGURED}"), [], |row| row.get(0))?)
    }
}

fn read(version: u32, row: &Row<'_>) -> Result<Option<FloorVersion>, JournalError> {
    let event = event(row)?;
    let Fact::FloorConfigured { floor } = event.fact else { return Ok(None) };
    Ok(Some(FloorVersion { version, at: event.at, by: event.by, floor: *floor }))
}
