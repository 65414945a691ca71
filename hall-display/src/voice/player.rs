//! The one file that knows rodio: sound files are decoded and sounds are played here. Knows no call, clip or language.

use std::io::Cursor;
use std::num::NonZero;
use std::ops::RangeInclusive;
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rodio::buffer::SamplesBuffer;
use rodio::cpal::traits::HostTrait;
use rodio::cpal::{self, ErrorKind};
use rodio::{Decoder, DeviceSinkBuilder, MixerDeviceSink, Player, Source};

use super::fault::VoiceFault;
use super::sound::Sound;

/// Silence played after a sound, so that its last part has left the device's buffer when the device is closed.
const RUN_OUT: Duration = Duration::from_millis(250);
/// A device that is this late with a sound has stopped.
const LATENESS_LIMIT: Duration = Duration::from_secs(4);
/// A device that takes longer to open than this hangs.
const OPENING_LIMIT: Duration = Duration::from_secs(3);
/// A device that takes longer to close than this hangs.
const CLOSING_LIMIT: Duration = Duration::from_secs(1);
/// The rates of files that are played, in samples a second: beyond them nothing is heard, and to bring one to a device's rate costs more the
/// further it is from it.
const RATES_HZ: RangeInclusive<u32> = 8_000..=192_000;
/// How often a playing device is looked at.
const WATCH_EVERY: Duration = Duration::from_millis(10);

/// How loud the voice is, from 0 to 100 percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Volume(u8);

/// An open sound device.
pub(super) struct Device {
    sink: MixerDeviceSink,
    lost: Arc<Mutex<Option<String>>>,
}

/// A device that is being opened on a thread of its own: a sound system may hang, or break down, and the voice must tell.
pub(super) struct Opening(Receiver<Result<Device, VoiceFault>>);

impl Opening {
    /// Begins to open the machine's default sound device, or another that works.
    pub fn begin() -> Opening {
        let (opened, wait) = sync_channel(1);
        let open = move || {
            // Whoever waited may have gone.
            let _ = opened.send(Device::open());
        };
        // Without a thread the way back is closed, which is told below.
        let _ = thread::Builder::new().name("voice-open".to_owned()).spawn(open);
        Opening(wait)
    }

    /// Waits for a while; what hangs is given back, to be waited for again.
    pub fn finish(self) -> Result<Device, (VoiceFault, Option<Opening>)> {
        let no_device = |reason: &str| VoiceFault::NoDevice { reason: reason.to_owned() };
        match self.0.recv_timeout(OPENING_LIMIT) {
            Ok(opened) => opened.map_err(|fault| (fault, None)),
            Err(RecvTimeoutError::Timeout) => Err((no_device("it does not open"), Some(self))),
            Err(RecvTimeoutError::Disconnected) => Err((no_device("the sound system broke down"), None)),
        }
    }
}

impl Volume {
    /// Takes percent; more than a hundred is a hundred.
    pub fn percent(percent: u8) -> Self {
        Self(percent.min(100))
    }

    /// The factor for the samples; squared, so that half is heard as about half as loud.
    fn gain(self) -> f32 {
        (f32::from(self.0) / 100.0).powi(2)
    }
}

impl Device {
    fn open() -> Result<Device, VoiceFault> {
        let lost = Arc::new(Mutex::new(None));
        let told = Arc::clone(&lost);
        let on_error = move |error: cpal::Error| {
            if matches!(error.kind(), ErrorKind::Xrun | ErrorKind::RealtimeDenied | ErrorKind::DeviceChanged) {
                tracing::warn!(%error, "the sound device stumbled");
            } else {
                *told.lock().unwrap_or_else(PoisonError::into_inner) = Some(error.to_string());
            }
        };
        let opened = DeviceSinkBuilder::from_device(default_device()?)
            .map(|builder| builder.with_error_callback(on_error))
            .and_then(|builder| builder.open_sink_or_fallback());
        match opened {
            Ok(mut sink) => {
                sink.log_on_drop(false);
                Ok(Device { sink, lost })
            }
            Err(error) => Err(VoiceFault::NoDevice { reason: with_causes(&error) }),
        }
    }

    /// Closes the device, so that a quiet hall costs nothing. One that hangs may never let go, and is left to itself.
    pub fn close(self) {
        let (closed, wait) = sync_channel(1);
        let close = move || {
            drop(self);
            // Whoever waited may have given up.
            let _ = closed.send(());
        };
        if thread::Builder::new().name("voice-close".to_owned()).spawn(close).is_ok() {
            let _ = wait.recv_timeout(CLOSING_LIMIT);
        }
    }

    /// Samples a second that the device takes.
    pub fn rate_hz(&self) -> u32 {
        self.sink.config().sample_rate().get()
    }

    /// Plays a sound to its end, without a gap, on every channel of the device.
    ///
    /// # Errors
    /// When the device fails on the way.
    pub fn play(&self, sound: &Sound, volume: Volume) -> Result<(), VoiceFault> {
        let Some(rate) = NonZero::new(sound.rate_hz) else { return Ok(()) };
        let mut sound = sound.clone();
        sound.pause(RUN_OUT);
        let until = Instant::now() + sound.length() + LATENESS_LIMIT;
        let gain = volume.gain();
        let samples: Vec<f32> = sound.samples.iter().map(|sample| sample * gain).collect();
        let player = Player::connect_new(self.sink.mixer());
        player.append(SamplesBuffer::new(NonZero::<u16>::MIN, rate, samples));
        while !player.empty() {
            let lost = self.lost.lock().unwrap_or_else(PoisonError::into_inner).take();
            if let Some(reason) = lost {
                return Err(VoiceFault::DeviceLost { reason });
            }
            if Instant::now() > until {
                return Err(VoiceFault::DeviceLost { reason: "it does not play on".to_owned() });
            }
            thread::sleep(WATCH_EVERY);
        }
        Ok(())
    }
}

/// The machine's default sound device, which may not open.
///
/// The sound system is asked for by name: `cpal::default_host` panics where the system's own configuration cannot be read.
fn default_device() -> Result<cpal::Device, VoiceFault> {
    let no_device = |reason: String| VoiceFault::NoDevice { reason };
    let systems = cpal::available_hosts();
    let system = systems.first().ok_or_else(|| no_device("no sound system".to_owned()))?;
    let system = cpal::host_from_id(*system).map_err(|error| no_device(with_causes(&error)))?;
    system.default_output_device().ok_or_else(|| no_device("the sound system has none".to_owned()))
}

/// Reads a sound file of one channel.
///
/// # Errors
/// When it is none, has more than one channel or a rate that no loudspeaker needs, is empty, or is longer than `limit`.
pub(super) fn decode(bytes: Vec<u8>, limit: Duration) -> Result<Sound, String> {
    let decoder = Decoder::new(Cursor::new(bytes)).map_err(|e| with_causes(&e))?;
    if decoder.channels() != NonZero::<u16>::MIN {
        return Err(format!("{} channels instead of one", decoder.channels()));
    }
    let rate_hz = decoder.sample_rate().get();
    if !RATES_HZ.contains(&rate_hz) {
        return Err(format!("{rate_hz} samples a second instead of {} to {}", RATES_HZ.start(), RATES_HZ.end()));
    }
    let most = (limit.as_secs_f64() * f64::from(rate_hz)) as usize;
    let samples: Vec<f32> = decoder.take(most.saturating_add(1)).collect();
    match samples.len() {
        0 => Err("nothing in it".to_owned()),
        len if len > most => Err(format!("longer than {} s", limit.as_secs())),
        _ => Ok(Sound { rate_hz, samples }),
    }
}

fn with_causes(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLIP: &[u8] = include_bytes!("../../../assets/voices/en/number-4.flac");
    const LIMIT: Duration = Duration::from_secs(6);

    #[test]
    fn a_clip_is_read_at_its_own_rate() {
        let sound = decode(CLIP.to_vec(), LIMIT).unwrap();
        assert_eq!(sound.rate_hz, 22_050);
        assert!((300..900).contains(&sound.length().as_millis()), "{:?}", sound.length());
    }

    #[test]
    fn a_file_that_is_no_sound_is_refused() {
        for bytes in [&b""[..], b"fLaC", b"RIFF\0\0\0\0WAVE", b"voice", &[0; 4096], &CLIP[..60]] {
            assert!(decode(bytes.to_vec(), LIMIT).is_err(), "{} bytes", bytes.len());
        }
    }

    #[test]
    fn a_clip_that_is_too_long_is_refused_before_it_is_all_read() {
        assert_eq!(decode(CLIP.to_vec(), Duration::ZERO), Err("longer than 0 s".to_owned()));
    }

    #[test]
    fn a_rate_that_no_loudspeaker_needs_is_refused() {
        for (rate_hz, taken) in [(7_999, false), (8_000, true), (192_000, true), (192_001, false)] {
            let mut wav = Vec::new();
            Sound { rate_hz, samples: vec![0.5; 100] }.write_wav(&mut wav).unwrap();
            assert_eq!(decode(wav, LIMIT).is_ok(), taken, "{rate_hz}");
        }
    }

    #[test]
    fn no_broken_file_breaks_the_display() {
        let mut seed = 20_261_117_u64;
        let mut random = |below: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) as usize % below
        };
        for _ in 0..300 {
            let mut bytes = CLIP.to_vec();
            for _ in 0..=random(8) {
                // Half of the blows fall on the head of the file, which says how the rest is read.
                let reach = if random(2) == 0 { 60 } else { bytes.len() };
                let at = random(reach.min(bytes.len()));
                bytes[at] = random(256) as u8;
            }
            if random(4) == 0 {
                bytes.truncate(random(bytes.len()));
            }
            let began = Instant::now();
            if let Ok(sound) = decode(bytes, LIMIT) {
                assert!(sound.length() <= LIMIT);
            }
            assert!(began.elapsed() < Duration::from_secs(10), "it hangs");
        }
    }
}
