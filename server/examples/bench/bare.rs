//! The floor of the screens: a server that knows nothing but websockets and writes the same bytes to each of them.

use anyhow::Context;
use futures_util::{SinkExt, StreamExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::broadcast;
use tokio_tungstenite::accept_async_with_config;
use tokio_tungstenite::tungstenite::{Message, Utf8Bytes};

use crate::process::{Process, Socket, open, small_buffers};

/// Texts that a slow reader may be behind.
const BEHIND: usize = 64;

/// A bare server in a process of its own; `bytes` is the length of each text that it writes.
pub fn start(bytes: usize) -> anyhow::Result<Process> {
    Process::start(&["bare".as_ref(), bytes.to_string().as_ref()])
}

/// A socket that has been sent its first text.
pub async fn connect(port: u16) -> anyhow::Result<Socket> {
    let mut socket = open(port, "/").await?;
    socket.next().await.context("the bare server went")??;
    Ok(socket)
}

/// Serves until the process is ended: one text for each that comes, and one for all whenever anybody sends one.
pub fn serve(bytes: usize) -> anyhow::Result<()> {
    let text = Utf8Bytes::from("x".repeat(bytes));
    tokio::runtime::Runtime::new()?.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        println!("{}", listener.local_addr()?.port());
        let (all, _) = broadcast::channel(BEHIND);
        loop {
            let (stream, _) = listener.accept().await?;
            tokio::spawn(talk(stream, text.clone(), all.clone()));
        }
    })
}

async fn talk(stream: TcpStream, text: Utf8Bytes, all: broadcast::Sender<Utf8Bytes>) -> anyhow::Result<()> {
    stream.set_nodelay(true)?;
    let mut socket = accept_async_with_config(stream, Some(small_buffers())).await?;
    let mut told = all.subscribe();
    socket.send(Message::Text(text.clone())).await?;
    loop {
        tokio::select! {
            asked = socket.next() => {
                asked.context("gone")??;
                all.send(text.clone())?;
            }
            text = told.recv() => socket.send(Message::Text(text?)).await?,
        }
    }
}
