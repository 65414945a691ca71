//! Acceptance of one hall's loudspeaker: the hall display's own program plays its own voices, so that what is heard here is what the
//! hall will hear.

use crate::Acceptance;
use crate::arguments::SpeakerAsked;
use crate::checklist::SPEAKER;
use anyhow::Context;
use std::path::PathBuf;
use std::process::Command;

const PROGRAM: &str = "hall-display";

pub fn accept(asked: &SpeakerAsked) -> anyhow::Result<Acceptance> {
    anyhow::ensure!(asked.config.is_file(), "{} is no file of a hall display", asked.config.display());
    let program = asked.program.clone().map_or_else(beside, Ok)?;
    let mut trial = Command::new(&program);
    trial.arg("--config").arg(&asked.config).arg("--try-sound");
    if let Some(volume) = asked.volume {
        trial.arg("--volume").arg(volume.to_string());
    }
    let played = trial.status().with_context(|| format!("starting {}: name it with --program", program.display()))?;
    if played.success() {
        println!("{SPEAKER}");
        println!("accepted, if everything to listen for is as described");
        Ok(Acceptance::Kept)
    } else {
        println!("FAIL  a call in each language is played");
        println!("not accepted");
        Ok(Acceptance::Broken)
    }
}

fn beside() -> anyhow::Result<PathBuf> {
    let own = std::env::current_exe().context("where this program lies")?;
    Ok(own.with_file_name(PROGRAM))
}
