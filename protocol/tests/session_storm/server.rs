//! A server that remembers what it carried out, also over its restarts. No checks here.

use std::collections::{BTreeMap, BTreeSet};

use protocol::message::{Outcome, RequestId};

pub struct Server {
    pub epoch: u64,
    /// Of earlier connections it knows nothing.
    pub first_connection: u64,
    pub seq: u64,
    pub outcomes: BTreeMap<RequestId, Outcome>,
    pub greeted: BTreeSet<u64>,
}

impl Server {
    pub fn new() -> Self {
        Self { epoch: 1, first_connection: 0, seq: 1, outcomes: BTreeMap::new(), greeted: BTreeSet::new() }
    }

    /// From the connection with this number on it hears again.
    pub fn restart(&mut self, first_connection: u64) {
        (self.epoch, self.seq, self.first_connection) = (self.epoch + 1, 1, first_connection);
    }
}
