//! A printer on the network (TCP, usually port 9100). Nothing of ESC/POS lives here.

use super::link::{Link, LinkError, LinkState, Ready, wait_for};
use std::io::{self, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::{Duration, Instant};

/// The shortest time-out that is handed to the system, which takes zero for none at all.
const LEAST_TIMEOUT: Duration = Duration::from_millis(1);

/// A connection to a printer.
pub(crate) struct NetworkLink {
    stream: TcpStream,
    unsent: Unsent,
}

/// Whether the connection may still hold bytes that the printer has not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unsent {
    /// An answer came after the last byte.
    Nothing,
    /// Delivered in its own time, also after closing.
    Perhaps,
    /// Never to be delivered.
    Discarded,
}

impl NetworkLink {
    pub(crate) fn open(address: &str, limit: Duration) -> io::Result<Self> {
        let mut refusal = io::Error::from(io::ErrorKind::NotFound);
        for address in address.to_socket_addrs()? {
            match TcpStream::connect_timeout(&address, limit.max(LEAST_TIMEOUT)) {
                Ok(stream) => {
                    stream.set_nodelay(true)?;
                    return Ok(Self { stream, unsent: Unsent::Nothing });
                }
                Err(error) => refusal = error,
            }
        }
        Err(refusal)
    }
}

impl Link for NetworkLink {
    fn write(&mut self, bytes: &[u8], limit: Duration) -> Result<(), LinkError> {
        let deadline = Instant::now() + limit;
        let mut rest = bytes;
        self.unsent = Unsent::Perhaps;
        while !rest.is_empty() {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(LinkError::TimedOut);
            }
            self.stream.set_write_timeout(Some(left.max(LEAST_TIMEOUT))).map_err(|error| LinkError::from(&error))?;
            match self.stream.write(rest) {
                Ok(0) => return Err(LinkError::Gone),
                Ok(written) => rest = &rest[written..],
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(LinkError::from(&error)),
            }
        }
        Ok(())
    }

    fn read(&mut self, buffer: &mut [u8], limit: Duration) -> Result<usize, LinkError> {
        if !wait_for(&self.stream, Ready::ToRead, Instant::now() + limit)? {
            return Ok(0);
        }
        match self.stream.read(buffer) {
            Ok(0) => Err(LinkError::Gone),
            Ok(read) => {
                self.unsent = Unsent::Nothing;
                Ok(read)
            }
            Err(error) => match LinkError::from(&error) {
                LinkError::TimedOut => Ok(0),
                other => Err(other),
            },
        }
    }

    /// A socket cannot be told to forget; a reset connection does.
    fn discard_unsent(&mut self) -> LinkState {
        match self.unsent {
            Unsent::Nothing => LinkState::Open,
            Unsent::Perhaps | Unsent::Discarded => {
                self.unsent = Unsent::Discarded;
                LinkState::Spent
            }
        }
    }
}

impl Drop for NetworkLink {
    /// Discarded bytes are dropped with the connection, not delivered when the printer wakes.
    fn drop(&mut self) {
        if self.unsent == Unsent::Discarded {
            let _gone_already = rustix::net::sockopt::set_socket_linger(&self.stream, Some(Duration::ZERO));
        }
    }
}
