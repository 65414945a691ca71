//! One office floor as it is configured: services, windows, hours, people and rules. Checked here, read from a file elsewhere.

mod calendar;
pub mod coupon;
mod picture;
mod service;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::booking::slots::BookingRules;
use crate::ids::{CategoryId, ClerkId, DeviceId, GroupId, HallId, Language, PictureId, ReasonId, ServiceId, WindowId};

pub use calendar::{Calendar, Interval, IssueHours, Weekday, written_as_end};
pub use coupon::Coupon;
pub use picture::{NoPictureFile, Picture, PictureFile};
pub use service::{Document, Purpose, Service};

/// A wording in each of the floor's languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Text(pub BTreeMap<Language, Arc<str>>);

impl Text {
    /// Whether there is no wording.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The wording in `language`, else in any language there is, else nothing.
    pub fn in_language(&self, language: &Language) -> &str {
        let found = self.0.get(language).or_else(|| self.0.values().next());
        found.map_or("", |text| text)
    }
}

/// The whole configuration of a floor; an event of the journal, so that replay never depends on a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Floor {
    /// The office's name, as visitors know it.
    pub office: Text,
    /// Languages of the screens in the order shown; the first is the office's own.
    pub languages: Vec<Language>,
    /// The address of the visitors' page; without it no QR is printed.
    pub public_url: Option<Arc<str>>,
    /// Working days and the time zone.
    pub calendar: Calendar,
    /// Where visitors wait.
    pub halls: Vec<Hall>,
    /// Groups of services; none for a single list.
    pub groups: Vec<Group>,
    /// What visitors come for.
    pub services: Vec<Service>,
    /// Categories of visitors (Q5), the general one first.
    pub categories: Vec<Category>,
    /// Where clerks sit.
    pub windows: Vec<Window>,
    /// The people of the office.
    pub clerks: Vec<Clerk>,
    /// Reasons that clerks choose from.
    pub reasons: Reasons,
    /// The rules that the office set.
    pub rules: Rules,
    /// Notices of the hall display, taking turns.
    pub notices: Vec<Text>,
    /// What the office chose of its coupon.
    #[serde(default, skip_serializing_if = "Coupon::is_usual")]
    pub coupon: Coupon,
    /// Pictures of the hall display, taking turns while no call is new.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pictures: Vec<Picture>,
    /// The devices that may connect; none in a journal from before they were of the floor.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub devices: Vec<Device>,
}

/// A hall where visitors wait.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hall {
    /// Key.
    pub id: HallId,
    /// Name, such as "Hall 1".
    pub name: Text,
}

/// A group of services on the kiosk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Key.
    pub id: GroupId,
    /// Name.
    pub name: Text,
}

/// A category of visitors (Q5).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// Key.
    pub id: CategoryId,
    /// Name as the kiosk shows it, such as "With an infant".
    pub name: Text,
    /// Mark on the coupon, such as "PREFERENTIAL".
    pub mark: Text,
    /// The paper that proves the right, as the kiosk tells it; empty where none is asked for.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub note: Text,
    /// Whether it goes before the general queue by the office's rule; its right is checked at the window.
    pub preferential: bool,
    /// Its own limit for waiting, in minutes; the service's where it is missing.
    pub wait_limit_min: Option<u16>,
}

/// A window where a clerk sits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// Key.
    pub id: WindowId,
    /// Number shown and spoken, 1 to 99.
    pub number: u8,
    /// Hall where its calls are shown.
    pub hall: HallId,
    /// Where it is, such as "2nd floor, right".
    #[serde(default)]
    pub whereabouts: Text,
    /// Services received here.
    pub services: Vec<ServiceId>,
}

/// A device that may connect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Device {
    /// Its name.
    pub id: DeviceId,
    /// What it is.
    pub role: DeviceRole,
    /// The kiosk that prints the coupons of a console's desk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prints_at: Option<DeviceId>,
}

/// A kind of device; decides what it may ask and what it sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeviceRole {
    /// Issues coupons.
    Kiosk,
    /// A clerk's or receptionist's program.
    Console,
    /// Shows and speaks calls.
    Hall,
}

/// Somebody who works in the office.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clerk {
    /// Key; also the login.
    pub id: ClerkId,
    /// Name as colleagues know it.
    pub name: Arc<str>,
    /// What this person may do.
    pub roles: BTreeSet<Role>,
}

/// What a person may do; whatever no role allows is denied (S2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Receives visitors at a window.
    Clerk,
    /// Issues, finds and reprints tickets; stops or extends issue.
    Receptionist,
    /// Reads the day.
    Manager,
    /// Changes the floor.
    Administrator,
}

/// Reasons that clerks choose from; the journal holds their keys, never free text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reasons {
    /// Why a visitor is refused.
    pub refuse: Vec<Reason>,
    /// Which of `refuse` says that person or document are not those of the booking (B6).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mismatch: Option<ReasonId>,
    /// Why a visitor is parked.
    pub park: Vec<Reason>,
    /// Why a window pauses.
    pub pause: Vec<Reason>,
    /// Why a visitor is called out of turn (Q6).
    pub out_of_turn: Vec<Reason>,
    /// Which of `out_of_turn` may be told to other visitors, on the pages of their tickets (Q6).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub told: Vec<ReasonId>,
}

/// One reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// Key.
    pub id: ReasonId,
    /// Wording.
    pub name: Text,
}

/// The rules that the office set; each has the default of the rules page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Rules {
    /// Whose turn it is.
    pub policy: Policy,
    /// Whether "call next" also finishes the current visit.
    pub call_finishes: bool,
    /// Calls (with recalls) before a no-show is allowed; one more for a visitor who asked for more time. The clerk makes each (Q2).
    pub no_show_calls: u8,
    /// Seconds from the first call before a no-show is allowed.
    pub no_show_after_s: u32,
    /// Seconds more before a no-show of a visitor who asked for more time.
    pub more_time_s: u32,
    /// Seconds after the first call at which time alone makes the no-show, once the calls were made; never where it is missing.
    pub no_show_alone_s: Option<u32>,
    /// Minutes in which a no-show may come back.
    pub come_back_min: u32,
    /// Place after a transfer.
    pub place_transferred: PlaceRule,
    /// Place for the next service of a visit.
    pub place_next_service: PlaceRule,
    /// Place after coming back.
    pub place_came_back: PlaceRule,
    /// Seconds in which the last step can be undone.
    pub undo_s: u32,
    /// How visitors book and are received as booked.
    pub booking: BookingRules,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            policy: Policy::Credit,
            call_finishes: true,
            no_show_calls: 2,
            no_show_after_s: 90,
            more_time_s: 90,
            no_show_alone_s: None,
            come_back_min: 30,
            place_transferred: PlaceRule::KeepsTime,
            place_next_service: PlaceRule::KeepsTime,
            place_came_back: PlaceRule::Back,
            undo_s: 10,
            booking: BookingRules::default(),
        }
    }
}

/// Whose turn it is, by name; one for each floor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Policy {
    /// By time of issue alone.
    FirstCome,
    /// At each window so many general visitors to one preferential.
    Ratio {
        /// General visitors between two preferential ones, 1 to 20.
        general: u8,
    },
    /// Whoever has used up the largest share of the limit for waiting.
    Credit,
}

/// Where a visitor who re-enters the queue stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PlaceRule {
    /// By the time the coupon was taken.
    KeepsTime,
    /// Before everyone of the same class who waits for the service, and never behind the time of the coupon.
    Front,
    /// Behind everyone, from now.
    Back,
}

impl Floor {
    /// The category of whoever has no right to preference (Q5): the first that is not preferential.
    pub fn general(&self) -> Option<&Category> {
        self.categories.iter().find(|category| !category.preferential)
    }

    /// With the devices of another floor where this one has none: texts and versions from before devices were of the floor say nothing of them.
    #[must_use]
    pub fn with_devices_of(mut self, other: &Self) -> Self {
        if self.devices.is_empty() {
            self.devices.clone_from(&other.devices);
        }
        self
    }

    /// Whether a category goes before the general queue.
    pub fn is_preferential(&self, category: &CategoryId) -> bool {
        self.category(category).is_some_and(|category| category.preferential)
    }
}

macro_rules! find {
    ($($(#[$doc:meta])* $name:ident in $list:ident: $id:ty => $item:ty),* $(,)?) => {
        impl Floor {$(
            $(#[$doc])*
            pub fn $name(&self, id: &$id) -> Option<&$item> {
                self.$list.iter().find(|item| item.id == *id)
            }
        )*}
    };
}

find! {
    /// The service with this key.
    service in services: ServiceId => Service,
    /// The category with this key.
    category in categories: CategoryId => Category,
    /// The window with this key.
    window in windows: WindowId => Window,
    /// The hall with this key.
    hall in halls: HallId => Hall,
    /// The person with this key.
    clerk in clerks: ClerkId => Clerk,
    /// The picture with this key.
    picture in pictures: PictureId => Picture,
    /// The device with this name.
    device in devices: DeviceId => Device,
}
