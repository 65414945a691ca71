//! The tables of the pages as files to take along, of a day that was played on real devices. The day's and the period's own files stand
//! beside their pages.

use std::collections::BTreeMap;
use std::time::Duration;

use protocol::message::{Answer, Ask, Outcome};

use super::day::played;
use super::{signed_in, with_people};
use crate::support::{Browser, Server, clerk, wait_for};

const TICKET: &str = "date=2026-11-17&number=A002";
const CHANGED: &str = "date=2026-11-17&policy=first-come&more=window-1&more-from=10:00";

#[tokio::test(flavor = "multi_thread")]
async fn every_table_of_every_page_can_be_taken_along_q7() {
    let server = played().await;
    let _at_window_1 = server.clerk("console-1", clerk(1).as_str()).await;
    let mut manager = signed_in(&server, "manager").await;
    let files = [
        ("/staff/now", String::new(), "now-2026-11-17-as-of-", &["windows", "services", "booked", "devices"][..]),
        ("/staff/bookings", String::new(), "bookings-2026-11-17", &["bookings"][..]),
        ("/staff/ticket", TICKET.to_owned(), "ticket-2026-11-17-A002", &["story", "before"][..]),
        (
            "/staff/what-if",
            CHANGED.to_owned(),
            "what-if-2026-11-17",
            &["office-beside", "services-beside", "categories-beside", "lengths-beside"][..],
        ),
        ("/staff/period", String::new(), "period-2026-11-11-2026-11-17", &["ratings"][..]),
    ];
    let mut tables = BTreeMap::new();
    for (page, asked, name, keys) in files {
        let shown = manager.get(&format!("{page}?{asked}")).await;
        let head = shown.body.split_once("<div class=\"day-head\">").unwrap_or_else(|| panic!("{page} has a head")).1;
        // It ends with a line of its own.
        let head = head.split_once("\n</div>\n").unwrap().0;
        let offered = head.contains("</h1>") && head.contains("<ul class=\"files\"");
        assert!(offered, "{page} offers its files in its head, after its heading: {head}");
        for kind in ["csv", "xlsx"] {
            let (head, bytes) = manager.download(&format!("{page}.{kind}?{asked}")).await;
            assert!(head.starts_with("HTTP/1.1 200"), "{page}.{kind}: {head}");
            assert!(head.contains(&format!("filename=\"{name}")) && head.contains(&format!(".{kind}\"")), "{head}");
            let begins: &[u8] = if kind == "csv" { "\u{feff}table,row,figure,value,unit\n".as_bytes() } else { b"PK" };
            assert!(bytes.starts_with(begins), "{page}.{kind}");
            assert!(shown.body.contains(&format!("href=\"{page}.{kind}")), "{page} offers its {kind}");
        }
        for key in keys {
            let (head, bytes) = manager.download(&format!("{page}.csv?{asked}&table={key}")).await;
            assert!(head.contains(&format!("-{key}.csv\"")), "{head}");
            tables.insert(*key, String::from_utf8(bytes).unwrap());
        }
        assert_eq!(manager.get(&format!("{page}.csv?{asked}&table=no-such")).await.status, 404, "{page}");
    }
    let said = |key: &str, wanted: &str| {
        let table = &tables[key];
        assert!(table.contains(wanted), "{key}: {table}");
    };
    said("windows", "\n1,Name,,,,,free\n2,,,,,,closed\n");
    said("services", "\npassport,1,1,0,2760,1800,");
    said("devices", "\nKiosks,kiosk-2,not connected since the server began,\n");
    said("story", "\n10:23:00,Called to window 1 by Name: 40 of 30 min since 09:43,\n");
    said("before", "\n10:19,A003,09:44,came later,passport,\"out of turn: asked, instead of A002\",");
    said("office-beside", "\nReceived,1,2\n\"Waited, median\",2100,1260\n");
    said("services-beside", "\npassport,3,4,2100,1260,2400,1980,2400,1980,33,75\n");
    said("categories-beside", "\nGeneral,3,4,2100,1260,");
    said("lengths-beside", "\n0,1,1\n5,0,0\n");
    let (_, unchanged) = manager.download("/staff/what-if.csv?date=2026-11-17").await;
    let unchanged = String::from_utf8(unchanged).unwrap();
    for unit in ["Received,as it would have been,,count", "\"Waited, median\",as it would have been,,s"] {
        assert!(unchanged.contains(unit), "{unit}: {unchanged}");
    }
    for unit in ["passport,\"called, as it would have been\",,count", "0,as it would have been,,count"] {
        assert!(unchanged.contains(unit), "{unit}: {unchanged}");
    }
    let within = unchanged.lines().filter(|line| line.contains("ithin") && line.contains("as it would have been"));
    assert!(within.clone().count() > 1 && within.clone().all(|line| line.ends_with(",,%")), "{unchanged}");
    said("ratings", "\n5,0\n");
}

/// What a file of a page is called.
async fn name_of(manager: &mut Browser, file: &str) -> String {
    let (head, _) = manager.download(&format!("/staff/{file}")).await;
    let name = head.split("filename=\"").nth(1).unwrap_or_else(|| panic!("{file}: {head}"));
    name.split('"').next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_a_day_that_goes_on_says_as_of_when_and_one_of_a_day_that_is_over_does_not_q7() {
    const FILES: [(&str, &str, &str); 10] = [
        ("day.csv?date=2026-11-17", "day-2026-11-17", ".csv"),
        ("day.csv?date=2026-11-17&table=visitors", "day-2026-11-17", "-visitors.csv"),
        ("day.xlsx?date=2026-11-17", "day-2026-11-17", ".xlsx"),
        ("day.pdf?date=2026-11-17", "day-2026-11-17", ".pdf"),
        ("period.xlsx?from=2026-11-16&to=2026-11-17", "period-2026-11-16-2026-11-17", ".xlsx"),
        ("what-if.csv?date=2026-11-17", "what-if-2026-11-17", ".csv"),
        ("ticket.csv?date=2026-11-17&number=A002", "ticket-2026-11-17-A002", ".csv"),
        ("ticket.xlsx?date=2026-11-17&number=A002", "ticket-2026-11-17-A002", ".xlsx"),
        ("bookings.csv?day=2026-11-17", "bookings-2026-11-17", ".csv"),
        ("bookings.xlsx?day=2026-11-17", "bookings-2026-11-17", ".xlsx"),
    ];
    let server = played().await;
    let mut manager = signed_in(&server, "manager").await;
    for (file, name, end) in FILES {
        assert_eq!(name_of(&mut manager, file).await, format!("{name}-as-of-10-31{end}"));
    }
    server.clock.advance(Duration::from_secs(24 * 3600));
    wait_for(async || server.health().await["day"] == "2026-11-18").await;
    server.counted().await;
    let mut manager = signed_in(&server, "manager").await;
    for (file, name, end) in FILES {
        assert_eq!(name_of(&mut manager, file).await, format!("{name}{end}"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn after_midnight_a_business_day_that_goes_on_is_told_with_the_clocks_date_on_pages_and_in_files_q7() {
    let server = Server::start_with(|settings| {
        with_people(settings);
        settings.floor.calendar.day_turns_at = "04:00".parse().unwrap();
    })
    .await;
    // From 09:42 to 01:20.
    server.clock.advance(Duration::from_secs((15 * 60 + 38) * 60));
    server.counted().await;
    assert_eq!(server.health().await["day"], "2026-11-17");
    let mut manager = signed_in(&server, "manager").await;
    for (page, asked, name) in [
        ("day", "date=2026-11-17", "day-2026-11-17"),
        ("period", "from=2026-11-17&to=2026-11-17", "period-2026-11-17-2026-11-17"),
        ("what-if", "date=2026-11-17", "what-if-2026-11-17"),
    ] {
        let shown = manager.get(&format!("/staff/{page}?{asked}")).await.text();
        assert!(shown.contains("goes on: figures as of 2026-11-18 01:20"), "{page}: {shown}");
        let file = name_of(&mut manager, &format!("{page}.csv?{asked}")).await;
        assert_eq!(file, format!("{name}-as-of-2026-11-18-01-20.csv"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clerk_takes_their_own_day_along_and_nobody_elses_s2() {
    let server = played().await;
    let mut second = server.window(2).await;
    for ask in [Ask::CallNext, Ask::Start, Ask::Finish] {
        assert_eq!(second.ask(ask.clone()).await, Outcome::Done(Answer::Done), "{ask:?}");
    }
    server.counted().await;
    let mut clerk = signed_in(&server, "clerk-1").await;
    let shown = clerk.get("/staff/mine").await;
    for (kind, begins) in [("csv", "\u{feff}table,row,figure,value,unit\n".as_bytes()), ("xlsx", &b"PK"[..])] {
        assert!(shown.body.contains(&format!("href=\"/staff/mine.{kind}?date=2026-11-17\"")), "{}", shown.body);
        // Of whatever is asked, their own.
        let (head, bytes) = clerk.download(&format!("/staff/mine.{kind}?date=2026-11-17&window=window-2")).await;
        assert!(
            head.starts_with("HTTP/1.1 200") && head.contains(&format!("\"mine-2026-11-17-as-of-10-31.{kind}\"")),
            "{head}"
        );
        assert!(bytes.starts_with(begins), "{kind}");
    }
    let mut said = async |address: &str| String::from_utf8(clerk.download(address).await.1).unwrap();
    let services = said("/staff/mine.csv?table=clerks-services").await;
    let wanted = "\u{feff}service,done,total,median,longest,within norm\npassport,1,720,720,720,0\n";
    assert_eq!(services, wanted);
    let all = said("/staff/mine.csv?window=window-2").await;
    for line in [
        "\nServices,passport,done,1,count\n",
        "\nAt the window,,no-shows,1,count\n",
        "\nPauses,break,pauses,1,count\n",
        "\nRefusals,no-papers,refused,1,count\n",
        "\nCalls that clerks chose,10:19 / A003,reason,asked,\n",
    ] {
        assert!(all.contains(line), "{line}: {all}");
    }
    assert!(!all.contains("clerk,") && !all.contains("Whole office"), "nothing of the office: {all}");
    assert_eq!(clerk.get("/staff/mine.csv?table=visitors").await.status, 404, "the office's own tables are not theirs");
    assert_eq!(clerk.get("/staff/mine.xlsx?date=2026-13-45").await.status, 400);
    let (_, other) = signed_in(&server, "clerk-2").await.download("/staff/mine.csv").await;
    let other = String::from_utf8(other).unwrap();
    assert!(other.contains("\nServices,passport,total,0,s\n"), "{other}");
    assert!(!other.contains("720") && !other.contains("A003") && !other.contains("no-papers"), "{other}");
}
