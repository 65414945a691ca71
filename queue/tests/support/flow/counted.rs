//! Every figure counted again with plain loops over the lines, for many filters.

mod quarters;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use queue::day::Day;
use queue::day::figures::{Coming, Figures, Filter};
use queue::day::lengths::{lengths, longest};
use queue::day::times::Times;
use queue::ids::{ClerkId, ReasonId, ServiceId, TicketId};
use queue::ticket::LeftWhy;
use queue::turn::Why;

use super::lines::{Line, Record, Wait, seconds};

/// Looking at each moment takes long: of so many filters, the whole day and some services.
const QUARTERED: usize = 3;

/// The figures of the whole day, and of its parts.
pub fn holds(day: &Day, record: &Record) {
    for (index, filter) in filters(record).into_iter().enumerate() {
        let seen = Seen::of(record, &filter);
        seen.holds(&Figures::of(day, &filter), record, &filter);
        if index < QUARTERED {
            quarters::holds(day, record, &filter, &seen);
        }
        lengths_hold(day, &filter, &seen);
    }
}

/// All, each service, and of windows, categories, clerks and ways of coming those that were there first.
fn filters(record: &Record) -> Vec<Filter> {
    let mut filters = vec![Filter::default()];

    for service in record.floor.services.iter().take(3) {
        filters.push(Filter { service: Some(service.id.clone()), ..Filter::default() });
    }
    for category in record.floor.categories.iter().take(2) {
        filters.push(Filter { category: Some(category.id.clone()), ..Filter::default() });
    }
    for coming in [Coming::Booked, Coming::WalkIn] {
        filters.push(Filter { coming: Some(coming), ..Filter::default() });
    }
    for window in record.floor.windows.iter().take(2) {
        let window = Some(window.id.clone());
        filters.push(Filter { window: window.clone(), ..Filter::default() });
        let clerk = record.floor.clerks.first().map(|clerk| clerk.id.clone());
        filters.push(Filter { clerk: clerk.clone(), ..Filter::default() });
        filters.push(Filter { window, clerk, ..Filter::default() });
    }
    filters
}

/// What a filter leaves: tickets, and their waits.
struct Seen<'a> {
    visits: Vec<(&'a TicketId, &'a Line)>,
    waits: Vec<(&'a TicketId, &'a Line, &'a Wait)>,
    withdrawn: usize,
}

impl<'a> Seen<'a> {
    fn of(record: &'a Record, filter: &Filter) -> Self {
        let mut seen = Self { visits: Vec::new(), waits: Vec::new(), withdrawn: 0 };
        for (ticket, line) in &record.lines {
            let waits: Vec<_> = line.waits.iter().filter(|wait| wanted(filter, line, wait)).collect();
            if waits.is_empty() {
                continue;
            }
            if line.gone.is_some_and(|(_, why)| why == LeftWhy::Withdrawn) {
                seen.withdrawn += 1;
                continue;
            }
            seen.visits.push((ticket, line));
            seen.waits.extend(waits.into_iter().map(|wait| (ticket, line, wait)));
        }
        seen
    }

    fn holds(&self, figures: &Figures, record: &Record, filter: &Filter) {
        let told = format!("{} {filter:?}", record.date);
        self.visitors_hold(figures, record, filter, &told);
        let waited = |wait: &Wait| wait.wait_s().map(|wait_s| (wait_s, wait.limit_s));
        let done = |wait: &Wait| wait.served_s().filter(|served| served.1).map(|served| (served.0, wait.norm_s));
        let all = |of: &dyn Fn(&Wait) -> Option<(u32, u32)>| times(self.waits.iter().filter_map(|(.., wait)| of(wait)));
        assert_eq!(figures.waits, all(&waited), "{told}");
        let days =
            figures.by_day.iter().map(|day| (day.date, day.visitors, day.walk_in, day.waits)).collect::<Vec<_>>();
        let walk_in = self.visits.iter().filter(|(_, line)| line.due.is_none()).count();
        let day = (record.date, self.visits.len(), walk_in, all(&waited));
        let day = (day.0, u32::try_from(day.1).expect("few"), u32::try_from(day.2).expect("few"), day.3);
        assert_eq!(days, if self.visits.is_empty() { Vec::new() } else { vec![day] }, "{told}");
        assert_eq!(figures.service_times, all(&done), "{told}");
        let services: BTreeSet<&ServiceId> = self.waits.iter().map(|(.., wait)| &wait.service).collect();
        assert_eq!(figures.services.keys().collect::<BTreeSet<_>>(), services, "{told}");
        for (service, figures) in &figures.services {
            let here = || self.waits.iter().filter(|(.., wait)| wait.service == *service);
            let tickets: BTreeSet<_> = here().map(|(ticket, ..)| ticket).collect();
            assert_eq!(figures.visitors as usize, tickets.len(), "{told} {service}");
            assert_eq!(figures.waits, times(here().filter_map(|(.., wait)| waited(wait))), "{told} {service}");
            assert_eq!(figures.service_times, times(here().filter_map(|(.., wait)| done(wait))), "{told} {service}");
            let ended = |with: &str| here().filter(|(.., wait)| ends(wait) == with).count();
            assert_eq!((figures.no_shows as usize, figures.refused as usize), (ended("no-show"), ended("refused")));
        }
        let asked = figures.most_asked();
        assert!(asked.is_sorted_by(|a, b| a.1 >= b.1) && asked.len() == services.len(), "{told}");
        self.clerks_hold(figures, record, filter, &told);
        self.chosen_hold(figures, &told);
        self.expected_holds(figures, &told);
        self.heat_holds(figures, record, &told);
    }

    fn visitors_hold(&self, figures: &Figures, record: &Record, filter: &Filter, told: &str) {
        let visitors = &figures.visitors;
        let count = |fits: &dyn Fn(&Line) -> bool| self.visits.iter().filter(|(_, line)| fits(line)).count();
        let gone = |line: &Line, with| line.gone.is_some_and(|(_, why)| why == with);
        // Whoever goes leaves the line in which they stand.
        let last = |line: &Line| wanted(filter, line, line.waits.last().expect("a first wait"));
        let after = |line: &Line| line.due.is_some_and(|due| line.issued > due);
        for (figure, counted) in [
            (figures.days, usize::from(!self.visits.is_empty())),
            (visitors.all, self.visits.len()),
            (visitors.walk_in, count(&|line| line.due.is_none())),
            (visitors.in_time, count(&|line| line.due.is_some() && !after(line))),
            (visitors.after_time, count(&|line| after(line) && !line.late)),
            (visitors.too_late, count(&|line| after(line) && line.late)),
            (visitors.left, count(&|line| last(line) && (gone(line, LeftWhy::Said) || gone(line, LeftWhy::OnPage)))),
            (visitors.left_at_end, count(&|line| last(line) && gone(line, LeftWhy::EndOfDay))),
            (visitors.withdrawn, self.withdrawn),
            (visitors.no_shows, self.waits.iter().filter(|(.., wait)| ends(wait) == "no-show").count()),
            (visitors.came_back, self.waits.iter().filter(|(.., wait)| wait.came_back).count()),
        ] {
            assert_eq!(figure as usize, counted, "{told} {visitors:#?}");
        }
        let late = self.visits.iter().filter(|(_, line)| after(line));
        let late = late.map(|(_, line)| (seconds(line.due.expect("booked"), line.issued), line.late));
        assert_eq!(visitors.lateness, times(late.map(|(s, late)| (s, if late { 0 } else { s }))), "{told}");
        let untold = filter.window.is_some() || filter.clerk.is_some() || filter.category.is_some();
        let untold = untold || filter.coming == Some(Coming::WalkIn);
        let of_service = |service: &ServiceId| filter.service.as_ref().is_none_or(|wanted| wanted == service);
        let missed = record.missed.iter().filter(|(service, _)| !untold && of_service(service));
        let (all, outage) = (missed.clone().count(), missed.filter(|(_, outage)| *outage).count());
        assert_eq!((visitors.missed as usize, visitors.missed_by_outage as usize), (all, outage), "{told}");
        let mut refusals: BTreeMap<ReasonId, u32> = BTreeMap::new();
        for (.., wait) in self.waits.iter().filter(|(.., wait)| ends(wait) == "refused") {
            *refusals.entry(wait.reason.clone().expect("a reason")).or_default() += 1;
        }
        assert_eq!(figures.refusals, refusals, "{told}");
    }

    fn clerks_hold(&self, figures: &Figures, record: &Record, filter: &Filter, told: &str) {
        let spans: Vec<_> = record
            .spans
            .iter()
            .filter(|(window, clerk, ..)| {
                let of_visitors = filter.service.is_some() || filter.category.is_some() || filter.coming.is_some();
                let here = filter.window.as_ref().is_none_or(|wanted| wanted == window);
                !of_visitors && here && filter.clerk.as_ref().is_none_or(|wanted| wanted == clerk)
            })
            .collect();
        let calls = |wait: &Wait| wait.call.as_ref().map(|call| call.3.clone());
        let clerks: BTreeSet<ClerkId> = self.waits.iter().filter_map(|(.., wait)| calls(wait)).collect();
        let clerks: BTreeSet<ClerkId> = clerks.into_iter().chain(spans.iter().map(|span| span.1.clone())).collect();
        assert_eq!(figures.clerks.keys().cloned().collect::<BTreeSet<_>>(), clerks, "{told}");
        for (clerk, figures) in &figures.clerks {
            let mine = || self.waits.iter().map(|(.., wait)| *wait).filter(|wait| calls(wait).as_ref() == Some(clerk));
            let done = |wait: &Wait| wait.served_s().filter(|served| served.1).map(|served| (served.0, wait.norm_s));
            let served: BTreeSet<&ServiceId> = mine().filter(|w| done(w).is_some()).map(|w| &w.service).collect();
            assert_eq!(figures.services.keys().collect::<BTreeSet<_>>(), served, "{told} {clerk}");
            for (service, of) in &figures.services {
                assert_eq!(*of, times(mine().filter(|w| w.service == *service).filter_map(done)), "{told} {clerk}");
            }
            let undone = mine().filter_map(|wait| wait.served_s().filter(|served| !served.1));
            assert_eq!(figures.undone_s, undone.map(|served| u64::from(served.0)).sum::<u64>(), "{told} {clerk}");
            let ended = |with: &str| mine().filter(|wait| ends(wait) == with).count();
            assert_eq!((figures.no_shows as usize, figures.refused as usize), (ended("no-show"), ended("refused")));
            let passed_over = |wait: &&Wait| {
                matches!(wait.call.as_ref().map(|call| &call.4), Some(Why::Chosen { instead_of: Some(_), .. }))
            };
            assert_eq!(figures.out_of_turn as usize, mine().filter(passed_over).count(), "{told} {clerk}");
            let (mut open_s, mut pauses) = (0_u64, BTreeMap::<ReasonId, (u32, u64, u32)>::new());
            for (_, _, reason, from, to, cut) in spans.iter().filter(|span| span.1 == *clerk) {
                let length_s = if *cut { 0 } else { seconds(*from, to.unwrap_or(record.last_at)) };
                match reason {
                    None => open_s += u64::from(length_s),
                    Some(reason) => {
                        let (count, sum_s, longest_s) = pauses.get(reason).copied().unwrap_or_default();
                        let now = (count + 1, sum_s + u64::from(length_s), longest_s.max(length_s));
                        pauses.insert(reason.clone(), now);
                    }
                }
            }
            assert_eq!(figures.open_s, open_s, "{told} {clerk}");
            let seen = figures.pauses.iter().map(|(reason, p)| (reason.clone(), (p.count, p.sum_s, p.longest_s)));
            assert_eq!(seen.collect::<BTreeMap<_, _>>(), pauses, "{told} {clerk}");
        }
    }

    fn chosen_hold(&self, figures: &Figures, told: &str) {
        let mut chosen = Vec::new();
        for (ticket, line, wait) in &self.waits {
            if let Some((_, at, window, clerk, Why::Chosen { reason, instead_of }, _)) = &wait.call {
                let whom = (**ticket, line.number.clone(), wait.service.clone());
                chosen.push((whom, *at, window.clone(), clerk.clone(), reason.clone(), *instead_of));
            }
        }
        let seen = figures.chosen.iter().map(|call| {
            let whom = (call.ticket, call.number.to_string(), call.service.clone());
            (whom, call.at, call.window.clone(), call.clerk.clone(), call.reason.clone(), call.instead_of)
        });
        assert_eq!(seen.collect::<Vec<_>>(), chosen, "{told}");
        assert_eq!(figures.out_of_turn().count(), chosen.iter().filter(|call| call.5.is_some()).count(), "{told}");
    }

    fn expected_holds(&self, figures: &Figures, told: &str) {
        let (mut all, mut inside, mut error, mut width) = (0_u32, 0_u32, 0_u64, 0_u64);
        let (mut rivalled, mut own, mut rival) = (0_u32, 0_u64, 0_u64);
        for (_, line, wait) in self.waits.iter().filter(|(_, line, wait)| std::ptr::eq(&raw const line.waits[0], *wait))
        {
            let (Some(range), Some(call)) = (line.expected, &wait.call) else { continue };
            let took = i64::from(seconds(line.issued, call.1));
            let (low, high) = (i64::from(range.from_min) * 60, i64::from(range.to_min) * 60);
            all += 1;
            inside += u32::from(took >= low && (took <= high || high == 0 && took <= 60));
            let off = (2 * took - low - high).unsigned_abs() / 2;
            error += off;
            width += (high - low).unsigned_abs();
            if let Some(last) = line.rival_s {
                rivalled += 1;
                own += off;
                rival += (took - i64::from(last)).unsigned_abs();
            }
        }
        let expected = &figures.expected;
        assert_eq!(
            (expected.told, expected.inside, expected.error_sum_s, expected.width_sum_s),
            (all, inside, error, width)
        );
        let against = (expected.rivalled, expected.rivalled_error_sum_s, expected.last_wait_error_sum_s);
        assert_eq!(against, (rivalled, own, rival), "{told}");
    }

    fn heat_holds(&self, figures: &Figures, record: &Record, told: &str) {
        let zone = TimeZone::get(record.floor.calendar.zone.name()).expect("the floor's zone");
        let hour = |at: Timestamp| u8::try_from(at.to_zoned(zone.clone()).hour()).expect("0 to 23");
        let (mut came, mut waits) = ([0; 24], vec![Vec::new(); 24]);
        for (_, line) in &self.visits {
            came[usize::from(hour(line.issued))] += 1;
        }
        for (.., wait) in &self.waits {
            if let Some(wait_s) = wait.wait_s() {
                waits[usize::from(hour(wait.since))].push((wait_s, wait.limit_s));
            }
        }
        for at in 0..24_u8 {
            let cells = figures.heat.iter().filter(|((_, hour), _)| *hour == at);
            let seen: Vec<_> = cells.map(|(_, cell)| (cell.visitors, cell.days, cell.waits)).collect();
            let (came, waits) = (came[usize::from(at)], &waits[usize::from(at)]);
            let counted = (came > 0 || !waits.is_empty()).then(|| (came, 1, times(waits.iter().copied())));
            assert_eq!(seen, counted.into_iter().collect::<Vec<_>>(), "{told} {at}:00");
        }
        let weekday = record.date.strftime("%a").to_string().to_lowercase();
        let days: BTreeSet<_> = figures.heat.keys().map(|(day, _)| format!("{day:?}").to_lowercase()).collect();
        assert!(days.is_empty() || days == BTreeSet::from([weekday]), "{told}: {days:?}");
    }
}

pub fn wanted(filter: &Filter, line: &Line, wait: &Wait) -> bool {
    let coming = if line.due.is_some() { Coming::Booked } else { Coming::WalkIn };
    if filter.coming.is_some_and(|wanted| wanted != coming) {
        return false;
    }
    if filter.service.as_ref().is_some_and(|wanted| *wanted != wait.service)
        || filter.category.as_ref().is_some_and(|wanted| *wanted != wait.category)
    {
        return false;
    }
    let call = wait.call.as_ref();
    let at_window = filter.window.as_ref().is_none_or(|wanted| call.is_some_and(|call| call.2 == *wanted));
    at_window && filter.clerk.as_ref().is_none_or(|wanted| call.is_some_and(|call| call.3 == *wanted))
}

pub fn ends(wait: &Wait) -> &'static str {
    wait.end.map_or("", |(_, word, _)| word)
}

/// Since when somebody stood in the queue: after a denial from then on, though the wait counts from the coupon.
pub fn stood_from(line: &Line, wait: &Wait) -> Timestamp {
    let place = line.waits.iter().position(|one| std::ptr::eq(one, wait)).expect("a wait of this line");
    let denied = place.checked_sub(1).and_then(|before| line.waits[before].end).filter(|end| end.1 == "denied");
    denied.map_or(wait.since, |end| end.0)
}

/// By going up through the values until enough of them are not longer.
pub fn times(values: impl Iterator<Item = (u32, u32)>) -> Times {
    let mut values: Vec<(u32, u32)> = values.collect();
    values.sort_unstable();
    let reach = |part: usize, of: usize| {
        let mut not_longer = 0;
        let enough = |_: &&(u32, u32)| {
            not_longer += 1;
            not_longer * of >= values.len() * part
        };
        values.iter().find(enough).map_or(0, |(value, _)| *value)
    };
    Times {
        count: u32::try_from(values.len()).expect("few"),
        within: u32::try_from(values.iter().filter(|(value, limit)| value <= limit).count()).expect("few"),
        sum_s: values.iter().map(|(value, _)| u64::from(*value)).sum(),
        median_s: reach(1, 2),
        nine_of_ten_s: reach(9, 10),
        longest_s: values.iter().map(|(value, _)| *value).max().unwrap_or(0),
    }
}

/// Waits of each length, and the longest.
fn lengths_hold(day: &Day, filter: &Filter, seen: &Seen<'_>) {
    let waits: Vec<(u32, u32)> =
        seen.waits.iter().filter_map(|(.., wait)| Some((wait.wait_s()?, wait.limit_s))).collect();
    for (index, length) in lengths(day, filter, 5, 6).iter().enumerate() {
        let from_s = u32::try_from(index * 300).expect("small");
        assert_eq!(length.from_min * 60, from_s);
        let here = || waits.iter().filter(|(s, _)| *s >= from_s && (*s < from_s + 300 || index == 5));
        let over = here().filter(|(s, limit_s)| s > limit_s).count();
        assert_eq!((length.within as usize, length.over as usize), (here().count() - over, over), "{filter:?}");
    }
    let mut all: Vec<u32> = waits.iter().map(|(wait_s, _)| *wait_s).collect();
    all.sort_unstable_by(|a, b| b.cmp(a));
    all.truncate(4);
    assert_eq!(longest(day, filter, 4).iter().map(|wait| wait.wait_s).collect::<Vec<_>>(), all, "{filter:?}");
}
