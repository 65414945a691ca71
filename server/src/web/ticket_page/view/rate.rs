//! How the visit was, in words: the way to the form, and the form.

use protocol::message::TicketState;
use queue::ids::TicketCode;

use super::super::rate::RATE;
use super::super::words::Words;
use super::leave::kept;
use super::{Frame, Subject, Wish, back, frame, service_name};
use crate::ratings::{Mark, WORD_LETTERS};
use crate::web::words::filled;

/// How to say how the visit was, or that it was said.
#[derive(Clone, Debug, PartialEq)]
pub struct RateWay {
    pub ask: String,
    /// A mark each, with its address; none once it was said.
    pub marks: Vec<Choice>,
    pub worst: String,
    pub best: String,
}

/// A mark to give.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    pub number: u8,
    pub href: String,
    /// In words, for who does not see where it stands.
    pub words: String,
    pub chosen: bool,
}

/// Mark and word.
#[derive(Clone, Debug, PartialEq)]
pub struct RatePage {
    pub frame: Frame,
    pub ask: String,
    pub number: String,
    pub service: String,
    pub marks: Vec<Choice>,
    pub worst: String,
    pub best: String,
    pub word_label: String,
    pub word_note: String,
    pub word: String,
    pub most: usize,
    /// What is to be mended.
    pub amiss: Option<String>,
    pub send: String,
    pub back: String,
    pub not_now: String,
}

/// Why the form comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amiss {
    /// No mark was chosen.
    NoMark,
    /// The word is too long.
    Long,
}

/// The way to the form; nothing before the visit is over.
pub fn way(code: &TicketCode, state: TicketState, rated: bool, wish: &Wish) -> Option<RateWay> {
    if !is_rated(state) {
        return None;
    }
    let words = Words::of(&wish.language);
    let href = |mark: Mark| format!("{}{RATE}?mark={}&{}", code.as_str(), mark.number(), kept(wish));
    Some(RateWay {
        ask: if rated { words.rate_thanks.clone() } else { words.rate_ask.clone() },
        marks: if rated { Vec::new() } else { choices(None, href, words) },
        worst: words.rate_worst.clone(),
        best: words.rate_best.clone(),
    })
}

/// Whether a visit in this state can be rated: it is over, and somebody received the visitor.
pub fn is_rated(state: TicketState) -> bool {
    match state {
        TicketState::Finished | TicketState::Refused => true,
        TicketState::Waiting
        | TicketState::Called
        | TicketState::Serving
        | TicketState::Parked
        | TicketState::NoShow
        | TicketState::Left => false,
    }
}

/// The form, with what was filled in before.
pub fn rate_page(
    subject: &Subject<'_>,
    wish: &Wish,
    filled_in: (Option<Mark>, &str),
    amiss: Option<Amiss>,
) -> RatePage {
    let words = Words::of(&wish.language);
    let (mark, word) = filled_in;
    let most = WORD_LETTERS.to_string();
    RatePage {
        frame: Frame { by_form: true, ..frame(Some(subject.floor), words, wish, words.rate_ask.clone(), None) },
        ask: words.rate_ask.clone(),
        number: subject.ticket.view.number.to_string(),
        service: service_name(subject.floor, &subject.ticket.service, wish),
        marks: choices(mark, |_| String::new(), words),
        worst: words.rate_worst.clone(),
        best: words.rate_best.clone(),
        word_label: words.rate_word.clone(),
        word_note: filled(&words.rate_word_note, &[&most]),
        word: word.to_owned(),
        most: WORD_LETTERS,
        amiss: amiss.map(|amiss| match amiss {
            Amiss::NoMark => words.rate_no_mark.clone(),
            Amiss::Long => filled(&words.rate_long, &[&most]),
        }),
        send: words.rate_send.clone(),
        back: back(subject.code, wish),
        not_now: words.rate_not_now.clone(),
    }
}

/// From the worst to the best.
fn choices(chosen: Option<Mark>, href: impl Fn(Mark) -> String, words: &Words) -> Vec<Choice> {
    let choice = |mark: Mark| Choice {
        number: mark.number(),
        href: href(mark),
        words: filled(&words.rate_mark, &[&mark.number().to_string()]),
        chosen: chosen == Some(mark),
    };
    Mark::ALL.into_iter().rev().map(choice).collect()
}
