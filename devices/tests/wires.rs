//! Printers over real wires: pseudo-terminals, TCP ports, character devices and files, well and unwell (trust.md: silent,
//! late or garbage status, power cycle, stale buffer, unplugged, held line).

#![allow(clippy::unwrap_used, reason = "a test that cannot be set up should fail")]

mod demo;

use demo::{Paper, armenian, russian};
use devices::escpos::{PrinterProfile, Slip};
use devices::printer::{
    self, Answers, Assurance, Completion, Fault, FlowControl, LinkConfig, Outcome, Paper as Roll, Parity,
    PrinterConfig, SerialSettings, Status, TimeLimits,
};
use devices::simulator::{Clearing, Failure, Page, SimulatedPrinter, SimulatorOptions};
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::time::{Duration, Instant};

const CONFIRMED: Outcome = Outcome::Printed(Assurance::Confirmed);

/// Far longer than what must come takes on a busy machine.
const SOON: Duration = Duration::from_secs(30);

/// Short enough to be waited for, and long enough for a machine that is busy with other tests.
fn limits() -> TimeLimits {
    TimeLimits { reply: Duration::from_secs(2), write: Duration::from_secs(2), finish: Duration::from_secs(5) }
}

fn network(address: SocketAddr) -> PrinterConfig {
    PrinterConfig { limits: limits(), ..PrinterConfig::at(LinkConfig::Network { address: address.to_string() }) }
}

fn serial(path: &Path, settings: SerialSettings) -> PrinterConfig {
    let link = LinkConfig::Serial { path: path.to_owned(), settings };
    PrinterConfig { limits: limits(), ..PrinterConfig::at(link) }
}

fn simulator(options: SimulatorOptions) -> (SimulatedPrinter, PrinterConfig) {
    let simulator = SimulatedPrinter::on_tcp((Ipv4Addr::LOCALHOST, 0).into(), options).unwrap();
    let address = simulator.address().unwrap();
    (simulator, network(address))
}

fn slip() -> Slip {
    russian(Paper::Mm80).to_slip()
}

fn assert_one_whole_coupon(pages: &[Page]) {
    let texts: Vec<_> = pages.iter().filter(|page| !page.is_blank()).map(Page::text).collect();
    assert_eq!(texts.len(), 1, "{texts:?}");
    assert!(texts[0].contains(&"А012".to_owned()) && texts[0].contains(&"Спасибо, что ждёте.".to_owned()), "{texts:?}");
}

/// Waits until the printer says that all is well.
fn until_well(printer: &mut dyn printer::Printer) {
    let began = Instant::now();
    loop {
        let status = printer.status();
        if status == Status::Ready(Roll::Enough) {
            return;
        }
        assert!(began.elapsed() < SOON, "the printer never became well: {status:?}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Another program sends this to the printer, and goes when the printer has read it.
fn another_sends(simulator: &SimulatedPrinter, bytes: &[u8]) {
    let mut other = TcpStream::connect(simulator.address().unwrap()).unwrap();
    other.set_read_timeout(Some(SOON)).unwrap();
    other.write_all(bytes).unwrap();
    other.shutdown(Shutdown::Write).unwrap();
    io::copy(&mut other, &mut io::sink()).unwrap();
}

/// Something on a TCP port that is no printer: `say` gets each connection.
fn stranger(say: impl Fn(TcpStream) + Send + 'static) -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || listener.incoming().flatten().for_each(say));
    address
}

#[test]
fn a_coupon_comes_out_of_every_wire() {
    let folder = tempfile::tempdir().unwrap();
    let settings = [
        SerialSettings::default(),
        SerialSettings { baud: 115_200, parity: Parity::Even, flow_control: FlowControl::Software },
        SerialSettings { baud: 19_200, parity: Parity::Odd, flow_control: FlowControl::None },
    ];
    for settings in settings {
        let path = folder.path().join("serial");
        let simulator = SimulatedPrinter::on_pty(&path, SimulatorOptions::default()).unwrap();
        let mut printer = printer::open(&serial(&path, settings));
        assert_eq!(printer.print(&slip()).outcome, CONFIRMED, "{settings:?}");
        assert_one_whole_coupon(&simulator.tear_off());
    }
    let path = folder.path().join("lp0");
    let simulator = SimulatedPrinter::on_pty(&path, SimulatorOptions::default()).unwrap();
    let mut printer = printer::open(&PrinterConfig::at(LinkConfig::Usb { path }));
    assert_eq!(printer.print(&slip()).outcome, CONFIRMED);
    assert_one_whole_coupon(&simulator.tear_off());
    let (simulator, config) = self::simulator(SimulatorOptions::default());
    let report = printer::open(&config).print(&slip());
    assert_eq!(
        (report.outcome, report.before, report.after),
        (CONFIRMED, Status::Ready(Roll::Enough), Status::Ready(Roll::Enough))
    );
    assert_one_whole_coupon(&simulator.tear_off());
    assert_eq!(simulator.errors(), []);
}

#[test]
fn a_file_holds_the_last_job_alone_and_claims_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("coupon.bin");
    let mut printer = printer::open(&PrinterConfig::at(LinkConfig::File { path: path.clone() }));
    assert_eq!(printer.status(), Status::Unknown);
    printer.print(&armenian(Paper::Mm80).to_slip());
    let report = printer.print(&slip());
    assert_eq!(report.outcome, Outcome::Printed(Assurance::HandedOver));
    assert_eq!((report.before, report.after), (Status::Unknown, Status::Unknown));
    assert_eq!(std::fs::read(&path).unwrap(), demo::job(&slip(), PrinterProfile::mm80()).bytes());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "no half-written file stays");

    let nowhere = LinkConfig::File { path: folder.path().join("missing/coupon.bin") };
    let report = printer::open(&PrinterConfig::at(nowhere)).print(&slip());
    assert_eq!(report.outcome, Outcome::NotPrinted(Fault::WriteFailed(io::ErrorKind::NotFound)));
}

#[test]
fn no_printer_says_so() {
    let mut printer = printer::open(&PrinterConfig::at(LinkConfig::None));
    assert_eq!(printer.status(), Status::Faulty(Fault::NotInstalled));
    assert_eq!(printer.print(&slip()).outcome, Outcome::NotPrinted(Fault::NotInstalled));
}

#[test]
fn a_printer_that_is_not_there_is_found_when_it_appears() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("serial");
    let mut printer = printer::open(&serial(&path, SerialSettings::default()));
    assert!(matches!(printer.status(), Status::Faulty(Fault::Unreachable(_))));
    assert!(matches!(printer.print(&slip()).outcome, Outcome::NotPrinted(Fault::Unreachable(_))));
    let simulator = SimulatedPrinter::on_pty(&path, SimulatorOptions::default()).unwrap();
    assert_eq!(printer.print(&slip()).outcome, CONFIRMED);
    assert_one_whole_coupon(&simulator.tear_off());
}

#[test]
fn a_plain_file_is_no_usb_printer() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let mut printer = printer::open(&PrinterConfig::at(LinkConfig::Usb { path: file.path().to_owned() }));
    assert_eq!(printer.status(), Status::Faulty(Fault::Unreachable(io::ErrorKind::InvalidInput)));
}

#[test]
fn each_fault_is_named_before_a_byte_of_the_job_goes_out() {
    let cases = [
        (Failure::PaperOut, Fault::NoPaper),
        (Failure::CoverOpen, Fault::CoverOpen),
        (Failure::Jam, Fault::Jammed),
        (Failure::CutterStuck, Fault::CutterFault),
        (Failure::Overheat, Fault::Overheated),
        (Failure::Break, Fault::Broken),
        (Failure::Silence, Fault::Silent),
        (Failure::GarbledStatus, Fault::GarbledStatus),
        (Failure::LateStatus(Duration::from_secs(3)), Fault::Silent),
    ];
    let named = |failure: Failure, fault: Fault| {
        let (simulator, config) = simulator(SimulatorOptions::default());
        let mut printer = printer::open(&config);
        simulator.fail(failure, 0);
        let report = printer.print(&slip());
        assert_eq!(report.outcome, Outcome::NotPrinted(fault), "{failure:?}");
        assert_eq!(report.bytes_sent, 0, "{failure:?}");
        simulator.mend();
        until_well(printer.as_mut());
        assert!(simulator.tear_off().iter().all(Page::is_blank), "{failure:?}");
    };
    // What is waited for is the time limit: all wait at once.
    std::thread::scope(|scope| {
        for (failure, fault) in cases {
            scope.spawn(move || named(failure, fault));
        }
    });
}

#[test]
fn a_roll_near_its_end_is_told_and_printed_on() {
    let (simulator, config) = simulator(SimulatorOptions::default());
    simulator.fail(Failure::PaperLow, 0);
    let report = printer::open(&config).print(&slip());
    assert_eq!((report.outcome, report.after), (CONFIRMED, Status::Ready(Roll::Low)));
}

#[test]
fn a_power_cut_in_mid_job_on_a_serial_line_is_noticed_and_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let cut_at = |at: u64| {
        let path = folder.path().join(format!("serial-{at}"));
        let simulator = SimulatedPrinter::on_pty(&path, SimulatorOptions::default()).unwrap();
        let mut printer = printer::open(&serial(&path, SerialSettings::default()));
        simulator.fail(Failure::PowerCycle, at);
        let outcome = printer.print(&slip()).outcome;
        assert!(
            matches!(outcome, Outcome::NotPrinted(Fault::Silent) | Outcome::Uncertain(Fault::Silent)),
            "{at}: {outcome:?}"
        );
        let _stub = simulator.tear_off();
        until_well(printer.as_mut());
        assert_eq!(printer.print(&slip()).outcome, CONFIRMED, "{at}");
        assert_one_whole_coupon(&simulator.tear_off());
    };
    // What is waited for is the time limit: all wait at once.
    std::thread::scope(|scope| {
        for at in [40, 90, 160, 230, 300, 378] {
            scope.spawn(move || cut_at(at));
        }
    });
}

#[test]
fn an_unplugged_serial_printer_is_told_and_found_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("serial");
    let simulator = SimulatedPrinter::on_pty(&path, SimulatorOptions::default()).unwrap();
    let mut printer = printer::open(&serial(&path, SerialSettings::default()));
    assert_eq!(printer.status(), Status::Ready(Roll::Enough));
    simulator.fail(Failure::Unplug, 200);
    let outcome = printer.print(&slip()).outcome;
    assert!(matches!(outcome, Outcome::Uncertain(Fault::Unplugged | Fault::Silent)), "{outcome:?}");
    assert!(matches!(printer.status(), Status::Faulty(Fault::Unreachable(_) | Fault::Unplugged)));
    let _stub = simulator.tear_off();
    simulator.mend();
    until_well(printer.as_mut());
    assert_eq!(printer.print(&slip()).outcome, CONFIRMED);
    assert_one_whole_coupon(&simulator.tear_off());
}

#[test]
fn what_another_program_left_in_the_printer_does_not_come_out_with_ours() {
    let (simulator, config) = simulator(SimulatorOptions::default());
    simulator.fail(Failure::PaperOut, 30);
    another_sends(&simulator, &demo::job(&slip(), PrinterProfile::mm80()).bytes()[..300]);
    let mut printer = printer::open(&config);
    assert_eq!(printer.status(), Status::Faulty(Fault::NoPaper));
    simulator.mend();
    let _stub = simulator.tear_off();
    assert_eq!(printer.print(&slip()).outcome, CONFIRMED);
    assert_one_whole_coupon(&simulator.tear_off());
}

#[test]
fn a_page_a_size_and_a_side_that_another_program_chose_do_not_spoil_ours() {
    let (simulator, config) = simulator(SimulatorOptions::default());
    let mut printer = printer::open(&config);
    assert_eq!(printer.print(&slip()).outcome, CONFIRMED);
    let ours = simulator.tear_off();
    // The printer listens to one at a time.
    drop(printer);
    // Page 46 for 17, letters eight times as large, everything to the right.
    another_sends(&simulator, b"\x1bt\x2e\x1d!\x77\x1ba\x02");
    let mut printer = printer::open(&config);
    assert_eq!(printer.print(&slip()).outcome, CONFIRMED);
    let ink = |pages: &[Page]| pages.iter().map(|page| page.elements.clone()).collect::<Vec<_>>();
    assert_eq!(ink(&simulator.tear_off()), ink(&ours), "the same to the dot");
}

#[test]
fn a_printer_without_the_clearing_command_is_filled_up_before_the_next_job() {
    let options = SimulatorOptions { clearing: Clearing::Unknown, ..SimulatorOptions::default() };
    let (simulator, config) = simulator(options);
    let mut printer = printer::open(&config);
    let coupon = armenian(Paper::Mm80).to_slip();
    assert_eq!(printer.print(&coupon).outcome, CONFIRMED);
    simulator.fail(Failure::PowerCycle, 400);
    assert!(matches!(printer.print(&coupon).outcome, Outcome::NotPrinted(_) | Outcome::Uncertain(_)));
    until_well(printer.as_mut());
    let _all = simulator.tear_off();
    assert_eq!(printer.print(&coupon).outcome, CONFIRMED);
    let pages: Vec<Page> = simulator.tear_off().into_iter().filter(|page| page.says("A012")).collect();
    assert_eq!(pages.len(), 1);
    assert_eq!(pages[0].height, 1312, "whole and alone");
}

#[test]
fn strangers_on_the_port_are_no_printers() {
    let web = stranger(|mut stream| {
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
        let _ = io::copy(&mut stream, &mut io::sink());
    });
    assert_eq!(printer::open(&network(web)).status(), Status::Faulty(Fault::GarbledStatus));
    let chatterer = stranger(|mut stream| while stream.write_all(&[0x12; 512]).is_ok() {});
    assert_eq!(printer::open(&network(chatterer)).status(), Status::Faulty(Fault::GarbledStatus));
    let mute = stranger(|mut stream| {
        let _ = io::copy(&mut stream, &mut io::sink());
    });
    let started = Instant::now();
    assert_eq!(printer::open(&network(mute)).print(&slip()).outcome, Outcome::NotPrinted(Fault::Silent));
    assert!(started.elapsed() < SOON, "{:?}", started.elapsed());
    let rude = stranger(drop);
    assert_eq!(printer::open(&network(rude)).print(&slip()).outcome, Outcome::NotPrinted(Fault::Unplugged));
}

#[test]
fn a_printer_that_reports_unasked_is_understood() {
    let address = stranger(|mut stream| {
        let mut byte = [0];
        let mut recent = vec![0; 10];
        while stream.read_exact(&mut byte).is_ok() {
            recent.remove(0);
            recent.push(byte[0]);
            let answer: &[u8] = match recent.as_slice() {
                [.., 0x10, 0x04, 1..=4] => &[0x14, 0x00, 0x00, 0x0F, 0x12],
                [.., 0x1D, b'r', 1] => &[0x14, 0x00, 0x00, 0x0F, 0x00],
                [0x10, 0x14, 8, 1, 3, 20, 1, 6, 2, 8] => &[0x10, 0x00, 0x00, 0x00, 0x37, 0x25, 0x00],
                _ => continue,
            };
            stream.write_all(answer).unwrap();
        }
    });
    assert_eq!(printer::open(&network(address)).print(&slip()).outcome, CONFIRMED);
}

#[test]
fn a_held_line_is_told_in_time_and_what_it_held_never_comes_out() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("serial");
    let (mut device, line) = serialport::TTYPort::pair().unwrap();
    std::os::unix::fs::symlink(serialport::SerialPort::name(&line).unwrap(), &path).unwrap();
    let mut config = serial(&path, SerialSettings::default());
    config.answers = Answers::Nothing;
    let mut printer = printer::open(&config);
    // More than the 64 kB that a pseudo-terminal holds.
    let long = (0..30).fold(Slip::new().number("А012"), |slip, _| slip.text("Հերթի կտրոն ".repeat(20)));
    let started = Instant::now();
    assert_eq!(printer.print(&long.cut()).outcome, Outcome::Uncertain(Fault::WriteTimedOut));
    assert!(started.elapsed() < SOON, "{:?}", started.elapsed());
    drop(printer);
    serialport::SerialPort::set_timeout(&mut device, Duration::from_millis(100)).unwrap();
    let mut late = Vec::new();
    let mut buffer = [0; 8_192];
    while let Ok(read @ 1..) = device.read(&mut buffer) {
        late.extend_from_slice(&buffer[..read]);
    }
    // The far end of a pseudo-terminal has taken 4,095 bytes by itself; the 60 kB behind them are forgotten.
    assert!(late.len() < 4_096, "{} bytes of the abandoned job were still delivered", late.len());
}

#[test]
fn a_printer_that_does_not_know_the_question_in_turn_is_taken_at_its_status() {
    let address = stranger(|mut stream| {
        let mut bytes = [0; 512];
        while let Ok(read @ 1..) = stream.read(&mut bytes) {
            let asked = bytes[..read].windows(2).filter(|pair| pair == &[0x10, 0x04]).count();
            let _ = stream.write_all(&vec![0x12; asked]);
        }
    });
    let mut config = network(address);
    assert_eq!(printer::open(&config).print(&slip()).outcome, Outcome::Uncertain(Fault::Silent));
    config.completion = Completion::GoodStatus;
    assert_eq!(printer::open(&config).print(&slip()).outcome, Outcome::Printed(Assurance::HandedOver));
}

#[test]
fn at_9600_baud_a_coupon_takes_half_a_second_and_the_simulator_keeps_that_pace() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("serial");
    let options = SimulatorOptions { baud: Some(9_600), ..SimulatorOptions::default() };
    let simulator = SimulatedPrinter::on_pty(&path, options).unwrap();
    let mut printer = printer::open(&serial(&path, SerialSettings::default()));
    assert_eq!(printer.status(), Status::Ready(Roll::Enough));
    let job = demo::job(&slip(), PrinterProfile::mm80());
    let started = Instant::now();
    assert_eq!(printer.print(&slip()).outcome, CONFIRMED);
    let took = started.elapsed().as_secs_f64();
    assert!(took >= job.seconds_at(9_600), "{took} s is faster than the line");
    assert_one_whole_coupon(&simulator.tear_off());
}

#[test]
fn a_slip_that_cannot_be_printed_never_reaches_the_wire() {
    let (simulator, config) = simulator(SimulatorOptions::default());
    let report = printer::open(&config).print(&Slip::new().number("\u{1b}").cut());
    assert!(matches!(report.outcome, Outcome::NotPrinted(Fault::Unprintable(_))));
    assert!(simulator.tear_off().is_empty());
}
