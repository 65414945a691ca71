//! The whole program with a sound system that fails it: under a screen of its own (Xvfb), with a server made of one socket.
#![allow(clippy::unwrap_used)] // A test may fail where it stands.

mod floor;
#[path = "../../tools/xvfb.rs"]
mod xvfb;

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use floor::{STORY, call};
use protocol::VERSION;
use protocol::board::{HallBoard, HallCall};
use protocol::codec::{decode, encode};
use protocol::limits::FROM_DEVICE_LIMIT;
use protocol::message::{DeviceFault, FromDevice, FromServer, Show, Update, Welcome};
use tokio_tungstenite::tungstenite::{self, Message, WebSocket};
use xvfb::{PATIENCE, Running, Screen};

/// Of a new call, one byte of so many is another one: more than of a text that has its turn.
const SHARE: usize = 100;
/// Configurations of the sound system that give no device, and the one that is not there at all.
const NO_SOUND: [(&str, Option<&str>); 3] = [
    ("text that it cannot read", Some("pcm.!default { type {{{ \u{1}\u{2}")),
    ("a plugin that it does not have", Some("pcm.!default { type nonesuch }")),
    ("no file", None),
];
const FILE: &str = "pcm.!default { type plug slave.pcm { type file slave.pcm { type null } file \"{}/heard.wav\" \
                    format wav } slave { format S16_LE rate 48000 channels 2 } }";

/// The server's end of the display's connection, on a thread of its own: what is asked for must be answered at all times.
struct Server {
    show: Sender<Show>,
    heard: Receiver<FromDevice>,
}

impl Server {
    fn greet(listener: &TcpListener) -> Self {
        let (stream, _) = listener.accept().unwrap();
        let mut socket = tungstenite::accept(stream).unwrap();
        socket.get_ref().set_read_timeout(Some(Duration::from_millis(50))).unwrap();
        let (show, shown) = channel();
        let (hear, heard) = channel();
        std::thread::spawn(move || converse(&mut socket, &shown, &hear));
        let server = Self { show, heard };
        assert!(matches!(server.heard.recv_timeout(PATIENCE).unwrap(), FromDevice::Hello(_)));
        server.show.send(Show::Floor(Box::new(floor::floor(5)))).unwrap();
        server.calls(&[]);
        server
    }

    fn calls(&self, calls: &[HallCall]) {
        self.show.send(Show::Hall(HallBoard { calls: calls.to_vec() })).unwrap();
    }

    fn wait_for_report_of(&self, fault: &DeviceFault) {
        let is_told = |heard: &FromDevice| matches!(heard, FromDevice::Report(report) if report.faults.contains(fault));
        while !is_told(&self.heard.recv_timeout(PATIENCE).unwrap()) {}
    }
}

/// Until either end goes.
fn converse(socket: &mut WebSocket<TcpStream>, shown: &Receiver<Show>, hear: &Sender<FromDevice>) {
    let now = STORY.parse().unwrap();
    let mut seq = 0;
    loop {
        match socket.read() {
            Ok(Message::Text(text)) => {
                let message: FromDevice = decode(&text, FROM_DEVICE_LIMIT).unwrap();
                if matches!(message, FromDevice::Hello(_)) {
                    let welcome = Welcome { version: VERSION, epoch: 1, now, session: None, office: None };
                    socket.send(Message::text(encode(&FromServer::Welcome(welcome)))).unwrap();
                }
                if hear.send(message).is_err() {
                    return;
                }
            }
            Ok(_) => {}
            Err(tungstenite::Error::Io(waited))
                if matches!(waited.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
            Err(_) => return,
        }
        for show in shown.try_iter() {
            seq += 1;
            let update = FromServer::Update(Update { epoch: 1, seq, now, show });
            if socket.send(Message::text(encode(&update))).is_err() {
                return;
            }
        }
    }
}

/// The example's file, with the house's own voices.
fn configure(folder: &Path, server: &str) {
    let example = include_str!("../example.toml");
    let assets = Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets");
    let text = example
        .replace("wss://127.0.0.1:7700/device", server)
        .replace("id = \"hall-1\"", "id = \"main\"")
        .replace("\"../assets", &format!("\"{}", assets.display()))
        .replace("full_screen = true", "full_screen = false");
    std::fs::write(folder.join("hall.toml"), text).unwrap();
    std::fs::write(folder.join("hall-1.key"), "key\n").unwrap();
}

fn program(folder: &Path) -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_hall-display"));
    program.args(["--config", "hall.toml"]).current_dir(folder).env("ALSA_CONFIG_PATH", folder.join("asound.conf"));
    program
}

#[test]
fn without_a_sound_system_the_screen_goes_on_and_the_fault_stands_on_the_devices_list() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let screen = Screen::start(folder, "1920x1080");
    for (what, asound) in NO_SOUND {
        match asound {
            Some(text) => std::fs::write(folder.join("asound.conf"), text).unwrap(),
            None => std::fs::remove_file(folder.join("asound.conf")).unwrap(),
        }
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        configure(folder, &format!("ws://{}/device", listener.local_addr().unwrap()));
        let log = File::create(folder.join("log")).unwrap();
        let display = program(folder).env("DISPLAY", &screen.display).env_remove("WAYLAND_DISPLAY").stderr(log).spawn();
        let mut display = Running(display.unwrap());

        let server = Server::greet(&listener);
        server.wait_for_report_of(&DeviceFault::NoSound);
        screen.wait_for_another(&vec![0; screen.picture().len()], SHARE);
        let (first, second) = (call(1, "A012", 4, 0), call(2, "K007", 2, 0));
        let before = screen.picture();
        server.calls(std::slice::from_ref(&first));
        screen.wait_for_another(&before, SHARE);
        let before = screen.standing();
        server.calls(&[first, second]);
        screen.wait_for_another(&before, SHARE);
        assert!(display.0.try_wait().unwrap().is_none(), "the program goes on with {what}");
        let log = std::fs::read_to_string(folder.join("log")).unwrap();
        assert!(log.contains("announced") && !log.contains("panicked"), "{what}: {log}");
    }
}

#[test]
fn a_trial_of_the_sound_plays_a_call_in_each_language_and_fails_where_there_is_no_device() {
    let folder = tempfile::tempdir().unwrap();
    configure(folder.path(), "ws://127.0.0.1:9/device");
    let trial = |asound: &str, more: &[&str]| {
        let asound = asound.replace("{}", &folder.path().display().to_string());
        std::fs::write(folder.path().join("asound.conf"), asound).unwrap();
        let output = program(folder.path()).arg("--try-sound").args(more).env_remove("DISPLAY").output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        (output.status.success(), said)
    };
    let (played, said) = trial(FILE, &[]);
    assert!(played, "{said}");
    for language in ["en", "hy", "ru"] {
        assert!(said.contains(&format!("play  {language}: the chime, number K372, window 24")), "{said}");
    }
    // A loud sample among the many, as of a piece that is lost the loudest may be one.
    let loud = || {
        let mut wav = Vec::new();
        File::open(folder.path().join("heard.wav")).unwrap().read_to_end(&mut wav).unwrap();
        let samples = wav[44..].as_chunks::<2>().0.iter().map(|sample| i16::from_le_bytes(*sample).unsigned_abs());
        let mut heard: Vec<u16> = samples.filter(|sample| *sample > 0).collect();
        heard.sort_unstable();
        (wav.len(), heard[heard.len() * 9 / 10])
    };
    let (bytes, _) = loud();
    assert!(bytes > 3 * 4 * 48_000 * 3, "three calls of over three seconds: {bytes} bytes");
    let heard_at = |volume: &str| {
        assert!(trial(FILE, &["--volume", volume]).0);
        f64::from(loud().1)
    };
    // On a machine without time to spare a device drops pieces of sound.
    let is_a_quarter = |_| {
        let ratio = heard_at("40") / heard_at("80");
        println!("half the level is {ratio} of the sound");
        (0.23..0.27).contains(&ratio)
    };
    assert!((0..3).any(is_a_quarter), "half the level of the file is a quarter of the sound");

    let (played, said) = trial("", &[]);
    assert!(!played && said.contains("no sound device"), "{said}");
    assert!(!said.contains("play  "), "{said}");
}
