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
