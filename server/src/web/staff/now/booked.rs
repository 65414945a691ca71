//! Who is booked for the next hour, and who is late: numbers and times, no names.

use jiff::{SignedDuration, Timestamp};
use queue::booking::{Booking, as_booked_until};

use super::scene::Scene;
use crate::web::words::filled;

/// How far ahead booked visitors are listed, and for how long those who are late.
const AROUND: SignedDuration = SignedDuration::from_hours(1);
/// Most that the page lists; the files hold all.
const LISTED: usize = 30;

/// The list of booked visitors.
pub struct Booked {
    /// What is to be known of them.
    pub finding: String,
    /// All of them.
    pub rows: Vec<BookedRow>,
    /// How many more there are than the page lists.
    pub more: Option<String>,
    /// How many have been late for longer than they are listed.
    pub long_late: Option<String>,
    pub due: u32,
    pub late: u32,
}

/// One booked visitor.
pub struct BookedRow {
    pub time: String,
    pub number: String,
    pub service: String,
    pub state: String,
    pub is_late: bool,
}

impl Booked {
    /// Those of today who are not here yet, the latest first.
    pub fn of(scene: &Scene<'_>) -> Self {
        let today = scene.bookings.all().filter(|booking| booking.is_open() && Some(booking.slot.date()) == scene.day);
        let with_time = today.map(|booking| (booking.slot.due(scene.floor), booking));
        let until_now = with_time.filter(|(due, _)| due.duration_since(scene.now) <= AROUND);
        let (long_late, mut all): (Vec<_>, Vec<_>) =
            until_now.partition(|(due, _)| scene.now.duration_since(*due) > AROUND);
        all.sort_by_key(|(due, booking)| (*due, booking.number));
        let late = count(all.iter().filter(|(due, _)| *due < scene.now).count());
        let due = count(all.len()) - late;
        let more = all.len().saturating_sub(LISTED);
        Self {
            finding: finding(scene, due, late),
            rows: all.iter().map(|(due, booking)| row(scene, *due, booking)).collect(),
            more: (more > 0).then(|| filled(&scene.words.and_more, &[&more.to_string()])),
            long_late: (!long_late.is_empty()).then(|| scene.words.long_late.of(count(long_late.len()))),
            due,
            late,
        }
    }

    /// Those that the page lists.
    pub fn listed(&self) -> impl Iterator<Item = &BookedRow> {
        self.rows.iter().take(LISTED)
    }
}

fn count(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn finding(scene: &Scene<'_>, due: u32, late: u32) -> String {
    let words = scene.words;
    match (due, late) {
        (0, 0) => words.nobody_booked.clone(),
        (_, 0) => words.booked_due.of(due),
        (0, _) => words.booked_late.of(late),
        (_, _) => format!("{}, {}", words.booked_late.of(late), words.booked_due_too.of(due)),
    }
}

fn row(scene: &Scene<'_>, due: Timestamp, booking: &Booking) -> BookedRow {
    let (words, is_late) = (scene.words, due < scene.now);
    let as_booked_until = as_booked_until(&scene.floor.rules.booking, due);
    let state = if !is_late {
        filled(&words.due_in, &[&scene.minutes_until(due).to_string()])
    } else if scene.now <= as_booked_until {
        let minutes = scene.minutes_since(due).to_string();
        filled(&words.late_as_booked, &[&minutes, &scene.time(as_booked_until)])
    } else {
        filled(&words.late_general, &[&scene.minutes_since(due).to_string()])
    };
    BookedRow {
        time: scene.time(due),
        number: booking.number.to_string(),
        service: scene.service_name(&booking.slot.service),
        state,
        is_late,
    }
}
