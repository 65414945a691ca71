//! What the page of a booking says as its time comes and goes (B4, B12).

use std::time::{Duration, Instant};

use crate::support::{ANNA, Browser, Office, Page, SOON};

const MINUTE: Duration = Duration::from_secs(60);

/// A page once it says something: what time alone does is published a moment later.
pub async fn once_told(visitor: &mut Browser, path: &str, told: &str) -> Page {
    let (began, mut pause) = (Instant::now(), Duration::from_millis(50));
    loop {
        let page = visitor.get(path).await;
        if page.text().contains(told) {
            return page;
        }
        assert!(began.elapsed() < SOON, "{told} in {}", page.text());
        tokio::time::sleep(pause).await;
        // Ever more seldom: each look costs pages, and the clock of the test gives none back.
        pause = (2 * pause).min(Duration::from_secs(1));
    }
}

/// Whoever booked 10:00 of the day, at 09:42, and the path of their page.
async fn of_ten(office: &Office) -> (Browser, String) {
    let mut visitor = office.browser();
    let booked = visitor.book(office, "residence", "2026-11-17T10:00", &ANNA).await;
    assert!(booked.text().contains("You are booked"), "{}", booked.text());
    let link = visitor.bare();
    (visitor, link)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_booking_whose_time_has_come_says_what_is_still_possible_b4() {
    let office = Office::open().await;
    let (mut visitor, link) = of_ten(&office).await;
    let ahead = visitor.get(&format!("{link}?lang=en")).await.text();
    let told = "Check-in opens 30 minutes before the time. If you are up to 10 minutes late you are still received as booked; later you go into the general queue.";
    assert!(ahead.contains(told), "{ahead}");
    office.clock.advance(19 * MINUTE);
    for (language, title, told) in [
        (
            "en",
            "You are booked",
            "The booked time has begun. If you check in by 10:10 you are still received as booked; after that, until reception closes at 17:00, you go into the general queue.",
        ),
        (
            "ru",
            "Вы записаны",
            "Время записи наступило. Если отметитесь до 10:10, вас примут по записи; позже, до конца приёма в 17:00, вы попадёте в общую очередь.",
        ),
        (
            "hy",
            "Դուք գրանցված եք",
            "Գրանցման ժամն արդեն եկել է։ Եթե նշվեք մինչև 10:10, կընդունվեք ըստ գրանցման, ավելի ուշ՝ մինչև ընդունելության ավարտը (17:00)՝ ընդհանուր հերթով։",
        ),
    ] {
        let page = visitor.get(&format!("{link}?lang={language}")).await.text();
        assert!(page.contains(title) && page.contains(told), "{page}");
    }
    office.clock.advance(10 * MINUTE);
    for (language, told, gone) in [
        ("en", "The time of your booking is over", ["You are booked", "If you do not come"]),
        ("ru", "Время вашей записи прошло", ["Вы записаны", "Если вы не придёте"]),
        ("hy", "Ձեր գրանցման ժամն անցել է", ["Դուք գրանցված եք", "Եթե չգաք"]),
    ] {
        let page = visitor.get(&format!("{link}?lang={language}")).await;
        assert!(page.text().contains(told) && page.html().contains("class=\"qr\""), "{}", page.text());
        assert!(gone.iter().all(|gone| !page.text().contains(gone)), "{}", page.text());
    }
    for (language, told) in [
        (
            "en",
            "You are no longer received as booked. Until reception closes at 17:00 you are received in the general queue: check in at the kiosk.",
        ),
        ("ru", "По записи вас уже не примут. До конца приёма в 17:00 вас примут в общей очереди: отметьтесь в киоске."),
        (
            "hy",
            "Ըստ գրանցման այլևս չեք ընդունվի։ Մինչև ընդունելության ավարտը (17:00) կընդունվեք ընդհանուր հերթով. նշվեք կրպակում։",
        ),
    ] {
        let page = visitor.get(&format!("{link}?lang={language}")).await.text();
        assert!(page.contains(told), "{page}");
    }
    office.clock.advance(8 * 60 * MINUTE);
    let told = "It was not kept on its day. Book a new time if you need one.";
    let page = once_told(&mut visitor, &format!("{link}?lang=en"), told).await;
    assert!(page.text().contains("Book again"), "{}", page.text());
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_office_that_takes_nobody_late_or_early_says_so_in_words_b4() {
    let office = Office::open_with(|settings| {
        let rules = &mut settings.floor.rules.booking;
        (rules.late_min, rules.early_min, rules.missed) = (0, 0, 2);
    })
    .await;
    let (mut visitor, link) = of_ten(&office).await;
    for (language, told) in [
        ("en", "Check-in opens at the booked time. If you come after the booked time you go into the general queue."),
        (
            "ru",
            "Отметиться можно, когда наступит время записи. Если придёте позже времени записи, вы попадёте в общую очередь.",
        ),
        ("hy", "Նշվել կարելի է գրանցման ժամից սկսած։ Եթե գաք գրանցման ժամից ուշ, կընդունվեք ընդհանուր հերթով։"),
    ] {
        let page = visitor.get(&format!("{link}?lang={language}")).await.text();
        assert!(page.contains(told), "{page}");
    }
    office.clock.advance(19 * MINUTE);
    let page = visitor.get(&format!("{link}?lang=en")).await.text();
    assert!(page.contains("The time of your booking is over"), "{page}");
    assert!(page.contains("the booking counts as missed"), "whoever comes has not missed it (B12): {page}");
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_reception_closes_with_the_last_slot_a_late_visitor_is_told_so_b4() {
    let office = Office::open_with(|settings| {
        let service = settings.floor.services.iter_mut().find(|service| service.id.as_str() == "residence").unwrap();
        let hours = |at: &str| at.parse::<jiff::civil::Time>().unwrap();
        for plan in [&mut service.issue, &mut service.slots.as_mut().unwrap().hours] {
            plan.0.values_mut().for_each(|day| {
                day.clear();
                day.push(queue::floor::Interval { from: hours("09:00"), to: hours("10:15") });
            });
        }
        settings.floor.rules.booking.late_min = 15;
    })
    .await;
    let (mut visitor, link) = of_ten(&office).await;
    office.clock.advance(19 * MINUTE);
    let page = visitor.get(&format!("{link}?lang=en")).await.text();
    assert!(page.contains("The booked time has begun. Check in by 10:15: then reception closes."), "{page}");
    office.stop().await;
}
