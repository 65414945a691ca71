//! Random floors to try the rules on, the places and dates where local time jumps, and changes of a floor in mid-day.

use std::collections::BTreeSet;

use jiff::civil::{Date, Time};
use queue::Floor;
use queue::booking::slots::BookingRules;
use queue::floor::{Interval, IssueHours, PlaceRule, Policy, Role, Rules, Service, Weekday};
use queue::zone::Zone;

use crate::dice::Dice;
use crate::support::floors::{bare, category, clerk, service, service_id, time, window};

/// Zones with a date on which something is odd there: summer time both ways, at midnight, over midnight, a day left out.
pub const ODD_DAYS: [(&str, &str); 14] = [
    ("Europe/Berlin", "2026-03-28"),
    ("Europe/Berlin", "2026-10-24"),
    ("America/New_York", "2026-03-07"),
    ("America/New_York", "2026-10-31"),
    ("Asia/Yerevan", "2026-11-17"),
    ("Asia/Yerevan", "2011-10-29"),
    ("Pacific/Apia", "2011-12-29"),
    ("Pacific/Apia", "2012-03-31"),
    ("America/St_Johns", "2006-10-28"),
    ("Africa/Cairo", "2026-04-23"),
    ("Africa/Cairo", "2026-10-29"),
    ("America/Havana", "2026-10-31"),
    ("Australia/Lord_Howe", "2026-04-04"),
    ("Asia/Yerevan", "2026-12-31"),
];

const TURNS: [&str; 8] = ["00:00", "00:00", "00:00", "00:00", "04:00", "02:30", "01:30", "23:30"];
const LETTERS: [char; 11] = ['A', 'B', 'E', 'K', 'M', 'H', 'P', 'C', 'T', 'Y', 'X'];
pub const POLICIES: [Policy; 5] =
    [Policy::FirstCome, Policy::Credit, Policy::Credit, Policy::Ratio { general: 1 }, Policy::Ratio { general: 3 }];
const PLACES: [PlaceRule; 3] = [PlaceRule::KeepsTime, PlaceRule::Front, PlaceRule::Back];

/// A floor, and the date on which its first day begins.
pub fn random(dice: &mut Dice) -> (Floor, Date) {
    let (zone, date) = dice.pick(&ODD_DAYS);
    let mut floor = bare();
    floor.calendar.zone = Zone::new(zone).expect("a zone of the zone data");
    floor.calendar.day_turns_at = time(dice.word(&TURNS));
    let services = dice.between(1, 11);
    floor.services = (0..services).map(|at| random_service(&floor, at, dice)).collect();
    for _ in 0..dice.below(3) {
        let limit = [None, Some(5), Some(15), Some(60)];
        let key = format!("more-{}", floor.categories.len());
        floor.categories.push(category(&key, dice.one_in(2), *dice.pick(&limit)));
    }
    let windows = dice.between(2, 12);
    floor.windows = (1..=windows).map(|number| random_window(&floor, number, dice)).collect();
    floor.clerks = (1..=windows + 1).map(|number| clerk(&format!("clerk-{number}"))).collect();
    floor.rules = random_rules(dice);
    let date: Date = date.parse().expect("a date");
    if dice.one_in(6) {
        floor.calendar.holidays.insert(date.tomorrow().expect("within the calendar"));
    }
    (floor, date)
}

fn random_service(floor: &Floor, at: i64, dice: &mut Dice) -> Service {
    let mut made = service(&format!("service-{at}"), *dice.pick(&LETTERS));
    made.issue = random_hours(floor, dice);
    made.daily_limit = *dice.pick(&[1, 3, 20, 100, 400, 999]);
    made.service_norm_min = *dice.pick(&[5, 15, 40]);
    made.wait_norm_min = *dice.pick(&[5, 15, 30, 60]);
    made.at_kiosk = !dice.one_in(6);
    made
}

/// Mostly long hours, so that something happens; every day of the week may differ.
fn random_hours(floor: &Floor, dice: &mut Dice) -> IssueHours {
    let days = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];
    let turn = floor.calendar.day_turns_at;
    let whole_day = vec![Interval { from: turn, to: turn }];
    let mut hours = IssueHours::default();
    for day in days {
        let intervals = match dice.below(9) {
            0 => Vec::new(),
            1 => crate::support::floors::intervals("08:30-13:00 14:00-17:00"),
            2 => crate::support::floors::intervals("09:00-09:20 09:40-11:00 12:00-20:00"),
            // Where the day turns between the two the second comes first.
            3 => crate::support::floors::intervals("00:10-02:00 12:00-23:00"),
            4 => vec![Interval { from: time("06:00"), to: turn }],
            _ => whole_day.clone(),
        };
        hours.0.insert(day, intervals);
    }
    hours
}

fn random_window(floor: &Floor, number: i64, dice: &mut Dice) -> queue::floor::Window {
    let all: Vec<&str> = floor.services.iter().map(|service| service.id.as_str()).collect();
    let number = u8::try_from(number).expect("at most 12");
    let some: Vec<&str> = all.iter().copied().filter(|_| !dice.one_in(3)).collect();
    window(number, if some.is_empty() { &all } else { &some })
}

fn random_rules(dice: &mut Dice) -> Rules {
    Rules {
        policy: *dice.pick(&POLICIES),
        call_finishes: !dice.one_in(4),
        no_show_calls: *dice.pick(&[1, 2, 2, 3]),
        no_show_after_s: *dice.pick(&[0, 20, 90]),
        more_time_s: *dice.pick(&[0, 30, 90]),
        no_show_alone_s: *dice.pick(&[None, None, Some(60), Some(300)]),
        come_back_min: *dice.pick(&[0, 1, 30]),
        place_transferred: *dice.pick(&PLACES),
        place_next_service: *dice.pick(&PLACES),
        place_came_back: *dice.pick(&PLACES),
        undo_s: *dice.pick(&[0, 10, 10, 10]),
        booking: BookingRules::default(),
    }
}

/// The same floor with something changed, whether or not it is in use.
pub fn changed(floor: &Floor, dice: &mut Dice) -> Floor {
    let mut new = floor.clone();
    match dice.below(10) {
        0 if new.services.len() > 1 => {
            let gone = new.services.remove(dice.below(new.services.len())).id;
            new.windows.iter_mut().for_each(|window| window.services.retain(|id| *id != gone));
        }
        1 if new.windows.len() > 1 => {
            new.windows.remove(dice.below(new.windows.len()));
        }
        2 if new.categories.len() > 1 => {
            new.categories.remove(dice.below(new.categories.len()));
        }
        3 => match dice.below(4) {
            0 => drop(new.clerks.remove(dice.below(new.clerks.len()))),
            1 if new.languages.len() > 1 => drop(new.languages.remove(dice.below(new.languages.len()))),
            _ => {
                let at = dice.below(new.clerks.len());
                new.clerks[at].roles = BTreeSet::from([*dice.pick(&[Role::Clerk, Role::Receptionist])]);
            }
        },
        4 | 5 => {
            let at = dice.below(new.windows.len());
            new.windows[at] = random_window(&new, i64::from(new.windows[at].number), dice);
        }
        6 => new.rules = random_rules(dice),
        7 => {
            let at = dice.below(new.services.len());
            let key = new.services[at].id.clone();
            new.services[at] = Service { id: key, ..random_service(&new, 0, dice) };
        }
        8 => {
            let number = i64::try_from(new.windows.len()).expect("small") + 20;
            new.windows.push(random_window(&new, number, dice));
            new.services.push(random_service(&new, number, dice));
            let extra = service_id(&format!("service-{number}"));
            new.windows.iter_mut().for_each(|window| window.services.push(extra.clone()));
            new.clerks.push(clerk(&format!("clerk-{number}")));
        }
        _ if dice.one_in(2) => new.calendar.day_turns_at = time(dice.word(&TURNS)),
        _ => new.calendar.zone = Zone::new(dice.pick(&ODD_DAYS).0).expect("a zone of the zone data"),
    }
    deduplicate(&mut new);
    new
}

/// A floor as its check lets it through: every key once.
fn deduplicate(floor: &mut Floor) {
    let mut seen = BTreeSet::new();
    floor.services.retain(|service| seen.insert(service.id.to_string()));
    let mut seen = BTreeSet::new();
    floor.windows.retain(|window| seen.insert(window.id.to_string()));
    let mut seen = BTreeSet::new();
    floor.clerks.retain(|clerk| seen.insert(clerk.id.to_string()));
    for window in &mut floor.windows {
        let mut seen = BTreeSet::new();
        window.services.retain(|service| seen.insert(service.clone()));
    }
}

/// A local time of day to begin at: often just before something.
pub fn beginning(dice: &mut Dice) -> Time {
    time(dice.word(&["00:00", "01:10", "07:50", "08:29:59", "12:00", "21:00", "23:58", "23:59:59"]))
}
