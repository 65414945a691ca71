//! The type sizes of the look in millimetres (EN 301 549 5.1.4), from the tokens; and no size that is none of them.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Pixels to the millimetre of a 27-inch kiosk.
const PX_PER_MM: f64 = 3.2;

/// The height of a capital or figure of Noto Sans, as a share of its size.
const CAPITAL: f64 = 0.714;

fn from_crate(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The lengths of `KioskSize`, by name, before larger text.
fn tokens() -> BTreeMap<String, f64> {
    let theme = std::fs::read_to_string(from_crate("../ui/theme.slint")).unwrap();
    let body = theme.split_once("export global KioskSize {").unwrap().1.split_once("\n}").unwrap().0;
    let value = |line: &str| {
        let (name, value) = line.trim().strip_prefix("out property <length> ")?.split_once(": ")?;
        let number = value.split("px").next()?.parse().ok()?;
        Some((name.to_owned(), number))
    };
    body.lines().filter_map(value).collect()
}

const LETTERS: [&str; 9] = ["reading", "name", "button", "clock", "lead", "verdict", "title", "window", "number"];

fn markup() -> Vec<(PathBuf, String)> {
    let mut folders = vec![from_crate("ui")];
    let mut files = ["kiosk-buttons", "kiosk-type", "keypad", "banner", "segmented", "tile", "ticket-number", "ring"]
        .map(|name| from_crate(&format!("../ui/{name}.slint")))
        .to_vec();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() { folders.push(entry) } else { files.push(entry) }
        }
    }
    files.into_iter().map(|path| (path.clone(), std::fs::read_to_string(path).unwrap())).collect()
}

/// Section 508 402.4 and EN 301 549 5.1.4: capitals of 7.3 mm from 60 cm, and never under 4.8 mm.
#[test]
fn the_smallest_letters_have_capitals_of_7_3_mm() {
    let tokens = tokens();
    for name in LETTERS {
        let capital = tokens[name] * CAPITAL / PX_PER_MM;
        assert!(capital >= 7.3, "{name}: capitals of {capital:.1} mm");
    }
}

/// look.md: the scale of the kiosk, in pixels.
#[test]
fn the_scale_is_the_looks() {
    let tokens = tokens();
    assert_eq!(LETTERS.map(|name| tokens[name]), [34.0, 38.0, 44.0, 64.0, 48.0, 56.0, 64.0, 216.0, 392.0]);
}

/// A size is a token, or one of these: a share of its own frame (tile, ring, number), the keypad's figures, the outline button.
#[test]
fn no_text_has_a_size_of_its_own() {
    let shares = ["root.size * 0.591", "root.size * 0.354", "root.size", "root.fitted", "root.font-size"];
    // 40 px is the outline button of the look's pictures; 56 px are figures on keys.
    let drawn = ["40px * Theme.text-scale", "56px"];
    for (path, text) in markup() {
        for line in text.lines().map(str::trim) {
            let size = line.strip_prefix("font-size: ").or_else(|| line.strip_prefix("default-font-size: "));
            let Some(size) = size.and_then(|rest| rest.split(';').next()) else { continue };
            let known = |size: &str| size.starts_with("KioskSize.") || shares.contains(&size) || size == "34px";
            let mut either = size.rsplit_once(" ? ").map_or(size, |(_, sizes)| sizes).split(" : ");
            assert!(either.all(known), "{}: {size}", path.display());
        }
        for size in text.split("<length> size: ").skip(1).filter_map(|rest| rest.split(';').next()) {
            let icon =
                path.ends_with("ring.slint") || path.ends_with("tile.slint") || path.ends_with("ticket-number.slint");
            assert!(icon || drawn.contains(&size) || size.starts_with("KioskSize."), "{}: {size}", path.display());
        }
    }
}

/// A ring of 96 px and a tile of 88 px hold letters of reading size at least.
#[test]
fn the_letters_inside_ring_and_tile_are_no_smaller() {
    for (what, size) in [("ring", 96.0 * 0.354), ("tile", 88.0 * 0.591)] {
        let capital = size * CAPITAL / PX_PER_MM;
        assert!(capital >= 7.3, "{what}: capitals of {capital:.1} mm");
    }
}
