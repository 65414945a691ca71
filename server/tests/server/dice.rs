//! Dice whose seed is printed: `SEED` of the environment throws them again. No checks here.

pub struct Dice(u64);

impl Dice {
    /// The seed of what dice decide here, another one at each run.
    pub fn seed(of_what: &str) -> u64 {
        Self::seed_or(of_what, random)
    }

    /// The same with a seed of one's own choice.
    pub fn seed_or(of_what: &str, usual: impl FnOnce() -> u64) -> u64 {
        let seed = std::env::var("SEED").map_or_else(|_| usual(), |seed| seed.parse().unwrap());
        println!("the dice of {of_what}: SEED={seed}");
        seed
    }

    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// SplitMix64.
    pub fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % end
    }
}

fn random() -> u64 {
    let mut bytes = [0_u8; 8];
    getrandom::fill(&mut bytes).unwrap();
    u64::from_le_bytes(bytes)
}
