//! What one configuration of a floor has that another has not: thing by thing, field by field, in the words of the configuration file.
//!
//! Every struct of the floor is taken apart whole here, so that a field that comes later cannot be forgotten. `effects` says what a
//! change would do to the day.

pub mod effects;
mod fields;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::{Date, Time};

use crate::booking::slots::SlotPlan;
use crate::floor::{DeviceRole, Floor, IssueHours, PictureFile, PlaceRule, Policy, Purpose, Reason, Role, Text};
use crate::ids::{CategoryId, ClerkId, DeviceId, GroupId, HallId, Language, PictureId, ReasonId, ServiceId, WindowId};

pub use fields::floor as office_fields;

/// One thing that differs.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// Of what.
    pub of: Thing,
    /// How.
    pub change: Change,
}

/// What a configuration is made of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)] // The words of the floor.
pub enum Thing {
    /// The office as a whole.
    Floor,
    Hall(HallId),
    Group(GroupId),
    Category(CategoryId),
    Service(ServiceId),
    Window(WindowId),
    Clerk(ClerkId),
    Picture(PictureId),
    Device(DeviceId),
}

/// How it differs.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// It was not there; all that it is.
    Added(Fields),
    /// It is no more; all that it was.
    Removed(Fields),
    /// A field of it is another.
    Field {
        /// Its key in the configuration file.
        key: &'static str,
        /// What it was.
        was: Value,
        /// What it is.
        now: Value,
    },
}

/// What stands in a field.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)] // Each is what its name says.
pub enum Value {
    Nothing,
    Yes(bool),
    Number(u32),
    Word(Arc<str>),
    Text(Text),
    Texts(Vec<Text>),
    Time(Time),
    Days(BTreeSet<Date>),
    Hours(IssueHours),
    Slots(SlotPlan),
    Languages(Vec<Language>),
    Hall(HallId),
    Group(GroupId),
    Services(Vec<ServiceId>),
    Purposes(Vec<Purpose>),
    Roles(BTreeSet<Role>),
    Reasons(Vec<Reason>),
    Reason(ReasonId),
    ReasonKeys(Vec<ReasonId>),
    Policy(Policy),
    Place(PlaceRule),
    File(PictureFile),
    /// Every hall, or this one.
    ShownIn(Option<HallId>),
    DeviceRole(DeviceRole),
    Device(DeviceId),
    /// The order of a list.
    Order(Vec<Thing>),
}

/// The fields of something, each with its key; always the same ones in the same order.
pub type Fields = Vec<(&'static str, Value)>;

/// All that differs, first the office itself, then each list in the order of the newer floor, what is gone last. Nothing only where the
/// floors are equal.
pub fn between(old: &Floor, new: &Floor) -> Vec<Difference> {
    let mut found = Found(Vec::new());
    found.fields(&Thing::Floor, fields::floor(old), fields::floor(new));
    found.list("hall", &old.halls, &new.halls, fields::hall, Thing::Hall);
    found.list("group", &old.groups, &new.groups, fields::group, Thing::Group);
    found.list("category", &old.categories, &new.categories, fields::category, Thing::Category);
    found.list("service", &old.services, &new.services, fields::service, Thing::Service);
    found.list("window", &old.windows, &new.windows, fields::window, Thing::Window);
    found.list("clerk", &old.clerks, &new.clerks, fields::clerk, Thing::Clerk);
    found.list("picture", &old.pictures, &new.pictures, fields::picture, Thing::Picture);
    found.list("device", &old.devices, &new.devices, fields::device, Thing::Device);
    found.0
}

struct Found(Vec<Difference>);

impl Found {
    fn fields(&mut self, of: &Thing, old: Fields, new: Fields) {
        for ((key, was), (_, now)) in old.into_iter().zip(new).filter(|((_, was), (_, now))| was != now) {
            self.0.push(Difference { of: of.clone(), change: Change::Field { key, was, now } });
        }
    }

    /// A list whose things are known by their keys. Where both have the same ones, another order is a difference of its own.
    fn list<T, K: Ord + Clone>(
        &mut self,
        name: &'static str,
        old: &[T],
        new: &[T],
        taken_apart: impl Fn(&T) -> (K, Fields),
        thing: impl Fn(K) -> Thing,
    ) {
        let before: Vec<_> = old.iter().map(&taken_apart).collect();
        let after: Vec<_> = new.iter().map(&taken_apart).collect();
        let mut known: BTreeMap<K, Fields> = before.iter().cloned().collect();
        let kept: BTreeSet<K> =
            after.iter().map(|(key, _)| key.clone()).filter(|key| known.contains_key(key)).collect();
        let order = |list: &[(K, Fields)]| -> Vec<K> {
            list.iter().map(|(key, _)| key.clone()).filter(|key| kept.contains(key)).collect()
        };
        let (was, now) = (order(&before), order(&after));
        if was != now {
            let things = |order: Vec<K>| Value::Order(order.into_iter().map(&thing).collect());
            let change = Change::Field { key: name, was: things(was), now: things(now) };
            self.0.push(Difference { of: Thing::Floor, change });
        }
        for (key, fields) in after {
            match known.remove(&key) {
                Some(old) => self.fields(&thing(key), old, fields),
                None => self.0.push(Difference { of: thing(key), change: Change::Added(fields) }),
            }
        }
        for (key, fields) in before.into_iter().filter(|(key, _)| known.contains_key(key)) {
            self.0.push(Difference { of: thing(key), change: Change::Removed(fields) });
        }
    }
}
