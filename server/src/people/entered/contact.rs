//! How a person is reached: a telephone in international form with any country code, or an e-mail address.

use std::fmt;

use email_address::{EmailAddress, Options};
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::{Fault, Field, Wrong, is_dash, one_line};

/// Longest entry of a telephone, spaces included.
const TYPED_LIMIT: usize = 40;
/// Longest address that mail can carry.
const EMAIL_LIMIT: usize = 254;
/// Figures of a number with its country code (E.164).
const FIGURES: (usize, usize) = (8, 15);
/// Country codes whose numbers all have one length, with that length: a figure left out is found.
const OF_ONE_LENGTH: [(&str, usize); 2] = [("7", 11), ("374", 11)];

macro_rules! hidden {
    ($($(#[$doc:meta])* $name:ident),*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// As it is used.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl Drop for $name {
            fn drop(&mut self) {
                self.0.zeroize();
            }
        }

        impl ZeroizeOnDrop for $name {}

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(..)"))
            }
        }
    )*};
}

hidden! {
    /// A telephone number: `+` and its figures.
    Phone,
    /// An e-mail address.
    Email
}

/// Where messages go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Contact {
    /// By telephone.
    Phone(Phone),
    /// By e-mail.
    Email(Email),
}

impl Contact {
    /// One text for all spellings of the same contact.
    pub(crate) fn alike(&self) -> String {
        match self {
            Self::Phone(phone) => phone.0.clone(),
            Self::Email(email) => {
                let (local, domain) = email.0.split_once('@').unwrap_or((&email.0, ""));
                // What follows a plus is the owner's own label: the mail comes to the same box (S6).
                let owner = local.split_once('+').map_or(local, |(owner, _)| owner);
                let owner = if owner.is_empty() { local } else { owner };
                format!("{owner}@{domain}").to_lowercase()
            }
        }
    }
}

/// A telephone number, however spaced, with its country code.
pub fn phone(typed: &str) -> Result<Phone, Wrong> {
    let wrong = |fault| Wrong { field: Field::Phone, fault };
    let text = one_line(Field::Phone, typed, TYPED_LIMIT)?;
    let (code_given, rest) = match text.strip_prefix('+') {
        Some(rest) => (true, rest),
        None => (false, text.as_str()),
    };
    let taken = |c: &char| c.is_ascii_digit() || matches!(c, ' ' | '(' | ')' | '.') || is_dash(*c);
    if let Some(found) = rest.chars().find(|c| !taken(c)) {
        return Err(wrong(Fault::Character { found }));
    }
    let figures: String = rest.chars().filter(char::is_ascii_digit).collect();
    if !code_given || figures.starts_with('0') {
        return Err(wrong(Fault::NoCountryCode));
    }
    let known = OF_ONE_LENGTH.iter().find(|(code, _)| figures.starts_with(code));
    let (from, to) = known.map_or(FIGURES, |(_, long)| (*long, *long));
    if !(from..=to).contains(&figures.len()) {
        return Err(wrong(Fault::Length { from, to }));
    }
    Ok(Phone(format!("+{figures}")))
}

/// An e-mail address in plain letters; its domain in small ones.
pub fn email(typed: &str) -> Result<Email, Wrong> {
    let wrong = |fault| Wrong { field: Field::Email, fault };
    let text = one_line(Field::Email, typed, EMAIL_LIMIT)?;
    if let Some(found) =
        text.chars().find(|c| !c.is_ascii() || matches!(c, '"' | '\\' | '(' | ')' | '<' | '>' | ',' | ' '))
    {
        return Err(wrong(Fault::Character { found }));
    }
    let options = Options::default().with_required_tld().without_domain_literal().without_display_text();
    let address = EmailAddress::parse_with_options(&text, options).map_err(|_| wrong(Fault::NoAddress))?;
    // The parser takes marks in a domain that no domain has.
    if address.domain().chars().any(|c| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '.')) {
        return Err(wrong(Fault::NoAddress));
    }
    Ok(Email(format!("{}@{}", address.local_part(), address.domain().to_lowercase())))
}
