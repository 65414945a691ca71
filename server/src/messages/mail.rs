//! A message as a mail: plain text and HTML side by side, the booking's code as a picture in the HTML, the visit as a calendar file. Whatever is put into a header goes
//! through the mail library's own encoding, and no header takes what a visitor has typed but the address, which was checked as typed.

use std::time::SystemTime;

use askama::Template;
use jiff::Timestamp;
use lettre::Message;
use lettre::address::AddressError;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};
use thiserror::Error;

use super::carriers::{Carriers, Failed};
use super::contents::Told;
use super::words::filled;
use crate::appointment::qr::Qr;
use crate::people::entered::Contact;

/// Why there is no mail to send.
#[derive(Debug, Error)]
pub enum NoMail {
    /// The address is none.
    #[error("the address cannot be written to: {0}")]
    Address(#[from] AddressError),
    /// The library does not make it.
    #[error("the mail cannot be made: {0}")]
    Mail(#[from] lettre::error::Error),
    /// A template does not.
    #[error("the mail cannot be written: {0}")]
    Template(#[from] askama::Error),
}

#[derive(Template)]
#[template(path = "messages/mail.txt")]
struct Plain<'a> {
    told: &'a Told,
    /// What is to be read at once.
    large: String,
    rows: Vec<String>,
    /// What stands over the documents.
    papers: String,
    /// The address, with its name.
    address: String,
}

#[derive(Template)]
#[template(path = "messages/mail.html")]
struct Html<'a> {
    told: &'a Told,
    /// Where the picture of the code is found within the mail.
    picture: Option<&'a str>,
}

impl<'a> Plain<'a> {
    fn of(told: &'a Told) -> Self {
        let words = told.words;
        let is_alone = told.rows.is_empty();
        Self {
            told,
            large: if is_alone { told.large_name.clone() } else { words.label(&told.large_name, &told.large) },
            rows: told.rows.iter().map(|row| words.label(&row.name, &row.value)).collect(),
            papers: filled(&words.list_of, &[&words.documents_needed]),
            address: told.link.as_ref().map_or(String::new(), |link| words.label(&link.name, &link.url)),
        }
    }
}

/// A mail from the office.
pub fn mail(told: &Told, from: Mailbox, to: &str, id: &str, at: Timestamp) -> Result<Message, NoMail> {
    let picture = told.code.as_deref().and_then(|code| Qr::of(code)?.png());
    let content_id = format!("code.{id}");
    let plain = Plain::of(told).render()?;
    let html = Html { told, picture: picture.as_ref().map(|_| content_id.as_str()) }.render()?;
    let html = SinglePart::html(html);
    let body = MultiPart::alternative().singlepart(SinglePart::plain(plain));
    let body = match picture {
        Some(picture) => {
            let png = ContentType::parse("image/png").expect("a media type of our own");
            let picture = Attachment::new_inline_with_name(content_id, "booking.png".to_owned()).body(picture, png);
            body.multipart(MultiPart::related().singlepart(html).singlepart(picture))
        }
        None => body.singlepart(html),
    };
    let body = match &told.calendar {
        Some(file) => {
            let kind =
                ContentType::parse("text/calendar; charset=utf-8; method=PUBLISH").expect("a media type of our own");
            let file = Attachment::new("booking.ics".to_owned()).body(file.clone(), kind);
            MultiPart::mixed().multipart(body).singlepart(file)
        }
        None => body,
    };
    let builder = Message::builder()
        .from(from)
        .to(Mailbox::new(None, to.parse()?))
        .subject(told.subject.clone())
        .date(SystemTime::from(at))
        .message_id(Some(format!("<{id}>")))
        .raw_header(header("Auto-Submitted", "auto-generated"))
        .raw_header(header("Content-Language", told.words.language));
    Ok(builder.multipart(body)?)
}

pub(super) fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

impl Carriers {
    /// Sends a message to a contact and waits for the answer, which is given.
    pub fn carry(&self, to: &Contact, told: &Told, id: &str, at: Timestamp) -> Result<String, Failed> {
        match to {
            Contact::Email(email) => {
                let smtp = self.smtp.as_ref().ok_or_else(Failed::no_way)?;
                let mail = mail(told, smtp.sender(&told.office), email.as_str(), id, at);
                smtp.send(&mail.map_err(|problem| Failed::unmade(&problem))?)
            }
            Contact::Phone(phone) => {
                let sms = self.sms.as_ref().ok_or_else(Failed::no_way)?;
                sms.send(phone.as_str(), &told.sms(), id)
            }
        }
    }
}
