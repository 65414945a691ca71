//! The pages of a booking: whose they are, until when they change something, and what they tell (B8, P2).

use std::time::Duration;

use queue::booking::Slot;
use queue::ids::ServiceId;
use server::people::{LinkCode, Lost, People, Places, Who, Why};

use crate::support::{ANNA, MORNING, Office, Page, anna_with};

#[tokio::test(flavor = "multi_thread")]
async fn changes_end_a_day_before_b8() {
    let (office, mut visitor, _) = Office::with_booking("residence", "2026-11-18T10:00").await;
    let link = visitor.bare();
    let page = visitor.get(&link).await;
    assert!(page.text().contains("You can change or cancel until 17 November, 10:00"), "{}", page.text());
    let sure = visitor.get(&page.link("/cancel")).await;
    office.clock.advance(Duration::from_secs(19 * 60));
    let late = visitor.post(&sure.action(), &[("sure", "1")]).await;
    assert_eq!(late.status, 409);
    assert!(late.text().contains("Changes were possible until 17 November, 10:00"), "{}", late.text());
    let page = visitor.get(&link).await;
    assert!(
        page.text().contains("You are booked") && page.links("/cancel").is_empty() && page.links("/change").is_empty()
    );
    for path in ["/change/residence", "/change/residence/time"] {
        assert_eq!(visitor.get(&format!("{link}{path}")).await.status, 409, "{path}");
    }
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_booking_is_changed_so_often_and_then_says_what_can_be_done_b8_s6() {
    let office = Office::open_with(|settings| settings.floor.rules.booking.changes = 1).await;
    let mut visitor = office.browser();
    visitor.book(&office, "residence", "2026-11-20T10:00", &ANNA).await;
    let link = visitor.path.split('?').next().unwrap().to_owned();
    let calendar = visitor.get(&format!("{link}/change/residence/time?lang=en&day=2026-11-23&at=10:00")).await;
    let moved = visitor.post(&calendar.action(), &[("at", "2026-11-23T10:00:00")]).await;
    assert!(moved.text().contains("Monday, 23 November, 10:00"), "{}", moved.text());
    assert!(moved.links("/change").is_empty() && !moved.links("/cancel").is_empty());
    for (language, told) in [
        (
            "en",
            "You have changed this booking 1 time already. Cancel it and book anew, or ask the office. You can cancel until 22 November, 10:00.",
        ),
        (
            "ru",
            "Вы изменили эту запись уже 1 раз. Отмените её и запишитесь заново или обратитесь в отдел. Отменить можно до 22 ноября, 10:00.",
        ),
        ("hy", "Դուք այս գրանցումն արդեն 1 անգամ փոխել եք։ Չեղարկեք այն և գրանցվեք նորից կամ դիմեք բաժին։"),
    ] {
        let page = visitor.get(&format!("{link}?lang={language}")).await.text();
        assert!(page.contains(told), "{page}");
    }
    for path in ["/change", "/change/residence", "/change/residence/time"] {
        let page = visitor.get(&format!("{link}{path}?lang=en")).await;
        assert_eq!(page.status, 409, "{path}");
        assert!(page.text().contains("This booking can no longer be changed You have changed"), "{}", page.text());
    }
    let again = visitor.post(&calendar.action(), &[("at", "2026-11-24T10:00:00")]).await;
    assert_eq!(again.status, 409, "{}", again.text());
    let history = visitor.get(&format!("{link}/history?lang=en")).await.text();
    assert_eq!(history.matches("changed the booking").count(), 1, "{history}");
    let cancelled = visitor.post(&format!("{link}/cancel?lang=en"), &[("sure", "1")]).await;
    assert!(cancelled.text().contains("The booking is cancelled"), "{}", cancelled.text());
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_to_a_place_that_is_gone_offers_others_and_leaves_the_booking_b3() {
    let office = Office::open().await;
    let mut other = office.browser();
    let fields = anna_with(&[("document", "4510 999999"), ("contact", "b@example.org")]);
    other.book(&office, "residence", "2026-11-23T10:00", &fields).await;
    let mut visitor = office.browser();
    visitor.book(&office, "residence", "2026-11-20T10:00", &ANNA).await;
    let link = visitor.bare();
    let gone = visitor.post(&format!("{link}/change/residence/time?lang=en"), &[("at", "2026-11-23T10:00")]).await;
    assert_eq!(gone.status, 409);
    assert!(gone.text().contains("This time has just been taken"), "{}", gone.text());
    assert!(visitor.get(&link).await.text().contains("Friday, 20 November, 10:00"));
    let moved = visitor.post(&gone.action(), &[("at", "2026-11-23T10:15:00")]).await;
    assert!(moved.text().contains("Monday, 23 November, 10:15"), "{}", moved.text());
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_brings_the_documents_of_its_own_purpose_and_a_refused_one_none_b14() {
    let office = Office::open().await;
    let mut other = office.browser();
    for (document, place) in [("4510 999998", "c@example.org"), ("4510 999999", "b@example.org")] {
        let fields = anna_with(&[("document", document), ("contact", place)]);
        other.cookie = None;
        other.book(&office, "passport-apply", "2026-11-23T10:00", &fields).await;
    }
    let mut visitor = office.browser();
    let booked = visitor.book(&office, "residence", "2026-11-20T10:00", &ANNA).await;
    let link = visitor.bare();
    let adult = visitor.get(&format!("{link}/change/passport-apply?lang=en")).await;
    assert!(adult.text().contains("Former international passport") && !adult.text().contains("Birth certificate"));
    let child = visitor.get(&adult.link("for=1")).await;
    assert!(child.text().contains("Birth certificate"), "the documents before the time: {}", child.text());
    let calendar = visitor.get(&child.link("/time")).await;
    let back = visitor.get(&calendar.link("/change/passport-apply?")).await;
    assert!(back.text().contains("Birth certificate"), "the way back keeps the purpose");
    let gone = visitor.post(&child.link("/time"), &[("at", "2026-11-23T10:00")]).await;
    assert_eq!(gone.status, 409, "{}", gone.text());
    let page = visitor.get(&link).await;
    assert!(page.text().contains("Residence permit") && page.text().contains("Medical certificate"), "{}", page.text());
    assert_eq!(qr_and_number(&page), qr_and_number(&booked), "a refused change changes nothing");
    let moved = visitor.post(&gone.action(), &[("at", "2026-11-23T10:15:00")]).await;
    assert!(moved.text().contains("Monday, 23 November, 10:15") && moved.text().contains("Birth certificate"));

    let again = visitor.get(&format!("{link}/change/passport-apply?lang=en")).await;
    assert!(again.text().contains("Birth certificate"), "another time for the same: {}", again.text());
    let moved = visitor.post(&again.link("/time"), &[("at", "2026-11-24T10:15:00")]).await;
    assert!(moved.text().contains("Tuesday, 24 November, 10:15") && moved.text().contains("Birth certificate"));
    let adult = visitor.post(&adult.link("/time"), &[("at", "2026-11-24T10:15:00")]).await;
    assert!(adult.text().contains("Tuesday, 24 November, 10:15"), "{}", adult.text());
    assert!(adult.text().contains("Former international passport"), "the purpose alone can change");
    let folder = office.stop().await;
    let people = People::open(&Places::new(folder.path(), None), Lost::Stop).unwrap();
    let person = people.by_link(&LinkCode::parse(link.trim_start_matches("/b/")).unwrap()).unwrap();
    let record = people.view(&person, &Who::Office, Why::Message, MORNING.parse().unwrap()).unwrap();
    let slot = Slot { service: ServiceId::new("passport-apply").unwrap(), begins: "2026-11-24T10:15".parse().unwrap() };
    assert_eq!(record.purpose_at(&slot).map(|text| text.as_str()), Some("Взрослому"), "what the clerk reads (B6)");
}

fn qr_and_number(page: &Page) -> [String; 2] {
    let html = page.html();
    ["class=\"qr\"", "Booking number"].map(|mark| html.split(mark).nth(1).unwrap().chars().take(2_000).collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_link_there_is_nothing_to_see() {
    let (office, visitor, _) = Office::with_booking("residence", "2026-11-20T10:00").await;
    let link = visitor.bare();
    let mut stranger = office.browser();
    let bent = format!("{}{}", &link[..link.len() - 1], if link.ends_with('2') { '3' } else { '2' });
    for path in ["/b/", "/b/x", &bent, &link.to_uppercase(), &format!("{link}%00"), &format!("{link}/../x")] {
        let page = stranger.get(path).await;
        assert_eq!(page.status, 404, "{path}");
        assert!(!page.text().contains("Иванова"), "{path}");
    }
    for what in ["/change", "/cancel", "/history", "/booking.pdf", "/booking.ics"] {
        assert_eq!(stranger.get(&format!("{bent}{what}")).await.status, 404, "{what}");
    }
    let mine = stranger.get("/form").await;
    assert_eq!(mine.status, 410, "another browser's form is not reached by its address");
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn personal_data_that_cannot_be_kept_makes_no_booking_and_ends_the_server_d3() {
    let (office, mut visitor, form) = Office::with_form("2026-11-20T10:00").await;
    let code = visitor.post(&form.action(), &ANNA).await;
    let holder = rusqlite::Connection::open(office.folder.path().join(server::people::DATA_FILE)).unwrap();
    holder.execute_batch("BEGIN IMMEDIATE").unwrap();
    let failed = visitor.post(&code.action(), &[("code", &office.code())]).await;
    assert_eq!(failed.status, 503);
    assert!(failed.text().contains("The booking cannot be made right now Nothing is booked."), "{}", failed.text());
    let ended = tokio::time::timeout(Duration::from_secs(30), office.ended()).await.unwrap();
    assert_eq!(ended.unwrap_err().exit_code(), 3, "with an alarm, as for every storage that fails");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_look_at_the_data_stands_in_its_history_p2() {
    let (office, mut visitor, booked) = Office::with_booking("residence", "2026-11-20T10:00").await;
    let own = visitor.path.clone();
    for _ in 0..3 {
        // Who looks again within a minute looks once.
        visitor.get(&own).await;
        office.clock.advance(Duration::from_secs(61));
        visitor.get(&own).await;
    }
    // Also where something else was looked at meanwhile.
    visitor.get(&booked.link("/data.json")).await;
    visitor.get(&own).await;
    let history = visitor.get(&booked.link("/history")).await.text();
    assert!(history.contains("17 November 2026, 09:45 You looked at: page of the booking ×4"), "{history}");
    assert!(history.contains("You data entered for the booking"), "{history}");
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_staffs_pages_lead_nowhere_where_visitors_come_in_s2() {
    let office = Office::open().await;
    let mut browser = office.browser();
    for path in ["/staff", "/staff/sign-in", "/staff/now", "/staff/sign-out"] {
        for (method, body) in [("GET", None), ("HEAD", None), ("POST", Some("login=petrosyan&pin=123456"))] {
            let page = browser.ask(method, path, body, &[]).await;
            assert_eq!(page.status, 404, "{method} {path}");
            assert!(page.header("set-cookie").is_none() && !page.html().contains("PIN"), "{method} {path}");
        }
    }
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_calendar_takes_the_cancelling_after_every_change_from_page_and_mail_alike_b8() {
    let (office, mut visitor, _) = Office::with_booking("residence", "2026-11-20T10:00").await;
    let link = visitor.bare();
    let file = visitor.get(&format!("{link}/booking.ics")).await.html();
    assert!(file.contains("SEQUENCE:0") && file.contains("STATUS:CONFIRMED"), "{file}");
    visitor.post(&format!("{link}/change/residence/time?lang=en"), &[("at", "2026-11-23T10:00")]).await;
    let file = visitor.get(&format!("{link}/booking.ics")).await.html();
    assert!(file.contains("SEQUENCE:1") && file.contains("STATUS:CONFIRMED"), "{file}");
    visitor.post(&format!("{link}/cancel?lang=en"), &[("sure", "1")]).await;
    let file = visitor.get(&format!("{link}/booking.ics")).await.html();
    assert!(file.contains("SEQUENCE:2") && file.contains("STATUS:CANCELLED") && !file.contains("URL:"), "{file}");
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_names_what_stands_and_says_that_it_is_one_b8() {
    let (office, mut visitor, _) = Office::with_booking("residence", "2026-11-20T10:00").await;
    let link = visitor.bare();
    for (language, now, act, booking, done, to) in [
        (
            "en",
            "Your booking: Friday, 20 November, 10:00",
            "Change the booking",
            "Book a visit",
            "The booking is changed",
            "23",
        ),
        (
            "ru",
            "Ваша запись: понедельник, 23 ноября, 10:00",
            "Изменить запись",
            "Запись на приём",
            "Запись изменена",
            "24",
        ),
        (
            "hy",
            "Ձեր գրանցումը՝ երեքշաբթի, նոյեմբերի 24, 10:00",
            "Փոխել գրանցումը",
            "Գրանցում ընդունելության",
            "Գրանցումը փոխված է",
            "25",
        ),
    ] {
        let services = visitor.get(&format!("{link}/change?lang={language}")).await;
        let documents = visitor.get(&services.link("/change/residence")).await;
        let time = documents.link("/time").replace('?', &format!("?day=2026-11-{to}&at=10:00&"));
        let calendar = visitor.get(&time).await;
        for page in [&services, &documents, &calendar] {
            let text = page.text();
            assert!(text.contains(now) && text.contains(act) && !text.contains(booking), "{language}: {text}");
        }
        assert!(calendar.html().contains(&format!(">{act}</button>")), "{}", calendar.html());
        let at = format!("2026-11-{to}T10:00:00");
        let changed = visitor.post(&calendar.action(), &[("at", &at)]).await;
        assert!(changed.text().contains(done) && changed.text().contains(to), "{}", changed.text());
    }
    assert!(visitor.get(&format!("{link}?changed=2&lang=en")).await.text().contains("You are booked"), "long since");
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_change_stands_in_the_history_as_refused_p2() {
    let (office, mut visitor, _) = Office::with_booking("residence", "2026-11-20T10:00").await;
    let link = visitor.bare();
    let holiday =
        visitor.post(&format!("{link}/change/passport-apply/time?lang=en"), &[("at", "2026-11-22T10:00")]).await;
    assert_eq!(holiday.status, 409, "{}", holiday.text());
    for (language, refused, changed) in [
        ("en", "the change was refused: the booking stays as it was", "changed the booking"),
        ("ru", "в изменении отказано: запись осталась прежней", "запись изменена"),
        ("hy", "փոփոխությունը մերժվել է. գրանցումը մնացել է նույնը", "գրանցումը փոխվել է"),
    ] {
        let history = visitor.get(&format!("{link}/history?lang={language}")).await.text();
        assert!(history.contains(refused) && !history.contains(changed), "{history}");
    }
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_is_pressed_twice_is_done_once_and_brings_its_purpose_b8_b14() {
    let office = Office::open_with(|settings| {
        let service = settings.floor.services.iter_mut().find(|one| one.id.as_str() == "passport-apply").unwrap();
        service.slots.as_mut().unwrap().places = 1;
    })
    .await;
    let mut visitor = office.browser();
    visitor.book(&office, "residence", "2026-11-20T10:00", &ANNA).await;
    let (link, mut again) = (visitor.bare(), office.browser());
    let path = format!("{link}/change/passport-apply/time?for=1&lang=en");
    let press = Some("at=2026-11-23T10:00");

    // Nothing is put down, and nobody asks the office, until both have come.
    let holder = rusqlite::Connection::open(office.folder.path().join(server::people::DATA_FILE)).unwrap();
    holder.execute_batch("BEGIN IMMEDIATE").unwrap();
    let both_came = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        holder.execute_batch("ROLLBACK").unwrap();
    };
    let (one, two, ()) =
        tokio::join!(visitor.ask("POST", &path, press, &[]), again.ask("POST", &path, press, &[]), both_came);
    for done in [one, two] {
        let leads = done.header("location").unwrap_or_else(|| panic!("{}", done.text()));
        assert!(leads.starts_with(&format!("{link}?changed=1")), "{leads}");
    }
    let text = visitor.get(&link).await.text();
    assert!(text.contains("Monday, 23 November, 10:00") && text.contains("Birth certificate"), "{text}");
    let history = visitor.get(&format!("{link}/history?lang=en")).await.text();
    assert!(!history.contains("the change was refused"), "{history}");
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_holds_a_link_writes_no_history_without_end_s6() {
    let office = Office::open().await;
    let mut visitor = office.browser();
    visitor.book(&office, "passport-apply", "2026-11-27T10:00", &ANNA).await;
    let link = visitor.bare();
    let mut refused = None;
    for n in 0..40 {
        let path = format!("{link}/change/passport-apply/time?for={}&lang=en", (n + 1) % 2);
        let page = visitor.post(&path, &[("at", "2026-11-27T10:00")]).await;
        office.clock.advance(Duration::from_secs(2));
        if page.status != 200 {
            refused = Some((n, page));
            break;
        }
    }
    let (times, page) = refused.expect("not without end");
    assert!(times == 30 && page.status == 409, "{times}: {}", page.text());
    for (language, told) in [
        (
            "en",
            "This cannot be changed right now Too much was tried with this booking today. It stands as it is; try again tomorrow.",
        ),
        (
            "ru",
            "Сейчас это не получается изменить С этой записью сегодня сделано слишком много попыток. Она осталась как была; попробуйте снова завтра.",
        ),
        (
            "hy",
            "Հիմա սա հնարավոր չէ փոխել Այսօր այս գրանցման հետ չափազանց շատ փորձեր են արվել։ Այն մնացել է այնպես, ինչպես կար. փորձեք կրկին վաղը։",
        ),
    ] {
        let path = format!("{link}/change/passport-apply/time?for={}&lang={language}", (times + 1) % 2);
        let page = visitor.post(&path, &[("at", "2026-11-27T10:00")]).await;
        assert!(page.status == 409 && page.text().contains(told), "{}", page.text());
        assert!(!page.links(&link).is_empty(), "{}", page.text());
    }
    let people = rusqlite::Connection::open(office.folder.path().join(server::people::DATA_FILE)).unwrap();
    let lines = "SELECT count(*) FROM views WHERE deed = '\"purpose_changed\"'";
    assert_eq!(people.query_row(lines, [], |row| row.get::<_, u32>(0)).unwrap(), 30);
    drop(people);
    office.clock.advance(Duration::from_secs(24 * 3600));
    let path = format!("{link}/change/passport-apply/time?for=1&lang=en");
    let again = visitor.post(&path, &[("at", "2026-11-27T10:00")]).await;
    assert_eq!(again.status, 200, "a day later: {}", again.text());
    office.stop().await;
}
