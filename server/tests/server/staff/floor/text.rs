//! The floor out as text and in again, and texts that are none.

use server::config;

use super::forms::send;
use super::{DEMO, bent, bring_in, exported, floor, journaled, office, preview};
use crate::staff::signed_in;
use crate::support::{key, pin};

const IMPORT: &str = "/staff/floor/import";

#[tokio::test(flavor = "multi_thread")]
async fn what_is_exported_and_imported_is_the_same_floor() {
    let server = office().await;
    let mut admin = signed_in(&server, "admin").await;
    let text = exported(&mut admin).await;
    assert_eq!(config::parse(&text).unwrap().floor, server.settings.floor);
    let sent = admin.post_text(IMPORT, "text", &text).await;
    let page = preview(&mut admin, sent).await;
    assert!(page.text().contains("Nothing changes"), "{}", page.text());
    // As a browser's text field sends it, and as a file.
    let changed = bent(&text, "daily_limit = 120", "daily_limit = 77").replace('\n', "\r\n");
    bring_in(&mut admin, &changed).await;
    let sent = admin.post_text(IMPORT, "file", &text).await;
    let page = preview(&mut admin, sent).await;
    assert!(page.text().contains("Was 77 Becomes 120"), "{}", page.text());
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_that_has_no_effect_beside_another_one_is_told_before_it_is_in_force_b12() {
    let server = office().await;
    let mut admin = signed_in(&server, "admin").await;
    let text = exported(&mut admin).await;
    let told = "As long as missed bookings count, nobody books under a contact that is not proved by a code.";
    for (claimed, missed, is_told) in [(2, 3, true), (2, 0, false), (0, 3, false)] {
        let with = bent(&text, "\na_claimed = 0\n", &format!("\na_claimed = {claimed}\n"));
        let with = bent(&with, "\nmissed = 0\n", &format!("\nmissed = {missed}\n"));
        let sent = admin.post_text(IMPORT, "text", &with).await;
        let page = preview(&mut admin, sent).await;
        assert_eq!(page.text().contains(told), is_told, "{claimed} {missed}: {}", page.text());
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_the_machines_is_not_taken_in_and_is_in_nobodys_way() {
    let server = office().await;
    let mut admin = signed_in(&server, "admin").await;
    let text = exported(&mut admin).await;
    let (version, rest) = text.split_once('\n').unwrap();
    let with = |above: &str, below: &str| format!("{version}\n{above}\n{rest}\n{below}\n");
    let wrong = ["listen", "visitors_listen", "trusted_proxies", "visitors_certificate", "visitors_key"]
        .map(|field| (with(&format!("{field} = 7"), ""), field));
    let odd = [("personal_data", "keep_days = -1"), ("messages", "by = \"post\""), ("report", "to = []")]
        .map(|(table, field)| (with("", &format!("[{table}]\n{field}")), table));
    for (text, named) in wrong.into_iter().chain(odd) {
        let problems = config::parse(&text).unwrap_err();
        assert!(
            problems.iter().any(|problem| problem.field.starts_with(named)),
            "the file's check minds it: {problems:?}"
        );
        let sent = admin.post_text(IMPORT, "text", &text).await;
        let page = preview(&mut admin, sent).await;
        assert!(page.text().contains("Nothing changes"), "{named}: {}", page.text());
    }
    let page = admin.post_text(IMPORT, "text", &with("lisen = 7", "")).await;
    assert_eq!(page.status, 422, "what is nobody's is a slip: {}", page.text());
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_is_held_against_the_version_that_it_was_exported_from() {
    let server = office().await;
    let (mut one, mut two) = (signed_in(&server, "admin").await, signed_in(&server, "deputy").await);
    let text = exported(&mut one).await;
    assert!(text.starts_with("# version 1\n"), "{text:.40}");
    let mine = bent(&text, "daily_limit = 120", "daily_limit = 90").replace('\n', "\r\n");
    let theirs = bent(&exported(&mut two).await, "Hall 1", "Hall one");
    bring_in(&mut two, &theirs).await;
    for (text, overtaken) in [(mine.as_str(), true), (mine.split_once('\n').unwrap().1, false)] {
        let sent = one.post_text(IMPORT, "text", text).await;
        let page = preview(&mut one, sent).await;
        let told = page.text().contains("version 2 is in force, yours was made of version 1");
        assert_eq!(told, overtaken, "{}", page.text());
        assert!(page.text().contains("Was Hall one Becomes Hall 1"), "the rows tell it anyway: {}", page.text());
    }
    assert!(exported(&mut one).await.starts_with("# version 2\n"));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_differs_in_several_languages_is_told_with_their_names_in_the_offices_order() {
    let server = office().await;
    let mut admin = signed_in(&server, "admin").await;
    let sent = send(&mut admin, "part=hall&id=hall-1", &[("name.ru", "Hall 1"), ("name.en", "Зал 1")]).await;
    let told = preview(&mut admin, sent).await.text();
    let swapped = "Was Русский: Зал 1 / English: Hall 1 Becomes Русский: Hall 1 / English: Зал 1";
    assert!(told.contains(swapped), "{told}");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_new_is_told_whole_and_all_is_told_in_words() {
    let server = office().await;
    let mut admin = signed_in(&server, "admin").await;
    let text = exported(&mut admin).await;
    let new = "[[clerk]]\nid = \"new-boss\"\nname = \"New Boss\"\nroles = [\"administrator\"]\n\n";
    let text = bent(&text, "[[clerk]]", &format!("{new}[[clerk]]"));
    let text = bent(&text, "mismatch = \"data-mismatch\"", "mismatch = \"other-office\"");
    let text = bent(&text, "slot_min = 15", "slot_min = 20");
    let text = bent(&text, "then = [\"certificates\"]", "then = [\"citizenship\", \"certificates\"]");
    let text = bent(&text, "Application form", "Another paper");
    let sent = admin.post_text(IMPORT, "text", &text).await;
    let told = preview(&mut admin, sent).await.text();
    for part in [
        "New Boss new New Boss Name and surname Becomes New Boss New Boss Roles Becomes administrator",
        "Reason for refusing who is not the one that booked Was data does not match Becomes another office does this",
        "Booking: length of a time, min Was 15 Becomes 20",
        "Services that follow Was Certificates and advice Becomes Citizenship",
        "Another paper",
    ] {
        assert!(told.contains(part), "{part} in {told}");
    }
    for key in ["mismatch", "booking.", "slot_min", "reasons.", "data-mismatch", "otherwise"] {
        assert!(!told.contains(&format!(" {key}")), "{key} in {told}");
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn versions_that_cannot_be_read_are_not_told_as_none() {
    let server = office().await;
    let mut admin = signed_in(&server, "admin").await;
    let (journal, aside) = (server.folder.path().join("floor.db"), server.folder.path().join("aside"));
    std::fs::rename(&journal, &aside).unwrap();
    let page = admin.get("/staff/floor").await;
    let version = admin.get("/staff/floor/version?version=1").await;
    std::fs::rename(&aside, &journal).unwrap();
    assert!(page.status == 200 && page.text().contains("The versions cannot be read right now"), "{}", page.text());
    assert_eq!(version.status, 503, "{}", version.text());
    let page = admin.get("/staff/floor").await;
    assert!(page.text().contains("The first version"), "{}", page.text());
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_problem_of_a_text_is_told_with_line_field_and_mend_and_the_text_is_kept() {
    let server = office().await;
    let mut admin = signed_in(&server, "admin").await;
    let text = exported(&mut admin).await;
    let wrong = bent(&text, "daily_limit = 120", "daily_limit = 1000");
    let wrong = bent(&wrong, "policy = \"credit\"", "policy = \"fastest\"");
    let line = |of: &str| wrong.lines().position(|line| line == of).unwrap() + 1;
    let page = admin.post_text(IMPORT, "text", &wrong).await;
    assert_eq!(page.status, 422);
    for part in [
        "2 things to mend".to_owned(),
        format!(
            "line {}, service[1].daily_limit : does not fit: a whole number from 1 to 999",
            line("daily_limit = 1000")
        ),
        format!(
            "line {}, rules.policy : is unknown. write one of: credit, first-come, ratio",
            line("policy = \"fastest\"")
        ),
    ] {
        assert!(page.text().contains(&part), "{part} in {}", page.text());
    }
    assert!(page.body.contains("policy = &#34;fastest&#34;"), "what was typed stands there, as text");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_texts_change_nothing_and_are_shown_as_text_s7() {
    let server = office().await;
    let mut admin = signed_in(&server, "admin").await;
    let before = floor(&mut admin).await;
    let script = bent(DEMO, "en = \"Hall 1\"", "en = \"Hall 1\\u0000<script>alert(1)</script>\"");
    let huge = format!("{DEMO}\n# {}", "x".repeat(1024 * 1024));
    let deep = format!("a = {}", "[".repeat(100_000));
    for text in
        ["", "x", "</textarea><script>alert(1)</script>", "[office]\nname = 7", "a = 1\na = 2", &script, &deep, &huge]
    {
        let page = admin.post_text(IMPORT, "text", text).await;
        assert_eq!(page.status, 422, "{text:.40}: {}", page.text());
        assert!(!page.body.contains("<script>alert"), "{text:.40}");
    }
    // Names with markup are plain text, also in the preview.
    let text = bent(&exported(&mut admin).await, "Hall 1", "<b>Hall</b> & 'x'");
    let sent = admin.post_text(IMPORT, "text", &text).await;
    let page = preview(&mut admin, sent).await;
    assert!(page.body.contains("&#60;b&#62;Hall") && !page.body.contains("<b>Hall"), "{}", page.text());
    let origin = format!("Origin: https://{}", server.address);
    for kind in [
        "",
        "text/plain",
        "multipart/form-data",
        "multipart/form-data; boundary=other",
        "multipart/form-data; boundary=",
    ] {
        let page =
            admin.ask("POST", IMPORT, Some("--part\r\n\r\n"), &[&origin, &format!("Content-Type: {kind}")]).await;
        assert!([400, 422].contains(&page.status), "{kind}: {}", page.status);
    }
    let fields = ["Origin: https://evil.example", "Content-Type: multipart/form-data; boundary=part"];
    assert_eq!(admin.ask("POST", IMPORT, Some("--part--"), &fields).await.status, 403);
    assert_eq!(floor(&mut admin).await, before);
    let (folder, ..) = server.stop().await;
    assert_eq!(journaled(folder.path()).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_pin_key_or_hash_is_on_a_page_in_the_export_or_in_the_journal() {
    let server = office().await;
    let data = server.folder.path().to_owned();
    let mut admin = signed_in(&server, "admin").await;
    let set = admin.post("/staff/floor/pin", &[("id", "orlov"), ("pin", "508213"), ("again", "508213")]).await;
    assert_eq!(set.status, 303);
    assert_eq!(admin.post("/staff/floor/key", &[("id", "kiosk-1")]).await.status, 303);
    let secrets = [
        "508213".to_owned(),
        key(&data, "kiosk-1"),
        key(&data, "console-1"),
        pin(&data, "admin"),
        "$argon2".to_owned(),
    ];
    let mut said = exported(&mut admin).await;
    for address in [
        "/staff/floor",
        "/staff/floor?pin=orlov",
        "/staff/floor?key=kiosk-1",
        "/staff/floor/pin?id=orlov",
        "/staff/floor/key?id=kiosk-1",
        "/staff/floor/edit?part=clerk&id=orlov",
    ] {
        said += &admin.get(address).await.body;
    }
    let wrong = admin.post("/staff/floor/pin", &[("id", "orlov"), ("pin", "508213"), ("again", "508214")]).await;
    said += &wrong.body;
    let (folder, ..) = server.stop().await;
    for secret in &secrets {
        assert!(!said.contains(secret), "on a page");
        for file in ["floor.db", "statistics.db"] {
            let bytes = std::fs::read(folder.path().join(file)).unwrap_or_default();
            assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()), "in {file}");
        }
    }
}
