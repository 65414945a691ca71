//! What happened to a ticket, in words, and why others were called while it waited.

use queue::booking::Arrival;
use queue::ids::{ServiceId, TicketId};
use queue::ticket::LeftWhy;
use queue::turn::Why;
use queue::{Actor, Event, Fact, Target};

use crate::day_report::Report;
use crate::day_report::table::{Cell, Table, heads, number};
use crate::statistics::TicketDay;
use crate::web::words::filled;

/// One thing that happened.
pub struct Step {
    pub time: String,
    pub what: String,
    /// The clerk took it back.
    pub undone: bool,
}

/// Somebody who was called while the ticket waited.
pub struct Before {
    pub number: String,
    pub href: String,
    pub service: String,
    pub came_at: String,
    pub called_at: String,
    pub where_to: String,
    pub why: String,
    /// Whether the other coupon is the later one.
    pub came_later: bool,
}

/// All that happened, in order.
pub fn story(report: &Report<'_>, told: &TicketDay) -> Vec<Step> {
    let step = |told: &queue::day::story::Told| {
        let what = said(report, &told.event)?;
        Some(Step { time: seconds(report, told.event.at), what, undone: told.undone })
    };
    told.told.iter().filter_map(step).collect()
}

/// Who was called meanwhile, in order.
pub fn before(report: &Report<'_>, told: &TicketDay) -> Vec<Before> {
    let names = report.names;
    let calls = told.before().into_iter().map(|before| Before {
        number: before.visit.number.to_string(),
        href: super::address(report.day.date, before.visit.number),
        service: names.short(&before.leg.service),
        came_at: report.time(before.visit.issued_at),
        called_at: report.time(before.call.at),
        where_to: filled(
            &names.words.clerk_at_window,
            &[&names.clerk(&before.call.clerk), &names.window(&before.call.window)],
        ),
        why: why(report, &before.call.why, before.call.at),
        came_later: before.came_later,
    });
    calls.collect()
}

/// The same as tables.
pub fn tables(report: &Report<'_>, told: &TicketDay) -> Vec<Table> {
    let w = report.names.words;
    let step = |step: Step| {
        let taken_back = if step.undone { w.taken_back.clone() } else { String::new() };
        [step.time, step.what, taken_back].map(Cell::Text).to_vec()
    };
    let other = |one: Before| {
        let later = if one.came_later { w.came_later.clone() } else { String::new() };
        [one.called_at, one.number, one.came_at, later, one.service, one.why, one.where_to].map(Cell::Text).to_vec()
    };
    let before = before(report, told);
    vec![
        Table {
            key: "story",
            name: w.story.clone(),
            heads: heads(&[&w.time, &w.what, &w.note_head]),
            keys: 1,
            rows: story(report, told).into_iter().map(step).collect(),
        },
        Table {
            key: "before",
            name: w.before_table.clone(),
            heads: heads(&[
                &w.called_head,
                &w.visitor_head,
                &w.came_figure,
                &w.note_head,
                &w.service_head,
                &w.why,
                &w.window_clerk,
            ]),
            keys: 2,
            rows: before.into_iter().map(other).collect(),
        },
    ]
}

fn seconds(report: &Report<'_>, at: jiff::Timestamp) -> String {
    let seconds = report.day.zone.local(at).second();
    format!("{}:{seconds:02}", report.time(at))
}

/// Why it was somebody's turn at a moment. A share of the limit counts from the place, which is told: in a visit that goes on it is from
/// before the wait (Q8).
fn why(report: &Report<'_>, why: &Why, at: jiff::Timestamp) -> String {
    let words = report.names.words;
    let of_limit = |wording: &str, waited_s: u32, limit_s: u32| {
        let place = at.checked_sub(jiff::SignedDuration::from_secs(i64::from(waited_s))).unwrap_or(at);
        filled(wording, &[&(waited_s / 60).to_string(), &(limit_s / 60).to_string(), &report.time(place)])
    };
    match why {
        Why::FirstCome { .. } => words.y_first.clone(),
        Why::Preferential { .. } => words.y_preferential.clone(),
        Why::Credit { waited_s, limit_s, preferential: false } => of_limit(&words.y_credit, *waited_s, *limit_s),
        Why::Credit { waited_s, limit_s, preferential: true } => {
            of_limit(&words.y_credit_preferential, *waited_s, *limit_s)
        }
        Why::Booked { due, .. } => filled(&words.y_booked, &[&report.time(*due)]),
        Why::Parked => words.y_parked.clone(),
        Why::Chosen { reason, instead_of } => chosen(report, &report.names.choice(reason), *instead_of),
    }
}

fn chosen(report: &Report<'_>, reason: &str, instead_of: Option<TicketId>) -> String {
    let words = report.names.words;
    match instead_of {
        None => filled(&words.y_chosen_due, &[reason]),
        Some(due) => {
            let instead_of = filled(&words.instead_of_n, &[&number(report, due)]);
            format!("{}, {instead_of}", filled(&words.y_chosen, &[reason]))
        }
    }
}

/// One event in words; nothing where it happened to no ticket.
fn said(report: &Report<'_>, event: &Event) -> Option<String> {
    let (names, words) = (report.names, report.names.words);
    Some(match &event.fact {
        Fact::TicketIssued { visit, category, arrival, .. } => {
            issued(report, visit, &names.category(category), arrival.as_ref())
        }
        Fact::VisitorLeft { why, .. } => match why {
            LeftWhy::Said => words.s_said.clone(),
            LeftWhy::OnPage => words.s_on_page.clone(),
            LeftWhy::EndOfDay => words.s_day_ended.clone(),
            LeftWhy::Withdrawn => words.s_withdrawn.clone(),
        },
        Fact::MoreTimeMarked { on: true, .. } => words.s_more_time.clone(),
        Fact::MoreTimeMarked { on: false, .. } => words.s_no_more_time.clone(),
        Fact::CouponReprinted { .. } => words.s_reprinted.clone(),
        Fact::VisitorCalled { window, clerk, why: turn, .. } => {
            filled(&words.s_called, &[&names.window(window), &names.clerk(clerk), &why(report, turn, event.at)])
        }
        Fact::VisitorRecalled { .. } => words.s_recalled.clone(),
        Fact::ServiceStarted { window, .. } => filled(&words.s_started, &[&names.window(window)]),
        Fact::ServiceFinished { .. } if event.by == Actor::Time => words.s_ended_at_window.clone(),
        Fact::ServiceFinished { .. } => words.s_finished.clone(),
        Fact::NextServiceQueued { added: None, .. } => words.s_next_service.clone(),
        Fact::NextServiceQueued { added: Some(added), .. } => filled(&words.s_next_added, &[&names.service(added)]),
        Fact::VisitorNoShow { .. } => words.s_no_show.clone(),
        Fact::ComeBackLapsed { .. } => words.s_lapsed.clone(),
        Fact::VisitorCameBack { .. } => words.s_came_back.clone(),
        Fact::VisitorParked { reason, .. } => filled(&words.s_parked, &[&names.parking(reason)]),
        Fact::ParkAlarmRang { .. } => words.s_alarm.clone(),
        Fact::VisitorTransferred { to: Target::Service(to), .. } => filled(&words.s_to_service, &[&names.service(to)]),
        Fact::VisitorTransferred { to: Target::Window(to), .. } => filled(&words.s_to_window, &[&names.window(to)]),
        Fact::VisitorPutBack { .. } => words.s_put_back.clone(),
        Fact::ServiceRefused { reason, .. } => filled(&words.s_refused, &[&names.refusal(reason)]),
        Fact::RightDenied { denied, category, .. } => {
            filled(&words.s_right_denied, &[&names.category(denied), &names.category(category)])
        }
        Fact::StepUndone { .. } => words.s_undone.clone(),
        Fact::FloorConfigured { .. }
        | Fact::DayTurned
        | Fact::ClerkSignedIn { .. }
        | Fact::ClerkSignedOut { .. }
        | Fact::WindowOpened { .. }
        | Fact::WindowPaused { .. }
        | Fact::WindowResumed { .. }
        | Fact::WindowClosed { .. }
        | Fact::IssueStopped { .. }
        | Fact::IssueResumed { .. }
        | Fact::IssueExtended { .. }
        | Fact::Booking(_) => return None,
    })
}

fn issued(report: &Report<'_>, visit: &[ServiceId], category: &str, arrival: Option<&Arrival>) -> String {
    let words = report.names.words;
    let services = visit.iter().map(|id| report.names.service(id)).collect::<Vec<_>>().join(", ");
    match arrival {
        None => filled(&words.s_issued, &[&services, category]),
        Some(Arrival { due, late, .. }) => {
            let wording = if *late { &words.s_too_late } else { &words.s_checked_in };
            filled(wording, &[&report.time(*due), &services, category])
        }
    }
}
