//! What was done with the booking and the visitor's data, by whom, when and why (P2): what the journal tells of the one, and the log of
//! actions of the other.

use std::error::Error;
use std::path::Path;
use std::sync::Arc;

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use queue::Actor;
use queue::day::story::Told;
use queue::ids::{ClerkId, PersonId};
use tokio::task::spawn_blocking;

use super::super::frame::Frame;
use super::super::visit::Visit;
use super::super::words::Words;
use super::super::{LOOK, STYLE};
use super::{Mine, acts, unable, unknown};
use crate::appointment::dates;
use crate::journal::JournalReader;
use crate::people::{Deed, People, PeopleError, Seen, Who, Why};
use crate::web::words::{filled, unbroken};

/// Lines that are shown, the newest.
const LINES: usize = 100;
/// Pages that it costs beyond a look: the journal is searched since the booking was made.
const COST: f64 = 10.0;

#[derive(Template)]
#[template(path = "booking/history.html")]
struct HistoryPage {
    style: &'static str,
    frame: Frame,
    w: &'static Words,
    lines: Vec<Line>,
    /// What is not shown, where there is more.
    earlier: Option<String>,
}

struct Line {
    at: String,
    who: String,
    what: String,
}

/// Something that was done.
struct Step {
    at: Timestamp,
    who: String,
    what: String,
}

/// The history, newest first; what the same one did several times in a row stands in one line.
pub async fn show(mut visit: Visit) -> Response {
    let Some(mine) = Mine::of(&mut visit) else { return unknown(&visit) };
    visit.pages.cost(&visit.guest, COST);
    let (people, data, person) = (Arc::clone(&visit.pages.people), visit.pages.data.clone(), mine.person.clone());
    let read = spawn_blocking(move || read(&people, &data, &person)).await;
    let (seen, earlier, told) = match read.unwrap_or_else(|_| Err(Box::new(PeopleError::Stopped))) {
        Ok(read) => read,
        Err(problem) => return unable::not_shown(&visit, &mine.path, &problem),
    };
    let words = visit.words;
    let (looks, deeds): (Vec<_>, Vec<_>) = seen.iter().partition(|seen| matches!(seen.deed, Deed::Viewed(_)));
    let kept = |seen: &Seen| Step { at: seen.at, who: who(&visit, &seen.who), what: words.deed(seen.deed).to_owned() };
    let acts = told.iter().filter_map(|told| {
        Some(Step { at: told.event.at, who: actor(&visit, &told.event.by), what: acts::in_words(&visit, told)? })
    });
    // In one moment data is put down first, then the office asked, then the page of it looked at.
    let mut steps: Vec<Step> = deeds.into_iter().map(kept).chain(acts).chain(looks.into_iter().map(kept)).collect();
    steps.sort_by_key(|step| step.at);
    let same = |a: &Step, b: &Step| (&a.who, &a.what) == (&b.who, &b.what);
    let line = |run: &[Step]| {
        let Step { at, who, what } = run.last()?;
        let times = if run.len() > 1 { format!(" ×{}", run.len()) } else { String::new() };
        let at = unbroken(&dates::moment(visit.local(*at), &visit.language));
        Some(Line { at, who: who.clone(), what: format!("{what}{times}") })
    };
    let mut runs: Vec<&[Step]> = steps.chunk_by(same).collect();
    let shown = runs.split_off(runs.len().saturating_sub(LINES));
    let lines = shown.into_iter().rev().filter_map(line).collect();
    let earlier = usize::try_from(earlier).unwrap_or(usize::MAX).saturating_add(runs.into_iter().flatten().count());
    let earlier = (earlier > 0).then(|| words.earlier_lines.of(u32::try_from(earlier).unwrap_or(u32::MAX)));
    let frame = visit.frame(&words.history, Some(visit.to(&mine.path, &[])));
    LOOK.page(StatusCode::OK, HistoryPage { style: STYLE, frame, w: words, lines, earlier }.render())
}

type Read = Result<(Vec<Seen>, u32, Vec<Told>), Box<dyn Error + Send + Sync>>;

fn read(people: &People, data: &Path, person: &PersonId) -> Read {
    let (seen, earlier) = (people.history(person)?, people.earlier_history(person)?);
    let since = people.enrolled_at(person)?;
    Ok((seen, earlier, JournalReader::open(data)?.of_person(person, since)?))
}

fn who(visit: &Visit, who: &Who) -> String {
    match who {
        Who::Visitor => visit.words.you.clone(),
        Who::Office => visit.words.the_server.clone(),
        Who::Clerk(clerk) => staff(visit, clerk),
    }
}

fn actor(visit: &Visit, by: &Actor) -> String {
    match by {
        Actor::Visitor | Actor::Kiosk(_) => visit.words.you.clone(),
        Actor::Staff(clerk) => staff(visit, clerk),
        Actor::Time | Actor::Office => visit.words.the_server.clone(),
    }
}

fn staff(visit: &Visit, clerk: &ClerkId) -> String {
    let name = visit.floor.clerk(clerk).map_or(clerk.as_str(), |clerk| &clerk.name);
    filled(&visit.words.staff, &[name])
}

impl Words {
    fn deed(&self, deed: Deed) -> &str {
        match deed {
            Deed::Enrolled => &self.deed_enrolled,
            Deed::Viewed(why) => self.why(why),
            Deed::PurposeChanged => &self.deed_purpose,
            Deed::ChangeRefused => &self.deed_refused,
            Deed::PersonProved => &self.deed_person_proved,
            Deed::Withdrawn => &self.deed_withdrawn,
            Deed::Forgotten => &self.deed_forgotten,
        }
    }

    fn why(&self, why: Why) -> &str {
        match why {
            Why::CalledAtWindow => &self.seen_at_window,
            Why::ExpectedToday => &self.seen_expected,
            Why::Message => &self.seen_message,
            Why::OwnPage => &self.seen_own_page,
            Why::Export => &self.seen_export,
        }
    }
}
