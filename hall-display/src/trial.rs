//! The voice tried on the spot: the chime and a call in each language through the hall's own sound device, at the hall's own level.
//! Prints what was played; what a person must hear is said by whoever asked.

use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use anyhow::Context;
use queue::ids::{CallId, Language};
use queue::number::Number;

use crate::config::Config;
use crate::effects::voices;
use crate::model::Announcement;
use crate::voice::{Heard, Speaker, Told, VoiceFault, Volume};

/// What is called: a number with hundreds, tens and ones, and a window of two words.
const CALLED: (&str, u8) = ("K372", 24);
/// A voice that tells nothing for so long hangs; the longest call of two languages lasts 15 s.
const PATIENCE: Duration = Duration::from_secs(40);

/// Plays a call in each language that there is a voice for.
///
/// # Errors
/// When there is no device or no voice, or a call was not played whole.
pub fn play(config: &Config) -> anyhow::Result<()> {
    let voices = voices(config);
    let languages: Vec<Language> = voices.languages().cloned().collect();
    let (tell, told) = channel();
    let told_to = move |what| drop(tell.send(what));
    let speaker = Speaker::start(voices, Volume::percent(config.voice.volume_percent), told_to)?;
    for fault in faults(&told)? {
        anyhow::ensure!(!matches!(fault, VoiceFault::NoDevice { .. }), "{fault}");
        println!("FAIL  {fault}");
    }
    anyhow::ensure!(!languages.is_empty(), "no voice in {}", config.voice.packs.display());
    let number: Number = CALLED.0.parse().context("the number of the trial")?;
    for (id, language) in (1..).zip(languages) {
        println!("play  {language}: the chime, number {number}, window {}", CALLED.1);
        speaker.announce(Announcement {
            call: CallId(id),
            number,
            window: CALLED.1,
            languages: vec![language.clone()],
        });
        anyhow::ensure!(heard(&told)? == Heard::Whole, "the call in {language} was not played whole");
    }
    Ok(())
}

/// What is wrong with the sound; the voice tells it first of all.
fn faults(told: &Receiver<Told>) -> anyhow::Result<Vec<VoiceFault>> {
    loop {
        match told.recv_timeout(PATIENCE).context("the voice tells nothing")? {
            Told::Faults(faults) => return Ok(faults),
            Told::Started(_) | Told::Ended(..) => {}
        }
    }
}

fn heard(told: &Receiver<Told>) -> anyhow::Result<Heard> {
    loop {
        match told.recv_timeout(PATIENCE).context("the voice tells nothing")? {
            Told::Ended(_, heard) => return Ok(heard),
            Told::Faults(faults) => faults.iter().for_each(|fault| println!("FAIL  {fault}")),
            Told::Started(_) => {}
        }
    }
}
