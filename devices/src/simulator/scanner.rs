//! Scanners to put codes before: one on a pseudo-terminal for the real reader, and one that is only a queue of events.

use super::pty::Pty;
use crate::scanner::{Scanner, ScannerEvent, ScannerFault, ScannerState};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

/// Between two looks at whether the program has read.
const LOOK: Duration = Duration::from_millis(10);
/// So many looks in a row must find the line empty: what was sent a moment ago may not be on it yet.
const EMPTY_LOOKS: u32 = 5;
/// How long the program may take to read.
const READ_LIMIT: Duration = Duration::from_secs(20);

/// A scanner on a pseudo-terminal.
pub struct SimulatedScanner {
    name: PathBuf,
    plugged: Option<Pty>,
}

impl SimulatedScanner {
    /// Plugs one in under this name.
    ///
    /// # Errors
    /// The system has no pseudo-terminal, or the name cannot be made.
    pub fn on_pty(name: &Path) -> io::Result<Self> {
        Ok(Self { name: name.to_owned(), plugged: Some(Pty::plug(name)?) })
    }

    /// Sends bytes as they are.
    ///
    /// # Errors
    /// It is unplugged.
    pub fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        let pty = self.plugged.as_mut().ok_or(io::ErrorKind::NotConnected)?;
        pty.write_all(bytes)
    }

    /// Waits until the program has read what was sent, for 20 s at most.
    ///
    /// # Errors
    /// It is unplugged, or the program does not read.
    pub fn until_read(&self) -> io::Result<()> {
        let pty = self.plugged.as_ref().ok_or(io::ErrorKind::NotConnected)?;
        let began = Instant::now();
        let mut empty = 0;
        while empty < EMPTY_LOOKS {
            if began.elapsed() > READ_LIMIT {
                return Err(io::ErrorKind::TimedOut.into());
            }
            std::thread::sleep(LOOK);
            empty = if pty.is_read()? { empty + 1 } else { 0 };
        }
        Ok(())
    }

    /// Reads a code as scanners do: its text, CR, LF.
    ///
    /// # Errors
    /// It is unplugged.
    pub fn scan(&mut self, code: &str) -> io::Result<()> {
        self.send(format!("{code}\r\n").as_bytes())
    }

    /// Pulls the plug.
    pub fn unplug(&mut self) {
        self.plugged = None;
    }

    /// Plugs it in again under the same name.
    ///
    /// # Errors
    /// As `on_pty`.
    pub fn plug(&mut self) -> io::Result<()> {
        self.plugged = None;
        self.plugged = Some(Pty::plug(&self.name)?);
        Ok(())
    }
}

/// A scanner without a wire, and the hand that holds codes before it.
#[must_use]
pub fn scripted_scanner() -> (Box<dyn Scanner>, ScannerHand) {
    let (sender, events) = channel();
    (Box::new(ScriptedScanner { events, state: ScannerState::Ready }), ScannerHand { sender })
}

struct ScriptedScanner {
    events: Receiver<ScannerEvent>,
    state: ScannerState,
}

/// Puts events before a scripted scanner.
#[derive(Debug, Clone)]
pub struct ScannerHand {
    sender: Sender<ScannerEvent>,
}

impl ScannerHand {
    /// Holds a code before the scanner.
    pub fn scan(&self, code: &str) {
        self.event(ScannerEvent::Code(code.to_owned()));
    }

    /// Lets anything happen to the scanner.
    pub fn event(&self, event: ScannerEvent) {
        let _nobody_looks = self.sender.send(event);
    }

    /// Pulls its plug.
    pub fn unplug(&self) {
        self.event(ScannerEvent::Fault(ScannerFault::Unplugged));
    }
}

impl Scanner for ScriptedScanner {
    fn name(&self) -> &str {
        "scripted scanner"
    }

    fn state(&self) -> ScannerState {
        self.state
    }

    fn next(&mut self, wait: Duration) -> Option<ScannerEvent> {
        let event = self.events.recv_timeout(wait).ok()?;
        match &event {
            ScannerEvent::Ready => self.state = ScannerState::Ready,
            ScannerEvent::Fault(fault) => self.state = ScannerState::Faulty(*fault),
            ScannerEvent::Code(_) | ScannerEvent::Dropped(_) => {}
        }
        Some(event)
    }
}
