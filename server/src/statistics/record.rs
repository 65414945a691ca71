//! A business day's own events, to be played again.

use jiff::civil::Date;
use queue::what_if::Record;
use queue::{Event, Floor};

use super::{Over, Present, Statistics, StatisticsError, lock};
use crate::journal::JournalReader;

/// Where in the journal floors were configured, as far as it was looked through.
#[derive(Debug, Default)]
pub struct Floors {
    seqs: Vec<u64>,
    until: u64,
}

impl Statistics {
    /// The events of a business day; nothing where there was none on that date. The first time it looks through the whole journal for
    /// the floors that were configured.
    pub fn record(&self, date: Date) -> Result<Option<Record>, StatisticsError> {
        let Some((first_seq, last_seq)) = self.seqs_of(date)? else { return Ok(None) };
        let journal = JournalReader::open(&self.folder)?;
        let mut events: Vec<Event> = Vec::new();
        if let Some(seq) = self.floor_before(&journal, first_seq)? {
            journal.read_after(seq - 1, 1, |_, event, _| events.push(event.clone()))?;
        }
        // The turn that ended the day belongs to the next one.
        let most = last_seq.saturating_sub(first_seq) + 2;
        journal.read_after(first_seq.saturating_sub(1), most, |_, event, _| events.push(event.clone()))?;
        Ok(Record::of(date, events))
    }

    /// Whether any floor that was ever configured is as asked; asked of each from the newest on, until one is.
    pub fn ever_had(&self, is: impl FnMut(&Floor) -> bool) -> Result<bool, StatisticsError> {
        Ok(JournalReader::open(&self.folder)?.any_floor(is)?)
    }

    fn seqs_of(&self, date: Date) -> Result<Option<(u64, u64)>, StatisticsError> {
        self.ask(|kept| {
            let Present { fold, first_seq, seq } = &kept.present;
            if fold.date() == Some(date) {
                return Ok(Some((*first_seq, *seq)));
            }
            let over: Option<Over> =
                kept.store.bodies(date, date)?.first().map(super::store::Body::read).transpose()?;
            Ok(over.map(|over| (over.first_seq, over.last_seq)))
        })
    }

    /// The last event before `seq` that configured the floor.
    fn floor_before(&self, journal: &JournalReader, seq: u64) -> Result<Option<u64>, StatisticsError> {
        let mut floors = lock(&self.floors);
        if floors.until < seq {
            let found = journal.floors_between(floors.until, seq)?;
            floors.seqs.extend(found);
            floors.until = seq;
        }
        let before = floors.seqs.partition_point(|floor| *floor < seq);
        Ok(before.checked_sub(1).map(|index| floors.seqs[index]))
    }
}
