//! What is wrong stands at the field of the form that can mend it, and the summary leads there, in the order of the fields.

use super::forms::{EDIT, change, marked, send, typed};
use super::{at_demo, confirm, floor, office, preview};
use crate::staff::signed_in;
use crate::support::{Page, Server, service};

/// Where the summary leads, in its order.
fn links(page: &Page) -> Vec<String> {
    let items = page.body.split("<li id=\"problem-").skip(1).map(|item| item.split("</li>").next().unwrap());
    items.map(|item| item.split("href=\"#").nth(1).expect(item).split('"').next().unwrap().to_owned()).collect()
}

/// The inputs that are marked, each once.
fn names(page: &Page) -> Vec<String> {
    let mut names: Vec<_> = marked(page).into_iter().map(|(name, _)| name).collect();
    names.dedup();
    names
}

#[tokio::test(flavor = "multi_thread")]
async fn a_window_left_without_services_stands_at_the_windows_of_the_service_in_each_language() {
    let server = office().await;
    let mut admin = signed_in(&server, "admin").await;
    change(&mut admin, "part=window&id=w1", &[("services", "certificates")]).await;
    for (language, told) in [
        ("en", "Window 1 : would receive nobody: leave it a service, or give it another one first"),
        ("ru", "Окно 1 : никого не будет принимать: оставьте ему услугу или сначала добавьте другую"),
        ("hy", "ոչ ոքի չի ընդունի. թողեք նրան ծառայություն կամ նախ ավելացրեք մեկ ուրիշը"),
    ] {
        admin.language = language;
        let address = format!("part=service&id=certificates&lang={language}");
        let page = send(&mut admin, &address, &[("received_at", "w2|w4")]).await;
        assert_eq!(page.status, 422, "{}", page.text());
        assert!(page.text().contains(told), "{}", page.text());
        assert_eq!((links(&page), names(&page)), (vec!["received_at-w1".to_owned()], vec!["received_at".to_owned()]));
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_left_without_a_window_stands_at_the_services_of_the_window_in_each_language() {
    let server = office().await;
    let mut admin = signed_in(&server, "admin").await;
    change(&mut admin, "part=window&id=w5", &[("services", "residence|work-permit")]).await;
    for (language, told) in [
        ("en", ": would be received at no window: choose another window for it first"),
        ("ru", ": не будут принимать ни в одном окне: сначала выберите для этой услуги другое окно"),
        ("hy", "չեն ընդունի ոչ մի պատուհանում. նախ ընտրեք այդ ծառայության համար այլ պատուհան"),
    ] {
        admin.language = language;
        let address = format!("part=window&id=w4&lang={language}");
        let page = send(&mut admin, &address, &[("services", "residence")]).await;
        assert_eq!(page.status, 422, "{}", page.text());
        assert!(page.text().contains(told), "{}", page.text());
        assert_eq!(
            (links(&page), names(&page)),
            (vec!["services-passport-apply".to_owned()], vec!["services".to_owned()])
        );
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_that_another_window_has_is_wrong_where_it_was_typed() {
    let server = office().await;
    let mut admin = signed_in(&server, "admin").await;
    // The check names the later of two.
    for (window, number) in [("w1", "2"), ("w2", "1")] {
        let page = send(&mut admin, &format!("part=window&id={window}"), &[("number", number)]).await;
        let told = format!("Number : “{number}” is there twice: each needs its own");
        assert!(page.status == 422 && page.text().contains(&told), "{}", page.text());
        assert!(!page.text().contains(&format!("Window {number} : ")), "{}", page.text());
        assert_eq!((links(&page), names(&page)), (vec!["number".to_owned()], vec!["number".to_owned()]));
    }
    let page = send(&mut admin, "part=device", &[("key", "kiosk-1"), ("role", "kiosk")]).await;
    assert!(page.text().contains("Name : “kiosk-1” is there twice"), "by the form's own word: {}", page.text());
    assert_eq!((links(&page), names(&page)), (vec!["key".to_owned()], vec!["key".to_owned()]));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_that_cannot_be_read_has_its_one_reason() {
    let server = office().await;
    let mut admin = signed_in(&server, "admin").await;
    for (number, told) in [("", "Number : is empty: fill it in"), ("100", "Number : does not fit")] {
        let new = [("key", "w9"), ("number", number), ("services", "residence")];
        let page = send(&mut admin, "part=window", &new).await;
        assert!(page.status == 422 && page.text().contains(told), "{}", page.text());
        assert_eq!(links(&page), ["number"], "{}", page.text());
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_of_something_new_stands_there_still_where_its_key_is_anothers() {
    let server = office().await;
    let mut admin = signed_in(&server, "admin").await;
    let before = floor(&mut admin).await;
    for (order, key, stands_at) in [("w3", "w7", 3), ("w1", "w8", 1), ("-", "w9", 0)] {
        let number = key.replace('w', "7");
        let new = [
            ("key", "w1"),
            ("number", number.as_str()),
            ("whereabouts.ru", "у лестницы"),
            ("whereabouts.en", "by the stairs"),
            ("whereabouts.hy", "աստիճանների մոտ"),
            ("services", "residence|certificates"),
            ("order", order),
        ];
        let page = send(&mut admin, "part=window", &new).await;
        assert!(page.status == 422 && page.text().contains("Key : “w1” is there twice"), "{}", page.text());
        assert_eq!((links(&page), names(&page)), (vec!["key".to_owned()], vec!["key".to_owned()]));
        let shown = typed(&page, &[]);
        for (name, value) in new {
            let said: Vec<_> = shown.iter().filter(|(found, _)| found == name).map(|(_, said)| said.as_str()).collect();
            assert_eq!(said.join("|"), value, "{name}");
        }

        // Whoever mends the key alone gets what was typed.
        let fields = typed(&page, &[("key", key)]);
        let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let sent = admin.post(EDIT, &fields).await;
        let page = preview(&mut admin, sent).await;
        assert_eq!(confirm(&mut admin, &page).await.status, 303);
        let new = floor(&mut admin).await.windows.remove(stands_at);
        let services: Vec<_> = new.services.iter().map(|service| service.as_str()).collect();
        assert_eq!((new.id.as_str(), new.number.to_string()), (key, number));
        assert_eq!(services, ["residence", "certificates"]);
        assert!(new.whereabouts.0.values().any(|said| &**said == "by the stairs"), "{new:?}");
        change(&mut admin, &format!("part=window&id={key}"), &[("remove", "yes")]).await;
    }
    assert_eq!(floor(&mut admin).await, before, "and the other one is as it was");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_a_new_service_cannot_have_is_told_alone_and_its_windows_and_services_stay_chosen() {
    let server = office().await;
    let mut admin = signed_in(&server, "admin").await;
    let before = floor(&mut admin).await;
    let told = [
        ("certificates", "Key : “certificates” is there twice"),
        ("", "Key : is empty"),
        ("Справка", "Key : is no key"),
    ];
    let with = |key| {
        [
            ("key", key),
            ("name.ru", "Архив"),
            ("name.en", "Archive"),
            ("name.hy", "Արխիվ"),
            ("letter", "B"),
            ("daily_limit", "20"),
            ("service_norm_min", "10"),
            ("wait_norm_min", "30"),
            ("then", "certificates"),
            ("received_at", "w2"),
        ]
    };
    let mut last = None;
    for (key, told) in told {
        let new = with(key);
        let page = send(&mut admin, "part=service", &new).await;
        assert!(page.status == 422 && page.text().contains(told), "{}", page.text());
        assert_eq!((links(&page), names(&page)), (vec!["key".to_owned()], vec!["key".to_owned()]));
        let shown = typed(&page, &[]);
        for (name, value) in new {
            let said: Vec<_> = shown.iter().filter(|(found, _)| found == name).map(|(_, said)| said.as_str()).collect();
            assert_eq!(said, [value], "{name}");
        }
        // What is missing beside it is told once, and of this service.
        let page = send(&mut admin, "part=service", &[new.as_slice(), &[("received_at", "")]].concat()).await;
        assert_eq!(links(&page), ["key", "received_at-w1"], "{}", page.text());
        last = Some(shown);
    }
    let mut fields = last.unwrap();
    fields.iter_mut().filter(|(name, _)| name == "key").for_each(|(_, value)| *value = "archive".to_owned());
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let sent = admin.post(EDIT, &fields).await;
    let page = preview(&mut admin, sent).await;
    assert_eq!(confirm(&mut admin, &page).await.status, 303);
    let after = floor(&mut admin).await;
    let new = after.services.last().unwrap();
    assert_eq!((new.id.as_str(), new.then.as_slice()), ("archive", &[service("certificates")][..]));
    let receive: Vec<_> = after.windows.iter().filter(|one| one.services.contains(&new.id)).collect();
    assert!(receive.len() == 1 && receive[0].id == before.windows[1].id, "{receive:?}");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_who_could_add_whoever_calls_is_kept_at_their_roles_in_each_language() {
    let server = Server::start_with(|settings| {
        at_demo(settings);
        settings.floor.clerks.retain(|person| ["admin", "reception"].contains(&person.id.as_str()));
    })
    .await;
    let mut admin = signed_in(&server, "admin").await;
    for (language, told) in [
        ("en", "People : nobody calls visitors, and nobody can add who does: give somebody the role of a clerk or an"),
        ("ru", "Сотрудники : вызывать посетителей некому, и добавить такого сотрудника тоже некому: дайте"),
        ("hy", "Աշխատակիցներ : այցելուներին կանչող չկա, նրան ավելացնող նույնպես չկա. որևէ մեկին տվեք"),
    ] {
        admin.language = language;
        let page = send(&mut admin, &format!("part=clerk&id=admin&lang={language}"), &[("roles", "manager")]).await;
        assert_eq!(page.status, 422, "{}", page.text());
        assert!(page.text().contains(told), "{}", page.text());
        assert_eq!(links(&page), ["roles-clerk"]);
        assert_eq!(marked(&page), vec![("roles".to_owned(), "problem-0".to_owned()); 4]);
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_without_roles_has_each_of_them_marked() {
    let server = office().await;
    let mut admin = signed_in(&server, "admin").await;
    let page = admin.get(&format!("{EDIT}?part=clerk&id=orlov")).await;
    let fields = typed(&page, &[]);
    let fields = fields.iter().filter(|(name, _)| name != "roles");
    let fields: Vec<_> = fields.map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let page = admin.post(EDIT, &fields).await;
    assert!(page.text().contains("Roles : is empty: at least one is needed"), "{}", page.text());
    assert_eq!(links(&page), ["roles-clerk"]);
    assert_eq!(marked(&page), vec![("roles".to_owned(), "problem-0".to_owned()); 4]);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_told_in_the_order_of_the_fields() {
    let server = office().await;
    let mut admin = signed_in(&server, "admin").await;
    let long = "x".repeat(121);
    let wrong = [("received_at", ""), ("slots.places", "100"), ("daily_limit", "0"), ("letter", "О")];
    let page = send(&mut admin, "part=service&id=residence", &wrong).await;
    assert_eq!(links(&page), ["letter", "daily_limit", "slots-places", "received_at-w1"], "{}", page.text());
    assert_eq!(names(&page), ["letter", "daily_limit", "slots.places", "received_at"]);
    let wrong = [("whereabouts.en", long.as_str()), ("services", ""), ("number", "2")];
    let page = send(&mut admin, "part=window&id=w1", &wrong).await;
    assert_eq!(links(&page), ["number", "services-passport-apply", "whereabouts-en"], "{}", page.text());
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_to_many_services_is_wrong_at_the_field_where_it_was_typed() {
    let server = office().await;
    let mut admin = signed_in(&server, "admin").await;
    let page = send(&mut admin, "part=hours", &[("hours.tue", "17:00-08:00")]).await;
    assert_eq!(links(&page), ["hours-tue"], "{}", page.text());
    let page = send(&mut admin, "part=office", &[("day_turns_at", "10:00")]).await;
    let links = links(&page);
    assert!(links.len() > 1 && links.iter().all(|link| link == "day_turns_at"), "{links:?}: {}", page.text());
    assert_eq!(names(&page), ["day_turns_at"]);
    server.stop().await;
}
