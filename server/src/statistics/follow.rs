//! Follows the journal: folds what is durable, writes each day that is over, and says what fails. Woken by what is published
//! after a commit; works in short pieces and rests between them, so that neither the disk nor the processor is kept from the floor.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use tokio::sync::watch;

use super::store::{self, Over, Store};
use super::{Kept, Present, Standing, Statistics, StatisticsError, lock};
use crate::journal::JournalReader;
use crate::published::Published;

/// Events that are read at once.
const PIECE: u64 = 200;
/// Figures of the present day are at most this much behind, where nothing else holds them up.
const PACE: Duration = Duration::from_millis(200);
/// A rest is so many times as long as the piece before it took: crowds and years that are folded anew leave the processor to
/// the floor.
const REST: u32 = 4;

/// Whether the journal holds more than was followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Course {
    /// Perhaps.
    GoesOn,
    /// No.
    UpToDate,
}

impl Statistics {
    /// Follows until the publisher ends; after a failure it is tried again so much later.
    pub async fn watch(self: Arc<Self>, mut published: watch::Receiver<Arc<Published>>, retry: Duration) {
        loop {
            let this = Arc::clone(&self);
            let began = Instant::now();
            // Only a server that ends gives a piece up.
            let Ok(course) = tokio::task::spawn_blocking(move || this.follow()).await else { return };
            match course {
                Ok(Course::GoesOn) => tokio::time::sleep(began.elapsed() * REST).await,
                Ok(Course::UpToDate) => {
                    tokio::time::sleep(PACE.max(began.elapsed() * REST)).await;
                    if published.changed().await.is_err() {
                        return;
                    }
                }
                Err(_told) => tokio::time::sleep(retry).await,
            }
        }
    }

    /// Follows the whole journal as it is now.
    pub fn catch_up(&self) -> Result<(), StatisticsError> {
        while self.follow()? == Course::GoesOn {}
        Ok(())
    }

    /// Lets the file go, and follows no more.
    pub fn close(&self) {
        self.closed.store(true, Ordering::Release);
        *lock(&self.kept) = None;
    }

    /// One piece; what fails is told in the standing and, once, in the log.
    pub fn follow(&self) -> Result<Course, StatisticsError> {
        let mut kept = lock(&self.kept);
        if self.closed.load(Ordering::Acquire) {
            return Ok(Course::UpToDate);
        }
        let followed = self.follow_piece(&mut kept);
        let mut standing = lock(&self.standing);
        match &followed {
            Ok(_) => {
                if standing.trouble.take().is_some() {
                    tracing::info!("the statistics are followed again");
                }
            }
            Err(problem) => {
                let problem = problem.to_string();
                if standing.trouble.as_ref() != Some(&problem) {
                    tracing::error!(problem, "the statistics cannot be followed: the floor goes on without them");
                }
                standing.trouble = Some(problem);
                // What was folded may be further than what could be written.
                *kept = None;
            }
        }
        if let Some(Kept { present, .. }) = kept.as_ref() {
            *standing = Standing { seq: present.seq, ..standing.clone() };
        }
        followed
    }

    fn follow_piece(&self, kept: &mut Option<Kept>) -> Result<Course, StatisticsError> {
        let bent = kept.as_mut().and_then(|kept| kept.rebuild.take());
        if let Some(problem) = bent {
            *kept = None;
            *kept = Some(self.made_anew(&problem)?);
        }
        let kept = match kept {
            Some(kept) => kept,
            None => kept.insert(self.opened()?),
        };
        let Kept { store, journal, present, .. } = kept;
        let (mut turns, before) = (Vec::new(), present.seq);
        present.seq = journal.read_after(present.seq, PIECE, |seq, event, event_sum| {
            let turned = event.fact == queue::Fact::DayTurned;
            let day = present.fold.follow(event);
            if turned {
                let first_seq = std::mem::replace(&mut present.first_seq, seq);
                let over = day.map(|day| Over { day, first_seq, last_seq: seq - 1 });
                turns.push((over, store::Standing { seq, event_sum, fold: present.fold.clone() }));
            }
        })?;
        for (over, standing) in turns {
            store.keep(over.as_ref(), &standing)?;
        }
        Ok(if present.seq - before < PIECE { Course::UpToDate } else { Course::GoesOn })
    }

    /// From the file where it fits the journal, else anew.
    fn opened(&self) -> Result<Kept, StatisticsError> {
        let there = self.folder.join(store::FILE).exists();
        let opened = Store::open(&self.folder).and_then(|store| {
            let journal = JournalReader::open(&self.folder)?;
            let present = match store.standing()? {
                Some(standing) => Present::at(standing, &journal)?,
                None => Present::default(),
            };
            Ok(Kept { store, journal, present, rebuild: None })
        });
        match opened {
            Ok(kept) => {
                if !there {
                    tracing::info!("there are no statistics yet: they are made from the journal");
                }
                Ok(kept)
            }
            Err(problem) if problem.wants_rebuild() => self.made_anew(&problem.to_string()),
            Err(problem) => Err(problem),
        }
    }

    fn made_anew(&self, problem: &str) -> Result<Kept, StatisticsError> {
        tracing::warn!(problem, "the statistics are made anew from the journal");
        let store = Store::open_anew(&self.folder)?;
        let journal = JournalReader::open(&self.folder)?;
        Ok(Kept { store, journal, present: Present::default(), rebuild: None })
    }
}

impl Present {
    /// Goes on from where the file is, if the journal is the one that it followed.
    pub(super) fn at(standing: store::Standing, journal: &JournalReader) -> Result<Self, StatisticsError> {
        let store::Standing { seq, event_sum, fold } = standing;
        if journal.sum_of(seq)? != Some(event_sum) {
            return Err(StatisticsError::OtherJournal);
        }
        Ok(Self { fold, first_seq: seq, seq })
    }
}
