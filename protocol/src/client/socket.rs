//! The client's socket and thread: does what the session says. Decides nothing.

use std::future::{Future, pending};
use std::net::IpAddr;
use std::pin::Pin;
use std::time::{Duration, Instant};

use futures_util::{SinkExt, StreamExt};
use queue::ids::DeviceId;
use tokio::net::TcpStream;
use tokio::time::{sleep_until, timeout};
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::Uri;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Bytes, Error, Message};
use tokio_tungstenite::{WebSocketStream, client_async_with_config};

use super::Incoming;
use super::inbox::{Inbox, Taken};
use super::session::{Input, Output, Session};
use super::wire::{self, Unopened, Wire};
use crate::key_file::CertificateMark;
use crate::limits::{FROM_DEVICE_LIMIT, FROM_SERVER_LIMIT};

/// Longest time for one frame to leave; a server that does not read is as good as lost.
const SENDING_LIMIT: Duration = Duration::from_millis(1_500);
/// Longest time spent on a polite close.
const CLOSING_LIMIT: Duration = Duration::from_millis(100);
const READ_BUFFER: usize = 16 * 1024;

/// Where a device connects, and as whom.
#[derive(Clone)]
pub(super) struct Place {
    pub address: String,
    pub office: Option<CertificateMark>,
    pub device: DeviceId,
}

/// Runs a session until the device drops its client.
pub(super) fn run(
    session: Session,
    place: &Place,
    inbox: &Inbox,
    started: Instant,
    tell: &mut (dyn FnMut(Incoming) + Send),
) {
    match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime.block_on(Shell { session, place, started, socket: Socket::None, tell }.run(inbox)),
        Err(problem) => tell(Incoming::Lost { problem: format!("the system gives no sockets: {problem}") }),
    }
}

type Open = WebSocketStream<Box<dyn Wire>>;

enum Socket {
    None,
    Opening(Pin<Box<dyn Future<Output = Result<Open, Unopened>> + Send>>),
    Open(Box<Open>),
}

struct Shell<'a> {
    session: Session,
    place: &'a Place,
    started: Instant,
    socket: Socket,
    tell: &'a mut (dyn FnMut(Incoming) + Send),
}

impl Shell<'_> {
    async fn run(mut self, inbox: &Inbox) {
        self.take(Input::Tick).await;
        loop {
            let Taken::Inputs(inputs) = inbox.take() else {
                return self.socket.close().await;
            };
            for input in inputs {
                self.take(input).await;
            }
            let wake_at = tokio::time::Instant::from_std(self.started + self.session.wake_at());
            // What has come is read before silence is judged: this program may have stood still, not the server.
            let input = tokio::select! {
                biased;
                input = self.socket.next() => input,
                () = inbox.rung() => continue,
                () = sleep_until(wake_at) => Input::Tick,
            };
            self.take(input).await;
        }
    }

    async fn take(&mut self, input: Input) {
        let mut inputs = vec![input];
        while let Some(input) = inputs.pop() {
            for output in self.session.handle(self.started.elapsed(), input) {
                match output {
                    Output::Open => self.socket = Socket::Opening(Box::pin(open(self.place.clone()))),
                    Output::Send(text) => inputs.extend(self.socket.send(Message::text(text)).await),
                    Output::Ping => inputs.extend(self.socket.send(Message::Ping(Bytes::new())).await),
                    Output::Close => self.socket.close().await,
                    Output::Tell(incoming) => (self.tell)(incoming),
                }
            }
        }
    }
}

impl Socket {
    async fn next(&mut self) -> Input {
        match self {
            Self::None => pending().await,
            Self::Opening(opening) => match opening.await {
                Ok(open) => {
                    *self = Self::Open(Box::new(open));
                    Input::Opened
                }
                Err(Unopened::Untrusted(why, problem)) => {
                    *self = Self::None;
                    Input::Untrusted { why, problem }
                }
                Err(Unopened::Unreachable(problem)) => self.gone(problem),
            },
            Self::Open(open) => match open.next().await {
                Some(Ok(Message::Text(text))) => Input::Frame(text.as_str().to_owned()),
                Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_))) => Input::Heard,
                Some(Ok(Message::Binary(_))) => self.gone("the server sent a binary frame".to_owned()),
                Some(Ok(Message::Close(_))) | None => self.gone("the server closed the connection".to_owned()),
                Some(Err(problem)) => self.gone(problem.to_string()),
            },
        }
    }

    /// Sends, or says that the socket is gone.
    async fn send(&mut self, message: Message) -> Option<Input> {
        let Self::Open(open) = self else { return None };
        let problem = match timeout(SENDING_LIMIT, open.send(message)).await {
            Ok(Ok(())) => return None,
            Ok(Err(problem)) => problem.to_string(),
            Err(_) => "the server does not read".to_owned(),
        };
        Some(self.gone(problem))
    }

    fn gone(&mut self, problem: String) -> Input {
        *self = Self::None;
        Input::Closed { problem }
    }

    async fn close(&mut self) {
        if let Self::Open(open) = self {
            // Whether the server hears it makes no difference: the socket is dropped either way.
            let _ = timeout(CLOSING_LIMIT, open.as_mut().close(None)).await;
        }
        *self = Self::None;
    }
}

/// Whether anybody on the way could read what goes to this address: `ws://` to another machine than this one. The server lets no
/// console come so, because PINs are typed there.
pub fn can_be_read(address: &str) -> bool {
    let Ok(uri) = address.parse::<Uri>() else { return false };
    let host = uri.host().unwrap_or_default().trim_matches(['[', ']']);
    let here = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.to_canonical().is_loopback());
    uri.scheme_str() == Some("ws") && !here
}

async fn open(Place { address, office, device }: Place) -> Result<Open, Unopened> {
    let request = address.as_str().into_client_request().map_err(|problem| bad_address(&address, &problem))?;
    let stream = connect(request.uri(), office, &device).await?;
    let limits = WebSocketConfig::default()
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(0)
        .max_write_buffer_size(2 * FROM_DEVICE_LIMIT)
        .max_message_size(Some(FROM_SERVER_LIMIT))
        .max_frame_size(Some(FROM_SERVER_LIMIT));
    let (open, _) = client_async_with_config(request, stream, Some(limits)).await.map_err(|error| error.to_string())?;
    Ok(open)
}

/// The connection below a websocket, or below anything else that is asked of the same server.
pub(super) async fn connect(
    address: &Uri,
    office: Option<CertificateMark>,
    device: &DeviceId,
) -> Result<Box<dyn Wire>, Unopened> {
    let private = match address.scheme_str() {
        Some("ws") => None,
        Some("wss") => Some(office.ok_or_else(|| Unopened::no_mark(address, device))?),
        Some(_) | None => return Err(format!("\"{address}\" must begin with wss:// or ws://").into()),
    };
    let host = address.host().ok_or_else(|| format!("\"{address}\" names no host"))?.trim_matches(['[', ']']);
    let port = address.port_u16().unwrap_or(if private.is_some() { 443 } else { 80 });
    let stream = TcpStream::connect((host, port)).await.map_err(|problem| format!("{host}:{port}: {problem}"))?;
    stream.set_nodelay(true).map_err(|problem| problem.to_string())?;
    Ok(match private {
        Some(office) => wire::private(stream, host, office, device)
            .await
            .map_err(|problem| problem.at(&format!("{host}:{port}")))?,
        None => Box::new(stream),
    })
}

fn bad_address(address: &str, problem: &Error) -> String {
    format!("\"{address}\" is no address such as ws://127.0.0.1:7700/device: {problem}")
}
