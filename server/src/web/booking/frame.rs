//! What every booking page has around it, and the page that says what is not so.

use askama::Template;
use queue::booking::Slot;

use super::STYLE;
use super::refusals::Instead;
use super::sheet::Sheet;
use super::visit::Visit;
use super::words::Words;

/// What every page has.
#[derive(Clone, Debug)]
pub struct Frame {
    /// Of the words, for `lang`.
    pub language: &'static str,
    /// Of the floor's own texts, for `lang` where it differs.
    pub office_language: String,
    pub title: String,
    pub office: String,
    /// What all of it is about.
    pub about: &'static str,
    /// Where the arrow leads; none on the first page.
    pub back: Option<String>,
    /// The chosen language's own name, shortened.
    pub chosen: String,
    pub choices: Vec<Choice>,
    /// Another language is chosen by sending the page's form, so that nothing typed is lost. The Enter key presses a form's first
    /// button, so the page then begins with one that goes on.
    pub by_form: bool,
}

/// A language to choose.
#[derive(Clone, Debug)]
pub struct Choice {
    pub key: String,
    pub name: String,
    pub href: String,
    pub chosen: bool,
}

/// The booking that a page changes, as it still is.
#[derive(Clone, Debug)]
pub struct BookedNow {
    /// For when.
    pub when: String,
    /// For which service.
    pub service: String,
}

/// Where to go on from a page.
#[derive(Clone, Debug)]
pub struct Way {
    pub href: String,
    pub words: String,
}

/// A free slot that is offered instead of another (B3).
#[derive(Clone, Debug)]
pub struct Offer {
    /// As the form sends it.
    pub at: String,
    pub words: String,
}

/// A page that says what is not so.
#[derive(Template)]
#[template(path = "booking/sorry.html")]
pub struct Sorry {
    style: &'static str,
    frame: Frame,
    w: &'static Words,
    note: String,
    /// Where an offer is sent.
    action: String,
    /// What is sent along, by name.
    carried: Vec<(&'static str, String)>,
    offers: Vec<Offer>,
    along: Option<Along>,
    ways: Vec<Way>,
}

/// A sheet that goes along where no other slot is taken: what is typed stands in no address.
struct Along {
    /// The time that it is for.
    at: String,
    /// Whether another time can be looked for.
    looks_on: bool,
}

impl Sorry {
    /// A page under the frame's title.
    pub fn new(frame: Frame, words: &'static Words, note: &str) -> Self {
        let (action, carried, offers, along, ways) = (String::new(), Vec::new(), Vec::new(), None, Vec::new());
        Self { style: STYLE, frame, w: words, note: note.to_owned(), action, carried, offers, along, ways }
    }

    /// With a way to the first page.
    pub fn on(self, href: String, words: &'static Words) -> Self {
        self.way(href, &words.to_services)
    }

    /// With a way to go on.
    pub fn way(mut self, href: String, words: &str) -> Self {
        self.ways.push(Way { href, words: words.to_owned() });
        self
    }

    /// With slots to take instead, by the clock.
    pub fn offer(mut self, visit: &Visit, instead: &Instead<'_>) -> Self {
        let offer = |slot: &Slot| Offer { at: slot.begins.to_string(), words: visit.slot_in_words(slot) };
        self.action = instead.action.clone();
        self.carried = vec![("page", visit.page_name())];
        let mut slots: Vec<_> = instead.nearest.iter().collect();
        slots.sort_by_key(|slot| slot.due(&visit.floor));
        self.offers = slots.into_iter().map(offer).collect();
        self
    }

    /// With a sheet that goes along to what is offered, to another language and, where that helps, to another time.
    pub fn along(mut self, sheet: &Sheet, looks_on: bool) -> Self {
        let carried = [("sent_as", sheet.sent_as())].into_iter().chain(sheet.carried());
        self.carried.extend(carried.map(|(name, value)| (name, value.to_owned())));
        self.along = Some(Along { at: sheet.place.at.clone(), looks_on });
        self
    }

    /// As it is sent.
    pub fn render_page(&self) -> askama::Result<String> {
        self.render()
    }
}
