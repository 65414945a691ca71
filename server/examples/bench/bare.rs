//! The floor of the sockets and the screens: a server that knows nothing but websockets and writes the same bytes to each of them.

use std::path::Path;

use anyhow::Context;
use futures_util::{SinkExt, StreamExt};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::broadcast;
use tokio_rustls::TlsAcceptor;
use tokio_tungstenite::accept_async_with_config;
use tokio_tungstenite::tungstenite::{Message, Utf8Bytes};

use crate::process::Process;
use crate::way::{Privacy, Socket, Way, small_buffers};

/// Texts that a slow reader may be behind.
const BEHIND: usize = 64;

/// A bare server in a process of its own; `bytes` is the length of each text that it writes. A private one shows the certificate of the
/// office in this folder.
pub fn start(bytes: usize, privacy: Privacy, office: &Path) -> anyhow::Result<Process> {
    let bytes = bytes.to_string();
    match privacy {
        Privacy::Open => Process::start(&["bare".as_ref(), bytes.as_ref()]),
        Privacy::Private => Process::start(&["bare".as_ref(), bytes.as_ref(), office.as_ref()]),
    }
}

/// A socket that has been sent its first text.
pub async fn connect(way: Way, port: u16) -> anyhow::Result<Socket> {
    let mut socket = way.open(port, "/").await?;
    socket.next().await.context("the bare server went")??;
    Ok(socket)
}

/// Serves until the process is ended: one text for each that comes, and one for all whenever anybody sends one.
pub fn serve(bytes: usize, office: Option<&Path>) -> anyhow::Result<()> {
    let text = Utf8Bytes::from("x".repeat(bytes));
    let acceptor = office.map(server::tls::office).transpose()?.map(|office| office.acceptor);
    tokio::runtime::Runtime::new()?.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        println!("{}", listener.local_addr()?.port());
        let (all, _) = broadcast::channel(BEHIND);
        loop {
            let (stream, _) = listener.accept().await?;
            if stream.set_nodelay(true).is_err() {
                continue;
            }
            match acceptor.clone() {
                None => tokio::spawn(talk(stream, text.clone(), all.clone())),
                Some(acceptor) => tokio::spawn(talk_privately(acceptor, stream, text.clone(), all.clone())),
            };
        }
    })
}

async fn talk_privately(
    acceptor: TlsAcceptor,
    stream: TcpStream,
    text: Utf8Bytes,
    all: broadcast::Sender<Utf8Bytes>,
) -> anyhow::Result<()> {
    let stream = acceptor.accept(stream).await?;
    talk(stream, text, all).await
}

async fn talk(
    stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
    text: Utf8Bytes,
    all: broadcast::Sender<Utf8Bytes>,
) -> anyhow::Result<()> {
    let mut socket = accept_async_with_config(stream, Some(small_buffers())).await?;
    let mut told = all.subscribe();
    socket.send(Message::Text(text.clone())).await?;
    loop {
        tokio::select! {
            asked = socket.next() => {
                asked.context("gone")??;
                all.send(text.clone())?;
            }
            text = told.recv() => socket.send(Message::Text(text?)).await?,
        }
    }
}
