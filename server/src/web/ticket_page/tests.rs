//! The page in every state and language, what it must never hold, and, in `answers`, who gets which answer.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::http;
use axum::http::HeaderMap;
use hyper::service::Service;
use hyper_util::service::TowerToHyperService;
use protocol::message::{TicketState, TicketView};
use queue::booking::SamePeople;
use queue::estimate::Expected;
use queue::floor::Text;
use queue::ids::TicketId;
use queue::ticket::LeftWhy;

use super::*;
use crate::clock::SetClock;
use crate::office::bookings::lane;
use crate::office::door;
use crate::published::Gone;
use crate::statistics::Statistics;

mod answers;
mod leaving;
mod rating;
mod why;

const CODE: &str = "3k7m9pq2rtvx";
const STATES: [TicketState; 8] = [
    TicketState::Waiting,
    TicketState::Called,
    TicketState::Serving,
    TicketState::Parked,
    TicketState::NoShow,
    TicketState::Finished,
    TicketState::Refused,
    TicketState::Left,
];

fn floor() -> Floor {
    crate::config::parse(include_str!("../../../../assets/demo/floor.toml")).unwrap().floor
}

fn moment() -> Timestamp {
    "2026-11-17T06:51:20Z".parse().unwrap()
}

fn ticket(state: TicketState) -> PublishedTicket {
    let at_window = matches!(state, TicketState::Called | TicketState::Serving);
    let floor = floor();
    let view = TicketView {
        ticket: TicketId(412),
        number: "A012".parse().unwrap(),
        day: "2026-11-17".parse().unwrap(),
        taken_at: "09:42:10".parse().unwrap(),
        visit: vec![floor.services[0].id.clone(), floor.services[1].id.clone()],
        category: floor.categories[0].id.clone(),
        language: Language::new("ru").unwrap(),
        more_time: false,
        hall: floor.halls[0].id.clone(),
        ahead: 3,
        expected: Some(Expected { from_min: 5, to_min: 9 }),
        expected_by: None,
        url: None,
        copies: 0,
        booked: None,
        called_from: None,
        state,
    };
    let window = floor.windows.iter().find(|window| at_window && window.number == 4).map(|window| window.id.clone());
    let then = vec![floor.services[1].id.clone()];
    let gone = (state == TicketState::Left).then_some(Gone::Left(LeftWhy::Said));
    PublishedTicket { view, service: floor.services[0].id.clone(), then, window, gone }
}

fn wish(language: &str) -> Wish {
    Wish { language: Language::new(language).unwrap(), still: false }
}

fn code() -> TicketCode {
    TicketCode::parse(CODE).unwrap()
}

fn page_on(floor: &Floor, ticket: &PublishedTicket, told: Option<&Told>, wish: &Wish) -> String {
    let subject = Subject { floor, code: &code(), ticket, told };
    shown(&view::ticket_page(&subject, false, wish, moment())).unwrap()
}

fn page_of(ticket: &PublishedTicket, language: &str) -> String {
    page_on(&floor(), ticket, None, &wish(language))
}

/// The page's texts, without markup.
fn text_of(page: &str) -> String {
    let body = &page[page.find("<body>").unwrap()..];
    let mut text = String::new();
    for part in body.split('<') {
        text.push_str(part.split_once('>').map_or("", |(_, text)| text));
        text.push(' ');
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

struct Answered {
    status: StatusCode,
    headers: HeaderMap,
    page: String,
}

/// Asks the pages of a floor with one ticket.
async fn ask(pages: &Router, path: &str, accept_language: &str) -> Answered {
    let request =
        http::Request::get(path).header(header::ACCEPT_LANGUAGE, accept_language).body(Body::empty()).unwrap();
    let response = TowerToHyperService::new(pages.clone()).call(request).await.unwrap();
    let (head, body) = response.into_parts();
    let bytes = axum::body::to_bytes(body, 1 << 20).await.unwrap();
    Answered { status: head.status, headers: head.headers, page: String::from_utf8(bytes.to_vec()).unwrap() }
}

fn pages(floor: Option<Floor>) -> (Router, watch::Sender<Arc<Published>>) {
    pages_of(floor, TicketState::Waiting)
}

/// Of a floor with one ticket in a state.
fn pages_of(floor: Option<Floor>, state: TicketState) -> (Router, watch::Sender<Arc<Published>>) {
    let tickets = BTreeMap::from([(TicketCode::parse(CODE).unwrap(), ticket(state))]);
    let published =
        Published { floor: floor.map(Arc::new), tickets: Arc::new(tickets), now: moment(), ..Published::default() };
    let (sender, receiver) = watch::channel(Arc::new(published));
    let clock = FloorClock::start(Arc::new(SetClock::at(moment())), None, None).unwrap();
    let (fresh, trusted_proxies, pace) = (Arc::default(), TrustedProxies::default(), Arc::default());
    // Nobody is in the office, and no statistics are followed.
    let (web, _lane) = lane(&door().0, Arc::new(|_| SamePeople::default()));
    let story = Story::new(Arc::new(Statistics::new("nowhere".as_ref())));
    let folder = tempfile::tempdir().unwrap();
    let ratings = Arc::new(Ratings::open(folder.path(), &[7; 32]).unwrap());
    let (published, clock, rating) = (receiver, Arc::new(clock), Semaphore::new(RATED_AT_ONCE));
    let pages = Pages { published, fresh, clock, trusted_proxies, pace, web, ratings, rating, story };
    (router(Arc::new(pages)), sender)
}

#[test]
fn a_waiting_visitor_sees_number_people_wait_and_hall() {
    let russian = text_of(&page_of(&ticket(TicketState::Waiting), "ru"));
    for part in [
        "Отдел по вопросам миграции",
        "Мой номер A012",
        "Загранпаспорт: подача документов",
        "Перед вами 3 человека",
        "Позовут примерно через 5–9 мин",
        "Где ждать Зал 1",
        "Затем Загранпаспорт: получение",
        "обновлено в 09:51 , обновляется само",
    ] {
        assert!(russian.contains(part), "{part} in {russian}");
    }
    let english = text_of(&page_of(&ticket(TicketState::Waiting), "en"));
    assert!(english.contains("Before you 3 people") && english.contains("Call in about 5–9 min"), "{english}");
    let armenian = text_of(&page_of(&ticket(TicketState::Waiting), "hy"));
    assert!(armenian.contains("Ձեզնից առաջ 3 մարդ") && armenian.contains("Կկանչեն մոտ 5–9 րոպեից"), "{armenian}");
}

#[test]
fn the_wait_is_said_as_it_is_known() {
    let said = |expected, ahead| {
        let mut ticket = ticket(TicketState::Waiting);
        ticket.view.expected = expected;
        ticket.view.ahead = ahead;
        text_of(&page_of(&ticket, "ru"))
    };
    assert!(said(None, 0).contains("Перед вами никого Позовут окно ещё не открыто"));
    assert!(said(Some(Expected { from_min: 0, to_min: 0 }), 0).contains("Позовут скоро"));
    assert!(said(Some(Expected { from_min: 3, to_min: 3 }), 1).contains("1 человек Позовут примерно через 3 мин"));
    assert!(said(Some(Expected { from_min: 0, to_min: 4 }), 1).contains("Позовут примерно через 0–4 мин"));
}

#[test]
fn two_ahead_is_said_first_and_in_the_title_and_never_without_an_open_window() {
    let said = |ahead, expected, language| {
        let mut ticket = ticket(TicketState::Waiting);
        (ticket.view.ahead, ticket.view.expected) = (ahead, expected);
        page_of(&ticket, language)
    };
    let expected = Some(Expected { from_min: 2, to_min: 6 });
    for (language, words) in
        [("ru", "Скоро ваша очередь"), ("en", "It is your turn soon"), ("hy", "Շուտով ձեր հերթն է")]
    {
        for ahead in 0..=2 {
            let page = said(ahead, expected, language);
            assert!(page.contains(&format!("<title>A012: {words}</title>")), "{page}");
            assert!(page.find("soon\">").unwrap() < page.find("<dl>").unwrap());
        }
        for page in [said(3, expected, language), said(0, None, language)] {
            assert!(page.contains("<title>A012</title>") && !page.contains(words), "{page}");
        }
    }
}

#[test]
fn before_the_booked_time_who_is_not_called_early_is_told_that_time_and_of_no_turn_that_comes_soon_b4() {
    let page = |expected, language| {
        let mut ticket = ticket(TicketState::Waiting);
        (ticket.view.ahead, ticket.view.expected) = (0, expected);
        ticket.view.called_from = Some("10:15".parse().unwrap());
        page_of(&ticket, language)
    };
    let expected = Some(Expected { from_min: 23, to_min: 30 });
    for (language, from, before, soon) in [
        ("ru", "Позовут с 10:15", "Перед вами", "Скоро ваша очередь"),
        ("en", "Call from 10:15", "Before you", "It is your turn soon"),
        ("hy", "Կկանչեն ժամը 10:15-ից", "Ձեզնից առաջ", "Շուտով ձեր հերթն է"),
    ] {
        let told = page(expected, language);
        let text = text_of(&told);
        assert!(text.contains(from) && told.contains("<title>A012</title>"), "{text}");
        assert!(!told.contains(before) && !told.contains(soon), "{told}");
    }
    let russian = page(expected, "ru");
    assert!(russian.contains("data-says=\"Позовут: с 10:15\""), "{russian}");
    assert!(text_of(&russian).contains("Позовут с 10:15 Позовут примерно через 23–30 мин Где ждать"));
    // Which windows are open says nothing yet, and "soon" would deny the row above.
    for expected in [None, Some(Expected { from_min: 0, to_min: 0 })] {
        assert!(text_of(&page(expected, "ru")).contains("Позовут с 10:15 Где ждать"), "{expected:?}");
    }
}

#[test]
fn a_called_visitor_is_sent_to_the_window() {
    let page = page_of(&ticket(TicketState::Called), "ru");
    let text = text_of(&page);
    assert!(text.contains("Подойдите к окну"), "{text}");
    assert!(page.contains("<p class=\"window-number\">4</p>") && page.contains("class=\"window calls\""));
    assert!(page.contains("<title>A012: Подойдите к окну 4</title>"));
    assert!(text.contains("1 этаж, справа"), "{text}");
    assert!(!text.contains("Перед вами"), "a called visitor waits for nobody");
}

#[test]
fn every_state_has_words_of_its_own_in_every_language() {
    for language in ["ru", "en", "hy"] {
        let pages: Vec<_> = STATES.iter().map(|state| text_of(&page_of(&ticket(*state), language))).collect();
        for (i, page) in pages.iter().enumerate() {
            assert!(page.contains("A012"), "{page}");
            assert!(pages[..i].iter().all(|other| other != page), "{language}: {page}");
        }
    }
    let left_over = |text: &str| {
        text.split(' ').find(|word| word.len() > 3 && word.bytes().all(|b| b.is_ascii_alphabetic())).map(str::to_owned)
    };
    for state in STATES {
        for language in ["ru", "hy"] {
            let text = text_of(&page_of(&ticket(state), language)).replace("English", "");
            assert_eq!(left_over(&text), None, "English in {language}: {text}");
        }
    }
}

#[test]
fn what_a_visitor_may_need_is_marked() {
    let mut marked = ticket(TicketState::Waiting);
    marked.view.more_time = true;
    marked.view.category = floor().categories[1].id.clone();
    let text = text_of(&page_of(&marked, "ru"));
    assert!(text.contains("Вам дадут больше времени") && text.contains("Очередь С ребёнком до года"), "{text}");
}

#[test]
fn the_page_asks_again_by_itself_until_it_is_told_not_to() {
    let refresh = "<noscript><meta http-equiv=\"refresh\" content=\"15\"></noscript>";
    assert!(page_of(&ticket(TicketState::Waiting), "ru").contains(refresh), "where no script does it");
    assert!(page_of(&ticket(TicketState::Finished), "ru").contains("content=\"60\">"));
    let says = |page: &str| page.contains("обновляется само") && page.contains("class=\"updated live\"");
    assert!(says(&page_of(&ticket(TicketState::Waiting), "ru")));
    for over in [TicketState::Finished, TicketState::Left] {
        let page = page_of(&ticket(over), "ru");
        assert!(page.contains("обновлено в 09:51") && !says(&page), "a visit that is over goes on no more");
    }
    let still = Wish { still: true, ..wish("ru") };
    let page = page_on(&floor(), &ticket(TicketState::Waiting), None, &still);
    assert!(!page.contains("http-equiv"));
    assert!(page.contains("href=\"?lang=hy&amp;still=1\""), "another language changes nothing else");
    assert!(
        page.contains("href=\"?lang=ru&amp;still=1\">Обновить сейчас")
            && page.contains("href=\"?lang=ru\">Обновлять само")
    );
}

#[test]
fn a_script_asks_again_and_says_aloud_where_the_ticket_stands_also_once_the_visit_is_over() {
    let live = |state, ahead, language: &str| {
        let mut ticket = ticket(state);
        ticket.view.ahead = ahead;
        let page = page_of(&ticket, language);
        page.split_once("<div id=\"live\" ").unwrap().1.split_once('>').unwrap().0.to_owned()
    };
    for (state, ahead, language, wanted) in [
        (TicketState::Waiting, 3, "ru", "data-says=\"Перед вами: 3 человека\" data-every=\"15\""),
        (TicketState::Waiting, 2, "en", "data-says=\"It is your turn soon. Before you: 2 people\" data-every=\"15\""),
        (TicketState::Called, 0, "hy", "data-says=\"Մոտեցեք պատուհանին 4\" data-every=\"15\""),
        (TicketState::Finished, 0, "en", "data-says=\"The visit is over\" data-every=\"60\""),
        (TicketState::Left, 0, "en", "data-says=\"This coupon is no longer valid\" data-every=\"60\""),
    ] {
        assert_eq!(live(state, ahead, language), wanted);
    }
    let still = Wish { still: true, ..wish("ru") };
    assert!(!page_on(&floor(), &ticket(TicketState::Waiting), None, &still).contains("data-every"));
    let crowded = "data-crowded=\"Too many requests. Your place in the queue is kept.";
    assert!(page_of(&ticket(TicketState::Waiting), "en").contains(crowded));
}

#[test]
fn the_page_needs_no_script_and_loads_nothing() {
    for state in STATES {
        let page = page_of(&ticket(state), "hy");
        for forbidden in ["<script", "javascript:", " on", "src=", "http:", "https:", "url(", "@import", "style=\""] {
            let body = page.replace("prefers-contrast", "").replace("--on", "");
            assert!(!body[body.find("<body>").unwrap()..].contains(forbidden), "{forbidden} in {body}");
        }
        assert!(!STYLE.contains("url(") && !STYLE.contains("@import"));
    }
}

#[test]
fn hostile_texts_of_a_floor_stay_texts() {
    let hostile = [
        "<script>alert(1)</script>",
        "\"'><img src=x onerror=alert(1)>",
        "</title></style></svg><a href=javascript:alert(1)>",
        "' onmouseover='alert(1)",
        "{{ 7 * 7 }} {% raw %} &amp; &#60;",
    ];
    for attack in hostile {
        let text = Text(["ru", "en", "hy"].map(|key| (Language::new(key).unwrap(), attack.into())).into());
        let mut floor = floor();
        floor.office = text.clone();
        floor.services.iter_mut().for_each(|service| service.name = text.clone());
        floor.halls.iter_mut().for_each(|hall| hall.name = text.clone());
        floor.windows.iter_mut().for_each(|window| window.whereabouts = text.clone());
        floor.categories.iter_mut().for_each(|category| category.name = text.clone());
        for state in STATES {
            let mut ticket = ticket(state);
            ticket.view.category = floor.categories[1].id.clone();
            let plain = page_of(&self::ticket(state), "ru");
            let page = page_on(&floor, &ticket, None, &wish("ru"));
            assert!(!page.contains(attack), "{attack} stands in the page as it is");
            for tag in ["<script", "<img", "<a ", "</title>", "</style>", "</svg>"] {
                assert_eq!(page.matches(tag).count(), plain.matches(tag).count(), "{tag} by {attack}");
            }
        }
        let sorry = sorry(&view::unknown_page(Some(&floor), &wish("ru"))).unwrap();
        assert!(!sorry.contains(attack));
    }
}
