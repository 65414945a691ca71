//! The words of the messages in each language that they speak: English here, the others in the translation files.

use std::sync::LazyLock;

use queue::ids::Language;

use crate::web::catalog::Catalog;

const RUSSIAN: &str = include_str!("../../../assets/translations/ru/LC_MESSAGES/messages.po");
const ARMENIAN: &str = include_str!("../../../assets/translations/hy/LC_MESSAGES/messages.po");

static ALL: LazyLock<[Words; 3]> = LazyLock::new(|| {
    [
        Words::read("en", &Catalog::default()),
        Words::read("ru", &Catalog::parse(RUSSIAN)),
        Words::read("hy", &Catalog::parse(ARMENIAN)),
    ]
});

macro_rules! words {
    ($($name:ident: $english:literal,)*) => {
        /// All that the messages can say in one language.
        #[derive(Debug)]
        pub struct Words {
            /// The language's key, also for a page's `lang`.
            pub language: &'static str,
            $(pub $name: String,)*
        }

        #[cfg(test)]
        const SOURCES: &[&str] = &[$($english,)*];

        impl Words {
            fn read(language: &'static str, catalog: &Catalog) -> Self {
                let one = |english: &str| catalog.wordings(english).first().map_or(english, String::as_str).to_owned();
                Self { language, $($name: one($english),)* }
            }
        }
    };
}

words! {
    labelled: "{0}: {1}",
    list_of: "{}:",
    booked: "You are booked",
    changed: "Your booking has been changed",
    cancelled: "Your booking is cancelled",
    called_off: "The office has cancelled your booking",
    reminder: "Reminder of your visit",
    lapsed: "Your booking is no longer valid",
    booking_number: "Booking number",
    when: "When",
    service: "Service",
    place: "Where",
    for_whom: "For whom",
    documents_needed: "Documents needed",
    show_code: "Show this code at the kiosk when you arrive. The clerk compares your document with the booking.",
    code_of_booking: "QR code of the booking",
    without_code: "Without the code, type at the kiosk the booking number {0} and the figures {1}.",
    by_this_address: "By this address you view, change or cancel the booking. Keep it to yourself.",
    change_until: "You can change or cancel until {}.",
    cancel_until: "You can cancel until {}.",
    counts_missed: "If you do not come, the booking counts as missed. You cannot book for a while once you have missed {0} within {1} days.",
    book_anew: "Book a new time if you need one.",
    sorry: "We are sorry.",
    please_anew: "Please book a new time.",
    not_kept: "It was not kept on its day.",
    outage: "The office could not receive you at that time; this is not counted against you.",
    again_from: "Too many bookings were missed: you can book again from {}.",
    until_then: "Until then the general queue receives you: please take a coupon at the kiosk of the office.",
    by_itself: "This message was sent by itself. Answers to it are not read.",
    see_booking: "See the booking",
    book_again: "Book again",
    code_subject: "Your code for the booking",
    code_text: "Your code: {}",
    code_note: "It is good for ten minutes. Type it on the page where you book. If you are not booking, you need do nothing.",
    code_sms: "Code for the booking: {}",
    trial: "Messages of the office arrive here",
    trial_note: "This is a trial: nobody has booked anything.",
    sms_booked: "You are booked: {0}, number {1}.",
    sms_changed: "Your booking has been changed: {0}, number {1}.",
    sms_cancelled: "Your booking is cancelled: {0}, number {1}.",
    sms_called_off: "The office has cancelled your booking: {0}, number {1}.",
    sms_reminder: "Reminder of your visit: {0}, number {1}.",
    sms_lapsed: "Your booking is no longer valid: {0}, number {1}.",
}

impl Words {
    /// The words in a language; in English where the messages do not speak it.
    pub fn of(language: &Language) -> &'static Self {
        let all: &'static [Words; 3] = &ALL;
        all.iter().find(|words| words.language == language.as_str()).unwrap_or(&all[0])
    }

    /// A name and what is so.
    pub fn label(&self, name: &str, value: &str) -> String {
        filled(&self.labelled, &[name, value])
    }
}

/// Puts parts into a wording's `{}`, `{0}`, `{1}`. What stands in them is text.
pub fn filled(wording: &str, parts: &[&str]) -> String {
    let mut out = String::new();
    let mut rest = wording;
    while let Some((before, (place, after))) =
        rest.split_once('{').and_then(|(before, after)| Some((before, after.split_once('}')?)))
    {
        out.push_str(before);
        let part = parts.get(place.parse().unwrap_or(0));
        out.push_str(part.copied().unwrap_or_default());
        rest = after;
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_word_is_translated_and_no_translation_is_left_over() {
        let sources: BTreeSet<_> = SOURCES.iter().copied().collect();
        for file in [RUSSIAN, ARMENIAN] {
            let catalog = Catalog::parse(file);
            assert_eq!(catalog.sources().collect::<BTreeSet<_>>(), sources);
            for source in &sources {
                let places = |text: &str| text.matches('{').count();
                assert!(catalog.wordings(source).iter().all(|wording| places(wording) == places(source)), "{source}");
            }
        }
    }

    #[test]
    fn a_name_and_what_is_so_are_written_as_each_language_does() {
        let label = |key: &str| Words::of(&Language::new(key).unwrap()).label("A", "{b}");
        assert_eq!(["en", "ru", "hy"].map(label), ["A: {b}", "A: {b}", "A՝ {b}"]);
        assert_eq!(label("ka"), label("en"), "a language that the messages do not speak gets English");
    }

    #[test]
    fn what_stands_in_a_place_is_text() {
        assert_eq!(filled("{1} в {0}, {}", &["{1}", "9"]), "9 в {1}, {1}");
        assert_eq!(filled("{", &["5"]), "{");
    }
}
