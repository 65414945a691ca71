//! The floor of the screens: a server that knows nothing but websockets and writes the same bytes to each of them.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use anyhow::Context;
use futures_util::{SinkExt, StreamExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::broadcast;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Message, Utf8Bytes};
use tokio_tungstenite::{accept_async_with_config, connect_async_with_config};

use crate::press::Socket;

/// Texts that a slow reader may be behind.
const BEHIND: usize = 64;

/// A bare server in a process of its own.
pub struct Bare {
    child: Child,
    pub port: u16,
}

impl Bare {
    /// `bytes` is the length of each text that it writes.
    pub fn start(bytes: usize) -> anyhow::Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .args(["bare", &bytes.to_string()])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let mut said = String::new();
        BufReader::new(child.stdout.take().context("its output")?).read_line(&mut said)?;
        Ok(Self { child, port: said.trim().parse().context("its port")? })
    }

    pub fn memory(&self) -> anyhow::Result<f64> {
        resident(self.child.id())
    }
}

impl Drop for Bare {
    fn drop(&mut self) {
        if self.child.kill().is_ok() {
            // It is over either way.
            let _code = self.child.wait();
        }
    }
}

/// Resident memory of a process in bytes.
fn resident(pid: u32) -> anyhow::Result<f64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).context("VmRSS")?;
    let kib: f64 = line.split_whitespace().nth(1).context("VmRSS")?.parse()?;
    Ok(kib * 1024.0)
}

/// A socket that has been sent its first text.
pub async fn connect(port: u16) -> anyhow::Result<Socket> {
    let config = WebSocketConfig::default().read_buffer_size(4096);
    let (mut socket, _) = connect_async_with_config(format!("ws://127.0.0.1:{port}/"), Some(config), true).await?;
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
    let config = WebSocketConfig::default().read_buffer_size(4096);
    let mut socket = accept_async_with_config(stream, Some(config)).await?;
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
