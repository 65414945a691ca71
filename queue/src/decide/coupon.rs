//! Coupons: their issue, their copies, and the office's hand on the issue of a service.

use jiff::civil::Time;

use super::Scene;
use crate::booking::slots::numbers_on;
use crate::command::Actor;
use crate::event::Fact;
use crate::floor::Service;
use crate::ids::{CategoryId, Language, ServiceId, TicketCode, TicketId};
use crate::issue::{Issue, issue as issue_now};
use crate::number::Number;
use crate::rejection::Rejection;
use crate::ticket::{LeftWhy, Stage};

/// Most services of one visit (Q8).
pub const VISIT_LIMIT: usize = 8;

pub fn issue(
    scene: &Scene<'_>,
    services: &[ServiceId],
    category: &CategoryId,
    language: &Language,
    more_time: bool,
    code: &TicketCode,
) -> Result<Vec<Fact>, Rejection> {
    let distinct = services.iter().enumerate().all(|(i, service)| !services[..i].contains(service));
    if services.is_empty() || services.len() > VISIT_LIMIT || !distinct {
        return Err(Rejection::BadVisit);
    }
    scene.floor.category(category).ok_or(Rejection::UnknownCategory)?;
    if !scene.floor.languages.contains(language) {
        return Err(Rejection::UnknownLanguage);
    }
    let mut visit = Vec::with_capacity(services.len());
    for id in services {
        visit.push(can_issue(scene, id)?);
    }
    let first = visit[0];
    let at_kiosk = matches!(scene.by, Actor::Kiosk(_));
    if at_kiosk && !first.at_kiosk {
        return Err(Rejection::UnknownService);
    }
    let used = scene.day.numbers.get(&first.letter).copied().unwrap_or(0);
    let next = || scene.floor.calendar.next_opening(first, scene.day.date);
    let number = Number::new(first.letter, used + 1).map_err(|_| Rejection::LimitReached { next: next() })?;
    Ok(vec![Fact::TicketIssued {
        ticket: TicketId(scene.state.next_ticket),
        code: code.clone(),
        number,
        visit: services.to_vec(),
        category: category.clone(),
        language: language.clone(),
        more_time,
        arrival: None,
    }])
}

fn can_issue<'a>(scene: &Scene<'a>, id: &ServiceId) -> Result<&'a Service, Rejection> {
    let service = scene.floor.service(id).ok_or(Rejection::UnknownService)?;
    match issue_now(scene.state, service, scene.now) {
        Issue::Open { .. } => Ok(service),
        Issue::NotYet { from, .. } => Err(Rejection::IssueNotYet { from }),
        Issue::Over { next } => Err(Rejection::IssueOver { next }),
        Issue::ClosedToday { next } => Err(Rejection::ClosedToday { next }),
        Issue::Gone { next } => Err(Rejection::LimitReached { next }),
        Issue::Stopped => Err(Rejection::IssueStopped),
    }
}

pub fn withdraw(scene: &Scene<'_>, ticket: TicketId) -> Result<Vec<Fact>, Rejection> {
    let known = scene.ticket(ticket)?;
    match known.stage {
        Stage::Waiting(_) if !known.called => Ok(vec![Fact::VisitorLeft { ticket, why: LeftWhy::Withdrawn }]),
        Stage::Left { .. } => Ok(Vec::new()),
        Stage::Waiting(_)
        | Stage::Called(_)
        | Stage::Serving { .. }
        | Stage::Parked { .. }
        | Stage::NoShow { .. }
        | Stage::Finished { .. }
        | Stage::Refused { .. } => Err(Rejection::AlreadyCalled),
    }
}

pub fn leave(scene: &Scene<'_>, ticket: TicketId) -> Result<Vec<Fact>, Rejection> {
    match scene.ticket(ticket)?.stage {
        Stage::Waiting(_) | Stage::Parked { .. } | Stage::NoShow { until: Some(_), .. } => {
            let why = if *scene.by == Actor::Visitor { LeftWhy::OnPage } else { LeftWhy::Said };
            Ok(vec![Fact::VisitorLeft { ticket, why }])
        }
        Stage::Called(_) | Stage::Serving { .. } => Err(Rejection::AlreadyCalled),
        Stage::NoShow { until: None, .. } | Stage::Finished { .. } | Stage::Refused { .. } | Stage::Left { .. } => {
            Err(Rejection::NotWaiting)
        }
    }
}

pub fn mark_more_time(scene: &Scene<'_>, id: TicketId, on: bool) -> Result<Vec<Fact>, Rejection> {
    let ticket = scene.ticket(id)?;
    if ticket.is_over() {
        return Err(Rejection::NotWaiting);
    }
    Ok(if ticket.more_time == on { Vec::new() } else { vec![Fact::MoreTimeMarked { ticket: id, on }] })
}

pub fn reprint(scene: &Scene<'_>, id: TicketId) -> Result<Vec<Fact>, Rejection> {
    if scene.ticket(id)?.is_over() {
        return Err(Rejection::NotWaiting);
    }
    Ok(vec![Fact::CouponReprinted { ticket: id }])
}

pub fn stop(scene: &Scene<'_>, id: &ServiceId) -> Result<Vec<Fact>, Rejection> {
    scene.floor.service(id).ok_or(Rejection::UnknownService)?;
    if scene.day.stopped.contains(id) {
        return Err(Rejection::NothingToChange);
    }
    Ok(vec![Fact::IssueStopped { service: id.clone() }])
}

pub fn resume(scene: &Scene<'_>, id: &ServiceId) -> Result<Vec<Fact>, Rejection> {
    scene.floor.service(id).ok_or(Rejection::UnknownService)?;
    if !scene.day.stopped.contains(id) {
        return Err(Rejection::NothingToChange);
    }
    Ok(vec![Fact::IssueResumed { service: id.clone() }])
}

pub fn extend(scene: &Scene<'_>, id: &ServiceId, until: Option<Time>, more: u16) -> Result<Vec<Fact>, Rejection> {
    let service = scene.floor.service(id).ok_or(Rejection::UnknownService)?;
    let later = until.is_some_and(|until| scene.floor.calendar.moment(scene.day.date, until) > scene.now);
    if (until.is_some() && !later) || (until.is_none() && more == 0) {
        return Err(Rejection::NothingToChange);
    }
    let of_letter = scene.floor.services.iter().filter(|other| other.letter == service.letter);
    // Bookings have places of their own, and numbers for them.
    let allowed = of_letter.map(|other| {
        let extra = scene.day.extra.get(&other.id).copied().unwrap_or(0);
        let booked = numbers_on(scene.state, &other.id, scene.day.date, scene.now);
        u32::from(other.daily_limit) + u32::from(extra) + booked
    });
    let most = u32::from(Number::LARGEST).saturating_sub(allowed.sum());
    let most = u16::try_from(most).unwrap_or(Number::LARGEST);
    if more > most {
        return Err(Rejection::LimitTooLarge { most });
    }
    Ok(vec![Fact::IssueExtended { service: id.clone(), until, more }])
}
