//! What a wrong language causes in each text is told once: dozens of problems alike hide the others.

use std::collections::{BTreeMap, BTreeSet};

use queue::ids::Language;

use super::Problem;
use crate::config::fault::Fault;

/// The field of the list of the languages.
const LIST: &str = "office.languages";

/// What is wrong with a language's code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Code {
    /// It means a language whose code is another.
    Otherwise,
    /// It means one that is there by its own code.
    Double,
    /// It is a language's, which is not in the list.
    Unlisted,
    /// It is none of a language in the list.
    Strange,
}

/// The languages of a document, as they are found in its texts.
#[derive(Debug, Default)]
pub struct Languages {
    /// The line of their list.
    pub line: Option<usize>,
    codes: BTreeMap<(String, Code), Told>,
    /// Those that any text is in.
    written: BTreeSet<Language>,
}

/// A problem that is told of a code.
#[derive(Debug)]
struct Told {
    /// Its place among the problems.
    at: usize,
    more: usize,
}

impl Languages {
    /// Whether a code's problem, which would be the next at this place, is told for the first time.
    pub fn is_first(&mut self, written: &str, code: Code, at: usize) -> bool {
        let mut is_first = false;
        let told = self.codes.entry((written.to_owned(), code)).or_insert_with(|| {
            is_first = true;
            Told { at, more: 0 }
        });
        told.more += usize::from(!is_first);
        is_first
    }

    /// A text is in this language.
    pub fn wrote(&mut self, language: &Language) {
        if !self.written.contains(language) {
            self.written.insert(language.clone());
        }
    }

    /// Says of each code at how many places more it stands. What every text lacks becomes a problem of the list.
    pub fn settle(&self, found: &mut Vec<Problem>) {
        for told in self.codes.values().filter(|told| told.more > 0) {
            if let Some(problem) = found.get_mut(told.at) {
                let places = if told.more == 1 { "place" } else { "places" };
                problem.mend = format!("{}; so at {} more {places}", problem.mend, told.more);
            }
        }
        let lacking = self.lacking(found);
        let instead = self.instead(&lacking);
        let held_back = instead.map(|(_, told)| told.at);
        let mut places = 0..;
        found.retain(|problem| {
            let is_held_back = places.next() == held_back;
            let is_lacking = lacked(problem).is_some_and(|language| lacking.contains_key(language));
            !is_held_back && !is_lacking
        });
        found.extend(
            lacking.iter().map(|(language, texts)| self.nowhere(language, *texts, instead.map(|(code, _)| code))),
        );
    }

    /// The languages of the list that no text is in, with how many texts lack each.
    fn lacking(&self, found: &[Problem]) -> BTreeMap<Language, usize> {
        let mut lacking = BTreeMap::new();
        for language in found.iter().filter_map(lacked).filter(|language| !self.written.contains(*language)) {
            *lacking.entry(language.clone()).or_default() += 1;
        }
        lacking.retain(|_, texts| *texts > 1);
        lacking
    }

    /// The one language beside the list that every text is in, where every text lacks one of the list.
    fn instead(&self, lacking: &BTreeMap<Language, usize>) -> Option<(&str, &Told)> {
        let mut unlisted = self.codes.iter().filter(|((_, code), _)| *code == Code::Unlisted);
        let ((written, _), told) = unlisted.next()?;
        let is_one = unlisted.next().is_none() && lacking.len() == 1;
        let is_everywhere = lacking.values().all(|texts| *texts == told.more + 1);
        (is_one && is_everywhere).then_some((written.as_str(), told))
    }

    fn nowhere(&self, language: &Language, texts: usize, instead: Option<&str>) -> Problem {
        let mend = match instead {
            Some(written) => format!("write \"{written}\" in its place, which every text is in"),
            None => format!("add {language} = \"...\" to each of the {texts} texts, or remove it here"),
        };
        Problem {
            line: self.line,
            field: LIST.to_owned(),
            problem: format!("no text is in \"{language}\""),
            mend,
            fault: None,
        }
    }
}

fn lacked(problem: &Problem) -> Option<&Language> {
    if let Some(Fault::MissingIn(language)) = &problem.fault { Some(language) } else { None }
}
