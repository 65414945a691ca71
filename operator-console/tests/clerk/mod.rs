//! A clerk who finds everything by its label in the language of the screen, and the office that answers as the server would.
#![allow(dead_code)] // Each test binary uses its own part.

use i_slint_backend_testing::AccessibleRole as Role;
use jiff::SignedDuration;
use protocol::board::{AtWindow, AtWindowStage};
use protocol::message::{Answer, Ask};

use crate::office::{Office, ParseKey, called_stage, kovaleva, session, visitor};
use crate::screen::{Screen, on_screen, place_of};
use crate::words::Words;

/// A clerk in front of the console, and the office behind it.
pub struct Clerk<'s> {
    pub screen: &'s Screen,
    pub office: Office,
    pub language: &'static str,
    pub words: Words,
}

impl<'s> Clerk<'s> {
    pub fn at(screen: &'s Screen, language: &'static str) -> Self {
        let clerk = Self { screen, office: Office::connected(language), language, words: Words::of(language) };
        clerk.look();
        clerk
    }

    pub fn look(&self) {
        self.screen.show(&self.office.view());
    }

    /// The console takes what was done on its screen and draws what became of it.
    pub fn done(&mut self) {
        for deed in self.screen.take_deeds() {
            self.office.deed(deed);
        }
        self.look();
    }

    pub fn say(&self, source: &str) -> String {
        self.words.say(source, "")
    }

    /// The floor's own word in the clerk's language.
    pub fn of<'w>(&self, ru: &'w str, en: &'w str, hy: &'w str) -> &'w str {
        match self.language {
            "ru" => ru,
            "en" => en,
            "hy" => hy,
            other => panic!("{other} is no language of the console"),
        }
    }

    /// Presses what can be pressed and is called so; of two that do the same, the larger.
    pub fn press_label(&mut self, role: Role, beginning: &str) {
        let fits = |element: &i_slint_backend_testing::ElementHandle| {
            let label = element.accessible_label().unwrap_or_default();
            let whole = role == Role::Button && label == beginning;
            let begins = (role != Role::Button || beginning.ends_with(|c: char| c.is_ascii_digit()))
                && label.starts_with(beginning);
            // The rows of the queue beside the question can be read, but not chosen.
            let choice = role != Role::ListItem || element.accessible_item_selectable() == Some(true);
            let usable = choice && element.accessible_enabled() != Some(false);
            element.accessible_role() == Some(role) && usable && (whole || begins)
        };
        let places = self.screen.elements().into_iter().filter(fits).map(|element| place_of(&element));
        let largest = places.max_by_key(|place| place.2 * place.3);
        let place = largest.unwrap_or_else(|| panic!("no {role:?} \"{beginning}\" can be pressed, {}", self.language));
        self.screen.click_at(place);
        self.done();
    }

    pub fn presses(&mut self, source: &str) {
        let label = self.say(source);
        self.press_label(Role::Button, &label);
    }

    pub fn picks(&mut self, row: &str) {
        self.press_label(Role::ListItem, row);
    }

    pub fn types(&mut self, field: &str, text: &str) {
        let label = self.say(field);
        self.screen.click(Role::TextInput, &label);
        self.screen.type_text(text);
        self.done();
    }

    /// The one thing that was asked, answered with "done" once the office has changed.
    pub fn asks(&mut self, expected: &Ask, change: impl FnOnce(&mut Office)) {
        assert_eq!(self.office.the_ask(), *expected);
        self.office.answer_done();
        change(&mut self.office);
        self.office.publish();
        self.look();
    }

    /// A visitor is called with the one accent action, A012 every time.
    pub fn calls_next(&mut self) {
        self.presses("Call the next visitor");
        self.asks(&Ask::CallNext, |office| stands(office, visitor(called_stage_now(office))));
        assert!(self.screen.has("A012"), "the number stands on the screen");
    }

    pub fn starts(&mut self) {
        self.presses("Start");
        self.asks(&Ask::Start, |office| {
            let since = office.floor_now;
            stands(office, visitor(AtWindowStage::Serving { since }));
        });
        let label = self.say("Time of service");
        assert_eq!(self.screen.find(Role::ProgressIndicator, &label).accessible_value().unwrap(), "00:00");
    }

    pub fn serves_next(&mut self) {
        self.calls_next();
        self.starts();
    }
}

pub fn stands(office: &mut Office, at: AtWindow) {
    office.desk().visitor = Some(Box::new(at));
}

pub fn gone(office: &mut Office) {
    office.desk().visitor = None;
    assert_eq!(office.desk().undo_until, None, "each step of the path stands for itself");
}

/// Called just now, a no-show after ninety seconds and a further call.
pub fn called_stage_now(office: &Office) -> AtWindowStage {
    match called_stage() {
        AtWindowStage::Called { calls, calls_missing, .. } => AtWindowStage::Called {
            first_at: office.floor_now,
            last_at: office.floor_now,
            calls,
            calls_missing,
            no_show_from: office.floor_now + SignedDuration::from_secs(90),
        },
        other => panic!("{other:?}"),
    }
}

/// Plays a part of the day in each of the three languages.
pub fn in_every_language(part: impl Fn(&mut Clerk<'_>) + Copy + Send + 'static) {
    for language in ["ru", "en", "hy"] {
        on_screen(move |screen| {
            let mut clerk = Clerk::at(screen, language);
            part(&mut clerk);
        });
    }
}

pub fn sits_down(clerk: &mut Clerk<'_>) {
    clerk.types("Login", "kovaleva");
    clerk.types("PIN", "1234");
    clerk.presses("Sign in");
    let ask = Ask::SignIn { login: "kovaleva".to_owned(), pin: "1234".to_owned() };
    assert_eq!(clerk.office.the_ask(), ask);
    clerk.office.answer(Answer::SignedIn(session(&[queue::floor::Role::Clerk], None)));
    clerk.look();
    let window = clerk.words.say("Window {}", "4");
    clerk.picks(&window);
    clerk.press_label(Role::Button, &window);
    clerk.asks(&Ask::OpenWindow { window: "w4".parse_key() }, |office| office.desk().clerk = Some(kovaleva()));
    let now = clerk.say("At the window now");
    clerk.screen.find(Role::Region, &now);
}
