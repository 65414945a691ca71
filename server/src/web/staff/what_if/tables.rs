//! Both days beside each other as tables. Where nothing was changed the second day is empty.

use queue::day::lengths::Length;
use queue::day::times::Times;

use super::asked::Asked;
use super::played::{Played, Side};
use super::said;
use super::words::Words;
use crate::day_report::names::Names;
use crate::day_report::table::{Cell, Table, count, heads, of_some};
use crate::web::staff::files::Book;
use crate::web::staff::visit::Visit;

/// The figures of the office, its services and categories, and the waits by length.
pub fn book(played: &Played, visit: &Visit, asked: &Asked) -> Book {
    let (w, floor) = (Words::of(&visit.language), played.record.floor());
    let names = Names::of(floor, &visit.language);
    let would = played.would.as_ref();
    let service = |side: &Side| side.services.iter().map(|(id, times)| (names.short(id), *times)).collect();
    let category = |side: &Side| side.categories.iter().map(|(id, times)| (names.category(id), *times)).collect();
    let (of_services, of_categories): (Of, Of) = (&service, &category);
    let both = |key, name: &String, head: &String, of: Of| by(w, &names, (key, name, head), (&played.was, would), of);
    Book {
        name: format!("what-if-{}", played.record.date()),
        title: said::finding(w, &names, asked, played),
        made_at: visit.now,
        as_of: played.as_of(names.words, visit.now),
        tables: vec![
            office(w, &names, (&played.was, would)),
            both("services-beside", &names.words.services, &names.words.service_head, of_services),
            both("categories-beside", &w.categories, &w.category, of_categories),
            lengths(w, &names, (&played.was, would)),
        ],
    }
}

/// Names and their waits of a side.
type Of<'a> = &'a dyn Fn(&Side) -> Vec<(String, Times)>;
/// The day as it was, and as it would have been.
type Sides<'a> = (&'a Side, Option<&'a Side>);

fn office(w: &Words, names: &Names<'_>, (was, would): Sides<'_>) -> Table {
    let d = names.words;
    let row = |name: &String, of: &dyn Fn(&Side) -> Cell| {
        let was = of(was);
        let would = would.map_or_else(|| was.emptied(), of);
        vec![Cell::Text(name.clone()), was, would]
    };
    Table {
        key: "office-beside",
        name: w.whole.clone(),
        heads: heads(&[&d.what, &w.as_it_was, &w.as_it_would]),
        keys: 1,
        rows: vec![
            row(&w.received, &|side| count(side.received)),
            row(&d.waited_figure, &|side| of_some(&side.all.waits, side.all.waits.median_s)),
            row(&w.nine_of_ten, &|side| of_some(&side.all.waits, side.all.waits.nine_of_ten_s)),
            row(&d.wait_longest, &|side| of_some(&side.all.waits, side.all.waits.longest_s)),
            row(&d.within_figure, &|side| Cell::Percent(side.all.waits.within_percent())),
            row(&d.gone_figure, &|side| count(side.all.visitors.left + side.all.visitors.left_at_end)),
        ],
    }
}

fn by(w: &Words, names: &Names<'_>, of_what: (&'static str, &String, &String), sides: Sides<'_>, of: Of<'_>) -> Table {
    let (d, (key, name, head)) = (names.words, of_what);
    let (was, would) = (of(sides.0), sides.1.map(of).unwrap_or_default());
    let cells = |times: &Times| {
        let [median, nine, longest] = [times.median_s, times.nine_of_ten_s, times.longest_s].map(|s| of_some(times, s));
        [count(times.count), median, nine, longest, Cell::Percent(times.within_percent())]
    };
    let row = |(at, (name, was)): (usize, &(String, Times))| {
        let was = cells(was);
        let would = would.get(at).map_or_else(|| was.each_ref().map(Cell::emptied), |(_, times)| cells(times));
        let pairs = was.into_iter().zip(would).flat_map(|(was, would)| [was, would]);
        std::iter::once(Cell::Text(name.clone())).chain(pairs).collect()
    };
    let measures = [&d.called, &d.wait_median, &d.wait_90, &d.wait_longest, &d.within_limit];
    let both = measures
        .into_iter()
        .flat_map(|measure| [&w.as_it_was, &w.as_it_would].map(|side| format!("{measure}, {side}")));
    Table {
        key,
        name: name.clone(),
        heads: std::iter::once(head.clone()).chain(both).collect(),
        keys: 1,
        rows: was.iter().enumerate().map(row).collect(),
    }
}

fn lengths(w: &Words, names: &Names<'_>, sides: Sides<'_>) -> Table {
    let all = |length: &Length| count(length.within + length.over);
    let (was, would) = (&sides.0.lengths, sides.1.map_or(&[][..], |side| &side.lengths[..]));
    let row = |(at, was): (usize, &Length)| {
        let (from, was) = (Cell::Text(was.from_min.to_string()), all(was));
        let would = would.get(at).map_or_else(|| was.emptied(), all);
        vec![from, was, would]
    };
    Table {
        key: "lengths-beside",
        name: w.by_length.clone(),
        heads: heads(&[&names.words.from_min, &w.as_it_was, &w.as_it_would]),
        keys: 1,
        rows: was.iter().enumerate().map(row).collect(),
    }
}
