//! Days on their way to figures: each leg is looked at once, and order statistics wait for the last of them.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::figures::{Accuracy, ChosenCall, ClerkFigures, Figures, Filter, Heat, OfDay, Pauses, ServiceFigures};
use super::times::{Gathered, count};
use super::{Began, Called, Came, Day, Doing, Leg, Outcome, Visit};
use crate::floor::Weekday;
use crate::ids::{ClerkId, ServiceId};
use crate::ticket::LeftWhy;
use crate::turn::{Why, seconds_between};

/// What was seen of the days so far.
pub(super) struct Tally {
    filter: Filter,
    figures: Figures,
    waits: Gathered,
    /// Those of the day that is looked at.
    waits_of_day: Gathered,
    service_times: Gathered,
    lateness: Gathered,
    services: BTreeMap<ServiceId, OfService>,
    clerks: BTreeMap<ClerkId, OfClerk>,
    heat: BTreeMap<(Weekday, u8), OfHour>,
    /// Days on which anybody came, of the part that is asked for or not.
    days_of: BTreeMap<Weekday, u32>,
}

#[derive(Default)]
struct OfService {
    figures: ServiceFigures,
    waits: Gathered,
    service_times: Gathered,
}

#[derive(Default)]
struct OfClerk {
    figures: ClerkFigures,
    services: BTreeMap<ServiceId, Gathered>,
}

#[derive(Default)]
struct OfHour {
    visitors: u32,
    waits: Gathered,
}

impl Tally {
    pub fn new(filter: Filter) -> Self {
        Self {
            filter,
            figures: Figures::default(),
            waits: Gathered::default(),
            waits_of_day: Gathered::default(),
            service_times: Gathered::default(),
            lateness: Gathered::default(),
            services: BTreeMap::new(),
            clerks: BTreeMap::new(),
            heat: BTreeMap::new(),
            days_of: BTreeMap::new(),
        }
    }

    pub fn add(&mut self, day: &Day) {
        let (before, filter) = (self.figures.visitors.clone(), self.filter.clone());
        for visit in &day.visits {
            let taken = |leg: &&Leg| filter.takes(visit, leg);
            if !visit.legs.iter().any(|leg| taken(&leg)) {
                continue;
            }
            if visit.is_withdrawn() {
                self.figures.visitors.withdrawn += 1;
                continue;
            }
            self.visitor(day, visit);
            for (index, leg) in visit.legs.iter().enumerate().filter(|(_, leg)| taken(leg)) {
                let first =
                    !visit.legs[..index].iter().any(|earlier| earlier.service == leg.service && taken(&earlier));
                self.leg(day, visit, leg, first);
            }
        }
        let (now, waits) = (&self.figures.visitors, std::mem::take(&mut self.waits_of_day).times());
        if now.all > before.all {
            self.figures.days += 1;
            self.figures.by_day.push(OfDay {
                date: day.date,
                visitors: now.all - before.all,
                walk_in: now.walk_in - before.walk_in,
                waits,
                no_shows: now.no_shows - before.no_shows,
                gone: now.gone() - before.gone(),
            });
        }
        if day.visits.iter().any(|visit| !visit.is_withdrawn()) {
            *self.days_of.entry(Weekday::of(day.date)).or_default() += 1;
        }
        self.windows(day);
    }

    fn visitor(&mut self, day: &Day, visit: &Visit) {
        let visitors = &mut self.figures.visitors;
        visitors.all += 1;
        match visit.came {
            Came::WalkIn => visitors.walk_in += 1,
            Came::Booked { due, late } => {
                let late_s = seconds_between(due, visit.issued_at);
                match (visit.issued_at > due, late) {
                    (false, _) => visitors.in_time += 1,
                    (true, false) => visitors.after_time += 1,
                    (true, true) => visitors.too_late += 1,
                }
                if visit.issued_at > due {
                    self.lateness.add(late_s, if late { 0 } else { late_s });
                }
            }
        }
        let last_taken = visit.legs.last().is_some_and(|leg| self.filter.takes(visit, leg));
        match visit.left.filter(|_| last_taken).map(|left| left.why) {
            Some(LeftWhy::Said | LeftWhy::OnPage) => visitors.left += 1,
            Some(LeftWhy::EndOfDay) => visitors.left_at_end += 1,
            Some(LeftWhy::Withdrawn) | None => {}
        }
        self.heat.entry(hour(day, visit.issued_at)).or_default().visitors += 1;
    }

    /// `first` of its visit for this service.
    fn leg(&mut self, day: &Day, visit: &Visit, leg: &Leg, first: bool) {
        let service = self.services.entry(leg.service.clone()).or_default();
        service.figures.visitors += u32::from(first);
        if let Some(wait_s) = leg.wait_s() {
            self.waits.add(wait_s, leg.limit_s);
            self.waits_of_day.add(wait_s, leg.limit_s);
            service.waits.add(wait_s, leg.limit_s);
            self.heat.entry(hour(day, leg.since)).or_default().waits.add(wait_s, leg.limit_s);
        }
        if let Some(service_s) = leg.service_s() {
            self.service_times.add(service_s, leg.norm_s);
            service.service_times.add(service_s, leg.norm_s);
        }
        let no_show = u32::from(leg.outcome == Outcome::NoShow);
        service.figures.no_shows += no_show;
        self.figures.visitors.no_shows += no_show;
        self.figures.visitors.came_back += u32::from(leg.began == Began::CameBack);
        if let Outcome::Refused { reason } = &leg.outcome {
            service.figures.refused += 1;
            *self.figures.refusals.entry(reason.clone()).or_default() += 1;
        }
        if leg.began == Began::Issued {
            weigh_expected(&mut self.figures.expected, visit, leg);
        }
        if let Some(call) = &leg.call {
            self.called(day.date, visit, leg, call);
        }
    }

    fn called(&mut self, date: Date, visit: &Visit, leg: &Leg, call: &Called) {
        let OfClerk { figures: clerk, services } = self.clerks.entry(call.clerk.clone()).or_default();
        if let Some(service_s) = leg.service_s() {
            services.entry(leg.service.clone()).or_default().add(service_s, leg.norm_s);
        }
        clerk.undone_s += u64::from(leg.undone_s().unwrap_or(0));
        clerk.no_shows += u32::from(leg.outcome == Outcome::NoShow);
        clerk.refused += u32::from(matches!(leg.outcome, Outcome::Refused { .. }));
        let Why::Chosen { reason, instead_of } = &call.why else { return };
        clerk.out_of_turn += u32::from(instead_of.is_some());
        self.figures.chosen.push(ChosenCall {
            date,
            at: call.at,
            ticket: visit.ticket,
            number: visit.number,
            service: leg.service.clone(),
            window: call.window.clone(),
            clerk: call.clerk.clone(),
            reason: reason.clone(),
            instead_of: *instead_of,
        });
    }

    /// What the windows did, and the bookings that nobody kept.
    fn windows(&mut self, day: &Day) {
        for span in day.spans.iter().filter(|span| self.filter.takes_span(span)) {
            let clerk = &mut self.clerks.entry(span.clerk.clone()).or_default().figures;
            let so_far_s = || span.until.is_none().then(|| seconds_between(span.from, day.until));
            let length_s = span.length_s().or_else(so_far_s).unwrap_or(0);
            match &span.doing {
                Doing::Open => clerk.open_s += u64::from(length_s),
                Doing::Paused { reason } => {
                    let Pauses { count, sum_s, longest_s } = clerk.pauses.entry(reason.clone()).or_default();
                    *count += 1;
                    *sum_s += u64::from(length_s);
                    *longest_s = (*longest_s).max(length_s);
                }
            }
        }
        let missed = || day.missed.iter().filter(|missed| self.filter.takes_missed(&missed.service));
        self.figures.visitors.missed += count(missed().count());
        self.figures.visitors.missed_by_outage += count(missed().filter(|missed| missed.outage).count());
    }

    pub fn figures(self) -> Figures {
        let mut figures = self.figures;
        figures.waits = self.waits.times();
        figures.service_times = self.service_times.times();
        figures.visitors.lateness = self.lateness.times();
        let service = |(id, of): (_, OfService)| {
            (id, ServiceFigures { waits: of.waits.times(), service_times: of.service_times.times(), ..of.figures })
        };
        figures.services = self.services.into_iter().map(service).collect();
        let times = |services: BTreeMap<_, Gathered>| services.into_iter().map(|(id, of)| (id, of.times())).collect();
        let clerk = |(id, of): (_, OfClerk)| (id, ClerkFigures { services: times(of.services), ..of.figures });
        figures.clerks = self.clerks.into_iter().map(clerk).collect();
        let hour = |(at, of): ((Weekday, u8), OfHour)| {
            let days = self.days_of.get(&at.0).copied().unwrap_or(0);
            (at, Heat { visitors: of.visitors, days, waits: of.waits.times() })
        };
        figures.heat = self.heat.into_iter().map(hour).collect();
        figures
    }
}

/// The weekday of the business day and the local hour.
fn hour(day: &Day, at: jiff::Timestamp) -> (Weekday, u8) {
    let hour = day.zone.local(at).hour();
    (Weekday::of(day.date), u8::try_from(hour).unwrap_or(0))
}

fn weigh_expected(accuracy: &mut Accuracy, visit: &Visit, leg: &Leg) {
    let (Some(expected), Some(call)) = (visit.expected, &leg.call) else { return };
    let wait_s = u64::from(seconds_between(visit.issued_at, call.at));
    let (from_s, to_s) = (u64::from(expected.from_min) * 60, u64::from(expected.to_min) * 60);
    let error_s = wait_s.abs_diff((from_s + to_s) / 2);
    accuracy.told += 1;
    accuracy.inside += u32::from((from_s..=to_s.max(60)).contains(&wait_s));
    accuracy.error_sum_s += error_s;
    accuracy.width_sum_s += to_s - from_s.min(to_s);
    if let Some(last_wait_s) = visit.last_wait_s {
        accuracy.rivalled += 1;
        accuracy.rivalled_error_sum_s += error_s;
        accuracy.last_wait_error_sum_s += wait_s.abs_diff(last_wait_s.into());
    }
}
