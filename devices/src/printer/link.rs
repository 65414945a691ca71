//! A wire to a printer: bytes out and in, each with a time limit. What the bytes mean is not known here.

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use std::io;
use std::os::fd::AsFd;
use std::time::{Duration, Instant};
use thiserror::Error;

/// Why a wire did not carry the bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub(crate) enum LinkError {
    /// The other end took nothing in time.
    #[error("the other end takes no data")]
    TimedOut,
    /// The device or connection is gone; the link is of no more use.
    #[error("the link is gone")]
    Gone,
    /// The operating system refused.
    #[error("refused: {0}")]
    Failed(io::ErrorKind),
}

/// A wire in use. Dropping it drops what it still holds unsent.
pub(crate) trait Link: Send {
    /// Sends all bytes and waits until the device has taken them.
    ///
    /// # Errors
    /// The limit passed, the device is gone, or the system refused.
    fn write(&mut self, bytes: &[u8], limit: Duration) -> Result<(), LinkError>;

    /// Reads what arrives within the limit; 0 if nothing does.
    ///
    /// # Errors
    /// The device is gone or the system refused.
    fn read(&mut self, buffer: &mut [u8], limit: Duration) -> Result<usize, LinkError>;

    /// Forgets what is still unsent, so that it cannot come out later. Where only closing the link can do that, it is
    /// gone afterwards.
    fn discard_unsent(&mut self) -> LinkState;
}

/// Whether a link can still be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LinkState {
    /// It can.
    Open,
    /// It must be opened anew.
    Spent,
}

impl From<&io::Error> for LinkError {
    fn from(error: &io::Error) -> Self {
        use io::ErrorKind::{
            BrokenPipe, ConnectionAborted, ConnectionReset, NotConnected, NotFound, TimedOut, UnexpectedEof, WouldBlock,
        };
        let gone = [rustix::io::Errno::IO, rustix::io::Errno::NXIO, rustix::io::Errno::NODEV];
        if error.raw_os_error().is_some_and(|code| gone.iter().any(|errno| errno.raw_os_error() == code)) {
            return Self::Gone;
        }
        #[expect(clippy::wildcard_enum_match_arm, reason = "ErrorKind is the standard library's and open")]
        match error.kind() {
            BrokenPipe | ConnectionAborted | ConnectionReset | NotConnected | NotFound | UnexpectedEof => Self::Gone,
            TimedOut | WouldBlock => Self::TimedOut,
            kind => Self::Failed(kind),
        }
    }
}

/// What a device is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ready {
    ToRead,
    ToWrite,
}

/// Waits until a device or socket is ready; `false` when the deadline passes first. The system's own read time-outs are
/// rounded up to its clock tick, which would make every question to a printer ten times slower.
pub(crate) fn wait_for(device: &impl AsFd, ready: Ready, deadline: Instant) -> io::Result<bool> {
    let wanted = match ready {
        Ready::ToRead => PollFlags::IN,
        Ready::ToWrite => PollFlags::OUT,
    };
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        let limit = Timespec::try_from(left).map_err(|_| io::ErrorKind::InvalidInput)?;
        let mut devices = [PollFd::new(device, wanted)];
        match poll(&mut devices, Some(&limit)) {
            Ok(0) => return Ok(false),
            Ok(_) if devices[0].revents().intersects(wanted) => return Ok(true),
            Ok(_) => return Err(io::ErrorKind::BrokenPipe.into()),
            Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
}

/// Writes all bytes within the limit; `write` takes what is left of them and of the time.
pub(crate) fn write_within(
    bytes: &[u8],
    limit: Duration,
    mut write: impl FnMut(&[u8], Duration) -> io::Result<usize>,
) -> Result<(), LinkError> {
    let deadline = Instant::now() + limit;
    let mut rest = bytes;
    while !rest.is_empty() {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(LinkError::TimedOut);
        }
        match write(rest, left) {
            Ok(0) => return Err(LinkError::Gone),
            Ok(written) => rest = &rest[written..],
            Err(error) if matches!(error.kind(), io::ErrorKind::Interrupted | io::ErrorKind::WouldBlock) => {}
            Err(error) => return Err(LinkError::from(&error)),
        }
    }
    Ok(())
}

/// What a read amounts to: the end of a device's data is its loss, and nothing in time is nothing.
pub(crate) fn read_or_nothing(read: io::Result<usize>) -> Result<usize, LinkError> {
    match read {
        Ok(0) => Err(LinkError::Gone),
        Ok(read) => Ok(read),
        Err(error) => match LinkError::from(&error) {
            LinkError::TimedOut => Ok(0),
            lost @ (LinkError::Gone | LinkError::Failed(_)) => Err(lost),
        },
    }
}

/// Reads what arrives within the limit.
pub(crate) fn read_within<D: AsFd>(
    device: &mut D,
    limit: Duration,
    read: impl FnOnce(&mut D) -> io::Result<usize>,
) -> Result<usize, LinkError> {
    match wait_for(device, Ready::ToRead, Instant::now() + limit) {
        Ok(true) => read_or_nothing(read(device)),
        Ok(false) => Ok(0),
        Err(error) => Err(LinkError::from(&error)),
    }
}
