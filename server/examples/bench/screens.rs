//! From a clerk's call to a thousand screens, beside a bare server that writes the same bytes to as many sockets; over open connections,
//! and over private ones, as the devices of an office have them.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Context;
use futures_util::SinkExt;
use protocol::message::{Ask, DeviceRole, Outcome};
use tokio::io::AsyncReadExt;
use tokio::sync::mpsc;
use tokio_tungstenite::tungstenite::Message;

use crate::bare;
use crate::device::{connect, screens};
use crate::press::{Commits, ask, coupon, serve, sit_down, text};
use crate::process::await_answer;
use crate::size::Size;
use crate::table::{Row, Table, percentile_ms};
use crate::way::{Privacy, Socket};

/// Between two calls, so that each is measured on a floor at rest.
const REST: Duration = Duration::from_millis(60);

/// How many are shown each call, and how many calls there are.
#[derive(Clone, Copy)]
struct Extent {
    screens: usize,
    calls: usize,
}

pub fn measure(table: &mut Table) -> anyhow::Result<()> {
    let ways = [
        (Privacy::Open, "call to 1000 screens: 99th percentile less one commit"),
        (Privacy::Private, "call to 1000 screens over TLS: 99th percentile less one commit"),
    ];
    for (privacy, name) in ways {
        let (mut delays, mut commits, mut bare) =
            tokio::runtime::Runtime::new()?.block_on(measured(table.size, privacy))?;
        table.add(Row {
            name,
            unit: "ms",
            value: percentile_ms(&mut delays, 0.99) - percentile_ms(&mut commits, 0.5),
            floor: Some(percentile_ms(&mut bare, 0.99)),
            goal: "<= 25",
        });
    }
    Ok(())
}

/// From each call to each screen, single commits on the same disk, and from a bare server to each of its sockets.
async fn measured(size: Size, privacy: Privacy) -> anyhow::Result<(Vec<Duration>, Vec<Duration>, Vec<Duration>)> {
    let extent = Extent { screens: size.of(1000, 20), calls: size.of(40, 3) };
    let folder = tempfile::tempdir()?;
    let server = serve(folder.path(), 0)?;
    await_answer(server.port)?;
    let way = privacy.way(folder.path())?;
    let mut kiosk = connect(&way, server.port, "kiosk-1", DeviceRole::Kiosk).await?;
    for _ in 0..extent.calls {
        ask(&mut kiosk, coupon()?).await?;
    }
    let mut console = connect(&way, server.port, "console-1", DeviceRole::Console).await?;
    sit_down(&mut console, folder.path(), 1).await?;
    let watched = screens(&way, server.port, extent.screens).await?;
    let (tell, mut seen) = mpsc::channel(extent.screens * 2);
    watch(watched, &tell);
    let busy = server.busy()?;
    let (delays, commits) = calls(&mut console, &mut seen, folder.path(), extent).await?;
    let busy = (server.busy()? - busy).as_secs_f64() * 1000.0 / (2 * extent.calls) as f64;
    eprintln!("the server's processor time for one change on {} screens, {privacy:?}: {busy:.1} ms", extent.screens);
    drop(server);
    let bytes = delays.iter().map(|seen| seen.bytes).max().unwrap_or_default();
    let bare = bare_fan_out(bytes, privacy, folder.path(), extent).await?;
    Ok((delays.into_iter().map(|seen| seen.after).collect(), commits, bare))
}

/// What a screen was shown, and when after the call.
struct Shown {
    after: Duration,
    bytes: usize,
}

/// The same bytes from a bare server to as many sockets, which shows the certificate of this office where it is private.
async fn bare_fan_out(bytes: usize, privacy: Privacy, office: &Path, extent: Extent) -> anyhow::Result<Vec<Duration>> {
    let way = privacy.way(office)?;
    let server = bare::start(bytes, privacy, office)?;
    let (tell, mut seen) = mpsc::channel(extent.screens * 2);
    let mut sockets = Vec::new();
    for _ in 0..extent.screens {
        sockets.push(bare::connect(way.clone(), server.port).await?);
    }
    watch(sockets, &tell);
    let mut caller = bare::connect(way, server.port).await?;
    let mut delays = Vec::new();
    for _ in 0..extent.calls {
        let began = Instant::now();
        caller.send(Message::text("go")).await?;
        text(&mut caller).await?;
        for _ in 0..extent.screens {
            let (at, _) = seen.recv().await.context("every socket is written to")?;
            delays.push(at.duration_since(began));
        }
        tokio::time::sleep(REST).await;
    }
    Ok(delays)
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
    extent: Extent,
) -> anyhow::Result<(Vec<Shown>, Vec<Duration>)> {
    let mut bare = Commits::new(folder)?;
    let (mut delays, mut commits) = (Vec::new(), Vec::new());
    for call in 0..extent.calls {
        // What screens were shown while nobody called is no part of this call.
        while seen.try_recv().is_ok() {}
        let began = Instant::now();
        let called = ask(console, Ask::CallNext).await?;
        anyhow::ensure!(matches!(called, Outcome::Done(_)), "{called:?}");
        for _ in 0..extent.screens {
            let (at, bytes) = seen.recv().await.context("every screen is shown it")?;
            delays.push(Shown { after: at.duration_since(began), bytes });
        }
        commits.push(bare.one(call)?);
        ask(console, Ask::Start).await?;
        for _ in 0..extent.screens {
            seen.recv().await.context("every screen is shown it")?;
        }
        tokio::time::sleep(REST).await;
    }
    Ok((delays, commits))
}
