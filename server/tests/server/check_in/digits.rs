//! The digits of a check-in are written down nowhere (P1).

use std::collections::BTreeSet;

use server::journal;
use sha2::{Digest, Sha256};

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn the_digits_of_a_check_in_cannot_be_tried_out_on_the_journal_p1() {
    let story = Booked::make(&[("mine", "2026-11-17T09:45")]);
    let server = story.server().await;
    let mut kiosk = server.connect("kiosk-1").await;
    ticket(kiosk.ask(type_in(story.number("mine"), "1000")).await);
    kiosk.take().await;
    let (folder, ..) = server.stop().await;
    let db = rusqlite::Connection::open(folder.path().join(journal::FILE)).unwrap();
    let mut stored = db.prepare("SELECT body_hash FROM requests").unwrap();
    let stored: BTreeSet<Vec<u8>> = stored.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap();
    assert_eq!(stored.len(), 2);
    // Whoever has the journal alone knows all of the ask but these.
    for digits in 0..10_000 {
        let ask = type_in(story.number("mine"), &format!("{digits:04}"));
        let plain = Sha256::digest(serde_json::to_vec(&ask).unwrap());
        assert!(!stored.contains(plain.as_slice()), "{digits:04} are the digits");
    }
}
