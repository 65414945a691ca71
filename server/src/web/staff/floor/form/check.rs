//! The check of what was typed, which is that of the file.

use toml::{Table, Value};

use super::place::ID;
use super::target::{Target, entries, id_of};
use crate::config::{self, Config, Problem};

/// Checks the configuration after a form. `entry` is the key that the thing has in it, `key` the one that was typed of something new: one that it
/// cannot have is told at its field alone, and all else as if the thing had one of its own.
pub fn check(root: &Table, target: Target<'_>, entry: &str, key: &str) -> Result<Config, Vec<Problem>> {
    let parsed = parse(root);
    let list = target.part.list().filter(|_| target.is_new() && target.part.is_keyed() && entry != key);
    let place = list.and_then(|list| Some((list, entries(root, list).position(|one| id_of(one) == entry)?)));
    let Some((list, place)) = place else { return parsed };
    let mut problems = parsed.err().unwrap_or_default();
    problems.extend(of_key(root.clone(), list, place, key));
    Err(problems)
}

/// What is wrong with a key, were it that of the entry in this place.
fn of_key(mut root: Table, list: &str, place: usize, key: &str) -> Vec<Problem> {
    let Some(listed) = root.get_mut(list).and_then(Value::as_array_mut) else { return Vec::new() };
    let mut entry = listed.remove(place);
    if let Some(entry) = entry.as_table_mut() {
        entry.insert(ID.to_owned(), key.into());
    }
    // Of two with one key the last is named.
    listed.push(entry);
    let field = |number: usize| format!("{list}[{number}].{ID}");
    let last = field(listed.len());
    let problems = parse(&root).err().unwrap_or_default().into_iter().filter(|problem| problem.field == last);
    problems.map(|problem| Problem { field: field(place + 1), ..problem }).collect()
}

fn parse(root: &Table) -> Result<Config, Vec<Problem>> {
    config::parse(&toml::to_string(root).unwrap_or_default())
}
