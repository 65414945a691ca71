//! The technician's way in: a PIN with a delay that grows, and what can be tried behind it.

use std::time::Duration;

use super::issued::PrintOutcome;
use super::{Effect, JobId, Model, Place};
use crate::view::{Choice, Key, Language, Trial};

/// Longest PIN.
const DIGITS: usize = 8;
/// Wrong tries that cost nothing.
const FREE_TRIES: u32 = 3;
/// The first delay; it doubles with each further wrong try.
const FIRST_DELAY: Duration = Duration::from_secs(5);
/// The longest delay.
const LONGEST_DELAY: Duration = Duration::from_secs(300);

/// Time to hold a code before the scanner.
const SCAN_LIMIT: Duration = Duration::from_secs(20);

/// What is known of the technician. Wrong tries are counted until a right one, whoever comes and goes in between.
#[derive(Clone, Debug, Default)]
pub struct TechnicianState {
    pub(crate) admitted: bool,
    typed: String,
    checking: bool,
    pub(crate) wrong: bool,
    wrong_tries: u32,
    locked_until: Duration,
    pub(crate) print_trial: Trial,
    trial_job: Option<JobId>,
    pub(crate) scan_trial: Trial,
    scan_until: Duration,
}

impl TechnicianState {
    pub(crate) fn digits(&self) -> usize {
        self.typed.len()
    }

    /// Seconds until the keypad takes digits again.
    pub(crate) fn locked_left_s(&self, at: Duration) -> Option<u32> {
        let left = self.locked_until.checked_sub(at).filter(|left| !left.is_zero())?;
        Some(u32::try_from(left.as_millis().div_ceil(1000)).unwrap_or(u32::MAX))
    }

    pub(super) fn leave(&mut self) {
        self.admitted = false;
        self.typed.clear();
        self.checking = false;
        self.wrong = false;
        self.print_trial = Trial::None;
        self.trial_job = None;
        self.scan_trial = Trial::None;
    }

    pub(super) fn checked(&mut self, fits: bool, at: Duration) {
        if !std::mem::take(&mut self.checking) {
            return;
        }
        if fits {
            (self.admitted, self.wrong, self.wrong_tries) = (true, false, 0);
            return;
        }
        self.wrong = true;
        self.wrong_tries = self.wrong_tries.saturating_add(1);
        if let Some(over) = self.wrong_tries.checked_sub(FREE_TRIES) {
            let delay = FIRST_DELAY.saturating_mul(2_u32.saturating_pow(over.min(10)));
            self.locked_until = at + delay.min(LONGEST_DELAY);
        }
    }

    pub(super) fn scanned(&mut self) {
        if self.scan_trial == Trial::Running {
            self.scan_trial = Trial::Passed;
        }
    }

    pub(super) fn pass_time(&mut self, at: Duration) {
        if self.scan_trial == Trial::Running && at >= self.scan_until {
            self.scan_trial = Trial::Failed;
        }
    }

    pub(super) fn printed(&mut self, job: JobId, outcome: PrintOutcome) {
        if self.trial_job.take_if(|waited| *waited == job).is_some() {
            self.print_trial = match outcome {
                PrintOutcome::Printed => Trial::Passed,
                PrintOutcome::NotPrinted | PrintOutcome::Unknown => Trial::Failed,
            };
        }
    }
}

impl Model {
    pub(super) fn technician_wanted(&mut self) {
        // Nobody takes the screen from a visitor whose number is on it or on its way.
        let free = match self.place {
            Place::Choosing { .. }
            | Place::Documents { .. }
            | Place::Category { .. }
            | Place::ShowCode
            | Place::TypeNumber { .. }
            | Place::Told(_) => true,
            Place::Waiting { .. } | Place::CheckingIn { .. } | Place::Issued(_) | Place::Technician => false,
        };
        if self.settings.has_pin && free {
            self.technician.leave();
            self.go(Place::Technician);
        }
    }

    pub(super) fn keypad_touch(&mut self, key: Key, effects: &mut Vec<Effect>) {
        let at = self.at;
        let technician = &mut self.technician;
        let closed = technician.admitted || technician.checking || technician.locked_left_s(at).is_some();
        if self.place != Place::Technician || closed {
            return;
        }
        match key {
            Key::Digit(digit) => {
                if digit <= 9 && technician.typed.len() < DIGITS {
                    technician.wrong = false;
                    technician.typed.push(char::from(b'0' + digit));
                }
            }
            Key::Erase => {
                technician.typed.pop();
            }
            Key::Enter => {
                if !technician.typed.is_empty() {
                    technician.checking = true;
                    effects.push(Effect::CheckPin(std::mem::take(&mut technician.typed)));
                }
            }
        }
    }

    pub(super) fn menu_touch(&mut self, choice: Choice, effects: &mut Vec<Effect>) {
        if self.place != Place::Technician || !self.technician.admitted {
            return;
        }
        match choice {
            Choice::TestPrint => {
                if self.settings.has_printer && self.technician.trial_job.is_none() {
                    let job = self.next_job();
                    self.technician.trial_job = Some(job);
                    self.technician.print_trial = Trial::Running;
                    effects.push(Effect::TestPrint(job));
                }
            }
            Choice::TestScan => {
                if self.settings.has_scanner {
                    self.technician.scan_trial = Trial::Running;
                    self.technician.scan_until = self.at + SCAN_LIMIT;
                }
            }
            Choice::NextOwnLanguage => {
                let next = self.language_after(self.greeting());
                self.own_language = Some(next);
                effects.push(Effect::RememberLanguage(next));
            }
            Choice::LeaveFullScreen => {
                self.settings.full_screen = false;
                effects.push(Effect::LeaveFullScreen);
            }
            Choice::FillScreen => {
                self.settings.full_screen = true;
                effects.push(Effect::FillScreen);
            }
            Choice::Close => effects.push(Effect::Quit),
        }
    }

    fn language_after(&self, language: Language) -> Language {
        let languages = self.languages();
        let place = languages.iter().position(|known| *known == language).map_or(0, |place| place + 1);
        languages[place % languages.len()]
    }
}
