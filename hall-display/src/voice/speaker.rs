//! Speaks the calls one after the other on a thread of its own, so that neither the screen nor another call waits for the
//! sound device. It never cuts a call and never talks over one. Which call is next is decided in `calls`.

use std::io;
use std::num::NonZero;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TryRecvError, TrySendError, sync_channel};
use std::thread;
use std::time::Duration;

use devices::loudspeaker::{Loudspeaker, Opening, Volume};
use queue::ids::CallId;

use crate::model::Announcement;

use super::fault::VoiceFault;
use super::pack::Voices;
use super::sound::Sound;

/// Calls that wait for the voice; one more is not spoken, and told so at once.
pub const LINE_LIMIT: usize = 256;
/// How often a device that is not there is looked for.
const LOOK_EVERY: Duration = Duration::from_secs(10);
/// How often a playing device is looked at.
const WATCH_EVERY: Duration = Duration::from_millis(10);

/// The hall's voice.
pub struct Speaker {
    line: SyncSender<Announcement>,
    told: Arc<dyn Fn(Told) + Send + Sync>,
}

/// What the voice tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// The chime of a call begins.
    Started(CallId),
    /// A call is over for the voice, heard or not.
    Ended(CallId, Heard),
    /// What is wrong with the sound from now on; nothing if all is well.
    Faults(Vec<VoiceFault>),
}

/// What the hall heard of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// All that there was to play.
    Whole,
    /// Nothing, or not all.
    NotWhole,
}

/// The thread's own things.
struct Speaking {
    voices: Voices,
    volume: Volume,
    told: Arc<dyn Fn(Told) + Send + Sync>,
    device: Option<Loudspeaker>,
    opening: Option<Opening>,
    trouble: Option<VoiceFault>,
}

impl Speaker {
    /// Starts the voice. `told` is called from its thread, and must not wait.
    ///
    /// # Errors
    /// When the system has no thread to give.
    pub fn start(voices: Voices, volume: Volume, told: impl Fn(Told) + Send + Sync + 'static) -> io::Result<Speaker> {
        let (line, calls) = sync_channel(LINE_LIMIT);
        let told: Arc<dyn Fn(Told) + Send + Sync> = Arc::new(told);
        let speaking = Speaking { voices, volume, told: Arc::clone(&told), device: None, opening: None, trouble: None };
        thread::Builder::new().name("voice".to_owned()).spawn(move || speaking.run(&calls))?;
        Ok(Speaker { line, told })
    }

    /// Puts a call into the line; [`Told::Ended`] follows in every case. Never waits.
    pub fn announce(&self, call: Announcement) {
        let (call, why) = match self.line.try_send(call) {
            Ok(()) => return,
            Err(TrySendError::Full(call)) => (call, "too many calls wait for the voice"),
            Err(TrySendError::Disconnected(call)) => {
                (self.told)(Told::Faults(vec![VoiceFault::NoDevice { reason: "the voice has stopped".to_owned() }]));
                (call, "the voice has stopped")
            }
        };
        tracing::warn!(number = %call.number, why, "not spoken");
        (self.told)(Told::Ended(call.call, Heard::NotWhole));
    }
}

impl Speaking {
    fn run(mut self, calls: &Receiver<Announcement>) {
        self.look_for_device();
        self.tell_faults();
        loop {
            let call = match calls.try_recv() {
                Ok(call) => call,
                Err(TryRecvError::Disconnected) => return,
                Err(TryRecvError::Empty) => {
                    self.close_device();
                    match self.wait(calls) {
                        Some(call) => call,
                        None => return,
                    }
                }
            };
            self.speak(&call);
        }
    }

    /// Waits for the next call; a device that is not there is looked for meanwhile. Nothing when the display is gone.
    fn wait(&mut self, calls: &Receiver<Announcement>) -> Option<Announcement> {
        while self.trouble.is_some() {
            match calls.recv_timeout(LOOK_EVERY) {
                Ok(call) => return Some(call),
                Err(RecvTimeoutError::Disconnected) => return None,
                Err(RecvTimeoutError::Timeout) => {
                    self.look_for_device();
                    self.close_device();
                }
            }
        }
        calls.recv().ok()
    }

    fn speak(&mut self, call: &Announcement) {
        (self.told)(Told::Started(call.call));
        let played = self.play(call);
        let heard = if played.is_ok() { Heard::Whole } else { Heard::NotWhole };
        if let Err(fault) = played {
            self.close_device();
            self.set_trouble(Some(fault));
        }
        (self.told)(Told::Ended(call.call, heard));
    }

    fn play(&mut self, call: &Announcement) -> Result<(), VoiceFault> {
        if self.device.is_none() {
            self.device = Some(self.open()?);
            self.set_trouble(None);
        }
        let Some(device) = &self.device else { return Ok(()) };
        let sound = self.voices.announcement(call.number, call.window, &call.languages, device.rate_hz());
        play_to_its_end(device, sound, self.volume)
    }

    /// Opens the device; one that hangs is waited for again the next time.
    fn open(&mut self) -> Result<Loudspeaker, VoiceFault> {
        self.opening.take().unwrap_or_else(Opening::begin).finish().map_err(|(reason, opening)| {
            self.opening = opening;
            VoiceFault::NoDevice { reason }
        })
    }

    fn look_for_device(&mut self) {
        let opened = self.open();
        self.set_trouble(opened.as_ref().err().cloned());
        self.device = opened.ok();
    }

    fn close_device(&mut self) {
        self.device.take().into_iter().for_each(Loudspeaker::close);
    }

    fn set_trouble(&mut self, trouble: Option<VoiceFault>) {
        if self.trouble != trouble {
            self.trouble = trouble;
            self.tell_faults();
        }
    }

    fn tell_faults(&self) {
        (self.told)(Told::Faults(self.trouble.iter().chain(self.voices.faults()).cloned().collect()));
    }
}

/// An error says that the device failed on the way.
fn play_to_its_end(device: &Loudspeaker, sound: Sound, volume: Volume) -> Result<(), VoiceFault> {
    let Some(rate_hz) = NonZero::new(sound.rate_hz) else { return Ok(()) };
    let mut playing = device.playing();
    playing.add(rate_hz, sound.samples, volume);
    while !playing.is_over() {
        if let Some(reason) = device.lost() {
            return Err(VoiceFault::DeviceLost { reason });
        }
        if playing.is_late() {
            return Err(VoiceFault::DeviceLost { reason: "it does not play on".to_owned() });
        }
        thread::sleep(WATCH_EVERY);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;

    #[test]
    fn a_voice_that_has_stopped_is_a_fault_and_the_screen_is_not_left_waiting() {
        let (tell, told) = channel();
        let (line, calls) = sync_channel(1);
        drop(calls);
        let speaker = Speaker { line, told: Arc::new(move |what| tell.send(what).unwrap()) };
        let number = "A012".parse().unwrap();
        speaker.announce(Announcement { call: CallId(7), number, window: 4, languages: Vec::new() });
        let stopped = VoiceFault::NoDevice { reason: "the voice has stopped".to_owned() };
        assert_eq!(told.try_recv(), Ok(Told::Faults(vec![stopped])));
        assert_eq!(told.try_recv(), Ok(Told::Ended(CallId(7), Heard::NotWhole)));
    }
}
