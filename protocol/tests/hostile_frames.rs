//! S7 at the wire: whatever a frame or a key file holds, it is read or refused, soon and at little cost.
#![allow(clippy::unwrap_used)]

#[path = "../../tools/hostile.rs"]
mod hostile;

use std::path::{Path, PathBuf};
use std::thread;

use hostile::{LONGEST, bent, costs_little, processor_time};
use proptest::prelude::*;
use protocol::codec;
use protocol::key_file::{CertificateMark, KeyFile, Lacks, NotInOrder};
use protocol::limits::{FROM_DEVICE_LIMIT, FROM_SERVER_LIMIT};
use protocol::message::{FromDevice, FromServer};
use queue::ids::DeviceId;

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

    #[test]
    fn a_key_file_is_read_as_it_would_be_written_or_refused(bytes in bent(key_files())) {
        let text = String::from_utf8_lossy(&bytes);
        if let Ok(file) = costs_little(|| text.parse::<KeyFile>()) {
            prop_assert_eq!(file.to_text().parse(), Ok(file));
        }
    }
}

fn key_files() -> Vec<Vec<u8>> {
    let file = |office| KeyFile { key: "0a".repeat(32), office }.to_text().into_bytes();
    vec![file(Some(CertificateMark::of(b"certificate"))), file(None)]
}

#[test]
fn a_key_file_that_never_ends_is_no_whole_one() {
    let device = DeviceId::new("kiosk-1").unwrap();
    let read = costs_little(|| KeyFile::in_order(Path::new("/dev/zero"), &device, "ws://127.0.0.1:7700/device"));
    assert!(matches!(read, Err(NotInOrder::NotWhole { lacks: Lacks::WholeKey, .. })), "{read:?}");
}

#[test]
#[should_panic(expected = "of which it computed for")]
fn what_another_thread_computes_for_an_input_is_counted() {
    costs_little(|| {
        let busy = thread::spawn(|| {
            let began = processor_time();
            while processor_time() <= began + LONGEST {}
        });
        busy.join().unwrap();
    });
}

#[test]
fn frames_as_long_as_may_be_are_read_or_refused() {
    for piece in ["[", "{\"hello\":", "\"", "\\", "{\"a\":1,", "1", "\u{301}"] {
        let text = piece.repeat(FROM_SERVER_LIMIT / piece.len());
        costs_little(|| assert!(codec::decode::<FromServer>(&text, FROM_SERVER_LIMIT).is_err(), "{piece}"));
    }
}
