//! The sheet that a form sends: what was pressed, what is typed, and for which place.

use serde::Deserialize;

use super::drafts::Typed;
use super::keep::Stated;
use super::visit::Visit;

/// It is for one more booking, beside the one that the browser has made.
pub const ANOTHER: &str = "another";
/// It is sent in place of another person's, which waits for its code.
pub const INSTEAD: &str = "instead";
/// Its visitor looks for another time.
const TIME: &str = "time";
/// Its visitor reads another language.
const LANGUAGE: &str = "language";

/// What a form sends.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Sheet {
    /// Something else than going on.
    only: String,
    /// What was pressed when it was sent before, where it comes from a page that says why that could not be.
    sent_as: String,
    /// The visitor agrees to what was shown.
    agree: String,
    /// As it stands in the fields.
    #[serde(flatten)]
    pub typed: Typed,
    /// For which place.
    #[serde(flatten)]
    pub place: Stated,
    /// Which text was agreed to before the form was shown.
    pub agreed: String,
    /// The name of the page that it was sent from.
    pub page: String,
}

impl Sheet {
    /// Whether its visitor agrees; nothing is written on it then.
    pub fn agrees(&self) -> bool {
        self.agree == "1"
    }

    /// Whether something is written on it.
    pub fn is_filled(&self) -> bool {
        self.agree.is_empty()
    }

    /// What goes along where its place cannot be had; nothing where nothing is written.
    pub fn along(&self) -> Option<&Self> {
        self.is_filled().then_some(self)
    }

    /// Whether another language alone is wanted.
    pub fn speaks(&self) -> bool {
        self.only == LANGUAGE
    }

    /// Whether another time is wanted.
    pub fn looks_on(&self) -> bool {
        self.only == TIME
    }

    /// Beside which other it is sent, [`ANOTHER`], or in place of which, [`INSTEAD`], now or when it was sent before; else nothing.
    pub fn sent_as(&self) -> &str {
        let mut pressed = [self.only.as_str(), self.sent_as.as_str()].into_iter();
        pressed.find(|pressed| [ANOTHER, INSTEAD].contains(pressed)).unwrap_or_default()
    }

    /// Names and values by which a page sends it once more; all but the time, what was pressed, and the page's own name.
    pub fn carried(&self) -> Vec<(&'static str, &str)> {
        let Stated { service, r#for, .. } = &self.place;
        let about = [("service", service.as_str()), ("for", r#for), ("agreed", &self.agreed)];
        about.into_iter().chain(self.typed.fields()).collect()
    }

    /// The number by which whoever has it is known; none where nobody's name is on it, for then anybody has it.
    pub fn known_by(&self, visit: &Visit) -> Option<u64> {
        (!self.name().is_empty()).then(|| visit.pages.memory.mark(&self.typed, &self.place))
    }

    /// Whose it is.
    pub fn name(&self) -> String {
        let Typed { family, given, patronymic, .. } = &self.typed;
        format!("{} {} {}", family.trim(), given.trim(), patronymic.trim()).trim().to_owned()
    }
}
