//! What is wrong with a field or a code, in the visitor's words, with the mend (B13). It is kept as what it is, and worded in the language of the
//! page that tells it.

use super::drafts::Draft;
use super::sending::rests;
use super::visit::Visit;
use super::words::Words;
use crate::people::entered::{Fault, Field, Wrong};
use crate::web::words::filled;

/// Why a field or a code cannot be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amiss {
    /// It cannot be what the field is for.
    Typed(Wrong),
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
