//! The office itself: name, languages, days and hours, halls, groups, categories, reasons, rules, notices.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use jiff::civil::{Date, Time};
use queue::floor::{
    Calendar, Category, Group, Hall, Interval, IssueHours, PlaceRule, Policy, Reason, Reasons, Rules, Text, Weekday,
};
use queue::ids::{CategoryId, GroupId, HallId, ReasonId};
use queue::what_if::LIMIT_MOST_MIN;
use queue::zone::Zone;

use super::document::Section;
use super::fault::Fault;
use super::languages::{Spoken, languages};
use super::texts::{clock, shorten};
use crate::proxies::{BadNetwork, Network, TrustedProxies};
use crate::retention::KEEP_DAYS;
use crate::tls::VisitorsFiles;

const HALLS: usize = 20;
const GROUPS: usize = 20;
const CATEGORIES: usize = 12;
const REASONS: usize = 30;
const HOLIDAYS: usize = 400;
const NOTICES: usize = 20;
const PROXIES: usize = 16;
/// Longest public address, so that its QR stays small enough for a cracked phone.
const URL_LIMIT: usize = 60;

pub struct Office {
    pub name: Text,
    pub spoken: Spoken,
    pub public_url: Option<Arc<str>>,
    pub calendar: Calendar,
    notices: Vec<Text>,
}

pub fn office(root: &mut Section<'_>) -> Office {
    let read = root.table("office", |section| {
        let spoken = languages(section);
        section.speak(&spoken);
        Office {
            name: section.text("name"),
            public_url: public_url(section),
            calendar: calendar(section),
            notices: section.texts("notices"),
            spoken,
        }
    });
    read.unwrap_or_else(|| Office {
        name: Text::default(),
        spoken: Spoken::default(),
        public_url: None,
        calendar: Calendar { zone: utc(), holidays: BTreeSet::new(), day_turns_at: Time::midnight() },
        notices: Vec::new(),
    })
}

impl Office {
    pub fn take_notices(&mut self, root: &Section<'_>) -> Vec<Text> {
        if self.notices.len() > NOTICES {
            let problem = Fault::TooMany(NOTICES).said(format!("has {} notices", self.notices.len()));
            root.wrong("office", problem, format!("use at most {NOTICES}"));
        }
        std::mem::take(&mut self.notices)
    }
}

/// The proxies before the visitors' door.
pub fn trusted_proxies(root: &mut Section<'_>) -> TrustedProxies {
    const KEY: &str = "trusted_proxies";
    let mut networks = Vec::new();
    for text in root.strings(KEY) {
        match Network::parse(&text) {
            Ok(network) => networks.push(network),
            Err(problem) => {
                let mend = match problem {
                    BadNetwork::NoNetwork => {
                        "write an address such as \"10.0.0.5\" or a network such as \"10.0.0.0/24\""
                    }
                    BadNetwork::Inside => {
                        "write the network's own address, such as \"10.0.0.0/24\", or the proxy's alone"
                    }
                    BadNetwork::Everybody => "name the proxies alone: whoever is believed can take any visitor's place",
                };
                root.wrong(KEY, format!("\"{text}\" {problem}"), mend);
            }
        }
    }
    if networks.len() > PROXIES {
        root.wrong(KEY, format!("has {} entries", networks.len()), format!("use at most {PROXIES}"));
    }
    TrustedProxies(networks)
}

/// The certificate of the visitors' own listener. Names are typed there (P1): without one it is for this machine and for a proxy alone.
pub fn visitors_files(
    root: &mut Section<'_>,
    listener: Option<SocketAddr>,
    proxies: &TrustedProxies,
) -> Option<VisitorsFiles> {
    let mut file = |key: &'static str| {
        let path = PathBuf::from(root.optional_string(key, "\"/etc/queue/pages.pem\"")?);
        if !path.is_absolute() {
            root.wrong(key, "is no whole path", "write the file from / on");
        }
        Some(path)
    };
    match (file("visitors_certificate"), file("visitors_key")) {
        (None, None) => {
            let open = listener.is_some_and(|listener| !listener.ip().to_canonical().is_loopback());
            if open && proxies.0.is_empty() {
                let mend = "add visitors_certificate and visitors_key, or name the proxy before it in trusted_proxies, or listen on 127.0.0.1";
                root.wrong("visitors_listen", "takes names over open HTTP", mend);
            }
            None
        }
        (Some(certificate), Some(key)) if listener.is_some() => Some(VisitorsFiles { certificate, key }),
        (Some(_), Some(_)) => {
            root.wrong("visitors_certificate", "has no listener", "add visitors_listen, which it is for");
            None
        }
        (Some(_), None) => {
            root.wrong("visitors_key", "is missing", "add visitors_key, the PEM file of the certificate's key");
            None
        }
        (None, Some(_)) => {
            root.wrong("visitors_certificate", "is missing", "add visitors_certificate, the PEM file for visitors_key");
            None
        }
    }
}

fn utc() -> Zone {
    Zone::new("Etc/UTC").expect("the zone data holds UTC")
}

fn public_url(section: &mut Section<'_>) -> Option<Arc<str>> {
    let url = section.optional_string("public_url", "\"https://...\"")?;
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._~:/[]".contains(c);
    let fits = rest.is_some_and(|rest| !rest.is_empty() && rest.chars().all(plain)) && url.len() <= URL_LIMIT;
    if !fits && !url.is_empty() {
        let mend = format!("write http:// or https://, a host and a path, at most {URL_LIMIT} characters, no ? or #");
        section.wrong("public_url", Fault::NoAddress(URL_LIMIT).said("is no address for the coupon's QR"), mend);
    }
    Some(url.trim_end_matches('/').into())
}

fn calendar(section: &mut Section<'_>) -> Calendar {
    let name = section.string("time_zone", "\"Asia/Yerevan\"");
    let zone = Zone::new(&name).unwrap_or_else(|unknown| {
        // Whatever gave no name is noted already.
        if !name.is_empty() {
            section.wrong(
                "time_zone",
                Fault::NoZone(shorten(&name), unknown.example.clone()).said(unknown.to_string()),
                "write its IANA name",
            );
        }
        utc()
    });
    let mut holidays = BTreeSet::new();
    for text in section.strings("holidays") {
        match text.parse::<Date>() {
            Ok(date) => drop(holidays.insert(date)),
            Err(_) => {
                let problem = Fault::NoDate(shorten(&text)).said(format!("\"{text}\" is no date"));
                section.wrong("holidays", problem, "write it as \"2027-01-01\"");
            }
        }
    }
    if holidays.len() > HOLIDAYS {
        let problem = Fault::TooMany(HOLIDAYS).said(format!("has {} days", holidays.len()));
        section.wrong("holidays", problem, format!("use at most {HOLIDAYS}"));
    }
    Calendar { zone, holidays, day_turns_at: section.time("day_turns_at", Time::midnight()) }
}

/// The office's hours, which services without hours of their own take.
pub fn hours(root: &mut Section<'_>, day_turns_at: Time) -> IssueHours {
    root.table("hours", |section| week(section, day_turns_at)).unwrap_or_default()
}

/// Hours by weekday, each a list such as `["08:30-12:00", "13:00-17:00"]` within one business day.
pub fn week(section: &mut Section<'_>, day_turns_at: Time) -> IssueHours {
    let days = [
        ("mon", Weekday::Mon),
        ("tue", Weekday::Tue),
        ("wed", Weekday::Wed),
        ("thu", Weekday::Thu),
        ("fri", Weekday::Fri),
        ("sat", Weekday::Sat),
        ("sun", Weekday::Sun),
    ];
    let mut week = BTreeMap::new();
    for (key, day) in days {
        let intervals = intervals(section, key, day_turns_at);
        if !intervals.is_empty() {
            week.insert(day, intervals);
        }
    }
    IssueHours(week)
}

fn intervals(section: &mut Section<'_>, key: &'static str, day_turns_at: Time) -> Vec<Interval> {
    let mut intervals: Vec<Interval> = Vec::new();
    // A time of the business day, counted from its turn; the turn as an end is the end of the day.
    let begins = |time: Time| (time < day_turns_at, time);
    let ends = |time: Time| if time == day_turns_at { (true, time) } else { begins(time) };
    for text in section.strings(key) {
        let read = text.split_once(['-', '–']).and_then(|(from, to)| Some((clock(from.trim())?, clock(to.trim())?)));
        let Some((from, to)) = read else {
            let problem = Fault::NoInterval(shorten(&text)).said(format!("\"{text}\" is no interval"));
            section.wrong(key, problem, "write it as \"08:30-17:00\"");
            continue;
        };
        let after = intervals.last().is_none_or(|last| ends(last.to) <= begins(from));
        if text.trim_start().starts_with("24:00") || begins(from) >= ends(to) || !after {
            let mend = order(day_turns_at, begins(from) > ends(to));
            let problem = Fault::OutOfOrder(shorten(&text));
            section.wrong(key, problem.said(format!("\"{text}\" ends before it begins, or overlaps")), mend);
        }
        intervals.push(Interval { from, to });
    }
    intervals
}

/// How intervals are written that were not in the order of the business day.
fn order(day_turns_at: Time, is_past_midnight: bool) -> String {
    let order = "write intervals in order, apart";
    if day_turns_at != Time::midnight() {
        return format!("{order}, from {} on, at which the business day turns", day_turns_at.strftime("%H:%M"));
    }
    if is_past_midnight {
        return format!(
            "{order}; past midnight with office.day_turns_at, such as \"04:00\", and two: \"20:00-24:00\", \"00:00-04:00\""
        );
    }
    order.to_owned()
}

pub fn halls(root: &mut Section<'_>) -> Vec<Hall> {
    root.tables("hall", HALLS, |section| Hall { id: section.key("id", HallId::new), name: section.text("name") })
}

pub fn groups(root: &mut Section<'_>) -> Vec<Group> {
    root.tables("group", GROUPS, |section| Group { id: section.key("id", GroupId::new), name: section.text("name") })
}

/// Where the keys of personal data lie, and for how many days it is kept (P1, P3).
pub fn personal_data(root: &mut Section<'_>) -> (Option<PathBuf>, u16) {
    let read = root.optional_table("personal_data", |section| {
        let keys = section.optional_string("keys", "\"/some/other/disk\"").map(PathBuf::from);
        if keys.as_ref().is_some_and(|keys| !keys.is_absolute()) {
            section.wrong("keys", "is no whole path", "write the folder from / on");
        }
        (keys, section.optional_number("keep_days", 1..=3650).unwrap_or(KEEP_DAYS))
    });
    read.unwrap_or((None, KEEP_DAYS))
}

pub fn categories(root: &mut Section<'_>) -> Vec<Category> {
    root.tables("category", CATEGORIES, |section| Category {
        id: section.key("id", CategoryId::new),
        name: section.text("name"),
        mark: section.text("mark"),
        note: section.optional_text("note"),
        preferential: section.yes("preferential", false),
        wait_limit_min: section.optional_number("wait_limit_min", 1..=LIMIT_MOST_MIN),
    })
}

pub fn reasons(root: &mut Section<'_>) -> Reasons {
    let read = root.table("reasons", |section| {
        let mut list = |key| {
            let one =
                |section: &mut Section<'_>| Reason { id: section.key("id", ReasonId::new), name: section.text("name") };
            let reasons = section.tables(key, REASONS, one);
            if reasons.is_empty() {
                let mend = format!("add {key} = [{{ id = \"...\", name = {{ ... }} }}]");
                section.wrong(key, Fault::NothingListed.said("names no reason"), mend);
            }
            let mut known = BTreeSet::new();
            for (index, reason) in reasons.iter().enumerate() {
                if !section.is_wrong_in_entry(key, index, "id") && !known.insert(&reason.id) {
                    let problem = Fault::Twice(reason.id.to_string());
                    let problem = problem.said(format!("\"{}\" is there twice", reason.id));
                    section.wrong_in_entry(key, index, "id", problem, "give each its own id");
                }
            }
            reasons
        };
        let (refuse, park) = (list("refuse"), list("park"));
        let (pause, out_of_turn) = (list("pause"), list("out_of_turn"));
        let (mismatch, told) = (mismatch(section, &refuse), told(section, &out_of_turn));
        Reasons { mismatch, refuse, park, pause, out_of_turn, told }
    });
    read.unwrap_or_default()
}

/// The reason for refusing somebody who is not who booked (B6).
fn mismatch(section: &mut Section<'_>, refuse: &[Reason]) -> Option<ReasonId> {
    let id = section.optional_key("mismatch", ReasonId::new)?;
    if refuse.iter().all(|reason| reason.id != id) {
        section.wrong("mismatch", format!("names \"{id}\""), "name one of the ids in refuse, or leave it out");
    }
    Some(id)
}

/// The reasons for a call out of turn that other visitors may be told (Q6).
fn told(section: &mut Section<'_>, out_of_turn: &[Reason]) -> Vec<ReasonId> {
    let told = section.keys("told", ReasonId::new);
    for id in told.iter().filter(|id| out_of_turn.iter().all(|reason| reason.id != **id)) {
        section.wrong("told", format!("names \"{id}\""), "name ids of out_of_turn, or leave it out");
    }
    told
}

pub fn rules(root: &mut Section<'_>) -> Rules {
    root.optional_table("rules", read_rules).unwrap_or_default()
}

fn read_rules(section: &mut Section<'_>) -> Rules {
    let usual = Rules::default();
    let seconds =
        |section: &mut Section<'_>, key, usual: u32| section.optional_number(key, 0..=3600).map_or(usual, u32::from);
    let rules = Rules {
        policy: policy(section),
        call_finishes: section.yes("call_finishes", usual.call_finishes),
        no_show_calls: section
            .optional_number("no_show_calls", 1..=10)
            .map_or(usual.no_show_calls, |calls| u8::try_from(calls).unwrap_or(u8::MAX)),
        no_show_after_s: seconds(section, "no_show_after_s", usual.no_show_after_s),
        more_time_s: seconds(section, "more_time_s", usual.more_time_s),
        no_show_alone_s: section.optional_number("no_show_alone_s", 30..=3600).map(u32::from),
        come_back_min: section.optional_number("come_back_min", 0..=720).map_or(usual.come_back_min, u32::from),
        place_transferred: place(section, "place_transferred", usual.place_transferred),
        place_next_service: place(section, "place_next_service", usual.place_next_service),
        place_came_back: place(section, "place_came_back", usual.place_came_back),
        undo_s: section.optional_number("undo_s", 0..=60).map_or(usual.undo_s, u32::from),
        booking: super::booking::rules(section),
    };
    if rules.no_show_alone_s.is_some_and(|alone| alone < rules.no_show_after_s) {
        let mend = format!("write at least {}, as in no_show_after_s", rules.no_show_after_s);
        let problem = Fault::TooSmall(rules.no_show_after_s).said("is sooner than a clerk may say it");
        section.wrong("no_show_alone_s", problem, mend);
    }
    rules
}

fn policy(section: &mut Section<'_>) -> Policy {
    let name = section.optional_string("policy", "\"credit\"").unwrap_or_else(|| "credit".to_owned());
    let general = section.optional_number("ratio_general", 1..=20);
    match name.as_str() {
        "first-come" => Policy::FirstCome,
        "credit" => Policy::Credit,
        "ratio" => {
            let general = general.and_then(|general| u8::try_from(general).ok()).unwrap_or_else(|| {
                section.wrong(
                    "ratio_general",
                    Fault::Missing.said("is missing"),
                    "add ratio_general = 1 to 20, general visitors to one preferential",
                );
                1
            });
            Policy::Ratio { general }
        }
        _ => {
            section.wrong("policy", "is unknown", "write one of: credit, first-come, ratio");
            Policy::Credit
        }
    }
}

fn place(section: &mut Section<'_>, key: &'static str, usual: PlaceRule) -> PlaceRule {
    match section.optional_string(key, "\"keeps-time\"").as_deref() {
        None => usual,
        Some("keeps-time") => PlaceRule::KeepsTime,
        Some("front") => PlaceRule::Front,
        Some("back") => PlaceRule::Back,
        Some(_) => {
            section.wrong(key, "is unknown", "write one of: keeps-time, front, back");
            usual
        }
    }
}
