//! What can be wrong with the sound while the hall is open, for the staff. The calls stay on the screen whatever it is.

use protocol::message::DeviceFault;
use queue::ids::Language;
use thiserror::Error;

use super::manifest::ClipName;

/// Faults of the voice on the devices' list; a report has room for those of the screen beside them.
const LISTED_LIMIT: usize = 6;
/// Characters of a fault on the devices' list.
const TEXT_LIMIT: usize = 120;

/// One thing that is wrong with the sound.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum VoiceFault {
    /// There is nothing to play on: the screen alone announces.
    #[error("no sound device: {reason}")]
    NoDevice {
        /// In the words of the sound system.
        reason: String,
    },
    /// The device went away while it played: that call was cut.
    #[error("the sound device was lost: {reason}")]
    DeviceLost {
        /// In the words of the sound system.
        reason: String,
    },
    /// A clip is not there or cannot be played: the calls that need it are not spoken in that language.
    #[error("the voice {language} has no clip {clip}")]
    ClipMissing {
        /// The voice.
        language: Language,
        /// The clip.
        clip: ClipName,
    },
    /// There is no voice in a language that calls are to be spoken in.
    #[error("no voice in {language}")]
    VoiceMissing {
        /// The language.
        language: Language,
    },
    /// The chime cannot be played: calls begin with the voice.
    #[error("no chime: {reason}")]
    ChimeMissing {
        /// What is wrong with its file.
        reason: String,
    },
}

/// The faults as they stand on the devices' list: the first few in full, the rest counted.
pub fn on_devices_list(faults: &[VoiceFault]) -> Vec<DeviceFault> {
    let shown = if faults.len() > LISTED_LIMIT { LISTED_LIMIT - 1 } else { faults.len() };
    let mut listed: Vec<DeviceFault> = faults[..shown].iter().map(on_list).collect();
    if shown < faults.len() {
        let what = format!("the voice has {} more faults: see the display's log", faults.len() - shown);
        listed.push(DeviceFault::Other { what });
    }
    listed
}

fn on_list(fault: &VoiceFault) -> DeviceFault {
    match fault {
        VoiceFault::NoDevice { .. } | VoiceFault::DeviceLost { .. } => DeviceFault::NoSound,
        VoiceFault::ClipMissing { language, clip } => DeviceFault::ClipMissing { clip: format!("{language}/{clip}") },
        VoiceFault::VoiceMissing { .. } | VoiceFault::ChimeMissing { .. } => {
            DeviceFault::Other { what: fault.to_string().chars().take(TEXT_LIMIT).collect() }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_faults_are_told_shortly_enough_for_the_devices_list() {
        let clip = |n| VoiceFault::ClipMissing { language: Language::new("hy").unwrap(), clip: ClipName::number(n) };
        let faults: Vec<VoiceFault> = (1..=99).map(clip).collect();
        let listed = on_devices_list(&faults);
        assert_eq!(listed.len(), LISTED_LIMIT);
        assert_eq!(listed[0], DeviceFault::ClipMissing { clip: "hy/number-1".to_owned() });
        let rest = "the voice has 94 more faults: see the display's log".to_owned();
        assert_eq!(listed.last(), Some(&DeviceFault::Other { what: rest }));
        assert_eq!(on_devices_list(&faults[..LISTED_LIMIT]).len(), LISTED_LIMIT);
    }

    #[test]
    fn a_long_reason_is_cut_to_what_the_devices_list_holds() {
        let listed = on_devices_list(&[VoiceFault::ChimeMissing { reason: "ё".repeat(500) }]);
        let DeviceFault::Other { what } = &listed[0] else { panic!("{listed:?}") };
        assert_eq!(what.chars().count(), TEXT_LIMIT);
    }
}
