//! Sound files are decoded here. Knows no call, clip or language.

use std::io::Cursor;
use std::num::NonZero;
use std::ops::RangeInclusive;
use std::time::Duration;

use rodio::{Decoder, Source};

use super::sound::Sound;

/// The rates of files that are played, in samples a second: beyond them nothing is heard, and to bring one to a device's rate costs more the
/// further it is from it.
const RATES_HZ: RangeInclusive<u32> = 8_000..=192_000;

/// Reads a sound file of one channel.
///
/// # Errors
/// When it is none, has more than one channel or a rate that no loudspeaker needs, is empty, or is longer than `limit`.
pub(super) fn decode(bytes: Vec<u8>, limit: Duration) -> Result<Sound, String> {
    let decoder = Decoder::new(Cursor::new(bytes)).map_err(|error| format!("{:#}", anyhow::Error::from(error)))?;
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
}
