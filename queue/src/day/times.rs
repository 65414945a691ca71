//! Many times of one kind in a few figures, each of them a time that was really there: no mean of two stands for a median.

/// Waits or service times. By nearest rank: the value at `q` is the shortest that at least the share `q` of all do not exceed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Times {
    /// How many.
    pub count: u32,
    /// Those of them within their limit or norm.
    pub within: u32,
    /// All together, in seconds.
    pub sum_s: u64,
    /// At least half of all are not longer; 0 where there is none, like the next two.
    pub median_s: u32,
    /// At least nine of ten are not longer.
    pub nine_of_ten_s: u32,
    /// None is longer.
    pub longest_s: u32,
}

impl Times {
    /// The share within the limit in whole percent, rounded down: 100 means all. Nothing where there is none.
    pub fn within_percent(&self) -> Option<u32> {
        (u64::from(self.within) * 100).checked_div(self.count.into()).and_then(|percent| u32::try_from(percent).ok())
    }

    /// The mean in whole seconds, rounded down; nothing where there is none.
    pub fn mean_s(&self) -> Option<u32> {
        self.sum_s.checked_div(self.count.into()).and_then(|mean| u32::try_from(mean).ok())
    }
}

/// Times that are still gathered.
#[derive(Clone, Debug, Default)]
pub struct Gathered {
    seconds: Vec<u32>,
    within: u32,
}

impl Gathered {
    /// One more, with the seconds that it should not exceed.
    pub fn add(&mut self, seconds: u32, limit_s: u32) {
        self.seconds.push(seconds);
        self.within += u32::from(seconds <= limit_s);
    }

    /// The figures.
    pub fn times(mut self) -> Times {
        self.seconds.sort_unstable();
        Times {
            count: count(self.seconds.len()),
            within: self.within,
            sum_s: self.seconds.iter().map(|seconds| u64::from(*seconds)).sum(),
            median_s: self.at(1, 2),
            nine_of_ten_s: self.at(9, 10),
            longest_s: self.at(1, 1),
        }
    }

    /// The value of nearest rank at the share `part / of` of sorted values.
    fn at(&self, part: usize, of: usize) -> u32 {
        let rank = (self.seconds.len() * part).div_ceil(of);
        rank.checked_sub(1).and_then(|index| self.seconds.get(index)).copied().unwrap_or(0)
    }
}

/// So many, or more than anybody counts.
pub fn count(many: usize) -> u32 {
    u32::try_from(many).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(seconds: &[u32]) -> Times {
        let mut gathered = Gathered::default();
        seconds.iter().for_each(|one| gathered.add(*one, 60));
        gathered.times()
    }

    #[test]
    fn each_value_is_one_that_was_there() {
        let ten = of(&[100, 20, 30, 90, 50, 60, 70, 80, 40, 10]);
        assert_eq!((ten.count, ten.within, ten.sum_s), (10, 6, 550));
        assert_eq!((ten.median_s, ten.nine_of_ten_s, ten.longest_s), (50, 90, 100));
        assert_eq!((ten.within_percent(), ten.mean_s()), (Some(60), Some(55)));
        let eleven = of(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
        assert_eq!((eleven.median_s, eleven.nine_of_ten_s, eleven.longest_s), (6, 10, 11));
        let one = of(&[61]);
        assert_eq!((one.median_s, one.nine_of_ten_s, one.longest_s, one.within_percent()), (61, 61, 61, Some(0)));
    }

    #[test]
    fn nothing_has_no_share_and_no_mean() {
        assert_eq!(of(&[]), Times::default());
        assert_eq!((Times::default().within_percent(), Times::default().mean_s()), (None, None));
    }

    #[test]
    fn a_hundred_percent_means_all() {
        let times = Times { count: 1000, within: 999, ..Times::default() };
        assert_eq!(times.within_percent(), Some(99));
    }
}
