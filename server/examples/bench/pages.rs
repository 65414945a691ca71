//! The pages of a day and of a year out of five years as a manager's browser has them: signed in, private, on one connection that stays.
//! Beside them the least answer of the same server on the same connection.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use crate::floor::{MANAGER, PINS};
use crate::press::serve;
use crate::statistics::middle_ms;
use crate::table::{Row, Table};

const DAY: &str = "/staff/day?date=2023-11-15";
const YEAR: &str = "/staff/period?from=2023-01-01&to=2023-12-31&against_from=2022-01-01&against_to=2022-12-31";
/// A page of five years is longer than this, in bytes.
const LONG: usize = 20_000;
/// Between two questions whether the statistics are there, and when they will not come any more.
const LOOK_AGAIN: Duration = Duration::from_millis(100);
const NEVER: Duration = Duration::from_secs(60);
const END_OF_HEAD: &[u8] = b"\r\n\r\n";

/// Serves the folder, which has the days.
pub fn measure(folder: &Path, table: &mut Table) -> anyhow::Result<()> {
    let server = serve(folder, 0)?;
    let mut manager = Manager::at(server.port, folder)?;
    manager.sign_in(folder)?;
    manager.wait_for(DAY)?;
    for (name, path, goal) in [
        ("statistics: page of a day of five years over HTTPS", DAY, "<= 50"),
        ("statistics: page of a year of five and the year before over HTTPS", YEAR, "<= 500"),
    ] {
        let value = middle_ms(|| {
            let page = manager.get(path)?;
            let is_it = page.is_well() && page.body.len() > LONG;
            anyhow::ensure!(is_it, "{path}: {}, {} bytes", page.head, page.body.len());
            Ok(())
        })?;
        let least = middle_ms(|| {
            anyhow::ensure!(manager.get("/health")?.is_well(), "the server is well");
            Ok(())
        })?;
        table.add(Row { name, unit: "ms", value, floor: Some(least), goal });
    }
    Ok(())
}

/// A browser with one connection.
struct Manager {
    stream: StreamOwned<ClientConnection, TcpStream>,
    host: String,
    /// That proves the session.
    cookie: String,
}

/// An answer.
struct Answer {
    head: String,
    body: Vec<u8>,
}

impl Answer {
    fn is_well(&self) -> bool {
        self.head.starts_with("HTTP/1.1 200")
    }

    fn header(&self, name: &str) -> anyhow::Result<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        let found = lines.find(|(found, _)| found.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value).with_context(|| format!("{name} in {}", self.head))
    }
}

impl Manager {
    fn at(port: u16, folder: &Path) -> anyhow::Result<Self> {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_file(folder.join(server::tls::FILE))?)?;
        let config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let connection = ClientConnection::new(Arc::new(config), ServerName::try_from("queue-server")?)?;
        let socket = TcpStream::connect(("127.0.0.1", port))?;
        socket.set_nodelay(true)?;
        let (host, cookie) = (format!("127.0.0.1:{port}"), String::new());
        Ok(Self { stream: StreamOwned::new(connection, socket), host, cookie })
    }

    fn sign_in(&mut self, folder: &Path) -> anyhow::Result<()> {
        let pins: toml::Table = std::fs::read_to_string(folder.join(PINS))?.parse()?;
        let pin = pins[MANAGER].as_str().context("the manager's PIN")?;
        let form = format!("login={MANAGER}&pin={pin}");
        let kind = "Content-Type: application/x-www-form-urlencoded";
        let answer =
            self.ask("POST /staff/sign-in", &format!("{kind}\r\nContent-Length: {}\r\n", form.len()), &form)?;
        let cookie = answer.header("set-cookie")?;
        self.cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        Ok(())
    }

    /// Until the server has read what it needs for the page.
    fn wait_for(&mut self, path: &str) -> anyhow::Result<()> {
        let began = Instant::now();
        while !self.get(path)?.is_well() {
            anyhow::ensure!(began.elapsed() < NEVER, "{path} did not come");
            std::thread::sleep(LOOK_AGAIN);
        }
        Ok(())
    }

    fn get(&mut self, path: &str) -> anyhow::Result<Answer> {
        self.ask(&format!("GET {path}"), "", "")
    }

    fn ask(&mut self, what: &str, headers: &str, body: &str) -> anyhow::Result<Answer> {
        let Self { stream, host, cookie } = self;
        let head = format!("{what} HTTP/1.1\r\nHost: {host}\r\nCookie: {cookie}\r\n{headers}\r\n");
        stream.write_all((head + body).as_bytes())?;
        stream.flush()?;
        let mut said = Vec::new();
        let ends = loop {
            if let Some(at) = said.windows(END_OF_HEAD.len()).position(|four| four == END_OF_HEAD) {
                break at + END_OF_HEAD.len();
            }
            more(stream, &mut said)?;
        };
        let mut answer = Answer { head: String::from_utf8(said[..ends].to_vec())?, body: said.split_off(ends) };
        let length: usize = answer.header("content-length")?.parse()?;
        while answer.body.len() < length {
            more(stream, &mut answer.body)?;
        }
        Ok(answer)
    }
}

/// Reads what is there, at least a byte.
fn more(stream: &mut impl Read, said: &mut Vec<u8>) -> anyhow::Result<()> {
    let mut part = [0; 16 * 1024];
    let read = stream.read(&mut part)?;
    anyhow::ensure!(read > 0, "the server hung up");
    said.extend_from_slice(&part[..read]);
    Ok(())
}
