//! The day report in the managers' mail each evening (Q7): at the office's hour, for every business day that there was, also for
//! one whose evening the server was not there for. Which day was mailed last is kept in a file, so that none comes twice but after
//! a crash between the mail server's word and the file's: then under the same Message-ID.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use data_encoding::HEXLOWER;
use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time};
use queue::day::figures::{Figures, Filter};
use queue::floor::Floor;
use tokio::sync::{oneshot, watch};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::credentials::random;
use crate::data_folder::write_private;
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

/// Name of the file in the data folder.
const FILE: &str = "report-mailed";
/// Days that are made up for.
const MADE_UP: i32 = 7;
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

/// What the file says.
struct Mailed {
    /// The last business day whose report went out.
    day: Date,
    /// Tells this office's mails from another's.
    mark: String,
}

/// A day's report on its way to everybody.
struct Round {
    day: Date,
    /// Addresses that are done with.
    done: usize,
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
        let mut round: Option<Round> = None;
        while goes_on_after(look, &mut stopping).await {
            let Some((mailed, day)) = self.due() else { continue };
            let mut now = round.take().filter(|round| round.day == day).unwrap_or(Round { day, done: 0 });
            if self.mail(&mut now, &mailed.mark).await {
                self.note(&Mailed { day, ..mailed });
            } else {
                round = Some(now);
                if !goes_on_after(look * REST, &mut stopping).await {
                    return;
                }
            }
        }
    }

    /// The next day whose report is to go.
    fn due(&self) -> Option<(Mailed, Date)> {
        let floor = self.published.borrow().floor.clone()?;
        let calendar = &floor.calendar;
        let (now, turns_at) = (self.clock.now(), calendar.day_turns_at);
        let today = calendar.zone.business_day(now, turns_at);
        let latest = latest(calendar.zone.local(now), today, turns_at, self.setup.at)?;
        let Some(mailed) = read(&self.folder.join(FILE)) else {
            // From now on: nobody wants the mails of a year at the first start.
            self.note(&Mailed { day: latest, mark: HEXLOWER.encode(&random::<8>()) });
            return None;
        };
        next(mailed.day, latest).map(|day| (mailed, day))
    }

    fn note(&self, Mailed { day, mark }: &Mailed) {
        if let Err(problem) = write_private(&self.folder.join(FILE), &format!("{day} {mark}\n")) {
            tracing::warn!(%problem, "the file that says which report was mailed cannot be written: one may come twice");
        }
    }

    /// Sends one day's report to whoever has not got it; whether everybody is done with.
    async fn mail(&self, round: &mut Round, mark: &str) -> bool {
        let report = match self.report(round.day).await {
            Ok(Some(report)) => Arc::new(report),
            Ok(None) => return true,
            Err(problem) => {
                tracing::warn!(%problem, day = %round.day, "the day report cannot be made: it is tried again");
                return false;
            }
        };
        while let Some(to) = self.setup.to.get(round.done) {
            let id = format!("report.{}.{}.{mark}@{}", round.day, round.done, self.carriers.domain());
            match self.send(Arc::clone(&report), to.clone(), id).await {
                Ok(_) => tracing::info!(day = %round.day, "the day report was mailed"),
                Err(problem) => {
                    let again = problem.failing != Failing::Never;
                    tracing::warn!(day = %round.day, step = problem.step, code = problem.code, again, "the day report was not taken");
                    if again {
                        return false;
                    }
                }
            }
            round.done += 1;
        }
        true
    }

    async fn report(&self, day: Date) -> Result<Option<MailedReport>, StatisticsError> {
        let Some(floor) = self.published.borrow().floor.clone() else { return Ok(None) };
        let (folder, setup) = (self.folder.clone(), Arc::clone(&self.setup));
        let made =
            tokio::task::spawn_blocking(move || Ok(told(&folder, day)?.and_then(|told| made(&told, &floor, &setup))));
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

/// The report in the words of the floor's speaker.
fn made(Told { day, before, goes_on, .. }: &Told, floor: &Floor, setup: &ReportSetup) -> Option<MailedReport> {
    let language = setup.language.as_ref().or(floor.languages.first())?;
    let filter = Filter::default();
    let figures = Figures::of(day, &filter);
    let before = before.as_ref().map(|day| (day.date, Figures::of(day, &filter)));
    let report = Report {
        day,
        filter: &filter,
        figures: &figures,
        before: before.as_ref().map(|(date, figures)| (*date, figures)),
        goes_on: *goes_on,
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
        files.push((format!("day-{}.csv", day.date), "text/csv; charset=utf-8", table));
    }
    // A machine without fonts mails the figures alone.
    files.extend(paper::file(&report).map(|pdf| (format!("day-{}.pdf", day.date), "application/pdf", pdf)));
    Some(MailedReport { subject: format!("{title} – {office}"), office, text, language: words.language, files })
}

/// The last business day whose hour of mailing has come.
fn latest(now: DateTime, today: Date, turns_at: Time, at: Time) -> Option<Date> {
    let evening = if at < turns_at { today.tomorrow().ok()? } else { today };
    if now >= evening.to_datetime(at) { Some(today) } else { today.yesterday().ok() }
}

/// The day after the last one mailed, if its hour has come; what is too long ago is not made up for.
fn next(mailed: Date, latest: Date) -> Option<Date> {
    let oldest = latest.checked_sub((MADE_UP - 1).days()).ok()?;
    let next = mailed.tomorrow().ok()?.max(oldest);
    (next <= latest).then_some(next)
}

fn read(path: &Path) -> Option<Mailed> {
    let text = std::fs::read_to_string(path).ok()?;
    let (day, mark) = text.trim_end().split_once(' ')?;
    let own = !mark.is_empty() && mark.len() <= 16 && mark.bytes().all(|byte| byte.is_ascii_hexdigit());
    own.then_some(Mailed { day: day.parse().ok()?, mark: mark.to_owned() })
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
    fn days_that_were_missed_are_made_up_for_one_after_the_other_for_a_week_at_most() {
        let latest = date(2026, 11, 16);
        assert_eq!(next(latest, latest), None);
        assert_eq!(next(date(2026, 11, 14), latest), Some(date(2026, 11, 15)));
        assert_eq!(next(date(2026, 3, 1), latest), Some(date(2026, 11, 10)));
        assert_eq!(next(date(2026, 12, 1), latest), None, "a clock that was put back mails nothing twice");
    }
}
