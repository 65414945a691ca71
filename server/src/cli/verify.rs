//! The proof of a journal, as it is printed.

use std::path::Path;
use std::process::ExitCode;

use crate::journal;

/// Proves the journal of a data folder.
pub fn verify(data: &Path) -> anyhow::Result<ExitCode> {
    let verified = journal::verify(data)?;
    let journal::Verified { seq, requests, from_start, from_snapshot, events_after_snapshot, sqlite } = &verified;
    println!("events: {seq}\nrequests kept: {requests}\nstate from the first event: {from_start}");
    println!("state from the snapshot and {events_after_snapshot} events: {from_snapshot}\nsqlite: {sqlite}");
    if verified.holds() {
        println!("the journal holds");
        return Ok(ExitCode::SUCCESS);
    }
    eprintln!("the journal does not hold: keep the folder as it is and restore a backup beside it");
    Ok(ExitCode::FAILURE)
}
