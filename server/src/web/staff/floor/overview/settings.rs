//! What of the floor is told in words: lists of named things, settings one by one, and what stands behind each service.

use queue::booking::slots::BookingRules;
use queue::floor::{Category, Coupon, Purpose, Reason, Rules, Service, Text};

use super::edit;
use crate::web::staff::dates::date;
use crate::web::staff::floor::form::languages::each_untranslated;
use crate::web::staff::floor::form::{Part, Target, address};
use crate::web::staff::floor::told;
use crate::web::staff::floor::words::Words;
use crate::web::staff::visit::Visit;
use crate::web::words::{filled, own_name};

/// Settings that are seen before the rest is unfolded.
const SEEN: usize = 6;

/// A short list of named things.
pub struct List {
    pub id: &'static str,
    pub name: String,
    pub rows: Vec<Named>,
    pub add: Option<(String, String)>,
}

/// One of it: its name, what is to be said beside, and its form.
pub struct Named {
    pub name: String,
    pub beside: String,
    pub edit: String,
}

/// Some settings and the form that changes them.
pub struct Facts {
    pub id: &'static str,
    pub name: String,
    pub rows: Vec<(String, String)>,
    /// The rest, and how many they are.
    pub more: Vec<(String, String)>,
    pub more_said: String,
    pub edit: String,
}

/// What stands behind a service.
pub struct ServiceDetails {
    pub name: String,
    /// What can be booked, and what follows.
    pub facts: Vec<(String, String)>,
    pub purposes: Vec<Named>,
    pub edit: String,
    pub add: String,
}

/// The texts of a language that say the same as in the office's own.
pub struct Untranslated {
    /// The language, and how many they are.
    pub said: String,
    /// Their forms, with how many of them stand in each.
    pub forms: Vec<Named>,
}

/// What is still to be translated, language by language.
pub fn untranslated(visit: &Visit) -> Vec<Untranslated> {
    let (words, languages) = (visit.floor_words(), &visit.floor.languages);
    let all = languages.iter().skip(1).map(|language| {
        let (mut forms, mut all) = (Vec::new(), 0);
        each_untranslated(&visit.floor, language, &mut |target, texts| {
            let name = target.name(words, visit);
            let service = target.service(visit).map(|service| filled(&words.service_says, &[&service, &name]));
            forms.push(Named { name: service.unwrap_or(name), beside: texts.to_string(), edit: address(target) });
            all += texts;
        });
        let texts = words.to_translate.of(u32::try_from(all).unwrap_or(u32::MAX));
        Untranslated { said: filled(&words.service_says, &[own_name(language), &texts]), forms }
    });
    all.filter(|one| !one.forms.is_empty()).collect()
}

/// What is booked, brought and done next, service by service.
pub fn services(visit: &Visit) -> Vec<ServiceDetails> {
    visit.floor.services.iter().map(|service| service_details(visit, service)).collect()
}

fn service_details(visit: &Visit, service: &Service) -> ServiceDetails {
    let words = visit.floor_words();
    let form = |id: &str| address(Target { part: Part::Purpose, of: service.id.as_str(), id });
    let purpose = |(at, purpose): (usize, &Purpose)| Named {
        name: visit.said(&purpose.name),
        beside: words.documents.of(u32::try_from(purpose.documents.len()).unwrap_or(u32::MAX)),
        edit: form(&(at + 1).to_string()),
    };
    let then: Vec<_> = service.then.iter().filter_map(|id| visit.floor.service(id)).collect();
    let then: Vec<_> = then.into_iter().map(|next| visit.said(&next.name)).collect();
    let mut facts = vec![(words.f_slots.clone(), slots(words, service))];
    facts.extend((!then.is_empty()).then(|| (words.f_then.clone(), then.join(", "))));
    ServiceDetails {
        name: visit.said(&service.name),
        facts,
        purposes: service.purposes.iter().enumerate().map(purpose).collect(),
        edit: edit(Part::Service, &service.id),
        add: form(""),
    }
}

fn slots(words: &'static Words, service: &Service) -> String {
    let Some(plan) = &service.slots else { return words.not_booked.clone() };
    let follows = plan.hours == service.issue;
    let hours = if follows { words.as_coupons.clone() } else { told::hours(words, &plan.hours) };
    filled(&words.slots_of, &[&hours, &plan.places.to_string()])
}

/// The lists of named things.
pub fn lists(visit: &Visit) -> Vec<List> {
    let (words, floor) = (visit.floor_words(), &visit.floor);
    let add = |part: Part| Some((address(Target { part, of: "", id: "" }), part.adding(words).to_owned()));
    let limit = |category: &Category| match (category.preferential, category.wait_limit_min) {
        (true, Some(minutes)) => filled(&words.preferential_within, &[&minutes.to_string()]),
        (true, None) => words.preferential.clone(),
        (false, Some(minutes)) => filled(&words.within, &[&minutes.to_string()]),
        (false, None) => String::new(),
    };
    let named = |name: String, beside: String, edit: String| Named { name, beside, edit };
    let categories = floor.categories.iter();
    let categories = categories.map(|one| named(visit.said(&one.name), limit(one), edit(Part::Category, &one.id)));
    let halls = floor.halls.iter().map(|one| named(visit.said(&one.name), String::new(), edit(Part::Hall, &one.id)));
    let groups = floor.groups.iter().map(|one| named(visit.said(&one.name), String::new(), edit(Part::Group, &one.id)));
    let list = |id, name: &String, rows, add| List { id, name: name.clone(), rows, add };
    vec![
        list("categories", &words.categories, categories.collect(), add(Part::Category)),
        list("reasons", &words.reasons, reasons(visit), None),
        list("halls", &words.halls, halls.collect(), add(Part::Hall)),
        list("groups", &words.groups, groups.collect(), add(Part::Group)),
    ]
}

/// Each list of reasons with its form, and which of them are more than that.
fn reasons(visit: &Visit) -> Vec<Named> {
    let (words, given) = (visit.floor_words(), &visit.floor.reasons);
    let all = |list: &[Reason]| list.iter().map(|one| visit.said(&one.name)).collect::<Vec<_>>().join(", ");
    let which = |name: &String, said: String| (!said.is_empty()).then(|| filled(&words.service_says, &[name, &said]));
    let one = |part: Part, name: &String, list: &[Reason], more: Option<String>| Named {
        name: name.clone(),
        beside: [all(list)].into_iter().chain(more).collect::<Vec<_>>().join(". "),
        edit: address(Target { part, of: "", id: "" }),
    };
    let mismatch = given.refuse.iter().filter(|one| given.mismatch.as_ref() == Some(&one.id));
    let mismatch = mismatch.map(|one| visit.said(&one.name)).collect();
    let told: Vec<_> = given.out_of_turn.iter().filter(|one| given.told.contains(&one.id)).cloned().collect();
    vec![
        one(Part::Refuse, &words.f_refuse, &given.refuse, which(&words.f_mismatch, mismatch)),
        one(Part::Park, &words.f_park, &given.park, None),
        one(Part::Pause, &words.f_pause, &given.pause, None),
        one(Part::OutOfTurn, &words.f_out_of_turn, &given.out_of_turn, which(&words.f_told, all(&told))),
    ]
}

/// The settings one by one.
pub fn facts(visit: &Visit) -> Vec<Facts> {
    let (words, floor) = (visit.floor_words(), &visit.floor);
    let nameless = |said: String| (String::new(), said);
    let days: Vec<_> = floor.calendar.holidays.iter().map(|day| date(*day)).collect();
    let days = if days.is_empty() { Vec::new() } else { vec![nameless(days.join(", "))] };
    let languages: Vec<_> = floor.languages.iter().map(own_name).collect();
    let notices = floor.notices.iter().map(|notice| nameless(visit.said(notice)));
    let facts = |part: Part, name: &String, mut rows: Vec<(String, String)>| {
        if rows.is_empty() {
            rows.push(nameless(words.none_yet.clone()));
        }
        let more = if rows.len() > SEEN + 1 { rows.split_off(SEEN) } else { Vec::new() };
        let more_said = words.settings_more.of(u32::try_from(more.len()).unwrap_or(u32::MAX));
        let edit = address(Target { part, of: "", id: "" });
        Facts { id: part.key(), name: name.clone(), rows, more, more_said, edit }
    };
    vec![
        facts(Part::Hours, &words.f_hours, hours(visit)),
        facts(Part::Holidays, &words.f_holidays, days),
        facts(Part::Notices, &words.notices, notices.collect()),
        facts(Part::Rules, &words.rules, rules(words, &floor.rules)),
        facts(Part::Booking, &words.booking_rules, booking(words, &floor.rules.booking)),
        facts(Part::Coupon, &words.coupon, coupon(visit)),
        facts(Part::Office, &words.the_office, office(visit)),
        facts(Part::Languages, &words.f_languages, vec![nameless(languages.join(", "))]),
    ]
}

/// Hours with the letters of the services that have them; without letters where all have the same.
fn hours(visit: &Visit) -> Vec<(String, String)> {
    let mut hours: Vec<(String, String)> = Vec::new();
    for service in &visit.floor.services {
        let said = told::hours(visit.floor_words(), &service.issue);
        match hours.iter_mut().find(|(_, known)| *known == said) {
            Some((letters, _)) => *letters = format!("{letters}, {}", service.letter.as_char()),
            None => hours.push((service.letter.as_char().to_string(), said)),
        }
    }
    if let [(letters, _)] = hours.as_mut_slice() {
        letters.clear();
    }
    hours
}

fn office(visit: &Visit) -> Vec<(String, String)> {
    let (words, floor) = (visit.floor_words(), &visit.floor);
    let url = floor.public_url.as_deref().map_or_else(|| words.nothing.clone(), str::to_owned);
    vec![
        (words.f_name.clone(), visit.said(&floor.office)),
        (words.f_public_url.clone(), url),
        (words.f_time_zone.clone(), floor.calendar.zone.name().to_owned()),
        (words.f_day_turns.clone(), told::time(floor.calendar.day_turns_at)),
    ]
}

fn coupon(visit: &Visit) -> Vec<(String, String)> {
    let words = visit.floor_words();
    let Coupon { ahead, wait, code, note, thanks } = &visit.floor.coupon;
    let said = |text: &Text, missing: &String| if text.is_empty() { missing.clone() } else { visit.said(text) };
    let rows = [
        ("ahead", told::yes(words, *ahead)),
        ("wait", told::yes(words, *wait)),
        ("code", told::yes(words, *code)),
        ("note", said(note, &words.nothing)),
        ("thanks", said(thanks, &words.coupon_own_words)),
    ];
    rows.map(|(key, said)| (told::field_in_form(words, &format!("coupon.{key}")), said)).into()
}

fn rules(words: &'static Words, rules: &Rules) -> Vec<(String, String)> {
    let alone = rules.no_show_alone_s.map_or_else(|| words.never.clone(), |seconds| seconds.to_string());
    let place = |place| told::place(words, place).to_owned();
    vec![
        (words.f_policy.clone(), told::policy(words, rules.policy)),
        (words.f_call_finishes.clone(), told::yes(words, rules.call_finishes)),
        (words.f_no_show_calls.clone(), rules.no_show_calls.to_string()),
        (words.f_no_show_after.clone(), rules.no_show_after_s.to_string()),
        (words.f_come_back.clone(), rules.come_back_min.to_string()),
        (words.f_place_transferred.clone(), place(rules.place_transferred)),
        (words.f_place_next.clone(), place(rules.place_next_service)),
        (words.f_place_back.clone(), place(rules.place_came_back)),
        (words.f_more_time.clone(), rules.more_time_s.to_string()),
        (words.f_no_show_alone.clone(), alone),
        (words.f_undo.clone(), rules.undo_s.to_string()),
    ]
}

fn booking(words: &'static Words, rules: &BookingRules) -> Vec<(String, String)> {
    let rows = [
        ("slot_min", rules.slot_min.to_string()),
        ("days_ahead", rules.days_ahead.to_string()),
        ("late_min", rules.late_min.to_string()),
        ("early_min", rules.early_min.to_string()),
        ("change_until_h", rules.change_until_h.to_string()),
        ("changes", rules.changes.to_string()),
        ("missed", rules.missed.to_string()),
        ("missed_days", rules.missed_days.to_string()),
        ("remind_at", told::time(rules.remind_at)),
        ("a_day", rules.a_day.to_string()),
        ("a_claimed", rules.a_claimed.to_string()),
        ("a_contact", rules.a_contact.to_string()),
        ("a_known", rules.of_known().to_string()),
        ("early_calls", told::yes(words, rules.early_calls)),
        ("wait_limit_min", rules.wait_limit_min.to_string()),
        ("first_after_min", rules.first_after_min.to_string()),
        ("hold_min", rules.hold_min.to_string()),
        ("holds", rules.holds.to_string()),
        ("holds_a_source", rules.holds_a_source.to_string()),
        ("a_source", rules.a_source.to_string()),
    ];
    rows.into_iter().map(|(key, said)| (told::field_in_form(words, &format!("booking.{key}")), said)).collect()
}
