//! A thousand planted names and addresses (S4) on the papers and in the tables that leave the office: confirmations to print, and the
//! managers' reports of the day on which all of them were expected. PDF and workbooks are packed: they are searched as they are read.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use queue::booking::BookingAct;
use queue::floor::Text;
use queue::ids::{ClerkId, DeviceId, Language, TicketCode, WindowId};
use queue::{Act, Actor};
use server::clock::SetClock;
use server::messages::setup::MessagesSetup;
use server::people::Entry;

use crate::browser::Browser;
use crate::inside::{Search, files};
use crate::mailbox::smtp;
use crate::planted::{PEOPLE, planted};
use crate::staff;
use crate::support::{Booked, House, SERVICE, Server, Wish};

const DAY: &str = "2026-11-17";
/// So many have one time; the first of them is a quarter of an hour after the morning of the tests.
const A_SLOT: usize = 91;
/// So many of them come and are received.
const RECEIVED: u8 = 5;
/// One in so many saves the confirmation.
const PRINTS: usize = 25;
const MANAGER: &str = "petrosyan";

/// All book for one day, and some are received on it.
fn book_and_receive(house: &House, entries: &[Entry]) -> Vec<Booked> {
    let time = |slot: usize| format!("{DAY}T{:02}:{:02}", 9 + slot / 4, slot % 4 * 15);
    let times: Vec<_> = (0..entries.len()).map(|at| time(1 + at / A_SLOT)).collect();
    let wishes: Vec<_> = entries.iter().zip(&times).map(|(entry, time)| Wish::Book(entry, time)).collect();
    let booked = house.carry_out(&wishes);
    let kiosk = Actor::Kiosk(DeviceId::new("kiosk-1").unwrap());
    let clerk = Actor::Staff(ClerkId::new("sargsyan").unwrap());
    let comes = |(code, one): (u8, &Booked)| BookingAct::CheckIn {
        booking: one.booking.id,
        revision: None,
        language: Language::new("ru").unwrap(),
        more_time: false,
        code: TicketCode::from_random([code; TicketCode::LENGTH]),
    };
    let arrivals = (0..RECEIVED).zip(&booked).map(comes);
    let mut acts: Vec<_> = arrivals.map(|act| Wish::Act(kiosk.clone(), Act::Booking(act))).collect();
    let opens = [Act::SignIn, Act::OpenWindow { window: WindowId::new("w3").unwrap() }];
    let visits = (0..acts.len()).flat_map(|_| [Act::CallNext, Act::Start, Act::Finish]);
    acts.extend(opens.into_iter().chain(visits).map(|act| Wish::Act(clerk.clone(), act)));
    house.carry_out(&acts);
    booked
}

/// What visitors save of their own pages: the paper and the calendar file of one in so many.
async fn confirmations(server: &Server, booked: &[Booked], folder: &Path) {
    for (at, booked) in booked.iter().enumerate().step_by(PRINTS) {
        let mut visitor = Browser::at(server.address);
        visitor.from = Some(format!("127.1.0.{}", at / PRINTS + 1));
        for file in ["booking.pdf", "booking.ics"] {
            let page = visitor.get(&format!("/b/{}/{file}?lang=ru", booked.link)).await;
            assert_eq!(page.status, 200, "{}", page.text());
            std::fs::write(folder.join(format!("{at}-{file}")), page.bytes).unwrap();
        }
    }
}

/// What managers save of their pages once the day is over.
async fn reports(server: &Server, data: &Path, folder: &Path) {
    let pins: toml::Table = std::fs::read_to_string(data.join("credentials/pins.toml")).unwrap().parse().unwrap();
    let mut manager = staff::Browser::new(server.address, data);
    manager.language = "ru";
    let page = manager.sign_in(MANAGER, pins[MANAGER].as_str().unwrap()).await;
    assert_eq!(page.status, 303, "{}", page.text());
    let (day, period) = (format!("date={DAY}"), format!("from={DAY}&to={DAY}"));
    for (file, of) in
        [("day.pdf", &day), ("day.xlsx", &day), ("day.csv", &day), ("period.xlsx", &period), ("period.csv", &period)]
    {
        let (head, bytes) = manager.download(&format!("/staff/{file}?{of}")).await;
        assert!(head.starts_with("HTTP/1.1 200"), "{file}: {head}");
        std::fs::write(folder.join(file), bytes).unwrap();
    }
}

/// The same report from the command line, with what it prints.
fn reports_by_command(data: &Path, folder: &Path) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_queue-server"));
    command.arg("report").arg("--data").arg(data).args(["--day", DAY, "--language", "ru"]);
    for kind in ["csv", "xlsx", "pdf"] {
        command.arg(format!("--{kind}")).arg(folder.join(format!("report.{kind}")));
    }
    let output = command.output().unwrap();
    assert!(output.status.success(), "{output:?}");
    std::fs::write(folder.join("report.txt"), output.stdout).unwrap();
}

/// A day with all of them, and every paper and table of it in a folder beside the data.
fn papers(house: &House, clock: &SetClock, entries: &[Entry]) -> (Vec<Booked>, Vec<std::path::PathBuf>) {
    let booked = book_and_receive(house, entries);
    let folder = house.folder.path().join("papers");
    std::fs::create_dir(&folder).unwrap();
    let server = house.start(&MessagesSetup { smtp: Some(smtp(1)), sms: None });
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(confirmations(&server, &booked, &folder));
    clock.advance(Duration::from_secs(24 * 3600));
    server.until("the day is over", |health| health["day"] == "2026-11-18");
    server.until("all is counted", |health| health["statistics_seq"] == health["seq"]);
    runtime.block_on(reports(&server, &house.data(), &folder));
    server.stop();
    reports_by_command(&house.data(), &folder);
    (booked, files(&folder))
}

fn name(path: &Path) -> &str {
    path.file_name().unwrap().to_str().unwrap()
}

#[test]
fn a_thousand_planted_names_are_on_no_paper_and_in_no_table_s4() {
    let (house, clock) = House::new();
    let entries: Vec<_> = (0..PEOPLE).map(planted).collect();
    let (booked, papers) = papers(&house, &clock, &entries);
    assert_eq!(papers.len(), PEOPLE.div_ceil(PRINTS) * 2 + 5 + 4);
    let table = std::fs::read_to_string(house.folder.path().join("papers/report.csv")).unwrap();
    for figure in [PEOPLE - usize::from(RECEIVED), usize::from(RECEIVED)] {
        assert!(table.contains(&format!(",{figure},count")), "the day is theirs: {table}");
    }
    let names = entries.iter().map(|entry| entry.name.family.as_str());
    let links = booked.iter().map(|booked| booked.link.as_str());
    let others = ["Велимирослава", "-box-0", "mail.example", "7319 000001", "7319000001"];
    let search = Search::of(names.chain(links).chain(others));
    for path in papers {
        // Whoever saves the confirmation has the way back to it on the paper, and nobody else's; others see a calendar.
        let own = name(&path).strip_suffix("-booking.pdf").map(|at| booked[at.parse::<usize>().unwrap()].link.as_str());
        assert_eq!(search.found(&path), own.into_iter().collect::<BTreeSet<_>>(), "in {}", name(&path));
    }
}

#[test]
fn a_name_that_is_on_a_paper_or_in_a_table_is_found_there() {
    let (mut house, clock) = House::new();
    let leaks = ["Южеравилодука", "visitor1@mail.example"];
    let leak = |text: &str| {
        let said = Language::new("ru").map(|language| (language, text.into())).unwrap();
        Text([said].into())
    };
    let service = house.floor.services.iter_mut().find(|service| service.id.as_str() == SERVICE).unwrap();
    (service.name, service.short) = (leak(leaks[0]), Text::default());
    house.floor.office = leak(leaks[1]);
    let (_, papers) = papers(&house, &clock, &[planted(1)]);
    let search = Search::of(leaks.into_iter());
    for path in papers {
        let found = search.found(&path);
        // A table without its office's name has its services'; the paper of the day has both.
        assert!(found.contains(leaks[0]), "in {}: {found:?}", name(&path));
        if path.extension().is_some_and(|kind| kind == "pdf" || kind == "xlsx") {
            assert!(found.contains(leaks[1]), "in {}: {found:?}", name(&path));
            let bytes = std::fs::read(&path).unwrap();
            let plain = String::from_utf8_lossy(&bytes);
            assert!(
                leaks.iter().all(|leak| !plain.contains(leak)),
                "{} is packed: to be read it is opened",
                name(&path)
            );
        }
    }
}
