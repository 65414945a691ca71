//! The scanner of a kiosk that has none.

use super::{Scanner, ScannerEvent, ScannerFault, ScannerState};
use std::time::Duration;

/// No scanner.
pub(super) struct AbsentScanner;

impl Scanner for AbsentScanner {
    fn name(&self) -> &str {
        "no scanner"
    }

    fn state(&self) -> ScannerState {
        ScannerState::Faulty(ScannerFault::NotInstalled)
    }

    /// Waits as a real one would, so that a caller's loop does not spin.
    fn next(&mut self, wait: Duration) -> Option<ScannerEvent> {
        std::thread::sleep(wait);
        None
    }
}
