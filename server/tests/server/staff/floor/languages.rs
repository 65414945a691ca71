//! The languages of the office: one more at once in every text, and one less.

use protocol::message::{Ask, Outcome};
use queue::ids::Language;

use super::forms::{change, send};
use super::{floor, office, preview};
use crate::staff::signed_in;
use crate::support::take;

fn language(key: &str) -> Language {
    Language::new(key).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_language_is_added_with_the_wordings_of_the_offices_own_and_goes_with_all_its_texts() {
    let server = office().await;
    let mut admin = signed_in(&server, "admin").await;
    let before = floor(&mut admin).await;

    let sent = send(&mut admin, "part=languages", &[("new_language", "de")]).await;
    let told = preview(&mut admin, sent).await.text();
    let texts = super::exported(&mut admin).await.matches("ru = ").count();
    assert!(told.contains(&format!("Deutsch: {texts} texts are still to be translated")), "{told}");
    let found = change(&mut admin, "part=languages", &[("new_language", "de")]).await;
    assert_eq!(found.languages, ["ru", "en", "hy", "de"].map(language));
    let note =
        |floor: &queue::Floor, key: &str| floor.services[0].purposes[0].documents[0].note.0[&language(key)].clone();
    assert_eq!(note(&found, "de"), note(&before, "ru"));

    // The settings lead to each text that is still to be translated.
    let form = "/staff/floor/edit?part=hall&#38;id=hall-1";
    let overview = admin.get("/staff/floor").await;
    assert!(overview.text().contains(&format!("Deutsch: {texts} texts are still to be translated")));
    assert_eq!(overview.body.matches(form).count(), 2, "among the halls, and among what is to be translated");
    // From now on each form has a field for it, and what is translated stays.
    let found = change(&mut admin, "part=hall&id=hall-1", &[("name.de", "Saal 1")]).await;
    let overview = admin.get("/staff/floor").await;
    assert!(overview.text().contains(&format!("Deutsch: {} texts are still to be translated", texts - 1)));
    assert_eq!(overview.body.matches(form).count(), 1);
    assert_eq!(&*found.halls[0].name.0[&language("de")], "Saal 1");
    let found = change(&mut admin, "part=languages", &[("first_language", "de")]).await;
    assert_eq!(found.languages, ["de", "ru", "en", "hy"].map(language));
    let found = change(&mut admin, "part=languages", &[("languages", "ru|en|hy"), ("first_language", "ru")]).await;
    assert_eq!(found, before);
    assert!(!admin.get("/staff/floor").await.text().contains("still to be translated"));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_language_whose_visitors_are_here_is_kept() {
    let server = office().await;
    let mut kiosk = server.connect("kiosk-1").await;
    let ask = match take("registration") {
        Ask::IssueTicket { services, category, language: _, more_time } => {
            Ask::IssueTicket { services, category, language: language("hy"), more_time }
        }
        other => panic!("{other:?}"),
    };
    let issued = kiosk.ask(ask).await;
    assert!(matches!(issued, Outcome::Done(_)), "{issued:?}");
    let mut admin = signed_in(&server, "admin").await;
    let sent = send(&mut admin, "part=languages", &[("languages", "ru|en")]).await;
    let page = preview(&mut admin, sent).await;
    assert!(page.text().contains("Visitors who chose Հայերեն are here"), "{}", page.text());
    assert!(!page.body.contains("name=\"on\""), "it cannot be confirmed");
    server.stop().await;
}
