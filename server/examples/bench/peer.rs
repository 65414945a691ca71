//! Durable tickets a second of many kiosks over their sockets, beside a plain server in Python that issues them one after another: what
//! committing together is worth.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::Command;
use std::time::{Duration, Instant};

use futures_util::SinkExt;
use protocol::message::{DeviceRole, FromDevice, FromServer, Outcome, Request, RequestId};
use tokio_tungstenite::tungstenite::Message;

use crate::floor::OF_EACH;
use crate::press::{connect, coupon_of, text};
use crate::process::Process;
use crate::table::{Row, Table};
use crate::way::Socket;

const PROGRAM: &str = include_str!("peer.py");

/// What is pressed.
#[derive(Clone, Copy)]
struct Extent {
    /// Each on a floor of its own: a hall holds no more.
    rounds: u32,
    /// Presses at each kiosk, each after the reply to the one before, as at the peer.
    of_each: usize,
    /// Presses at each kiosk of the peer.
    of_peer: usize,
}

const WHOLE: Extent = Extent { rounds: 3, of_each: 100, of_peer: 10 };
const SMALL: Extent = Extent { rounds: 1, of_each: 2, of_peer: 1 };

pub fn measure(table: &mut Table) -> anyhow::Result<()> {
    let Extent { rounds, of_each, of_peer } = table.size.of(WHOLE, SMALL);
    let runtime = tokio::runtime::Runtime::new()?;
    let mut taken = Duration::ZERO;
    for _ in 0..rounds {
        let folder = tempfile::tempdir()?;
        let server = Process::start(&["office".as_ref(), folder.path().as_ref()])?;
        taken += runtime.block_on(pressed(server.port, of_each))?;
    }
    let folder = tempfile::tempdir()?;
    let peer = Process::of(Command::new("python3").args(["-c", PROGRAM]).arg(folder.path()))?;
    table.add(Row {
        name: "durable tickets of 20 kiosks over sockets with one press each on the way (floor: a plain server in Python)",
        unit: "1/s",
        value: (OF_EACH * of_each) as f64 * f64::from(rounds) / taken.as_secs_f64(),
        floor: Some((OF_EACH * of_peer) as f64 / pressed_at_peer(peer.port, of_peer)?.as_secs_f64()),
        goal: "",
    });
    Ok(())
}

/// Tickets a second of the plain server with its sockets taken away: the floor of what the office does without its own.
pub fn alone(tickets: u32) -> anyhow::Result<f64> {
    let folder = tempfile::tempdir()?;
    let mut python = Command::new("python3");
    let said = python.args(["-c", PROGRAM]).arg(folder.path()).arg(tickets.to_string()).output()?;
    anyhow::ensure!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    let seconds: f64 = String::from_utf8(said.stdout)?.trim().parse()?;
    Ok(f64::from(tickets) / seconds)
}

/// How long all presses of all kiosks take.
async fn pressed(port: u16, of_each: usize) -> anyhow::Result<Duration> {
    let mut kiosks = Vec::new();
    for number in 1..=OF_EACH {
        let socket = connect(port, &format!("kiosk-{number}"), DeviceRole::Kiosk).await?;
        let presses = (0..of_each).map(|press| asked(press + number)).collect::<anyhow::Result<Vec<_>>>()?;
        kiosks.push((socket, presses));
    }
    let began = Instant::now();
    let pressing: Vec<_> = kiosks.into_iter().map(|(socket, presses)| tokio::spawn(press(socket, presses))).collect();
    let mut replies = Vec::new();
    for kiosk in pressing {
        replies.extend(kiosk.await??);
    }
    let took = began.elapsed();
    for reply in replies {
        let FromServer::Reply(reply) = serde_json::from_str(&reply)? else { anyhow::bail!("no reply: {reply}") };
        anyhow::ensure!(matches!(reply.outcome, Outcome::Done(_)), "{:?}", reply.outcome);
    }
    Ok(took)
}

fn asked(turn: usize) -> anyhow::Result<String> {
    let request = Request { id: RequestId::random(), age_ms: 0, ask: coupon_of(turn)? };
    Ok(serde_json::to_string(&FromDevice::Request(request))?)
}

/// The presses of one kiosk; what was replied, to be read when the time is taken.
async fn press(mut socket: Socket, presses: Vec<String>) -> anyhow::Result<Vec<String>> {
    let mut replies = Vec::with_capacity(presses.len());
    for press in presses {
        socket.send(Message::text(press)).await?;
        replies.push(reply(&mut socket).await?);
    }
    Ok(replies)
}

async fn reply(socket: &mut Socket) -> anyhow::Result<String> {
    loop {
        let said = text(socket).await?;
        if said.starts_with("{\"reply\"") {
            return Ok(said);
        }
    }
}

/// How long all presses of all kiosks take at the peer.
fn pressed_at_peer(port: u16, of_peer: usize) -> anyhow::Result<Duration> {
    let mut kiosks = Vec::new();
    for number in 1..=OF_EACH {
        kiosks.push((number, BufReader::new(TcpStream::connect(("127.0.0.1", port))?)));
    }
    let began = Instant::now();
    let pressing: Vec<_> = kiosks
        .into_iter()
        .map(|(number, mut socket)| {
            std::thread::spawn(move || (0..of_peer).try_for_each(|_| press_at_peer(&mut socket, number)))
        })
        .collect();
    for kiosk in pressing {
        kiosk.join().map_err(|_| anyhow::anyhow!("a kiosk of the peer failed"))??;
    }
    Ok(began.elapsed())
}

fn press_at_peer(socket: &mut BufReader<TcpStream>, kiosk: usize) -> anyhow::Result<()> {
    let id = RequestId::random();
    let press = format!(
        r#"{{"id":"{}","device":"kiosk-{kiosk}","service":"service-a","category":"general","language":"ru","more_time":false}}"#,
        id.as_str()
    );
    let head = format!("POST /tickets HTTP/1.1\r\nHost: peer\r\nContent-Length: {}\r\n\r\n", press.len());
    socket.get_mut().write_all((head + &press).as_bytes())?;
    let mut line = String::new();
    socket.read_line(&mut line)?;
    anyhow::ensure!(line.contains(" 200 "), "{line}");
    let mut length = 0;
    while !line.trim().is_empty() {
        line.clear();
        socket.read_line(&mut line)?;
        if let Some(said) = line.strip_prefix("Content-Length: ") {
            length = said.trim().parse()?;
        }
    }
    let mut answer = vec![0; length];
    socket.read_exact(&mut answer)?;
    anyhow::ensure!(answer.starts_with(b"{\"done\""), "{}", String::from_utf8_lossy(&answer));
    Ok(())
}
