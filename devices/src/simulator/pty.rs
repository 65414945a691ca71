//! A pseudo-terminal under a name that stays the same when it is unplugged and plugged in again.

use serialport::{SerialPort, TTYPort};
use std::fs;
use std::io::{self, Read, Write};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long a read waits for bytes.
const READ_WAIT: Duration = Duration::from_millis(5);
/// How long the program at the other end may take to make room.
const WRITE_WAIT: Duration = Duration::from_secs(5);

/// The device's end of a line that is plugged in.
pub(super) struct Pty {
    device: TTYPort,
    // Held open so that the line lives while no program has it open.
    line: TTYPort,
    name: PathBuf,
}

impl Pty {
    /// Plugs in: `name` becomes a symbolic link to the line.
    pub(super) fn plug(name: &Path) -> io::Result<Self> {
        let (device, line) = TTYPort::pair().map_err(io::Error::from)?;
        let target = line.name().ok_or(io::ErrorKind::NotFound)?;
        match fs::remove_file(name) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
        symlink(target, name)?;
        Ok(Self { device, line, name: name.to_owned() })
    }

    /// What the program has sent; nothing after a short while.
    pub(super) fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.device.set_timeout(READ_WAIT).map_err(io::Error::from)?;
        self.device.read(buffer)
    }

    /// Whether nothing lies on the line that the program has not read.
    pub(super) fn is_read(&self) -> io::Result<bool> {
        Ok(self.line.bytes_to_read().map_err(io::Error::from)? == 0)
    }

    /// Sends bytes to the program.
    pub(super) fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.device.set_timeout(WRITE_WAIT).map_err(io::Error::from)?;
        self.device.write_all(bytes)
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        let _gone_already = fs::remove_file(&self.name);
    }
}
