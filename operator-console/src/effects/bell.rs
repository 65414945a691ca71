//! Two soft tones when somebody comes. The sound device is opened for them alone, so that nothing runs while nobody comes.

use std::thread;
use std::time::Duration;

use rodio::source::{SineWave, Source};

/// The tones, in hertz: a fourth, upwards.
const TONES_HZ: [f32; 2] = [587.3, 784.0];
const TONE: Duration = Duration::from_millis(180);
/// Of full scale; a bell at a desk is not for the hall.
const VOLUME: f32 = 0.2;
/// What the device may hold back after the last tone.
const TAIL: Duration = Duration::from_millis(150);

/// Rings on a thread of its own. Without a sound device the window alone tells.
pub fn ring() {
    let rung =
        thread::Builder::new().name("bell".to_owned()).spawn(|| match rodio::DeviceSinkBuilder::open_default_sink() {
            Ok(mut device) => {
                device.log_on_drop(false);
                for (index, hertz) in (0..).zip(TONES_HZ) {
                    let tone = SineWave::new(hertz).take_duration(TONE).fade_in(TONE / 12).amplify(VOLUME);
                    device.mixer().add(tone.delay(TONE * index));
                }
                thread::sleep(TONE * 2 + TAIL);
            }
            Err(problem) => tracing::warn!(%problem, "no sound device for the bell"),
        });
    if let Err(problem) = rung {
        tracing::warn!(%problem, "no thread for the bell");
    }
}
