//! What is wrong with a field or a code, in the visitor's words, with the mend (B13). It is kept as what it is, and worded in the language of the
//! page that tells it.

use super::drafts::Draft;
use super::sending::rests;
use super::visit::Visit;
use super::words::Words;
use crate::people::entered::{DocumentKind, Fault, Field, Wrong};
use crate::web::words::filled;

/// Why a field or a code cannot be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amiss {
    /// It cannot be what the field is for.
    Typed(Wrong),
    /// It is not the number of a document of the chosen kind.
    Document {
        /// Which kind.
        kind: DocumentKind,
        /// What is wrong.
        fault: Fault,
    },
    /// The office writes by e-mail only.
    OnlyEmail,
    /// The office writes to phones only.
    OnlyPhone,
    /// The office does not write to phones of that country.
    Country,
    /// No code was typed.
    NoCode,
    /// Another code was sent.
    WrongCode {
        /// Tries that are left.
        left: u8,
    },
    /// The code is no longer good.
    CodeOver,
    /// No other code can be sent now for this form.
    Rests,
    /// Too many codes went out of late.
    TooManyCodes,
    /// The message cannot be handed over at this moment.
    NotHandedOver,
}

impl Amiss {
    /// As it is told.
    pub fn in_words(self, visit: &Visit, draft: &Draft) -> String {
        let words = visit.words;
        match self {
            Self::Typed(wrong) => words.fault(wrong),
            Self::Document { kind, fault } => words.document_fault(kind, fault),
            Self::OnlyEmail => words.only_email.clone(),
            Self::OnlyPhone => words.only_phone.clone(),
            Self::Country => {
                let email = visit.pages.messages.reach().email;
                let wording = if email { &words.countries_or_email } else { &words.only_countries };
                filled(wording, &[&visit.pages.messages.countries().to_string()])
            }
            Self::NoCode => words.code_blank.clone(),
            Self::WrongCode { left } => filled(&words.code_wrong, &[&left.to_string()]),
            Self::CodeOver => words.code_over.clone(),
            Self::Rests => rests(visit, draft),
            Self::TooManyCodes => words.too_many_codes.clone(),
            Self::NotHandedOver => words.not_handed_over.clone(),
        }
    }
}

impl Words {
    /// Why a document's number cannot be taken, and how to mend it: how one of its kind is written, and that it may be of another kind.
    fn document_fault(&self, kind: DocumentKind, fault: Fault) -> String {
        let is_of_another = match fault {
            Fault::Length { .. } | Fault::Shape { .. } => true,
            // What no document has is told as that.
            Fault::Character { found } => found.is_alphabetic(),
            Fault::Blank
            | Fault::TooLong { .. }
            | Fault::Marks
            | Fault::MixedScripts
            | Fault::Stray { .. }
            | Fault::NoCountryCode
            | Fault::NoAddress => false,
        };
        let written = match kind {
            DocumentKind::RussianPassport => Some(&self.russian_written),
            DocumentKind::InternationalPassport => Some(&self.international_written),
            DocumentKind::ArmenianPassport => Some(&self.armenian_written),
            DocumentKind::Other => None,
        };
        match written.filter(|_| is_of_another) {
            Some(written) => format!("{written} {}", self.or_another_kind),
            None => self.fault(Wrong { field: Field::Document, fault }),
        }
    }

    /// Why a field cannot be taken, and how to mend it.
    pub fn fault(&self, wrong: Wrong) -> String {
        match wrong.fault {
            Fault::Blank => self.blank.clone(),
            Fault::TooLong { limit } => filled(&self.too_long, &[&limit.to_string()]),
            Fault::Character { found } if seen(found) => filled(&self.character, &[&found.to_string()]),
            Fault::Character { .. } => self.hidden_character.clone(),
            Fault::Marks => self.marks.clone(),
            Fault::MixedScripts => self.mixed_scripts.clone(),
            Fault::Stray { found } => filled(&self.stray, &[&found.to_string()]),
            Fault::Length { from, to } => self.length(wrong.field, from, to),
            Fault::Shape { letters, figures } => filled(&self.shape, &[&letters.to_string(), &figures.to_string()]),
            Fault::NoCountryCode => self.no_country_code.clone(),
            Fault::NoAddress => self.no_address.clone(),
        }
    }

    fn length(&self, field: Field, from: usize, to: usize) -> String {
        let count = if from == to { from.to_string() } else { format!("{from}–{to}") };
        let wording = match field {
            Field::Phone => &self.phone_length,
            Field::FamilyName
            | Field::GivenName
            | Field::Patronymic
            | Field::Document
            | Field::Email
            | Field::Purpose => &self.document_length,
        };
        filled(wording, &[&count])
    }
}

/// Whether a character can be shown between quotes without bending the sentence.
fn seen(c: char) -> bool {
    !c.is_whitespace() && !crate::config::texts::is_unprintable(c) && !unicode_normalization::char::is_combining_mark(c)
}

#[cfg(test)]
mod tests {
    use queue::ids::Language;

    use super::*;
    use crate::people::entered::document;

    fn said(language: &str, kind: DocumentKind, typed: &str) -> String {
        let wrong = document(kind, typed).unwrap_err();
        Words::of(&Language::new(language).unwrap()).document_fault(kind, wrong.fault)
    }

    #[test]
    fn a_number_of_another_document_is_told_how_the_chosen_one_is_written_and_that_another_may_be_chosen_b13() {
        const ANOTHER: &str = "Compare with the document; if yours is another one, choose it in the list above.";
        for (kind, typed, written) in [
            (DocumentKind::RussianPassport, "AB1234567", "A passport of Russia has 10 figures, such as 4510 123456."),
            (DocumentKind::RussianPassport, "75 1234567", "A passport of Russia has 10 figures, such as 4510 123456."),
            (
                DocumentKind::InternationalPassport,
                "4510 123456",
                "An international passport has 6 to 9 Latin letters and figures, such as 75 1234567.",
            ),
            (
                DocumentKind::ArmenianPassport,
                "751234567",
                "A passport of Armenia has 2 Latin letters and then 7 figures, such as AB1234567.",
            ),
            (
                DocumentKind::ArmenianPassport,
                "ԱԲ1234567",
                "A passport of Armenia has 2 Latin letters and then 7 figures, such as AB1234567.",
            ),
        ] {
            assert_eq!(said("en", kind, typed), format!("{written} {ANOTHER}"), "{typed}");
        }
        let other = said("en", DocumentKind::Other, "12");
        assert_eq!(other, "There must be 4–20 letters and figures: compare with the document.");
        assert_eq!(said("en", DocumentKind::RussianPassport, ""), "Fill this in.");
        let mark = said("en", DocumentKind::RussianPassport, "4510/123456");
        assert_eq!(mark, "The character “/” cannot stand here: take it out.");
    }

    #[test]
    fn the_numbers_that_are_given_as_examples_are_taken() {
        for language in ["en", "ru", "hy"] {
            let words = Words::of(&Language::new(language).unwrap());
            for (kind, example, written) in [
                (DocumentKind::RussianPassport, "4510 123456", &words.russian_written),
                (DocumentKind::InternationalPassport, "75 1234567", &words.international_written),
                (DocumentKind::ArmenianPassport, "AB1234567", &words.armenian_written),
            ] {
                assert!(written.contains(example) && document(kind, example).is_ok(), "{written}");
            }
        }
    }
}
