//! A printer on the network (TCP, usually port 9100). Nothing of ESC/POS lives here.

use super::link::{Link, LinkError, LinkState, read_within, write_within};
use std::io::{self, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;

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
        self.unsent = Unsent::Perhaps;
        write_within(bytes, limit, |rest, left| {
            self.stream.set_write_timeout(Some(left.max(LEAST_TIMEOUT)))?;
            match self.stream.write(rest) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => Err(io::ErrorKind::TimedOut.into()),
                written => written,
            }
        })
    }

    fn read(&mut self, buffer: &mut [u8], limit: Duration) -> Result<usize, LinkError> {
        let read = read_within(&mut self.stream, limit, |stream| stream.read(buffer))?;
        if read > 0 {
            self.unsent = Unsent::Nothing;
        }
        Ok(read)
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
