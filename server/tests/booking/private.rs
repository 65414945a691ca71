//! The visitors' pages with a certificate of their own: a booking over TLS from the first page to the confirmation, and nothing to be had
//! without it (S6, P1); and what a browser on an encrypted way does not take from an open one.

use rcgen::{CertificateParams, KeyPair};
use rustls::pki_types::CertificateDer;
use server::proxies::{Network, TrustedProxies};
use server::tls::VisitorsFiles;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::{ANNA, Browser, HOST, Office};

/// Files of a certificate that its holder made, and the certificate.
fn certificate(folder: &std::path::Path) -> (VisitorsFiles, CertificateDer<'static>) {
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new(vec![HOST.to_owned()]).unwrap().self_signed(&key).unwrap();
    let files = VisitorsFiles { certificate: folder.join("visitors.pem"), key: folder.join("visitors.key") };
    std::fs::write(&files.certificate, certificate.pem()).unwrap();
    std::fs::write(&files.key, key.serialize_pem()).unwrap();
    (files, certificate.der().clone())
}

/// An office whose visitors' pages come over TLS, what makes browsers that trust its certificate, and where that lies.
async fn private_office() -> (Office, impl Fn() -> Browser, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let (files, certificate) = certificate(folder.path());
    let office = Office::open_with(|settings| {
        settings.visitors_files = Some(files);
        settings.floor.public_url = Some(format!("https://{HOST}").as_str().into());
    })
    .await;
    let address = office.address;
    let browser = move || {
        let mut browser = Browser::at(address);
        browser.trusts = Some(certificate.clone());
        browser
    };
    (office, browser, folder)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visitor_books_over_tls_and_whoever_asks_openly_gets_nothing() {
    let (office, browser, _folder) = private_office().await;
    let mut visitor = browser();
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

#[tokio::test(flavor = "multi_thread")]
async fn over_tls_a_cookie_that_another_host_can_write_opens_no_form_s6() {
    let (office, browser, _folder) = private_office().await;
    let mut other = browser();
    assert_eq!(other.up_to_form("residence", "2026-11-20T10:00").await.status, 200);
    let kept = other.cookie.clone().unwrap();
    let planted = kept.strip_prefix("__Host-").expect("it is one of an encrypted way").to_owned();
    let mut visitor = browser();
    visitor.cookie = Some(planted.clone());
    let page = visitor.get("/form?lang=en").await;
    assert_eq!(page.status, 410, "the page that is asked for, too: {}", page.text());
    visitor.cookie = None;
    assert_eq!(visitor.up_to_form("residence", "2026-11-23T10:00").await.status, 200);
    visitor.cookie = Some(format!("{planted}; {}", visitor.cookie.take().unwrap()));
    let page = visitor.get("/form?lang=en").await.text();
    assert!(page.contains("23 November") && !page.contains("20 November"), "their own form stays theirs: {page}");
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_a_trusted_proxy_of_an_encrypted_office_such_a_cookie_opens_no_form_either_s6() {
    let office = Office::open_with(|settings| {
        settings.floor.public_url = Some(format!("https://{HOST}").as_str().into());
        settings.trusted_proxies = TrustedProxies(vec![Network::parse("127.0.0.1").unwrap()]);
    })
    .await;
    let mut visitor = office.browser();
    let origin = [format!("Origin: https://{HOST}")];
    let page = visitor.post_with("/book/residence/time?for=0&lang=en", &[("at", "2026-11-20T10:00")], &origin).await;
    assert_eq!(page.status, 200, "the form opens by its own cookie: {}", page.text());
    let kept = visitor.cookie.clone().unwrap();
    visitor.cookie = Some(kept.strip_prefix("__Host-").expect("the form came by an encrypted way").to_owned());
    assert_eq!(visitor.get("/form?lang=en").await.status, 410, "every page came by the proxy");
    visitor.from = Some("127.0.0.2".to_owned());
    assert_eq!(visitor.get("/form?lang=en").await.status, 200, "whoever came openly has no other cookie");
    office.stop().await;
}
