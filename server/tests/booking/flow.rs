//! The whole way, in each language, and what stands on it.

use std::time::Duration;

use server::clock::Clock as _;
use server::messages::Messages;

use crate::support::{ANNA, Office, anna_with};

#[tokio::test(flavor = "multi_thread")]
async fn from_the_services_to_a_booking_that_is_changed_and_cancelled_b1_b7_b8() {
    let office = Office::open().await;
    let mut visitor = office.browser();
    let services = visitor.get("/").await;
    assert!(services.text().contains("Which service do you need?"), "{}", services.text());
    assert!(services.text().contains("International passport: application nearest time: 17 November"));
    assert!(!services.text().contains("Certificates"), "only what is booked");
    let documents = visitor.get(&services.link("/book/passport-apply")).await;
    assert!(documents.text().contains("Documents needed") && documents.text().contains("Receipt for the fee"));
    let child = visitor.get(&documents.link("for=1")).await;
    assert!(child.text().contains("Birth certificate"), "{}", child.text());
    let calendar = visitor.get(&child.link("/time")).await;
    assert!(calendar.text().contains("until 17 December") && calendar.text().contains("Tuesday, 17 November"));
    let day = visitor.get(&calendar.link("day=2026-11-20")).await;
    assert!(day.text().contains("Friday, 20 November") && day.text().contains("After the break 14:00"));
    let chosen = visitor.get(&day.link("at=10:45")).await;
    assert!(chosen.text().contains("20 November, 10:45 the visit takes 15 minutes"), "{}", chosen.text());
    let consent = visitor.post(&chosen.action(), &[("at", "2026-11-20T10:45:00")]).await;
    assert!(consent.text().contains("The place is kept for you until 09:52"), "{}", consent.text());
    assert!(!consent.html().contains("name=\"family\""), "consent comes before data (P4)");
    let form = visitor.post(&consent.action(), &[("agree", "1")]).await;
    let code = visitor.post(&form.action(), &ANNA).await;
    assert!(code.text().contains("We have sent six figures to anna@example.org."), "{}", code.text());
    let booked = visitor.post(&code.action(), &[("code", &office.code())]).await;
    let text = booked.text();
    for part in ["You are booked", "Friday, 20 November, 10:45", "Hall 1", "Иванова Анна", "Birth certificate"]
    {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert!(visitor.path.starts_with("/b/") && booked.html().contains("class=\"qr\""));

    office.clock.advance(Duration::from_secs(60));
    let other = visitor.get(&booked.link("/change?")).await;
    let documents = visitor.get(&other.link("/change/residence")).await;
    assert!(documents.text().contains("Documents needed") && documents.text().contains("Medical certificate"));
    let calendar = visitor.get(&documents.link("/change/residence/time")).await;
    let day = visitor.get(&calendar.link("day=2026-11-24")).await;
    let chosen = visitor.get(&day.link("at=14:15")).await;
    let again = visitor.post(&chosen.action(), &[("at", "2026-11-24T14:15:00")]).await;
    assert!(again.text().contains("Residence permit") && again.text().contains("Tuesday, 24 November, 14:15"));
    assert!(again.text().contains("Medical certificate") && !again.text().contains("Birth certificate"), "B14");
    assert_ne!(qr(&again.html()), qr(&booked.html()), "a code from before the change is no longer good");
    office.clock.advance(Duration::from_secs(60));
    let sure = visitor.get(&again.link("/cancel")).await;
    assert!(sure.text().contains("Cancel this booking?"));
    let cancelled = visitor.post(&sure.action(), &[("sure", "1")]).await;
    assert!(cancelled.text().contains("The booking is cancelled"), "{}", cancelled.text());
    assert!(!cancelled.html().contains("class=\"qr\""));
    let history = visitor.get(&cancelled.link("/history")).await.text();
    let lines = [
        "You cancelled the booking",
        "You changed the booking: Residence permit, Tuesday, 24 November, 14:15",
        "You told anew what the visit is for",
        "You booked: International passport: application, Friday, 20 November, 10:45",
        "You data entered for the booking",
    ];
    let places = lines.map(|line| history.find(line).unwrap_or_else(|| panic!("{line} in {history}")));
    assert!(places.is_sorted() && history.contains("page of the booking"), "the newest first (P2): {history}");
    office.stop().await;
}

fn qr(html: &str) -> String {
    html.split("class=\"qr\"").nth(1).expect("a code").split("</svg>").next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_speaks_the_language_of_the_phone_or_the_one_asked_for() {
    let office = Office::open().await;
    for (language, words) in [("ru", "Вы записаны"), ("en", "You are booked"), ("hy", "Դուք գրանցված եք")]
    {
        let mut visitor = office.browser();
        visitor.language = language;
        let day = ["ru", "en", "hy"].iter().position(|key| *key == language).unwrap() + 18;
        let contact = format!("{language}@example.org");
        let document = format!("4510 00000{day}").chars().take(11).collect::<String>();
        let fields = anna_with(&[("contact", &contact), ("document", &document)]);
        let booked = visitor.book(&office, "citizenship", &format!("2026-11-{day}T10:00"), &fields).await;
        assert!(booked.text().contains(words), "{}", booked.text());
        assert!(booked.html().contains(&format!("<html lang=\"{language}\">")));
        assert_eq!(office.post.sent.lock().unwrap().last().unwrap().1, language, "the code's message");
        let mut mailed = office.browser();
        let link = visitor.bare();
        assert!(mailed.get(&link).await.text().contains(words), "a link from a message speaks the booking's language");
        assert!(mailed.get(&format!("{link}?lang=ru")).await.text().contains("Вы записаны"));
    }
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_messages_nothing_is_offered_and_the_page_says_why() {
    let office = Office::open_with(|settings| settings.messages = Messages::default()).await;
    let mut visitor = office.browser();
    let services = visitor.get("/book").await;
    assert!(services.text().contains("Booking here is not open yet: the office has not set up messages"));
    let documents = visitor.get("/book/passport-apply").await;
    assert!(documents.text().contains("Passport the original") && documents.links("/time").is_empty());
    assert!(visitor.get("/book/passport-apply/time").await.text().contains("Booking here is not open yet"));
    let kept = visitor.post("/book/passport-apply/time", &[("at", "2026-11-20T10:45")]).await;
    assert!(kept.text().contains("Booking here is not open yet") && visitor.cookie.is_none());
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_took_too_long_loses_nothing_while_the_place_is_free() {
    let office = Office::open().await;
    let mut slow = office.browser();
    let place = slow.up_to_form("residence", "2026-11-20T10:00").await.hidden();
    assert_eq!(place.len(), 5, "the form says what it is for, and which page it is: {place:?}");
    let place: Vec<_> = place.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let fields = [&ANNA[..], &place].concat();
    office.clock.advance(Duration::from_secs(11 * 60));
    assert_eq!(slow.get("/form?lang=en").await.status, 410, "the place is no longer kept, and nothing typed either");
    let code = slow.post("/form?lang=en", &fields).await;
    assert!(code.text().contains("We have sent six figures"), "{}", code.text());

    let mut never = office.browser();
    never.cookie = Some("form=23456789abcdefghjkmn".to_owned());
    let place =
        [("service", "residence"), ("at", "2026-11-20T11:00:00"), ("for", "0"), ("agreed", "en-0000000000000000")];
    let consent = never.post("/form?lang=en", &[&ANNA[..], &place[..]].concat()).await;
    assert!(consent.text().contains("Your consent"), "nobody agreed to that (P4): {}", consent.text());

    let mut slower = office.browser();
    slower.up_to_form("residence", "2026-11-20T10:15").await;
    office.clock.advance(Duration::from_secs(11 * 60));
    let mut other = office.browser();
    other.up_to_form("residence", "2026-11-20T10:15").await;
    let place = [("service", "residence"), ("at", "2026-11-20T10:15:00"), ("for", "0")];
    let gone = slower.post("/form?lang=en", &[&ANNA[..], &place[..]].concat()).await;
    assert_eq!(gone.status, 409);
    assert!(gone.text().contains("This time has just been taken") && gone.html().contains("2026-11-20T10:30:00"));
    assert!(office.clock.steady() > Duration::from_secs(20 * 60));
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_booking_can_be_saved_as_paper_and_calendar_file_without_a_name_b7() {
    let (office, mut visitor, booked) = Office::with_booking("residence", "2026-11-20T10:00").await;
    assert!(booked.text().contains("The visit takes 25 minutes"), "the norm of the service: {}", booked.text());
    let calendar = visitor.get(&booked.link("booking.ics")).await;
    let (kind, file) = (calendar.header("content-type").unwrap().to_owned(), calendar.html());
    assert!(
        kind.starts_with("text/calendar") && file.contains("DTSTART:20261120T070000Z\r\nDTEND:20261120T072500Z\r\n"),
        "{kind} {file}"
    );
    assert!(file.contains("SUMMARY:Residence permit\r\n") && !file.contains("Иванова"));
    let unfolded = file.replace("\r\n ", "");
    assert!(unfolded.contains("change or cancel the booking\\, use the link in the message about it."), "{unfolded}");
    let key = booked.link("booking.ics").split("/b/").nth(1).unwrap()[..26].to_owned();
    assert!(
        !unfolded.contains(&key) && !unfolded.contains("/b/") && !unfolded.contains("URL"),
        "others see it: {unfolded}"
    );
    for language in ["ru", "en", "hy"] {
        let path = booked.link("booking.pdf").replace("lang=en", &format!("lang={language}"));
        let paper = visitor.get(&path).await;
        assert_eq!((paper.status, paper.header("content-type")), (200, Some("application/pdf")));
        assert!(paper.bytes.starts_with(b"%PDF-") && paper.bytes.len() < 200_000, "{}", paper.bytes.len());
    }
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_time_that_cannot_be_chosen_says_why_b1() {
    let office = Office::open().await;
    office.browser().up_to_form("residence", "2026-11-20T10:00").await;
    let mut visitor = office.browser();
    let calendar = "/book/residence/time?for=0";
    let today = visitor.get(&format!("{calendar}&day=2026-11-17&lang=en")).await;
    assert!(
        today.text().contains(" 09:45 ") && !today.text().contains("09:30"),
        "past is not listed: {}",
        today.text()
    );
    for (language, asked, why) in [
        ("en", "day=2026-11-17&at=09:30", "Tuesday, 17 November, 09:30: this time is past. Choose another one."),
        ("ru", "day=2026-11-17&at=09:30", "Вторник, 17 ноября, 09:30: это время прошло. Выберите другое."),
        ("hy", "day=2026-11-17&at=09:30", "Երեքշաբթի, նոյեմբերի 17, 09:30. այս ժամանակն անցել է։ Ընտրեք ուրիշը։"),
        ("en", "day=2026-11-16&at=11:00", "Monday, 16 November, 11:00: this time is past."),
        ("en", "day=2026-11-20&at=10:00", "Friday, 20 November, 10:00: this time is taken."),
        ("en", "day=2026-11-22&at=10:00", "Sunday, 22 November, 10:00: there is no such time."),
        ("en", "day=9999-12-30&at=10:00", "there is no such time."),
    ] {
        let page = visitor.get(&format!("{calendar}&{asked}&lang={language}")).await;
        assert!(page.status == 200 && page.text().contains(why), "{asked}: {}", page.text());
        assert!(!page.html().contains("name=\"at\""), "nothing is chosen in its place");
    }
    let free = visitor.get(&format!("{calendar}&day=2026-11-20&at=10:15&lang=en")).await;
    assert!(free.html().contains("name=\"at\"") && !free.text().contains("Choose another one"));
    assert!(free.text().contains("10:15 the visit takes 25 minutes"), "the norm of the service: {}", free.text());
    office.clock.advance(Duration::from_secs(8 * 3600));
    let over = visitor.get(&format!("{calendar}&day=2026-11-17&lang=en")).await;
    assert!(over.text().contains("There are no times to book on this day.") && !over.text().contains("none"));
    office.stop().await;
}
