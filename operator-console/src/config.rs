//! The console's file: TOML as typed, checked once into what the program runs by. All problems are listed together, each with its line
//! and its mend. `fields` reads TOML; this file knows the console.

mod fields;
mod problem;

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use protocol::client::can_be_read;
use queue::ids::{DeviceId, Language};

use crate::view::Look;
use fields::{Document, Section};
pub use problem::{Problem, report};

/// Largest file that is read, in bytes.
pub const FILE_LIMIT: u64 = 64 * 1024;
/// The languages that the program is translated into, in the order offered.
pub const LANGUAGES: [&str; 3] = ["ru", "en", "hy"];
/// Furthest place of the bar on the desktop, in pixels either way.
const FURTHEST: i64 = 32_767;

/// A checked configuration.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// Where the server is, such as `wss://192.168.1.2:7700/device`; `ws://` serves on the server's own machine alone.
    pub server: String,
    /// The console's name on the devices' list.
    pub device: DeviceId,
    /// The file with its key.
    pub key_file: PathBuf,
    /// The folder where it keeps what it must know at its next start: the coupons whose fate is not known, and where the bar was.
    /// The console makes it where it is missing.
    pub state_dir: PathBuf,
    /// The language at first.
    pub language: Language,
    /// The colours.
    pub look: Look,
    /// Whether a bell sounds when somebody comes, a parked visitor's time is up, or a call is due again.
    pub bell: bool,
    /// Where the bar stands until somebody moves it, in pixels of the desktop.
    pub bar: (i32, i32),
}

/// Reads and checks a file; paths in it count from its own folder. The error is the whole report, ready to print.
pub fn load(path: &Path) -> Result<Config, String> {
    let name = path.display().to_string();
    let unreadable = |problem: io::Error| format!("{name} cannot be read: {problem}");
    let bytes = read(path).map_err(unreadable)?;
    if bytes.len() as u64 > FILE_LIMIT {
        return Err(format!("{name} has more than {FILE_LIMIT} bytes: name the console's configuration file"));
    }
    let text = String::from_utf8(bytes).map_err(|_| format!("{name} is not UTF-8 text: save it as UTF-8"))?;
    let folder = path.parent().unwrap_or(Path::new(""));
    parse(&text, folder).map_err(|problems| report(&problems, &name, &text))
}

/// A little more than is allowed at most, also of what never ends.
fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(FILE_LIMIT + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Checks a configuration's text. The problems are in the order of their lines.
pub fn parse(text: &str, folder: &Path) -> Result<Config, Vec<Problem>> {
    let document = Document::new(text);
    let config = document.read(|root| Config {
        server: server(root),
        device: device(root),
        key_file: folder.join(root.string("key_file", "\"console-1.key\"")),
        state_dir: folder.join(root.string("state_dir", "\"console-1-state\"")),
        language: language(root),
        look: match root.one_of("look", &["light", "high-contrast"]) {
            Some("high-contrast") => Look::HighContrast,
            Some(_) | None => Look::Light,
        },
        bell: root.yes("bell", true),
        bar: (root.whole("bar_x", 160, FURTHEST), root.whole("bar_y", 0, FURTHEST)),
    });
    document.finish(config)
}

fn server(root: &mut Section<'_>) -> String {
    let address = root.string("server", "\"wss://192.168.1.2:7700/device\"");
    if !address.is_empty() && !["wss://", "ws://"].iter().any(|scheme| address.starts_with(scheme)) {
        root.wrong("server", "does not begin with wss:// or ws://", "write server = \"wss://HOST:7700/device\"");
    }
    if can_be_read(&address) {
        let why = "is another machine over ws://: PINs are typed here, and anybody on the way could read them";
        root.wrong("server", why, "write server = \"wss://HOST:7700/device\"");
    }
    address
}

fn device(root: &mut Section<'_>) -> DeviceId {
    let name = root.string("device", "\"console-1\"");
    DeviceId::new(&name).unwrap_or_else(|problem| {
        if !name.is_empty() {
            root.wrong(
                "device",
                problem.to_string(),
                "write the console's name on the devices' list, such as \"console-1\"",
            );
        }
        DeviceId::new("unreadable").expect("a plain word is a key")
    })
}

fn language(root: &mut Section<'_>) -> Language {
    let code = root.one_of("language", &LANGUAGES).unwrap_or(LANGUAGES[0]);
    Language::new(code).expect("the program's languages are keys")
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str =
        "server = \"ws://127.0.0.1:7700/device\"\ndevice = \"console-1\"\nkey_file = \"k\"\nstate_dir = \"s\"\n";

    fn checked(text: &str) -> Result<Config, Vec<Problem>> {
        parse(text, Path::new("/office"))
    }

    #[test]
    fn the_four_lines_of_every_device_are_enough() {
        let config = checked(GOOD).expect("good");
        assert_eq!(config.server, "ws://127.0.0.1:7700/device");
        assert_eq!(config.device.as_str(), "console-1");
        assert_eq!(config.key_file, Path::new("/office/k"));
        assert_eq!(config.state_dir, Path::new("/office/s"));
        assert_eq!(
            (config.language.as_str(), config.look, config.bell, config.bar),
            ("ru", Look::Light, true, (160, 0))
        );
    }

    #[test]
    fn everything_else_can_be_set() {
        let more = "language = \"hy\"\nlook = \"high-contrast\"\nbell = false\nbar_x = -40\nbar_y = 900\n";
        let config = checked(&format!("{GOOD}{more}")).expect("good");
        assert_eq!(config.language.as_str(), "hy");
        assert_eq!((config.look, config.bell, config.bar), (Look::HighContrast, false, (-40, 900)));
    }

    #[test]
    fn all_problems_are_listed_together_with_line_field_and_mend() {
        let text = "server = \"http://there\"\ndevice = \"Console 1\"\nlanguage = \"de\"\nbell = \"yes\"\nbar_x = 1.5\nkeyfile = \"k\"\n";
        let problems = checked(text).expect_err("wrong");
        let found: Vec<_> = problems.iter().map(|p| (p.line, p.field.as_str())).collect();
        assert_eq!(
            found,
            [
                (1, "server"),
                (1, "key_file"),
                (1, "state_dir"),
                (2, "device"),
                (3, "language"),
                (4, "bell"),
                (5, "bar_x"),
                (6, "keyfile"),
            ]
        );
        assert!(problems.iter().all(|p| !p.problem.is_empty() && !p.mend.is_empty()), "{problems:?}");
        let report = report(&problems, "console.toml", text);
        assert!(report.starts_with("console.toml: 8 problems to mend"), "{report}");
        assert!(report.contains("line 3: language: "), "{report}");
    }

    #[test]
    fn an_address_that_the_console_could_never_reach_is_refused() {
        for address in ["tcp://127.0.0.1:7700/device", "http://127.0.0.1:7700/device", "127.0.0.1:7700"] {
            let found = checked(&GOOD.replace("ws://127.0.0.1:7700/device", address)).expect_err("wrong");
            assert_eq!(found.len(), 1, "{address}: {found:?}");
            assert_eq!((found[0].line, found[0].field.as_str()), (1, "server"));
            assert_eq!(found[0].mend, "write server = \"wss://HOST:7700/device\"");
        }
    }

    #[test]
    fn pins_go_over_an_open_line_to_this_machine_alone() {
        let with = |address: &str| checked(&GOOD.replace("ws://127.0.0.1:7700/device", address));
        for address in ["ws://192.168.1.2:7700/device", "ws://office:7700/device", "ws://[fe80::1]:7700/device"] {
            let found = with(address).expect_err("wrong");
            assert_eq!(found.len(), 1, "{address}: {found:?}");
            assert_eq!((found[0].line, found[0].field.as_str()), (1, "server"));
            assert_eq!(found[0].mend, "write server = \"wss://HOST:7700/device\"");
        }
        for address in ["ws://localhost:7700/device", "ws://[::1]:7700/device", "wss://192.168.1.2:7700/device"] {
            assert_eq!(with(address).expect("right").server, address);
        }
    }

    #[test]
    fn what_is_no_toml_is_said_with_its_line() {
        let problems = checked(&format!("{GOOD}bell = [\n")).expect_err("wrong");
        assert!(problems.iter().all(|p| p.line >= 5), "{problems:?}");
    }

    #[test]
    fn a_hostile_file_is_only_a_list_of_problems() {
        for text in
            ["", "\0", "server = 1\nserver = 2", "[[server]]", "a.b.c.d = {x = [[[[]]]]}", "device = \"\\u202e\""]
        {
            assert!(checked(text).is_err(), "{text:?}");
        }
    }
}
