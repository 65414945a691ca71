//! The journal's tables and how they came to be, one migration after the other.

use super::FILE;
use crate::database::Design;

pub const DESIGN: Design = Design {
    file: FILE,
    // "Q flo"
    application_id: 0x5120_666c,
    migrations: &[
        "
        CREATE TABLE facts_about_file (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        INSERT INTO facts_about_file VALUES ('epoch', 0);
        CREATE TABLE events (
            seq INTEGER PRIMARY KEY,
            at_ms INTEGER NOT NULL,
            day TEXT NOT NULL,
            kind TEXT NOT NULL,
            version INTEGER NOT NULL,
            body TEXT NOT NULL,
            sum INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE requests (
            number INTEGER PRIMARY KEY,
            device TEXT NOT NULL,
            id TEXT NOT NULL,
            body_hash BLOB NOT NULL,
            version INTEGER NOT NULL,
            outcome TEXT NOT NULL,
            day TEXT NOT NULL
        ) STRICT;
        CREATE TABLE snapshots (
            seq INTEGER PRIMARY KEY,
            shape INTEGER NOT NULL,
            state TEXT NOT NULL,
            sha256 BLOB NOT NULL
        ) STRICT;
        ",
        "
        CREATE TABLE outbox (
            number INTEGER PRIMARY KEY,
            booking INTEGER NOT NULL,
            kind TEXT NOT NULL,
            message_id TEXT NOT NULL,
            made_ms INTEGER NOT NULL,
            due_ms INTEGER NOT NULL,
            tries INTEGER NOT NULL DEFAULT 0,
            way TEXT,
            state TEXT NOT NULL DEFAULT 'waiting',
            why TEXT,
            settled_ms INTEGER
        ) STRICT;
        CREATE INDEX outbox_waiting ON outbox (due_ms, number) WHERE state = 'waiting';
        CREATE INDEX outbox_settled ON outbox (settled_ms) WHERE state <> 'waiting';
        CREATE INDEX outbox_bookings ON outbox (booking, number);
        ",
        "CREATE INDEX floors ON events (seq) WHERE kind = 'floor_configured'",
        "ALTER TABLE requests ADD COLUMN sum INTEGER",
    ],
};

/// From this version on there is an outbox, and answers have sums.
pub const WITH_SUMS: u32 = 4;
pub const INSERT_EVENT: &str =
    "INSERT INTO events (seq, at_ms, day, kind, version, body, sum) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
pub const SELECT_REQUESTS: &str =
    "SELECT number, device, id, body_hash, version, outcome, day, sum FROM requests ORDER BY number";
pub const SELECT_REQUEST: &str =
    "SELECT number, device, id, body_hash, version, outcome, day, sum FROM requests WHERE number = ?1";
pub const INSERT_REQUEST: &str = "INSERT INTO requests (number, device, id, body_hash, version, outcome, day, sum) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
