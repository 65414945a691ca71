//! Events as they were written by every version of this program, read as events of today.

use queue::Event;

/// The version that is written.
pub const VERSION: u32 = 1;

/// The sum that finds a flipped bit or a swapped row.
pub fn sum(seq: u64, body: &str) -> u32 {
    let mut sum = crc32fast::Hasher::new();
    sum.update(&seq.to_le_bytes());
    sum.update(body.as_bytes());
    sum.finalize()
}

/// Reads an event of any version; says in words why it cannot be.
pub fn read(seq: u64, version: u32, body: &str, written_sum: u32) -> Result<Event, String> {
    if sum(seq, body) != written_sum {
        return Err("its checksum does not fit: the disk changed it".to_owned());
    }
    match version {
        1 => serde_json::from_str(body).map_err(|problem| problem.to_string()),
        newer => Err(format!("it has version {newer}, this program knows versions to {VERSION}")),
    }
}
