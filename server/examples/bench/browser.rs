//! A browser of the staff's pages: signed in, private, on one connection that stays.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use rustls::{ClientConnection, StreamOwned};

use crate::floor::PINS;
use crate::process::await_answer;
use crate::way::{name, trusting};

const END_OF_HEAD: &[u8] = b"\r\n\r\n";
/// Between the fields of a form with a text.
const BOUNDARY: &str = "part";

/// A browser with one connection.
pub struct Browser {
    stream: StreamOwned<ClientConnection, TcpStream>,
    host: String,
    /// That proves the session.
    cookie: String,
}

/// An answer.
pub struct Answer {
    pub head: String,
    pub body: Vec<u8>,
}

impl Answer {
    /// Whether it has this status.
    pub fn is(&self, status: u16) -> bool {
        self.head.starts_with(&format!("HTTP/1.1 {status}"))
    }

    pub fn header(&self, name: &str) -> anyhow::Result<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        let found = lines.find(|(found, _)| found.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value).with_context(|| format!("{name} in {}", self.head))
    }
}

impl Browser {
    /// Somebody is signed in; the folder is the server's.
    pub fn signed_in(port: u16, folder: &Path, login: &str) -> anyhow::Result<Self> {
        let mut browser = Self::at(port, folder)?;
        let pins: toml::Table = std::fs::read_to_string(folder.join(PINS))?.parse()?;
        let pin = pins[login].as_str().context("the PIN")?;
        let answer = browser.post("/staff/sign-in", &format!("login={login}&pin={pin}"))?;
        let cookie = answer.header("set-cookie")?;
        browser.cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        Ok(browser)
    }

    fn at(port: u16, folder: &Path) -> anyhow::Result<Self> {
        await_answer(port)?;
        let connection = ClientConnection::new(Arc::new(trusting(folder)?), name()?)?;
        let socket = TcpStream::connect(("127.0.0.1", port))?;
        socket.set_nodelay(true)?;
        let (host, cookie) = (format!("127.0.0.1:{port}"), String::new());
        Ok(Self { stream: StreamOwned::new(connection, socket), host, cookie })
    }

    pub fn get(&mut self, path: &str) -> anyhow::Result<Answer> {
        self.ask(&format!("GET {path}"), "", "")
    }

    /// Sends a form; its fields are written as they go.
    pub fn post(&mut self, path: &str, form: &str) -> anyhow::Result<Answer> {
        self.send(path, "application/x-www-form-urlencoded", form)
    }

    /// Sends a form with a text in the field `text`.
    pub fn post_text(&mut self, path: &str, text: &str) -> anyhow::Result<Answer> {
        let disposition = "Content-Disposition: form-data; name=\"text\"";
        let body = format!("--{BOUNDARY}\r\n{disposition}\r\n\r\n{text}\r\n--{BOUNDARY}--\r\n");
        self.send(path, &format!("multipart/form-data; boundary={BOUNDARY}"), &body)
    }

    fn send(&mut self, path: &str, kind: &str, body: &str) -> anyhow::Result<Answer> {
        // Without it a form is not taken for one of the server's own pages.
        let origin = format!("Origin: https://{}", self.host);
        let headers = format!("{origin}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n", body.len());
        self.ask(&format!("POST {path}"), &headers, body)
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
