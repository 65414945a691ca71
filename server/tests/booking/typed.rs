//! What visitors type: right, wrong and hostile (B13, P5, S4, S7).

use std::time::Duration;

use server::messages::Delivery;
use server::messages::setup::Countries;

use crate::support::{ANNA, Browser, Office, Page, anna_with};

async fn sent(visitor: &mut Browser, fields: &[(&str, &str)]) -> Page {
    visitor.post("/form?lang=en", fields).await
}

#[tokio::test(flavor = "multi_thread")]
async fn each_fields_error_stands_at_the_field_and_what_was_typed_is_kept_b13() {
    let (office, mut visitor, _) = Office::with_form("2026-11-20T10:00").await;
    for (name, value, error) in [
        ("family", "", "Fill this in."),
        ("family", "Ивaнова", "letters of two alphabets"),
        ("given", "Анна7", "The character “7” cannot stand here"),
        ("given", "Ан\u{200b}на", "not seen"),
        ("patronymic", "-", "There is no letter beside “-”"),
        ("document", "4510", "if yours is another one, choose it in the list above."),
        ("contact", "anna", "Write the address as name@example.org"),
        ("contact", "89123456789", "Begin with + and the country code"),
        ("contact", "+7 912", "A number has 11 figures"),
        ("contact", "", "Fill this in."),
    ] {
        let page = sent(&mut visitor, &anna_with(&[(name, value)])).await;
        assert_eq!(page.status, 422, "{name} {value}");
        let html = page.html();
        let field =
            html.split(&format!("id=\"{name}-error\"")).nth(1).unwrap_or_else(|| panic!("{name} {value}: {html}"));
        assert!(field.split("</p>").next().unwrap().contains(error), "{name} {value}: {field:.200}");
        assert_eq!(html.matches("class=\"error\"").count(), 1, "{name} {value}");
        assert!(
            html.contains(&format!("value=\"{value}\""))
                && html.contains("value=\"4510")
                && html.contains("<title>Error: ")
        );
    }
    assert_eq!(office.post.sent.lock().unwrap().len(), 0, "nothing is sent for a form that is not right");
    let several = sent(&mut visitor, &anna_with(&[("family", ""), ("document", "1"), ("contact", "x@y")])).await;
    assert_eq!(several.html().matches("class=\"error\"").count(), 3, "all at once");
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_telephone_of_a_country_that_the_office_does_not_write_to_is_refused_as_typed_s6_b13() {
    let office = Office::open().await;
    let mut visitor = office.browser();
    visitor.up_to_form("residence", "2026-11-20T10:00").await;
    *office.post.countries.lock().unwrap() = Countries(["+7", "+374"].map(str::to_owned).into());
    let elsewhere = anna_with(&[("contact", "+44 20 7946 0000")]);
    for (language, error) in [
        ("en", "The office writes to phones that begin with +7, +374 only: write such a number or an e-mail address."),
        ("ru", "Отдел пишет только на телефоны, номера которых начинаются с +7, +374: укажите такой номер или"),
        ("hy", "Բաժինը գրում է միայն +7, +374 կոդով սկսվող հեռախոսահամարներին."),
    ] {
        for path in ["/form", "/form/check"] {
            let page = visitor.post(&format!("{path}?lang={language}"), &elsewhere).await;
            let html = page.html();
            let field = html.split("id=\"contact-error\"").nth(1).unwrap_or_else(|| panic!("{path}: {html}"));
            assert!(field.split("</p>").next().unwrap().contains(error), "{path}: {field:.300}");
        }
    }
    assert_eq!(office.post.sent.lock().unwrap().len(), 0);
    let code = sent(&mut visitor, &anna_with(&[("contact", "+374 91 000001")])).await;
    assert!(code.text().contains("We have sent six figures to +37491000001"), "{}", code.text());
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_field_that_is_left_is_checked_in_the_servers_words_and_nothing_is_sent_b13() {
    let (office, mut visitor, form) = Office::with_form("2026-11-20T10:00").await;
    assert!(form.html().contains("data-check=\"/form/check?lang=en\""));
    let policy = form.header("content-security-policy").unwrap();
    assert!(policy.contains("script-src 'sha256-") && policy.contains("connect-src 'self'"), "{policy}");
    for wrong in [("family", "Ивaнова"), ("document", "4510"), ("contact", "anna")] {
        let fields = anna_with(&[wrong]);
        let checked = visitor.post("/form/check?lang=en", &fields).await;
        let sent = sent(&mut visitor, &fields).await;
        assert_eq!((checked.status, sent.status), (200, 422), "{wrong:?}");
        assert_eq!(unnamed(&checked), unnamed(&sent), "{wrong:?}");
    }
    let right = visitor.post("/form/check?lang=en", &ANNA).await;
    assert!(right.status == 200 && !right.html().contains("class=\"error\""), "{}", right.text());
    assert_eq!(office.post.sent.lock().unwrap().len(), 0, "a check sends nothing, whatever it finds");
    let mut stranger = office.browser();
    assert_eq!(stranger.post("/form/check?lang=en", &ANNA).await.status, 410, "there is no form, and none is made");
    let foreign = ["Origin: https://evil.example".to_owned()];
    assert_eq!(visitor.post_with("/form/check?lang=en", &ANNA, &foreign).await.status, 403);
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_told_in_the_language_of_the_page_and_until_it_is_mended_b13() {
    let (office, mut visitor, _) = Office::with_form("2026-11-20T10:00").await;
    let wrong = anna_with(&[("family", ""), ("contact", "anna")]);
    sent(&mut visitor, &wrong).await;
    for (language, blank, no_address) in [
        ("ru", "Заполните это поле.", "name@example.org"),
        ("en", "Fill this in.", "Write the address as name@example.org."),
        ("hy", "Լրացրեք այս դաշտը։", "name@example.org"),
    ] {
        // The page's own buttons send the form along.
        let by_button = [&wrong[..], &[("only", "language")]].concat();
        visitor.post(&format!("/form?lang={language}"), &by_button).await;
        let page = visitor.get(&format!("/form?lang={language}")).await;
        assert!(
            page.status == 422 && page.text().contains(blank) && page.text().contains(no_address),
            "{}",
            page.text()
        );
    }
    visitor.post("/form/check?lang=en", &anna_with(&[("given", ""), ("contact", "anna")])).await;
    let page = visitor.get("/form?lang=en").await;
    assert!(page.status == 422 && !page.text().contains("Fill this in."), "mended, or not yet sent: {}", page.text());
    assert!(page.text().contains("Write the address as name@example.org."), "{}", page.text());
    visitor.post("/form/check?lang=en", &ANNA).await;
    let page = visitor.get("/form?lang=en").await;
    assert!(page.status == 200 && !page.html().contains("class=\"error\""), "{}", page.text());

    sent(&mut visitor, &ANNA).await;
    visitor.post("/form/code?lang=en", &[("code", "")]).await;
    for (language, said) in [("ru", "Напишите шесть цифр из сообщения."), ("hy", "Գրեք հաղորդագրության վեց թվանշանը։")]
    {
        let page = visitor.get(&format!("/form/code?lang={language}")).await.text();
        assert!(page.contains(said) && !page.contains("Write the six figures"), "{page}");
    }
    office.stop().await;
}

/// A page without the name that each has of its own.
fn unnamed(page: &Page) -> String {
    let name = page.hidden().into_iter().find(|(field, _)| field == "page").expect("a page with a form").1;
    page.html().replace(&name, "")
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_texts_stay_texts_s7() {
    let office = Office::open().await;
    let mut visitor = office.browser();
    let plain = visitor.up_to_form("residence", "2026-11-20T10:00").await.html();
    for attack in [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "' onfocus='alert(1)",
        "</title></style><b>",
        "Robert'); DROP TABLE people;--",
        "\u{202e}evil",
        "a\0b",
        "=cmd|' /C calc'!A0",
        "{{ 7 * 7 }}",
        &"x".repeat(10_000),
        &format!("e{}", "\u{301}".repeat(400)),
    ] {
        for field in ["family", "given", "patronymic", "document", "contact", "kind"] {
            let page = sent(&mut visitor, &anna_with(&[(field, attack)])).await;
            assert_eq!(page.status, 422, "{field} {attack:.30}");
            let html = page.html();
            let special = attack.contains(['<', '"', '\'']);
            assert!(!special || !html.contains(attack), "{attack:.30} stands in {field} as it is");
            for tag in ["<script", "<img", "<b>", "</title>", "</style>"] {
                let before = plain.matches(tag).count() + usize::from(tag == "<b>");
                assert!(html.matches(tag).count() <= before, "{tag} by {attack:.30} in {field}");
            }
        }
        office.clock.advance(Duration::from_secs(5));
    }
    let long = "x".repeat(200_000);
    assert_eq!(sent(&mut visitor, &anna_with(&[("family", &long)])).await.status, 400, "too large to be read");
    let odd = visitor.ask("POST", "/form", Some("family=%FF%FE&=&&%%%=x&family=y"), &[]).await;
    assert!([303, 400, 422].contains(&odd.status), "{}", odd.status);
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_is_in_no_address_cookie_log_or_file_s4() {
    const NAME: &str = "Плантагенет";
    let (office, mut visitor, _) = Office::with_form("2026-11-20T10:00").await;
    let fields = anna_with(&[("family", NAME), ("document", "9999 777777"), ("contact", "plantagenet@example.org")]);
    let code = sent(&mut visitor, &fields).await;
    let (typed, cookie) = (visitor.path.clone(), visitor.cookie.clone().unwrap());
    let booked = visitor.post(&code.action(), &[("code", &office.code())]).await;
    assert!(booked.text().contains(NAME), "its visitor sees it");
    for text in [&typed, &cookie, &visitor.path, &code.head, &booked.head] {
        for part in [NAME, "%D0%9F", "plantagenet", "9999", "777777"] {
            assert!(!text.contains(part), "{part} in {text}");
        }
    }
    let paper = visitor.get(&booked.link("booking.pdf")).await;
    assert_eq!(paper.status, 200);
    let folder = office.stop().await;
    let mut files = 0;
    let mut rooms = vec![folder.path().to_owned()];
    while let Some(room) = rooms.pop() {
        for entry in std::fs::read_dir(room).unwrap() {
            let entry = entry.unwrap();
            if entry.file_type().unwrap().is_dir() {
                rooms.push(entry.path());
                continue;
            }
            // The last connection of a database takes its log away as it closes.
            let Ok(bytes) = std::fs::read(entry.path()) else { continue };
            files += 1;
            let utf16: Vec<u8> = NAME.encode_utf16().flat_map(u16::to_le_bytes).collect();
            for part in [NAME.as_bytes(), b"plantagenet", b"777777", &utf16] {
                assert!(!bytes.windows(part.len()).any(|window| window == part), "{:?}", entry.path());
            }
        }
    }
    assert!(files > 4, "the journal and the sealed data among them");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contact_is_proved_by_its_own_code_alone_p5() {
    let (office, mut visitor, _) = Office::with_form("2026-11-20T10:00").await;
    sent(&mut visitor, &ANNA).await;
    let first = office.code();
    let wrong = if first == "000000" { "000001" } else { "000000" };
    let code = async |visitor: &mut Browser, code: &str| visitor.post("/form/code?lang=en", &[("code", code)]).await;
    assert!(code(&mut visitor, "").await.text().contains("Write the six figures"));
    assert!(code(&mut visitor, wrong).await.text().contains("Tries left: 4"));
    sent(&mut visitor, &anna_with(&[("contact", "hanna@example.org")])).await;
    assert_eq!(office.post.sent.lock().unwrap().len(), 2, "a mended contact gets a code of its own at once");
    if first != office.code() {
        assert!(code(&mut visitor, &first).await.text().contains("Tries left: 4"), "the code of another contact");
    }
    for _ in 0..5 {
        code(&mut visitor, wrong).await;
    }
    let second = office.code();
    assert!(code(&mut visitor, &second).await.text().contains("no longer good"), "tried too often");
    let early = visitor.post("/form/code?lang=en", &[("again", "1")]).await;
    assert_eq!(early.status, 422, "not yet");
    office.clock.advance(Duration::from_secs(60));
    assert_eq!(visitor.post("/form/code?lang=en", &[("again", "1")]).await.status, 200);
    let third = office.code();
    let booked = code(&mut visitor, &third).await;
    assert!(booked.text().contains("You are booked"), "{}", booked.text());
    assert!(code(&mut visitor, &third).await.text().contains("You are booked"), "sent twice, booked once");
    assert!(visitor.get("/form").await.text().contains("You are booked"), "also by the way back");
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_cannot_be_handed_over_loses_nothing() {
    let (office, mut visitor, _) = Office::with_form("2026-11-20T10:00").await;
    let full = |full: bool| *office.post.full.lock().unwrap() = full;
    full(true);
    // As often as a visitor likes: what did not go out counts against nobody.
    for _ in 0..8 {
        let page = sent(&mut visitor, &ANNA).await;
        assert!(
            page.text().contains("The message cannot be sent right now") && page.html().contains("value=\"Иванова\"")
        );
    }
    let nothing = visitor.get("/form/code?lang=en").await;
    assert!(nothing.text().contains("There is no code for anna@example.org that is good now"), "{}", nothing.text());
    assert!(!nothing.text().contains("We have sent") && !nothing.html().contains("name=\"code\""));
    full(false);
    assert!(sent(&mut visitor, &ANNA).await.text().contains("We have sent six figures"));
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_good_code_stays_good_where_another_cannot_be_handed_over_p5() {
    let (office, mut visitor, _) = Office::with_form("2026-11-20T10:00").await;
    sent(&mut visitor, &ANNA).await;
    let good = office.code();
    *office.post.full.lock().unwrap() = true;
    office.clock.advance(Duration::from_secs(61));
    for _ in 0..8 {
        let page = visitor.post("/form/code?lang=en", &[("again", "1")]).await;
        assert!(page.text().contains("The message cannot be sent right now"), "{}", page.text());
        assert!(page.text().contains("We have sent six figures to anna@example.org. They are good until 09:52"));
    }
    let booked = visitor.post("/form/code?lang=en", &[("code", &good)]).await;
    assert!(booked.text().contains("You are booked"), "it came late, and is good: {}", booked.text());
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_is_kept_anew_with_the_first_code_and_not_with_every_try_s6() {
    let (office, mut visitor, _) = Office::with_form("2026-11-20T10:00").await;
    *office.post.full.lock().unwrap() = true;
    for _ in 0..9 {
        office.clock.advance(Duration::from_secs(60));
        assert_eq!(sent(&mut visitor, &ANNA).await.status, 422);
    }
    assert!(visitor.get("/form?lang=en").await.text().contains("The place is kept for you until 09:52"));
    *office.post.full.lock().unwrap() = false;
    let code = sent(&mut visitor, &ANNA).await;
    assert!(code.text().contains("They are good until 10:01"), "kept anew: {}", code.text());
    for _ in 0..2 {
        office.clock.advance(Duration::from_secs(60));
        visitor.post("/form/code?lang=en", &[("again", "1")]).await;
    }
    let page = visitor.get("/form/code?lang=en").await;
    assert!(page.text().contains("They are good until 10:01"), "the place is kept no longer: {}", page.text());
    assert!(page.text().contains("No more codes can be sent for this form"), "{}", page.text());
    office.clock.advance(Duration::from_secs(9 * 60));
    assert_eq!(office.browser().up_to_form("residence", "2026-11-20T10:00").await.status, 200, "it is free again");
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_of_the_code_says_what_became_of_the_message_p5() {
    let office = Office::open().await;
    let said = [
        (
            Delivery::Held,
            [
                "Сообщение на b@example.org сейчас не отправить.",
                "The message to b@example.org cannot be sent right now.",
                "b@example.org հասցեին հաղորդագրությունը հիմա հնարավոր չէ ուղարկել։",
            ],
        ),
        (
            Delivery::Refused,
            [
                "Сообщение на b@example.org не принимают",
                "No message is taken for b@example.org",
                "b@example.org հասցեի համար հաղորդագրություն չեն ընդունում",
            ],
        ),
        (
            Delivery::UnderWay,
            [
                "Шесть цифр отправляются на b@example.org.",
                "Six figures are on their way to b@example.org.",
                "Վեց թվանշան ուղարկվում են b@example.org հասցեին։",
            ],
        ),
        (
            Delivery::Taken,
            [
                "Мы отправили шесть цифр на b@example.org.",
                "We have sent six figures to b@example.org.",
                "Վեց թվանշան ենք ուղարկել b@example.org հասցեին։",
            ],
        ),
    ];
    for (delivery, words) in said {
        *office.post.delivery.lock().unwrap() = delivery;
        let mut visitor = office.browser();
        visitor.from = Some(format!("127.0.7.{}", delivery as u8));
        visitor.up_to_form("passport-apply", "2026-11-20T10:00").await;
        sent(&mut visitor, &anna_with(&[("contact", "b@example.org")])).await;
        for (language, words) in ["ru", "en", "hy"].into_iter().zip(words) {
            let page = visitor.get(&format!("/form/code?lang={language}")).await.text();
            let others = said.iter().filter(|(other, _)| *other != delivery).flat_map(|(_, words)| words);
            assert!(page.contains(words) && others.into_iter().all(|other| !page.contains(other)), "{words} in {page}");
        }
        office.clock.advance(Duration::from_secs(3600));
    }
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn codes_that_do_not_go_out_use_nothing_up_p5() {
    let (office, mut visitor, _) = Office::with_form("2026-11-20T10:00").await;
    *office.post.delivery.lock().unwrap() = Delivery::Held;
    let held = sent(&mut visitor, &ANNA).await;
    let late = office.code();
    for _ in 0..7 {
        office.clock.advance(Duration::from_secs(5));
        let page = visitor.post("/form/code?lang=en", &[("again", "1")]).await;
        assert!(page.status == 200 && page.text().contains("cannot be sent right now"), "{}", page.text());
    }
    assert!(held.html().contains("name=\"again\""), "another may be asked for at once");
    assert_ne!(office.post.sent.lock().unwrap().len(), 1);
    *office.post.delivery.lock().unwrap() = Delivery::Taken;
    let page = sent(&mut visitor, &ANNA).await;
    assert!(page.text().contains("We have sent six figures"), "{}", page.text());
    let code = office.code();
    if code != late {
        let old = visitor.post("/form/code?lang=en", &[("code", &late)]).await;
        assert!(old.text().contains("Tries left: 4"), "one is good at a time: {}", old.text());
    }
    let booked = visitor.post("/form/code?lang=en", &[("code", &code)]).await;
    assert!(booked.text().contains("You are booked"), "{}", booked.text());
    office.stop().await;
}
