//! By which way a request came: over TLS, from this very machine, or openly from elsewhere.

use std::net::{IpAddr, SocketAddr};

use axum::extract::ConnectInfo;
use axum::http::request::Parts;
use axum::http::uri::Authority;
use axum::http::{Extensions, HeaderMap, header};

use crate::listen::Private;
use crate::proxies::TrustedProxies;
use crate::session::Way;

/// By which way the connection came.
pub fn of(extensions: &Extensions) -> Way {
    Way::of(is_private(extensions), peer(extensions))
}

/// Whether the connection ends here as a private one.
pub fn is_private(extensions: &Extensions) -> bool {
    extensions.get::<Private>().is_some_and(|Private(private)| *private)
}

/// Who is at the other end of the connection: a browser, or a proxy.
pub fn peer(extensions: &Extensions) -> IpAddr {
    let peer = extensions.get::<ConnectInfo<SocketAddr>>();
    peer.map_or(IpAddr::from([0, 0, 0, 0]), |ConnectInfo(peer)| peer.ip())
}

/// Whether the browser itself came by an encrypted connection: one that ends here, one of which its form says so, or one that ends at a
/// trusted proxy before an office whose public address is encrypted. With a page a browser says nothing of its own.
pub fn is_encrypted(parts: &Parts, trusted: &TrustedProxies, public_url: Option<&str>) -> bool {
    let said = parts.headers.get(header::ORIGIN).is_some_and(|origin| origin.as_bytes().starts_with(b"https:"));
    let by_proxy = public_url.is_some_and(|url| url.starts_with("https:")) && trusted.holds(peer(&parts.extensions));
    is_private(&parts.extensions) || said || by_proxy
}

/// A path of ours over TLS, at the host to which the request was sent; nothing where it does not say to which.
pub fn over_tls(headers: &HeaderMap, path: &str) -> Option<String> {
    let host = headers.get(header::HOST)?.to_str().ok()?.parse::<Authority>().ok()?;
    Some(format!("https://{host}{path}"))
}
