//! Whoever missed bookings again and again is told from when on they can book (B12).

use std::time::Duration;

use queue::booking::slots::SlotPlan;
use queue::floor::{Interval, IssueHours, Weekday};
use server::run::Settings;

use crate::support::{ANNA, Office, anna_with};

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

/// From 09:42 until reception has closed. The office looks at the clock again and again, so that no machine seems to have slept (B12).
async fn until_closed(office: &Office) {
    office.clock.advance(Duration::from_secs(17 * 60));
    let mut visitor = office.browser();
    for _ in 0..12 {
        visitor.post("/book/passport-apply/time?for=0&lang=en", &[("at", "2026-11-27T09:15")]).await;
        office.clock.advance(Duration::from_secs(90));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_missed_three_is_told_from_when_on_they_can_book_again_b12() {
    let office = Office::open_with(short).await;
    for begins in ["10:00", "10:05", "10:10"] {
        let page = office.browser().book(&office, "residence", &format!("2026-11-17T{begins}"), &ANNA).await;
        assert!(page.text().contains("You are booked"), "{}", page.text());
    }
    until_closed(&office).await;
    for (language, told) in [
        (
            "en",
            "You can book here again from 27 November Nobody came to 3 bookings made with this document. After that no more are made for a while, so that places go to those who come. You can book on this page again from 27 November; until then please take a coupon at the kiosk of the office.",
        ),
        (
            "ru",
            "Записаться здесь снова можно с 27 ноября По записям с этим документом 3 раза никто не пришёл. После этого новые записи какое-то время не принимаются, чтобы места доставались тем, кто приходит. Записаться на этой странице снова можно с 27 ноября; до этого возьмите, пожалуйста, талон в киоске отдела.",
        ),
        (
            "hy",
            "Այստեղ կրկին գրանցվել կարելի է նոյեմբերի 27-ից Այս փաստաթղթով կատարված 3 գրանցման ոչ ոք չի ներկայացել։ Դրանից հետո որոշ ժամանակ նոր գրանցումներ չեն ընդունվում, որպեսզի տեղերը հասնեն նրանց, ովքեր գալիս են։ Այս էջում կրկին գրանցվել կարելի է նոյեմբերի 27-ից, իսկ մինչ այդ խնդրում ենք կտրոն վերցնել բաժնի կրպակից։",
        ),
    ] {
        let mut visitor = office.browser();
        visitor.language = language;
        let contact = format!("{language}@example.org");
        let fields = anna_with(&[("contact", &contact)]);
        let page = visitor.book(&office, "residence", "2026-11-18T10:00", &fields).await;
        assert_eq!(page.status, 409);
        assert!(page.text().contains(told), "{}", page.text());
        assert!(!page.html().contains("class=\"way\""), "another time does not help: {}", page.html());
    }
    let other = anna_with(&[("document", "4510 654321"), ("contact", "boris@example.org")]);
    let page = office.browser().book(&office, "residence", "2026-11-18T10:00", &other).await;
    assert!(page.text().contains("You are booked"), "another person: {}", page.text());

    office.clock.advance(Duration::from_secs(10 * 24 * 3600));
    let page = office.browser().book(&office, "residence", "2026-11-30T10:00", &ANNA).await;
    assert!(page.text().contains("You are booked"), "{}", page.text());
    office.stop().await;
}
