//! The connection below the websocket: plain, or TLS with the office's own certificate, which the device knows by its mark and by
//! nothing else. No name, no authority and no date counts: the certificate is the one of the key file, or there is no connection.

use std::sync::Arc;

use queue::ids::DeviceId;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, SignatureScheme};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_tungstenite::tungstenite::http::Uri;

use super::Untrusted;
use crate::key_file::{CertificateMark, new_key_command};

/// What a websocket runs on.
pub trait Wire: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Wire for T {}

/// Why a connection does not come about; each in words.
#[derive(Debug)]
pub enum Unopened {
    /// The device does not trust what stands there.
    Untrusted(Untrusted, String),
    /// Nothing answers there, or not as a server would.
    Unreachable(String),
}

impl Unopened {
    /// There is nothing to know the server at a private address by.
    pub fn no_mark(address: &Uri, device: &DeviceId) -> Self {
        let words = format!(
            "\"{address}\" is private, and the key file does not name the office's certificate: give the device a new one (`{}`, on the server)",
            new_key_command(device.as_str())
        );
        Self::Untrusted(Untrusted::NoMark, words)
    }

    /// The same, with the place where it was tried.
    pub fn at(self, place: &str) -> Self {
        match self {
            Self::Untrusted(why, problem) => Self::Untrusted(why, format!("{place}: {problem}")),
            Self::Unreachable(problem) => Self::Unreachable(format!("{place}: {problem}")),
        }
    }

    /// In words alone.
    pub fn into_words(self) -> String {
        match self {
            Self::Untrusted(_, problem) | Self::Unreachable(problem) => problem,
        }
    }
}

impl From<String> for Unopened {
    fn from(problem: String) -> Self {
        Self::Unreachable(problem)
    }
}

/// Makes a TCP connection of a device a private one.
pub async fn private(
    stream: TcpStream,
    host: &str,
    office: CertificateMark,
    device: &DeviceId,
) -> Result<Box<dyn Wire>, Unopened> {
    let name = ServerName::try_from(host.to_owned()).map_err(|_| format!("\"{host}\" is no host"))?;
    let connector = TlsConnector::from(Arc::new(config(office).map_err(|problem| problem.to_string())?));
    let stream = connector.connect(name, stream).await.map_err(|problem| understood(&problem, device))?;
    Ok(Box::new(stream))
}

fn understood(problem: &std::io::Error, device: &DeviceId) -> Unopened {
    let tls = problem.get_ref().and_then(|inner| inner.downcast_ref::<Error>());
    match tls {
        Some(Error::InvalidCertificate(CertificateError::ApplicationVerificationFailure)) => {
            let words = format!(
                "another certificate is shown there than the key file names: give the device the right address, or a new key file (`{}`, on the server)",
                new_key_command(device.as_str())
            );
            Unopened::Untrusted(Untrusted::OtherServer, words)
        }
        Some(_) | None => Unopened::Unreachable(problem.to_string()),
    }
}

fn config(office: CertificateMark) -> Result<ClientConfig, Error> {
    let provider = Arc::new(ring::default_provider());
    let known = Arc::new(Known { office, provider: Arc::clone(&provider) });
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    Ok(config.dangerous().with_custom_certificate_verifier(known).with_no_client_auth())
}

/// Takes the one certificate that the device knows.
#[derive(Debug)]
struct Known {
    office: CertificateMark,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Known {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        _between: &[CertificateDer<'_>],
        _name: &ServerName<'_>,
        _staple: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        if CertificateMark::of(certificate) == self.office {
            return Ok(ServerCertVerified::assertion());
        }
        Err(Error::InvalidCertificate(CertificateError::ApplicationVerificationFailure))
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
