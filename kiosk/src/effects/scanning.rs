//! The scanner's own thread: what it reads and how it is. What a code means is for the model to judge.

use std::thread;
use std::time::Duration;

use devices::scanner::{self, DropReason, ScannerConfig, ScannerEvent, ScannerState};

use super::Tell;
use crate::model::What;
use crate::view::Supply;

/// How long one wait for a code takes.
const WAIT: Duration = Duration::from_secs(10);

/// Watches the scanner from now on.
pub fn start_scanning(config: &ScannerConfig, tell: Tell) -> std::io::Result<()> {
    let mut scanner = scanner::open(config);
    let run = move || {
        let mut told = None;
        loop {
            let state = supply(scanner.state());
            if told != Some(state) {
                told = Some(state);
                tell(What::Scanner(state));
            }
            match scanner.next(WAIT) {
                Some(ScannerEvent::Code(code)) => tell(What::Scanned(code)),
                Some(ScannerEvent::Dropped(reason)) => {
                    if let Some(what) = dropped(reason) {
                        tell(what);
                    }
                }
                Some(ScannerEvent::Ready | ScannerEvent::Fault(_)) | None => {}
            }
        }
    };
    thread::Builder::new().name("scanner".to_owned()).spawn(run)?;
    Ok(())
}

/// What the visitor is told of something that is no code; nothing where the code itself was taken.
fn dropped(reason: DropReason) -> Option<What> {
    match reason {
        DropReason::TooLong | DropReason::Truncated | DropReason::ControlCharacters | DropReason::WrongAlphabet => {
            Some(What::Misread)
        }
        DropReason::Repeated | DropReason::Overrun => None,
    }
}

fn supply(state: ScannerState) -> Supply {
    match state {
        ScannerState::Starting => Supply::Unknown,
        ScannerState::Ready => Supply::Good,
        ScannerState::Faulty(_) => Supply::Fault,
    }
}
