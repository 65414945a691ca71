//! A server of the demo floor, a post that keeps the codes, and a visitor's browser: cookies, forms, redirects. No checks here.

#[path = "tcp.rs"]
mod tcp;

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use queue::ids::Language;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use server::clock::SetClock;
use server::messages::setup::Countries;
use server::messages::{Busy, Delivery, Messages, Post, Reach, Receipt};
use server::office::Tick;
use server::people::entered::Contact;
use server::proxies::TrustedProxies;
use server::run::{FloorFile, Listeners, RunError, Settings};
use server::session::Limits;
use tempfile::TempDir;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// Longest wait for anything that must come.
pub const SOON: Duration = Duration::from_secs(30);
/// The demo story's morning: 17 November 2026, 09:42 in Moscow.
pub const MORNING: &str = "2026-11-17T06:42:00Z";
/// The name in the certificate of the visitors' pages.
pub const HOST: &str = "queue.example";
const DEMO: &str = include_str!("../../../assets/demo/floor.toml");

/// What was sent: contact, language, code.
pub type Sent = (String, String, String);

/// Keeps what it is given to carry.
pub struct Box {
    pub reach: Reach,
    pub sent: Mutex<Vec<Sent>>,
    pub full: Mutex<bool>,
    /// To whose telephones it carries.
    pub countries: Mutex<Countries>,
    /// What becomes of each code.
    pub delivery: Mutex<Delivery>,
}

impl Post for Box {
    fn reach(&self) -> Reach {
        self.reach
    }

    fn countries(&self) -> Countries {
        self.countries.lock().unwrap().clone()
    }

    fn send_code(&self, to: &Contact, language: &Language, code: &str) -> Result<Receipt, Busy> {
        if *self.full.lock().unwrap() {
            return Err(Busy);
        }
        let to = match to {
            Contact::Email(email) => email.as_str(),
            Contact::Phone(phone) => phone.as_str(),
        };
        self.sent.lock().unwrap().push((to.to_owned(), language.to_string(), code.to_owned()));
        Ok(Receipt::of(*self.delivery.lock().unwrap()))
    }
}

/// A server in this process.
pub struct Office {
    pub address: SocketAddr,
    pub clock: Arc<SetClock>,
    pub post: Arc<Box>,
    pub folder: TempDir,
    stop: oneshot::Sender<()>,
    running: JoinHandle<Result<(), RunError>>,
}

impl Office {
    pub async fn open() -> Self {
        Self::open_with(|_| {}).await
    }

    pub async fn open_with(change: impl FnOnce(&mut Settings)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let post = Arc::new(Box {
            reach: Reach { email: true, phone: true },
            sent: Mutex::default(),
            full: Mutex::default(),
            countries: Mutex::default(),
            delivery: Mutex::new(Delivery::Taken),
        });
        let config = server::config::parse(DEMO).unwrap();
        let mut settings = Settings {
            data: folder.path().to_owned(),
            floor: config.floor,
            file: FloorFile::Compare,
            visitors_files: None,
            trusted_proxies: TrustedProxies::default(),
            keys: None,
            keep_days: config.keep_days,
            messages: Messages::by(Arc::clone(&post) as Arc<dyn Post>),
            limits: Limits::default(),
            tick: Tick::Rehearsed,
        };
        change(&mut settings);
        crate::pins::give(&settings.data, &settings.floor);
        let devices = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let visitors = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = visitors.local_addr().unwrap();
        let clock = Arc::new(SetClock::at(MORNING.parse().unwrap()));
        let (stop, stopped) = oneshot::channel();
        let listeners = Listeners { devices, visitors: Some(visitors) };
        let running = tokio::spawn(server::run(listeners, settings, Arc::clone(&clock) as Arc<_>, async {
            let _ = stopped.await;
        }));
        Self { address, clock, post, folder, stop, running }
    }

    /// One in which a visitor has come up to the form, for a residence permit at a time.
    pub async fn with_form(at: &str) -> (Self, Browser, Page) {
        let office = Self::open().await;
        let mut visitor = office.browser();
        let form = visitor.up_to_form("residence", at).await;
        (office, visitor, form)
    }

    /// One in which Anna has booked, and her booking's page.
    pub async fn with_booking(service: &str, at: &str) -> (Self, Browser, Page) {
        let office = Self::open().await;
        let mut visitor = office.browser();
        let booked = visitor.book(&office, service, at, &ANNA).await;
        (office, visitor, booked)
    }

    pub fn browser(&self) -> Browser {
        Browser::at(self.address)
    }

    /// The last code.
    pub fn code(&self) -> String {
        self.post.sent.lock().unwrap().last().unwrap().2.clone()
    }

    /// Waits until the server ends by itself.
    pub async fn ended(self) -> Result<(), RunError> {
        let _kept_until_then = self.stop;
        self.running.await.unwrap()
    }

    /// The same, and what it leaves.
    pub async fn folder_after_the_end(self) -> TempDir {
        let _kept_until_then = self.stop;
        assert!(self.running.await.unwrap().is_err());
        self.folder
    }

    pub async fn stop(self) -> TempDir {
        self.stop.send(()).unwrap();
        self.running.await.unwrap().unwrap();
        self.folder
    }
}

/// One visitor's browser.
pub struct Browser {
    address: SocketAddr,
    /// An address of 127.0.0.0/8 to come from.
    pub from: Option<String>,
    pub cookie: Option<String>,
    pub language: &'static str,
    /// Where it is.
    pub path: String,
    /// Whose certificate it trusts, where it asks over TLS.
    pub trusts: Option<CertificateDer<'static>>,
}

/// An answer.
pub struct Page {
    pub status: u16,
    pub head: String,
    pub bytes: Vec<u8>,
}

impl Page {
    pub fn html(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let line = |line: &'_ str| line.split_once(": ").map(|(name, value)| (name.to_ascii_lowercase(), value.len()));
        let found = self.head.lines().find(|text| line(text).is_some_and(|(found, _)| found == name))?;
        found.split_once(": ").map(|(_, value)| value)
    }

    /// The page's texts, without markup.
    pub fn text(&self) -> String {
        let html = self.html();
        let body = html.split_once("<body>").map_or(html.as_str(), |(_, body)| body);
        let parts = body.split('<').map(|part| part.split_once('>').map_or("", |(_, text)| text));
        unescaped(&parts.collect::<Vec<_>>().join(" ")).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The addresses of the links that hold this.
    pub fn links(&self, part: &str) -> Vec<String> {
        let html = self.html();
        let links = html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()).map(unescaped);
        links.filter(|link| link.contains(part)).collect()
    }

    pub fn link(&self, part: &str) -> String {
        self.links(part).into_iter().next().unwrap_or_else(|| panic!("a link with {part} in {}", self.html()))
    }

    /// What a form sends without being typed: names and values.
    pub fn hidden(&self) -> Vec<(String, String)> {
        let html = self.html();
        let fields = html.split("<input type=\"hidden\" name=\"").skip(1);
        let parts = fields.filter_map(|field| field.split("\">").next()?.split_once("\" value=\""));
        parts.map(|(name, value)| (name.to_owned(), unescaped(value))).collect()
    }

    /// The address that a form is sent to.
    pub fn action(&self) -> String {
        let html = self.html();
        unescaped(html.split(" action=\"").nth(1).expect("a form").split('"').next().unwrap())
    }
}

fn unescaped(text: &str) -> String {
    ["&#38;|&", "&amp;|&", "&#60;|<", "&lt;|<", "&#62;|>", "&gt;|>", "&#34;|\"", "&quot;|\"", "&#39;|'"]
        .iter()
        .filter_map(|pair| pair.split_once('|'))
        .fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

impl Browser {
    pub fn at(address: SocketAddr) -> Self {
        Self { address, from: None, cookie: None, language: "en", path: "/book".to_owned(), trusts: None }
    }

    /// Where it is, without what stands behind the question mark.
    pub fn bare(&self) -> String {
        self.path.split('?').next().unwrap().to_owned()
    }

    pub async fn get(&mut self, path: &str) -> Page {
        self.go("GET", path.to_owned(), None, &[]).await
    }

    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        self.post_with(path, fields, &[]).await
    }

    pub async fn post_with(&mut self, path: &str, fields: &[(&str, &str)], headers: &[String]) -> Page {
        let body: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        self.go("POST", path.to_owned(), Some(body.join("&")), headers).await
    }

    /// Asks, and follows where it is sent.
    async fn go(&mut self, method: &str, path: String, body: Option<String>, headers: &[String]) -> Page {
        let mut page = self.ask(method, &path, body.as_deref(), headers).await;
        self.path = path;
        while page.status == 303 {
            self.path = page.header("location").unwrap().to_owned();
            page = self.ask("GET", &self.path.clone(), None, &[]).await;
        }
        page
    }

    /// Sends a form and is gone before there is an answer.
    pub async fn ask_and_hang_up(&mut self, path: &str, body: &str) {
        let open_until_then = self.send(path, body).await;
        // The server has read it all; it has hardly answered yet.
        tcp::until_read(&open_until_then).await;
    }

    /// Sends a form; whoever drops the stream has gone.
    pub async fn send(&mut self, path: &str, body: &str) -> TcpStream {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        let (address, cookie) = (self.address, self.cookie.clone().unwrap());
        let kind = "application/x-www-form-urlencoded";
        let head = format!("POST {path} HTTP/1.1\r\nHost: {address}\r\nCookie: {cookie}\r\nContent-Type: {kind}\r\n");
        stream.write_all(format!("{head}Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes()).await.unwrap();
        stream
    }

    /// Asks once.
    pub async fn ask(&mut self, method: &str, path: &str, body: Option<&str>, headers: &[String]) -> Page {
        let socket = TcpSocket::new_v4().unwrap();
        if let Some(from) = &self.from {
            socket.bind(format!("{from}:0").parse().unwrap()).unwrap();
        }
        let stream = socket.connect(self.address).await.unwrap();
        let mut head = format!("{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n", self.address);
        head += &format!("Accept-Language: {}\r\n", self.language);
        if let Some(cookie) = &self.cookie {
            head += &format!("Cookie: {cookie}\r\n");
        }
        if let Some(body) = body {
            let kind = "application/x-www-form-urlencoded";
            head += &format!("Content-Type: {kind}\r\nContent-Length: {}\r\n", body.len());
            if !headers.iter().any(|line| line.starts_with("Origin:")) {
                let scheme = if self.trusts.is_some() { "https" } else { "http" };
                head += &format!("Origin: {scheme}://{}\r\n", self.address);
            }
        }
        head.extend(headers.iter().map(|line| format!("{line}\r\n")));
        let whole = format!("{head}\r\n{}", body.unwrap_or_default());
        let said = match &self.trusts {
            Some(certificate) => exchange(private(certificate.clone(), stream).await, &whole).await,
            None => exchange(stream, &whole).await,
        };
        let end = said.windows(4).position(|four| four == b"\r\n\r\n").expect("an answer has a head");
        let head = String::from_utf8(said[..end].to_vec()).unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let page = Page { status, head, bytes: said[end + 4..].to_vec() };
        if let Some(cookie) = page.header("set-cookie") {
            self.cookie = Some(cookie.split(';').next().unwrap().to_owned());
        }
        page
    }

    /// Up to the form: a service, a time, consent.
    pub async fn up_to_form(&mut self, service: &str, at: &str) -> Page {
        let path = format!("/book/{service}/time?for=0&lang={}", self.language);
        let page = self.post(&path, &[("at", at)]).await;
        if !page.html().contains("name=\"agree\"") {
            return page;
        }
        self.post(&page.action(), &[("agree", "1")]).await
    }

    /// From the services to a made booking.
    pub async fn book(&mut self, office: &Office, service: &str, at: &str, fields: &[(&str, &str)]) -> Page {
        let form = self.up_to_form(service, at).await;
        assert_eq!(form.status, 200, "{}", form.text());
        let page = self.post(&form.action(), fields).await;
        if !self.path.starts_with("/form/code") {
            return page;
        }
        self.post(&page.action(), &[("code", &office.code())]).await
    }
}

/// Says all, and hears all. A server that has said all may end the connection without the farewell of TLS.
async fn exchange(mut stream: impl AsyncRead + AsyncWrite + Unpin, whole: &str) -> Vec<u8> {
    stream.write_all(whole.as_bytes()).await.unwrap();
    let mut said = Vec::new();
    let ended = stream.read_to_end(&mut said).await;
    assert!(ended.as_ref().map_or_else(|why| why.kind() == ErrorKind::UnexpectedEof, |_| true), "{ended:?}");
    said
}

/// A connection over TLS to whoever has this certificate.
async fn private(certificate: CertificateDer<'static>, stream: TcpStream) -> TlsStream<TcpStream> {
    let mut roots = RootCertStore::empty();
    roots.add(certificate).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from(HOST).unwrap();
    TlsConnector::from(Arc::new(config)).connect(name, stream).await.unwrap()
}

pub fn encoded(text: &str) -> String {
    let one = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => char::from(byte).to_string(),
        b' ' => "+".to_owned(),
        byte => format!("%{byte:02X}"),
    };
    text.bytes().map(one).collect()
}

/// A form that is right.
pub const ANNA: [(&str, &str); 6] = [
    ("family", "Иванова"),
    ("given", "Анна"),
    ("patronymic", ""),
    ("kind", "russian"),
    ("document", "4510 123456"),
    ("contact", "anna@example.org"),
];

/// The same form with some fields otherwise.
pub fn anna_with<'a>(others: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let field = |(name, value): (&'a str, &'a str)| {
        let other = others.iter().find(|(other, _)| *other == name).map(|(_, value)| *value);
        (name, other.unwrap_or(value))
    };
    ANNA.into_iter().map(field).collect()
}
