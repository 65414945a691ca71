//! The page of a day, one ticket's page and the day's files, of a day that was played on real devices. Random days are counted again in
//! `tests/day_page`.

use std::process::{Command, Output};
use std::time::Duration;

use jiff::ToSpan;
use jiff::civil::Time;
use protocol::message::{Answer, Ask, Outcome};
use queue::ids::ReasonId;

use super::{office, signed_in, with_people};
use crate::support::{Browser, Page, Server};

const MINUTE: Duration = Duration::from_secs(60);
const DONE: Outcome = Outcome::Done(Answer::Done);
const TODAY: &str = "/staff/day?date=2026-11-17";

/// Four come. The first is served; the third is called out of turn after a step that was taken back, and refused; the second does not
/// come; the fourth waits.
pub async fn played() -> Server {
    let server = office().await;
    let mut kiosk = server.connect("kiosk-1").await;
    let mut console = server.window(1).await;
    let mut tickets = Vec::new();
    for _ in 0..4 {
        tickets.push(kiosk.take().await.ticket);
        server.clock.advance(MINUTE);
    }
    let third = tickets[2];
    let reason = ReasonId::new("asked").unwrap();
    let asks = [
        (0, Ask::CallNext),
        (1, Ask::Start),
        (12, Ask::Finish),
        (20, Ask::CallTicket { ticket: third, reason }),
        (0, Ask::Start),
        (3, Ask::Finish),
        (0, Ask::Undo),
        (0, Ask::Refuse { reason: ReasonId::new("no-papers").unwrap() }),
        (1, Ask::CallNext),
        (1, Ask::Recall),
        (2, Ask::NoShow),
    ];
    for (minutes, ask) in asks {
        server.clock.advance(MINUTE * minutes);
        assert_eq!(console.ask(ask.clone()).await, DONE, "{ask:?}");
    }
    let pause = Ask::PauseWindow { reason: ReasonId::new("break").unwrap() };
    assert_eq!(console.ask(pause).await, DONE);
    server.clock.advance(MINUTE * 5);
    assert_eq!(console.ask(Ask::ResumeWindow).await, DONE);
    server.counted().await;
    server
}

/// The texts of a section, without the heads that narrow screens show in each cell.
pub fn section(page: &Page, id: &str) -> String {
    let section = page.body.split(&format!("<section aria-labelledby=\"{id}\">")).nth(1).unwrap();
    let mut parts = section.split("</section>").next().unwrap().split("<span class=\"k\">");
    let first = parts.next().unwrap_or_default().to_owned();
    let rest = parts.filter_map(|part| Some(part.split_once("</span>")?.1));
    let body = format!("<body><i>{first}{}", rest.collect::<String>());
    Page { status: 200, head: String::new(), body }.text()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_day_is_told_as_it_was_played() {
    let server = played().await;
    let mut manager = signed_in(&server, "manager").await;
    let page = manager.get("/staff/day").await;
    assert_eq!(page.status, 200);
    assert_eq!(page.all("<h1"), ["Tuesday, 17 November"]);
    let as_of = |page: &Page| {
        let text = page.text();
        let time = text.split_once("The day goes on: figures as of ").unwrap_or_else(|| panic!("{text}")).1;
        time.split(' ').next().unwrap().parse::<Time>().unwrap()
    };
    let (asked_at, later) = (as_of(&page), 7.minutes());
    server.clock.advance(MINUTE * 7);
    let page_later = manager.get("/staff/day").await;
    assert_eq!(as_of(&page_later), asked_at + later, "the moment asked, not that of the last event");
    assert!(page_later.text().contains("Still waiting: 1. Waits are of those who were called."));
    let [open, open_later] = [&page, &page_later].map(|page| section(page, "desks"));
    assert!(open.contains("Name 0:44:00") && open_later.contains("Name 0:51:00"), "{open}\n{open_later}");
    assert!(
        section(&page, "arrivals").starts_with("Most came at 09:30–09:45: 3 visitors"),
        "{}",
        section(&page, "arrivals")
    );
    assert!(section(&page, "chosen").contains("Out of turn: 1 call"), "{}", section(&page, "chosen"));
    assert!(
        section(&page, "chosen").contains("10:19 A003 asked Name, window 1 instead of A002"),
        "{}",
        section(&page, "chosen")
    );
    let clerks = section(&page, "clerks");
    assert!(clerks.contains("Name 1 1 12:00 1 · 12") && clerks.contains("Whole office 1"), "{clerks}");
    assert!(section(&page, "desks").contains("break 1 0:05:00 0:05:00"), "{}", section(&page, "desks"));
    assert!(section(&page, "refusals").contains("no-papers 1"), "{}", section(&page, "refusals"));
    assert!(section(&page, "otherwise").contains("no-shows 1"), "{}", section(&page, "otherwise"));
    let at_another_window = manager.get(&format!("{TODAY}&window=window-2")).await;
    assert!(at_another_window.body.contains("<option value=\"window-2\" selected>"));
    let nobody = "No visitors of the chosen part";
    assert!(section(&at_another_window, "arrivals").starts_with(nobody), "{}", at_another_window.text());
    let nobody = "Nobody of the chosen part was called";
    assert!(section(&at_another_window, "waits").starts_with(nobody), "{}", at_another_window.text());
    let nobody = "Nobody of the chosen part was called out of turn";
    assert!(section(&at_another_window, "chosen").starts_with(nobody), "{}", at_another_window.text());
}

/// One came, and was called after a while.
async fn called_after(server: &Server, wait: Duration) -> Page {
    server.connect("kiosk-1").await.take().await;
    server.clock.advance(wait);
    assert_eq!(server.window(1).await.ask(Ask::CallNext).await, DONE);
    server.counted().await;
    signed_in(server, "manager").await.get("/staff/day").await
}

#[tokio::test(flavor = "multi_thread")]
async fn amber_is_by_the_limit_of_the_service_and_the_share_by_each_visitors_own() {
    let server = Server::start_with(|settings| {
        with_people(settings);
        settings.floor.categories[0].wait_limit_min = Some(60);
    });
    let page = called_after(&server.await, MINUTE * 40).await;
    let services = section(&page, "services");
    assert!(services.contains("limit for waiting") && services.contains("passport 1 40 40 40 100 %"), "{services}");
    assert!(page.body.contains("<span class=\"amber\">40</span>"), "{}", page.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_median_under_a_minute_is_called_so_and_its_figure_is_rounded_down() {
    let page = called_after(&office().await, MINUTE / 2).await;
    let waits = section(&page, "waits");
    assert!(waits.starts_with("Half waited less than 1 min "), "{waits}");
    assert!(page.text().contains("Waited, median 0 min"), "{}", page.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clerk_reads_their_own_day_and_nobody_elses_s2() {
    let server = played().await;
    let mut second = server.window(2).await;
    for ask in [Ask::CallNext, Ask::Start, Ask::Finish] {
        assert_eq!(second.ask(ask.clone()).await, DONE, "{ask:?}");
    }
    server.counted().await;
    let mut clerk = signed_in(&server, "clerk-1").await;
    let page = clerk.get("/staff/mine").await;
    assert_eq!((page.status, page.all("<h1")), (200, vec!["Tuesday, 17 November".to_owned()]));
    for (table, told) in [
        ("clerks-services", "passport 1 0:12:00 0:12:00 0:12:00 0 %"),
        ("clerks", "1 1 1"),
        ("pauses", "break 1 0:05:00 0:05:00"),
        ("refusals", "no-papers 1"),
        ("chosen", "10:19 A003"),
    ] {
        assert!(section(&page, table).contains(told), "{table}: {}", section(&page, table));
    }
    let asked = clerk.get("/staff/mine?date=2026-11-17&window=window-2&service=other").await;
    assert_eq!(
        section(&asked, "clerks-services"),
        section(&page, "clerks-services"),
        "of whatever is asked, their own"
    );
    let mut other = signed_in(&server, "clerk-2").await;
    let page = other.get("/staff/mine").await;
    let text = page.text();
    assert!(section(&page, "clerks-services").contains(" 1 0:00:00"), "{text}");
    assert!(!text.contains("12:00") && !text.contains("A003") && !text.contains("no-papers"), "{text}");
    assert_eq!(clerk.get("/staff/mine?date=2026-11-10").await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_reaches_the_days_beside_it_and_no_others() {
    let server = played().await;
    server.clock.advance(Duration::from_secs(24 * 3600));
    crate::support::wait_for(async || server.health().await["day"] == "2026-11-18").await;
    server.counted().await;
    let mut manager = signed_in(&server, "manager").await;
    let page = manager.get("/staff/day").await;
    assert!(page.body.contains("href=\"/staff/day?date=2026-11-17\" rel=\"prev\""), "{}", page.body);
    assert!(!page.body.contains("rel=\"next\""));
    let page = manager.get(&format!("{TODAY}&service=visa")).await;
    assert!(page.body.contains("href=\"/staff/day?date=2026-11-18&#38;service=visa\" rel=\"next\""), "{}", page.body);
    assert!(!page.body.contains("rel=\"prev\"") && !page.text().contains("The day goes on"));
    assert!(
        page.body.contains("href=\"?date=2026-11-17&#38;service=visa&#38;lang=hy\""),
        "the language changes, the day stays"
    );
    for (address, status) in [
        ("/staff/day?date=2026-11-16", 404),
        ("/staff/day?date=2026-13-45", 400),
        ("/staff/day?date=%3Cscript%3E", 400),
        ("/staff/day.pdf?date=2026-13-45", 400),
        ("/staff/day?service=%22%3E", 400),
        ("/staff/day?date=&service=&window=", 200),
        ("/staff/day?service=none&window=none", 400),
        ("/staff/day.csv?table=none", 404),
        ("/staff/day.csv?date=1999-01-01", 404),
    ] {
        let page = manager.get(address).await;
        assert_eq!(page.status, status, "{address}: {}", page.text());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_told_of_a_day_is_said_and_another_day_is_asked_for_of_the_same_part() {
    let server = played().await;
    let mut manager = signed_in(&server, "manager").await;
    let none =
        |typed: &str| format!("{typed} is no date. A date is written as year, month and day, such as 2026-11-17.");
    let ahead = "There is nothing to tell of 18 November 2026 yet.".to_owned();
    let closed = "The floor had no business day on 16 November 2026.".to_owned();
    for (asked, status, title, said) in [
        ("day?date=2026-13-45", 400, "There is no such date", none("2026-13-45")),
        ("day?date=%3Cscript%3E", 400, "There is no such date", none("&#60;script&#62;")),
        ("ticket?date=soon&number=A002", 400, "There is no such date", none("soon")),
        ("day?date=2026-11-18", 404, "This day is still to come", ahead),
        ("day?date=2026-11-16", 404, "No business day", closed),
    ] {
        let page = manager.get(&format!("/staff/{asked}&service=visa")).await;
        assert_eq!((page.status, page.all("<h1")), (status, vec![title.to_owned()]), "{asked}");
        assert!(page.text().contains(&said) && !page.body.contains("<script"), "{asked}: {}", page.text());
        assert!(page.body.contains("<form action=\"/staff/day\">"), "{asked}: {}", page.body);
        assert!(
            page.body.contains("<input type=\"hidden\" name=\"service\" value=\"visa\">"),
            "{asked}: {}",
            page.body
        );
        assert!(!page.body.contains("name=\"number\""), "{asked}: {}", page.body);
        let is_at_the_field = page.body.contains(" aria-invalid=\"true\" aria-describedby=\"date-amiss\">");
        assert_eq!(is_at_the_field, status == 400, "{asked}: {}", page.body);
    }
    let page = manager.get("/staff/day?date=2026-13-45&service=never").await;
    assert_eq!(page.all("<h1"), ["There is no such date"], "before anything is looked for");
    let mut clerk = signed_in(&server, "clerk-1").await;
    let page = clerk.get("/staff/mine?date=2026-13-45").await;
    assert!(page.status == 400 && page.body.contains("<form action=\"/staff/mine\">"), "{}", page.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_is_not_held_against_one_on_which_nobody_came() {
    let server = office().await;
    somebody_comes_a_week_later(&server).await;
    let page = signed_in(&server, "manager").await.get("/staff/day").await;
    let text = page.text();
    assert!(text.contains("not compared: no visitors on Tuesday, 17 November"), "{text}");
    assert!(text.contains("Came 1 Booked 0 % Waited"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_that_nobody_came_for_is_not_said_of_the_whole_day() {
    let server = played().await;
    somebody_comes_a_week_later(&server).await;
    let mut manager = signed_in(&server, "manager").await;
    let before = "Tuesday, 17 November";
    for (part, said) in [
        ("", format!("compared with {before}")),
        ("service=passport", format!("compared with {before}")),
        ("window=window-2", format!("not compared: no visitors of the chosen part on {before}")),
    ] {
        let text = manager.get(&format!("/staff/day?{part}")).await.text();
        assert!(text.contains(&said) && !text.contains("no visitors on"), "{part}: {text}");
    }
}

async fn somebody_comes_a_week_later(server: &Server) {
    for day in 18..=24 {
        server.clock.advance(Duration::from_secs(24 * 3600));
        let date = format!("2026-11-{day}");
        crate::support::wait_for(async || server.health().await["day"] == date.as_str()).await;
    }
    server.connect("kiosk-1").await.take().await;
    server.counted().await;
}

/// The pages have no more than one script, and say at which pace it asks for what.
#[tokio::test(flavor = "multi_thread")]
async fn a_day_that_goes_on_shows_itself_anew_until_it_is_over_and_then_stands_still() {
    let server = played().await;
    let mut manager = signed_in(&server, "manager").await;
    let page = manager.get("/staff/day?service=passport").await;
    let again = "?service=passport&#38;date=2026-11-17&#38;again=1";
    assert!(
        page.body.contains(&format!("<div id=\"live\" data-every=\"30\" data-again=\"{again}\">")),
        "{}",
        page.body
    );
    assert!(page.body.contains(&format!("<meta http-equiv=\"refresh\" content=\"30;url={again}\">")));
    assert!(page.body.contains("<script>") && page.header("content-security-policy").contains("connect-src 'self'"));
    assert!(page.text().contains("Updates by itself every 30 s."), "{}", page.text());
    let again = manager.get("/staff/day?service=passport&date=2026-11-17&again=1").await;
    assert!(again.body.contains("data-every=\"30\""), "and so it goes on");
    let other = "<a href=\"?service=passport&#38;date=2026-11-17&#38;still=1\">Do not update by itself</a>";
    assert!(page.body.contains(other) && again.body.contains(other), "{}", again.body);
    let still = manager.get("/staff/day?service=passport&date=2026-11-17&still=1").await;
    assert!(still.body.contains("<a href=\"?service=passport&#38;date=2026-11-17\">Update by itself</a>"));
    server.clock.advance(Duration::from_secs(24 * 3600));
    crate::support::wait_for(async || server.health().await["day"] == "2026-11-18").await;
    server.counted().await;
    let mut manager = signed_in(&server, "manager").await;
    let over = manager.get("/staff/day?service=passport&date=2026-11-17&again=1").await;
    assert!(over.body.contains("<div id=\"live\">") && !over.text().contains("by itself"), "{}", over.body);
    for page in [still, over] {
        assert!(!page.body.contains("<script") && !page.body.contains("http-equiv"));
        assert!(!page.header("content-security-policy").contains("script"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_is_told_with_what_was_taken_back_and_who_went_before_it() {
    let server = played().await;
    let mut manager = signed_in(&server, "manager").await;
    // As somebody types it, on a Cyrillic keyboard.
    let page = manager.get("/staff/ticket?date=2026-11-17&number=%D0%B03").await;
    assert_eq!((page.status, page.all("<h1")), (200, vec!["Ticket A003".to_owned()]));
    let story = section(&page, "story");
    for part in [
        "09:44:00 Coupon taken: passport; General",
        "Called to window 1 by Name: out of turn: asked, instead of A002",
        "Visit finished taken back by the clerk",
        "The last step was taken back",
        "Refused: no-papers",
    ] {
        assert!(story.contains(part), "{part}: {story}");
    }
    let before = section(&page, "before");
    assert!(before.starts_with("1 visitor was called while this one waited"), "{before}");
    let page = manager.get("/staff/ticket?date=2026-11-17&number=A002").await;
    let before = section(&page, "before");
    assert!(before.starts_with("2 visitors were called while this one waited"), "{before}");
    assert!(
        before.contains("A003 09:44 came later passport out of turn: asked, instead of A002 Name, window 1"),
        "{before}"
    );
    assert!(page.body.contains("href=\"/staff/ticket?date=2026-11-17&#38;number=A003\""));
    for (address, said) in [
        ("/staff/ticket?date=2026-11-17&number=A999", "no ticket A999"),
        ("/staff/ticket?date=2026-11-17&number=%3Cb%3E", "no ticket <b>"),
    ] {
        let page = manager.get(address).await;
        assert!(page.status == 404 && !page.body.contains("<b>"), "{address}");
        assert!(page.text().replace("&#60;", "<").replace("&#62;", ">").contains(said), "{address}: {}", page.text());
    }
    for address in ["/staff/ticket", "/staff/ticket?number=+", "/staff/ticket.csv?date=2026-11-17&number="] {
        let page = manager.get(address).await;
        assert_eq!((page.status, page.all("<h1")), (400, vec!["Which ticket?".to_owned()]), "{address}");
        let asked = "<input id=\"date\" name=\"date\" type=\"date\" value=\"2026-11-17\" required>";
        assert!(page.body.contains(asked) && page.body.contains("<input id=\"number\" "), "{address}: {}", page.body);
    }
}

/// A file, by its kind.
async fn file(manager: &mut Browser, ending: &str) -> Vec<u8> {
    let (head, bytes) = manager.download(&format!("/staff/day.{ending}?date=2026-11-17")).await;
    let name = "content-disposition: attachment; filename=\"day-2026-11-17-as-of-10-31.";
    assert!(head.contains(&format!("{name}{ending}\"")), "{head}");
    bytes
}

#[tokio::test(flavor = "multi_thread")]
async fn the_files_are_those_of_the_command_line() {
    let server = played().await;
    let mut manager = signed_in(&server, "manager").await;
    manager.language = "hy";
    let folder = server.folder.path().to_owned();
    let run = tokio::task::spawn_blocking(move || {
        let paths = ["csv", "xlsx", "pdf"].map(|ending| folder.join(format!("day.{ending}")));
        let mut report = Command::new(env!("CARGO_BIN_EXE_queue-server"));
        report.args(["report", "--day", "2026-11-17", "--language", "hy", "--data"]).arg(&folder);
        for (name, path) in ["--csv", "--xlsx", "--pdf"].into_iter().zip(&paths) {
            report.arg(name).arg(path);
        }
        let said: Output = report.output().unwrap();
        assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
        let mut other = Command::new(env!("CARGO_BIN_EXE_queue-server"));
        other.args(["report", "--day", "2026-11-17", "--language", "de", "--data"]).arg(&folder);
        let other = other.output().unwrap();
        assert!(!other.status.success() && String::from_utf8_lossy(&other.stderr).contains("one of: ru, en, hy"));
        paths.map(|path| std::fs::read(path).unwrap())
    });
    let [csv, xlsx, pdf] = run.await.unwrap();
    assert!(file(&mut manager, "csv").await == csv && String::from_utf8(csv).unwrap().contains("Այցելուներ"));
    assert!(file(&mut manager, "xlsx").await == xlsx && xlsx.starts_with(b"PK"));
    assert!(file(&mut manager, "pdf").await == pdf && pdf.starts_with(b"%PDF-"));
}
