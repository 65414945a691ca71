//! A program in a real window, on a screen of its own (Xvfb). For the tests of the apps; nothing else.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Long enough for a machine that is busy with other tests.
pub const PATIENCE: Duration = Duration::from_secs(120);
const STANDS: Duration = Duration::from_millis(800);

/// Ends with the test, whatever comes of it.
pub struct Running(pub Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ended_already = self.0.kill();
        let _status = self.0.wait();
    }
}

/// A screen of its own, whose picture lies in a file.
pub struct Screen {
    _xvfb: Running,
    pub display: String,
    memory: PathBuf,
}

impl Screen {
    /// A screen of this size, such as `1920x1080`. No key repeats, and it goes on when its last program goes.
    pub fn start(folder: &Path, size: &str) -> Self {
        let mut xvfb = Command::new("Xvfb")
            .args([
                "-r",
                "-noreset",
                "-displayfd",
                "1",
                "-screen",
                "0",
                &format!("{size}x24"),
                "-nolisten",
                "tcp",
                "-fbdir",
            ])
            .arg(folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut number = String::new();
        BufReader::new(xvfb.stdout.take().unwrap()).read_line(&mut number).unwrap();
        assert!(!number.trim().is_empty(), "Xvfb did not start");
        Self { _xvfb: Running(xvfb), display: format!(":{}", number.trim()), memory: folder.join("Xvfb_screen0") }
    }

    /// The file: a head, and four bytes of each pixel.
    pub fn picture(&self) -> Vec<u8> {
        std::fs::read(&self.memory).unwrap()
    }

    /// The same, once it has stood for longer than a new call's band does between two of its changes, and almost as long as a countdown does.
    pub fn standing(&self) -> Vec<u8> {
        let (mut seen, mut since) = (self.picture(), Instant::now());
        wait_until("screen that stands still", || {
            let now = self.picture();
            if now != seen {
                (seen, since) = (now, Instant::now());
            }
            since.elapsed() > STANDS
        });
        self.picture()
    }

    /// Waits until one byte of `share` is another than `before`: more than a clock's figures.
    pub fn wait_for_another(&self, before: &[u8], share: usize) {
        let changed = || self.picture().iter().zip(before).filter(|(now, then)| now != then).count();
        wait_until("another screen", || changed() > before.len() / share);
    }
}

pub fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let since = Instant::now();
    while !is_so() {
        assert!(since.elapsed() < PATIENCE, "there is no {what}");
        std::thread::sleep(Duration::from_millis(100));
    }
}
