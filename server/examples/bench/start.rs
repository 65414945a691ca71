//! The start on a journal of a million events: by its snapshot, and event by event.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{self, Child, Stdio};
use std::time::{Duration, Instant};

use anyhow::Context;
use jiff::{Timestamp, ToSpan};
use queue::ids::{CategoryId, ClerkId, DeviceId, Language, ServiceId, TicketCode, WindowId};
use queue::{Act, Actor, Command, State};
use rusqlite::Connection;
use rustix::process::{Pid, Signal, kill_process};
use server::journal::{self, Journal, Snapshot};

use crate::floor::{LETTERS, file, floor};
use crate::size::Size;
use crate::table::{Row, Table};

/// Visitors between two commits.
const COMMIT_EVERY: usize = 250;
/// Between two questions for the server's health, and when it will not come any more.
const LOOK_AGAIN: Duration = Duration::from_millis(1);
const NEVER: Duration = Duration::from_secs(60);

pub fn measure(table: &mut Table) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let events = write(folder.path(), table.size)? as f64;
    let began = Instant::now();
    let (journal, replayed) = Journal::open(folder.path())?;
    let by_snapshot = began.elapsed().as_secs_f64();
    anyhow::ensure!(replayed.events_read == 0, "the snapshot was used");
    journal.close()?;
    table.add(Row {
        name: "start from a million events by the snapshot",
        unit: "s",
        value: by_snapshot,
        floor: Some(open_bare(folder.path())?),
        goal: "<= 1",
    });
    let read = read_bare(folder.path())?;
    Connection::open(folder.path().join(journal::FILE))?.execute_batch("DELETE FROM snapshots")?;
    let began = Instant::now();
    let (journal, replayed) = Journal::open(folder.path())?;
    let by_events = began.elapsed().as_secs_f64();
    anyhow::ensure!(replayed.events_read as f64 == events, "every event was read");
    journal.close()?;
    table.add(Row {
        name: "replay without a snapshot",
        unit: "events/s",
        value: events / by_events,
        floor: Some(events / read),
        goal: "",
    });
    let program = program(folder.path())?;
    table.add(Row {
        name: "server program from a million events to /health",
        unit: "s",
        value: program,
        floor: Some(open_bare(folder.path())?),
        goal: "<= 1",
    });
    Ok(())
}

/// From the start of the server's program to its first answer that it is well. It has run once before, as at an office that
/// is open for years: keys and PINs are made, the day has turned, and it left a snapshot when it stopped in peace.
fn program(folder: &Path) -> anyhow::Result<f64> {
    let config = folder.join("floor.toml");
    std::fs::write(&config, file())?;
    let (mut first, _) = serve_until_healthy(folder, &config)?;
    kill_process(Pid::from_child(&first), Signal::TERM)?;
    first.wait()?;
    let (mut second, took) = serve_until_healthy(folder, &config)?;
    second.kill()?;
    second.wait()?;
    Ok(took.as_secs_f64())
}

/// The server's program on a folder, and how long it took until its first answer that it is well.
pub fn serve_until_healthy(folder: &Path, config: &Path) -> anyhow::Result<(Child, Duration)> {
    let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let examples = std::env::current_exe()?;
    let program = examples.ancestors().nth(2).context("the folder of the programs")?.join("queue-server");
    let began = Instant::now();
    let mut server = process::Command::new(&program)
        .arg("run")
        .arg("--config")
        .arg(config)
        .arg("--data")
        .arg(folder)
        .args(["--listen", &format!("127.0.0.1:{port}")])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .with_context(|| format!("starting {}", program.display()))?;
    while began.elapsed() < NEVER && server.try_wait()?.is_none() {
        if is_healthy(port) {
            return Ok((server, began.elapsed()));
        }
        std::thread::sleep(LOOK_AGAIN);
    }
    server.kill()?;
    server.wait()?;
    anyhow::bail!("the server did not become well")
}

fn is_healthy(port: u16) -> bool {
    let answer = || -> std::io::Result<bool> {
        let mut stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.write_all(b"GET /health HTTP/1.1\r\nhost: bench\r\nconnection: close\r\n\r\n")?;
        let mut said = [0; 12];
        stream.read_exact(&mut said)?;
        Ok(said.ends_with(b" 200"))
    };
    answer().unwrap_or(false)
}

/// Opening the database and reading the snapshot, by SQLite alone.
fn open_bare(folder: &Path) -> anyhow::Result<f64> {
    let began = Instant::now();
    let db = Connection::open(folder.join(journal::FILE))?;
    let newest = "SELECT state FROM snapshots ORDER BY seq DESC LIMIT 1";
    let bytes = db.query_row(newest, [], |row| row.get::<_, String>(0))?.len();
    anyhow::ensure!(bytes > 0, "a snapshot");
    Ok(began.elapsed().as_secs_f64())
}

/// Reading every event's text, by SQLite alone.
fn read_bare(folder: &Path) -> anyhow::Result<f64> {
    let began = Instant::now();
    let db = Connection::open(folder.join(journal::FILE))?;
    let mut statement = db.prepare("SELECT seq, version, body, sum FROM events ORDER BY seq")?;
    let mut rows = statement.query([])?;
    let mut bytes = 0;
    while let Some(row) = rows.next()? {
        bytes += row.get_ref(2)?.as_str().map_or(0, str::len);
    }
    anyhow::ensure!(bytes > 0, "events");
    Ok(began.elapsed().as_secs_f64())
}

/// Days of visitors who come, are called, served and finished, until there are enough events.
fn write(folder: &Path, size: Size) -> anyhow::Result<u64> {
    let (enough, visitors_a_day) = size.of((1_000_000, 1000), (1, 50));
    let (mut journal, replayed) = Journal::open(folder)?;
    let mut book = Book { state: replayed.state, journal: &mut journal, now: "2022-01-03T05:00:00Z".parse()? };
    book.act(Actor::Office, Act::ConfigureFloor { floor: Box::new(floor()?) })?;
    let mut morning = book.now;
    let clerk = Actor::Staff(ClerkId::new("clerk-1")?);
    while book.journal.seq() < enough {
        book.act(clerk.clone(), Act::SignIn)?;
        book.act(clerk.clone(), Act::OpenWindow { window: WindowId::new("window-1")? })?;
        for visitor in 0..visitors_a_day {
            let letter = LETTERS.as_bytes()[visitor % LETTERS.len()].to_ascii_lowercase();
            book.visit(&clerk, &format!("service-{}", char::from(letter)))?;
            if visitor % COMMIT_EVERY == 0 {
                book.journal.commit()?;
            }
        }
        morning = morning.saturating_add(24.hours())?;
        book.now = morning;
        book.act(Actor::Time, Act::LetTimePass)?;
    }
    let (state, seq) = (book.state, journal.seq());
    journal.store_snapshot(&Snapshot::of(&state, seq))?;
    journal.commit()?;
    journal.close()?;
    Ok(seq)
}

struct Book<'a> {
    state: State,
    journal: &'a mut Journal,
    now: Timestamp,
}

impl Book<'_> {
    fn visit(&mut self, clerk: &Actor, service: &str) -> anyhow::Result<()> {
        let mut random = [0; TicketCode::LENGTH];
        getrandom::fill(&mut random).map_err(|problem| anyhow::anyhow!("{problem}"))?;
        let act = Act::IssueTicket {
            services: vec![ServiceId::new(service)?],
            category: CategoryId::new("general")?,
            language: Language::new("ru")?,
            more_time: false,
            code: TicketCode::from_random(random),
        };
        self.act(Actor::Kiosk(DeviceId::new("kiosk-1")?), act)?;
        for act in [Act::CallNext, Act::Start, Act::Finish] {
            self.act(clerk.clone(), act)?;
        }
        self.now = self.now.saturating_add(5.seconds())?;
        Ok(())
    }

    fn act(&mut self, by: Actor, act: Act) -> anyhow::Result<()> {
        for event in queue::decide(&self.state, &Command { by, act }, self.now)? {
            self.journal.append(&event)?;
            queue::apply(&mut self.state, &event);
        }
        Ok(())
    }
}
