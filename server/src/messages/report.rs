//! The day report as a mail to managers: the five figures to read at once, the rest in files.

use std::time::SystemTime;

use jiff::Timestamp;
use lettre::Message;
use lettre::message::header::ContentType;
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};

use super::carriers::{Carriers, Failed};
use super::mail::{NoMail, header};

/// A report that is ready to go.
pub struct MailedReport {
    /// The office's name, as the sender's.
    pub office: String,
    /// The subject.
    pub subject: String,
    /// What is read at once.
    pub text: String,
    /// The language of both.
    pub language: &'static str,
    /// Names, media types and contents of the files with it.
    pub files: Vec<(String, &'static str, Vec<u8>)>,
}

impl MailedReport {
    fn mail(&self, from: Mailbox, to: &str, id: &str, at: Timestamp) -> Result<Message, NoMail> {
        let body = MultiPart::mixed().singlepart(SinglePart::plain(self.text.clone()));
        let body = self.files.iter().fold(body, |body, (name, kind, bytes)| {
            let kind = ContentType::parse(kind).expect("a media type of our own");
            body.singlepart(Attachment::new(name.clone()).body(bytes.clone(), kind))
        });
        let builder = Message::builder()
            .from(from)
            .to(Mailbox::new(None, to.parse()?))
            .subject(self.subject.clone())
            .date(SystemTime::from(at))
            .message_id(Some(format!("<{id}>")))
            .raw_header(header("Auto-Submitted", "auto-generated"))
            .raw_header(header("Content-Language", self.language));
        Ok(builder.multipart(body)?)
    }
}

impl Carriers {
    /// Sends a report to an address, waits for the answer and gives it.
    pub fn carry_report(&self, report: &MailedReport, to: &str, id: &str, at: Timestamp) -> Result<String, Failed> {
        let smtp = self.smtp.as_ref().ok_or_else(Failed::no_way)?;
        let mail = report.mail(smtp.sender(&report.office), to, id, at);
        smtp.send(&mail.map_err(|problem| Failed::unmade(&problem))?)
    }
}
