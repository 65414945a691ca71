//! The floor's own words in the clerk's language, and spans of time as figures. Wording lives in the translations.

use jiff::Timestamp;
use protocol::visitor::Personal;
use queue::floor::{Reason, Service, Window};
use queue::ids::{CategoryId, Language, ReasonId, ServiceId, WindowId};

use super::Line;
use crate::model::Model;

impl Model {
    fn service(&self, id: &ServiceId) -> Option<&Service> {
        self.floor.as_ref()?.view.services.iter().find(|service| service.id == *id)
    }

    pub(super) fn window(&self, id: &WindowId) -> Option<&Window> {
        self.floor.as_ref()?.view.windows.iter().find(|window| window.id == *id)
    }

    /// A window's number, 0 where the floor no longer has it.
    pub(crate) fn window_number(&self, id: &WindowId) -> u8 {
        self.window(id).map_or(0, |window| window.number)
    }

    pub(super) fn service_name(&self, id: &ServiceId) -> String {
        self.service(id).map(|service| service.name.in_language(&self.language).to_owned()).unwrap_or_default()
    }

    /// The short name, where the floor has one.
    pub(super) fn service_short(&self, id: &ServiceId) -> String {
        let Some(service) = self.service(id) else { return String::new() };
        let short = service.short.in_language(&self.language);
        if short.is_empty() { service.name.in_language(&self.language).to_owned() } else { short.to_owned() }
    }

    /// What a visitor of a service comes for, which the server tells in the office's first language.
    pub(super) fn purpose(&self, service: &ServiceId, told: &Personal) -> Personal {
        let office = self.floor.as_ref().and_then(|floor| floor.view.languages.first());
        let purpose = self.service(service).zip(office).and_then(|(one, office)| one.purpose_put_down(office, &told.0));
        purpose.map_or_else(|| told.clone(), |purpose| Personal(purpose.name.in_language(&self.language).to_owned()))
    }

    pub(super) fn letter(&self, id: &ServiceId) -> char {
        self.service(id).map_or(' ', |service| service.letter.as_char())
    }

    /// Minutes of the norm for one visit.
    pub(super) fn norm_min(&self, id: &ServiceId) -> u16 {
        self.service(id).map_or(0, |service| service.service_norm_min)
    }

    /// Minutes of the limit for waiting.
    pub(super) fn wait_norm_min(&self, id: &ServiceId) -> u16 {
        self.service(id).map_or(u16::MAX, |service| service.wait_norm_min)
    }

    /// The line that a category stands in; `denied` is the one whose right was not there.
    pub(super) fn line(&self, category: &CategoryId, denied: Option<&CategoryId>) -> Line {
        let name = |id: &CategoryId| {
            let found = self.floor.iter().flat_map(|floor| &floor.view.categories).find(|known| known.id == *id);
            found.map(|category| category.name.in_language(&self.language).to_owned()).unwrap_or_default()
        };
        match denied {
            Some(denied) => Line::Denied(name(denied)),
            None if self.is_preferential(category) => Line::Preferential(name(category)),
            None => Line::General,
        }
    }

    pub(super) fn reason_name(&self, list: &[Reason], id: &ReasonId) -> String {
        let found = list.iter().find(|reason| reason.id == *id);
        found.map(|reason| reason.name.in_language(&self.language).to_owned()).unwrap_or_default()
    }
}

/// A language in itself.
pub fn language(id: &Language) -> String {
    match id.as_str() {
        "ru" => "Русский",
        "en" => "English",
        "hy" => "Հայերեն",
        "ka" => "ქართული",
        "kk" => "Қазақша",
        "ky" => "Кыргызча",
        "tg" => "Тоҷикӣ",
        "uz" => "Oʻzbekcha",
        "az" => "Azərbaycanca",
        "uk" => "Українська",
        "be" => "Беларуская",
        "ro" => "Română",
        "de" => "Deutsch",
        "fr" => "Français",
        "es" => "Español",
        "tr" => "Türkçe",
        other => other,
    }
    .to_owned()
}

/// Whole seconds from one moment to another, none if it lies ahead.
pub fn seconds(from: Timestamp, to: Timestamp) -> u32 {
    let ms = to.as_millisecond() - from.as_millisecond();
    u32::try_from(ms.max(0) / 1000).unwrap_or(u32::MAX)
}

/// Whole minutes from one moment to another.
pub fn minutes(from: Timestamp, to: Timestamp) -> u32 {
    seconds(from, to) / 60
}

/// `06:12`; from an hour on `1:06:12`.
pub fn clock(seconds: u32) -> String {
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes:02}:{seconds:02}") }
}

/// The part of a whole, 0 to 1.
pub fn share(part: u32, whole: u32) -> f32 {
    if whole == 0 {
        return 1.0;
    }
    #[allow(clippy::cast_precision_loss)] // A picture has a few hundred pixels.
    let share = part as f32 / whole as f32;
    share.min(1.0)
}
