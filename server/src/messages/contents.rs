//! What a message says: made from the floor, the booking as it is now and what is kept of the visitor, in the visitor's language. Nothing
//! here sends.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use protocol::token::{OfficeKey, Token};
use queue::Floor;
use queue::booking::{Booking, change_until};
use queue::floor::Text;
use queue::ids::Language;

use super::words::{Words, filled};
use crate::appointment::{Appointment, come, dates, full_name, why_called_off};
use crate::journal::outbox::MessageKind;
use crate::people::Record;
use crate::web::words::{capital, unbroken};

/// A message, before it is written as a mail or an SMS.
pub struct Told {
    /// The words of its language.
    pub words: &'static Words,
    /// Whom it comes from.
    pub office: String,
    /// The language of what the office itself has written.
    pub office_language: String,
    /// What it is.
    pub subject: String,
    /// Its first line.
    pub title: String,
    /// What is to be read at once, such as the number.
    pub large: String,
    /// What stands over that.
    pub large_name: String,
    /// Names and values.
    pub rows: Vec<Row>,
    /// Whole sentences.
    pub notes: Vec<String>,
    /// Documents to bring (B14).
    pub documents: Vec<Paper>,
    /// The code that the kiosk reads, where the visitor is expected.
    pub code: Option<String>,
    /// Without the code.
    pub without_code: String,
    /// Where to go on, and what stands on it.
    pub link: Option<Link>,
    /// The visit for the visitor's calendar, which knows it again from message to message.
    pub calendar: Option<String>,
    /// All of it in one line for a telephone, without the link.
    pub line: String,
}

/// One fact.
pub struct Row {
    /// What it is.
    pub name: String,
    /// What is so.
    pub value: String,
    /// Whether the office has written it, in a language that may be another one.
    pub own_language: bool,
}

/// A document to bring.
pub struct Paper {
    /// What it is.
    pub name: String,
    /// What must be true of it.
    pub note: String,
}

/// An address.
pub struct Link {
    /// The address.
    pub url: String,
    /// What a button to it says.
    pub name: String,
    /// What is to be known of it.
    pub note: String,
}

/// What a message is made from.
struct Source<'a> {
    words: &'static Words,
    language: &'a Language,
    booking: &'a Booking,
    record: &'a Record,
    floor: &'a Floor,
    again: Option<Date>,
    /// The day on which it is told.
    today: Date,
}

impl Told {
    /// A message about a booking (B7, B8, B12). `again` is the date from which its visitor can book again, where that is for a while not so.
    pub fn of(
        kind: MessageKind,
        booking: &Booking,
        record: &Record,
        floor: &Floor,
        again: Option<Date>,
        key: &OfficeKey,
        at: Timestamp,
    ) -> Self {
        let language = &record.language;
        let today = floor.calendar.zone.local(at).date();
        let source = Source { words: Words::of(language), language, booking, record, floor, again, today };
        let words = source.words;
        let number = booking.number.to_string();
        let token = Token { booking: booking.id, revision: booking.revision, begins: booking.slot.begins };
        let local = booking.slot.local(floor);
        let when = format!("{}, {}", dates::weekday(local.date(), language), dates::moment(local, language));
        let (title, line) = title(kind, words);
        Self {
            words,
            office: source.said(&floor.office),
            office_language: source.office_language(),
            subject: words.label(title, &when),
            title: title.to_owned(),
            large_name: words.booking_number.clone(),
            rows: source.rows(&capital(&when)),
            notes: source.notes(kind),
            documents: if is_expected(kind) { source.documents() } else { Vec::new() },
            code: is_expected(kind).then(|| key.sign(&token)),
            without_code: filled(&words.without_code, &[&unbroken(&number), record.digits.as_str()]),
            link: source.link(kind),
            calendar: source.calendar(kind, at),
            line: source.line(kind, filled(line, &[&short(local), &number])),
            large: number,
        }
    }

    /// The one-time code that proves a contact (P5).
    pub fn code(language: &Language, code: &str) -> Self {
        let words = Words::of(language);
        let line = filled(&words.code_sms, &[code]);
        let text = filled(&words.code_text, &[code]);
        Self {
            large: code.to_owned(),
            large_name: text,
            ..Self::plain(words, &words.code_subject, &words.code_note, line)
        }
    }

    /// A trial by a technician.
    pub fn trial(language: &Language) -> Self {
        let words = Words::of(language);
        let line = format!("{}. {}", words.trial, words.trial_note);
        Self::plain(words, &words.trial, &words.trial_note, line)
    }

    fn plain(words: &'static Words, subject: &str, note: &str, line: String) -> Self {
        Self {
            words,
            office: String::new(),
            office_language: words.language.to_owned(),
            subject: subject.to_owned(),
            title: subject.to_owned(),
            large: String::new(),
            large_name: String::new(),
            rows: Vec::new(),
            notes: vec![note.to_owned()],
            documents: Vec::new(),
            code: None,
            without_code: String::new(),
            link: None,
            calendar: None,
            line,
        }
    }

    /// As an SMS: short, and without a name (B7).
    pub fn sms(&self) -> String {
        match &self.link {
            Some(link) => format!("{} {}", self.line, link.url),
            None => self.line.clone(),
        }
    }
}

/// Whether the visitor is told to come.
fn is_expected(kind: MessageKind) -> bool {
    match kind {
        MessageKind::Booked | MessageKind::Changed | MessageKind::Reminder => true,
        MessageKind::Cancelled | MessageKind::CalledOff | MessageKind::Lapsed => false,
    }
}

fn title(kind: MessageKind, words: &Words) -> (&str, &str) {
    match kind {
        MessageKind::Booked => (&words.booked, &words.sms_booked),
        MessageKind::Changed => (&words.changed, &words.sms_changed),
        MessageKind::Cancelled => (&words.cancelled, &words.sms_cancelled),
        MessageKind::CalledOff => (&words.called_off, &words.sms_called_off),
        MessageKind::Reminder => (&words.reminder, &words.sms_reminder),
        MessageKind::Lapsed => (&words.lapsed, &words.sms_lapsed),
    }
}

/// Such as "20.11.2026 10:45": every language here reads it so.
fn short(at: DateTime) -> String {
    at.strftime("%d.%m.%Y %H:%M").to_string()
}

impl Source<'_> {
    fn said(&self, text: &Text) -> String {
        text.in_language(self.language).to_owned()
    }

    fn office_language(&self) -> String {
        let speaks = self.floor.languages.contains(self.language);
        let language = if speaks { Some(self.language) } else { self.floor.languages.first() };
        language.map_or(self.words.language, |language| language.as_str()).to_owned()
    }

    fn rows(&self, when: &str) -> Vec<Row> {
        let row = |name: &str, value: String, own_language| Row { name: name.to_owned(), value, own_language };
        let appointment = self.appointment();
        vec![
            row(&self.words.when, when.to_owned(), false),
            row(&self.words.service, appointment.service(), true),
            row(&self.words.place, appointment.place(), true),
            row(&self.words.for_whom, full_name(&self.record.name), true),
        ]
    }

    /// A line for a telephone; whoever is to come is told where in the office, and whoever cannot book for a while from when on that can be.
    fn line(&self, kind: MessageKind, line: String) -> String {
        let more = if is_expected(kind) {
            self.appointment().hall().map(|hall| format!("{hall}."))
        } else {
            self.again_from()
        };
        match more {
            Some(more) => format!("{line} {more}"),
            None => line,
        }
    }

    fn notes(&self, kind: MessageKind) -> Vec<String> {
        let (words, rules) = (self.words, &self.floor.rules.booking);
        match kind {
            MessageKind::Booked | MessageKind::Changed | MessageKind::Reminder => {
                let mut notes = vec![come(rules, self.language)];
                let until = change_until(rules, self.booking.slot.due(self.floor));
                if kind != MessageKind::Reminder && self.booking.settled_at < until {
                    let until = dates::moment(self.floor.calendar.zone.local(until), self.language);
                    let again = self.booking.may_change_again(rules);
                    let wording = if again { &words.change_until } else { &words.cancel_until };
                    notes.push(filled(wording, &[&until]));
                }
                if rules.missed > 0 {
                    let many = [rules.missed.to_string(), rules.missed_days.to_string()];
                    notes.push(filled(&words.counts_missed, &[&many[0], &many[1]]));
                }
                notes
            }
            MessageKind::Cancelled => vec![self.anew(&words.book_anew)],
            MessageKind::CalledOff => {
                let reason = self.booking.called_off.and_then(|reason| why_called_off(reason, self.language));
                let sorry = format!("{} {}", words.sorry, self.anew(&words.please_anew));
                reason.map(str::to_owned).into_iter().chain([sorry]).collect()
            }
            MessageKind::Lapsed if self.booking.outage => {
                vec![format!("{} {}", words.outage, self.anew(&words.please_anew))]
            }
            MessageKind::Lapsed => vec![format!("{} {}", words.not_kept, self.anew(&words.book_anew))],
        }
    }

    /// The invitation to book again; from when on that can be, where it cannot be for a while (B12), and what can be until then (B4).
    fn anew(&self, invitation: &str) -> String {
        let again = self.again_from().map(|again| format!("{again} {}", self.words.until_then));
        again.unwrap_or_else(|| invitation.to_owned())
    }

    fn again_from(&self) -> Option<String> {
        let again = self.again.map(|again| dates::date(again, self.today, self.language));
        again.map(|again| filled(&self.words.again_from, &[&again]))
    }

    fn link(&self, kind: MessageKind) -> Option<Link> {
        let words = self.words;
        let base = self.floor.public_url.as_deref()?.trim_end_matches('/');
        if is_expected(kind) {
            let url = format!("{base}/b/{}", self.record.link.reveal());
            return Some(Link { url, name: words.see_booking.clone(), note: words.by_this_address.clone() });
        }
        let again = || Link { url: format!("{base}/book"), name: words.book_again.clone(), note: String::new() };
        self.again.is_none().then(again)
    }

    /// The same visit as in the file that the booking's page gives; none of one that lapsed.
    fn calendar(&self, kind: MessageKind, at: Timestamp) -> Option<String> {
        (kind != MessageKind::Lapsed).then(|| self.appointment().calendar(at, &self.words.booking_number))
    }

    fn appointment(&self) -> Appointment<'_> {
        Appointment { floor: self.floor, booking: self.booking, language: self.language }
    }

    fn documents(&self) -> Vec<Paper> {
        let documents = self.appointment().purpose(self.record).into_iter().flat_map(|purpose| &purpose.documents);
        documents.map(|paper| Paper { name: self.said(&paper.name), note: self.said(&paper.note) }).collect()
    }
}
