//! The quarters of a day, each counted again by looking at each moment.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use queue::day::Day;
use queue::day::figures::Filter;
use queue::day::flow::{Quarter, came_booked, came_for, quarters, windows_open};
use queue::ticket::LeftWhy;

use super::{Seen, stood_from};
use crate::support::flow::lines::Record;

/// Every quarter is looked at by itself: who came in it, and the most who waited at any moment at which a wait began, or at
/// its beginning.
pub(super) fn holds(day: &Day, record: &Record, filter: &Filter, seen: &Seen<'_>) {
    let quarters = quarters(day, filter);
    let waits: Vec<(Timestamp, Option<Timestamp>)> = seen
        .waits
        .iter()
        .map(|(_, line, wait)| {
            let ended = wait.call.as_ref().map(|call| call.1).or(wait.end.map(|end| end.0));
            let gave_up = wait.call.is_none() && line.gone.is_some_and(|(_, why)| why == LeftWhy::EndOfDay);
            let from = stood_from(line, wait);
            (from, ended.map(|end| if gave_up { end.min(day.turns_at).max(from) } else { end.max(from) }))
        })
        .collect();
    let zone = TimeZone::get(record.floor.calendar.zone.name()).expect("the floor's zone");
    let mut came = 0;
    for (index, quarter) in quarters.iter().enumerate() {
        let local = quarter.begins.to_zoned(zone.clone());
        assert!(local.minute() % 15 == 0 && local.second() == 0, "{local}");
        let ends = quarter.begins + jiff::SignedDuration::from_mins(15);
        assert!(quarters.get(index + 1).is_none_or(|next| next.begins == ends));
        let inside = |at: Timestamp| quarter.begins <= at && at < ends;
        let here = seen.visits.iter().filter(|(_, line)| inside(line.issued)).count();
        assert_eq!(quarter.came as usize, here, "{} {filter:?}: {quarter:?}", day.date);
        came += here;
        let at = |moment: Timestamp| {
            let waits = waits.iter().filter(|(from, to)| *from <= moment && to.is_none_or(|to| moment < to));
            waits.count()
        };
        let moments = waits.iter().map(|wait| wait.0).filter(|from| inside(*from)).chain([quarter.begins]);
        let most = moments.map(at).max().unwrap_or(0);
        assert_eq!(quarter.waiting as usize, most, "{} {filter:?}: {quarter:?}", day.date);
    }
    assert_eq!(came, seen.visits.len(), "whoever came, came in a quarter");
    parts_hold(day, record, filter, seen, &quarters);
    if let Some(service) = record.floor.services.first() {
        let for_it = came_for(day, filter, &service.id);
        let tickets: BTreeSet<_> =
            seen.waits.iter().filter(|(.., w)| w.service == service.id).map(|(t, ..)| t).collect();
        assert_eq!(for_it.iter().sum::<u32>() as usize, tickets.len());
        assert!(for_it.len() == quarters.len() && for_it.iter().zip(&quarters).all(|(some, all)| *some <= all.came));
    }
}

/// Of each quarter, who had booked, and the most windows that were open at a moment at which one opened, or at its beginning.
fn parts_hold(day: &Day, record: &Record, filter: &Filter, seen: &Seen<'_>, quarters: &[Quarter]) {
    let (booked, open) = (came_booked(day, filter), windows_open(day, filter));
    // Windows have neither a service nor a category.
    let of_visitors = filter.service.is_some() || filter.category.is_some() || filter.coming.is_some();
    assert_eq!((booked.len(), open.is_none()), (quarters.len(), of_visitors));
    assert!(open.as_ref().is_none_or(|open| open.len() == quarters.len()));
    let spans = || record.spans.iter().filter(|span| span.2.is_none());
    for (index, quarter) in quarters.iter().enumerate() {
        let ends = quarter.begins + jiff::SignedDuration::from_mins(15);
        let inside = |at: Timestamp| quarter.begins <= at && at < ends;
        let came = seen.visits.iter().filter(|(_, line)| line.due.is_some() && inside(line.issued)).count();
        let at = |moment: Timestamp| {
            spans().filter(|span| span.3 <= moment && span.4.is_none_or(|until| moment < until)).count()
        };
        let moments = spans().map(|span| span.3).filter(|from| inside(*from)).chain([quarter.begins]);
        let most = moments.map(at).max().unwrap_or(0);
        assert_eq!(booked[index] as usize, came, "{} {filter:?}: {quarter:?}", day.date);
        let told = open.as_ref().map(|open| open[index] as usize);
        assert_eq!(told, (!of_visitors).then_some(most), "{} {filter:?}: {quarter:?}", day.date);
    }
}
