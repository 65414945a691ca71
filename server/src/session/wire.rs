//! The socket itself: text frames in and out, with a limit for every size and every wait.

use std::time::Duration;

use axum::body::Bytes;
use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket, close_code};
use protocol::codec::{self, FROM_DEVICE_LIMIT, FROM_SERVER_LIMIT};
use protocol::message::{Farewell, FromServer};
use tokio::time::timeout;

/// Largest frame and message read, in bytes.
pub const MESSAGE_LIMIT: usize = FROM_DEVICE_LIMIT;
/// What each connection reads at a time; 128 KiB otherwise, which thousands of connections cannot afford.
pub const READ_BUFFER: usize = 4096;
/// Most bytes that wait for a slow reader: the largest message and a little more.
pub const WRITE_BUFFER_LIMIT: usize = FROM_SERVER_LIMIT + 64 * 1024;
/// A reader that takes longer for one message is gone.
const SEND_TIME: Duration = Duration::from_secs(10);
/// Time for the last words.
const FAREWELL_TIME: Duration = Duration::from_secs(1);
/// Longest problem told to a device, in characters.
const PROBLEM_LIMIT: usize = 200;

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
pub struct Wire(WebSocket);

impl Wire {
    /// Takes an upgraded socket.
    pub fn new(socket: WebSocket) -> Self {
        Self(socket)
    }

    /// Waits for the next thing; nothing is lost if the wait is given up.
    pub async fn hear(&mut self) -> Heard {
        match self.0.recv().await {
            Some(Ok(Message::Text(text))) => Heard::Text(text),
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => Heard::Alive,
            Some(Ok(Message::Binary(_))) => Heard::Unreadable("frame: send text, not binary".to_owned()),
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

    /// Says why it ends, and closes.
    pub async fn farewell(&mut self, farewell: Farewell) {
        let text = codec::encode(&FromServer::Farewell(farewell));
        let close = CloseFrame { code: close_code::NORMAL, reason: Utf8Bytes::default() };
        let last_words = async {
            if self.0.send(Message::Text(text.into())).await.is_ok() {
                // The farewell is said; whether the close still arrives changes nothing.
                let _unheard = self.0.send(Message::Close(Some(close))).await;
            }
        };
        let _too_slow = timeout(FAREWELL_TIME, last_words).await;
    }

    async fn send(&mut self, message: Message) -> Result<(), Gone> {
        match timeout(SEND_TIME, self.0.send(message)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(Gone),
        }
    }
}

/// A farewell for something that is no message.
pub fn unreadable(problem: &str) -> Farewell {
    Farewell::Unreadable { problem: problem.chars().take(PROBLEM_LIMIT).collect() }
}
