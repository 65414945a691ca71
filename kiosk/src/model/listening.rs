//! Who listens by the keypad (EN 301 549 5.1.3): from its first key to the end of the visit or a later finger, at what volume, and what is said. Each
//! text cuts off the one before; only a screen and its control follow each other.

use std::time::Duration;

use super::{Effect, Model, NUMBER_FIGURES, Place};
use crate::view::{Control, Language, Pad, Spot, Words, view};

/// How many times longer a screen stays for who listens: what is spoken takes longer than what is read.
const LONGER: u32 = 3;
/// What one key makes louder or quieter.
const STEP_PERCENT: u8 = 10;
/// The quietest: whoever turns the voice down must still find the way back.
pub const QUIETEST_PERCENT: u8 = 10;
const LOUDEST_PERCENT: u8 = 100;
/// The touch of a control that a key presses comes this soon, where the control can be pressed at all.
const PRESS: Duration = Duration::from_secs(1);

/// What is to be spoken, one after the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Speech {
    /// The texts, each in its language.
    pub parts: Vec<(Language, String)>,
    /// How loud, from 0 to 100 percent.
    pub volume_percent: u8,
}

/// A visitor who listens; wiped with all else of theirs.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Listening {
    volume_percent: u8,
    screen: u32,
    spot: Option<Spot>,
    /// What the screen said last.
    words: String,
    /// When a key was last pressed.
    key_at: Duration,
    /// A key presses the control that has the focus; the touch of it follows.
    pressing: bool,
    /// Whether the last touch was such a one.
    by_key: bool,
}

impl Listening {
    /// The screen is a new one even where it is the same.
    pub(super) fn begin_anew(&mut self) {
        self.spot = None;
    }
}

impl Model {
    /// Which of their screens it is, for who listens.
    pub(crate) fn listening_screen(&self) -> Option<u32> {
        self.visitor.listening.as_ref().map(|listening| listening.screen)
    }

    /// By what the times that are meant for reading are longer for this visitor.
    pub(super) fn leisure(&self) -> u32 {
        if self.visitor.listening.is_some() { LONGER } else { 1 }
    }

    pub(super) fn pad(&mut self, pad: Pad, effects: &mut Vec<Effect>) {
        let key_at = self.at;
        let Some(listening) = &mut self.visitor.listening else {
            let volume_percent = self.settings.speech_percent.unwrap_or(LOUDEST_PERCENT);
            self.visitor.listening = Some(Listening {
                volume_percent,
                screen: 0,
                spot: None,
                words: String::new(),
                key_at,
                pressing: false,
                by_key: false,
            });
            return self.keep_number();
        };
        listening.key_at = key_at;
        let volume = listening.volume_percent;
        listening.volume_percent = match pad {
            Pad::Louder => volume.saturating_add(STEP_PERCENT).min(LOUDEST_PERCENT),
            Pad::Quieter => volume.saturating_sub(STEP_PERCENT).max(QUIETEST_PERCENT),
            Pad::Move | Pad::Again | Pad::Press => return,
        };
        let said = format!("{}%", listening.volume_percent);
        self.say([(self.visitor.language, said)], effects);
    }

    /// What is touched next is pressed by a key.
    pub(super) fn press_by_key(&mut self) {
        let key_at = self.at;
        if let Some(listening) = &mut self.visitor.listening {
            (listening.key_at, listening.pressing) = (key_at, true);
        }
    }

    /// A finger long after the last key is the next visitor's, and nobody hears what they touch.
    pub(super) fn tell_finger_from_key(&mut self) {
        let (at, idle) = (self.at, self.settings.idle);
        let Some(listening) = &mut self.visitor.listening else { return };
        let since_key = at.saturating_sub(listening.key_at);
        listening.by_key = std::mem::take(&mut listening.pressing) && since_key < PRESS;
        if !listening.by_key && since_key > idle {
            self.visitor.listening = None;
        }
    }

    /// After everything that happened: whether the screen is a new one to who listens. Whoever left hears nothing more.
    pub(super) fn follow(&mut self, listened: bool, effects: &mut Vec<Effect>) {
        if self.visitor.listening.is_some() {
            let spot = view(self).spot();
            if let Some(listening) = &mut self.visitor.listening
                && listening.spot.as_ref() != Some(&spot)
            {
                listening.spot = Some(spot);
                listening.screen += 1;
            }
        } else if listened && self.settings.speech_percent.is_some() {
            effects.push(Effect::Hush);
        }
    }

    /// The window has something to say.
    pub(super) fn speak(&mut self, words: Words, effects: &mut Vec<Effect>) {
        let language = self.visitor.language;
        let control = |control: Control| (control.language.unwrap_or(language), control.words);
        match words {
            Words::Screen(words, focused) => {
                if let Some(listening) = &mut self.visitor.listening {
                    listening.words.clone_from(&words);
                }
                let typed = self.typed_apart().map(|typed| (language, typed));
                self.say([(language, words)].into_iter().chain(typed).chain(focused.map(control)), effects);
            }
            Words::Control(focused) => self.say([control(focused)], effects),
        }
    }

    /// The figure that a key has just typed; one that a finger touches is not for others' ears.
    pub(super) fn say_figure(&self, figure: u8, effects: &mut Vec<Effect>) {
        if self.types_by_key() {
            self.say([(self.visitor.language, figure.to_string())], effects);
        }
    }

    /// The figures that are left; where none is, what is to be typed.
    pub(super) fn say_typed(&self, effects: &mut Vec<Effect>) {
        match self.typed_apart() {
            Some(typed) if !typed.is_empty() => self.say([(self.visitor.language, typed)], effects),
            Some(_) | None => self.say_screen_again(effects),
        }
    }

    pub(super) fn say_screen_again(&self, effects: &mut Vec<Effect>) {
        let language = self.visitor.language;
        let words = self.visitor.listening.as_ref().map(|listening| listening.words.clone()).unwrap_or_default();
        let typed = self.typed_apart().map(|typed| (language, typed));
        self.say([(language, words)].into_iter().chain(typed), effects);
    }

    /// The figures of the field that is typed into, each by itself.
    fn typed_apart(&self) -> Option<String> {
        let Place::TypeNumber { typed } = &self.place else { return None };
        if self.warning_left_s().is_some() || !self.types_by_key() {
            return None;
        }
        let field = typed.split_at_checked(NUMBER_FIGURES).map_or(typed.as_str(), |(_, digits)| digits);
        Some(field.chars().map(String::from).collect::<Vec<_>>().join(" "))
    }

    fn types_by_key(&self) -> bool {
        self.visitor.listening.as_ref().is_some_and(|listening| listening.by_key)
    }

    /// What a technician types is spoken to nobody.
    fn say(&self, parts: impl IntoIterator<Item = (Language, String)>, effects: &mut Vec<Effect>) {
        let Some(listening) = self.visitor.listening.as_ref().filter(|_| self.settings.speech_percent.is_some()) else {
            return;
        };
        let silent = self.place == Place::Technician;
        let parts: Vec<_> = parts.into_iter().filter(|(_, text)| !silent && !text.trim().is_empty()).collect();
        effects.push(if parts.is_empty() {
            Effect::Hush
        } else {
            Effect::Say(Speech { parts, volume_percent: listening.volume_percent })
        });
    }
}
