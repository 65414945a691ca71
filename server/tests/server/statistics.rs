//! The statistics beside a running floor (Q7): followed, kept, made anew, and never in its way.

use std::path::Path;
use std::process::{Command, Output};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;
use protocol::message::{Ask, Outcome};
use queue::day::figures::{Figures, Filter};
use queue::day::{Day, Fold};
use queue::ids::ReasonId;
use rusqlite::Connection;
use server::journal::JournalReader;
use server::statistics::store::FILE;
use server::statistics::{Statistics, report};
use tempfile::TempDir;

use crate::support::{Server, clerk, service, wait_for, window};

const HOUR: Duration = Duration::from_secs(3600);

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

/// The days as the events in the journal give them, read one by one.
fn from_events(folder: &Path) -> Vec<Day> {
    let mut fold = Fold::default();
    let mut days = Vec::new();
    JournalReader::open(folder)
        .unwrap()
        .read_after(0, u64::MAX, |_, event, _| days.extend(fold.follow(event)))
        .unwrap();
    days.extend(fold.today());
    days
}

/// The days as the statistics in a stopped floor's folder have them.
fn kept(folder: &Path) -> Vec<Day> {
    let statistics = Statistics::new(folder);
    statistics.catch_up().unwrap();
    let dates = statistics.dates().unwrap();
    dates.into_iter().map(|date| statistics.day(date).unwrap().unwrap()).collect()
}

async fn done(dev: &mut crate::support::Dev, ask: Ask) {
    let outcome = dev.ask(ask.clone()).await;
    assert!(matches!(outcome, Outcome::Done(_)), "{ask:?}: {outcome:?}");
}

/// Three visitors come; one is served, one refused after a step that was taken back, one waits.
async fn play(server: &Server) {
    let mut kiosk = server.connect("kiosk-1").await;
    let mut console = server.window(1).await;
    for _ in 0..3 {
        kiosk.take().await;
        server.clock.advance(HOUR / 60);
    }
    done(&mut console, Ask::CallNext).await;
    done(&mut console, Ask::Start).await;
    server.clock.advance(HOUR / 6);
    done(&mut console, Ask::Finish).await;
    done(&mut console, Ask::CallNext).await;
    done(&mut console, Ask::Start).await;
    done(&mut console, Ask::Finish).await;
    done(&mut console, Ask::Undo).await;
    done(&mut console, Ask::Refuse { reason: ReasonId::new("no-papers").unwrap() }).await;
    done(&mut console, Ask::SignOut).await;
}

/// A stopped floor with one whole day and a part of the next.
async fn two_days() -> (Arc<TempDir>, server::run::Settings, Arc<server::clock::SetClock>) {
    let server = Server::start().await;
    play(&server).await;
    server.clock.advance(24 * HOUR);
    wait_for(async || server.health().await["day"] == "2026-11-18").await;
    play(&server).await;
    server.counted().await;
    server.stop().await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_figures_of_a_played_day_are_those_of_its_visitors() {
    let (folder, ..) = two_days().await;
    let days = kept(folder.path());
    assert_eq!(days, from_events(folder.path()));
    assert_eq!(days.iter().map(|day| day.date.to_string()).collect::<Vec<_>>(), ["2026-11-17", "2026-11-18"]);
    for day in &days {
        let figures = Figures::of(day, &Filter::default());
        assert_eq!((figures.visitors.all, figures.service_times.count, figures.service_times.sum_s), (3, 1, 600));
        assert_eq!(figures.refusals.values().sum::<u32>(), 1);
        let clerk = &figures.clerks[&clerk(1)];
        assert_eq!((clerk.services[&service("passport")].count, clerk.refused), (1, 1));
    }
    let statistics = Statistics::new(folder.path());
    statistics.catch_up().unwrap();
    let period =
        statistics.period((date("2026-11-01"), date("2026-11-30")), &Filter::default(), Timestamp::MIN).unwrap();
    assert_eq!(period, Figures::over(&days, &Filter::default()));
    let both = [("2026-11-18", "2026-11-30"), ("2026-11-01", "2026-11-17")].map(|(from, to)| (date(from), date(to)));
    let compared = statistics.compared(both, &Filter::default(), Timestamp::MIN).unwrap();
    assert_eq!(compared, [1, 0].map(|day| Figures::of(&days[day], &Filter::default())), "each in its own place");
    assert_ne!(compared[0], compared[1]);
    let at_window = Filter { window: Some(window(2)), ..Filter::default() };
    assert_eq!(
        statistics.period((date("2026-11-17"), date("2026-11-17")), &at_window, Timestamp::MIN).unwrap().visitors.all,
        0
    );
    assert_eq!(statistics.day(date("2026-11-16")).unwrap(), None);
    for day in &days {
        let second = day.visits[1].ticket;
        let told = statistics.ticket(day.date, second).unwrap().unwrap();
        let undone = told.told.iter().filter(|told| told.undone).count();
        assert_eq!((told.told.len(), undone, told.before().len()), (6, 1, 1), "{:#?}", told.told);
        assert_eq!(statistics.ticket(day.date, queue::ids::TicketId(999)).unwrap(), None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_in_the_middle_of_a_day_goes_on_where_it_was() {
    let (folder, settings, clock) = two_days().await;
    let server = Server::start_on(folder, settings, clock).await;
    play(&server).await;
    server.counted().await;
    let server = server.restart().await;
    play(&server).await;
    let (folder, ..) = server.stop().await;
    let days = kept(folder.path());
    assert_eq!(days[1].visits.len(), 9);
    assert_eq!(days, from_events(folder.path()));
    std::fs::remove_file(folder.path().join(FILE)).unwrap();
    assert_eq!(kept(folder.path()), days, "made anew they are the same");
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_wrong_with_the_file_it_is_made_anew_while_the_floor_goes_on() {
    let text = "this is no database, only a page of text\n".repeat(200);
    let (mut folder, mut settings, mut clock) = two_days().await;
    let sound = from_events(folder.path()).remove(0);
    for harm in [
        "",
        "UPDATE standing SET shape = shape - 1",
        "UPDATE standing SET fold = '{}'",
        "UPDATE standing SET event_sum = event_sum + 1",
        "UPDATE standing SET seq = 1000000",
        "UPDATE standing SET seq = seq - 1",
        "DELETE FROM days; DROP TABLE standing",
        "PRAGMA user_version = 99",
        "PRAGMA application_id = 7",
    ] {
        let file = folder.path().join(FILE);
        if harm.is_empty() {
            std::fs::write(&file, &text).unwrap();
        } else {
            Connection::open(&file).unwrap().execute_batch(harm).unwrap();
        }
        let server = Server::start_on(folder, settings, clock).await;
        server.connect("kiosk-1").await.take().await;
        server.counted().await;
        assert_eq!(server.health().await["status"], "well", "{harm}");
        let running = server.folder.path().to_owned();
        let read = tokio::task::spawn_blocking(move || report::day(&running, date("2026-11-17")).unwrap().unwrap());
        assert_eq!(read.await.unwrap(), sound, "{harm}");
        (folder, settings, clock) = server.stop().await;
        let days = kept(folder.path());
        assert_eq!(days, from_events(folder.path()), "{harm}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bent_day_is_found_by_whoever_asks_and_made_anew() {
    for harm in ["UPDATE days SET sum = sum + 1", "UPDATE days SET body = x'00'", "UPDATE days SET date = '2026-11-16'"]
    {
        let (folder, ..) = two_days().await;
        let whole = from_events(folder.path());
        Connection::open(folder.path().join(FILE)).unwrap().execute_batch(harm).unwrap();
        let statistics = Statistics::new(folder.path());
        statistics.catch_up().unwrap();
        let period = || statistics.period((date("2026-11-01"), date("2026-11-30")), &Filter::default(), Timestamp::MIN);
        assert!(period().is_err(), "{harm}");
        // Whoever reads beside it takes the journal instead.
        assert_eq!(report::day(folder.path(), date("2026-11-17")).unwrap().as_ref(), Some(&whole[0]), "{harm}");
        statistics.catch_up().unwrap();
        assert_eq!(period().unwrap(), Figures::over(&whole, &Filter::default()), "{harm}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_storage_that_fails_is_told_and_holds_nobody_up() {
    let (folder, settings, clock) = two_days().await;
    let file = folder.path().join(FILE);
    std::fs::remove_file(&file).unwrap();
    std::fs::create_dir(&file).unwrap();
    let server = Server::start_on(folder, settings, clock).await;
    wait_for(async || server.health().await["statistics_alarm"].is_string()).await;
    assert_eq!(server.health().await["status"], "degraded");
    let mut kiosk = server.connect("kiosk-1").await;
    kiosk.take().await;
    std::fs::remove_dir(&file).unwrap();
    server.counted().await;
    assert_eq!(server.health().await["status"], "well");
    kiosk.take().await;
    let (folder, ..) = server.stop().await;
    assert_eq!(kept(folder.path()), from_events(folder.path()));
}

#[tokio::test(flavor = "multi_thread")]
async fn another_journal_is_not_taken_for_the_one_that_was_followed() {
    let (folder, ..) = two_days().await;
    let other = Server::start().await;
    play(&other).await;
    let (other, ..) = other.stop().await;
    std::fs::copy(folder.path().join(FILE), other.path().join(FILE)).unwrap();
    let days = kept(other.path());
    assert_eq!((days.len(), &days), (1, &from_events(other.path())));
}

fn reported(folder: &Path, arguments: &[&str]) -> Output {
    let program = env!("CARGO_BIN_EXE_queue-server");
    Command::new(program).args(["report", "--data"]).arg(folder).args(arguments).output().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_report_reads_a_day_with_a_server_and_without_and_writes_no_journal() {
    let (folder, settings, clock) = two_days().await;
    let csv = folder.path().join("day.csv");
    let path = csv.to_str().unwrap().to_owned();
    let before = std::fs::read(folder.path().join("floor.db")).unwrap();
    let said = reported(folder.path(), &["--day", "2026-11-17", "--csv", &path]);
    let text = String::from_utf8(said.stdout).unwrap();
    assert!(said.status.success() && text.starts_with("2026-11-17, Asia/Yerevan\n\n"), "{text}");
    assert!(text.contains("passport") && text.contains("clerk-1") && text.contains("no-papers"), "{text}");
    let lines = std::fs::read_to_string(&csv).unwrap();
    assert!(lines.contains("\nVisitors,visitors,figure,3,count\n"), "{lines}");
    assert!(lines.contains("\nServices by clerk,clerk-1 / passport,total,600,s\n"), "{lines}");
    // Without the kept statistics it is the same.
    std::fs::remove_file(folder.path().join(FILE)).unwrap();
    let again = String::from_utf8(reported(folder.path(), &["--day", "2026-11-17"]).stdout).unwrap();
    assert_eq!(again, text);
    assert!(!folder.path().join(FILE).exists(), "a report makes no statistics");
    assert_eq!(std::fs::read(folder.path().join("floor.db")).unwrap(), before);
    let server = Server::start_on(folder, settings, clock).await;
    server.connect("kiosk-1").await.take().await;
    let data = server.folder.path().to_owned();
    let today = tokio::task::spawn_blocking(move || reported(&data, &["--day", "2026-11-18"])).await.unwrap();
    let text = String::from_utf8(today.stdout).unwrap();
    let visitors = text.lines().find(|line| line.starts_with("  visitors ")).unwrap();
    assert!(today.status.success() && visitors.ends_with(" 4"), "{text}");
    assert!(text.starts_with("2026-11-18, Asia/Yerevan\nThe day goes on: figures as of "), "{text}");
    let nothing = reported(server.folder.path(), &["--day", "2026-11-01"]);
    let said = String::from_utf8(nothing.stderr).unwrap();
    let none = "--day 2026-11-01: the floor had no business day on that date; its last one is 2026-11-18";
    assert!(!nothing.status.success() && said.contains(none), "{said}");
    let ahead = reported(server.folder.path(), &["--day", "9999-12-31"]);
    let said = String::from_utf8(ahead.stderr).unwrap();
    let to_come = "--day 9999-12-31: this day is still to come; the last business day of the floor is 2026-11-18";
    assert!(!ahead.status.success() && said.contains(to_come), "{said}");
    let empty = tempfile::tempdir().unwrap();
    assert!(!reported(empty.path(), &["--day", "2026-11-17"]).status.success());
    assert_eq!(std::fs::read_dir(empty.path()).unwrap().count(), 0);
    server.connect("kiosk-2").await.take().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_the_report_that_cannot_be_written_is_told_instead_of_the_report() {
    let (folder, ..) = two_days().await;
    for file in ["--csv", "--xlsx", "--pdf"] {
        let path = folder.path().join("nope/day").to_str().unwrap().to_owned();
        let said = reported(folder.path(), &["--day", "2026-11-17", file, &path]);
        let (printed, told) = (String::from_utf8(said.stdout).unwrap(), String::from_utf8(said.stderr).unwrap());
        assert_eq!((said.status.code(), printed.as_str()), (Some(1), ""), "{file}: {told}");
        assert!(told.contains(&format!("{file} {path}: No such file or directory")), "{told}");
    }
}
