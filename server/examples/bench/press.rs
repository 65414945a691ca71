//! Press to reply of one kiosk over its socket, against one durable commit of the same rows.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::Context;
use futures_util::{SinkExt, StreamExt};
use protocol::message::{Ask, DeviceRole, FromDevice, FromServer, Hello, Outcome, Request, RequestId};
use queue::ids::{CategoryId, DeviceId, Language, ServiceId};
use rusqlite::{Connection, params};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async_with_config};

use crate::floor::KEY;
use crate::table::{Row, Table, percentile_ms};

const PRESSES: usize = 500;

/// A server in a process of its own.
pub struct Server {
    child: Child,
    pub port: u16,
}

impl Server {
    pub fn start(folder: &Path) -> anyhow::Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .arg("serve")
            .arg(folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
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

impl Drop for Server {
    fn drop(&mut self) {
        if self.child.kill().is_ok() {
            // It is over either way.
            let _code = self.child.wait();
        }
    }
}

pub type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// A device that has been welcomed.
pub async fn connect(port: u16, device: &str, role: DeviceRole) -> anyhow::Result<Socket> {
    let config = WebSocketConfig::default().read_buffer_size(4096);
    let address = format!("ws://127.0.0.1:{port}/device");
    let (mut socket, _) = connect_async_with_config(address, Some(config), true).await?;
    let hello = Hello {
        version: protocol::VERSION,
        role,
        device: DeviceId::new(device)?,
        key: KEY.to_owned(),
        program: "bench".to_owned(),
        session: None,
    };
    say(&mut socket, &FromDevice::Hello(hello)).await?;
    let welcome = text(&mut socket).await?;
    anyhow::ensure!(welcome.contains("\"welcome\""), "{welcome}");
    Ok(socket)
}

pub async fn say(socket: &mut Socket, message: &FromDevice) -> anyhow::Result<()> {
    Ok(socket.send(Message::text(serde_json::to_string(message)?)).await?)
}

/// The next text frame.
pub async fn text(socket: &mut Socket) -> anyhow::Result<String> {
    loop {
        match socket.next().await.context("the server went")?? {
            Message::Text(text) => return Ok(text.to_string()),
            Message::Close(_) => anyhow::bail!("the server closed"),
            Message::Binary(_) | Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => {}
        }
    }
}

/// Asks and waits for the outcome.
pub async fn ask(socket: &mut Socket, ask: Ask) -> anyhow::Result<Outcome> {
    let id = RequestId::random();
    say(socket, &FromDevice::Request(Request { id: id.clone(), age_ms: 0, ask })).await?;
    loop {
        let text = text(socket).await?;
        if !text.starts_with("{\"reply\"") {
            continue;
        }
        if let FromServer::Reply(reply) = serde_json::from_str(&text)?
            && reply.id == id
        {
            return Ok(reply.outcome);
        }
    }
}

/// The ask for a coupon.
pub fn coupon() -> anyhow::Result<Ask> {
    Ok(Ask::IssueTicket {
        services: vec![ServiceId::new("service-a")?],
        category: CategoryId::new("general")?,
        language: Language::new("ru")?,
        more_time: false,
    })
}

pub fn measure(table: &mut Table) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let server = Server::start(folder.path())?;
    let mut commits = Commits::new(folder.path())?;
    let (mut presses, mut floors) = (Vec::new(), Vec::new());
    tokio::runtime::Runtime::new()?.block_on(async {
        let mut kiosk = connect(server.port, "kiosk-1", DeviceRole::Kiosk).await?;
        for press in 0..PRESSES {
            let began = Instant::now();
            let outcome = ask(&mut kiosk, coupon()?).await?;
            presses.push(began.elapsed());
            anyhow::ensure!(matches!(outcome, Outcome::Done(_)), "{outcome:?}");
            floors.push(commits.one(press)?);
        }
        anyhow::Ok(())
    })?;
    table.add(Row {
        name: "press to reply of one kiosk: median",
        unit: "ms",
        value: percentile_ms(&mut presses, 0.5),
        floor: Some(percentile_ms(&mut floors, 0.5)),
        goal: "ratio <= 1.5",
    });
    Ok(())
}

/// Single durable commits of a ticket's two rows by SQLite alone.
pub struct Commits(Connection);

impl Commits {
    pub fn new(folder: &Path) -> anyhow::Result<Self> {
        let db = Connection::open(folder.join("bare.db"))?;
        db.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
             CREATE TABLE events (seq INTEGER PRIMARY KEY, body TEXT NOT NULL);
             CREATE TABLE requests (number INTEGER PRIMARY KEY, device TEXT, id TEXT, outcome TEXT NOT NULL);",
        )?;
        Ok(Self(db))
    }

    pub fn one(&mut self, seq: usize) -> anyhow::Result<Duration> {
        let (body, outcome) = ("x".repeat(330), "x".repeat(420));
        let began = Instant::now();
        self.0.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        self.0.prepare_cached("INSERT INTO events VALUES (?1, ?2)")?.execute(params![seq as i64, body])?;
        let id = RequestId::random();
        self.0.prepare_cached("INSERT INTO requests VALUES (?1, ?2, ?3, ?4)")?.execute(params![
            seq as i64,
            "kiosk-1",
            id.as_str(),
            outcome
        ])?;
        self.0.prepare_cached("COMMIT")?.execute([])?;
        Ok(began.elapsed())
    }
}
