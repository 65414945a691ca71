//! What a caller may put on paper. No bytes, positions in dots or wording live here.

use thiserror::Error;

/// The longest ticket number that is printed, in characters.
pub const MAX_NUMBER_CHARS: usize = 12;
/// The most items a slip may hold; a coupon has about twenty.
pub const MAX_ITEMS: usize = 64;
/// The longest QR text in bytes; a coupon's address has about forty.
pub const MAX_CODE_BYTES: usize = 300;

/// How heavy the letters are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Weight {
    /// Ordinary text.
    #[default]
    Regular,
    /// The service and other lines that are looked for.
    Bold,
}

/// One thing on the paper, flush left, from top to bottom. All text is doubled font A (capitals 4.3 mm): the paper has
/// no smaller letters, so nothing under 3 mm can be asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// A paragraph. Words wrap; `\n` starts a new line; a no-break space holds two words together where they fit.
    Text {
        /// The words.
        text: String,
        /// Their weight.
        weight: Weight,
    },
    /// A fact: the name at the left, the value at the right edge; below it where both do not fit.
    Pair {
        /// What it is.
        left: String,
        /// Its value.
        right: String,
    },
    /// The ticket's number, 17 mm high. Every slip of a ticket has exactly one.
    Number(String),
    /// White on black, for the category or the mark of a copy.
    Chip(String),
    /// A line across the paper.
    Rule,
    /// A QR code of printable ASCII, printed by the printer itself where it can.
    Code(String),
    /// Blank paper, in dots (an eighth of a millimetre).
    Gap(u16),
    /// Cut, or feed to the tear bar where there is no cutter.
    Cut,
}

/// What stands on one piece of paper.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Slip {
    pub(crate) items: Vec<Item>,
}

impl Slip {
    /// An empty slip.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one item below the others.
    #[must_use]
    pub fn with(mut self, item: Item) -> Self {
        self.items.push(item);
        self
    }

    /// Adds a paragraph of regular weight.
    #[must_use]
    pub fn text(self, text: impl Into<String>) -> Self {
        self.with(Item::Text { text: text.into(), weight: Weight::Regular })
    }

    /// Adds a bold paragraph.
    #[must_use]
    pub fn bold(self, text: impl Into<String>) -> Self {
        self.with(Item::Text { text: text.into(), weight: Weight::Bold })
    }

    /// Adds a fact with its value at the right edge.
    #[must_use]
    pub fn pair(self, left: impl Into<String>, right: impl Into<String>) -> Self {
        self.with(Item::Pair { left: left.into(), right: right.into() })
    }

    /// Adds the ticket's number.
    #[must_use]
    pub fn number(self, number: impl Into<String>) -> Self {
        self.with(Item::Number(number.into()))
    }

    /// Adds a line of white on black.
    #[must_use]
    pub fn chip(self, text: impl Into<String>) -> Self {
        self.with(Item::Chip(text.into()))
    }

    /// Adds a line across the paper.
    #[must_use]
    pub fn rule(self) -> Self {
        self.with(Item::Rule)
    }

    /// Adds a QR code.
    #[must_use]
    pub fn code(self, payload: impl Into<String>) -> Self {
        self.with(Item::Code(payload.into()))
    }

    /// Adds blank paper.
    #[must_use]
    pub fn gap(self, dots: u16) -> Self {
        self.with(Item::Gap(dots))
    }

    /// Ends the slip with a cut.
    #[must_use]
    pub fn cut(self) -> Self {
        self.with(Item::Cut)
    }
}

/// Why a slip cannot be printed at all. Text is never a reason: it is cleaned and wrapped instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
pub enum SlipError {
    /// Nothing printable is left of the number.
    #[error("the number is empty")]
    EmptyNumber,
    /// The number is over twelve characters.
    #[error("the number is longer than {MAX_NUMBER_CHARS} characters")]
    NumberTooLong,
    /// The QR text holds something other than printable ASCII.
    #[error("the QR text holds other than printable ASCII")]
    CodeNotAscii,
    /// The QR text is empty, or too long for a code that a phone can read from this paper.
    #[error("the QR text is empty or too long for the paper")]
    CodeTooLong,
    /// Over 64 items.
    #[error("the slip has more than {MAX_ITEMS} items")]
    TooManyItems,
    /// The command writer refused a value; no slip is known to cause it.
    #[error("the command writer refused the slip")]
    Refused,
}

/// A QR code with the line under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeLine {
    /// What the code says, usually an address.
    pub payload: String,
    /// What it is for.
    pub caption: String,
}

/// The finished words of a ticket's coupon, in the order and at the distances of the look. The caller words everything;
/// only the geometry is here, so that kiosk, tests and site acceptance print one and the same picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CouponSlip {
    /// The mark of a reprint, shown white on black above everything; `None` on a first print.
    pub copy_mark: Option<String>,
    /// The office's name.
    pub office: String,
    /// The ticket's number.
    pub number: String,
    /// The service's name.
    pub service: String,
    /// The category mark (Q5: shown openly), where the office has categories.
    pub category: Option<String>,
    /// Day and time, people ahead, expected wait: name and value.
    pub facts: Vec<(String, String)>,
    /// The QR code, where the office has a public address.
    pub code: Option<CodeLine>,
    /// A note of the office's own, such as its address.
    pub note: Option<String>,
    /// The last line.
    pub thanks: String,
}

impl CouponSlip {
    /// The coupon as it stands in the look.
    #[must_use]
    pub fn to_slip(&self) -> Slip {
        let mut slip = Slip::new().gap(24);
        if let Some(mark) = &self.copy_mark {
            slip = slip.chip(mark).gap(16);
        }
        slip = slip.text(&self.office).gap(16).rule().gap(32).number(&self.number).gap(24).bold(&self.service);
        slip = match &self.category {
            Some(category) => slip.gap(16).chip(category).gap(24),
            None => slip.gap(16),
        };
        slip = slip.rule().gap(16);
        for (left, right) in &self.facts {
            slip = slip.pair(left, right);
        }
        slip = slip.gap(16).rule();
        slip = match &self.code {
            Some(code) => slip.gap(32).code(&code.payload).gap(16).text(&code.caption).gap(24),
            None => slip.gap(16),
        };
        if let Some(note) = &self.note {
            slip = slip.text(note).gap(16);
        }
        slip.text(&self.thanks).gap(48).cut()
    }
}
