//! Messages as JSON text frames, with a limit for each direction.

use serde::Serialize;
use serde::de::DeserializeOwned;
use thiserror::Error;

/// A frame that is no message.
#[derive(Debug, Error)]
pub enum CodecError {
    /// Over the limit of its direction.
    #[error("the frame has {bytes} bytes, at most {limit} are read")]
    TooLarge {
        /// What came.
        bytes: usize,
        /// What is allowed.
        limit: usize,
    },
    /// No message of this version; names place and field.
    #[error("no message: {0}")]
    Unreadable(#[from] serde_json::Error),
}

/// Writes a message.
pub fn encode<M: Serialize>(message: &M) -> String {
    serde_json::to_string(message).expect("messages have string keys and finite numbers")
}

/// Reads a message of at most `limit` bytes.
pub fn decode<M: DeserializeOwned>(text: &str, limit: usize) -> Result<M, CodecError> {
    if text.len() > limit {
        return Err(CodecError::TooLarge { bytes: text.len(), limit });
    }
    Ok(serde_json::from_str(text)?)
}
