//! A booked visitor: by the code before the scanner, from any screen where nobody's number is at stake, or by number and digits.
//! A foreign code is told at once; the rest is the server's to judge.

use std::time::Duration;

use jiff::civil::DateTime;
use protocol::message::{Ask, Failure, NoCheckIn, RequestId};
use protocol::token::NotOurs;
use queue::booking::NoBooking;
use queue::ids::{BookingNumber, Language as LanguageId};
use queue::{Number, Rejection};

use super::{Effect, Link, Model, Place, Told};
use crate::view::{Key, Paper, Supply};

/// Figures of a booking's number.
pub(crate) const NUMBER_FIGURES: usize = 8;
/// Figures of the number and of the digits beside it.
pub(crate) const FIGURES: usize = NUMBER_FIGURES + 4;
/// For so long a number that has just come is not taken from the screen by the next visitor's code.
const NUMBER_STANDS: Duration = Duration::from_secs(3);

/// Why a booked visitor is not checked in.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum NotCheckedIn {
    /// The scanner read something that is no code at all.
    Misread,
    /// A code of something else, or one that nobody signed.
    NoCode,
    OtherOffice,
    Early {
        from: DateTime,
        begins: DateTime,
    },
    OtherDay {
        begins: DateTime,
    },
    Rescheduled {
        begins: DateTime,
    },
    Used {
        number: Number,
    },
    /// Called, and did not come; the place may still be given back.
    Missed {
        number: Number,
    },
    VisitOver,
    Cancelled,
    Void,
    Unknown,
    ReceptionClosed,
    WrongDigits {
        left: u8,
    },
    NumberClosed,
    TooManyTries {
        until: Duration,
    },
    /// The answer did not come in time.
    NotCarriedOut,
    /// The kiosk could not write the request down, and so did not send it.
    NotWritten,
    /// The office does not receive the booked service any more, or the like: for the staff.
    Refused,
}

impl Model {
    /// Whether codes are read here.
    pub(crate) fn scans(&self) -> bool {
        match self.scanner {
            Supply::Good | Supply::Low | Supply::Unknown => true,
            Supply::Fault | Supply::Absent => false,
        }
    }

    /// Whether the first screen offers the way of who has booked.
    pub(crate) fn takes_bookings(&self) -> bool {
        self.link == Link::Up && self.floor.as_ref().is_some_and(|floor| floor.bookings)
    }

    pub(super) fn has_booking(&mut self) {
        if matches!(self.place, Place::Choosing { .. }) && self.takes_bookings() {
            self.go(if self.scans() { Place::ShowCode } else { Place::TypeNumber { typed: String::new() } });
        }
    }

    pub(super) fn type_number(&mut self) {
        let comes_from_there = match &self.place {
            Place::ShowCode | Place::Told(Told::NotCheckedIn(_)) => true,
            Place::Choosing { .. }
            | Place::Documents { .. }
            | Place::Category { .. }
            | Place::Waiting { .. }
            | Place::TypeNumber { .. }
            | Place::CheckingIn { .. }
            | Place::Issued(_)
            | Place::Told(_)
            | Place::Technician => false,
        };
        if comes_from_there {
            self.go(Place::TypeNumber { typed: String::new() });
        }
    }

    pub(super) fn show_code_again(&mut self) {
        if let Place::Told(Told::NotCheckedIn(_)) = &self.place {
            self.go(if self.scans() { Place::ShowCode } else { Place::TypeNumber { typed: String::new() } });
        }
    }

    pub(super) fn number_key(&mut self, key: Key, fresh: RequestId, effects: &mut Vec<Effect>) {
        let Place::TypeNumber { typed } = &mut self.place else { return };
        match key {
            Key::Digit(digit) => {
                if digit <= 9 && typed.len() < FIGURES {
                    typed.push(char::from(b'0' + digit));
                    self.say_figure(digit, effects);
                }
            }
            Key::Erase => {
                typed.pop();
                self.say_typed(effects);
            }
            Key::Enter => {
                let Some((number, digits)) = typed.split_at_checked(NUMBER_FIGURES).filter(|_| typed.len() == FIGURES)
                else {
                    return self.say_screen_again(effects);
                };
                let digits = digits.to_owned();
                // A number that begins with 0 is no booking's.
                let Some(number) = BookingNumber::parse(number) else {
                    return self.not_checked_in(NotCheckedIn::Unknown);
                };
                let language = self.chosen_language();
                self.check_in(Ask::CheckInByNumber { number, digits, language, more_time: false }, fresh, effects);
            }
        }
    }

    /// A code before the scanner.
    pub(super) fn scanned(&mut self, code: &str, fresh: RequestId, effects: &mut Vec<Effect>) {
        self.technician.scanned();
        if !self.takes_codes(code) {
            return;
        }
        let Some(office) = self.office.as_ref().filter(|_| self.link == Link::Up && self.floor.is_some()) else {
            return;
        };
        let read = office.read(code);
        if read.is_err() && !self.takes_bookings() {
            return;
        }
        self.somebody_is_here();
        match read {
            Ok(_) => {
                self.last_code = Some(code.to_owned());
                let language = self.chosen_language();
                self.check_in(Ask::CheckIn { code: code.to_owned(), language, more_time: false }, fresh, effects);
            }
            Err(NotOurs::OtherOffice) => self.not_checked_in(NotCheckedIn::OtherOffice),
            Err(NotOurs::NoCode | NotOurs::Forged) => self.not_checked_in(NotCheckedIn::NoCode),
        }
    }

    /// Something before the scanner that is no code.
    pub(super) fn misread(&mut self) {
        let awaited = match &self.place {
            Place::ShowCode | Place::Told(Told::NotCheckedIn(_)) => true,
            Place::Choosing { .. } => self.takes_bookings(),
            Place::Documents { .. }
            | Place::Category { .. }
            | Place::Waiting { .. }
            | Place::TypeNumber { .. }
            | Place::CheckingIn { .. }
            | Place::Issued(_)
            | Place::Told(_)
            | Place::Technician => false,
        };
        if awaited && self.link == Link::Up {
            self.somebody_is_here();
            self.not_checked_in(NotCheckedIn::Misread);
        }
    }

    /// Nobody loses a number that is on the screen or on its way to the code of the next visitor, nor to their own once more.
    fn takes_codes(&self, code: &str) -> bool {
        match &self.place {
            Place::Choosing { .. }
            | Place::Documents { .. }
            | Place::Category { .. }
            | Place::ShowCode
            | Place::TypeNumber { .. }
            | Place::Told(_) => true,
            Place::Issued(issued) => {
                issued.paper != Paper::Printing
                    && self.at.saturating_sub(self.place_since) >= NUMBER_STANDS
                    && self.last_code.as_deref() != Some(code)
            }
            Place::Waiting { .. } | Place::CheckingIn { .. } | Place::Technician => false,
        }
    }

    /// A visitor who comes after another begins anew: with the first one's number goes the first one's language.
    fn somebody_is_here(&mut self) {
        if let Place::Issued(_) = self.place {
            self.reset();
        }
        self.visitor.touched_at = self.at;
    }

    /// The booking's own language counts, unless this visitor chose one here: also the one in which the kiosk greets, for
    /// somebody else may have booked for them.
    fn chosen_language(&self) -> Option<LanguageId> {
        let chosen = self.visitor.chose_language.then_some(self.visitor.language)?;
        LanguageId::new(chosen.code()).ok()
    }

    fn check_in(&mut self, ask: Ask, fresh: RequestId, effects: &mut Vec<Effect>) {
        if self.link != Link::Up {
            return;
        }
        if self.ask_once(ask, &fresh, effects) {
            self.go(Place::CheckingIn { request: fresh, since: self.at });
        } else {
            self.not_checked_in(NotCheckedIn::NotCarriedOut);
        }
    }

    /// The same error twice running is said twice (EN 301 549 5.1.3.15).
    pub(super) fn not_checked_in(&mut self, why: NotCheckedIn) {
        if let Some(listening) = &mut self.visitor.listening {
            listening.begin_anew();
        }
        self.go(Place::Told(Told::NotCheckedIn(why)));
    }

    pub(super) fn check_in_rejected(&mut self, rejection: &Rejection) {
        let why = if let Rejection::Booking(no) = rejection { self.of_booking(no) } else { NotCheckedIn::Refused };
        self.not_checked_in(why);
    }

    fn of_booking(&self, no: &NoBooking) -> NotCheckedIn {
        match *no {
            NoBooking::TooEarly { from } => {
                let early_min = self.floor.as_ref().map_or(0, |floor| floor.rules.booking.early_min);
                let due = from.checked_add(jiff::SignedDuration::from_mins(early_min.into())).unwrap_or(from);
                NotCheckedIn::Early { from: self.local_of(from), begins: self.local_of(due) }
            }
            NoBooking::OtherDay { begins } => NotCheckedIn::OtherDay { begins },
            NoBooking::Rescheduled { begins } => NotCheckedIn::Rescheduled { begins },
            NoBooking::CheckedIn { number } => NotCheckedIn::Used { number },
            NoBooking::NoShow { number } => NotCheckedIn::Missed { number },
            NoBooking::VisitOver => NotCheckedIn::VisitOver,
            NoBooking::Cancelled => NotCheckedIn::Cancelled,
            NoBooking::Void => NotCheckedIn::Void,
            NoBooking::Unknown => NotCheckedIn::Unknown,
            NoBooking::ReceptionClosed => NotCheckedIn::ReceptionClosed,
            NoBooking::NotBooked
            | NoBooking::NoSuchSlot
            | NoBooking::SlotPast
            | NoBooking::TooFarAhead { .. }
            | NoBooking::SlotTaken
            | NoBooking::OneADay { .. }
            | NoBooking::SameTime
            | NoBooking::TooMany { .. }
            | NoBooking::ProofNeeded
            | NoBooking::NumberTaken
            | NoBooking::TooManyHolds { .. }
            | NoBooking::KeptTooLong { .. }
            | NoBooking::SourceFull { .. }
            | NoBooking::ChangeTooLate { .. }
            | NoBooking::ChangedTooOften { .. }
            | NoBooking::MissedTooOften { .. } => NotCheckedIn::Refused,
        }
    }

    pub(super) fn check_in_failed(&mut self, failure: &Failure) {
        let why = match *failure {
            Failure::NotCheckedIn(NoCheckIn::NoCode | NoCheckIn::Forged) => NotCheckedIn::NoCode,
            Failure::NotCheckedIn(NoCheckIn::OtherOffice) => NotCheckedIn::OtherOffice,
            Failure::NotCheckedIn(NoCheckIn::WrongDigits { left }) => NotCheckedIn::WrongDigits { left },
            Failure::NotCheckedIn(NoCheckIn::NumberClosed) => NotCheckedIn::NumberClosed,
            Failure::NotCheckedIn(NoCheckIn::TooManyTries { wait_s }) => {
                NotCheckedIn::TooManyTries { until: self.at + Duration::from_secs(wait_s.into()) }
            }
            Failure::TooOld | Failure::Busy | Failure::WrongPin { .. } => NotCheckedIn::NotCarriedOut,
            Failure::NotAllowed
            | Failure::IdReused
            | Failure::BadRequest { .. }
            | Failure::NotShown(_)
            | Failure::KioskAway { .. } => NotCheckedIn::Refused,
        };
        self.not_checked_in(why);
    }
}
