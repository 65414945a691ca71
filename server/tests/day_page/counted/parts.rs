//! The day by hours, quarters and lengths, and the parts of the page that are no tables of the report.

use std::collections::BTreeMap;

use jiff::SignedDuration;

use super::*;

const QUARTER_S: i64 = 900;
/// Of each of the five figures and of its change.
const UNITS: [(&str, &str); 5] = [("", ""), (" %", " pp"), (" min", " min"), (" %", " pp"), ("", "")];

/// Each of the five figures with its unit, its change and what it was; without a change where there is nothing before.
pub fn told(now: [Option<usize>; 5], before: [Option<usize>; 5]) -> [String; 5] {
    std::array::from_fn(|place| {
        let (unit, unit_of_change) = UNITS[place];
        let Some(now) = now[place] else { return "–".to_owned() };
        let Some(before) = before[place] else { return format!("{now}{unit}") };
        let sign = if now > before { "+" } else { "−" };
        let sign = if now == before { "±" } else { sign };
        format!("{now}{unit} {sign}{}{unit_of_change}, was {before}", now.abs_diff(before))
    })
}

impl Counted<'_> {
    pub(super) fn lengths(&self) -> Vec<Vec<Cell>> {
        let waits: Vec<(u32, u32)> = self.all().filter_map(waited).collect();
        let longest_min = waits.iter().map(|(wait_s, _)| wait_s / 60).max().unwrap_or(0);
        let step = match longest_min {
            0..14 => 1,
            14..70 => 5,
            70..140 => 10,
            _ => 30,
        };
        let row = |at: u32| {
            let here = |wait_s: u32| (wait_s / 60 / step).min(13) == at;
            let within = waits.iter().filter(|(wait_s, limit_s)| here(*wait_s) && wait_s <= limit_s).count();
            let over = waits.iter().filter(|(wait_s, limit_s)| here(*wait_s) && wait_s > limit_s).count();
            vec![text(at * step), count(within), count(over)]
        };
        (0..14).map(row).collect()
    }

    pub(super) fn hours(&self) -> Vec<Vec<Cell>> {
        let mut hours: BTreeMap<i8, (usize, Vec<(u32, u32)>)> = BTreeMap::new();
        let turn = self.turn().to_zoned(self.zone.clone()).hour();
        // Hours after the hour of the turn.
        let hour = |at: Timestamp| (at.to_zoned(self.zone.clone()).hour() - turn).rem_euclid(24);
        for (_, line) in &self.visits {
            hours.entry(hour(line.issued)).or_default().0 += 1;
        }
        for wait in self.all() {
            if let Some(waited) = waited(wait) {
                hours.entry(hour(wait.since)).or_default().1.push(waited);
            }
        }
        let row = |(hour, (came, waits)): (i8, (usize, Vec<(u32, u32)>))| {
            let times = times(waits.into_iter());
            let of = [count(came), count(times.count as usize), some(&times, times.median_s), percent(&times)];
            [text(format!("{:02}:00", (hour + turn) % 24))].into_iter().chain(of).collect()
        };
        hours.into_iter().map(row).collect()
    }

    /// When the day ends by the calendar.
    fn turn(&self) -> Timestamp {
        let calendar = &self.record.floor.calendar;
        calendar.zone.moment(self.record.date.tomorrow().unwrap(), calendar.day_turns_at)
    }

    /// Each wait with its end, as far as it is over.
    fn stretches(&self) -> Vec<(Timestamp, Option<Timestamp>)> {
        let turn = self.turn();
        let end = |(_, line, wait): &(TicketId, &Line, &Wait)| {
            let ended = wait.call.as_ref().map(|call| call.1).or(wait.end.map(|end| end.0));
            let by_turn = wait.call.is_none() && gone(line, LeftWhy::EndOfDay);
            let from = stood_from(line, wait);
            (from, ended.map(|end| if by_turn { end.min(turn).max(from) } else { end.max(from) }))
        };
        self.waits.iter().map(end).collect()
    }

    pub(super) fn quarters(&self) -> Vec<Vec<Cell>> {
        let waits = self.stretches();
        let last_at = self.record.last_at;
        let ends = waits.iter().map(|(_, to)| to.unwrap_or(last_at));
        let moments: Vec<Timestamp> = self
            .visits
            .iter()
            .map(|(_, line)| line.issued)
            .chain(waits.iter().map(|(from, _)| *from))
            .chain(ends)
            .collect();
        let (Some(first), Some(last)) = (moments.iter().min(), moments.iter().max()) else { return Vec::new() };
        let local = first.to_zoned(self.zone.clone());
        let into_s = i64::from(local.minute()) * 60 % QUARTER_S + i64::from(local.second());
        let mut begins = Timestamp::from_second(first.as_second() - into_s).unwrap();
        let mut rows = Vec::new();
        while begins <= *last {
            rows.push(self.quarter(begins, &waits));
            begins += SignedDuration::from_secs(QUARTER_S);
        }
        rows
    }

    fn quarter(&self, begins: Timestamp, waits: &[(Timestamp, Option<Timestamp>)]) -> Vec<Cell> {
        let ends = begins + SignedDuration::from_secs(QUARTER_S);
        let inside = |at: Timestamp| begins <= at && at < ends;
        let here: Vec<_> = self.visits.iter().filter(|(_, line)| inside(line.issued)).collect();
        let spans: Vec<_> = self.spans().filter(|span| span.2.is_none()).map(|span| (span.3, span.4)).collect();
        let mut row = vec![
            text(self.time(begins)),
            count(here.len()),
            count(here.iter().filter(|(_, line)| line.due.is_some()).count()),
            count(most_at_once(begins, ends, waits)),
        ];
        if self.tells_windows() {
            row.push(count(most_at_once(begins, ends, &spans)));
        }
        for (service, _) in self.services() {
            let wants = |ticket: TicketId| self.waits.iter().any(|(t, _, w)| *t == ticket && w.service == service);
            row.push(count(here.iter().filter(|(ticket, _)| wants(*ticket)).count()));
        }
        row
    }

    /// Who came, the share of the booked, minutes of the median, the share within the limit, who was not received.
    pub fn headlines(&self) -> [Option<usize>; 5] {
        let all = self.visits.len();
        let waits = of(self.all(), waited);
        let of_waits = |many: u32| (waits.count > 0).then_some(many as usize);
        [
            Some(all),
            (self.booked() * 100).checked_div(all),
            of_waits(waits.median_s / 60),
            of_waits((waits.within * 100).checked_div(waits.count).unwrap_or(0)),
            Some(self.visits.iter().filter(|(_, line)| self.not_received(line)).count()),
        ]
    }

    fn booked(&self) -> usize {
        self.visits.iter().filter(|(_, line)| line.due.is_some()).count()
    }

    /// What stands beside the colours of who came, and of how long they waited.
    pub fn colours(&self) -> [[String; 2]; 2] {
        let (booked, waits) = (self.booked(), of(self.all(), waited));
        [
            [format!("booked {booked}"), format!("without a booking {}", self.visits.len() - booked)],
            [format!("within the limit {}", waits.within), format!("over it {}", waits.count - waits.within)],
        ]
    }

    /// Who came when, how long half of them waited, how many were called out of turn.
    pub fn headings(&self) -> [String; 3] {
        let quarters = self.quarters();
        let most = quarters.iter().map(|row| row[1].number()).max().unwrap_or(0);
        let arrivals = match quarters.iter().find(|row| row[1].number() == most && most > 0) {
            None if *self.filter == Filter::default() => "Nobody came".to_owned(),
            None => "No visitors of the chosen part".to_owned(),
            Some(row) => {
                let from = self.visits.iter().map(|(_, line)| line.issued);
                let quarter = |at: &Timestamp| {
                    let local = at.to_zoned(self.zone.clone());
                    let into_s = i64::from(local.minute()) * 60 % QUARTER_S + i64::from(local.second());
                    at.as_second() - into_s
                };
                let begins = from.map(|at| quarter(&at)).find(|begins| {
                    self.time(Timestamp::from_second(*begins).unwrap()) == row[0].shown()
                        && self.visits.iter().filter(|(_, line)| quarter(&line.issued) == *begins).count() as u64
                            == most
                });
                let clock = |s: i64| {
                    let local = Timestamp::from_second(s).unwrap().to_zoned(self.zone.clone());
                    format!("{:02}:{:02}", local.hour(), local.minute())
                };
                let (from, people) = (begins.unwrap(), if most == 1 { "visitor" } else { "visitors" });
                format!("Most came at {}–{}: {most} {people}", clock(from), clock(from + QUARTER_S))
            }
        };
        let waits = of(self.all(), waited);
        let of_part = if *self.filter == Filter::default() { "" } else { " of the chosen part" };
        let half = match waits.count {
            0 => format!("Nobody{of_part} was called"),
            _ if waits.median_s == 0 => "Half were called at once".to_owned(),
            _ if waits.median_s < 60 => "Half waited less than 1 min".to_owned(),
            _ => format!("Half waited up to {} min", waits.median_s / 60),
        };
        let out = self.all().filter(|wait| chosen(wait).is_some_and(|call| call.4.is_some())).count();
        let chosen = match out {
            0 => format!("Nobody{of_part} was called out of turn"),
            1 => "Out of turn: 1 call".to_owned(),
            many => format!("Out of turn: {many} calls"),
        };
        [arrivals, half, chosen]
    }

    pub fn services_on_the_page(&self) -> Vec<Vec<String>> {
        let row = |letter: String, name: &str, visitors: usize, here: &dyn Fn(&&Wait) -> bool, norm: String| {
            let (waits, services) = (of(self.all().filter(here), waited), of(self.all().filter(here), done));
            let wait = |s: u32| if waits.count > 0 { (s / 60).to_string() } else { "–".to_owned() };
            let service = |s: u32| if services.count > 0 { clock(s.into()) } else { "–".to_owned() };
            let share = |times: &Times| match percent(times) {
                Cell::Percent(Some(share)) => format!("{share} %"),
                _ => "–".to_owned(),
            };
            let mut row = vec![letter, name.to_owned(), visitors.to_string()];
            row.extend([waits.median_s, waits.nine_of_ten_s, waits.longest_s].map(wait));
            row.push(share(&waits));
            row.extend([services.median_s, services.nine_of_ten_s, services.longest_s].map(service));
            row.extend([norm, share(&services)]);
            row
        };
        let of_service = |(id, many): (ServiceId, usize)| {
            let norm = self.norm_min(&id).map_or(String::new(), |min| format!("{min}:00"));
            row(self.letter(&id), &self.name(&id), many, &|wait| wait.service == id, norm)
        };
        let mut rows: Vec<_> = self.services().into_iter().map(of_service).collect();
        rows.push(row(String::new(), "Whole office", self.visits.len(), &|_| true, String::new()));
        rows
    }

    pub fn clerks_on_the_page(&self) -> Vec<Vec<String>> {
        let served = |id: &ServiceId| of(self.all().filter(|wait| wait.service == *id), done);
        let services: Vec<ServiceId> =
            self.services().into_iter().map(|(id, _)| id).filter(|id| served(id).count > 0).collect();
        let cell = |times: &Times, pace: &str| match times.count {
            0 => String::new(),
            many => format!("{pace}{} {many} · {}", clock(times.median_s.into()), times.sum_s / 60),
        };
        let row = |clerk: ClerkId| {
            let mine = self.of_clerk(&clerk);
            let mut windows: Vec<String> = self.windows_of(&clerk).into_iter().collect();
            windows.sort_by_key(|number| (number.len(), number.clone()));
            let all = of(mine.iter().copied(), done).count;
            let mut row = vec![clerk.to_string(), windows.join(", "), all.to_string()];
            for id in &services {
                let (own, office) = (of(mine.iter().copied().filter(|wait| wait.service == *id), done), served(id));
                let (own_s, office_s) = (u64::from(own.median_s), u64::from(office.median_s));
                let pace = match own.count >= 3 {
                    true if own_s > office_s && own_s * 100 >= office_s * 115 => "slower ",
                    true if own_s < office_s && own_s * 100 <= office_s * 85 => "faster ",
                    _ => "",
                };
                row.push(cell(&own, pace));
            }
            row
        };
        let mut rows: Vec<_> = self.clerks().into_iter().map(row).collect();
        let mut total = vec!["Whole office".to_owned(), String::new(), of(self.all(), done).count.to_string()];
        total.extend(services.iter().map(|id| cell(&served(id), "")));
        rows.push(total);
        rows
    }

    /// Wherever somebody sat or called that day, whatever part of it is asked for, but at an asked window alone.
    fn windows_of(&self, clerk: &ClerkId) -> BTreeSet<String> {
        let sat = self.record.spans.iter().filter(|span| span.1 == *clerk).map(|span| &span.0);
        let waits = self.record.lines.values().flat_map(|line| &line.waits);
        let called = waits.filter_map(|wait| wait.call.as_ref()).filter(|call| call.3 == *clerk).map(|call| &call.2);
        let asked = self.filter.window.as_ref();
        let here = sat.chain(called).filter(|window| asked.is_none_or(|asked| asked == *window));
        here.map(|window| self.window(window)).collect()
    }

    pub fn chosen_on_the_page(&self) -> Vec<String> {
        let item = |(_, line, wait): &(TicketId, &Line, &Wait)| {
            let (at, window, clerk, reason, instead_of) = chosen(wait)?;
            let instead_of =
                instead_of.map_or("(it was due)".to_owned(), |due| format!("instead of {}", self.number(due)));
            let (time, window) = (self.time(at), self.window(window));
            Some(format!("{time} {} {reason} {clerk}, window {window} {instead_of}", line.number))
        };
        self.waits.iter().filter_map(item).collect()
    }

    pub fn longest_on_the_page(&self) -> Vec<String> {
        let item = |(line, wait, wait_s): (&Line, &Wait, u32)| {
            let (at, limit) = (self.time(wait.call.as_ref().unwrap().1), clock(wait.limit_s.into()));
            format!("{at} {} {} limit {limit} {}", line.number, clock(wait_s.into()), self.short(&wait.service))
        };
        self.longest_waits().into_iter().map(item).collect()
    }
}

/// The most that went on at a moment at which one began, or at the beginning.
fn most_at_once(begins: Timestamp, ends: Timestamp, all: &[(Timestamp, Option<Timestamp>)]) -> usize {
    let at =
        |moment: Timestamp| all.iter().filter(|(from, to)| *from <= moment && to.is_none_or(|to| moment < to)).count();
    let moments = all.iter().map(|(from, _)| *from).filter(|from| begins <= *from && *from < ends);
    moments.chain([begins]).map(at).max().unwrap_or(0)
}

/// Minutes and seconds.
fn clock(seconds: u64) -> String {
    format!("{}:{:02}", seconds / 60, seconds % 60)
}
