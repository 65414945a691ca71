//! The socket itself: text frames in and out, with a limit for every size and every wait.

use std::io;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use protocol::codec;
use protocol::limits::{FROM_DEVICE_LIMIT, FROM_SERVER_LIMIT, PROBLEM_LIMIT};
use protocol::message::{Farewell, FromServer};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Bytes, Message, Utf8Bytes};

/// What each connection reads at a time; 128 KiB otherwise, which thousands of connections cannot afford.
const READ_BUFFER: usize = 4096;
/// Most bytes that wait for a slow reader: the largest message and a little more.
const WRITE_BUFFER_LIMIT: usize = FROM_SERVER_LIMIT + 64 * 1024;
/// Time for the last words.
const FAREWELL_TIME: Duration = Duration::from_secs(1);
/// Most bytes of a device that are still read, unheard, after the farewell.
const UNHEARD_LIMIT: usize = 1024 * 1024;

/// What comes in.
#[derive(Debug)]
pub enum Heard {
    /// A text frame.
    Text(Utf8Bytes),
    /// A sign of life.
    Alive,
    /// Something that is no message; the problem in words.
    Unreadable(String),
    /// The other side has closed or vanished.
    Gone,
}

/// The socket cannot be written any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gone;

/// One device's socket.
pub struct Wire {
    socket: WebSocketStream<Connection>,
    reader: Duration,
}

/// The bytes below it.
pub type Connection = TokioIo<Upgraded>;

impl Wire {
    /// Takes an upgraded connection, whose other side may take so long for one message.
    pub async fn new(connection: Connection, reader: Duration) -> Self {
        let config = WebSocketConfig::default()
            .read_buffer_size(READ_BUFFER)
            .write_buffer_size(0)
            .max_write_buffer_size(WRITE_BUFFER_LIMIT)
            .max_message_size(Some(FROM_DEVICE_LIMIT))
            .max_frame_size(Some(FROM_DEVICE_LIMIT));
        let socket = WebSocketStream::from_raw_socket(connection, Role::Server, Some(config)).await;
        Self { socket, reader }
    }

    /// Waits for the next thing; nothing is lost if the wait is given up.
    pub async fn hear(&mut self) -> Heard {
        match self.socket.next().await {
            Some(Ok(Message::Text(text))) => Heard::Text(text),
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => Heard::Alive,
            Some(Ok(Message::Binary(_) | Message::Frame(_))) => {
                Heard::Unreadable("frame: send text, not binary".to_owned())
            }
            Some(Ok(Message::Close(_))) | None => Heard::Gone,
            Some(Err(problem)) => Heard::Unreadable(format!("frame: {problem}")),
        }
    }

    /// Sends one text frame.
    pub async fn say(&mut self, text: Utf8Bytes) -> Result<(), Gone> {
        self.send(Message::Text(text)).await
    }

    /// Asks for a sign of life.
    pub async fn ping(&mut self) -> Result<(), Gone> {
        self.send(Message::Ping(Bytes::new())).await
    }

    /// Says why it ends, and closes. What the device still sends is read unheard: a connection that is closed on unread bytes
    /// would take the farewell back.
    pub async fn farewell(mut self, farewell: Farewell) {
        let text = codec::encode(&FromServer::Farewell(farewell));
        let last_words = async {
            let said = self.socket.send(Message::Text(text.into())).await.is_ok();
            if said && self.socket.send(Message::Close(None)).await.is_ok() {
                // Whether the rest is heard out changes nothing any more.
                let _heard_out = hear_out(self.socket.get_mut()).await;
            }
        };
        let _too_slow = timeout(FAREWELL_TIME, last_words).await;
    }

    async fn send(&mut self, message: Message) -> Result<(), Gone> {
        match timeout(self.reader, self.socket.send(message)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(Gone),
        }
    }
}

async fn hear_out(connection: &mut Connection) -> io::Result<()> {
    connection.shutdown().await?;
    let (mut unheard, mut left) = (vec![0; READ_BUFFER], UNHEARD_LIMIT);
    while left > 0 {
        match connection.read(&mut unheard).await? {
            0 => break,
            count => left = left.saturating_sub(count),
        }
    }
    Ok(())
}

/// A farewell for something that is no message.
pub fn unreadable(problem: &str) -> Farewell {
    Farewell::Unreadable { problem: problem.chars().take(PROBLEM_LIMIT).collect() }
}
