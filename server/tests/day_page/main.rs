//! The pages of a day and of a period against the journal (Q6, Q7): random days by seed, served by the real server over TLS, and each figure on
//! the pages and in their files counted again from the raw events by code that knows neither the fold nor the figures.
//!
//! `QUEUE_SEEDS=n` reads n of them, `QUEUE_SEED=x` the one of that seed; a failure tells its seed.

// What is not expected fails the test with what it was. The random days have parts that only their own tests use.
#![allow(clippy::unwrap_used, clippy::wildcard_enum_match_arm, dead_code)]

#[path = "../../../queue/tests/model/acts.rs"]
mod acts;
#[path = "../../../queue/tests/model/book.rs"]
mod book;
#[path = "../server/support/browser.rs"]
mod browser;
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
#[path = "../../../queue/tests/model/nonsense.rs"]
mod nonsense;
#[path = "../../../queue/tests/model/objections.rs"]
mod objections;
#[path = "../../../queue/tests/model/objections_at_desk.rs"]
mod objections_at_desk;
mod office;
mod period;
mod shown;
#[path = "../../../queue/tests/support/mod.rs"]
mod support;
#[path = "../../../queue/tests/model/whose.rs"]
mod whose;
#[path = "../../../queue/tests/model/world.rs"]
mod world;

use std::collections::BTreeMap;

use browser::{Browser, Page};
use counted::{Cell, Counted};
use day::RandomDay;
use dice::Dice;
use office::Office;
use queue::day::figures::{Coming, Filter};
use queue::{Event, Fact};
use support::flow::lines::Record;

const DAYS: u64 = 6;
/// Business days of a journal that are read in full.
const DATES: usize = 3;

#[tokio::test(flavor = "multi_thread")]
async fn every_figure_of_the_pages_is_what_the_raw_journal_says() {
    let number = |name| std::env::var(name).ok().map(|text| text.parse::<u64>().expect("a number"));
    let seeds = match number("QUEUE_SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..number("QUEUE_SEEDS").unwrap_or(DAYS),
    };
    let mut visits = 0;
    for seed in seeds {
        eprintln!("seed {seed}");
        let steps = 400 + Dice::new(!seed).below(2_000);
        let mut day = RandomDay::new(seed);
        day.run(u32::try_from(steps).expect("small"));
        let office = Office::on(&day.events, day.now).await;
        let events = office.events();
        let records = support::flow::records(&events);
        let mut browser = office.manager().await;
        for record in records.iter().filter(|record| !record.lines.is_empty()).take(DATES) {
            visits += record.lines.len();
            for filter in filters(record) {
                day_holds(&mut browser, &office, record, &filter).await;
            }
            tickets_hold(&mut browser, record).await;
            plays_again(&mut browser, &office, record, &events).await;
        }
        period::holds(&mut browser, &office, records).await;
        office.stop().await;
    }
    assert!(visits > 30, "{visits} visits are few");
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

async fn day_holds(browser: &mut Browser, office: &Office, record: &Record, filter: &Filter) {
    let query = query(record, filter);
    let page = office.get(browser, &format!("/staff/day{query}")).await;
    assert_eq!(page.status, 200, "{query}: {}", page.text());
    let floor = office.floor();
    let counted = Counted::of(record, filter, &floor);
    assert_eq!(shown::headlines(&page), counted.headlines(), "{query}");
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
    bars_hold(&page, &tables);
}

/// The bars of the pictures say no other numbers than their tables.
fn bars_hold(page: &Page, tables: &BTreeMap<&str, Vec<Vec<Cell>>>) {
    let came: Vec<u64> = tables["quarters"].iter().map(|row| row[1].number()).collect();
    let Some(most) = came.iter().max().filter(|most| **most > 0) else { return };
    let svg = page.body.split("<svg class=\"chart wide\"").nth(1).unwrap().split("</svg>").next().unwrap();
    let heights = |class: &str| -> f64 {
        let opening = format!("<rect class=\"{class}\"");
        let bars = svg.split(&opening).skip(1);
        bars.map(|bar| bar.split("height=\"").nth(1).unwrap().split('"').next().unwrap().parse::<f64>().unwrap()).sum()
    };
    let all: u64 = came.iter().sum();
    let booked: u64 = tables["quarters"].iter().map(|row| row[2].number()).sum();
    #[allow(clippy::cast_precision_loss)]
    let wanted = |many: u64| many as f64 * 192.0 / *most as f64;
    // Each bar may lose a tenth of a pixel, and a pixel where it stands on another.
    #[allow(clippy::cast_precision_loss)]
    let off = came.len() as f64 * 1.3;
    assert!((heights("first") - wanted(booked)).abs() <= off, "{} for {booked}", heights("first"));
    assert!((heights("second") - wanted(all - booked)).abs() <= off, "{} for {}", heights("second"), all - booked);
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
