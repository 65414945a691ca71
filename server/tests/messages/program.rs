//! The real program in a process of its own, on a prepared folder. No checks here.

use std::io::{BufRead, BufReader, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::support::{DEMO, House};

pub struct Program {
    child: Child,
    /// Where devices and `/health` are.
    pub address: SocketAddr,
    /// Where the visitors' pages are.
    pub visitors: SocketAddr,
}

/// A floor's file with these messages, beside the data folder.
pub fn config(folder: &Path, floor: &str, messages: &str) -> PathBuf {
    let path = folder.join("floor.toml");
    // Any number of them run at one time.
    let (before, after) = floor.split_once("visitors_listen = \"127.0.0.1:7780\"").expect("a place for visitors");
    std::fs::write(&path, format!("{before}visitors_listen = \"127.0.0.1:0\"{after}\n{messages}")).unwrap();
    path
}

/// Mail to a server of this machine.
pub fn by_mail(port: u16) -> String {
    format!(
        "[messages.smtp]\nhost = \"127.0.0.1\"\nport = {port}\nsecurity = \"none\"\nfrom = \"queue@office.example\"\npatience_s = 2\n"
    )
}

impl Program {
    /// Starts it with the demo floor; its log goes to `log` in the folder, its process id to `pid`.
    pub fn start(house: &House, messages: &str, log: &str) -> Self {
        Self::start_with(house, DEMO, messages, log)
    }

    /// Starts it with a floor's file.
    pub fn start_with(house: &House, floor: &str, messages: &str, log: &str) -> Self {
        let folder = house.folder.path();
        let mut command = Command::new(env!("CARGO_BIN_EXE_queue-server"));
        command.arg("run").arg("--config").arg(config(folder, floor, messages)).arg("--data").arg(house.data());
        command.args(["--listen", "127.0.0.1:0", "--log", "json"]).env("RUST_LOG", log).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        std::fs::write(folder.join("pid"), child.id().to_string()).unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
        let mut file = std::fs::OpenOptions::new().create(true).append(true).open(folder.join("log")).unwrap();
        // Devices come first, then visitors.
        let mut listens = || loop {
            let line = lines.next().expect("the server starts");
            writeln!(file, "{line}").unwrap();
            let line: serde_json::Value = serde_json::from_str(&line).unwrap_or_else(|_| panic!("{line}"));
            if let Some(address) = line["fields"]["address"].as_str() {
                return address.parse().unwrap();
            }
        };
        let (address, visitors) = (listens(), listens());
        std::thread::spawn(move || lines.for_each(|line| writeln!(file, "{line}").unwrap()));
        Self { child, address, visitors }
    }

    /// Whether it was killed by now.
    pub fn is_dead(&mut self) -> bool {
        self.child.try_wait().unwrap().is_some()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _already_over = self.child.kill();
        self.child.wait().unwrap();
    }
}
