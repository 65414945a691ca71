//! Reads Rust sources as far as the layering needs: code without comments and texts, texts with their lines, `use` trees
//! flattened to paths. Judges nothing.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// One source file, taken apart.
pub struct Source {
    /// Path from the workspace, with `/`.
    pub path: String,
    /// The code, line by line, with comments and texts blanked.
    code: Vec<String>,
    /// Every text (string literal) with the line on which it begins.
    texts: Vec<(usize, String)>,
}

impl Source {
    /// Takes a file's text apart.
    pub fn read(path: &str, text: &str) -> Self {
        let (code, texts) = take_apart(text);
        Self { path: path.to_owned(), code: code.lines().map(str::to_owned).collect(), texts }
    }

    /// Where any of `words` stands in the code as a whole word or in a `use` as a whole path; with its line.
    pub fn finds<'w>(&self, words: &[&'w str]) -> Vec<(usize, &'w str)> {
        let lines = self.code.iter().enumerate().map(|(at, line)| (at + 1, line.clone()));
        let all: Vec<(usize, String)> = lines.chain(self.uses()).collect();
        let mut hits = BTreeSet::new();
        for word in words {
            hits.extend(all.iter().filter(|(_, code)| has_word(code, word)).map(|(line, _)| (*line, *word)));
        }
        hits.into_iter().collect()
    }

    /// The lines of texts that hold any of `openings` of a statement: single words as written in capitals, longer
    /// ones in any case.
    pub fn texts_with(&self, openings: &[&str]) -> Vec<usize> {
        let holds = |text: &str, opening: &str| {
            let single = opening.trim_end().split(' ').count() == 1;
            if single { text.contains(opening) } else { text.to_uppercase().contains(opening) }
        };
        let found = self.texts.iter().filter(|(_, text)| openings.iter().any(|opening| holds(text, opening)));
        found.map(|(line, _)| *line).collect()
    }

    /// Every path that a `use` brings in, with the line of the `use`.
    fn uses(&self) -> Vec<(usize, String)> {
        let mut paths = Vec::new();
        let mut open: Option<(usize, String)> = None;
        for (at, line) in self.code.iter().enumerate() {
            let begun = line.trim_start().trim_start_matches("pub ").starts_with("use ");
            let rest = if begun { line.split_once("use ").map_or("", |(_, rest)| rest) } else { line };
            match &mut open {
                Some((_, tree)) => tree.push_str(rest),
                None if begun => open = Some((at + 1, rest.to_owned())),
                None => continue,
            }
            let Some((first, tree)) = open.take_if(|(_, tree)| tree.contains(';')) else { continue };
            let tree: String = tree.split(';').next().unwrap_or("").split_whitespace().collect();
            paths.extend(flatten("", &tree).into_iter().map(|path| (first, path)));
        }
        paths
    }
}

/// The Rust files of a folder of the workspace and its folders, in order.
pub fn under(root: &Path, folder: &str) -> Vec<Source> {
    let mut found = Vec::new();
    let Ok(entries) = fs::read_dir(root.join(folder)) else { return found };
    let mut names: Vec<_> = entries.map(|entry| entry.expect("a readable folder").file_name()).collect();
    names.sort();
    for name in names {
        let path = format!("{folder}/{}", name.to_string_lossy());
        if path.ends_with(".rs") {
            let text = fs::read_to_string(root.join(&path)).unwrap_or_else(|error| panic!("{path}: {error}"));
            found.push(Source::read(&path, &text));
        } else {
            found.extend(under(root, &path));
        }
    }
    found
}

fn has_word(code: &str, word: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(word).any(|(at, _)| {
        let before = code[..at].chars().next_back().is_some_and(part);
        let after = code[at + word.len()..].chars().next().is_some_and(part);
        !(before || after && word.ends_with(part))
    })
}

/// `a::{b, c::{d, e}}` as `a::b`, `a::c::d`, `a::c::e`.
fn flatten(prefix: &str, tree: &str) -> Vec<String> {
    let Some((head, inner)) = tree.split_once('{') else {
        return vec![format!("{prefix}{tree}")];
    };
    let inner = inner.strip_suffix('}').unwrap_or(inner);
    let prefix = format!("{prefix}{head}");
    branches(inner).into_iter().flat_map(|branch| flatten(&prefix, branch)).collect()
}

fn branches(inner: &str) -> Vec<&str> {
    let (mut depth, mut from, mut found) = (0, 0, Vec::new());
    for (at, c) in inner.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                found.push(&inner[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    found.push(&inner[from..]);
    found.retain(|branch| !branch.is_empty());
    found
}

/// Code with comments and texts blanked, line for line, and the texts.
fn take_apart(text: &str) -> (String, Vec<(usize, String)>) {
    let (mut code, mut texts, mut line) = (String::new(), Vec::new(), 1);
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let (taken, text_inside) = token(rest, code.chars().next_back());
        let piece = &rest[..taken];
        match text_inside {
            Inside::Code => code.push_str(piece),
            Inside::Comment => blank(&mut code, piece),
            Inside::Text => {
                texts.push((line, piece.to_owned()));
                blank(&mut code, piece);
            }
        }
        line += piece.matches('\n').count();
        rest = &rest[taken.max(c.len_utf8())..];
    }
    (code, texts)
}

enum Inside {
    Code,
    Comment,
    Text,
}

fn blank(code: &mut String, piece: &str) {
    code.push(' ');
    code.extend(piece.chars().filter(|c| *c == '\n'));
}

/// The length of the token at the start of `rest`, and what it is.
fn token(rest: &str, before: Option<char>) -> (usize, Inside) {
    let word_before = before.is_some_and(|c| c.is_alphanumeric() || c == '_');
    if rest.starts_with("//") {
        return (rest.find('\n').unwrap_or(rest.len()), Inside::Comment);
    }
    if rest.starts_with("/*") {
        return (block_comment(rest), Inside::Comment);
    }
    let raw = rest.strip_prefix("br").or_else(|| rest.strip_prefix('r')).filter(|_| !word_before);
    if let Some(after) = raw {
        let hashes = after.len() - after.trim_start_matches('#').len();
        if after[hashes..].starts_with('"') {
            let end = format!("\"{}", "#".repeat(hashes));
            let begun = rest.len() - after.len() + hashes + 1;
            let length = rest[begun..].find(&end).map_or(rest.len(), |at| begun + at + end.len());
            return (length, Inside::Text);
        }
    }
    if rest.starts_with('"') {
        return (quoted(rest, '"'), Inside::Text);
    }
    if rest.starts_with('\'') {
        let mut next = rest.chars().skip(1);
        let (first, second) = (next.next(), next.next());
        if first == Some('\\') || second == Some('\'') {
            return (quoted(rest, '\''), Inside::Text);
        }
    }
    (rest.chars().next().map_or(0, char::len_utf8), Inside::Code)
}

fn block_comment(rest: &str) -> usize {
    let (mut depth, mut at) = (0_u32, 0);
    while at < rest.len() {
        if rest[at..].starts_with("/*") {
            (depth, at) = (depth + 1, at + 2);
        } else if rest[at..].starts_with("*/") {
            (depth, at) = (depth - 1, at + 2);
            if depth == 0 {
                return at;
            }
        } else {
            at += rest[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    rest.len()
}

fn quoted(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        if c == quote && !escaped {
            return at + 1;
        }
        escaped = c == '\\' && !escaped;
    }
    rest.len()
}

#[test]
fn comments_and_texts_are_no_code_and_lines_stay_where_they_are() {
    let text = "let a = \"x // \\\" y\"; // z\n/* q /* r */\n s */ let b = r#\"t\n\"#; let c = 'u'; fn d<'e>() {}\n";
    let (code, texts) = take_apart(text);
    let lines: Vec<String> = code.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    assert_eq!(lines, ["let a = ;", "", "let b =", "; let c = ; fn d<'e>() {}"]);
    assert_eq!(texts.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [1, 3, 4]);
}
