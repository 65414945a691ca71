//! A server in a process of its own: this program, started again with other words. And a socket to it.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::Context;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async_with_config};

pub type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Buffers of 4 KiB: ten thousand sockets at both ends of one machine would otherwise take more than it has.
pub fn small_buffers() -> WebSocketConfig {
    WebSocketConfig::default().read_buffer_size(4096)
}

/// A server that has said its port; it ends with this.
pub struct Process {
    child: Child,
    pub port: u16,
}

impl Process {
    pub fn start(words: &[&OsStr]) -> anyhow::Result<Self> {
        Self::of(Command::new(std::env::current_exe()?).args(words))
    }

    /// Of another program that says its port as well.
    pub fn of(command: &mut Command) -> anyhow::Result<Self> {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let mut said = String::new();
        BufReader::new(child.stdout.take().context("its output")?).read_line(&mut said)?;
        Ok(Self { child, port: said.trim().parse().context("its port")? })
    }

    /// Processor time used so far.
    pub fn busy(&self) -> anyhow::Result<Duration> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        let after_name = stat.rsplit_once(") ").context("stat")?.1;
        let ticks: Vec<u64> = after_name.split(' ').skip(11).take(2).map(str::parse).collect::<Result<_, _>>()?;
        Ok(Duration::from_millis(ticks.iter().sum::<u64>() * 10))
    }

    /// Resident memory in bytes.
    pub fn memory(&self) -> anyhow::Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).context("VmRSS")?;
        let kib: f64 = line.split_whitespace().nth(1).context("VmRSS")?.parse()?;
        Ok(kib * 1024.0)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if self.child.kill().is_ok() {
            // It is over either way.
            let _code = self.child.wait();
        }
    }
}

/// An open socket at `path` of the server on this port.
pub async fn open(port: u16, path: &str) -> anyhow::Result<Socket> {
    let address = format!("ws://127.0.0.1:{port}{path}");
    Ok(connect_async_with_config(address, Some(small_buffers()), true).await?.0)
}
