//! What lies in the files of a data folder. No checks here.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use serde_json::Value;

/// Every file below a folder, with what is in it.
pub fn all(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(all(&path));
            continue;
        }
        // The last connection of a database takes its log away as it closes.
        match std::fs::read(&path) {
            Err(problem) if problem.kind() == ErrorKind::NotFound => {}
            read => files.push((path, read.unwrap())),
        }
    }
    files
}

/// The files below a folder that hold these bytes.
pub fn with(folder: &Path, bytes: &[u8]) -> Vec<PathBuf> {
    let holds = |text: &[u8]| text.windows(bytes.len()).any(|window| window == bytes);
    all(folder).into_iter().filter(|(_, text)| holds(text)).map(|(path, _)| path).collect()
}

/// Keys of people, as they lie in the keys' file.
pub fn keys(data: &Path) -> Vec<Vec<u8>> {
    let db = Connection::open(data.join("keys").join(server::people::KEYS_FILE)).unwrap();
    let mut statement = db.prepare("SELECT key FROM keys WHERE key <> zeroblob(32) ORDER BY slot").unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

/// The journal's events, byte for byte.
pub fn events(data: &Path) -> Vec<String> {
    let db = Connection::open(data.join(server::journal::FILE)).unwrap();
    let mut statement = db
        .prepare("SELECT at_ms || ' ' || day || ' ' || kind || ' ' || sum || ' ' || body FROM events ORDER BY seq")
        .unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

/// Who cancelled bookings, one for each event.
pub fn cancelled_by(events: &[String]) -> Vec<String> {
    let read = |event: &String| serde_json::from_str::<Value>(event.splitn(5, ' ').nth(4).unwrap()).unwrap();
    let cancelled = events.iter().map(read).filter(|event| !event["fact"]["booking"]["cancelled"].is_null());
    cancelled.map(|event| event["by"].as_str().unwrap_or("somebody").to_owned()).collect()
}

/// The stage of each person who is kept.
pub fn stages(data: &Path) -> Vec<String> {
    let db = Connection::open(data.join(server::people::DATA_FILE)).unwrap();
    let mut statement = db.prepare("SELECT stage FROM people ORDER BY person").unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}
