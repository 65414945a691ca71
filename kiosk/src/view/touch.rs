//! What can be touched on the screens.

use super::{Choice, Language, Pad};

/// What a visitor, or a technician, did on the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Touch {
    /// Somewhere, on nothing.
    Anywhere,
    /// A language.
    Language(Language),
    /// High contrast on or off.
    Contrast,
    /// Larger text on or off.
    Larger,
    /// Lower-half layout on or off.
    Lower,
    /// A row of the services screen, by its place in the list.
    Row(usize),
    /// A page of the list shown.
    Page(usize),
    /// Back to the screen before.
    Back,
    /// A purpose of the visit.
    Purpose(usize),
    /// The documents are there.
    HaveDocuments,
    /// A category, by its place in the list.
    Category(usize),
    /// More time to walk, on or off.
    MoreTime,
    /// Take the coupon.
    TakeCoupon,
    /// There is a booking.
    HaveBooking,
    /// The booking's number is to be typed.
    TypeNumber,
    /// A code is to be shown once more.
    ShowCode,
    /// A key of the keypad for a booking's number.
    Figure(Key),
    /// A booked visitor wants the coupon on paper.
    PrintCoupon,
    /// Stay longer on this screen.
    Extend,
    /// Ready; back to the start.
    Done,
    /// Print the coupon again, as a copy.
    PrintCopy,
    /// Leave a notice and choose again.
    StartAgain,
    /// Three seconds on the clock.
    TechnicianWanted,
    /// A key of the technician's keypad.
    Keypad(Key),
    /// A line of the technician's menu.
    Menu(Choice),
    /// A key of the keypad for who does not see.
    Pad(Pad),
}

/// A key of the technician's keypad.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// A digit of the PIN, 0 to 9.
    Digit(u8),
    /// Erase a digit.
    Erase,
    /// The PIN is complete.
    Enter,
}
