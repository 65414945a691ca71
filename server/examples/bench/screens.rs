//! From a clerk's call to a thousand screens, and what a connected screen costs.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Context;
use protocol::message::{Answer, Ask, DeviceRole, Outcome};
use queue::ids::WindowId;
use tokio::io::AsyncReadExt;
use tokio::sync::mpsc;

use crate::floor::{HALLS, PINS};
use crate::press::{Commits, Server, Socket, ask, connect, coupon, text};
use crate::table::{Row, Table, percentile_ms};

const SCREENS: usize = 1000;
const CALLS: usize = 40;
/// Between two calls, so that each is measured on a floor at rest.
const REST: Duration = Duration::from_millis(60);
/// Screens that connect at the same time.
const TOGETHER: usize = 50;

pub fn measure(table: &mut Table) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let server = Server::start(folder.path())?;
    tokio::runtime::Runtime::new()?.block_on(async {
        let mut kiosk = connect(server.port, "kiosk-1", DeviceRole::Kiosk).await?;
        for _ in 0..CALLS {
            ask(&mut kiosk, coupon()?).await?;
        }
        let mut console = clerk(&server, folder.path()).await?;
        let before = server.memory()?;
        let screens = connect_screens(&server, 1, SCREENS).await?;
        let seen = watch(screens);
        let busy = server.busy()?;
        let (mut delays, mut commits) = calls(&mut console, seen, folder.path()).await?;
        let busy = (server.busy()? - busy).as_secs_f64() * 1000.0 / (2 * CALLS) as f64;
        eprintln!("the server's processor time for one change on {SCREENS} screens: {busy:.1} ms");
        table.add(Row {
            name: "call to 1000 screens: 99th percentile less one commit",
            unit: "ms",
            value: percentile_ms(&mut delays, 0.99) - percentile_ms(&mut commits, 0.5),
            floor: None,
            goal: "<= 25",
        });
        let _more = connect_screens(&server, SCREENS + 1, HALLS).await?;
        // The last of them have been shown their boards by then.
        tokio::time::sleep(Duration::from_secs(2)).await;
        table.add(Row {
            name: "memory of one connected screen, of 5000",
            unit: "bytes",
            value: (server.memory()? - before) / HALLS as f64,
            floor: None,
            goal: "<= 26843",
        });
        Ok(())
    })
}

async fn clerk(server: &Server, folder: &Path) -> anyhow::Result<Socket> {
    let pins: toml::Table = std::fs::read_to_string(folder.join(PINS))?.parse()?;
    let pin = pins["clerk-1"].as_str().context("the clerk's PIN")?.to_owned();
    let mut console = connect(server.port, "console-1", DeviceRole::Console).await?;
    let signed_in = ask(&mut console, Ask::SignIn { login: "clerk-1".to_owned(), pin }).await?;
    anyhow::ensure!(matches!(signed_in, Outcome::Done(Answer::SignedIn(_))), "{signed_in:?}");
    ask(&mut console, Ask::OpenWindow { window: WindowId::new("window-1")? }).await?;
    Ok(console)
}

async fn connect_screens(server: &Server, from: usize, to: usize) -> anyhow::Result<Vec<Socket>> {
    let mut screens = Vec::new();
    let numbers: Vec<_> = (from..=to).collect();
    for together in numbers.chunks(TOGETHER) {
        let port = server.port;
        let connecting: Vec<_> = together
            .iter()
            .map(|number| {
                let name = format!("hall-{number}");
                tokio::spawn(async move {
                    let mut screen = connect(port, &name, DeviceRole::Hall).await?;
                    // The floor and the first board.
                    text(&mut screen).await?;
                    text(&mut screen).await?;
                    anyhow::Ok(screen)
                })
            })
            .collect();
        for screen in connecting {
            screens.push(screen.await??);
        }
    }
    Ok(screens)
}

/// Tells when each screen is shown something new. Reads bytes and no more, so that a thousand readers on this machine take
/// as little of it from the server as they can.
fn watch(screens: Vec<Socket>) -> mpsc::Receiver<Instant> {
    let (tell, seen) = mpsc::channel(screens.len() * 2);
    for screen in screens {
        let tell = tell.clone();
        tokio::spawn(async move {
            let mut stream = screen.into_inner();
            let mut bytes = vec![0; 32 * 1024];
            while stream.read(&mut bytes).await.is_ok_and(|count| count > 0) {
                if tell.send(Instant::now()).await.is_err() {
                    return;
                }
            }
        });
    }
    seen
}

/// From each call to each screen; and single commits on the same disk in between.
async fn calls(
    console: &mut Socket,
    mut seen: mpsc::Receiver<Instant>,
    folder: &Path,
) -> anyhow::Result<(Vec<Duration>, Vec<Duration>)> {
    let mut bare = Commits::new(folder)?;
    let (mut delays, mut commits) = (Vec::new(), Vec::new());
    for call in 0..CALLS {
        let began = Instant::now();
        let called = ask(console, Ask::CallNext).await?;
        anyhow::ensure!(matches!(called, Outcome::Done(_)), "{called:?}");
        for _ in 0..SCREENS {
            delays.push(seen.recv().await.context("every screen is shown it")?.duration_since(began));
        }
        commits.push(bare.one(call)?);
        ask(console, Ask::Start).await?;
        for _ in 0..SCREENS {
            seen.recv().await.context("every screen is shown it")?;
        }
        tokio::time::sleep(REST).await;
    }
    Ok((delays, commits))
}
