//! Words of the visitors' pages: English in the code, the others in the translation files. Each set of pages has a list of its own.

use queue::ids::Language;

use super::catalog::Catalog;

/// Declares the words of some pages and the translation files that they stand in.
macro_rules! words {
    (
        file: $file:literal,
        $(many: { $($plural:ident: $person:literal | $people:literal,)* },)?
        $(lists: { $($list:ident: [$($item:literal),* $(,)?],)* },)?
        one: { $($name:ident: $english:literal,)* } $(,)?
    ) => {
        const RUSSIAN: &str =
            include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../assets/translations/ru/LC_MESSAGES/", $file, ".po"));
        const ARMENIAN: &str =
            include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../assets/translations/hy/LC_MESSAGES/", $file, ".po"));

        static ALL: std::sync::LazyLock<[Words; 3]> = std::sync::LazyLock::new(|| {
            use $crate::web::catalog::Catalog;
            use $crate::web::words::{one_or_many, slavic};
            [
                Words::read("en", one_or_many, &Catalog::default()),
                Words::read("ru", slavic, &Catalog::parse(RUSSIAN)),
                Words::read("hy", one_or_many, &Catalog::parse(ARMENIAN)),
            ]
        });

        /// All that the pages can say in one language.
        #[derive(Debug)]
        #[allow(missing_docs)] // The English says it.
        pub struct Words {
            /// The language's key, also for a page's `lang`.
            pub language: &'static str,
            $($(pub $plural: $crate::web::words::Plural,)*)?
            $($(pub $list: Vec<String>,)*)?
            $(pub $name: String,)*
        }

        #[cfg(test)]
        const SOURCES: &[&str] = &[$($($person,)*)? $($($($item,)*)*)? $($english,)*];

        impl Words {
            #[allow(unused_variables)] // Not every list has plurals.
            fn read(language: &'static str, form: fn(u32) -> usize, catalog: &$crate::web::catalog::Catalog) -> Self {
                let one = |english: &str| catalog.wordings(english).first().map_or(english, String::as_str).to_owned();
                Self {
                    language,
                    $($($plural: $crate::web::words::Plural::read($person, $people, form, catalog),)*)?
                    $($($list: vec![$(one($item)),*],)*)?
                    $($name: one($english),)*
                }
            }

            /// The words in a language; in English where the pages do not speak it.
            pub fn of(language: &queue::ids::Language) -> &'static Self {
                let all: &'static [Words; 3] = &ALL;
                all.iter().find(|words| words.language == language.as_str()).unwrap_or(&all[0])
            }
        }

        #[cfg(test)]
        #[test]
        fn every_word_is_translated_and_no_translation_is_left_over() {
            for file in [RUSSIAN, ARMENIAN] {
                $crate::web::words::are_whole(file, SOURCES);
            }
        }
    };
}
pub(crate) use words;

/// A wording that depends on a number, `{n}`.
#[derive(Debug)]
pub struct Plural {
    wordings: Vec<String>,
    form: fn(u32) -> usize,
}

impl Plural {
    /// From the translation, else from the English.
    pub fn read(one: &str, many: &str, form: fn(u32) -> usize, catalog: &Catalog) -> Self {
        let wordings = catalog.wordings(one).to_vec();
        let wordings = if wordings.is_empty() { vec![one.to_owned(), many.to_owned()] } else { wordings };
        Self { wordings, form }
    }

    /// So many.
    pub fn of(&self, n: u32) -> String {
        let form = (self.form)(n).min(self.wordings.len().saturating_sub(1));
        self.wordings.get(form).map_or(String::new(), |wording| wording.replace("{n}", &n.to_string()))
    }
}

/// Puts parts into a wording's `{}`, `{0}`, `{1}`.
pub fn filled(wording: &str, parts: &[&str]) -> String {
    let mut out = String::new();
    let mut next = 0;
    let mut rest = wording;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((place, after)) = after.split_once('}') else { break };
        let index = place.parse().unwrap_or(next);
        next += 1;
        out.push_str(before);
        out.push_str(parts.get(index).copied().unwrap_or_default());
        rest = after;
    }
    out + rest
}

/// With a capital letter, as what begins a line.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// What stays on one line: none of its spaces breaks.
pub fn unbroken(text: &str) -> String {
    text.replace(' ', "\u{a0}")
}

/// A language's name in itself: as our pages write it, else as ISO 639 lists it.
pub fn own_name(language: &Language) -> &str {
    match language.as_str() {
        "ru" => "Русский",
        "en" => "English",
        "hy" => "Հայերեն",
        "az" => "Azərbaycanca",
        "be" => "Беларуская",
        "de" => "Deutsch",
        "fr" => "Français",
        "ka" => "ქართული",
        "kk" => "Қазақша",
        "ky" => "Кыргызча",
        "tg" => "Тоҷикӣ",
        "uk" => "Українська",
        "uz" => "Oʻzbekcha",
        other => isolang::Language::from_639_1(other).and_then(|known| known.to_autonym()).unwrap_or(other),
    }
}

/// Forms of English and Armenian.
pub fn one_or_many(n: u32) -> usize {
    usize::from(n != 1)
}

/// Forms of Russian.
pub fn slavic(n: u32) -> usize {
    match (n % 10, n % 100) {
        (_, 11..=14) => 2,
        (1, _) => 0,
        (2..=4, _) => 1,
        _ => 2,
    }
}

/// That a translation file holds each source once, with its places, and nothing else.
#[cfg(test)]
pub fn are_whole(file: &str, sources: &[&str]) {
    use std::collections::BTreeSet;
    let catalog = Catalog::parse(file);
    let translated: BTreeSet<_> = catalog.sources().collect();
    assert_eq!(translated, sources.iter().copied().collect());
    for source in sources {
        for wording in catalog.wordings(source) {
            let places = |text: &str| text.matches('{').count();
            assert_eq!(places(wording), places(source), "{source}: {wording}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_begins_with_a_capital_letter_and_what_stays_together_has_no_space_that_breaks() {
        assert_eq!(["friday", "пятница", "ուրբաթ", ""].map(capital), ["Friday", "Пятница", "Ուրբաթ", ""]);
        assert_eq!(unbroken("9713 8437"), "9713\u{a0}8437");
    }

    #[test]
    fn a_language_is_called_by_its_own_name() {
        assert_eq!(own_name(&Language::new("ka").unwrap()), "ქართული");
        assert_eq!(own_name(&Language::new("xx").unwrap()), "xx");
    }

    #[test]
    fn parts_go_into_their_places_and_what_stands_in_them_is_text() {
        assert_eq!(filled("через {0}–{1} мин", &["5", "9"]), "через 5–9 мин");
        assert_eq!(filled("{1} в {0}", &["5", "9"]), "9 в 5");
        assert_eq!(filled("обновлено в {}", &["09:51"]), "обновлено в 09:51");
        assert_eq!(filled("{}", &["{}"]), "{}");
        assert_eq!(filled("{}, {}", &["{}", "{0}"]), "{}, {0}");
        assert_eq!(filled("{", &["5"]), "{");
    }
}
