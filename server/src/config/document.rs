//! A TOML document read field by field: each getter takes what it finds, notes what is wrong, and goes on with a stand-in, so that one
//! reading finds every problem. Nothing here knows a floor.

mod tables;
mod wordings;

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::ops::{Range, RangeInclusive};
use std::rc::Rc;

use jiff::civil::Time;
use queue::ids::BadKey;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::fault::{Fault, Said};
use super::languages::Spoken;
use super::problem::{Problem, Problems};
use super::texts::{TEXT_LIMIT, clock, is_unprintable, shorten};

/// The document and what was found wrong with it.
pub struct Document<'a> {
    root: Spanned<DeTable<'a>>,
    problems: Rc<Problems>,
}

/// One table of the document.
pub struct Section<'a> {
    path: String,
    /// Where it begins; the document itself begins nowhere.
    span: Option<Range<usize>>,
    table: &'a DeTable<'a>,
    used: BTreeSet<&'static str>,
    spoken: Spoken,
    problems: Rc<Problems>,
}

impl<'a> Document<'a> {
    pub fn new(text: &'a str) -> Self {
        let (root, errors) = DeTable::parse_recoverable(text);
        let problems = Problems::of(text);
        // What follows the first is mostly its consequence.
        if let Some(error) = errors.first() {
            let mend = "mend the TOML here or just before: strings stand in double quotes, every [ and { is closed, and each table of a list begins with [[name]]"
                .to_owned();
            let span = error.span().unwrap_or_default();
            problems.note(Some(&span), String::new(), format!("no TOML: {}", error.message()).into(), mend);
        }
        Self { problems: Rc::new(problems), root }
    }

    /// What is wrong with the TOML itself; the fields are not looked at before that is mended.
    pub fn broken(&self) -> Option<Vec<Problem>> {
        let problems = self.problems.take();
        (!problems.is_empty()).then_some(problems)
    }

    /// Reads the whole document.
    pub fn read<T>(&'a self, read: impl FnOnce(&mut Section<'a>) -> T) -> T {
        let mut root = Section {
            path: String::new(),
            span: None,
            table: self.root.get_ref(),
            used: BTreeSet::new(),
            spoken: Spoken::default(),
            problems: Rc::clone(&self.problems),
        };
        let read = read(&mut root);
        root.finish();
        read
    }

    /// The value, if nothing was wrong; else all problems by line.
    pub fn finish<T>(&self, value: T) -> Result<T, Vec<Problem>> {
        let problems = self.problems.take();
        if problems.is_empty() { Ok(value) } else { Err(problems) }
    }
}

impl<'a> Section<'a> {
    /// The languages in which every text must be from now on.
    pub fn speak(&mut self, spoken: &Spoken) {
        self.spoken = spoken.clone();
    }

    /// The languages that were said to be spoken.
    pub fn spoken(&self) -> &Spoken {
        &self.spoken
    }

    /// The path of a field of this table.
    pub fn field(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    /// Notes a problem with a field, at its line or else at the table's; what the document itself lacks has no line.
    pub fn wrong(&self, key: &str, problem: impl Into<Said>, mend: impl Into<String>) {
        let span = self.table.get(key).map(Spanned::span).or_else(|| self.span.clone());
        self.note(span.as_ref(), self.field(key), problem, mend);
    }

    /// Notes a problem with one entry of a list of tables, from 0, at the entry's line.
    pub fn wrong_entry(&self, list: &str, index: usize, problem: impl Into<Said>, mend: impl Into<String>) {
        let span = self.entry(list, index).map(Spanned::span).or_else(|| self.span.clone());
        self.note(span.as_ref(), format!("{}[{}]", self.field(list), index + 1), problem, mend);
    }

    /// The same of a field of the entry, at the field's own line where it is there.
    pub fn wrong_in_entry(
        &self,
        list: &str,
        index: usize,
        key: &str,
        problem: impl Into<Said>,
        mend: impl Into<String>,
    ) {
        let entry = self.entry(list, index);
        let field = entry.and_then(|entry| entry.get_ref().as_table()?.get(key));
        let span = field.or(entry).map(Spanned::span).or_else(|| self.span.clone());
        self.note(span.as_ref(), format!("{}[{}].{key}", self.field(list), index + 1), problem, mend);
    }

    /// Whether something is noted as wrong with a field of the entry: what was read of it is a stand-in.
    pub fn is_wrong_in_entry(&self, list: &str, index: usize, key: &str) -> bool {
        self.problems.is_noted(&format!("{}[{}].{key}", self.field(list), index + 1))
    }

    fn entry(&self, list: &str, index: usize) -> Option<&'a Spanned<DeValue<'a>>> {
        self.table.get(list)?.get_ref().as_array()?.get(index)
    }

    fn wrong_at(&self, span: &Range<usize>, field: String, problem: impl Into<Said>, mend: impl Into<String>) {
        self.note(Some(span), field, problem, mend);
    }

    fn note(&self, span: Option<&Range<usize>>, field: String, problem: impl Into<Said>, mend: impl Into<String>) {
        self.problems.note(span, field, problem.into(), mend.into());
    }

    /// Leaves fields alone, whatever stands there.
    pub fn pass_over(&mut self, keys: &[&'static str]) {
        self.used.extend(keys);
    }

    fn take(&mut self, key: &'static str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.used.insert(key);
        self.table.get(key)
    }

    fn need(&mut self, key: &'static str, kind: &str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.need_by(key, || format!("add {key} = {kind}"))
    }

    fn need_by(&mut self, key: &'static str, mend: impl Fn() -> String) -> Option<&'a Spanned<DeValue<'a>>> {
        let found = self.take(key);
        if found.is_none() {
            self.wrong(key, Fault::Missing.said("is missing"), mend());
        }
        found
    }

    /// A string; the stand-in is empty.
    pub fn string(&mut self, key: &'static str, kind: &str) -> String {
        match self.need(key, kind) {
            Some(value) => self.as_string(key, value, kind),
            None => String::new(),
        }
    }

    /// A string that may be missing.
    pub fn optional_string(&mut self, key: &'static str, kind: &str) -> Option<String> {
        let value = self.take(key)?;
        Some(self.as_string(key, value, kind))
    }

    /// A string of at most so many characters, where a text is longer than a screen's.
    pub fn long_string(&mut self, key: &'static str, kind: &str, limit: usize) -> String {
        match self.need(key, kind) {
            Some(value) => self.as_long_string(key, value, kind, limit),
            None => String::new(),
        }
    }

    /// Such a string that may be missing.
    pub fn optional_long_string(&mut self, key: &'static str, kind: &str, limit: usize) -> Option<String> {
        let value = self.take(key)?;
        Some(self.as_long_string(key, value, kind, limit))
    }

    fn as_string(&self, key: &str, value: &Spanned<DeValue<'a>>, kind: &str) -> String {
        self.as_long_string(key, value, kind, TEXT_LIMIT)
    }

    fn as_long_string(&self, key: &str, value: &Spanned<DeValue<'a>>, kind: &str, limit: usize) -> String {
        match value.get_ref().as_str() {
            Some(text) if text.trim().is_empty() => {
                let mend = format!("write {key} = {kind}");
                self.wrong_at(&value.span(), self.field(key), Fault::Empty.said("is empty"), mend);
                String::new()
            }
            Some(text) => {
                self.plain(&value.span(), self.field(key), text, limit);
                text.to_owned()
            }
            None => {
                let found = of_kind(value.get_ref());
                self.wrong_at(&value.span(), self.field(key), found, format!("write {key} = {kind}"));
                String::new()
            }
        }
    }

    /// Texts are short and printable: what a screen, a printer or a log could not show is refused here.
    fn plain(&self, span: &Range<usize>, field: String, text: &str, limit: usize) {
        let length = text.chars().count();
        if length > limit {
            let problem = Fault::TooLong(limit).said(format!("has {length} characters"));
            self.wrong_at(span, field.clone(), problem, format!("use at most {limit}"));
        }
        if let Some(bad) = text.chars().find(|c| is_unprintable(*c)) {
            let mend = "write plain text without control characters or direction marks";
            let problem = Fault::Unprintable(bad).said(format!("holds the character U+{:04X}", u32::from(bad)));
            self.wrong_at(span, field, problem, mend);
        }
    }

    /// A key of a thing on the floor; the stand-in is `unreadable`.
    pub fn key<K>(&mut self, key: &'static str, new: impl Fn(&str) -> Result<K, BadKey>) -> K {
        let text = self.string(key, "\"some-key\"");
        self.as_key(key, &text, new)
    }

    /// A key that may be missing.
    pub fn optional_key<K>(&mut self, key: &'static str, new: impl Fn(&str) -> Result<K, BadKey>) -> Option<K> {
        let text = self.optional_string(key, "\"some-key\"")?;
        Some(self.as_key(key, &text, new))
    }

    fn as_key<K>(&self, key: &str, text: &str, new: impl Fn(&str) -> Result<K, BadKey>) -> K {
        new(text).unwrap_or_else(|_| {
            // Whatever gave no text is noted already.
            if !text.is_empty() {
                let problem = Fault::NoKey.said(format!("\"{}\" is no key", shorten(text)));
                self.wrong(key, problem, "use 1 to 40 of a-z, 0-9 and -");
            }
            new("unreadable").unwrap_or_else(|_| unreachable!("a plain word is a key"))
        })
    }

    /// A list of keys; missing is empty.
    pub fn keys<K>(&mut self, key: &'static str, new: impl Fn(&str) -> Result<K, BadKey>) -> Vec<K> {
        self.strings(key).iter().map(|text| self.as_key(key, text, &new)).collect()
    }

    /// A list of strings; missing is empty.
    pub fn strings(&mut self, key: &'static str) -> Vec<String> {
        self.long_strings(key, TEXT_LIMIT)
    }

    /// A list of strings that may be missing, which is another thing than an empty one. Nothing as well where none of it can be read: that was
    /// told.
    pub fn optional_strings(&mut self, key: &'static str) -> Option<Vec<String>> {
        let is_empty = self.table.get(key)?.get_ref().as_array().is_some_and(|list| list.is_empty());
        Some(self.strings(key)).filter(|texts| is_empty || !texts.is_empty())
    }

    /// A list of strings of at most so many characters; missing is empty.
    pub fn long_strings(&mut self, key: &'static str, limit: usize) -> Vec<String> {
        let Some(value) = self.take(key) else { return Vec::new() };
        let Some(list) = value.get_ref().as_array() else {
            self.wrong(key, of_kind(value.get_ref()), format!("write {key} = [\"...\"]"));
            return Vec::new();
        };
        let texts = list.iter().map(|item| self.as_long_string(key, item, "[\"...\"]", limit));
        texts.filter(|text| !text.is_empty()).collect()
    }

    /// A whole number within a range; the stand-in is its least.
    pub fn number(&mut self, key: &'static str, range: RangeInclusive<u16>) -> u16 {
        match self.need(key, &format!("{} to {}", range.start(), range.end())) {
            Some(value) => self.as_number(key, value, &range),
            None => *range.start(),
        }
    }

    /// A whole number that may be missing.
    pub fn optional_number(&mut self, key: &'static str, range: RangeInclusive<u16>) -> Option<u16> {
        let value = self.take(key)?;
        Some(self.as_number(key, value, &range))
    }

    fn as_number(&self, key: &str, value: &Spanned<DeValue<'a>>, range: &RangeInclusive<u16>) -> u16 {
        let number = value.get_ref().as_integer().and_then(|n| i64::from_str_radix(n.as_str(), n.radix()).ok());
        let fits = number.and_then(|n| u16::try_from(n).ok()).filter(|n| range.contains(n));
        fits.unwrap_or_else(|| {
            let mend = format!("write a whole number from {} to {}", range.start(), range.end());
            let problem = Fault::OutOfRange(*range.start(), *range.end()).said("does not fit");
            self.wrong_at(&value.span(), self.field(key), problem, mend);
            *range.start()
        })
    }

    /// Yes or no; `missing` where it is not there.
    pub fn yes(&mut self, key: &'static str, missing: bool) -> bool {
        let Some(value) = self.take(key) else { return missing };
        value.get_ref().as_bool().unwrap_or_else(|| {
            self.wrong(key, of_kind(value.get_ref()), format!("write {key} = true or {key} = false"));
            missing
        })
    }

    /// An address with a port.
    pub fn address(&mut self, key: &'static str, missing: &'static str) -> SocketAddr {
        let given = self.optional_address(key, missing);
        given.unwrap_or_else(|| missing.parse().expect("the default address is one"))
    }

    /// An address that may be missing.
    pub fn optional_address(&mut self, key: &'static str, example: &str) -> Option<SocketAddr> {
        let example = format!("\"{example}\"");
        let text = self.optional_string(key, &example)?;
        let address = text.parse();
        if address.is_err() && !text.is_empty() {
            let mend = format!(
                "write figures, no name: {key} = {example}, or \"0.0.0.0:PORT\" for every address of this machine"
            );
            self.wrong(key, "is no address with a port", mend);
        }
        address.ok()
    }

    /// A local time such as `"08:30"`.
    pub fn time(&mut self, key: &'static str, missing: Time) -> Time {
        let Some(text) = self.optional_string(key, "\"08:30\"") else { return missing };
        clock(&text).unwrap_or_else(|| {
            if text.is_empty() {
                return missing;
            }
            let problem = Fault::NoTime(shorten(&text)).said(format!("\"{}\" is no time", shorten(&text)));
            self.wrong(key, problem, format!("write {key} = \"08:30\""));
            missing
        })
    }
}

/// What a value is that should be something else.
fn of_kind(value: &DeValue<'_>) -> String {
    let kind = value.type_str();
    let article = if kind.starts_with(['a', 'i']) { "an" } else { "a" };
    format!("is {article} {kind}")
}
