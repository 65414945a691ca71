//! Each page against each role and against nobody: no page without the right role.

use std::collections::BTreeSet;
use std::time::Duration;

use server::guarded_addresses;
use server::permits::StaffPage;

use super::{PEOPLE, browser, office, signed_in};
use crate::support::http_get;

/// Each page, and who sees it.
const PAGES: [(&str, &[&str]); 7] = [
    ("/staff/now", &["manager", "head"]),
    ("/staff/day", &["manager", "head"]),
    ("/staff/period", &["manager", "head"]),
    ("/staff/what-if", &["manager", "head"]),
    ("/staff/bookings", &["reception", "manager", "admin", "both", "head"]),
    ("/staff/mine", &["both", "head", "clerk-1"]),
    ("/staff/floor", &["admin"]),
];
/// What else is served to those who see the day.
const OF_THE_DAY: [&str; 12] = [
    "/staff/day.csv",
    "/staff/day.xlsx",
    "/staff/day.pdf",
    "/staff/now.csv",
    "/staff/now.xlsx",
    "/staff/ticket?number=A001",
    "/staff/ticket.csv?number=A001",
    "/staff/ticket.xlsx?number=A001",
    "/staff/what-if.csv",
    "/staff/what-if.xlsx",
    "/staff/period.csv",
    "/staff/period.xlsx",
];

/// What else is served to clerks.
const OF_A_CLERK: [&str; 2] = ["/staff/mine.csv", "/staff/mine.xlsx"];

/// Who may do anything at an address of a page.
fn readers(page: StaffPage) -> &'static [&'static str] {
    let address = match page {
        StaffPage::Now => "/staff/now",
        StaffPage::Day => "/staff/day",
        StaffPage::Period => "/staff/period",
        StaffPage::WhatIf => "/staff/what-if",
        StaffPage::Bookings => "/staff/bookings",
        StaffPage::Mine => "/staff/mine",
        StaffPage::Floor => "/staff/floor",
    };
    PAGES.iter().find(|(known, _)| *known == address).unwrap().1
}

/// The list is what the router is made of, so that an address cannot be forgotten here.
#[tokio::test(flavor = "multi_thread")]
async fn every_address_of_the_router_is_closed_to_every_role_but_its_readers_s2() {
    let server = office().await;
    let all = guarded_addresses();
    for page in StaffPage::ALL {
        assert!(all.iter().any(|(_, _, of)| *of == page), "{page:?}");
    }
    let distinct: BTreeSet<_> = all.iter().map(|(method, address, _)| (method.as_str(), *address)).collect();
    assert_eq!(distinct.len(), all.len());
    let people = PEOPLE.iter().map(|(login, _)| *login).chain(["clerk-1"]);
    for login in people {
        server.clock.advance(Duration::from_secs(20));
        let mut browser = signed_in(&server, login).await;
        for (method, address, page) in &all {
            let status = match method.as_str() {
                "POST" => browser.post(address, &[]).await.status.to_string(),
                _ => browser.download(address).await.0.split(' ').nth(1).unwrap().to_owned(),
            };
            assert_eq!(status != "403", readers(*page).contains(&login), "{login}: {method} {address}: {status}");
        }
    }
    let mut nobody = browser(&server);
    for (method, address, _) in &all {
        let answer = if *method == "POST" { nobody.post(address, &[]).await } else { nobody.get(address).await };
        assert_eq!((answer.status, answer.header("location")), (303, "/staff/sign-in"), "{method} {address}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_page_is_seen_without_the_right_role() {
    let server = office().await;
    let people = PEOPLE.iter().map(|(login, _)| *login).chain(["clerk-1"]);
    for login in people {
        // One address asks for all of them, no faster than it may.
        server.clock.advance(Duration::from_secs(20));
        let mut browser = signed_in(&server, login).await;
        for (address, readers) in PAGES {
            for asked in [address.to_owned(), format!("{address}?lang=hy"), format!("{address}?still=1&again=1")] {
                let page = browser.get(&asked).await;
                let wanted = if readers.contains(&login) { 200 } else { 403 };
                assert_eq!(page.status, wanted, "{login} at {asked}");
                assert!(
                    page.body.contains(&format!("Name of {login}")) || login == "clerk-1",
                    "who is signed in is told"
                );
                let head = browser.ask("HEAD", &asked, None, &[]).await;
                assert_eq!((head.status, head.body.as_str()), (wanted, ""), "{login} at {asked}");
            }
        }
        let first = browser.get("/staff").await;
        let reads =
            |begins: &&str| PAGES.iter().any(|(address, readers)| address == begins && readers.contains(&login));
        let mine = ["/staff/now", "/staff/floor", "/staff/bookings", "/staff/mine"].into_iter().find(reads);
        match mine {
            Some(address) => assert_eq!((first.status, first.header("location")), (303, address), "{login}"),
            None => assert_eq!(first.status, 403, "{login}"),
        }
        let links: Vec<_> =
            PAGES.iter().filter(|(address, _)| first.body.contains(&format!("href=\"{address}\""))).collect();
        assert!(links.is_empty(), "a page without readers among one's roles offers nothing");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn files_and_tickets_of_a_day_are_for_those_who_see_the_day() {
    let server = office().await;
    server.connect("kiosk-1").await.take().await;
    server.counted().await;
    for (login, from) in PEOPLE.iter().map(|(login, _)| *login).chain(["clerk-1"]).zip([
        "127.0.1.1",
        "127.0.1.2",
        "127.0.1.3",
        "127.0.1.4",
        "127.0.1.5",
        "127.0.1.6",
        "127.0.1.7",
    ]) {
        let mut browser = signed_in(&server, login).await;
        browser.from = from;
        for address in OF_THE_DAY {
            let (head, body) = browser.download(address).await;
            let wanted = if ["manager", "head"].contains(&login) { " 200 " } else { " 403 " };
            let status = head.lines().next().unwrap();
            assert!(status.contains(wanted) && !body.is_empty(), "{login} at {address}: {status}");
            for (name, value) in [("cache-control", "no-store"), ("x-content-type-options", "nosniff")] {
                assert!(head.contains(&format!("{name}: {value}")), "{login} at {address}: {head}");
            }
        }
        let status = browser.get("/staff/bookings.csv").await.status;
        assert_eq!(status, if ["clerk-1", "cleaner"].contains(&login) { 403 } else { 200 }, "{login}");
        for address in OF_A_CLERK {
            let (head, _) = browser.download(address).await;
            let wanted = if readers(StaffPage::Mine).contains(&login) { " 200 " } else { " 403 " };
            assert!(head.lines().next().unwrap().contains(wanted), "{login} at {address}: {head}");
        }
    }
    let mut nobody = browser(&server);
    for address in OF_THE_DAY.into_iter().chain(OF_A_CLERK) {
        let page = nobody.get(address).await;
        assert_eq!(
            (page.status, page.header("location"), page.body.as_str()),
            (303, "/staff/sign-in", ""),
            "{address}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_sees_anything_and_is_sent_to_sign_in() {
    let server = office().await;
    let mut nobody = browser(&server);
    for token in ["", "0", &"0".repeat(64), &"f".repeat(9_000), "' OR 1=1 --"] {
        if !token.is_empty() {
            nobody.cookies.insert("__Host-staff".to_owned(), token.to_owned());
        }
        for address in PAGES.map(|(address, _)| address).into_iter().chain(["/staff", "/staff/"]) {
            for method in ["GET", "HEAD"] {
                let page = nobody.ask(method, address, None, &[]).await;
                assert_eq!(
                    (page.status, page.header("location")),
                    (303, "/staff/sign-in"),
                    "{method} {address} {token:.9}"
                );
                assert_eq!(page.body, "");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_shown_twice_or_under_another_name_is_none() {
    let server = office().await;
    let mut browser = signed_in(&server, "manager").await;
    let token = browser.cookies["__Host-staff"].clone();
    browser.cookies.clear();
    let twice = format!("Cookie: __Host-staff={token}; __Host-staff=0");
    for line in [twice.as_str(), &format!("Cookie: staff={token}"), &format!("Cookie: __host-staff={token}")] {
        assert_eq!(browser.ask("GET", "/staff/now", None, &[line]).await.status, 303, "{line}");
    }
    let line = format!("Cookie: theme=dark; __Host-staff={token}");
    assert_eq!(browser.ask("GET", "/staff/now", None, &[&line]).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn over_http_nothing_is_shown_and_the_address_over_tls_is_told() {
    let server = office().await;
    let mut browser = signed_in(&server, "manager").await;
    for address in ["/staff", "/staff/", "/staff/sign-in", "/staff/now?still=1", "/staff/nowhere"] {
        for method in ["GET", "HEAD"] {
            let page = browser.ask_openly(method, address, None, &[]).await;
            let wanted = format!("https://{}{address}", server.address);
            assert_eq!((page.status, page.header("location")), (307, wanted.as_str()), "{method}");
            assert!(page.body.is_empty() && page.headers("set-cookie").is_empty());
        }
        for method in ["POST", "PUT", "DELETE", "OPTIONS"] {
            let body = Some("login=manager&pin=123456");
            let page = browser.ask_openly(method, address, body, &[]).await;
            assert!(matches!(page.status, 403), "{method} {address}: {}", page.status);
            assert!(page.text().contains(&format!("https://{}/staff", server.address)), "{}", page.text());
            assert!(!page.body.contains("Name of manager") && page.headers("set-cookie").is_empty());
        }
    }
    let page = browser.ask_openly("GET", "/staff/now?lang=hy", None, &[]).await;
    assert!(page.headers("set-cookie").is_empty(), "no cookie is given openly");
}

#[tokio::test(flavor = "multi_thread")]
async fn other_methods_do_nothing() {
    let server = office().await;
    let mut browser = signed_in(&server, "manager").await;
    let origin = format!("Origin: https://{}", server.address);
    for address in ["/staff", "/staff/now", "/staff/sign-in", "/staff/sign-out"] {
        for method in ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "SWITCH"] {
            let page = browser.ask(method, address, Some(""), &[&origin]).await;
            assert_eq!(page.status, 405, "{method} {address}");
        }
    }
    assert_eq!(browser.post("/staff/now", &[]).await.status, 405);
    assert_eq!(browser.get("/staff/sign-out").await.status, 405, "a link signs nobody out");
    assert_eq!(browser.get("/staff/now").await.status, 200, "still signed in");
    for address in
        ["/staff/nowhere", "/staff/now/", "/staff/now/../now", "/staff/%6eow", "/staff/now%00", "/staff//now"]
    {
        assert_eq!(browser.get(address).await.status, 404, "{address}");
    }
    assert_eq!(http_get(server.address, "/health").await.map(|body| body.starts_with('{')), Some(true));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_headers_are_strict_on_every_answer() {
    let server = office().await;
    let mut browser = signed_in(&server, "manager").await;
    let mut clerk = signed_in(&server, "clerk-1").await;
    let mut pages = vec![clerk.get("/staff/now").await];
    for address in ["/staff/now", "/staff", "/staff/nowhere", "/staff/sign-out"] {
        pages.push(browser.get(address).await);
    }
    pages.push(browser.ask_openly("POST", "/staff/sign-in", Some(""), &[]).await);
    pages.push(browser.ask_openly("GET", "/staff/sign-in", None, &[]).await);
    browser.cookies.clear();
    pages.push(browser.get("/staff/sign-in").await);
    pages.push(browser.sign_in("manager", "wrong").await);
    for page in pages {
        let policy = page.header("content-security-policy");
        for part in ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"] {
            assert!(policy.contains(part), "{part}: {policy}");
        }
        assert!(!policy.contains("unsafe") && !policy.contains("http"), "{policy}");
        assert_eq!(page.header("cache-control"), "no-store");
        assert_eq!(page.header("x-content-type-options"), "nosniff");
        assert_eq!(page.header("referrer-policy"), "same-origin");
        assert_eq!(page.headers("strict-transport-security").len(), 0, "the port of the visitors' pages may be open");
        let foreign = page.body.split("://").skip(1).find(|rest| !rest.starts_with(&server.address.to_string()));
        assert_eq!(foreign, None, "nothing of anybody else is named");
    }
}
