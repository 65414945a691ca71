//! Where time comes from: the machine's wall clock and the steady one beside it. What the floor makes of them is in `floor_clock`.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;

/// A wall clock that people set, and a steady one that nobody can set.
pub trait Clock: Send + Sync + 'static {
    /// The date and time that the machine believes in.
    fn wall(&self) -> Timestamp;
    /// Time since some fixed moment; counts while the machine sleeps, never jumps.
    fn steady(&self) -> Duration;
}

/// The machine's own clocks.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn wall(&self) -> Timestamp {
        Timestamp::now()
    }

    fn steady(&self) -> Duration {
        let at = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
        let seconds = u64::try_from(at.tv_sec).unwrap_or(0);
        Duration::new(seconds, u32::try_from(at.tv_nsec).unwrap_or(0))
    }
}

/// A clock that stands until it is moved, for rehearsals of whole days.
#[derive(Debug)]
pub struct SetClock(Mutex<SetTime>);

#[derive(Debug)]
struct SetTime {
    wall: Timestamp,
    steady: Duration,
}

impl SetClock {
    /// Stands at `wall`.
    pub fn at(wall: Timestamp) -> Self {
        Self(Mutex::new(SetTime { wall, steady: Duration::from_secs(1000) }))
    }

    /// Time goes on by `by`, on both clocks.
    pub fn advance(&self, by: Duration) {
        let mut time = self.lock();
        time.wall = time.wall.saturating_add(by).unwrap_or(Timestamp::MAX);
        time.steady += by;
    }

    /// Somebody sets the wall clock; the steady one goes on as if nothing had happened.
    pub fn set_wall(&self, wall: Timestamp) {
        self.lock().wall = wall;
    }

    fn lock(&self) -> MutexGuard<'_, SetTime> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clock for SetClock {
    fn wall(&self) -> Timestamp {
        self.lock().wall
    }

    fn steady(&self) -> Duration {
        self.lock().steady
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_steady_clock_of_the_machine_goes_forward() {
        let before = SystemClock.steady();
        std::thread::sleep(Duration::from_millis(3));
        let passed = SystemClock.steady() - before;
        assert!(passed >= Duration::from_millis(3) && passed < Duration::from_secs(60), "{passed:?}");
    }

    #[test]
    fn a_set_wall_clock_leaves_the_steady_one_alone() {
        let clock = SetClock::at("2026-11-17T06:00:00Z".parse().unwrap());
        let steady = clock.steady();
        clock.set_wall("2026-11-18T06:00:00Z".parse().unwrap());
        assert_eq!(clock.steady(), steady);
        clock.advance(Duration::from_secs(5));
        assert_eq!(clock.wall().to_string(), "2026-11-18T06:00:05Z");
        assert_eq!(clock.steady() - steady, Duration::from_secs(5));
    }
}
