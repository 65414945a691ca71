//! What the two databases of one office have in common, so that keys are never laid beside the data of another.

/// Random, made once.
pub type Pair = [u8; 16];
