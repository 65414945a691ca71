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

    /// Whether any version is as asked, looked through from the newest on, no further than needed.
    pub fn any_floor(&self, mut is: impl FnMut(&Floor) -> bool) -> Result<bool, JournalError> {
        let mut statement = self.db.prepare_cached(&format!("SELECT {COLUMNS} {CONFIGURED} ORDER BY seq DESC"))?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            if let Fact::FloorConfigured { floor } = event(row)?.fact
                && is(&floor)
            {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

fn read(version: u32, row: &Row<'_>) -> Result<Option<FloorVersion>, JournalError> {
    let event = event(row)?;
    let Fact::FloorConfigured { floor } = event.fact else { return Ok(None) };
    Ok(Some(FloorVersion { version, at: event.at, by: event.by, floor: *floor }))
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use queue::{Act, Command, State};

    use super::*;
    use crate::journal::{FILE, Journal};

    const DEMO: &str = include_str!("../../../assets/demo/floor.toml");

    #[test]
    fn versions_are_counted_from_the_first_and_an_older_journal_has_them_too() {
        let folder = tempfile::tempdir().unwrap();
        let (mut journal, _) = Journal::open(folder.path()).unwrap();
        let (mut state, mut events) = (State::default(), Vec::new());
        let mut floor = crate::config::parse(DEMO).unwrap().floor;
        let now: Timestamp = "2026-11-17T06:00:00Z".parse().unwrap();
        for limit in 1..=5 {
            floor.services[0].daily_limit = limit;
            let act = Act::ConfigureFloor { floor: Box::new(floor.clone()) };
            let decided = queue::decide(&state, &Command { by: Actor::Office, act }, now).unwrap();
            decided.iter().for_each(|event| queue::apply(&mut state, event));
            events.extend(decided);
        }
        for event in &events {
            journal.append(event).unwrap();
        }
        journal.commit().unwrap();
        journal.close().unwrap();
        let db = rusqlite::Connection::open(folder.path().join(FILE)).unwrap();
        db.execute_batch("DROP INDEX floors; ALTER TABLE requests DROP COLUMN sum; PRAGMA user_version = 2").unwrap();
        drop(db);
        let (journal, _) = Journal::open(folder.path()).unwrap();
        let reader = JournalReader::open(folder.path()).unwrap();
        let limits = |up_to: u32, most: u32| -> Vec<_> {
            let found = reader.floor_versions(up_to, most).unwrap();
            found.iter().map(|one| (one.version, one.floor.services[0].daily_limit)).collect()
        };
        assert_eq!(limits(5, 2), [(5, 5), (4, 4)]);
        assert_eq!(limits(2, 9), [(2, 2), (1, 1)]);
        assert_eq!((limits(7, 2), limits(0, 9)), (vec![], vec![]));
        let ever = |limit: u16| reader.any_floor(|floor| floor.services[0].daily_limit == limit).unwrap();
        assert_eq!([0, 1, 3, 5, 6].map(ever), [false, true, true, true, false]);
        drop(reader);
        journal.close().unwrap();
    }
}
