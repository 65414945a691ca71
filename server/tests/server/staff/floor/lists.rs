//! Lists within a form: the documents of a purpose (B14), and the reasons that clerks choose from (Q6).

use queue::change::between;
use queue::floor::{Document, Purpose, Reason, Text};
use queue::ids::{Language, ReasonId};

use super::forms::{EDIT, change, send, typed};
use super::{floor, office, preview};
use crate::staff::signed_in;

pub fn said(ru: &str, en: &str, hy: &str) -> Text {
    let languages = [("ru", ru), ("en", en), ("hy", hy)].into_iter();
    Text(languages.map(|(key, said)| (Language::new(key).unwrap(), said.into())).collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_documents_of_a_purpose_are_worded_added_and_removed_b14() {
    let server = office().await;
    let mut admin = signed_in(&server, "admin").await;
    let mut wanted = floor(&mut admin).await;
    let service = admin.get(&format!("{EDIT}?part=service&id=passport-apply")).await;
    let child = format!("{EDIT}?part=purpose&#38;of=passport-apply&#38;id=2");
    assert!(service.body.contains(&child), "its form leads to those of its purposes");
    assert!(admin.get("/staff/floor").await.body.contains(&child), "and so does the page of the settings");

    // The second document goes, the third has another note, the fourth had none, and a sixth comes.
    let changes = [
        ("documents.1.name.ru", ""),
        ("documents.1.name.en", ""),
        ("documents.1.name.hy", ""),
        ("documents.1.note.ru", ""),
        ("documents.1.note.en", ""),
        ("documents.1.note.hy", ""),
        ("documents.2.note.en", "two sheets"),
        ("documents.3.note.ru", "на белом фоне"),
        ("documents.3.note.en", "on white"),
        ("documents.3.note.hy", "սպիտակ ֆոնին"),
        ("documents.5.name.ru", "Согласие"),
        ("documents.5.name.en", "Consent"),
        ("documents.5.name.hy", "Համաձայնություն"),
    ];
    let address = "part=purpose&of=passport-apply&id=2";
    let sent = send(&mut admin, address, &changes).await;
    let page = preview(&mut admin, sent).await;
    assert!(page.text().contains("International passport: application Purposes and documents"), "{}", page.text());
    assert!(page.text().contains("Consent") && !page.text().contains("For an adult"), "{}", page.text());
    let found = change(&mut admin, address, &changes).await;
    let documents = &mut wanted.services[0].purposes[1].documents;
    documents.remove(1);
    documents[1].note.0.insert(Language::new("en").unwrap(), "two sheets".into());
    documents[2].note = said("на белом фоне", "on white", "սպիտակ ֆոնին");
    let consent = said("Согласие", "Consent", "Համաձայնություն");
    documents.push(Document { name: consent.clone(), note: Text::default() });
    assert_eq!(between(&wanted, &found), []);

    let name = [("name.ru", "Дубликат"), ("name.en", "Duplicate"), ("name.hy", "Կրկնօրինակ")];
    let found = change(&mut admin, "part=purpose&of=certificates", &name).await;
    let duplicate =
        Purpose { name: said("Дубликат", "Duplicate", "Կրկնօրինակ"), documents: Vec::new() };
    let certificates = wanted.services.iter_mut().find(|one| one.id.as_str() == "certificates").unwrap();
    certificates.purposes.push(duplicate);
    assert_eq!(between(&wanted, &found), []);

    let first = "part=purpose&of=passport-apply&id=1";
    let stale = admin.get(&format!("{EDIT}?{first}")).await;
    let stale = typed(&stale, &[("name.en", "Another")]);
    let stale: Vec<_> = stale.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(admin.post(EDIT, &stale).await.status, 303);
    let sent = send(&mut admin, first, &[("remove", "yes")]).await;
    let told = preview(&mut admin, sent).await.text();
    assert!(told.contains("Purposes and documents, removed Was Русский: "), "{told}");
    assert!(told.contains(" / English: For an adult; "), "{told}");
    let found = change(&mut admin, first, &[("remove", "yes")]).await;
    wanted.services[0].purposes.remove(0);
    assert_eq!(between(&wanted, &found), []);
    assert_eq!(admin.post(EDIT, &stale).await.status, 409, "the first is now another");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn reasons_are_worded_added_and_removed_and_are_named_beside_only_while_they_are_there_q6() {
    let server = office().await;
    let mut admin = signed_in(&server, "admin").await;
    let mut wanted = floor(&mut admin).await;
    let page = admin.get(&format!("{EDIT}?part=pause")).await;
    assert!(page.body.contains("<input type=\"hidden\" name=\"pause.0.id\" value=\"lunch\">"), "a key stays for ever");

    let training = [
        ("pause.0.name.en", "dinner"),
        ("pause.3.id", "training"),
        ("pause.3.name.ru", "учёба"),
        ("pause.3.name.en", "training"),
        ("pause.3.name.hy", "ուսուցում"),
    ];
    let found = change(&mut admin, "part=pause", &training).await;
    wanted.reasons.pause[0].name.0.insert(Language::new("en").unwrap(), "dinner".into());
    let id = ReasonId::new("training").unwrap();
    wanted.reasons.pause.push(Reason { id, name: said("учёба", "training", "ուսուցում") });
    assert_eq!(between(&wanted, &found), []);

    let gone = |list: &str, at: usize| -> Vec<(String, &str)> {
        ["ru", "en", "hy"].map(|language| (format!("{list}.{at}.name.{language}"), "")).to_vec()
    };
    let fields = gone("refuse", 1);
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    let found = change(&mut admin, "part=refuse", &fields).await;
    wanted.reasons.refuse.remove(1);
    wanted.reasons.mismatch = None;
    assert_eq!(between(&wanted, &found), []);
    let found = change(&mut admin, "part=refuse", &[("mismatch", "no-right")]).await;
    wanted.reasons.mismatch = Some(ReasonId::new("no-right").unwrap());
    assert_eq!(between(&wanted, &found), []);

    let found = change(&mut admin, "part=out_of_turn", &[("told", "unwell|comes-back")]).await;
    wanted.reasons.told = ["comes-back", "unwell"].map(|key| ReasonId::new(key).unwrap()).to_vec();
    assert_eq!(between(&wanted, &found), []);
    let fields = gone("out_of_turn", 0);
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    let found = change(&mut admin, "part=out_of_turn", &fields).await;
    wanted.reasons.out_of_turn.remove(0);
    wanted.reasons.told.remove(0);
    assert_eq!(between(&wanted, &found), []);
    let told = admin.get("/staff/floor").await.text();
    let which = "Reasons for a call out of turn that others are told: feels unwell";
    assert!(told.contains(which), "{told}");

    let twice = [
        ("park.3.id", "makes-copy"),
        ("park.3.name.ru", "снова"),
        ("park.3.name.en", "again"),
        ("park.3.name.hy", "նորից"),
    ];
    let page = send(&mut admin, "part=park", &twice).await;
    assert_eq!(page.status, 422);
    assert!(page.text().contains("Reason 4, Key : “makes-copy” is there twice"), "{}", page.text());
    let fields: Vec<(String, &str)> = (0..3).flat_map(|at| gone("park", at)).collect();
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    let page = send(&mut admin, "part=park", &fields).await;
    assert!(
        page.status == 422 && page.text().contains("Reasons for parking : is empty: at least one is needed"),
        "{}",
        page.text()
    );
    server.stop().await;
}
