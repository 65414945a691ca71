//! The scanner's own thread. What a code means is not judged yet: a code proves that the scanner reads.

use std::thread;
use std::time::Duration;

use devices::scanner::{self, ScannerConfig, ScannerEvent, ScannerState};

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
            if let Some(ScannerEvent::Code(_)) = scanner.next(WAIT) {
                tell(What::Scanned);
            }
        }
    };
    thread::Builder::new().name("scanner".to_owned()).spawn(run)?;
    Ok(())
}

fn supply(state: ScannerState) -> Supply {
    match state {
        ScannerState::Starting => Supply::Unknown,
        ScannerState::Ready => Supply::Good,
        ScannerState::Faulty(_) => Supply::Fault,
    }
}
