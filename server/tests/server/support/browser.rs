//! A browser over TLS that trusts the office's certificate: cookies as browsers keep them, forms, no redirect followed. No checks here.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpSocket;
use tokio_rustls::TlsConnector;

/// One browser.
pub struct Browser {
    pub address: SocketAddr,
    /// An address of 127.0.0.0/8 to come from.
    pub from: &'static str,
    pub language: &'static str,
    /// By their names.
    pub cookies: BTreeMap<String, String>,
    office: CertificateDer<'static>,
}

/// An answer.
pub struct Page {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Page {
    /// All headers of a name.
    pub fn headers(&self, name: &str) -> Vec<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.filter(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value).collect()
    }

    /// The one header of a name.
    pub fn header(&self, name: &str) -> &str {
        let found = self.headers(name);
        assert_eq!(found.len(), 1, "{name} in {}", self.head);
        found[0]
    }

    /// The page's texts, without markup.
    pub fn text(&self) -> String {
        let body = self.body.split_once("<body>").map_or(self.body.as_str(), |(_, body)| body);
        let parts = body.split('<').map(|part| part.split_once('>').map_or("", |(_, text)| text));
        parts.collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The texts of every element that begins with this.
    pub fn all(&self, opening: &str) -> Vec<String> {
        let element = opening.trim_start_matches('<').split([' ', '>']).next().unwrap().to_owned();
        let inside = |rest: &str| rest.split(&format!("</{element}>")).next().unwrap().to_owned();
        let found = self.body.split(opening).skip(1).map(inside);
        found.map(|html| Self { status: 200, head: String::new(), body: format!("<body><i {html}") }.text()).collect()
    }
}

impl Browser {
    pub fn new(address: SocketAddr, data: &Path) -> Self {
        let office = CertificateDer::from_pem_file(data.join("office.pem")).unwrap();
        Self { address, from: "127.0.0.1", language: "en", cookies: BTreeMap::new(), office }
    }

    pub async fn get(&mut self, path: &str) -> Page {
        self.ask("GET", path, None, &[]).await
    }

    /// A file: its head, and its bytes.
    pub async fn download(&mut self, path: &str) -> (String, Vec<u8>) {
        let stream = self.privately().await;
        let said = self.exchange(stream, "GET", path, None, &[]).await;
        let ends = said.windows(4).position(|four| four == b"\r\n\r\n").expect("an answer has a head");
        (String::from_utf8(said[..ends].to_vec()).unwrap(), said[ends + 4..].to_vec())
    }

    /// Sends a form as a browser does from a page of this address.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let origin = format!("Origin: https://{}", self.address);
        self.post_from(path, fields, &[&origin]).await
    }

    /// Sends a text in a field of a form with a file, as a browser does from a page of this address.
    pub async fn post_text(&mut self, path: &str, field: &str, text: &str) -> Page {
        let origin = format!("Origin: https://{}", self.address);
        let disposition = format!("Content-Disposition: form-data; name=\"{field}\"");
        let body = format!("--part\r\n{disposition}\r\n\r\n{text}\r\n--part--\r\n");
        let kind = "Content-Type: multipart/form-data; boundary=part";
        self.ask("POST", path, Some(&body), &[&origin, kind]).await
    }

    /// Sends a file in a field of a form, as a browser does from a page of this address.
    pub async fn post_file(&mut self, path: &str, field: &str, name: &str, bytes: &[u8]) -> Page {
        let origin = format!("Origin: https://{}", self.address);
        let disposition = format!("Content-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"");
        let head = format!("--part\r\n{disposition}\r\nContent-Type: application/octet-stream\r\n\r\n");
        let body = [head.as_bytes(), bytes, b"\r\n--part--\r\n"].concat();
        let kind = "Content-Type: multipart/form-data; boundary=part";
        let stream = self.privately().await;
        self.talk(stream, "POST", path, Some(&body), &[&origin, kind]).await
    }

    /// Sends a form with these headers.
    pub async fn post_from(&mut self, path: &str, fields: &[(&str, &str)], headers: &[&str]) -> Page {
        self.ask("POST", path, Some(&form(fields)), headers).await
    }

    /// Sends such a form and hangs up before it is answered.
    pub async fn post_and_hang_up(&self, path: &str, fields: &[(&str, &str)]) {
        let body = form(fields);
        let origin = format!("Origin: https://{}", self.address);
        let head = self.head("POST", path, Some(body.as_bytes()), &[&origin]);
        let mut stream = self.privately().await;
        stream.write_all(format!("{head}{body}").as_bytes()).await.unwrap();
        stream.flush().await.unwrap();
    }

    pub async fn sign_in(&mut self, login: &str, pin: &str) -> Page {
        self.post("/staff/sign-in", &[("login", login), ("pin", pin)]).await
    }

    /// Asks once over TLS.
    pub async fn ask(&mut self, method: &str, path: &str, body: Option<&str>, headers: &[&str]) -> Page {
        let stream = self.privately().await;
        self.talk(stream, method, path, body.map(str::as_bytes), headers).await
    }

    async fn privately(&self) -> tokio_rustls::client::TlsStream<tokio::net::TcpStream> {
        let mut roots = RootCertStore::empty();
        roots.add(self.office.clone()).unwrap();
        let config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let name = ServerName::try_from("queue-server").unwrap();
        let stream = self.connect().await;
        TlsConnector::from(Arc::new(config)).connect(name, stream).await.unwrap()
    }

    /// Asks once without TLS.
    pub async fn ask_openly(&mut self, method: &str, path: &str, body: Option<&str>, headers: &[&str]) -> Page {
        let stream = self.connect().await;
        self.talk(stream, method, path, body.map(str::as_bytes), headers).await
    }

    async fn connect(&self) -> tokio::net::TcpStream {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind(format!("{}:0", self.from).parse().unwrap()).unwrap();
        socket.connect(self.address).await.unwrap()
    }

    fn head(&self, method: &str, path: &str, body: Option<&[u8]>, headers: &[&str]) -> String {
        let mut head = format!("{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n", self.address);
        head += &format!("Accept-Language: {}\r\n", self.language);
        if !self.cookies.is_empty() {
            let pairs: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            head += &format!("Cookie: {}\r\n", pairs.join("; "));
        }
        if let Some(body) = body {
            let kind = "application/x-www-form-urlencoded";
            if !headers.iter().any(|line| line.starts_with("Content-Type: ")) {
                head += &format!("Content-Type: {kind}\r\n");
            }
            head += &format!("Content-Length: {}\r\n", body.len());
        }
        head.extend(headers.iter().map(|line| format!("{line}\r\n")));
        head + "\r\n"
    }

    async fn exchange(
        &self,
        mut stream: impl AsyncRead + AsyncWrite + Unpin,
        method: &str,
        path: &str,
        body: Option<&[u8]>,
        headers: &[&str],
    ) -> Vec<u8> {
        let head = self.head(method, path, body, headers);
        stream.write_all(head.as_bytes()).await.unwrap();
        stream.write_all(body.unwrap_or_default()).await.unwrap();
        let mut said = Vec::new();
        // A server that has said all may end the connection without the farewell of TLS.
        let _ended = stream.read_to_end(&mut said).await;
        said
    }

    async fn talk(
        &mut self,
        stream: impl AsyncRead + AsyncWrite + Unpin,
        method: &str,
        path: &str,
        body: Option<&[u8]>,
        headers: &[&str],
    ) -> Page {
        let said = String::from_utf8(self.exchange(stream, method, path, body, headers).await).unwrap();
        let (head, body) = said.split_once("\r\n\r\n").expect("an answer has a head");
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let page = Page { status, head: head.to_owned(), body: body.to_owned() };
        for cookie in page.headers("set-cookie") {
            let (pair, rest) = cookie.split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            if rest.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        page
    }
}

fn form(fields: &[(&str, &str)]) -> String {
    let one = |(name, value): &(&str, &str)| format!("{name}={}", encoded(value));
    fields.iter().map(one).collect::<Vec<_>>().join("&")
}

fn encoded(text: &str) -> String {
    let one = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => char::from(byte).to_string(),
        b' ' => "+".to_owned(),
        byte => format!("%{byte:02X}"),
    };
    text.bytes().map(one).collect()
}
