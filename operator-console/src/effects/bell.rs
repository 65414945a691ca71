//! Two soft tones when somebody comes. The sound device is opened for them alone, so that nothing runs while nobody comes.

use std::thread;
use std::time::Duration;

use devices::loudspeaker::{Opening, Volume};
use rodio::source::{SineWave, Source};

/// The tones, in hertz: a fourth, upwards.
const TONES_HZ: [f32; 2] = [587.3, 784.0];
const TONE: Duration = Duration::from_millis(180);
/// Of full scale; a bell at a desk is not for the hall.
const LEVEL: f32 = 0.2;
/// How often the playing device is looked at.
const WATCH_EVERY: Duration = Duration::from_millis(20);

/// Rings on a thread of its own. Without a sound device the window alone tells.
pub fn ring() {
    let rung = thread::Builder::new().name("bell".to_owned()).spawn(|| {
        if let Err(problem) = play() {
            tracing::warn!(problem, "no sound device for the bell");
        }
    });
    if let Err(problem) = rung {
        tracing::warn!(%problem, "no thread for the bell");
    }
}

fn play() -> Result<(), String> {
    let device = Opening::begin().finish().map_err(|(reason, _hangs)| reason)?;
    let tones = TONES_HZ.map(|hertz| SineWave::new(hertz).take_duration(TONE).fade_in(TONE / 12).amplify(LEVEL));
    let rate_hz = tones[0].sample_rate();
    let mut playing = device.playing();
    playing.add(rate_hz, tones.into_iter().flatten().collect(), Volume::percent(100));
    while !playing.is_over() && !playing.is_late() {
        thread::sleep(WATCH_EVERY);
    }
    device.close();
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    /// Says that this is the process whose sound system is configured.
    const INSIDE: &str = "BELL_TEST";

    /// The sound system reads its configuration once, so the test runs itself again as a process of its own.
    fn rung(asound: &str) -> (tempfile::TempDir, bool) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("asound.conf");
        std::fs::write(&file, asound.replace("{}", &folder.path().display().to_string())).unwrap();
        let inside = Command::new(std::env::current_exe().unwrap())
            .args(["effects::bell::tests::inside", "--exact", "--nocapture"])
            .env(INSIDE, "1")
            .env("ALSA_CONFIG_PATH", file)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&inside.stdout) + String::from_utf8_lossy(&inside.stderr);
        assert!(inside.status.success() && said.contains("1 passed"), "{said}");
        (folder, said.contains("it rang"))
    }

    #[test]
    fn inside() {
        if std::env::var_os(INSIDE).is_some() && play().is_ok() {
            println!("it rang");
        }
    }

    #[test]
    fn the_device_is_given_two_soft_tones() {
        let (folder, rang) = rung(
            "pcm.!default { type plug slave.pcm { type file slave.pcm { type null } file \"{}/bell.wav\" format wav } \
             slave { format S16_LE rate 48000 channels 2 } }",
        );
        assert!(rang);
        let wav = std::fs::read(folder.path().join("bell.wav")).unwrap();
        let frames = wav[44..].as_chunks::<4>().0;
        let samples: Vec<f32> =
            frames.iter().map(|frame| f32::from(i16::from_le_bytes([frame[0], frame[1]])) / 32_768.0).collect();
        let loudest = samples.iter().fold(0.0_f32, |most, sample| most.max(sample.abs()));
        assert!((LEVEL - 0.01..=LEVEL + 0.01).contains(&loudest), "{loudest} of full scale");
        // The sign changes twice in each wave.
        let waves = samples.windows(2).filter(|pair| (pair[0] >= 0.0) != (pair[1] >= 0.0)).count() as f32 / 2.0;
        let played: f32 = TONES_HZ.iter().map(|hertz| hertz * TONE.as_secs_f32()).sum();
        assert!((waves - played).abs() < 4.0, "{waves} waves of {played}");
    }

    #[test]
    fn a_sound_system_that_cannot_be_read_rings_nothing_and_breaks_nothing() {
        for asound in ["pcm.!default { type {{{ ", "pcm.!default { type nonesuch }", ""] {
            assert!(!rung(asound).1, "{asound}");
        }
    }
}
