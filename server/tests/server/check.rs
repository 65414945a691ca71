//! `queue-server check` on files that are no configuration: each is refused with a line and a mend, soon, and nothing panics.

mod files;

use std::path::Path;
use std::process::{Command, Output};
use std::time::Instant;

use expect_test::{Expect, expect};

use crate::support::SOON;

const DEMO: &str = include_str!("../../../assets/demo/floor.toml");
/// Of windows, people and devices a few each.
const SMALL: &str = include_str!("always-open.toml");

/// What is said of a file of these bytes, without its folder.
fn said(bytes: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("floor.toml");
    std::fs::write(&path, bytes).unwrap();
    said_of(&path).replace(&format!("{}/", folder.path().display()), "")
}

fn said_of(path: &Path) -> String {
    let began = Instant::now();
    let said = server::config::load(path).err().unwrap_or_default();
    // Hundreds of milliseconds; the rest is for a machine that does other things as well.
    assert!(began.elapsed() < SOON, "{:?}", began.elapsed());
    said
}

fn is(bytes: &[u8], expected: &Expect) {
    expected.assert_eq(&said(bytes));
}

#[test]
fn a_file_that_is_no_text_is_refused_as_a_whole() {
    is(
        &[b'a', b'\n', 0xff, b'\n'],
        &expect![[r#"
        floor.toml: line 2 is not UTF-8 text: save the file as UTF-8
    "#]],
    );
    is(
        &DEMO.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>(),
        &expect![[r#"
        floor.toml: line 8 is not UTF-8 text: save the file as UTF-8
    "#]],
    );
    is(
        &vec![b'#'; 10 * 1024 * 1024],
        &expect![[r#"
        floor.toml has more than 1048576 bytes: name the floor's configuration file
    "#]],
    );
    assert!(said_of(Path::new("/dev/zero")).contains("has more than 1048576 bytes"), "a file that never ends");
    assert!(said_of(Path::new("/")).starts_with("/ cannot be read: "));
    assert!(said_of(Path::new("/nowhere/floor.toml")).starts_with("/nowhere/floor.toml cannot be read: "));
}

#[test]
fn an_empty_file_lacks_everything() {
    is(
        b"",
        &expect![[r#"
        floor.toml: 8 problems to mend

        office: is missing
            = add the table [office]

        hours: is missing
            = add the table [hours]

        reasons: is missing
            = add the table [reasons]

        hall: is missing
            = add at least one [[hall]]

        category: is missing
            = add at least one [[category]]

        service: is missing
            = add at least one [[service]]

        window: is missing
            = add at least one [[window]]

        clerk: is missing
            = add a [[clerk]] with roles = ["clerk"], or with roles = ["administrator"], who adds the others on the page Settings
    "#]],
    );
}

#[test]
fn a_file_of_another_system_is_read_all_the_same() {
    assert_eq!(said(DEMO.replace('\n', "\r\n").as_bytes()), "");
    assert_eq!(said(format!("\u{feff}{DEMO}").as_bytes()), "");
}

#[test]
fn a_file_with_nothing_but_problems_is_soon_done_with() {
    for (name, text) in [
        ("unknown fields", (0..60_000).map(|n| format!("a{n} = 1\n")).collect::<String>()),
        ("brackets", "[".repeat(500_000)),
        ("quotes", "\"".repeat(500_000)),
        ("a deep key", format!("a{} = 1\n", ".a".repeat(200_000))),
        ("a deep table", format!("a = {}1{}\n", "{a=".repeat(100_000), "}".repeat(100_000))),
        ("lines without sense", "x\n".repeat(400_000)),
        ("one table many times", "[office]\n".repeat(80_000)),
        ("many services", "[[service]]\n".repeat(60_000)),
    ] {
        let said = said(text.as_bytes());
        assert!(said.starts_with("floor.toml: ") && said.contains("to mend"), "{name}: {said:.200}");
        assert!(said.len() < 200_000, "{name}: {} bytes are said", said.len());
    }
}

/// What the program does with a file.
fn check(path: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_queue-server")).args(["check", "--config"]).arg(path).output().unwrap()
}

#[test]
fn the_program_says_it_all_at_once_and_ends_with_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("floor.toml");
    std::fs::write(&path, "listen = 7\nbanana = true\n").unwrap();
    let output = check(&path);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(said.contains("line 1: listen: is an integer") && said.contains("line 2: banana: is unknown"), "{said}");
    assert!(!said.contains("panicked"), "{said}");
    let german = DEMO.replace("\"hy\"", "\"de\"").replace("hy = ", "de = ");
    let is_first = |block: &&str| !["-2\"", "-3\"", "-4\""].iter().any(|other| block.contains(other));
    let of_one = SMALL.split("\n\n").filter(is_first).collect::<Vec<_>>().join("\n\n");
    for (text, told) in [
        (DEMO, "is well: 8 services, "),
        (of_one.as_str(), "is well: 1 service, 1 window, 1 person, 2 devices\n"),
        (german.as_str(), "\nnote: office.languages: in \"de\", German"),
    ] {
        std::fs::write(&path, text).unwrap();
        let output = check(&path);
        let said = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success() && said.contains(told), "{said}");
    }
}

fn problems(text: &str) -> String {
    let problems = server::config::parse(text).err().unwrap_or_default();
    let lines: Vec<_> = problems.iter().map(|p| format!("{}: {} = {}", p.field, p.problem, p.mend)).collect();
    if lines.is_empty() { "no problem".to_owned() } else { lines.join("\n") }
}

/// The demo floor with one piece of text put for another.
fn bent(from: &str, to: &str, expected: &Expect) {
    assert!(DEMO.contains(from), "the demo has {from:?}");
    expected.assert_eq(&problems(&DEMO.replacen(from, to, 1)));
}

/// The demo's one hall with another id: beside the problem itself, whoever names the hall is told.
fn hall_bent(id: &str, problem: &str) {
    let naming = (1..=8).map(|n| format!("service[{n}]")).chain((1..=6).map(|n| format!("window[{n}]")));
    let named = naming.map(|who| format!("{who}.hall: names the hall \"hall-1\" = name one of the [[hall]] ids"));
    let expected: Vec<_> = std::iter::once(problem.to_owned()).chain(named).collect();
    assert_eq!(problems(&DEMO.replacen("id = \"hall-1\"", id, 1)), expected.join("\n"));
}

#[test]
fn a_field_of_another_kind_is_named_once() {
    bent(
        "call_finishes = true",
        "call_finishes = \"yes\"",
        &expect!["rules.call_finishes: is a string = write call_finishes = true or call_finishes = false"],
    );
    bent(
        "no_show_calls = 2",
        "no_show_calls = \"two\"",
        &expect!["rules.no_show_calls: does not fit = write a whole number from 1 to 10"],
    );
    bent(
        "come_back_min = 30",
        "come_back_min = 99999999999999999999",
        &expect!["rules.come_back_min: does not fit = write a whole number from 0 to 720"],
    );
    bent("undo_s = 10", "undo_s = -1", &expect!["rules.undo_s: does not fit = write a whole number from 0 to 60"]);
    bent(
        "daily_limit = 120",
        "daily_limit = 120.5",
        &expect!["service[1].daily_limit: does not fit = write a whole number from 1 to 999"],
    );
    bent(
        "time_zone = \"Europe/Moscow\"",
        "time_zone = \"Europe/Moskau\"",
        &expect![[
            r#"office.time_zone: "Europe/Moskau" is no time zone: write a name such as Asia/Yerevan = write its IANA name"#
        ]],
    );
    bent(
        "day_turns_at = \"00:00\"",
        "day_turns_at = 4",
        &expect![[r#"office.day_turns_at: is an integer = write day_turns_at = "08:30""#]],
    );
    bent(
        "\"2027-01-01\"",
        "\"2027-13-01\"",
        &expect![[r#"office.holidays: "2027-13-01" is no date = write it as "2027-01-01""#]],
    );
}

#[test]
fn a_table_a_key_and_an_address_of_another_kind_are_named_once() {
    bent(
        "[hours]",
        "[[hours]]",
        &expect![[r#"
        hours: is an array = write a table here
        service[1]: has no hours = add hours to [hours] or to [service.hours]
        service[2]: has no hours = add hours to [hours] or to [service.hours]
        service[3]: has no hours = add hours to [hours] or to [service.hours]
        service[4]: has no hours = add hours to [hours] or to [service.hours]
        service[5]: has no hours = add hours to [hours] or to [service.hours]
        service[6]: has no hours = add hours to [hours] or to [service.hours]
        service[7]: has no hours = add hours to [hours] or to [service.hours]
        service[8]: has no hours = add hours to [hours] or to [service.hours]"#]],
    );
    bent(
        "[[category]]",
        "[category]",
        &expect![
            ": no TOML: duplicate key = mend the TOML here or just before: strings stand in double quotes, every [ and { is closed, and each table of a list begins with [[name]]"
        ],
    );
    hall_bent("id = 1", r#"hall[1].id: is an integer = write id = "some-key""#);
    bent(
        "public_url = \"http://127.0.0.1:7780\"",
        "public_url = \"ftp://x?y\"",
        &expect![
            "office.public_url: is no address for the coupon's QR = write http:// or https://, a host and a path, at most 60 characters, no ? or #"
        ],
    );
    bent(
        "\"127.0.0.1:7700\"",
        "\"localhost:7700\"",
        &expect![[
            r#"listen: is no address with a port = write figures, no name: listen = "127.0.0.1:7700", or "0.0.0.0:PORT" for every address of this machine"#
        ]],
    );
    bent(
        "\"127.0.0.1:7780\"",
        "\"127.0.0.1:7700\"",
        &expect!["visitors_listen: is where the devices connect = give the visitors a port of their own"],
    );
}

#[test]
fn what_is_empty_is_said_to_be() {
    bent("letter = \"A\"", "letter = \"\"", &expect![[r#"service[1].letter: is empty = write letter = "A""#]]);
    hall_bent("id = \" \"", r#"hall[1].id: is empty = write id = "some-key""#);
    bent(
        "languages = [\"ru\", \"en\", \"hy\"]",
        "languages = []",
        &expect![[r#"office.languages: does not fit = list 1 to 6 languages, each once, as ["ru", "en"]"#]],
    );
    bent(
        "languages = [\"ru\", \"en\", \"hy\"]",
        "languages = \"ru\"",
        &expect![[r#"
        office.languages: is a string = write languages = ["..."]
        office.languages: does not fit = list 1 to 6 languages, each once, as ["ru", "en"]"#]],
    );
    let nobody = "[[clerk]]\nid = \"nobody\"\nname = \"\"\nroles = []\n\n[[clerk]]";
    bent(
        "[[clerk]]",
        nobody,
        &expect![[r#"
        clerk[1].name: is empty = write name = "..."
        clerk[1].roles: names no role = add roles = ["clerk"]"#]],
    );
}

#[test]
fn hours_that_no_day_has_are_refused_q4() {
    for (hours, expected) in [
        (
            "[\"08:30-12:00\", \"11:00-13:00\"]",
            expect![[
                r#"hours.tue: "11:00-13:00" ends before it begins, or overlaps = write intervals in order, apart"#
            ]],
        ),
        (
            "[\"24:00-08:00\"]",
            expect![[
                r#"hours.tue: "24:00-08:00" ends before it begins, or overlaps = write intervals in order, apart"#
            ]],
        ),
        (
            "[\"09:00-09:00\"]",
            expect![[
                r#"hours.tue: "09:00-09:00" ends before it begins, or overlaps = write intervals in order, apart"#
            ]],
        ),
        ("[\"8:30-17:00\"]", expect![[r#"hours.tue: "8:30-17:00" is no interval = write it as "08:30-17:00""#]]),
        ("[\"\"]", expect![[r#"hours.tue: is empty = write tue = ["..."]"#]]),
        ("\"08:30-17:00\"", expect![[r#"hours.tue: is a string = write tue = ["..."]"#]]),
    ] {
        bent("tue = [\"08:30-17:00\"]", &format!("tue = {hours}"), &expected);
    }
    bent("tue = [\"08:30-17:00\"]", "tue = [\"00:00-24:00\"]", &expect!["no problem"]);
}

#[test]
fn a_floor_whose_visitors_nobody_receives_is_refused() {
    bent(
        "services = [",
        "services = [] # [",
        &expect![[r#"window[1].services: receives nobody = add services = ["..."]"#]],
    );
    bent(
        "daily_limit = 120",
        "daily_limit = 120\nthen = [\"nowhere\", \"passport-apply\"]",
        &expect![[r#"
        service[1].then: is followed by "nowhere" = name another service that exists
        service[1].then: is followed by "passport-apply" = name another service that exists"#]],
    );
    let shared =
        DEMO.replacen("letter = \"K\"", "letter = \"A\"", 1).replacen("daily_limit = 120", "daily_limit = 900", 1);
    expect!["service[2]: makes 1098 coupons and booked places a day under the letter A, which has 999 numbers = lower daily_limit or slots.places, or give the service another letter"].assert_eq(&problems(&shared));
}

#[test]
fn a_device_that_is_twice_or_prints_at_no_kiosk_is_refused() {
    let devices = "[[device]]\nid = \"kiosk-1\"\nrole = \"toaster\"\n\n[[device]]\nid = \"new\"\nrole = \"console\"\nprints_at = \"hall-1\"\n\n[[device]]\nrole = \"hall\"\n\n[[device]]";
    bent(
        "[[device]]",
        devices,
        &expect![[r#"
        device[1].role: is unknown = write one of: kiosk, console, hall
        device[2].prints_at: prints at "hall-1" = name a device whose role is kiosk
        device[3].id: is missing = add id = "some-key"
        device[4].id: "kiosk-1" is there twice = give each its own id"#]],
    );
}

#[test]
fn a_text_that_would_not_be_seen_as_it_is_is_refused() {
    for hidden in ["\\u2028", "\\u061c", "\\u00ad", "\\u2060", "\\U000e0041", "\\u0000"] {
        let found = problems(&DEMO.replacen("en = \"Hall 1\"", &format!("en = \"Hall{hidden}1\""), 1));
        assert!(found.contains("hall[1].name.en: holds the character U+"), "{hidden}: {found}");
    }
}

#[test]
fn a_wording_longer_than_two_lines_of_the_coupon_is_named() {
    let with = |table: &str| {
        let text = DEMO.replacen("[hours]\n", &format!("[coupon]\n{table}\n\n[hours]\n"), 1);
        assert_ne!(text, DEMO);
        problems(&text)
    };
    let note = r#"note = { ru = "ул. Абовяна, 5, второй этаж", en = "5 Abovyan Street, second floor, on the right, room 12", hy = "Աբովյան 5" }"#;
    expect!["coupon.note.en: takes 3 lines of the coupon = shorten it to 2 lines of 24 letters"].assert_eq(&with(note));
    expect!["no problem"].assert_eq(&with(&note.replace(", room 12", "")));
    expect![[r"
        coupon.qr: is unknown = remove it, or write one of: ahead, code, note, thanks, wait
        coupon.ahead: is an integer = write ahead = true or ahead = false"]]
    .assert_eq(&with("qr = false\nahead = 1"));
}
