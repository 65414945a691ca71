//! A line between devices and their server that is cut, falls silent and heals. The tests of both take it in. No checks here.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Weather {
    Fair,
    /// Nothing passes, nobody is told.
    Silent,
    /// Every connection is closed, new ones too.
    Cut,
}

pub async fn forward(listener: TcpListener, server: SocketAddr, weather: watch::Receiver<Weather>) {
    while let Ok((near, _)) = listener.accept().await {
        if *weather.borrow() != Weather::Cut {
            tokio::spawn(carry(near, server, weather.clone()));
        }
    }
}

/// Carries bytes both ways in fair weather.
async fn carry(mut near: TcpStream, server: SocketAddr, mut weather: watch::Receiver<Weather>) {
    let mut far = TcpStream::connect(server).await.unwrap();
    let (mut up, mut down) = ([0; 4096], [0; 4096]);
    loop {
        let now = *weather.borrow_and_update();
        let done = match now {
            Weather::Cut => true,
            Weather::Silent => weather.changed().await.is_err(),
            Weather::Fair => tokio::select! {
                read = near.read(&mut up) => pass(read, &up, &mut far).await,
                read = far.read(&mut down) => pass(read, &down, &mut near).await,
                changed = weather.changed() => changed.is_err(),
            },
        };
        if done {
            return;
        }
    }
}

async fn pass(read: std::io::Result<usize>, bytes: &[u8], to: &mut TcpStream) -> bool {
    match read {
        Ok(0) | Err(_) => true,
        Ok(length) => to.write_all(&bytes[..length]).await.is_err(),
    }
}
