//! A scanner on a serial port, watched by a thread of its own that opens it again after each loss.

use super::framing::{Framer, Scan};
use super::{DropReason, Framing, Scanner, ScannerEvent, ScannerFault, ScannerState, ScannerTimes};
use crate::printer::SerialSettings;
use crate::serial_port::open_port;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// Events that wait for a busy caller; more are dropped and counted as an overrun.
const MAX_WAITING_EVENTS: usize = 32;
/// How long one read waits: the thread ends, and silence shows itself, within this time.
const READ_WAIT: Duration = Duration::from_millis(20);
const READ_BYTES: usize = 256;

/// A serial scanner.
pub(super) struct SerialScanner {
    name: String,
    events: Receiver<ScannerEvent>,
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

struct Shared {
    state: Mutex<ScannerState>,
    stop: AtomicBool,
}

impl SerialScanner {
    pub(super) fn start(path: PathBuf, settings: SerialSettings, framing: Framing, times: ScannerTimes) -> Self {
        let (sender, events) = sync_channel(MAX_WAITING_EVENTS);
        let shared = Arc::new(Shared { state: Mutex::new(ScannerState::Starting), stop: AtomicBool::new(false) });
        let name = format!("serial {}", path.display());
        let watch = Watch {
            path,
            settings,
            times,
            framer: Framer::new(framing, times),
            sender,
            overrun: Overrun::None,
            shared: Arc::clone(&shared),
        };
        let thread = std::thread::Builder::new().name("scanner".to_owned()).spawn(move || watch.run());
        if let Err(error) = &thread {
            shared.set(ScannerState::Faulty(ScannerFault::Unreachable(error.kind())));
        }
        Self { name, events, shared, thread: thread.ok() }
    }
}

impl Scanner for SerialScanner {
    fn name(&self) -> &str {
        &self.name
    }

    fn state(&self) -> ScannerState {
        *self.shared.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn next(&mut self, wait: Duration) -> Option<ScannerEvent> {
        self.events.recv_timeout(wait).ok()
    }
}

impl Drop for SerialScanner {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _its_panic_is_its_own = thread.join();
        }
    }
}

impl Shared {
    fn set(&self, state: ScannerState) {
        *self.state.lock().unwrap_or_else(PoisonError::into_inner) = state;
    }

    fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

/// What the thread works with.
struct Watch {
    path: PathBuf,
    settings: SerialSettings,
    times: ScannerTimes,
    framer: Framer,
    sender: SyncSender<ScannerEvent>,
    overrun: Overrun,
    shared: Arc<Shared>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Overrun {
    None,
    /// Events were dropped, and that is still to be said.
    Unsaid,
}

impl Watch {
    fn run(mut self) {
        let mut last_fault = None;
        while !self.shared.stopped() {
            let fault = match open_port(&self.path, self.settings) {
                Ok(mut port) => {
                    last_fault = None;
                    self.shared.set(ScannerState::Ready);
                    self.tell(ScannerEvent::Ready);
                    self.listen(port.as_mut());
                    ScannerFault::Unplugged
                }
                Err(error) => ScannerFault::Unreachable(unreachable_kind(&self.path, &error)),
            };
            if self.shared.stopped() {
                return;
            }
            if last_fault != Some(fault) && !is_still_gone(last_fault, fault) {
                self.shared.set(ScannerState::Faulty(fault));
                self.tell(ScannerEvent::Fault(fault));
                last_fault = Some(fault);
            }
            self.pause();
        }
    }

    /// Reads until the port is lost or the scanner is dropped.
    fn listen(&mut self, port: &mut dyn serialport::SerialPort) {
        let mut buffer = [0; READ_BYTES];
        if port.set_timeout(READ_WAIT).is_err() {
            return;
        }
        while !self.shared.stopped() {
            match port.read(&mut buffer) {
                Ok(0) => break,
                Ok(read) => {
                    let now = Instant::now();
                    for byte in &buffer[..read] {
                        let scan = self.framer.push(*byte, now);
                        self.hand_over(scan);
                    }
                }
                Err(error) if matches!(error.kind(), io::ErrorKind::TimedOut | io::ErrorKind::Interrupted) => {}
                Err(_) => break,
            }
            let scan = self.framer.rest(Instant::now());
            self.hand_over(scan);
        }
        let scan = self.framer.break_off();
        self.hand_over(scan);
    }

    fn hand_over(&mut self, scan: Option<Scan>) {
        match scan {
            Some(Scan::Code(code)) => self.tell(ScannerEvent::Code(code)),
            Some(Scan::Dropped(reason)) => self.tell(ScannerEvent::Dropped(reason)),
            None => {}
        }
    }

    /// Never waits for the caller: a code nobody takes is old by the time they would.
    fn tell(&mut self, event: ScannerEvent) {
        if self.overrun == Overrun::Unsaid {
            match self.sender.try_send(ScannerEvent::Dropped(DropReason::Overrun)) {
                Ok(()) => self.overrun = Overrun::None,
                Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => return,
            }
        }
        if let Err(TrySendError::Full(_)) = self.sender.try_send(event) {
            self.overrun = Overrun::Unsaid;
        }
    }

    fn pause(&self) {
        let until = Instant::now() + self.times.reopen;
        while !self.shared.stopped() && Instant::now() < until {
            std::thread::sleep(READ_WAIT.min(self.times.reopen));
        }
    }
}

/// The serial crate reports a missing device without a kind.
fn unreachable_kind(path: &Path, error: &io::Error) -> io::ErrorKind {
    if path.exists() { error.kind() } else { io::ErrorKind::NotFound }
}

/// After an unplugging, that the port cannot be opened is no news.
fn is_still_gone(last: Option<ScannerFault>, now: ScannerFault) -> bool {
    matches!((last, now), (Some(ScannerFault::Unplugged), ScannerFault::Unreachable(_)))
}
