//! A printer on a serial port: RS-232, a USB adapter, or a pseudo-terminal. Nothing of ESC/POS lives here.

use super::link::{Link, LinkError, LinkState, read_or_nothing, write_within};
use crate::serial_port::{SerialSettings, open_port};
use serialport::{ClearBuffer, SerialPort};
use std::io::{self, Read, Write};
use std::path::Path;
use std::time::{Duration, Instant};

/// How often the kernel's send buffer is looked at while it drains.
const DRAIN_LOOK: Duration = Duration::from_millis(2);

/// A serial line to a printer.
pub(crate) struct SerialLink {
    port: Box<dyn SerialPort>,
}

impl SerialLink {
    pub(crate) fn open(path: &Path, settings: SerialSettings) -> io::Result<Self> {
        let port = open_port(path, settings)?;
        port.clear(ClearBuffer::All).map_err(io::Error::from)?;
        Ok(Self { port })
    }

    /// Waits until the kernel's buffer is empty. The system's own drain has no limit and hangs while a printer holds
    /// the line, so the buffer is looked at instead.
    fn drain(&self, deadline: Instant) -> Result<(), LinkError> {
        loop {
            let waiting =
                self.port.bytes_to_write().map_err(|error| hung_up(LinkError::from(&io::Error::from(error))))?;
            if waiting == 0 {
                return Ok(());
            }
            if Instant::now() >= deadline {
                return Err(LinkError::TimedOut);
            }
            std::thread::sleep(DRAIN_LOOK);
        }
    }
}

impl Link for SerialLink {
    fn write(&mut self, bytes: &[u8], limit: Duration) -> Result<(), LinkError> {
        let deadline = Instant::now() + limit;
        write_within(bytes, limit, |rest, left| {
            self.port.set_timeout(left).map_err(io::Error::from)?;
            self.port.write(rest)
        })
        .map_err(hung_up)?;
        self.drain(deadline)
    }

    fn read(&mut self, buffer: &mut [u8], limit: Duration) -> Result<usize, LinkError> {
        self.port.set_timeout(limit).map_err(|error| LinkError::from(&io::Error::from(error)))?;
        read_or_nothing(self.port.read(buffer))
    }

    fn discard_unsent(&mut self) -> LinkState {
        match self.port.clear(ClearBuffer::Output) {
            Ok(()) => LinkState::Open,
            Err(_) => LinkState::Spent,
        }
    }
}

/// A port that hangs up in the middle is told by the library as an error of no kind and without its number.
fn hung_up(error: LinkError) -> LinkError {
    if error == LinkError::Failed(io::ErrorKind::Other) { LinkError::Gone } else { error }
}

impl Drop for SerialLink {
    /// Closing a serial port waits up to half a minute for its buffer to drain; nothing in it may come out late anyway.
    fn drop(&mut self) {
        let _gone_already = self.port.clear(ClearBuffer::All);
    }
}
