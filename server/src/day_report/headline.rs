//! The five figures that are read first, against another day.

use queue::day::figures::{Figures, Visitors};
use queue::day::times::Times;

use super::words::Words;
use crate::web::words::filled;

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Headline {
    /// What it is.
    pub name: String,
    /// How much; a dash where there is nothing to tell.
    pub value: String,
    /// Of what; empty for a number of people.
    pub unit: String,
    /// How it differs from the other day.
    pub beside: Option<Change>,
}

/// A difference, with its sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// In words, with the figure of the other day.
    pub words: String,
    /// What it means for visitors.
    pub sense: Sense,
}

/// What a change means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sense {
    /// Neither.
    Plain,
    /// They fared better.
    Better,
    /// They fared worse.
    Worse,
}

impl Sense {
    /// For the style.
    pub fn class(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Better => "better",
            Self::Worse => "worse",
        }
    }
}

/// A unit, and how more of it fares.
struct Kind {
    unit: String,
    change: String,
    more_is: Sense,
}

/// Of a day or more, against others if there are any. Against days on which nobody of the same part came nothing is told.
pub fn headlines(words: &Words, day: &Figures, before: Option<&Figures>) -> [Headline; 5] {
    let before = before.filter(|before| before.days > 0);
    let people = |more_is| Kind { unit: String::new(), change: "{}".to_owned(), more_is };
    let percent = |more_is| Kind { unit: "%".to_owned(), change: words.points.clone(), more_is };
    let minutes = Kind { unit: words.minutes.clone(), change: words.min.clone(), more_is: Sense::Worse };
    let of = |name: &str, kind: Kind, figure: fn(&Figures) -> Option<u32>| {
        let (now, then) = (figure(day), before.and_then(figure));
        Headline {
            name: name.to_owned(),
            value: now.map_or_else(|| "–".to_owned(), |now| now.to_string()),
            unit: if now.is_some() { kind.unit.clone() } else { String::new() },
            beside: now.zip(then).map(|(now, then)| change(words, &kind, now, then)),
        }
    };
    [
        of(&words.came_figure, people(Sense::Plain), |figures| Some(figures.visitors.all)),
        of(&words.booked_figure, percent(Sense::Plain), |figures| booked_percent(&figures.visitors)),
        of(&words.waited_figure, minutes, |figures| median_min(&figures.waits)),
        of(&words.within_figure, percent(Sense::Better), |figures| figures.waits.within_percent()),
        of(&words.gone_figure, people(Sense::Worse), |figures| Some(figures.visitors.gone())),
    ]
}

fn change(words: &Words, kind: &Kind, now: u32, then: u32) -> Change {
    let opposite = match kind.more_is {
        Sense::Plain => Sense::Plain,
        Sense::Better => Sense::Worse,
        Sense::Worse => Sense::Better,
    };
    let (sign, sense) = match now.cmp(&then) {
        std::cmp::Ordering::Less => ("−", opposite),
        std::cmp::Ordering::Equal => ("±", Sense::Plain),
        std::cmp::Ordering::Greater => ("+", kind.more_is),
    };
    let by = filled(&kind.change, &[&format!("{sign}{}", now.abs_diff(then))]);
    Change { words: filled(&words.was, &[&by, &then.to_string()]), sense }
}

/// The share of those who had booked in whole percent, rounded down.
fn booked_percent(visitors: &Visitors) -> Option<u32> {
    let booked = visitors.in_time + visitors.after_time + visitors.too_late;
    (booked * 100).checked_div(visitors.all)
}

/// Whole minutes, rounded down.
fn median_min(waits: &Times) -> Option<u32> {
    (waits.count > 0).then_some(waits.median_s / 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(all: u32, in_time: u32, median_s: u32, left: u32) -> Figures {
        let waits = Times { count: all, within: all - 1, median_s, ..Times::default() };
        let visitors = Visitors { all, in_time, left, ..Visitors::default() };
        Figures { days: 1, visitors, waits, ..Figures::default() }
    }

    #[test]
    fn a_change_has_a_sign_a_sense_and_the_figure_before() {
        let words = Words::english();
        let all = headlines(words, &figures(10, 5, 800, 3), Some(&figures(8, 4, 400, 3)));
        let told = all.map(|one| {
            let change = one.beside.unwrap();
            format!("{} {} {}: {} {:?}", one.name, one.value, one.unit, change.words, change.sense)
        });
        assert_eq!(
            told,
            [
                "Came 10 : +2, was 8 Plain",
                "Booked 50 %: ±0 pp, was 50 Plain",
                "Waited, median 13 min: +7 min, was 6 Worse",
                "Waited within the limit 90 %: +3 pp, was 87 Better",
                "Not received 3 : ±0, was 3 Plain",
            ]
        );
    }

    #[test]
    fn nothing_is_held_against_days_on_which_nobody_came() {
        let all = headlines(Words::english(), &figures(10, 5, 800, 3), Some(&Figures::default()));
        assert_eq!(all.map(|one| one.beside), [None, None, None, None, None]);
    }

    #[test]
    fn where_nobody_came_nothing_is_made_up() {
        let all = headlines(Words::english(), &Figures::default(), None);
        assert_eq!(
            all.map(|one| (one.value, one.unit, one.beside)),
            [
                ("0".to_owned(), String::new(), None),
                ("–".to_owned(), String::new(), None),
                ("–".to_owned(), String::new(), None),
                ("–".to_owned(), String::new(), None),
                ("0".to_owned(), String::new(), None),
            ]
        );
    }
}
