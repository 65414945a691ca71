//! Groups, categories, halls and windows in their forms: added, changed, put in order and removed, and each live on every device.

use std::time::Instant;

use protocol::message::{Answer, Ask, Outcome};
use queue::change::between;
use queue::floor::{Category, Group, Hall, Text, Window};
use queue::ids::{CategoryId, GroupId, HallId, Language, WindowId};
use queue::{Floor, Rejection};

use super::forms::send;
use super::lists::said;
use super::{confirm, floor, office, preview, tell_live};
use crate::staff::signed_in;
use crate::support::{Browser, Dev, Server, service, take};

const DONE: Outcome = Outcome::Done(Answer::Done);

/// An administrator, a device of each kind, and the floor as it should be.
struct AtWork {
    server: Server,
    admin: Browser,
    kiosk: Dev,
    console: Dev,
    hall: Dev,
    wanted: Floor,
    version: u32,
}

impl AtWork {
    async fn begin() -> Self {
        let server = office().await;
        let mut admin = signed_in(&server, "admin").await;
        let (kiosk, hall) = (server.connect("kiosk-1").await, server.connect("hall-1").await);
        let console = server.clerk("console-6", "belova").await;
        let wanted = floor(&mut admin).await;
        Self { server, admin, kiosk, console, hall, wanted, version: 1 }
    }

    /// Changes something by its form: that alone is changed, and every device shows it.
    async fn change(&mut self, address: &str, changes: &[(&str, &str)], bend: impl FnOnce(&mut Floor)) {
        bend(&mut self.wanted);
        self.version += 1;
        let sent = send(&mut self.admin, address, changes).await;
        let page = preview(&mut self.admin, sent).await;
        let confirmed = Instant::now();
        let done = confirm(&mut self.admin, &page).await;
        assert_eq!(done.status, 303, "{address}: {}", done.text());
        let (version, wanted) = (self.version, &self.wanted);
        for device in [&mut self.kiosk, &mut self.console, &mut self.hall] {
            device.until(|shown| shown.floor_version == Some(version)).await;
            let shown = device.shown.floor.as_ref().unwrap();
            assert_eq!((&shown.groups, &shown.categories), (&wanted.groups, &wanted.categories), "{address}");
            assert_eq!((&shown.halls, &shown.windows), (&wanted.halls, &wanted.windows), "{address}");
            assert_eq!(shown.services, wanted.services, "{address}");
        }
        tell_live(address, confirmed);
        assert_eq!(between(&self.wanted, &floor(&mut self.admin).await), [], "{address}");
    }

    /// A removal that cannot be as long as somebody is there.
    async fn cannot_remove(&mut self, address: &str, why: &str) {
        let sent = send(&mut self.admin, address, &[("remove", "yes")]).await;
        let page = preview(&mut self.admin, sent).await;
        let told = page.text();
        assert!(told.contains("This cannot be now") && told.contains(why), "{told}");
        assert!(!page.body.contains("name=\"on\""), "it offers no confirmation");
    }

    /// The clerk carries out some acts.
    async fn clerk_does(&mut self, asks: impl IntoIterator<Item = Ask>) {
        for ask in asks {
            assert_eq!(self.console.ask(ask.clone()).await, DONE, "{ask:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_is_added_renamed_put_first_and_removed_and_its_service_stays() {
    let mut office = AtWork::begin().await;
    for (key, ru, en, hy) in
        [("papers", "Документы", "Papers", "Փաստաթղթեր"), ("stay", "Пребывание", "Stay", "Կեցություն")]
    {
        let group = Group { id: GroupId::new(key).unwrap(), name: said(ru, en, hy) };
        let typed = [("key", key), ("name.ru", ru), ("name.en", en), ("name.hy", hy)];
        office.change("part=group", &typed, |floor| floor.groups.push(group)).await;
    }
    let stay = GroupId::new("stay").unwrap();
    office
        .change("part=service&id=residence", &[("group", "stay")], |floor| floor.services[2].group = Some(stay))
        .await;
    let renamed = |floor: &mut Floor| {
        floor.groups[0].name.0.insert(Language::new("en").unwrap(), "Documents".into());
    };
    office.change("part=group&id=papers", &[("name.en", "Documents")], renamed).await;
    office.change("part=group&id=stay", &[("order", "-")], |floor| floor.groups.swap(0, 1)).await;
    let removed = |floor: &mut Floor| {
        floor.groups.remove(0);
        floor.services[2].group = None;
    };
    office.change("part=group&id=stay", &[("remove", "yes")], removed).await;
    office.server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_category_is_added_changed_and_removed_once_nobody_of_it_is_here() {
    let mut office = AtWork::begin().await;
    let pregnancy = CategoryId::new("pregnancy").unwrap();
    let coupon = || match take("certificates") {
        Ask::IssueTicket { services, category: _, language, more_time } => {
            Ask::IssueTicket { services, category: pregnancy.clone(), language, more_time }
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(office.kiosk.ask(coupon()).await, Outcome::Rejected(Rejection::UnknownCategory));
    let typed = [
        ("key", "pregnancy"),
        ("name.ru", "Беременность"),
        ("name.en", "Pregnancy"),
        ("name.hy", "Հղիություն"),
        ("mark.ru", "ЛЬГОТНАЯ"),
        ("mark.en", "PREFERENTIAL"),
        ("mark.hy", "ԱՐՏՈՆՅԱԼ"),
        ("preferential", "yes"),
        ("wait_limit_min", "10"),
    ];
    let category = Category {
        id: pregnancy.clone(),
        name: said("Беременность", "Pregnancy", "Հղիություն"),
        mark: said("ЛЬГОТНАЯ", "PREFERENTIAL", "ԱՐՏՈՆՅԱԼ"),
        note: Text::default(),
        preferential: true,
        wait_limit_min: Some(10),
    };
    office.change("part=category", &typed, |floor| floor.categories.push(category)).await;
    let issued = office.kiosk.ask(coupon()).await;
    assert!(matches!(issued, Outcome::Done(Answer::Ticket(_))), "{issued:?}");
    let address = "part=category&id=pregnancy";
    let changed = |floor: &mut Floor| {
        let last = floor.categories.last_mut().unwrap();
        (last.preferential, last.wait_limit_min) = (false, Some(12));
    };
    office.change(address, &[("preferential", ""), ("wait_limit_min", "12")], changed).await;
    office.cannot_remove(address, "Visitors of the category Pregnancy are here").await;
    let window = WindowId::new("w1").unwrap();
    office.clerk_does([Ask::OpenWindow { window }, Ask::CallNext, Ask::Start, Ask::Finish]).await;
    office.change(address, &[("remove", "yes")], |floor| drop(floor.categories.pop())).await;
    assert_eq!(office.kiosk.ask(coupon()).await, Outcome::Rejected(Rejection::UnknownCategory));
    office.server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hall_is_added_shows_the_calls_of_its_window_and_is_removed_once_no_window_is_in_it() {
    let mut office = AtWork::begin().await;
    let [first, second] = ["hall-1", "hall-2"].map(|key| HallId::new(key).unwrap());
    let hall = Hall { id: second.clone(), name: said("Зал 2", "Hall 2", "Սրահ 2") };
    let typed = [("key", "hall-2"), ("name.ru", "Зал 2"), ("name.en", "Hall 2"), ("name.hy", "Սրահ 2")];
    office.change("part=hall", &typed, |floor| floor.halls.push(hall)).await;
    let into = second.clone();
    office.change("part=window&id=w6", &[("hall", "hall-2")], |floor| floor.windows[5].hall = into).await;
    let issued = office.kiosk.ask(take("registration")).await;
    assert!(matches!(issued, Outcome::Done(Answer::Ticket(_))), "{issued:?}");
    let window = WindowId::new("w6").unwrap();
    office.clerk_does([Ask::OpenWindow { window }, Ask::CallNext]).await;
    office.hall.until(|shown| shown.hall.iter().flat_map(|board| &board.calls).any(|call| call.hall == second)).await;
    office.clerk_does([Ask::Start, Ask::Finish, Ask::CloseWindow { visitor: None }]).await;
    let page = send(&mut office.admin, "part=hall&id=hall-2", &[("remove", "yes")]).await;
    assert!(page.status == 422 && page.text().contains("Window 6 : "), "{}", page.text());
    office.change("part=window&id=w6", &[("hall", "hall-1")], |floor| floor.windows[5].hall = first).await;
    office.change("part=hall&id=hall-2", &[("remove", "yes")], |floor| drop(floor.halls.pop())).await;
    office.server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_window_is_added_receives_and_is_removed_once_it_is_closed() {
    let mut office = AtWork::begin().await;
    let seventh = WindowId::new("w7").unwrap();
    let open = || Ask::OpenWindow { window: seventh.clone() };
    assert_eq!(office.console.ask(open()).await, Outcome::Rejected(Rejection::UnknownWindow));
    let typed = [
        ("key", "w7"),
        ("number", "7"),
        ("services", "certificates|residence"),
        ("whereabouts.ru", "2 этаж"),
        ("whereabouts.en", "2nd floor"),
        ("whereabouts.hy", "2-րդ հարկ"),
        ("hall", "hall-1"),
    ];
    let window = Window {
        id: seventh.clone(),
        number: 7,
        hall: HallId::new("hall-1").unwrap(),
        whereabouts: said("2 этаж", "2nd floor", "2-րդ հարկ"),
        services: ["certificates", "residence"].map(service).to_vec(),
    };
    office.change("part=window", &typed, |floor| floor.windows.push(window)).await;
    let issued = office.kiosk.ask(take("certificates")).await;
    assert!(matches!(issued, Outcome::Done(Answer::Ticket(_))), "{issued:?}");
    office.clerk_does([open(), Ask::CallNext, Ask::Start, Ask::Finish]).await;
    let address = "part=window&id=w7";
    office.cannot_remove(address, "Window 7 has a clerk").await;
    office.change(address, &[("order", "-")], |floor| floor.windows.rotate_right(1)).await;
    office.clerk_does([Ask::CloseWindow { visitor: None }]).await;
    office.change(address, &[("remove", "yes")], |floor| drop(floor.windows.remove(0))).await;
    assert_eq!(office.console.ask(open()).await, Outcome::Rejected(Rejection::UnknownWindow));
    office.server.stop().await;
}
