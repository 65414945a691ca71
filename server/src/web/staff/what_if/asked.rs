//! What a request wants changed of which day.

use std::collections::BTreeMap;

use axum::extract::Query;
use jiff::civil::{Date, Time};
use queue::floor::Policy;
use queue::ids::{CategoryId, ServiceId, WindowId};
use queue::what_if::{LIMIT_MOST_MIN, RATIO_MOST};

use crate::web::staff::day::Amiss;
use crate::web::staff::part;
use crate::web::staff::visit::Visit;

/// How many general visitors to one preferential can be chosen.
pub const RATIOS: [u8; 6] = [1, 2, 3, 4, 5, 10];
/// What the fields of the categories' limits begin with.
pub const LIMIT: &str = "limit-";

/// What those of the services' limits begin with.
pub const NORM: &str = "norm-";

/// As it was asked. Empty fields of the form change nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// The business day; the last one that is over if missing.
    pub date: Option<Date>,
    pub policy: Option<Policy>,
    pub limits_min: BTreeMap<CategoryId, u16>,
    pub norms_min: BTreeMap<ServiceId, u16>,
    /// The window that the one more receives like, and from when if not all day.
    pub more: Option<(WindowId, Option<Time>)>,
    pub less: Option<(WindowId, Option<Time>)>,
    /// What cannot be read; the rest is as it was asked.
    pub unread: Vec<Unread>,
}

/// A field of the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Field {
    Turn,
    More,
    MoreFrom,
    Less,
    LessFrom,
    Limit(CategoryId),
    Norm(ServiceId),
    /// One that no floor could have, by its name.
    Other(String),
}

/// What stands in a field and cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    pub field: Field,
    pub typed: String,
}

impl Asked {
    /// Reads the address.
    pub fn of(visit: &Visit) -> Result<Self, Amiss> {
        let fields = Query::<BTreeMap<String, String>>::try_from_uri(&visit.uri);
        let Query(fields) = fields.map_err(|_| Amiss::Twice)?;
        Self::read(&fields)
    }

    fn read(fields: &BTreeMap<String, String>) -> Result<Self, Amiss> {
        let date = part::said(fields.get("date").map_or("", String::as_str), |date| date.parse::<Date>().ok());
        Ok(Self { date: date.ok_or(Amiss::Date)?, ..Self::changed(fields) })
    }

    /// What is to be changed of whichever day.
    fn changed(fields: &BTreeMap<String, String>) -> Self {
        let mut asked = Self::default();
        let said = |name: &str| fields.get(name).map_or("", String::as_str);
        asked.policy = asked.field(Field::Turn, said("policy"), policy);
        let window = |key: &str| WindowId::new(key).ok();
        let time = |text: &str| text.parse::<Time>().ok();
        if let Some(like) = asked.field(Field::More, said("more"), window) {
            asked.more = Some((like, asked.field(Field::MoreFrom, said("more-from"), time)));
        }
        if let Some(less) = asked.field(Field::Less, said("less"), window) {
            asked.less = Some((less, asked.field(Field::LessFrom, said("less-from"), time)));
        }
        for (name, typed) in fields {
            if let Some(key) = name.strip_prefix(LIMIT) {
                asked.limit(CategoryId::new(key).ok(), Field::Limit, (name.as_str(), typed.as_str()), |asked| {
                    &mut asked.limits_min
                });
            } else if let Some(key) = name.strip_prefix(NORM) {
                asked.limit(ServiceId::new(key).ok(), Field::Norm, (name.as_str(), typed.as_str()), |asked| {
                    &mut asked.norms_min
                });
            }
        }
        asked
    }

    /// Reads a field that was filled in, and notes what cannot be read.
    fn field<T>(&mut self, field: Field, typed: &str, read: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        part::said(typed, read).unwrap_or_else(|| {
            self.unread.push(Unread { field, typed: typed.trim().to_owned() });
            None
        })
    }

    /// Reads a limit of a category or a service.
    fn limit<Id: Ord + Clone>(
        &mut self,
        id: Option<Id>,
        field: fn(Id) -> Field,
        (name, typed): (&str, &str),
        limits_min: fn(&mut Self) -> &mut BTreeMap<Id, u16>,
    ) {
        let Some(id) = id else {
            let _ = self.field(Field::Other(name.to_owned()), typed, |_| None::<u16>);
            return;
        };
        let limit_min = |text: &str| text.parse::<u16>().ok().filter(|min| (1..=LIMIT_MOST_MIN).contains(min));
        if let Some(limit_min) = self.field(field(id.clone()), typed, limit_min) {
            limits_min(self).insert(id, limit_min);
        }
    }

    /// What stands in a field and cannot be read; nothing where it can.
    pub fn unread_in(&self, field: &Field) -> &str {
        self.unread.iter().find(|unread| unread.field == *field).map_or("", |unread| unread.typed.as_str())
    }

    /// Whether anything is to be other than it was, and all of it could be read.
    pub fn changes(&self) -> bool {
        let nothing = Self { date: self.date, ..Self::default() };
        self.unread.is_empty() && *self != nothing
    }
}

/// A policy as the form names it.
pub fn policy_name(policy: Policy) -> String {
    match policy {
        Policy::FirstCome => "first-come".to_owned(),
        Policy::Credit => "credit".to_owned(),
        Policy::Ratio { general } => format!("ratio-{general}"),
    }
}

fn policy(name: &str) -> Option<Policy> {
    match name.strip_prefix("ratio-") {
        Some(general) => {
            let general = general.parse::<u8>().ok().filter(|general| (1..=RATIO_MOST).contains(general))?;
            Some(Policy::Ratio { general })
        }
        None => [Policy::FirstCome, Policy::Credit].into_iter().find(|policy| policy_name(*policy) == name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Result<Asked, Amiss> {
        let fields = query.split('&').map(|field| field.split_once('=').unwrap());
        Asked::read(&fields.map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
    }

    #[test]
    fn an_empty_form_changes_nothing() {
        let asked =
            read("date=2026-11-17&policy=&more=&more-from=10:00&less=&less-from=&limit-infant=&norm-visa=").unwrap();
        assert_eq!(asked, Asked { date: Some("2026-11-17".parse().unwrap()), ..Asked::default() });
        assert!(!asked.changes());
    }

    #[test]
    fn every_field_is_read_and_nonsense_is_noted_with_its_field() {
        let asked = read("policy=ratio-3&more=w3&more-from=10:00&less=w1&less-from=12:30&limit-infant=10&norm-visa=25")
            .unwrap();
        let time = |text: &str| text.parse::<Time>().unwrap();
        assert_eq!(asked.policy, Some(Policy::Ratio { general: 3 }));
        assert_eq!(asked.more, Some((WindowId::new("w3").unwrap(), Some(time("10:00")))));
        assert_eq!(asked.less, Some((WindowId::new("w1").unwrap(), Some(time("12:30")))));
        assert_eq!(asked.limits_min, BTreeMap::from([(CategoryId::new("infant").unwrap(), 10)]));
        assert_eq!(asked.norms_min, BTreeMap::from([(ServiceId::new("visa").unwrap(), 25)]));
        let (infant, visa) = (CategoryId::new("infant").unwrap(), ServiceId::new("visa").unwrap());
        for (bad, field, typed) in [
            ("policy=best", Field::Turn, "best"),
            ("policy=ratio-x", Field::Turn, "ratio-x"),
            ("policy=ratio-21", Field::Turn, "ratio-21"),
            ("more=W 3", Field::More, "W 3"),
            ("more=w3&more-from=2x", Field::MoreFrom, "2x"),
            ("less=W 3", Field::Less, "W 3"),
            ("less=w1&less-from=25:99", Field::LessFrom, "25:99"),
            ("limit-infant=ten", Field::Limit(infant.clone()), "ten"),
            ("limit-infant=0", Field::Limit(infant), "0"),
            ("norm-visa=601", Field::Norm(visa), "601"),
            ("limit-No Key=5", Field::Other("limit-No Key".to_owned()), "5"),
        ] {
            let asked = read(bad).unwrap();
            assert_eq!(asked.unread_in(&field), typed, "{bad}");
            assert!(asked.unread.len() == 1 && !asked.changes(), "{bad}: {asked:?}");
        }
        let asked = read("policy=credit&more=w3&more-from=2x").unwrap();
        assert_eq!(asked.policy, Some(Policy::Credit), "the rest is kept");
        assert_eq!(asked.more, Some((WindowId::new("w3").unwrap(), None)));
        assert_eq!(read("date=17&policy=credit"), Err(Amiss::Date));
    }
}
