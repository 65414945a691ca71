//! A call in the clips of one voice. Pure: the same call and manifest give the same clips.

use std::time::Duration;

use queue::number::Number;

use super::manifest::{ClipName, Manifest, Part};

/// One piece of a phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Spoken {
    /// A clip.
    Clip(ClipName),
    /// Silence, at most [`PAUSE_LIMIT`](super::PAUSE_LIMIT).
    Pause(Duration),
}

/// The call of `number` to `window` as the voice of `manifest` says it: "Ticket A twelve. Window four."
///
/// The zeros before a number are not spoken: the screen's `А012` is "A twelve" in every language.
pub fn phrase(number: Number, window: u8, manifest: &Manifest) -> Vec<Spoken> {
    let mut spoken = Vec::new();
    let mut pause = None;
    for part in &manifest.phrase {
        let clips = match part {
            Part::Pause(length) => {
                pause = Some(*length);
                continue;
            }
            Part::Word(clip) => vec![clip.clone()],
            Part::Letter => vec![ClipName::letter(number.letter())],
            Part::Number => manifest.number(number.figures()),
            Part::Window => manifest.number(u16::from(window)),
            Part::Whereabouts => manifest.whereabouts(window).into_iter().collect(),
        };
        if !clips.is_empty() {
            spoken.extend(pause.take().map(Spoken::Pause));
            spoken.extend(clips.into_iter().map(Spoken::Clip));
        }
    }
    spoken
}
