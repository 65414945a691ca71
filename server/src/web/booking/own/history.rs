//! What was done with the visitor's data, by whom and why (P2).

use std::sync::Arc;

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use tokio::task::spawn_blocking;

use super::super::booked::failed;
use super::super::frame::Frame;
use super::super::visit::Visit;
use super::super::words::Words;
use super::super::{LOOK, STYLE};
use super::{Mine, unknown};
use crate::people::{Deed, PeopleError, Seen, Who, Why};
use crate::web::words::filled;

/// Lines that are shown, the newest.
const LINES: usize = 100;

#[derive(Template)]
#[template(path = "booking/history.html")]
struct HistoryPage {
    style: &'static str,
    frame: Frame,
    w: &'static Words,
    lines: Vec<Line>,
}

struct Line {
    at: String,
    who: String,
    what: String,
}

/// The history, newest first; looks of the same one in a row stand in one line.
pub async fn show(mut visit: Visit) -> Response {
    let Some(mine) = Mine::of(&mut visit) else { return unknown(&visit) };
    let (people, person) = (Arc::clone(&visit.pages.people), mine.person.clone());
    let history = spawn_blocking(move || people.history(&person)).await.unwrap_or(Err(PeopleError::Stopped));
    let seen = match history {
        Ok(seen) => seen,
        Err(problem) => return failed(&visit, &problem),
    };
    let words = visit.words;
    let same = |a: &Seen, b: &Seen| a.who == b.who && a.deed == b.deed;
    let line = |run: &[Seen]| {
        let last = run.last()?;
        let what = words.deed(last.deed);
        let at = words.date_and_time(visit.local(last.at));
        let times = if run.len() > 1 { format!(" ×{}", run.len()) } else { String::new() };
        Some(Line { at, who: who(&visit, &last.who), what: format!("{what}{times}") })
    };
    let mut lines: Vec<Line> = seen.chunk_by(same).filter_map(line).collect();
    lines.reverse();
    lines.truncate(LINES);
    let frame = visit.frame(&words.history_of_data, Some(visit.to(&mine.path, &[])));
    LOOK.page(StatusCode::OK, HistoryPage { style: STYLE, frame, w: words, lines }.render())
}

fn who(visit: &Visit, who: &Who) -> String {
    let words = visit.words;
    match who {
        Who::Visitor => words.you.clone(),
        Who::Office => words.the_server.clone(),
        Who::Clerk(clerk) => {
            let name = visit.floor.clerk(clerk).map_or(clerk.as_str(), |clerk| &clerk.name);
            filled(&words.staff, &[name])
        }
    }
}

impl Words {
    fn deed(&self, deed: Deed) -> &str {
        match deed {
            Deed::Enrolled => &self.deed_enrolled,
            Deed::Viewed(why) => self.why(why),
            Deed::NameCorrected => &self.deed_name,
            Deed::DocumentCorrected => &self.deed_document,
            Deed::ContactChanged => &self.deed_contact,
            Deed::LanguageChanged => &self.deed_language,
            Deed::PurposeChanged => &self.deed_purpose,
            Deed::ContactProved => &self.deed_contact_proved,
            Deed::PersonProved => &self.deed_person_proved,
            Deed::NoteAdded => &self.deed_note,
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
