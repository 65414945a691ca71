//! Speaks the calls one after the other on a thread of its own, so that neither the screen nor another call waits for the
//! sound device. It never cuts a call and never talks over one. Which call is next is decided in `calls`.

use std::io;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TryRecvError, TrySendError, sync_channel};
use std::thread;
use std::time::Duration;

use queue::ids::CallId;

use crate::model::Announcement;

use super::fault::VoiceFault;
use super::pack::Voices;
use super::player::{Device, Volume};

/// Calls that wait for the voice; one more is not spoken, and told so at once.
pub const LINE_LIMIT: usize = 256;
/// How often a device that is not there is looked for.
const LOOK_EVERY: Duration = Duration::from_secs(10);

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
    device: Option<Device>,
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
        let speaking = Speaking { voices, volume, told: Arc::clone(&told), device: None, trouble: None };
        thread::Builder::new().name("voice".to_owned()).spawn(move || speaking.run(&calls))?;
        Ok(Speaker { line, told })
    }

    /// Puts a call into the line; [`Told::Ended`] follows in every case. Never waits.
    pub fn announce(&self, call: Announcement) {
        match self.line.try_send(call) {
            Ok(()) => {}
            Err(TrySendError::Full(call) | TrySendError::Disconnected(call)) => {
                tracing::warn!(number = %call.number, "not spoken: too many calls wait for the voice");
                (self.told)(Told::Ended(call.call, Heard::NotWhole));
            }
        }
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
            self.device = Some(Device::open()?);
            self.set_trouble(None);
        }
        let Some(device) = &self.device else { return Ok(()) };
        let sound = self.voices.announcement(call.number, call.window, &call.languages, device.rate_hz());
        device.play(&sound, self.volume)
    }

    fn look_for_device(&mut self) {
        let opened = Device::open();
        self.set_trouble(opened.as_ref().err().cloned());
        self.device = opened.ok();
    }

    fn close_device(&mut self) {
        self.device.take().into_iter().for_each(Device::close);
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
