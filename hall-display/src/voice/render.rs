//! What the hall would hear, written into a file: for measuring, and for a technician's ear.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::time::Duration;

use crate::model::Announcement;

use super::pack::Voices;
use super::sound::Sound;

/// The pause between two calls in the file.
const BETWEEN_CALLS: Duration = Duration::from_millis(500);

/// Writes `calls`, one after the other, into a WAV at `path` with `rate_hz` samples a second.
///
/// # Errors
/// When the file cannot be written.
pub fn render_wav(calls: &[Announcement], voices: &Voices, rate_hz: u32, path: &Path) -> io::Result<()> {
    let mut sound = Sound::empty(rate_hz);
    for call in calls {
        if !sound.samples.is_empty() {
            sound.pause(BETWEEN_CALLS);
        }
        sound.append(&voices.announcement(call.number, call.window, &call.languages, rate_hz));
    }
    let mut file = BufWriter::new(File::create(path)?);
    sound.write_wav(&mut file)?;
    file.flush()
}
