//! What a configuration may say and somebody may not have meant: the check tells it and refuses nothing.

use std::collections::BTreeMap;

use queue::floor::Role;
use queue::ids::Language;
use queue::{Floor, Number};

use super::languages::{WORDED, english_name};

/// What is worth knowing of a floor that is well, each with its field.
pub fn notes(floor: &Floor) -> Vec<String> {
    let worded = |language: &str| WORDED.contains(&language);
    let unworded = floor.languages.iter().filter(|language| !worded(language.as_str()));
    let of_language = |language: &Language| {
        let name = english_name(language.as_str()).unwrap_or_default();
        format!(
            "office.languages: in \"{language}\", {name}, there are the office's own texts alone, for this program has words in {} only: its pages, its messages and its words on the hall display are English there, the kiosk does not offer it, and calls are spoken in it where the hall display has a voice pack for it",
            WORDED.join(", ")
        )
    };
    let nobody_calls = !floor.clerks.iter().any(|clerk| clerk.roles.contains(&Role::Clerk));
    let clerks = "clerk: nobody has the role \"clerk\": no visitor is called until an administrator adds somebody who has it, on the page Settings, or you do so here";
    let claims = "rules.booking.a_claimed: none is booked without a proved contact as long as missed is set (B12)";
    let no_claims = floor.rules.booking.claims_in_vain().then(|| claims.to_owned());
    let others = nobody_calls.then(|| clerks.to_owned()).into_iter().chain(no_claims);
    unworded.map(of_language).chain(others).chain(shared_letters(floor)).collect()
}

/// The letters of several services, whose visitors are called by the numbers of one row (Q3).
fn shared_letters(floor: &Floor) -> Vec<String> {
    let mut by_letter: BTreeMap<_, Vec<String>> = BTreeMap::new();
    for service in &floor.services {
        by_letter.entry(service.letter).or_default().push(format!("\"{}\"", service.id));
    }
    let shared = by_letter.iter().filter(|(_, services)| services.len() > 1);
    let told = shared.map(|(letter, services)| {
        let (letter, services, most) = (letter.as_char(), services.join(", "), Number::LARGEST);
        format!(
            "service: {services} share the letter {letter}: their coupons and booked visitors count on one row of {most} numbers, and no number tells which service it is for (Q3)"
        )
    });
    told.collect()
}
