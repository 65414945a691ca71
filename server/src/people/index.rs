//! Who is the same as whom, in memory: asked in the middle of a decision, so no disk is asked.

use std::collections::{BTreeMap, BTreeSet};

use queue::booking::SamePeople;
use queue::ids::PersonId;

use super::link::LinkHash;
use super::marks::{Mark, Marks};

/// All who are kept, by their marks and links.
#[derive(Default)]
pub struct Index {
    people: BTreeMap<PersonId, (Marks, LinkHash)>,
    by_document: BTreeMap<Mark, BTreeSet<PersonId>>,
    by_contact: BTreeMap<Mark, BTreeSet<PersonId>>,
    by_link: BTreeMap<LinkHash, PersonId>,
    /// Whom a clerk compared with the document (P5).
    proved: BTreeSet<PersonId>,
}

impl Index {
    /// Puts a person in, or anew after a change.
    pub fn put(&mut self, person: &PersonId, marks: Marks, link: LinkHash) {
        self.remove(person);
        self.by_document.entry(marks.document).or_default().insert(person.clone());
        self.by_contact.entry(marks.contact).or_default().insert(person.clone());
        self.by_link.insert(link, person.clone());
        self.people.insert(person.clone(), (marks, link));
    }

    /// Takes a person out.
    pub fn remove(&mut self, person: &PersonId) {
        let Some((marks, link)) = self.people.remove(person) else { return };
        take(&mut self.by_document, &marks.document, person);
        take(&mut self.by_contact, &marks.contact, person);
        self.by_link.remove(&link);
        self.proved.remove(person);
    }

    /// A clerk compared person and document.
    pub fn prove(&mut self, person: &PersonId) {
        if self.knows(person) {
            self.proved.insert(person.clone());
        }
    }

    /// Whether a person is kept.
    pub fn knows(&self, person: &PersonId) -> bool {
        self.people.contains_key(person)
    }

    /// The others with the same document or contact, and of all with the document those who are proved.
    pub fn same(&self, person: &PersonId) -> SamePeople {
        let Some((marks, _)) = self.people.get(person) else { return SamePeople::default() };
        let mut same = self.with_marks(marks);
        same.by_document.retain(|other| other != person);
        same.by_contact.retain(|other| other != person);
        same
    }

    /// All with this document or contact, and of those with the document the ones who are proved.
    pub fn with_marks(&self, marks: &Marks) -> SamePeople {
        let all = |found: Option<&BTreeSet<PersonId>>| found.into_iter().flatten().cloned().collect();
        let document = self.by_document.get(&marks.document);
        SamePeople {
            by_document: all(document),
            by_contact: all(self.by_contact.get(&marks.contact)),
            proved: document.into_iter().flat_map(|people| people.intersection(&self.proved)).cloned().collect(),
        }
    }

    /// Whose a link is.
    pub fn by_link(&self, link: &LinkHash) -> Option<PersonId> {
        self.by_link.get(link).cloned()
    }

    /// What is kept of a person here.
    pub fn of(&self, person: &PersonId) -> Option<(Marks, LinkHash)> {
        self.people.get(person).copied()
    }

    /// How many are kept.
    pub fn len(&self) -> usize {
        self.people.len()
    }
}

fn take(by: &mut BTreeMap<Mark, BTreeSet<PersonId>>, mark: &Mark, person: &PersonId) {
    if let Some(people) = by.get_mut(mark) {
        people.remove(person);
        if people.is_empty() {
            by.remove(mark);
        }
    }
}
