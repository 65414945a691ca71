//! The layering of the house, held by a test: which room may name which crate, and what must not stand in which file.
//! The rules themselves stand here; how manifests and sources are read stands in `manifests` and `sources`.
//! Each rule is also shown a made-up offender, so that a rule that cannot fail is found.

mod citations;
mod manifests;
mod offenders;
mod sources;

use std::path::{Path, PathBuf};

use manifests::{Manifest, Table};
use sources::Source;

/// The workspace's folder.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("queue lies in the workspace").to_path_buf()
}

/// Our crates, and which of ours each may name outside its tests.
const ARROWS: [(&str, &[&str]); 8] = [
    ("queue", &[]),
    ("protocol", &["queue"]),
    ("devices", &[]),
    ("server", &["queue", "protocol"]),
    ("kiosk", &["queue", "protocol", "devices"]),
    ("operator-console", &["queue", "protocol", "devices"]),
    ("hall-display", &["queue", "protocol", "devices"]),
    ("hardware-tests", &["devices"]),
];

/// All that the queue may be built with: values, their formats, and civil time.
const QUEUE_MAY_USE: [&str; 3] = ["serde", "thiserror", "jiff"];

/// Crates that a room must not name, tests included.
const FOREIGN: [(&str, &[&str]); 5] = [
    ("protocol", &["axum", "rusqlite", "slint", "i-slint-backend-testing"]),
    ("devices", &["queue", "protocol", "slint", "rusqlite", "axum", "tokio"]),
    ("kiosk", &["server", "rusqlite", "axum", "operator-console", "hall-display"]),
    ("operator-console", &["server", "rusqlite", "axum", "kiosk", "hall-display"]),
    ("hall-display", &["server", "rusqlite", "axum", "kiosk", "operator-console"]),
];

const APPS: [&str; 3] = ["kiosk", "operator-console", "hall-display"];

/// What would bring a clock, I/O, a thread, randomness, logging or hash order into the rules.
const NOT_IN_QUEUE: [&str; 27] = [
    "Timestamp::now",
    "Zoned::now",
    "SystemTime",
    "Instant",
    "TimeZone::system",
    "std::fs",
    "std::net",
    "std::io",
    "std::env",
    "std::process",
    "std::thread",
    "std::sync::Mutex",
    "std::sync::RwLock",
    "std::sync::mpsc",
    "std::sync::atomic",
    "thread_local",
    "async",
    "await",
    "HashMap",
    "HashSet",
    "RandomState",
    "println",
    "eprintln",
    "tracing",
    "rusqlite",
    "protocol",
    "static mut",
];

/// What would bring a window, a runtime, a wire, a disk or a clock into an app's `model` or `view`.
const NOT_IN_MODEL_OR_VIEW: [&str; 17] = [
    "slint",
    "tokio",
    "tungstenite",
    "tokio_tungstenite",
    "serialport",
    "rodio",
    "std::net",
    "std::fs",
    "std::thread",
    "std::process",
    "TcpStream",
    "UdpSocket",
    "SystemTime",
    "Instant",
    "now()",
    "async",
    "await",
];

/// What Slint draws with; its event loop and timers are free.
const NOT_OUTSIDE_WINDOW: [&str; 13] = [
    "slint::include_modules",
    "slint::ComponentHandle",
    "slint::Weak",
    "slint::Window",
    "slint::Global",
    "slint::SharedString",
    "slint::Image",
    "slint::SharedPixelBuffer",
    "slint::Color",
    "slint::Brush",
    "slint::Model",
    "slint::ModelRc",
    "slint::VecModel",
];

/// What would let an app decide for itself; it may name the words of the queue, never its rules.
const NOT_IN_APPS: [&str; 9] = [
    "queue::decide",
    "queue::apply",
    "queue::State",
    "queue::state::State",
    "queue::turn::next",
    "queue::turn::order",
    "queue::deadline",
    "rusqlite",
    "axum",
];

/// The server's storage, a file and its folder each: all that may know SQLite or its language.
const STORAGE: [&str; 6] = [
    "server/src/database",
    "server/src/journal",
    "server/src/credentials",
    "server/src/people",
    "server/src/ratings",
    "server/src/statistics",
];

/// Openings of statements in the language of the database.
const SQL: [&str; 9] = [
    "SELECT ",
    "INSERT INTO ",
    "INSERT OR ",
    "DELETE FROM ",
    "CREATE TABLE ",
    "CREATE INDEX ",
    "PRAGMA ",
    "BEGIN IMMEDIATE",
    "DROP TABLE ",
];

fn members() -> Vec<Manifest> {
    manifests::members(&root())
}

fn none(offences: &[String]) {
    assert!(offences.is_empty(), "\n{}\n", offences.join("\n"));
}

fn arrows_broken(manifest: &Manifest) -> Vec<String> {
    let ours: Vec<&str> = ARROWS.iter().map(|(name, _)| *name).collect();
    let Some((_, may)) = ARROWS.iter().find(|(name, _)| *name == manifest.name) else {
        return vec![format!("{}: a room without arrows; add it to the house and to this test", manifest.name)];
    };
    let named = manifest.dependencies(&[Table::Normal, Table::Build]);
    let wrong = named.into_iter().filter(|name| ours.contains(&name.as_str()) && !may.contains(&name.as_str()));
    wrong.map(|name| format!("{}: must not depend on {name}; of ours it may name {may:?}", manifest.name)).collect()
}

fn foreign_named(manifest: &Manifest) -> Vec<String> {
    let rules = FOREIGN.iter().filter(|(room, _)| *room == manifest.name);
    let named = manifest.dependencies(&[Table::Normal, Table::Build, Table::Dev]);
    rules
        .flat_map(|(_, foreign)| foreign.iter())
        .filter(|foreign| named.iter().any(|name| name == *foreign))
        .map(|foreign| format!("{}: must not name {foreign}, not even in its tests", manifest.name))
        .collect()
}

fn queue_overweight(manifest: &Manifest) -> Vec<String> {
    let named = manifest.dependencies(&[Table::Normal, Table::Build]);
    let more = named.into_iter().filter(|name| !QUEUE_MAY_USE.contains(&name.as_str()));
    more.map(|name| format!("queue: must not depend on {name}; the rules need {QUEUE_MAY_USE:?} alone")).collect()
}

fn words_of(sources: &[Source], forbidden: &[&str], why: &str) -> Vec<String> {
    let found = sources.iter().flat_map(|source| source.finds(forbidden).into_iter().map(move |hit| (source, hit)));
    found.map(|(source, (line, word))| format!("{}:{line}: `{word}`: {why}", source.path)).collect()
}

fn sql_outside_storage(sources: &[Source]) -> Vec<String> {
    let stores = |path: &str, storage: &str| {
        path.strip_prefix(storage).is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
    };
    let outside = sources.iter().filter(|source| !STORAGE.iter().any(|storage| stores(&source.path, storage)));
    let mut offences = Vec::new();
    for source in outside {
        let why = "SQL lives in the server's storage files, nowhere else";
        offences.extend(source.texts_with(&SQL).into_iter().map(|line| format!("{}:{line}: {why}", source.path)));
        offences.extend(words_of(std::slice::from_ref(source), &["rusqlite"], why));
    }
    offences
}

/// The app's `model` and `view`, each a file or a folder of files.
fn model_and_view(app: &str) -> Vec<Source> {
    let all = sources::under(&root(), &format!("{app}/src"));
    let pure = |path: &str| {
        let inner = path.strip_prefix(app).and_then(|rest| rest.strip_prefix("/src/")).unwrap_or("");
        ["model.rs", "view.rs"].contains(&inner) || inner.starts_with("model/") || inner.starts_with("view/")
    };
    all.into_iter().filter(|source| pure(&source.path)).collect()
}

#[test]
fn each_room_names_only_the_rooms_that_its_arrows_allow() {
    none(&members().iter().flat_map(arrows_broken).collect::<Vec<_>>());
}

#[test]
fn every_room_of_the_house_is_a_member_of_the_workspace() {
    let mut found: Vec<String> = members().into_iter().map(|manifest| manifest.name).collect();
    found.retain(|name| ARROWS.iter().any(|(room, _)| room == name));
    assert_eq!(found.len(), ARROWS.len(), "{found:?}");
}

#[test]
fn protocol_devices_and_apps_never_name_foreign_crates() {
    none(&members().iter().flat_map(foreign_named).collect::<Vec<_>>());
}

#[test]
fn the_queue_is_built_with_values_and_civil_time_alone() {
    let members = members();
    let queue = members.iter().find(|manifest| manifest.name == "queue").expect("queue is a member");
    none(&queue_overweight(queue));
}

#[test]
fn the_queue_has_no_clock_io_thread_randomness_logging_or_hash_order() {
    let sources = sources::under(&root(), "queue/src");
    assert!(sources.len() > 10, "the sources of the queue were not found");
    none(&words_of(&sources, &NOT_IN_QUEUE, "queue is the rules and nothing else"));
}

#[test]
fn model_and_view_of_each_app_know_no_window_runtime_wire_or_clock() {
    for app in APPS {
        none(&words_of(
            &model_and_view(app),
            &NOT_IN_MODEL_OR_VIEW,
            "model and view are pure; time comes in as a value",
        ));
    }
}

#[test]
fn apps_take_words_from_the_queue_and_never_its_rules() {
    for app in APPS {
        let sources = sources::under(&root(), &format!("{app}/src"));
        assert!(!sources.is_empty(), "the sources of {app} were not found");
        none(&words_of(&sources, &NOT_IN_APPS, "only the server decides and stores"));
    }
}

#[test]
fn only_the_window_files_of_an_app_know_slints_types() {
    for app in APPS {
        let sources = sources::under(&root(), &format!("{app}/src"));
        let window = |path: &str| path.starts_with(&format!("{app}/src/window"));
        let inner: Vec<Source> = sources.into_iter().filter(|source| !window(&source.path)).collect();
        none(&words_of(
            &inner,
            &NOT_OUTSIDE_WINDOW,
            "what is drawn lives in `window`; others turn the event loop at most",
        ));
    }
}

#[test]
fn devices_know_no_queue_and_no_protocol() {
    let sources = sources::under(&root(), "devices/src");
    assert!(!sources.is_empty(), "the sources of devices were not found");
    none(&words_of(&sources, &["queue", "protocol", "slint"], "devices is what hangs on a wire"));
}

#[test]
fn protocol_knows_no_web_server_database_or_screen() {
    let sources = sources::under(&root(), "protocol/src");
    assert!(!sources.is_empty(), "the sources of protocol were not found");
    none(&words_of(&sources, &["axum", "rusqlite", "slint"], "protocol is the conversation"));
}

#[test]
fn sql_lives_in_the_servers_storage_files_alone() {
    let rooms = ARROWS.iter().flat_map(|(room, _)| sources::under(&root(), &format!("{room}/src")));
    none(&sql_outside_storage(&rooms.collect::<Vec<_>>()));
}
