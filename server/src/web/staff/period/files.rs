//! The period as files to take along: the tables as CSV and as a workbook.

use std::sync::Arc;

use axum::response::Response;
use tokio::task::spawn_blocking;

use super::{Loaded, load};
use crate::day_report::names::Names;
use crate::day_report::table::Table;
use crate::day_report::{csv, xlsx};
use crate::web::staff::day::files::{CSV, Kind, XLSX, attached};
use crate::web::staff::visit::{Seen, Visit};

/// All tables, a figure a line; one table as it stands where one is asked for.
pub async fn csv(seen: Seen) -> Response {
    file(&seen.visit, &CSV, |loaded, tables, _| {
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
    let now = seen.visit.now;
    file(&seen.visit, &XLSX, move |loaded, tables, names| {
        let [title, _] = loaded.asked.titles(names.words);
        xlsx::book(&title, &names.office(), now, tables).ok()
    })
    .await
}

/// Made away from the threads that must not wait.
async fn file<Make>(visit: &Visit, kind: &Kind, make: Make) -> Response
where
    Make: FnOnce(&Loaded, &[Table], &Names<'_>) -> Option<Vec<u8>> + Send + 'static,
{
    let loaded = match load(visit).await {
        Ok(loaded) => loaded,
        Err(sorry) => return *sorry,
    };
    let ((from, to), table) = (loaded.asked.ends, loaded.asked.table.clone());
    let (floor, language) = (Arc::clone(&visit.floor), visit.language.clone());
    let made = spawn_blocking(move || {
        let names = Names::of(&floor, &language);
        make(&loaded, &loaded.tables(&names), &names)
    });
    let Some(bytes) = made.await.ok().flatten() else { return visit.nowhere() };
    attached(kind, &format!("period-{from}-{to}"), table.as_deref(), bytes)
}
