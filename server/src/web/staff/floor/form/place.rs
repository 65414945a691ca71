//! Where something wrong stands: in the check's path of the field, in the reader's words, and in a form.

use toml::Table;

use super::apply::DAYS;
use super::parts::Part;
use super::target::{Target, entries, id_of, value_at};
use crate::config::Fault;
use crate::web::staff::floor::told;
use crate::web::staff::floor::words::Words;
use crate::web::staff::visit::Visit;
use crate::web::words::own_name;

/// The field in which the key of something new is typed.
pub const ID: &str = "id";

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

    /// The field of a form at which something wrong stands, as the form calls it: `name.hy`, `notices.0.ru`. What is wrong with another thing, or
    /// with the whole of one, stands at the field that can make it so; nothing where there is none.
    pub fn field(&self, own: Target<'_>, fault: Option<&Fault>, root: &Table) -> String {
        let name = if self.is_in(own, fault, root) { self.name(own.part) } else { String::new() };
        let specs = own.part.specs();
        let is_there = name == ID || specs.iter().any(|spec| is_within(&name, spec.key));
        if is_there {
            return name;
        }
        let causes = fault.map(causes).unwrap_or_default().iter();
        causes.copied().find(|key| specs.iter().any(|spec| spec.key == *key)).unwrap_or_default().to_owned()
    }

    /// Whether it stands in what a form is of. Of two with one number each has it wrong, though the check names the last; hours that are given to
    /// many services are those of their form.
    pub fn is_in(&self, own: Target<'_>, fault: Option<&Fault>, root: &Table) -> bool {
        let Some((part, _)) = self.entry else { return true };
        let is_its_service = own.part == Part::Purpose && part == Part::Service;
        let is_its_own =
            part == own.part && self.key(root) == Some(own.id) || is_its_service && self.key(root) == Some(own.of);
        let is_as_well = |value: &str| {
            let field =
                self.steps.first().filter(|_| part == own.part).and_then(|(name, _)| value_at(own.table(root)?, name));
            field.is_some_and(|own| own.to_string() == value)
        };
        is_its_own || self.is_copied(own.part) || matches!(fault, Some(Fault::Twice(value)) if is_as_well(value))
    }

    /// Whether it is in what a form writes to many services as it is typed once.
    pub fn is_copied(&self, part: Part) -> bool {
        let hours = Part::Hours.key();
        part == Part::Hours && self.entry.is_some() && self.steps.first().is_some_and(|(name, _)| *name == hours)
    }

    /// The key of the entry.
    fn key<'t>(&self, root: &'t Table) -> Option<&'t str> {
        let (part, number) = self.entry?;
        Some(id_of(entries(root, part.list()?).nth(number.checked_sub(1)?)?))
    }

    /// As the form of a part calls it; nothing of the whole of something.
    fn name(&self, part: Part) -> String {
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
    pub fn said(
        &self,
        words: &'static Words,
        visit: &Visit,
        root: &Table,
        own: Target<'_>,
        fault: Option<&Fault>,
    ) -> String {
        let other = self.entry.filter(|_| !self.is_in(own, fault, root));
        let thing = other.zip(self.key(root)).map(|((part, _), id)| {
            let name = Target { part, of: "", id }.name(words, visit);
            if name.is_empty() { id.to_owned() } else { name }
        });
        let says_all = matches!(fault, Some(Fault::Names(_) | Fault::NoKiosk(_) | Fault::ReceivesNobody));
        let steps: &[Step<'a>] = if thing.is_some() && says_all { &[] } else { self.steps_in(own.part) };
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

/// The fields of forms by which another thing, or the whole of one, can become wrong so.
fn causes(fault: &Fault) -> &'static [&'static str] {
    match fault {
        Fault::Unreceived | Fault::ReceivesNobody => &["received_at", "services"],
        Fault::TooManyNumbers { .. } => &["daily_limit", "booking.slot_min", "day_turns_at"],
        Fault::OutOfOrder(_) => &["day_turns_at"],
        Fault::NoHours => &["hours"],
        Fault::NoKiosk(_) => &["role"],
        Fault::PreferentialFirst => &["preferential"],
        Fault::NobodyCalls => &["roles"],
        Fault::Missing
        | Fault::MissingIn(_)
        | Fault::Empty
        | Fault::TooLong(_)
        | Fault::TooManyLines { .. }
        | Fault::Unprintable(_)
        | Fault::NoKey
        | Fault::OutOfRange(..)
        | Fault::NoTime(_)
        | Fault::NoDate(_)
        | Fault::NoInterval(_)
        | Fault::TooMany(_)
        | Fault::NothingListed
        | Fault::NoAddress(_)
        | Fault::NoZone(..)
        | Fault::NoLetter
        | Fault::Twice(_)
        | Fault::TooSmall(_)
        | Fault::TooLarge(_)
        | Fault::Names(_) => &[],
    }
}

/// Whether a field is another, or within it: `name.hy` in `name`.
pub fn is_within(inner: &str, outer: &str) -> bool {
    inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
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
    fn what_another_thing_has_wrong_stands_at_the_field_that_made_it_so() {
        let root = "[[window]]\nid = \"w1\"\nnumber = 2\n[[window]]\nid = \"w2\"\nnumber = 2\n[[service]]\nid = \"s1\"\n[[device]]\nid = \"k\"\n";
        let root: Table = root.parse().unwrap();
        let twice = Fault::Twice("2".to_owned());
        let out_of_order = Fault::OutOfOrder("24:00-08:00".to_owned());
        for (part, id, path, fault, field) in [
            (Part::Window, "w1", "window[2].number", &twice, "number"),
            (Part::Window, "w2", "window[2].number", &twice, "number"),
            (Part::Window, "w1", "window[2].number", &Fault::NoKey, ""),
            (Part::Window, "w1", "window[1].services", &Fault::ReceivesNobody, "services"),
            (Part::Window, "w1", "service[1]", &Fault::Unreceived, "services"),
            (Part::Service, "s1", "service[1]", &Fault::Unreceived, "received_at"),
            (Part::Service, "s1", "window[1].services", &Fault::ReceivesNobody, "received_at"),
            (Part::Hall, "h", "window[1].services", &Fault::ReceivesNobody, ""),
            (Part::Hours, "", "service[1].hours.mon", &out_of_order, "hours.mon"),
            (Part::Hours, "", "service[1]", &Fault::NoHours, "hours"),
            (Part::Office, "", "service[1].hours.mon", &out_of_order, "day_turns_at"),
            (Part::Office, "", "hours.mon", &out_of_order, "day_turns_at"),
            (Part::Category, "c", "category", &Fault::PreferentialFirst, "preferential"),
            (Part::Clerk, "c", "clerk", &Fault::NobodyCalls, "roles"),
            (Part::Device, "k", "device[1].prints_at", &Fault::NoKiosk("x".to_owned()), "prints_at"),
            (Part::Device, "other", "device[1].prints_at", &Fault::NoKiosk("x".to_owned()), "role"),
            (Part::Device, "k", "device[1].id", &Fault::NoKey, "id"),
        ] {
            let own = Target { part, of: "", id };
            assert_eq!(Place::of(path).field(own, Some(fault), &root), field, "{part:?} {id} {path}");
        }
    }

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
