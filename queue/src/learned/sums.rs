//! Observations as weighted sums that fade from day to day, and logarithms by whole numbers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What one observation weighs on its own day.
const WHOLE: u32 = 1024;
/// Nothing is counted as more: two days in seconds, which no sum of squares minds.
const MOST: i64 = 2 * 86_400;

/// What was observed of one thing, today and before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Course {
    /// The present day.
    pub today: Sums,
    /// Earlier days; each weighs seven eighths of the one after it.
    pub before: Sums,
}

/// Weighted sums of observations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sums {
    weight: i64,
    sum: i64,
    squares: i64,
}

/// Whether a lesson is taken or taken back.
#[derive(Clone, Copy)]
pub enum Sign {
    Take,
    TakeBack,
}

/// Another day begins for each of them; what has faded goes.
pub fn turn_day<K: Ord>(courses: &mut BTreeMap<K, Course>) {
    courses.values_mut().for_each(Course::turn_day);
    courses.retain(|_, course| course.before.weight > 0);
}

impl Course {
    /// Today and before together.
    pub fn all(&self) -> Sums {
        let (today, before) = (self.today, self.before);
        Sums {
            weight: today.weight + before.weight,
            sum: today.sum + before.sum,
            squares: today.squares + before.squares,
        }
    }

    /// Another day begins.
    pub(super) fn turn_day(&mut self) {
        let all = self.all();
        let fade = |sum: i64| sum * 7 / 8;
        let faded = Sums { weight: fade(all.weight), sum: fade(all.sum), squares: fade(all.squares) };
        let before = if faded.weight > 0 { faded } else { Sums::default() };
        *self = Self { today: Sums::default(), before };
    }
}

impl Sums {
    /// Nothing was observed.
    pub(super) fn is_empty(self) -> bool {
        self.weight == 0
    }

    /// Of zeros and ones, with each one counted once instead of twice.
    pub(super) fn without_ones(self) -> Self {
        Self { weight: self.weight - self.sum, ..self }
    }

    /// One more observation, or one fewer.
    pub(super) fn count(&mut self, value: i64, sign: Sign) {
        let value = value.clamp(-MOST, MOST);
        let weight = match sign {
            Sign::Take => i64::from(WHOLE),
            Sign::TakeBack => -i64::from(WHOLE),
        };
        self.weight += weight;
        self.sum += weight * value;
        self.squares += weight * value * value;
    }

    /// How many observations this is worth.
    #[allow(clippy::cast_precision_loss)] // Sums of a floor are far below 2^53.
    pub fn count_f(&self) -> f64 {
        self.weight.max(0) as f64 / f64::from(WHOLE)
    }

    /// The sum of the observations.
    #[allow(clippy::cast_precision_loss)]
    pub fn sum_f(&self) -> f64 {
        self.sum as f64 / f64::from(WHOLE)
    }

    /// The sum of their squares.
    #[allow(clippy::cast_precision_loss)]
    pub fn squares_f(&self) -> f64 {
        self.squares as f64 / f64::from(WHOLE)
    }
}

/// Steps of [`log2`] in which a time doubles.
pub const OCTAVE: i64 = 256;

/// The logarithm of a time in seconds, in steps of which [`OCTAVE`] double it. By whole numbers: the mantissa is squared, and
/// each overflow is a binary digit.
pub fn log2(seconds: u32) -> i64 {
    let seconds = seconds.max(1);
    let whole = seconds.ilog2();
    let mut mantissa = (u64::from(seconds) << 31) >> whole;
    let mut steps = i64::from(whole);
    for _ in 0..OCTAVE.ilog2() {
        mantissa = (mantissa * mantissa) >> 31;
        steps *= 2;
        if mantissa >= 1 << 32 {
            mantissa >>= 1;
            steps += 1;
        }
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logarithms_by_whole_numbers_are_those_of_the_textbook() {
        for seconds in (1..100_000).step_by(7).chain([u32::MAX]) {
            let exact = f64::from(seconds).log2() * 256.0;
            #[allow(clippy::cast_precision_loss)]
            let found = log2(seconds) as f64;
            assert!(found <= exact + 1e-6 && exact < found + 1.0 + 1e-6, "{seconds}: {found}, {exact}");
        }
        assert_eq!(log2(0), 0);
    }
}
