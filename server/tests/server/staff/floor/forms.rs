//! Each thing of the floor in its form: shown as it is, changed alone, checked like the file.

use queue::Floor;
use queue::change::between;
use queue::floor::{Policy, Role, Weekday};

use super::{confirm, floor, office, preview};
use crate::staff::signed_in;
use crate::support::{Browser, Page, Server};

pub const EDIT: &str = "/staff/floor/edit";

/// What a browser sends of the form that a page shows, with some fields typed otherwise; a field typed empty of a list of checks is not sent.
pub fn typed(page: &Page, changes: &[(&str, &str)]) -> Vec<(String, String)> {
    let form = page
        .body
        .split("<form method=\"post\" action=\"/staff/floor/edit\"")
        .nth(1)
        .unwrap()
        .split("</form>")
        .next()
        .unwrap();
    let attribute = |tag: &str, name: &str| {
        let found = tag.split(&format!(" {name}=\"")).nth(1)?.split('"').next()?;
        Some(found.replace("&#34;", "\"").replace("&#38;", "&").replace("&#39;", "'"))
    };
    let mut fields = Vec::new();
    for tag in form.split('<').filter_map(|piece| piece.split_once('>')) {
        let (tag, text) = tag;
        let Some(name) = attribute(tag, "name") else { continue };
        if tag.starts_with("input") && (!tag.contains("type=\"checkbox\"") || tag.ends_with(" checked")) {
            fields.push((name, attribute(tag, "value").unwrap_or_default()));
        } else if tag.starts_with("textarea") {
            fields.push((name, text.trim_start_matches('\n').to_owned()));
        } else if tag.starts_with("select") {
            let rest = form.split(&format!("name=\"{name}\">")).nth(1).unwrap().split("</select>").next().unwrap();
            let chosen =
                rest.split("<option").find(|option| option.contains(" selected")).or(rest.split("<option").nth(1));
            fields.push((name, attribute(chosen.unwrap(), "value").unwrap()));
        }
    }
    for (name, value) in changes {
        fields.retain(|(found, _)| found != name);
        fields.extend(
            value
                .split('|')
                .filter(|value| !value.is_empty() || !name.contains("services"))
                .map(|value| ((*name).to_owned(), value.to_owned())),
        );
    }
    fields
}

pub async fn send(admin: &mut Browser, address: &str, changes: &[(&str, &str)]) -> Page {
    let page = admin.get(&format!("{EDIT}?{address}")).await;
    assert_eq!(page.status, 200, "{address}: {}", page.text());
    let fields = typed(&page, changes);
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    admin.post(EDIT, &fields).await
}

/// Changes the floor by a form; gives it as it is then.
pub async fn change(admin: &mut Browser, address: &str, changes: &[(&str, &str)]) -> Floor {
    let sent = send(admin, address, changes).await;
    let page = preview(admin, sent).await;
    let done = confirm(admin, &page).await;
    assert_eq!(done.status, 303, "{address}: {}", done.text());
    floor(admin).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_is_sent_as_it_is_changes_nothing() {
    let server = office().await;
    let mut admin = signed_in(&server, "admin").await;
    for address in [
        "part=service&id=residence",
        "part=service&id=certificates",
        "part=window&id=w4",
        "part=category&id=infant",
        "part=clerk&id=kovaleva",
        "part=hall&id=hall-1",
        "part=hours",
        "part=holidays",
        "part=notices",
        "part=rules",
        "part=booking",
        "part=office",
        "part=languages",
        "part=purpose&of=passport-apply&id=2",
        "part=refuse",
        "part=park",
        "part=pause",
        "part=out_of_turn",
        "part=coupon",
        "part=device&id=kiosk-1",
    ] {
        let sent = send(&mut admin, address, &[]).await;
        let page = preview(&mut admin, sent).await;
        assert!(page.text().contains("Nothing changes"), "{address}: {}", page.text());
    }
    for nowhere in
        ["part=service&id=nowhere", "part=nothing", "", "part=device&id=kiosk-99", "part=purpose&of=residence&id=2"]
            .into_iter()
            .chain(["part=purpose&of=nowhere", "part=purpose&of=residence&id=0", "part=purpose", "part=purpose&id=1"])
    {
        assert_eq!(admin.get(&format!("{EDIT}?{nowhere}")).await.status, 404, "{nowhere}");
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_form_changes_its_own_fields_alone() {
    let server: Server = office().await;
    let mut admin = signed_in(&server, "admin").await;
    let mut wanted = floor(&mut admin).await;

    let found = change(
        &mut admin,
        "part=service&id=residence",
        &[("daily_limit", "44"), ("name.en", "Residence \"A\" & more"), ("received_at", "w4|w6")],
    )
    .await;
    wanted.services[2].daily_limit = 44;
    wanted.services[2].name.0.insert(queue::ids::Language::new("en").unwrap(), "Residence \"A\" & more".into());
    let residence = wanted.services[2].id.clone();
    wanted.windows[4].services.retain(|service| *service != residence);
    wanted.windows[5].services.push(residence);
    assert_eq!(between(&wanted, &found), []);

    let found = change(&mut admin, "part=window&id=w6", &[("number", "16"), ("whereabouts.ru", "3 этаж")]).await;
    wanted.windows[5].number = 16;
    wanted.windows[5].whereabouts.0.insert(queue::ids::Language::new("ru").unwrap(), "3 этаж".into());
    assert_eq!(between(&wanted, &found), []);

    let found = change(&mut admin, "part=service&id=residence", &[("order", "-")]).await;
    let residence = wanted.services.remove(2);
    wanted.services.insert(0, residence);
    assert_eq!(between(&wanted, &found), []);
    let found = change(&mut admin, "part=service&id=residence", &[("order", wanted.services[2].id.as_str())]).await;
    let residence = wanted.services.remove(0);
    wanted.services.insert(2, residence);
    assert_eq!(between(&wanted, &found), []);

    let found = change(&mut admin, "part=holidays", &[("holidays", "2027-01-01\r\n2027-05-01, 2027-12-31")]).await;
    wanted.calendar.holidays = ["2027-01-01", "2027-05-01", "2027-12-31"].map(|day| day.parse().unwrap()).into();
    assert_eq!(between(&wanted, &found), []);

    let found = change(&mut admin, "part=hours", &[("hours.sat", ""), ("hours_for", "residence|citizenship")]).await;
    for service in
        wanted.services.iter_mut().filter(|service| ["residence", "citizenship"].contains(&service.id.as_str()))
    {
        service.issue.0.remove(&Weekday::Sat);
    }
    assert_eq!(between(&wanted, &found), [], "all others keep their Saturday");

    let three = [
        ("notices.1.ru", ""),
        ("notices.1.en", ""),
        ("notices.1.hy", ""),
        ("notices.3.ru", "Новое"),
        ("notices.3.en", "News"),
        ("notices.3.hy", "Նոր"),
    ];
    let found = change(&mut admin, "part=notices", &three).await;
    wanted.notices.remove(1);
    let said: Vec<_> =
        found.notices.iter().map(|notice| notice.in_language(&queue::ids::Language::new("en").unwrap())).collect();
    assert_eq!(said.len(), 3);
    assert_eq!(said[2], "News");
    wanted.notices.clone_from(&found.notices);
    assert_eq!(between(&wanted, &found), []);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_forms_of_rules_and_people_change_their_own_fields_alone_and_a_service_goes_with_its_key() {
    let server = office().await;
    let mut admin = signed_in(&server, "admin").await;
    let mut wanted = floor(&mut admin).await;

    let found = change(
        &mut admin,
        "part=rules",
        &[
            ("policy", "ratio"),
            ("ratio_general", "3"),
            ("no_show_calls", "3"),
            ("no_show_alone_s", "300"),
            ("place_came_back", "front"),
        ],
    )
    .await;
    wanted.rules.policy = Policy::Ratio { general: 3 };
    wanted.rules.no_show_calls = 3;
    wanted.rules.no_show_alone_s = Some(300);
    wanted.rules.place_came_back = queue::floor::PlaceRule::Front;
    assert_eq!(between(&wanted, &found), []);

    let found = change(
        &mut admin,
        "part=clerk",
        &[("key", "nazarova"), ("name", "Елена Назарова"), ("roles", "clerk|manager")],
    )
    .await;
    let newest = found.clerks.last().unwrap();
    assert_eq!(
        (newest.id.as_str(), &*newest.name, newest.roles.contains(&Role::Manager)),
        ("nazarova", "Елена Назарова", true)
    );
    let page = admin.get("/staff/floor").await;
    assert!(page.text().contains("Елена Назарова nazarova, clerk, manager no PIN yet"), "{}", page.text());
    wanted.clerks.push(newest.clone());

    let found = change(&mut admin, "part=service&id=citizenship", &[("remove", "yes")]).await;
    let gone = queue::ids::ServiceId::new("citizenship").unwrap();
    wanted.services.retain(|service| service.id != gone);
    wanted.windows.iter_mut().for_each(|window| window.services.retain(|service| *service != gone));
    assert_eq!(between(&wanted, &found), []);
    server.stop().await;
}

/// A form is sent with this typed: it is refused, and what is wrong is told.
async fn refused(admin: &mut Browser, (address, typed, told): (&str, (&str, &str), &str)) {
    let page = send(admin, address, &[typed]).await;
    assert_eq!(page.status, 422, "{typed:?}: {}", page.text());
    assert!(page.text().contains(told), "{typed:?}: {}", page.text());
    assert!(
        page.body.contains("<title>Error:") && page.body.contains("class=\"field wrong\"")
            || typed.1.is_empty()
            || told.contains("twice"),
        "{typed:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_wrong_of_a_thing_is_named_with_its_mend_and_stands_there_still_s7() {
    let server = office().await;
    let mut admin = signed_in(&server, "admin").await;
    let before = floor(&mut admin).await;
    let long = "x".repeat(121);
    for wrong in [
        (
            "part=service&id=residence",
            ("daily_limit", "0"),
            "Coupons a day, at most : does not fit: a whole number from 1 to 999",
        ),
        ("part=service&id=residence", ("daily_limit", "many"), "a whole number from 1 to 999"),
        ("part=service&id=residence", ("daily_limit", ""), "Coupons a day, at most : is empty: fill it in"),
        ("part=service&id=residence", ("letter", "О"), "Letter of the numbers : is no letter for a number"),
        ("part=service&id=residence", ("name.hy", ""), "Name, Հայերեն : is empty"),
        ("part=service&id=residence", ("name.en", &long), "Name, English : is too long: at most 120 characters"),
        (
            "part=service&id=residence",
            ("name.en", "a\u{202e}b"),
            "holds a character that a screen does not show (U+202E)",
        ),
        ("part=service&id=residence", ("hours.mon", "17:00-08:00"), "ends before it begins"),
        ("part=service&id=residence", ("received_at", ""), "is received at no window"),
        ("part=window&id=w1", ("number", "2"), "is there twice"),
        ("part=window&id=w1", ("services", ""), "receives nobody"),
        ("part=clerk", ("key", "Назарова"), "is no key"),
        ("part=service&id=residence", ("slots.places", "100"), "Times to book: visitors at a time : does not fit"),
        ("part=service&id=residence", ("slots.places", ""), "Times to book: visitors at a time : is empty"),
        (
            "part=service&id=residence",
            ("slots.hours.sat", "9-13"),
            "Times to book: hours, Sat : “9-13” are no hours: write them as 08:30-17:00",
        ),
        (
            "part=purpose&of=passport-apply&id=1",
            ("documents.2.note.hy", ""),
            "Document 3, What must be true of it, Հայերեն : is empty",
        ),
        ("part=purpose&of=passport-apply", ("name.ru", "Новая"), "Name, English : is empty"),
        ("part=clerk&id=orlov", ("roles", ""), "Roles : is empty: at least one is needed"),
    ] {
        refused(&mut admin, wrong).await;
    }
    let script = send(
        &mut admin,
        "part=service&id=residence",
        &[("name.en", "\"><script>alert(1)</script>"), ("daily_limit", "0")],
    )
    .await;
    assert!(script.status == 422 && !script.body.contains("<script>alert"), "{}", script.text());
    assert_eq!(floor(&mut admin).await, before);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_wrong_of_the_office_and_its_rules_is_named_with_its_mend_s7() {
    let server = office().await;
    let mut admin = signed_in(&server, "admin").await;
    let before = floor(&mut admin).await;
    let long = "x".repeat(121);
    for wrong in [
        (
            "part=holidays",
            ("holidays", "1.1.2027"),
            "Days without reception : “1.1.2027” is no date: write it as 2027-01-01",
        ),
        ("part=rules", ("policy", "ratio"), "General visitors to one preferential : is empty: fill it in"),
        (
            "part=booking",
            ("booking.first_after_min", "5"),
            "Booking: minutes of waiting before going first : is too small: at least 10",
        ),
        (
            "part=booking",
            ("booking.remind_at", "noon"),
            "Booking: reminder on the day before at : “noon” is no time: write it as 08:30",
        ),
        (
            "part=office",
            ("time_zone", "Moscow"),
            "Time zone : “Moscow” is no time zone: write a name such as Europe/Moscow",
        ),
        ("part=office", ("public_url", "office"), "Address in the coupon’s QR : "),
        ("part=office", ("name.hy", ""), "Name, Հայերեն : is empty"),
        ("part=languages", ("languages", ""), "Languages : "),
        ("part=refuse", ("refuse.1.name.en", &long), "Reason 2, Name, English : is too long: at most 120 characters"),
        ("part=pause", ("pause.3.id", "training"), "Reason 4, Name, Русский : is empty"),
        ("part=coupon", ("coupon.note.en", &long), "Coupon: note, English : is too long: at most 120 characters"),
    ] {
        refused(&mut admin, wrong).await;
    }
    assert_eq!(floor(&mut admin).await, before);
    server.stop().await;
}

/// The inputs of a page that are marked as wrong, with what they point to.
pub fn marked(page: &Page) -> Vec<(String, String)> {
    let part =
        |tag: &str, name: &str| tag.split(&format!(" {name}=\"")).nth(1).unwrap().split('"').next().unwrap().to_owned();
    let tags = page.body.split('<').filter(|tag| tag.contains("aria-invalid=\"true\""));
    tags.map(|tag| (part(tag, "name"), part(tag, "aria-describedby"))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_that_is_wrong_in_one_language_is_marked_there_and_nowhere_else() {
    let server = office().await;
    let mut admin = signed_in(&server, "admin").await;
    let long = "x".repeat(130);
    let page = send(&mut admin, "part=service&id=passport-apply", &[("short.hy", &long), ("daily_limit", "0")]).await;
    assert!(
        page.text().contains("Short name for the console, Հայերեն : is too long: at most 120 characters"),
        "{}",
        page.text()
    );
    let told = |place: &str| {
        let item = page.all(&format!("<li id=\"{place}\"")).pop().unwrap();
        item.split(" :").next().unwrap().to_owned()
    };
    let marked: Vec<_> = marked(&page).into_iter().map(|(name, places)| (name, told(&places))).collect();
    let expected = [("short.hy", "Short name for the console, Հայերեն"), ("daily_limit", "Coupons a day, at most")];
    assert_eq!(marked, expected.map(|(name, told)| (name.to_owned(), told.to_owned())));
    let page = send(&mut admin, "part=hours", &[("hours.tue", "17:00-08:00")]).await;
    assert!(page.text().contains("Coupons are issued, Tue : "), "{}", page.text());
    let page = send(&mut admin, "part=notices", &[("notices.1.en", "a\u{202e}b")]).await;
    assert!(page.text().contains("Notice 2, English : holds"), "{}", page.text());
    let names: Vec<_> = self::marked(&page).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["notices.1.en"]);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_stands_against_a_removal_is_told_with_the_things_that_it_is_in() {
    let server = office().await;
    let mut admin = signed_in(&server, "admin").await;
    admin.language = "ru";
    let page = admin.get(&format!("{EDIT}?part=hall&id=hall-1&lang=ru")).await;
    let fields = typed(&page, &[("remove", "yes")]);
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let page = admin.post(EDIT, &fields).await;
    assert_eq!(page.status, 422, "{}", page.text());
    let told = page.text();
    assert!(told.contains("Окно 3 : указано «Зал 1», чего нет: выберите другое"), "{told}");
    assert!(!told.contains("window[") && !told.contains("service["), "{told}");
    assert!(!page.body.contains("<span lang=\"en\">"), "{told}");
    assert!(page.body.contains("name=\"remove\" value=\"yes\" checked"), "what was chosen stands there");
    let [(name, against)]: [_; 1] = marked(&page).try_into().unwrap();
    assert_eq!((name.as_str(), against.split(' ').count()), ("remove", page.body.matches("<li id=\"problem-").count()));
    assert!(page.body.contains("<a href=\"#remove\">Окно 3</a>"), "{told}");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_administrator_cannot_be_taken_away() {
    let server = office().await;
    let mut admin = signed_in(&server, "admin").await;
    change(&mut admin, "part=clerk&id=deputy", &[("remove", "yes")]).await;
    change(&mut admin, "part=clerk&id=grishina", &[("roles", "receptionist")]).await;
    let sent = send(&mut admin, "part=clerk&id=admin", &[("roles", "manager")]).await;
    let page = preview(&mut admin, sent).await;
    assert!(page.text().contains("Nobody would be left to change the floor"), "{}", page.text());
    let name = page.body.split("change?name=").nth(1).unwrap().split(['"', '&']).next().unwrap().to_owned();
    assert_eq!(admin.post(super::CHANGE, &[("name", &name), ("on", "3")]).await.status, 409);
    server.stop().await;
}
