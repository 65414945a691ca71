//! The statistics beside the floor, from the start of the server to its stop.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinHandle;

use crate::session::Reception;
use crate::statistics::Statistics;

/// Ticks after which it is tried again to follow the journal.
const RETRY_TICKS: u32 = 10;

/// Statistics that are followed.
pub struct Following {
    statistics: Arc<Statistics>,
    watch: JoinHandle<()>,
}

impl Following {
    /// Follows what is published.
    pub fn start(reception: &Reception, tick: Duration) -> Self {
        let statistics = Arc::clone(&reception.statistics);
        let published = reception.screens.published.clone();
        let watch = tokio::spawn(Arc::clone(&statistics).watch(published, tick * RETRY_TICKS));
        Self { statistics, watch }
    }

    /// Lets the piece that is read be done, and the file go.
    pub async fn stop(self) {
        self.watch.abort();
        let closed = tokio::task::spawn_blocking(move || self.statistics.close()).await;
        if closed.is_err() {
            tracing::error!("the statistics were not closed: they are made anew if need be");
        }
    }
}
