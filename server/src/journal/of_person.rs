//! What the journal tells a visitor of their own bookings (P2).

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use queue::booking::BookingFact;
use queue::day::story::{Told, story};
use queue::ids::{BookingId, PersonId, TicketId};
use queue::ticket::LeftWhy;
use queue::{Event, Fact};

use super::replay::event;
use super::{JournalError, JournalReader};

/// Only what can be about a booking is read whole.
const SELECT_BOOKINGS: &str = "SELECT seq, kind, version, body, sum FROM events
    WHERE seq >= ?1 AND (kind = 'booking' OR kind = 'ticket_issued' AND instr(body, '\"arrival\"') > 0) ORDER BY seq";
const SELECT_FROM: &str = "SELECT seq, kind, version, body, sum FROM events WHERE seq >= ?1 ORDER BY seq";

impl JournalReader {
    /// What happened to a person's bookings since `since`, and to the visits that came of them, in order; what a clerk or the kiosk took back
    /// is marked.
    pub fn of_person(&self, person: &PersonId, since: Timestamp) -> Result<Vec<Told>, JournalError> {
        let mut statement = self.db.prepare_cached(SELECT_BOOKINGS)?;
        let mut rows = statement.query([self.first_since(since)?])?;
        let (mut mine, mut told) = (BTreeSet::new(), Vec::new());
        while let Some(row) = rows.next()? {
            let (seq, event) = (row.get(0)?, event(row)?);
            if let Fact::Booking(fact) = &event.fact
                && is_mine(fact, person, &mut mine)
            {
                told.push(Told { event, undone: false });
            } else if let Fact::TicketIssued { ticket, arrival: Some(arrival), .. } = &event.fact
                && mine.contains(&arrival.booking)
            {
                told.extend(self.visit(seq, event.day, *ticket)?);
            }
        }
        told.sort_by_key(|told| told.event.at);
        Ok(told)
    }

    /// The number of the first event that is not before a moment. The floor's time never runs back.
    fn first_since(&self, since: Timestamp) -> Result<u64, JournalError> {
        let last = "SELECT coalesce(max(seq), 0) FROM events";
        let (mut from, mut to): (u64, u64) = (1, self.db.query_row(last, [], |row| row.get::<_, u64>(0))? + 1);
        let mut at_of = self.db.prepare_cached("SELECT at_ms FROM events WHERE seq = ?1")?;
        while from < to {
            let middle = from.midpoint(to);
            let at_ms: i64 = at_of.query_row([middle], |row| row.get(0))?;
            if at_ms < since.as_millisecond() { from = middle + 1 } else { to = middle }
        }
        Ok(from)
    }

    /// A ticket's day from the event that issued it.
    fn visit(&self, seq: u64, day: Date, ticket: TicketId) -> Result<Vec<Told>, JournalError> {
        let mut statement = self.db.prepare_cached(SELECT_FROM)?;
        let mut rows = statement.query([seq])?;
        let mut events: Vec<Event> = Vec::new();
        while let Some(row) = rows.next()? {
            let event = event(row)?;
            if event.day != day {
                break;
            }
            events.push(event);
        }
        let mut told = story(&events, ticket);
        // Its visitor never saw the ticket that the kiosk took back.
        if told.iter().any(|told| matches!(told.event.fact, Fact::VisitorLeft { why: LeftWhy::Withdrawn, .. })) {
            let issued = told.iter_mut().filter(|told| matches!(told.event.fact, Fact::TicketIssued { .. }));
            issued.for_each(|issued| issued.undone = true);
        }
        Ok(told)
    }
}

/// Whether something happened to a booking of a person; those that they make are known from then on.
fn is_mine(fact: &BookingFact, person: &PersonId, mine: &mut BTreeSet<BookingId>) -> bool {
    match fact {
        BookingFact::Made { booking, person: by, .. } => by == person && mine.insert(*booking),
        BookingFact::Changed { booking, .. }
        | BookingFact::Cancelled { booking, .. }
        | BookingFact::Reminded { booking }
        | BookingFact::Voided { booking, .. } => mine.contains(booking),
        BookingFact::OutageNoted { .. } => false,
    }
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;
    use queue::Actor;
    use queue::booking::Slot;
    use queue::ids::{BookingNumber, Language, ServiceId};

    use super::*;
    use crate::journal::Journal;

    #[test]
    fn only_the_persons_own_bookings_are_told_and_only_since_then_p2() {
        let folder = tempfile::tempdir().unwrap();
        let (mut journal, _) = Journal::open(folder.path()).unwrap();
        let begin: Timestamp = "2026-11-17T06:00:00Z".parse().unwrap();
        let person = |n: u8| PersonId::from_random([n; PersonId::LENGTH]);
        let slot = Slot { service: ServiceId::new("visa").unwrap(), begins: "2026-11-20T10:45".parse().unwrap() };
        let made = |n: u64, by: u8| BookingFact::Made {
            booking: BookingId(n),
            number: BookingNumber::from_random(n),
            person: person(by),
            slot: slot.clone(),
            language: Language::new("en").unwrap(),
        };
        let changed = |n: u64| BookingFact::Changed { booking: BookingId(n), slot: slot.clone() };
        let cancelled = |n: u64| BookingFact::Cancelled { booking: BookingId(n), by_office: None };
        let facts = [made(0, 1), made(1, 2), changed(1), changed(0), cancelled(1), cancelled(0), made(2, 1)];
        for (n, fact) in facts.iter().enumerate() {
            let at = begin.saturating_add(i64::try_from(n).unwrap().minutes()).unwrap();
            let (day, fact) = ("2026-11-17".parse().unwrap(), Fact::Booking(fact.clone()));
            journal.append(&Event { at, day, by: Actor::Visitor, continues: false, fact }).unwrap();
        }
        journal.commit().unwrap();
        let reader = JournalReader::open(folder.path()).unwrap();
        let told = |n: u8, minutes: i64| -> Vec<Fact> {
            let since = begin.saturating_add(minutes.minutes()).unwrap();
            reader.of_person(&person(n), since).unwrap().into_iter().map(|told| told.event.fact).collect()
        };
        let of = |places: &[usize]| -> Vec<Fact> { places.iter().map(|n| Fact::Booking(facts[*n].clone())).collect() };
        assert_eq!(told(1, 0), of(&[0, 3, 5, 6]));
        assert_eq!(told(2, 1), of(&[1, 2, 4]), "from the very moment on");
        assert_eq!(told(1, 6), of(&[6]));
        assert_eq!((told(1, 7), told(3, 0)), (vec![], vec![]));
    }
}
