//! How much a run measures.

/// The variable that asks for a small run; what a run starts in processes of their own inherits it.
const ASKS_FOR_SMALL: &str = "BENCH_SMALL";

/// How much of everything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Size {
    /// As much as the rows tell of.
    #[default]
    Whole,
    /// As little as shows that every row can be measured: no figure of it means anything.
    Small,
}

impl Size {
    /// As the environment asks.
    pub fn asked() -> Self {
        if std::env::var_os(ASKS_FOR_SMALL).is_some() { Self::Small } else { Self::Whole }
    }

    /// What it is for a whole run, and for a small one.
    pub fn of<T>(self, whole: T, small: T) -> T {
        match self {
            Self::Whole => whole,
            Self::Small => small,
        }
    }
}
