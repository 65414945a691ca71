//! The period as files to take along: the tables as CSV and as a workbook.

use std::sync::Arc;

use axum::response::Response;
use tokio::task::spawn_blocking;

use super::load;
use crate::day_report::names::Names;
use crate::web::staff::files::Book;
use crate::web::staff::visit::{Seen, Visit};

/// All tables, a figure a line; one table as it stands where one is asked for.
pub async fn csv(seen: Seen) -> Response {
    match book(&seen.visit).await {
        Ok(book) => book.csv(&seen.visit).await,
        Err(sorry) => *sorry,
    }
}

/// A workbook with a sheet for each table.
pub async fn xlsx(seen: Seen) -> Response {
    match book(&seen.visit).await {
        Ok(book) => book.xlsx(&seen.visit).await,
        Err(sorry) => *sorry,
    }
}

/// Made away from the threads that must not wait.
async fn book(visit: &Visit) -> Result<Book, Box<Response>> {
    let loaded = load(visit).await?;
    let (floor, language, made_at) = (Arc::clone(&visit.floor), visit.language.clone(), visit.now);
    let as_of = loaded.as_of(visit);
    let made = spawn_blocking(move || {
        let names = Names::of(&floor, &language);
        let ((from, to), [title, _]) = (loaded.asked.ends, loaded.asked.titles(names.words));
        Book { name: format!("period-{from}-{to}"), title, made_at, as_of, tables: loaded.tables(&names) }
    });
    made.await.map_err(|_| Box::new(visit.nowhere()))
}
