//! The languages of the office. The check asks for every text in each of them, so a new one begins with the wordings of the office's first
//! language, and with one that goes its wordings go.

use queue::Floor;
use queue::ids::Language;
use toml::{Table, Value};

use super::apply::Desk;
use super::parts::Part;
use super::target::{Target, entries, id_of, value_at};
use crate::config::export;

/// What the form offers; the file takes any language.
pub const OFFERED: [&str; 13] = ["ru", "en", "hy", "az", "be", "de", "fr", "ka", "kk", "ky", "tg", "uk", "uz"];

/// Changes which languages are spoken, and every text with them.
pub fn speak(desk: &Desk<'_>, root: &mut Table) {
    let before = spoken(root);
    let (chosen, first, new) = (desk.all("languages"), desk.first("first_language"), desk.first("new_language"));
    let mut after: Vec<_> = before.iter().filter(|one| chosen.contains(one)).cloned().collect();
    if !new.is_empty() && !before.iter().any(|one| one == new) {
        after.push(new.to_owned());
    }
    if let Some(at) = after.iter().position(|one| one == first) {
        after[..=at].rotate_right(1);
    }
    each_text(root, &before, &mut |text| {
        let pattern = before.first().and_then(|own| text.get(own)).cloned();
        let worded = after.iter().filter_map(|one| Some((one.clone(), text.get(one).or(pattern.as_ref())?.clone())));
        *text = worded.collect();
    });
    if let Some(office) = root.get_mut("office").and_then(Value::as_table_mut) {
        office.insert("languages".to_owned(), after.into());
    }
}

/// The languages in their order, the office's own first.
pub fn spoken(root: &Table) -> Vec<String> {
    let languages = root.get("office").and_then(|office| office.get("languages")).and_then(Value::as_array);
    languages.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// Texts of a floor that say in a language the very same as in the office's own.
pub fn untranslated(floor: &Floor, language: &Language) -> usize {
    let root: Table = export::toml(floor).parse().expect("what is exported is read");
    same_texts(root.clone(), &spoken(&root), language)
}

/// Calls with each form of a floor in which such texts stand, and with how many.
pub fn each_untranslated(floor: &Floor, language: &Language, seen: &mut impl FnMut(Target<'_>, usize)) {
    let root: Table = export::toml(floor).parse().expect("what is exported is read");
    let languages = spoken(&root);
    each_form(&root, &mut |target| {
        let Some(table) = target.table(&root) else { return };
        let fields = target.part.specs().iter().filter_map(|spec| value_at(table, spec.key));
        let fields =
            fields.map(|value| same_texts(Table::from_iter([(String::new(), value.clone())]), &languages, language));
        match fields.sum() {
            0 => (),
            same => seen(target, same),
        }
    });
}

fn same_texts(mut table: Table, languages: &[String], language: &Language) -> usize {
    let mut same = 0;
    each_text(&mut table, languages, &mut |text| {
        let own = languages.first().and_then(|own| text.get(own));
        same += usize::from(text.get(language.as_str()) == own);
    });
    same
}

/// Each form of what there is.
fn each_form(root: &Table, seen: &mut impl FnMut(Target<'_>)) {
    for part in Part::ALL {
        if let Some(list) = part.list() {
            entries(root, list).for_each(|entry| seen(Target { part, of: "", id: id_of(entry) }));
        } else if part == Part::Purpose {
            for service in entries(root, Part::Service.key()) {
                let purposes = service.get(part.key()).and_then(Value::as_array).map_or(0, Vec::len);
                (1..=purposes).for_each(|id| seen(Target { part, of: id_of(service), id: &id.to_string() }));
            }
        } else {
            seen(Target { part, of: "", id: "" });
        }
    }
}

/// Every text: a table with a wording in each of the languages and nothing else.
fn each_text(table: &mut Table, languages: &[String], seen: &mut impl FnMut(&mut Table)) {
    let is_text = table.len() == languages.len()
        && languages.iter().all(|language| table.get(language).is_some_and(Value::is_str));
    if is_text {
        return seen(table);
    }
    for (_, value) in table.iter_mut() {
        let inner = match value {
            Value::Table(inner) => vec![inner],
            Value::Array(list) => list.iter_mut().filter_map(Value::as_table_mut).collect(),
            Value::String(_) | Value::Integer(_) | Value::Float(_) | Value::Boolean(_) | Value::Datetime(_) => continue,
        };
        inner.into_iter().for_each(|inner| each_text(inner, languages, seen));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::languages::WORDED;
    use crate::config::parse;
    use crate::web::staff::floor::form::Fields;
    use crate::web::staff::floor::words::Words;
    use crate::web::words::own_name;

    const DEMO: &str = include_str!("../../../../../../assets/demo/floor.toml");

    fn after(fields: &[(&str, &str)]) -> Floor {
        let floor = parse(DEMO).unwrap().floor;
        let mut root: Table = export::toml(&floor).parse().unwrap();
        let fields: Fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        speak(&Desk { fields: &fields, languages: &floor.languages }, &mut root);
        parse(&toml::to_string(&root).unwrap()).unwrap_or_else(|problems| panic!("{problems:?}")).floor
    }

    fn language(key: &str) -> Language {
        Language::new(key).unwrap()
    }

    #[test]
    fn a_new_language_begins_with_the_wordings_of_the_offices_own_and_one_that_goes_takes_its_own_along() {
        let before = parse(DEMO).unwrap().floor;
        let all = [("languages", "ru"), ("languages", "en"), ("languages", "hy"), ("first_language", "ru")];
        assert_eq!(after(&all), before);
        let german = after(&[all.as_slice(), &[("new_language", "de")]].concat());
        assert_eq!(german.languages, ["ru", "en", "hy", "de"].map(language));
        let document = &german.services[0].purposes[0].documents[0];
        assert_eq!(document.note.0[&language("de")], document.note.0[&language("ru")]);
        assert_eq!(german.reasons.park[1].name.0[&language("de")], "делает копию паспорта".into());
        let texts = export::toml(&before).matches("ru = ").count();
        assert_eq!((untranslated(&german, &language("de")), untranslated(&before, &language("en"))), (texts, 0));
        let (mut in_forms, mut forms) = (0, 0);
        each_untranslated(&german, &language("de"), &mut |_, texts| {
            in_forms += texts;
            forms += 1;
        });
        assert_eq!(in_forms, texts, "each text stands in one form");
        assert!(forms > 20, "{forms}");
        each_untranslated(&before, &language("en"), &mut |target, _| panic!("{target:?}"));
        // The first goes: the pattern is still its wording, and the next is the office's own.
        let other = after(&[("languages", "hy"), ("first_language", "ru"), ("new_language", "de")]);
        assert_eq!(other.languages, ["hy", "de"].map(language));
        assert_eq!(other.office.0[&language("de")], before.office.0[&language("ru")]);
        assert!(!export::toml(&other).contains(" ru = ") && !export::toml(&other).contains(" en = "));
        let first = after(&[("languages", "ru"), ("languages", "hy"), ("first_language", "hy")]);
        assert_eq!(first.languages, ["hy", "ru"].map(language));
    }

    #[test]
    fn the_page_of_the_configuration_names_the_languages_that_the_form_offers() {
        let page = include_str!("../../../../../../docs/configuration.md");
        assert!(page.contains(&format!("offers `{}`;", OFFERED.join("`, `"))));
    }

    #[test]
    fn each_known_language_has_a_name_of_its_own() {
        for key in OFFERED {
            assert_ne!(own_name(&language(key)), key);
            assert_eq!(Words::of(&language(key)).language == key, WORDED.contains(&key), "{key}");
        }
    }
}
