//! A trial message that a technician sends, with all that the other side said.

use queue::ids::Language;

use super::carriers::{Carriers, Failed};
use super::contents::Told;
use super::door::Outgoing;
use crate::people::entered::{Contact, Wrong, email, phone};

/// Reads where a trial goes: an e-mail address or a telephone number.
pub fn contact(typed: &str) -> Result<Contact, Wrong> {
    if typed.contains('@') { email(typed).map(Contact::Email) } else { phone(typed).map(Contact::Phone) }
}

/// Sends a trial; what the other side answered, or why it did not go.
pub fn send(carriers: &Carriers, to: &Contact, language: &Language) -> Result<String, String> {
    let id = Outgoing::id_under(&carriers.domain());
    let sent = carriers.carry(to, &Told::trial(language), &id, jiff::Timestamp::now());
    sent.map_err(|Failed { step, said, .. }| format!("{step}: {said}"))
}
