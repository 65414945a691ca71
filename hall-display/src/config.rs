//! The display's file: TOML as typed, checked once into what the program runs by. All problems are listed together, each with
//! its line and its mend. `fields` reads TOML; this file knows the display.

mod fields;

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use queue::ids::{DeviceId, HallId, Language};

use crate::layout::{Hall, Orientation, Screen, Wanted, plan};
use crate::model::{Motion, Settings};
use crate::window::Cover;
use fields::{Document, Section};
pub use fields::{Problem, report};

/// Largest file that is read, in bytes.
pub const FILE_LIMIT: u64 = 64 * 1024;

/// A checked configuration.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// What the display shows, where and how.
    pub settings: Settings,
    /// The file with the device's key.
    pub key_file: PathBuf,
    /// How it is spoken.
    pub voice: Voice,
    /// How much of the screen the window covers.
    pub cover: Cover,
}

/// How calls are spoken.
#[derive(Clone, Debug, PartialEq)]
pub struct Voice {
    /// The folder with the voice packs, one folder for each language.
    pub packs: PathBuf,
    /// The chime.
    pub chime: PathBuf,
    /// How loud, from 0 to 100 percent.
    pub volume_percent: u8,
}

/// Reads and checks a file. Paths in it count from its own folder. The error is the whole report, ready to print.
///
/// # Errors
/// When the file cannot be read, or anything in it is wrong.
pub fn load(path: &Path) -> Result<Config, String> {
    let name = path.display().to_string();
    let unreadable = |problem: io::Error| format!("{name} cannot be read: {problem}");
    let bytes = read(path).map_err(unreadable)?;
    if bytes.len() as u64 > FILE_LIMIT {
        return Err(format!("{name} has more than {FILE_LIMIT} bytes: name the display's configuration file"));
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

/// Checks a configuration's text; paths in it count from `folder`.
///
/// # Errors
/// All problems, in the order of their lines.
pub fn parse(text: &str, folder: &Path) -> Result<Config, Vec<Problem>> {
    let document = Document::new(text);
    let config = document.read(|root| {
        let settings = settings(root);
        // The other devices' files have one; this device keeps nothing between two starts.
        root.optional_string("state_dir", "\"state\"");
        Config {
            settings,
            key_file: folder.join(root.string("key_file", "\"hall-1.key\"")),
            voice: voice(root, folder),
            cover: if root.yes("full_screen", true) { Cover::Screen } else { Cover::Window },
        }
    });
    document.finish(config)
}

fn settings(root: &mut Section<'_>) -> Settings {
    let address = server(root);
    let device = root.key("device", "\"hall-1\"", DeviceId::new);
    let languages = root.keys("languages", "[\"ru\", \"en\"]", Language::new);
    let motion = if root.yes("reduced_motion", false) { Motion::Reduced } else { Motion::Full };
    let before = root.problems();
    let screen = root.table("screen", screen);
    let sound = screen.filter(|_| root.problems() == before);
    let hall = root.table("hall", |section| hall(section, sound));
    let unreadable = || HallId::new("unreadable").expect("a plain word is a key");
    let (hall, depth) = hall.unwrap_or_else(|| (unreadable(), STAND_IN_HALL));
    Settings { device, address, hall, screen: screen.unwrap_or(STAND_IN_SCREEN), depth, languages, motion }
}

/// What a field that is wrong is taken for, so that the others are still checked.
const STAND_IN_SCREEN: Screen =
    Screen { orientation: Orientation::Landscape, width_px: 1920, height_px: 1080, px_per_mm: 2.02 };
const STAND_IN_HALL: Hall = Hall { depth_m: 5.0, standing_depth_m: 2.5 };

fn server(root: &mut Section<'_>) -> String {
    let address = root.string("server", "\"wss://192.168.1.2:7700/device\"");
    if !address.is_empty() && !["wss://", "ws://"].iter().any(|scheme| address.starts_with(scheme)) {
        root.wrong("server", "does not begin with wss:// or ws://", "write server = \"wss://HOST:7700/device\"");
    }
    address
}

fn screen(section: &mut Section<'_>) -> Screen {
    let orientation = match section.one_of("orientation", &["landscape", "portrait"]) {
        Some("portrait") => Orientation::Portrait,
        Some(_) | None => Orientation::Landscape,
    };
    let width_px = section.whole("width_px", 640..=16_384);
    let height_px = section.whole("height_px", 640..=16_384);
    let px_per_mm = section.number("px_per_mm", 0.2..=20.0);
    let stands = match orientation {
        Orientation::Landscape => width_px >= height_px,
        Orientation::Portrait => height_px >= width_px,
    };
    if !stands {
        section.wrong(
            "orientation",
            format!("does not go with {width_px} x {height_px}"),
            "give width_px and height_px as the screen hangs, or change the orientation",
        );
    }
    Screen { orientation, width_px, height_px, px_per_mm }
}

fn hall(section: &mut Section<'_>, screen: Option<Screen>) -> (HallId, Hall) {
    let id = section.key("id", "\"main\"", HallId::new);
    let before = section.problems();
    let depth_m = section.number("depth_m", 0.5..=60.0);
    let standing_depth_m = section.optional_number("standing_depth_m", 0.5..=60.0).unwrap_or(depth_m / 2.0);
    let hall = Hall { depth_m, standing_depth_m };
    if section.problems() == before
        && let Some(screen) = screen
        && let Err(falls_short) = plan(screen, hall, Wanted { places: 0, guided: false })
    {
        section.wrong(falls_short.field(), falls_short.sum(), falls_short.mend());
    }
    (id, hall)
}

fn voice(root: &mut Section<'_>, folder: &Path) -> Voice {
    let voice = root.table("voice", |section| Voice {
        packs: folder.join(section.string("packs", "\"voices\"")),
        chime: folder.join(section.string("chime", "\"chime.flac\"")),
        volume_percent: u8::try_from(section.whole("volume_percent", 0..=100)).expect("a hundred fits"),
    });
    voice.unwrap_or(Voice { packs: PathBuf::new(), chime: PathBuf::new(), volume_percent: 0 })
}
