//! One thing wrong with the configuration: where, what, and how to mend it.

use std::fmt::Write;

/// Problems that a report prints; the rest is counted.
const PRINTED: usize = 50;
/// Longest excerpt of a line, in characters.
const EXCERPT: usize = 100;

/// Something wrong with the configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Line, from 1.
    pub line: usize,
    /// The field, such as `device`; empty where the line is no TOML.
    pub field: String,
    /// What is wrong.
    pub problem: String,
    /// How to mend it.
    pub mend: String,
}

/// All problems of a file as a person reads them.
pub fn report(problems: &[Problem], file: &str, text: &str) -> String {
    let count = problems.len();
    let mut report = format!("{file}: {count} problem{} to mend\n", if count == 1 { "" } else { "s" });
    for problem in problems.iter().take(PRINTED) {
        let line = text.lines().nth(problem.line - 1).unwrap_or_default().trim();
        let excerpt: String = line.chars().filter(|c| !c.is_control()).take(EXCERPT).collect();
        let field = if problem.field.is_empty() { String::new() } else { format!("{}: ", problem.field) };
        let _ = write!(report, "\nline {}: {field}{}\n", problem.line, problem.problem);
        if !excerpt.is_empty() {
            let _ = writeln!(report, "    | {excerpt}");
        }
        let _ = writeln!(report, "    = {}", problem.mend);
    }
    if count > PRINTED {
        let _ = writeln!(report, "\nand {} more", count - PRINTED);
    }
    report
}
