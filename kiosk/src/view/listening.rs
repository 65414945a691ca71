//! Who listens instead of looking: the keys of the keypad, what the window has to say, and when a screen is a new one to the ear.

use crate::model::NUMBER_FIGURES;

use super::{Language, NotCheckedInKind, NoticeKind, Paper, Screen, ServiceList, View};

/// A key of a keypad with headphones. What it presses is a touch like any other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pad {
    /// To the next control, or back to the one before.
    Move,
    /// Louder.
    Louder,
    /// Quieter.
    Quieter,
    /// Say the screen once more.
    Again,
    /// Press the control that has the focus: its own touch follows.
    Press,
}

/// What the window has to say, in the language shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Words {
    /// The screen, and the control that has the focus on it.
    Screen(String, Option<Control>),
    /// The control that has the focus now, or says something else now.
    Control(Control),
}

/// A control in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Control {
    /// Its name, what belongs to it, and its state.
    pub words: String,
    /// The language of the words, where it is not the one shown.
    pub language: Option<Language>,
}

/// What makes a screen a new one to the ear: not the seconds, minutes and people on it, which change by themselves.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Spot {
    language: Language,
    warned: bool,
    seen: Seen,
}

#[derive(Clone, Debug, PartialEq)]
enum Seen {
    Services { list: ServiceList, page: usize, none: bool },
    Documents { purpose: usize, page: usize },
    Category { page: usize },
    Waiting { slow: bool, line_down: bool },
    ShowCode,
    TypeNumber { at_digits: bool },
    Number { number: String, paper: Option<Paper> },
    NotCheckedIn(NotCheckedInKind),
    Notice(NoticeKind),
    Technician,
}

impl View {
    pub(crate) fn spot(&self) -> Spot {
        let seen = match &self.screen {
            Screen::Services(services) => {
                Seen::Services { list: services.list.clone(), page: services.page, none: services.rows.is_empty() }
            }
            Screen::Documents(documents) => Seen::Documents { purpose: documents.purpose, page: documents.page },
            Screen::Category(category) => Seen::Category { page: category.page },
            Screen::Waiting(waiting) => Seen::Waiting { slow: waiting.left_s.is_some(), line_down: waiting.line_down },
            Screen::Issued(issued) => Seen::Number { number: issued.number.clone(), paper: amiss(issued.paper) },
            Screen::ShowCode(_) => Seen::ShowCode,
            Screen::TypeNumber(typed) => Seen::TypeNumber { at_digits: typed.number.len() == NUMBER_FIGURES },
            Screen::CheckedIn(checked_in) => {
                Seen::Number { number: checked_in.number.clone(), paper: amiss(checked_in.paper) }
            }
            Screen::NotCheckedIn(why) => Seen::NotCheckedIn(why.kind),
            Screen::Notice(notice) => Seen::Notice(notice.kind.clone()),
            Screen::Technician(_) => Seen::Technician,
        };
        Spot { language: self.frame.language, warned: self.warning.is_some(), seen }
    }
}

/// Nothing while the paper does what it should: the number is said once, and not anew when its coupon is out.
fn amiss(paper: Paper) -> Option<Paper> {
    match paper {
        Paper::Printing | Paper::Printed | Paper::CopyPrinted => None,
        Paper::NoPaper | Paper::Unknown | Paper::NoPrinter | Paper::Offered => Some(paper),
    }
}
