//! Where something wrong stands: in the check's path of the field, in the reader's words, and in a form.

use toml::Table;

use super::apply::DAYS;
use super::parts::{Part, entries, id_of};
use crate::web::staff::floor::told;
use crate::web::staff::floor::words::Words;
use crate::web::staff::visit::Visit;
use crate::web::words::own_name;

/// A path such as `service[2].name.hy`, taken apart.
pub struct Place<'a> {
    /// Which entry of which list, from 1.
    entry: Option<(Part, usize)>,
    /// The rest; what is in a list has its number, from 1.
    steps: Vec<(&'a str, Option<usize>)>,
}

impl<'a> Place<'a> {
    /// Of a path.
    pub fn of(path: &'a str) -> Self {
        let mut steps: Vec<_> = path.split('.').filter(|piece| !piece.is_empty()).map(step).collect();
        let first = steps.first().copied();
        let listed = |(name, number): (&str, Option<usize>)| {
            Some((Part::of(name).filter(|part| part.list().is_some())?, number?))
        };
        let entry = first.and_then(listed);
        let in_table = first.is_some_and(|(name, _)| ["office", "rules"].contains(&name)) && steps.len() > 1;
        if entry.is_some() || in_table {
            steps.remove(0);
        }
        Self { entry, steps }
    }

    /// As the form calls it: `name.hy`, `notices.0.ru`; nothing of the whole of something.
    pub fn name(&self) -> String {
        let named = self.steps.iter().map(|(name, number)| match number {
            Some(number) => format!("{name}.{}", number.saturating_sub(1)),
            None => (*name).to_owned(),
        });
        named.collect::<Vec<_>>().join(".")
    }

    /// In the reader's words. `own` is what the form is of: whatever else it is in is named.
    pub fn said(&self, words: &'static Words, visit: &Visit, root: &Table, own: (Part, &str)) -> String {
        let thing = self.entry.and_then(|(part, number)| {
            let id = id_of(entries(root, part.list()?).nth(number.checked_sub(1)?)?);
            let name = part.name(words, visit, id);
            ((part, id) != own).then(|| if name.is_empty() { id.to_owned() } else { name })
        });
        let step = |(at, (name, number)): (usize, &(&str, Option<usize>))| {
            let spoken = visit.floor.languages.iter().find(|language| language.as_str() == *name);
            let day = DAYS.iter().position(|day| day == name);
            match (spoken.filter(|_| at > 0), day, number) {
                (Some(language), _, _) => own_name(language).to_owned(),
                (None, Some(day), _) => words.weekdays[day].clone(),
                (None, None, Some(number)) => format!("{} {number}", told::field(words, name)),
                (None, None, None) => told::field(words, name),
            }
        };
        thing.into_iter().chain(self.steps.iter().enumerate().map(step)).collect::<Vec<_>>().join(", ")
    }
}

/// A piece such as `service[2]`.
fn step(piece: &str) -> (&str, Option<usize>) {
    let numbered = piece.split_once('[').and_then(|(name, rest)| Some((name, rest.strip_suffix(']')?.parse().ok()?)));
    numbered.map_or((piece, None), |(name, number)| (name, Some(number)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_leads_to_the_field_of_the_form() {
        for (path, name) in [
            ("service[2].name.hy", "name.hy"),
            ("service[2]", ""),
            ("office.notices[3].ru", "notices.2.ru"),
            ("office.holidays", "holidays"),
            ("rules.ratio_general", "ratio_general"),
            ("service[12].hours.mon", "hours.mon"),
            ("hours.mon", "hours.mon"),
            ("office", "office"),
            ("", ""),
        ] {
            assert_eq!(Place::of(path).name(), name, "{path}");
        }
    }
}
