//! A printer behind a character device of the kernel, such as `/dev/usb/lp0`. Nothing of ESC/POS lives here.

use super::link::{Link, LinkError, LinkState};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
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

    /// Waits until the device can be read or written; `false` when the limit passes first.
    fn wait(&self, wanted: PollFlags, deadline: Instant) -> Result<bool, LinkError> {
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let limit = Timespec::try_from(left).map_err(|_| LinkError::Failed(io::ErrorKind::InvalidInput))?;
            let mut fds = [PollFd::new(&self.file, wanted)];
            match poll(&mut fds, Some(&limit)) {
                Ok(0) => return Ok(false),
                Ok(_) if fds[0].revents().intersects(wanted) => return Ok(true),
                Ok(_) => return Err(LinkError::Gone),
                Err(rustix::io::Errno::INTR) => {}
                Err(error) => return Err(LinkError::from(&io::Error::from(error))),
            }
        }
    }
}

impl Link for CharacterDevice {
    fn write(&mut self, bytes: &[u8], limit: Duration) -> Result<(), LinkError> {
        let deadline = Instant::now() + limit;
        let mut rest = bytes;
        while !rest.is_empty() {
            if !self.wait(PollFlags::OUT, deadline)? {
                return Err(LinkError::TimedOut);
            }
            match self.file.write(rest) {
                Ok(0) => return Err(LinkError::Gone),
                Ok(written) => rest = &rest[written..],
                Err(error) if matches!(error.kind(), io::ErrorKind::Interrupted | io::ErrorKind::WouldBlock) => {}
                Err(error) => return Err(LinkError::from(&error)),
            }
        }
        Ok(())
    }

    fn read(&mut self, buffer: &mut [u8], limit: Duration) -> Result<usize, LinkError> {
        if !self.wait(PollFlags::IN, Instant::now() + limit)? {
            return Ok(0);
        }
        match self.file.read(buffer) {
            Ok(0) => Err(LinkError::Gone),
            Ok(read) => Ok(read),
            Err(error) => match LinkError::from(&error) {
                LinkError::TimedOut => Ok(0),
                other => Err(other),
            },
        }
    }

    /// The kernel's printer driver holds one transfer at a time and drops it when the device is closed.
    fn discard_unsent(&mut self) -> LinkState {
        LinkState::Spent
    }
}
