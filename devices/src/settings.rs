//! How configuration values are checked: every problem is collected with its field and mend. Which values there are is not
//! known here.

use crate::serial_port::{FlowControl, Parity, SerialSettings};
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

const MAX_LIMIT_MS: u64 = 60_000;

/// One thing that is wrong with a `[printer]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigProblem {
    /// The field.
    pub field: &'static str,
    /// What is wrong and how to mend it.
    pub mend: String,
}

/// All that is wrong with a `[printer]` or `[scanner]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigProblems(pub Vec<ConfigProblem>);

impl fmt::Display for ConfigProblems {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> = self.0.iter().map(|problem| format!("{}: {}", problem.field, problem.mend)).collect();
        out.write_str(&lines.join("; "))
    }
}

impl std::error::Error for ConfigProblems {}

pub(crate) fn serial_settings(
    baud: Option<u32>,
    parity: Option<&str>,
    flow_control: Option<&str>,
    check: &mut Check,
) -> SerialSettings {
    let usual = SerialSettings::default();
    let baud = baud.unwrap_or(usual.baud);
    if !(1_200..=4_000_000).contains(&baud) {
        check.problem(
            "baud",
            format!("{baud} is no pace of a serial line: take what the device prints in its self-test, e.g. 9600"),
        );
    }
    let parity = check.word(
        "parity",
        parity,
        usual.parity,
        &[("none", Parity::None), ("even", Parity::Even), ("odd", Parity::Odd)],
    );
    let flow_control = check.word(
        "flow_control",
        flow_control,
        usual.flow_control,
        &[("none", FlowControl::None), ("hardware", FlowControl::Hardware), ("software", FlowControl::Software)],
    );
    SerialSettings { baud, parity, flow_control }
}

/// Collects problems while values are read.
#[derive(Debug, Default)]
pub(crate) struct Check {
    problems: Vec<ConfigProblem>,
}

impl Check {
    /// The value, unless anything at all was wrong.
    pub(crate) fn finish<T>(self, value: Option<T>) -> Result<T, ConfigProblems> {
        match value {
            Some(value) if self.problems.is_empty() => Ok(value),
            Some(_) | None => Err(ConfigProblems(self.problems)),
        }
    }

    pub(crate) fn problem(&mut self, field: &'static str, mend: String) {
        self.problems.push(ConfigProblem { field, mend });
    }

    pub(crate) fn path(&mut self, path: Option<&PathBuf>, mend: &str) -> Option<PathBuf> {
        let path = path.cloned().filter(|path| !path.as_os_str().is_empty());
        if path.is_none() {
            self.problem("path", format!("is missing: {mend}"));
        }
        path
    }

    pub(crate) fn word<T: Copy>(
        &mut self,
        field: &'static str,
        word: Option<&str>,
        usual: T,
        words: &[(&str, T)],
    ) -> T {
        let Some(word) = word else { return usual };
        if let Some((_, value)) = words.iter().find(|(name, _)| *name == word) {
            return *value;
        }
        let names: Vec<&str> = words.iter().map(|(name, _)| *name).collect();
        self.problem(field, format!("{word:?} is none: take {}", names.join(" or ")));
        usual
    }

    pub(crate) fn limit(&mut self, field: &'static str, value: Option<u64>, usual_ms: u64) -> Duration {
        let value = value.unwrap_or(usual_ms);
        if value == 0 || value > MAX_LIMIT_MS {
            self.problem(field, format!("{value} is no time limit: take 1 to {MAX_LIMIT_MS} milliseconds"));
        }
        Duration::from_millis(value.clamp(1, MAX_LIMIT_MS))
    }
}
