//! A visitor who goes back, looks on, or has the form open twice: what they keep is theirs, and the sheet that is sent says for which time.

use crate::sheets::{agreed, boris, pressed, sent};
use crate::support::{ANNA, Office, anna_with};

#[tokio::test(flavor = "multi_thread")]
async fn the_place_that_a_visitor_keeps_is_free_for_them_and_chosen_on_the_way_back_b1() {
    let (office, mut visitor, form) = Office::with_form("2026-11-20T10:45").await;
    let back = visitor.get(&form.link("/book/residence/time?")).await;
    assert!(back.text().contains("20 November, 10:45 the visit takes"), "the choice is still there: {}", back.text());
    let friday = "/book/residence/time?for=0&day=2026-11-20&lang=en";
    let mut other = office.browser();
    let taken = other.get(friday).await;
    assert!(taken.text().contains("taken: 10:45") && taken.links("at=10:45").is_empty(), "{}", taken.text());
    let form = visitor.post(&back.action(), &[("at", "2026-11-20T10:45:00")]).await;
    assert!(form.text().contains("Friday, 20 November, 10:45") && form.html().contains("name=\"family\""));

    // Of what is offered instead of a time that has gone the own place is the nearest.
    other.up_to_form("residence", "2026-11-20T11:00").await;
    let gone = visitor.post("/book/residence/time?for=0&lang=en", &[("at", "2026-11-20T11:00")]).await;
    assert_eq!(gone.status, 409);
    assert!(gone.html().contains("value=\"2026-11-20T10:45:00\""), "{}", gone.text());
    let html = gone.html();
    let offered: Vec<_> = html.split("name=\"at\" value=\"").skip(1).map(|rest| rest.split('"').next()).collect();
    assert!(offered.len() == 6 && offered.is_sorted(), "the nearest ones stand by the clock: {offered:?}");
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_place_of_all_is_not_gone_for_whoever_keeps_it_b1() {
    let office = Office::open_with(|settings| {
        settings.floor.rules.booking.days_ahead = 1;
        let residence = settings.floor.services.iter_mut().find(|service| service.id.as_str() == "residence").unwrap();
        let hours = &mut residence.slots.as_mut().unwrap().hours.0;
        hours.retain(|day, _| *day == queue::floor::Weekday::Wed);
        let whole = hours.values_mut().next().unwrap();
        whole.truncate(1);
        whole[0].to = whole[0].from.saturating_add(jiff::ToSpan::minutes(15));
    })
    .await;
    let mut visitor = office.browser();
    visitor.up_to_form("residence", "2026-11-18T09:00").await;
    let calendar = "/book/residence/time?for=0&lang=en";
    assert!(visitor.get(calendar).await.link("at=09:00").contains("day=2026-11-18"));
    assert!(visitor.get("/book").await.text().contains("Residence permit nearest time: 18 November"));
    let mut other = office.browser();
    assert!(other.get(calendar).await.text().contains("There is no free time"));
    assert!(other.get("/book").await.text().contains("Residence permit Everything is taken"));
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn in_a_change_the_own_time_is_free_so_that_the_purpose_alone_can_change_b8() {
    let office = Office::open_with(|settings| {
        let service = settings.floor.services.iter_mut().find(|one| one.id.as_str() == "passport-apply").unwrap();
        service.slots.as_mut().unwrap().places = 1;
    })
    .await;
    let mut visitor = office.browser();
    let booked = visitor.book(&office, "passport-apply", "2026-11-20T10:00", &ANNA).await;
    assert!(booked.text().contains("Former international passport"), "{}", booked.text());
    let services = visitor.get(&booked.link("/change?")).await;
    let documents = visitor.get(&services.link("/change/passport-apply")).await;
    let child = visitor.get(&documents.link("for=1")).await;
    let calendar = visitor.get(&child.link("/time")).await;
    let friday = visitor.get(&calendar.link("day=2026-11-20")).await;
    let own = visitor.get(&friday.link("at=10:00")).await;
    let changed = visitor.post(&own.action(), &[("at", "2026-11-20T10:00:00")]).await;
    let text = changed.text();
    assert!(text.contains("Friday, 20 November, 10:00") && text.contains("Birth certificate"), "{text}");
    let mut other = office.browser();
    let taken = other.get("/book/passport-apply/time?for=0&day=2026-11-20&lang=en").await;
    assert!(taken.text().contains("taken: 10:00"), "for others it is taken: {}", taken.text());
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_time_on_the_sheet_that_is_sent_is_the_one_that_is_booked_b3() {
    let (office, mut visitor, friday) = Office::with_form("2026-11-20T10:00").await;
    let elsewhere = "/book/citizenship/time?for=0&lang=en";
    let tuesday = visitor.post(elsewhere, &[("at", "2026-11-24T11:00")]).await;
    assert!(tuesday.text().contains("Tuesday, 24 November, 11:00"), "another tab looks on: {}", tuesday.text());

    let mend = sent(&mut visitor, &friday, &anna_with(&[("given", "")])).await;
    assert!(mend.status == 422 && mend.text().contains("Friday, 20 November, 10:00"), "{}", mend.text());
    visitor.post(elsewhere, &[("at", "2026-11-24T11:00")]).await;
    let code = sent(&mut visitor, &friday, &ANNA).await;
    assert!(code.text().contains("Residence permit") && code.text().contains("Friday, 20 November, 10:00"));
    visitor.post(elsewhere, &[("at", "2026-11-24T11:00")]).await;
    let figures = office.code();
    let booked = sent(&mut visitor, &code, &[("code", &figures)]).await;
    let text = booked.text();
    assert!(text.contains("You are booked") && text.contains("Friday, 20 November, 10:00"), "{text}");

    // The other tab's sheet is for another booking, of which the office decides: one person books once a day, and on another day again.
    let again = sent(&mut visitor, &tuesday, &ANNA).await;
    assert!(again.text().contains("We have sent six figures") && again.text().contains("24 November"));
    let figures = office.code();
    let booked = sent(&mut visitor, &again, &[("code", &figures)]).await;
    assert!(booked.text().contains("Tuesday, 24 November, 11:00"), "{}", booked.text());
    let twice = sent(&mut visitor, &tuesday, &ANNA).await;
    assert!(twice.text().contains("You are booked") && twice.text().contains("24 November"), "sent twice, booked once");
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn consent_is_given_for_the_time_that_stands_beside_it_p4() {
    let office = Office::open().await;
    let mut visitor = office.browser();
    let path = "/book/residence/time?for=0&lang=en";
    let friday = visitor.post(path, &[("at", "2026-11-20T10:00")]).await;
    visitor.post(path, &[("at", "2026-11-24T11:00")]).await;
    let form = sent(&mut visitor, &friday, &[("agree", "1")]).await;
    assert!(form.html().contains("name=\"family\"") && form.text().contains("Friday, 20 November, 10:00"));
    let twice = sent(&mut visitor, &friday, &[("agree", "1")]).await;
    assert!(twice.status == 200 && twice.html().contains("name=\"family\""), "nothing was sent: {}", twice.text());
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sheet_beside_one_that_was_booked_meanwhile_says_that_it_was_not_sent_and_keeps_what_was_written_b3() {
    let (office, mut visitor, annas) = Office::with_form("2026-11-20T10:00").await;
    let boris_tab = visitor.get("/form?lang=en").await;
    let code = sent(&mut visitor, &annas, &ANNA).await;
    let figures = office.code();
    let booked = sent(&mut visitor, &code, &[("code", &figures)]).await;
    assert!(booked.text().contains("You are booked"), "{}", booked.text());
    let unsent = sent(&mut visitor, &boris_tab, &boris("boris@example.org")).await;
    let text = unsent.text();
    assert_eq!(unsent.status, 409, "{text}");
    for part in ["This form was not sent Friday, 20 November, 10:00 Петров Борис", "a booking was made in another tab"]
    {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert!(!text.contains("Анна") && unsent.link("/b/").starts_with("/b/"), "{text}");
    assert_eq!(office.post.sent.lock().unwrap().len(), 1, "no code goes out");
    for (language, title) in [("ru", "Эта форма не отправлена"), ("hy", "Այս ձևը չի ուղարկվել")]
    {
        let spoken = pressed(&mut visitor, &unsent, language, "language").await;
        assert!(spoken.text().contains(title) && spoken.text().contains("Петров Борис"), "{}", spoken.text());
    }
    for (form, fields) in [(&annas, ANNA.to_vec()), (&code, vec![("code", figures.as_str())])] {
        let again = sent(&mut visitor, form, &fields).await;
        assert!(again.text().contains("You are booked") && again.text().contains("Иванова Анна"), "sent twice");
    }

    // The place was the only one of its time: what is offered instead takes the sheet along.
    let gone = sent(&mut visitor, &unsent, &[("only", "another")]).await;
    assert!(gone.status == 409 && gone.text().contains("This time has just been taken"), "{}", gone.text());
    let consent = sent(&mut visitor, &gone, &[("at", "2026-11-20T10:15:00")]).await;
    assert!(consent.text().contains("Your consent"), "Boris has agreed to nothing yet (P4): {}", consent.text());
    let code = agreed(&mut visitor, &consent, &boris("boris@example.org")).await;
    assert!(code.text().contains("We have sent six figures to boris@example.org"), "{}", code.text());
    let figures = office.code();
    let text = sent(&mut visitor, &code, &[("code", &figures)]).await.text();
    assert!(text.contains("You are booked") && text.contains("Петров Борис") && text.contains("10:15"), "{text}");
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_persons_sheet_waits_until_the_one_before_it_is_booked_p4_p5() {
    let (office, mut visitor, annas) = Office::with_form("2026-11-20T10:00").await;
    let path = "/book/citizenship/time?for=0&lang=en";
    let boris_tab = visitor.post(path, &[("at", "2026-11-24T11:00")]).await;
    sent(&mut visitor, &annas, &anna_with(&[("given", "Нина")])).await;
    let code = sent(&mut visitor, &annas, &ANNA).await;
    assert!(code.text().contains("We have sent six figures"), "a mended sheet is the same one: {}", code.text());
    // One family has one box, and one code for both would do.
    let waits = sent(&mut visitor, &boris_tab, &boris("anna@example.org")).await;
    assert!(waits.status == 409 && waits.text().contains("waits for its code"), "{}", waits.text());
    let figures = office.code();
    let text = sent(&mut visitor, &code, &[("code", &figures)]).await.text();
    assert!(text.contains("Friday, 20 November, 10:00") && text.contains("Иванова Анна"), "{text}");
    let consent = sent(&mut visitor, &waits, &[("only", "another")]).await;
    assert!(consent.text().contains("Your consent"), "Boris has agreed to nothing yet (P4): {}", consent.text());
    let code = agreed(&mut visitor, &consent, &boris("anna@example.org")).await;
    assert!(code.text().contains("Tuesday, 24 November, 11:00"), "{}", code.text());
    let figures = office.code();
    let text = sent(&mut visitor, &code, &[("code", &figures)]).await.text();
    assert!(text.contains("Tuesday, 24 November, 11:00") && text.contains("Петров Борис"), "{text}");
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sheet_waits_in_every_language_and_the_place_of_the_one_before_it_stays_kept_b3() {
    let (office, mut visitor, annas) = Office::with_form("2026-11-20T10:00").await;
    let boris_tab = visitor.post("/book/citizenship/time?for=0&lang=en", &[("at", "2026-11-24T11:00")]).await;
    let code = sent(&mut visitor, &annas, &ANNA).await;
    let waits = sent(&mut visitor, &boris_tab, &boris("anna@example.org")).await;
    for language in ["ru", "hy", "en"] {
        let spoken = pressed(&mut visitor, &waits, language, "language").await;
        assert!(spoken.html().contains(&format!("<html lang=\"{language}\">")), "{language}");
        assert!(spoken.status == 409 && spoken.text().contains("Петров Борис"), "{}", spoken.text());
        assert!(spoken.html().contains("value=\"instead\""), "it waits still: {}", spoken.text());
    }
    let mut other = office.browser();
    assert_eq!(other.up_to_form("residence", "2026-11-20T10:00").await.status, 409, "Anna's");
    assert_eq!(other.up_to_form("citizenship", "2026-11-24T11:00").await.status, 200, "nobody's");
    let figures = office.code();
    let text = sent(&mut visitor, &code, &[("code", &figures)]).await.text();
    assert!(text.contains("Friday, 20 November, 10:00") && text.contains("Иванова Анна"), "{text}");
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sheet_for_one_more_booking_that_is_pressed_twice_keeps_one_place_s6() {
    let office = Office::open().await;
    let mut visitor = office.browser();
    let annas = visitor.up_to_form("passport-apply", "2026-11-20T10:00").await;
    let boris_tab = visitor.get("/form?lang=en").await;
    let code = sent(&mut visitor, &annas, &ANNA).await;
    let figures = office.code();
    sent(&mut visitor, &code, &[("code", &figures)]).await;
    let unsent = sent(&mut visitor, &boris_tab, &boris("boris@example.org")).await;
    let [mut again, mut late] = [office.browser(), office.browser()];
    (again.cookie, late.cookie) = (visitor.cookie.clone(), visitor.cookie.clone());

    // The time has two places, of which Anna's is one.
    let another = [("only", "another")];
    let (one, two) = tokio::join!(sent(&mut visitor, &unsent, &another), sent(&mut again, &unsent, &another));
    for consent in [&one, &two] {
        assert!(consent.text().contains("Your consent") && consent.status == 200, "{}", consent.text());
    }
    assert!(visitor.cookie == again.cookie && visitor.cookie != late.cookie, "one form");
    let code = agreed(&mut visitor, &one, &boris("boris@example.org")).await;
    let figures = office.code();
    let booked = sent(&mut visitor, &code, &[("code", &figures)]).await;
    assert!(booked.text().contains("You are booked") && booked.text().contains("Петров Борис"), "{}", booked.text());
    for browser in [&mut visitor, &mut again, &mut late] {
        let told = sent(browser, &unsent, &another).await;
        assert!(told.text().contains("You are booked") && told.text().contains("Петров Борис"), "{}", told.text());
    }
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_books_no_sheet_of_another_tab_p4_p5() {
    let (office, mut visitor, annas) = Office::with_form("2026-11-20T10:00").await;
    let boris_tab = visitor.get("/form?lang=en").await;
    let annas_code = sent(&mut visitor, &annas, &ANNA).await;
    let waits = sent(&mut visitor, &boris_tab, &boris("anna@example.org")).await;
    let consent = sent(&mut visitor, &waits, &[("only", "instead")]).await;
    assert!(consent.text().contains("Your consent"), "Boris has agreed to nothing yet (P4): {}", consent.text());
    let figures = office.code();
    let early = sent(&mut visitor, &annas_code, &[("code", &figures)]).await;
    assert!(early.status == 409 && early.text().contains("This visit is not booked"), "{}", early.text());
    let code = agreed(&mut visitor, &consent, &boris("anna@example.org")).await;
    let replaced = sent(&mut visitor, &annas_code, &[("code", &figures)]).await;
    assert!(replaced.status == 409 && replaced.text().contains("This visit is not booked"), "{}", replaced.text());
    assert!(replaced.text().contains("another form was sent in place of this one. The code is for that form."));
    assert!(replaced.text().contains("To the code of the other form"));
    let text = sent(&mut visitor, &code, &[("code", &figures)]).await.text();
    assert!(text.contains("You are booked") && text.contains("Петров Борис"), "{text}");
    let late = sent(&mut visitor, &annas_code, &[("code", &figures)]).await;
    assert!(late.status == 409 && late.text().contains("another booking was made"), "{}", late.text());
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_books_no_time_of_another_tab_b3_p5() {
    let (office, mut visitor, friday) = Office::with_form("2026-11-20T10:00").await;
    let friday_code = sent(&mut visitor, &friday, &ANNA).await;
    let figures = office.code();
    let tuesday = visitor.post("/book/residence/time?for=0&lang=en", &[("at", "2026-11-24T10:00")]).await;
    let tuesday_code = sent(&mut visitor, &tuesday, &ANNA).await;
    let replaced = sent(&mut visitor, &friday_code, &[("code", &figures)]).await;
    assert!(replaced.status == 409 && replaced.text().contains("This visit is not booked"), "{}", replaced.text());
    let text = sent(&mut visitor, &tuesday_code, &[("code", &figures)]).await.text();
    assert!(text.contains("You are booked") && text.contains("24 November"), "{text}");
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn consent_given_once_more_in_another_tab_leads_to_the_booking_p4() {
    let office = Office::open().await;
    let mut visitor = office.browser();
    let consent = visitor.post("/book/residence/time?for=0&lang=en", &[("at", "2026-11-20T10:00")]).await;
    let form = sent(&mut visitor, &consent, &[("agree", "1")]).await;
    let code = sent(&mut visitor, &form, &ANNA).await;
    let figures = office.code();
    sent(&mut visitor, &code, &[("code", &figures)]).await;
    let told = sent(&mut visitor, &consent, &[("agree", "1")]).await;
    assert!(told.status == 200 && told.text().contains("You are booked"), "{}", told.text());
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_person_writes_while_a_sheet_waits_is_not_kept_in_its_place_p4() {
    let (office, mut visitor, annas) = Office::with_form("2026-11-20T10:00").await;
    sent(&mut visitor, &annas, &ANNA).await;
    let whole = boris("boris@example.org");
    for words in [&whole[..2], &whole[..], &[("family", "Петров"), ("document", "4510")]] {
        let checked = visitor.post("/form/check?lang=en", words).await;
        assert!(checked.status == 200 && checked.html().contains("value=\"Петров\""), "{}", checked.text());
        let kept = visitor.get("/form?lang=en").await.html();
        assert!(kept.contains("value=\"Анна\"") && !kept.contains("Петров"), "{kept}");
    }
    for mended in [("family", "Иванян"), ("document", "4510 654321"), ("contact", "a@example.org")] {
        visitor.post("/form/check?lang=en", &anna_with(&[mended])).await;
        assert!(visitor.get("/form?lang=en").await.html().contains(&format!("value=\"{}\"", mended.1)), "her own");
    }
    office.stop().await;
}
