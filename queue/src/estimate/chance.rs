//! Chance without a dice: each future takes its own even share of every distribution, in an order of its own for each visitor,
//! so that equal states give equal answers and few futures go a long way.

/// Futures that are played; a power of two.
const FUTURES: u32 = 32;
/// On a crowded floor fewer are played: waits are the sums of more visits there, and the office has to go on.
const FEWEST: u32 = 16;
/// Waiting people in all futures together, above which fewer are played.
const PEOPLE: usize = 20_000;

/// The futures of one estimate.
pub struct Futures {
    /// The normal distribution, cut into even shares.
    normals: Vec<f64>,
}

/// One of them.
#[derive(Clone, Copy)]
pub struct Future<'f> {
    nth: u64,
    normals: &'f [f64],
}

/// What a share is drawn for; each gives an order of its own.
#[derive(Clone, Copy, Debug)]
pub enum Use {
    Length,
    Stays,
    Opens,
    Pauses,
    PauseLasts,
    Service,
    Day,
    Keeps,
    Late,
    Follows,
    Parked,
    Away,
    Leaves,
    Clerk,
}

impl Futures {
    /// As many as are good for so many people.
    pub fn of(people: usize) -> Self {
        let mut count = FUTURES;
        while count > FEWEST && count as usize * people > PEOPLE {
            count /= 2;
        }
        Self { normals: (0..count).map(|nth| quantile((f64::from(nth) + 0.5) / f64::from(count))).collect() }
    }

    /// Each of them.
    pub fn each(&self) -> impl Iterator<Item = Future<'_>> {
        (0..).zip(&self.normals).map(|(nth, _)| Future { nth, normals: &self.normals })
    }
}

impl Future<'_> {
    /// Which share of a distribution is this future's: for each use and each visitor a permutation of the futures.
    fn place(self, of: Use, who: u64) -> usize {
        let mix = mix(who.wrapping_mul(16).wrapping_add(of as u64));
        let mask = self.normals.len() as u64 - 1;
        let mut at = self.nth.wrapping_mul(mix | 1).wrapping_add(mix >> 8) & mask;
        at ^= at >> 3;
        at = at.wrapping_mul((mix >> 16) | 1).wrapping_add(mix >> 24) & mask;
        at ^= at >> 2;
        at = at.wrapping_mul((mix >> 32) | 1).wrapping_add(mix >> 40) & mask;
        (at ^ (at >> 3)) as usize
    }

    /// A share between 0 and 1, even over all futures.
    #[allow(clippy::cast_precision_loss)] // There are few futures.
    pub fn share(self, of: Use, who: u64) -> f64 {
        (self.place(of, who) as f64 + 0.5) / self.normals.len() as f64
    }

    /// The same of the normal distribution.
    pub fn normal(self, of: Use, who: u64) -> f64 {
        self.normals[self.place(of, who)]
    }

    /// The same of what lies beyond `past` of it, a share.
    pub fn normal_beyond(self, past: f64, of: Use, who: u64) -> f64 {
        quantile(past + (1.0 - past) * self.share(of, who))
    }
}

/// Spreads the bits of a number.
fn mix(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// The share of the normal distribution below a value; right to a thousandth.
pub fn below(value: f64) -> f64 {
    1.0 / (1.0 + (-1.595_769_12 * value - 0.070_56 * value * value * value).exp())
}

/// The value below which a share of the normal distribution lies; right to a thousandth (Abramowitz and Stegun, 26.2.23).
pub fn quantile(share: f64) -> f64 {
    let share = share.clamp(1e-6, 1.0 - 1e-6);
    let root = (-2.0 * share.min(1.0 - share).ln()).sqrt();
    let over = 2.515_517 + root * (0.802_853 + root * 0.010_328);
    let under = 1.0 + root * (1.432_788 + root * (0.189_269 + root * 0.001_308));
    let value = root - over / under;
    if share < 0.5 { -value } else { value }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_futures_share_each_distribution_evenly_and_each_visitor_in_another_order() {
        for people in [1, 400, 100_000] {
            let futures = Futures::of(people);
            let places = |who| futures.each().map(|future| future.place(Use::Length, who)).collect::<Vec<_>>();
            for who in 0..200 {
                let mut sorted = places(who);
                sorted.sort_unstable();
                assert!(sorted.into_iter().eq(0..futures.normals.len()), "{who}");
            }
            assert!((1..200).filter(|who| places(*who) == places(0)).count() == 0);
            let mean = futures.normals.iter().sum::<f64>();
            assert!(mean.abs() < 1e-9, "{mean}");
        }
    }

    #[test]
    fn the_normal_distribution_is_that_of_the_tables() {
        for (value, share) in [(-2.326, 0.01), (-1.645, 0.05), (0.0, 0.5), (0.6745, 0.75), (1.96, 0.975), (3.09, 0.999)]
        {
            assert!((below(value) - share).abs() < 1e-3 && (quantile(share) - value).abs() < 1e-3, "{value}");
        }
    }
}
