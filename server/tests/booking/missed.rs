//! Whoever missed bookings again and again is told from when on they can book (B12).

use std::time::Duration;

use queue::booking::slots::SlotPlan;
use queue::floor::{Interval, IssueHours, Weekday};
use server::run::Settings;

use crate::support::{ANNA, Office, anna_with};
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

/// From 09:42 until reception has closed.
const UNTIL_CLOSED: Duration = Duration::from_secs(35 * 60);

#[tokio::test(flavor = "multi_thread")]
async fn whoever_missed_three_is_told_from_when_on_they_can_book_again_b12() {
    let office = Office::open_with(short).await;
    let mut links = Vec::new();
    for begins in ["10:00", "10:05", "10:10"] {
        let mut visitor = office.browser();
        let page = visitor.book(&office, "residence", &format!("2026-11-17T{begins}"), &ANNA).await;
        assert!(page.text().contains("You are booked"), "{}", page.text());
        assert_eq!(page.text().matches("Book another service").count(), 1, "{}", page.text());
        links.push(visitor.bare());
    }
    office.clock.advance(UNTIL_CLOSED);
    let told = "It was not kept on its day. Nobody came to 3 bookings made with this document.";
    let page = once_told(&mut office.browser(), &format!("{}?lang=en", links[0]), told).await.text();
    assert!(page.contains("You can book again from 27 November; until then the general queue receives you"), "{page}");
    assert!(!page.contains("Book again") && !page.contains("Book a new time"), "nobody is sent in vain: {page}");
    let codes = || office.post.sent.lock().unwrap().len();
    assert_eq!(codes(), 3);
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
    assert_eq!(codes(), 3, "nobody types a code in vain");
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
