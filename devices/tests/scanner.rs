//! The scanner over a pseudo-terminal: every bad input of trust.md, unplugging in mid-code, a caller that does not take
//! its events, and an end without delay.

#![allow(clippy::unwrap_used, reason = "a test that cannot be set up should fail")]

use devices::printer::SerialSettings;
use devices::scanner::{
    self, DropReason, Framing, Scanner, ScannerConfig, ScannerEvent, ScannerFault, ScannerLink, ScannerState,
};
use devices::simulator::{SimulatedScanner, scripted_scanner};
use std::path::Path;
use std::time::{Duration, Instant};

const TOKEN: &str = "https://ochered.example/t/7KQ4-M2XB";
/// Far longer than what must come takes on a busy machine.
const SOON: Duration = Duration::from_secs(20);

fn config(path: &Path) -> ScannerConfig {
    let mut config =
        ScannerConfig::at(ScannerLink::Serial { path: path.to_owned(), settings: SerialSettings::default() });
    config.times.reopen = Duration::from_millis(20);
    config
}

fn code(text: &str) -> Option<ScannerEvent> {
    Some(ScannerEvent::Code(text.to_owned()))
}

fn dropped(reason: DropReason) -> Option<ScannerEvent> {
    Some(ScannerEvent::Dropped(reason))
}

struct Bench {
    _folder: tempfile::TempDir,
    simulator: SimulatedScanner,
    scanner: Box<dyn Scanner>,
}

fn bench(change: impl Fn(&mut ScannerConfig)) -> Bench {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("scanner");
    let simulator = SimulatedScanner::on_pty(&path).unwrap();
    let mut config = config(&path);
    change(&mut config);
    let mut scanner = scanner::open(&config);
    assert_eq!(scanner.next(SOON), Some(ScannerEvent::Ready));
    Bench { _folder: folder, simulator, scanner }
}

impl Bench {
    /// Pulls the plug when the reader holds these bytes: they arrive together with a code, and its event says that they are read.
    fn unplug_in_the_middle_of(&mut self, begun: &str) {
        let before = format!("before-{begun}");
        self.simulator.send(format!("{before}\r\n{begun}").as_bytes()).unwrap();
        assert_eq!(self.scanner.next(SOON), code(&before));
        self.simulator.unplug();
    }
}

#[test]
fn codes_arrive_to_the_letter_and_in_order() {
    let mut bench = bench(|_| {});
    for number in 0..20 {
        bench.simulator.scan(&format!("{TOKEN}-{number}")).unwrap();
    }
    for number in 0..20 {
        assert_eq!(bench.scanner.next(SOON), code(&format!("{TOKEN}-{number}")));
    }
    assert_eq!(bench.scanner.state(), ScannerState::Ready);
}

#[test]
fn what_is_no_code_arrives_as_its_reason() {
    let mut bench = bench(|_| {});
    let cases: [(&[u8], DropReason); 5] = [
        (b"\x1b[31mred\r\n", DropReason::ControlCharacters),
        (b"%\x02ENTER SETUP\x03%\r\n", DropReason::ControlCharacters),
        ("рееы:..щсрукувюучфьздую\r\n".as_bytes(), DropReason::WrongAlphabet),
        (&[b'x'; 600], DropReason::TooLong),
        (b"half a code", DropReason::Truncated),
    ];
    for (bytes, reason) in cases {
        bench.simulator.send(bytes).unwrap();
        if reason == DropReason::TooLong {
            bench.simulator.send(b"\r\n").unwrap();
        }
        assert_eq!(bench.scanner.next(SOON), dropped(reason));
    }
    bench.simulator.scan(TOKEN).unwrap();
    assert_eq!(bench.scanner.next(SOON), code(TOKEN), "the next code is whole again");
}

#[test]
fn a_doubled_reading_counts_once() {
    let mut bench = bench(|_| {});
    bench.simulator.scan(TOKEN).unwrap();
    bench.simulator.scan(TOKEN).unwrap();
    bench.simulator.scan(&format!("{TOKEN}x{TOKEN}x")).unwrap();
    assert_eq!(bench.scanner.next(SOON), code(TOKEN));
    assert_eq!(bench.scanner.next(SOON), dropped(DropReason::Repeated));
    assert_eq!(bench.scanner.next(SOON), code(&format!("{TOKEN}x")));
}

#[test]
fn a_scanner_without_line_ends_is_framed_by_silence() {
    let mut bench = bench(|config| {
        config.framing = Framing::Idle;
        config.times.idle = Duration::from_millis(400);
    });
    for byte in TOKEN.as_bytes() {
        bench.simulator.send(&[*byte]).unwrap();
    }
    assert_eq!(bench.scanner.next(SOON), code(TOKEN));
}

#[test]
fn unplugged_in_mid_code_it_says_so_and_comes_back_by_itself() {
    let mut bench = bench(|_| {});
    bench.unplug_in_the_middle_of(&TOKEN[..12]);
    assert_eq!(bench.scanner.next(SOON), dropped(DropReason::Truncated));
    assert_eq!(bench.scanner.next(SOON), Some(ScannerEvent::Fault(ScannerFault::Unplugged)));
    assert_eq!(bench.scanner.state(), ScannerState::Faulty(ScannerFault::Unplugged));
    assert_eq!(bench.scanner.next(Duration::from_millis(200)), None, "being gone is said once");
    bench.simulator.plug().unwrap();
    assert_eq!(bench.scanner.next(SOON), Some(ScannerEvent::Ready));
    bench.simulator.scan(TOKEN).unwrap();
    assert_eq!(bench.scanner.next(SOON), code(TOKEN));
}

#[test]
fn unplugged_after_any_byte_of_a_code_nothing_of_it_is_read_and_the_next_is_whole() {
    let mut bench = bench(|_| {});
    for at in 1..=TOKEN.len() {
        bench.unplug_in_the_middle_of(&TOKEN[..at]);
        assert_eq!(bench.scanner.next(SOON), dropped(DropReason::Truncated), "byte {at}");
        assert_eq!(bench.scanner.next(SOON), Some(ScannerEvent::Fault(ScannerFault::Unplugged)), "byte {at}");
        bench.simulator.plug().unwrap();
        assert_eq!(bench.scanner.next(SOON), Some(ScannerEvent::Ready), "byte {at}");
        bench.simulator.scan(&format!("{TOKEN}-{at}")).unwrap();
        assert_eq!(bench.scanner.next(SOON), code(&format!("{TOKEN}-{at}")), "byte {at}");
    }
}

#[test]
fn a_code_typed_on_a_cyrillic_keyboard_layout_is_refused_in_every_encoding_and_length() {
    let mut bench = bench(|_| {});
    // The token's keys on a Russian layout, as UTF-8, windows-1251 and one letter among Latin ones.
    let utf_8 = "реезыЖ..щсрукувюучфьздую.е.7ЛЙ4-Ь2ЧИ\r\n";
    let one = format!("{}М2XB\r\n", &TOKEN[..TOKEN.len() - 4]);
    let (windows_1251, _, _) = encoding_rs::WINDOWS_1251.encode(utf_8);
    for bytes in [utf_8.as_bytes(), &windows_1251, one.as_bytes()] {
        bench.simulator.send(bytes).unwrap();
        assert_eq!(bench.scanner.next(SOON), dropped(DropReason::WrongAlphabet));
    }
    bench.simulator.scan(TOKEN).unwrap();
    assert_eq!(bench.scanner.next(SOON), code(TOKEN));
}

#[test]
fn a_scanner_that_is_not_there_is_said_once_and_found_when_it_appears() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("scanner");
    let mut scanner = scanner::open(&config(&path));
    let missing = ScannerFault::Unreachable(std::io::ErrorKind::NotFound);
    assert_eq!(scanner.next(SOON), Some(ScannerEvent::Fault(missing)));
    assert_eq!(scanner.next(Duration::from_millis(150)), None);
    assert_eq!(scanner.state(), ScannerState::Faulty(missing));
    let _simulator = SimulatedScanner::on_pty(&path).unwrap();
    assert_eq!(scanner.next(SOON), Some(ScannerEvent::Ready));
}

#[test]
fn codes_that_nobody_takes_are_dropped_and_counted_as_an_overrun() {
    let mut bench = bench(|_| {});
    for number in 0..100 {
        bench.simulator.scan(&format!("{TOKEN}-{number}")).unwrap();
        std::thread::sleep(Duration::from_millis(1));
    }
    bench.simulator.until_read().unwrap();
    // The last of them are still to be handed over.
    std::thread::sleep(Duration::from_millis(200));
    let mut taken = 0;
    while let Some(ScannerEvent::Code(_)) = bench.scanner.next(Duration::from_millis(50)) {
        taken += 1;
    }
    assert_eq!(taken, 32, "no more wait than the queue holds");
    bench.simulator.scan("after").unwrap();
    assert_eq!(bench.scanner.next(SOON), dropped(DropReason::Overrun));
    assert_eq!(bench.scanner.next(SOON), code("after"));
}

#[test]
fn an_endless_stream_without_line_ends_neither_grows_nor_hangs() {
    let mut bench = bench(|_| {});
    for _ in 0..200 {
        bench.simulator.send(&[b'z'; 1_000]).unwrap();
    }
    bench.simulator.send(b"\r\n").unwrap();
    assert_eq!(bench.scanner.next(SOON), dropped(DropReason::TooLong));
}

#[test]
fn dropping_a_scanner_ends_its_thread_at_once() {
    let bench = bench(|_| {});
    let started = Instant::now();
    drop(bench.scanner);
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
}

#[test]
fn no_scanner_says_so() {
    let mut scanner = scanner::open(&ScannerConfig::at(ScannerLink::None));
    assert_eq!(scanner.state(), ScannerState::Faulty(ScannerFault::NotInstalled));
    assert_eq!(scanner.next(Duration::from_millis(1)), None);
}

#[test]
fn a_scripted_scanner_stands_in_for_a_real_one() {
    let (mut scanner, hand) = scripted_scanner();
    hand.scan(TOKEN);
    hand.unplug();
    assert_eq!(scanner.next(SOON), code(TOKEN));
    assert_eq!(scanner.next(SOON), Some(ScannerEvent::Fault(ScannerFault::Unplugged)));
    assert_eq!(scanner.state(), ScannerState::Faulty(ScannerFault::Unplugged));
}
