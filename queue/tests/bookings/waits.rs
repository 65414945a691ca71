//! What came of a month of mixed days: every booked visitor is received within the rules or named with the reason (B4, B5), and the general
//! queue moves. The waits of both kinds and who was named stand in `target/month.txt`.

use std::fmt::Write;

use queue::day::figures::{self, Figures, Filter};
use queue::day::{Came, Visit};
use queue::floor::Policy;

use crate::month::{MOST_S, Month};
use crate::support::flow;

const POLICIES: [Policy; 3] = [Policy::Credit, Policy::FirstCome, Policy::Ratio { general: 3 }];
/// Minutes: nine of ten general visitors wait no longer, and nobody longer than the other.
const GENERAL_MIN: (i64, i64) = (60, 90);

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

#[test]
fn in_a_month_of_mixed_days_no_booked_visitor_waits_over_half_an_hour_and_the_general_queue_moves_b5() {
    let mut written = String::from("Waits: calls, median / nine of ten / longest\n");
    let mut months = Vec::new();
    for (policy, seed) in POLICIES.into_iter().flat_map(|policy| (0..3).map(move |seed| (policy, seed))) {
        let month = Month::new(policy, seed).play();
        let (mut booked, mut general) = (month.booked_s.clone(), month.general_s.clone());
        booked.sort_unstable();
        general.sort_unstable();
        let name = format!("{policy:?}, seed {seed}");
        let (of_booked, of_general) = (told(&booked), told(&general));
        let _ = writeln!(
            written,
            "\n{name}: booked {of_booked}; general {of_general}; left {}; {:?}",
            month.left, month.happened
        );
        month.late.iter().for_each(|late| written += &format!("  {}\n", late.named));
        months.push((name, month, booked, general));
    }
    std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/../target/month.txt"), &written).expect("a place to write");
    for (name, month, booked, general) in &months {
        assert!(booked.len() > 500 && general.len() > 1000, "a busy month");
        let unexcused: Vec<_> = month.late.iter().filter(|late| !late.excused).map(|late| &late.named).collect();
        assert!(unexcused.is_empty(), "{name}: over 30 minutes though a clerk was free to call: {unexcused:#?}");
        assert!(share_over(booked, MOST_S) < 0.01, "{name}: over 30 minutes in 1 % of cases");
        assert_eq!(month.late.len(), booked.iter().filter(|wait| **wait > MOST_S).count(), "{name}: each is named");
        assert_eq!(month.left, 0, "{name}: everyone is received");
        assert!(at(general, 90) <= GENERAL_MIN.0, "{name}: the general queue starves");
        assert!(at(general, 100) <= GENERAL_MIN.1, "{name}: somebody starves in the general queue");
        for what in ["cancelled", "changed", "called off", "holiday", "lunch", "rest", "no-show", "refused"] {
            assert!(month.happened.contains_key(what), "{name}: {what} happened: {:?}", month.happened);
        }
        figures_hold(month, general);
    }
    assert!(months.iter().any(|(_, month, ..)| !month.late.is_empty()), "where nobody is late nothing is judged");
}

/// What the month counted itself is what its statistics say (Q7). Who came too late is called as a general visitor (B4).
fn figures_hold(month: &Month, general: &[i64]) {
    let days = flow::holds(&month.day.events);
    let of = |coming| Figures::over(&days, &Filter { coming: Some(coming), ..Filter::default() });
    let (walk_in, booked) = (of(figures::Coming::WalkIn), of(figures::Coming::Booked));
    let is_late = |visit: &&Visit| matches!(visit.came, Came::Booked { late: true, .. });
    let late = days.iter().flat_map(|day| &day.visits).filter(is_late).count();
    let counted = (walk_in.waits.count as usize + late, booked.waits.count as usize);
    assert_eq!(counted, (general.len(), month.booked_s.len() + late));
    let all = Figures::over(&days, &Filter::default());
    assert_eq!(all.waits.count, walk_in.waits.count + booked.waits.count);
    assert_eq!(booked.visitors.too_late as usize, late);
    assert!(late > 0 && booked.visitors.missed > 0 && booked.visitors.in_time > 0, "{:?}", booked.visitors);
}
