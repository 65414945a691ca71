//! Another language on a page that answers a form: what was typed comes along, and what is wrong is told in it.

use super::forms::{EDIT, send, typed};
use super::{CHANGE, bent, confirm, exported, floor, hidden, office, preview};
use crate::staff::{browser, signed_in};
use crate::support::{Browser, Page};

const IMPORT: &str = "/staff/floor/import";
const PIN: &str = "/staff/floor/pin";

/// Where the page sends its form for another language.
fn formaction(page: &Page, language: &str) -> String {
    let part = page.body.split("<button form=\"data\" name=\"only\" value=\"language\" formaction=\"");
    let found = part.skip(1).map(|rest| rest.split('"').next().unwrap().to_owned());
    let found: Vec<_> = found.filter(|address| address.ends_with(&format!("?lang={language}"))).collect();
    assert_eq!(found.len(), 1, "{}", page.body);
    assert!(page.body.contains(" id=\"data\""), "the form that is sent: {}", page.body);
    let first = page.body.split_once("form=\"data\"").unwrap().1;
    assert!(first.starts_with(" tabindex=\"-1\""), "the Enter key chooses no language: {first}");
    found[0].clone()
}

/// Where the link to another language leads.
fn link(page: &Page, language: &str) -> String {
    let before = page.body.split_once(&format!("\" lang=\"{language}\" hreflang")).expect("a link").0;
    before.rsplit('"').next().unwrap().replace("&#38;", "&")
}

/// Chooses a language on the page of a form.
async fn speak(admin: &mut Browser, page: &Page, language: &str) -> Page {
    let fields = typed(page, &[]);
    let fields = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).chain([("only", "language")]);
    admin.post(&formaction(page, language), &fields.collect::<Vec<_>>()).await
}

fn value_of(page: &Page, name: &str) -> String {
    typed(page, &[]).into_iter().find(|(found, _)| found == name).unwrap().1
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_keeps_what_was_typed_and_says_what_is_wrong_with_it_in_the_other_language() {
    let server = office().await;
    let mut admin = signed_in(&server, "admin").await;
    let before = floor(&mut admin).await;
    let changes = [("daily_limit", "1000"), ("name.en", "Residence & \"more\"")];
    let wrong = send(&mut admin, "part=service&id=residence", &changes).await;
    assert_eq!(wrong.status, 422, "{}", wrong.text());
    let page = speak(&mut admin, &wrong, "ru").await;
    assert_eq!(page.status, 422, "{}", page.text());
    assert!(
        page.body.contains("<html lang=\"ru\">") && page.text().contains("Нужно исправить 1 место"),
        "{}",
        page.text()
    );
    for (name, value) in changes {
        assert_eq!(value_of(&page, name), value);
    }
    // From here on as if it had never been in another language.
    let fields = typed(&page, &[("daily_limit", "90")]);
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let sent = admin.post(EDIT, &fields).await;
    preview(&mut admin, sent).await;

    // What nobody sent yet is kept, too, and nothing is said of it.
    for address in ["part=service&id=residence", "part=hall", "part=hall&id=hall-1"] {
        let empty = admin.get(&format!("{EDIT}?{address}&lang=en")).await;
        let fields = typed(&empty, &[("name.en", "Other"), ("name.ru", "")]);
        let fields = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).chain([("only", "language")]);
        let page = admin.post(&formaction(&empty, "hy"), &fields.collect::<Vec<_>>()).await;
        assert_eq!(page.status, 200, "{address}: {}", page.text());
        assert!(page.body.contains("<html lang=\"hy\">") && !page.body.contains("id=\"problems\""), "{}", page.text());
        assert_eq!(
            (value_of(&page, "name.en").as_str(), value_of(&page, "name.ru").as_str()),
            ("Other", ""),
            "{address}"
        );
    }
    // What is whole waits as well: another language is not the preview.
    let whole = admin.get(&format!("{EDIT}?part=service&id=residence&lang=en")).await;
    let page = speak(&mut admin, &whole, "hy").await;
    assert_eq!((page.status, page.body.contains("<html lang=\"hy\">")), (200, true));
    assert_eq!(floor(&mut admin).await, before);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_stands_against_a_removal_is_told_in_the_other_language() {
    let server = office().await;
    let mut admin = signed_in(&server, "admin").await;
    let wrong = send(&mut admin, "part=hall&id=hall-1", &[("remove", "yes")]).await;
    assert_eq!(wrong.status, 422, "{}", wrong.text());
    let page = speak(&mut admin, &wrong, "ru").await;
    assert_eq!(page.status, 422, "{}", page.text());
    assert!(page.text().contains("Окно 3 : указано «Зал 1», чего нет: выберите другое"), "{}", page.text());
    assert!(page.body.contains("name=\"remove\" value=\"yes\" checked"), "what was chosen stands there");
    server.stop().await;
}

/// Sends the form of an import as browsers do: each field a part.
async fn import(admin: &mut Browser, address: &str, fields: &[(&str, &str)]) -> Page {
    let part = |(name, value): &(&str, &str)| {
        format!("--part\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let body = fields.iter().map(part).collect::<String>() + "--part--\r\n";
    let origin = format!("Origin: https://{}", admin.address);
    let kind = "Content-Type: multipart/form-data; boundary=part";
    admin.ask("POST", address, Some(&body), &[&origin, kind]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_keeps_its_text_and_says_what_is_wrong_with_it_in_the_other_language() {
    let server = office().await;
    let mut admin = signed_in(&server, "admin").await;
    let text = exported(&mut admin).await;
    let wrong = bent(&text, "daily_limit = 120", "daily_limit = 1000");
    let page = admin.post_text(IMPORT, "text", &wrong).await;
    assert_eq!((page.status, hidden(&page, "checked").as_str()), (422, "yes"), "{}", page.text());
    let speaks = [("checked", "yes"), ("text", wrong.as_str()), ("only", "language")];
    let page = import(&mut admin, &formaction(&page, "ru"), &speaks).await;
    assert_eq!(page.status, 422, "{}", page.text());
    assert!(
        page.body.contains("<html lang=\"ru\">") && page.text().contains("Нужно исправить 1 место"),
        "{}",
        page.text()
    );
    assert!(page.text().contains("daily_limit = 1000"), "the text is kept");
    // Where nobody asked what is wrong with it, and where nothing is: it waits for the button that checks it.
    let ask = admin.get(IMPORT).await;
    for (text, checked) in [(wrong.as_str(), None), (&text, None), (&text, Some("yes")), ("", Some("yes"))] {
        let fields: Vec<_> = checked.map(|yes| ("checked", yes)).into_iter().collect();
        let fields = [fields, vec![("file", ""), ("text", text), ("only", "language")]].concat();
        let page = import(&mut admin, &formaction(&ask, "hy"), &fields).await;
        assert_eq!(page.status, 200, "{}", page.text());
        assert!(page.body.contains("<html lang=\"hy\">") && !page.body.contains("id=\"problems\""), "{}", page.text());
        assert_eq!(page.text().contains("daily_limit = "), !text.is_empty(), "the text is kept");
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn why_a_pin_was_not_taken_is_told_in_the_other_language_and_no_pin_stands_there() {
    let server = office().await;
    let mut admin = signed_in(&server, "admin").await;
    for (pin, again, told) in [("508213", "508214", "Они не совпадают."), ("123456", "123456", "Нужно от 6 до 12")]
    {
        let wrong = admin.post(&format!("{PIN}?lang=en"), &[("id", "head"), ("pin", pin), ("again", again)]).await;
        assert_eq!(wrong.status, 422, "{}", wrong.text());
        let amiss = hidden(&wrong, "amiss");
        let fields = [("id", "head"), ("amiss", &amiss), ("pin", "719305"), ("again", "719305"), ("only", "language")];
        let page = admin.post(&formaction(&wrong, "ru"), &fields).await;
        assert_eq!(page.status, 422, "{}", page.text());
        assert!(page.text().contains("Name of head") && page.text().contains(told), "{}", page.text());
        assert!(!page.body.contains("719305"), "no PIN stands on a page");
    }
    let ask = admin.get(&format!("{PIN}?id=head&lang=en")).await;
    let page = admin.get(&link(&ask, "hy")).await;
    assert!(page.status == 200 && page.body.contains("<html lang=\"hy\">"), "{}", page.text());
    let mut head = browser(&server);
    head.from = "127.0.3.8";
    assert_eq!(head.sign_in("head", "719305").await.status, 403, "another language sets no PIN");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preview_that_was_overtaken_is_shown_in_the_other_language() {
    let server = office().await;
    let (mut one, mut two) = (signed_in(&server, "admin").await, signed_in(&server, "deputy").await);
    let text = exported(&mut one).await;
    let sent = one.post_text(IMPORT, "text", &bent(&text, "daily_limit = 120", "daily_limit = 90")).await;
    let overtaken = preview(&mut one, sent).await;
    super::bring_in(&mut two, &bent(&text, "Hall 1", "Hall one")).await;
    let told = confirm(&mut one, &overtaken).await;
    assert_eq!(told.status, 409, "{}", told.text());
    let address = link(&told, "ru");
    assert!(address.starts_with(CHANGE), "{address}");
    let page = one.get(&address).await;
    assert!(page.status == 200 && page.body.contains("<html lang=\"ru\">"), "{}", page.text());
    assert_eq!(hidden(&page, "name"), hidden(&told, "name"), "the change is kept");
    assert_eq!(hidden(&page, "on"), "2");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_page_that_only_says_what_is_not_so_another_language_leads_on() {
    let server = office().await;
    let mut admin = signed_in(&server, "admin").await;
    let cancel = [("booking", "999"), ("reason", "other")];
    for (address, fields, leads) in [
        (CHANGE, [("name", "0"), ("on", "1")].as_slice(), "/staff/floor?lang=hy"),
        (EDIT, &[("part", "nothing")], "/staff?lang=hy"),
        ("/staff/bookings/cancel", &cancel, "/staff/bookings?lang=hy"),
    ] {
        let page = admin.post(address, fields).await;
        assert!([404, 409, 410].contains(&page.status), "{address}: {}", page.text());
        assert_eq!(link(&page, "hy"), leads, "{}", page.text());
        let page = admin.get(leads).await;
        assert!([200, 303].contains(&page.status), "{leads}: {}", page.text());
        admin.cookies.remove("staff-language");
    }
    let mut nobody = browser(&server);
    nobody.from = "127.0.3.9";
    let wrong = nobody.sign_in("head", "x").await;
    assert_eq!(wrong.status, 403, "{}", wrong.text());
    let fields = [("login", "head"), ("pin", "719305"), ("only", "language")];
    let page = nobody.post(&formaction(&wrong, "hy"), &fields).await;
    assert!(page.status == 200 && page.body.contains("<html lang=\"hy\">"), "{}", page.text());
    assert!(page.body.contains("value=\"head\"") && !page.body.contains("719305"), "{}", page.body);
    server.stop().await;
}
