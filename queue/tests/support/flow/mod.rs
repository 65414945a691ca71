//! The figures of a day worked out a second time, straight from its events and sharing no code with the fold: acts that were
//! taken back are struck out of the list, then each ticket's line is read from top to bottom (Q6, Q7).

pub mod counted;
pub mod lines;
mod whole;

use queue::day::{Day, Fold};
use queue::{Event, Fact};

use lines::{Record, Sight};

/// Folds the events, and holds every figure of every day against what is counted here.
pub fn holds(events: &[Event]) -> Vec<Day> {
    let days = folded(events);
    let records = records(events);
    assert_eq!(days.len(), records.len(), "as many days as turns");
    for (day, record) in days.iter().zip(&records) {
        assert_eq!(day.date, record.date);
        whole::holds(day, record);
        counted::holds(day, record);
    }
    days
}

/// The days as the fold has them, the last one as far as it is. Written down now and then, it goes on as if it had not been.
pub fn folded(events: &[Event]) -> Vec<Day> {
    let mut fold = Fold::default();
    let mut days = Vec::new();
    for (count, event) in events.iter().enumerate() {
        days.extend(fold.follow(event));
        if count % 977 == 500 {
            let written = serde_json::to_string(&fold).expect("a fold is written");
            let read: Fold = serde_json::from_str(&written).expect("and read");
            assert_eq!(read, fold);
            assert_eq!(fold.date(), fold.today().map(|today| today.date));
            fold = read;
        }
    }
    days.extend(fold.today());
    days
}

/// Each day from its turn to the next, without what was taken back.
pub fn records(events: &[Event]) -> Vec<Record> {
    let turns = events.iter().enumerate().filter(|(_, event)| event.fact == Fact::DayTurned).map(|(index, _)| index);
    let turns: Vec<usize> = turns.collect();
    let struck = struck_out(events);
    let mut sight = Sight::default();
    events[..turns[0]].iter().for_each(|event| sight.note(event));
    let ends = turns.iter().skip(1).copied().chain([events.len()]);
    let days = turns.iter().zip(ends).map(|(from, to)| (&events[*from..to], &struck[*from..to]));
    days.map(|(events, struck)| Record::new(events, struck, &mut sight)).collect()
}

/// Which events an undo took back: the clerk's last act before it, whole.
fn struck_out(events: &[Event]) -> Vec<bool> {
    let mut struck = vec![false; events.len()];
    for (index, event) in events.iter().enumerate() {
        let Fact::StepUndone { clerk, .. } = &event.fact else { continue };
        let told = |at: usize| serde_json::to_value(&events[at].fact).expect("a fact is written");
        let of_clerk = |at: usize| {
            let fact = told(at);
            let body = fact.as_object().and_then(|fact| fact.values().next()).cloned().unwrap_or_default();
            body["ticket"].is_u64() && body["clerk"] == clerk.as_str()
        };
        let mut last = (0..index).rev().find(|at| of_clerk(*at) && !struck[*at]).expect("there was a step to undo");
        // From the last part of the act back to its first, and on to whatever still belongs to it.
        while events[last].continues {
            last -= 1;
        }
        struck[last] = true;
        let mut next = last + 1;
        while events[next].continues {
            struck[next] = true;
            next += 1;
        }
    }
    struck
}
