//! How far a person's record is, between being made and being forgotten.

/// A stage, as the storage has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Made for a booking of which nobody said yet that it is one.
    New,
    /// The booking was made.
    Booked,
    /// To be forgotten; a start in the midst of that goes on with it.
    Going,
}

impl Stage {
    /// The word in the storage.
    pub fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Booked => "booked",
            Self::Going => "going",
        }
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::New, Self::Booked, Self::Going].into_iter().find(|stage| stage.word() == word)
    }
}
