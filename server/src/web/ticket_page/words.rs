//! The words of the visitors' page in each language that it speaks: English here, the others in the translation files.

use std::sync::LazyLock;

use queue::ids::Language;

use super::catalog::Catalog;

const RUSSIAN: &str = include_str!("../../../../assets/translations/ru/LC_MESSAGES/ticket-page.po");
const ARMENIAN: &str = include_str!("../../../../assets/translations/hy/LC_MESSAGES/ticket-page.po");

static ALL: LazyLock<[Words; 3]> = LazyLock::new(|| {
    [
        Words::read("en", one_or_many, &Catalog::default()),
        Words::read("ru", slavic, &Catalog::parse(RUSSIAN)),
        Words::read("hy", one_or_many, &Catalog::parse(ARMENIAN)),
    ]
});

macro_rules! words {
    ($($name:ident: $english:literal,)*) => {
        /// All that the page can say in one language.
        #[derive(Debug)]
        #[allow(missing_docs)] // The English says it.
        pub struct Words {
            /// The language's key, also for the page's `lang`.
            pub language: &'static str,
            $(pub $name: String,)*
            people: Vec<String>,
            form: fn(u32) -> usize,
        }

        #[cfg(test)]
        const SOURCES: &[&str] = &[$($english,)* PERSON];

        impl Words {
            fn read(language: &'static str, form: fn(u32) -> usize, catalog: &Catalog) -> Self {
                let one = |english: &str| catalog.wordings(english).first().map_or(english, String::as_str).to_owned();
                let people = catalog.wordings(PERSON).to_vec();
                let people = if people.is_empty() { vec![PERSON.to_owned(), PEOPLE.to_owned()] } else { people };
                Self { language, $($name: one($english),)* people, form }
            }
        }
    };
}

const PERSON: &str = "{n} person";
const PEOPLE: &str = "{n} people";

words! {
    my_number: "My number",
    language_word: "Language",
    before_you: "Before you",
    nobody: "nobody",
    call_in_about: "Call in about",
    from_to_min: "{0}–{1} min",
    min: "{} min",
    call: "Call",
    soon: "soon",
    no_window: "no window is open yet",
    where_to_wait: "Where to wait",
    after_that: "After that",
    queue: "Queue",
    more_time: "You have more time to reach the window.",
    come_to_window: "Come to window",
    received_at_window: "You are being received at window",
    parked: "Set aside for now",
    parked_note: "A clerk will call you again under the same number.",
    no_show: "You were called and did not come",
    no_show_note: "Please ask a member of staff: your place may still be given back.",
    finished: "The visit is over",
    finished_note: "Thank you for waiting.",
    refused: "You were not received",
    refused_note: "The clerk at the window told you why. If anything is unclear, please ask at the desk.",
    left: "This coupon is no longer valid",
    left_note: "Please take a new one at the kiosk.",
    unknown: "There is no such coupon today",
    unknown_note: "A coupon is valid on its own day. Please scan the code on the coupon again.",
    crowded: "Too many requests",
    crowded_note: "Your place in the queue is kept. The page opens by itself in half a minute.",
    updated_by_itself: "updated at {}, by itself",
    updated: "updated at {}",
    stand_still: "Do not update by itself",
    go_on: "Update by itself",
    update_now: "Update now",
}

impl Words {
    /// The words in a language; in English where the page does not speak it.
    pub fn of(language: &Language) -> &'static Self {
        let all: &'static [Words; 3] = &ALL;
        all.iter().find(|words| words.language == language.as_str()).unwrap_or(&all[0])
    }

    /// So many people.
    pub fn people(&self, n: u32) -> String {
        let form = (self.form)(n).min(self.people.len().saturating_sub(1));
        let wording = self.people.get(form).map_or(PEOPLE, String::as_str);
        wording.replace("{n}", &n.to_string())
    }
}

/// Puts parts into a wording's `{}`, `{0}`, `{1}`.
pub fn filled(wording: &str, parts: &[&str]) -> String {
    let mut out = wording.to_owned();
    for (i, part) in parts.iter().enumerate() {
        out = out.replace(&format!("{{{i}}}"), part).replacen("{}", part, 1);
    }
    out
}

/// A language's name in itself; its key where it is none of these.
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
        other => other,
    }
}

fn one_or_many(n: u32) -> usize {
    usize::from(n != 1)
}

fn slavic(n: u32) -> usize {
    match (n % 10, n % 100) {
        (_, 11..=14) => 2,
        (1, _) => 0,
        (2..=4, _) => 1,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn words(language: &str) -> &'static Words {
        Words::of(&Language::new(language).unwrap())
    }

    #[test]
    fn every_word_is_translated_and_no_translation_is_left_over() {
        for file in [RUSSIAN, ARMENIAN] {
            let catalog = Catalog::parse(file);
            let translated: BTreeSet<_> = catalog.sources().collect();
            assert_eq!(translated, SOURCES.iter().copied().collect());
            for source in SOURCES {
                for wording in catalog.wordings(source) {
                    let places = |text: &str| text.matches('{').count();
                    assert_eq!(places(wording), places(source), "{source}: {wording}");
                }
            }
        }
    }

    #[test]
    fn people_are_counted_as_each_language_does() {
        let russian = words("ru");
        let said: Vec<_> = [1, 2, 5, 11, 12, 21, 22, 25, 101, 111, 114].map(|n| russian.people(n)).into();
        assert_eq!(
            said,
            [
                "1 человек",
                "2 человека",
                "5 человек",
                "11 человек",
                "12 человек",
                "21 человек",
                "22 человека",
                "25 человек",
                "101 человек",
                "111 человек",
                "114 человек"
            ]
        );
        assert_eq!((words("en").people(1), words("en").people(3)), ("1 person".to_owned(), "3 people".to_owned()));
        assert_eq!(words("hy").people(3), "3 մարդ");
    }

    #[test]
    fn a_language_that_the_page_does_not_speak_gets_english() {
        assert_eq!(words("ka").language, "en");
        assert_eq!(own_name(&Language::new("ka").unwrap()), "ქართული");
        assert_eq!(own_name(&Language::new("xx").unwrap()), "xx");
    }

    #[test]
    fn parts_go_into_their_places() {
        assert_eq!(filled("через {0}–{1} мин", &["5", "9"]), "через 5–9 мин");
        assert_eq!(filled("обновлено в {}", &["09:51"]), "обновлено в 09:51");
        assert_eq!(filled("{}", &["{}"]), "{}");
    }
}
