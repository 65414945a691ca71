//! One thing wrong with a configuration: where, what, and how to mend it.

mod once;

use std::cell::RefCell;
use std::fmt::Write;
use std::ops::Range;

use queue::ids::Language;

use super::fault::{Fault, Said};
pub use once::Code;
use once::Languages;

/// Problems that are noted; a file with more of them is another kind of file.
const NOTED: usize = 1_000;
/// Problems that a report prints, one for each text of a large floor; the rest is counted.
const PRINTED: usize = 200;
/// Longest excerpt of a line, in characters.
const EXCERPT: usize = 100;

/// Something wrong with the configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Line, from 1; none for what is nowhere in the text.
    pub line: Option<usize>,
    /// Path of the field, such as `service[2].letter`.
    pub field: String,
    /// What is wrong.
    pub problem: String,
    /// How to mend it.
    pub mend: String,
    /// What it is, where a form can meet it.
    pub fault: Option<Fault>,
}

/// The problems of one text, as they are found.
#[derive(Debug)]
pub struct Problems {
    /// Where each line but the first begins.
    lines: Vec<usize>,
    found: RefCell<Vec<Problem>>,
    languages: RefCell<Languages>,
}

impl Problems {
    /// None yet.
    pub fn of(text: &str) -> Self {
        let lines = text.match_indices('\n').map(|(at, _)| at + 1).collect();
        Self { lines, found: RefCell::default(), languages: RefCell::default() }
    }

    /// Notes a problem, at a place of the text where it has one.
    pub fn note(&self, span: Option<&Range<usize>>, field: String, said: Said, mend: String) {
        let mut found = self.found.borrow_mut();
        if found.len() < NOTED {
            let line = span.map(|span| self.line(span));
            let Said { sentence: problem, fault } = said;
            found.push(Problem { line, field, problem, mend, fault });
        }
    }

    /// Notes what is wrong with a language's code as it is written; of all places where the same is wrong with it the first is noted.
    pub fn note_code(
        &self,
        (written, code): (&str, Code),
        span: Option<&Range<usize>>,
        field: String,
        said: Said,
        mend: String,
    ) {
        let at = self.found.borrow().len();
        if at < NOTED && self.languages.borrow_mut().is_first(written, code, at) {
            self.note(span, field, said, mend);
        }
    }

    /// The list of the languages stands here.
    pub fn listed(&self, span: &Range<usize>) {
        self.languages.borrow_mut().line = Some(self.line(span));
    }

    /// A text is in this language.
    pub fn wrote(&self, language: &Language) {
        self.languages.borrow_mut().wrote(language);
    }

    fn line(&self, span: &Range<usize>) -> usize {
        self.lines.partition_point(|begins| *begins <= span.start) + 1
    }

    /// Whether there is one with this field.
    pub fn is_noted(&self, field: &str) -> bool {
        self.found.borrow().iter().any(|problem| problem.field == field)
    }

    /// All of them in the order of their lines, each once; those of no line first.
    pub fn take(&self) -> Vec<Problem> {
        let mut problems = self.found.take();
        self.languages.take().settle(&mut problems);
        problems.sort_by_key(|problem| problem.line);
        problems.dedup();
        problems
    }
}

/// All problems of a file as a person reads them.
pub fn report(problems: &[Problem], file: &str, text: &str) -> String {
    let mut report = format!("{file}: {} to mend\n", count(problems.len()));
    for problem in problems.iter().take(PRINTED) {
        let line = problem.line.and_then(|line| text.lines().nth(line - 1)).unwrap_or_default().trim();
        let excerpt: String = line.chars().filter(|c| !c.is_control()).take(EXCERPT).collect();
        let place = if problem.field.is_empty() { String::new() } else { format!("{}: ", problem.field) };
        let at = problem.line.map(|line| format!("line {line}: ")).unwrap_or_default();
        let _ = write!(report, "\n{at}{place}{}\n", problem.problem);
        if !excerpt.is_empty() {
            let _ = writeln!(report, "    | {excerpt}");
        }
        let _ = writeln!(report, "    = {}", problem.mend);
    }
    if problems.len() > PRINTED {
        let _ = writeln!(report, "\nand {} more", problems.len() - PRINTED);
    }
    report
}

fn count(problems: usize) -> String {
    match problems {
        1 => "1 problem".to_owned(),
        NOTED.. => format!("{NOTED} problems or more"),
        some => format!("{some} problems"),
    }
}
