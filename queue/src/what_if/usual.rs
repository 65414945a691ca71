//! What is usual on a day: breaks between visitors, the way to a window, and how long each service takes.

use std::collections::BTreeMap;

use jiff::SignedDuration;

use super::record::{After, Does, Hand, Record, Step, Stint};
use super::watch::MADE_UP;
use crate::command::Act;
use crate::floor::Floor;
use crate::ids::{ClerkId, ServiceId};

/// The middle of the ways and breaks where a day shows none.
const SHORT: SignedDuration = SignedDuration::from_secs(15);
/// How long a clerk waits at first for one who does not come.
const NO_SHOW: SignedDuration = SignedDuration::from_secs(60);

/// Medians of a day.
pub struct Usual {
    gaps: BTreeMap<ClerkId, SignedDuration>,
    gap: SignedDuration,
    way: SignedDuration,
    services: BTreeMap<ServiceId, SignedDuration>,
}

impl Usual {
    /// Of a record.
    pub fn of(record: &Record) -> Self {
        let hands = &record.script.hands;
        let taken = |hand: &Hand| hand.gaps.iter().map(|gap| gap.after.time).collect::<Vec<_>>();
        let own = hands.iter().filter_map(|(clerk, hand)| Some((clerk.clone(), median(taken(hand))?)));
        let stints = || record.script.stints.values().flatten();
        Self {
            gaps: own.collect(),
            gap: median(hands.values().flat_map(taken).collect()).unwrap_or(SHORT),
            way: median(stints().filter_map(started).collect()).unwrap_or(SHORT),
            services: services(record),
        }
    }

    /// The break before a clerk's next call.
    pub fn gap(&self, clerk: &ClerkId) -> After {
        After { time: self.gaps.get(clerk).copied().unwrap_or(self.gap), order: MADE_UP }
    }

    /// The steps of whoever was never received.
    pub fn visit(&self, floor: &Floor, service: &ServiceId) -> Vec<Step> {
        let norm_min = floor.service(service).map_or(10, |service| i64::from(service.service_norm_min));
        let long = self.services.get(service).copied().unwrap_or(SignedDuration::from_mins(norm_min));
        vec![step(self.way, Act::Start), step(self.way + long, Act::Finish)]
    }

    /// The steps of whoever is not there.
    pub fn no_show() -> Vec<Step> {
        vec![step(NO_SHOW, Act::NoShow)]
    }
}

fn step(time: SignedDuration, act: Act) -> Step {
    Step { after: After { time, order: MADE_UP }, does: Does::Act(act) }
}

fn services(record: &Record) -> BTreeMap<ServiceId, SignedDuration> {
    let mut lengths: BTreeMap<ServiceId, Vec<SignedDuration>> = BTreeMap::new();
    for visit in record.day().iter().flat_map(|day| &day.visits) {
        for leg in &visit.legs {
            if let Some(service_s) = leg.service_s() {
                let length = SignedDuration::from_secs(service_s.into());
                lengths.entry(leg.service.clone()).or_default().push(length);
            }
        }
    }
    lengths.into_iter().filter_map(|(service, lengths)| Some((service, median(lengths)?))).collect()
}

fn started(stint: &Stint) -> Option<SignedDuration> {
    stint.steps.iter().find(|step| step.does == Does::Act(Act::Start)).map(|step| step.after.time)
}

fn median(mut times: Vec<SignedDuration>) -> Option<SignedDuration> {
    times.sort_unstable();
    times.get(times.len() / 2).copied()
}
