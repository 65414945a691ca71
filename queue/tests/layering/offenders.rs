//! What each rule of the layering says to a made-up offender: a rule that cannot fail is found here.

use crate::manifests::Manifest;
use crate::sources::Source;
use crate::{
    APPS, NOT_IN_APPS, NOT_IN_MODEL_OR_VIEW, NOT_IN_QUEUE, NOT_OUTSIDE_WINDOW, arrows_broken, foreign_named,
    queue_overweight, sql_outside_storage, words_of,
};

#[test]
fn a_wrong_arrow_is_found_in_every_spelling() {
    for table in ["[dependencies]", "[build-dependencies]", "[target.'cfg(unix)'.dependencies]"] {
        for named in [
            "server.workspace = true",
            "server = { path = \"../server\" }",
            "other = { package = \"server\", path = \"x\" }",
        ] {
            for app in APPS {
                let text = format!("[package]\nname = \"{app}\"\n{table}\n{named}\n");
                assert_eq!(arrows_broken(&Manifest::read(&text)).len(), 1, "{text}");
            }
        }
    }
}

#[test]
fn a_room_that_the_house_does_not_know_is_found() {
    assert_eq!(arrows_broken(&Manifest::read("[package]\nname = \"utils\"\n")).len(), 1);
}

#[test]
fn a_foreign_crate_is_found_among_the_tests_too() {
    let text = "[package]\nname = \"kiosk\"\n[dev-dependencies]\nrusqlite = \"0.41\"\n";
    assert_eq!(foreign_named(&Manifest::read(text)), ["kiosk: must not name rusqlite, not even in its tests"]);
}

#[test]
fn a_runtime_in_the_queue_is_found() {
    let text = "[package]\nname = \"queue\"\n[dependencies]\nserde = \"1\"\ntokio = \"1\"\n[dev-dependencies]\nproptest = \"1\"\n";
    let offences = queue_overweight(&Manifest::read(text));
    assert!(offences.len() == 1 && offences[0].contains("tokio"), "{offences:?}");
}

#[test]
fn each_forbidden_word_is_found_in_code_and_not_in_comments_or_longer_words() {
    let lists = [&NOT_IN_QUEUE[..], &NOT_IN_MODEL_OR_VIEW[..], &NOT_OUTSIDE_WINDOW[..], &NOT_IN_APPS[..]];
    for word in lists.into_iter().flatten() {
        let source =
            Source::read("made/up.rs", &format!("//! Says {word}.\nfn a() {{\n    let x = {word}; // {word}\n}}\n"));
        assert_eq!(words_of(&[source], &[word], "why"), [format!("made/up.rs:3: `{word}`: why")]);
        let longer = Source::read("made/up.rs", &format!("let x{word}x = \"{word}\"; /* {word} */\n"));
        assert_eq!(words_of(&[longer], &[word], "why"), Vec::<String>::new(), "{word}");
    }
}

#[test]
fn a_use_of_several_names_is_read_as_each_of_them() {
    let source =
        Source::read("a.rs", "use std::{\n    fmt,\n    fs::File,\n};\nuse jiff::{Timestamp, civil::{Date, Time}};\n");
    assert_eq!(words_of(&[source], &["std::fs"], "no").len(), 1);
    let source = Source::read("a.rs", "use queue::{Floor, turn::{Why, next}};\n");
    assert_eq!(words_of(&[source], &["queue::turn::next"], "no").len(), 1);
    let source = Source::read("a.rs", "use queue::{Floor, turn::Why};\n");
    assert_eq!(words_of(&[source], &["queue::turn::next"], "no").len(), 0);
}

#[test]
fn sql_is_found_in_texts_and_its_crate_in_code() {
    let office = |text: &str| Source::read("server/src/office.rs", text);
    let offences = |text: &str| sql_outside_storage(&[office(text)]).len();
    assert_eq!(offences("let rows = db.query(\"SELECT number FROM ticket\");"), 1);
    assert_eq!(offences("let rows = db.query(r#\"\n  insert into ticket VALUES (1)\"#);"), 1);
    assert_eq!(offences("use rusqlite::Connection;"), 1);
    assert_eq!(offences("// SELECT a window\nlet hint = \"Select a window\";"), 0);
    assert_eq!(sql_outside_storage(&[Source::read("server/src/journal.rs", "let s = \"SELECT 1\";")]).len(), 0);
    let beside = Source::read("server/src/journalist.rs", "let s = \"SELECT 1\";");
    assert_eq!(sql_outside_storage(&[beside]).len(), 1);
    assert_eq!(sql_outside_storage(&[Source::read("kiosk/src/journal.rs", "let s = \"SELECT 1\";")]).len(), 1);
}
