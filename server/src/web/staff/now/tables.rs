//! The floor at this moment as tables.

use super::Now;
use super::scene::Scene;
use super::windows::WindowRow;
use crate::day_report::as_of::AsOf;
use crate::day_report::table::{Cell, Table, count, heads, text};
use crate::web::staff::files::Book;
use crate::web::staff::words::Words;

/// Windows, services, who is booked, and devices.
pub fn book(scene: &Scene<'_>) -> Book {
    let (now, words) = (Now::of(scene), scene.words);
    let zone = &scene.floor.calendar.zone;
    let day = scene.day.unwrap_or_else(|| zone.local(scene.now).date());
    Book {
        name: format!("now-{day}"),
        title: words.now.clone(),
        made_at: scene.now,
        as_of: Some(AsOf::of_moment(now.as_of.clone(), zone, day, scene.now)),
        tables: vec![windows(words, &now), services(words, &now), booked(words, &now), devices(words, &now)],
    }
}

fn minutes(minutes: u32) -> Cell {
    Cell::Seconds(u64::from(minutes) * 60)
}

fn windows(words: &Words, now: &Now) -> Table {
    let spent = |row: &WindowRow, of: fn(&super::windows::Minutes) -> u32| {
        Cell::Some(row.minutes.as_ref().map(|minutes| u64::from(of(minutes)) * 60))
    };
    let row = |row: &WindowRow| {
        vec![
            Cell::Text(row.number.to_string()),
            text(&row.clerk),
            text(&row.ticket),
            text(&row.service),
            spent(row, |minutes| minutes.spent),
            spent(row, |minutes| minutes.norm),
            text(&row.told()),
        ]
    };
    let heads = [
        &words.window,
        &words.clerk,
        &words.visitor,
        &words.service,
        &words.at_window_head,
        &words.norm_head,
        &words.state,
    ];
    let rows = now.windows.rows.iter().map(row).collect();
    Table { key: "windows", name: words.windows_table.clone(), heads: self::heads(&heads), keys: 1, rows }
}

fn services(words: &Words, now: &Now) -> Table {
    let row = |row: &super::services::ServiceRow| {
        let longest = row.longest.as_ref();
        vec![
            text(&row.name),
            count(row.waiting),
            count(row.over),
            count(row.soon),
            longest.map_or(Cell::Some(None), |longest| minutes(longest.minutes)),
            longest.map_or(Cell::Some(None), |longest| minutes(longest.limit)),
            text(&row.expected),
            text(&row.coupons),
        ]
    };
    let heads = [
        &words.service,
        &words.waiting,
        &words.over_limit,
        &words.soon_head,
        &words.longest_wait,
        &words.limit_head,
        &words.expected_wait,
        &words.coupons,
    ];
    let rows = now.services.rows.iter().map(row).collect();
    Table { key: "services", name: words.services_table.clone(), heads: self::heads(&heads), keys: 1, rows }
}

fn booked(words: &Words, now: &Now) -> Table {
    let row = |row: &super::booked::BookedRow| {
        [&row.time, &row.number, &row.service, &row.state].map(|cell| text(cell)).to_vec()
    };
    let heads = [&words.time, &words.number, &words.service, &words.state];
    let rows = now.booked.rows.iter().map(row).collect();
    Table { key: "booked", name: words.booked_next_hour.clone(), heads: self::heads(&heads), keys: 2, rows }
}

fn devices(words: &Words, now: &Now) -> Table {
    let all = now.devices.groups.iter().flat_map(|group| group.rows.iter().map(move |row| (group.name, row)));
    let rows =
        all.map(|(group, row)| vec![text(group), text(&row.name), text(&row.seen), Cell::Text(row.faults.join("; "))]);
    let heads = [&words.kind_head, &words.device_head, &words.state, &words.faults_head];
    let rows = rows.collect();
    Table { key: "devices", name: words.devices_table.clone(), heads: self::heads(&heads), keys: 2, rows }
}
