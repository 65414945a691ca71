//! How the visit was: when it is asked, what is taken, and what is not. That the word is in no file is held in `tests/server`.

use super::leaving::post;
use super::*;

const OURS: (&str, &str) = ("origin", "https://queue.test");

fn path() -> String {
    format!("/t/{CODE}/rate")
}

#[test]
fn it_is_asked_once_somebody_was_received() {
    for state in STATES {
        let page = page_of(&ticket(state), "ru");
        let asked = page.contains("Как прошёл ваш визит?");
        assert_eq!(asked, matches!(state, TicketState::Finished | TicketState::Refused), "{state:?}: {page}");
        assert_eq!(page.matches(&format!("href=\"{CODE}/rate?mark=")).count(), if asked { 5 } else { 0 });
    }
    let (floor, ticket) = (floor(), ticket(TicketState::Finished));
    let subject = Subject { floor: &floor, code: &code(), ticket: &ticket, told: None };
    let page = shown(&view::ticket_page(&subject, true, &wish("hy"), moment())).unwrap();
    assert!(page.contains("Շնորհակալություն գնահատականի համար") && !page.contains("/rate"), "{page}");
}

#[tokio::test]
async fn the_form_is_strict_and_holds_what_was_chosen_on_the_way() {
    let (pages, _published) = pages_of(Some(floor()), TicketState::Finished);
    for (language, words) in [("ru", "Как прошёл ваш визит?"), ("en", "How was your visit?"), ("hy", "Ինչպե՞ս անցավ")]
    {
        let answered = ask(&pages, &format!("{}?mark=4&lang={language}", path()), "").await;
        assert_eq!((answered.status, text_of(&answered.page).contains(words)), (StatusCode::OK, true));
        assert!(answered.page.contains("value=\"4\" checked") && !answered.page.contains("http-equiv"));
        let policy = answered.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("form-action 'self'") && !policy.contains("script"), "{policy}");
    }
    let answered = ask(&pages, &format!("{}?mark=9&word=%3Cscript%3E", path()), "").await;
    assert!(!answered.page.contains(" checked") && !answered.page.contains("script"), "{}", answered.page);
}

#[tokio::test]
async fn another_language_takes_mark_and_word_along_and_rates_nothing() {
    let (pages, _published) = pages_of(Some(floor()), TicketState::Finished);
    let asked = ask(&pages, &format!("{}?mark=4&still=1", path()), "").await.page;
    let button = "name=\"only\" value=\"language\" formaction=\"?lang=hy&amp;still=1\" formnovalidate";
    assert!(asked.contains(button) && !asked.contains("<a href=\"?lang="), "{asked}");
    assert!(asked.contains("<form method=\"post\" id=\"data\">"), "{asked}");
    let first = asked.split_once("form=\"data\"").unwrap().1;
    assert!(first.starts_with(" tabindex=\"-1\" aria-hidden=\"true\">"), "the Enter key chooses no language: {first}");
    let long = format!("mark=4&word=gern{}", "%D6%81".repeat(201));
    for (typed, checked, status, told) in [
        ("mark=4&word=gern", "", StatusCode::OK, None),
        ("word=gern", "", StatusCode::OK, None),
        ("word=gern", "&checked=yes", StatusCode::UNPROCESSABLE_ENTITY, Some("choose a mark from 1 to 5.")),
        (long.as_str(), "&checked=yes", StatusCode::UNPROCESSABLE_ENTITY, Some("200")),
        ("mark=4&word=gern", "&checked=yes", StatusCode::OK, None),
    ] {
        let body = format!("{typed}{checked}&only=language");
        let answered = post(&pages, &format!("{}?lang=en", path()), &body, &[OURS]).await;
        assert_eq!(answered.status, status, "{body}");
        assert!(text_of(&answered.page).contains("How was your visit?"), "{}", answered.page);
        assert!(answered.page.contains(">gern"), "the word stays: {}", answered.page);
        assert_eq!(answered.page.contains("value=\"4\" checked"), typed.contains("mark=4"), "{body}");
        assert_eq!(answered.page.contains("name=\"checked\""), told.is_some(), "{body}");
        assert!(told.is_none_or(|told| text_of(&answered.page).contains(told)), "{}", answered.page);
    }
    assert!(ask(&pages, &path(), "").await.status == StatusCode::OK, "nothing was rated");
}

#[tokio::test]
async fn a_ticket_is_rated_once_and_only_after_the_visit() {
    let (pages, _published) = pages_of(Some(floor()), TicketState::Finished);
    let answered = post(&pages, &path(), "mark=5&word=gern", &[OURS]).await;
    assert_eq!(
        (answered.status, answered.headers["location"].to_str().unwrap()),
        (StatusCode::SEE_OTHER, format!("../{CODE}?lang=ru").as_str())
    );
    assert!(ask(&pages, &format!("/t/{CODE}"), "").await.page.contains("Спасибо за оценку"));
    let again = post(&pages, &path(), "mark=1&word=", &[OURS]).await;
    assert_eq!((again.status, text_of(&again.page).contains("Этот визит уже оценён")), (StatusCode::CONFLICT, true));
    assert_eq!(ask(&pages, &path(), "").await.status, StatusCode::CONFLICT);
    for state in STATES.into_iter().filter(|state| !view::is_rated(*state)) {
        let (pages, _published) = pages_of(Some(floor()), state);
        let early = post(&pages, &path(), "mark=5", &[OURS]).await;
        assert_eq!((early.status, text_of(&early.page).contains("Визит ещё не окончен")), (StatusCode::CONFLICT, true));
    }
}

#[tokio::test]
async fn what_is_not_a_rating_is_not_kept_and_the_form_says_how_to_mend_it() {
    let (pages, _published) = pages_of(Some(floor()), TicketState::Refused);
    let long = format!("mark=3&word={}", "%D6%81".repeat(201));
    for (body, said) in [
        ("", "Выберите оценку от 1 до 5."),
        ("mark=0&word=x", "Выберите оценку от 1 до 5."),
        ("mark=6", "Выберите оценку от 1 до 5."),
        ("mark=five&word=%3Cscript%3E", "Выберите оценку от 1 до 5."),
        (long.as_str(), "Сократите текст до 200 знаков."),
    ] {
        let answered = post(&pages, &path(), body, &[OURS]).await;
        assert_eq!(answered.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
        assert!(text_of(&answered.page).contains(said) && !answered.page.contains("<script>"), "{}", answered.page);
    }
    let answered = post(&pages, &path(), &long, &[OURS]).await;
    assert!(answered.page.contains("ցցց") && answered.page.contains("value=\"3\" checked"), "what was typed stays");
    let whole = format!("mark=3&word={}", "%D6%81".repeat(200));
    let (elsewhere, across) = (("origin", "https://evil.test"), ("sec-fetch-site", "cross-site"));
    for (body, from, status) in [
        ("mark=5", elsewhere, StatusCode::FORBIDDEN),
        ("mark=5", across, StatusCode::FORBIDDEN),
        ("mark=5&mark=4", OURS, StatusCode::UNPROCESSABLE_ENTITY),
        ("mark=5&word=%ff", OURS, StatusCode::SEE_OTHER),
    ] {
        let answered = post(&pages, &path(), body, &[from]).await;
        assert_eq!(answered.status, status, "{body} {from:?}: {}", answered.page);
    }
    let (pages, _published) = pages_of(Some(floor()), TicketState::Refused);
    let large = format!("mark=5&word={}", "a".repeat(9_000));
    assert_eq!(post(&pages, &path(), &large, &[OURS]).await.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(post(&pages, &path(), &whole, &[OURS]).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_rating_that_did_not_arrive_is_told_so_and_not_how_to_leave_the_queue() {
    let large = format!("mark=5&word={}", "a".repeat(9_000));
    let elsewhere = ("origin", "https://evil.test");
    for (language, words) in [
        ("ru", "Оценка не сохранилась Она пришла не целиком. Вернитесь и отправьте её снова."),
        ("en", "Your rating was not kept It did not arrive whole. Please go back and send it again."),
        ("hy", "Գնահատականը չպահպանվեց Այն ամբողջությամբ չի եկել։ Վերադարձեք և կրկին ուղարկեք։"),
    ] {
        let (pages, _published) = pages_of(Some(floor()), TicketState::Finished);
        let path = format!("{}?lang={language}", path());
        for (body, from) in [(large.as_str(), OURS), ("mark=5&mark=4", OURS), ("mark=5", elsewhere)] {
            let answered = post(&pages, &path, body, &[from]).await;
            assert!(text_of(&answered.page).contains(words), "{body}: {}", answered.page);
        }
    }
}

#[tokio::test]
async fn a_rating_that_breaks_off_is_told_so() {
    let (pages, _published) = pages_of(Some(floor()), TicketState::Finished);
    let request = http::Request::post(path())
        .header(header::HOST, "queue.test")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(OURS.0, OURS.1);
    let parts = [Ok("mark=5&wo"), Err(std::io::Error::other("cut"))];
    let body = Body::from_stream(futures_util::stream::iter(parts));
    let response = TowerToHyperService::new(pages).call(request.body(body).unwrap()).await.unwrap();
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);
    let bytes = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
    assert!(text_of(std::str::from_utf8(&bytes).unwrap()).contains("Оценка не сохранилась"));
}

#[tokio::test]
async fn codes_cannot_be_tried_and_who_presses_on_is_held_up() {
    let (pages, _published) = pages_of(Some(floor()), TicketState::Finished);
    let mut tries = 0;
    while post(&pages, "/t/3k7m9pq2rtvy/rate", "mark=1", &[OURS]).await.status == StatusCode::NOT_FOUND {
        tries += 1;
        assert!(tries < 30, "a wrong code costs ten pages here, too");
    }
    let (pages, _published) = pages_of(Some(floor()), TicketState::Finished);
    let mut tries = 0;
    while post(&pages, &path(), "mark=0", &[OURS]).await.status != StatusCode::TOO_MANY_REQUESTS {
        tries += 1;
        assert!(tries < 100, "a form costs more than a page");
    }
}
