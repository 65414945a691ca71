//! Voice packs and the chime, read from their folders into memory and checked. Decides nothing about calls or devices.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;
use std::time::Duration;

use queue::ids::Language;
use queue::number::Number;
use thiserror::Error;

use super::decoding::decode;
use super::fault::VoiceFault;
use super::manifest::{ClipName, Manifest};
use super::phrase::{Spoken, phrase};
use super::reading::ManifestProblem;
use super::sound::Sound;

/// The longest clip.
pub const CLIP_LIMIT: Duration = Duration::from_secs(6);
/// The longest silence at either end of a clip: two clips and the pause between them then make no gap over 120 ms.
pub const EDGE_LIMIT: Duration = Duration::from_millis(60);
/// What lies below this is silence, 25 dB under the clips' loudness.
pub const SILENCE_DBFS: f32 = -45.0;
/// The largest file of a pack, in bytes.
const FILE_LIMIT: u64 = 1024 * 1024;
/// The pause between chime and voice.
const AFTER_CHIME: Duration = Duration::from_millis(40);
/// The pause between two languages; with the silence at the ends of their clips no gap is over 120 ms.
const BETWEEN_LANGUAGES: Duration = Duration::from_millis(70);

/// The voice of one language with the clips that could be read.
#[derive(Clone, Debug)]
pub struct VoicePack {
    manifest: Manifest,
    clips: BTreeMap<ClipName, Sound>,
}

/// Everything that a hall display can say.
#[derive(Clone, Debug, Default)]
pub struct Voices {
    packs: BTreeMap<Language, VoicePack>,
    chime: Option<Sound>,
    faults: Vec<VoiceFault>,
}

/// What is wrong with a pack.
#[derive(Debug, Error)]
pub enum PackProblem {
    /// `voice.toml` cannot be read.
    #[error("voice.toml: {0}")]
    NoManifest(io::Error),
    /// `voice.toml` is wrong.
    #[error("voice.toml: {0}")]
    Manifest(ManifestProblem),
    /// The pack lies in the folder of another language.
    #[error("voice.toml: it is the voice of {0}, in the folder of another language")]
    OtherLanguage(Language),
    /// A clip cannot be read.
    #[error("{0}.flac: {1}")]
    NoClip(ClipName, io::Error),
    /// A clip is no FLAC on one channel at the manifest's rate, or has nothing in it, or too much.
    #[error("{0}.flac: {1}")]
    BadClip(ClipName, String),
    /// A clip has silence around it that would be heard as a gap. It is played all the same.
    #[error("{0}.flac: {1} ms of silence at one end; at most {limit} ms", limit = EDGE_LIMIT.as_millis())]
    Untrimmed(ClipName, u128),
}

impl VoicePack {
    /// Reads the voice of `language` from `folder`, and lists everything that is wrong with it.
    ///
    /// There is no voice where the manifest is wrong. A clip that is missing takes only those calls along that need it.
    pub fn load(folder: &Path, language: &Language) -> (Option<VoicePack>, Vec<PackProblem>) {
        let text = match read(&folder.join("voice.toml"))
            .and_then(|bytes| String::from_utf8(bytes).map_err(io::Error::other))
        {
            Ok(text) => text,
            Err(unreadable) => return (None, vec![PackProblem::NoManifest(unreadable)]),
        };
        let manifest = match Manifest::read(&text) {
            Ok(manifest) if manifest.language == *language => manifest,
            Ok(other) => return (None, vec![PackProblem::OtherLanguage(other.language)]),
            Err(problems) => return (None, problems.into_iter().map(PackProblem::Manifest).collect()),
        };
        let mut clips = BTreeMap::new();
        let mut problems = Vec::new();
        for name in manifest.clips() {
            match load_clip(folder, name, manifest.rate_hz) {
                Ok(sound) => {
                    let silence = longest_edge(&sound);
                    if silence > EDGE_LIMIT {
                        problems.push(PackProblem::Untrimmed(name.clone(), silence.as_millis()));
                    }
                    clips.insert(name.clone(), sound);
                }
                Err(problem) => problems.push(problem),
            }
        }
        (Some(VoicePack { manifest, clips }), problems)
    }

    /// What the voice says.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The call of `number` to `window` in this voice.
    ///
    /// # Errors
    /// The clips that are missing: a number that is not whole is not spoken at all.
    pub fn say(&self, number: Number, window: u8) -> Result<Sound, Vec<ClipName>> {
        let mut sound = Sound::empty(self.manifest.rate_hz);
        let mut missing = Vec::new();
        for part in phrase(number, window, &self.manifest) {
            match part {
                Spoken::Pause(length) => sound.pause(length),
                Spoken::Clip(name) => match self.clips.get(&name) {
                    Some(clip) => sound.append(clip),
                    None if name.is_optional() => {}
                    None => missing.push(name),
                },
            }
        }
        if missing.is_empty() { Ok(sound) } else { Err(missing) }
    }
}

impl Voices {
    /// Reads the chime and the voices of `languages`, each from its own folder in `packs`. What is wrong is logged, and kept
    /// as faults; the rest speaks.
    pub fn load(packs: &Path, chime: &Path, languages: &[Language]) -> Voices {
        let mut voices = Voices::default();
        match read(chime).map_err(|e| e.to_string()).and_then(|bytes| decode(&bytes, CLIP_LIMIT)) {
            Ok(sound) => voices.chime = Some(sound),
            Err(reason) => {
                tracing::error!(file = %chime.display(), %reason, "no chime");
                voices.faults.push(VoiceFault::ChimeMissing { reason });
            }
        }
        for language in languages {
            voices.add(&packs.join(language.as_str()), language);
        }
        voices
    }

    fn add(&mut self, folder: &Path, language: &Language) {
        let (pack, problems) = VoicePack::load(folder, language);
        for problem in &problems {
            tracing::warn!(folder = %folder.display(), %problem, "voice");
        }
        match pack {
            Some(pack) => {
                let missing =
                    pack.manifest.clips().filter(|clip| !pack.clips.contains_key(*clip) && !clip.is_optional());
                let fault =
                    |clip: &ClipName| VoiceFault::ClipMissing { language: language.clone(), clip: clip.clone() };
                self.faults.extend(missing.map(fault));
                self.packs.insert(language.clone(), pack);
            }
            None => self.faults.push(VoiceFault::VoiceMissing { language: language.clone() }),
        }
    }

    /// What is wrong with the files.
    pub fn faults(&self) -> &[VoiceFault] {
        &self.faults
    }

    /// The languages that can be spoken.
    pub fn languages(&self) -> impl Iterator<Item = &Language> {
        self.packs.keys()
    }

    /// Chime and call, in each of `languages` that has a voice and every clip for it, at the rate of a device. Empty if there
    /// is nothing at all to play.
    pub fn announcement(&self, number: Number, window: u8, languages: &[Language], rate_hz: u32) -> Sound {
        let mut sound = Sound::empty(rate_hz);
        if let Some(chime) = &self.chime {
            sound.append(chime);
        }
        let mut pause = AFTER_CHIME;
        for phrase in languages.iter().filter_map(|language| self.packs.get(language)?.say(number, window).ok()) {
            if !sound.samples.is_empty() {
                sound.pause(pause);
            }
            sound.append(&phrase);
            pause = BETWEEN_LANGUAGES;
        }
        sound
    }
}

fn read(path: &Path) -> io::Result<Vec<u8>> {
    let size = fs::metadata(path)?.len();
    if size > FILE_LIMIT {
        return Err(io::Error::other(format!("{size} bytes, at most {FILE_LIMIT} are read")));
    }
    fs::read(path)
}

fn load_clip(folder: &Path, name: &ClipName, rate_hz: u32) -> Result<Sound, PackProblem> {
    let bytes = read(&folder.join(format!("{name}.flac"))).map_err(|e| PackProblem::NoClip(name.clone(), e))?;
    let bad = |what: String| PackProblem::BadClip(name.clone(), what);
    let sound = decode(&bytes, CLIP_LIMIT).map_err(bad)?;
    if sound.rate_hz != rate_hz {
        return Err(bad(format!("{} samples a second, voice.toml says {rate_hz}", sound.rate_hz)));
    }
    Ok(sound)
}

/// The longer of the silences at the two ends; the whole length where there is nothing else.
fn longest_edge(sound: &Sound) -> Duration {
    let step = (sound.rate_hz / 200) as usize;
    let threshold = 10_f32.powf(SILENCE_DBFS / 20.0);
    let is_loud = |samples: &[f32]| {
        let power: f32 = samples.iter().map(|sample| sample * sample).sum();
        (power / samples.len() as f32).sqrt() > threshold
    };
    let loud: Vec<bool> = sound.samples.chunks(step).map(is_loud).collect();
    let lead = loud.iter().position(|loud| *loud).unwrap_or(loud.len());
    let tail = loud.iter().rev().position(|loud| *loud).unwrap_or(loud.len());
    Duration::from_millis(5) * u32::try_from(lead.max(tail)).unwrap_or(u32::MAX)
}
