//! A server in a process of its own: this program, started again with other words.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::Context;

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

/// Until a server answers: it says its port before its certificate and its PINs are made.
pub fn await_answer(port: u16) -> anyhow::Result<()> {
    let mut openly = TcpStream::connect(("127.0.0.1", port))?;
    openly.write_all(b"GET /health HTTP/1.1\r\nHost: bench\r\n\r\n")?;
    Ok(openly.read_exact(&mut [0])?)
}
