//! The keys of the keypad, the focus that they move, and the words that the markup has for who listens.

use std::rc::Rc;

use slint::platform::{Key, WindowEvent};
use slint::{ComponentHandle, Global, SharedString};

use super::{AppWindow, Window, markup};
use crate::view::{Control, Language, Pad, Touch, Words};

pub(super) type Told = Rc<dyn Fn(Words)>;

impl Window {
    pub(super) fn wire_keypad(&self, touched: &Rc<dyn Fn(Touch)>) {
        let (app, touched, told) = (self.app.as_weak(), touched.clone(), self.told.clone());
        self.app.on_keyed(move |key| {
            let Some(app) = app.upgrade() else { return };
            let pad = match key {
                markup::PadKey::Next | markup::PadKey::Previous => {
                    move_focus(&app, if key == markup::PadKey::Next { Key::Tab } else { Key::Backtab });
                    tell_control(&app, &told);
                    Pad::Move
                }
                markup::PadKey::Louder => Pad::Louder,
                markup::PadKey::Quieter => Pad::Quieter,
                markup::PadKey::Again => {
                    told(words(&app));
                    Pad::Again
                }
                markup::PadKey::Press => Pad::Press,
            };
            touched(Touch::Pad(pad));
        });
        let (app, told) = (self.app.as_weak(), self.told.clone());
        markup::Spoken::get(&self.app).on_restated(move || {
            if let Some(app) = app.upgrade() {
                tell_control(&app, &told);
            }
        });
    }

    /// Gives the focus to what a new screen begins with, and to nothing where nobody listens: then no control is marked.
    pub(super) fn follow(&self, before: Option<u32>, now: Option<u32>, warned: bool) {
        let app = &self.app;
        app.set_listens(now.is_some());
        match now {
            None => {
                if before.is_some() {
                    rest(app);
                }
            }
            Some(screen) if before != Some(screen) => {
                app.set_first(screen == 1);
                // Who begins to listen chooses a language first. Under the warning any key means to stay, and none presses a control.
                if warned {
                    rest(app);
                } else if screen == 1 {
                    rest(app);
                    move_focus(app, Key::Tab);
                } else {
                    focus_on_content(app);
                }
                (self.told)(words(app));
            }
            Some(_) if !focus_lives(app) => {
                focus_on_content(app);
                tell_control(app, &self.told);
            }
            Some(_) => {}
        }
    }
}

/// No control has the focus, and all keys are heard.
fn rest(app: &AppWindow) {
    app.invoke_rest_focus();
    markup::Spoken::get(app).set_label(SharedString::new());
}

/// The first control of the screen has the focus, where it has one.
fn focus_on_content(app: &AppWindow) {
    app.invoke_focus_on_content();
    markup::Spoken::get(app).set_label(SharedString::new());
    if app.get_to_press() {
        move_focus(app, Key::Tab);
    }
}

/// The window's own key for it.
fn move_focus(app: &AppWindow, key: Key) {
    app.set_moving(true);
    app.window().dispatch_event(WindowEvent::KeyPressed { text: key.into() });
    app.window().dispatch_event(WindowEvent::KeyReleased { text: key.into() });
    app.set_moving(false);
}

/// Whether a key would be heard: it is where the focus is on a control, or on none; one that has gone keeps it.
fn focus_lives(app: &AppWindow) -> bool {
    app.set_focus_lives(false);
    app.window().dispatch_event(WindowEvent::KeyReleased { text: Key::F24.into() });
    app.get_focus_lives()
}

fn tell_control(app: &AppWindow, told: &Told) {
    if let Some(control) = focused(app) {
        told(Words::Control(control));
    }
}

fn words(app: &AppWindow) -> Words {
    Words::Screen(for_the_ear(&app.get_spoken()), focused(app))
}

/// What the control that has the focus says; none where no control has it.
fn focused(app: &AppWindow) -> Option<Control> {
    let spoken = markup::Spoken::get(app);
    let words = for_the_ear(&spoken.get_label());
    (!words.is_empty()).then(|| Control { words, language: Language::from_code(&spoken.get_language()) })
}

/// Without what holds a line together or breaks it; a point between two facts ends a sentence.
fn for_the_ear(text: &str) -> String {
    let plain = text.replace(['\u{a0}', '\n'], " ").replace(" · ", ". ").replace('–', " – ");
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}
