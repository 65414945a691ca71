//! What is heard in captured sound.

/// Samples a second.
pub const RATE_HZ: usize = 48_000;

/// The loudness of each 10 ms, as a root mean square.
fn levels(samples: &[f32]) -> Vec<f32> {
    let rms = |step: &[f32]| (step.iter().map(|s| s * s).sum::<f32>() / step.len() as f32).sqrt();
    samples.chunks(RATE_HZ / 100).map(rms).collect()
}

/// The silences (under -45 dBFS) inside a sound, longest last, in milliseconds.
pub fn gaps_ms(samples: &[f32]) -> Vec<usize> {
    let loud: Vec<bool> = levels(samples).iter().map(|level| *level > 0.0056).collect();
    let mut gaps: Vec<usize> = loud.split(|loud| *loud).map(|gap| gap.len() * 10).filter(|gap| *gap > 0).collect();
    gaps.sort_unstable();
    gaps
}

/// How much of a stretch of sound is one tone: 1 for a pure one, near 0 for anything else.
fn share_of_tone(samples: &[f32], pitch_hz: f32) -> f32 {
    let turn = std::f32::consts::TAU * pitch_hz / RATE_HZ as f32;
    let turned = |wave: fn(f32) -> f32| samples.iter().enumerate().map(|(i, s)| s * wave(turn * i as f32)).sum::<f32>();
    let power: f32 = samples.iter().map(|s| s * s).sum();
    (turned(f32::sin).powi(2) + turned(f32::cos).powi(2)) * 2.0 / (samples.len() as f32 * power)
}

pub fn is_chime(samples: &[f32]) -> bool {
    let first = &samples[RATE_HZ / 20..RATE_HZ / 4];
    let second = &samples[RATE_HZ * 45 / 100..RATE_HZ * 6 / 10];
    share_of_tone(first, 659.26) > 0.8 && share_of_tone(second, 523.25) > 0.5
}
