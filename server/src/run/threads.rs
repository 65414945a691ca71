//! The threads that decide and write, and what their end means: a failing disk and a failing program are told apart.

use std::sync::mpsc::Receiver;

use tokio::sync::oneshot;

use super::RunError;
use crate::messages::door::{OutboxDoor, ShutAtTheEnd};
use crate::office::{Office, OfficeDoor, OfficeError, Work};
use crate::people::PeopleError;
use crate::web::Health;
use crate::writer::{Writer, WriterError};

/// Two threads: the office decides while the writer waits for the disk. The writer's end is the end of both.
pub fn start(
    office: Office,
    writer: Writer,
    door: OfficeDoor,
    work: Receiver<Work>,
    outbox: OutboxDoor,
) -> Result<oneshot::Receiver<Result<(), RunError>>, RunError> {
    let writing = std::thread::Builder::new().name("journal".to_owned()).spawn(move || {
        let _at_the_end = WakeOffice(door);
        writer.run()
    })?;
    let (tell, ended) = oneshot::channel();
    spawn("office", move || {
        let shut = ShutAtTheEnd(outbox);
        let decided = office.run(&work);
        // The door closes before anybody hears of the end, so that nobody waits at it.
        drop((work, shut));
        let _gone = tell.send(both(decided, writing.join()));
    })?;
    Ok(ended)
}

/// Wakes the office when the writer ends, however it does: a resting one would learn of it with the next request only.
struct WakeOffice(OfficeDoor);

impl Drop for WakeOffice {
    fn drop(&mut self) {
        let _too_full_to_rest = self.0.wake_to_stop();
    }
}

pub fn both(
    decided: Result<(), OfficeError>,
    written: std::thread::Result<Result<(), WriterError>>,
) -> Result<(), RunError> {
    match (decided, written) {
        (_, Err(_panic)) => Err(RunError::Broken),
        // An office that had to end leaves the writer without work: its reason is the first.
        (Err(error @ OfficeError::Journal(_)), Ok(_)) => Err(error.into()),
        (_, Ok(Err(error @ WriterError::Journal(_))))
        | (Err(OfficeError::Writer(error @ WriterError::Journal(_))), Ok(_)) => Err(error.into()),
        // A thread that panicked left the others alone: nothing is wrong with the disk.
        (_, Ok(Err(error))) | (Err(OfficeError::Writer(error)), Ok(Ok(()))) => Err(broken(&error)),
        (Ok(()), Ok(Ok(()))) => Ok(()),
    }
}

fn broken(error: &dyn std::error::Error) -> RunError {
    tracing::error!(%error, "a thread of the server has ended by itself");
    RunError::Broken
}

/// A thread with a name.
pub fn spawn(name: &str, run: impl FnOnce() + Send + 'static) -> Result<(), RunError> {
    std::thread::Builder::new().name(name.to_owned()).spawn(run)?;
    Ok(())
}

/// Personal data that cannot be kept ends the server like a journal that cannot be written.
pub fn personal_data_failure(problem: PeopleError, health: &Health) -> RunError {
    tracing::error!(%problem, "personal data cannot be kept: the server stops");
    health.storage_failed(problem.to_string());
    problem.into()
}

/// What the end of the threads means, told to the staff.
pub fn failure(ended: Result<Result<(), RunError>, oneshot::error::RecvError>, health: &Health) -> RunError {
    let error = match ended {
        Ok(Err(error)) => error,
        Ok(Ok(())) | Err(_) => RunError::Broken,
    };
    tracing::error!(%error, "the office has ended: nothing is answered any more");
    match &error {
        RunError::Broken => health.program_failed(error.to_string()),
        RunError::Folder(_)
        | RunError::Journal(_)
        | RunError::Credentials(_)
        | RunError::People(_)
        | RunError::OfficeKey(_)
        | RunError::Ratings(_)
        | RunError::Tls(_)
        | RunError::Clock(_)
        | RunError::Floor(_)
        | RunError::Thread(_)
        | RunError::Office(_)
        | RunError::Writer(_) => health.storage_failed(error.to_string()),
    }
    error
}
