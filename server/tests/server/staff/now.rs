//! The page of the floor at this moment, made of a floor at work with real devices and clerks.

use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use futures_util::SinkExt;
use jiff::civil::Time;
use protocol::message::{Answer, Ask, DeviceFault, FromDevice, Outcome, Report};
use queue::floor::Interval;
use queue::ids::ReasonId;
use server::clock::SetClock;
use server::office::bookings::WebAnswer;

use super::{office, signed_in, with_people};
use crate::bookings::{Desk, book, booked_floor, nobody};
use crate::support::{Browser, Dev, MORNING, Page, Server, at, clerk, encode, pin, settings, text, wait_for, window};

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);
const DONE: Outcome = Outcome::Done(Answer::Done);

/// The page once it is as wanted: it shows what is published, a moment after it is answered.
async fn page(browser: &mut Browser, wanted: impl Fn(&Page) -> bool) -> Page {
    let mut last = None;
    let mut from = ["127.0.0.1", "127.0.0.2", "127.0.0.3"].into_iter().cycle();
    wait_for(async || {
        // The clock stands, and so does the pace of each address.
        browser.from = from.next().unwrap();
        tokio::time::sleep(Duration::from_millis(40)).await;
        let page = browser.get("/staff/now?still=1").await;
        assert_eq!(page.status, 200);
        let is_wanted = wanted(&page);
        last = Some(page);
        is_wanted
    })
    .await;
    last.unwrap()
}

fn heading(page: &Page) -> String {
    page.all("<h1").remove(0)
}

/// The rows of a table, each as its texts.
fn rows(page: &Page, table: &str) -> Vec<String> {
    let table = page.body.split(&format!("<table role=\"table\" class=\"rows {table}\"")).nth(1).unwrap();
    let body = table.split("<tbody").nth(1).unwrap().split("</tbody>").next().unwrap();
    let page = Page { status: 200, head: String::new(), body: body.to_owned() };
    page.all("<tr role=\"row\"")
}

async fn report(device: &mut Dev, faults: Vec<DeviceFault>) {
    device.socket.send(encode(&FromDevice::Report(Report { faults }))).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn each_window_is_told_with_its_clerk_its_visitor_and_the_minutes_against_the_norm() {
    let server = office().await;
    let mut manager = signed_in(&server, "manager").await;
    let mut kiosk = server.connect("kiosk-1").await;
    let mut windows = Vec::new();
    for number in 1..=4 {
        kiosk.take().await;
        windows.push(server.window(number).await);
    }
    for (number, serves) in [(0, true), (1, false)] {
        assert_eq!(windows[number].ask(Ask::CallNext).await, DONE);
        if serves {
            assert_eq!(windows[number].ask(Ask::Start).await, DONE);
        }
    }
    let pause = Ask::PauseWindow { reason: ReasonId::new("break").unwrap() };
    assert_eq!(windows[2].ask(pause).await, DONE);
    server.clock.advance(12 * MINUTE);
    let page = page(&mut manager, |page| page.text().contains("pause: break")).await;
    assert_eq!(
        rows(&page, "windows"),
        [
            "Window 1 Name A001 passport 12 / 10 min here since 09:42 , 2 min over the norm",
            "Window 2 Name A002 passport called at 09:42",
            "Window 3 Name pause: break, since 09:42, 12 min",
            "Window 4 Name free",
            "Window 5 closed",
            "Window 6 closed",
            "Window 7 closed",
            "Window 8 closed",
        ]
    );
    assert!(page.text().contains("3 of 8 windows receive, 1 is paused"), "{}", page.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visit_turns_amber_with_the_first_second_past_the_norm_q7() {
    let server = office().await;
    let mut manager = signed_in(&server, "manager").await;
    let mut kiosk = server.connect("kiosk-1").await;
    kiosk.take().await;
    let mut window = server.window(1).await;
    assert_eq!(window.ask(Ask::CallNext).await, DONE);
    assert_eq!(window.ask(Ask::Start).await, DONE);
    for (later, told, is_amber) in [
        (10 * MINUTE, "10 / 10 min here since 09:42", false),
        (SECOND, "10 / 10 min here since 09:42 , over the norm", true),
        (58 * SECOND, "10 / 10 min here since 09:42 , over the norm", true),
        (SECOND, "11 / 10 min here since 09:42 , 1 min over the norm", true),
    ] {
        server.clock.advance(later);
        let page = page(&mut manager, |page| page.text().contains("here since")).await;
        assert_eq!(rows(&page, "windows")[0], format!("Window 1 Name A001 passport {told}"));
        assert_eq!(page.body.contains("<span class=\"of amber\">"), is_amber, "{told}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn waits_are_held_against_their_limit_as_time_goes_on() {
    let server = office().await;
    let mut manager = signed_in(&server, "manager").await;
    let mut kiosk = server.connect("kiosk-1").await;
    let empty = page(&mut manager, |_| true).await;
    assert_eq!(heading(&empty), "Nobody waits");
    kiosk.take().await;
    kiosk.take().await;
    let told = page(&mut manager, |page| heading(page) != "Nobody waits").await;
    assert_eq!(heading(&told), "Everybody waits within the limits", "their limit is half an hour away");
    let unreceived = "passport: 2 wait, and no open window receives this service";
    assert!(told.text().contains(unreceived), "{}", told.text());
    page(&mut manager, |page| page.text().contains(&format!("{unreceived} Open window 1, then nobody more"))).await;
    server.clock.advance(15 * MINUTE);
    let told = page(&mut manager, |_| true).await;
    assert_eq!(heading(&told), "2 visitors will be over the limit within 15 minutes");
    let mut window = server.window(1).await;
    assert_eq!(window.ask(Ask::CallNext).await, DONE);
    let told = page(&mut manager, |page| rows(page, "windows")[0].contains("A001")).await;
    assert_eq!(heading(&told), "1 visitor will be over the limit within 15 minutes", "the one window is busy");
    let by = "passport: 1 will be over the limit by 10:12 if calls go on as they do";
    let mend = "Open window 2, then nobody more will be over the limit.";
    page(&mut manager, |page| page.text().contains(&format!("{by} {mend}"))).await;
    let free = server.window(2).await;
    let told = page(&mut manager, |page| heading(page) != "1 visitor will be over the limit within 15 minutes").await;
    assert_eq!(heading(&told), "Everybody waits within the limits", "another window receives them in time");
    assert!(!told.text().contains(by) && !told.text().contains("window 2,"), "{}", told.text());
    drop(free);
    server.clock.advance(16 * MINUTE);
    let told = page(&mut manager, |_| true).await;
    assert_eq!(heading(&told), "1 visitor waits over the limit");
    assert!(told.text().contains("passport: 1 waits over the limit, the longest 31 min of 30"), "{}", told.text());
    assert!(
        rows(&told, "services")[0].starts_with("A passport Waiting 1 Over the limit 1"),
        "{:?}",
        rows(&told, "services")
    );
    assert!(rows(&told, "services")[0].contains("997 of 999 left"), "{:?}", rows(&told, "services"));
}

/// An office with these times of its day booked on the day before, and the numbers of the bookings; it is 09:42.
async fn booked_before(times: Vec<&'static str>) -> (Server, Vec<String>) {
    let folder = Arc::new(tempfile::tempdir().unwrap());
    let mut settings = settings(folder.path());
    settings.floor = booked_floor(9);
    settings.floor.rules.booking.slot_min = 5;
    with_people(&mut settings);
    let (floor, data) = (settings.floor.clone(), Arc::clone(&folder));
    let numbers = tokio::task::spawn_blocking(move || {
        let day_before = Arc::new(SetClock::at(at("2026-11-16T05:42:00Z")));
        let desk = Desk::open(data.path(), &floor, day_before, nobody());
        let booked =
            (1..).zip(times).map(|(number, time)| match desk.ask(book(number, &format!("2026-11-17T{time}"))) {
                WebAnswer::Booking(booking) => booking.number.to_string(),
                other => panic!("not booked: {other:?}"),
            });
        let booked: Vec<_> = booked.collect();
        desk.close();
        booked
    })
    .await
    .unwrap();
    let server = Server::start_on(folder, settings, Arc::new(SetClock::at(at(MORNING)))).await;
    wait_for(async || server.health().await["day"] == MORNING[..10]).await;
    (server, numbers)
}

/// Who is booked, as the page lists them.
fn listed(page: &Page) -> Vec<String> {
    page.all("<li><time").into_iter().map(|row| row.trim_start_matches("> ").to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn booked_visitors_who_are_due_or_late_are_told_by_number_and_time() {
    let times = vec!["09:35", "09:30", "10:00", "10:40", "10:45", "08:40", "08:00"];
    let (server, numbers) = booked_before(times).await;
    let mut manager = signed_in(&server, "manager").await;
    let told = page(&mut manager, |_| true).await;
    assert_eq!(
        listed(&told),
        [
            format!("09:30 {} passport 12 min late, goes into the general queue", numbers[1]),
            format!("09:35 {} passport 7 min late, received as booked until 09:45", numbers[0]),
            format!("10:00 {} passport in 18 min", numbers[2]),
            format!("10:40 {} passport in 58 min", numbers[3]),
        ]
    );
    assert!(told.text().contains("2 booked visitors are late, 2 are due within the hour"), "{}", told.text());
    assert!(told.text().contains("2 more are late by over an hour"), "{}", told.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_lists_thirty_of_the_booked_and_its_files_hold_all_q7() {
    let times = ["09:45", "09:50", "09:55", "10:00"].into_iter().flat_map(|time| [time; 9]);
    let (server, numbers) = booked_before(times.take(31).collect()).await;
    let mut manager = signed_in(&server, "manager").await;
    let told = page(&mut manager, |_| true).await;
    assert_eq!(listed(&told).len(), 30);
    assert!(told.text().contains("and 1 more"), "{}", told.text());
    let (_, csv) = manager.download("/staff/now.csv?table=booked").await;
    let csv = String::from_utf8(csv).unwrap();
    let (_, xlsx) = manager.download("/staff/now.xlsx").await;
    let workbook = server.folder.path().join("now.xlsx");
    std::fs::write(&workbook, xlsx).unwrap();
    let read = Command::new("unzip").arg("-p").arg(&workbook).output().unwrap();
    let xlsx = String::from_utf8_lossy(&read.stdout);
    assert_eq!((csv.lines().count(), numbers.len()), (32, 31), "{csv}");
    for number in numbers {
        assert!(csv.contains(&number) && xlsx.contains(&number), "{number}: {csv}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_that_goes_or_has_a_fault_is_told() {
    let server = office().await;
    let mut manager = signed_in(&server, "manager").await;
    let (mut kiosk, hall) = (server.connect("kiosk-1").await, server.connect("hall-1").await);
    report(&mut kiosk, vec![DeviceFault::NoPaper]).await;
    let told = page(&mut manager, |page| page.text().contains("kiosk-1: no paper")).await;
    assert!(told.text().contains("kiosk-2: not connected since the server began"), "{}", told.text());
    assert!(
        !told.text().contains("hall-1: ") && !told.text().contains("console-1: "),
        "a console that is off is no fault"
    );
    report(&mut kiosk, Vec::new()).await;
    server.clock.advance(MINUTE);
    drop(hall);
    page(&mut manager, |page| {
        let text = page.text();
        text.contains("hall-1: not connected since 09:43") && !text.contains("no paper")
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_window_whose_console_lost_its_connection_is_told_so_until_its_clerk_goes_on_q7() {
    let server = office().await;
    let mut manager = signed_in(&server, "manager").await;
    let mut kiosk = server.connect("kiosk-1").await;
    kiosk.take().await;
    let (mut serving, mut paused) = (server.window(1).await, server.window(3).await);
    assert_eq!(serving.ask(Ask::CallNext).await, DONE);
    assert_eq!(serving.ask(Ask::Start).await, DONE);
    assert_eq!(paused.ask(Ask::PauseWindow { reason: ReasonId::new("break").unwrap() }).await, DONE);
    let mut free = server.connect("console-2").await;
    let token = free.sign_in(clerk(2).as_str(), &pin(server.folder.path(), clerk(2).as_str())).await.token;
    assert_eq!(free.ask(Ask::OpenWindow { window: window(2) }).await, DONE);
    server.clock.advance(MINUTE);
    drop((serving, free, paused));
    let told =
        page(&mut manager, |page| rows(page, "windows")[..3].iter().all(|row| row.contains("not connected"))).await;
    let serving = "Window 1 Name A001 passport 1 / 10 min here since 09:42, not connected since 09:43";
    let paused = "Window 3 Name pause: break, since 09:42, 1 min, not connected since 09:43";
    assert_eq!(rows(&told, "windows")[..3], [serving, "Window 2 Name not connected since 09:43", paused]);
    let text = told.text();
    assert!(text.contains("0 of 8 windows receive, 1 is paused, 2 are not connected"), "{text}");
    assert!(text.contains("Window 2: not connected since 09:43") && !text.contains("Window 3: "), "{text}");
    let csv = String::from_utf8(manager.download("/staff/now.csv?table=windows").await.1).unwrap();
    assert!(csv.contains(",\"here since 09:42, not connected since 09:43\"") && !csv.contains("free"), "{csv}");
    let _without_a_clerk = server.connect("console-1").await;
    let _goes_on = server.connect_with_token("console-2", &token).await;
    let told = page(&mut manager, |page| rows(page, "windows")[1].ends_with("free")).await;
    assert_eq!(rows(&told, "windows")[..3], [serving, "Window 2 Name free", paused]);
    assert!(told.text().contains("1 of 8 windows receive, 1 is paused, 1 is not connected"), "{}", told.text());
    for (language, row, finding) in
        [("ru", "нет связи с 09:43", "без связи 1"), ("hy", "կապ չկա 09:43-ից", "առանց կապի՝ 1")]
    {
        let page = manager.get(&format!("/staff/now?still=1&lang={language}")).await;
        assert!(rows(&page, "windows")[0].ends_with(row) && page.text().contains(finding), "{}", page.text());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_start_of_the_server_no_window_receives_before_its_clerk_signs_in_again_q7() {
    let server = office().await;
    drop(server.window(2).await);
    let server = server.restart().await;
    let mut manager = signed_in(&server, "manager").await;
    let told = page(&mut manager, |_| true).await;
    assert_eq!(rows(&told, "windows")[1], "Window 2 Name not connected");
    let _again = server.clerk("console-2", clerk(2).as_str()).await;
    page(&mut manager, |page| rows(page, "windows")[1] == "Window 2 Name free").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_texts_in_every_field_are_text() {
    const EVIL: &str =
        "</title></style></script><script>alert(1)</script><img src=x onerror=alert(2)>\"'`{{7*7}}\u{202e}&amp;";
    let server = Server::start_with(|settings| {
        with_people(settings);
        let floor = &mut settings.floor;
        floor.office = text(EVIL);
        floor.services.iter_mut().for_each(|service| (service.name, service.short) = (text(EVIL), text(EVIL)));
        floor.clerks.iter_mut().for_each(|clerk| clerk.name = EVIL.into());
        floor.reasons.pause.iter_mut().for_each(|reason| reason.name = text(EVIL));
    })
    .await;
    let mut manager = signed_in(&server, "manager").await;
    let mut kiosk = server.connect("kiosk-1").await;
    kiosk.take().await;
    kiosk.take().await;
    let faults = vec![
        DeviceFault::PrinterFault { what: EVIL.to_owned() },
        DeviceFault::ClipMissing { clip: EVIL.to_owned() },
        DeviceFault::Other { what: EVIL.to_owned() },
    ];
    report(&mut kiosk, faults).await;
    let (mut first, mut second) = (server.window(1).await, server.window(2).await);
    assert_eq!(first.ask(Ask::CallNext).await, DONE);
    assert_eq!(first.ask(Ask::Start).await, DONE);
    assert_eq!(second.ask(Ask::PauseWindow { reason: ReasonId::new("break").unwrap() }).await, DONE);
    let whole = page(&mut manager, |page| page.text().contains("pause") && page.text().contains("the printer")).await;
    let mut clerk_page = signed_in(&server, clerk(1).as_str()).await;
    let mut stranger = super::browser(&server);
    server.counted().await;
    for page in [
        whole,
        manager.get("/staff/day").await,
        manager.get("/staff/ticket?number=A001").await,
        clerk_page.get("/staff/now").await,
        manager.get("/staff/nowhere").await,
        stranger.get("/staff/sign-in").await,
    ] {
        let html = &page.body;
        assert!(html.contains("&#60;script&#62;alert(1)"), "it is there as text");
        for part in ["<script>alert", "<img", "onerror=alert(2)>", "</title></style>", "\"'`"] {
            assert!(!html.contains(part), "{part} in {html}");
        }
        assert_eq!(html.matches("</title>").count(), 1);
        assert_eq!(html.matches("</style>").count(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reception_by_day_and_night_ends_at_24_and_not_when_it_begins_q4() {
    let server = Server::start_with(|settings| {
        with_people(settings);
        let all_day = Interval { from: Time::midnight(), to: Time::midnight() };
        let hours = settings.floor.services.iter_mut().flat_map(|service| service.issue.0.values_mut());
        hours.for_each(|intervals| *intervals = vec![all_day]);
    })
    .await;
    let now = signed_in(&server, "manager").await.get("/staff/now").await;
    assert!(now.text().contains("left, until 24:00"), "{}", now.text());
    let floor = signed_in(&server, "admin").await.get("/staff/floor").await;
    assert!(floor.text().contains("Mon–Sun 00:00–24:00"), "{}", floor.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_speaks_three_languages_and_shows_itself_anew_unless_asked_not_to() {
    let server = office().await;
    let mut manager = signed_in(&server, "manager").await;
    for (language, said) in [("ru", "Никто не ждёт"), ("en", "Nobody waits"), ("hy", "Ոչ ոք չի սպասում")]
    {
        let page = manager.get(&format!("/staff/now?lang={language}")).await;
        assert!(page.body.contains(&format!("<html lang=\"{language}\">")));
        assert_eq!(heading(&page), said);
    }
    let live = manager.get("/staff/now").await;
    assert!(live.body.contains("<script>") && live.body.contains("<noscript><meta http-equiv=\"refresh\""));
    let policy = live.header("content-security-policy");
    assert!(policy.contains("script-src 'sha256-") && policy.contains("connect-src 'self'"), "{policy}");
    let still = manager.get("/staff/now?still=1").await;
    assert!(!still.body.contains("<script") && !still.body.contains("http-equiv"));
    assert!(!still.header("content-security-policy").contains("script"), "nothing runs in a page without a script");
}
