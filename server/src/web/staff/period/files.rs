//! The period as files to take along: the tables as CSV and as a workbook.

use std::sync::Arc;

use axum::response::Response;
use tokio::task::spawn_blocking;

use super::{Loaded, load};
use crate::day_report::names::Names;
use crate::day_report::table::Table;
use crate::day_report::xlsx;
use crate::web::staff::files::{XLSX, attached, csv_of};
use crate::web::staff::visit::{Seen, Visit};

/// All tables, a figure a line; one table as it stands where one is asked for.
pub async fn csv(seen: Seen) -> Response {
    let made = made(&seen.visit, |loaded, tables, _| csv_of(tables, loaded.asked.table.as_deref())).await;
    made.map_or_else(|sorry| *sorry, |(name, csv)| csv.attached(&name))
}

/// A workbook with a sheet for each table.
pub async fn xlsx(seen: Seen) -> Response {
    let now = seen.visit.now;
    let made = made(&seen.visit, move |loaded, tables, names| {
        let [title, _] = loaded.asked.titles(names.words);
        xlsx::book(&title, &names.office(), now, tables).ok()
    });
    made.await.map_or_else(|sorry| *sorry, |(name, bytes)| attached(&XLSX, &name, bytes))
}

/// Made away from the threads that must not wait, with the name of its file.
async fn made<Make, T>(visit: &Visit, make: Make) -> Result<(String, T), Box<Response>>
where
    T: Send + 'static,
    Make: FnOnce(&Loaded, &[Table], &Names<'_>) -> Option<T> + Send + 'static,
{
    let loaded = load(visit).await?;
    let (from, to) = loaded.asked.ends;
    let (floor, language) = (Arc::clone(&visit.floor), visit.language.clone());
    let made = spawn_blocking(move || {
        let names = Names::of(&floor, &language);
        make(&loaded, &loaded.tables(&names), &names)
    });
    let made = made.await.ok().flatten().ok_or_else(|| Box::new(visit.nowhere()))?;
    Ok((format!("period-{from}-{to}"), made))
}
