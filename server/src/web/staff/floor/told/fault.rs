//! What is wrong with a field, in the reader's words.

use crate::config::Fault;
use crate::web::staff::floor::words::Words;
use crate::web::staff::visit::Visit;
use crate::web::words::{filled, own_name};

/// What is wrong, and what would mend it.
pub fn fault(words: &'static Words, visit: &Visit, fault: &Fault) -> String {
    match fault {
        Fault::Missing | Fault::Empty => words.w_empty.clone(),
        Fault::MissingIn(language) => filled(&words.w_missing_in, &[own_name(language)]),
        Fault::TooLong(most) => filled(&words.w_too_long, &[&most.to_string()]),
        Fault::TooManyLines { most, letters } => {
            filled(&words.w_too_many_lines, &[&most.to_string(), &letters.to_string()])
        }
        Fault::Unprintable(bad) => filled(&words.w_unprintable, &[&format!("{:04X}", u32::from(*bad))]),
        Fault::NoKey => words.w_no_key.clone(),
        Fault::OutOfRange(least, most) => filled(&words.w_out_of_range, &[&least.to_string(), &most.to_string()]),
        Fault::NoTime(typed) => filled(&words.w_no_time, &[typed]),
        Fault::NoDate(typed) => filled(&words.w_no_date, &[typed]),
        Fault::NoInterval(typed) => filled(&words.w_no_interval, &[typed]),
        Fault::OutOfOrder(typed) => filled(&words.w_out_of_order, &[typed]),
        Fault::TooMany(most) => filled(&words.w_too_many, &[&most.to_string()]),
        Fault::NothingListed => words.w_nothing.clone(),
        Fault::NobodyCalls => words.w_nobody_calls.clone(),
        Fault::NoAddress(most) => filled(&words.w_no_address, &[&most.to_string()]),
        Fault::NoZone(typed, example) => filled(&words.w_no_zone, &[typed, example]),
        Fault::NoLetter => words.w_no_letter.clone(),
        Fault::Twice(key) => filled(&words.w_twice, &[key]),
        Fault::TooSmall(least) => filled(&words.w_too_small, &[&least.to_string()]),
        Fault::TooLarge(most) => filled(&words.w_too_large, &[&most.to_string()]),
        Fault::PreferentialFirst => words.w_preferential.clone(),
        Fault::Names(key) => filled(&words.w_names, &[&named(visit, key)]),
        Fault::NoKiosk(id) => filled(&words.w_no_kiosk, &[id]),
        Fault::Unreceived => words.w_unreceived.clone(),
        Fault::NoHours => words.w_no_hours.clone(),
        Fault::ReceivesNobody => words.w_receives_nobody.clone(),
        Fault::TooManyNumbers { sum, letter, most } => {
            filled(&words.w_too_many_numbers, &[&sum.to_string(), &letter.to_string(), &most.to_string()])
        }
    }
}

/// The same of another thing than what is changed, which would be left so; nothing where it is said alike.
pub fn of_another(words: &'static Words, fault: &Fault) -> Option<String> {
    let left = [(Fault::ReceivesNobody, &words.w_left_idle), (Fault::Unreceived, &words.w_left_unreceived)];
    left.into_iter().find(|(known, _)| known == fault).map(|(_, said)| said.clone())
}

/// What has this key in the floor in force, by its name.
fn named(visit: &Visit, key: &str) -> String {
    let floor = &visit.floor;
    let halls = floor.halls.iter().map(|one| (one.id.as_str(), &one.name));
    let groups = floor.groups.iter().map(|one| (one.id.as_str(), &one.name));
    let services = floor.services.iter().map(|one| (one.id.as_str(), &one.name));
    let mut all = halls.chain(groups).chain(services);
    all.find(|(id, _)| *id == key).map_or_else(|| key.to_owned(), |(_, name)| visit.said(name))
}
