//! Who gets which answer, in which language, and with which headers.

use sha2::{Digest, Sha256};

use super::*;
use crate::web::strict::base64;

#[tokio::test]
async fn a_known_code_is_answered_and_every_other_gets_a_friendly_page() {
    let (pages, _published) = pages(Some(floor()));
    let known = ask(&pages, &format!("/t/{CODE}"), "").await;
    assert_eq!(known.status, StatusCode::OK);
    assert!(text_of(&known.page).contains("Мой номер A012"));
    let long = format!("/t/{}", "a".repeat(8_000));
    for path in
        ["/t/3k7m9pq2rtvy", "/t/x", "/t/", "/t/%00", "/t/%ff%fe", "/t/..%2f..%2fetc", "/", "/anything", long.as_str()]
    {
        let answered = ask(&pages, path, "hy,en;q=0.5").await;
        assert_eq!(answered.status, StatusCode::NOT_FOUND, "{path}");
        assert!(text_of(&answered.page).contains("Այսօր այդպիսի կտրոն չկա"), "{path}");
    }
}

#[tokio::test]
async fn the_language_is_the_one_asked_for_else_the_tickets_else_the_phones_else_the_offices() {
    let (pages, _published) = pages(Some(floor()));
    let known = format!("/t/{CODE}");
    for (path, accepts, language) in [
        (format!("{known}?lang=hy"), "en", "hy"),
        (format!("{known}?lang=xx"), "en", "ru"),
        (format!("{known}?lang=%3Cscript%3E&lang=en"), "en", "ru"),
        (format!("{known}?lang="), "en", "ru"),
        (known.clone(), "en", "ru"),
        ("/t/none".to_owned(), "de, en-GB;q=0.8, ru;q=0.1", "en"),
        ("/t/none".to_owned(), "\u{e9};;,,--", "ru"),
        ("/t/none?lang=hy".to_owned(), "en", "hy"),
    ] {
        let answered = ask(&pages, &path, accepts).await;
        assert!(answered.page.contains(&format!("<html lang=\"{language}\">")), "{path} {accepts}");
    }
}

#[tokio::test]
async fn every_answer_is_strict_with_browsers_and_kept_by_nobody() {
    let (pages, _published) = pages(Some(floor()));
    for path in [format!("/t/{CODE}"), "/t/none".to_owned()] {
        let answered = ask(&pages, &path, "").await;
        let header = |name: &str| answered.headers.get(name).unwrap().to_str().unwrap().to_owned();
        assert_eq!(header("cache-control"), "no-store");
        assert_eq!(header("referrer-policy"), "no-referrer");
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(header("content-type"), "text/html; charset=utf-8");
        let style = answered.page.split_once("<style>").unwrap().1.split_once("</style>").unwrap().0;
        let policy = header("content-security-policy");
        assert!(policy.contains(&format!("'sha256-{}'", base64(&Sha256::digest(style)))), "{policy}");
        assert!(policy.starts_with("default-src 'none';") && !policy.contains("unsafe"), "{policy}");
    }
}

#[tokio::test]
async fn who_asks_too_often_is_told_so_and_others_are_not() {
    let (pages, _published) = pages(Some(floor()));
    let mut statuses = Vec::new();
    for _ in 0..30 {
        statuses.push(ask(&pages, "/t/none", "").await.status);
    }
    assert_eq!((statuses[0], statuses[29]), (StatusCode::NOT_FOUND, StatusCode::TOO_MANY_REQUESTS));
    let crowded = ask(&pages, &format!("/t/{CODE}"), "").await;
    assert_eq!(crowded.headers.get(header::RETRY_AFTER).unwrap(), "30");
    assert!(text_of(&crowded.page).contains("Место в очереди за вами") && crowded.page.contains("content=\"30\""));
}

#[tokio::test]
async fn before_there_is_a_floor_the_page_is_still_a_page() {
    let (pages, _published) = pages(None);
    let answered = ask(&pages, &format!("/t/{CODE}"), "").await;
    assert_eq!(answered.status, StatusCode::NOT_FOUND);
    assert!(text_of(&answered.page).contains("There is no such coupon today"));
}
