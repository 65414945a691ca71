//! Tables within tables, and the fields of each that nothing asked for.

use std::collections::BTreeSet;
use std::rc::Rc;

use toml::Spanned;
use toml::de::DeValue;

use super::{Section, of_kind};
use crate::config::fault::Fault;
use crate::config::texts::shorten;

impl<'a> Section<'a> {
    /// A table; where it is missing its needed fields are named as missing.
    pub fn table<T>(&mut self, key: &'static str, read: impl FnOnce(&mut Section<'a>) -> T) -> Option<T> {
        let value = self.need_by(key, || format!("add the table [{key}]"))?;
        self.as_table(key.to_owned(), value, read)
    }

    /// A table that may be missing.
    pub fn optional_table<T>(&mut self, key: &'static str, read: impl FnOnce(&mut Section<'a>) -> T) -> Option<T> {
        let value = self.take(key)?;
        self.as_table(key.to_owned(), value, read)
    }

    /// A list of tables of at most `most`; missing is empty.
    pub fn tables<T>(&mut self, key: &'static str, most: usize, mut read: impl FnMut(&mut Section<'a>) -> T) -> Vec<T> {
        let Some(value) = self.take(key) else { return Vec::new() };
        let Some(list) = value.get_ref().as_array() else {
            self.wrong(key, of_kind(value.get_ref()), format!("write [[{key}]] tables"));
            return Vec::new();
        };
        if list.len() > most {
            let problem = Fault::TooMany(most).said(format!("has {} entries", list.len()));
            self.wrong(key, problem, format!("use at most {most}"));
        }
        let items = list.iter().enumerate().take(most);
        items.filter_map(|(i, item)| self.as_table(format!("{key}[{}]", i + 1), item, &mut read)).collect()
    }

    fn as_table<T>(
        &self,
        name: String,
        value: &'a Spanned<DeValue<'a>>,
        read: impl FnOnce(&mut Section<'a>) -> T,
    ) -> Option<T> {
        let path = self.field(&name);
        let Some(table) = value.get_ref().as_table() else {
            self.wrong_at(&value.span(), path, of_kind(value.get_ref()), "write a table here");
            return None;
        };
        let mut section = Section {
            path,
            span: Some(value.span()),
            table,
            used: BTreeSet::new(),
            spoken: self.spoken.clone(),
            problems: Rc::clone(&self.problems),
        };
        let read = read(&mut section);
        section.finish();
        Some(read)
    }

    /// Names the fields that nothing asked for.
    pub(super) fn finish(&self) {
        for key in self.table.keys().filter(|key| !self.used.contains(&**key.get_ref())) {
            let known = self.used.iter().copied().collect::<Vec<_>>().join(", ");
            let field = self.field(&shorten(key.get_ref()));
            self.wrong_at(&key.span(), field, "is unknown", format!("remove it, or write one of: {known}"));
        }
    }
}
