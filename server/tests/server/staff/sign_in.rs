//! Signing in by login and PIN: what fits, what waits, what is forged.

use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

use queue::floor::{Clerk, Role};
use queue::ids::ClerkId;
use server::run::FloorFile;

use super::{browser, office, signed_in};
use crate::support::{Browser, Server, key, pin};

#[tokio::test(flavor = "multi_thread")]
async fn a_right_pin_gives_a_cookie_for_this_host_over_tls_alone() {
    let server = office().await;
    let mut browser = browser(&server);
    let form = browser.get("/staff/sign-in").await;
    assert_eq!(form.status, 200);
    assert!(form.text().contains("Login") && form.headers("set-cookie").is_empty());
    let page = browser.sign_in("manager", &pin(server.folder.path(), "manager")).await;
    let cookie = page.header("set-cookie").to_owned();
    let (token, attributes) = cookie.strip_prefix("__Host-staff=").unwrap().split_once("; ").unwrap();
    assert!(token.len() == 64 && token.bytes().all(|byte| byte.is_ascii_hexdigit()), "{token}");
    assert_eq!(attributes, "Path=/; Secure; HttpOnly; SameSite=Strict");
    assert_eq!(page.header("location"), "/staff");
    assert_eq!(browser.get("/staff/now").await.status, 200);
    assert_eq!(browser.get("/staff/sign-in").await.header("location"), "/staff", "nothing to type any more");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_pin_waits_longer_each_time_and_nobody_elsewhere_waits_for_it() {
    let server = office().await;
    let right = pin(server.folder.path(), "manager");
    let wrong = if right == "000000" { "000001" } else { "000000" };
    let (mut here, mut there) = (browser(&server), browser(&server));
    there.from = "127.0.0.2";
    for wait_s in [1, 2, 4, 8] {
        for typed in [wrong, &right] {
            let page = here.sign_in("manager", typed).await;
            assert_eq!(
                (page.status, page.header("retry-after")),
                (403, wait_s.to_string().as_str()),
                "even the right one"
            );
            assert!(
                page.text().contains(&format!("Login or PIN is wrong. Next try in {wait_s} second")),
                "{}",
                page.text()
            );
            assert!(
                page.body.contains("value=\"manager\"") && !page.body.contains(typed),
                "the login stays, the PIN does not"
            );
            assert!(page.headers("set-cookie").is_empty());
        }
        server.clock.advance(Duration::from_secs(wait_s) - Duration::from_millis(1));
        assert_eq!(here.sign_in("manager", &right).await.header("retry-after"), "1", "a millisecond too early");
        assert_eq!(there.sign_in("manager", &right).await.status, 303, "nobody is locked out from afar");
        server.connect("console-1").await.sign_in("manager", &right).await;
        server.clock.advance(Duration::from_millis(1));
    }
    assert_eq!(here.sign_in("manager", &right).await.status, 303);
    let page = browser(&server).sign_in("manager", wrong).await;
    assert_eq!(page.header("retry-after"), "1", "what was wrong is forgiven");
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_pins_at_a_console_make_no_browser_wait() {
    let server = office().await;
    let right = pin(server.folder.path(), "manager");
    let mut console = server.connect("console-1").await;
    let wrong = protocol::message::Ask::SignIn { login: "manager".to_owned(), pin: "x".to_owned() };
    console.ask(wrong).await;
    assert_eq!(browser(&server).sign_in("manager", &right).await.status, 303);
}

/// The servers of these tests begin with PINs that were made once: they are those of a first run all the same.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_no_pin_yet_gets_one_at_the_start_and_the_others_keep_theirs_s2() {
    let server = office().await;
    let other = office().await;
    for path in ["credentials.db", "credentials/pins.toml", "credentials"] {
        let metadata = std::fs::metadata(server.folder.path().join(path)).unwrap();
        assert_eq!(metadata.permissions().mode() & 0o077, 0, "{path} is its owner's alone");
    }
    let keys = [&server, &other].map(|server: &Server| key(server.folder.path(), "kiosk-1"));
    assert_ne!(keys[0], keys[1], "keys are of one office");
    let before = pin(server.folder.path(), "manager");
    let (folder, mut settings, clock) = server.stop().await;
    settings.file = FloorFile::Apply;
    let id = ClerkId::new("newcomer").unwrap();
    settings.floor.clerks.push(Clerk { id, name: "Newcomer".into(), roles: [Role::Manager].into() });
    let server = Server::start_on(folder, settings, clock).await;
    assert_eq!(pin(server.folder.path(), "manager"), before);
    for login in ["manager", "newcomer"] {
        assert_eq!(signed_in(&server, login).await.get("/staff/now").await.status, 200, "{login}");
    }
}

/// The whole answer but its wait in words is the same, and so is the wait.
#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_login_is_answered_like_a_wrong_pin() {
    let server = office().await;
    let said = async |from: &'static str, login: &str| {
        let mut browser = browser(&server);
        browser.from = from;
        let page = browser.sign_in(login, "x").await;
        let again = browser.sign_in(login, "x").await;
        let plain = |page: &crate::support::Page| {
            (page.status, page.header("retry-after").to_owned(), page.body.replace(login, "?"))
        };
        (plain(&page), plain(&again))
    };
    assert_eq!(said("127.0.0.3", "manager").await, said("127.0.0.4", "nobody-1").await);
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_logins_and_pins_are_wrong_and_are_shown_as_text() {
    let server = office().await;
    for (login, shown) in [
        ("\"><script>alert(1)</script>", Some("value=\"&#34;&#62;&#60;script&#62;alert(1)&#60;/script&#62;\"")),
        ("x'; DROP TABLE clerk_pins;--", Some("value=\"x&#39;; DROP TABLE clerk_pins;--\"")),
        ("manager\0", None),
        ("\u{202e}reganam", None),
        ("ma\u{0301}\u{0301}\u{0301}nager", None),
        ("", None),
        ("=cmd|' /C calc'!A0", None),
        ("😀", None),
    ] {
        let page = browser(&server).sign_in(login, login).await;
        assert_eq!(page.status, 403, "{login}");
        assert!(!page.body.contains("<script>alert"), "{login}");
        assert!(shown.is_none_or(|shown| page.body.contains(shown)), "{}", page.body);
    }
    for body in
        ["", "login", "login=manager&login=head&pin=1", "pin=%ff%fe", "{}", &format!("login={}", "n".repeat(5_000))]
    {
        let mut browser = browser(&server);
        let origin = format!("Origin: https://{}", server.address);
        let page = browser.ask("POST", "/staff/sign-in", Some(body), &[&origin]).await;
        assert!(matches!(page.status, 400 | 403), "{body:.20}: {}", page.status);
        assert!(page.headers("set-cookie").is_empty());
    }
    server.clock.advance(Duration::from_secs(600));
    assert_eq!(signed_in(&server, "manager").await.get("/staff/now").await.status, 200, "the server goes on");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_from_elsewhere_is_refused_before_its_pin_is_looked_at() {
    let server = office().await;
    let right = pin(server.folder.path(), "manager");
    let fields = [("login", "manager"), ("pin", right.as_str())];
    let here = server.address;
    for headers in [
        &[][..],
        &["Origin: https://evil.example".to_owned()],
        &["Origin: null".to_owned()],
        &[format!("Origin: http://{here}")],
        &[format!("Origin: https://{here}.evil.example")],
        &["Sec-Fetch-Site: same-origin".to_owned()],
        &[format!("Origin: https://{here}"), "Origin: https://evil.example".to_owned()],
    ] {
        let lines: Vec<&str> = headers.iter().map(String::as_str).collect();
        let page = browser(&server).post_from("/staff/sign-in", &fields, &lines).await;
        assert_eq!(page.status, 403, "{lines:?}");
        assert!(page.text().contains("another site") && page.headers("set-cookie").is_empty(), "{lines:?}");
    }
    let mut inside = signed_in(&server, "manager").await;
    let page = inside.post_from("/staff/sign-out", &[], &["Origin: https://evil.example"]).await;
    assert_eq!(page.status, 403);
    assert_eq!(inside.get("/staff/now").await.status, 200, "nobody else signs one out");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_language_is_kept_and_counts_before_the_browsers_own() {
    let server = office().await;
    let mut browser: Browser = browser(&server);
    assert!(browser.get("/staff/sign-in").await.body.contains("<html lang=\"en\">"));
    let page = browser.get("/staff/sign-in?lang=hy").await;
    assert!(page.body.contains("<html lang=\"hy\">"));
    let cookie = page.header("set-cookie");
    assert_eq!(cookie, "staff-language=hy; Path=/staff; Max-Age=31536000; Secure; HttpOnly; SameSite=Strict");
    assert!(browser.get("/staff/sign-in").await.body.contains("<html lang=\"hy\">"));
    for (asked, said) in [("de", "hy"), ("%22%3E%3Cb%3E", "hy"), ("ru", "ru")] {
        assert!(
            browser
                .get(&format!("/staff/sign-in?lang={asked}"))
                .await
                .body
                .contains(&format!("<html lang=\"{said}\">"))
        );
    }
}
