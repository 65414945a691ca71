//! A simulated printer on a TCP port or a pseudo-terminal, at the pace of the line, leaving what it printed in a folder.

use super::failure::{Failure, FailureAt};
use super::machine::{Clearing, Machine};
use super::page::Page;
use super::picture::Frame;
use super::pty::Pty;
use super::reader::CommandError;
use super::saver::Saver;
use std::fs;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How long a read waits before answers that are due, stops and plugs are looked at.
const READ_WAIT: Duration = Duration::from_millis(5);
const READ_BYTES: usize = 512;
/// At the pace of a line so few bytes are taken at once that the pace is even.
const PACED_READ_BYTES: usize = 16;
/// Ten bits a byte: eight of data, start and stop.
const BITS_PER_BYTE: u32 = 10;

/// What a simulated printer is like.
#[derive(Debug, Clone)]
pub struct SimulatorOptions {
    /// Printable width.
    pub width_dots: u16,
    /// The pace of the line, or as fast as it goes.
    pub baud: Option<u32>,
    /// Where `coupon.bin` and `coupon.png` (the newest) and `coupon-001.png` ... are left.
    pub folder: Option<PathBuf>,
    /// What stands around the pictures.
    pub frame: Frame,
    /// Whether it knows the clearing command.
    pub clearing: Clearing,
}

impl Default for SimulatorOptions {
    fn default() -> Self {
        Self { width_dots: 576, baud: None, folder: None, frame: Frame::None, clearing: Clearing::Obeyed }
    }
}

/// A simulated printer that runs until it is dropped.
pub struct SimulatedPrinter {
    machine: Arc<Mutex<Machine>>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
    address: Option<SocketAddr>,
}

impl SimulatedPrinter {
    /// Listens on a TCP address; port 0 takes a free one.
    ///
    /// # Errors
    /// The address is taken, or the folder cannot be made.
    pub fn on_tcp(address: SocketAddr, options: SimulatorOptions) -> io::Result<Self> {
        let listener = TcpListener::bind(address)?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        Self::start(options, Wire::Tcp { listener, stream: None }, Some(address))
    }

    /// Plugs into a pseudo-terminal that is found under `name`.
    ///
    /// # Errors
    /// There is no pseudo-terminal, or the name or folder cannot be made.
    pub fn on_pty(name: &Path, options: SimulatorOptions) -> io::Result<Self> {
        Self::start(options, Wire::Pty { name: name.to_owned(), pty: Some(Pty::plug(name)?) }, None)
    }

    fn start(options: SimulatorOptions, wire: Wire, address: Option<SocketAddr>) -> io::Result<Self> {
        if let Some(folder) = &options.folder {
            fs::create_dir_all(folder)?;
        }
        let mut machine = Machine::new(options.width_dots);
        machine.set_clearing(options.clearing);
        let machine = Arc::new(Mutex::new(machine));
        let stop = Arc::new(AtomicBool::new(false));
        let server = Server {
            machine: Arc::clone(&machine),
            stop: Arc::clone(&stop),
            wire,
            baud: options.baud,
            saver: options.folder.map(|folder| Saver::start(folder, options.frame)).transpose()?,
        };
        let thread = std::thread::Builder::new().name("simulated printer".to_owned()).spawn(move || server.run())?;
        Ok(Self { machine, stop, thread: Some(thread), address })
    }

    /// The TCP address, if it has one.
    #[must_use]
    pub fn address(&self) -> Option<SocketAddr> {
        self.address
    }

    /// Lets something go wrong, now (byte 0) or after so many bytes.
    pub fn fail(&self, failure: Failure, byte: u64) {
        self.machine().fail_at(FailureAt { failure, byte }, Instant::now());
    }

    /// A person puts everything right.
    pub fn mend(&self) {
        self.machine().mend(Instant::now());
    }

    /// Switches it off and on.
    pub fn power_cycle(&self) {
        self.machine().power_cycle(Instant::now());
    }

    /// Finished pages so far.
    #[must_use]
    pub fn pages(&self) -> Vec<Page> {
        self.machine().pages().to_vec()
    }

    /// The paper under the head, if anything is on it.
    #[must_use]
    pub fn open_page(&self) -> Option<Page> {
        self.machine().open_page()
    }

    /// Takes all paper; what was on the head's piece comes last.
    #[must_use]
    pub fn tear_off(&self) -> Vec<Page> {
        self.machine().tear_off()
    }

    /// Commands that could not be followed.
    #[must_use]
    pub fn errors(&self) -> Vec<CommandError> {
        self.machine().errors().to_vec()
    }

    fn machine(&self) -> MutexGuard<'_, Machine> {
        self.machine.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for SimulatedPrinter {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _its_panic_is_its_own = thread.join();
        }
    }
}

enum Wire {
    Tcp { listener: TcpListener, stream: Option<TcpStream> },
    Pty { name: PathBuf, pty: Option<Pty> },
}

struct Server {
    machine: Arc<Mutex<Machine>>,
    stop: Arc<AtomicBool>,
    wire: Wire,
    baud: Option<u32>,
    saver: Option<Saver>,
}

impl Server {
    fn run(mut self) {
        let mut waiting: Vec<u8> = Vec::new();
        while !self.stop.load(Ordering::Relaxed) {
            let now = Instant::now();
            let (unplugged, booting) = {
                let mut machine = self.machine.lock().unwrap_or_else(PoisonError::into_inner);
                (machine.is_unplugged(), machine.is_booting(now))
            };
            if !self.wire.connect(unplugged, booting) {
                waiting.clear();
                std::thread::sleep(READ_WAIT);
                continue;
            }
            if waiting.is_empty() {
                waiting = self.wire.read(if self.baud.is_some() { PACED_READ_BYTES } else { READ_BYTES });
            } else {
                // The buffer is full: the sender waits, as flow control would make it.
                std::thread::sleep(READ_WAIT);
            }
            let taken = self.hand_over(&waiting);
            waiting.drain(..taken);
            self.answer();
            self.save();
        }
    }

    fn hand_over(&mut self, bytes: &[u8]) -> usize {
        if let Some(baud) = self.baud {
            let bytes = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
            std::thread::sleep(Duration::from_secs(1) * bytes * BITS_PER_BYTE / baud.max(1));
        }
        self.machine.lock().unwrap_or_else(PoisonError::into_inner).take(bytes, Instant::now())
    }

    fn answer(&mut self) {
        let answers = self.machine.lock().unwrap_or_else(PoisonError::into_inner).answers(Instant::now());
        if !answers.is_empty() {
            self.wire.write(&answers);
        }
    }

    fn save(&mut self) {
        let Some(saver) = &mut self.saver else { return };
        let machine = self.machine.lock().unwrap_or_else(PoisonError::into_inner);
        saver.save(machine.pages(), machine.finished());
    }
}

impl Wire {
    /// Brings the wire into the state that the plug is in; `false` while nothing can come over it.
    fn connect(&mut self, unplugged: bool, booting: bool) -> bool {
        match self {
            Self::Tcp { listener, stream } => {
                if unplugged || booting {
                    *stream = None;
                }
                if stream.is_none()
                    && let Ok((accepted, _)) = listener.accept()
                    && !unplugged
                    && !booting
                {
                    let ready =
                        accepted.set_nonblocking(false).and_then(|()| accepted.set_read_timeout(Some(READ_WAIT)));
                    let _faster_if_it_works = accepted.set_nodelay(true);
                    *stream = ready.is_ok().then_some(accepted);
                }
                stream.is_some()
            }
            Self::Pty { name, pty } => {
                if unplugged {
                    *pty = None;
                } else if pty.is_none() {
                    *pty = Pty::plug(name).ok();
                }
                pty.is_some()
            }
        }
    }

    /// What has arrived; a lost connection is closed and shows itself as nothing.
    fn read(&mut self, most: usize) -> Vec<u8> {
        let mut buffer = vec![0; most];
        let read = match self {
            Self::Tcp { stream, .. } => match stream.as_mut().map(|stream| stream.read(&mut buffer)) {
                Some(Ok(read)) if read > 0 => read,
                Some(Err(error)) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => 0,
                Some(Ok(_) | Err(_)) | None => {
                    *stream = None;
                    0
                }
            },
            Self::Pty { pty, .. } => pty.as_mut().and_then(|pty| pty.read(&mut buffer).ok()).unwrap_or(0),
        };
        buffer.truncate(read);
        buffer
    }

    fn write(&mut self, bytes: &[u8]) {
        let written = match self {
            Self::Tcp { stream, .. } => stream.as_mut().map(|stream| stream.write_all(bytes)),
            Self::Pty { pty, .. } => pty.as_mut().map(|pty| pty.write_all(bytes)),
        };
        if let (Some(Err(_)), Self::Tcp { stream, .. }) = (written, &mut *self) {
            *stream = None;
        }
    }
}
