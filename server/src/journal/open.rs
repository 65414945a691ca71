//! Opening the journal: the file and its tables, and what the last run left behind.

use std::path::Path;

use rusqlite::Connection;

use super::high_water::HighWater;
use super::replay::{Replayed, replay};
use super::{Batch, FILE, Journal, JournalError, schema, whole};
use crate::database;

impl Journal {
    /// Opens or makes the journal in `folder` and replays it.
    pub fn open(folder: &Path) -> Result<(Self, Replayed), JournalError> {
        Self::opened(folder).map_err(|error| whole::named(folder, error))
    }

    fn opened(folder: &Path) -> Result<(Self, Replayed), JournalError> {
        let (high_water, once) = HighWater::open(folder)?;
        if !folder.join(FILE).exists() {
            high_water.hold(0, once)?;
        }
        let mut db = database::open(folder, &schema::DESIGN)?;
        database::heed_log(&mut db)?;
        let epoch = next_epoch(&db)?;
        let replayed = replay(&db, epoch)?;
        let seq = replayed.seq;
        high_water.hold(seq, once)?;
        Ok((Self { db, high_water, seq, last_answer: 0, batch: Batch::Empty }, replayed))
    }
}

fn next_epoch(db: &Connection) -> Result<u64, JournalError> {
    let next = "UPDATE facts_about_file SET value = value + 1 WHERE name = 'epoch' RETURNING value";
    Ok(database::to_the_end(db, next)?)
}
