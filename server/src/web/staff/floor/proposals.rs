//! Changes of the floor that somebody made and has not confirmed: in memory alone, for the one who made them, for a while. Pure: time
//! comes in.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use queue::Floor;
use queue::ids::ClerkId;

use crate::credentials::random;

/// How long a change is kept: as long as a session that nobody uses.
const KEPT: Duration = Duration::from_secs(30 * 60);
/// Changes kept at a time, of one person; what is in force makes room first, then the oldest.
const EACH: usize = 4;
/// Changes kept at a time, of all.
const ALL: usize = 24;

/// A change that waits to be confirmed.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// Who made it.
    by: ClerkId,
    /// The floor as it would be.
    pub floor: Arc<Floor>,
    /// The version that it was made of.
    pub on: u32,
    made: Duration,
    /// It was brought into force.
    done: bool,
}

/// All of them, by their names.
#[derive(Default)]
pub struct Proposals(Mutex<BTreeMap<String, Proposal>>);

impl Proposals {
    /// Keeps a change, and gives it a name that nobody guesses.
    pub fn keep(&self, by: &ClerkId, floor: Arc<Floor>, on: u32, now: Duration) -> String {
        let name: String = random::<16>().iter().map(|byte| format!("{byte:02x}")).collect();
        let mut kept = self.lock();
        kept.retain(|_, one| now.saturating_sub(one.made) < KEPT);
        let oldest = |kept: &BTreeMap<String, Proposal>, of: Option<&ClerkId>, most: usize| {
            let mine = || kept.iter().filter(|(_, one)| of.is_none_or(|by| one.by == *by));
            (mine().count() >= most)
                .then(|| mine().min_by_key(|(_, one)| (!one.done, one.made)).map(|(name, _)| name.clone()))?
        };
        for (of, most) in [(Some(by), EACH), (None, ALL)] {
            if let Some(name) = oldest(&kept, of, most) {
                kept.remove(&name);
            }
        }
        kept.insert(name.clone(), Proposal { by: by.clone(), floor, on, made: now, done: false });
        name
    }

    /// The change of this name, for the one who made it.
    pub fn find(&self, name: &str, by: &ClerkId, now: Duration) -> Option<Proposal> {
        self.lock().get(name).filter(|one| one.by == *by && now.saturating_sub(one.made) < KEPT).cloned()
    }

    /// It is in force. It stays known: who confirms it once more is told so.
    pub fn note_done(&self, name: &str) {
        if let Some(one) = self.lock().get_mut(name) {
            one.done = true;
        }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Proposal>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);
    const DEMO: &str = include_str!("../../../../../assets/demo/floor.toml");

    #[test]
    fn a_change_is_kept_for_its_maker_alone_and_for_half_an_hour() {
        let floor = Arc::new(crate::config::parse(DEMO).unwrap().floor);
        let proposals = Proposals::default();
        let (anna, boris) = (ClerkId::new("anna").unwrap(), ClerkId::new("boris").unwrap());
        let name = proposals.keep(&anna, Arc::clone(&floor), 3, MINUTE);
        assert_eq!(proposals.find(&name, &anna, 30 * MINUTE).map(|one| one.on), Some(3));
        assert!(proposals.find(&name, &boris, MINUTE).is_none() && proposals.find("", &anna, MINUTE).is_none());
        assert!(proposals.find(&name, &anna, 31 * MINUTE).is_none());
        proposals.note_done(&name);
        assert!(proposals.find(&name, &anna, MINUTE).is_some(), "who confirms it once more finds it");
    }

    #[test]
    fn what_is_in_force_makes_room_before_what_waits() {
        let floor = Arc::new(crate::config::parse(DEMO).unwrap().floor);
        let (proposals, anna) = (Proposals::default(), ClerkId::new("anna").unwrap());
        let keep = |at: u64| proposals.keep(&anna, Arc::clone(&floor), 1, Duration::from_secs(at));
        let names: Vec<_> = (0..EACH as u64).map(keep).collect();
        proposals.note_done(&names[EACH - 1]);
        keep(60);
        let kept = names.iter().map(|name| proposals.find(name, &anna, MINUTE).is_some());
        assert!(kept.eq([true, true, true, false]));
    }

    #[test]
    fn a_flood_of_one_person_takes_no_change_of_another() {
        let floor = Arc::new(crate::config::parse(DEMO).unwrap().floor);
        let proposals = Proposals::default();
        let (anna, boris) = (ClerkId::new("anna").unwrap(), ClerkId::new("boris").unwrap());
        let first = proposals.keep(&boris, Arc::clone(&floor), 1, MINUTE);
        let names: Vec<_> = (1..100)
            .map(|at| proposals.keep(&anna, Arc::clone(&floor), 1, MINUTE + at * Duration::from_millis(1)))
            .collect();
        let kept = names.iter().filter(|name| proposals.find(name, &anna, MINUTE).is_some()).count();
        assert_eq!(kept, EACH);
        assert!(proposals.find(names.last().unwrap(), &anna, MINUTE).is_some());
        assert!(proposals.find(&first, &boris, MINUTE).is_some());
    }
}
