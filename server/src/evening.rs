//! The day report in the managers' mail each evening (Q7): at the office's hour, for every business day that had any business, also
//! for one whose evening the server was not there for. Each address is a way of its own: one that is put off keeps no other from its
//! report. Which day each has had is kept in a file, so that none comes twice but after a crash between the mail server's word and
//! the file's: then under the same Message-ID.

mod mailed;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use data_encoding::HEXLOWER;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use queue::Floor;
use queue::day::Day;
use queue::day::figures::{Figures, Filter};
use tokio::sync::{oneshot, watch};
use tokio::task::{JoinHandle, spawn_blocking};
use tokio::time::timeout;

use crate::credentials::random;
use crate::day_report::names::Names;
use crate::day_report::{Report, csv, paper};
use crate::floor_clock::FloorClock;
use crate::messages::carriers::{Carriers, Failed, Failing};
use crate::messages::report::MailedReport;
use crate::messages::setup::ReportSetup;
use crate::published::Published;
use crate::session::Reception;
use crate::statistics::StatisticsError;
use crate::statistics::report::{Told, told};
use mailed::Mailed;

/// Looks that are left out after a failure.
const REST: u32 = 30;
/// Time for a mail that is on its way when the server stops.
const LAST_MAIL: Duration = Duration::from_secs(3);

/// Mails the report.
pub struct Evening {
    folder: PathBuf,
    setup: Arc<ReportSetup>,
    carriers: Arc<Carriers>,
    published: watch::Receiver<Arc<Published>>,
    clock: Arc<FloorClock>,
}

/// Evenings that are watched.
pub struct Evenings {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

/// Who has had what, as this server knows it: the file may be behind where it cannot be written.
struct Standing {
    mailed: Mailed,
    is_written: bool,
}

/// What came of a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sent {
    /// Taken, or refused for good.
    Done,
    /// This address is to be tried again.
    Later,
    /// No address can be reached now.
    NoWay,
}

impl Evening {
    /// Nothing where the office has not set it up.
    pub fn of(folder: &Path, reception: &Reception) -> Option<Self> {
        Some(Self {
            folder: folder.to_owned(),
            setup: reception.messages.report()?,
            carriers: reception.messages.carriers()?,
            published: reception.screens.published.clone(),
            clock: Arc::clone(&reception.clock),
        })
    }

    /// Looks every so often until it is stopped.
    pub fn start(self, look: Duration) -> Evenings {
        let (stop, stopping) = watch::channel(false);
        Evenings { stop, task: tokio::spawn(self.watch(look, stopping)) }
    }

    async fn watch(self, look: Duration, mut stopping: watch::Receiver<bool>) {
        let mut standing = None;
        while goes_on_after(look, &mut stopping).await {
            let well = self.look(&mut standing, &stopping).await;
            if !well && !goes_on_after(look * REST, &mut stopping).await {
                return;
            }
        }
    }

    /// Mails whatever is due to whoever it is due to, the oldest day first; whether nothing of it is to be tried again.
    async fn look(&self, standing: &mut Option<Standing>, stopping: &watch::Receiver<bool>) -> bool {
        let Some(latest) = self.latest() else { return true };
        let standing = standing.get_or_insert_with(|| self.begin(latest));
        let mut put_off = BTreeSet::new();
        while let Some((day, places)) = self.due(&standing.mailed, latest, &put_off) {
            let report = match self.report(day).await {
                Ok(report) => report.map(Arc::new),
                Err(problem) => {
                    tracing::warn!(%problem, %day, "the day report cannot be made: it is tried again");
                    return false;
                }
            };
            for place in places {
                if *stopping.borrow() {
                    return true;
                }
                let sent = match &report {
                    Some(report) => self.mail(report, day, place, &standing.mailed.mark).await,
                    None => Sent::Done,
                };
                match sent {
                    Sent::Done => self.note(standing, place, day).await,
                    Sent::Later => {
                        put_off.insert(place);
                    }
                    Sent::NoWay => return false,
                }
            }
        }
        if !standing.is_written {
            self.write(standing).await;
        }
        put_off.is_empty() && standing.is_written
    }

    /// The last business day whose report is to go, of those that the office has begun.
    fn latest(&self) -> Option<Date> {
        let published = self.published.borrow();
        let calendar = &published.floor.as_ref()?.calendar;
        let now = calendar.zone.local(self.clock.now());
        latest(now, published.day?, calendar.day_turns_at, self.setup.at)
    }

    /// From the file; without one nobody gets the mails of a year.
    fn begin(&self, latest: Date) -> Standing {
        let mailed = Mailed::read(&self.folder);
        let is_written = mailed.is_some();
        let mailed = mailed.unwrap_or_else(|| Mailed::from_now(latest, HEXLOWER.encode(&random::<8>())));
        Standing { mailed, is_written }
    }

    /// The oldest day that is due, and the places of those to whom it is.
    fn due(&self, mailed: &Mailed, latest: Date, put_off: &BTreeSet<usize>) -> Option<(Date, Vec<usize>)> {
        let mut due: BTreeMap<Date, Vec<usize>> = BTreeMap::new();
        for (place, to) in self.setup.to.iter().enumerate().filter(|(place, _)| !put_off.contains(place)) {
            if let Some(day) = mailed.next(to, latest) {
                due.entry(day).or_default().push(place);
            }
        }
        due.pop_first()
    }

    /// One of them is done with a day.
    async fn note(&self, standing: &mut Standing, place: usize, day: Date) {
        let all = &self.setup.to;
        standing.mailed.note(&all[place], day, all);
        self.write(standing).await;
    }

    async fn write(&self, standing: &mut Standing) {
        let (folder, mailed) = (self.folder.clone(), standing.mailed.clone());
        let written = spawn_blocking(move || mailed.write(&folder)).await;
        standing.is_written = matches!(written, Ok(Ok(())));
        if let Ok(Err(problem)) = written {
            tracing::warn!(%problem, "the file that says which report was mailed cannot be written: one may come twice after a restart");
        }
    }

    /// Sends one day's report to one address.
    async fn mail(&self, report: &Arc<MailedReport>, day: Date, place: usize, mark: &str) -> Sent {
        let id = format!("report.{day}.{place}.{mark}@{}", self.carriers.domain());
        match self.send(Arc::clone(report), self.setup.to[place].clone(), id).await {
            Ok(_) => {
                tracing::info!(%day, "the day report was mailed");
                Sent::Done
            }
            Err(problem) => {
                let sent = match problem.failing {
                    Failing::Never => Sent::Done,
                    Failing::Later => Sent::Later,
                    Failing::Way => Sent::NoWay,
                };
                let again = sent != Sent::Done;
                tracing::warn!(%day, step = problem.step, code = problem.code, again, "the day report was not taken");
                sent
            }
        }
    }

    /// Nothing of a day that had no business.
    async fn report(&self, day: Date) -> Result<Option<MailedReport>, StatisticsError> {
        let Some(floor) = self.published.borrow().floor.clone() else { return Ok(None) };
        let (folder, setup, now) = (self.folder.clone(), Arc::clone(&self.setup), self.clock.now());
        let made = spawn_blocking(move || {
            let told = told(&folder, day)?.filter(|told| had_business(&told.day));
            Ok(told.and_then(|told| made(told, now, &floor, &setup)))
        });
        // One that panicked has said so.
        made.await.unwrap_or(Ok(None))
    }

    /// On a thread of its own: a mail server that does not answer holds up no stop.
    async fn send(&self, report: Arc<MailedReport>, to: String, id: String) -> Result<String, Failed> {
        let (carriers, now) = (Arc::clone(&self.carriers), self.clock.now());
        let (tell, answer) = oneshot::channel();
        let sending = move || {
            let _nobody_waits = tell.send(carriers.carry_report(&report, &to, &id, now));
        };
        let started = std::thread::Builder::new().name("report".to_owned()).spawn(sending);
        let lost = || Failed { failing: Failing::Later, step: "thread", code: None, said: String::new() };
        if started.is_err() {
            return Err(lost());
        }
        answer.await.unwrap_or_else(|_| Err(lost()))
    }
}

impl Evenings {
    /// Lets what is on its way arrive and be noted.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        if timeout(LAST_MAIL, &mut self.task).await.is_err() {
            tracing::warn!("a day report was on its way: it is sent again at the next start");
            self.task.abort();
        }
    }
}

/// Whether nobody has stopped it meanwhile.
async fn goes_on_after(rest: Duration, stopping: &mut watch::Receiver<bool>) -> bool {
    timeout(rest, stopping.wait_for(|stop| *stop)).await.is_err()
}

/// Whether anybody came, was expected, or was there to receive them.
fn had_business(day: &Day) -> bool {
    !(day.visits.is_empty() && day.spans.is_empty() && day.missed.is_empty())
}

/// The report in the words of the floor's speaker.
fn made(told: Told, now: Timestamp, floor: &Floor, setup: &ReportSetup) -> Option<MailedReport> {
    let Told { day, before, goes_on, .. } = told;
    let day = if goes_on { day.as_of(now) } else { day };
    let language = setup.language.as_ref().or(floor.languages.first())?;
    let filter = Filter::default();
    let figures = Figures::of(&day, &filter);
    let before = before.map(|day| (day.date, Figures::of(&day, &filter)));
    let report = Report {
        day: &day,
        filter: &filter,
        figures: &figures,
        before: before.as_ref().map(|(date, figures)| (*date, figures)),
        as_of: goes_on.then_some(now),
        names: Names::of(floor, language),
    };
    let words = report.names.words;
    let office = floor.office.in_language(language).to_owned();
    let title = format!("{}, {}", words.made_of_day, words.date_with_year(day.date));
    let mut text = format!("{office}\n{title}\n\n");
    for headline in report.headlines() {
        let value = [headline.value, headline.unit].join(" ");
        let beside = headline.beside.map_or(String::new(), |change| format!(" ({})", change.words));
        text.push_str(&format!("{}: {}{beside}\n", headline.name, value.trim_end()));
    }
    report.notes().iter().for_each(|note| text.push_str(&format!("\n{note}\n")));
    let mut table = Vec::new();
    let mut files = Vec::new();
    if csv::write_all(&report.tables(), &mut table).is_ok() {
        files.push((format!("{}.csv", report.file_name()), "text/csv; charset=utf-8", table));
    }
    // A machine without fonts mails the figures alone.
    files.extend(paper::file(&report).map(|pdf| (format!("{}.pdf", report.file_name()), "application/pdf", pdf)));
    Some(MailedReport { subject: format!("{title} – {office}"), office, text, language: words.language, files })
}

/// The last business day whose hour of mailing has come. At the hour of the turn itself it is the day that is over.
fn latest(now: DateTime, today: Date, turns_at: Time, at: Time) -> Option<Date> {
    let evening = if at < turns_at { today.tomorrow().ok()? } else { today };
    if at != turns_at && now >= evening.to_datetime(at) { Some(today) } else { today.yesterday().ok() }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};

    use super::*;

    #[test]
    fn a_day_is_mailed_when_its_hour_has_come() {
        let (monday, midnight, eight) = (date(2026, 11, 16), time(0, 0, 0, 0), time(20, 0, 0, 0));
        let sunday = date(2026, 11, 15);
        assert_eq!(latest(monday.at(19, 59, 59, 0), monday, midnight, eight), Some(sunday));
        assert_eq!(latest(monday.at(20, 0, 0, 0), monday, midnight, eight), Some(monday));
    }

    #[test]
    fn a_night_office_may_mail_after_midnight_for_the_day_before() {
        let (monday, four, two) = (date(2026, 11, 16), time(4, 0, 0, 0), time(2, 0, 0, 0));
        let (sunday, tuesday) = (date(2026, 11, 15), date(2026, 11, 17));
        assert_eq!(latest(monday.at(23, 0, 0, 0), monday, four, two), Some(sunday));
        assert_eq!(latest(tuesday.at(2, 0, 0, 0), monday, four, two), Some(monday));
    }

    #[test]
    fn at_the_hour_of_the_turn_the_day_that_is_over_is_mailed() {
        let (sunday, monday) = (date(2026, 11, 15), date(2026, 11, 16));
        for turns_at in [time(0, 0, 0, 0), time(4, 0, 0, 0)] {
            assert_eq!(latest(monday.to_datetime(turns_at), monday, turns_at, turns_at), Some(sunday));
            let end = monday.at(23, 59, 59, 0);
            assert_eq!(latest(end, monday, turns_at, turns_at), Some(sunday));
            assert_eq!(latest(end, sunday, turns_at, turns_at), Some(date(2026, 11, 14)), "the turn is held");
        }
    }

    #[test]
    fn a_day_that_the_office_has_not_begun_is_not_mailed() {
        let (sunday, midnight, eight) = (date(2026, 11, 15), time(0, 0, 0, 0), time(20, 0, 0, 0));
        assert_eq!(latest(date(2026, 11, 16).at(21, 0, 0, 0), sunday, midnight, eight), Some(sunday));
    }
}
