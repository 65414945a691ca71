//! Administrators change the floor on its page while it works: previewed, confirmed, versioned, journaled, and taken back.

mod access;
mod at_fields;
mod at_work;
mod coupon;
mod devices;
mod forms;
mod languages;
mod lists;
mod pictures;
mod slots;
mod spoken;
mod text;
mod things;

use std::time::Instant;

use queue::floor::{Clerk, Device, DeviceRole, Role};
use queue::ids::{ClerkId, DeviceId};
use queue::{Event, Fact, Floor};
use server::config;
use server::run::Settings;

use super::{PEOPLE, browser, signed_in};
use crate::support::{Browser, Page, Server, wait_for};

const DEMO: &str = include_str!("../../../../assets/demo/floor.toml");
const CHANGE: &str = "/staff/floor/change";

/// The demo floor with the people of these tests, a second administrator and twenty kiosks.
fn at_demo(settings: &mut Settings) {
    settings.floor = config::parse(DEMO).unwrap().floor;
    let deputy: (&str, &[Role]) = ("deputy", &[Role::Administrator]);
    for (login, roles) in PEOPLE.into_iter().filter(|(_, roles)| !roles.is_empty()).chain([deputy]) {
        let id = ClerkId::new(login).unwrap();
        settings.floor.clerks.retain(|clerk| clerk.id != id);
        let person = Clerk { id, name: format!("Name of {login}").into(), roles: roles.iter().copied().collect() };
        settings.floor.clerks.push(person);
    }
    let device = |name: &str, role, number: usize| Device {
        id: DeviceId::new(&format!("{name}-{number}")).unwrap(),
        role,
        prints_at: None,
    };
    let kiosks = (1..=20).map(|number| device("kiosk", DeviceRole::Kiosk, number));
    let consoles = (1..=6).map(|number| device("console", DeviceRole::Console, number));
    settings.floor.devices = kiosks.chain(consoles).chain([device("hall", DeviceRole::Hall, 1)]).collect();
}

async fn office() -> Server {
    Server::start_with(at_demo).await
}

/// What stands in a hidden field of a form.
fn hidden(page: &Page, name: &str) -> String {
    let at = format!("<input type=\"hidden\" name=\"{name}\" value=\"");
    let rest = page.body.split_once(&at).unwrap_or_else(|| panic!("{name} in {}", page.text())).1;
    rest.split('"').next().unwrap().to_owned()
}

/// Follows to the preview of what was sent.
async fn preview(browser: &mut Browser, sent: Page) -> Page {
    assert_eq!(sent.status, 303, "{}", sent.text());
    let page = browser.get(sent.header("location")).await;
    assert_eq!(page.status, 200, "{}", page.text());
    page
}

/// Confirms what a preview shows.
async fn confirm(browser: &mut Browser, preview: &Page) -> Page {
    let (name, on) = (hidden(preview, "name"), hidden(preview, "on"));
    browser.post(CHANGE, &[("name", &name), ("on", &on)]).await
}

/// Says how long after its confirmation a change was where it is looked for. An office has it within a second; a machine that tests
/// need not.
fn tell_live(what: &str, confirmed: Instant) {
    println!("{what}: live after {:?}", confirmed.elapsed());
}

/// A preview that nobody was shown.
fn stranger(preview: &Page) -> Page {
    let name = hidden(preview, "name");
    Page { status: 200, head: String::new(), body: preview.body.replace(&name, &"0".repeat(name.len())) }
}

/// Sends a text, sees its preview and confirms it.
async fn bring_in(browser: &mut Browser, text: &str) {
    let sent = browser.post_text("/staff/floor/import", "text", text).await;
    let page = preview(browser, sent).await;
    let done = confirm(browser, &page).await;
    assert_eq!(done.status, 303, "{}", done.text());
}

/// The floor as it is exported.
async fn exported(browser: &mut Browser) -> String {
    let (head, body) = browser.download("/staff/floor/floor.toml").await;
    assert!(head.contains(" 200 ") && head.to_lowercase().contains("attachment"), "{head}");
    String::from_utf8(body).unwrap()
}

async fn floor(browser: &mut Browser) -> Floor {
    config::parse(&exported(browser).await).unwrap().floor
}

/// Every configuration in the journal of a stopped server, with who said so.
fn journaled(data: &std::path::Path) -> Vec<Event> {
    let reader = server::journal::JournalReader::open(data).unwrap();
    let mut found = Vec::new();
    reader
        .each_event(|event| {
            if matches!(event.fact, Fact::FloorConfigured { .. }) {
                found.push(event.clone());
            }
        })
        .unwrap();
    found
}

fn bent(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "{from} in {text}");
    text.replacen(from, to, 1)
}

/// Each address of these pages with what a form there sends.
const FORMS: [(&str, &[(&str, &str)]); 6] = [
    (CHANGE, &[("name", "0"), ("on", "1")]),
    ("/staff/floor/edit", &[("part", "holidays"), ("version", "1"), ("holidays", "2027-01-01")]),
    ("/staff/floor/version", &[("version", "1")]),
    ("/staff/floor/file", &[]),
    ("/staff/floor/pin", &[("id", "orlov"), ("pin", "508213"), ("again", "508213")]),
    ("/staff/floor/key", &[("id", "kiosk-1")]),
];
const PAGES: [&str; 9] = [
    "/staff/floor",
    "/staff/floor/change?name=0",
    "/staff/floor/edit?part=service&id=residence",
    "/staff/floor/version?version=1",
    "/staff/floor/floor.toml",
    "/staff/floor/import",
    "/staff/floor/picture",
    "/staff/floor/pin?id=orlov",
    "/staff/floor/key?id=kiosk-1",
];

#[tokio::test(flavor = "multi_thread")]
async fn nobody_but_an_administrator_sees_or_changes_the_floor_s2() {
    let server = office().await;
    let before = std::fs::read_to_string(server.folder.path().join("credentials/kiosk-1.key")).unwrap();
    let mut nobody = browser(&server);
    for address in PAGES {
        assert_eq!(nobody.get(address).await.header("location"), "/staff/sign-in", "{address}");
    }
    for (address, fields) in FORMS {
        assert_eq!(nobody.post(address, fields).await.header("location"), "/staff/sign-in", "{address}");
    }
    for address in ["/staff/floor/import", pictures::PICTURE] {
        assert_eq!(nobody.post_text(address, "text", DEMO).await.header("location"), "/staff/sign-in");
    }
    for (login, from) in ["reception", "manager", "both", "head", "orlov"].into_iter().zip([
        "127.0.2.1",
        "127.0.2.2",
        "127.0.2.3",
        "127.0.2.4",
        "127.0.2.5",
    ]) {
        let mut person = signed_in(&server, login).await;
        person.from = from;
        for address in PAGES {
            assert_eq!(person.get(address).await.status, 403, "{login} at {address}");
        }
        for (address, fields) in FORMS {
            assert_eq!(person.post(address, fields).await.status, 403, "{login} at {address}");
        }
        for address in ["/staff/floor/import", pictures::PICTURE] {
            assert_eq!(person.post_text(address, "text", DEMO).await.status, 403, "{login}");
        }
        assert!(!person.get("/staff").await.body.contains("/staff/floor"), "{login} is offered it");
    }
    let mut admin = signed_in(&server, "admin").await;
    for (address, fields) in FORMS {
        for origin in [&["Origin: https://evil.example"] as &[&str], &[]] {
            assert_eq!(admin.post_from(address, fields, origin).await.status, 403, "{address} from {origin:?}");
        }
    }
    for address in PAGES.into_iter().filter(|address| !address.contains("change")) {
        assert_eq!(admin.get(address).await.status, 200, "{address}");
    }
    assert!(admin.get("/staff/bookings").await.body.contains("href=\"/staff/floor\""), "it is offered");
    assert_eq!(std::fs::read_to_string(server.folder.path().join("credentials/kiosk-1.key")).unwrap(), before);
    let (folder, ..) = server.stop().await;
    assert_eq!(journaled(folder.path()).len(), 1, "nobody changed anything");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_administrators_the_second_is_told_and_loses_nothing() {
    let server = office().await;
    let (mut one, mut two) = (signed_in(&server, "admin").await, signed_in(&server, "deputy").await);
    let text = exported(&mut one).await;
    let limit = bent(&text, "daily_limit = 120", "daily_limit = 90");
    let notice = bent(&text, "Талон действует сегодня", "Зал закрывается в 17:00");
    let first = one.post_text("/staff/floor/import", "text", &limit).await;
    let first = preview(&mut one, first).await;
    let second = two.post_text("/staff/floor/import", "text", &notice).await;
    let second = preview(&mut two, second).await;
    assert_eq!((hidden(&first, "on"), hidden(&second, "on")), ("1".to_owned(), "1".to_owned()));
    let stolen = confirm(&mut two, &first).await;
    assert_eq!(stolen.status, 410, "a change is its maker's alone: {}", stolen.text());

    for press in ["once", "twice"] {
        let done = confirm(&mut one, &first).await;
        assert_eq!((done.status, done.header("location")), (303, "/staff/floor?done=2"), "{press}: {}", done.text());
        assert!(one.get("/staff/floor?done=2").await.text().contains("Version 2 is in force"), "{press}");
    }
    let told = confirm(&mut two, &second).await;
    assert_eq!(told.status, 409);
    assert!(told.text().contains("version 2 is in force, yours was made of version 1"), "{}", told.text());
    assert!(told.text().contains("Was 90 Becomes 120"), "it shows what it would take back: {}", told.text());
    assert!(told.text().contains("Зал закрывается в 17:00"), "and its own change: {}", told.text());
    assert_eq!(floor(&mut two).await.services[0].daily_limit, 90, "nothing happened");
    assert_eq!(hidden(&told, "on"), "2");
    assert_eq!(confirm(&mut two, &told).await.status, 303, "who knows it may");
    assert_eq!(floor(&mut one).await, config::parse(&notice).unwrap().floor);
    let late = confirm(&mut one, &first).await;
    assert_eq!(late.status, 409, "another's version came after it: {}", late.text());
    assert!(late.text().contains("version 3 is in force, yours was made of version 1"), "{}", late.text());
    assert_eq!(confirm(&mut one, &stranger(&first)).await.status, 410, "what is not known");

    let (folder, ..) = server.stop().await;
    let by: Vec<_> = journaled(folder.path()).into_iter().map(|event| event.by).collect();
    let staff = |login: &str| queue::Actor::Staff(ClerkId::new(login).unwrap());
    assert_eq!(by, [queue::Actor::Office, staff("admin"), staff("deputy")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_press_whose_connection_was_cut_and_the_next_one_are_one_change() {
    let server = office().await;
    let mut admin = signed_in(&server, "admin").await;
    for (version, limit) in (2..12).zip(81..) {
        let text = exported(&mut admin).await;
        let before = text.lines().find(|line| line.starts_with("daily_limit = ")).unwrap();
        let text = bent(&text, before, &format!("daily_limit = {limit}"));
        let sent = admin.post_text("/staff/floor/import", "text", &text).await;
        let page = preview(&mut admin, sent).await;
        let (name, on) = (hidden(&page, "name"), hidden(&page, "on"));
        admin.post_and_hang_up(CHANGE, &[("name", &name), ("on", &on)]).await;
        let done = confirm(&mut admin, &page).await;
        let location = format!("/staff/floor?done={version}");
        assert_eq!((done.status, done.header("location")), (303, location.as_str()), "{}", done.text());
        assert_eq!(floor(&mut admin).await.services[0].daily_limit, limit);
        server.clock.advance(std::time::Duration::from_mins(1));
    }
    let (folder, ..) = server.stop().await;
    assert_eq!(journaled(folder.path()).len(), 11, "each is in force once");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_earlier_version_is_made_present_again_as_a_new_one_and_all_are_told() {
    let server = office().await;
    let mut admin = signed_in(&server, "admin").await;
    let first = floor(&mut admin).await;
    let text = bent(&exported(&mut admin).await, "daily_limit = 120", "daily_limit = 90");
    bring_in(&mut admin, &text).await;
    let page = admin.get("/staff/floor?done=2").await;
    assert!(page.text().contains("Version 2 is in force") && page.text().contains("Name of admin"), "{}", page.text());
    let version = admin.get("/staff/floor/version?version=2").await;
    assert!(version.text().contains("Changes against version 1"), "{}", version.text());
    assert!(version.text().contains("120") && version.text().contains("90"), "{}", version.text());
    let sent = admin.post("/staff/floor/version", &[("version", "1")]).await;
    let page = preview(&mut admin, sent).await;
    assert_eq!(confirm(&mut admin, &page).await.header("location"), "/staff/floor?done=3");
    assert_eq!(floor(&mut admin).await, first);
    let sent = admin.post("/staff/floor/version", &[("version", "1")]).await;
    let same = preview(&mut admin, sent).await;
    assert!(same.text().contains("Nothing changes") && !same.body.contains("name=\"on\""), "{}", same.text());
    for odd in ["0", "4", "99999999", "-1", "x", ""] {
        assert_eq!(admin.get(&format!("/staff/floor/version?version={odd}")).await.status, 404, "{odd}");
    }
    assert_eq!(admin.post("/staff/floor/version", &[("version", "77")]).await.status, 404);

    let server = server.restart().await;
    let mut admin = signed_in(&server, "admin").await;
    assert_eq!(floor(&mut admin).await, first, "the journal is the truth");
    let listed = admin.get("/staff/floor").await;
    assert_eq!(listed.all("<ul class=\"things versions\"").len(), 1);
    assert!(listed.text().contains("Version 3") && listed.text().contains("The first version"), "{}", listed.text());
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_version_that_takes_back_a_change_or_is_as_an_earlier_one_is_told_so() {
    let server = office().await;
    let mut admin = signed_in(&server, "admin").await;
    for (was, becomes) in [(120, 90), (90, 77)] {
        let line = |limit: u32| format!("daily_limit = {limit}\n");
        let text = bent(&exported(&mut admin).await, &line(was), &line(becomes));
        bring_in(&mut admin, &text).await;
    }
    for (present, told) in [
        ("2", "The change of 08:42 taken back"),
        ("3", "The change of 17.11.2026 08:42 taken back"),
        ("1", "Again as in version 1"),
    ] {
        let sent = admin.post("/staff/floor/version", &[("version", present)]).await;
        let page = preview(&mut admin, sent).await;
        confirm(&mut admin, &page).await;
        let page = admin.get("/staff/floor").await;
        assert!(page.text().contains(told), "{}", page.text());
        if present == "2" {
            server.clock.advance(std::time::Duration::from_secs(24 * 3600));
            wait_for(async || server.health().await["day"] == "2026-11-18").await;
            admin = signed_in(&server, "admin").await;
        }
    }
    for (language, told) in [("ru", "Снова как в версии 1"), ("hy", "Կրկին ինչպես 1 տարբերակում")]
    {
        let page = admin.get(&format!("/staff/floor?lang={language}")).await;
        assert!(page.text().contains(told), "{}", page.text());
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_version_is_not_told_as_again_one_that_is_not_listed() {
    let server = office().await;
    let mut admin = signed_in(&server, "admin").await;
    for version in 2..=12 {
        let line = |limit: u32| format!("daily_limit = {limit}\n");
        let before = if version == 2 { 120 } else { 200 + version - 1 };
        let text = bent(&exported(&mut admin).await, &line(before), &line(200 + version));
        bring_in(&mut admin, &text).await;
    }
    let sent = admin.post("/staff/floor/version", &[("version", "1")]).await;
    let page = preview(&mut admin, sent).await;
    confirm(&mut admin, &page).await;
    let page = admin.get("/staff/floor").await;
    assert!(page.text().contains("Version 13") && !page.text().contains("Again as in version"), "{}", page.text());
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_version_is_listed_twelve_at_a_time() {
    let server = office().await;
    let mut admin = signed_in(&server, "admin").await;
    for version in 2..=26 {
        let line = |limit: u32| format!("daily_limit = {limit}\n");
        let before = if version == 2 { 120 } else { 200 + version - 1 };
        let text = bent(&exported(&mut admin).await, &line(before), &line(200 + version));
        bring_in(&mut admin, &text).await;
        server.clock.advance(std::time::Duration::from_mins(1));
    }
    let listed = |page: &Page| -> Vec<u32> {
        let links = page.body.match_indices("/staff/floor/version?version=");
        links.map(|(at, link)| page.body[at + link.len()..].split('"').next().unwrap().parse().unwrap()).collect()
    };
    let mut address = "/staff/floor".to_owned();
    let mut seen = Vec::new();
    while seen.len() < 26 {
        let page = admin.get(&address).await;
        assert!(page.text().contains("Version 26,"), "what is in force is told on each: {}", page.text());
        assert_eq!(page.text().contains("The newest versions"), !seen.is_empty());
        let rows = listed(&page);
        assert_eq!(rows.len(), 12.min(26 - seen.len()), "{rows:?}");
        seen.extend(rows);
        assert_eq!(page.text().contains("Earlier versions"), seen.len() < 26);
        address = format!("/staff/floor?before={}", seen.last().unwrap());
        assert_eq!(page.body.contains(&address), seen.len() < 26, "{address}");
    }
    assert!(seen.into_iter().eq((1..=26).rev()));
    for odd in ["0", "1", "27", "99999999", "x"] {
        assert_eq!(listed(&admin.get(&format!("/staff/floor?before={odd}")).await).first(), Some(&26), "{odd}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_differs_is_told_of_and_taken_in_only_when_somebody_says_so() {
    let server = office().await;
    let mut admin = signed_in(&server, "admin").await;
    let as_file = floor(&mut admin).await;
    assert!(!admin.get("/staff/floor").await.body.contains("/staff/floor/file"), "it says the same");
    let text = bent(&exported(&mut admin).await, "daily_limit = 120", "daily_limit = 90");
    bring_in(&mut admin, &text).await;
    let server = server.restart().await;
    assert_eq!(server.health().await["floor_file_differs"], true);
    let mut admin = signed_in(&server, "admin").await;
    assert_eq!(floor(&mut admin).await.services[0].daily_limit, 90, "the journal counts");
    let page = admin.get("/staff/floor").await;
    assert!(page.text().contains("says something else"), "{}", page.text());
    let sent = admin.post("/staff/floor/file", &[]).await;
    let page = preview(&mut admin, sent).await;
    assert!(page.text().contains("Was 90 Becomes 120"), "{}", page.text());
    assert_eq!(confirm(&mut admin, &page).await.status, 303);
    assert_eq!(floor(&mut admin).await, as_file);
    assert!(!admin.get("/staff/floor").await.body.contains("/staff/floor/file"));
    server.stop().await;
}
