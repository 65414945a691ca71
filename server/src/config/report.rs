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
pub fn report(root: &mut Section<'_>, languages: &[Language], mail: bool) -> Option<ReportSetup> {
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
        let language = section.optional_key("language", Language::new);
        if let Some(language) = language.as_ref().filter(|language| !languages.contains(language)) {
            let known = languages.iter().map(Language::as_str).collect::<Vec<_>>().join(", ");
            section.wrong("language", format!("\"{language}\" is not spoken here"), format!("write one of: {known}"));
        }
        ReportSetup { to, at: section.time("at", AT), language }
    })?;
    if !mail {
        root.wrong(KEY, "has no way out", "add [messages.smtp], or remove [report]");
    }
    Some(setup)
}
