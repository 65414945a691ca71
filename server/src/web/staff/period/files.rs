//! The period as files to take along: the tables as CSV and as a workbook.

use axum::response::Response;

use super::{Loaded, load};
use crate::day_report::names::Names;
use crate::day_report::table::Table;
use crate::day_report::{csv, xlsx};
use crate::web::staff::day::files::{CSV, Kind, XLSX, attached};
use crate::web::staff::visit::{Seen, Visit};

/// All tables, a figure a line; one table as it stands where one is asked for.
pub async fn csv(seen: Seen) -> Response {
    file(&seen.visit, &CSV, |loaded, tables| {
        let mut written = Vec::new();
        let done = match &loaded.asked.table {
            None => csv::write_all(tables, &mut written),
            Some(key) => csv::write_one(tables.iter().find(|table| table.key == key)?, &mut written),
        };
        done.ok().map(|()| written)
    })
    .await
}

/// A workbook with a sheet for each table.
pub async fn xlsx(seen: Seen) -> Response {
    let visit = &seen.visit;
    file(visit, &XLSX, |loaded, tables| {
        let names = Names::of(&visit.floor, &visit.language);
        let [title, _] = loaded.asked.titles(names.words);
        xlsx::book(&title, &names.office(), visit.now, tables).ok()
    })
    .await
}

async fn file(visit: &Visit, kind: &Kind, make: impl FnOnce(&Loaded, &[Table]) -> Option<Vec<u8>>) -> Response {
    let loaded = match load(visit).await {
        Ok(loaded) => loaded,
        Err(sorry) => return *sorry,
    };
    let tables = loaded.tables(&Names::of(&visit.floor, &visit.language));
    let Some(bytes) = make(&loaded, &tables) else { return visit.nowhere() };
    let (from, to) = loaded.asked.ends;
    attached(kind, &format!("period-{from}-{to}"), loaded.asked.table.as_deref(), bytes)
}
