//! Devices of the floor: each comes by a way, says who it is, and is welcomed.

use std::future::Future;
use std::time::{Duration, Instant};

use protocol::message::{DeviceRole, FromDevice, Hello};
use queue::ids::DeviceId;

use crate::floor::KEY;
use crate::press::{say, text};
use crate::way::{Socket, Way};

/// How many come at the same time.
const TOGETHER: usize = 50;
/// Between two tries of one whose server is away.
const TRY_AGAIN: Duration = Duration::from_millis(100);
/// A server that all have not come to by then is lost.
const LOST: Duration = Duration::from_secs(60);

/// A device that has been welcomed.
pub async fn connect(way: &Way, port: u16, device: &str, role: DeviceRole) -> anyhow::Result<Socket> {
    let mut socket = way.open(port, "/device").await?;
    let hello = Hello {
        version: protocol::VERSION,
        role,
        device: DeviceId::new(device)?,
        key: KEY.to_owned(),
        program: "bench".to_owned(),
        session: None,
    };
    say(&mut socket, &FromDevice::Hello(hello)).await?;
    let welcome = text(&mut socket).await?;
    anyhow::ensure!(welcome.contains("\"welcome\""), "{welcome}");
    Ok(socket)
}

/// So many screens, each of which has been shown the floor and its board.
pub async fn screens(way: &Way, port: u16, count: usize) -> anyhow::Result<Vec<Socket>> {
    all_connect(count, |number| screen(way.clone(), port, number)).await
}

async fn screen(way: Way, port: u16, number: usize) -> anyhow::Result<Socket> {
    let mut screen = connect(&way, port, &format!("hall-{number}"), DeviceRole::Hall).await?;
    text(&mut screen).await?;
    text(&mut screen).await?;
    Ok(screen)
}

/// So many sockets, some of them at a time; each tries until it is in.
pub async fn all_connect<F>(count: usize, one: impl Fn(usize) -> F) -> anyhow::Result<Vec<Socket>>
where
    F: Future<Output = anyhow::Result<Socket>> + Send + 'static,
{
    let until = Instant::now() + LOST;
    let mut sockets = Vec::with_capacity(count);
    let numbers: Vec<_> = (1..=count).collect();
    for together in numbers.chunks(TOGETHER) {
        let mut connecting: Vec<_> = together.iter().map(|number| (*number, tokio::spawn(one(*number)))).collect();
        while let Some((number, trying)) = connecting.pop() {
            match trying.await? {
                Ok(socket) => sockets.push(socket),
                Err(problem) if Instant::now() > until => return Err(problem.context("not all came")),
                Err(_) => {
                    tokio::time::sleep(TRY_AGAIN).await;
                    connecting.push((number, tokio::spawn(one(number))));
                }
            }
        }
    }
    Ok(sockets)
}
