//! Every table of the report, counted.

use std::collections::BTreeMap;

use super::*;

impl Counted<'_> {
    pub fn tables(&self) -> BTreeMap<&'static str, Vec<Vec<Cell>>> {
        BTreeMap::from([
            ("visitors", self.visitors()),
            ("services", self.services_table()),
            ("clerks-services", self.clerks_services()),
            ("clerks", self.clerks_table()),
            ("pauses", self.pauses()),
            ("refusals", self.refusals()),
            ("chosen", self.chosen()),
            ("waits", self.lengths()),
            ("longest", self.longest()),
            ("expected", self.expected()),
            ("hours", self.hours()),
            ("quarters", self.quarters()),
        ])
    }

    pub(super) fn visitors(&self) -> Vec<Vec<Cell>> {
        let many = |fits: &dyn Fn(&Line) -> bool| self.visits.iter().filter(|(_, line)| fits(line)).count();
        let after = |line: &Line| line.due.is_some_and(|due| line.issued > due);
        let filter = self.filter;
        let told = filter.window.is_none() && filter.category.is_none() && filter.coming != Some(Coming::WalkIn);
        let here = |service: &ServiceId| told && self.filter.service.as_ref().is_none_or(|wanted| wanted == service);
        let missed: Vec<bool> =
            self.record.missed.iter().filter(|(service, _)| here(service)).map(|missed| missed.1).collect();
        let ended = |with: &str| self.all().filter(|wait| ends(wait) == with).count();
        let late = self.visits.iter().filter(|(_, line)| after(line));
        let mut late: Vec<i64> =
            late.map(|(_, line)| line.issued.as_second() - line.due.unwrap().as_second()).collect();
        late.sort_unstable();
        let middle = late.get(late.len().div_ceil(2).max(1) - 1).map(|s| s.unsigned_abs());
        let longest = late.last().map(|s| s.unsigned_abs());
        let row = |name: &str, many: usize| vec![text(name), count(many)];
        let gone = |line: &Line, why| gone(line, why) && self.not_received(line);
        let mut rows = vec![
            row("visitors", self.visits.len()),
            row("without a booking", many(&|line| line.due.is_none())),
            row("booked, here by the booked time", many(&|line| line.due.is_some() && !after(line))),
            row("booked, after it and received as booked", many(&|line| after(line) && !line.late)),
            row("booked, too late", many(&|line| after(line) && line.late)),
            row("no-shows", ended("no-show")),
            row("no-shows who came back", self.all().filter(|wait| wait.came_back).count()),
            row("left", many(&|line| gone(line, LeftWhy::Said) || gone(line, LeftWhy::OnPage))),
            row("not received when the day ended", many(&|line| gone(line, LeftWhy::EndOfDay))),
            row("coupons withdrawn", self.withdrawn),
            vec![text("lateness of the booked, median"), Cell::SomeSeconds(middle)],
            vec![text("lateness of the booked, longest"), Cell::SomeSeconds(longest)],
        ];
        if told {
            let outage = missed.iter().filter(|outage| **outage).count();
            rows.insert(5, row("bookings missed by an outage of the office", outage));
            rows.insert(5, row("bookings missed", missed.len()));
        }
        rows
    }

    pub(super) fn services_table(&self) -> Vec<Vec<Cell>> {
        let row = |name: String, visitors: usize, here: &dyn Fn(&&Wait) -> bool| {
            let these = || self.all().filter(|wait| here(wait));
            let (waits, services) = (of(these(), waited), of(these(), done));
            let ended = |with: &str| these().filter(|wait| ends(wait) == with).count();
            let mut row = vec![text(name), count(visitors)];
            for times in [waits, services] {
                row.push(count(times.count as usize));
                row.extend([times.median_s, times.nine_of_ten_s, times.longest_s].map(|s| some(&times, s)));
                row.push(percent(&times));
            }
            row.extend([count(ended("no-show")), count(ended("refused"))]);
            row
        };
        let services = self.services();
        let mut rows: Vec<_> =
            services.iter().map(|(id, many)| row(self.name(id), *many, &|wait| wait.service == *id)).collect();
        rows.push(row("(all)".to_owned(), self.visits.len(), &|_| true));
        rows
    }

    pub(super) fn of_clerk(&self, clerk: &ClerkId) -> Vec<&Wait> {
        self.all().filter(|wait| wait.call.as_ref().is_some_and(|call| call.3 == *clerk)).collect()
    }

    pub(super) fn clerks_services(&self) -> Vec<Vec<Cell>> {
        let mut rows = Vec::new();
        for clerk in self.clerks() {
            let mine = self.of_clerk(&clerk);
            let services: BTreeSet<&ServiceId> =
                mine.iter().filter(|wait| done(wait).is_some()).map(|wait| &wait.service).collect();
            for service in services {
                let times = of(mine.iter().copied().filter(|wait| wait.service == *service), done);
                let mut row = vec![text(&clerk), text(self.name(service)), count(times.count as usize)];
                row.extend([Cell::Seconds(times.sum_s), seconds(times.median_s), seconds(times.longest_s)]);
                row.push(percent(&times));
                rows.push(row);
            }
        }
        rows
    }

    pub(super) fn clerks_table(&self) -> Vec<Vec<Cell>> {
        let row = |clerk: ClerkId| {
            let mine = self.of_clerk(&clerk);
            let open = self.spans().filter(|span| span.1 == clerk && span.2.is_none() && !span.5);
            let open = open.map(|span| {
                let until = span.4.unwrap_or(self.record.last_at);
                u64::try_from((until.as_second() - span.3.as_second()).max(0)).unwrap()
            });
            let undone = mine.iter().filter_map(|wait| wait.served_s()).filter(|served| !served.1);
            let ended = |with: &str| mine.iter().filter(|wait| ends(wait) == with).count();
            let out = mine.iter().filter(|wait| chosen(wait).is_some_and(|call| call.4.is_some())).count();
            let mut row = vec![text(&clerk)];
            if self.tells_windows() {
                row.push(Cell::Seconds(open.sum()));
            }
            row.extend([
                Cell::Seconds(undone.map(|served| u64::from(served.0)).sum()),
                count(ended("no-show")),
                count(ended("refused")),
                count(out),
            ]);
            row
        };
        self.clerks().into_iter().map(row).collect()
    }

    pub(super) fn pauses(&self) -> Vec<Vec<Cell>> {
        let mut pauses: BTreeMap<(ClerkId, String), (usize, u64, u64)> = BTreeMap::new();
        for (_, clerk, reason, from, until, cut) in self.spans() {
            let Some(reason) = reason else { continue };
            let until = until.unwrap_or(self.record.last_at);
            let length = if *cut { 0 } else { u64::try_from((until.as_second() - from.as_second()).max(0)).unwrap() };
            let of = pauses.entry((clerk.clone(), reason.to_string())).or_default();
            *of = (of.0 + 1, of.1 + length, of.2.max(length));
        }
        let row = |((clerk, reason), of): ((ClerkId, String), (usize, u64, u64))| {
            vec![text(clerk), text(reason), count(of.0), Cell::Seconds(of.1), Cell::Seconds(of.2)]
        };
        pauses.into_iter().map(row).collect()
    }

    pub(super) fn refusals(&self) -> Vec<Vec<Cell>> {
        let mut refusals: BTreeMap<String, usize> = BTreeMap::new();
        for wait in self.all().filter(|wait| ends(wait) == "refused") {
            *refusals.entry(wait.reason.as_ref().unwrap().to_string()).or_default() += 1;
        }
        refusals.into_iter().map(|(reason, many)| vec![text(reason), count(many)]).collect()
    }

    pub(super) fn number(&self, ticket: TicketId) -> String {
        self.record.lines.get(&ticket).map_or("another".to_owned(), |line| line.number.clone())
    }

    fn chosen(&self) -> Vec<Vec<Cell>> {
        let call = |(_, line, wait): &(TicketId, &Line, &Wait)| {
            let (at, window, clerk, reason, instead_of) = chosen(wait)?;
            let instead_of = instead_of.map_or("(it was due)".to_owned(), |due| self.number(due));
            let whom = [self.time(at), line.number.clone(), self.name(&wait.service)];
            let by = [self.window(window), clerk.to_string(), reason, instead_of];
            Some(whom.into_iter().chain(by).map(text).collect())
        };
        self.waits.iter().filter_map(call).collect()
    }

    /// The waits, the longest first; of equal ones that of the earlier ticket.
    pub(super) fn longest_waits(&self) -> Vec<(&Line, &Wait, u32)> {
        let mut waits: Vec<_> =
            self.waits.iter().filter_map(|(_, line, wait)| Some((*line, *wait, wait.wait_s()?))).collect();
        waits.sort_by_key(|wait| std::cmp::Reverse(wait.2));
        waits.truncate(10);
        waits
    }

    fn longest(&self) -> Vec<Vec<Cell>> {
        let row = |(line, wait, wait_s): (&Line, &Wait, u32)| {
            let at = self.time(wait.call.as_ref().unwrap().1);
            vec![text(&line.number), text(self.name(&wait.service)), text(at), seconds(wait_s), seconds(wait.limit_s)]
        };
        self.longest_waits().into_iter().map(row).collect()
    }

    pub(super) fn expected(&self) -> Vec<Vec<Cell>> {
        let (mut told, mut inside, mut error) = (0_u32, 0_u32, 0_u64);
        let (mut rivalled, mut own, mut last) = (0_u64, 0_u64, 0_u64);
        for (_, line, wait) in &self.waits {
            let first = std::ptr::eq(&raw const line.waits[0], *wait);
            let (true, Some(range), Some(call)) = (first, line.expected, &wait.call) else { continue };
            let took = call.1.as_second() - line.issued.as_second();
            let (low, high) = (i64::from(range.from_min) * 60, i64::from(range.to_min) * 60);
            told += 1;
            inside += u32::from(low <= took && took <= if high == 0 { 60 } else { high });
            let off = (took - (low + high) / 2).unsigned_abs();
            error += off;
            if let Some(rival_s) = line.rival_s {
                (rivalled, own) = (rivalled + 1, own + off);
                last += (took - i64::from(rival_s)).unsigned_abs();
            }
        }
        let mean = |sum: u64, of: u64| sum.checked_div(of);
        let share = (told > 0).then(|| inside * 100 / told);
        let mut rows = vec![
            vec![text("waits with an expected range, of one visitor in 8"), count(told as usize)],
            vec![text("inside the range"), Cell::Percent(share)],
            vec![text("mean error"), Cell::SomeSeconds(mean(error, told.into()))],
        ];
        for (name, sum) in [
            ("mean error, where somebody was called before", own),
            ("mean error of the last visitor's wait there", last),
        ] {
            rows.extend(mean(sum, rivalled).map(|mean| vec![text(name), Cell::Seconds(mean)]));
        }
        rows
    }
}
