//! How long visits take, as far as that is known: by service and clerk, with the norm where little is known.

use std::collections::BTreeMap;

use super::chance::{Future, Use, below};
use crate::floor::Floor;
use crate::ids::{ClerkId, ServiceId};
use crate::learned::{Course, Learned, OCTAVE, Sums};

/// Visits that weigh as much as the norm.
const NORM_WEIGHT: f64 = 3.0;
/// How widely visits are taken to spread about their usual length before they have shown it, in logarithms.
const SPREAD: f64 = 0.5;
/// Visits that weigh as much as that.
const SPREAD_WEIGHT: f64 = 10.0;
/// How much clerks are taken to differ from each other, and one clerk's services from another; and a day from others.
const CLERKS_DIFFER: f64 = 0.2;
const SERVICES_DIFFER: f64 = 0.12;
const DAYS_DIFFER: f64 = 0.08;

/// How long something lasts: the logarithms of its seconds are taken to be normal.
#[derive(Clone, Copy, Debug)]
pub struct Lasting {
    /// The middle.
    pub middle: f64,
    /// The spread.
    pub spread: f64,
}

/// How long visits of one kind last.
#[derive(Clone, Copy, Debug)]
pub struct Length {
    lasting: Lasting,
    /// How unsure the middle is; that is the same for all visits of the service in one future.
    unsure: f64,
    /// How unsure the day is; that is the same for all visits in one future.
    day_unsure: f64,
    /// Which service.
    service: u64,
    /// How unsure the clerk's way is, and the clerk's way with this service; and which clerk.
    clerk_unsure: f64,
    here_unsure: f64,
    clerk: u64,
}

impl Lasting {
    /// What observations of it show, where so many visits' worth is taken for granted.
    pub fn of(known: Sums, usual: Self, weight: f64) -> Self {
        let (count, sum) = logarithms(known);
        let within = (squares(known) - sum * sum / count.max(1e-9)).max(0.0);
        let variance = (2.0 * weight * usual.spread.powi(2) + within) / (2.0 * weight + count);
        Self { middle: (usual.middle * weight + sum) / (weight + count), spread: variance.sqrt() }
    }

    /// The whole length in one future, where it has lasted so long already.
    pub fn seconds(self, future: Future<'_>, of: Use, who: u64, lasted_s: f64) -> f64 {
        if lasted_s < 1.0 {
            return (self.middle + self.spread * future.normal(of, who)).exp();
        }
        let past = below((lasted_s.ln() - self.middle) / self.spread).min(0.999);
        (self.middle + self.spread * future.normal_beyond(past, of, who)).exp().max(lasted_s + 1.0)
    }
}

impl Length {
    /// The length of one visit, where it has lasted so long already.
    pub fn seconds(self, future: Future<'_>, who: u64, lasted_s: f64) -> f64 {
        let unsure = self.unsure * future.normal(Use::Service, self.service);
        let today = self.day_unsure * future.normal(Use::Day, 0);
        let clerk = self.clerk_unsure * future.normal(Use::Clerk, self.clerk);
        let here = self.here_unsure * future.normal(Use::Clerk, self.clerk + 1 + self.service);
        let Lasting { middle, spread } = self.lasting;
        Lasting { middle: middle + unsure + today + clerk + here, spread }.seconds(future, Use::Length, who, lasted_s)
    }
}

/// The lengths of visits on a floor.
pub struct Times<'a> {
    services: BTreeMap<&'a ServiceId, Service<'a>>,
    clerks: BTreeMap<&'a ClerkId, Skill>,
    today: Today,
}

/// How much slower a clerk is than others at the same services, how unsure that is, and which clerk.
#[derive(Clone, Copy)]
struct Skill {
    slower: f64,
    unsure: f64,
    nth: u64,
}

/// Of whom nothing is known.
const STRANGER: Skill = Skill { slower: 0.0, unsure: CLERKS_DIFFER, nth: 0 };

/// How much slower the floor is today, as far as the day has shown it, and how unsure that is.
#[derive(Clone, Copy)]
struct Today {
    slower: f64,
    unsure: f64,
}

struct Service<'a> {
    middle: f64,
    spread: f64,
    unsure: f64,
    of: u64,
    clerks: Option<&'a BTreeMap<ClerkId, Course>>,
}

impl<'a> Times<'a> {
    /// What the floor has shown, service by service, then clerk by clerk, then of today.
    pub fn of(floor: &'a Floor, learned: &'a Learned) -> Self {
        let services = floor.services.iter().zip(0..).map(|(service, of)| {
            let norm_s = f64::from(service.service_norm_min.max(1)) * 60.0;
            (&service.id, Service::of(norm_s, of, learned.visits().get(&service.id)))
        });
        let mut times = Self {
            services: services.collect(),
            clerks: BTreeMap::new(),
            today: Today { slower: 0.0, unsure: DAYS_DIFFER },
        };
        times.clerks = times.skills();
        times.today = times.day();
        times
    }

    /// The length of a visit at a clerk.
    pub fn length(&self, service: &ServiceId, clerk: Option<&ClerkId>) -> Length {
        let Some(known) = self.services.get(service) else {
            let lasting = Lasting { middle: 600_f64.ln(), spread: SPREAD };
            return Length {
                lasting,
                unsure: SPREAD,
                day_unsure: self.today.unsure,
                service: 0,
                clerk_unsure: 0.0,
                here_unsure: 0.0,
                clerk: 0,
            };
        };
        let skill = clerk.and_then(|clerk| self.clerks.get(clerk)).copied().unwrap_or(STRANGER);
        let (at_clerk, here_unsure) = clerk.map_or((0.0, SERVICES_DIFFER), |clerk| known.at(clerk, skill.slower));
        let lasting = Lasting { middle: known.middle + at_clerk + self.today.slower, spread: known.spread };
        let (unsure, day_unsure, service) = (known.unsure, self.today.unsure, known.of);
        Length { lasting, unsure, day_unsure, service, clerk_unsure: skill.unsure, here_unsure, clerk: skill.nth << 16 }
    }

    /// How much slower each clerk is than others at the same services.
    fn skills(&self) -> BTreeMap<&'a ClerkId, Skill> {
        let mut seen: BTreeMap<&ClerkId, (f64, f64)> = BTreeMap::new();
        for service in self.services.values() {
            for (clerk, course) in service.clerks.into_iter().flatten() {
                let (count, sum) = logarithms(course.all());
                let (all, slower) = seen.entry(clerk).or_default();
                (*all, *slower) = (*all + count, *slower + sum - count * service.middle);
            }
        }
        let weight = (SPREAD / CLERKS_DIFFER).powi(2);
        let skills = (1..).zip(seen).map(|(nth, (clerk, (count, slower)))| {
            let known = count + weight;
            (clerk, Skill { slower: slower / known, unsure: SPREAD / known.sqrt(), nth })
        });
        skills.collect()
    }

    fn day(&self) -> Today {
        let (mut all, mut slower) = (0.0, 0.0);
        for service in self.services.values() {
            for (clerk, course) in service.clerks.into_iter().flatten() {
                let (count, sum) = logarithms(course.today);
                let skill = self.clerks.get(clerk).copied().unwrap_or(STRANGER);
                let usual = service.middle + service.at(clerk, skill.slower).0;
                (all, slower) = (all + count, slower + sum - count * usual);
            }
        }
        let known = all + (SPREAD / DAYS_DIFFER).powi(2);
        Today { slower: slower / known, unsure: SPREAD / known.sqrt() }
    }
}

impl<'a> Service<'a> {
    fn of(norm_s: f64, of: u64, clerks: Option<&'a BTreeMap<ClerkId, Course>>) -> Self {
        let (mut count, mut sum, mut within) = (0.0, 0.0, 0.0);
        for course in clerks.into_iter().flat_map(BTreeMap::values) {
            let (n, s) = logarithms(course.all());
            (count, sum) = (count + n, sum + s);
            within += squares(course.all()) - s * s / n.max(1e-9);
        }
        // The norm is a mean; the middle of what spreads so lies below it.
        let norm = norm_s.ln() - SPREAD * SPREAD / 2.0;
        let middle = (NORM_WEIGHT * norm + sum) / (NORM_WEIGHT + count);
        let variance = (SPREAD_WEIGHT * SPREAD * SPREAD + within.max(0.0)) / (SPREAD_WEIGHT + count);
        Self { middle, spread: variance.sqrt(), unsure: (variance / (NORM_WEIGHT + count)).sqrt(), of, clerks }
    }

    /// How much longer it takes at a clerk who is so much slower than others, and how unsure that is of this service.
    fn at(&self, clerk: &ClerkId, slower: f64) -> (f64, f64) {
        let course = self.clerks.and_then(|clerks| clerks.get(clerk)).copied().unwrap_or_default();
        let (count, sum) = logarithms(course.all());
        let weight = (self.spread / SERVICES_DIFFER).powi(2);
        let known = count + weight;
        (slower + (sum - count * (self.middle + slower)) / known, self.spread / known.sqrt())
    }
}

/// The count and the sum of observed logarithms, as natural ones.
fn logarithms(sums: Sums) -> (f64, f64) {
    (sums.count_f(), sums.sum_f() * NATURAL)
}

/// The sum of their squares.
fn squares(sums: Sums) -> f64 {
    sums.squares_f() * NATURAL * NATURAL
}

const NATURAL: f64 = std::f64::consts::LN_2 / OCTAVE as f64;
