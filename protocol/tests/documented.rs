//! `docs/protocol.md` shows every example of `golden/` and nothing else, and names every field. With `GOLDEN=write` in the
//! environment the examples in the page are written anew.
#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use protocol::token::OfficePublic;
use queue::ids::BookingId;

mod story;

/// A value on one line up to this length, in characters.
const LINE: usize = 100;

fn page_path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs/protocol.md")
}

fn page() -> String {
    std::fs::read_to_string(page_path()).unwrap()
}

fn golden() -> BTreeMap<String, String> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let named = |path: PathBuf| {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        (name, std::fs::read_to_string(&path).unwrap().trim_end().to_owned())
    };
    files.map(named).collect()
}

/// Lays JSON out over lines: whatever is short stays on one.
fn laid_out(json: &str) -> String {
    let value: serde_json::Value = serde_json::from_str(json).unwrap();
    assert!(value.is_object() || value.is_string());
    let mut rest = json;
    let mut out = String::new();
    lay_out(&mut rest, 0, &mut out);
    out
}

/// Takes one value from the front of `rest`.
fn lay_out(rest: &mut &str, depth: usize, out: &mut String) {
    let whole = &rest[..value_length(rest)];
    if !whole.starts_with(['{', '[']) || spaced(whole).chars().count() + depth * 2 <= LINE {
        out.push_str(&spaced(whole));
        *rest = &rest[whole.len()..];
        return;
    }
    let close = if whole.starts_with('{') { '}' } else { ']' };
    out.push_str(&whole[..1]);
    *rest = &rest[1..];
    while !rest.starts_with(close) {
        *rest = rest.trim_start_matches(',');
        out.push('\n');
        out.push_str(&"  ".repeat(depth + 1));
        if close == '}' {
            let key = value_length(rest);
            out.push_str(&rest[..key]);
            out.push_str(": ");
            *rest = &rest[key + 1..];
        }
        lay_out(rest, depth + 1, out);
        if rest.starts_with(',') {
            out.push(',');
        }
    }
    out.push('\n');
    out.push_str(&"  ".repeat(depth));
    out.push(close);
    *rest = &rest[1..];
}

/// How long the value is that stands at the front.
fn value_length(text: &str) -> usize {
    let (mut depth, mut quoted, mut escaped) = (0, false, false);
    for (i, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ if quoted => {}
            '{' | '[' => depth += 1,
            '}' | ']' if depth == 0 => return i,
            '}' | ']' => depth -= 1,
            ',' | ':' if depth == 0 => return i,
            _ => {}
        }
    }
    text.len()
}

/// The value on one line with a space after each comma and colon.
fn spaced(json: &str) -> String {
    let (mut quoted, mut escaped) = (false, false);
    let mut out = String::new();
    for c in json.chars() {
        out.push(c);
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            ',' | ':' if !quoted => out.push(' '),
            _ => {}
        }
    }
    out
}

/// The page's examples by name, with where each stands.
fn blocks(page: &str) -> Vec<(String, std::ops::Range<usize>)> {
    let mut blocks = Vec::new();
    let mut from = 0;
    while let Some(start) = page[from..].find("```json ").map(|at| at + from) {
        let head_end = page[start..].find('\n').unwrap() + start;
        let name = page[start + "```json ".len()..head_end].to_owned();
        let end = page[head_end..].find("```").unwrap() + head_end;
        blocks.push((name, head_end + 1..end));
        from = end + 3;
    }
    blocks
}

/// First cells of tables that hold JSON.
fn cells(page: &str) -> BTreeSet<String> {
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `"));
    let first = rows.filter_map(|row| Some(row.split_once("` |")?.0.to_owned()));
    first.filter(|cell| cell.starts_with(['{', '"'])).collect()
}

#[test]
fn every_example_on_the_page_is_a_golden_one() {
    let golden = golden();
    if std::env::var_os("GOLDEN").is_some_and(|what| what == "write") {
        let mut page = page();
        for (name, span) in blocks(&page).into_iter().rev() {
            page.replace_range(span, &format!("{}\n", laid_out(&golden[&name])));
        }
        std::fs::write(page_path(), page).unwrap();
    }
    let page = page();
    for (name, span) in blocks(&page) {
        assert_eq!(page[span].trim_end(), laid_out(&golden[&name]), "the example {name}");
    }
    assert_eq!(page.matches("```json").count(), blocks(&page).len(), "an example without a name");
    let values: BTreeSet<_> = golden.values().cloned().collect();
    for cell in cells(&page) {
        assert!(values.contains(&cell), "{cell} is no golden example");
    }
}

#[test]
fn every_golden_example_is_on_the_page() {
    let page = page();
    let shown: BTreeSet<_> = blocks(&page).into_iter().map(|(name, _)| name).collect();
    let cells = cells(&page);
    for (name, json) in golden() {
        assert!(shown.contains(&name) || cells.contains(&json), "{name} is not on the page: {json}");
    }
}

#[test]
fn every_field_is_explained() {
    let page = page();
    // What stands inside an example explains nothing.
    let words: String = page.split("```").step_by(2).collect();
    let mut fields = BTreeSet::new();
    for json in golden().values() {
        collect(&serde_json::from_str(json).unwrap(), &mut fields);
    }
    let cells = cells(&page);
    for field in fields {
        let (word, quoted) = (format!("`{field}`"), format!("\"{field}\""));
        let explained = words.contains(&word) || cells.iter().any(|cell| cell.contains(&quoted));
        assert!(explained, "the field {field} is not explained");
    }
}

fn collect(value: &serde_json::Value, fields: &mut BTreeSet<String>) {
    match value {
        serde_json::Value::Object(object) => {
            for (key, value) in object {
                fields.insert(key.clone());
                collect(value, fields);
            }
        }
        serde_json::Value::Array(items) => items.iter().for_each(|item| collect(item, fields)),
        serde_json::Value::Null
        | serde_json::Value::Bool(_)
        | serde_json::Value::Number(_)
        | serde_json::Value::String(_) => {}
    }
}

#[test]
fn the_numbers_of_the_page_are_those_of_the_program() {
    use protocol::limits::*;
    let page = page();
    let (at_once, ids) = (MESSAGES_PER_S * BURST_S, REQUEST_ID);
    for words in [
        format!("It is version {} of", protocol::VERSION),
        format!("| a frame from a device | {FROM_DEVICE_LIMIT} bytes |"),
        format!("| a frame from the server | {FROM_SERVER_LIMIT} bytes |"),
        format!("| the first word | {} s after the connection |", HELLO_LIMIT.as_secs()),
        format!("| silence | {} s |", DEVICE_SILENCE_LIMIT.as_secs()),
        format!("| unanswered at once | {REQUESTS_AT_ONCE} requests |"),
        format!("At most {REQUESTS_AT_ONCE} requests of one connection"),
        format!("| {MESSAGES_PER_S} a second in the long run, {at_once} at once |"),
        format!("{FLOOD_S} seconds' worth more: farewell `crowded` |"),
        format!("| age of a request | {} ms |", REQUEST_AGE_LIMIT.as_millis()),
        format!("over {} ms of age", REQUEST_AGE_LIMIT.as_millis()),
        format!("| `program` | {PROGRAM_LIMIT} characters |"),
        format!("| faults in a report | {FAULTS_LIMIT}, each text {FAULT_TEXT_LIMIT} characters |"),
        format!("| `problem` of a farewell | {PROBLEM_LIMIT} characters |"),
        format!("| a reader that does not read | {} s for one frame |", READER_LIMIT.as_secs()),
        format!("made by the device: {} to {} of", ids.start(), ids.end()),
        format!("{} entries", protocol::board::LISTED),
        format!("at most {PICTURE_LIMIT} bytes, {PICTURE_SIDE_PX} pixels a side and {PICTURE_PIXELS} pixels in all"),
    ] {
        assert!(page.contains(&words), "the page does not say: {words}");
    }
}

#[test]
fn the_times_and_tries_of_the_page_are_those_of_the_program() {
    use protocol::client::session::{
        OPENING_LIMIT, PING_AFTER, SILENCE_LIMIT, WELCOME_LIMIT, WELCOME_LONGEST, WELCOME_TRIES,
    };
    use protocol::limits::*;
    let page = page();
    assert_eq!(PING_AFTER.as_millis(), 1_000, "the page says: after each second of silence");
    let pings = (DEVICE_SILENCE_LIMIT / (PINGS_IN_SILENCE + 1)).as_secs_f64().round();
    let (of_a_number, at_a_kiosk) = (WRONG_DIGITS_OF_A_NUMBER, WRONG_DIGITS_AT_A_KIOSK);
    let (first_s, longest_s) = (RETRY_FIRST.as_secs_f64(), RETRY_LONGEST.as_secs_f64());
    let (opening_s, welcome_s) = (OPENING_LIMIT.as_secs(), WELCOME_LIMIT.as_secs());
    for words in [
        format!("sends a websocket ping about every {pings} s"),
        format!("hears nothing for {} s is over", DEVICE_SILENCE_LIMIT.as_secs()),
        format!("takes {} s without any frame for a loss", SILENCE_LIMIT.as_secs_f64()),
        format!("no hello within {} s, or nothing heard for", HELLO_LIMIT.as_secs()),
        format!("a number takes {of_a_number} wrong tries a day"),
        format!("a kiosk {at_a_kiosk} in {} minutes", WRONG_DIGITS_WHILE.as_secs() / 60),
        format!("then after {first_s} s, doubling to {longest_s} s"),
        format!("tries again after {} s", RETRY_REFUSED.as_secs()),
        format!("given up after {opening_s} s, a hello without a welcome after {welcome_s} s"),
        format!("where {WELCOME_TRIES} in a row have none"),
        format!("after twice as long, up to {} s", WELCOME_LONGEST.as_secs()),
    ] {
        assert!(page.contains(&words), "the page does not say: {words}");
    }
    let refused = format!("tries again every {} s", RETRY_REFUSED.as_secs());
    let told = page.matches("tries again every ").count();
    assert_eq!((told > 3, page.matches(&refused).count()), (true, told), "what is refused {refused}");
}

#[test]
fn the_code_on_the_page_is_one_that_the_office_of_the_page_signed() {
    let page = page();
    let code = page.split("```text\n").nth(1).unwrap().lines().next().unwrap();
    assert_eq!(code, story::code());
    let welcome: serde_json::Value = serde_json::from_str(&golden()["welcome-kiosk"]).unwrap();
    let office: OfficePublic = serde_json::from_value(welcome["welcome"]["office"].clone()).unwrap();
    assert_eq!(office.read(code).unwrap().booking, BookingId(3_051));
}

#[test]
fn the_layout_of_examples_keeps_every_value() {
    for json in golden().values() {
        let laid: serde_json::Value = serde_json::from_str(&laid_out(json)).unwrap();
        assert_eq!(laid, serde_json::from_str::<serde_json::Value>(json).unwrap());
        assert!(laid_out(json).lines().all(|line| line.chars().count() <= LINE + 60));
    }
}
