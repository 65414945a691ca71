//! PINs and keys made anew on the page (S1, S2).

use protocol::message::Farewell;

use queue::ids::ClerkId;
use server::credentials::Credentials;

use super::{confirm, office, preview};
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

#[tokio::test(flavor = "multi_thread")]
async fn who_is_removed_and_comes_again_under_the_same_login_begins_without_a_pin_s2() {
    let server = office().await;
    let old = pin(server.folder.path(), "orlov");
    let mut admin = signed_in(&server, "admin").await;
    let gone = [("part", "clerk"), ("id", "orlov"), ("version", "1"), ("remove", "yes")];
    let sent = admin.post("/staff/floor/edit", &gone).await;
    let page = preview(&mut admin, sent).await;
    assert!(page.text().contains("Павел Орлов Roles Was clerk"), "{}", page.text());
    assert_eq!(confirm(&mut admin, &page).await.status, 303);
    let kept = Credentials::open(server.folder.path()).unwrap();
    wait_for(async || kept.pin_hash(&ClerkId::new("orlov").unwrap()).unwrap().is_none()).await;
    let file = std::fs::read_to_string(server.folder.path().join("credentials/pins.toml")).unwrap();
    assert!(!file.contains("orlov") && file.contains("kovaleva = "), "{file}");

    let sent = admin.post("/staff/floor/version", &[("version", "1")]).await;
    let page = preview(&mut admin, sent).await;
    assert!(page.text().contains("Павел Орлов new Павел Орлов Name and surname Becomes"), "{}", page.text());
    assert!(page.text().contains("Павел Орлов Roles Becomes clerk"), "{}", page.text());
    assert_eq!(confirm(&mut admin, &page).await.status, 303);
    let page = admin.get("/staff/floor").await;
    assert!(page.text().contains("Павел Орлов orlov, clerk no PIN yet"), "{}", page.text());
    let mut back = browser(&server);
    back.from = "127.0.3.9";
    assert_eq!(back.sign_in("orlov", &old).await.status, 403);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_makes_a_pin_or_a_key_is_named_with_the_moment_and_only_they_are_told_that_it_is_done_p2() {
    let server = office().await;
    let (mut admin, mut deputy) = (signed_in(&server, "admin").await, signed_in(&server, "deputy").await);
    for (page, done) in [("pin?id=head", "pin=head"), ("key?id=kiosk-1", "key=kiosk-1")] {
        let ask = format!("/staff/floor/{page}");
        assert!(!admin.get(&ask).await.text().contains("Made anew so far"), "{page}");
        let done = format!("/staff/floor?{done}");
        assert!(!admin.get(&done).await.body.contains("role=\"status\""), "nobody has done anything");
    }
    let set = admin.post("/staff/floor/pin", &[("id", "head"), ("pin", "508213"), ("again", "508213")]).await;
    let made = admin.post("/staff/floor/key", &[("id", "kiosk-1")]).await;
    for (done, page) in [(set, "pin?id=head"), (made, "key?id=kiosk-1")] {
        let done = done.header("location");
        assert!(admin.get(done).await.body.contains("role=\"status\""), "{done}");
        assert!(!deputy.get(done).await.body.contains("role=\"status\""), "{done} is sent on");
        let told = deputy.get(&format!("/staff/floor/{page}")).await.text();
        assert!(told.contains("Made anew so far 17.11.2026 08:42, Name of admin"), "{told}");
    }
    server.clock.advance(std::time::Duration::from_secs(60));
    for done in ["pin=head", "key=kiosk-1", "done=1"] {
        let page = admin.get(&format!("/staff/floor?{done}")).await;
        assert!(!page.body.contains("role=\"status\""), "{done} is kept: {}", page.text());
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_could_not_be_made_is_said_so_and_the_old_one_fits_as_before() {
    let server = office().await;
    let data = server.folder.path().to_owned();
    let (old, old_key) = (pin(&data, "head"), key(&data, "kiosk-1"));
    let mut admin = signed_in(&server, "admin").await;
    for part in ["pins.part", "kiosk-1.part"] {
        std::fs::create_dir(data.join("credentials").join(part)).unwrap();
    }
    let pin = [("id", "head"), ("pin", "508213"), ("again", "508213")];
    for (address, fields) in [("/staff/floor/pin", pin.as_slice()), ("/staff/floor/key", &[("id", "kiosk-1")])] {
        let page = admin.post(address, fields).await;
        assert_eq!(page.status, 503, "{address}");
        assert!(page.text().contains("Nothing was made It could not be written: the old one fits"), "{}", page.text());
    }
    assert_eq!(key(&data, "kiosk-1"), old_key);
    let mut head = browser(&server);
    head.from = "127.0.3.7";
    assert_eq!(head.sign_in("head", &old).await.status, 303);
    server.stop().await;
}
