//! Random days by seed, held against a small independent book of the rules (Q1 to Q8).
//!
//! `QUEUE_SEEDS=n` plays n days, `QUEUE_SEED=x` the one day of that seed; a failure tells its seed.

mod acts;
mod book;
mod compare;
mod day;
mod dice;
mod entries;
mod entries_at_desk;
mod hours;
mod nonsense;
mod objections;
mod objections_at_desk;
mod starving;
#[path = "../support/mod.rs"]
mod support;
mod whose;
mod world;

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use day::RandomDay;
use dice::Dice;
use jiff::Timestamp;
use queue::Event;
use queue::day::figures::{Figures, Filter};
use queue::day::times::Times;
use queue::what_if::{Change, Record, calls, replay};
use support::mending::Named;

const DAYS: u64 = 300;
const THREADS: usize = 2;

/// Every kind of event and of rejection but "no floor is configured", which comes before the first configuration.
/// A new kind is to be met by the random days, too.
const EVENTS: usize = 30;
const REJECTIONS: usize = 50;

#[test]
fn random_days_agree_with_the_book_of_the_rules() {
    let seeds = seeds();
    let many = seeds.end - seeds.start >= DAYS;
    let next = AtomicU64::new(seeds.start);
    let seen = Mutex::new((BTreeSet::new(), Named::default()));
    std::thread::scope(|scope| {
        let plays = || {
            while let Some(seed) = take(&next, seeds.end) {
                let (names, mends) = play(seed);
                let mut seen = seen.lock().expect("whoever held it has not failed");
                seen.0.extend(names);
                seen.1.add(mends);
            }
        };
        let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(plays)).collect();
        assert!(threads.into_iter().all(|thread| thread.join().is_ok()), "a day failed; its seed is told above");
    });
    let (seen, mends) = seen.into_inner().expect("no day failed");
    println!("{mends:?}");
    // Random clerks hardly ever pause for long; the days of `expect` have windows to resume.
    assert!(!many || mends.open.min(mends.too_little).min(mends.no_window) >= 20, "{mends:?}");
    assert!(!many || seen.len() == EVENTS + REJECTIONS, "{} kinds of events and rejections: {seen:#?}", seen.len());
}

fn seeds() -> std::ops::Range<u64> {
    let number = |name| std::env::var(name).ok().map(|text| text.parse::<u64>().expect("a number"));
    match number("QUEUE_SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..number("QUEUE_SEEDS").unwrap_or(DAYS),
    }
}

fn take(next: &AtomicU64, end: u64) -> Option<u64> {
    let seed = next.fetch_add(1, Ordering::Relaxed);
    (seed < end).then_some(seed)
}

/// Plays one day and tells which kinds of events and rejections came, and which mends were named.
fn play(seed: u64) -> (BTreeSet<String>, Named) {
    let _told = TellsSeed(seed);
    let steps = 300 + Dice::new(!seed).below(3000);
    let mut day = RandomDay::new(seed);
    day.run(u32::try_from(steps).expect("small"));
    starving::nobody_starves(&day, seed);
    figures_hold(&day);
    calls_come_out_again(&day);
    (day.seen.names, day.mends)
}

/// Each business day, played again without a change, has every call again: ticket, window and moment.
fn calls_come_out_again(day: &RandomDay) {
    let dates: BTreeSet<_> = day.events.iter().map(|event| event.day).collect();
    for date in dates {
        let record = Record::of(date, day.events.iter().cloned()).expect("the day began");
        let again = replay(&record, &Change::default()).expect("no change is possible");
        let (was, is) = (calls(record.events()), calls(&again.events));
        if let Some(at) = (0..was.len().max(is.len())).find(|at| was.get(*at) != is.get(*at)) {
            let (was, is) = (was.get(at), is.get(at));
            let moment = was.or(is).expect("one of them").at;
            let lines = [record.events(), &again.events].map(|events| before(events, moment));
            panic!("{date}: was {was:?}, is {is:?}\nthe record:\n{}\nthe replay:\n{}", lines[0], lines[1]);
        }
        assert_eq!(again.unkept, 0, "{date}");
    }
}

/// The last events up to a moment, for the reader of a failure.
fn before(events: &[Event], moment: Timestamp) -> String {
    let until = events.partition_point(|event| event.at <= moment);
    let told = events[until.saturating_sub(20)..until].iter();
    told.map(|event| format!("{} {:?} {:?}\n", event.at, event.by, event.fact)).collect()
}

/// Each figure is what the events say (Q7), and each clerk's day what the state counted beside.
fn figures_hold(day: &RandomDay) {
    let days = support::flow::holds(&day.events);
    let today = days.last().expect("a day has begun");
    let figures = Figures::of(today, &Filter::default());
    for (clerk, counted) in &day.state.clerks {
        let seen = figures.clerks.get(clerk).cloned().unwrap_or_default();
        let sum = |of: fn(&Times) -> u64| seen.services.values().map(of).sum::<u64>();
        let served = (sum(|times| times.count.into()), sum(|times| times.within.into()), sum(|times| times.sum_s));
        let counts = (u64::from(counted.served), u64::from(counted.within_norm), counted.service_s);
        assert_eq!(served, counts, "{clerk}");
        assert_eq!((seen.no_shows, seen.refused), (counted.no_shows, counted.refused), "{clerk}");
    }
}

/// Tells its seed if the day panics.
struct TellsSeed(u64);

impl Drop for TellsSeed {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("\nreplay with: QUEUE_SEED={} cargo test -p queue --test model\n", self.0);
        }
    }
}
