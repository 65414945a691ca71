//! Leaving the queue: where it is offered, how it is asked, and why it is not done.

use view::Refusal;

use super::*;

fn asked(language: &str) -> String {
    let (floor, ticket) = (floor(), ticket(TicketState::Waiting));
    let subject = Subject { floor: &floor, code: &code(), ticket: &ticket, told: None };
    asking(&view::leave_page(&subject, &wish(language))).unwrap()
}

#[test]
fn leaving_is_offered_as_long_as_there_is_a_place_to_give_up() {
    for state in STATES {
        let page = page_of(&ticket(state), "ru");
        let offered = page.contains(&format!("<a class=\"leave\" href=\"{CODE}/leave?lang=ru\">Уйти из очереди</a>"));
        let place = matches!(state, TicketState::Waiting | TicketState::Parked | TicketState::NoShow);
        assert_eq!(offered, place, "{state:?}: {page}");
    }
    let still = Wish { still: true, ..wish("hy") };
    let page = page_on(&floor(), &ticket(TicketState::Waiting), None, &still);
    assert!(page.contains(&format!("{CODE}/leave?lang=hy&#38;still=1")), "{page}");
}

#[test]
fn it_is_asked_once_more_in_each_language_and_the_way_back_is_there() {
    for (language, question) in [("ru", "Уйти из очереди?"), ("en", "Leave the queue?"), ("hy", "Դո՞ւրս գալ հերթից")]
    {
        let page = asked(language);
        let text = text_of(&page);
        assert!(text.contains(question) && text.contains("A012"), "{text}");
        assert!(page.contains("<form method=\"post\">") && page.contains("name=\"sure\" value=\"1\""), "{page}");
        assert!(page.contains(&format!("href=\"../{CODE}?lang={language}\"")), "{page}");
        assert!(!page.contains("http-equiv"), "a question does not change while it is read");
    }
}

#[test]
fn why_nothing_was_done_is_said_in_each_language() {
    let (floor, ticket) = (floor(), ticket(TicketState::Called));
    let subject = Subject { floor: &floor, code: &code(), ticket: &ticket, told: None };
    let mut said = Vec::new();
    for language in ["ru", "en", "hy"] {
        for why in [Refusal::Called, Refusal::Gone, Refusal::FromElsewhere, Refusal::Unsure] {
            said.push(text_of(&refused(&view::refusal_page(&subject, &wish(language), why)).unwrap()));
        }
    }
    assert!(said[0].contains("Вас уже вызвали") && said[5].contains("no longer in the queue"), "{said:?}");
    let distinct: std::collections::BTreeSet<_> = said.iter().collect();
    assert_eq!(distinct.len(), 12, "{said:?}");
}

#[test]
fn who_left_on_the_page_is_told_so_and_not_that_the_coupon_is_bad() {
    let mut left = ticket(TicketState::Left);
    left.gone = Some(Gone::Left(LeftWhy::OnPage));
    assert!(text_of(&page_of(&left, "ru")).contains("Вы ушли из очереди"));
    for why in [LeftWhy::Said, LeftWhy::EndOfDay, LeftWhy::Withdrawn] {
        left.gone = Some(Gone::Left(why));
        assert!(text_of(&page_of(&left, "ru")).contains("Талон больше не действует"));
    }
}

pub async fn post(pages: &Router, path: &str, body: &str, headers: &[(&str, &str)]) -> Answered {
    let mut request = http::Request::post(path)
        .header(header::HOST, "queue.test")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = TowerToHyperService::new(pages.clone()).call(request.body(Body::from(body.to_owned())).unwrap());
    let (head, body) = response.await.unwrap().into_parts();
    let bytes = axum::body::to_bytes(body, 1 << 20).await.unwrap();
    Answered { status: head.status, headers: head.headers, page: String::from_utf8(bytes.to_vec()).unwrap() }
}

#[tokio::test]
async fn a_form_of_another_site_or_not_whole_does_nothing_s7() {
    let (pages, _published) = pages(Some(floor()));
    let path = format!("/t/{CODE}/leave");
    let ours = ("origin", "https://queue.test");
    let long = format!("sure={}", "1".repeat(4_000));
    for (body, from) in [
        ("sure=1", ("origin", "https://evil.test")),
        ("sure=1", ("origin", "null")),
        ("sure=1", ("sec-fetch-site", "cross-site")),
        ("sure=0", ours),
        ("", ours),
        ("sure", ours),
        (long.as_str(), ours),
        ("\u{0}%ff", ours),
    ] {
        let answered = post(&pages, &path, body, &[from]).await;
        assert_eq!(answered.status, StatusCode::FORBIDDEN, "{body} {from:?}");
        assert!(text_of(&answered.page).contains("Ничего не изменилось"), "{}", answered.page);
    }
    // The office that has ended is busy: the form itself was taken.
    let answered = post(&pages, &path, "sure=1", &[ours]).await;
    assert_eq!(answered.status, StatusCode::SERVICE_UNAVAILABLE);
    for path in ["/t/3k7m9pq2rtvy/leave", "/t/x/leave", "/t//leave", "/t/%00/leave"] {
        let answered = post(&pages, path, "sure=1", &[ours]).await;
        assert_eq!(answered.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn the_question_may_send_a_form_to_this_server_alone() {
    let (pages, _published) = pages(Some(floor()));
    let answered = ask(&pages, &format!("/t/{CODE}/leave"), "").await;
    let header = |name: &str| answered.headers.get(name).unwrap().to_str().unwrap().to_owned();
    assert_eq!(answered.status, StatusCode::OK);
    assert!(header("content-security-policy").contains("form-action 'self'; frame-ancestors 'none'"));
    assert!(!header("content-security-policy").contains("script"));
    assert_eq!((header("referrer-policy"), header("cache-control")), ("same-origin".into(), "no-store".into()));
}

#[tokio::test]
async fn codes_cannot_be_tried_on_the_question_either() {
    let (pages, _published) = pages(Some(floor()));
    let mut tries = 0;
    while ask(&pages, "/t/3k7m9pq2rtvy/leave", "").await.status == StatusCode::NOT_FOUND {
        tries += 1;
        assert!(tries < 30, "a wrong code costs ten pages here, too");
    }
}

#[test]
fn who_was_called_and_can_no_longer_come_back_is_told_to_take_a_new_coupon_q2() {
    let mut missed = ticket(TicketState::NoShow);
    assert!(text_of(&page_of(&missed, "en")).contains("your place may still be given back"));
    missed.gone = Some(Gone::Lapsed);
    for (language, words) in [("en", "take a new coupon"), ("ru", "новый талон"), ("hy", "նոր կտրոն")]
    {
        let page = page_of(&missed, language);
        assert!(text_of(&page).contains(words), "{page}");
        assert!(!page.contains("class=\"leave\""), "there is no place to give up: {page}");
    }
}
