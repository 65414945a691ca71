//! A change, its finding and why it cannot be, in the reader's words.

use queue::floor::Policy;
use queue::what_if::{LIMIT_MOST_MIN, NotPossible};

use super::asked::{Asked, Field, Unread};
use super::played::{Played, Side};
use super::words::Words;
use crate::day_report::names::Names;
use crate::web::staff::anew;
use crate::web::words::filled;

/// A policy.
pub fn policy(w: &Words, policy: Policy) -> String {
    match policy {
        Policy::FirstCome => w.first_come.clone(),
        Policy::Credit => w.credit.clone(),
        Policy::Ratio { general } => filled(&w.ratio, &[&general.to_string()]),
    }
}

/// What is changed, in one phrase.
fn change(w: &Words, names: &Names<'_>, asked: &Asked) -> String {
    let hour = |time: &jiff::civil::Time| time.strftime("%H:%M").to_string();
    let more = asked.more.as_ref().map(|(like, from)| match from {
        Some(from) => filled(&w.with_more_from, &[&names.window(like), &hour(from)]),
        None => filled(&w.with_more, &[&names.window(like)]),
    });
    let less = asked.less.as_ref().map(|(window, from)| match from {
        Some(from) => filled(&w.with_less_from, &[&names.window(window), &hour(from)]),
        None => filled(&w.with_less, &[&names.window(window)]),
    });
    let turn = asked.policy.map(|asked| filled(&w.with_turn, &[&policy(w, asked)]));
    let limits = asked.limits_min.iter();
    let limits = limits.map(|(id, limit_min)| filled(&w.with_limit, &[&names.category(id), &limit_min.to_string()]));
    let norms = asked.norms_min.iter();
    let norms = norms.map(|(id, norm_min)| filled(&w.with_limit, &[&names.short(id), &norm_min.to_string()]));
    let all: Vec<String> = more.into_iter().chain(less).chain(turn).chain(limits).chain(norms).collect();
    all.join("; ")
}

/// What would have been, in one sentence, with the minutes of the figure below it.
pub fn finding(w: &Words, names: &Names<'_>, asked: &Asked, played: &Played) -> String {
    let Some(would) = &played.would else {
        let called = played.was.all.waits.count > 0;
        let half = || names.words.half(played.was.all.waits.median_s);
        return if called { filled(&w.was_day, &[&half()]) } else { names.words.nobody_called.clone() };
    };
    let change = change(w, names, asked);
    if would.all.waits.count == 0 {
        return filled(&w.finding_nobody, &[&change]);
    }
    let minutes = |side: &Side| side.all.waits.median_s / 60;
    let was = Some(&played.was).filter(|was| was.all.waits.count > 0);
    half(w, &change, minutes(would), was.map(minutes))
}

/// How long half would have waited and did, in whole minutes; less than one is called so.
fn half(w: &Words, change: &str, would_min: u32, was_min: Option<u32>) -> String {
    let Some(was_min) = was_min else {
        return filled(&w.finding_none_was, &[change, &would_min.max(1).to_string()]);
    };
    let (would, was) = (would_min.to_string(), was_min.to_string());
    match (would_min, was_min) {
        (0, 0) => filled(&w.finding_same_at_once, &[change]),
        (0, 1..) => filled(&w.finding_at_once, &[change, &was]),
        (1.., 0) => filled(&w.finding_not_at_once, &[change, &would]),
        (1.., 1..) if would_min == was_min => filled(&w.finding_same, &[change, &would]),
        (1.., 1..) => filled(&w.finding, &[change, &would, &was]),
    }
}

/// Why a change cannot be played.
pub fn refused(w: &Words, names: &Names<'_>, why: &NotPossible) -> String {
    match why {
        NotPossible::OutsideTheDay(time) => filled(&w.outside, &[&time.strftime("%H:%M").to_string()]),
        NotPossible::WindowNotOpen(window) => filled(&w.not_open, &[&names.window(window)]),
        NotPossible::NoReception => w.no_reception.clone(),
        NotPossible::UnknownCategory(_) | NotPossible::UnknownService(_) | NotPossible::NoServices => {
            w.not_on_floor.clone()
        }
    }
}

/// What cannot be read: in which field it stands, and what can stand there.
pub fn unread(w: &Words, names: &Names<'_>, unread: &Unread) -> String {
    let from = |label: &str| format!("{label}, {}", w.from);
    let of = |label: &str, name: &str| format!("{label}, {name}");
    let (label, mend) = match &unread.field {
        Field::Turn => (w.turn_label.clone(), &w.not_listed),
        Field::More => (w.more_label.clone(), &w.not_listed),
        Field::MoreFrom => (from(&w.more_label), &w.no_time),
        Field::Less => (w.less_label.clone(), &w.not_listed),
        Field::LessFrom => (from(&w.less_label), &w.no_time),
        Field::Limit(id) => (of(&w.limits_label, &names.category(id)), &w.no_limit),
        Field::Norm(id) => (of(&w.limits_label, &names.short(id)), &w.no_limit),
        Field::Other(name) => return format!("{}: {}", anew::told(name), w.not_on_floor),
    };
    let typed = anew::told(&unread.typed);
    format!("{label}: {}", filled(mend, &[&typed, "1", &LIMIT_MOST_MIN.to_string()]))
}

#[cfg(test)]
mod tests {
    use queue::ids::Language;

    use super::*;

    #[test]
    fn a_median_under_a_minute_is_called_so_and_not_no_minutes() {
        let said = |language: &str, would_min, was_min| {
            half(Words::of(&Language::new(language).unwrap()), "A", would_min, was_min)
        };
        for (would_min, was_min, told) in [
            (0, None, "A: half would have waited up to 1 min; as it was, nobody was called"),
            (7, None, "A: half would have waited up to 7 min; as it was, nobody was called"),
            (0, Some(0), "A: half would have waited less than 1 min, as they did"),
            (0, Some(7), "A: half would have waited less than 1 min instead of up to 7"),
            (7, Some(0), "A: half would have waited up to 7 min instead of less than 1"),
            (7, Some(7), "A: half would have waited up to 7 min, as they did"),
            (7, Some(9), "A: half would have waited up to 7 min instead of 9"),
        ] {
            assert_eq!(said("en", would_min, was_min), told);
            for language in ["ru", "hy"] {
                let said = said(language, would_min, was_min);
                assert!(!said.contains('0') && !said.contains("half"), "{said}");
            }
        }
    }
}
