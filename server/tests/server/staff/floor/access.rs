//! PINs and keys made anew on the page (S1, S2).

use protocol::message::Farewell;

use super::office;
use crate::staff::{browser, signed_in};
use crate::support::{farewell, key, pin, wait_for};

#[tokio::test(flavor = "multi_thread")]
async fn a_pin_is_set_by_an_administrator_and_the_old_one_fits_no_more() {
    let server = office().await;
    let old = pin(server.folder.path(), "head");
    let mut head = signed_in(&server, "head").await;
    assert_eq!(head.get("/staff/now").await.status, 200);
    let mut admin = signed_in(&server, "admin").await;
    let ask = admin.get("/staff/floor/pin?id=head").await;
    assert!(ask.text().contains("New PIN: Name of head"), "{}", ask.text());
    for (pin, again, told) in [
        ("508213", "508214", "The two are not the same"),
        ("123456", "123456", "not all the same and not in a row"),
        ("", "", "Use 6 to 12 figures"),
        ("12a456", "12a456", "Use 6 to 12 figures"),
    ] {
        let page = admin.post("/staff/floor/pin", &[("id", "head"), ("pin", pin), ("again", again)]).await;
        assert!(page.status == 422 && page.text().contains(told), "{pin}: {}", page.text());
    }
    assert_eq!(head.get("/staff/now").await.status, 200, "nothing happened");
    let set = admin.post("/staff/floor/pin", &[("id", "head"), ("pin", "508213"), ("again", "508213")]).await;
    assert_eq!(set.header("location"), "/staff/floor?pin=head");
    assert!(admin.get("/staff/floor?pin=head").await.text().contains("Name of head has a new PIN"));
    assert_eq!(head.get("/staff/now").await.status, 303, "the session has ended");
    let mut again = browser(&server);
    again.from = "127.0.3.1";
    assert_eq!(again.sign_in("head", &old).await.status, 403);
    again.from = "127.0.3.2";
    assert_eq!(again.sign_in("head", "508213").await.status, 303);
    for nobody in ["", "nobody", "Ы"] {
        assert_eq!(
            admin.get(&format!("/staff/floor/pin?id={}", if nobody == "Ы" { "%D0%AB" } else { nobody })).await.status,
            404
        );
        let fields = [("id", nobody), ("pin", "508213"), ("again", "508213")];
        assert_eq!(admin.post("/staff/floor/pin", &fields).await.status, 404, "{nobody}");
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_gets_a_new_key_and_a_connection_with_the_old_one_ends_within_seconds_s1() {
    let server = office().await;
    let old = key(server.folder.path(), "kiosk-1");
    let mut kiosk = server.connect("kiosk-1").await;
    let mut other = server.connect("kiosk-2").await;
    let mut admin = signed_in(&server, "admin").await;
    wait_for(async || admin.get("/staff/floor").await.text().contains("kiosk-1 kiosk, connected")).await;
    let ask = admin.get("/staff/floor/key?id=kiosk-1").await;
    assert!(ask.text().contains("credentials/kiosk-1.key"), "{}", ask.text());
    // The watch has looked once by then, so that it sees the change.
    tokio::time::sleep(std::time::Duration::from_millis(1500)).await;
    let made = admin.post("/staff/floor/key", &[("id", "kiosk-1")]).await;
    assert_eq!(made.header("location"), "/staff/floor?key=kiosk-1");
    assert_eq!(farewell(&mut kiosk.socket).await, Some(Farewell::UnknownDevice));
    assert_ne!(key(server.folder.path(), "kiosk-1"), old);
    server.connect("kiosk-1").await;
    assert!(matches!(other.ask(crate::support::take("certificates")).await, protocol::message::Outcome::Done(_)));
    for nothing in ["", "kiosk-99", "../office", "orlov"] {
        assert_eq!(admin.post("/staff/floor/key", &[("id", nothing)]).await.status, 404, "{nothing}");
    }
    server.stop().await;
}
