//! The mail server of the tests in a process of its own. No checks here.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use serde::Deserialize;
use server::messages::setup::{Security, SmtpSetup};

/// Longest wait for a mail that must come.
pub const SOON: Duration = Duration::from_secs(60);

/// A mail as Python's mail parser reads it.
#[derive(Clone, Debug, Deserialize)]
pub struct Mail {
    pub from: String,
    pub to: Vec<String>,
    pub headers: Vec<(String, String)>,
    pub defects: Vec<String>,
    pub tree: Vec<String>,
    pub text: String,
    pub html: String,
    pub files: BTreeMap<String, String>,
    pub picture_id: Option<String>,
    pub qr: Option<String>,
    pub calendar: Option<String>,
    pub user: Option<String>,
    pub tls: bool,
    pub raw: String,
}

impl Mail {
    pub fn header(&self, name: &str) -> &str {
        let found: Vec<_> = self.headers.iter().filter(|(key, _)| key.eq_ignore_ascii_case(name)).collect();
        assert_eq!(found.len(), 1, "{name} stands once: {:?}", self.headers);
        &found[0].1
    }

    /// A file with it.
    pub fn file(&self, name: &str) -> Vec<u8> {
        data_encoding::BASE64.decode(self.files[name].as_bytes()).unwrap()
    }

    pub fn id(&self) -> &str {
        self.header("Message-ID")
    }
}

/// A mail server that runs.
pub struct Mailbox {
    child: Child,
    pub port: u16,
    mails: Receiver<Mail>,
}

/// The Python with aiosmtpd.
pub fn python() -> PathBuf {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/venv/bin/python");
    assert!(path.exists(), "{} is missing: run tools/setup tests", path.display());
    path
}

impl Mailbox {
    pub fn start(arguments: &[&str]) -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/messages/mailbox.py");
        let mut command = Command::new(python());
        command.arg(script).args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let port = lines.next().expect("the mail server starts").unwrap().parse().unwrap();
        let (tell, mails) = channel();
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                if tell.send(serde_json::from_str(&line).unwrap()).is_err() {
                    return;
                }
            }
        });
        Self { child, port, mails }
    }

    /// The way to it.
    pub fn setup(&self) -> SmtpSetup {
        smtp(self.port)
    }

    /// The next mail that it takes.
    pub fn next(&self) -> Mail {
        self.mails.recv_timeout(SOON).expect("a mail comes")
    }

    /// Every mail that comes within a time.
    pub fn all_within(&self, time: Duration) -> Vec<Mail> {
        let mut mails = Vec::new();
        loop {
            match self.mails.recv_timeout(time) {
                Ok(mail) => mails.push(mail),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return mails,
            }
        }
    }
}

impl Drop for Mailbox {
    fn drop(&mut self) {
        let _already_over = self.child.kill();
        self.child.wait().unwrap();
    }
}

/// The way to a mail server on a port of this machine.
pub fn smtp(port: u16) -> SmtpSetup {
    SmtpSetup {
        host: "127.0.0.1".to_owned(),
        port,
        security: Security::None,
        login: None,
        from: "queue@office.example".to_owned(),
        ca_file: None,
        patience: Duration::from_secs(2),
    }
}
