//! What the screen says, read as a screen reader reads it, in all three languages.
#![allow(clippy::unwrap_used)] // A test may fail where it stands.

mod stage;

use hall_display::model::{Motion, TRANSLATED};
use hall_display::view::{Age, Band, Bar, Languages, Message, Nobody, Shown, Side, View};
use i_slint_backend_testing::{AccessibleRole, ElementHandle, ElementQuery};
use stage::{LANDSCAPE, PORTRAIT, Stage, board, call, language, languages, look_plan, on_stage, story};

/// The accessible labels of one role, as they stand on the screen.
fn labels(stage: &Stage, role: AccessibleRole) -> Vec<String> {
    let found =
        ElementQuery::from_root(stage.window.handle()).match_descendants().match_accessible_role(role).find_all();
    // A repeated element is found for itself and for each of its parts, with the same label.
    let mut labels: Vec<String> = Vec::new();
    // Spaces that hold a line together are spaces to a reader.
    let read = |element: &ElementHandle| element.accessible_label().map(|label| label.replace('\u{a0}', " "));
    for label in found.iter().filter_map(read) {
        if !label.is_empty() && !labels.contains(&label) {
            labels.push(label);
        }
    }
    labels
}

fn in_one(code: &str) -> Languages {
    Languages { first: language(code), second: None, in_turn: Side::First }
}

fn story_in(code: &str) -> View {
    View { languages: in_one(code), ..story(LANDSCAPE) }
}

/// Asserts that one element of `role` is labelled exactly so.
fn says(stage: &Stage, role: AccessibleRole, label: &str) {
    let labels = labels(stage, role);
    assert!(labels.iter().any(|found| found == label), "{label:?} is not in {labels:?}");
}

#[test]
fn the_newest_call_and_those_that_stand_are_read_out_in_the_offices_language() {
    on_stage(LANDSCAPE, Motion::Full, |stage| {
        for (code, window) in [("ru", "Окно"), ("en", "Window"), ("hy", "Պատուհան")] {
            stage.window.show(&story_in(code));
            says(stage, AccessibleRole::Text, &format!("A012, {window} 4"));
            let standing = labels(stage, AccessibleRole::ListItem);
            let expected = [("K007", 2), ("M003", 5), ("A011", 3), ("C021", 10)];
            assert_eq!(standing, expected.map(|(number, n)| format!("{number}, {window} {n}")));
        }
    });
}

#[test]
fn captions_stand_in_two_languages() {
    on_stage(LANDSCAPE, Motion::Full, |stage| {
        stage.window.show(&story(LANDSCAPE));
        for caption in ["Номер · Ticket", "Окно · Window"] {
            says(stage, AccessibleRole::Text, caption);
        }
    });
}

#[test]
fn nobody_called_is_said_in_each_language() {
    let cases = [
        ("ru", Nobody::Yet, "Пока никого не вызвали"),
        ("ru", Nobody::Now, "Сейчас никого не вызывают"),
        ("en", Nobody::Yet, "No calls yet"),
        ("en", Nobody::Now, "No calls now"),
        ("hy", Nobody::Yet, "Դեռ ոչ ոք չի կանչվել"),
        ("hy", Nobody::Now, "Այս պահին ոչ ոքի չեն կանչում"),
    ];
    on_stage(LANDSCAPE, Motion::Full, move |stage| {
        for (code, nobody, text) in cases {
            let mut view = story_in(code);
            board(&mut view).band = Band::Nobody(nobody);
            stage.window.show(&view);
            says(stage, AccessibleRole::Text, text);
        }
    });
}

#[test]
fn the_age_of_the_calls_has_the_right_form_in_each_language() {
    let cases = [
        ("ru", Age::JustNow, "Нет связи. Вызовы последней минуты."),
        ("ru", Age::Minutes(1), "Нет связи. Этим вызовам 1 минута."),
        ("ru", Age::Minutes(3), "Нет связи. Этим вызовам 3 минуты."),
        ("ru", Age::Minutes(11), "Нет связи. Этим вызовам 11 минут."),
        ("ru", Age::Minutes(21), "Нет связи. Этим вызовам 21 минута."),
        ("ru", Age::Hours(5), "Нет связи. Этим вызовам 5 часов."),
        ("en", Age::Minutes(1), "No connection. Calls are 1 minute old."),
        ("en", Age::Minutes(2), "No connection. Calls are 2 minutes old."),
        ("en", Age::Hours(1), "No connection. Calls are 1 hour old."),
        ("hy", Age::Minutes(2), "Կապ չկա։ Կանչերը՝ 2 րոպե առաջ։"),
        ("hy", Age::Hours(1), "Կապ չկա։ Կանչերը՝ 1 ժամ առաջ։"),
    ];
    on_stage(LANDSCAPE, Motion::Full, move |stage| {
        for (code, age, text) in cases {
            let mut view = story_in(code);
            board(&mut view).band = Band::Quiet(call("A012", "4"));
            board(&mut view).bar = Bar::NoServer(age);
            stage.window.show(&view);
            says(stage, AccessibleRole::Text, text);
        }
    });
}

/// How the bar of a lost connection begins.
fn lost(code: &str) -> &'static str {
    match code {
        "ru" => "Нет связи",
        "hy" => "Կապ չկա",
        _ => "No connection",
    }
}

#[test]
fn without_a_server_both_languages_have_a_line_on_every_screen() {
    for screen in [LANDSCAPE, PORTRAIT] {
        on_stage(screen, Motion::Full, move |stage| {
            for (first, second) in [("ru", "en"), ("hy", "en"), ("hy", "ru")] {
                for age in [Age::JustNow, Age::Minutes(1), Age::Minutes(59), Age::Hours(23)] {
                    let mut view = View { languages: languages(first, second), ..story(screen) };
                    board(&mut view).bar = Bar::NoServer(age);
                    stage.window.show(&view);
                    let said = labels(stage, AccessibleRole::Text);
                    let both = said.iter().any(|label| label.starts_with(lost(first)) && label.contains(lost(second)));
                    assert!(both, "{first} and {second}, {age:?}: {said:?}");
                }
            }
        });
    }
}

#[test]
fn every_message_is_worded_anew_in_each_language() {
    let messages = [
        Message::NoServer { address: String::new() },
        Message::OtherVersion { cause: String::new() },
        Message::Refused { device: String::new() },
        Message::Replaced { device: String::new() },
        Message::OtherServer { device: String::new() },
        Message::NoMark { device: String::new() },
        Message::NoSuchHall { hall: String::new() },
    ];
    on_stage(LANDSCAPE, Motion::Full, move |stage| {
        let mut wordings = std::collections::BTreeSet::new();
        for message in &messages {
            for code in TRANSLATED {
                stage.window.show(&View { shown: Shown::Message(message.clone()), ..story_in(code) });
                let labels = labels(stage, AccessibleRole::Text);
                assert!(wordings.insert(labels.clone()), "{message:?} in {code} says nothing of its own: {labels:?}");
            }
        }
        assert_eq!(wordings.len(), messages.len() * TRANSLATED.len());
    });
}

#[test]
fn what_makes_a_new_key_file_stands_there_whole_in_each_language() {
    let command = "queue-server new-key --data DIR --device hall-1";
    on_stage(PORTRAIT, Motion::Full, move |stage| {
        for code in TRANSLATED {
            let device = || "hall-1".to_owned();
            for message in [Message::OtherServer { device: device() }, Message::NoMark { device: device() }] {
                stage.window.show(&View { shown: Shown::Message(message.clone()), ..story_in(code) });
                let labels = labels(stage, AccessibleRole::Text);
                let mend = labels.iter().find(|label| label.ends_with(command));
                assert!(mend.is_some_and(|mend| mend != command), "{message:?} in {code}: {labels:?}");
            }
        }
    });
}

#[test]
fn a_language_without_a_translation_reads_english() {
    on_stage(LANDSCAPE, Motion::Full, |stage| {
        stage.window.show(&story_in("de"));
        says(stage, AccessibleRole::Text, "A012, Window 4");
    });
}

#[test]
fn a_display_that_is_just_starting_says_nothing_alarming() {
    on_stage(LANDSCAPE, Motion::Full, |stage| {
        stage.window.show(&View { shown: Shown::Message(Message::Starting), clock: String::new(), ..story_in("ru") });
        assert_eq!(labels(stage, AccessibleRole::Text), Vec::<String>::new());
    });
}

#[test]
fn a_standing_list_that_shrinks_and_grows_reads_what_stands() {
    on_stage(LANDSCAPE, Motion::Full, |stage| {
        for count in [4, 1, 0, 3] {
            let mut view = story_in("en");
            let board = board(&mut view);
            board.standing.truncate(count);
            board.plan = look_plan(LANDSCAPE);
            stage.window.show(&view);
            assert_eq!(labels(stage, AccessibleRole::ListItem).len(), count);
        }
    });
}
