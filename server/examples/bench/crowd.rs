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

/// Until the last of them have been shown their boards.
const SHOWN: Duration = Duration::from_secs(2);
/// Between two tries of a screen whose server is away.
const TRY_AGAIN: Duration = Duration::from_millis(100);
/// A server that all have not come back to by then is lost.
const LOST: Duration = Duration::from_secs(60);

pub fn measure(table: &mut Table) -> anyhow::Result<()> {
    if !may_hold(HALLS)? {
        eprintln!("left out: {HALLS} sockets are more files than this machine lets a process open");
        return Ok(());
    }
    tokio::runtime::Runtime::new()?.block_on(async {
        let folder = tempfile::tempdir()?;
        let server = serve(folder.path(), 0)?;
        let port = server.port;
        let empty = server.memory()?;
        let screens = all_connect(port, |number| screen(port, number)).await?;
        tokio::time::sleep(SHOWN).await;
        let each = (server.memory()? - empty) / HALLS as f64;
        drop(screens);
        drop(server);
        let (bare_each, bare_s) = floors().await?;
        table.add(Row {
            name: "memory of one connected screen of 10000",
            unit: "bytes",
            value: each,
            floor: Some(bare_each),
            goal: "<= 26843",
        });
        let began = Instant::now();
        // On the port that its devices know.
        let _again = serve(folder.path(), port)?;
        let _screens = all_connect(port, |number| screen(port, number)).await?;
        table.add(Row {
            name: "10000 screens back after a kill and a restart",
            unit: "s",
            value: began.elapsed().as_secs_f64(),
            floor: Some(bare_s),
            goal: "<= 10",
        });
        Ok(())
    })
}

/// Memory of one bare socket, and the time for as many of them to come to a server that starts.
async fn floors() -> anyhow::Result<(f64, f64)> {
    let began = Instant::now();
    let server = bare::start(BOARD_BYTES)?;
    let port = server.port;
    let empty = server.memory()?;
    let _sockets = all_connect(port, |_| bare::connect(port)).await?;
    let took = began.elapsed().as_secs_f64();
    Ok(((server.memory()? - empty) / HALLS as f64, took))
}

/// Of the texts that a screen is sent when it comes: the floor and a board without calls.
const BOARD_BYTES: usize = 4_096;

/// A screen that has been shown the floor and its board.
async fn screen(port: u16, number: usize) -> anyhow::Result<Socket> {
    let mut screen = connect(port, &format!("hall-{number}"), DeviceRole::Hall).await?;
    text(&mut screen).await?;
    text(&mut screen).await?;
    Ok(screen)
}

/// All screens, so many at a time; each tries until it is in.
async fn all_connect<F>(port: u16, one: impl Fn(usize) -> F) -> anyhow::Result<Vec<Socket>>
where
    F: Future<Output = anyhow::Result<Socket>> + Send + 'static,
{
    anyhow::ensure!(port != 0, "the server has a port");
    let until = Instant::now() + LOST;
    let mut screens = Vec::with_capacity(HALLS);
    let numbers: Vec<_> = (1..=HALLS).collect();
    for together in numbers.chunks(TOGETHER) {
        let mut connecting: Vec<_> = together.iter().map(|number| (*number, tokio::spawn(one(*number)))).collect();
        while let Some((number, trying)) = connecting.pop() {
            match trying.await? {
                Ok(screen) => screens.push(screen),
                Err(problem) if Instant::now() > until => return Err(problem.context("not all came back")),
                Err(_) => {
                    tokio::time::sleep(TRY_AGAIN).await;
                    connecting.push((number, tokio::spawn(one(number))));
                }
            }
        }
    }
    Ok(screens)
}
