//! What every staff page has around it, and the page that says what is not so.

use askama::Template;

use super::STYLE;
use super::live::Live;
use super::words::Words;
use crate::permits::StaffPage;

/// Leads to where somebody begins.
pub const FIRST: &str = "/staff";
/// Where one signs in.
pub const SIGN_IN: &str = "/staff/sign-in";
/// Where one signs out.
pub const SIGN_OUT: &str = "/staff/sign-out";

/// Where the office cancels a booking; a part of the page of the bookings.
pub const CANCEL: &str = "/staff/bookings/cancel";

/// A page's address.
pub fn address(page: StaffPage) -> &'static str {
    match page {
        StaffPage::Now => "/staff/now",
        StaffPage::Day => "/staff/day",
        StaffPage::Period => "/staff/period",
        StaffPage::WhatIf => "/staff/what-if",
        StaffPage::Bookings => "/staff/bookings",
        StaffPage::Mine => "/staff/mine",
        StaffPage::Floor => "/staff/floor",
    }
}

/// A page's name among the others.
pub fn name(page: StaffPage, words: &'static Words) -> &'static str {
    match page {
        StaffPage::Now => &words.now,
        StaffPage::Day => &words.day,
        StaffPage::Period => &words.period,
        StaffPage::WhatIf => &words.what_if,
        StaffPage::Bookings => &words.bookings,
        StaffPage::Mine => &words.mine,
        StaffPage::Floor => &words.settings,
    }
}

/// What every page has.
#[derive(Clone, Debug)]
pub struct Frame {
    /// Of the words, for `lang`.
    pub language: &'static str,
    /// Of the floor's own texts, for `lang` where it differs.
    pub office_language: String,
    pub title: String,
    pub office: String,
    /// The pages that the reader may see.
    pub links: Vec<Link>,
    /// Who is signed in.
    pub person: Option<String>,
    /// The chosen language's own name.
    pub chosen: String,
    pub choices: Vec<Choice>,
    /// Where the page's form is sent for another language, so that nothing typed is lost. The Enter key presses a form's first button, so the
    /// page then begins with one that goes on.
    pub by_form: Option<&'static str>,
    pub sign_out: &'static str,
    /// How the page shows itself anew, if it does.
    pub live: Option<Live>,
    pub w: &'static Words,
}

impl Frame {
    /// Another language is chosen by sending the page's form there.
    pub fn by_form(self, action: &'static str) -> Self {
        Self { by_form: Some(action), ..self }
    }

    /// The page is shown in another language at this address, which is not the one that was asked.
    pub fn shown_at(mut self, address: &str) -> Self {
        let joint = if address.contains('?') { '&' } else { '?' };
        for choice in &mut self.choices {
            choice.href = format!("{address}{joint}lang={}", choice.key);
        }
        self
    }
}

/// A page to go to.
#[derive(Clone, Debug)]
pub struct Link {
    pub href: &'static str,
    pub name: &'static str,
    pub here: bool,
}

/// A language to choose.
#[derive(Clone, Debug)]
pub struct Choice {
    pub key: String,
    /// The same page in it.
    pub href: String,
    pub name: String,
    pub chosen: bool,
}

/// A page that says what is not so.
#[derive(Template)]
#[template(path = "staff/sorry.html")]
pub struct Sorry<'a> {
    style: &'static str,
    frame: Frame,
    note: &'a str,
    /// Where to go on, and how that is called.
    way: Option<(String, &'a str)>,
}

impl<'a> Sorry<'a> {
    /// A page under the frame's title.
    pub fn new(frame: Frame, note: &'a str) -> Self {
        Self { style: STYLE, frame, note, way: None }
    }

    /// With a way to go on.
    pub fn way(self, href: &str, words: &'a str) -> Self {
        Self { way: Some((href.to_owned(), words)), ..self }
    }

    /// As it is sent.
    pub fn render_page(&self) -> askama::Result<String> {
        self.render()
    }
}
