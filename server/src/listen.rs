//! Takes connections: so many at a time, with a limit for the time in which each must say what it wants.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};

/// Time for a request's head, also between two requests of one connection.
const HEAD_TIME: Duration = Duration::from_secs(5);
/// Largest request head, in bytes.
const HEAD_LIMIT: usize = 16 * 1024;
/// Rest after the system had no socket to give.
const REST: Duration = Duration::from_millis(50);

/// Takes connections until `stopping` becomes true; each gets a place or waits for one.
pub async fn listen(listener: TcpListener, router: Router, places: usize, mut stopping: watch::Receiver<bool>) {
    let places = Arc::new(Semaphore::new(places));
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
                let (router, stopping) = (router.clone(), stopping.clone());
                tokio::spawn(async move {
                    answer(stream, peer, router, stopping).await;
                    drop(place);
                });
            }
            Err(problem) => {
                tracing::warn!(%problem, "a connection could not be taken");
                tokio::time::sleep(REST).await;
            }
        }
    }
}

async fn answer(stream: TcpStream, peer: SocketAddr, router: Router, mut stopping: watch::Receiver<bool>) {
    // Without it small answers wait for the other side's acknowledgement.
    if stream.set_nodelay(true).is_err() {
        return;
    }
    let router = TowerToHyperService::new(router);
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
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
