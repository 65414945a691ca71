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
pub(super) fn decode(bytes: &[u8], limit: Duration) -> Result<Sound, String> {
    let sound_alone = without_remarks(bytes).ok_or("no whole head of a FLAC or WAV file")?;
    let decoder =
        Decoder::new(Cursor::new(sound_alone)).map_err(|error| format!("{:#}", anyhow::Error::from(error)))?;
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

/// The same sound without comments, pictures and tables, which a decoder would make room for by what their heads claim; none where the head is
/// not whole.
fn without_remarks(bytes: &[u8]) -> Option<Vec<u8>> {
    match bytes.first_chunk()? {
        b"fLaC" => flac_alone(bytes),
        b"RIFF" => wav_alone(bytes),
        _ => None,
    }
}

/// The first block, of 34 bytes, says what the sound is; behind the last one it begins.
fn flac_alone(bytes: &[u8]) -> Option<Vec<u8>> {
    const LAST: u8 = 0x80;
    let (marker, blocks) = bytes.split_at_checked(4)?;
    let what = blocks.get(4..38).filter(|_| blocks[0] & !LAST == 0 && blocks[1..4] == [0, 0, 34])?;
    let mut rest = blocks;
    loop {
        let (head, behind) = rest.split_first_chunk::<4>()?;
        let length = u32::from_be_bytes([0, head[1], head[2], head[3]]) as usize;
        rest = behind.get(length..)?;
        if head[0] & LAST != 0 {
            return Some([marker, &[LAST, 0, 0, 34], what, rest].concat());
        }
    }
}

/// The chunk that says what the sound is, and the sound as far as it goes.
fn wav_alone(bytes: &[u8]) -> Option<Vec<u8>> {
    let (head, mut rest) = bytes.split_at_checked(12)?;
    let mut alone = head.to_vec();
    while let Some((kind, behind)) = rest.split_first_chunk::<4>() {
        let (length, behind) = behind.split_first_chunk::<4>()?;
        let length = u32::from_le_bytes(*length) as usize;
        if kind == b"data" {
            let sound = &behind[..length.min(behind.len())];
            alone.extend([&kind[..], &u32::try_from(sound.len()).ok()?.to_le_bytes(), sound].concat());
            return Some(alone);
        }
        let (chunk, _) = behind.split_at_checked(length)?;
        if kind == b"fmt " {
            alone.extend([&kind[..], &u32::try_from(length).ok()?.to_le_bytes(), chunk].concat());
        }
        // Chunks begin at even places.
        rest = behind.get(length + length % 2..)?;
    }
    None
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    const CLIP: &[u8] = include_bytes!("../../../assets/voices/en/number-4.flac");
    const LIMIT: Duration = Duration::from_secs(6);

    #[test]
    fn a_clip_is_read_at_its_own_rate() {
        let sound = decode(CLIP, LIMIT).unwrap();
        assert_eq!(sound.rate_hz, 22_050);
        assert!((300..900).contains(&sound.length().as_millis()), "{:?}", sound.length());
    }

    #[test]
    fn a_file_that_is_no_sound_is_refused() {
        for bytes in [&b""[..], b"fLaC", b"RIFF\0\0\0\0WAVE", b"voice", &[0; 4096], &CLIP[..60]] {
            assert!(decode(bytes, LIMIT).is_err(), "{} bytes", bytes.len());
        }
    }

    #[test]
    fn a_clip_that_is_too_long_is_refused_before_it_is_all_read() {
        assert_eq!(decode(CLIP, Duration::ZERO), Err("longer than 0 s".to_owned()));
    }

    #[test]
    fn a_rate_that_no_loudspeaker_needs_is_refused() {
        for (rate_hz, taken) in [(7_999, false), (8_000, true), (192_000, true), (192_001, false)] {
            let mut wav = Vec::new();
            Sound { rate_hz, samples: vec![0.5; 100] }.write_wav(&mut wav).unwrap();
            assert_eq!(decode(&wav, LIMIT).is_ok(), taken, "{rate_hz}");
        }
    }

    #[test]
    fn remarks_that_claim_to_be_long_are_not_read_and_others_are_left_out() {
        let plain = decode(CLIP, LIMIT).unwrap();
        let first = 4 + 4 + 34;
        // Behind the first block: a comment of 8 bytes, and one that says that it has 16 MB.
        for (length, taken) in [([0, 0, 8], true), ([0xff, 0xff, 0xff], false)] {
            let comment = [&[4], &length[..], &[0xff; 8]].concat();
            let remarked = [&CLIP[..4], &[0], &CLIP[5..first], &comment, &CLIP[first..]].concat();
            assert_eq!(decode(&remarked, LIMIT).ok().as_ref(), taken.then_some(&plain), "{length:?}");
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
            if let Ok(sound) = decode(&bytes, LIMIT) {
                assert!(sound.length() <= LIMIT);
            }
            assert!(began.elapsed() < Duration::from_secs(10), "it hangs");
        }
    }
}
