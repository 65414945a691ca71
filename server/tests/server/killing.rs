//! Kills at moments that dice choose, and how soon the server is back after each. `KILLS=100` in the environment kills so often. No
//! checks here.

use std::path::Path;
use std::time::{Duration, Instant};

use crate::dice::Dice;
use crate::program::Program;

/// A kill comes so much later at most than the work that it is to disturb.
const LATEST_US: u64 = 50_000;

pub struct Kills {
    left: u32,
    dice: Dice,
    starts: Vec<Duration>,
}

impl Kills {
    /// So many, unless `KILLS` says how many.
    pub fn new(usual: u32) -> Self {
        let left = std::env::var("KILLS").map_or(usual, |kills| kills.parse().unwrap());
        Self { left, dice: Dice::new(Dice::seed("the kills")), starts: Vec::new() }
    }

    /// How often the next floor is killed, if one is left: a service has a thousand numbers a day.
    pub fn of_a_floor(&mut self, most: u32) -> Option<u32> {
        let now = self.left.min(most);
        self.left -= now;
        (now > 0).then_some(now)
    }

    /// Starts the program and waits until it serves.
    pub async fn start(&mut self, folder: &Path) -> Program {
        let began = Instant::now();
        let program = Program::start(folder, "exec");
        program.ready(folder).await;
        self.starts.push(began.elapsed());
        program
    }

    /// Kills it, at once or a little later.
    pub async fn kill(&mut self, program: &mut Program) {
        tokio::time::sleep(Duration::from_micros(self.dice.below(LATEST_US))).await;
        program.child.kill().unwrap();
    }
}

/// What the starts took is for the reader: here it is the machine's speed.
impl Drop for Kills {
    fn drop(&mut self) {
        let longest = self.starts.iter().max();
        println!("{} starts, until /health answers; the longest took {longest:?}", self.starts.len());
    }
}
