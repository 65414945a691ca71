//! The machine's default sound device: opened, watched while it plays, and closed, also where the sound system hangs. The one file that knows
//! it; knows no words and no files.

use std::num::NonZero;
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rodio::buffer::SamplesBuffer;
use rodio::cpal::traits::HostTrait;
use rodio::cpal::{self, ErrorKind};
use rodio::{DeviceSinkBuilder, MixerDeviceSink, Player};

/// Silence after a sound, so that its end has left the device's buffer when it is closed.
const RUN_OUT: Duration = Duration::from_millis(250);
/// A device that is this late with a sound has stopped.
const LATENESS_LIMIT: Duration = Duration::from_secs(4);
/// A device that takes longer to open than this hangs.
const OPENING_LIMIT: Duration = Duration::from_secs(3);
/// A device that takes longer to close than this hangs.
const CLOSING_LIMIT: Duration = Duration::from_secs(1);

/// How loud a sound is, from 0 to 100 percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Volume(u8);

/// An open device.
pub struct Loudspeaker {
    sink: MixerDeviceSink,
    lost: Arc<Mutex<Option<String>>>,
}

/// A device that is being opened on a thread of its own: a sound system may hang, or break down, and its caller must tell.
pub struct Opening(Receiver<Result<Loudspeaker, String>>);

/// What a device plays; dropped, it is silent.
pub struct Playing {
    player: Player,
    /// When it must be over.
    until: Instant,
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

impl Opening {
    /// Begins to open the default device, or another that works.
    pub fn begin() -> Self {
        let (opened, wait) = sync_channel(1);
        let open = move || {
            // Whoever waited may have gone.
            let _ = opened.send(Loudspeaker::open());
        };
        // Without a thread the way back is closed, which is told below.
        let _ = thread::Builder::new().name("sound-open".to_owned()).spawn(open);
        Self(wait)
    }

    /// Waits for 3 s at most.
    ///
    /// # Errors
    /// Why there is no device, in the sound system's words; what hangs is given back, to be waited for again, so that no more than one
    /// thread hangs with it.
    pub fn finish(self) -> Result<Loudspeaker, (String, Option<Self>)> {
        match self.0.recv_timeout(OPENING_LIMIT) {
            Ok(opened) => opened.map_err(|reason| (reason, None)),
            Err(RecvTimeoutError::Timeout) => Err(("it does not open".to_owned(), Some(self))),
            Err(RecvTimeoutError::Disconnected) => Err(("the sound system broke down".to_owned(), None)),
        }
    }
}

impl Loudspeaker {
    fn open() -> Result<Self, String> {
        let lost = Arc::new(Mutex::new(None));
        let told = Arc::clone(&lost);
        let on_error = move |error: cpal::Error| {
            if matches!(error.kind(), ErrorKind::Xrun | ErrorKind::RealtimeDenied | ErrorKind::DeviceChanged) {
                tracing::warn!(%error, "the sound device stumbled");
            } else {
                *told.lock().unwrap_or_else(PoisonError::into_inner) = Some(error.to_string());
            }
        };
        let mut sink = DeviceSinkBuilder::from_device(default_device()?)
            .map(|builder| builder.with_error_callback(on_error))
            .and_then(|builder| builder.open_sink_or_fallback())
            .map_err(|error| with_causes(&error))?;
        sink.log_on_drop(false);
        Ok(Self { sink, lost })
    }

    /// Samples a second that the device takes.
    pub fn rate_hz(&self) -> u32 {
        self.sink.config().sample_rate().get()
    }

    /// Why the device is of no use any more, told once.
    pub fn lost(&self) -> Option<String> {
        self.lost.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Nothing yet, beside whatever else it plays.
    pub fn playing(&self) -> Playing {
        Playing { player: Player::connect_new(self.sink.mixer()), until: Instant::now() + LATENESS_LIMIT }
    }

    /// Closes the device, so that silence costs nothing. One that hangs for more than 1 s may never let go, and is left to itself.
    pub fn close(self) {
        let (closed, wait) = sync_channel(1);
        let close = move || {
            drop(self);
            // Whoever waited may have given up.
            let _ = closed.send(());
        };
        if thread::Builder::new().name("sound-close".to_owned()).spawn(close).is_ok() {
            let _ = wait.recv_timeout(CLOSING_LIMIT);
        }
    }
}

impl Playing {
    /// Plays samples of one channel, from -1 to 1, on every channel of the device, without a gap after what is there already.
    pub fn add(&mut self, rate_hz: NonZero<u32>, mut samples: Vec<f32>, volume: Volume) {
        let gain = volume.gain();
        samples.iter_mut().for_each(|sample| *sample *= gain);
        let a_second = rate_hz.get() as f32;
        samples.extend(std::iter::repeat_n(0.0, (RUN_OUT.as_secs_f32() * a_second) as usize));
        let length = Duration::from_secs_f32(samples.len() as f32 / a_second);
        self.until = due(self.until, self.is_over(), Instant::now()) + length;
        self.player.append(SamplesBuffer::new(NonZero::<u16>::MIN, rate_hz, samples));
    }

    /// Whether all has been played.
    pub fn is_over(&self) -> bool {
        self.player.empty()
    }

    /// Whether it should have been over 4 s ago, and is not: the device does not play on.
    pub fn is_late(&self) -> bool {
        !self.is_over() && Instant::now() > self.until
    }
}

/// When what plays should be over. After a gap it counts anew: the next part may be made late.
fn due(until: Instant, is_over: bool, now: Instant) -> Instant {
    if is_over { now + LATENESS_LIMIT } else { until }
}

/// The default device, which may not open. The sound system is asked for by name: `cpal::default_host` panics where the system's own
/// configuration cannot be read.
fn default_device() -> Result<cpal::Device, String> {
    let systems = cpal::available_hosts();
    let system = systems.first().ok_or("no sound system")?;
    let system = cpal::host_from_id(*system).map_err(|error| with_causes(&error))?;
    Ok(system.default_output_device().ok_or("the sound system has none")?)
}

fn with_causes(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_that_is_made_late_is_not_late_itself() {
        let began = Instant::now();
        let now = began + Duration::from_secs(60);
        let until = due(began, true, now);
        assert!(until > now, "it counts from the gap's end");
        assert_eq!(due(until, false, now), until, "and without a gap from what plays");
    }

    #[test]
    fn half_is_heard_as_half_and_more_than_all_is_all() {
        for (percent, gain) in [(0, 0.0), (50, 0.25), (100, 1.0), (255, 1.0)] {
            assert!((Volume::percent(percent).gain() - gain).abs() < 1e-6, "{percent} %");
        }
    }
}
