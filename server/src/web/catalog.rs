//! Reads the translation files: the entries of a .po file that a page of ours uses. Nothing here knows a page.

use std::collections::BTreeMap;

/// The wordings of one language by their English source.
#[derive(Debug, Default)]
pub struct Catalog(BTreeMap<String, Vec<String>>);

/// Where the strings of the present line belong.
#[derive(Clone, Copy)]
enum Part {
    Source,
    Plural,
    Wording(usize),
}

impl Catalog {
    /// Reads a file; what it cannot read it leaves out.
    pub fn parse(text: &str) -> Self {
        let mut catalog = Self::default();
        let mut entry = Entry::default();
        let mut part = Part::Source;
        for line in text.lines().map(str::trim).filter(|line| !line.starts_with('#')) {
            let Some((head, string)) = line.split_once('"') else { continue };
            let head = head.trim();
            part = match head {
                "msgid" => {
                    catalog.keep(std::mem::take(&mut entry));
                    Part::Source
                }
                "msgid_plural" => Part::Plural,
                "" => part,
                _ => Part::Wording(form(head)),
            };
            entry.add(part, &unescaped(string));
        }
        catalog.keep(entry);
        catalog
    }

    /// The wordings of a source: one, or one for each plural form.
    pub fn wordings(&self, source: &str) -> &[String] {
        self.0.get(source).map_or(&[], Vec::as_slice)
    }

    /// Every source.
    #[cfg(test)]
    pub fn sources(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    fn keep(&mut self, entry: Entry) {
        let said = entry.wordings.iter().all(|wording| !wording.is_empty());
        if !entry.source.is_empty() && said {
            self.0.insert(entry.source, entry.wordings);
        }
    }
}

#[derive(Default)]
struct Entry {
    source: String,
    wordings: Vec<String>,
}

impl Entry {
    fn add(&mut self, part: Part, text: &str) {
        match part {
            Part::Source => self.source.push_str(text),
            Part::Plural => {}
            Part::Wording(form) => {
                self.wordings.resize(self.wordings.len().max(form + 1), String::new());
                self.wordings[form].push_str(text);
            }
        }
    }
}

/// The plural form in `msgstr[1]`; 0 for a plain `msgstr`. No language has more than six.
fn form(head: &str) -> usize {
    let inside = head.split_once('[').and_then(|(_, rest)| rest.split_once(']'));
    inside.and_then(|(form, _)| form.parse().ok()).unwrap_or(0).min(5)
}

/// The text up to the closing quote.
fn unescaped(string: &str) -> String {
    let mut out = String::new();
    let mut escaped = false;
    for c in string.chars() {
        match (escaped, c) {
            (true, 'n') => out.push('\n'),
            (true, c) => out.push(c),
            (false, '"') => break,
            (false, '\\') => {}
            (false, c) => out.push(c),
        }
        escaped = !escaped && c == '\\';
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_read_with_its_escapes_lines_and_plurals() {
        let catalog = Catalog::parse(
            "# note\nmsgid \"\"\nmsgstr \"\"\n\"Language: ru\\n\"\n\nmsgid \"a \\\"b\\\" \\\\\"\nmsgstr \"\"\n\"one \"\n\"two\\n\"\n\n\
             msgid \"{n} person\"\nmsgid_plural \"{n} people\"\nmsgstr[0] \"x\"\nmsgstr[1] \"y\"\n",
        );
        assert_eq!(catalog.wordings("a \"b\" \\"), ["one two\n"]);
        assert_eq!(catalog.wordings("{n} person"), ["x", "y"]);
        assert_eq!(catalog.sources().count(), 2);
    }

    #[test]
    fn nonsense_is_left_out() {
        for text in ["", "msgid", "msgid \"", "msgstr[99999999999] \"x\"", "msgid \"a\"\nmsgstr \"\"", "\"\"\"\\"] {
            assert_eq!(Catalog::parse(text).sources().count(), 0, "{text:?}");
        }
    }
}
