//! The printer that is a file: each job replaces the last. For the demo, and for offices that print through a spooler.

use super::{Assurance, Fault, JobReport, Outcome, Printer, Status};
use crate::escpos::{Encoder, PrinterProfile, Slip};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Writes each job to one file. It knows nothing of paper and says so.
pub(super) struct FilePrinter {
    name: String,
    path: PathBuf,
    encoder: Encoder,
}

impl FilePrinter {
    pub(super) fn new(path: PathBuf, profile: PrinterProfile) -> Self {
        Self { name: format!("file {}", path.display()), path, encoder: Encoder::new(profile) }
    }
}

impl Printer for FilePrinter {
    fn name(&self) -> &str {
        &self.name
    }

    fn profile(&self) -> &PrinterProfile {
        self.encoder.profile()
    }

    fn status(&mut self) -> Status {
        Status::Unknown
    }

    fn print(&mut self, slip: &Slip) -> JobReport {
        let job = match self.encoder.encode(slip) {
            Ok(job) => job,
            Err(error) => return JobReport::not_begun(Fault::Unprintable(error), Status::Unknown),
        };
        match replace(&self.path, job.bytes()) {
            Ok(()) => JobReport {
                outcome: Outcome::Printed(Assurance::HandedOver),
                before: Status::Unknown,
                after: Status::Unknown,
                bytes_sent: job.bytes().len(),
            },
            Err(error) => JobReport::not_begun(Fault::WriteFailed(error.kind()), Status::Unknown),
        }
    }

    fn warm_up(&mut self) {
        self.encoder.warm_up();
    }
}

/// The file holds the whole old job or the whole new one, never a part.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?.to_owned();
    name.push(".part");
    let part = path.with_file_name(name);
    let mut file = File::create(&part)?;
    file.write_all(bytes)?;
    file.sync_data()?;
    fs::rename(&part, path)
}
