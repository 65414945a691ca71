//! The configuration read from text: good files, and every problem of bad ones with its line.

use super::*;

const GOOD: &str = r#"
server = "ws://127.0.0.1:7700/device"
device = "kiosk-1"
key_file = "/etc/kiosk/key"
state_dir = "/var/lib/kiosk"

[technician]
pin = "4711"

[printer]
kind = "network"
address = "192.168.1.40:9100"
"#;

fn read(text: &str) -> Result<Config, Problems> {
    Config::read(text, Path::new("/office"))
}

#[test]
fn paths_count_from_the_folder_of_the_file() {
    let near = GOOD.replace("/etc/kiosk/key", "kiosk-1.key").replace("/var/lib/kiosk", "state");
    let (config, absolute) = (read(&near).expect("the file is good"), read(GOOD).expect("the file is good"));
    assert_eq!(
        (config.key_file.as_path(), config.state_dir.as_path()),
        (Path::new("/office/kiosk-1.key"), Path::new("/office/state"))
    );
    assert_eq!(
        (absolute.key_file.as_path(), absolute.state_dir.as_path()),
        (Path::new("/etc/kiosk/key"), Path::new("/var/lib/kiosk"))
    );
    let printer = "\n[printer]\nkind = \"file\"\npath = \"coupon.bin\"\n";
    let bare = &near[..near.find("[").unwrap_or(near.len())];
    let config = read(&format!("{bare}{printer}")).expect("the file is good");
    assert_eq!(config.printer.link, LinkConfig::File { path: "/office/coupon.bin".into() });
}

#[test]
fn a_good_file_is_taken_with_the_usual_values_for_what_it_leaves_out() {
    let config = read(GOOD).expect("the file is good");
    assert_eq!(config.server, "ws://127.0.0.1:7700/device");
    assert!(config.full_screen);
    assert_eq!(config.idle, Duration::from_secs(60));
    assert_eq!((config.screen.width_px, config.screen.height_px), (1080, 1920));
    assert_eq!(config.screen.reach, Reach { bottom_mm: 800.0, px_per_mm: 3.2 });
    assert!(!config.screen.mouse, "fingers need no pointer");
    assert_eq!(config.pin, Some(Pin::Digits("4711".into())));
    assert!(config.has_printer() && !config.has_scanner());
    assert_eq!(config.speech_percent, None, "without its section the kiosk does not speak");
}

#[test]
fn a_kiosk_speaks_at_the_usual_volume_or_another_that_can_be_heard() {
    let at = |line: &str| read(&format!("{GOOD}\n[speech]\n{line}\n"));
    assert_eq!(at("").expect("the file is good").speech_percent, Some(60));
    assert_eq!(at("volume_percent = 35").expect("the file is good").speech_percent, Some(35));
    for wrong in ["volume_percent = 9", "volume_percent = 101", "volume_percent = \"loud\"", "device = \"x\""] {
        let problems = at(wrong).expect_err(wrong).0;
        assert!(problems.len() == 1 && problems[0].field.starts_with("speech."), "{problems:?}");
    }
}

#[test]
fn every_problem_is_listed_with_its_line_and_mend() {
    let text = r#"server = "http://x"
device = "Kiosk 1"
key_file = "/etc/kiosk/key"
languages = ["ru"]

[screen]
px_per_mm = 9.0
bottom_mm = 1100

[time_out]
idle_s = 5

[technician]
pin = "12"

[printer]
kind = "network"
"#;
    let problems = read(text).expect_err("the file is full of problems").0;
    let found: Vec<(usize, &str)> = problems.iter().map(|problem| (problem.line, problem.field.as_str())).collect();
    let wanted = [
        (1, "server"),
        (1, "state_dir"),
        (2, "device"),
        (4, "languages"),
        (7, "screen.px_per_mm"),
        (8, "screen.bottom_mm"),
        (11, "time_out.idle_s"),
        (14, "technician.pin"),
        (16, "printer.address"),
    ];
    for problem in wanted {
        assert!(found.contains(&problem), "{problem:?} is not among {found:?}");
    }
    assert!(problems.iter().all(|problem| !problem.mend.is_empty()));
}

#[test]
fn what_is_no_toml_is_told_with_its_line() {
    let problems = read("server = \"ws://x\"\ndevice = \n").expect_err("it is no TOML").0;
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].line, 2);
}

#[test]
fn a_screen_that_no_seated_visitor_reaches_is_refused_with_the_sum() {
    let text = format!("{GOOD}\n[screen]\nbottom_mm = 1000\n");
    let problems = read(&text).expect_err("it hangs too high");
    assert!(problems.to_string().contains("220 mm below the 1220 mm"), "{problems}");
}

#[test]
fn a_pin_is_never_shown_by_accident() {
    let config = read(GOOD).expect("the file is good");
    assert!(!format!("{config:?}").contains("4711"));
}

#[test]
fn any_text_is_refused_without_panic() {
    for text in [
        "",
        "\0",
        "[",
        "= = =",
        "server = 1\n[screen]\nwidth_px = \"x\"\nheight_px = -1\n",
        "screen = 3\nprinter = []\ntechnician = \"x\"",
        "[printer]\nkind = 1",
    ] {
        assert!(read(text).is_err(), "{text:?}");
    }
    let nan = format!("{GOOD}\n[screen]\npx_per_mm = nan\nbottom_mm = inf\n");
    assert!(read(&nan).is_err());
}
