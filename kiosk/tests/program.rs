//! The whole program in a real window (Xvfb), with a scanner and a printer on their wires and a server made of one socket: a code
//! before the scanner becomes a number on the screen, and a coupon where its visitor wants one; one that is not good is told so (B7, S5).
#![allow(clippy::unwrap_used)]

mod support;
#[path = "../../tools/xvfb.rs"]
mod xvfb;

use std::fs::File;
use std::io::ErrorKind;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use devices::simulator::{SimulatedPrinter, SimulatedScanner, SimulatorOptions};
use jiff::Timestamp;
use protocol::VERSION;
use protocol::codec::{decode, encode};
use protocol::limits::FROM_DEVICE_LIMIT;
use protocol::message::{
    Answer, Ask, BookedView, DeviceFault, FromDevice, FromServer, Outcome, Reply, Request, Show, TicketState,
    TicketView, Update, Welcome,
};
use protocol::token::{OfficeKey, Token};
use queue::Rejection;
use queue::booking::NoBooking;
use queue::ids::{BookingId, CategoryId, HallId, Language, ServiceId, TicketId};
use slint::{Rgba8Pixel, SharedPixelBuffer};
use support::office;
use support::told::Told;
use tempfile::TempDir;
use tokio_tungstenite::tungstenite::{self, Message, WebSocket};
use xvfb::{PATIENCE, Running, Screen, wait_until};

/// Of another screen, one byte of so many is another one.
const SHARE: usize = 200;

impl Screen {
    /// Waits until it shows this screen of a booked visitor: no other is as near, and but for the clock's figures all of it is so.
    fn wait_for(&self, told: &Told, name: &str) {
        let since = Instant::now();
        loop {
            let all = told.compare(&self.pixels());
            if all[0].1 == name && all[0].0 < 500 && all[1].0 > 2 * all[0].0 {
                return;
            }
            assert!(since.elapsed() < PATIENCE, "{name} is not shown; the nearest are {:?}", &all[..4]);
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    /// The picture in the file: a head of words with the highest byte first, colours, then blue, green, red and nothing of each pixel.
    fn pixels(&self) -> SharedPixelBuffer<Rgba8Pixel> {
        let file = self.picture();
        let word = |at: usize| u32::from_be_bytes(file[4 * at..4 * at + 4].try_into().unwrap());
        let [head, width, height, line, colours] = [0, 4, 5, 12, 19].map(word);
        let begins = (head + 12 * colours) as usize;
        let lines = file[begins..].chunks(line as usize).take(height as usize);
        let bytes: Vec<u8> = lines
            .flat_map(|line| line.as_chunks::<4>().0.iter().take(width as usize))
            .flat_map(|[blue, green, red, _]| [*red, *green, *blue, 255])
            .collect();
        SharedPixelBuffer::clone_from_slice(&bytes, width, height)
    }

    fn touch(&self, (x, y): (f32, f32)) {
        let at = [x, y].map(|side| side.round().to_string());
        let touched = Command::new("xdotool")
            .env("DISPLAY", &self.display)
            .args(["mousemove", &at[0], &at[1], "click", "1"])
            .status();
        assert!(touched.unwrap().success());
    }
}

fn story() -> Timestamp {
    "2026-11-17T05:42:00Z".parse().unwrap()
}

fn key() -> OfficeKey {
    OfficeKey::from_secret(&[7; 32])
}

fn code(key: &OfficeKey, booking: u64) -> String {
    key.sign(&Token { booking: BookingId(booking), revision: 0, begins: "2026-11-17T09:45:00".parse().unwrap() })
}

/// The server's end of the kiosk's connection, on a thread of its own: what is asked for must be answered at all times.
struct Server {
    say: Sender<FromServer>,
    heard: Receiver<FromDevice>,
}

impl Server {
    /// Greets a kiosk and shows it an office that takes bookings.
    fn greet(listener: &TcpListener) -> Self {
        let (stream, _) = listener.accept().unwrap();
        let mut socket = tungstenite::accept(stream).unwrap();
        socket.get_ref().set_read_timeout(Some(Duration::from_millis(50))).unwrap();
        let (say, said) = channel();
        let (hear, heard) = channel();
        std::thread::spawn(move || converse(&mut socket, &said, &hear));
        let server = Self { say, heard };
        assert!(matches!(server.heard.recv_timeout(PATIENCE).unwrap(), FromDevice::Hello(_)));
        let office = Some(key().public());
        server.say(FromServer::Welcome(Welcome { version: VERSION, epoch: 1, now: story(), session: None, office }));
        let (floor, board) = office::of_bookings();
        for (seq, show) in (1..).zip([Show::Floor(Box::new(floor)), Show::Kiosk(board)]) {
            server.say(FromServer::Update(Update { epoch: 1, seq, now: story(), show }));
        }
        server
    }

    fn say(&self, message: FromServer) {
        self.say.send(message).unwrap();
    }

    /// The next request within this time.
    fn request(&self, within: Duration) -> Option<Request> {
        let until = Instant::now() + within;
        loop {
            match self.heard.recv_timeout(until.saturating_duration_since(Instant::now())).ok()? {
                FromDevice::Request(request) => return Some(request),
                FromDevice::Hello(_) | FromDevice::Report(_) => {}
            }
        }
    }

    /// Waits until the kiosk reports its scanner gone, or back.
    fn wait_for_scanner(&self, there: bool) {
        let silent = DeviceFault::ScannerSilent;
        let is_told = |heard: &FromDevice| matches!(heard, FromDevice::Report(report) if report.faults.contains(&silent) != there);
        while !is_told(&self.heard.recv_timeout(PATIENCE).expect("a report of the scanner")) {}
    }

    /// For so long nothing is asked.
    fn nothing_is_asked_for(&self, time: Duration) {
        assert_eq!(self.request(time), None);
    }
}

/// Until either end goes.
fn converse(socket: &mut WebSocket<TcpStream>, said: &Receiver<FromServer>, hear: &Sender<FromDevice>) {
    loop {
        match socket.read() {
            Ok(Message::Text(text)) => {
                if hear.send(decode(&text, FROM_DEVICE_LIMIT).unwrap()).is_err() {
                    return;
                }
            }
            Ok(_) => {}
            Err(tungstenite::Error::Io(waited))
                if matches!(waited.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
            Err(_) => return,
        }
        for message in said.try_iter() {
            if socket.send(Message::text(encode(&message))).is_err() {
                return;
            }
        }
    }
}

fn ticket() -> TicketView {
    TicketView {
        ticket: TicketId(15),
        number: "A015".parse().unwrap(),
        day: jiff::civil::date(2026, 11, 17),
        taken_at: jiff::civil::time(9, 42, 0, 0),
        visit: vec![ServiceId::new("passport").unwrap()],
        category: CategoryId::new("general").unwrap(),
        language: Language::new("ru").unwrap(),
        more_time: false,
        hall: HallId::new("hall-1").unwrap(),
        ahead: 0,
        expected: None,
        expected_by: None,
        url: None,
        copies: 0,
        state: TicketState::Waiting,
        booked: Some(BookedView { at: jiff::civil::time(9, 45, 0, 0), late: false }),
        called_from: None,
    }
}

fn configure(folder: &Path, server: &str, printer: &str, scanner: &Path) {
    let scanner = format!("kind = \"serial\"\npath = \"{}\"", scanner.display());
    let text = include_str!("../kiosk.example.toml")
        .replace("wss://127.0.0.1:7700/device", server)
        .replace("/var/lib/kiosk", "state")
        .replace("full_screen = true", "full_screen = false")
        .replace("192.168.1.40:9100", printer)
        .replace("kind = \"none\"", &scanner);
    std::fs::write(folder.join("kiosk.toml"), text).unwrap();
    std::fs::write(folder.join("kiosk-1.key"), "key\n").unwrap();
}

/// One at a time: a program that is started inherits the wires of the others, which would never be unplugged then.
static ALONE: Mutex<()> = Mutex::new(());

/// The program in its window, with all that hangs on it.
struct Kiosk {
    program: Running,
    server: Server,
    scanner: SimulatedScanner,
    screen: Screen,
    _printer: SimulatedPrinter,
    _listener: TcpListener,
    folder: TempDir,
    // Let go last.
    _alone: MutexGuard<'static, ()>,
}

impl Kiosk {
    fn start() -> Self {
        let alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
        let whole = tempfile::tempdir().unwrap();
        let folder = whole.path();
        let screen = Screen::start(folder, "1080x1920");
        let wire = folder.join("scanner");
        let options = SimulatorOptions { folder: Some(folder.join("paper")), ..SimulatorOptions::default() };
        let printer = SimulatedPrinter::on_tcp("127.0.0.1:0".parse().unwrap(), options).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("ws://{}/device", listener.local_addr().unwrap());
        configure(folder, &address, &printer.address().unwrap().to_string(), &wire);
        let mut kiosk = Command::new(env!("CARGO_BIN_EXE_kiosk"));
        kiosk.args(["--config", "kiosk.toml"]).current_dir(folder).env("DISPLAY", &screen.display);
        let log = File::create(folder.join("log")).unwrap();
        let program = Running(kiosk.env_remove("WAYLAND_DISPLAY").stderr(log).spawn().unwrap());
        let server = Server::greet(&listener);
        // Plugged in only now: the program must not inherit the other end of its wire, which would never be unplugged then.
        server.wait_for_scanner(false);
        let scanner = SimulatedScanner::on_pty(&wire).unwrap();
        server.wait_for_scanner(true);
        screen.wait_for_another(&vec![0; screen.picture().len()], SHARE);
        server.nothing_is_asked_for(Duration::from_secs(3));
        Self { folder: whole, screen, server, scanner, program, _printer: printer, _listener: listener, _alone: alone }
    }

    fn paper(&self) -> PathBuf {
        self.folder.path().join("paper/coupon.bin")
    }

    /// What a code is answered with.
    fn answer(&self, code: &str, outcome: Outcome) {
        let request = self.server.request(PATIENCE).expect("the code is asked about");
        assert_eq!(request.ask, Ask::CheckIn { code: code.to_owned(), language: None, more_time: false });
        self.server.say(FromServer::Reply(Reply { id: request.id, outcome }));
    }
}

#[test]
fn a_code_before_the_scanner_is_a_check_in_and_its_coupon_comes_out_where_it_is_wanted() {
    let mut kiosk = Kiosk::start();
    // Whatever is no code of this office is told on the screen, and nobody is asked.
    let mine = code(&key(), 1);
    let elsewhere = code(&OfficeKey::from_secret(&[9; 32]), 1);
    let before = kiosk.screen.picture();
    kiosk.scanner.scan(&elsewhere).unwrap();
    kiosk.server.nothing_is_asked_for(Duration::from_secs(1));
    kiosk.screen.wait_for_another(&before, SHARE);
    for bytes in [
        &mine.as_bytes()[..70],
        b"\r\n",
        format!("{mine}{}\r\n", &mine[..80]).as_bytes(),
        format!("{}\r\n", mine.to_lowercase()).as_bytes(),
        "ЙИФРЦ\r\n".as_bytes(),
        b"\x1b\x02SETUP\x03\r\n",
        b"\0\0\r\n",
        "X".repeat(5_000).as_bytes(),
        b"\r\n",
    ] {
        kiosk.scanner.send(bytes).unwrap();
        kiosk.server.nothing_is_asked_for(Duration::from_millis(500));
    }
    // Unplugged in the middle of a code and plugged in again, it begins anew.
    kiosk.scanner.send(&mine.as_bytes()[..40]).unwrap();
    kiosk.scanner.until_read().unwrap();
    kiosk.server.nothing_is_asked_for(Duration::from_millis(500));
    kiosk.scanner.unplug();
    kiosk.server.wait_for_scanner(false);
    kiosk.scanner.plug().unwrap();
    kiosk.server.wait_for_scanner(true);

    let before = kiosk.screen.picture();
    kiosk.scanner.scan(&mine).unwrap();
    kiosk.answer(&mine, Outcome::Done(Answer::Ticket(Box::new(ticket()))));
    kiosk.screen.wait_for_another(&before, SHARE);
    // The number stands, and takes a touch after the two seconds below.
    kiosk.screen.standing();
    // The phone is still there: it is read again and nothing comes of it.
    kiosk.scanner.scan(&mine).unwrap();
    kiosk.server.nothing_is_asked_for(Duration::from_secs(2));
    assert!(!kiosk.paper().exists(), "no paper is needed");
    kiosk.screen.touch(support::print_button());
    wait_until("coupon", || kiosk.paper().exists());
    let printed = std::fs::read(kiosk.paper()).unwrap();
    assert!(printed.windows(3).any(|bytes| bytes == b"015"), "the number is on it");
    assert!(kiosk.program.0.try_wait().unwrap().is_none(), "the program goes on");
    let log = std::fs::read_to_string(kiosk.folder.path().join("log")).unwrap();
    assert!(!log.contains("panicked") && !log.contains(&mine), "{log}");
}

#[test]
fn a_code_that_is_not_good_is_told_what_is_wrong_with_it_b4_b12_s5() {
    let told = Told::draw();
    let mut kiosk = Kiosk::start();
    let local = |text: &str| text.parse().unwrap();
    // The kiosk knows a foreign code by itself.
    kiosk.scanner.scan(&code(&OfficeKey::from_secret(&[9; 32]), 1)).unwrap();
    kiosk.screen.wait_for(&told, "check-in-other-office");
    kiosk.scanner.scan("https://example.org/t/23456789abcd").unwrap();
    kiosk.screen.wait_for(&told, "check-in-no-code");
    kiosk.scanner.send(b"\x1b\x02SETUP\x03\r\n").unwrap();
    kiosk.screen.wait_for(&told, "check-in-misread");
    kiosk.server.nothing_is_asked_for(Duration::from_millis(500));
    let verdicts = [
        ("check-in-used", NoBooking::CheckedIn { number: "A015".parse().unwrap() }),
        ("check-in-missed", NoBooking::NoShow { number: "A015".parse().unwrap() }),
        ("check-in-visit-over", NoBooking::VisitOver),
        ("check-in-early", NoBooking::TooEarly { from: "2026-11-17T07:30:00Z".parse().unwrap() }),
        ("check-in-other-day", NoBooking::OtherDay { begins: local("2026-11-23T09:45:00") }),
        ("check-in-rescheduled", NoBooking::Rescheduled { begins: local("2026-11-18T12:00:00") }),
        ("check-in-cancelled", NoBooking::Cancelled),
        ("check-in-void", NoBooking::Void),
        ("check-in-unknown", NoBooking::Unknown),
        ("check-in-reception-closed", NoBooking::ReceptionClosed),
    ];
    for (booking, (name, why)) in (2..).zip(verdicts) {
        let shown = code(&key(), booking);
        kiosk.scanner.scan(&shown).unwrap();
        kiosk.answer(&shown, Outcome::Rejected(Rejection::Booking(why)));
        kiosk.screen.wait_for(&told, name);
    }
    assert!(!kiosk.paper().exists(), "nothing is printed");
}
