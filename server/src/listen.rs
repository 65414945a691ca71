//! Takes connections: so many at a time, with a limit for the time in which each must say what it wants and take what it is told. A
//! connection may be private (TLS); its first byte says whether it is.

mod distrust;

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::ConnectInfo;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::time::timeout;
use tokio_io_timeout::TimeoutStream;
use tokio_rustls::TlsAcceptor;

use crate::proxies::TrustedProxies;
use crate::web::pace::customer;
use distrust::{Distrust, is_distrust};

/// Time for a request's head, also between two requests of one connection.
const HEAD_TIME: Duration = Duration::from_secs(5);
/// Largest request head, in bytes.
const HEAD_LIMIT: usize = 16 * 1024;
/// Rest after the system had no socket to give.
const REST: Duration = Duration::from_millis(50);

/// The first byte of a private connection: a handshake record of TLS. No request of HTTP begins with it.
const HANDSHAKE: u8 = 22;

/// Which connections a listener takes.
#[derive(Clone)]
pub enum Privacy {
    /// None that is private.
    Open,
    /// Private ones and open ones; what carries a name asks for [`Private`].
    Either(TlsAcceptor),
    /// Private ones alone.
    Private(TlsAcceptor),
}

/// What a listener bears.
pub struct Bounds {
    /// Connections in all.
    pub places: usize,
    /// Whoever takes nothing of an answer for so long is gone.
    pub reader: Duration,
    /// Connections from one customer of a provider, so that one caller cannot take them all; nothing where it is not looked at.
    pub a_customer: Option<ACustomer>,
}

/// A limit for each customer of a provider from whom callers come (S6).
pub struct ACustomer {
    /// Connections.
    pub most: usize,
    /// Proxies, for whom it does not hold: everybody comes from them.
    pub but: TrustedProxies,
}

/// Whether a request came over a private connection; stands among the request's extensions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Private(pub bool);

/// Takes connections until `stopping` becomes true; each gets a place or waits for one.
pub async fn listen(
    listener: TcpListener,
    privacy: Privacy,
    router: Router,
    bounds: Bounds,
    mut stopping: watch::Receiver<bool>,
) {
    let Bounds { places, reader, a_customer } = bounds;
    let places = Arc::new(Semaphore::new(places));
    let callers = Callers::default();
    // Devices come by the listener that has no bound for a customer.
    let distrust = a_customer.is_none().then(|| Arc::new(Mutex::new(Distrust::default())));
    loop {
        let place = tokio::select! {
            () = raised(&mut stopping) => return,
            place = Arc::clone(&places).acquire_owned() => place,
        };
        let Ok(place) = place else { return };
        let accepted = tokio::select! {
            () = raised(&mut stopping) => return,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, peer)) => {
                let caller = callers.come(peer.ip(), a_customer.as_ref());
                // Whoever has enough connections is not answered: the connection closes.
                let Some(caller) = caller else { continue };
                let (router, privacy, stopping) = (router.clone(), privacy.clone(), stopping.clone());
                let distrust = distrust.clone();
                tokio::spawn(async move {
                    take(stream, peer, (&privacy, distrust.as_deref(), reader), router, stopping).await;
                    drop((place, caller));
                });
            }
            Err(problem) => {
                tracing::warn!(%problem, "a connection could not be taken");
                tokio::time::sleep(REST).await;
            }
        }
    }
}

/// Who is connected, by customer.
#[derive(Default)]
struct Callers(Arc<Mutex<BTreeMap<IpAddr, usize>>>);

impl Callers {
    /// One more from there; nothing where that would be too many.
    fn come(&self, from: IpAddr, limit: Option<&ACustomer>) -> Option<Caller> {
        let limit = limit.filter(|limit| !limit.but.holds(from));
        let (from, mut counts) = (customer(from), lock(&self.0));
        let count = counts.entry(from).or_default();
        if limit.is_some_and(|limit| *count >= limit.most) {
            return None;
        }
        *count += 1;
        Some(Caller { counts: Arc::clone(&self.0), from })
    }
}

/// One connection that is counted until it ends.
struct Caller {
    counts: Arc<Mutex<BTreeMap<IpAddr, usize>>>,
    from: IpAddr,
}

impl Drop for Caller {
    fn drop(&mut self) {
        let mut counts = lock(&self.counts);
        if let Some(count) = counts.get_mut(&self.from) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.from);
            }
        }
    }
}

fn lock<T>(kept: &Mutex<T>) -> MutexGuard<'_, T> {
    kept.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn take(
    stream: TcpStream,
    peer: SocketAddr,
    (privacy, distrust, reader): (&Privacy, Option<&Mutex<Distrust>>, Duration),
    router: Router,
    mut stopping: watch::Receiver<bool>,
) {
    // Without it small answers wait for the other side's acknowledgement.
    if stream.set_nodelay(true).is_err() {
        return;
    }
    let opened = tokio::select! {
        () = raised(&mut stopping) => return,
        opened = timeout(HEAD_TIME, private(&stream, privacy)) => opened,
    };
    let Ok(Ok(acceptor)) = opened else { return };
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(reader));
    let stream = Box::pin(stream);
    let Some(acceptor) = acceptor else { return answer(stream, peer, Private(false), router, stopping).await };
    match timeout(HEAD_TIME, acceptor.accept(stream)).await {
        Ok(Ok(stream)) => answer(stream, peer, Private(true), router, stopping).await,
        Ok(Err(problem))
            if is_distrust(&problem)
                && let Some(distrust) = distrust =>
        {
            if lock(distrust).is_news(peer.ip().to_canonical(), Instant::now()) {
                tracing::warn!(address = %peer.ip(), %problem, "a device trusts another certificate and broke off: give it the address of its own server, or a new key file of this one (new-key)");
            }
        }
        Ok(Err(problem)) => tracing::debug!(%problem, "a private connection did not come about"),
        Err(_) => {}
    }
}

/// How to make the connection private, if it is to be; an error where it may not go on.
async fn private<'a>(stream: &TcpStream, privacy: &'a Privacy) -> std::io::Result<Option<&'a TlsAcceptor>> {
    let acceptor = match privacy {
        Privacy::Open => return Ok(None),
        Privacy::Private(acceptor) => return Ok(Some(acceptor)),
        Privacy::Either(acceptor) => acceptor,
    };
    let mut first = [0];
    let read = stream.peek(&mut first).await?;
    Ok((read == 1 && first[0] == HANDSHAKE).then_some(acceptor))
}

async fn answer(
    stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
    peer: SocketAddr,
    private: Private,
    router: Router,
    mut stopping: watch::Receiver<bool>,
) {
    let router = TowerToHyperService::new(router);
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        request.extensions_mut().insert(private);
        router.call(request)
    });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD_TIME).max_buf_size(HEAD_LIMIT);
    let connection = http.serve_connection(TokioIo::new(stream), service).with_upgrades();
    let mut connection = std::pin::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = raised(&mut stopping) => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(problem) = ended {
        tracing::debug!(%problem, "a connection ended badly");
    }
}

/// Waits until a flag is raised, or nobody is left who could raise it.
pub async fn raised(flag: &mut watch::Receiver<bool>) {
    // Either way the wait is over.
    let _gone = flag.wait_for(|raised| *raised).await.is_err();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_goes_from_one_of_their_networks_to_the_next_has_no_more_connections_than_others_s6() {
        let callers = Callers::default();
        let limit = ACustomer { most: 3, but: TrustedProxies::default() };
        let come = |from: &str| callers.come(from.parse().unwrap(), Some(&limit));
        let taken: Vec<_> = (0..3).map(|n| come(&format!("2001:db8:7:{n}::1"))).collect();
        assert!(taken.iter().all(Option::is_some));
        assert!(come("2001:db8:7:ffff::1").is_none(), "the same line's /48");
        assert!(come("2001:db8:8::1").is_some(), "another line");
        drop(taken);
        assert!(come("2001:db8:7:ffff::1").is_some());
    }
}
