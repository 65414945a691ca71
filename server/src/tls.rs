//! `office.pem`: the office's own certificate and its key, made at the first start. Devices know the server by it and by nothing else:
//! its mark stands in each key file, so no authority, name or date is involved. For the visitors' pages a certificate that phones
//! trust is set by the configuration, or a proxy before the server has one.

use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use protocol::key_file::CertificateMark;
use rcgen::{CertificateParams, DistinguishedName, DnType, KeyPair};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use thiserror::Error;
use tokio_rustls::TlsAcceptor;
use zeroize::Zeroizing;

use crate::data_folder::{make_private, write_private};

/// Name of the file in the data folder.
pub const FILE: &str = "office.pem";
/// The certificate alone, for browsers that are to trust it: a file beside that one without the key.
pub const CERTIFICATE_FILE: &str = "office.crt";
/// More than a chain of certificates and its key ever have, in bytes.
const FILE_LIMIT: u64 = 256 * 1024;
/// The certificate's only name. Devices do not look at it.
const NAME: &str = "queue-server";

/// Why there is no certificate to show.
#[derive(Debug, Error)]
pub enum TlsError {
    /// A file cannot be made or read.
    #[error("{path} cannot be used: {problem}")]
    File {
        /// Which.
        path: PathBuf,
        /// What the system said.
        problem: io::Error,
    },
    /// The office's file is something else, or not whole.
    #[error(
        "{path} is damaged ({problem}): put it back from a backup. If there is none, remove it: a new one is made, and every device needs a new key file (`queue-server new-key`)"
    )]
    Damaged {
        /// Which.
        path: PathBuf,
        /// What was found.
        problem: String,
    },
    /// The certificate that the configuration names does not serve.
    #[error(
        "visitors_certificate and visitors_key ({certificate}, {key}) do not serve: {problem}: name the PEM files of one certificate"
    )]
    Visitors {
        /// The file of the certificate and those between it and its authority.
        certificate: PathBuf,
        /// The file of its key.
        key: PathBuf,
        /// What was found.
        problem: String,
    },
    /// The certificate cannot be made.
    #[error("the office's certificate cannot be made: {0}")]
    Make(String),
}

/// The office's certificate, ready to be shown.
#[derive(Clone)]
pub struct Office {
    /// Makes a connection private.
    pub acceptor: TlsAcceptor,
    /// What devices know it by.
    pub mark: CertificateMark,
}

/// The files of the certificate for the visitors' pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VisitorsFiles {
    /// The certificate and those between it and its authority, PEM.
    pub certificate: PathBuf,
    /// Its key, PEM.
    pub key: PathBuf,
}

/// The office's certificate of a data folder; made if there is none, and durable when this returns.
pub fn office(data: &Path) -> Result<Office, TlsError> {
    let path = data.join(FILE);
    let file = |problem| TlsError::File { path: path.clone(), problem };
    let text = match read(&path) {
        Ok(text) => text,
        Err(problem) if problem.kind() == ErrorKind::NotFound => {
            let text = make().map_err(|problem| TlsError::Make(problem.to_string()))?;
            make_private(data).and_then(|()| write_private(&path, &text)).map_err(file)?;
            tracing::info!(file = %path.display(), "certificate of the office made");
            Zeroizing::new(text.as_bytes().to_vec())
        }
        Err(problem) => return Err(file(problem)),
    };
    let damaged = |problem| TlsError::Damaged { path: path.clone(), problem };
    let chain = chain(&text).map_err(damaged)?;
    let acceptor = secret(&text).and_then(|key| acceptor(chain.clone(), key)).map_err(damaged)?;
    let first = chain.first().ok_or_else(|| damaged("there is no certificate in it".to_owned()))?;
    give_away(&data.join(CERTIFICATE_FILE), &text)?;
    Ok(Office { mark: CertificateMark::of(first), acceptor })
}

/// Writes the certificate without its key, where that is not there yet.
fn give_away(path: &Path, office: &[u8]) -> Result<(), TlsError> {
    const ENDS: &str = "-----END CERTIFICATE-----\n";
    let text = str::from_utf8(office).unwrap_or_default();
    let from = text.find("-----BEGIN CERTIFICATE-----").unwrap_or(0);
    let to = text[from..].find(ENDS).map_or(text.len(), |ends| from + ends + ENDS.len());
    let certificate = &text[from..to];
    if certificate.contains("PRIVATE KEY") || read(path).is_ok_and(|there| *there == certificate.as_bytes()) {
        return Ok(());
    }
    write_private(path, certificate).map_err(|problem| TlsError::File { path: path.to_owned(), problem })
}

/// The certificate that the configuration names for the visitors' pages.
pub fn visitors(files: &VisitorsFiles) -> Result<TlsAcceptor, TlsError> {
    serving(files).map_err(|amiss| amiss.into_iter().next().expect("what does not serve has a reason"))
}

/// All that is wrong with the files of that certificate, each file by itself.
pub fn visitors_amiss(files: &VisitorsFiles) -> Vec<TlsError> {
    serving(files).err().unwrap_or_default()
}

fn serving(files: &VisitorsFiles) -> Result<TlsAcceptor, Vec<TlsError>> {
    let VisitorsFiles { certificate, key } = files;
    let amiss = |problem| TlsError::Visitors { certificate: certificate.clone(), key: key.clone(), problem };
    let named = |path: &Path, problem: String| format!("{}: {problem}", path.display());
    let bytes = |path: &Path| read(path).map_err(|problem| problem.to_string());
    let chain = bytes(certificate).and_then(|text| chain(&text)).map_err(|problem| named(certificate, problem));
    let secret = bytes(key).and_then(|text| secret(&text)).map_err(|problem| named(key, problem));
    match (chain, secret) {
        (Ok(chain), Ok(secret)) => acceptor(chain, secret).map_err(|problem| vec![amiss(problem)]),
        (chain, secret) => Err(chain.err().into_iter().chain(secret.err()).map(amiss).collect()),
    }
}

fn chain(text: &[u8]) -> Result<Vec<CertificateDer<'static>>, String> {
    CertificateDer::pem_slice_iter(text).collect::<Result<_, _>>().map_err(|problem| problem.to_string())
}

fn secret(text: &[u8]) -> Result<PrivateKeyDer<'static>, String> {
    PrivateKeyDer::from_pem_slice(text).map_err(|problem| problem.to_string())
}

fn acceptor(chain: Vec<CertificateDer<'static>>, key: PrivateKeyDer<'static>) -> Result<TlsAcceptor, String> {
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, key))
        .map_err(|problem| problem.to_string())?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}

fn make() -> Result<Zeroizing<String>, rcgen::Error> {
    let mut params = CertificateParams::new(vec![NAME.to_owned()])?;
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, NAME);
    let key = KeyPair::generate()?;
    let certificate = params.self_signed(&key)?;
    Ok(Zeroizing::new(format!("{}{}", certificate.pem(), *Zeroizing::new(key.serialize_pem()))))
}

fn read(path: &Path) -> io::Result<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(Vec::new());
    File::open(path)?.take(FILE_LIMIT).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn the_certificate_is_made_once_for_its_owner_alone_and_is_the_same_at_each_start() {
        let data = tempfile::tempdir().unwrap();
        let first = office(data.path()).unwrap().mark;
        assert_eq!(std::fs::metadata(data.path().join(FILE)).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(office(data.path()).unwrap().mark, first);
        let certificate = std::fs::read(data.path().join(CERTIFICATE_FILE)).unwrap();
        assert_eq!(CertificateMark::of(&CertificateDer::from_pem_slice(&certificate).unwrap()), first);
        assert!(PrivateKeyDer::from_pem_slice(&certificate).is_err(), "browsers are not given the key");
        let other = tempfile::tempdir().unwrap();
        assert_ne!(office(other.path()).unwrap().mark, first, "another office has another certificate");
    }

    #[test]
    fn a_damaged_file_is_neither_used_nor_replaced_and_the_error_names_it_and_the_mend() {
        let data = tempfile::tempdir().unwrap();
        office(data.path()).unwrap();
        let path = data.path().join(FILE);
        let whole = std::fs::read_to_string(&path).unwrap();
        let key = whole.find("-----BEGIN PRIVATE KEY").unwrap();
        let other = tempfile::tempdir().unwrap();
        office(other.path()).unwrap();
        let others = std::fs::read_to_string(other.path().join(FILE)).unwrap();
        let others_key = &others[others.find("-----BEGIN PRIVATE KEY").unwrap()..];
        let mixed = format!("{}{others_key}", &whole[..key]);
        for text in ["", "nothing", &whole[..key], &whole[key..], &whole[..whole.len() / 4], &mixed] {
            std::fs::write(&path, text).unwrap();
            let Err(problem) = office(data.path()) else { panic!("{text}") };
            let said = problem.to_string();
            assert!(said.contains(FILE) && said.contains("put it back from a backup"), "{said}");
            assert_eq!(std::fs::read_to_string(&path).unwrap(), text, "what is there stays as it is");
        }
    }

    #[test]
    fn a_certificate_of_the_configuration_that_does_not_serve_names_both_fields() {
        let data = tempfile::tempdir().unwrap();
        office(data.path()).unwrap();
        let certificate = data.path().join(FILE);
        let both = VisitorsFiles { certificate: certificate.clone(), key: certificate.clone() };
        assert!(visitors(&both).is_ok());
        let key = data.path().join("key.pem");
        std::fs::write(&key, "no key").unwrap();
        let Err(problem) = visitors(&VisitorsFiles { certificate, key }) else { panic!("it is no key") };
        let said = problem.to_string();
        assert!(said.contains("visitors_certificate and visitors_key") && said.contains("key.pem"), "{said}");
        let Err(problem) = visitors(&VisitorsFiles { key: data.path().join("none.pem"), ..both }) else {
            panic!("there is no key")
        };
        let said = problem.to_string();
        assert!(said.contains("visitors_certificate and visitors_key") && said.contains("none.pem: No such"), "{said}");
    }
}
