//! S7 at the wire: whatever a frame holds, it is read or refused, soon and at little cost.
#![allow(clippy::unwrap_used)]

#[path = "../../tools/hostile.rs"]
mod hostile;

use std::path::PathBuf;

use hostile::{bent, costs_little};
use proptest::prelude::*;
use protocol::codec;
use protocol::limits::{FROM_DEVICE_LIMIT, FROM_SERVER_LIMIT};
use protocol::message::{FromDevice, FromServer};

fn golden() -> Vec<Vec<u8>> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    std::fs::read_dir(folder).unwrap().map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_frame_is_read_or_refused(frame in bent(golden())) {
        let text = String::from_utf8_lossy(&frame);
        costs_little(|| {
            let _read_or_refused = codec::decode::<FromDevice>(&text, FROM_DEVICE_LIMIT);
            let _read_or_refused = codec::decode::<FromServer>(&text, FROM_SERVER_LIMIT);
        });
    }
}

#[test]
fn frames_as_long_as_may_be_are_read_or_refused() {
    for piece in ["[", "{\"hello\":", "\"", "\\", "{\"a\":1,", "1", "\u{301}"] {
        let text = piece.repeat(FROM_SERVER_LIMIT / piece.len());
        costs_little(|| assert!(codec::decode::<FromServer>(&text, FROM_SERVER_LIMIT).is_err(), "{piece}"));
    }
}
