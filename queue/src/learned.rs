//! What the floor has shown of itself: how long visits take, who does not come, how long pauses last, how late booked visitors
//! are. The expected wait is worked out from it. Whole numbers alone, so that equal journals give equal states everywhere and
//! an undone step is forgotten exactly.

mod sums;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ids::{ClerkId, ReasonId, ServiceId, WindowId};
use sums::{Sign, turn_day};

pub use sums::{Course, OCTAVE, Sums, log2};

/// An hour: nobody is counted as earlier or later than that.
const MOST_LATE_S: i64 = 3600;
/// No break between two visitors is counted as longer, in seconds.
const MOST_BETWEEN_S: u32 = 600;

/// All that was learned, of today and, fading, of the days before.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Learned {
    /// From the call to the end of a visit, in logarithms of seconds.
    visits: BTreeMap<ServiceId, BTreeMap<ClerkId, Course>>,
    /// Visits, and among them those that were parked.
    parks: Course,
    /// From the end of a visit that was parked to the next call, in logarithms of seconds.
    away: Course,
    /// Calls, and among them those to which nobody came.
    calls: Course,
    /// Seconds waited before a call.
    waits: Course,
    /// Seconds waited by those who then gave up and said so.
    leaves: Course,
    /// Seconds from a call to its no-show.
    no_shows: Course,
    /// Seconds from one visitor's end to the next call, while somebody waited.
    between: Course,
    /// Lengths of pauses, in logarithms of seconds.
    pauses: BTreeMap<ReasonId, Course>,
    /// Seconds after midnight at which each window opens, first of all.
    opens: BTreeMap<WindowId, Course>,
    /// Days on which each clerk was there.
    there: BTreeMap<ClerkId, Course>,
    /// Seconds after midnight at which each clerk pauses.
    begins: BTreeMap<ClerkId, BTreeMap<ReasonId, Course>>,
    /// Bookings that were due, and among them those that were kept.
    bookings: Course,
    /// Seconds after the booked time at which visitors check in.
    lateness: Course,
}

/// One observation; a clerk's step that is taken back takes its lessons back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lesson {
    /// A visit was over.
    Visit {
        /// For what.
        service: ServiceId,
        /// By whom.
        clerk: ClerkId,
        /// Seconds since the call.
        seconds: u32,
        /// Whether the visitor was sent away for a while.
        parked: bool,
    },
    /// A parked visitor was called again.
    Back {
        /// Seconds since the visit was parked.
        seconds: u32,
    },
    /// A called visitor did not come.
    NoShow {
        /// Seconds since the call.
        seconds: u32,
    },
    /// The next visitor was called.
    Called {
        /// Seconds since the window was free, where somebody waited all the time.
        between_s: Option<u32>,
        /// Seconds that this visitor had waited.
        waited_s: u32,
    },
    /// Somebody who waited gave up and said so.
    Left {
        /// Seconds waited.
        waited_s: u32,
    },
    /// A pause ended.
    Pause {
        /// Which kind.
        reason: ReasonId,
        /// Its length.
        seconds: u32,
    },
    /// A window was opened.
    Opened {
        /// Which.
        window: WindowId,
        /// By whom.
        clerk: ClerkId,
        /// Seconds after midnight.
        at_s: i64,
    },
    /// A pause began.
    Paused {
        /// Whose.
        clerk: ClerkId,
        /// Which kind.
        reason: ReasonId,
        /// Seconds after midnight.
        at_s: i64,
    },
    /// A booked visitor came.
    Kept {
        /// Seconds after the booked time.
        late_s: i64,
    },
    /// A booked visitor did not come.
    Missed,
}

impl Learned {
    /// Takes a lesson.
    pub fn take(&mut self, lesson: &Lesson) {
        self.count(lesson, Sign::Take);
    }

    /// Forgets a lesson of the present day.
    pub fn take_back(&mut self, lesson: &Lesson) {
        self.count(lesson, Sign::TakeBack);
    }

    fn count(&mut self, lesson: &Lesson, sign: Sign) {
        match lesson {
            Lesson::Visit { service, clerk, seconds, parked } => {
                self.parks.today.count(i64::from(*parked), sign);
                let clerks = self.visits.entry(service.clone()).or_default();
                clerks.entry(clerk.clone()).or_default().today.count(log2(*seconds), sign);
                self.tidy(service, clerk);
            }
            Lesson::Back { seconds } => {
                self.calls.today.count(0, sign);
                self.away.today.count(log2(*seconds), sign);
            }
            Lesson::NoShow { seconds } => {
                self.calls.today.count(1, sign);
                self.no_shows.today.count(i64::from(*seconds), sign);
            }
            Lesson::Left { waited_s } => self.leaves.today.count(i64::from(*waited_s), sign),
            Lesson::Called { between_s, waited_s } => {
                self.calls.today.count(0, sign);
                self.waits.today.count(i64::from(*waited_s), sign);
                if let Some(between_s) = between_s {
                    self.between.today.count(i64::from((*between_s).min(MOST_BETWEEN_S)), sign);
                }
            }
            Lesson::Pause { reason, seconds } => {
                self.pauses.entry(reason.clone()).or_default().today.count(log2(*seconds), sign);
            }
            Lesson::Opened { window, clerk, at_s } => {
                let opens = &mut self.opens.entry(window.clone()).or_default().today;
                if opens.is_empty() {
                    opens.count(*at_s, sign);
                }
                let there = &mut self.there.entry(clerk.clone()).or_default().today;
                if there.is_empty() {
                    there.count(0, sign);
                }
            }
            Lesson::Paused { clerk, reason, at_s } => {
                let clerk = self.begins.entry(clerk.clone()).or_default();
                clerk.entry(reason.clone()).or_default().today.count(*at_s, sign);
            }
            Lesson::Kept { late_s } => {
                self.bookings.today.count(1, sign);
                self.lateness.today.count((*late_s).clamp(-MOST_LATE_S, MOST_LATE_S), sign);
            }
            Lesson::Missed => self.bookings.today.count(0, sign),
        }
    }

    /// An entry that a lesson taken back leaves empty is as if it had never been.
    fn tidy(&mut self, service: &ServiceId, clerk: &ClerkId) {
        let Some(clerks) = self.visits.get_mut(service) else { return };
        if clerks.get(clerk).is_some_and(|course| *course == Course::default()) {
            clerks.remove(clerk);
        }
        if clerks.is_empty() {
            self.visits.remove(service);
        }
    }

    /// Another day begins: what was learned today joins what was known, which fades.
    pub fn turn_day(&mut self) {
        self.visits.values_mut().for_each(turn_day);
        self.visits.retain(|_, clerks| !clerks.is_empty());
        self.begins.values_mut().for_each(turn_day);
        self.begins.retain(|_, reasons| !reasons.is_empty());
        turn_day(&mut self.pauses);
        turn_day(&mut self.opens);
        turn_day(&mut self.there);
        let visits = [&mut self.parks, &mut self.away, &mut self.between];
        let waits = [&mut self.calls, &mut self.waits, &mut self.leaves, &mut self.no_shows];
        let bookings = [&mut self.bookings, &mut self.lateness];
        visits.into_iter().chain(waits).chain(bookings).for_each(Course::turn_day);
    }

    /// How long visits of each service took at each clerk, in logarithms of seconds.
    pub fn visits(&self) -> &BTreeMap<ServiceId, BTreeMap<ClerkId, Course>> {
        &self.visits
    }

    /// The share of visits that are parked, as 0 and 1.
    pub fn parked_share(&self) -> Sums {
        self.parks.all()
    }

    /// How long parked visitors are away, in logarithms of seconds.
    pub fn away(&self) -> Sums {
        self.away.all()
    }

    /// The share of calls to which nobody comes, as 0 and 1.
    pub fn no_show_share(&self) -> Sums {
        // A no-show is counted as a call twice: once as it was called, once as it did not come.
        self.calls.all().without_ones()
    }

    /// Seconds waited before a call.
    pub fn waits(&self) -> Sums {
        self.waits.all()
    }

    /// Seconds waited by those who then gave up and said so.
    pub fn leaves(&self) -> Sums {
        self.leaves.all()
    }

    /// Seconds from a call to its no-show.
    pub fn no_shows(&self) -> Sums {
        self.no_shows.all()
    }

    /// Seconds from one visitor's end to the next call, while somebody waits.
    pub fn between(&self) -> Sums {
        self.between.all()
    }

    /// Lengths of pauses, in logarithms of seconds.
    pub fn pause(&self, reason: &ReasonId) -> Sums {
        self.pauses.get(reason).copied().unwrap_or_default().all()
    }

    /// When each window opens, in seconds after midnight; each day counts once.
    pub fn opens(&self) -> &BTreeMap<WindowId, Course> {
        &self.opens
    }

    /// Days on which a clerk was there.
    pub fn there(&self, clerk: &ClerkId) -> Course {
        self.there.get(clerk).copied().unwrap_or_default()
    }

    /// Whether anything is known of a clerk.
    pub fn knows(&self, clerk: &ClerkId) -> bool {
        let received = || self.visits.values().any(|clerks| clerks.contains_key(clerk));
        self.there.contains_key(clerk) || self.begins.contains_key(clerk) || received()
    }

    /// When clerks pause, in seconds after midnight, by reason.
    pub fn all_begins(&self) -> impl Iterator<Item = (&ClerkId, &ReasonId, Course)> {
        self.begins
            .iter()
            .flat_map(|(clerk, reasons)| reasons.iter().map(move |(reason, course)| (clerk, reason, *course)))
    }

    /// When a clerk pauses, in seconds after midnight, by reason.
    pub fn begins(&self, clerk: &ClerkId) -> impl Iterator<Item = (&ReasonId, Course)> {
        self.begins.get(clerk).into_iter().flatten().map(|(reason, course)| (reason, *course))
    }

    /// The share of bookings that are kept, as 0 and 1.
    pub fn kept_share(&self) -> Sums {
        self.bookings.all()
    }

    /// Seconds after the booked time at which visitors check in.
    pub fn lateness(&self) -> Sums {
        self.lateness.all()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lesson_taken_back_leaves_nothing() {
        let (service, clerk) = (ServiceId::new("visa").unwrap(), ClerkId::new("anna").unwrap());
        let mut learned = Learned::default();
        learned.take(&Lesson::Called { between_s: Some(12), waited_s: 340 });
        let before = learned.clone();
        let lessons = [Lesson::Visit { service, clerk, seconds: 733, parked: false }, Lesson::NoShow { seconds: 95 }];
        lessons.iter().for_each(|lesson| learned.take(lesson));
        assert_ne!(learned, before);
        lessons.iter().for_each(|lesson| learned.take_back(lesson));
        assert_eq!(learned, before);
    }

    #[test]
    fn days_before_fade_and_vanish() {
        let (service, clerk) = (ServiceId::new("visa").unwrap(), ClerkId::new("anna").unwrap());
        let mut learned = Learned::default();
        learned.take(&Lesson::Visit { service: service.clone(), clerk: clerk.clone(), seconds: 512, parked: false });
        learned.turn_day();
        let known = learned.visits()[&service][&clerk].all();
        assert!((known.count_f() - 0.875).abs() < 1e-9, "{known:?}");
        assert!((known.sum_f() / known.count_f() - 9.0 * 256.0).abs() < 1e-9, "{known:?}");
        (0..60).for_each(|_| learned.turn_day());
        assert_eq!(learned, Learned::default());
    }
}
