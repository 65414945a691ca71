//! The machine's default sound device: the one file of the kiosk that knows rodio. Knows no words.

use std::num::NonZero;
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rodio::buffer::SamplesBuffer;
use rodio::cpal::traits::HostTrait;
use rodio::cpal::{self, ErrorKind};
use rodio::{DeviceSinkBuilder, MixerDeviceSink, Player};

/// Silence after the words, so that their end has left the device's buffer when it is closed.
const RUN_OUT: Duration = Duration::from_millis(250);
/// A device that is this late with a sound has stopped.
const LATENESS_LIMIT: Duration = Duration::from_secs(4);
/// A device that takes longer to open than this hangs.
const OPENING_LIMIT: Duration = Duration::from_secs(3);
/// A device that takes longer to close than this hangs.
const CLOSING_LIMIT: Duration = Duration::from_secs(1);
/// The head of a WAV file as the voice's program writes it: one channel of 16 bits, its length unknown.
const HEAD: usize = 44;

/// A sound of one channel.
pub(super) struct Sound {
    rate_hz: NonZero<u32>,
    samples: Vec<f32>,
}

/// An open device.
pub(super) struct Device {
    sink: MixerDeviceSink,
    lost: Arc<Mutex<Option<String>>>,
}

/// What a device plays; dropped, it is silent.
pub(super) struct Playing {
    player: Player,
    /// When it must be over.
    until: Instant,
}

impl Sound {
    /// Reads what the program wrote; nothing where that is no sound.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let (head, data) = bytes.split_at_checked(HEAD)?;
        let rate_hz = NonZero::new(u32::from_le_bytes(head.get(24..28)?.try_into().ok()?))?;
        let is_ours = head.starts_with(b"RIFF") && head[22..24] == [1, 0] && head[34..36] == [16, 0];
        let sample = |pair: &[u8; 2]| f32::from(i16::from_le_bytes(*pair)) / 32_768.0;
        is_ours.then(|| Self { rate_hz, samples: data.as_chunks::<2>().0.iter().map(sample).collect() })
    }
}

/// A device that is being opened on a thread of its own: a sound system may hang, and the voice must tell.
pub(super) struct Opening(Receiver<Result<Device, String>>);

impl Opening {
    /// Begins to open the default device, or another that works.
    pub fn begin() -> Self {
        let (opened, wait) = sync_channel(1);
        let open = move || {
            // Whoever waited may have gone.
            let _ = opened.send(Device::open());
        };
        // Without a thread the way back is closed, which is told below.
        let _ = thread::Builder::new().name("voice-open".to_owned()).spawn(open);
        Self(wait)
    }

    /// Waits for a while; what hangs is given back, to be waited for again.
    pub fn finish(self) -> Result<Device, (String, Option<Self>)> {
        match self.0.recv_timeout(OPENING_LIMIT) {
            Ok(opened) => opened.map_err(|reason| (reason, None)),
            Err(RecvTimeoutError::Timeout) => Err(("the sound device does not open".to_owned(), Some(self))),
            Err(RecvTimeoutError::Disconnected) => Err(("the sound system broke down".to_owned(), None)),
        }
    }
}

impl Device {
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
        // By name: the usual way breaks down where the sound system's own configuration cannot be read.
        let systems = cpal::available_hosts();
        let system = systems.first().ok_or("there is no sound system")?;
        let system = cpal::host_from_id(*system).map_err(|error| error.to_string())?;
        let device = system.default_output_device().ok_or("there is no sound device")?;
        let mut sink = DeviceSinkBuilder::from_device(device)
            .map(|builder| builder.with_error_callback(on_error))
            .and_then(|builder| builder.open_sink_or_fallback())
            .map_err(|error| error.to_string())?;
        sink.log_on_drop(false);
        Ok(Self { sink, lost })
    }

    /// Why the device is of no use any more, once it is not.
    pub fn lost(&self) -> Option<String> {
        self.lost.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// One that hangs may never let go, and is left to itself.
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

    pub fn playing(&self) -> Playing {
        Playing { player: Player::connect_new(self.sink.mixer()), until: Instant::now() + LATENESS_LIMIT }
    }
}

/// When what plays should be over. After a gap it counts anew: the next part may be made late.
pub(super) fn due(until: Instant, is_over: bool, now: Instant) -> Instant {
    if is_over { now + LATENESS_LIMIT } else { until }
}

impl Playing {
    /// Plays it after what is there already, at 0 to 100 percent.
    pub fn add(&mut self, sound: Sound, volume_percent: u8) {
        let Sound { rate_hz, mut samples } = sound;
        // Squared, so that half is heard as about half as loud.
        let gain = (f32::from(volume_percent.min(100)) / 100.0).powi(2);
        samples.iter_mut().for_each(|sample| *sample *= gain);
        let run_out = RUN_OUT.as_secs_f32() * rate_hz.get() as f32;
        samples.extend(std::iter::repeat_n(0.0, run_out as usize));
        let length = Duration::from_secs_f32(samples.len() as f32 / rate_hz.get() as f32);
        self.until = due(self.until, self.is_over(), Instant::now()) + length;
        self.player.append(SamplesBuffer::new(NonZero::<u16>::MIN, rate_hz, samples));
    }

    pub fn is_over(&self) -> bool {
        self.player.empty()
    }

    /// Whether it should be over by now, and is not: the device does not play on.
    pub fn is_late(&self) -> bool {
        !self.is_over() && Instant::now() > self.until
    }
}
