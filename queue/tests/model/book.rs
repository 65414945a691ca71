//! The floor as a careful receptionist would keep it in a book: plain lists, read from top to bottom. Written from the
//! rules of the floor (Q1 to Q8) and the words of the configuration, not from the queue's own code.
//!
//! `objections` says what stands against an act, `entries` writes down what an act changes, `whose` judges a call,
//! `hours` knows when coupons are issued.

use std::rc::Rc;

use jiff::civil::{Date, Time};
use jiff::{SignedDuration, Timestamp};
use queue::floor::{Category, Service, Window};
use queue::ids::{CallId, CategoryId, ClerkId, Language, ReasonId, ServiceId, TicketId, WindowId};
use queue::ticket::LeftWhy;
use queue::{Actor, Floor, Letter, Number, Rejection};

/// The whole book of one day.
#[derive(Clone)]
pub struct Book {
    pub floor: Rc<Floor>,
    pub day: Date,
    pub visitors: Vec<Rc<Visitor>>,
    pub desks: Vec<Desk>,
    /// Windows that a clerk closed over a visitor; whoever closed may think better of it.
    pub closed: Vec<Desk>,
    pub signed_in: Vec<ClerkId>,
    pub figures: Vec<(ClerkId, Figures)>,
    pub last_numbers: Vec<(Letter, u16)>,
    pub coupons: Vec<(ServiceId, u16)>,
    pub stopped: Vec<ServiceId>,
    pub extra: Vec<(ServiceId, u16)>,
    pub longer: Vec<(ServiceId, Time)>,
    /// General visitors called at each window since its last preferential one.
    pub generals: Vec<(WindowId, u32)>,
    /// Soundings that were not taken back, oldest first; of more than 128 those of nobody who is expected or served go first.
    pub sounded: Vec<(CallId, TicketId)>,
    pub next_ticket: u64,
    pub next_call: u64,
    /// Counts every change of a visitor's line.
    pub changes: u64,
}

/// One visitor's line in the book.
#[derive(Clone, Debug)]
pub struct Visitor {
    pub id: TicketId,
    /// Who handed out the coupon.
    pub issued_by: Actor,
    pub number: Number,
    pub category: CategoryId,
    /// The category whose right a clerk did not find.
    pub denied: Option<CategoryId>,
    pub language: Language,
    pub more_time: bool,
    /// Services that are done.
    pub behind: Vec<ServiceId>,
    /// Services that are not; the first is due or being served.
    pub ahead: Vec<ServiceId>,
    pub taken: Timestamp,
    /// The time by which the place in the queue is decided.
    pub place: Timestamp,
    pub copies: u16,
    /// Whether a window has ever called this visitor.
    pub was_called: bool,
    pub spot: Spot,
    /// The book's count at the last change of this line.
    pub changed: u64,
    /// The book's count when the visitor last went anywhere.
    pub moved: u64,
}

/// Where a visitor is.
#[derive(Clone, Debug, PartialEq)]
pub enum Spot {
    Waits { since: Timestamp, only: Option<WindowId> },
    Called { window: WindowId, clerk: ClerkId, first: Timestamp, last: Timestamp, calls: u8, waited_s: u32 },
    Served { window: WindowId, since: Timestamp, called: Timestamp, waited_s: u32 },
    Parked { window: WindowId, since: Timestamp, reason: ReasonId, alarm: Option<Timestamp>, rang: bool },
    NoShow { since: Timestamp, until: Option<Timestamp> },
    Finished { at: Timestamp },
    Refused { at: Timestamp, reason: ReasonId },
    Left { at: Timestamp, why: LeftWhy },
}

/// A window with its clerk.
#[derive(Clone)]
pub struct Desk {
    pub window: WindowId,
    pub clerk: ClerkId,
    pub pause: Option<(ReasonId, Timestamp)>,
    pub visitor: Option<TicketId>,
    pub past: Option<Past>,
}

/// The book as it was before a clerk's last step, and whom the step sent anywhere, with the count of that.
#[derive(Clone)]
pub struct Past {
    pub at: Timestamp,
    pub before: Rc<Book>,
    pub lines: Vec<(TicketId, u64)>,
}

/// A clerk's day in figures.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figures {
    pub served: u32,
    pub service_s: u64,
    pub within_norm: u32,
    pub no_shows: u32,
    pub refused: u32,
}

impl Visitor {
    pub fn due(&self) -> &ServiceId {
        &self.ahead[0]
    }

    pub fn is_gone(&self) -> bool {
        match self.spot {
            Spot::Finished { .. } | Spot::Refused { .. } | Spot::Left { .. } | Spot::NoShow { until: None, .. } => true,
            Spot::Waits { .. }
            | Spot::Called { .. }
            | Spot::Served { .. }
            | Spot::Parked { .. }
            | Spot::NoShow { until: Some(_), .. } => false,
        }
    }

    pub fn waits(&self) -> bool {
        matches!(self.spot, Spot::Waits { .. })
    }

    pub fn is_called(&self) -> bool {
        matches!(self.spot, Spot::Called { .. })
    }

    pub fn is_served(&self) -> bool {
        matches!(self.spot, Spot::Served { .. })
    }

    pub fn is_parked(&self) -> bool {
        matches!(self.spot, Spot::Parked { .. })
    }

    pub fn has_left(&self) -> bool {
        matches!(self.spot, Spot::Left { .. })
    }

    /// Until when a no-show may come back, if it still may; nothing for anybody else.
    pub fn may_come_back_until(&self) -> Option<Option<Timestamp>> {
        if let Spot::NoShow { until, .. } = self.spot { Some(until) } else { None }
    }
}

impl Book {
    /// The book of a floor's first day.
    pub fn new(floor: Floor, day: Date) -> Self {
        Self::page(Rc::new(floor), day, 0, 0)
    }

    /// A clean page.
    pub fn page(floor: Rc<Floor>, day: Date, next_ticket: u64, next_call: u64) -> Self {
        Self {
            floor,
            day,
            visitors: Vec::new(),
            desks: Vec::new(),
            closed: Vec::new(),
            signed_in: Vec::new(),
            figures: Vec::new(),
            last_numbers: Vec::new(),
            coupons: Vec::new(),
            stopped: Vec::new(),
            extra: Vec::new(),
            longer: Vec::new(),
            generals: Vec::new(),
            sounded: Vec::new(),
            next_ticket,
            next_call,
            changes: 0,
        }
    }

    pub fn service(&self, id: &ServiceId) -> Option<&Service> {
        self.floor.services.iter().find(|service| service.id == *id)
    }

    pub fn category(&self, id: &CategoryId) -> Option<&Category> {
        self.floor.categories.iter().find(|category| category.id == *id)
    }

    pub fn window(&self, id: &WindowId) -> Option<&Window> {
        self.floor.windows.iter().find(|window| window.id == *id)
    }

    pub fn visitor(&self, id: TicketId) -> Option<&Visitor> {
        self.visitors.iter().find(|visitor| visitor.id == id).map(Rc::as_ref)
    }

    pub fn desk_at(&self, window: &WindowId) -> Option<&Desk> {
        self.desks.iter().find(|desk| desk.window == *window)
    }

    pub fn clerk_of<'a>(&self, by: &'a Actor) -> Result<&'a ClerkId, Rejection> {
        match by {
            Actor::Staff(clerk) if self.signed_in.contains(clerk) => Ok(clerk),
            Actor::Staff(_) | Actor::Kiosk(_) | Actor::Visitor | Actor::Time | Actor::Office => {
                Err(Rejection::NotSignedIn)
            }
        }
    }

    pub fn is_preferential(&self, visitor: &Visitor) -> bool {
        self.category(&visitor.category).is_some_and(|category| category.preferential)
    }

    pub fn served_somewhere(&self, service: &ServiceId) -> bool {
        self.floor.windows.iter().any(|window| window.services.contains(service))
    }

    /// The earliest no-show at the clerk's word: the calls still missing, and the moment.
    pub fn no_show_from(&self, visitor: &Visitor) -> Option<(u8, Timestamp)> {
        let Spot::Called { first, calls, .. } = &visitor.spot else { return None };
        let rules = &self.floor.rules;
        let mut needed = u32::from(rules.no_show_calls);
        let mut seconds = i64::from(rules.no_show_after_s);
        if visitor.more_time {
            needed += 1;
            seconds += i64::from(rules.more_time_s);
        }
        let missing = needed.saturating_sub(u32::from(*calls));
        Some((u8::try_from(missing).expect("small"), *first + SignedDuration::from_secs(seconds)))
    }

    /// When time alone does something to this visitor.
    pub fn due_at(&self, visitor: &Visitor) -> Option<Timestamp> {
        match &visitor.spot {
            Spot::Called { first, last, .. } => {
                let rules = &self.floor.rules;
                let alone = rules.no_show_alone_s?;
                // Where the clerk would have to call once more, time has to wait for that call, too.
                let (0, allowed) = self.no_show_from(visitor)? else { return None };
                let more = if visitor.more_time { rules.more_time_s } else { 0 };
                let since =
                    |moment: Timestamp, s: u32| moment + SignedDuration::from_secs(i64::from(s) + i64::from(more));
                [allowed, since(*first, alone), since(*last, rules.no_show_after_s)].into_iter().max()
            }
            Spot::Parked { alarm, rang: false, .. } => *alarm,
            // The set time still counts as in time.
            Spot::NoShow { until, .. } => until.map(|until| until + SignedDuration::from_millis(1)),
            Spot::Waits { .. }
            | Spot::Served { .. }
            | Spot::Parked { .. }
            | Spot::Finished { .. }
            | Spot::Refused { .. }
            | Spot::Left { .. } => None,
        }
    }
}

/// What a list of pairs says of a key.
pub fn of<K: PartialEq, V: Copy + Default>(list: &[(K, V)], key: &K) -> V {
    list.iter().find(|(known, _)| known == key).map_or(V::default(), |(_, value)| *value)
}

/// Writes a pair of a list.
pub fn set<K: PartialEq + Clone, V>(list: &mut Vec<(K, V)>, key: &K, value: V) {
    match list.iter_mut().find(|(known, _)| known == key) {
        Some(pair) => pair.1 = value,
        None => list.push((key.clone(), value)),
    }
}

/// Seconds as a clock without tenths shows them.
pub fn seconds(from: Timestamp, to: Timestamp) -> u32 {
    u32::try_from((to.as_second() - from.as_second()).max(0)).expect("a day")
}
