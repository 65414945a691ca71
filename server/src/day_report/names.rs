//! How what the floor has is called: by its names in a language, or by its keys.

use queue::Floor;
use queue::floor::{Reason, Reasons, Service, Text};
use queue::ids::{CategoryId, ClerkId, Language, ReasonId, ServiceId, WindowId};

use super::words::Words;

/// The words of a reader, and the names of the floor, if those are wanted. What the floor no longer has is called by its key.
#[derive(Clone, Copy)]
pub struct Names<'a> {
    /// Words in the reader's language.
    pub words: &'static Words,
    /// The floor with its names, and the language in which they are wanted.
    floor: Option<(&'a Floor, &'a Language)>,
}

impl<'a> Names<'a> {
    /// English words and keys.
    pub fn keys() -> Self {
        Self { words: Words::english(), floor: None }
    }

    /// Words and names in a language.
    pub fn of(floor: &'a Floor, language: &'a Language) -> Self {
        Self { words: Words::of(language), floor: Some((floor, language)) }
    }

    /// The office's name; nothing without a floor.
    pub fn office(&self) -> String {
        self.floor.map_or(String::new(), |(floor, language)| floor.office.in_language(language).to_owned())
    }

    /// The letter of a service's numbers.
    pub fn letter(&self, id: &ServiceId) -> String {
        self.service_of(id).map_or(String::new(), |service| service.letter.as_char().to_string())
    }

    /// A service, in full.
    pub fn service(&self, id: &ServiceId) -> String {
        self.said(self.service_of(id).map(|service| &service.name), id)
    }

    /// A service by its short name, where it has one.
    pub fn short(&self, id: &ServiceId) -> String {
        let name = |service: &'a Service| if service.short.is_empty() { &service.name } else { &service.short };
        self.said(self.service_of(id).map(name), id)
    }

    /// The norm of a service in minutes, by the floor as it is now.
    pub fn norm_min(&self, id: &ServiceId) -> Option<u16> {
        self.service_of(id).map(|service| service.service_norm_min)
    }

    /// The limit for waiting of a service in minutes, by the floor as it is now. A category, and who booked, may have another one.
    pub fn wait_limit_min(&self, id: &ServiceId) -> Option<u16> {
        self.service_of(id).map(|service| service.wait_norm_min)
    }

    /// A category.
    pub fn category(&self, id: &CategoryId) -> String {
        self.said(self.floor.and_then(|(floor, _)| floor.category(id)).map(|category| &category.name), id)
    }

    /// A window by its number.
    pub fn window(&self, id: &WindowId) -> String {
        let window = self.floor.and_then(|(floor, _)| floor.window(id));
        window.map_or_else(|| id.to_string(), |window| window.number.to_string())
    }

    /// Somebody who works in the office.
    pub fn clerk(&self, id: &ClerkId) -> String {
        let clerk = self.floor.and_then(|(floor, _)| floor.clerk(id));
        clerk.map_or_else(|| id.to_string(), |clerk| clerk.name.to_string())
    }

    /// Why somebody was refused.
    pub fn refusal(&self, id: &ReasonId) -> String {
        self.reason(|reasons| &reasons.refuse, id)
    }

    /// Why somebody was parked.
    pub fn parking(&self, id: &ReasonId) -> String {
        self.reason(|reasons| &reasons.park, id)
    }

    /// Why a window paused.
    pub fn pause(&self, id: &ReasonId) -> String {
        self.reason(|reasons| &reasons.pause, id)
    }

    /// Why a clerk chose somebody (Q6).
    pub fn choice(&self, id: &ReasonId) -> String {
        self.reason(|reasons| &reasons.out_of_turn, id)
    }

    fn reason(&self, list: fn(&Reasons) -> &Vec<Reason>, id: &ReasonId) -> String {
        let reasons = self.floor.map(|(floor, _)| list(&floor.reasons));
        let reason = reasons.and_then(|reasons| reasons.iter().find(|reason| reason.id == *id));
        self.said(reason.map(|reason| &reason.name), id)
    }

    fn service_of(&self, id: &ServiceId) -> Option<&'a Service> {
        self.floor.and_then(|(floor, _)| floor.service(id))
    }

    fn said(&self, text: Option<&Text>, id: &impl ToString) -> String {
        let said = self.floor.zip(text).map(|((_, language), text)| text.in_language(language));
        said.filter(|said| !said.is_empty()).map_or_else(|| id.to_string(), str::to_owned)
    }
}
