//! Who listens by the keypad (EN 301 549 5.1.3): from its first key to the end of the visit, at what volume, and what is said. Each
//! text cuts off the one before; only a screen and its control follow each other.

use super::{Effect, Model, Place};
use crate::view::{Control, Language, Pad, Spot, Words, view};

/// How many times longer a screen stays for who listens: what is spoken takes longer than what is read.
const LONGER: u32 = 3;
/// What one key makes louder or quieter.
const STEP_PERCENT: u8 = 10;
/// The quietest: whoever turns the voice down must still find the way back.
pub const QUIETEST_PERCENT: u8 = 10;
const LOUDEST_PERCENT: u8 = 100;

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
        let Some(listening) = &mut self.visitor.listening else {
            let volume_percent = self.settings.speech_percent.unwrap_or(LOUDEST_PERCENT);
            let listening = Listening { volume_percent, screen: 0, spot: None, words: String::new() };
            self.visitor.listening = Some(listening);
            return self.keep_number();
        };
        let volume = listening.volume_percent;
        listening.volume_percent = match pad {
            Pad::Louder => volume.saturating_add(STEP_PERCENT).min(LOUDEST_PERCENT),
            Pad::Quieter => volume.saturating_sub(STEP_PERCENT).max(QUIETEST_PERCENT),
            Pad::Move | Pad::Again => return,
        };
        let said = format!("{}%", listening.volume_percent);
        self.say([(self.visitor.language, said)], effects);
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
                self.say([(language, words)].into_iter().chain(focused.map(control)), effects);
            }
            Words::Control(focused) => self.say([control(focused)], effects),
        }
    }

    /// Figures as they are typed, each by itself; where none is left, what is to be typed.
    pub(super) fn say_figures(&self, figures: &str, effects: &mut Vec<Effect>) {
        let apart: Vec<String> = figures.chars().map(|figure| figure.to_string()).collect();
        if apart.is_empty() {
            return self.say_screen_again(effects);
        }
        self.say([(self.visitor.language, apart.join(" "))], effects);
    }

    pub(super) fn say_screen_again(&self, effects: &mut Vec<Effect>) {
        let words = self.visitor.listening.as_ref().map(|listening| listening.words.clone()).unwrap_or_default();
        self.say([(self.visitor.language, words)], effects);
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
