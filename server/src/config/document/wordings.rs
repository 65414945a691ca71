//! Texts that are given in each of the floor's languages.

use std::collections::BTreeMap;

use queue::floor::Text;
use queue::ids::Language;
use toml::Spanned;
use toml::de::DeValue;

use super::Section;
use crate::config::fault::{Fault, Said};
use crate::config::texts::{TEXT_LIMIT, shorten};

impl<'a> Section<'a> {
    /// A text in each of the floor's languages.
    pub fn text(&mut self, key: &'static str) -> Text {
        match self.need(key, "{ en = \"...\" } with each language") {
            Some(value) => self.as_text(self.field(key), value),
            None => Text::default(),
        }
    }

    /// A text that may be missing; where it is there it is in each language.
    pub fn optional_text(&mut self, key: &'static str) -> Text {
        let value = self.take(key);
        value.map_or(Text::default(), |value| self.as_text(self.field(key), value))
    }

    /// A list of texts; missing is empty.
    pub fn texts(&mut self, key: &'static str) -> Vec<Text> {
        let Some(value) = self.take(key) else { return Vec::new() };
        let Some(list) = value.get_ref().as_array() else {
            self.wrong(
                key,
                format!("is {}", value.get_ref().type_str()),
                format!("write {key} = [{{ en = \"...\" }}]"),
            );
            return Vec::new();
        };
        let texts = list.iter().enumerate();
        texts.map(|(i, item)| self.as_text(format!("{}[{}]", self.field(key), i + 1), item)).collect()
    }

    fn as_text(&self, field: String, value: &Spanned<DeValue<'a>>) -> Text {
        let Some(table) = value.get_ref().as_table() else {
            self.wrong_at(
                &value.span(),
                field,
                format!("is {}", value.get_ref().type_str()),
                "write { en = \"...\" } with each language",
            );
            return Text::default();
        };
        let mut text = BTreeMap::new();
        for (key, value) in table {
            let language = Language::new(key.get_ref()).ok().filter(|language| self.knows(language));
            let wording = value.get_ref().as_str().map(str::trim).unwrap_or_default();
            let place = format!("{field}.{}", shorten(key.get_ref()));
            self.plain(&value.span(), place.clone(), wording, TEXT_LIMIT);
            match language {
                Some(_) if wording.is_empty() => self.wrong_at(
                    &value.span(),
                    place,
                    Fault::Empty.said("is empty"),
                    "write the wording in double quotes",
                ),
                Some(language) => {
                    text.insert(language, wording.into());
                }
                // The floor's languages are themselves to mend, which is told there.
                None if self.languages.is_empty() => {}
                None => self.wrong_at(
                    &key.span(),
                    place,
                    "is none of the floor's languages",
                    "remove it, or add the language to office.languages",
                ),
            }
        }
        for language in self.languages.iter().filter(|language| !table.contains_key(language.as_str())) {
            self.wrong_at(
                &value.span(),
                field.clone(),
                Fault::MissingIn(language.clone()).said(format!("is missing in {language}")),
                format!("add {language} = \"...\""),
            );
        }
        Text(text)
    }

    /// Notes a problem with a text in one language, at its wording.
    pub fn wrong_wording(&self, key: &str, language: &Language, problem: impl Into<Said>, mend: impl Into<String>) {
        let text = self.table.get(key).and_then(|text| text.get_ref().as_table());
        let span = text.and_then(|text| text.get(language.as_str())).map(Spanned::span);
        let span = span.or_else(|| self.span.clone());
        self.note(span.as_ref(), format!("{}.{language}", self.field(key)), problem, mend);
    }

    fn knows(&self, language: &Language) -> bool {
        self.languages.is_empty() || self.languages.contains(language)
    }
}
