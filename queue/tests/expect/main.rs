//! The expected wait held against the waits that came, on days of a made-up office which knows nothing of the estimator.
//!
//! `EXPECT_SEEDS=n`, `EXPECT_FIRST=n` and `EXPECT_DAYS=n` make a larger table or another one; `--nocapture` shows it.

mod mends;
mod office;
#[path = "../support/mod.rs"]
mod support;
mod told;

use jiff::civil::Date;
use queue::backtest::{Backtest, Outcome, Score};
use queue::day::figures::{Figures, Filter};
use queue::day::{Day, Outcome as Became};
use queue::floor::Policy;
use queue::what_if::{Change, Less, More, Record, replay, reproduced};

use office::{Office, Setup};

/// Days that the floor has to learn from before anybody is measured.
const BEFORE: u32 = 3;
const POLICIES: [Policy; 3] = [Policy::Credit, Policy::FirstCome, Policy::Ratio { general: 3 }];

fn number(name: &str, usual: u32) -> u32 {
    std::env::var(name).map_or(usual, |text| text.parse().expect("a number"))
}

/// Whom an office called in the days after the first, over some seeds.
fn called(halls: u8, load: f64, policy: Policy) -> Vec<Outcome> {
    let mut all = Vec::new();
    let first = u64::from(number("EXPECT_FIRST", 1));
    for seed in first..first + u64::from(number("EXPECT_SEEDS", 2)) {
        let days = BEFORE + number("EXPECT_DAYS", 2);
        let events = Office::new(Setup { seed, policy, halls, load }).days(days);
        let mut backtest = Backtest::of("2026-11-05".parse().expect("a date"), Date::MAX);
        events.iter().for_each(|event| backtest.read(event));
        all.extend(backtest.outcomes().cloned());
    }
    all
}

fn show(name: &str, score: &Score) {
    let min = |seconds: f64| seconds / 60.0;
    println!(
        "{name:<34}{:>6}  in range {:.3}  width {:>5.1}  median {:>5.1}  error {:>5.2}  queue {:>5.2}  last {:>5.2}  ratio {:.2}",
        score.visitors,
        score.held,
        min(score.width_s),
        min(score.median_wait_s),
        min(score.error_s),
        min(score.queue_error_s),
        min(score.last_error_s),
        score.error_s / score.last_error_s
    );
}

/// Whom an office called under each policy, shown with the parts.
fn under_all_policies(halls: u8, load: f64) -> Vec<Outcome> {
    let mut under_all = Vec::new();
    for policy in POLICIES {
        let all = called(halls, load, policy);
        show(&format!("{} windows, load {load}, {policy:?}", 6 * u32::from(halls)), &Score::of(all.iter()));
        show("  general", &Score::of(all.iter().filter(|one| !one.booked && !one.preferential)));
        show("  preferential", &Score::of(all.iter().filter(|one| one.preferential)));
        show("  booked", &Score::of(all.iter().filter(|one| one.booked)));
        under_all.extend(all);
    }
    under_all
}

#[test]
fn the_range_holds_for_nine_of_ten_and_its_middle_errs_less_than_the_last_visitors_wait() {
    let (small, large) = (under_all_policies(1, 1.0), under_all_policies(2, 1.0));
    let both: Vec<_> = small.iter().chain(&large).cloned().collect();
    for (name, all) in [("6 windows", &small), ("12 windows", &large), ("both", &both)] {
        let score = Score::of(all.iter());
        show(name, &score);
        assert!(score.visitors > 1000, "{name}: {score:?}");
        assert!(score.error_s <= 0.7 * score.last_error_s && score.error_s < score.queue_error_s, "{name}: {score:?}");
        assert!((0.9..=0.97).contains(&score.held), "{name}: {score:?}");
    }
    // With six windows few visits stand for a wait, and each may be short or long: the range is wider than the median.
    for (all, widest) in [(&small, 1.4), (&large, 1.0), (&both, 1.0)] {
        let score = Score::of(all.iter());
        assert!(score.width_s <= widest * score.median_wait_s, "{score:?}");
    }
}

#[test]
fn a_day_played_again_without_a_change_has_every_call_again() {
    for (seed, policy) in (1..).zip(POLICIES) {
        let events = Office::new(Setup { seed, policy, halls: 2, load: 1.1 }).days(2);
        for date in ["2026-11-02", "2026-11-03"] {
            let record = Record::of(date.parse().expect("a date"), events.iter().cloned()).expect("the day was lived");
            let (same, all) = reproduced(&record);
            assert!(all > 400, "{all} calls on {date}");
            assert_eq!(same, all, "{date} with {policy:?}");
        }
    }
}

fn figures(day: &Day) -> Figures {
    Figures::of(day, &Filter::default())
}

#[test]
fn a_window_more_shortens_the_waits_and_a_window_less_makes_them_longer() {
    for (seed, policy) in (11..).zip(POLICIES) {
        let events = Office::new(Setup { seed, policy, halls: 1, load: 1.05 }).days(1);
        let record = Record::of("2026-11-02".parse().expect("a date"), events).expect("the day was lived");
        let services = record.floor().services.iter().map(|service| service.id.clone()).collect();
        let more = Some(More { services, from: "09:30".parse().expect("a time"), until: None });
        let window = record.opened().first().expect("somebody came to work").clone();
        let less = Some(Less { window, from: None });
        let was = record.day().expect("a day");
        let would = |change: Change| replay(&record, &change).expect("possible").day(&record).expect("a day");
        let (more, less) = (would(Change { more, ..Change::default() }), would(Change { less, ..Change::default() }));
        let waited_s = [&more, &was, &less].map(|day| figures(day).waits.sum_s / u64::from(figures(day).waits.count));
        println!("{policy:?}: {waited_s:?} s on the mean");
        assert!(waited_s[0] < waited_s[1] && waited_s[1] < waited_s[2], "{policy:?}: {waited_s:?}");
        for day in [&more, &less] {
            assert_eq!(figures(day).visitors.all, figures(&was).visitors.all, "everybody comes");
            visits_are_as_long(&was, day);
        }
    }
}

/// Whoever was received in both days was so for as long.
fn visits_are_as_long(was: &Day, would: &Day) {
    let lengths = |day: &Day| -> Vec<Vec<u32>> {
        let done = |visit: &queue::day::Visit| {
            visit.legs.iter().all(|leg| leg.outcome == Became::Finished || leg.outcome == Became::NextService)
        };
        let of = |visit: &queue::day::Visit| visit.legs.iter().filter_map(queue::day::Leg::service_s).collect();
        day.visits.iter().map(|visit| if done(visit) { of(visit) } else { Vec::new() }).collect()
    };
    let (was, would) = (lengths(was), lengths(would));
    let both = was.iter().zip(&would).filter(|(was, would)| !was.is_empty() && !would.is_empty());
    let as_long = |(was, would): &(&Vec<u32>, &Vec<u32>)| {
        // From one whole second to another, so that a second may be lost.
        was.len() == would.len() && was.iter().zip(*would).all(|(was, would)| was.abs_diff(*would) <= 1)
    };
    let (all, same) = (both.clone().count(), both.filter(as_long).count());
    assert!(all > 100 && same == all, "{same} of {all} are as long");
}
