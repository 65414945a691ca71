//! The sound that the voice's program writes.

use std::num::NonZero;

/// The head of its WAV file: one channel of 16 bits, its length unknown.
const HEAD: usize = 44;

/// A sound of one channel.
pub(super) struct Sound {
    pub rate_hz: NonZero<u32>,
    /// From -1 to 1.
    pub samples: Vec<f32>,
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
