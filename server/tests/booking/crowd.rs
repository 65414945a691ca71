//! Many at once, and those who are not who they seem (B2, B3, S6, S7).

use std::collections::BTreeSet;

use queue::Fact;
use queue::booking::BookingFact;
use server::proxies::{Network, TrustedProxies};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::support::{ANNA, Office, SOON, anna_with};

#[tokio::test(flavor = "multi_thread")]
async fn ten_browsers_for_the_last_place_make_one_booking_b3() {
    let office = std::sync::Arc::new(Office::open().await);
    let mut racing = Vec::new();
    for n in 0..10 {
        let office = std::sync::Arc::clone(&office);
        racing.push(tokio::spawn(async move {
            let mut visitor = office.browser();
            visitor.from = Some(format!("127.0.1.{n}"));
            let form = visitor.up_to_form("residence", "2026-11-20T10:00").await;
            if form.status != 200 {
                assert!(form.text().contains("This time has just been taken"), "{}", form.text());
                assert_eq!(form.html().matches("class=\"offer\"").count(), 6, "the nearest are offered");
                return false;
            }
            let contact = format!("v{n}@example.org");
            let document = format!("4510 10000{n}");
            let fields = anna_with(&[("contact", &contact), ("document", &document)]);
            let code = visitor.post(&form.action(), &fields).await;
            let mine = office.post.sent.lock().unwrap().iter().find(|sent| sent.0 == contact).unwrap().2.clone();
            let page = visitor.post(&code.action(), &[("code", &mine)]).await;
            assert!(page.text().contains("You are booked"), "who kept the place gets it: {}", page.text());
            true
        }));
    }
    let mut booked = 0;
    for one in racing {
        booked += usize::from(one.await.unwrap());
    }
    assert_eq!(booked, 1);
    let folder = std::sync::Arc::into_inner(office).expect("nobody else is there").stop().await;
    assert_eq!(made(folder.path()), 1, "in the journal");
}

/// How many bookings were ever made, by the journal.
fn made(data: &std::path::Path) -> usize {
    let db = rusqlite::Connection::open(data.join(server::journal::FILE)).unwrap();
    let mut statement = db.prepare("SELECT body FROM events ORDER BY seq").unwrap();
    let events = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
    let read = |body: String| serde_json::from_str::<queue::Event>(&body).unwrap().fact;
    let facts = events.map(|body| read(body.unwrap()));
    facts.filter(|fact| matches!(fact, Fact::Booking(BookingFact::Made { .. }))).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_sent_twice_at_once_or_cut_off_books_once_and_loses_nothing() {
    let (office, mut visitor, form) = Office::with_form("2026-11-20T10:00").await;
    visitor.post(&form.action(), &ANNA).await;
    let (mut again, body) = (office.browser(), format!("code={}", office.code()));
    again.cookie.clone_from(&visitor.cookie);
    let path = "/form/code?lang=en";
    let (one, two) =
        tokio::join!(visitor.ask("POST", path, Some(&body), &[]), again.ask("POST", path, Some(&body), &[]));
    assert_eq!((one.status, two.status), (303, 303));
    for page in [visitor.get("/form").await, again.get("/form").await] {
        assert!(page.text().contains("You are booked"), "{}", page.text());
    }

    let mut cut = office.browser();
    let fields = anna_with(&[("document", "4510 700000"), ("contact", "cut@example.org")]);
    let form = cut.up_to_form("residence", "2026-11-20T10:15").await;
    cut.post(&form.action(), &fields).await;
    cut.ask_and_hang_up(path, &format!("code={}", office.code())).await;
    let began = std::time::Instant::now();
    while !cut.get("/form").await.text().contains("You are booked") {
        assert!(began.elapsed() < SOON, "what was begun is done to its end");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        office.clock.advance(std::time::Duration::from_secs(1));
    }
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_offered_time_is_taken_with_one_press_b3() {
    let (office, _, _) = Office::with_form("2026-11-20T10:00").await;
    let mut second = office.browser();
    let gone = second.post("/book/residence/time?for=0&lang=en", &[("at", "2026-11-20T10:00")]).await;
    assert_eq!(gone.status, 409);
    let consent = second.post(&gone.action(), &[("at", "2026-11-20T09:45:00")]).await;
    assert!(consent.text().contains("Friday, 20 November, 09:45"), "{}", consent.text());
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_person_books_once_a_day_and_is_told_so_b2() {
    let office = Office::open().await;
    office.browser().book(&office, "residence", "2026-11-20T10:00", &ANNA).await;
    let again = office.browser().book(&office, "citizenship", "2026-11-20T11:00", &ANNA).await;
    assert_eq!(again.status, 409);
    assert!(again.text().contains("You have a booking on this day already"), "{}", again.text());
    let other_day = office.browser().book(&office, "citizenship", "2026-11-23T11:00", &ANNA).await;
    assert!(other_day.text().contains("You are booked"), "{}", other_day.text());
    let mut stubborn = office.browser();
    stubborn.book(&office, "citizenship", "2026-11-20T11:15", &ANNA).await;
    let sent = office.post.sent.lock().unwrap().len();
    let form = stubborn.up_to_form("citizenship", "2026-11-25T11:00").await;
    assert!(form.html().contains("value=\"Иванова\""), "what was typed goes along to the other day");
    let booked = stubborn.post(&form.action(), &ANNA).await;
    assert!(booked.text().contains("You are booked") && booked.text().contains("25 November"), "{}", booked.text());
    assert_eq!(office.post.sent.lock().unwrap().len(), sent, "a contact is proved once");
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn places_cannot_be_hoarded_by_one_address_or_one_contact_s6() {
    let office = Office::open().await;
    let mut kept = BTreeSet::new();
    for n in 0..8 {
        let mut visitor = office.browser();
        let page = visitor.up_to_form("passport-apply", &format!("2026-11-20T{:02}:00", 9 + n % 4)).await;
        if page.status == 200 {
            kept.insert(n);
        } else {
            assert!(page.text().contains("Too many places are being kept"), "{}", page.text());
        }
    }
    assert_eq!(kept.len(), 4, "one address");
    let mut booked = 0;
    for n in 0..8 {
        let mut visitor = office.browser();
        visitor.from = Some(format!("127.0.2.{n}"));
        let document = format!("4510 20000{n}");
        let day = [23, 24, 25, 26, 27, 30][n % 6];
        let fields = anna_with(&[("document", &document)]);
        let page = visitor.book(&office, "passport-apply", &format!("2026-11-{day}T14:00"), &fields).await;
        booked += usize::from(page.text().contains("You are booked"));
        office.clock.advance(std::time::Duration::from_secs(1800));
    }
    assert_eq!(booked, 6, "one contact; a family fits");
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_caller_with_many_names_makes_so_many_bookings_a_day_and_is_told_what_to_do_s6() {
    let office = Office::open_with(|settings| settings.floor.rules.booking.a_source = 5).await;
    let name = |n: usize| (format!("4510 3000{n:02}"), format!("caller{n}@example.org"));
    let mut late = office.browser();
    let form = late.up_to_form("passport-apply", "2026-11-27T09:15").await;
    let (document, contact) = name(50);
    let begun = late.post(&form.action(), &anna_with(&[("document", &document), ("contact", &contact)])).await;
    let late_code = office.code();
    let mut refused = String::new();
    for n in 0..12 {
        let (document, contact) = name(n);
        let begins = format!("2026-11-{}T{:02}:00", 23 + n % 5, 9 + n / 5);
        let fields = anna_with(&[("document", &document), ("contact", &contact)]);
        let mut caller = office.browser();
        let form = caller.up_to_form("passport-apply", &begins).await;
        if n < 5 {
            let code = caller.post(&form.action(), &fields).await;
            let page = caller.post(&code.action(), &[("code", &office.code())]).await;
            assert!(page.text().contains("You are booked"), "{n}: {}", page.text());
        } else {
            assert_eq!(form.status, 409);
            refused = form.text();
        }
    }
    assert!(refused.contains("Many bookings were made from your network today"), "{refused}");
    assert!(
        refused.contains("at most 5 bookings a day") && refused.contains("take a coupon at the kiosk"),
        "{refused}"
    );
    assert_eq!(office.post.sent.lock().unwrap().len(), 1 + 5, "nobody fills a form for nothing");
    for (language, title, number) in
        [("ru", "Из вашей сети сегодня уже много записей", "не более 5"), ("hy", "Ձեր ցանցից այսօր", "առավելագույնը 5")]
    {
        let mut caller = office.browser();
        caller.language = language;
        let page = caller.up_to_form("passport-apply", "2026-11-27T10:15").await.text();
        assert!(page.contains(title) && page.contains(number), "{page}");
    }

    let page = late.post(&begun.action(), &[("code", &late_code)]).await;
    assert!(
        page.text().contains("Many bookings were made from your network today"),
        "a form begun before: {}",
        page.text()
    );

    let mut neighbour = office.browser();
    neighbour.from = Some("127.0.5.1".to_owned());
    let fields = anna_with(&[("document", &document), ("contact", &contact)]);
    let page = neighbour.book(&office, "passport-apply", "2026-11-27T11:15", &fields).await;
    assert!(page.text().contains("You are booked"), "{}", page.text());
    office.clock.advance(std::time::Duration::from_secs(24 * 3600));
    let (document, contact) = name(51);
    let fields = anna_with(&[("document", &document), ("contact", &contact)]);
    let page = office.browser().book(&office, "passport-apply", "2026-11-27T12:15", &fields).await;
    assert!(page.text().contains("You are booked"), "on the next business day: {}", page.text());
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_networks_of_one_customer_share_the_places_that_are_kept_and_hear_when_one_is_free_s6() {
    let office = Office::open_with(|settings| {
        settings.trusted_proxies = TrustedProxies(vec![Network::parse("127.0.0.1").unwrap()]);
        settings.floor.rules.booking.holds = 10;
    })
    .await;
    let keep = async |from: String, n: usize| {
        let header = [format!("X-Forwarded-For: {from}")];
        let body = format!("at=2026-11-{}T{:02}:00", 23 + n % 5, 9 + n / 5);
        office.browser().ask("POST", "/book/passport-apply/time?for=0&lang=en", Some(&body), &header).await
    };
    for n in 0..4 {
        assert_eq!(keep(format!("2001:db8:7:{n}::1"), n).await.status, 303, "network {n}");
    }
    office.clock.advance(std::time::Duration::from_secs(90));
    let full = keep("2001:db8:7:ff00::1".to_owned(), 4).await;
    assert_eq!(full.status, 409);
    assert!(full.text().contains("Too many places are being kept"), "{}", full.text());
    assert!(full.text().contains("Try again in 9 minutes."), "{}", full.text());
    for n in 4..10 {
        assert_eq!(keep(format!("2001:db8:10{n}::1"), n).await.status, 303, "other customers");
    }
    let full = keep("2001:db8:99::1".to_owned(), 10).await;
    assert!(full.status == 409 && full.text().contains("Try again in 9 minutes."), "all are in use: {}", full.text());
    office.clock.advance(std::time::Duration::from_secs(510));
    assert_eq!(keep("2001:db8:99::1".to_owned(), 10).await.status, 303, "what was said is so");
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_that_is_chosen_again_and_again_goes_to_others_in_the_end_s6() {
    let office = Office::open().await;
    let mut hoarder = office.browser();
    hoarder.up_to_form("residence", "2026-11-20T10:00").await;
    let choose = [("at", "2026-11-20T10:00")];
    for _ in 0..3 {
        office.clock.advance(std::time::Duration::from_secs(9 * 60));
        let page = hoarder.post("/book/residence/time?for=0&lang=en", &choose).await;
        assert_eq!(page.status, 200, "{}", page.text());
    }
    office.clock.advance(std::time::Duration::from_secs(3 * 60));
    for (language, told) in [
        ("en", "This time is no longer kept for you It was kept as long as it can be, and now others can take it."),
        ("ru", "Это время больше за вами не держится"),
        ("hy", "Այս ժամն այլևս ձեզ համար չի պահվում"),
    ] {
        let page = hoarder.post(&format!("/book/residence/time?for=0&lang={language}"), &choose).await;
        assert!(page.status == 409 && page.text().contains(told), "{}", page.text());
        assert!(language != "en" || page.text().contains("Try again in 10 minutes."), "{}", page.text());
        assert_eq!(page.html().matches("class=\"offer\"").count(), 6, "the nearest are offered");
        assert!(!page.html().contains("value=\"2026-11-20T10:00"), "and not what is refused: {}", page.html());
    }
    let mut other = office.browser();
    other.from = Some("127.0.3.1".to_owned());
    assert_eq!(other.up_to_form("residence", "2026-11-20T10:00").await.status, 200);
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_from_another_site_does_nothing_and_every_answer_is_strict() {
    let office = Office::open().await;
    let mut visitor = office.browser();
    let foreign = ["Origin: https://evil.example".to_owned()];
    let page = visitor.post_with("/book/residence/time?lang=en", &[("at", "2026-11-20T10:00")], &foreign).await;
    assert_eq!((page.status, visitor.cookie.clone()), (403, None));
    assert!(page.text().contains("It was sent from another site"));
    let kept = visitor.ask("POST", "/book/residence/time", Some("at=2026-11-20T10:00"), &[]).await;
    let cookie = kept.header("set-cookie").unwrap();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict") && cookie.contains("Path=/"), "{cookie}");
    assert!(!cookie.contains("Secure"), "a page without encryption could not send it back");
    let office_of = |settings: &mut server::run::Settings| {
        settings.floor.public_url = Some("https://queue.example".into());
    };
    let proxied = Office::open_with(office_of).await;
    let origin = ["Origin: https://queue.example".to_owned()];
    let kept = proxied.browser().ask("POST", "/book/residence/time", Some("at=2026-11-20T10:00"), &origin).await;
    assert!(kept.header("set-cookie").unwrap().ends_with("SameSite=Strict; Secure"), "{}", kept.head);
    assert!(kept.header("set-cookie").unwrap().starts_with("__Host-form="), "no other host can have written it");
    proxied.stop().await;
    let wrong_way = visitor.ask("DELETE", "/book/residence", None, &[]).await;
    assert!(wrong_way.text().contains("There is no such page"), "errors are pages: {}", wrong_way.head);
    for path in ["/book", "/book/residence", "/book/residence/time", "/form", "/form/code", "/b/x", "/book/nothing"] {
        let page = visitor.ask("GET", path, None, &[]).await;
        let header = |name: &str| page.header(name).unwrap_or_else(|| panic!("{name} of {path}")).to_owned();
        assert_eq!(header("cache-control"), "no-store");
        assert_eq!(header("referrer-policy"), "same-origin");
        let policy = header("content-security-policy");
        assert!(policy.starts_with("default-src 'none';") && policy.contains("frame-ancestors 'none'"), "{policy}");
        assert!(!policy.contains("unsafe") && !page.html().contains("<script") && !page.html().contains(" style="));
    }
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_somebody_planted_in_the_browser_is_not_used_s6() {
    let office = Office::open().await;
    let mut visitor = office.browser();
    for begins in ["2026-11-20T10:00", "2026-11-23T10:00"] {
        visitor.cookie = Some("form=23456789abcdefghjkmn".to_owned());
        let form = visitor.up_to_form("residence", begins).await;
        assert_eq!(form.status, 200, "{}", form.text());
        assert_ne!(visitor.cookie.as_deref(), Some("form=23456789abcdefghjkmn"));
    }
    let own = visitor.cookie.clone();
    assert_eq!(visitor.up_to_form("residence", "2026-11-24T10:00").await.status, 200);
    assert_eq!(visitor.cookie, own, "one browser keeps one place");
    let mut other = office.browser();
    other.cookie = Some("form=23456789abcdefghjkmn".to_owned());
    assert_eq!(other.get("/form?lang=en").await.status, 410, "nothing stands under it");
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_caller_cannot_take_every_connection_and_one_who_never_reads_is_gone_s7() {
    let office = Office::open_with(|settings| settings.limits.reader = std::time::Duration::from_millis(300)).await;
    let connect = async |from: &str| {
        let socket = tokio::net::TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(4096).unwrap();
        socket.bind(format!("{from}:0").parse().unwrap()).unwrap();
        socket.connect(office.address).await.unwrap()
    };
    let mut held = Vec::new();
    for _ in 0..64 {
        held.push(connect("127.0.4.1").await);
    }
    let mut one_more = connect("127.0.4.1").await;
    assert_eq!(one_more.read(&mut [0; 16]).await.unwrap_or(0), 0, "no place for the 65th");
    let mut neighbour = office.browser();
    neighbour.from = Some("127.0.4.2".to_owned());
    assert_eq!(neighbour.get("/book").await.status, 200);

    // Asks for more than the buffers on the way can hold, and takes nothing.
    let mut deaf = held.pop().unwrap();
    let ask = format!("GET /book HTTP/1.1\r\nHost: {}\r\n\r\n", office.address).repeat(64);
    let gone = async {
        while deaf.write_all(ask.as_bytes()).await.is_ok() {
            tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(60), gone).await.expect("the connection ends");
    let mut back = office.browser();
    back.from = Some("127.0.4.1".to_owned());
    assert!([200, 429].contains(&back.get("/book").await.status), "its place is free again");
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_without_a_pause_is_told_to_wait_and_others_are_not_s7() {
    let office = Office::open().await;
    let mut flood = office.browser();
    flood.from = Some("127.0.3.1".to_owned());
    let mut statuses = BTreeSet::new();
    for _ in 0..40 {
        statuses.insert(flood.get("/b/23456789abcdefghijkmnpqrst").await.status);
    }
    assert_eq!(statuses, BTreeSet::from([404, 429]), "nobody finds a link by trying");
    let mut other = office.browser();
    assert_eq!(other.get("/book").await.status, 200);
    office.stop().await;
}
