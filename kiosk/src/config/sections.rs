//! The sections of a field or two: the time without a touch, the voice and the technician's PIN.

use std::time::Duration;

use super::{Check, Pin};
use crate::model::QUIETEST_PERCENT;

/// The usual volume of the voice for who listens, in percent.
const USUAL_VOLUME_PERCENT: u8 = 60;
/// The shortest time without a touch before the warning, in seconds.
const SHORTEST_IDLE_S: u64 = 20;

impl Check<'_> {
    pub(super) fn idle(&mut self, value: Option<toml::Value>) -> Duration {
        let [idle] = self.section("time_out", value, ["idle_s"]);
        let idle_s: u64 = self.optional("time_out.idle_s", idle).unwrap_or(60);
        if !(SHORTEST_IDLE_S..=600).contains(&idle_s) {
            self.problem("time_out.idle_s", format!("must be {SHORTEST_IDLE_S} to 600 seconds"));
        }
        Duration::from_secs(idle_s)
    }

    /// Without the section the kiosk does not speak.
    pub(super) fn speech(&mut self, value: Option<toml::Value>) -> Option<u8> {
        let [volume] = self.section("speech", Some(value?), ["volume_percent"]);
        let percent = self.optional("speech.volume_percent", volume).unwrap_or(USUAL_VOLUME_PERCENT);
        if !(QUIETEST_PERCENT..=100).contains(&percent) {
            self.problem("speech.volume_percent", format!("must be {QUIETEST_PERCENT} to 100 percent"));
        }
        Some(percent)
    }

    pub(super) fn pin(&mut self, value: Option<toml::Value>) -> Option<Pin> {
        let [pin, hash] = self.section("technician", value, ["pin", "pin_hash"]);
        let pin: Option<String> = self.optional("technician.pin", pin);
        let hash: Option<String> = self.optional("technician.pin_hash", hash);
        match (pin, hash) {
            (None, None) => None,
            (Some(_), Some(_)) => {
                self.problem("technician.pin", "stands beside pin_hash: keep one of them");
                None
            }
            (Some(pin), None) if (4..=8).contains(&pin.len()) && pin.bytes().all(|byte| byte.is_ascii_digit()) => {
                Some(Pin::Digits(pin))
            }
            (Some(_), None) => {
                self.problem("technician.pin", "must be 4 to 8 digits, e.g. pin = \"4711\"");
                None
            }
            (None, Some(hash)) => {
                if argon2::PasswordHash::new(&hash).is_err() {
                    self.problem("technician.pin_hash", "is no argon2 hash: make one with `kiosk --hash-pin`");
                }
                Some(Pin::Hash(hash))
            }
        }
    }
}
