//! Samples of one channel: joined, brought to another rate, measured and written as a WAV. Knows no device and no language.

use std::f32::consts::PI;
use std::io::{self, Write};
use std::time::Duration;

/// Zero crossings of the filter to each side when the rate is changed.
const FILTER_CROSSINGS: i64 = 12;

/// A stretch of sound on one channel.
#[derive(Clone, Debug, PartialEq)]
pub struct Sound {
    /// Samples a second.
    pub rate_hz: u32,
    /// From -1 to 1.
    pub samples: Vec<f32>,
}

impl Sound {
    /// Nothing to hear yet.
    pub fn empty(rate_hz: u32) -> Self {
        Sound { rate_hz, samples: Vec::new() }
    }

    /// How long it plays.
    pub fn length(&self) -> Duration {
        Duration::from_secs_f64(self.samples.len() as f64 / f64::from(self.rate_hz))
    }

    /// Adds silence at the end.
    pub fn pause(&mut self, length: Duration) {
        let samples = (length.as_secs_f64() * f64::from(self.rate_hz)).round() as usize;
        self.samples.resize(self.samples.len() + samples, 0.0);
    }

    /// Adds another sound at the end, without a gap.
    pub fn append(&mut self, other: &Sound) {
        self.samples.extend_from_slice(&other.at_rate(self.rate_hz).samples);
    }

    /// The same sound at another rate, through a windowed sinc: what the ear hears of a clip does not change.
    pub fn at_rate(&self, rate_hz: u32) -> Sound {
        if rate_hz == self.rate_hz {
            return self.clone();
        }
        let shared = greatest_divisor(self.rate_hz, rate_hz);
        let (up, down) = (i64::from(rate_hz / shared), i64::from(self.rate_hz / shared));
        let filters: Vec<Vec<f32>> = (0..up).map(|phase| filter(phase, up, down)).collect();
        let length = self.samples.len() as i64 * up / down;
        let samples = (0..length).map(|at| {
            let (middle, phase) = (at * down / up, at * down % up);
            let taps = &filters[phase as usize];
            let first = middle - taps.len() as i64 / 2 + 1;
            let heard = |tap: usize| usize::try_from(first + tap as i64).ok().and_then(|i| self.samples.get(i));
            taps.iter().enumerate().filter_map(|(tap, weight)| heard(tap).map(|sample| sample * weight)).sum()
        });
        Sound { rate_hz, samples: samples.collect() }
    }

    /// Writes it as a WAV of 16 bits.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write_wav(&self, out: &mut impl Write) -> io::Result<()> {
        let data_len = u32::try_from(self.samples.len() * 2).map_err(|_| io::Error::other("too long for a WAV"))?;
        out.write_all(b"RIFF")?;
        out.write_all(&(36 + data_len).to_le_bytes())?;
        out.write_all(b"WAVEfmt \x10\0\0\0\x01\0\x01\0")?;
        out.write_all(&self.rate_hz.to_le_bytes())?;
        out.write_all(&(self.rate_hz * 2).to_le_bytes())?;
        out.write_all(b"\x02\0\x10\0data")?;
        out.write_all(&data_len.to_le_bytes())?;
        let bytes: Vec<u8> = self.samples.iter().flat_map(|sample| to_16_bits(*sample).to_le_bytes()).collect();
        out.write_all(&bytes)
    }
}

fn to_16_bits(sample: f32) -> i16 {
    (sample.clamp(-1.0, 1.0) * f32::from(i16::MAX)).round() as i16
}

/// The weights of the samples around a moment that lies `phase / up` after the middle one.
fn filter(phase: i64, up: i64, down: i64) -> Vec<f32> {
    // Towards a lower rate, what it cannot carry is taken out, or it would come back as a whistle.
    let cut = (up as f32 / down as f32).min(1.0);
    let half = (FILTER_CROSSINGS as f32 / cut).ceil() as i64;
    let weights: Vec<f32> = (1 - half..=half)
        .map(|tap| {
            let distance = tap as f32 - phase as f32 / up as f32;
            let window = 0.5 + 0.5 * (PI * distance / half as f32).cos();
            sinc(distance * cut) * window
        })
        .collect();
    let sum: f32 = weights.iter().sum();
    weights.into_iter().map(|weight| weight / sum).collect()
}

fn sinc(x: f32) -> f32 {
    if x.abs() < 1e-6 { 1.0 } else { (PI * x).sin() / (PI * x) }
}

fn greatest_divisor(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { greatest_divisor(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(rate_hz: u32, pitch_hz: f32) -> Sound {
        let samples = (0..rate_hz).map(|i| 0.5 * (2.0 * PI * pitch_hz * i as f32 / rate_hz as f32).sin());
        Sound { rate_hz, samples: samples.collect() }
    }

    /// The largest difference between two sounds away from their ends.
    fn difference(a: &Sound, b: &Sound) -> f32 {
        let inner = 1000..a.samples.len().min(b.samples.len()) - 1000;
        inner.map(|i| (a.samples[i] - b.samples[i]).abs()).fold(0.0, f32::max)
    }

    #[test]
    fn a_tone_is_the_same_tone_at_every_rate_of_a_sound_card() {
        for rate_hz in [8_000, 16_000, 44_100, 48_000, 96_000, 192_000] {
            for pitch_hz in [200.0, 1_000.0, 3_000.0] {
                let apart = difference(&tone(22_050, pitch_hz).at_rate(rate_hz), &tone(rate_hz, pitch_hz));
                assert!(apart < 0.01, "{pitch_hz} Hz at {rate_hz}: {apart}");
            }
        }
    }

    #[test]
    fn what_a_lower_rate_cannot_carry_is_not_heard_there_as_another_tone() {
        let lower = tone(22_050, 9_000.0).at_rate(8_000);
        let loudest = lower.samples[1_000..7_000].iter().fold(0.0_f32, |most, sample| most.max(sample.abs()));
        assert!(loudest < 0.005, "{loudest}");
    }

    #[test]
    fn a_second_stays_a_second() {
        for rate_hz in [8_000, 11_025, 44_100, 48_000] {
            let length = tone(22_050, 440.0).at_rate(rate_hz).length();
            assert!(length.as_secs_f64() > 0.999 && length <= Duration::from_secs(1), "{length:?}");
        }
    }

    #[test]
    fn sounds_are_joined_without_a_sample_between_them() {
        let mut joined = Sound::empty(8_000);
        joined.append(&Sound { rate_hz: 8_000, samples: vec![0.1, 0.2] });
        joined.pause(Duration::from_micros(250));
        joined.append(&Sound { rate_hz: 8_000, samples: vec![0.3] });
        assert_eq!(joined.samples, [0.1, 0.2, 0.0, 0.0, 0.3]);
    }

    #[test]
    fn a_wav_has_the_header_that_every_player_reads() {
        let mut out = Vec::new();
        Sound { rate_hz: 22_050, samples: vec![0.0, 1.0, -2.0] }.write_wav(&mut out).unwrap();
        assert_eq!(&out[..4], b"RIFF");
        assert_eq!(u32::from_le_bytes(out[4..8].try_into().unwrap()) as usize, out.len() - 8);
        assert_eq!(&out[20..24], [1, 0, 1, 0], "PCM, one channel");
        assert_eq!(u32::from_le_bytes(out[24..28].try_into().unwrap()), 22_050);
        assert_eq!(&out[40..], [6, 0, 0, 0, 0, 0, 0xff, 0x7f, 1, 0x80]);
    }
}
