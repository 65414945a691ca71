//! The visitors' pages with a certificate of their own: a booking over TLS from the first page to the confirmation, and nothing to be had
//! without it (S6, P1).

use rcgen::{CertificateParams, KeyPair};
use rustls::pki_types::CertificateDer;
use server::tls::VisitorsFiles;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::{ANNA, HOST, Office};

/// Files of a certificate that its holder made, and the certificate.
fn certificate(folder: &std::path::Path) -> (VisitorsFiles, CertificateDer<'static>) {
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new(vec![HOST.to_owned()]).unwrap().self_signed(&key).unwrap();
    let files = VisitorsFiles { certificate: folder.join("visitors.pem"), key: folder.join("visitors.key") };
    std::fs::write(&files.certificate, certificate.pem()).unwrap();
    std::fs::write(&files.key, key.serialize_pem()).unwrap();
    (files, certificate.der().clone())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visitor_books_over_tls_and_whoever_asks_openly_gets_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (files, certificate) = certificate(folder.path());
    let office = Office::open_with(|settings| {
        settings.visitors_files = Some(files);
        settings.floor.public_url = Some(format!("https://{HOST}").as_str().into());
    })
    .await;
    let mut visitor = office.browser();
    visitor.trusts = Some(certificate);
    assert!(visitor.get("/book").await.text().contains("International passport"));
    let booked = visitor.book(&office, "residence", "2026-11-20T10:00", &ANNA).await;
    assert!(booked.text().contains("You are booked"), "{}", booked.text());
    let cookie = visitor.cookie.clone().unwrap();
    assert!(cookie.starts_with("__Host-form="), "it stays on encrypted connections: {cookie}");
    let own = visitor.path.clone();
    assert!(visitor.get(&own).await.text().contains("Friday, 20 November, 10:00"), "the link is followed");

    for path in ["/book", own.as_str()] {
        let mut stream = TcpStream::connect(office.address).await.unwrap();
        let head = format!("GET {path} HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n");
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut said = Vec::new();
        // It may just be gone.
        let _reset = stream.read_to_end(&mut said).await;
        let said = String::from_utf8_lossy(&said);
        assert!(
            !said.contains("HTTP/") && !said.contains('<') && said.len() < 16,
            "no page, no redirect, an alert: {said:?}"
        );
    }
    office.stop().await;
}
