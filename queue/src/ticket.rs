//! A visitor's place in the queue: one ticket through one or more services, from issue to its end.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::booking::Arrival;
use crate::command::Actor;
use crate::ids::{CategoryId, ClerkId, Language, ReasonId, ServiceId, TicketCode, TicketId, WindowId};
use crate::number::Number;

/// A ticket of the present business day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    /// Its id.
    pub id: TicketId,
    /// Who issued it; a kiosk knows no ticket but its own.
    pub by: Actor,
    /// The unguessable name in the coupon's QR.
    pub code: TicketCode,
    /// What the visitor reads.
    pub number: Number,
    /// Business day of issue.
    pub day: Date,
    /// Category chosen at the kiosk; the general one once the right was denied (Q5).
    pub category: CategoryId,
    /// The preferential category whose right was not there when a clerk checked it (Q5).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub denied: Option<CategoryId>,
    /// Language chosen at the kiosk.
    pub language: Language,
    /// Whether the visitor asked for more time to reach the window.
    pub more_time: bool,
    /// Services of the visit in order (Q8); never empty.
    pub visit: Vec<ServiceId>,
    /// Which of `visit` is due or being served.
    pub leg: usize,
    /// The booking that it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arrival: Option<Arrival>,
    /// The service that was booked; none without a booking.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub booked: Option<ServiceId>,
    /// When the coupon was taken.
    pub issued_at: Timestamp,
    /// The time by which the place in the queue is decided: that of issue, until a transfer or a return moves it.
    pub place: Timestamp,
    /// Whether a window has ever called it; until then a kiosk may take it back.
    pub called: bool,
    /// Where the visitor stands in the queue's course.
    pub stage: Stage,
    /// Coupons printed after the first, each marked as a copy.
    pub copies: u16,
    /// Rises with every change but marks and copies; tells whether a step can still be undone.
    pub revision: u32,
}

impl Ticket {
    /// The service that is due or being served.
    pub fn service(&self) -> &ServiceId {
        &self.visit[self.leg.min(self.visit.len() - 1)]
    }

    /// The booked time, as long as the visitor is received as booked: for the service that was booked (B5), and until the place was
    /// lost by lateness or a no-show (B4).
    pub fn booked_for(&self) -> Option<Timestamp> {
        let booked = self.leg == 0 && self.booked.as_ref() == Some(self.service());
        self.booked_place().filter(|_| booked)
    }

    /// The time by which a place is kept: that of the coupon, or the booked one.
    pub fn came_at(&self) -> Timestamp {
        self.booked_place().unwrap_or(self.issued_at)
    }

    /// The booked time, until the place by it was lost.
    fn booked_place(&self) -> Option<Timestamp> {
        let arrival = self.arrival.as_ref().filter(|arrival| !arrival.late)?;
        (self.place <= arrival.due).then_some(arrival.due)
    }

    /// The service after the present one, if the visit has one.
    pub fn next_service(&self) -> Option<&ServiceId> {
        self.visit.get(self.leg + 1)
    }

    /// The window where the visitor is called or served.
    pub fn window(&self) -> Option<&WindowId> {
        match &self.stage {
            Stage::Called(called) => Some(&called.window),
            Stage::Serving { window, .. } => Some(window),
            Stage::Waiting(_)
            | Stage::Parked { .. }
            | Stage::NoShow { .. }
            | Stage::Finished { .. }
            | Stage::Refused { .. }
            | Stage::Left { .. } => None,
        }
    }

    /// Whether nothing more can happen to it.
    pub fn is_over(&self) -> bool {
        match self.stage {
            Stage::Finished { .. } | Stage::Refused { .. } | Stage::Left { .. } => true,
            Stage::NoShow { until, .. } => until.is_none(),
            Stage::Waiting(_) | Stage::Called(_) | Stage::Serving { .. } | Stage::Parked { .. } => false,
        }
    }
}

/// Where a visitor stands in the queue's course.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// In the queue.
    Waiting(Waiting),
    /// Called to a window and not there yet.
    Called(Called),
    /// At a window.
    Serving {
        /// Where.
        window: WindowId,
        /// Since when.
        since: Timestamp,
        /// When the visitor was called there.
        called_at: Timestamp,
        /// Seconds waited before the call.
        waited_s: u32,
    },
    /// Sent away for a while by the clerk.
    Parked {
        /// From which window.
        window: WindowId,
        /// Since when.
        since: Timestamp,
        /// Why.
        reason: ReasonId,
        /// When the clerk wants to be reminded.
        alarm_at: Option<Timestamp>,
        /// Whether the reminder has come.
        rang: bool,
    },
    /// Called and not come.
    NoShow {
        /// Since when.
        since: Timestamp,
        /// Until when the visitor may come back; nothing once that has lapsed.
        until: Option<Timestamp>,
    },
    /// Received; the visit is over.
    Finished {
        /// When.
        at: Timestamp,
    },
    /// Refused by the clerk (B6).
    Refused {
        /// When.
        at: Timestamp,
        /// Why.
        reason: ReasonId,
    },
    /// Gone without being received.
    Left {
        /// When.
        at: Timestamp,
        /// How that is known.
        why: LeftWhy,
    },
}

/// A place in the queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// When this wait began.
    pub since: Timestamp,
    /// The only window that is due to call, as long as it receives visitors of the service, and at most for the limit of the class.
    pub window: Option<WindowId>,
}

/// A call that stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Called {
    /// To which window.
    pub window: WindowId,
    /// By whom.
    pub clerk: ClerkId,
    /// When first called.
    pub first_at: Timestamp,
    /// When last called.
    pub last_at: Timestamp,
    /// How often called, recalls included.
    pub calls: u8,
    /// Seconds waited before the first call.
    pub waited_s: u32,
}

/// How it is known that a visitor left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeftWhy {
    /// Not received when the business day turned.
    EndOfDay,
    /// The kiosk took the ticket back: its visitor never saw it.
    Withdrawn,
    /// The visitor or the receptionist said so.
    Said,
    /// The visitor said so on the page of the ticket.
    OnPage,
}
