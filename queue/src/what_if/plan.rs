//! A change with its moments, once it is sure that it can be.

use jiff::civil::Time;
use jiff::{SignedDuration, Timestamp};

use super::record::Record;
use super::{Change, Less, More, NotPossible};
use crate::floor::{Clerk, Floor, Role, Text, Window};
use crate::ids::{ClerkId, KEY_LIMIT, WindowId};

/// How long before the first coupon or window of the day a window more may open.
const BEFORE: SignedDuration = SignedDuration::from_hours(1);

/// What is changed; nothing by default.
#[derive(Default)]
pub struct Plan {
    change: Change,
    pub more: Option<Opened>,
    /// Which window is closed, and from when on if not all day.
    pub less: Option<(WindowId, Option<Timestamp>)>,
}

/// A window more, with its clerk and its hours.
pub struct Opened {
    pub window: Window,
    pub clerk: Clerk,
    pub from: Timestamp,
    pub until: Timestamp,
}

impl Plan {
    pub fn of(record: &Record, change: &Change) -> Result<Self, NotPossible> {
        let floor = record.floor();
        for category in change.limits_min.keys() {
            floor.category(category).ok_or_else(|| NotPossible::UnknownCategory(category.clone()))?;
        }
        for service in change.norms_min.keys() {
            floor.service(service).ok_or_else(|| NotPossible::UnknownService(service.clone()))?;
        }
        let less = change.less.as_ref().map(|less| closes(record, less)).transpose()?;
        let more = change.more.as_ref().map(|more| opens(record, more)).transpose()?;
        Ok(Self { change: change.clone(), more, less })
    }

    /// A floor of the record, changed.
    pub fn on(&self, floor: &Floor) -> Floor {
        let mut floor = floor.clone();
        if let Some(policy) = self.change.policy {
            floor.rules.policy = policy;
        }
        for category in &mut floor.categories {
            category.wait_limit_min = self.change.limits_min.get(&category.id).copied().or(category.wait_limit_min);
        }
        for service in &mut floor.services {
            service.wait_norm_min = self.change.norms_min.get(&service.id).copied().unwrap_or(service.wait_norm_min);
        }
        if let Some(more) = &self.more {
            floor.windows.push(more.window.clone());
            floor.clerks.push(more.clerk.clone());
        }
        floor
    }
}

fn closes(record: &Record, less: &Less) -> Result<(WindowId, Option<Timestamp>), NotPossible> {
    if !record.opened().contains(&less.window) {
        return Err(NotPossible::WindowNotOpen(less.window.clone()));
    }
    let from = less.from.map(|from| within_reception(record, from)).transpose()?;
    Ok((less.window.clone(), from))
}

fn opens(record: &Record, more: &More) -> Result<Opened, NotPossible> {
    let floor = record.floor();
    let mut hall = None;
    for id in &more.services {
        let service = floor.service(id).ok_or_else(|| NotPossible::UnknownService(id.clone()))?;
        hall = hall.or(Some(service.hall.clone()));
    }
    let hall = hall.ok_or(NotPossible::NoServices)?;
    let (first, last) = record.reception();
    if last <= first {
        return Err(NotPossible::NoReception);
    }
    let from = within_reception(record, more.from)?;
    let until = match more.until {
        Some(until) => within_reception(record, until)?,
        None => last,
    };
    if until <= from {
        return Err(NotPossible::OutsideTheDay(more.until.unwrap_or(more.from)));
    }
    let last = floor.windows.iter().map(|window| window.number).max().unwrap_or(0);
    let window = Window {
        id: free_key(WindowId::new, |id| floor.window(id).is_none()),
        number: last.saturating_add(1),
        hall,
        whereabouts: Text::default(),
        services: more.services.clone(),
    };
    let id = free_key(ClerkId::new, |id| floor.clerk(id).is_none());
    let clerk = Clerk { id, name: "".into(), roles: [Role::Clerk].into() };
    Ok(Opened { window, clerk, from, until })
}

/// A key that nothing on the floor has.
fn free_key<T, E: std::fmt::Debug>(key: impl Fn(&str) -> Result<T, E>, free: impl Fn(&T) -> bool) -> T {
    let keys = (1..=KEY_LIMIT).map(|length| key(&"x".repeat(length)).expect("a short key of one letter"));
    let mut keys = keys.filter(free);
    keys.next().expect("no floor has named forty things so")
}

/// The moment of a local time, if it lies where visitors were received or shortly before.
fn within_reception(record: &Record, time: Time) -> Result<Timestamp, NotPossible> {
    let at = record.floor().calendar.moment(record.date(), time);
    let (first, last) = record.reception();
    let inside = first.checked_sub(BEFORE).is_ok_and(|first| first <= at) && at <= last;
    inside.then_some(at).ok_or(NotPossible::OutsideTheDay(time))
}
