//! The voice for who listens, on a thread of its own: `espeak-ng` makes a sound of the words, and the machine's default sound device
//! plays it. A newer text cuts off the older. What is said, and when, is the model's.

mod orders;
mod sound;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::io::{self, Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use devices::loudspeaker::{Loudspeaker, Opening, Playing, Volume};

use super::Tell;
use crate::model::{Speech, What};
use crate::view::Language;
use orders::{News, Order, Orders};
use sound::Sound;

/// The program that makes a sound of words.
const PROGRAM: &str = "espeak-ng";
/// How fast it speaks: a little slower than its own 175, for names and numbers that are heard once.
const WORDS_A_MINUTE: &str = "150";
/// Letters of one text that are spoken; no screen has nearly as many.
const LETTERS: usize = 4_000;
/// Bytes of sound that are taken: over five minutes.
const SOUND_LIMIT: u64 = 16 * 1024 * 1024;
/// A program that has not made its sound by then hangs, and is ended.
const MAKING_LIMIT: Duration = Duration::from_secs(5);
/// How often a voice that does not work is tried again.
const TRY_EVERY: Duration = Duration::from_secs(30);
/// How often a text that is being spoken is looked at.
const WATCH_EVERY: Duration = Duration::from_millis(20);

/// The way to the voice's thread.
pub struct Speaker {
    orders: Arc<Orders>,
}

/// What makes a sound of words at the moment.
struct Making {
    program: Child,
    until: Instant,
}

/// The thread's own things.
struct Speaking {
    /// The program, other than the usual one in tests.
    program: &'static str,
    /// How long the program may take.
    limit: Duration,
    orders: Arc<Orders>,
    tell: Tell,
    works: Option<bool>,
    /// Counts the texts, so that the sound of one that was cut off is known as such.
    turn: u64,
    volume: Volume,
    waiting: VecDeque<(Language, String)>,
    making: Option<Making>,
    playing: Option<Playing>,
    opening: Option<Opening>,
    device: Option<Loudspeaker>,
}

/// Starts the voice's thread; whether it works is told.
pub fn start_speaking(tell: Tell) -> io::Result<Speaker> {
    start(PROGRAM, MAKING_LIMIT, tell)
}

fn start(program: &'static str, limit: Duration, tell: Tell) -> io::Result<Speaker> {
    let orders = Arc::<Orders>::default();
    let speaking = Speaking {
        program,
        limit,
        orders: orders.clone(),
        tell,
        works: None,
        turn: 0,
        volume: Volume::percent(0),
        waiting: VecDeque::new(),
        making: None,
        playing: None,
        opening: None,
        device: None,
    };
    thread::Builder::new().name("voice".to_owned()).spawn(move || speaking.run())?;
    Ok(Speaker { orders })
}

impl Speaker {
    /// Speaks, and cuts off what is being spoken. Never waits; false where the voice is stuck.
    pub fn say(&self, speech: Speech) -> bool {
        self.orders.give(Order::Say(speech))
    }

    /// Is silent from now on; false as above.
    pub fn hush(&self) -> bool {
        self.orders.give(Order::Hush)
    }
}

impl Speaking {
    /// Ends with the program alone.
    fn run(mut self) {
        self.try_out();
        loop {
            match self.orders.next(self.patience()) {
                Some(News::Order(Order::Say(speech))) => self.say(speech),
                Some(News::Order(Order::Hush)) => self.stop(),
                Some(News::Made(turn, sound)) if turn == self.turn => self.made(sound),
                // It was cut off.
                Some(News::Made(..)) => {}
                None => self.look(),
            }
        }
    }

    fn patience(&self) -> Duration {
        if self.making.is_some() || self.device.is_some() { WATCH_EVERY } else { TRY_EVERY }
    }

    /// A text without a word: the program and the device are used, and nobody hears it.
    fn try_out(&mut self) {
        self.say(Speech { parts: vec![(Language::English, ".".to_owned())], volume_percent: 0 });
    }

    fn say(&mut self, speech: Speech) {
        self.stop();
        self.volume = Volume::percent(speech.volume_percent);
        self.waiting = speech.parts.into();
        self.make_next();
    }

    /// Ends what is being made and played. The device stays open for what may follow at once.
    fn stop(&mut self) {
        self.turn += 1;
        self.waiting.clear();
        self.end_program();
        self.playing = None;
    }

    fn end_program(&mut self) {
        if let Some(Making { mut program, .. }) = self.making.take() {
            end(&mut program);
        }
    }

    fn make_next(&mut self) {
        let Some((language, text)) = self.waiting.pop_front() else { return };
        match self.make(language, &text) {
            Ok(making) => self.making = Some(making),
            Err(error) => self.fail(&format!("{} does not start: {error}", self.program)),
        }
    }

    /// Gives the program its words on a thread of its own, which brings the sound back.
    fn make(&self, language: Language, text: &str) -> io::Result<Making> {
        let mut program = Command::new(self.program)
            .args(["-v", language.code(), "-s", WORDS_A_MINUTE, "-b", "1", "--stdin", "--stdout"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let (words, sound) = (program.stdin.take(), program.stdout.take());
        let text: String = text.chars().take(LETTERS).collect();
        let (turn, orders) = (self.turn, self.orders.clone());
        let bring = move || {
            // A program that was ended takes no words and makes no sound.
            let _ = words.map(|mut words| words.write_all(text.as_bytes()));
            let mut bytes = Vec::new();
            let read = sound.map(|sound| sound.take(SOUND_LIMIT).read_to_end(&mut bytes));
            let sound = matches!(read, Some(Ok(_))).then(|| Sound::read(&bytes)).flatten();
            orders.bring(turn, sound);
        };
        if let Err(error) = thread::Builder::new().name("voice-words".to_owned()).spawn(bring) {
            end(&mut program);
            return Err(error);
        }
        Ok(Making { program, until: Instant::now() + self.limit })
    }

    fn made(&mut self, sound: Option<Sound>) {
        self.end_program();
        let Some(sound) = sound else { return self.fail(&format!("{} makes no sound", self.program)) };
        match self.play(sound) {
            Ok(()) => {
                self.set_works(true);
                self.make_next();
            }
            Err(reason) => self.fail(&reason),
        }
    }

    fn play(&mut self, sound: Sound) -> Result<(), String> {
        let device = match self.device.take() {
            Some(device) => device,
            None => self.opening.take().unwrap_or_else(Opening::begin).finish().map_err(|(reason, opening)| {
                self.opening = opening;
                format!("no sound device: {reason}")
            })?,
        };
        self.playing.get_or_insert_with(|| device.playing()).add(sound.rate_hz, sound.samples, self.volume);
        self.device = Some(device);
        Ok(())
    }

    /// Time has passed: a program that hangs is ended, and a device that nobody needs is closed, so that silence costs nothing.
    fn look(&mut self) {
        if self.making.as_ref().is_some_and(|making| Instant::now() > making.until) {
            return self.fail(&format!("{} hangs", self.program));
        }
        if let Some(reason) = self.device.as_ref().and_then(Loudspeaker::lost) {
            return self.fail(&format!("the sound device was lost: {reason}"));
        }
        if self.playing.as_ref().is_some_and(Playing::is_late) {
            return self.fail("the sound device does not play on");
        }
        let speaks = self.making.is_some() || self.playing.as_ref().is_some_and(|playing| !playing.is_over());
        if !speaks {
            self.close();
            if self.works == Some(false) {
                self.try_out();
            }
        }
    }

    fn fail(&mut self, reason: &str) {
        if self.works != Some(false) {
            tracing::error!(reason, "the voice does not speak");
        }
        self.stop();
        // Told before it is closed: a device that has failed may not let go.
        self.set_works(false);
        self.close();
    }

    fn close(&mut self) {
        self.playing = None;
        if let Some(device) = self.device.take() {
            device.close();
        }
    }

    /// Told each time: who found the voice stuck thinks otherwise.
    fn set_works(&mut self, works: bool) {
        self.works = Some(works);
        (self.tell)(What::Voice { works });
    }
}

fn end(program: &mut Child) {
    // Both fail only where it has ended by itself.
    let _ = program.kill();
    let _ = program.wait();
}
