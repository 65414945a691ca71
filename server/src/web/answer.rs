//! What pages ask of the office: how long they wait for its answer, and until what it did is seen.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{oneshot, watch};
use tokio::time::timeout;

use crate::office::Busy;
use crate::published::Published;

/// Time for the office to answer.
const ANSWER_TIME: Duration = Duration::from_secs(10);
/// Time for readers to hear of what is durable.
const PUBLISH_TIME: Duration = Duration::from_secs(3);

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoAnswer {
    /// The office has no time for it: nothing was done.
    Busy,
    /// It was taken, and no answer came in time: it may have been done.
    Silent,
}

/// Waits for the answer to what was handed in.
pub async fn answered<T>(asked: Result<oneshot::Receiver<T>, Busy>) -> Result<T, NoAnswer> {
    let answer = asked.map_err(|Busy| NoAnswer::Busy)?;
    timeout(ANSWER_TIME, answer).await.ok().and_then(Result::ok).ok_or(NoAnswer::Silent)
}

/// Waits until readers see the journal's event, and gives what they see. None where that takes too long: a page is right a moment later in any
/// case.
pub async fn shown(published: &watch::Receiver<Arc<Published>>, seq: u64) -> Option<Arc<Published>> {
    let mut published = published.clone();
    let shown = timeout(PUBLISH_TIME, published.wait_for(|published| published.seq >= seq)).await.ok()?.ok()?;
    Some(Arc::clone(&shown))
}
