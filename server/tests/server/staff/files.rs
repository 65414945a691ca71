//! The tables of the pages as files to take along, of a day that was played on real devices. The day's and the period's own files stand
//! beside their pages.

use std::collections::BTreeMap;

use super::day::played;
use super::signed_in;

const TICKET: &str = "date=2026-11-17&number=A002";
const CHANGED: &str = "date=2026-11-17&policy=first-come&more=window-1&more-from=10:00";

#[tokio::test(flavor = "multi_thread")]
async fn every_table_of_every_page_can_be_taken_along_q7() {
    let server = played().await;
    let mut manager = signed_in(&server, "manager").await;
    let files = [
        ("/staff/now", String::new(), "now-2026-11-17-", &["windows", "services", "booked", "devices"][..]),
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
    said("story", "\n10:23:00,Called to window 1 by Name: waited 40 of 30 min,\n");
    said("before", "\n10:19,A003,09:44,came later,passport,\"out of turn: asked, instead of A002\",");
    said("office-beside", "\nReceived,1,2\n\"Waited, median\",2100,1260\n");
    said("services-beside", "\npassport,3,4,2100,1260,2400,1980,2400,1980,33,75\n");
    said("categories-beside", "\nGeneral,3,4,2100,1260,");
    said("lengths-beside", "\n0,1,1\n5,0,0\n");
    said("ratings", "\n5,0\n");
}
