//! Days together, held against other days (Q7): the same figures as of a day, day by day, and the heat of weekdays and hours.
//! Made of the folded days; names no visitor.

mod asked;
pub mod files;
mod heat;
mod view;

use std::sync::Arc;

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use queue::Floor;
use queue::day::figures::Figures;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::spawn_blocking;

use super::anew::{self, Keeps};
use super::day::clerks::Speed;
use super::frame::{self, Frame, Sorry};
use super::part::{self, Unknown};
use super::visit::{Seen, Visit};
use super::{LOOK, STYLE};
use crate::day_report::as_of::AsOf;
use crate::day_report::names::Names;
use crate::day_report::table::{Cell, Table, count, heads, of_period};
use crate::day_report::words::Words;
use crate::permits::StaffPage;
use crate::ratings::{Mark, Ratings, Told};
use crate::statistics::{Statistics, StatisticsError};
use asked::{Amiss, Asked};
use view::View;

/// The period as files; `table` asks for one table of the CSV.
pub const CSV: &str = "/staff/period.csv";
/// A workbook.
pub const XLSX: &str = "/staff/period.xlsx";

#[derive(Template)]
#[template(path = "staff/period.html")]
struct PeriodPage {
    style: &'static str,
    frame: Frame,
    w: &'static Words,
    view: View,
}

/// What is known of a period, and of what it is held against.
pub struct Loaded {
    /// As it was asked for, with what was not said filled in.
    asked: Asked,
    /// Its figures.
    figures: Figures,
    /// Those of the other one.
    before: Figures,
    /// What visitors said of their visits in it; nothing where that cannot be read.
    ratings: Option<Told>,
    /// The next period is read once this one is told.
    _turn: OwnedSemaphorePermit,
}

impl Loaded {
    /// As of when it is told, where the present day is one of its days or of those that it is held against.
    fn as_of(&self, visit: &Visit) -> Option<AsOf> {
        let today = visit.published.day?;
        let goes_on = self.asked.has(today);
        goes_on.then(|| AsOf::of_days(Words::of(&visit.language), &visit.floor.calendar.zone, today, visit.now))
    }

    /// All its tables.
    fn tables(&self, names: &Names<'_>) -> Vec<Table> {
        let [ends, against] = self.asked.titles(names.words);
        let mut tables = of_period(names, (&self.figures, &self.before), &self.asked.filter, [&ends, &against]);
        tables.extend(self.ratings.iter().map(|told| marks(names.words, told)));
        tables
    }
}

/// So many of each mark. What visitors wrote is read on the page alone: it is forgotten in time, and a file is not (P3).
fn marks(words: &Words, told: &Told) -> Table {
    let mark = |(mark, many): (Mark, u32)| vec![Cell::Text(mark.number().to_string()), count(many)];
    Table {
        key: "ratings",
        name: words.ratings_table.clone(),
        heads: heads(&[&words.mark_head, &words.ratings_head]),
        keys: 1,
        rows: Mark::ALL.into_iter().zip(told.marks).map(mark).collect(),
    }
}

/// The page.
pub async fn show(seen: Seen) -> Response {
    let loaded = match load(&seen.visit).await {
        Ok(loaded) => loaded,
        Err(sorry) => return *sorry,
    };
    seen.make(move |seen| page(seen, &loaded)).await
}

fn page(seen: &Seen, loaded: &Loaded) -> Response {
    let w = Words::of(&seen.visit.language);
    let view = View::of(loaded, &seen.visit);
    let [title, _] = loaded.asked.titles(w);
    LOOK.page(StatusCode::OK, PeriodPage { style: STYLE, frame: seen.frame(&title), w, view }.render())
}

/// The period that is asked for, read away from the threads that must not wait; else the page that says why not.
async fn load(visit: &Visit) -> Result<Loaded, Box<Response>> {
    let asked = Asked::of(visit, visit.today()).map_err(|amiss| Box::new(no_period(visit, &amiss)))?;
    // What cannot be read needs no reading, and so no turn.
    if !asked.unread.is_empty() && part::gone(&visit.floor, &asked.filter).is_empty() {
        return Err(Box::new(no_period(visit, &Amiss::Part(asked.unread))));
    }
    let (reception, floor, now) = (&visit.pages.reception, Arc::clone(&visit.floor), visit.now);
    let (statistics, ratings) = (Arc::clone(&reception.statistics), Arc::clone(&reception.ratings));
    match in_turn(&visit.pages.periods, move |turn| read(&statistics, &ratings, &floor, asked, now, turn)).await {
        Some(Ok(loaded)) => Ok(loaded),
        Some(Err(NotRead::Part(unknown))) => Err(Box::new(no_period(visit, &Amiss::Part(unknown)))),
        Some(Err(NotRead::Statistics(problem))) => Err(Box::new(not_there(visit, &problem))),
        None => Err(Box::new(not_yet(visit))),
    }
}

/// One page after the other. The turn is the reading's own: it ends with it, also where its reader has gone meanwhile.
async fn in_turn<T, Read>(turns: &Arc<Semaphore>, read: Read) -> Option<T>
where
    T: Send + 'static,
    Read: FnOnce(OwnedSemaphorePermit) -> T + Send + 'static,
{
    let turn = Arc::clone(turns).acquire_owned().await.ok()?;
    spawn_blocking(move || read(turn)).await.ok()
}

/// Why there are no figures of a period.
enum NotRead {
    /// Nobody knows the part.
    Part(Vec<Unknown>),
    /// The statistics cannot be had.
    Statistics(StatisticsError),
}

impl From<StatisticsError> for NotRead {
    fn from(problem: StatisticsError) -> Self {
        Self::Statistics(problem)
    }
}

fn read(
    statistics: &Statistics,
    ratings: &Ratings,
    floor: &Floor,
    asked: Asked,
    now: Timestamp,
    turn: OwnedSemaphorePermit,
) -> Result<Loaded, NotRead> {
    let unknown = part::unknown(statistics, floor, &asked.filter, &asked.unread)?;
    if !unknown.is_empty() {
        return Err(NotRead::Part(unknown));
    }
    let [figures, before] = statistics.compared([asked.ends, asked.against], &asked.filter, now)?;
    let (from, to) = asked.ends;
    let said = ratings.told(from, to);
    let ratings = said.inspect_err(|problem| tracing::error!(%problem, "the ratings cannot be read")).ok();
    Ok(Loaded { figures, before, ratings, asked, _turn: turn })
}

fn no_period(visit: &Visit, amiss: &Amiss) -> Response {
    let w = Words::of(&visit.language);
    let dates = [
        ("from", w.first_day.as_str()),
        ("to", w.last_day.as_str()),
        ("against_from", w.against_first_day.as_str()),
        ("against_to", w.against_last_day.as_str()),
    ];
    let (title, note) = (title(w, amiss), amiss.note(w));
    let unknown = if let Amiss::Part(unknown) = amiss { part::names(unknown) } else { Vec::new() };
    let keeps = if *amiss == Amiss::Twice { Keeps::Nothing } else { Keeps::But(&unknown) };
    anew::ask(visit, StaffPage::Period, (&dates, keeps), StatusCode::BAD_REQUEST, (title, &note))
}

fn title<'a>(w: &'a Words, amiss: &Amiss) -> &'a str {
    match amiss {
        Amiss::Part(_) => &w.no_part,
        Amiss::Date | Amiss::Order | Amiss::Long | Amiss::Ahead | Amiss::Twice => &w.no_period,
    }
}

fn not_there(visit: &Visit, problem: &StatisticsError) -> Response {
    tracing::warn!(%problem, "a period cannot be shown");
    not_yet(visit)
}

fn not_yet(visit: &Visit) -> Response {
    let w = Words::of(&visit.language);
    let page = Sorry::new(visit.frame(&w.not_yet, Some(StaffPage::Period)), &w.not_yet_note);
    let page = page.way(frame::address(StaffPage::Period), &visit.words.period);
    LOOK.page(StatusCode::SERVICE_UNAVAILABLE, page.render_page())
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;
    use std::time::Duration;

    use tokio::time::timeout;

    use super::*;

    #[tokio::test]
    async fn a_reading_whose_reader_has_gone_keeps_its_turn_to_its_end() {
        let turns = Arc::new(Semaphore::new(1));
        let (release, released) = channel::<()>();
        let reading = in_turn(&turns, move |_turn| released.recv());
        assert!(timeout(Duration::from_millis(50), reading).await.is_err(), "it is still read when its reader goes");
        assert_eq!(turns.available_permits(), 0);
        drop(release);
        assert_eq!(in_turn(&turns, |_turn| "the next one").await, Some("the next one"));
    }
}
