//! How much may be booked before a contact is proved (P5).

use crate::support::{ANNA, Office, anna_with};

/// How many codes were sent.
fn codes(office: &Office) -> usize {
    office.post.sent.lock().unwrap().len()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_is_booked_without_a_code_where_the_office_says_so_and_the_second_with_one_p5() {
    let office = Office::open_with(|settings| settings.floor.rules.booking.a_claimed = 1).await;
    let mut visitor = office.browser();
    let form = visitor.up_to_form("residence", "2026-11-20T10:00").await;
    assert!(form.text().contains("step 4 of 4"), "{}", form.text());
    assert!(form.text().contains("the confirmation goes there, and before it a code if one is needed"));
    assert!(form.html().contains("<button class=\"act\">Next</button>"), "{}", form.html());
    let booked = visitor.post(&form.action(), &ANNA).await;
    assert!(booked.text().contains("You are booked"), "{}", booked.text());
    assert_eq!(codes(&office), 0);
    let again = visitor.post(&form.action(), &ANNA).await;
    assert!(again.text().contains("You are booked"), "sent twice, booked once: {}", again.text());

    let boris = anna_with(&[("family", "Петров"), ("document", "4510 654321")]);
    let mut visitor = office.browser();
    let form = visitor.up_to_form("residence", "2026-11-20T11:00").await;
    let code = visitor.post(&form.action(), &boris).await;
    assert_eq!((code.status, codes(&office)), (200, 1), "{}", code.text());
    assert!(code.text().contains("We have sent six figures to anna@example.org"), "{}", code.text());
    assert!(code.text().contains("step 4 of 4"), "{}", code.text());
    let back = visitor.post(&form.action(), &boris).await;
    assert!(back.text().contains("We have sent six figures") && codes(&office) == 1, "{}", back.text());
    let booked = visitor.post(&code.action(), &[("code", &office.code())]).await;
    assert!(booked.text().contains("You are booked"), "{}", booked.text());
    let other = anna_with(&[("contact", "boris@example.org"), ("document", "4510 777777")]);
    let booked = office.browser().book(&office, "residence", "2026-11-20T12:00", &other).await;
    assert!(booked.text().contains("You are booked") && codes(&office) == 1, "another contact: {}", booked.text());
    office.stop().await;
}

/// The trade of `a_claimed`, which docs/rules.md tells: whoever knows a document learns the day, and neither the time nor the service.
#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_is_told_before_a_code_is_sent_and_of_a_document_the_day_alone_p5_b2_p1() {
    let office = Office::open_with(|settings| settings.floor.rules.booking.a_claimed = 2).await;
    office.browser().book(&office, "residence", "2026-11-20T10:00", &ANNA).await;
    let stranger = anna_with(&[("family", "Петров"), ("given", "Борис"), ("contact", "boris@example.org")]);
    let told = "You have a booking on this day already One person books no more on 20 November.";
    for (service, begins, sheet) in [
        ("residence", "2026-11-20T11:00", &ANNA[..]),
        ("residence", "2026-11-20T11:15", &stranger[..]),
        ("passport-apply", "2026-11-20T10:00", &stranger[..]),
    ] {
        let page = office.browser().book(&office, service, begins, sheet).await;
        assert!(page.status == 409 && page.text().contains(told), "{service} {begins}: {}", page.text());
    }
    assert_eq!(codes(&office), 0);
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_form_says_in_each_language_what_comes_to_the_contact_p5() {
    for (a_claimed, told) in [
        (
            0,
            [
                ("ru", "туда придёт код, а потом подтверждение", "Получить код"),
                ("en", "a code goes there and then the confirmation", "Get a code"),
                ("hy", "այնտեղ կգա կոդը, ապա՝ հաստատումը", "Ստանալ կոդ"),
            ],
        ),
        (
            1,
            [
                ("ru", "туда придёт подтверждение, а перед ним, если потребуется, код", "Дальше"),
                ("en", "the confirmation goes there, and before it a code if one is needed", "Next"),
                ("hy", "այնտեղ կգա հաստատումը, իսկ դրանից առաջ՝ անհրաժեշտության դեպքում, կոդը", "Առաջ"),
            ],
        ),
    ] {
        let office = Office::open_with(|settings| {
            let rules = &mut settings.floor.rules.booking;
            (rules.a_claimed, rules.holds_a_source) = (a_claimed, 9);
        })
        .await;
        for ((language, hint, button), begins) in told.into_iter().zip(["09:15", "10:15", "11:15"]) {
            let mut visitor = office.browser();
            visitor.language = language;
            let form = visitor.up_to_form("passport-apply", &format!("2026-11-27T{begins}")).await;
            assert!(form.text().contains(hint) && form.text().contains(button), "{}", form.text());
        }
        office.stop().await;
    }
}
