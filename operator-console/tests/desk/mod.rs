//! A desk of its own for the real console: an X server, a window manager, a sound device that is a file, and a server that says what the
//! scripted office says. Everything is ended with the desk.
#![allow(dead_code, clippy::unwrap_used)]

mod server;

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use server::Server;

/// Samples a second of the captured sound, of one channel.
pub const RATE_HZ: usize = 48_000;
const SOUND: &str = "pcm.!default { type plug slave.pcm { type file slave.pcm { type null } file \"{}/heard.raw\" \
                     format raw } slave { format S16_LE rate 48000 channels 1 } }";
const PATIENCE: Duration = Duration::from_secs(90);

/// The desk, with the console open at window 4.
pub struct Desk {
    folder: TempDir,
    display: String,
    server: Server,
    /// Ended in this order.
    processes: Vec<Child>,
}

impl Desk {
    /// Opens everything and signs the clerk in; `more` are further lines of the console's file.
    pub fn open(more: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let server = Server::start();
        let lines = format!(
            "server = \"{}\"\ndevice = \"console-4\"\nkey_file = \"k\"\nstate_dir = \".\"\nlanguage = \"en\"\n{more}",
            server.address
        );
        std::fs::write(folder.path().join("console.toml"), lines).unwrap();
        std::fs::write(folder.path().join("k"), "a-key").unwrap();
        let sound = SOUND.replace("{}", &folder.path().display().to_string());
        std::fs::write(folder.path().join("asound.conf"), sound).unwrap();
        let (x, display) = x_server();
        let mut desk = Self { folder, display, server, processes: vec![x] };
        let manager = desk.command("openbox").arg("--sm-disable").spawn().expect("openbox is installed");
        desk.processes.insert(0, manager);
        let console = desk
            .command(env!("CARGO_BIN_EXE_operator-console"))
            .args(["--config", "console.toml"])
            .env("ALSA_CONFIG_PATH", desk.folder.path().join("asound.conf"))
            .spawn()
            .unwrap();
        desk.processes.insert(0, console);
        desk.waits_for("the window", || desk.title_or_window_is_there());
        desk.waits_for("the connection", || desk.server.is_connected());
        desk.run("xdotool", &["type", "--delay", "30", "kovaleva"]);
        desk.key("Return");
        desk.run("xdotool", &["type", "--delay", "30", "1234"]);
        desk.key("Return");
        desk.waits_for("the clerk at the window", || desk.server.is_signed_in());
        desk
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.folder.path()).env("DISPLAY", &self.display).env_remove("WAYLAND_DISPLAY");
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    fn run(&self, program: &str, arguments: &[&str]) -> String {
        let output = self.command(program).args(arguments).stdout(Stdio::piped()).output();
        String::from_utf8_lossy(&output.unwrap_or_else(|error| panic!("{program}: {error}")).stdout).into_owned()
    }

    pub fn waits_for(&self, what: &str, there: impl Fn() -> bool) {
        let until = Instant::now() + PATIENCE;
        while !there() {
            assert!(Instant::now() < until, "{what} did not come");
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    fn window(&self) -> Option<String> {
        let found = self.run("xdotool", &["search", "--onlyvisible", "--name", "Console"]);
        found.lines().last().map(str::to_owned)
    }

    pub fn title_or_window_is_there(&self) -> bool {
        self.window().is_some()
    }

    pub fn key(&self, key: &str) {
        self.run("xdotool", &["key", "--clearmodifiers", key]);
    }

    /// What the window manager holds of the window, such as `_NET_WM_STATE_ABOVE`.
    pub fn window_states(&self) -> String {
        self.window().map_or_else(String::new, |window| self.run("xprop", &["-id", &window, "_NET_WM_STATE"]))
    }

    pub fn size(&self) -> (u32, u32) {
        let window = self.window().expect("the window is there");
        let told = self.run("xdotool", &["getwindowgeometry", "--shell", &window]);
        let side = |name: &str| told.lines().find_map(|line| line.strip_prefix(name)).unwrap().parse().unwrap();
        (side("WIDTH="), side("HEIGHT="))
    }

    pub fn quiet_queue(&self) {
        self.server.nobody_waits();
    }

    pub fn somebody_comes(&self) {
        self.server.somebody_waits();
    }

    /// What the sound device received.
    pub fn heard(&self) -> Vec<i16> {
        let bytes = std::fs::read(self.folder.path().join("heard.raw")).unwrap_or_default();
        bytes.chunks_exact(2).map(|pair| i16::from_le_bytes([pair[0], pair[1]])).collect()
    }

    /// Seconds of processor that the console has taken, by the kernel's own count of hundredths.
    pub fn processor_s(&self) -> f64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.processes[0].id())).unwrap();
        let (_, fields) = stat.rsplit_once(')').unwrap();
        let fields: Vec<&str> = fields.split_whitespace().collect();
        let hundredths = |at: usize| fields[at].parse::<f64>().unwrap();
        (hundredths(11) + hundredths(12)) / 100.0
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        for process in &mut self.processes {
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}

/// An X server that chooses its own number and tells it.
fn x_server() -> (Child, String) {
    let mut x = Command::new("Xvfb")
        .args(["-displayfd", "1", "-screen", "0", "1600x1000x24", "-nolisten", "tcp"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("Xvfb is installed");
    let mut number = String::new();
    BufReader::new(x.stdout.take().unwrap()).read_line(&mut number).unwrap();
    (x, format!(":{}", number.trim()))
}
