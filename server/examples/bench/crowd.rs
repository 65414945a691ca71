//! As many devices as a server must hold, ten thousand: what each costs, and how soon all are back when the server was killed; with
//! open connections, and with private ones, as the devices of an office have them.

use std::path::Path;
use std::time::{Duration, Instant};

use protocol::message::DeviceRole;

use crate::bare;
use crate::device::{all_connect, connect, screens};
use crate::floor::{halls, may_hold};
use crate::press::serve;
use crate::process::await_answer;
use crate::size::Size;
use crate::table::{Row, Table};
use crate::way::{Privacy, Socket, Way};

const MIB: f64 = 1024.0 * 1024.0;
/// Until the last of them have been shown their boards.
const SHOWN: Duration = Duration::from_secs(2);

/// The names of the rows of one way.
struct Names {
    one: &'static str,
    all: &'static str,
    back: &'static str,
}

const OPEN: Names = Names {
    one: "memory of one of 10000 connected devices",
    all: "memory of the server with 10000 connected devices",
    back: "10000 devices back after a kill and a restart",
};
const PRIVATE: Names = Names {
    one: "memory of one of 10000 devices connected over TLS",
    all: "memory of the server with 10000 devices connected over TLS",
    back: "10000 devices back over TLS after a kill and a restart",
};

pub fn measure(table: &mut Table) -> anyhow::Result<()> {
    let count = all(table.size);
    if !may_hold(count)? {
        table
            .leave_out(format!("what {count} sockets cost: they are more files than this machine lets a process open"));
        return Ok(());
    }
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(one_way(table, Privacy::Open, &OPEN))?;
    runtime.block_on(one_way(table, Privacy::Private, &PRIVATE))
}

async fn one_way(table: &mut Table, privacy: Privacy, names: &Names) -> anyhow::Result<()> {
    let (size, count) = (table.size, all(table.size) as f64);
    let folder = tempfile::tempdir()?;
    let server = serve(folder.path(), 0)?;
    let port = server.port;
    // What it holds without any device is no device's.
    await_answer(port)?;
    let way = privacy.way(folder.path())?;
    let empty = server.memory()?;
    let devices = everybody(&way, port, size).await?;
    tokio::time::sleep(SHOWN).await;
    let full = server.memory()?;
    drop(devices);
    drop(server);
    let bare = floors(size, privacy, folder.path()).await?;
    table.add(Row {
        name: names.one,
        unit: "bytes",
        value: (full - empty) / count,
        floor: Some((bare.full - bare.empty) / count),
        goal: "<= 26843",
    });
    table.add(Row { name: names.all, unit: "MiB", value: full / MIB, floor: Some(bare.full / MIB), goal: "<= 256" });
    let began = Instant::now();
    // On the port that its devices know.
    let _again = serve(folder.path(), port)?;
    let _devices = everybody(&way, port, size).await?;
    table.add(Row {
        name: names.back,
        unit: "s",
        value: began.elapsed().as_secs_f64(),
        floor: Some(bare.took_s),
        goal: "<= 10",
    });
    Ok(())
}

/// The screens, a kiosk and a console.
fn all(size: Size) -> usize {
    halls(size) + 2
}

/// What as many bare sockets cost a bare server.
struct Bare {
    /// Its memory without any, and with all of them, in bytes.
    empty: f64,
    full: f64,
    /// Until all have come to a server that starts.
    took_s: f64,
}

async fn floors(size: Size, privacy: Privacy, office: &Path) -> anyhow::Result<Bare> {
    let began = Instant::now();
    let way = privacy.way(office)?;
    let server = bare::start(BOARD_BYTES, privacy, office)?;
    let port = server.port;
    let empty = server.memory()?;
    let _sockets = all_connect(all(size), |_| bare::connect(way.clone(), port)).await?;
    Ok(Bare { empty, took_s: began.elapsed().as_secs_f64(), full: server.memory()? })
}

/// Of the texts that a screen is sent when it comes: the floor and a board without calls.
const BOARD_BYTES: usize = 4_096;

/// All the screens, then the kiosk and the console.
async fn everybody(way: &Way, port: u16, size: Size) -> anyhow::Result<Vec<Socket>> {
    let mut devices = screens(way, port, halls(size)).await?;
    devices.push(connect(way, port, "kiosk-1", DeviceRole::Kiosk).await?);
    devices.push(connect(way, port, "console-1", DeviceRole::Console).await?);
    Ok(devices)
}
