//! Whoever missed bookings again and again is told from when on they can book, and nobody else is (B12, P1).

use std::time::Duration;

use queue::booking::slots::SlotPlan;
use queue::floor::{Interval, IssueHours, Weekday};
use server::run::Settings;

use crate::support::{ANNA, Browser, Office, Page, anna_with, encoded};
use crate::times::once_told;

/// Residence is received from 10:00 to 10:15 alone, so that its reception has closed soon; three bookings of a day fit.
fn short(settings: &mut Settings) {
    let floor = &mut settings.floor;
    let rules = &mut floor.rules.booking;
    (rules.slot_min, rules.late_min, rules.early_min, rules.a_day, rules.missed_days) = (5, 0, 0, 3, 10);
    (rules.missed, rules.holds_a_source) = (3, 20);
    let hours = vec![Interval { from: "10:00".parse().unwrap(), to: "10:15".parse().unwrap() }];
    let days = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri];
    let hours = IssueHours(days.map(|day| (day, hours.clone())).into());
    let service = floor.services.iter_mut().find(|service| service.id.as_str() == "residence").unwrap();
    (service.issue, service.slots) = (hours.clone(), Some(SlotPlan { hours, places: 4 }));
}

/// From 09:42 until reception has closed, and the codes of the morning count no longer.
const UNTIL_CLOSED: Duration = Duration::from_secs(3 * 3600);
const NOT_KEPT: &str = "It was not kept on its day. Nobody came to 3 bookings made with this document.";
const AGAIN: &str = "You can book again from 27 November; until then the general queue receives you";

/// An office where Anna has missed three bookings of today and has one to come, and the pages of these.
async fn with_three_missed(change: impl FnOnce(&mut Settings)) -> (Office, [String; 4]) {
    let office = Office::open_with(|settings| {
        short(settings);
        change(settings);
    })
    .await;
    let mut links = Vec::new();
    for begins in ["17T10:00", "17T10:05", "17T10:10", "19T10:00"] {
        let mut visitor = office.browser();
        let page = visitor.book(&office, "residence", &format!("2026-11-{begins}"), &ANNA).await;
        assert!(page.text().contains("You are booked"), "{}", page.text());
        assert_eq!(page.text().matches("Book another service").count(), 1, "{}", page.text());
        links.push(visitor.bare());
    }
    office.clock.advance(UNTIL_CLOSED);
    once_told(&mut office.browser(), &format!("{}?lang=en", links[0]), NOT_KEPT).await;
    (office, links.try_into().unwrap())
}

/// How many codes were sent.
fn codes(office: &Office) -> usize {
    office.post.sent.lock().unwrap().len()
}

/// How many people are kept, and how many looks at them are noted.
fn kept(office: &Office) -> (u32, u32) {
    let people = rusqlite::Connection::open(office.folder.path().join(server::people::DATA_FILE)).unwrap();
    let counts = "SELECT (SELECT count(*) FROM people), (SELECT count(*) FROM views)";
    people.query_row(counts, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_missed_three_is_told_from_when_on_they_can_book_again_b12() {
    let (office, links) = with_three_missed(|_| {}).await;
    let page = office.browser().get(&format!("{}?lang=en", links[0])).await.text();
    assert!(page.contains(NOT_KEPT) && page.contains(AGAIN), "{page}");
    assert!(!page.contains("Book again") && !page.contains("Book a new time"), "nobody is sent in vain: {page}");
    let (before, codes_before) = (kept(&office), codes(&office));
    for (language, told) in [
        (
            "en",
            "You can book here again from 27 November Nobody came to 3 bookings made with this document. After that no more are made for a while, so that places go to those who come. You can book again from 27 November; until then the general queue receives you: please take a coupon at the kiosk of the office.",
        ),
        (
            "ru",
            "Записаться здесь снова можно с 27 ноября По записям с этим документом 3 раза никто не пришёл. После этого новые записи какое-то время не принимаются, чтобы места доставались тем, кто приходит. Записаться снова можно с 27 ноября; до этого вас примут в общей очереди: возьмите, пожалуйста, талон в киоске отдела.",
        ),
        (
            "hy",
            "Այստեղ կրկին գրանցվել կարելի է նոյեմբերի 27-ից Այս փաստաթղթով կատարված 3 գրանցման ոչ ոք չի ներկայացել։ Դրանից հետո որոշ ժամանակ նոր գրանցումներ չեն ընդունվում, որպեսզի տեղերը հասնեն նրանց, ովքեր գալիս են։ Կրկին գրանցվել կարելի է նոյեմբերի 27-ից, իսկ մինչ այդ կընդունվեք ընդհանուր հերթով. խնդրում ենք կտրոն վերցնել բաժնի կրպակից։",
        ),
    ] {
        let mut visitor = office.browser();
        visitor.language = language;
        let page = visitor.book(&office, "residence", "2026-11-18T10:00", &ANNA).await;
        assert_eq!(page.status, 409, "{}", page.text());
        assert!(page.text().contains(told), "{}", page.text());
        assert!(!page.html().contains("class=\"way\""), "another time does not help: {}", page.html());
    }
    assert_eq!((codes(&office), kept(&office)), (codes_before + 3, before), "told after the code, and nothing is kept");
    for (number, (document, contact)) in [
        ("4510 654321", "boris@example.org"),
        ("4510 123456", "hanna@example.org"),
        ("4510 654322", "anna@example.org"),
    ]
    .into_iter()
    .enumerate()
    {
        let other = anna_with(&[("document", document), ("contact", contact)]);
        let at = format!("2026-11-18T10:{:02}", number * 5);
        let page = office.browser().book(&office, "residence", &at, &other).await;
        assert!(page.text().contains("You are booked"), "another person: {}", page.text());
    }

    office.clock.advance(Duration::from_secs(10 * 24 * 3600));
    let page = office.browser().book(&office, "residence", "2026-11-30T10:00", &ANNA).await;
    assert!(page.text().contains("You are booked"), "{}", page.text());
    office.stop().await;
}

/// An answer as it can be compared with another: without the cookie, the hour, and the mark of the sheet, whose length differs.
fn compared(page: &Page) -> (Vec<String>, String) {
    let differs = ["set-cookie:", "date:", "content-length:"];
    let lines = page.head.lines().map(str::to_ascii_lowercase);
    let head = lines.filter(|line| !differs.iter().any(|name| line.starts_with(name))).collect();
    let mark = page.hidden().into_iter().find(|(name, _)| name == "sheet");
    (head, mark.map_or_else(|| page.html(), |(_, mark)| page.html().replace(&mark, "")))
}

/// What somebody sees who sends a sheet under Anna's contact and types a wrong code: each answer, and the page of the code.
async fn seen(office: &Office, visitor: &mut Browser, document: &str) -> (Vec<(Vec<String>, String)>, Page) {
    let form = visitor.up_to_form("residence", "2026-11-18T10:00").await;
    let sheet = anna_with(&[("document", document)]);
    let fields: Vec<_> = sheet.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    let sent = visitor.ask("POST", &form.action(), Some(&fields.join("&")), &[]).await;
    let leads = sent.header("location").unwrap_or_else(|| panic!("{}", sent.text())).to_owned();
    let page = visitor.get(&leads).await;
    let wrong = if office.code() == "000000" { "111111" } else { "000000" };
    let tried = visitor.post(&page.action(), &[("code", wrong)]).await;
    (vec![compared(&sent), compared(&page), compared(&tried)], page)
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_learns_which_document_belongs_to_a_contact_that_they_have_not_proved_p1_p5_s6() {
    for a_claimed in [0, 2] {
        let (office, _) = with_three_missed(|settings| settings.floor.rules.booking.a_claimed = a_claimed).await;
        let [mut anna, mut stranger] = [office.browser(), office.browser()];
        let codes_before = codes(&office);
        let (right, page) = seen(&office, &mut anna, "4510 123456").await;
        assert!(page.text().contains("We have sent six figures to anna@example.org"), "{}", page.text());
        let code = office.code();
        let (other, _) = seen(&office, &mut stranger, "4510 654321").await;
        assert_eq!(right, other, "a_claimed = {a_claimed}");
        assert_eq!(codes(&office), codes_before + 2, "a_claimed = {a_claimed}: each has its code");

        let before = kept(&office);
        let told = anna.post(&page.action(), &[("code", &code)]).await;
        assert!(told.status == 409 && told.text().contains(AGAIN), "whoever proved it is told: {}", told.text());
        assert_eq!(kept(&office), before, "nothing is kept");
        let again = anna.post("/form?lang=en", &ANNA).await;
        assert!(again.status == 409 && again.text().contains(AGAIN), "at once from then on: {}", again.text());
        assert_eq!(codes(&office), codes_before + 2);
        let booked = stranger.post("/form/code?lang=en", &[("code", &office.code())]).await;
        assert!(booked.text().contains("You are booked"), "{}", booked.text());
        let elsewhere = anna_with(&[("contact", "boris@example.org")]);
        let booked = office.browser().book(&office, "residence", "2026-11-18T10:05", &elsewhere).await;
        assert!(booked.text().contains("You are booked"), "{}", booked.text());
        assert_eq!(codes(&office), codes_before + 3, "a code goes to each contact");
        office.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_of_another_year_is_told_with_its_year_b12() {
    let (office, links) = with_three_missed(|settings| settings.floor.rules.booking.missed_days = 365).await;
    for (language, title, note) in [
        (
            "en",
            "You can book here again from 17 November 2027 Nobody came",
            "You can book again from 17 November 2027; until then",
        ),
        (
            "ru",
            "Записаться здесь снова можно с 17 ноября 2027 года По записям",
            "Записаться снова можно с 17 ноября 2027 года; до этого",
        ),
        (
            "hy",
            "Այստեղ կրկին գրանցվել կարելի է 2027 թ. նոյեմբերի 17-ից Այս",
            "Կրկին գրանցվել կարելի է 2027 թ. նոյեմբերի 17-ից, իսկ մինչ այդ",
        ),
    ] {
        let mut visitor = office.browser();
        visitor.language = language;
        let page = visitor.book(&office, "residence", "2026-11-18T10:00", &ANNA).await.text();
        assert!(page.contains(title) && page.contains(note), "{page}");
        let page = visitor.get(&format!("{}?lang={language}", links[0])).await.text();
        assert!(page.contains(note), "{page}");
    }
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_page_of_a_booking_invites_whoever_cannot_book_b12() {
    let (office, links) = with_three_missed(|_| {}).await;
    let mut visitor = office.browser();
    let cancelled = visitor.post(&format!("{}/cancel?lang=en", links[3]), &[("sure", "1")]).await;
    assert!(cancelled.text().contains("The booking is cancelled"), "{}", cancelled.text());
    for (link, title) in [(&links[0], "The booking is no longer valid"), (&links[3], "The booking is cancelled")] {
        let mut pages = Vec::new();
        for below in ["", "/change", "/change/residence", "/change/residence/time", "/cancel"] {
            pages.push(visitor.get(&format!("{link}{below}?lang=en")).await);
        }
        let time = format!("{link}/change/residence/time?lang=en");
        pages.push(visitor.post(&time, &[("at", "2026-11-20T10:00")]).await);
        assert!(pages[1..].iter().all(|page| page.status == 409));
        for page in pages {
            let text = page.text();
            assert!(text.contains(title) && text.contains(AGAIN), "{text}");
            assert!(!text.contains("Book a new time") && page.links("/book?").is_empty(), "{text}");
        }
    }
    // The bookings themselves are forgotten a week after their day.
    office.clock.advance(Duration::from_secs(9 * 24 * 3600));
    let path = format!("{}?lang=en", links[0]);
    let page = once_told(&mut visitor, &path, "The booking was long ago").await;
    assert!(page.text().contains(AGAIN) && page.links("/book?").is_empty(), "{}", page.text());
    assert!(!page.links("/delete").is_empty() && !page.links("/history").is_empty(), "{}", page.html());
    office.clock.advance(Duration::from_secs(24 * 3600));
    let page = once_told(&mut visitor, &path, "All services").await;
    assert!(!page.text().contains("You can book again") && !page.links("/book?").is_empty(), "{}", page.text());
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_after_ones_data_is_deleted_invites_nobody_and_is_the_same_for_everybody_b12_p1() {
    let (office, links) = with_three_missed(|_| {}).await;
    let other = anna_with(&[("document", "4510 654321"), ("contact", "boris@example.org")]);
    let [mut anna, mut boris] = [office.browser(), office.browser()];
    boris.book(&office, "residence", "2026-11-18T10:00", &other).await;
    let (of_boris, mut pages) = (boris.bare(), Vec::new());
    for (visitor, link) in [(&mut anna, &links[0]), (&mut boris, &of_boris)] {
        let page = visitor.post(&format!("{link}/delete?lang=en"), &[("sure", "1")]).await;
        assert!(page.text().contains("Your data is deleted"), "{}", page.text());
        assert!(!page.text().contains("Book again") && page.links("/book").is_empty(), "{}", page.html());
        pages.push(page.html());
    }
    assert_eq!(pages[0], pages[1], "nobody is told who may book");
    let page = anna.book(&office, "residence", "2026-11-19T10:05", &ANNA).await;
    assert!(page.text().contains("You are booked"), "what is forgotten counts no longer (P3): {}", page.text());
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_missed_bookings_count_whoever_cannot_come_is_told_so_b8_b12() {
    let office = Office::open_with(|settings| {
        (settings.floor.rules.booking.missed, settings.floor.rules.booking.missed_days) = (2, 30);
    })
    .await;
    let mut visitor = office.browser();
    visitor.book(&office, "residence", "2026-11-18T10:00", &ANNA).await;
    let link = visitor.bare();
    let told = [
        (
            "en",
            "If you do not come, the booking counts as missed. After 2 missed bookings within 30 days you cannot book here for a while.",
            "Changes were possible until 17 November, 10:00.",
            "just lapses",
        ),
        (
            "ru",
            "Если вы не придёте, запись будет считаться пропущенной. После 2 пропущенных записей за 30 дней записаться здесь какое-то время нельзя.",
            "Изменить или отменить запись можно было до 17 ноября, 10:00.",
            "просто перестанет",
        ),
        (
            "hy",
            "Եթե չգաք, գրանցումը կհամարվի բաց թողնված։ 30 օրվա ընթացքում 2 բաց թողնված գրանցումից հետո այստեղ որոշ ժամանակ հնարավոր չէ գրանցվել։",
            "Փոխել կամ չեղարկել հնարավոր էր մինչև",
            "պարզապես կդադարի",
        ),
    ];
    for (language, missed, ..) in told {
        let page = visitor.get(&format!("{link}?lang={language}")).await.text();
        assert_eq!(page.matches(missed).count(), 1, "the confirmation: {page}");
    }
    office.clock.advance(Duration::from_secs(19 * 60));
    for (language, missed, too_late, lapses) in told {
        for (what, body) in [("", None), ("/cancel", Some("sure=1"))] {
            let method = if body.is_some() { "POST" } else { "GET" };
            let page = visitor.ask(method, &format!("{link}{what}?lang={language}"), body, &[]).await.text();
            assert_eq!(page.matches(missed).count(), 1, "{what}: {page}");
            assert!(page.contains(too_late) && !page.contains(lapses), "{what}: {page}");
        }
    }
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_missed_bookings_do_not_count_a_booking_just_lapses_b12() {
    let (office, mut visitor, booked) = Office::with_booking("residence", "2026-11-18T10:00").await;
    assert!(!booked.text().contains("counts as missed"), "{}", booked.text());
    office.clock.advance(Duration::from_secs(19 * 60));
    let link = visitor.bare();
    let page = visitor.get(&link).await.text();
    let told = "Changes were possible until 17 November, 10:00. If you do not come, the booking just lapses.";
    assert!(page.contains(told), "{page}");
    office.stop().await;
}
