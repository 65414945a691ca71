//! The whole way with nothing in the place of anything: a visitor books on the pages, reads the code and the confirmation in real mails,
//! follows the link in another browser and cancels there (B7, B8, P5).

use server::messages::Messages;
use server::messages::carriers::Carriers;
use server::messages::setup::MessagesSetup;
use tokio::task::block_in_place;

use crate::browser::{Office, anna_with};
use crate::mailbox::{Mail, Mailbox};

#[tokio::test(flavor = "multi_thread")]
async fn a_visitor_books_by_mail_and_cancels_by_the_link_in_it() {
    let mailbox = Mailbox::start(&[]);
    let next = || -> Mail { block_in_place(|| mailbox.next()) };
    let setup = MessagesSetup { smtp: Some(mailbox.setup()), sms: None };
    let office =
        Office::open_with(|settings| settings.messages = Messages::through(Carriers::open(&setup).unwrap())).await;
    let mut visitor = office.browser();
    let form = visitor.up_to_form("passport-apply", "2026-11-20T10:45").await;
    let page = visitor.post(&form.action(), &anna_with(&[("contact", "anna@mail.example")])).await;
    let mail = next();
    assert_eq!(mail.to, ["anna@mail.example"]);
    let code = mail.text.split("Your code: ").nth(1).unwrap().lines().next().unwrap().trim().to_owned();
    assert_eq!(code.len(), 6);
    let booked = visitor.post(&page.action(), &[("code", &code)]).await;
    assert!(booked.text().contains("You are booked"), "{}", booked.text());

    let mail = next();
    assert_eq!(mail.header("Subject"), "You are booked: Friday, 20 November 2026, 10:45");
    let number = mail.text.split("Booking number: ").nth(1).unwrap().lines().next().unwrap().trim().to_owned();
    assert!(booked.text().contains(&number), "{number} in {}", booked.text());
    let key = server::office_key::open(&office.folder.path().join("keys")).unwrap();
    assert!(key.public().read(mail.qr.as_deref().unwrap()).is_ok());
    let link = mail.text.split("http://127.0.0.1:7780").nth(1).unwrap().lines().next().unwrap().trim().to_owned();
    let mut elsewhere = office.browser();
    let seen = elsewhere.get(&link).await;
    assert!(seen.text().contains(&number) && seen.text().contains("Friday, 20 November, 10:45"), "{}", seen.text());
    let file = elsewhere.get(&seen.link("booking.ics")).await.html();
    let uid = |file: &str| file.lines().find(|line| line.starts_with("UID:")).unwrap().trim().to_owned();
    assert_eq!(uid(&file), uid(mail.calendar.as_deref().unwrap()), "a calendar knows both as one visit");
    let sure = elsewhere.get(&seen.link("/cancel")).await;
    let cancelled = elsewhere.post(&sure.action(), &[("sure", "1")]).await;
    assert!(cancelled.text().contains("The booking is cancelled"), "{}", cancelled.text());
    let mail = next();
    assert_eq!(mail.header("Subject"), "Your booking is cancelled: Friday, 20 November 2026, 10:45");
    let history = elsewhere.get(&cancelled.link("/history")).await.text();
    assert!(history.to_lowercase().contains("message"), "the looks for messages stand in the history (P2): {history}");
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_service_is_mailed_with_its_own_documents_b7_b14() {
    let mailbox = Mailbox::start(&[]);
    let next = || -> Mail { block_in_place(|| mailbox.next()) };
    let setup = MessagesSetup { smtp: Some(mailbox.setup()), sms: None };
    let office =
        Office::open_with(|settings| settings.messages = Messages::through(Carriers::open(&setup).unwrap())).await;
    let mut visitor = office.browser();
    let form = visitor.up_to_form("residence", "2026-11-20T10:45").await;
    let page = visitor.post(&form.action(), &anna_with(&[("contact", "anna@mail.example")])).await;
    let code = next().text.split("Your code: ").nth(1).unwrap().lines().next().unwrap().trim().to_owned();
    visitor.post(&page.action(), &[("code", &code)]).await;
    assert!(next().text.contains("Medical certificate"));
    let link = visitor.path.split('?').next().unwrap().to_owned();
    // The message goes out as soon as the change is durable: it must know the purpose by then, each time.
    for (place, time) in [(1, "09:00"), (0, "09:15"), (1, "09:30"), (0, "09:45"), (1, "10:00")] {
        let path = format!("{link}/change/passport-apply/time?for={place}&lang=en");
        visitor.post(&path, &[("at", &format!("2026-11-24T{time}"))]).await;
        let mail = next();
        assert_eq!(mail.header("Subject"), format!("Your booking has been changed: Tuesday, 24 November 2026, {time}"));
        let (child, adult) = ("Birth certificate", "Former international passport");
        let papers = [child, adult].map(|paper| mail.text.contains(paper));
        assert_eq!(papers, [place == 1, place == 0], "{}", mail.text);
    }
    office.stop().await;
}
