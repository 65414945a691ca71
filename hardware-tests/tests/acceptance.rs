//! The program as staff and scripts run it: a real printer simulator process, the acceptance run against it, and pictures.

#![allow(clippy::unwrap_used, reason = "a test that cannot be set up should fail")]

use devices::escpos::{Encoder, PrinterProfile, Slip};
use devices::simulator::SimulatedScanner;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Output, Stdio};
use std::time::{Duration, Instant};

const PROGRAM: &str = env!("CARGO_BIN_EXE_hardware-tests");
/// How it ends where nothing failed and something was not tried.
const SKIPPED: i32 = 3;

fn run(arguments: &[&str]) -> Output {
    Command::new(PROGRAM).args(arguments).stdin(Stdio::null()).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

struct Simulator {
    child: Child,
    keyboard: ChildStdin,
    lines: Box<dyn Iterator<Item = String>>,
    place: String,
}

impl Simulator {
    fn start(arguments: &[&str]) -> Self {
        let mut child = Command::new(PROGRAM)
            .arg("simulate-printer")
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let keyboard = child.stdin.take().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        let place = lines.next().unwrap().strip_prefix("printer on ").unwrap().to_owned();
        Self { child, keyboard, lines: Box::new(lines), place }
    }

    fn type_line(&mut self, line: &str) -> String {
        writeln!(self.keyboard, "{line}").unwrap();
        self.lines.next().unwrap()
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        let _ended_already = self.child.kill();
        let _status = self.child.wait();
    }
}

fn on_tcp(out: &Path, more: &[&str]) -> Simulator {
    let mut arguments = vec!["--listen", "127.0.0.1:0", "--out", out.to_str().unwrap()];
    arguments.extend(more);
    Simulator::start(&arguments)
}

#[test]
fn a_printer_on_the_network_is_accepted_and_leaves_pictures() {
    let folder = tempfile::tempdir().unwrap();
    let simulator = on_tcp(folder.path(), &["--margins"]);
    let output = run(&["printer", "--network", &simulator.place, "--unattended"]);
    let said = said(&output);
    assert_eq!(output.status.code(), Some(SKIPPED), "{said}");
    for line in [
        "pass  it is ready before a job",
        "look  it prints the test slip: one slip: Cyrillic",
        "skip  it reports missing paper and prints nothing later: nobody could take the paper roll out",
        "not accepted yet, 4 of 8 checks were skipped: it reports an open cover; it reports missing paper and prints nothing \
         later; a slip broken off by the paper's end is forgotten; after a power cut nothing old comes out",
    ] {
        assert!(said.contains(line), "{line:?} is not in {said}");
    }
    let is_left = |name: &&str| folder.path().join(name).metadata().is_ok_and(|file| file.len() > 100);
    let since = Instant::now();
    for name in ["coupon-001.bin", "coupon-001.png", "coupon-002.png", "coupon.bin", "coupon.png"] {
        while !is_left(&name) {
            assert!(since.elapsed() < Duration::from_secs(60), "{name} is not there");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

#[test]
fn a_printer_on_a_serial_line_is_accepted() {
    let folder = tempfile::tempdir().unwrap();
    let line = folder.path().join("line");
    let out = folder.path().join("out");
    let simulator =
        Simulator::start(&["--pty", line.to_str().unwrap(), "--out", out.to_str().unwrap(), "--baud", "19200"]);
    // Patient with a simulator that keeps the pace of a line on a machine busy with other tests.
    let patient = ["--set", "reply_ms=5000", "--unattended"];
    let output = run(&[&["printer", "--serial", &simulator.place, "--baud", "19200"], &patient[..]].concat());
    assert_eq!(output.status.code(), Some(SKIPPED), "{}", said(&output));
    let usb = run(&[&["printer", "--usb", &simulator.place, "--set", "code_page=wpc1251"], &patient[..]].concat());
    assert_eq!(usb.status.code(), Some(SKIPPED), "{}", said(&usb));
}

#[test]
fn a_printer_that_goes_wrong_is_not_accepted_until_it_is_mended() {
    let folder = tempfile::tempdir().unwrap();
    let mut simulator = on_tcp(folder.path(), &["--fail", "paper-out@300"]);
    let place = simulator.place.clone();
    let accept = || run(&["printer", "--network", &place, "--unattended"]);
    let output = accept();
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(said(&output).contains("FAIL  it prints the test slip: JobReport { outcome: Uncertain(NoPaper)"));
    assert!(said(&accept()).contains("FAIL  it is ready before a job: the paper has run out"));
    assert_eq!(simulator.type_line("mend"), "mended");
    assert_eq!(accept().status.code(), Some(SKIPPED));
    assert_eq!(simulator.type_line("silence"), "silence");
    assert!(said(&accept()).contains("FAIL  it is ready before a job: the printer is silent"));
    assert!(simulator.type_line("catch fire").contains("is no failure"));
}

#[test]
fn what_staff_see_decides() {
    let folder = tempfile::tempdir().unwrap();
    let simulator = on_tcp(folder.path(), &[]);
    let answered = |answers: &str| {
        let mut child = Command::new(PROGRAM)
            .args(["printer", "--network", &simulator.place])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(answers.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    };
    let good = answered("\n\ns\ns\ns\ns\n");
    assert_eq!(good.status.code(), Some(SKIPPED), "{}", said(&good));
    assert!(said(&good).contains("pass  it prints the test slip"));
    let bad = answered("question marks\n\ns\ns\ns\ns\n");
    assert_eq!(bad.status.code(), Some(1));
    assert!(said(&bad).contains("FAIL  it prints the test slip: question marks"), "{}", said(&bad));
}

#[test]
fn a_file_cannot_say_how_it_is_and_is_drawn_by_render() {
    let folder = tempfile::tempdir().unwrap();
    let job = folder.path().join("coupon.bin");
    let picture = folder.path().join("coupon.png");
    let (job, picture) = (job.to_str().unwrap(), picture.to_str().unwrap());
    let output = run(&["printer", "--file", job, "--unattended"]);
    assert!(said(&output).contains("skip  it is ready before a job: this printer cannot say how it is"));
    assert_eq!(output.status.code(), Some(SKIPPED), "{}", said(&output));
    let drawn = run(&["render", job, picture]);
    assert!(drawn.status.success(), "{}", said(&drawn));
    assert!(std::fs::read(picture).unwrap().starts_with(b"\x89PNG"));
}

#[test]
fn render_numbers_pages_and_points_at_what_it_does_not_know() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let encoder = Encoder::new(PrinterProfile::mm58());
    let one = encoder.encode(&Slip::new().number("А012").cut()).unwrap();
    let two = [one.bytes(), one.bytes()].concat();
    std::fs::write(path("two.bin"), &two).unwrap();
    let drawn = run(&["render", &path("two.bin"), &path("page.png"), "--width-mm", "58", "--margins"]);
    assert!(drawn.status.success(), "{}", said(&drawn));
    assert!(folder.path().join("page-2.png").exists());

    std::fs::write(path("odd.bin"), [one.bytes(), b"\x1bz"].concat()).unwrap();
    let odd = run(&["render", &path("odd.bin"), &path("odd.png"), "--width-mm", "58"]);
    assert_eq!(odd.status.code(), Some(1));
    assert!(said(&odd).contains("Unknown [1b, 7a]"), "{}", said(&odd));

    std::fs::write(path("empty.bin"), b"").unwrap();
    assert_eq!(run(&["render", &path("empty.bin"), &path("empty.png")]).status.code(), Some(2));
    assert_eq!(run(&["render", &path("missing.bin"), &path("x.png")]).status.code(), Some(2));
}

#[test]
fn a_scanner_that_is_found_is_accepted_and_one_that_is_not_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let name = folder.path().join("scanner");
    let place = name.to_str().unwrap();
    let missing = run(&["scanner", "--serial", place, "--unattended"]);
    assert_eq!(missing.status.code(), Some(1), "{}", said(&missing));
    let _simulator = SimulatedScanner::on_pty(&name).unwrap();
    let found = run(&["scanner", "--serial", place, "--unattended", "--set", "framing=idle"]);
    assert_eq!(found.status.code(), Some(SKIPPED), "{}", said(&found));
    assert!(said(&found).contains("pass  it is found"));
    assert!(said(&found).contains("not accepted yet, 4 of 5 checks were skipped: a code is read to the letter;"));
}

#[test]
fn every_check_tried_and_none_failed_is_accepted_and_the_help_says_how_it_ends() {
    let folder = tempfile::tempdir().unwrap();
    let name = folder.path().join("scanner");
    // Started before the line is there, or the program would hold the far end too and never see it unplugged.
    let when_plugged = "while [ ! -e \"$2\" ]; do sleep 0.02; done; exec \"$0\" scanner \"$1\" \"$2\"";
    let mut child = Command::new("sh")
        .args(["-c", when_plugged, PROGRAM, "--serial", name.to_str().unwrap()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut simulator = SimulatedScanner::on_pty(&name).unwrap();
    let mut keyboard = child.stdin.take().unwrap();
    let mut screen = BufReader::new(child.stdout.take().unwrap());
    let asked = |screen: &mut BufReader<_>| {
        // A question stands at the end of a line that goes on.
        let mut said = Vec::new();
        while !said.ends_with(b"(s: skip) ") {
            assert_ne!(screen.read_until(b' ', &mut said).unwrap(), 0, "it asks: {}", String::from_utf8_lossy(&said));
        }
        String::from_utf8(said).unwrap()
    };
    for _ in 0..8 {
        let question = asked(&mut screen);
        let request = question.rsplit("please ").next().unwrap();
        let code = request.split(": ").nth(1).map(|rest| rest.split(';').next().unwrap().to_owned());
        if request.contains("in again") {
            simulator.plug().unwrap();
        } else if request.contains("while it reads") {
            simulator.send(b"https://ochered.exa").unwrap();
            simulator.until_read().unwrap();
            simulator.unplug();
        } else if request.starts_with("pull") {
            simulator.unplug();
        } else {
            simulator.scan(&code.unwrap()).unwrap();
        }
        writeln!(keyboard).unwrap();
    }
    let mut rest = String::new();
    std::io::Read::read_to_string(&mut screen, &mut rest).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0), "{rest}");
    assert!(rest.contains("accepted, if everything to look at is as described"), "{rest}");
    for help in [run(&["--help"]), run(&["printer", "--help"]), run(&["scanner", "--help"])] {
        assert!(said(&help).contains("with 3\nwhere none failed but some were skipped"), "{}", said(&help));
    }
}

#[test]
fn wrong_settings_are_said_with_their_mend() {
    let output = run(&["printer", "--network", "host:0", "--set", "cutter=saw", "--unattended"]);
    assert_eq!(output.status.code(), Some(2));
    let said = said(&output);
    assert!(said.contains("address: \"0\" is no port") && said.contains("cutter: \"saw\" is none"), "{said}");
    assert_eq!(run(&["printer"]).status.code(), Some(2));
    assert_eq!(run(&["simulate-printer", "--out", "x"]).status.code(), Some(2));
}

#[test]
fn a_speaker_is_accepted_when_the_halls_own_program_played_and_not_where_it_could_not() {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    // Stands in for the hall display, whose own tests play into a captured sound device.
    let hall_display = |ending: &str| {
        std::fs::write(path("hall-display"), format!("#!/bin/sh\necho \"told: $*\"\n{ending}\n")).unwrap();
        std::fs::set_permissions(path("hall-display"), std::fs::Permissions::from_mode(0o755)).unwrap();
    };
    std::fs::write(path("hall.toml"), "").unwrap();
    let speaker = |more: &[&str]| {
        let (config, program) = (path("hall.toml"), path("hall-display"));
        run(&[&["speaker", "--config", &config, "--program", &program], more].concat())
    };

    hall_display("exit 0");
    let played = speaker(&["--volume", "60"]);
    assert!(played.status.success(), "{}", said(&played));
    assert!(said(&played).contains(&format!("told: --config {} --try-sound --volume 60", path("hall.toml"))));
    assert!(said(&played).contains("look  before each call the chime was heard"), "{}", said(&played));

    hall_display("echo 'no sound device: none' >&2; exit 1");
    let silent = speaker(&[]);
    assert_eq!(silent.status.code(), Some(1));
    assert!(said(&silent).contains("no sound device") && said(&silent).contains("not accepted"), "{}", said(&silent));
    assert!(!said(&silent).contains("look  "), "nothing was heard, so there is nothing to judge");

    assert_eq!(speaker(&["--volume", "101"]).status.code(), Some(2));
    assert_eq!(run(&["speaker", "--config", &path("no.toml")]).status.code(), Some(2));
    let missing = run(&["speaker", "--config", &path("hall.toml"), "--program", &path("nothing")]);
    assert_eq!(missing.status.code(), Some(2), "{}", said(&missing));
}

#[test]
fn the_list_for_fingers_is_printed() {
    let touch = run(&["touch"]);
    assert!(touch.status.success() && said(&touch).contains("at least 30 x 30 mm"));
}
