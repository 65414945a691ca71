//! The day report that is mailed each evening (Q7).

use jiff::civil::{Time, time};
use queue::ids::Language;

use super::document::Section;
use super::texts::shorten;
use crate::messages::setup::ReportSetup;
use crate::people::entered::email;

/// Most addresses.
const MOST: usize = 16;
/// When it is mailed unless the file says otherwise.
const AT: Time = time(20, 0, 0, 0);

/// Who gets it and when; nobody where the table is missing.
pub fn report(root: &mut Section<'_>, mail: bool) -> Option<ReportSetup> {
    const KEY: &str = "report";
    let setup = root.optional_table(KEY, |section| {
        let to = section.strings("to");
        if to.is_empty() {
            section.wrong("to", "names nobody", "write to = [\"manager@office.example\"]");
        }
        if to.len() > MOST {
            section.wrong("to", format!("has {} entries", to.len()), format!("use at most {MOST}"));
        }
        for address in to.iter().filter(|address| email(address).is_err()) {
            let mend = "write addresses alone, as manager@office.example";
            section.wrong("to", format!("\"{}\" is no address", shorten(address)), mend);
        }
        let written = section.optional_string("language", "\"en\"").filter(|written| !written.is_empty());
        let spoken = section.spoken();
        let find = |written: &String| spoken.languages.iter().find(|language| language.as_str() == written).cloned();
        let language = written.as_ref().and_then(find);
        // Where the floor's languages are not all known, and told of there, none is held against them.
        if let Some(written) = written.filter(|_| language.is_none() && spoken.are_all_known) {
            let known = spoken.languages.iter().map(Language::as_str).collect::<Vec<_>>().join(", ");
            let problem = format!("\"{}\" is not spoken here", shorten(&written));
            section.wrong("language", problem, format!("write one of: {known}"));
        }
        ReportSetup { to, at: section.time("at", AT), language }
    })?;
    if !mail {
        root.wrong(KEY, "has no way out", "add [messages.smtp], or remove [report]");
    }
    Some(setup)
}
