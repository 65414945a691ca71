//! The languages of the kiosk's own texts.

/// A language that the kiosk's own texts are translated to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Language {
    /// Russian.
    Russian,
    /// English, the language of the sources.
    English,
    /// Armenian.
    Armenian,
}

impl Language {
    /// Every language, in the order in which a floor that says nothing shows them.
    pub const ALL: [Self; 3] = [Self::Russian, Self::English, Self::Armenian];

    /// The language of a code such as `ru`; `None` when the kiosk has no texts in it.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.code() == code)
    }

    /// The code that the wire and the translation files use.
    pub fn code(self) -> &'static str {
        match self {
            Self::Russian => "ru",
            Self::English => "en",
            Self::Armenian => "hy",
        }
    }

    /// The name of the language in itself.
    pub fn own_name(self) -> &'static str {
        match self {
            Self::Russian => "Русский",
            Self::English => "English",
            Self::Armenian => "Հայերեն",
        }
    }
}
