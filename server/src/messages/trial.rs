//! A trial message that a technician sends, with all that the other side said.

use queue::ids::Language;

use super::carriers::{Carriers, Failed};
use super::contents::Told;
use super::door::Outgoing;
use crate::people::entered::{Contact, Fault, email, phone};

/// Reads where a trial goes: an e-mail address or a telephone number; else what is wrong with it and how to mend it.
pub fn contact(typed: &str) -> Result<Contact, String> {
    if typed.contains('@') {
        return email(typed).map(Contact::Email).map_err(|wrong| format!("the e-mail address {}", wrong.fault));
    }
    if !typed.contains(|c: char| c.is_ascii_digit()) {
        let mend = "give an address such as name@example.org, or a number with + and the code of its country";
        return Err(format!("this is neither an e-mail address nor a telephone number: {mend}"));
    }
    phone(typed).map(Contact::Phone).map_err(|wrong| format!("the telephone number {}", of_number(wrong.fault)))
}

/// What is wrong with a telephone number: it has figures alone.
fn of_number(fault: Fault) -> String {
    let Fault::Length { from, to } = fault else { return fault.to_string() };
    let figures = if from == to { from.to_string() } else { format!("{from} to {to}") };
    format!("must have {figures} figures with the code of its country: check it")
}

/// Sends a trial; what the other side answered, or why it did not go.
pub fn send(carriers: &Carriers, to: &Contact, language: &Language) -> Result<String, String> {
    let id = Outgoing::id_under(&carriers.domain());
    let sent = carriers.carry(to, &Told::trial(language), &id, jiff::Timestamp::now());
    sent.map_err(|Failed { step, said, .. }| format!("{step}: {said}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_written_to_is_told_with_the_mend() {
        for (typed, told) in [
            ("nonsense", "this is neither an e-mail address nor a telephone number: give an address such as name@"),
            ("", "this is neither an e-mail address nor a telephone number: give an address such as name@"),
            ("anna@", "the e-mail address is no address: write it as name@example.org"),
            ("89123456789", "the telephone number has no country code: begin with + and the code"),
            ("+7 912", "the telephone number must have 11 figures with the code of its country: check it"),
            ("+44 1", "the telephone number must have 8 to 15 figures with the code of its country: check it"),
            ("+7 912 x", "the telephone number holds the character U+0078: take it out"),
        ] {
            let said = contact(typed).unwrap_err();
            assert!(said.starts_with(told), "{typed}: {said}");
        }
        assert!(matches!(contact("anna@mail.example"), Ok(Contact::Email(_))));
        assert!(matches!(contact("+374 91 000001"), Ok(Contact::Phone(_))));
    }
}
