//! The kiosk's TOML file: read as typed, checked once with every problem listed, used as checked.

mod file;
mod lines;
mod sections;
#[cfg(test)]
mod tests;

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use devices::printer::{LinkConfig, PrinterConfig};
use devices::scanner::{ScannerConfig, ScannerLink};
use queue::ids::DeviceId;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::view::Language;
use crate::window::{LOOK_PX_PER_MM, REACH_TOP_MM, Reach};

/// The lowest point above the floor where a seated visitor reaches, in millimetres (EN 301 549 8.3.3).
const REACH_BOTTOM_MM: f32 = 380.0;
/// The dock, the languages and one page of a list in the lower-half layout, in millimetres.
const LOWER_HALF_MM: f32 = 250.0;
/// Problems that are noted; a file with more of them is another kind of file.
const NOTED: usize = 200;

/// A checked configuration.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// Where the server is, such as `ws://127.0.0.1:7700/device`.
    pub server: String,
    /// The name of the device.
    pub device: DeviceId,
    /// The file with the device's key.
    pub key_file: PathBuf,
    /// The folder for what must survive a restart.
    pub state_dir: PathBuf,
    /// The language at the start; the floor's own where it is missing.
    pub language: Option<Language>,
    /// Whether the window fills the screen and takes no leave.
    pub full_screen: bool,
    /// The screen.
    pub screen: ScreenConfig,
    /// Time without a touch before the warning.
    pub idle: Duration,
    /// How loud the voice begins for who listens, in percent; nothing where the kiosk does not speak.
    pub speech_percent: Option<u8>,
    /// The technician's PIN; without it there is no way in.
    pub pin: Option<Pin>,
    /// The printer.
    pub printer: PrinterConfig,
    /// The scanner.
    pub scanner: ScannerConfig,
}

/// The screen, and how it hangs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ScreenConfig {
    /// Width of the screen in pixels, or of an ordinary window.
    pub width_px: u32,
    /// Its height.
    pub height_px: u32,
    /// Pixels to the millimetre and height above the floor.
    pub reach: Reach,
    /// Whether a mouse is used, and its pointer shown.
    pub mouse: bool,
}

/// What opens the technician's menu.
#[derive(Clone, PartialEq, Eq)]
pub enum Pin {
    /// The digits themselves.
    Digits(String),
    /// Their argon2 hash in PHC form.
    Hash(String),
}

impl fmt::Debug for Pin {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Pin(..)")
    }
}

/// One thing that is wrong, where it stands, and the mend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The line, counted from 1; the first line of the file for what is missing.
    pub line: usize,
    /// The field, such as `screen.px_per_mm`.
    pub field: String,
    /// What to do.
    pub mend: String,
}

/// All that is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct Problems(pub Vec<Problem>);

impl fmt::Display for Problems {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.0.iter().enumerate() {
            let end = if index + 1 < self.0.len() { "\n" } else { "" };
            write!(out, "line {}: {}: {}{end}", problem.line, problem.field, problem.mend)?;
        }
        Ok(())
    }
}

impl Config {
    /// Reads and checks the text of a configuration file; paths in it count from `folder`, where the file lies.
    pub fn read(text: &str, folder: &Path) -> Result<Self, Problems> {
        let mut check = Check { text, folder, problems: Vec::new() };
        let Some(raw) = check.parse() else { return Err(Problems(check.problems)) };
        let config = check.config(raw);
        check.problems.sort_by_key(|problem| problem.line);
        match config {
            Some(config) if check.problems.is_empty() => Ok(config),
            Some(_) | None => Err(Problems(check.problems)),
        }
    }

    /// Whether coupons can come out.
    pub fn has_printer(&self) -> bool {
        self.printer.link != LinkConfig::None
    }

    /// Whether there is a scanner to try.
    pub fn has_scanner(&self) -> bool {
        self.scanner.link != ScannerLink::None
    }
}

/// The file as typed; sections are checked by themselves so that one bad field does not hide another.
#[derive(Default, Deserialize)]
struct Raw {
    server: Option<toml::Value>,
    device: Option<toml::Value>,
    key_file: Option<toml::Value>,
    state_dir: Option<toml::Value>,
    language: Option<toml::Value>,
    full_screen: Option<toml::Value>,
    screen: Option<toml::Value>,
    time_out: Option<toml::Value>,
    speech: Option<toml::Value>,
    technician: Option<toml::Value>,
    printer: Option<toml::Value>,
    scanner: Option<toml::Value>,
    #[serde(flatten)]
    others: toml::Table,
}

struct Check<'a> {
    text: &'a str,
    folder: &'a Path,
    problems: Vec<Problem>,
}

impl Check<'_> {
    fn problem(&mut self, field: &str, mend: impl Into<String>) {
        if self.problems.len() == NOTED {
            return;
        }
        let line = lines::of_field(self.text, field);
        self.problems.push(Problem { line, field: field.to_owned(), mend: mend.into() });
    }

    fn parse(&mut self) -> Option<Raw> {
        match toml::from_str(self.text) {
            Ok(raw) => Some(raw),
            Err(error) => {
                let line = error.span().map_or(1, |span| lines::of_byte(self.text, span.start));
                self.problems.push(Problem {
                    line,
                    field: "the file".to_owned(),
                    mend: format!("is no TOML: {}", error.message()),
                });
                None
            }
        }
    }

    fn config(&mut self, raw: Raw) -> Option<Config> {
        for field in raw.others.keys() {
            self.problem(field, "is unknown: take it out, or mend its name");
        }
        let server = self.server(raw.server);
        let device = self.needed::<String>(
            "device",
            raw.device,
            "name the device as the floor knows it, e.g. device = \"kiosk-1\"",
        );
        let device = device
            .and_then(|name| DeviceId::new(&name).map_err(|error| self.problem("device", error.to_string())).ok());
        let key_file = self.needed(
            "key_file",
            raw.key_file,
            "name the file with the device's key, e.g. key_file = \"/etc/kiosk/key\"",
        );
        let state_dir = self.needed(
            "state_dir",
            raw.state_dir,
            "name a folder that survives a restart, e.g. state_dir = \"/var/lib/kiosk\"",
        );
        let language = self.language(raw.language);
        let full_screen = self.optional("full_screen", raw.full_screen).unwrap_or(true);
        let screen = self.screen(raw.screen);
        let idle = self.idle(raw.time_out);
        let speech_percent = self.speech(raw.speech);
        let pin = self.pin(raw.technician);
        let printer = self.device_section("printer", raw.printer, PrinterConfig::at(LinkConfig::None));
        let scanner = self.device_section("scanner", raw.scanner, ScannerConfig::at(ScannerLink::None));
        Some(Config {
            server: server?,
            device: device?,
            key_file: self.folder.join::<PathBuf>(key_file?),
            state_dir: self.folder.join::<PathBuf>(state_dir?),
            language,
            full_screen,
            screen,
            idle,
            speech_percent,
            pin,
            printer: self.printed_here(printer?),
            scanner: scanner?,
        })
    }

    /// The file of a printer that is none counts from the folder too; devices have paths of the system's own.
    fn printed_here(&self, printer: PrinterConfig) -> PrinterConfig {
        match printer.link {
            LinkConfig::File { path } => {
                PrinterConfig { link: LinkConfig::File { path: self.folder.join(path) }, ..printer }
            }
            LinkConfig::None | LinkConfig::Serial { .. } | LinkConfig::Network { .. } | LinkConfig::Usb { .. } => {
                printer
            }
        }
    }

    fn needed<T: DeserializeOwned>(&mut self, field: &str, value: Option<toml::Value>, mend: &str) -> Option<T> {
        if value.is_none() {
            self.problem(field, format!("is missing: {mend}"));
        }
        self.optional(field, value)
    }

    fn optional<T: DeserializeOwned>(&mut self, field: &str, value: Option<toml::Value>) -> Option<T> {
        let wanted = value?.try_into::<T>();
        wanted.map_err(|error| self.problem(field, error.message().to_owned())).ok()
    }

    fn server(&mut self, value: Option<toml::Value>) -> Option<String> {
        let address: String =
            self.needed("server", value, "name the server, e.g. server = \"wss://192.168.1.2:7700/device\"")?;
        if address.starts_with("wss://") || address.starts_with("ws://") {
            return Some(address);
        }
        self.problem(
            "server",
            format!("{address:?} is no address: begin it with wss:// or ws://, e.g. \"wss://192.168.1.2:7700/device\""),
        );
        None
    }

    fn language(&mut self, value: Option<toml::Value>) -> Option<Language> {
        let code: String = self.optional("language", value)?;
        let language = Language::from_code(&code);
        if language.is_none() {
            self.problem("language", format!("{code:?} is none of the kiosk's languages: take ru, en or hy"));
        }
        language
    }

    /// The fields of a section by name; what is no section, and names that are unknown, are problems.
    fn section<const N: usize>(
        &mut self,
        name: &str,
        value: Option<toml::Value>,
        fields: [&str; N],
    ) -> [Option<toml::Value>; N] {
        let mut table = match value {
            None => toml::Table::new(),
            Some(toml::Value::Table(table)) => table,
            Some(_) => {
                self.problem(name, format!("must be a section: write [{name}] and its fields below"));
                toml::Table::new()
            }
        };
        let found = fields.map(|field| table.remove(field));
        for field in table.keys() {
            self.problem(&format!("{name}.{field}"), format!("is unknown: [{name}] has {}", fields.join(", ")));
        }
        found
    }

    fn number_within(&mut self, field: &str, value: Option<toml::Value>, usual: f32, least: f32, most: f32) -> f32 {
        let number = match value {
            None => return usual,
            Some(toml::Value::Float(number)) => number as f32,
            Some(toml::Value::Integer(number)) => number as f32,
            Some(_) => f32::NAN,
        };
        if (least..=most).contains(&number) {
            return number;
        }
        self.problem(field, format!("must be a number from {least} to {most}"));
        usual
    }

    fn screen(&mut self, value: Option<toml::Value>) -> ScreenConfig {
        let [width, height, px_per_mm, bottom_mm, mouse] =
            self.section("screen", value, ["width_px", "height_px", "px_per_mm", "bottom_mm", "mouse"]);
        let mouse = self.optional("screen.mouse", mouse).unwrap_or(false);
        let width_px = self.number_within("screen.width_px", width, 1080.0, 320.0, 16_384.0);
        let height_px = self.number_within("screen.height_px", height, 1920.0, 320.0, 16_384.0);
        let px_per_mm = self.number_within("screen.px_per_mm", px_per_mm, LOOK_PX_PER_MM, 0.5, 40.0);
        let bottom_mm = self.number_within("screen.bottom_mm", bottom_mm, 800.0, REACH_BOTTOM_MM, 2_000.0);
        if REACH_TOP_MM - bottom_mm < LOWER_HALF_MM {
            self.problem(
                "screen.bottom_mm",
                format!(
                    "leaves {:.0} mm below the {REACH_TOP_MM} mm that a seated visitor reaches, the lower half needs {LOWER_HALF_MM}: hang the screen at {} mm or lower",
                    (REACH_TOP_MM - bottom_mm).max(0.0),
                    REACH_TOP_MM - LOWER_HALF_MM
                ),
            );
        }
        let (wide, high) = (width_px / px_per_mm, height_px / px_per_mm);
        if wide.min(high) < 270.0 || wide.max(high) < 470.0 {
            self.problem(
                "screen.px_per_mm",
                format!("makes the screen {wide:.0} x {high:.0} mm; buttons for fingers and letters for eyes need 270 x 470 mm: measure the screen, and divide its pixels by its millimetres"),
            );
        }
        let (width_px, height_px) = (width_px as u32, height_px as u32);
        ScreenConfig { width_px, height_px, reach: Reach { bottom_mm, px_per_mm }, mouse }
    }

    fn device_section<T: DeserializeOwned>(&mut self, name: &str, value: Option<toml::Value>, usual: T) -> Option<T> {
        let Some(value) = value else { return Some(usual) };
        match value.try_into::<T>() {
            Ok(config) => Some(config),
            Err(error) => {
                // The devices crate lists "field: mend" for each; other messages speak of the section as a whole.
                for part in error.message().split("; ") {
                    match part.split_once(": ") {
                        Some((field, mend)) if field.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_') => {
                            self.problem(&format!("{name}.{field}"), mend)
                        }
                        Some(_) | None => self.problem(name, part),
                    }
                }
                None
            }
        }
    }
}
