//! The pages of a day and of a period against the journal (Q6, Q7): random days by seed, served by the real server over TLS, and each figure on
//! the pages and in their files counted again from the raw events by code that knows neither the fold nor the figures.
//!
//! `QUEUE_SEEDS=n` reads n of them, `QUEUE_SEED=x` the one of that seed; a failure tells its seed.

// What is not expected fails the test with what it was. The random days have parts that only their own tests use.
#![allow(clippy::unwrap_used, clippy::wildcard_enum_match_arm, dead_code)]

#[path = "../../../queue/tests/model/acts.rs"]
mod acts;
mod bars;
#[path = "../../../queue/tests/model/book.rs"]
mod book;
#[path = "../server/support/browser.rs"]
mod browser;
#[path = "../../../queue/tests/bookings/dice.rs"]
mod chance;
#[path = "../../../queue/tests/model/compare.rs"]
mod compare;
mod counted;
#[path = "../../../queue/tests/model/day.rs"]
mod day;
#[path = "../../../queue/tests/model/dice.rs"]
mod dice;
#[path = "../../../queue/tests/model/entries.rs"]
mod entries;
#[path = "../../../queue/tests/model/entries_at_desk.rs"]
mod entries_at_desk;
#[path = "../../../queue/tests/model/hours.rs"]
mod hours;
#[path = "../../../queue/tests/bookings/month.rs"]
mod month;
#[path = "../../../queue/tests/model/nonsense.rs"]
mod nonsense;
#[path = "../../../queue/tests/model/objections.rs"]
mod objections;
#[path = "../../../queue/tests/model/objections_at_desk.rs"]
mod objections_at_desk;
mod office;
mod period;
#[path = "../server/pins.rs"]
mod pins;
mod shown;
#[path = "../../../queue/tests/support/mod.rs"]
mod support;
#[path = "../../../queue/tests/model/whose.rs"]
mod whose;
#[path = "../../../queue/tests/model/world.rs"]
mod world;

use std::collections::BTreeMap;
use std::process::Command;

use browser::Browser;
use chance::Dice;
use counted::parts::told;
use counted::{Cell, Counted};
use day::RandomDay;
use jiff::{SignedDuration, Timestamp, ToSpan};
use month::Month;
use office::Office;
use queue::day::figures::{Coming, Filter};
use queue::floor::Policy;
use queue::{Event, Fact};
use support::flow::lines::Record;

const DAYS: u64 = 6;
/// Business days of a journal that are read in full.
const DATES: usize = 3;
/// What happens on the day a week later.
const STEPS_LATER: u32 = 600;
/// By the calendar: from a Tuesday to the next.
const DAYS_WITH_BOOKINGS: usize = 8;
/// From the last event to the moment at which the pages are asked for.
const A_WHILE: SignedDuration = SignedDuration::from_mins(7);
/// A clock before this moment was never set.
const FIRST_SET: &str = "2020-01-01T00:00:00Z";
/// Parts of a day that are read on paper as well.
const ON_PAPER: usize = 2;
/// What is read first, as page and paper call it.
const FIGURES: [&str; 5] = ["Came", "Booked", "Waited, median", "Waited within the limit", "Not received"];

#[tokio::test(flavor = "multi_thread")]
async fn every_figure_of_the_pages_is_what_the_raw_journal_says() {
    let number = |name| std::env::var(name).ok().map(|text| text.parse::<u64>().expect("a number"));
    let seeds = match number("QUEUE_SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..number("QUEUE_SEEDS").unwrap_or(DAYS),
    };
    let (mut visits, mut beside) = (0, 0);
    for seed in seeds {
        eprintln!("seed {seed}");
        let steps = 400 + dice::Dice::new(!seed).below(2_000);
        let mut day = RandomDay::new(seed);
        day.run(u32::try_from(steps).expect("small"));
        a_week_later(&mut day);
        let office = Office::on(&day.events, day.now + A_WHILE).await;
        let events = office.events();
        let records = records_as_of(&events, asked_at(&office).await);
        let mut browser = office.manager().await;
        for (record, before) in read_in_full(&records) {
            visits += record.lines.len();
            beside += usize::from(before.is_some_and(|before| !before.lines.is_empty()));
            for (at, filter) in filters(record).iter().enumerate() {
                let figures = day_holds(&mut browser, &office, (record, before), filter).await;
                if at < ON_PAPER {
                    paper_holds(&mut browser, record, filter, &figures).await;
                }
            }
            tickets_hold(&mut browser, record).await;
            plays_again(&mut browser, &office, record, &events).await;
        }
        period::holds(&mut browser, &office, records).await;
        office.stop().await;
    }
    assert!(visits > 30 && beside > 0, "{visits} visits are few, and {beside} days stand beside another");
}

/// Random days have no bookings. Here two of three services are booked, and some who booked come late or not at all.
#[tokio::test(flavor = "multi_thread")]
async fn every_figure_of_days_with_bookings_is_what_the_raw_journal_says() {
    let played = Month::new(Policy::Credit, 1).play_for(DAYS_WITH_BOOKINGS).day;
    let office = Office::on(&played.events, played.now + A_WHILE).await;
    let records = records_as_of(&office.events(), asked_at(&office).await);
    let mut browser = office.manager().await;
    let (record, before) = read_in_full(&records)[0];
    let booked = record.lines.values().filter(|line| line.due.is_some()).count();
    assert!(booked > 20 && before.is_some(), "{booked} of {} had booked", record.lines.len());
    for filter in filters(record) {
        let figures = day_holds(&mut browser, &office, (record, before), &filter).await;
        paper_holds(&mut browser, record, &filter, &figures).await;
    }
    period::holds(&mut browser, &office, records).await;
    office.stop().await;
}

/// The moment at which the pages are asked for: that of the clock that was set. To a server a clock before 2020 was never set, and of
/// the floor's time without one it is asked itself.
async fn asked_at(office: &Office) -> Timestamp {
    let said = office.now().await;
    if office.set_to < FIRST_SET.parse::<Timestamp>().unwrap() {
        return said;
    }
    assert_eq!(said, office.set_to, "the floor goes by the clock that was set");
    office.set_to
}

/// Each day from its events. What lasts on the one that goes on has lasted until it is asked for, at most until the day ends.
fn records_as_of(events: &[Event], asked_at: Timestamp) -> Vec<Record> {
    let mut records = support::flow::records(events);
    let last = records.last_mut().unwrap();
    let calendar = &last.floor.calendar;
    let ends = calendar.zone.moment(last.date.tomorrow().unwrap(), calendar.day_turns_at);
    last.last_at = last.last_at.max(asked_at.min(ends));
    records
}

/// The day turns, and the office receives again on the same weekday a week later.
fn a_week_later(day: &mut RandomDay) {
    let date = day.book.day + 7.days();
    day.now = day.book.turns();
    day.run(1);
    day.now = day.book.begins(date) + SignedDuration::from_hours(8);
    day.run(STEPS_LATER);
}

/// Some days on which somebody came, first the last of those that have the same weekday a week before.
fn read_in_full(records: &[Record]) -> Vec<(&Record, Option<&Record>)> {
    let before = |record: &Record| records.iter().find(|other| other.date + 7.days() == record.date);
    let days = records.iter().filter(|record| !record.lines.is_empty()).map(|record| (record, before(record)));
    let (with, without): (Vec<_>, Vec<_>) = days.partition(|(_, before)| before.is_some());
    with.into_iter().rev().take(1).chain(without).take(DATES).collect()
}

/// The whole day, a service, a window, a category, those who had booked, and walk-ins at a window.
fn filters(record: &Record) -> Vec<Filter> {
    let service = record.floor.services.first().map(|service| service.id.clone());
    let window = record.floor.windows.last().map(|window| window.id.clone());
    let category = record.floor.categories.last().map(|category| category.id.clone());
    vec![
        Filter::default(),
        Filter { service, ..Filter::default() },
        Filter { window: window.clone(), ..Filter::default() },
        Filter { category, ..Filter::default() },
        Filter { coming: Some(Coming::Booked), ..Filter::default() },
        Filter { window, coming: Some(Coming::WalkIn), ..Filter::default() },
    ]
}

/// What stands behind the question mark.
fn query(record: &Record, filter: &Filter) -> String {
    format!("?date={}{}", record.date, part(filter))
}

fn part(filter: &Filter) -> String {
    let service = filter.service.as_ref().map_or(String::new(), |id| format!("&service={id}"));
    let window = filter.window.as_ref().map_or(String::new(), |id| format!("&window={id}"));
    let category = filter.category.as_ref().map_or(String::new(), |id| format!("&category={id}"));
    let coming = match filter.coming {
        Some(Coming::Booked) => "&coming=booked",
        Some(Coming::WalkIn) => "&coming=walk-in",
        None => "",
    };
    format!("{service}{window}{category}{coming}")
}

/// The page and its CSV, against the same weekday a week before where there was one; gives the five figures.
async fn day_holds(
    browser: &mut Browser,
    office: &Office,
    (record, before): (&Record, Option<&Record>),
    filter: &Filter,
) -> [String; 5] {
    let query = query(record, filter);
    let page = office.get(browser, &format!("/staff/day{query}")).await;
    assert_eq!(page.status, 200, "{query}: {}", page.text());
    let floor = office.floor();
    let counted = Counted::of(record, filter, &floor);
    let before = before.map(|before| Counted::of(before, filter, &floor).headlines());
    let before = before.filter(|figures| figures[0] > Some(0)).unwrap_or_default();
    let figures = told(counted.headlines(), before);
    assert_eq!(shown::headlines(&page), figures, "{query}");
    assert_eq!(["arrivals", "waits"].map(|id| shown::colours(&page, id)), counted.colours(), "{query}");
    assert_eq!(shown::rows(&page, "rows day-services"), counted.services_on_the_page(), "{query}");
    assert_eq!(shown::rows(&page, "plain day-clerks"), counted.clerks_on_the_page(), "{query}");
    assert_eq!(shown::items(&page, "chosen"), counted.chosen_on_the_page(), "{query}");
    assert_eq!(shown::items(&page, "longest"), counted.longest_on_the_page(), "{query}");
    let headings = ["arrivals", "waits", "chosen"].map(|id| shown::heading(&page, id));
    assert_eq!(headings, counted.headings(), "{query}");
    let tables: BTreeMap<&str, Vec<Vec<Cell>>> = counted.tables();
    for key in ["visitors", "clerks", "pauses", "refusals", "waits", "expected", "quarters"] {
        let wanted: Vec<Vec<String>> = tables[key].iter().map(|row| row.iter().map(Cell::shown).collect()).collect();
        assert_eq!(shown::plain(&page, key), wanted, "{key} {query}");
    }
    for (key, wanted) in &tables {
        let file = office.get(browser, &format!("/staff/day.csv{query}&table={key}")).await;
        assert!(file.header("content-type").starts_with("text/csv"), "{key}");
        let wanted: Vec<Vec<String>> = wanted.iter().map(|row| row.iter().map(Cell::value).collect()).collect();
        assert_eq!(shown::csv(&file.body), wanted, "{key} {query}");
    }
    bars::hold(&page, &tables, counted.tells_windows());
    figures
}

/// The paper has the five figures of the page.
async fn paper_holds(browser: &mut Browser, record: &Record, filter: &Filter, figures: &[String; 5]) {
    let query = query(record, filter);
    browser.from = office::another_address();
    let (head, paper) = browser.download(&format!("/staff/day.pdf{query}")).await;
    assert!(head.starts_with("HTTP/1.1 200"), "{query}: {head}");
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), paper).unwrap();
    let read = Command::new("pdftotext").args(["-raw", "-l", "1"]).arg(file.path()).arg("-").output().unwrap();
    let said = String::from_utf8(read.stdout).unwrap();
    // Where a line or a column ends is no matter.
    let without_gaps = |text: &str| text.split_whitespace().collect::<String>();
    let wanted: String =
        FIGURES.iter().zip(figures).map(|(name, figure)| without_gaps(name) + &without_gaps(figure)).collect();
    assert!(without_gaps(&said).contains(&wanted), "{query}: {wanted} in {said}");
}

/// The day played again has every call again, and another policy can be tried on it.
async fn plays_again(browser: &mut Browser, office: &Office, record: &Record, events: &[Event]) {
    let of_day = events.iter().filter(|event| event.day == record.date);
    let is_call = |event: &&Event| matches!(event.fact, Fact::VisitorCalled { .. } | Fact::VisitorRecalled { .. });
    let calls = of_day.filter(is_call).count();
    let path = format!("/staff/what-if?date={}", record.date);
    let page = office.get(browser, &path).await;
    let wanted = if calls == 1 { "has its 1 call as".to_owned() } else { format!("has all its {calls} calls as") };
    assert!(page.status == 200 && page.text().contains(&wanted), "{path}: {calls} calls: {}", page.text());
    let page = office.get(browser, &format!("{path}&policy=first-come")).await;
    assert!(page.status == 200 && page.text().contains("Whose turn: by time of coming"), "{path}: {}", page.text());
}

/// The story of some tickets, and who was called before them.
async fn tickets_hold(browser: &mut Browser, record: &Record) {
    let tickets: Vec<_> = record.lines.keys().copied().collect();
    for ticket in tickets.iter().step_by(tickets.len().div_ceil(4).max(1)) {
        let number = &record.lines[ticket].number;
        browser.from = office::another_address();
        let page = browser.get(&format!("/staff/ticket?date={}&number={number}", record.date)).await;
        assert_eq!(page.status, 200, "{number}");
        let steps = page.all("<li><time>").len();
        let own = record.told.iter().filter(|(event, _)| event.fact.ticket() == Some(*ticket));
        let own: Vec<_> = own.collect();
        let struck = own.iter().filter(|(_, struck)| *struck).count();
        assert_eq!(page.body.matches("<s>").count(), struck, "{number}: {}", page.text());
        assert!(steps >= own.len(), "{number}: {steps} of {}", own.len());
        assert_eq!(shown::before(&page), counted::before(record, *ticket), "{number} on {}", record.date);
    }
}
