//! Writes calls as WAV files, as the hall would hear them, without a sound device: for the voices' tests and for a technician.
//!
//! `render_calls PACKS CHIME LANGUAGE[,LANGUAGE] FOLDER A012:4 K007:12 ...` writes `FOLDER/A012-4.wav` and so on. Each call is
//! said in the languages in their order.

use std::path::Path;

use anyhow::{Context, bail};
use hall_display::model::Announcement;
use hall_display::voice::{Voices, render_wav};
use queue::ids::{CallId, Language};

/// Samples a second of the files.
const RATE_HZ: u32 = 22_050;

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [packs, chime, languages, folder, calls @ ..] = arguments.as_slice() else {
        bail!("use: render_calls PACKS CHIME LANGUAGE[,LANGUAGE] FOLDER NUMBER:WINDOW ...");
    };
    let languages = languages.split(',').map(Language::new).collect::<Result<Vec<_>, _>>()?;
    let voices = Voices::load(Path::new(packs), Path::new(chime), &languages);
    if let Some(fault) = voices.faults().first() {
        bail!("{fault}");
    }
    for call in calls {
        let (number, window) = call.split_once(':').with_context(|| format!("{call}: write a call as A012:4"))?;
        let announcement = Announcement {
            call: CallId(0),
            number: number.parse()?,
            window: window.parse()?,
            languages: languages.clone(),
        };
        let file = Path::new(folder).join(format!("{}-{window}.wav", announcement.number));
        render_wav(&[announcement], &voices, RATE_HZ, &file).with_context(|| file.display().to_string())?;
    }
    Ok(())
}
