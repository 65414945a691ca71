//! As many devices as a server must hold, ten thousand: what each costs, and how soon all are back when the server was killed.

use std::future::Future;
use std::time::{Duration, Instant};

use protocol::message::DeviceRole;

use crate::bare;
use crate::floor::{HALLS, may_hold};
use crate::press::{connect, serve, text};
use crate::process::Socket;
use crate::screens::TOGETHER;
use crate::table::{Row, Table};

/// The screens, a kiosk and a console.
const ALL: usize = HALLS + 2;
const MIB: f64 = 1024.0 * 1024.0;
/// Until the last of them have been shown their boards.
const SHOWN: Duration = Duration::from_secs(2);
/// Between two tries of a screen whose server is away.
const TRY_AGAIN: Duration = Duration::from_millis(100);
/// A server that all have not come back to by then is lost.
const LOST: Duration = Duration::from_secs(60);

pub fn measure(table: &mut Table) -> anyhow::Result<()> {
    if !may_hold(ALL)? {
        table.leave_out(format!("what {ALL} sockets cost: they are more files than this machine lets a process open"));
        return Ok(());
    }
    tokio::runtime::Runtime::new()?.block_on(async {
        let folder = tempfile::tempdir()?;
        let server = serve(folder.path(), 0)?;
        let port = server.port;
        let empty = server.memory()?;
        let devices = everybody(port).await?;
        tokio::time::sleep(SHOWN).await;
        let full = server.memory()?;
        drop(devices);
        drop(server);
        let bare = floors().await?;
        table.add(Row {
            name: "memory of one of 10000 connected devices",
            unit: "bytes",
            value: (full - empty) / ALL as f64,
            floor: Some((bare.full - bare.empty) / ALL as f64),
            goal: "<= 26843",
        });
        table.add(Row {
            name: "memory of the server with 10000 connected devices",
            unit: "MiB",
            value: full / MIB,
            floor: Some(bare.full / MIB),
            goal: "<= 256",
        });
        let began = Instant::now();
        // On the port that its devices know.
        let _again = serve(folder.path(), port)?;
        let _devices = everybody(port).await?;
        table.add(Row {
            name: "10000 devices back after a kill and a restart",
            unit: "s",
            value: began.elapsed().as_secs_f64(),
            floor: Some(bare.took_s),
            goal: "<= 10",
        });
        Ok(())
    })
}

/// What as many bare sockets cost a bare server.
struct Bare {
    /// Its memory without any, and with all of them, in bytes.
    empty: f64,
    full: f64,
    /// Until all have come to a server that starts.
    took_s: f64,
}

async fn floors() -> anyhow::Result<Bare> {
    let began = Instant::now();
    let server = bare::start(BOARD_BYTES)?;
    let port = server.port;
    let empty = server.memory()?;
    let _sockets = all_connect(port, ALL, |_| bare::connect(port)).await?;
    Ok(Bare { empty, took_s: began.elapsed().as_secs_f64(), full: server.memory()? })
}

/// Of the texts that a screen is sent when it comes: the floor and a board without calls.
const BOARD_BYTES: usize = 4_096;

/// All the screens, then the kiosk and the console.
async fn everybody(port: u16) -> anyhow::Result<Vec<Socket>> {
    let mut devices = all_connect(port, HALLS, |number| screen(port, number)).await?;
    devices.push(connect(port, "kiosk-1", DeviceRole::Kiosk).await?);
    devices.push(connect(port, "console-1", DeviceRole::Console).await?);
    Ok(devices)
}

/// A screen that has been shown the floor and its board.
async fn screen(port: u16, number: usize) -> anyhow::Result<Socket> {
    let mut screen = connect(port, &format!("hall-{number}"), DeviceRole::Hall).await?;
    text(&mut screen).await?;
    text(&mut screen).await?;
    Ok(screen)
}

/// So many devices, some of them at a time; each tries until it is in.
async fn all_connect<F>(port: u16, count: usize, one: impl Fn(usize) -> F) -> anyhow::Result<Vec<Socket>>
where
    F: Future<Output = anyhow::Result<Socket>> + Send + 'static,
{
    anyhow::ensure!(port != 0, "the server has a port");
    let until = Instant::now() + LOST;
    let mut devices = Vec::with_capacity(count);
    let numbers: Vec<_> = (1..=count).collect();
    for together in numbers.chunks(TOGETHER) {
        let mut connecting: Vec<_> = together.iter().map(|number| (*number, tokio::spawn(one(*number)))).collect();
        while let Some((number, trying)) = connecting.pop() {
            match trying.await? {
                Ok(device) => devices.push(device),
                Err(problem) if Instant::now() > until => return Err(problem.context("not all came back")),
                Err(_) => {
                    tokio::time::sleep(TRY_AGAIN).await;
                    connecting.push((number, tokio::spawn(one(number))));
                }
            }
        }
    }
    Ok(devices)
}
