//! Forgetting (P3): noted first, so that a crash cannot stop it; then the key, then all that it sealed. Statistics stay whole, for
//! they never knew more than a random name.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use queue::ids::PersonId;

use super::stage::Stage;
use super::store::{Act, Row};
use super::{Deed, People, PeopleError, Rooms, Who};

/// People forgotten at one go; others get their turn between two.
const AT_ONCE: usize = 200;

/// What a sweep found and put away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Keys without data: a crash came between the two.
    pub keys: usize,
    /// People whose forgetting was begun.
    pub people: usize,
}

impl People {
    /// Forgets a person for good: when this returns, key, marks and record are in no file any more.
    ///
    /// [`PeopleError::Held`] means that another program reads the files: the person is unknown from now on, and the next
    /// [`People::sweep`] clears what is left; a server that runs does so by [`People::sweep_held`].
    pub fn forget(&self, person: &PersonId, who: &Who, at: Timestamp) -> Result<(), PeopleError> {
        self.let_one_go(person, Act { who, deed: Deed::Forgotten, at })
    }

    /// Takes back a person whose booking did not come about.
    pub fn withdraw(&self, person: &PersonId, at: Timestamp) -> Result<(), PeopleError> {
        self.let_one_go(person, Act { who: &Who::Office, deed: Deed::Withdrawn, at })
    }

    /// Forgets all whose last day is before `than`, and drops lines of the log from before then about people who are forgotten. Whoever is
    /// `expected` on a day to come stays until after it, whatever was noted when they booked.
    pub fn forget_older(
        &self,
        than: Date,
        expected: impl Fn(&PersonId) -> Option<Date>,
        at: Timestamp,
    ) -> Result<Vec<PersonId>, PeopleError> {
        let mut old = Vec::new();
        for person in self.people_who(|row| row.last_day < than)? {
            match expected(&person) {
                Some(day) => self.set_last_day(&person, day)?,
                None => old.push(person),
            }
        }
        for some in old.chunks(AT_ONCE) {
            self.let_go(some, Act { who: &Who::Office, deed: Deed::Forgotten, at })?;
        }
        if let Ok(begins) = than.to_zoned(TimeZone::UTC) {
            self.with_rooms(|rooms| rooms.store.forget_views_before(begins.timestamp()))?;
        }
        Ok(old)
    }

    /// Settles those who were put down before `before` and of whom it is not known yet whether their booking came about: who is
    /// `booked` stays, all others are taken back and named. For the start and once a day; `before` leaves out those whose booking is being
    /// decided now.
    pub fn settle(
        &self,
        before: Timestamp,
        booked: impl Fn(&PersonId) -> bool,
        at: Timestamp,
    ) -> Result<Vec<PersonId>, PeopleError> {
        let new = self.people_who(|row| row.stage == Stage::New && row.enrolled < before)?;
        let (booked, not_booked): (Vec<_>, Vec<_>) = new.into_iter().partition(|person| booked(person));
        self.with_rooms(|rooms| rooms.store.set_stage(&booked, Stage::Booked, None))?;
        for some in not_booked.chunks(AT_ONCE) {
            self.let_go(some, Act { who: &Who::Office, deed: Deed::Withdrawn, at })?;
        }
        Ok(not_booked)
    }

    /// Puts away keys without data and finishes what was begun to be forgotten; each start does so by itself.
    pub fn sweep(&self) -> Result<Swept, PeopleError> {
        self.with_rooms(Rooms::sweep)
    }

    /// Sweeps where a reader of the files held a forgetting up and is gone by now. Waits for nobody, so that it can be tried often.
    pub fn sweep_held(&self) -> Result<Swept, PeopleError> {
        self.with_rooms(|rooms| {
            if rooms.held && rooms.keys.is_free()? && rooms.store.is_free()? {
                rooms.sweep()
            } else {
                Ok(Swept::default())
            }
        })
    }

    fn people_who(&self, are: impl Fn(&Row) -> bool) -> Result<Vec<PersonId>, PeopleError> {
        self.with_rooms(|rooms| {
            let rows = rooms.store.rows()?.into_iter();
            Ok(rows.filter(|row| row.stage != Stage::Going && are(row)).map(|row| row.person).collect())
        })
    }

    fn let_one_go(&self, person: &PersonId, act: Act<'_>) -> Result<(), PeopleError> {
        match self.let_go(std::slice::from_ref(person), act)? {
            0 => Err(PeopleError::Unknown),
            _ => Ok(()),
        }
    }

    /// Says how many went; those whom somebody else forgot meanwhile are passed over.
    fn let_go(&self, people: &[PersonId], act: Act<'_>) -> Result<usize, PeopleError> {
        self.with_rooms(|rooms| {
            let known: Vec<_> = people.iter().filter(|person| self.knows(person)).cloned().collect();
            if known.is_empty() {
                return Ok(0);
            }
            rooms.store.set_stage(&known, Stage::Going, Some(act))?;
            known.iter().for_each(|person| self.index().remove(person));
            rooms.keys.destroy(&known)?;
            rooms.store.erase(&known)?;
            Ok(known.len())
        })
    }
}

impl Rooms {
    pub(super) fn sweep(&mut self) -> Result<Swept, PeopleError> {
        let rows = self.store.rows()?;
        let swept = self.sweep_all(&rows)?;
        self.held = false;
        Ok(swept)
    }

    /// The same, given everybody who is kept.
    pub(super) fn sweep_all(&mut self, rows: &[Row]) -> Result<Swept, PeopleError> {
        let kept: BTreeSet<_> = rows.iter().map(|row| &row.person).collect();
        let orphans: Vec<_> = self.keys.people().filter(|person| !kept.contains(person)).cloned().collect();
        let going = rows.iter().filter(|row| row.stage == Stage::Going).map(|row| row.person.clone());
        let going: Vec<_> = going.collect();
        self.keys.destroy(&[orphans.as_slice(), &going].concat())?;
        self.store.erase(&going)?;
        Ok(Swept { keys: orphans.len(), people: going.len() })
    }
}
