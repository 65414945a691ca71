//! Rules are cited by their ids, as `(B4, Q5)`, in code, tests and pages: each of them stands on the page of the rules.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::root;

/// The page, which explains what others cite.
const RULES: &str = "docs/rules.md";
/// What is ours to read; built and fetched things are not.
const FOLDERS: [&str; 10] = [
    "docs",
    "queue",
    "protocol",
    "devices",
    "server",
    "kiosk",
    "operator-console",
    "hall-display",
    "hardware-tests",
    "tools",
];

/// The ids within brackets that hold nothing else: `(P1 to P5, B2)`.
fn cited(text: &str) -> BTreeSet<String> {
    let inside = text.split('(').skip(1).filter_map(|rest| rest.split_once(')')).map(|(inside, _)| inside);
    let words = |inside: &str| -> Vec<String> {
        let words = inside.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';'));
        words.filter(|word| !word.is_empty() && !word.starts_with("//")).map(str::to_owned).collect()
    };
    let list = |words: &Vec<String>| words.iter().all(|word| is_id(word) || word == "to" || word == "and");
    inside.map(words).filter(list).flatten().filter(|word| is_id(word)).collect()
}

/// A letter of a part of the rules and a number.
fn is_id(word: &str) -> bool {
    let number = word.strip_prefix(['B', 'C', 'D', 'O', 'P', 'Q', 'S', 'W']);
    number.is_some_and(|number| (1..=2).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The ids that a page has a line for: `**B4. Late.**` or `| B6 |`, or names among what is to come: `(W1)`.
fn explained(page: &str) -> BTreeSet<String> {
    let lines = page.lines().filter_map(|line| {
        let id = line.strip_prefix("**").or_else(|| line.strip_prefix("| "))?;
        id.split(['.', ' ']).next().filter(|id| is_id(id)).map(str::to_owned)
    });
    let to_come = page.split_once("## To come").map_or("", |(_, to_come)| to_come);
    lines.chain(cited(to_come)).collect()
}

fn read(folder: &Path, found: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).expect("a folder of ours") {
        let path = entry.expect("a readable folder").path();
        if path.is_dir() {
            read(&path, found);
        } else if path.extension().is_some_and(|ending| ["rs", "md", "py"].iter().any(|known| ending == *known)) {
            let name = path.display().to_string();
            let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
            found.insert(name, text);
        }
    }
}

#[test]
fn a_rule_that_is_cited_stands_on_the_page_of_the_rules() {
    let mut texts = BTreeMap::new();
    FOLDERS.iter().for_each(|folder| read(&root().join(folder), &mut texts));
    let page = fs::read_to_string(root().join(RULES)).expect("the page of the rules");
    let explained = explained(&page);
    assert!(explained.len() > 40, "{explained:?}");
    let mut missing: BTreeMap<String, &String> = BTreeMap::new();
    for (name, text) in &texts {
        cited(text).into_iter().filter(|id| !explained.contains(id)).for_each(|id| {
            missing.insert(id, name);
        });
    }
    assert!(missing.is_empty(), "{RULES} has no line for {missing:?}");
}

#[test]
fn a_citation_is_found_in_every_spelling_and_nothing_else_is_one() {
    let ids = |text: &str| cited(text).into_iter().collect::<Vec<_>>();
    assert_eq!(
        ids("late (B4), or (P1 to P5, B2;\n/// B10, S6) or (W1 and W2)"),
        ["B10", "B2", "B4", "P1", "P5", "S6", "W1", "W2"]
    );
    assert_eq!(ids("f(A1) + (B4 + 1) + (B004) and (the rule B4)"), Vec::<String>::new());
    let page = "**B4. Late.** As (B5) says\n| B6 | a rule |\n## To come\nthe list (W1)\n";
    assert_eq!(explained(page).into_iter().collect::<Vec<_>>(), ["B4", "B6", "W1"]);
}
