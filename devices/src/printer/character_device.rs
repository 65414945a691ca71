//! A printer behind a character device of the kernel, such as `/dev/usb/lp0`. Nothing of ESC/POS lives here.

use super::link::{Link, LinkError, LinkState, Ready, read_within, wait_for, write_within};
use rustix::fs::OFlags;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{FileTypeExt, OpenOptionsExt};
use std::path::Path;
use std::time::{Duration, Instant};

/// An open character device.
pub(crate) struct CharacterDevice {
    file: File,
}

impl CharacterDevice {
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        // A plain file of this name would take every job and print none.
        if !std::fs::metadata(path)?.file_type().is_char_device() {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        let flags = (OFlags::NONBLOCK | OFlags::NOCTTY).bits();
        let file = OpenOptions::new().read(true).write(true).custom_flags(flags.cast_signed()).open(path)?;
        Ok(Self { file })
    }
}

impl Link for CharacterDevice {
    fn write(&mut self, bytes: &[u8], limit: Duration) -> Result<(), LinkError> {
        write_within(bytes, limit, |rest, left| match wait_for(&self.file, Ready::ToWrite, Instant::now() + left) {
            Ok(true) => self.file.write(rest),
            Ok(false) => Err(io::ErrorKind::TimedOut.into()),
            Err(error) => Err(error),
        })
    }

    fn read(&mut self, buffer: &mut [u8], limit: Duration) -> Result<usize, LinkError> {
        read_within(&mut self.file, limit, |file| file.read(buffer))
    }

    /// The kernel's printer driver holds one transfer at a time and drops it when the device is closed.
    fn discard_unsent(&mut self) -> LinkState {
        LinkState::Spent
    }
}
