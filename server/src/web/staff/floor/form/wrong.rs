//! What is wrong with what was typed: at which field of the form each stands, and in what order they are told.

use toml::Table;

use super::inputs::{Bench, Group};
use super::place::{ID, Place};
use super::target::Target;
use crate::config::Problem;
use crate::web::staff::floor::text::Wrong;
use crate::web::staff::floor::told;

/// The field that takes a thing away.
pub const REMOVE: &str = "remove";

/// A form's fields, each with what is wrong with it.
pub struct Told {
    pub groups: Vec<Group>,
    /// All in the order of the fields; what stands at none comes last.
    pub problems: Vec<Wrong>,
    /// What tells a screen reader what stands against a removal; nothing where nothing does.
    pub against: Option<String>,
}

/// One thing wrong, and the field at which it stands.
struct Standing<'a> {
    problem: &'a Problem,
    place: Place<'a>,
    field: String,
}

/// What a form is of, and what came of the check of `checked`. What stands against a removal is wrong with other things.
pub struct Checked<'a> {
    pub own: Target<'a>,
    pub is_new: bool,
    pub checked: &'a Table,
    pub removed: bool,
    pub problems: &'a [Problem],
}

impl Checked<'_> {
    /// The fields of the form with all that is wrong.
    pub fn told(&self, bench: &Bench<'_>) -> Told {
        let standing = self.standing();
        let groups = self.groups(bench, &standing);
        let ranked = standing.into_iter().enumerate().map(|(at, one)| (rank(&groups, at), one));
        let mut ranked: Vec<_> = ranked.collect();
        ranked.sort_by_key(|(rank, _)| *rank);
        let standing: Vec<_> = ranked.into_iter().map(|(_, one)| one).collect();
        let groups = self.groups(bench, &standing);
        let problems = standing.iter().enumerate().map(|(at, one)| self.say(bench, &groups, at, one)).collect();
        let places = (0..standing.len()).map(|at| format!("problem-{at}")).collect::<Vec<_>>().join(" ");
        Told { groups, problems, against: (self.removed && !places.is_empty()).then_some(places) }
    }

    /// Where each stands; what was typed once and written many times is wrong once.
    fn standing(&self) -> Vec<Standing<'_>> {
        let all = self.problems.iter().map(|problem| {
            let (place, fault) = (Place::of(&problem.field), problem.fault.as_ref());
            let field = if self.removed { String::new() } else { place.field(self.own, fault, self.checked) };
            Standing { problem, place, field }
        });
        all.filter(|one| !one.place.is_copied(self.own.part)).collect()
    }

    fn groups(&self, bench: &Bench<'_>, standing: &[Standing<'_>]) -> Vec<Group> {
        let places: Vec<_> = standing.iter().map(|one| one.field.clone()).collect();
        bench.groups(self.own, self.is_new, &places)
    }

    fn say(&self, bench: &Bench<'_>, groups: &[Group], at: usize, one: &Standing<'_>) -> Wrong {
        let Standing { problem, place, field } = one;
        let fault = problem.fault.as_ref();
        let input = if self.removed { Some(REMOVE.to_owned()) } else { input_of(groups, at) };
        let said = place.said(bench.words, bench.visit, self.checked, self.own, fault);
        // A key has another name in some forms, and the whole of a thing none.
        let group = groups.iter().find(|group| group.wrong.contains(&at) && (said.is_empty() || field == ID));
        let wrong = Wrong::of(problem, bench.visit, false);
        let is_own = place.is_in(self.own, fault, self.checked);
        let of_another = fault.filter(|_| !is_own).and_then(|fault| told::of_another(bench.words, fault));
        Wrong {
            place: group.map_or(said, |group| group.legend.clone()),
            input,
            said: of_another.unwrap_or(wrong.said),
            in_english: wrong.in_english,
        }
    }
}

/// The input to which the summary leads.
fn input_of(groups: &[Group], at: usize) -> Option<String> {
    let mut inputs = groups.iter().flat_map(|group| &group.inputs);
    inputs.find(|input| input.wrong.contains(&at)).map(|input| input.id.clone())
}

/// Where in the form the first field with a problem is.
fn rank(groups: &[Group], at: usize) -> usize {
    let mut inputs = groups.iter().flat_map(|group| &group.inputs);
    inputs.position(|input| input.wrong.contains(&at)).unwrap_or(usize::MAX)
}
