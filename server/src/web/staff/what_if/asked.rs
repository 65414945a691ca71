//! What a request wants changed of which day.

use std::collections::BTreeMap;

use axum::extract::Query;
use jiff::civil::{Date, Time};
use queue::floor::Policy;
use queue::ids::{CategoryId, ServiceId, WindowId};

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
}

impl Asked {
    /// Reads the address.
    pub fn of(visit: &Visit) -> Result<Self, Amiss> {
        let fields = Query::<BTreeMap<String, String>>::try_from_uri(&visit.uri);
        let Query(fields) = fields.map_err(|_| Amiss::Key)?;
        Self::read(&fields)
    }

    fn read(fields: &BTreeMap<String, String>) -> Result<Self, Amiss> {
        let asked = Self::changed(fields).ok_or(Amiss::Key)?;
        let date = part::said(fields.get("date").map_or("", String::as_str), |date| date.parse::<Date>().ok());
        Ok(Self { date: date.ok_or(Amiss::Date)?, ..asked })
    }

    /// What is to be changed of whichever day; nothing where the fields say what no form of ours does.
    fn changed(fields: &BTreeMap<String, String>) -> Option<Self> {
        let said = |name: &str| fields.get(name).map(|field| field.trim()).filter(|field| !field.is_empty());
        let mut asked = Self::default();
        if let Some(name) = said("policy") {
            asked.policy = Some(policy(name)?);
        }
        if let Some(window) = said("more") {
            let from = match said("more-from") {
                Some(time) => Some(time.parse().ok()?),
                None => None,
            };
            asked.more = Some((WindowId::new(window).ok()?, from));
        }
        if let Some(window) = said("less") {
            let from = match said("less-from") {
                Some(time) => Some(time.parse().ok()?),
                None => None,
            };
            asked.less = Some((WindowId::new(window).ok()?, from));
        }
        for (name, field) in fields {
            if field.trim().is_empty() {
                continue;
            }
            if let Some(category) = name.strip_prefix(LIMIT) {
                asked.limits_min.insert(CategoryId::new(category).ok()?, field.trim().parse().ok()?);
            } else if let Some(service) = name.strip_prefix(NORM) {
                asked.norms_min.insert(ServiceId::new(service).ok()?, field.trim().parse().ok()?);
            }
        }
        Some(asked)
    }

    /// Whether anything is to be other than it was.
    pub fn changes(&self) -> bool {
        let nothing = Self { date: self.date, ..Self::default() };
        *self != nothing
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
        Some(general) => Some(Policy::Ratio { general: general.parse().ok()? }),
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
    fn every_field_is_read_and_nonsense_is_none() {
        let asked = read("policy=ratio-3&more=w3&more-from=10:00&less=w1&less-from=12:30&limit-infant=10&norm-visa=25")
            .unwrap();
        let time = |text: &str| text.parse::<Time>().unwrap();
        assert_eq!(asked.policy, Some(Policy::Ratio { general: 3 }));
        assert_eq!(asked.more, Some((WindowId::new("w3").unwrap(), Some(time("10:00")))));
        assert_eq!(asked.less, Some((WindowId::new("w1").unwrap(), Some(time("12:30")))));
        assert_eq!(asked.limits_min, BTreeMap::from([(CategoryId::new("infant").unwrap(), 10)]));
        assert_eq!(asked.norms_min, BTreeMap::from([(ServiceId::new("visa").unwrap(), 25)]));
        for bad in [
            "policy=best",
            "policy=ratio-x",
            "more=W%203",
            "less=w1&less-from=noon",
            "limit-infant=ten",
            "norm-visa=ten",
        ] {
            assert_eq!(read(bad), Err(Amiss::Key), "{bad}");
        }
        assert_eq!(read("date=17&policy=credit"), Err(Amiss::Date));
    }
}
