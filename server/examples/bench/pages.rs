//! The pages of a day and of a year out of five years as a manager's browser has them: signed in, private, on one connection that stays.
//! Beside them the least answer of the same server on the same connection.

use std::path::Path;
use std::time::{Duration, Instant};

use crate::browser::Browser;
use crate::floor::MANAGER;
use crate::press::serve;
use crate::statistics::middle_ms;
use crate::table::{Row, Table};

const DAY: &str = "/staff/day?date=2023-11-15";
const YEAR: &str = "/staff/period?from=2023-01-01&to=2023-12-31&against_from=2022-01-01&against_to=2022-12-31";
/// Between two questions whether the statistics are there, and when they will not come any more.
const LOOK_AGAIN: Duration = Duration::from_millis(100);
const NEVER: Duration = Duration::from_secs(60);

/// Serves the folder, which has the days.
pub fn measure(folder: &Path, table: &mut Table) -> anyhow::Result<()> {
    // A page of the past is longer than this, in bytes.
    let long = table.size.of(20_000, 1_000);
    let server = serve(folder, 0)?;
    let mut manager = ready(server.port, folder)?;
    for (name, path, goal) in [
        ("statistics: page of a day of five years over HTTPS (floor: /health)", DAY, "<= 50"),
        ("statistics: page of a year of five and the year before over HTTPS (floor: /health)", YEAR, "<= 500"),
    ] {
        let value = middle_ms(|| {
            let page = manager.get(path)?;
            let is_it = page.is(200) && page.body.len() > long;
            anyhow::ensure!(is_it, "{path}: {}, {} bytes", page.head, page.body.len());
            Ok(())
        })?;
        let least = middle_ms(|| {
            anyhow::ensure!(manager.get("/health")?.is(200), "the server is well");
            Ok(())
        })?;
        table.add(Row { name, unit: "ms", value, floor: Some(least), goal });
    }
    Ok(())
}

/// A manager who is signed in, once the server has read what it needs for the page; who signs in before the day has turned is signed out by it.
fn ready(port: u16, folder: &Path) -> anyhow::Result<Browser> {
    let began = Instant::now();
    loop {
        let mut manager = Browser::signed_in(port, folder, MANAGER)?;
        let page = manager.get(DAY)?;
        if page.is(200) {
            return Ok(manager);
        }
        anyhow::ensure!(began.elapsed() < NEVER, "{DAY} did not come: {}", page.head);
        std::thread::sleep(LOOK_AGAIN);
    }
}
