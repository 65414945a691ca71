//! Texts that are given in each of the floor's languages.

use std::collections::BTreeMap;
use std::sync::Arc;

use queue::floor::Text;
use queue::ids::Language;
use toml::Spanned;
use toml::de::{DeString, DeValue};

use super::{Section, of_kind};
use crate::config::fault::{Fault, Said};
use crate::config::languages::{Code, wrong_code};
use crate::config::problem;
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
            self.wrong(key, of_kind(value.get_ref()), format!("write {key} = [{{ en = \"...\" }}]"));
            return Vec::new();
        };
        let texts = list.iter().enumerate();
        texts.map(|(i, item)| self.as_text(format!("{}[{}]", self.field(key), i + 1), item)).collect()
    }

    fn as_text(&self, field: String, value: &Spanned<DeValue<'a>>) -> Text {
        let Some(table) = value.get_ref().as_table() else {
            self.wrong_at(&value.span(), field, of_kind(value.get_ref()), "write { en = \"...\" } with each language");
            return Text::default();
        };
        let mut text: BTreeMap<Language, Arc<str>> = BTreeMap::new();
        for (key, value) in table {
            let place = format!("{field}.{}", shorten(key.get_ref()));
            let wording = value.get_ref().as_str().map(str::trim).unwrap_or_default();
            self.plain(&value.span(), place.clone(), wording, TEXT_LIMIT);
            let is_given = |language: &Language| text.contains_key(language) || table.contains_key(language.as_str());
            let Some(language) = self.meant_by_key(key, &place, is_given) else { continue };
            if wording.is_empty() {
                let problem = Fault::Empty.said("is empty");
                self.wrong_at(&value.span(), place, problem, "write the wording in double quotes");
            }
            text.insert(language, wording.into());
        }
        text.keys().for_each(|language| self.problems.wrote(language));
        for language in self.spoken.languages.iter().filter(|language| !text.contains_key(*language)) {
            self.wrong_at(
                &value.span(),
                field.clone(),
                Fault::MissingIn(language.clone()).said(format!("is missing in {language}")),
                format!("add {language} = \"...\""),
            );
        }
        text.retain(|_, wording| !wording.is_empty());
        Text(text)
    }

    /// The language that the key of a wording means. Where it is written otherwise it is told with the right key, and so is what is none of the
    /// floor's.
    fn meant_by_key(
        &self,
        key: &Spanned<DeString<'a>>,
        place: &str,
        is_given: impl Fn(&Language) -> bool,
    ) -> Option<Language> {
        let written: &str = key.get_ref();
        match Code::of(written) {
            Code::Right(language) if self.may_be_spoken(&language) => Some(language),
            Code::Meant(language) if self.may_be_spoken(&language) => {
                let (code, mend) = if is_given(&language) {
                    (problem::Code::Double, "remove it: there is")
                } else {
                    (problem::Code::Otherwise, "write it as")
                };
                self.wrong_key(key, code, place, wrong_code(written), format!("{mend} {language}"));
                Some(language)
            }
            // It may be in the floor's list as well, and is told there.
            Code::Unknown if !self.spoken.are_all_known => Language::new(written).ok(),
            code @ (Code::Right(_) | Code::Meant(_) | Code::Unknown) => {
                let add = "remove it, or add the language to office.languages".to_owned();
                let (code, mend) = match code {
                    Code::Meant(language) => {
                        let mend = format!(
                            "remove it, or add \"{language}\", which it means, to office.languages and write {language} here"
                        );
                        (problem::Code::Strange, mend)
                    }
                    Code::Right(_) => (problem::Code::Unlisted, add),
                    Code::Unknown => (problem::Code::Strange, add),
                };
                self.wrong_key(key, code, place, "is none of the floor's languages", mend);
                None
            }
        }
    }

    fn wrong_key(&self, key: &Spanned<DeString<'a>>, code: problem::Code, place: &str, problem: &str, mend: String) {
        let written: &str = key.get_ref();
        self.problems.note_code((written, code), Some(&key.span()), place.to_owned(), problem.into(), mend);
    }

    /// Notes what is wrong with a code in the list of the languages.
    pub fn wrong_listed(&self, list: &str, (written, code): (&str, problem::Code), problem: String, mend: String) {
        let span = self.table.get(list).map(Spanned::span).or_else(|| self.span.clone());
        self.problems.note_code((written, code), span.as_ref(), self.field(list), problem.into(), mend);
    }

    /// The list of the languages is this field.
    pub fn lists_languages(&self, list: &str) {
        if let Some(value) = self.table.get(list) {
            self.problems.listed(&value.span());
        }
    }

    /// Notes a problem with a text in one language, at its wording.
    pub fn wrong_wording(&self, key: &str, language: &Language, problem: impl Into<Said>, mend: impl Into<String>) {
        let keyed = |written: &str| match Code::of(written) {
            Code::Right(meant) | Code::Meant(meant) => meant == *language,
            Code::Unknown => written == language.as_str(),
        };
        let text = self.table.get(key).and_then(|text| text.get_ref().as_table());
        let wording = text.and_then(|text| text.iter().find(|(key, _)| keyed(key.get_ref())));
        let span = wording.map(|(_, wording)| wording.span()).or_else(|| self.span.clone());
        self.note(span.as_ref(), format!("{}.{language}", self.field(key)), problem, mend);
    }

    fn may_be_spoken(&self, language: &Language) -> bool {
        !self.spoken.are_all_known || self.spoken.languages.contains(language)
    }
}
