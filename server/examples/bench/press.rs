//! Press to reply of one kiosk over its socket, against one durable commit of the same rows.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Context;
use futures_util::{SinkExt, StreamExt};
use protocol::message::{Answer, Ask, DeviceRole, FromDevice, FromServer, Outcome, Request, RequestId};
use queue::ids::{CategoryId, Language, ServiceId, WindowId};
use rusqlite::{Connection, params};
use server::data_folder::write_private;
use tokio_tungstenite::tungstenite::Message;

use crate::device;
use crate::floor::{LETTERS, PINS};
use crate::process::Process;
use crate::table::{Row, Table, percentile_ms};
use crate::way::{Socket, Way};

/// The server on a folder, in a process of its own; a port of 0 is one that is free.
pub fn serve(folder: &Path, port: u16) -> anyhow::Result<Process> {
    Process::start(&["serve".as_ref(), folder.as_ref(), port.to_string().as_ref()])
}

/// A device that has been welcomed on an open connection.
pub async fn connect(port: u16, device: &str, role: DeviceRole) -> anyhow::Result<Socket> {
    device::connect(&Way::Open, port, device, role).await
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

/// Signs the clerk of this number in at a console, and opens the window of the same number; the folder is the server's.
pub async fn sit_down(console: &mut Socket, folder: &Path, number: usize) -> anyhow::Result<()> {
    let login = format!("clerk-{number}");
    let pins: toml::Table = std::fs::read_to_string(folder.join(PINS))?.parse()?;
    let pin = pins[&login].as_str().context("the clerk's PIN")?.to_owned();
    let signed_in = ask(console, Ask::SignIn { login, pin }).await?;
    anyhow::ensure!(matches!(signed_in, Outcome::Done(Answer::SignedIn(_))), "{signed_in:?}");
    let opened = ask(console, Ask::OpenWindow { window: WindowId::new(&format!("window-{number}"))? }).await?;
    anyhow::ensure!(matches!(opened, Outcome::Done(_)), "{opened:?}");
    Ok(())
}

/// The ask for a coupon of the first service.
pub fn coupon() -> anyhow::Result<Ask> {
    coupon_of(0)
}

/// The ask for a coupon of the services in turn: a day has no more than 999 of each.
pub fn coupon_of(turn: usize) -> anyhow::Result<Ask> {
    let letter = char::from(LETTERS.as_bytes()[turn % LETTERS.len()].to_ascii_lowercase());
    Ok(Ask::IssueTicket {
        services: vec![ServiceId::new(&format!("service-{letter}"))?],
        category: CategoryId::new("general")?,
        language: Language::new("ru")?,
        more_time: false,
    })
}

pub fn measure(table: &mut Table) -> anyhow::Result<()> {
    // The second are written down by the kiosk first; with the others fewer than a day has numbers.
    let (count, noted_too) = table.size.of((500, 200), (10, 5));
    let folder = tempfile::tempdir()?;
    let server = serve(folder.path(), 0)?;
    let mut commits = Commits::new(folder.path())?;
    let (mut presses, mut floors) = (Vec::new(), Vec::new());
    let (mut noted, mut floors_of_noted) = (Vec::new(), Vec::new());
    // One thread, as a kiosk's own: another would be woken for each reply first.
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
        let mut kiosk = connect(server.port, "kiosk-1", DeviceRole::Kiosk).await?;
        for press in 0..count {
            presses.push(press_once(&mut kiosk).await?);
            floors.push(commits.one(press)?);
        }
        for press in count..count + noted_too {
            let note = note(folder.path())?;
            noted.push(note + press_once(&mut kiosk).await?);
            floors_of_noted.push(commits.one(press)?);
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
    // The goal is the server's part; the note is two syncs of the kiosk's own disk.
    table.add(Row {
        name: "press to reply with the kiosk's own note of it: median",
        unit: "ms",
        value: percentile_ms(&mut noted, 0.5),
        floor: Some(percentile_ms(&mut floors_of_noted, 0.5)),
        goal: "",
    });
    Ok(())
}

async fn press_once(kiosk: &mut Socket) -> anyhow::Result<Duration> {
    let began = Instant::now();
    let outcome = ask(kiosk, coupon()?).await?;
    let took = began.elapsed();
    anyhow::ensure!(matches!(outcome, Outcome::Done(_)), "{outcome:?}");
    Ok(took)
}

/// What a kiosk writes down before it sends a press, in the same steps as its own `store`: a file of one sync takes the place of the last
/// one, and its folder has another. Here on the disk of the server.
fn note(folder: &Path) -> anyhow::Result<Duration> {
    let began = Instant::now();
    let pending = format!(r#"[{{"id":"{}","stage":"asked"}}]"#, RequestId::random().as_str());
    write_private(&folder.join("requests.json"), pending)?;
    Ok(began.elapsed())
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
