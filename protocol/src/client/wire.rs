//! The connection below the websocket: plain, or TLS with the office's own certificate, which the device knows by its mark and by
//! nothing else. No name, no authority and no date counts: the certificate is the one of the key file, or there is no connection.

use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, SignatureScheme};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use crate::key_file::CertificateMark;

/// What a websocket runs on.
pub trait Wire: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Wire for T {}

/// Makes a TCP connection a private one; the problem in words.
pub async fn private(stream: TcpStream, host: &str, office: CertificateMark) -> Result<Box<dyn Wire>, String> {
    let name = ServerName::try_from(host.to_owned()).map_err(|_| format!("\"{host}\" is no host"))?;
    let connector = TlsConnector::from(Arc::new(config(office).map_err(|problem| problem.to_string())?));
    let stream = connector.connect(name, stream).await.map_err(|problem| in_words(&problem))?;
    Ok(Box::new(stream))
}

fn in_words(problem: &std::io::Error) -> String {
    let tls = problem.get_ref().and_then(|inner| inner.downcast_ref::<Error>());
    match tls {
        Some(Error::InvalidCertificate(CertificateError::ApplicationVerificationFailure)) => {
            "the server shows another certificate than the key file names: it is another server, or its certificate was made anew. Give the device a new key file".to_owned()
        }
        Some(_) | None => problem.to_string(),
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
