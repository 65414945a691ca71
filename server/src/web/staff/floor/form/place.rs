//! Where something wrong stands: in the check's path of the field, in the reader's words, and in a form.

use toml::Table;

use super::apply::DAYS;
use super::parts::Part;
use super::target::{Target, entries, id_of};
use crate::web::staff::floor::told;
use crate::web::staff::floor::words::Words;
use crate::web::staff::visit::Visit;
use crate::web::words::own_name;

/// A path such as `service[2].name.hy`, taken apart.
pub struct Place<'a> {
    /// Which entry of which list, from 1.
    entry: Option<(Part, usize)>,
    /// The rest; what is in a list has its number, from 1.
    steps: Vec<Step<'a>>,
}

type Step<'a> = (&'a str, Option<usize>);

impl<'a> Place<'a> {
    /// Of a path.
    pub fn of(path: &'a str) -> Self {
        let mut steps: Vec<_> = path.split('.').filter(|piece| !piece.is_empty()).map(step).collect();
        let first = steps.first().copied();
        let listed = |(name, number): Step<'_>| Some((Part::of(name).filter(|part| part.list().is_some())?, number?));
        let entry = first.and_then(listed);
        let in_table = first.is_some_and(|(name, _)| ["office", "rules", "reasons"].contains(&name)) && steps.len() > 1;
        if entry.is_some() || in_table {
            steps.remove(0);
        }
        Self { entry, steps }
    }

    /// As the form of a part calls it: `name.hy`, `notices.0.ru`; nothing of the whole of something.
    pub fn name(&self, part: Part) -> String {
        let named = self.steps_in(part).iter().map(|(name, number)| match number {
            Some(number) => format!("{name}.{}", number.saturating_sub(1)),
            None => (*name).to_owned(),
        });
        named.collect::<Vec<_>>().join(".")
    }

    /// What of the way is within the thing that a form is of.
    fn steps_in(&self, part: Part) -> &[Step<'a>] {
        match (part, self.steps.as_slice()) {
            (Part::Purpose, [("purpose", Some(_)), within @ ..]) => within,
            (_, steps) => steps,
        }
    }

    /// In the reader's words. `own` is what the form is of: whatever else it is in is named.
    pub fn said(&self, words: &'static Words, visit: &Visit, root: &Table, own: Target<'_>) -> String {
        let thing = self.entry.and_then(|(part, number)| {
            let id = id_of(entries(root, part.list()?).nth(number.checked_sub(1)?)?);
            let name = Target { part, of: "", id }.name(words, visit);
            let is_own = (part, id) == (own.part, own.id) || (own.part == Part::Purpose && id == own.of);
            (!is_own).then(|| if name.is_empty() { id.to_owned() } else { name })
        });
        let steps = self.steps_in(own.part);
        let step = |at: usize| {
            let (name, number) = steps[at];
            let pair =
                |outer: usize| told::known_field(words, &format!("{}.{}", steps[outer].0, steps.get(outer + 1)?.0));
            let spoken = visit.floor.languages.iter().find(|language| language.as_str() == name);
            let day = DAYS.iter().position(|day| *day == name);
            match (spoken.filter(|_| at > 0), day, number) {
                (Some(language), _, _) => Some(own_name(language).to_owned()),
                (None, Some(day), _) => Some(words.weekdays[day].clone()),
                (None, None, Some(number)) => Some(told::numbered(words, name, number)),
                // The field within says both.
                (None, None, None) if pair(at).is_some() => None,
                (None, None, None) => {
                    let kind = self.entry.filter(|_| at == 0).map_or("", |(part, _)| part.key());
                    Some(at.checked_sub(1).and_then(pair).unwrap_or_else(|| told::field_of(words, kind, name)))
                }
            }
        };
        thing.into_iter().chain((0..steps.len()).filter_map(step)).collect::<Vec<_>>().join(", ")
    }
}

/// A piece such as `service[2]`.
fn step(piece: &str) -> Step<'_> {
    let numbered = piece.split_once('[').and_then(|(name, rest)| Some((name, rest.strip_suffix(']')?.parse().ok()?)));
    numbered.map_or((piece, None), |(name, number)| (name, Some(number)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_leads_to_the_field_of_the_form() {
        for (part, path, name) in [
            (Part::Service, "service[2].name.hy", "name.hy"),
            (Part::Service, "service[2]", ""),
            (Part::Service, "service[2].slots.hours.mon", "slots.hours.mon"),
            (Part::Notices, "office.notices[3].ru", "notices.2.ru"),
            (Part::Holidays, "office.holidays", "holidays"),
            (Part::Rules, "rules.ratio_general", "ratio_general"),
            (Part::Booking, "rules.booking.slot_min", "booking.slot_min"),
            (Part::Service, "service[12].hours.mon", "hours.mon"),
            (Part::Hours, "hours.mon", "hours.mon"),
            (Part::Purpose, "service[3].purpose[2].name.hy", "name.hy"),
            (Part::Purpose, "service[3].purpose[2].documents[1].note.hy", "documents.0.note.hy"),
            (Part::Refuse, "reasons.refuse[4].name.ru", "refuse.3.name.ru"),
            (Part::Coupon, "coupon.note.hy", "coupon.note.hy"),
            (Part::Office, "office", "office"),
            (Part::Office, "", ""),
        ] {
            assert_eq!(Place::of(path).name(part), name, "{path}");
        }
    }
}
