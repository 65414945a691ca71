//! What the voice is to do, handed over without waiting: the newest order alone counts, and the sound that was made for it.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::sound::Sound;
use crate::model::Speech;

/// A voice that has not taken an order for this long is stuck.
const STUCK_AFTER: Duration = Duration::from_secs(10);

pub(super) enum Order {
    Say(Speech),
    Hush,
}

/// What the voice's thread takes next.
pub(super) enum News {
    Order(Order),
    /// The sound of a turn, or nothing where none could be made.
    Made(u64, Option<Sound>),
}

#[derive(Default)]
pub(super) struct Orders {
    slot: Mutex<Slot>,
    news: Condvar,
}

#[derive(Default)]
struct Slot {
    order: Option<Order>,
    /// Since when no order has been taken that was given.
    waits_since: Option<Instant>,
    made: Option<(u64, Option<Sound>)>,
}

impl Orders {
    /// Takes the place of an order that has not been taken; false where the voice is stuck.
    pub fn give(&self, order: Order) -> bool {
        let mut slot = self.slot();
        slot.order = Some(order);
        let since = *slot.waits_since.get_or_insert_with(Instant::now);
        drop(slot);
        self.news.notify_one();
        since.elapsed() < STUCK_AFTER
    }

    /// The sound of an earlier turn, which was cut off, does not push out a later one's.
    pub fn bring(&self, turn: u64, sound: Option<Sound>) {
        let mut slot = self.slot();
        if slot.made.as_ref().is_none_or(|(earlier, _)| *earlier <= turn) {
            slot.made = Some((turn, sound));
        }
        drop(slot);
        self.news.notify_one();
    }

    /// Waits for a while.
    pub fn next(&self, patience: Duration) -> Option<News> {
        let waited =
            self.news.wait_timeout_while(self.slot(), patience, |slot| slot.order.is_none() && slot.made.is_none());
        let (mut slot, _) = waited.unwrap_or_else(PoisonError::into_inner);
        slot.waits_since = None;
        if let Some(order) = slot.order.take() {
            return Some(News::Order(order));
        }
        slot.made.take().map(|(turn, sound)| News::Made(turn, sound))
    }

    fn slot(&self) -> MutexGuard<'_, Slot> {
        self.slot.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn speech(volume_percent: u8) -> Order {
        Order::Say(Speech { parts: vec![], volume_percent })
    }

    #[test]
    fn the_newest_order_counts_however_many_came_before() {
        let orders = Orders::default();
        for volume_percent in 0..100 {
            orders.give(speech(volume_percent));
        }
        orders.give(Order::Hush);
        assert!(matches!(orders.next(Duration::ZERO), Some(News::Order(Order::Hush))));
        assert!(orders.next(Duration::ZERO).is_none());
        orders.give(Order::Hush);
        orders.give(speech(7));
        let Some(News::Order(Order::Say(speech))) = orders.next(Duration::ZERO) else { panic!("it is to speak") };
        assert_eq!(speech.volume_percent, 7);
    }

    #[test]
    fn a_sound_that_comes_late_pushes_out_no_newer_one() {
        let orders = Orders::default();
        orders.bring(2, None);
        orders.bring(1, None);
        assert!(matches!(orders.next(Duration::ZERO), Some(News::Made(2, None))));
    }
}
