//! Which requests may have been answered before, in memory: a new one, as almost every one is, need not be looked up.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use protocol::message::RequestId;
use queue::ids::DeviceId;
use rusqlite::Connection;

use super::JournalError;

/// Short hashes of the names of all stored requests. Two names may share one; then the table is asked in vain.
#[derive(Debug, Default)]
pub struct Names(HashSet<u64>);

impl Names {
    /// The names in the table, those of the batch included.
    pub fn of(db: &Connection) -> Result<Self, JournalError> {
        let mut names = Self::default();
        let mut statement = db.prepare("SELECT device, id FROM requests")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            names.add(&row.get::<_, String>(0)?, &row.get::<_, String>(1)?);
        }
        Ok(names)
    }

    /// A request was stored.
    pub fn add(&mut self, device: &str, id: &str) {
        self.0.insert(short(device, id));
    }

    /// False only for a request that is surely not stored.
    pub fn may_hold(&self, device: &DeviceId, id: &RequestId) -> bool {
        self.0.contains(&short(device.as_str(), id.as_str()))
    }
}

fn short(device: &str, id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    (device, id).hash(&mut hasher);
    hasher.finish()
}
