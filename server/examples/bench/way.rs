//! By which way a socket is opened: openly, or privately, as the devices of an office come.

use std::path::Path;
use std::sync::Arc;

use rustls::client::Resumption;
use rustls::crypto::ring::default_provider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{WebSocketStream, client_async_with_config};

/// The only name in an office's certificate.
const OFFICE: &str = "queue-server";

pub type Socket = WebSocketStream<Box<dyn Wire>>;

/// What a websocket runs on.
pub trait Wire: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Wire for T {}

/// Whether anybody on the way could read along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Privacy {
    Open,
    Private,
}

impl Privacy {
    /// The way to the server of this folder, whose certificate is there for a private one.
    pub fn way(self, folder: &Path) -> anyhow::Result<Way> {
        Ok(match self {
            Self::Open => Way::Open,
            Self::Private => Way::Private(Arc::new(trusting(folder)?).into()),
        })
    }
}

/// A way to a server.
#[derive(Clone)]
pub enum Way {
    /// Over bare TCP.
    Open,
    /// Over TLS, to the server of one certificate and to no other.
    Private(TlsConnector),
}

impl Way {
    /// An open socket at `path` of the server on this port.
    pub async fn open(&self, port: u16, path: &str) -> anyhow::Result<Socket> {
        let stream = TcpStream::connect(("127.0.0.1", port)).await?;
        stream.set_nodelay(true)?;
        let (scheme, wire) = match self {
            Self::Open => ("ws", Box::new(stream) as Box<dyn Wire>),
            Self::Private(office) => ("wss", Box::new(office.connect(name()?, stream).await?) as Box<dyn Wire>),
        };
        let address = format!("{scheme}://127.0.0.1:{port}{path}");
        Ok(client_async_with_config(address, wire, Some(small_buffers())).await?.0)
    }
}

/// Buffers of 4 KiB: ten thousand sockets at both ends of one machine would otherwise take more than it has.
pub fn small_buffers() -> WebSocketConfig {
    WebSocketConfig::default().read_buffer_size(4096)
}

/// Trusts the certificate of the office in this folder and nothing else. Each connection is greeted anew, as a device remembers none.
pub fn trusting(folder: &Path) -> anyhow::Result<ClientConfig> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(folder.join(server::tls::FILE))?)?;
    let mut config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.resumption = Resumption::disabled();
    Ok(config)
}

/// The name that a server is asked to prove.
pub fn name() -> anyhow::Result<ServerName<'static>> {
    Ok(ServerName::try_from(OFFICE)?)
}
