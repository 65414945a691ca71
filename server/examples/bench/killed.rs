//! Back at once: the server's program, killed late on a busy day and started again, when nearly as many events are to be read again as there
//! ever are between two snapshots. Beside it SQLite alone, which opens the same file and reads the same rows.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Context;
use protocol::message::{Ask, DeviceRole, Outcome};
use rusqlite::{Connection, OptionalExtension};
use server::journal;

use crate::floor::{OF_EACH, office_file};
use crate::press::{ask, connect, coupon_of, sit_down};
use crate::process::Process;
use crate::start::serve_until_healthy;
use crate::table::{Row, Table};
use crate::way::Socket;

/// Requests of one visit, and events.
const OF_A_VISIT: usize = 4;

pub fn measure(table: &mut Table) -> anyhow::Result<()> {
    // The office's day may turn once meanwhile, which makes a snapshot.
    let measured = match busy_day_killed(table)? {
        Some(measured) => Some(measured),
        None => busy_day_killed(table)?,
    };
    let (longest, bare) = measured.context("there were too few events since the last snapshot, twice")?;
    table.add(Row {
        name: "server program killed on a busy day: from its start to /health: longest of 5",
        unit: "ms",
        value: longest.as_secs_f64() * 1000.0,
        floor: Some(bare.as_secs_f64() * 1000.0),
        goal: "<= 2000",
    });
    Ok(())
}

/// The longest start, and SQLite alone; nothing where a snapshot was made meanwhile.
fn busy_day_killed(table: &Table) -> anyhow::Result<Option<(Duration, Duration)>> {
    // At each of the windows: at all of them a little less than a snapshot is made after.
    let visits = table.size.of(245, 2);
    let folder = tempfile::tempdir()?;
    let server = Process::start(&["office".as_ref(), folder.path().as_ref()])?;
    tokio::runtime::Runtime::new()?.block_on(busy_day(server.port, folder.path(), visits))?;
    // Which kills it.
    drop(server);
    let config = folder.path().join("floor.toml");
    std::fs::write(&config, office_file())?;
    let mut longest = Duration::ZERO;
    for _ in 0..table.size.of(5, 1) {
        let (mut server, took) = serve_until_healthy(folder.path(), &config)?;
        server.kill()?;
        server.wait()?;
        longest = longest.max(took);
    }
    // Nobody has opened the file in peace until here: that would have been a kinder start.
    let (bare, events) = read_bare(folder.path())?;
    Ok((events >= visits * OF_A_VISIT * OF_EACH).then_some((longest, bare)))
}

/// Visitors come to each kiosk and are received at the window of the same number, one after another there, and at all windows at once.
async fn busy_day(port: u16, folder: &Path, visits: usize) -> anyhow::Result<()> {
    let mut windows = Vec::new();
    for number in 1..=OF_EACH {
        let kiosk = connect(port, &format!("kiosk-{number}"), DeviceRole::Kiosk).await?;
        let mut console = connect(port, &format!("console-{number}"), DeviceRole::Console).await?;
        sit_down(&mut console, folder, number).await?;
        windows.push(tokio::spawn(receive(kiosk, console, number, visits)));
    }
    for window in windows {
        window.await??;
    }
    Ok(())
}

async fn receive(mut kiosk: Socket, mut console: Socket, number: usize, visits: usize) -> anyhow::Result<()> {
    for visit in 0..visits {
        done(&ask(&mut kiosk, coupon_of(visit + number)?).await?)?;
        for step in [Ask::CallNext, Ask::Start, Ask::Finish] {
            done(&ask(&mut console, step).await?)?;
        }
    }
    Ok(())
}

fn done(outcome: &Outcome) -> anyhow::Result<()> {
    anyhow::ensure!(matches!(outcome, Outcome::Done(_)), "{outcome:?}");
    Ok(())
}

/// The newest snapshot and every event after it; how long that took, and how many these are.
fn read_bare(folder: &Path) -> anyhow::Result<(Duration, usize)> {
    let began = Instant::now();
    let db = Connection::open(folder.join(journal::FILE))?;
    let newest = "SELECT seq, state FROM snapshots ORDER BY seq DESC LIMIT 1";
    let snapshot: Option<(i64, String)> = db.query_row(newest, [], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    let from = snapshot.map_or(0, |(seq, _)| seq);
    let mut statement = db.prepare("SELECT seq, version, body, sum FROM events WHERE seq > ?1 ORDER BY seq")?;
    let mut rows = statement.query([from])?;
    let mut events = 0;
    while let Some(row) = rows.next()? {
        anyhow::ensure!(!row.get_ref(2)?.as_str()?.is_empty(), "an event has a body");
        events += 1;
    }
    Ok((began.elapsed(), events))
}
