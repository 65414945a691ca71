//! What a booked visitor sees: the scanner's wait, the keypad, and one clear verdict.

use jiff::civil::{DateTime, Time};

use super::{Countdown, Moment, Paper, WaitRange};

/// Waiting for a code before the scanner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShowCode;

/// The number of a booking and its digits, as far as they are typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypeNumber {
    /// Up to eight figures.
    pub number: String,
    /// Up to four.
    pub digits: String,
}

/// The number of a visitor who is checked in, and what it means.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckedIn {
    /// The number, `A015`.
    pub number: String,
    /// The service's name.
    pub service: String,
    /// Where to wait; empty if the office does not say.
    pub hall: String,
    /// For when it was booked.
    pub at: Time,
    /// The office's time at check-in.
    pub came: Time,
    /// Received as booked, or too late for that (B4).
    pub punctual: Punctual,
    /// Expected wait of one who waits in the general queue.
    pub wait: Option<WaitRange>,
    /// What became of the paper, which nobody needs.
    pub paper: Paper,
    /// Seconds until the screen goes back; `None` while nothing runs down.
    pub countdown: Option<Countdown>,
    /// Whether more time can still be asked for.
    pub can_extend: bool,
}

/// How a visitor stands to the booked time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Punctual {
    /// By it, and called about then.
    InTime,
    /// Before it, and called sooner where a window has nobody else.
    Early,
    /// A little after it, and received as booked all the same.
    JustInTime,
    /// Too late: in the general queue.
    Late,
}

/// Why a booked visitor is not checked in, and the way out.
#[derive(Clone, Debug, PartialEq)]
pub struct NotCheckedIn {
    /// The reason.
    pub kind: NotCheckedInKind,
    /// The booked time, where it matters.
    pub booked: Moment,
    /// The number under which the visitor is here already, or was called; empty for any other reason.
    pub number: String,
    /// When check-in opens.
    pub opens: Option<Time>,
    /// Tries, or minutes to wait.
    pub count: u32,
    /// The way out.
    pub way: Way,
}

/// The way out of a check-in that was none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Back to the start.
    Start,
    /// Show a code once more.
    ShowCode,
    /// Type number and digits once more.
    TypeNumber,
}

/// The reasons for not being checked in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotCheckedInKind {
    /// The scanner read no code.
    Misread,
    /// The code is of something else, or made by nobody.
    NoCode,
    /// The code is of another office.
    OtherOffice,
    /// Check-in is not open yet.
    Early,
    /// The booking is for another day.
    OtherDay,
    /// The code is from before a change.
    Rescheduled,
    /// The visitor is here already.
    Used,
    /// The visitor was called and did not come; the place may still be given back.
    Missed,
    /// The visitor was here, and the visit is over.
    VisitOver,
    /// The booking was cancelled.
    Cancelled,
    /// The booking was not kept (B12).
    Void,
    /// There is no such booking, or no longer.
    Unknown,
    /// The day's reception is over.
    ReceptionClosed,
    /// Number and digits do not belong together.
    WrongDigits,
    /// Too many wrong tries with this number.
    NumberClosed,
    /// Too many wrong tries at this kiosk.
    TooManyTries,
    /// The answer did not come.
    NotCarriedOut,
    /// The kiosk cannot write requests down.
    OutOfOrder,
    /// Something that the staff have to look at.
    Refused,
}

impl Moment {
    /// A moment as seen from a day.
    pub(super) fn seen_from(today: jiff::civil::Date, moment: DateTime) -> Self {
        match (moment.date() - today).get_days() {
            0 => Self::Today(moment.time()),
            1 => Self::Tomorrow(moment.time()),
            _ => Self::On(moment.date(), moment.time()),
        }
    }
}
