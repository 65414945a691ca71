//! Durable tickets a second: the office with its journal and publisher, against SQLite alone writing the same rows in the same batches.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::sync_channel;
use std::time::{Duration, Instant};

use anyhow::Context;
use queue::booking::SamePeople;
use queue::ids::{CategoryId, DeviceId, Language, ServiceId, TicketCode};
use queue::{Act, Actor};
use rusqlite::{Connection, params};
use server::clock::SetClock;
use server::credentials::tokens::Tokens;
use server::floor_clock::FloorClock;
use server::journal::{self, Answers, Journal};
use server::office::bookings::lane;
use server::office::{Asked, Office, OfficeDoor, Task, Tick, Work, door};
use server::publish::{BEHIND, Publisher};
use server::writer::{Answered, Writer};
use tokio::sync::oneshot;

use crate::floor::{LETTERS, floor};
use crate::peer;
use crate::table::{Row, Table};

const KIOSKS: usize = 8;
/// Presses of one kiosk that wait at once.
const AT_ONCE: usize = 32;

/// What is issued.
#[derive(Clone, Copy)]
struct Extent {
    /// Coupons of one day, all of them waiting: more than any hall holds.
    a_day: usize,
    days: usize,
    /// Tickets of the plain server in Python.
    of_peer: u32,
}

pub fn measure(table: &mut Table) -> anyhow::Result<()> {
    let extent =
        table.size.of(Extent { a_day: 2000, days: 20, of_peer: 1000 }, Extent { a_day: 80, days: 2, of_peer: 20 });
    let folder = tempfile::tempdir()?;
    let (value, batches) = by_office(folder.path(), extent)?;
    let bare = tempfile::tempdir()?;
    let floor = by_sqlite(folder.path(), bare.path(), &batches, extent.a_day)?;
    let mean = batches.iter().sum::<usize>() as f64 / batches.len() as f64;
    eprintln!("mean batch: {mean:.0} tickets");
    table.add(Row {
        name: "durable tickets of many kiosks",
        unit: "1/s",
        value,
        floor: Some(floor),
        goal: "ratio >= 0.8",
    });
    table.add(Row {
        name: "durable tickets of many kiosks (floor: a plain server in Python without its sockets)",
        unit: "1/s",
        value,
        floor: Some(peer::alone(extent.of_peer)?),
        goal: "ratio >= 100",
    });
    Ok(())
}

/// Tickets a second on the median day, and the sizes of the batches.
fn by_office(folder: &Path, extent: Extent) -> anyhow::Result<(f64, Vec<usize>)> {
    let clock = Arc::new(SetClock::at("2026-11-17T05:42:00Z".parse()?));
    let (journal, replayed) = Journal::open(folder)?;
    let floor_clock = Arc::new(FloorClock::start(Arc::clone(&clock) as Arc<_>, None, None)?);
    let (door, work) = door();
    let (committed, to_count) = sync_channel(BEHIND);
    let (counted, to_publish) = sync_channel(BEHIND);
    let (state, seq, epoch) = (replayed.state.clone(), replayed.seq, replayed.epoch);
    let answers = Answers::open(folder)?;
    let (writer, to_write) = Writer::new(journal, answers.durable(), committed, None);
    let (_web, lane) = lane(&door, Arc::new(|_| SamePeople::default()));
    let mut office = Office::new(replayed, answers, Arc::clone(&floor_clock), to_write, lane, Tick::Live);
    office.act(Act::ConfigureFloor { floor: Box::new(floor()?) })?.map_err(anyhow::Error::new)?;
    let (publisher, _screens) = Publisher::new(state, seq, epoch, floor_clock, Arc::new(Tokens::default()));
    let publishing = std::thread::spawn(move || publisher.run(&to_publish));
    let counting = std::thread::spawn(move || {
        let mut batches = Vec::new();
        for committed in to_count {
            let issued = committed.events.iter().filter(|event| matches!(event.fact, queue::Fact::TicketIssued { .. }));
            batches.push(issued.count());
            if counted.send(committed).is_err() {
                break;
            }
        }
        batches
    });
    let office = std::thread::spawn(move || office.run(&work));
    let writing = std::thread::spawn(move || writer.run());
    // The server's connections are tasks; a thread for each kiosk would be woken for each answer.
    let connections = tokio::runtime::Runtime::new()?;
    let mut rates = Vec::new();
    for _ in 0..extent.days {
        turn_the_day(&door)?;
        let presses =
            (0..KIOSKS).map(|kiosk| presses(kiosk, extent.a_day / KIOSKS)).collect::<anyhow::Result<Vec<_>>>()?;
        let began = Instant::now();
        let kiosks: Vec<_> =
            presses.into_iter().map(|presses| connections.spawn(press(presses, door.clone()))).collect();
        kiosks.into_iter().try_for_each(|kiosk| connections.block_on(kiosk)?)?;
        rates.push(extent.a_day as f64 / began.elapsed().as_secs_f64());
        clock.advance(Duration::from_secs(24 * 3600));
    }
    door.insist(Work::Stop).map_err(|_| anyhow::anyhow!("the office has ended"))?;
    office.join().map_err(|_| anyhow::anyhow!("the office failed"))??;
    writing.join().map_err(|_| anyhow::anyhow!("the writer failed"))??;
    let batches = counting.join().map_err(|_| anyhow::anyhow!("the counting failed"))?;
    publishing.join().map_err(|_| anyhow::anyhow!("the publisher failed"))?;
    let batches = batches.into_iter().filter(|tickets| *tickets > 0).collect();
    Ok((median(rates), batches))
}

/// Of a machine that others use as well: a day in which it was away is no day of ours, nor of the floor's.
fn median(mut rates: Vec<f64>) -> f64 {
    rates.sort_unstable_by(f64::total_cmp);
    rates.get(rates.len() / 2).copied().unwrap_or_default()
}

/// The first of the day finds the doors shut and ends yesterday, whose visitors all leave: no part of an issue.
fn turn_the_day(door: &OfficeDoor) -> anyhow::Result<()> {
    let (mut asked, answer) = asked(&DeviceId::new("kiosk-0")?, "no-such-service")?;
    asked.task = Task::WhatBecame(protocol::message::RequestId::random());
    door.ask(asked).map_err(|_| anyhow::anyhow!("the office is busy"))?;
    answer.blocking_recv()?;
    // The snapshot of the evening is written by then.
    std::thread::sleep(Duration::from_millis(300));
    Ok(())
}

type Press = (Asked, oneshot::Receiver<Answered>);

/// What one kiosk asks in a day; made beforehand, as its own devices would.
fn presses(kiosk: usize, count: usize) -> anyhow::Result<Vec<Press>> {
    let device = DeviceId::new(&format!("kiosk-{kiosk}"))?;
    let services: Vec<_> = LETTERS.chars().map(|letter| format!("service-{}", letter.to_ascii_lowercase())).collect();
    (0..count).map(|press| asked(&device, &services[(press + kiosk) % services.len()])).collect()
}

async fn press(presses: Vec<Press>, door: OfficeDoor) -> anyhow::Result<()> {
    let mut waiting = std::collections::VecDeque::new();
    for (asked, answer) in presses {
        if waiting.len() == AT_ONCE {
            answered(waiting.pop_front().context("something waits")?).await?;
        }
        door.ask(asked).map_err(|_| anyhow::anyhow!("the office is busy"))?;
        waiting.push_back(answer);
    }
    for answer in waiting {
        answered(answer).await?;
    }
    Ok(())
}

async fn answered(answer: oneshot::Receiver<Answered>) -> anyhow::Result<()> {
    let outcome = answer.await?.outcome;
    anyhow::ensure!(matches!(outcome, protocol::message::Outcome::Done(_)), "{outcome:?}");
    Ok(())
}

fn asked(device: &DeviceId, service: &str) -> anyhow::Result<Press> {
    let mut random = [0_u8; 44];
    getrandom::fill(&mut random).map_err(|problem| anyhow::anyhow!("{problem}"))?;
    let (reply, answer) = oneshot::channel();
    let mut body_hash = [0; 32];
    body_hash.copy_from_slice(&random[..32]);
    let mut code = [0; TicketCode::LENGTH];
    code.copy_from_slice(&random[32..]);
    let act = Act::IssueTicket {
        services: vec![ServiceId::new(service)?],
        category: CategoryId::new("general")?,
        language: Language::new("ru")?,
        more_time: false,
        code: TicketCode::from_random(code),
    };
    let asked = Asked {
        device: device.clone(),
        id: protocol::message::RequestId::random(),
        by: Some(Actor::Kiosk(device.clone())),
        task: Task::Act { act, body_hash },
        age: Duration::ZERO,
        came_at: Duration::from_secs(1000 * 24 * 3600),
        reply,
    };
    Ok((asked, answer))
}

struct EventRow(u64, i64, String, String, u32, String, u32);
struct RequestRow(u64, String, String, Vec<u8>, u32, String, String);

/// The rows that the office wrote, written anew by SQLite alone; tickets a second on the median of as many as a day has.
fn by_sqlite(from: &Path, folder: &Path, batches: &[usize], a_day: usize) -> anyhow::Result<f64> {
    let (events, requests) = rows(from)?;
    let schema: Vec<String> = {
        let db = Connection::open(from.join(journal::FILE))?;
        let mut statement = db.prepare("SELECT sql FROM sqlite_schema WHERE name IN ('events', 'requests')")?;
        statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?
    };
    let db = Connection::open(folder.join("bare.db"))?;
    db.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")?;
    db.execute_batch(&schema.join(";"))?;
    let (mut events, mut requests) = (events.into_iter(), requests.into_iter());
    let (mut written, mut taken, mut rates) = (0, Duration::ZERO, Vec::new());
    for size in batches {
        let batch: Vec<_> = events.by_ref().zip(requests.by_ref()).take(*size).collect();
        if batch.len() < *size {
            break;
        }
        let began = Instant::now();
        db.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        for (event, request) in &batch {
            db.prepare_cached(
                "INSERT INTO events (seq, at_ms, day, kind, version, body, sum) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute(params![event.0, event.1, event.2, event.3, event.4, event.5, event.6])?;
            db.prepare_cached(
                "INSERT INTO requests (number, device, id, body_hash, version, outcome, day) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute(params![request.0, request.1, request.2, request.3, request.4, request.5, request.6])?;
        }
        db.prepare_cached("COMMIT")?.execute([])?;
        taken += began.elapsed();
        written += batch.len();
        if written >= a_day {
            rates.push(written as f64 / taken.as_secs_f64());
            (written, taken) = (0, Duration::ZERO);
        }
    }
    Ok(median(rates))
}

/// All tickets. Days long gone have lost their requests; those of the last days stand in for them, under numbers of their own.
fn rows(from: &Path) -> anyhow::Result<(Vec<EventRow>, Vec<RequestRow>)> {
    let db = Connection::open(from.join(journal::FILE))?;
    let mut statement = db.prepare(
        "SELECT seq, at_ms, day, kind, version, body, sum FROM events WHERE kind = 'ticket_issued' ORDER BY seq",
    )?;
    let events = statement.query_map([], |row| {
        Ok(EventRow(row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?, row.get(6)?))
    })?;
    let events = events.collect::<Result<Vec<_>, _>>()?;
    let mut statement =
        db.prepare("SELECT device, id, body_hash, version, outcome, day FROM requests ORDER BY number")?;
    let kept = statement.query_map([], |row| {
        Ok(RequestRow(0, row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?))
    })?;
    let kept = kept.collect::<Result<Vec<_>, _>>()?;
    let requests = (1..).zip(kept.iter().cycle()).take(events.len());
    let requests = requests
        .map(|(number, RequestRow(_, device, id, hash, version, outcome, day))| {
            RequestRow(number, device.clone(), id.clone(), hash.clone(), *version, outcome.clone(), day.clone())
        })
        .collect();
    Ok((events, requests))
}
