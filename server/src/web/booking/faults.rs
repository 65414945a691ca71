//! What is wrong with a field, in the visitor's words, with the mend (B13).

use super::words::Words;
use crate::people::entered::{Fault, Field, Wrong};
use crate::web::words::filled;

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
