//! The display's file: what is taken, and that everything wrong with it is told at once, with line, field and mend.
#![allow(clippy::unwrap_used)] // A test may fail where it stands.

use std::path::Path;

use hall_display::config::{Problem, load, parse};
use hall_display::layout::Orientation;
use hall_display::model::Motion;
use hall_display::window::Cover;

const GOOD: &str = r#"server = "ws://127.0.0.1:7700/device"
device = "hall-1"
key_file = "keys/hall-1.key"
languages = ["ru", "en", "hy"]

[hall]
id = "main"
depth_m = 10
standing_depth_m = 5.0

[screen]
orientation = "landscape"
width_px = 1920
height_px = 1080
px_per_mm = 2.02

[voice]
packs = "voices"
chime = "sounds/chime.flac"
volume_percent = 80
"#;

fn problems(text: &str) -> Vec<Problem> {
    parse(text, Path::new("")).unwrap_err()
}

/// The lines and fields of the problems.
fn places(text: &str) -> Vec<(usize, String)> {
    problems(text).into_iter().map(|problem| (problem.line, problem.field)).collect()
}

#[test]
fn a_good_file_is_taken_with_paths_from_its_own_folder() {
    let config = parse(GOOD, Path::new("/etc/queue")).unwrap();
    assert_eq!(config.key_file, Path::new("/etc/queue/keys/hall-1.key"));
    assert_eq!(config.voice.packs, Path::new("/etc/queue/voices"));
    assert_eq!(config.voice.volume_percent, 80);
    assert_eq!(config.settings.screen.orientation, Orientation::Landscape);
    assert_eq!(config.settings.depth.standing_depth_m, 5.0);
    assert_eq!(config.settings.languages.len(), 3);
    assert_eq!(config.settings.motion, Motion::Full);
    assert_eq!(config.cover, Cover::Screen, "a hall display covers its screen unless the file says otherwise");
    let windowed = parse(&format!("full_screen = false\n{GOOD}"), Path::new("")).unwrap();
    assert_eq!(windowed.cover, Cover::Window);
}

#[test]
fn the_standing_depth_is_half_the_depth_unless_it_is_given() {
    let text = GOOD.replace("standing_depth_m = 5.0\n", "").replace("depth_m = 10", "depth_m = 8.5");
    assert_eq!(parse(&text, Path::new("")).unwrap().settings.depth.standing_depth_m, 4.25);
}

#[test]
fn an_empty_file_names_every_field_that_is_missing() {
    let fields: Vec<String> = problems("").into_iter().map(|problem| problem.field).collect();
    for field in ["server", "device", "key_file", "hall", "screen", "voice"] {
        assert!(fields.iter().any(|found| found == field), "{field} is not in {fields:?}");
    }
}

#[test]
fn all_problems_are_listed_at_once_by_line_with_field_and_mend() {
    let text = GOOD
        .replace("ws://", "http://")
        .replace("\"hall-1\"", "\"Hall 1\"")
        .replace("depth_m = 10\n", "depth_m = \"ten\"\n")
        .replace("px_per_mm = 2.02", "px_per_mm = -2")
        .replace("volume_percent = 80", "volume_percent = 101\nvoice = \"loud\"");
    let found: Vec<(usize, String)> = places(&text);
    let expected = [
        (1, "server"),
        (2, "device"),
        (8, "hall.depth_m"),
        (15, "screen.px_per_mm"),
        (20, "voice.volume_percent"),
        (21, "voice.voice"),
    ];
    assert_eq!(found, expected.map(|(line, field)| (line, field.to_owned())));
    assert!(problems(&text).iter().all(|problem| !problem.mend.is_empty() && !problem.problem.is_empty()));
}

#[test]
fn an_unknown_field_is_named_with_those_that_are_known() {
    let found = problems(&GOOD.replace("px_per_mm = 2.02", "px_per_mm = 2.02\ndpi = 51"));
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].line, found[0].field.as_str()), (16, "screen.dpi"));
    assert!(found[0].mend.contains("px_per_mm"), "{:?}", found[0]);
}

#[test]
fn an_address_that_the_display_could_never_reach_is_refused() {
    for address in ["tcp://127.0.0.1:7700/device", "http://127.0.0.1:7700/device", "127.0.0.1:7700"] {
        let found = problems(&GOOD.replace("ws://127.0.0.1:7700/device", address));
        assert_eq!(found.len(), 1, "{address}: {found:?}");
        assert_eq!((found[0].line, found[0].field.as_str()), (1, "server"));
        assert_eq!(found[0].mend, "write server = \"wss://HOST:7700/device\"");
    }
}

#[test]
fn a_hall_too_deep_for_the_letters_is_refused_with_the_sum_at_its_line() {
    let found = problems(&GOOD.replace("depth_m = 10\n", "depth_m = 14\n"));
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].line, found[0].field.as_str()), (8, "hall.depth_m"));
    for part in ["127.2 mm", "14.0 m", "171.1 mm", "0.7 degrees"] {
        assert!(found[0].problem.contains(part), "{part} is not in: {}", found[0].problem);
    }
    for part in ["10.4 m", "58 inches", "px_per_mm"] {
        assert!(found[0].mend.contains(part), "{part} is not in: {}", found[0].mend);
    }
}

#[test]
fn an_orientation_that_does_not_go_with_the_size_is_told() {
    assert_eq!(places(&GOOD.replace("\"landscape\"", "\"portrait\"")), [(12, "screen.orientation".to_owned())]);
    assert_eq!(places(&GOOD.replace("\"landscape\"", "\"sideways\"")), [(12, "screen.orientation".to_owned())]);
}

#[test]
fn what_is_no_toml_is_told_with_its_line() {
    let found = problems(&GOOD.replace("[screen]", "[screen"));
    assert!(found.iter().any(|problem| problem.line == 11 && problem.problem.starts_with("no TOML")), "{found:?}");
}

#[test]
fn hostile_text_is_refused_without_a_panic() {
    let deep = format!("server = {}1{}", "[".repeat(5_000), "]".repeat(5_000));
    let texts = [
        "\u{0}",
        "server = 'a\u{7f}b'",
        "=",
        "[[screen]]",
        "server = nan\ndevice = 1e999",
        "server = \"ws://\\u0000\"",
        &deep,
    ];
    for text in texts {
        assert!(parse(text, Path::new("")).is_err(), "{text:.40}");
    }
    for text in ["inf", "nan", "1e308", "0", "-0.0", "99999999999999999999", "0x10", "true", "[]", "{}"] {
        for field in ["px_per_mm = 2.02", "width_px = 1920", "depth_m = 10\n", "volume_percent = 80"] {
            let (name, _) = field.split_once(" = ").unwrap();
            let line = if field.ends_with('\n') { "\n" } else { "" };
            // Taken or refused; either way it returns.
            let _ = parse(&GOOD.replace(field, &format!("{name} = {text}{line}")), Path::new(""));
        }
    }
}

#[test]
fn a_file_is_read_and_its_problems_are_printed_with_their_lines() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("hall.toml");
    std::fs::write(&file, GOOD).unwrap();
    assert_eq!(load(&file).unwrap().key_file, folder.path().join("keys/hall-1.key"));

    std::fs::write(&file, GOOD.replace("depth_m = 10\n", "depth_m = 14\n")).unwrap();
    let report = load(&file).unwrap_err();
    assert!(report.contains("1 problem to mend"), "{report}");
    assert!(report.contains("line 8: hall.depth_m: the letters of the newest call are 127.2 mm high"), "{report}");
    assert!(report.contains("    | depth_m = 14"), "{report}");

    std::fs::write(&file, [0xFF, 0xFE]).unwrap();
    assert!(load(&file).unwrap_err().contains("UTF-8"));
    std::fs::write(&file, vec![b'#'; 100_000]).unwrap();
    assert!(load(&file).unwrap_err().contains("more than 65536 bytes"));
    assert!(load(&folder.path().join("missing.toml")).unwrap_err().contains("cannot be read"));
}
