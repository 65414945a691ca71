//! The clerk's window and the bar.

use jiff::SignedDuration;
use protocol::board::{AtWindow, AtWindowStage, NextUp, ParkedTicket};
use queue::Number;
use queue::turn;

use super::{Dialog, Person, Readiness, dialog, names, person};
use crate::model::{self, Model};

/// The clerk's window.
#[derive(Clone, Debug, PartialEq)]
pub struct Desk {
    /// The compact bar instead of the window.
    pub bar: bool,
    /// What stands at the window.
    pub stage: Stage,
    /// Who the visitor must be, where they booked.
    pub person: Option<Person>,
    /// How each button is drawn.
    pub keys: Keys,
    /// Who is next.
    pub next: Option<Next>,
    /// How many wait whom this window may call.
    pub waiting: u32,
    /// The queue by service.
    pub queue: Vec<QueueRow>,
    /// All who wait.
    pub queue_total: u32,
    /// Parked visitors.
    pub parked: Vec<ParkedRow>,
    /// The clerk's own day.
    pub day: Day,
    /// The question on the way.
    pub dialog: Option<Dialog>,
}

/// What stands at the window.
#[derive(Clone, Debug, PartialEq)]
pub enum Stage {
    /// Nobody.
    Idle,
    /// The window receives nobody for a while.
    Paused {
        /// Why.
        reason: String,
        /// Since when.
        since: String,
    },
    /// Somebody is called.
    Called {
        /// Who.
        visitor: Visitor,
        /// Since the first call.
        time: String,
        /// When a no-show is allowed, `01:30` after the call.
        limit: String,
        /// Share of that time.
        share: f32,
        /// How often called.
        calls: u8,
        /// Calls still needed before a no-show.
        calls_missing: u8,
        /// Whether a no-show is allowed.
        may_be_no_show: bool,
        /// Whether the visitor, who asked for more time, is due to be called again.
        call_again: bool,
    },
    /// Somebody is served.
    Serving {
        /// Who.
        visitor: Visitor,
        /// Since the start; past the norm `+02:10`.
        time: String,
        /// The norm.
        limit: String,
        /// Share of the norm.
        share: f32,
        /// Past the norm.
        over: bool,
    },
}

/// A visitor at the window.
#[derive(Clone, Debug, PartialEq)]
pub struct Visitor {
    /// The number on the coupon.
    pub number: Number,
    /// What for.
    pub service: String,
    /// In which line, and by which right.
    pub line: Line,
    /// The visitor's language in itself, where it is not the screen's.
    pub language: String,
    /// Asked for more time.
    pub more_time: bool,
    /// Minutes waited before the call.
    pub waited_min: u32,
    /// When the coupon was taken.
    pub came_at: String,
    /// The next service of the visit (Q8).
    pub next_service: Option<String>,
}

/// In which line somebody stands (Q5), with the name of the category that says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// The general one.
    General,
    /// That of those who booked and came in time for it (B4).
    Booked,
    /// The preferential one, by the right of this category.
    Preferential(String),
    /// The general one, because a clerk did not find the right to this category.
    Denied(String),
}

impl Line {
    /// The same where its visitor is received as booked.
    fn of_booked(self, booked: bool) -> Self {
        match self {
            Self::General if booked => Self::Booked,
            Self::General | Self::Booked | Self::Preferential(_) | Self::Denied(_) => self,
        }
    }
}

/// How each button is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs)] // One for each of `Key`.
pub struct Keys {
    pub call_next: Readiness,
    pub recall: Readiness,
    pub start: Readiness,
    pub finish: Readiness,
    pub no_show: Readiness,
    pub park: Readiness,
    pub transfer: Readiness,
    pub refuse: Readiness,
    pub deny_right: Readiness,
    pub out_of_turn: Readiness,
    pub pause: Readiness,
    pub next_service: Readiness,
    pub by_number: Readiness,
    pub come_back: Readiness,
    pub close: Readiness,
    pub undo: Readiness,
    pub bring_back: Readiness,
    pub matches: Readiness,
    pub mismatch: Readiness,
}

/// Who would be called, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Next {
    /// The number on the coupon.
    pub number: Number,
    /// What for.
    pub service: String,
    /// In which line, and by which right.
    pub line: Line,
    /// Minutes waited; those of the place where its share of the limit is the reason.
    pub waited_min: u32,
    /// By which rule.
    pub why: Why,
    /// The visit that the call would finish.
    pub finishes: Option<Number>,
    /// The service where that visit goes on, if it is not over (Q8).
    pub goes_on: Option<String>,
}

/// The rule by which somebody is next.
#[derive(Clone, Debug, PartialEq)]
pub enum Why {
    /// Came first.
    FirstCome,
    /// Preferential, after so many general visitors.
    Preferential {
        /// How many.
        generals: u8,
    },
    /// Booked this time.
    Booked {
        /// The local time.
        due: String,
    },
    /// Has used up the largest share of the limit.
    Credit {
        /// The limit, in minutes.
        limit_min: u32,
        /// The share of it that the whole minutes make, 0 to 1.
        share: f32,
        /// Whether 80 % of it are used up.
        near: bool,
        /// From when the place counts, where that is before the present wait: it is kept while a visit goes on (Q8).
        since: Option<String>,
    },
}

/// A row of the queue.
#[derive(Clone, Debug, PartialEq)]
pub struct QueueRow {
    /// The letter of its numbers.
    pub letter: char,
    /// The service's short name.
    pub service: String,
    /// How many wait.
    pub waiting: u32,
    /// How long the longest, in minutes.
    pub longest_min: u32,
    /// Longer than the limit for waiting.
    pub over: bool,
}

/// A parked visitor.
#[derive(Clone, Debug, PartialEq)]
pub struct ParkedRow {
    /// The number on the coupon.
    pub number: Number,
    /// Why.
    pub reason: String,
    /// The window where it was parked, unless it is the clerk's own.
    pub window: Option<u8>,
    /// Minutes since.
    pub minutes: u32,
    /// Minutes from parking to the reminder.
    pub alarm_min: Option<u32>,
    /// The reminder has come.
    pub due: bool,
}

/// The clerk's own day.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Day {
    /// Visitors received.
    pub served: u32,
    /// Average time, `12:40`.
    pub average: String,
    /// How many within the norm.
    pub within_norm: u32,
    /// No-shows.
    pub no_shows: u32,
}

pub(super) fn desk(model: &Model) -> Desk {
    let shown = model.my_desk();
    let services = model.board.iter().flat_map(|board| &board.shown.services);
    let dialog = dialog::open(model);
    Desk {
        // A question needs more room than the bar has.
        bar: model.bar && dialog.is_none(),
        stage: stage(model),
        person: person::person(model),
        keys: model::readiness(model),
        next: shown.and_then(|desk| desk.next.as_deref()).map(|up| next(model, up)),
        waiting: shown.map_or(0, |desk| desk.waiting),
        queue: services.clone().map(|service| queue_row(model, service)).collect(),
        queue_total: services.map(|service| service.waiting).sum(),
        parked: model.parked().into_iter().map(|ticket| parked_row(model, ticket)).collect(),
        day: day(model),
        dialog,
    }
}

fn stage(model: &Model) -> Stage {
    let Some(desk) = model.my_desk() else { return Stage::Idle };
    if let (Some(pause), Some(floor)) = (&desk.pause, &model.floor) {
        let reason = model.reason_name(&floor.view.reasons.pause, &pause.reason);
        return Stage::Paused { reason, since: model.local(pause.since) };
    }
    let Some(at) = &desk.visitor else { return Stage::Idle };
    let now = model.floor_now();
    match at.stage {
        AtWindowStage::Called { first_at, calls, calls_missing, no_show_from, .. } => {
            let (spent_s, limit_s) = (names::seconds(first_at, now), names::seconds(first_at, no_show_from));
            Stage::Called {
                visitor: visitor(model, at),
                time: names::clock(spent_s),
                limit: names::clock(limit_s),
                share: names::share(spent_s, limit_s),
                calls,
                calls_missing,
                may_be_no_show: calls_missing == 0 && now >= no_show_from,
                call_again: model::call_again_due(model),
            }
        }
        AtWindowStage::Serving { since } => {
            let (spent_s, norm_s) = (names::seconds(since, now), u32::from(model.norm_min(&at.service)) * 60);
            let over = spent_s > norm_s;
            let time = if over { format!("+{}", names::clock(spent_s - norm_s)) } else { names::clock(spent_s) };
            Stage::Serving {
                visitor: visitor(model, at),
                time,
                limit: names::clock(norm_s),
                share: names::share(spent_s, norm_s),
                over,
            }
        }
    }
}

fn visitor(model: &Model, at: &AtWindow) -> Visitor {
    let own = at.language == model.language;
    let booked = model.booked_here().is_some_and(|booked| booked.ticket == at.ticket && !booked.booked.late);
    Visitor {
        number: at.number,
        service: model.service_name(&at.service),
        line: model.line(&at.category, at.denied.as_ref()).of_booked(booked),
        language: if own { String::new() } else { names::language(&at.language) },
        more_time: at.more_time,
        waited_min: at.waited_s / 60,
        came_at: model.local(at.issued_at),
        next_service: at.then.first().map(|service| model.service_short(service)),
    }
}

/// The share of the limit from which a wait is called near to it: the bound of the credit rule.
const NEAR: f32 = 0.8;

fn next(model: &Model, up: &NextUp) -> Next {
    let since_board_s = model.board.as_ref().map_or(0, |board| names::seconds(board.at, model.floor_now()));
    let waited = |waited_s: u32| waited_s.saturating_add(since_board_s);
    let here_s = names::seconds(up.since, model.floor_now());
    let (waited_s, why) = match &up.why {
        turn::Why::FirstCome { .. } | turn::Why::Parked | turn::Why::Chosen { .. } => (here_s, Why::FirstCome),
        turn::Why::Preferential { generals, .. } => (here_s, Why::Preferential { generals: *generals }),
        turn::Why::Credit { waited_s, limit_s, .. } => {
            let since = place_before(model, up, *waited_s);
            let waited_s = waited(*waited_s);
            let near = names::share(waited_s, *limit_s) >= NEAR;
            // By the minutes that stand beside it: a share that grew by seconds would be drawn anew each second, and nobody would see it.
            let share = names::share(waited_s / 60 * 60, *limit_s);
            (waited_s, Why::Credit { limit_min: limit_s / 60, share, near, since })
        }
        turn::Why::Booked { due, waited_s } => (waited(*waited_s), Why::Booked { due: model.local(*due) }),
    };
    let served = model.visitor().filter(|at| matches!(at.stage, AtWindowStage::Serving { .. }));
    let finished = served.filter(|_| model.call_finishes());
    Next {
        number: up.number,
        service: model.service_name(&up.service),
        line: model.line(&up.category, up.denied.as_ref()).of_booked(matches!(up.why, turn::Why::Booked { .. })),
        waited_min: waited_s / 60,
        why,
        finishes: finished.map(|at| at.number),
        goes_on: finished.and_then(|at| at.then.first()).map(|service| model.service_short(service)),
    }
}

/// The local time of a place that is a minute or more before the present wait.
fn place_before(model: &Model, up: &NextUp, placed_s: u32) -> Option<String> {
    let at = model.board.as_ref()?.at;
    let before_s = placed_s.saturating_sub(names::seconds(up.since, at));
    let place = at.checked_sub(SignedDuration::from_secs(i64::from(placed_s))).ok()?;
    (before_s >= 60).then(|| model.local(place))
}

fn queue_row(model: &Model, service: &protocol::board::ConsoleService) -> QueueRow {
    let longest_min = service.longest_since.map_or(0, |since| names::minutes(since, model.floor_now()));
    QueueRow {
        letter: model.letter(&service.service),
        service: model.service_short(&service.service),
        waiting: service.waiting,
        longest_min,
        over: service.waiting > 0 && longest_min > u32::from(model.wait_norm_min(&service.service)),
    }
}

fn parked_row(model: &Model, ticket: &ParkedTicket) -> ParkedRow {
    let reasons = model.floor.as_ref().map(|floor| floor.view.reasons.park.as_slice()).unwrap_or_default();
    let elsewhere = Some(&ticket.window) != model.my_window();
    ParkedRow {
        number: ticket.number,
        reason: model.reason_name(reasons, &ticket.reason),
        window: elsewhere.then(|| model.window(&ticket.window).map_or(0, |window| window.number)),
        minutes: names::minutes(ticket.since, model.floor_now()),
        alarm_min: ticket.alarm_at.map(|at| names::minutes(ticket.since, at)),
        due: ticket.rang,
    }
}

fn day(model: &Model) -> Day {
    let day = &model.my_day;
    let average_s = day.service_s.checked_div(u64::from(day.served)).and_then(|s| u32::try_from(s).ok());
    Day {
        served: day.served,
        average: average_s.map_or_else(|| "–".to_owned(), names::clock),
        within_norm: day.within_norm,
        no_shows: day.no_shows,
    }
}
