//! What is wrong with a field, apart from the sentence that the check says of it: pages say it in their reader's language.

use queue::ids::Language;

/// What a form of the floor can hold wrong. Of all else the check's own sentence is all there is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It must be there.
    Missing,
    /// A text without a wording in this language.
    MissingIn(Language),
    /// It must say something.
    Empty,
    /// A text of more characters than this.
    TooLong(usize),
    /// A wording that takes more lines of the coupon than it has for it.
    TooManyLines {
        /// Lines that there are.
        most: usize,
        /// Letters in each.
        letters: usize,
    },
    /// A character that no screen shows as it is.
    Unprintable(char),
    /// No key.
    NoKey,
    /// No whole number of this range.
    OutOfRange(u16, u16),
    /// No time of day.
    NoTime(String),
    /// No date.
    NoDate(String),
    /// No interval.
    NoInterval(String),
    /// An interval that ends before it begins, or begins before another ends.
    OutOfOrder(String),
    /// A list of more entries than this.
    TooMany(usize),
    /// A list without an entry.
    NothingListed,
    /// Nobody calls visitors, and nobody can add who does.
    NobodyCalls,
    /// No address for the coupon's QR; the most characters of one.
    NoAddress(usize),
    /// No time zone; the name of one.
    NoZone(String, String),
    /// No letter for a number.
    NoLetter,
    /// Another one has this key or number.
    Twice(String),
    /// A number that another setting says is at least this.
    TooSmall(u32),
    /// A number that another setting says is at most this.
    TooLarge(u32),
    /// The first category is preferential.
    PreferentialFirst,
    /// Names something that is not there.
    Names(String),
    /// A device prints at something that is no kiosk.
    NoKiosk(String),
    /// A service that no window receives.
    Unreceived,
    /// A service without hours.
    NoHours,
    /// A window without services.
    ReceivesNobody,
    /// More coupons and booked places under a letter than it has numbers.
    TooManyNumbers {
        /// Coupons and places.
        sum: u32,
        /// The letter.
        letter: char,
        /// Its numbers.
        most: u16,
    },
}

/// What the check says of a field.
pub struct Said {
    /// In the language of the file's check.
    pub sentence: String,
    /// What it is, where a form can meet it.
    pub fault: Option<Fault>,
}

impl Fault {
    /// With the check's own sentence.
    pub fn said(self, sentence: impl Into<String>) -> Said {
        Said { sentence: sentence.into(), fault: Some(self) }
    }
}

impl From<&str> for Said {
    fn from(sentence: &str) -> Self {
        Self { sentence: sentence.to_owned(), fault: None }
    }
}

impl From<String> for Said {
    fn from(sentence: String) -> Self {
        Self { sentence, fault: None }
    }
}
