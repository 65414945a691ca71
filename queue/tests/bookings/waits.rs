//! What came of a month of mixed days: every booked visitor is received within the rules or named with the reason (B4, B5), the general queue
//! moves, and preference weighs as the office's policy has it (Q5). The waits of each kind and who was named stand in `target/month.txt`.

use std::sync::LazyLock;

use queue::day::figures::{self, Figures, Filter};
use queue::day::{Came, Visit};
use queue::floor::Policy;

use crate::month::{MOST_S, Month};
use crate::support::flow;

const POLICIES: [Policy; 3] = [Policy::Credit, Policy::FirstCome, Policy::Ratio { general: 3 }];
const SEEDS: u64 = 5;
/// Minutes: nine of ten visitors without a booking wait no longer, and nobody longer than the other.
const WALK_IN_MIN: (i64, i64) = (60, 90);

fn share_over(waits: &[i64], limit: i64) -> f64 {
    let over = waits.iter().filter(|wait| **wait > limit).count();
    #[allow(clippy::cast_precision_loss)]
    let share = over as f64 / waits.len() as f64;
    share
}

fn at(sorted: &[i64], percent: usize) -> i64 {
    sorted[(sorted.len() * percent / 100).min(sorted.len() - 1)] / 60
}

fn told(sorted: &[i64]) -> String {
    format!("{} calls, {} / {} / {} min", sorted.len(), at(sorted, 50), at(sorted, 90), at(sorted, 100))
}

/// Minutes on the average.
fn mean_min(waits: &[i64]) -> f64 {
    #[allow(clippy::cast_precision_loss)]
    let mean = waits.iter().sum::<i64>() as f64 / waits.len() as f64 / 60.0;
    mean
}

/// A month under a policy, its waits in order.
struct Played {
    name: String,
    month: Month,
    policy: Policy,
    booked: Vec<i64>,
    general: Vec<i64>,
    preferential: Vec<i64>,
}

impl Played {
    fn new(policy: Policy, seed: u64) -> Self {
        let month = Month::new(policy, seed).play();
        let sorted = |waits: &Vec<i64>| {
            let mut waits = waits.clone();
            waits.sort_unstable();
            waits
        };
        let (booked, general) = (sorted(&month.booked_s), sorted(&month.general_s));
        let preferential = sorted(&month.preferential_s);
        Self { name: format!("{policy:?}, seed {seed}"), month, policy, booked, general, preferential }
    }

    fn written(&self) -> String {
        let Self { name, month, booked, general, preferential, .. } = self;
        let (booked, general, preferential) = (told(booked), told(general), told(preferential));
        let mut written = format!(
            "\n{name}: booked {booked}; general {general}; preferential {preferential}; left {}; {:?}\n",
            month.left, month.happened
        );
        month.late.iter().for_each(|late| written += &format!("  {}\n", late.named));
        written
    }
}

fn played() -> &'static [Played] {
    static PLAYED: LazyLock<Vec<Played>> = LazyLock::new(|| {
        let months = POLICIES.into_iter().flat_map(|policy| (0..SEEDS).map(move |seed| Played::new(policy, seed)));
        months.collect()
    });
    &PLAYED
}

#[test]
fn in_a_month_of_mixed_days_no_booked_visitor_waits_over_half_an_hour_and_the_general_queue_moves_b5() {
    let mut written = String::from("Waits: calls, median / nine of ten / longest\n");
    played().iter().for_each(|month| written += &month.written());
    std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/../target/month.txt"), &written).expect("a place to write");
    for Played { name, month, booked, general, preferential, .. } in played() {
        assert!(booked.len() > 500 && general.len() > 1000 && preferential.len() > 80, "a busy month");
        let unexcused: Vec<_> = month.late.iter().filter(|late| !late.excused).map(|late| &late.named).collect();
        assert!(
            unexcused.is_empty(),
            "{name}: over 30 minutes though no visit kept a clerk from calling: {unexcused:#?}"
        );
        assert!(share_over(booked, MOST_S) < 0.01, "{name}: over 30 minutes in 1 % of cases");
        assert_eq!(month.late.len(), booked.iter().filter(|wait| **wait > MOST_S).count(), "{name}: each is named");
        assert_eq!(month.left, 0, "{name}: everyone is received");
        for waits in [general, preferential] {
            assert!(at(waits, 90) <= WALK_IN_MIN.0, "{name}: a queue starves");
            assert!(at(waits, 100) <= WALK_IN_MIN.1, "{name}: somebody starves");
        }
        for what in ["cancelled", "changed", "called off", "holiday", "lunch", "rest", "no-show", "refused"] {
            assert!(month.happened.contains_key(what), "{name}: {what} happened: {:?}", month.happened);
        }
        figures_hold(month);
    }
    assert!(played().iter().any(|month| !month.month.late.is_empty()), "where nobody is late nothing is judged");
}

#[test]
fn in_that_month_preference_weighs_as_the_policy_has_it_q5() {
    let of = |policy: Policy, waits: fn(&Played) -> &Vec<i64>| {
        let all: Vec<i64> = played().iter().filter(|month| month.policy == policy).flat_map(waits).copied().collect();
        mean_min(&all)
    };
    let [credit, first_come, ratio] = POLICIES.map(|policy| of(policy, |month| &month.preferential));
    let means =
        format!("preferential, on the average: {credit:.1} by credit, {ratio:.1} by ratio, {first_come:.1} first come");
    assert!(credit < 0.9 * first_come && ratio < 0.9 * first_come, "{means}");
    let general = of(Policy::FirstCome, |month| &month.general);
    assert!(
        (0.8..1.25).contains(&(first_come / general)),
        "first come asks for no category: {means}, general {general:.1}"
    );
    for (one, other) in
        played().iter().enumerate().flat_map(|(at, one)| played()[..at].iter().map(move |other| (one, other)))
    {
        assert!(
            one.general != other.general && one.preferential != other.preferential,
            "{} is {}",
            one.name,
            other.name
        );
    }
}

/// What the month counted itself is what its statistics say (Q7). Who came too late is called as a general visitor (B4).
fn figures_hold(month: &Month) {
    let days = flow::holds(&month.day.events);
    let of = |coming| Figures::over(&days, &Filter { coming: Some(coming), ..Filter::default() });
    let (walk_in, booked) = (of(figures::Coming::WalkIn), of(figures::Coming::Booked));
    let is_late = |visit: &&Visit| matches!(visit.came, Came::Booked { late: true, .. });
    let late = days.iter().flat_map(|day| &day.visits).filter(is_late).count();
    let counted = (walk_in.waits.count as usize + late, booked.waits.count as usize);
    assert_eq!(counted, (month.general_s.len() + month.preferential_s.len(), month.booked_s.len() + late));
    let all = Figures::over(&days, &Filter::default());
    assert_eq!(all.waits.count, walk_in.waits.count + booked.waits.count);
    assert_eq!(booked.visitors.too_late as usize, late);
    assert!(late > 0 && booked.visitors.missed > 0 && booked.visitors.in_time > 0, "{:?}", booked.visitors);
}
