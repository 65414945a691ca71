//! Changes of one person's booking, one after another: what two of them ask for is put down in one place.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use queue::ids::PersonId;
use tokio::sync::OwnedMutexGuard;
use tokio::time::timeout;

/// Time for the change before one's own.
const WAIT: Duration = Duration::from_secs(3);

/// Whoever changes a booking now, or waits for it.
#[derive(Default)]
pub struct Turns(Mutex<BTreeMap<PersonId, Arc<tokio::sync::Mutex<()>>>>);

impl Turns {
    /// Waits until no other change of this person's is on its way; the turn lasts until what this returns is dropped. None where that takes too
    /// long.
    pub async fn take(&self, person: &PersonId) -> Option<OwnedMutexGuard<()>> {
        let turn = {
            let mut turns = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            turns.retain(|_, turn| Arc::strong_count(turn) > 1);
            Arc::clone(turns.entry(person.clone()).or_default())
        };
        timeout(WAIT, turn.lock_owned()).await.ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn one_person_changes_one_thing_at_a_time_and_nobody_is_remembered() {
        let turns = Turns::default();
        let [anna, boris] = [1, 2].map(|n| PersonId::from_random([n; PersonId::LENGTH]));
        let annas = turns.take(&anna).await.unwrap();
        let boriss = turns.take(&boris).await.unwrap();
        let waits = timeout(Duration::from_millis(50), turns.take(&anna)).await;
        assert!(waits.is_err(), "the second waits for the first");
        drop((annas, boriss));
        let _again = turns.take(&anna).await.unwrap();
        assert_eq!(turns.0.lock().unwrap().len(), 1);
    }
}
