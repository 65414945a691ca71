//! What the office chooses of its coupon: in its form, in the text, and at the kiosk at once.

use std::time::Instant;

use queue::change::between;
use queue::floor::{Coupon, Text};
use queue::ids::Language;

use super::forms::{change, send};
use super::{bent, bring_in, confirm, exported, floor, office, preview, tell_live};
use crate::staff::signed_in;

fn said(ru: &str, en: &str, hy: &str) -> Text {
    let languages = [("ru", ru), ("en", en), ("hy", hy)].into_iter();
    Text(languages.map(|(key, said)| (Language::new(key).unwrap(), said.into())).collect())
}

const NOTE: [(&str, &str); 3] = [
    ("coupon.note.ru", "ул. Абовяна, 5, тел. +374-10-505050"),
    ("coupon.note.en", "5 Abovyan Street, +374-10-505050"),
    ("coupon.note.hy", "Աբովյան 5, +374-10-505050"),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_note_of_the_coupon_is_previewed_and_reaches_each_kiosk_without_a_restart() {
    let server = office().await;
    let mut kiosks = vec![server.connect("kiosk-1").await, server.connect("kiosk-2").await];
    for kiosk in &mut kiosks {
        kiosk.until(|shown| shown.floor_version == Some(1)).await;
        assert_eq!(kiosk.shown.coupon, Some(Coupon::default()));
    }
    let mut admin = signed_in(&server, "admin").await;
    let mut wanted = floor(&mut admin).await;
    let changes = [NOTE.as_slice(), &[("coupon.wait", "")]].concat();
    let sent = send(&mut admin, "part=coupon", &changes).await;
    let page = preview(&mut admin, sent).await;
    let told = page.text();
    assert!(
        told.contains("The office Coupon: note Was none Becomes") && told.contains("5 Abovyan Street, +374-10-505050"),
        "{told}"
    );
    assert!(told.contains("The office Coupon: the expected wait Was yes Becomes no"), "{told}");
    let confirmed = Instant::now();
    assert_eq!(confirm(&mut admin, &page).await.status, 303);
    let texts = NOTE.map(|(_, said)| said);
    wanted.coupon = Coupon { wait: false, note: said(texts[0], texts[1], texts[2]), ..Coupon::default() };
    for kiosk in &mut kiosks {
        kiosk.until(|shown| shown.floor_version == Some(2)).await;
        assert_eq!(kiosk.shown.coupon.as_ref(), Some(&wanted.coupon));
    }
    tell_live("a note of the coupon", confirmed);
    assert_eq!(between(&wanted, &floor(&mut admin).await), []);
    let page = admin.get("/staff/floor").await.text();
    assert!(page.contains("Note 5 Abovyan Street, +374-10-505050"), "{page}");
    assert!(page.contains("Last line the coupon’s own words"), "{page}");

    // Taken out in the form, it is gone; the text has it in the file's own words.
    let text = exported(&mut admin).await;
    let again = change(&mut admin, "part=coupon", &NOTE.map(|(name, _)| (name, ""))).await;
    assert_eq!(again.coupon, Coupon { wait: false, ..Coupon::default() });
    bring_in(&mut admin, &bent(&text, "code = true", "code = false")).await;
    assert_eq!(floor(&mut admin).await.coupon, Coupon { code: false, ..wanted.coupon });
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wording_for_which_the_coupon_has_no_room_is_marked_in_its_language() {
    let server = office().await;
    let mut admin = signed_in(&server, "admin").await;
    let long = "ул. Месропа Маштоца, 12, вход со двора, второй этаж";
    let changes = [NOTE.as_slice(), &[("coupon.note.ru", long)]].concat();
    let page = send(&mut admin, "part=coupon", &changes).await;
    let told = "Coupon: note, Русский : is too long for the coupon: at most 2 lines of 24 letters";
    assert!(page.status == 422 && page.text().contains(told), "{}", page.text());
    assert_eq!(page.body.matches("aria-invalid=\"true\"").count(), 1);
    assert!(page.body.contains(long), "what was typed stands there");
    assert_eq!(floor(&mut admin).await.coupon, Coupon::default());
    server.stop().await;
}
