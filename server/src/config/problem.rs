//! One thing wrong with a configuration: where, what, and how to mend it.

use std::fmt::Write;
use std::ops::Range;

/// Problems that a report prints; the rest is counted.
const PRINTED: usize = 50;
/// Longest excerpt of a line, in characters.
const EXCERPT: usize = 100;

/// Something wrong with the configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Line, from 1.
    pub line: usize,
    /// Path of the field, such as `service[2].letter`.
    pub field: String,
    /// What is wrong.
    pub problem: String,
    /// How to mend it.
    pub mend: String,
}

impl Problem {
    /// A problem at a place of the text.
    pub fn at(text: &str, span: &Range<usize>, field: String, problem: String, mend: String) -> Self {
        let before = text.get(..span.start.min(text.len())).unwrap_or(text);
        Self { line: before.matches('\n').count() + 1, field, problem, mend }
    }
}

/// All problems of a file as a person reads them.
pub fn report(problems: &[Problem], file: &str, text: &str) -> String {
    let mut report = format!("{file}: {} to mend\n", count(problems.len()));
    for problem in problems.iter().take(PRINTED) {
        let line = text.lines().nth(problem.line - 1).unwrap_or_default().trim();
        let excerpt: String = line.chars().filter(|c| !c.is_control()).take(EXCERPT).collect();
        let place = if problem.field.is_empty() { String::new() } else { format!("{}: ", problem.field) };
        let _ = write!(report, "\nline {}: {place}{}\n", problem.line, problem.problem);
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
    if problems == 1 { "1 problem".to_owned() } else { format!("{problems} problems") }
}
