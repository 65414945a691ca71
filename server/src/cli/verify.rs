//! The proof of a journal, as it is printed.

use std::path::Path;
use std::process::ExitCode;

use crate::journal;

/// Proves the journal of a data folder.
pub fn verify(data: &Path) -> anyhow::Result<ExitCode> {
    let verified = journal::verify(data)?;
    let journal::Verified {
        seq,
        requests,
        from_start,
        from_snapshot,
        events_after_snapshot,
        bent_answers,
        bent_messages,
        sqlite,
    } = &verified;
    println!("events: {seq}\nrequests kept: {requests}, of them changed by the disk: {bent_answers}");
    println!("messages that cannot be read: {bent_messages}\nstate from the first event: {from_start}");
    println!("state from the snapshot and {events_after_snapshot} events: {from_snapshot}\nsqlite: {sqlite}");
    if verified.holds() {
        println!("the journal holds");
        return Ok(ExitCode::SUCCESS);
    }
    if verified.floor_holds() {
        eprintln!("the floor holds; what the disk changed beside it is given to nobody: see to the disk");
        return Ok(ExitCode::FAILURE);
    }
    eprintln!("the journal does not hold: keep the folder as it is and restore a backup beside it");
    Ok(ExitCode::FAILURE)
}
