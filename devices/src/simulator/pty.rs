//! A pseudo-terminal under a name that stays the same when it is unplugged and plugged in again.

use serialport::{SerialPort, TTYPort};
use std::fs;
use std::io;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long a read waits for bytes.
const READ_WAIT: Duration = Duration::from_millis(5);

/// The device's end of a line that is plugged in.
pub(super) struct Pty {
    pub(super) device: TTYPort,
    // Held open so that the line lives while no program has it open.
    _line: TTYPort,
    name: PathBuf,
}

impl Pty {
    /// Plugs in: `name` becomes a symbolic link to the line.
    pub(super) fn plug(name: &Path) -> io::Result<Self> {
        let (mut device, line) = TTYPort::pair().map_err(io::Error::from)?;
        device.set_timeout(READ_WAIT).map_err(io::Error::from)?;
        let target = line.name().ok_or(io::ErrorKind::NotFound)?;
        match fs::remove_file(name) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
        symlink(target, name)?;
        Ok(Self { device, _line: line, name: name.to_owned() })
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        let _gone_already = fs::remove_file(&self.name);
    }
}
