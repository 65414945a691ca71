//! Every screen and state in three languages, pixel by pixel as it was when somebody last looked at it and found it good.
#![allow(clippy::unwrap_used, clippy::wildcard_enum_match_arm)] // A test may fail where it stands, and picks what it looks for.

mod screen;
mod story;

use operator_console::view::{Look, View};
use screen::{on_screen, on_screen_in};
use story::{TONGUES, Tongue};

fn in_high_contrast() -> [(&'static str, View); 5] {
    [
        ("ru-high-contrast-booked", story::booked(Tongue::Ru)),
        ("ru-high-contrast-expected", story::expected(Tongue::Ru)),
        ("ru-high-contrast-rejected", story::rejected(Tongue::Ru)),
        ("ru-high-contrast-transfer", story::transfer(Tongue::Ru)),
        ("ru-high-contrast-bar-rejected", story::bar(story::rejected(Tongue::Ru))),
    ]
}

fn look_at(tongue: Tongue) {
    for (name, view) in story::all(tongue) {
        on_screen(move |screen| {
            screen.show(&view);
            screen.picture().is_golden(&format!("{}-{name}", tongue.code()));
        });
    }
}

#[test]
fn every_state_looks_as_it_did_in_russian() {
    look_at(Tongue::Ru);
}

#[test]
fn every_state_looks_as_it_did_in_english() {
    look_at(Tongue::En);
}

#[test]
fn every_state_looks_as_it_did_in_armenian() {
    look_at(Tongue::Hy);
}

#[test]
fn the_window_and_the_bar_look_as_they_did_in_high_contrast() {
    for (name, view) in in_high_contrast() {
        on_screen_in(Look::HighContrast, move |screen| {
            screen.show(&view);
            screen.picture().is_golden(name);
        });
    }
}

#[test]
fn every_picture_belongs_to_a_state() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let states: Vec<_> = TONGUES
        .iter()
        .flat_map(|t| story::all(*t).into_iter().map(|(name, _)| format!("{}-{name}.png", t.code())))
        .chain(in_high_contrast().map(|(name, _)| format!("{name}.png")))
        .collect();
    let files = std::fs::read_dir(folder).expect("the pictures are there");
    let orphans: Vec<_> = files
        .filter_map(|file| file.expect("the folder reads").file_name().into_string().ok())
        .filter(|file| !states.contains(file))
        .collect();
    assert!(orphans.is_empty(), "{orphans:?}");
}
