//! From a clerk's call to a thousand screens, beside a bare server that writes the same bytes to as many sockets.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Context;
use futures_util::SinkExt;
use protocol::message::{Ask, DeviceRole, Outcome};
use tokio::io::AsyncReadExt;
use tokio::sync::mpsc;
use tokio_tungstenite::tungstenite::Message;

use crate::bare;
use crate::press::{Commits, ask, connect, coupon, serve, sit_down, text};
use crate::process::{Process, Socket};
use crate::table::{Row, Table, percentile_ms};

const SCREENS: usize = 1000;
const CALLS: usize = 40;
/// Between two calls, so that each is measured on a floor at rest.
const REST: Duration = Duration::from_millis(60);
/// Screens that connect at the same time.
pub const TOGETHER: usize = 50;

pub fn measure(table: &mut Table) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let server = serve(folder.path(), 0)?;
    tokio::runtime::Runtime::new()?.block_on(async {
        let mut kiosk = connect(server.port, "kiosk-1", DeviceRole::Kiosk).await?;
        for _ in 0..CALLS {
            ask(&mut kiosk, coupon()?).await?;
        }
        let mut console = connect(server.port, "console-1", DeviceRole::Console).await?;
        sit_down(&mut console, folder.path(), 1).await?;
        let screens = connect_screens(&server, SCREENS).await?;
        let (tell, mut seen) = mpsc::channel(SCREENS * 2);
        watch(screens, &tell);
        let busy = server.busy()?;
        let (mut delays, mut commits) = calls(&mut console, &mut seen, folder.path()).await?;
        let busy = (server.busy()? - busy).as_secs_f64() * 1000.0 / (2 * CALLS) as f64;
        eprintln!("the server's processor time for one change on {SCREENS} screens: {busy:.1} ms");
        drop(server);
        let bytes = delays.iter().map(|seen| seen.bytes).max().unwrap_or_default();
        let mut bare = bare_fan_out(bytes).await?;
        let mut delays: Vec<_> = delays.drain(..).map(|seen| seen.after).collect();
        table.add(Row {
            name: "call to 1000 screens: 99th percentile less one commit",
            unit: "ms",
            value: percentile_ms(&mut delays, 0.99) - percentile_ms(&mut commits, 0.5),
            floor: Some(percentile_ms(&mut bare, 0.99)),
            goal: "<= 25",
        });
        Ok(())
    })
}

/// What a screen was shown, and when after the call.
struct Shown {
    after: Duration,
    bytes: usize,
}

/// The same bytes from a bare server to as many sockets.
async fn bare_fan_out(bytes: usize) -> anyhow::Result<Vec<Duration>> {
    let server = bare::start(bytes)?;
    let (tell, mut seen) = mpsc::channel(SCREENS * 2);
    let mut sockets = Vec::new();
    for _ in 0..SCREENS {
        sockets.push(bare::connect(server.port).await?);
    }
    watch(sockets, &tell);
    let mut caller = bare::connect(server.port).await?;
    let mut delays = Vec::new();
    for _ in 0..CALLS {
        let began = Instant::now();
        caller.send(Message::text("go")).await?;
        text(&mut caller).await?;
        for _ in 0..SCREENS {
            let (at, _) = seen.recv().await.context("every socket is written to")?;
            delays.push(at.duration_since(began));
        }
        tokio::time::sleep(REST).await;
    }
    Ok(delays)
}

async fn connect_screens(server: &Process, count: usize) -> anyhow::Result<Vec<Socket>> {
    let mut screens = Vec::new();
    let numbers: Vec<_> = (1..=count).collect();
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

/// Tells when each screen is shown something new, and how many bytes. Reads bytes and no more, so that a thousand readers on
/// this machine take as little of it from the server as they can.
fn watch(screens: Vec<Socket>, tell: &mpsc::Sender<(Instant, usize)>) {
    for screen in screens {
        let tell = tell.clone();
        tokio::spawn(async move {
            let mut stream = screen.into_inner();
            let mut bytes = vec![0; 32 * 1024];
            while let Ok(count) = stream.read(&mut bytes).await
                && count > 0
            {
                if tell.send((Instant::now(), count)).await.is_err() {
                    return;
                }
            }
        });
    }
}

/// From each call to each screen; and single commits on the same disk in between.
async fn calls(
    console: &mut Socket,
    seen: &mut mpsc::Receiver<(Instant, usize)>,
    folder: &Path,
) -> anyhow::Result<(Vec<Shown>, Vec<Duration>)> {
    let mut bare = Commits::new(folder)?;
    let (mut delays, mut commits) = (Vec::new(), Vec::new());
    for call in 0..CALLS {
        let began = Instant::now();
        let called = ask(console, Ask::CallNext).await?;
        anyhow::ensure!(matches!(called, Outcome::Done(_)), "{called:?}");
        for _ in 0..SCREENS {
            let (at, bytes) = seen.recv().await.context("every screen is shown it")?;
            delays.push(Shown { after: at.duration_since(began), bytes });
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
