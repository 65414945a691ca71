//! What visitors come for: a service, for whom or what it can be, and the documents that it needs (B14).

use serde::{Deserialize, Serialize};

use super::{IssueHours, Text};
use crate::booking::slots::SlotPlan;
use crate::ids::{GroupId, HallId, Language, ServiceId};
use crate::number::Letter;

/// A service that visitors come for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// Key.
    pub id: ServiceId,
    /// Letter of its numbers; services may share one.
    pub letter: Letter,
    /// Name as visitors know it.
    pub name: Text,
    /// Short name for the console; the name where it is missing.
    #[serde(default)]
    pub short: Text,
    /// Group on the kiosk.
    pub group: Option<GroupId>,
    /// Where its visitors wait.
    pub hall: HallId,
    /// When coupons are issued (Q4).
    pub issue: IssueHours,
    /// Coupons a day, 1 to 999 (Q3).
    pub daily_limit: u16,
    /// Norm for one visit, in minutes.
    pub service_norm_min: u16,
    /// Limit for waiting, in minutes, of whoever neither booked nor has one by their category.
    pub wait_norm_min: u16,
    /// Services that usually follow under the same number (Q8).
    #[serde(default)]
    pub then: Vec<ServiceId>,
    /// Documents needed, by purpose of the visit (B14).
    #[serde(default)]
    pub purposes: Vec<Purpose>,
    /// When it can be booked (B1); never where it is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slots: Option<SlotPlan>,
    /// Whether the kiosk offers it; others are reached by transfer or as a next service.
    pub at_kiosk: bool,
}

impl Service {
    /// The purpose that is put down under this name, in the language in which the office puts them down: its first.
    pub fn purpose_put_down(&self, office: &Language, name: &str) -> Option<&Purpose> {
        self.purposes.iter().find(|purpose| purpose.name.in_language(office) == name)
    }
}

/// For whom or for what a visitor comes, with the documents it needs (B14).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Purpose {
    /// Such as "For an adult".
    pub name: Text,
    /// In the order in which the clerk wants them.
    pub documents: Vec<Document>,
}

/// A document that the visitor brings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// What it is.
    pub name: Text,
    /// What must be true of it.
    #[serde(default)]
    pub note: Text,
}
