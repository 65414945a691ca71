//! A TOML document read field by field: each getter takes what it finds, notes what is wrong, and goes on with a stand-in, so
//! that one reading finds every problem. Nothing here knows a hall display.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::ops::{Range, RangeInclusive};

use queue::ids::BadKey;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Problems that a report prints; the rest is counted.
const PRINTED: usize = 50;
/// Longest excerpt of the file in a report, in characters.
const EXCERPT: usize = 100;

/// Something wrong with the configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Line, from 1.
    pub line: usize,
    /// Path of the field, such as `screen.px_per_mm`.
    pub field: String,
    /// What is wrong.
    pub problem: String,
    /// How to mend it.
    pub mend: String,
}

/// All problems of a file as a person reads them.
pub fn report(problems: &[Problem], file: &str, text: &str) -> String {
    let mut report = format!(
        "{file}: {} to mend\n",
        if problems.len() == 1 { "1 problem".to_owned() } else { format!("{} problems", problems.len()) }
    );
    for problem in problems.iter().take(PRINTED) {
        let line = text.lines().nth(problem.line - 1).unwrap_or_default().trim();
        let excerpt: String = line.chars().filter(|c| !c.is_control()).take(EXCERPT).collect();
        let place = if problem.field.is_empty() { String::new() } else { format!("{}: ", problem.field) };
        let _ = write!(
            report,
            "\nline {}: {place}{}\n    | {excerpt}\n    = {}\n",
            problem.line, problem.problem, problem.mend
        );
    }
    if problems.len() > PRINTED {
        let _ = writeln!(report, "\nand {} more", problems.len() - PRINTED);
    }
    report
}

/// The document and what was found wrong with it.
pub struct Document<'a> {
    text: &'a str,
    root: Spanned<DeTable<'a>>,
    problems: RefCell<Vec<Problem>>,
}

/// One table of the document.
pub struct Section<'a> {
    document: &'a Document<'a>,
    path: String,
    span: Range<usize>,
    table: &'a DeTable<'a>,
    used: BTreeSet<&'static str>,
}

type Value<'a> = Spanned<DeValue<'a>>;

impl<'a> Document<'a> {
    pub fn new(text: &'a str) -> Self {
        let (root, errors) = DeTable::parse_recoverable(text);
        let document = Document { text, root, problems: RefCell::default() };
        for error in &errors {
            let mend = "mend the TOML here; strings stand in double quotes, tables in [brackets]";
            let span = error.span().unwrap_or_default();
            document.wrong(&span, String::new(), format!("no TOML: {}", error.message()), mend.to_owned());
        }
        document
    }

    /// Reads the whole document.
    pub fn read<T>(&'a self, read: impl FnOnce(&mut Section<'a>) -> T) -> T {
        Section::read(self, String::new(), self.root.span(), self.root.get_ref(), read)
    }

    /// The value, if nothing was wrong; else all problems by line.
    pub fn finish<T>(&self, value: T) -> Result<T, Vec<Problem>> {
        let mut problems = self.problems.take();
        problems.sort_by_key(|problem| problem.line);
        if problems.is_empty() { Ok(value) } else { Err(problems) }
    }

    fn wrong(&self, span: &Range<usize>, field: String, problem: String, mend: String) {
        let before = self.text.get(..span.start.min(self.text.len())).unwrap_or(self.text);
        let line = before.matches('\n').count() + 1;
        self.problems.borrow_mut().push(Problem { line, field, problem, mend });
    }
}

impl<'a> Section<'a> {
    fn read<T>(
        document: &'a Document<'a>,
        path: String,
        span: Range<usize>,
        table: &'a DeTable<'a>,
        read: impl FnOnce(&mut Section<'a>) -> T,
    ) -> T {
        let mut section = Section { document, path, span, table, used: BTreeSet::new() };
        let value = read(&mut section);
        section.name_unknown();
        value
    }

    /// How many problems were found so far.
    pub fn problems(&self) -> usize {
        self.document.problems.borrow().len()
    }

    /// Notes a problem with a field, at its line or else at the table's.
    pub fn wrong(&self, key: &str, problem: impl Into<String>, mend: impl Into<String>) {
        let span = self.table.get(key).map_or(self.span.clone(), Spanned::span);
        self.document.wrong(&span, self.field(key), problem.into(), mend.into());
    }

    /// A string; the stand-in is empty.
    pub fn string(&mut self, key: &'static str, example: &str) -> String {
        let value = self.need(key, example);
        value.map(|value| self.as_string(key, value, example)).unwrap_or_default()
    }

    /// A string that may be missing.
    pub fn optional_string(&mut self, key: &'static str, example: &str) -> Option<String> {
        let value = self.take(key)?;
        Some(self.as_string(key, value, example))
    }

    /// One of a few words.
    pub fn one_of(&mut self, key: &'static str, words: &[&'static str]) -> Option<&'static str> {
        let example = format!("\"{}\"", words.join("\" or \""));
        let value = self.need(key, &example)?;
        let found = value.get_ref().as_str().and_then(|text| words.iter().find(|word| **word == text));
        if found.is_none() {
            self.wrong(key, "does not fit", format!("write {key} = {example}"));
        }
        found.copied()
    }

    /// A key of a thing on the floor; the stand-in is `unreadable`.
    pub fn key<K>(&mut self, key: &'static str, example: &str, new: fn(&str) -> Result<K, BadKey>) -> K {
        let text = self.string(key, example);
        self.as_key(key, &text, example, new).unwrap_or_else(|| new("unreadable").expect("a plain word is a key"))
    }

    /// A list of keys; missing is empty.
    pub fn keys<K>(&mut self, key: &'static str, example: &str, new: fn(&str) -> Result<K, BadKey>) -> Vec<K> {
        let Some(value) = self.take(key) else { return Vec::new() };
        let Some(list) = value.get_ref().as_array() else {
            self.wrong(key, format!("is {}", value.get_ref().type_str()), format!("write {key} = {example}"));
            return Vec::new();
        };
        let texts = list.iter().map(|item| self.as_string(key, item, example));
        texts.filter_map(|text| self.as_key(key, &text, example, new)).collect()
    }

    /// A whole number within a range; the stand-in is its least.
    pub fn whole(&mut self, key: &'static str, range: RangeInclusive<u32>) -> u32 {
        let kind = format!("a whole number from {} to {}", range.start(), range.end());
        let Some(value) = self.need(key, &kind) else { return *range.start() };
        let number = value.get_ref().as_integer().and_then(|n| i64::from_str_radix(n.as_str(), n.radix()).ok());
        let fits = number.and_then(|n| u32::try_from(n).ok()).filter(|n| range.contains(n));
        fits.unwrap_or_else(|| {
            self.wrong(key, "does not fit", format!("write {kind}"));
            *range.start()
        })
    }

    /// A number within a range; the stand-in is its least.
    pub fn number(&mut self, key: &'static str, range: RangeInclusive<f64>) -> f64 {
        let kind = format!("a number from {} to {}", range.start(), range.end());
        self.need(key, &kind).map_or(*range.start(), |value| self.as_number(key, value, &range))
    }

    /// A number that may be missing.
    pub fn optional_number(&mut self, key: &'static str, range: RangeInclusive<f64>) -> Option<f64> {
        let value = self.take(key)?;
        Some(self.as_number(key, value, &range))
    }

    /// Yes or no; `missing` where it is not there.
    pub fn yes(&mut self, key: &'static str, missing: bool) -> bool {
        let Some(value) = self.take(key) else { return missing };
        value.get_ref().as_bool().unwrap_or_else(|| {
            self.wrong(
                key,
                format!("is {}", value.get_ref().type_str()),
                format!("write {key} = true or {key} = false"),
            );
            missing
        })
    }

    /// A table.
    pub fn table<T>(&mut self, key: &'static str, read: impl FnOnce(&mut Section<'a>) -> T) -> Option<T> {
        let value = self.need(key, "a table: [...]")?;
        let Some(table) = value.get_ref().as_table() else {
            self.wrong(key, format!("is {}", value.get_ref().type_str()), format!("write a table: [{key}]"));
            return None;
        };
        Some(Section::read(self.document, self.field(key), value.span(), table, read))
    }

    fn field(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    fn take(&mut self, key: &'static str) -> Option<&'a Value<'a>> {
        self.used.insert(key);
        self.table.get(key)
    }

    fn need(&mut self, key: &'static str, example: &str) -> Option<&'a Value<'a>> {
        let found = self.take(key);
        if found.is_none() {
            self.wrong(key, "is missing", format!("add {key} = {example}"));
        }
        found
    }

    fn as_string(&self, key: &str, value: &Value<'a>, example: &str) -> String {
        let text = value.get_ref().as_str();
        let problem = match text {
            None => format!("is {}", value.get_ref().type_str()),
            Some("") => "is empty".to_owned(),
            Some(text) if text.chars().any(char::is_control) => "holds a control character".to_owned(),
            Some(text) => return text.to_owned(),
        };
        self.wrong(key, problem, format!("write {key} = {example}"));
        String::new()
    }

    fn as_key<K>(&self, key: &str, text: &str, example: &str, new: fn(&str) -> Result<K, BadKey>) -> Option<K> {
        if text.is_empty() {
            return None;
        }
        let made = new(text);
        if let Err(bad) = &made {
            self.wrong(key, bad.to_string(), format!("write {key} = {example}"));
        }
        made.ok()
    }

    fn as_number(&self, key: &str, value: &Value<'a>, range: &RangeInclusive<f64>) -> f64 {
        let value = value.get_ref();
        let text = value.as_float().map(|n| n.as_str()).or_else(|| value.as_integer().map(|n| n.as_str()));
        let number = text.and_then(|text| text.parse::<f64>().ok());
        number.filter(|number| range.contains(number)).unwrap_or_else(|| {
            let mend = format!("write a number from {} to {}", range.start(), range.end());
            self.wrong(key, "does not fit", mend);
            *range.start()
        })
    }

    /// Names the fields that nothing asked for.
    fn name_unknown(&self) {
        for key in self.table.keys().filter(|key| !self.used.contains(&**key.get_ref())) {
            let known = self.used.iter().copied().collect::<Vec<_>>().join(", ");
            let name: String = key.get_ref().chars().filter(|c| !c.is_control()).take(40).collect();
            let mend = format!("remove it, or write one of: {known}");
            self.document.wrong(&key.span(), self.field(&name), "is unknown".to_owned(), mend);
        }
    }
}
