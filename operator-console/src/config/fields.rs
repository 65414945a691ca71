//! A flat TOML document read field by field: each getter takes what it finds, notes what is wrong, and goes on with a stand-in, so
//! that one reading finds every problem. Nothing here knows a console.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Problem;

/// The document and what was found wrong with it.
pub struct Document<'a> {
    text: &'a str,
    root: Spanned<DeTable<'a>>,
    problems: RefCell<Vec<Problem>>,
}

/// The document while it is read.
pub struct Section<'a> {
    document: &'a Document<'a>,
    table: &'a DeTable<'a>,
    used: BTreeSet<&'static str>,
}

impl<'a> Document<'a> {
    pub fn new(text: &'a str) -> Self {
        let (root, errors) = DeTable::parse_recoverable(text);
        let document = Self { text, root, problems: RefCell::default() };
        for error in &errors {
            let mend = "mend the TOML here; strings stand in double quotes";
            let span = error.span().unwrap_or_default();
            document.wrong(&span, "", format!("no TOML: {}", error.message()), mend);
        }
        document
    }

    /// Reads the whole document.
    pub fn read<T>(&'a self, read: impl FnOnce(&mut Section<'a>) -> T) -> T {
        let mut section = Section { document: self, table: self.root.get_ref(), used: BTreeSet::new() };
        let value = read(&mut section);
        section.name_unknown();
        value
    }

    /// The value, if nothing was wrong; else all problems by line.
    pub fn finish<T>(&self, value: T) -> Result<T, Vec<Problem>> {
        let mut problems = self.problems.take();
        problems.sort_by_key(|problem| problem.line);
        if problems.is_empty() { Ok(value) } else { Err(problems) }
    }

    fn wrong(&self, span: &Range<usize>, field: &str, problem: impl Into<String>, mend: impl Into<String>) {
        let before = self.text.get(..span.start.min(self.text.len())).unwrap_or(self.text);
        let line = before.matches('\n').count() + 1;
        let (field, problem, mend) = (field.to_owned(), problem.into(), mend.into());
        self.problems.borrow_mut().push(Problem { line, field, problem, mend });
    }
}

impl<'a> Section<'a> {
    /// Notes a problem with a field, at its line or else at the first.
    pub fn wrong(&self, key: &str, problem: impl Into<String>, mend: impl Into<String>) {
        let span = self.table.get(key).map_or(0..0, Spanned::span);
        self.document.wrong(&span, key, problem, mend);
    }

    /// A string that must be there; the stand-in is empty.
    pub fn string(&mut self, key: &'static str, example: &str) -> String {
        match self.take(key) {
            None => {
                self.wrong(key, "is missing", format!("write {key} = {example}"));
                String::new()
            }
            Some(value) => match value.get_ref().as_str() {
                Some(text) if !text.trim().is_empty() && !text.contains(char::is_control) => text.to_owned(),
                Some(_) | None => {
                    self.wrong(key, "is no plain text", format!("write {key} = {example}"));
                    String::new()
                }
            },
        }
    }

    /// One of a few words, or none.
    pub fn one_of(&mut self, key: &'static str, words: &[&'static str]) -> Option<&'static str> {
        let value = self.take(key)?;
        let found = value.get_ref().as_str().and_then(|text| words.iter().find(|word| **word == text));
        if found.is_none() {
            self.wrong(key, "does not fit", format!("write {key} = \"{}\"", words.join("\" or \"")));
        }
        found.copied()
    }

    /// True or false.
    pub fn yes(&mut self, key: &'static str, otherwise: bool) -> bool {
        let Some(value) = self.take(key) else { return otherwise };
        value.get_ref().as_bool().unwrap_or_else(|| {
            self.wrong(key, "is neither true nor false", format!("write {key} = true or {key} = false"));
            otherwise
        })
    }

    /// A whole number, at most so far from zero.
    pub fn whole(&mut self, key: &'static str, otherwise: i32, furthest: i64) -> i32 {
        let Some(value) = self.take(key) else { return otherwise };
        let number = value.get_ref().as_integer();
        let number = number.and_then(|number| i64::from_str_radix(number.as_str(), number.radix()).ok());
        let fits = number.filter(|number| number.abs() <= furthest).and_then(|number| i32::try_from(number).ok());
        fits.unwrap_or_else(|| {
            self.wrong(key, "is no whole number in reach", format!("write {key} = {otherwise}, at most {furthest}"));
            otherwise
        })
    }

    fn take(&mut self, key: &'static str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.used.insert(key);
        self.table.get(key)
    }

    fn name_unknown(&self) {
        let known: Vec<_> = self.used.iter().copied().collect();
        for (key, value) in self.table.iter() {
            if !self.used.contains(key.get_ref().as_ref()) {
                let mend = format!("remove it, or write one of {}", known.join(", "));
                let name: String = key.get_ref().chars().take(60).collect();
                let span = value.span();
                self.document.wrong(&(key.span().start..span.end), &name, "is no setting of a console", mend);
            }
        }
    }
}
