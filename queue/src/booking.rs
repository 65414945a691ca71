//! Visitors who book a time (B1 to B8, B12, P5): what a booking is, and what can be asked and happen of it.
//!
//! `slots` says when a service can be booked, `holds` keeps places while forms are filled, `sources` counts from where bookings come,
//! `missed` who was waited for in vain, `received` knows who came, `decide` judges and `apply` makes so.

pub mod apply;
pub mod decide;
pub mod holds;
pub mod missed;
pub mod received;
pub mod slots;
pub mod sources;

use jiff::civil::{Date, DateTime, Time};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::floor::{Floor, Service};
use crate::ids::{BookingId, BookingNumber, Language, PersonId, ServiceId, TicketCode, TicketId};
use crate::number::Number;
use slots::BookingRules;

/// Days for which a booking is remembered after its own, so that a code that comes too late is told what it was.
pub const KEPT_DAYS: i64 = 7;

/// A place at a service, at a time.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Slot {
    /// For what.
    pub service: ServiceId,
    /// Business day and local time at which it begins; what people are told is [`Slot::local`].
    pub begins: DateTime,
}

impl Slot {
    /// The business day.
    pub fn date(&self) -> Date {
        self.begins.date()
    }

    /// The local time.
    pub fn time(&self) -> Time {
        self.begins.time()
    }

    /// The moment at which it begins.
    pub fn due(&self, floor: &Floor) -> Timestamp {
        floor.calendar.moment(self.date(), self.time())
    }

    /// When to come, as a calendar and a clock on the wall show it: after midnight, where the business day goes on, that is another date.
    pub fn local(&self, floor: &Floor) -> DateTime {
        floor.calendar.zone.local(self.due(floor))
    }
}

/// A visitor's booking.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Booking {
    /// Its id.
    pub id: BookingId,
    /// What the visitor reads.
    pub number: BookingNumber,
    /// Who booked.
    pub person: PersonId,
    /// For what and when.
    pub slot: Slot,
    /// Language of messages, coupon and voice.
    pub language: Language,
    /// What became of it.
    pub stage: BookingStage,
    /// Rises with each change; a code made before it is no longer good.
    pub revision: u16,
    /// How often its visitor changed it; what the office changes does not count (B8, S6).
    #[serde(default)]
    pub changes: u8,
    /// When it was made or last changed.
    pub settled_at: Timestamp,
    /// Whether the day before it brought its reminder.
    pub reminded: bool,
    /// Whether the office was down while its visitor could have come (B12).
    pub outage: bool,
    /// Why the office gave it up, where it did (B8).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub called_off: Option<OfficeReason>,
}

/// Why the office gives a booking up (B8). A code: visitors are told in words, each in their language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfficeReason {
    /// There is no reception at that time: a holiday, or other hours.
    NoReception,
    /// There is nobody who could receive.
    NoStaff,
    /// Something at the office does not work.
    Fault,
    /// Something else.
    Other,
}

impl OfficeReason {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::NoReception, Self::NoStaff, Self::Fault, Self::Other];
}

/// What became of a booking.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BookingStage {
    /// The visitor is expected.
    Booked,
    /// The visitor is here: the ticket says the rest.
    CheckedIn {
        /// Which.
        ticket: TicketId,
        /// What the visitor reads.
        number: Number,
    },
    /// Given up by the visitor or the office.
    Cancelled,
    /// Not kept when that day's reception closed (B12).
    Void,
}

impl Booking {
    /// Whether the visitor is still expected.
    pub fn is_open(&self) -> bool {
        self.stage == BookingStage::Booked
    }

    /// Whether its visitor gave it up.
    pub fn is_given_up(&self) -> bool {
        self.stage == BookingStage::Cancelled && self.called_off.is_none()
    }

    /// Whether its visitor may still change it, as far as the number of changes goes (B8, S6).
    pub fn may_change_again(&self, rules: &BookingRules) -> bool {
        self.changes < rules.changes
    }

    /// Whether it takes up a place of its slot.
    pub fn holds_place(&self) -> bool {
        match self.stage {
            BookingStage::Booked | BookingStage::CheckedIn { .. } | BookingStage::Void => true,
            BookingStage::Cancelled => false,
        }
    }
}

/// What a ticket knows of the booking that it came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Arrival {
    /// Which.
    pub booking: BookingId,
    /// The booked time.
    pub due: Timestamp,
    /// Whether the visitor came too late to be received as booked (B4).
    pub late: bool,
}

/// What is asked of bookings.
#[derive(Clone, Debug, PartialEq)]
pub enum BookingAct {
    /// A place for a visitor (B1, B2).
    Book {
        /// Where and when.
        slot: Slot,
        /// Who.
        person: PersonId,
        /// Made at random by the server.
        number: BookingNumber,
        /// Language of messages, coupon and voice.
        language: Language,
        /// How far the contact is proved.
        proof: Proof,
        /// Who else is known to be the same.
        known: SamePeople,
    },
    /// Another service or time (B8).
    Change {
        /// Which.
        booking: BookingId,
        /// Where and when from now on.
        slot: Slot,
        /// Who else is known to be the same.
        known: SamePeople,
    },
    /// The visitor does not come (B8).
    Cancel {
        /// Which.
        booking: BookingId,
    },
    /// The office cannot receive the visitor, and gives an open booking up at any time (B8).
    CallOff {
        /// Which.
        booking: BookingId,
        /// What the visitor is told.
        reason: OfficeReason,
    },
    /// The visitor's data is to be destroyed (P3): an open booking is given up with it, and who is here waits until the visit is over.
    LetGo {
        /// Which.
        booking: BookingId,
    },
    /// The visitor is here.
    CheckIn {
        /// Which.
        booking: BookingId,
        /// The revision that the shown code was made for; none where the number was typed.
        revision: Option<u16>,
        /// Language of coupon and voice.
        language: Language,
        /// Whether the visitor asks for more time to reach the window.
        more_time: bool,
        /// Random name for the coupon's QR.
        code: TicketCode,
    },
    /// The office was down from then until now.
    NoteOutage {
        /// Since when.
        from: Timestamp,
    },
}

/// How far the contact of a booking is proved (P5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// It was only written down.
    Claimed,
    /// A one-time code came back from it.
    Proved,
}

/// Records of people that are known by a keyed hash to be about the same one; the queue itself knows no names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SamePeople {
    /// With the same document.
    pub by_document: Vec<PersonId>,
    /// With the same contact: a family, or one who hoards (S6).
    pub by_contact: Vec<PersonId>,
    /// With the same document, where a clerk compared it and the person at the window (P5).
    pub proved: Vec<PersonId>,
}

/// What happened to bookings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // The fields are the words of the floor.
pub enum BookingFact {
    /// A place was booked.
    Made { booking: BookingId, number: BookingNumber, person: PersonId, slot: Slot, language: Language },
    /// Another service or time.
    Changed { booking: BookingId, slot: Slot },
    /// Given up; `by_office` where the office could not receive the visitor (B8).
    Cancelled {
        booking: BookingId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by_office: Option<OfficeReason>,
    },
    /// The day before: a reminder is due.
    Reminded { booking: BookingId },
    /// The day's reception is closed and the visitor was not here; `outage` where the office itself was down (B12).
    Voided { booking: BookingId, outage: bool },
    /// The office was down from then until the event.
    OutageNoted { from: Timestamp },
}

/// Why a booking cannot be, be changed or be checked in. The texts here are for logs.
#[derive(Clone, Debug, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // Each text says it.
pub enum NoBooking {
    #[error("the service is not booked")]
    NotBooked,
    #[error("there is no slot at that time")]
    NoSuchSlot,
    #[error("the slot has begun")]
    SlotPast,
    #[error("slots open {days} days ahead")]
    TooFarAhead { days: u16 },
    #[error("the slot is taken")]
    SlotTaken,
    #[error("the visitor has a booking on {date} already")]
    OneADay { date: Date },
    #[error("the visitor has a booking at that time already")]
    SameTime,
    #[error("the contact has {most} bookings already")]
    TooMany { most: u8 },
    #[error("the contact has to be proved for one more booking")]
    ProofNeeded,
    #[error("the number is taken")]
    NumberTaken,
    #[error("too many places are kept for forms; the first is free again at {until}")]
    TooManyHolds { until: Timestamp },
    #[error("the place was kept as long as may be; it is kept again from {until} on")]
    KeptTooLong { until: Timestamp },
    #[error("{most} bookings were made from there today")]
    SourceFull { most: u16 },
    #[error("there is no such booking")]
    Unknown,
    #[error("changes were possible until {until}")]
    ChangeTooLate { until: Timestamp },
    #[error("the visitor changed the booking {times} times, as often as may be")]
    ChangedTooOften { times: u8 },
    #[error("the visitor missed {times} bookings and can book again on {again}")]
    MissedTooOften { times: u16, again: Date },
    #[error("the booking was cancelled")]
    Cancelled,
    #[error("the booking was not kept and is void")]
    Void,
    #[error("the code is from before a change: the booking is now for {begins}")]
    Rescheduled { begins: DateTime },
    #[error("the booking is for {begins}")]
    OtherDay { begins: DateTime },
    #[error("check-in opens at {from}")]
    TooEarly { from: Timestamp },
    #[error("checked in already as {number}")]
    CheckedIn { number: Number },
    #[error("checked in as {number}, called and not come")]
    NoShow { number: Number },
    #[error("the visit is over")]
    VisitOver,
    #[error("reception of the day is closed")]
    ReceptionClosed,
}

/// When time alone does something to a booking next, and what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BookingDue {
    /// The day before.
    Reminder,
    /// The day's reception closes.
    Void,
}

/// What time will do to a booking whose day's reception closes then, and when.
pub(crate) fn due(floor: &Floor, booking: &Booking, closes_at: Timestamp) -> Option<(Timestamp, BookingDue)> {
    if !booking.is_open() {
        return None;
    }
    let remind_at = remind_at(floor, &booking.slot);
    if !booking.reminded && booking.settled_at < remind_at {
        return Some((remind_at, BookingDue::Reminder));
    }
    Some((closes_at, BookingDue::Void))
}

fn remind_at(floor: &Floor, slot: &Slot) -> Timestamp {
    let date = slot.local(floor).date();
    floor.calendar.zone.moment(date.yesterday().unwrap_or(date), floor.rules.booking.remind_at)
}

/// When the reception of a booked day closes by its plan: the last hour of issue or of slots, and never before lateness is over.
pub(crate) fn closes_at(floor: &Floor, slot: &Slot) -> Timestamp {
    let service = floor.service(&slot.service);
    let closes = service.and_then(|service| reception_closes(floor, service, slot.date()));
    let late = as_booked_until(&floor.rules.booking, slot.due(floor));
    let late = late.saturating_add(SignedDuration::from_millis(1)).unwrap_or(late);
    let turns = crate::deadline::turn_after(floor, slot.date());
    closes.map_or(turns, |closes| closes.max(late)).min(turns)
}

/// The last moment at which a service's visitors come on a day.
fn reception_closes(floor: &Floor, service: &Service, date: Date) -> Option<Timestamp> {
    let calendar = &floor.calendar;
    let slots = service.slots.as_ref().map(|plan| calendar.hours_of(&plan.hours, date)).unwrap_or_default();
    let issue = calendar.hours_of(&service.issue, date);
    let closes = |hours: &crate::floor::Interval| {
        let midnight = hours.to == calendar.day_turns_at;
        if midnight { crate::deadline::turn_after(floor, date) } else { calendar.moment(date, hours.to) }
    };
    issue.iter().chain(&slots).map(closes).max()
}

/// The last moment at which a visitor is still received as booked (B4).
pub fn as_booked_until(rules: &BookingRules, due: Timestamp) -> Timestamp {
    minutes_after(due, i64::from(rules.late_min))
}

/// The first moment at which a booking can be checked in.
pub fn check_in_from(rules: &BookingRules, due: Timestamp) -> Timestamp {
    minutes_after(due, -i64::from(rules.early_min))
}

/// The last moment at which a booking can be changed or cancelled by its visitor (B8).
pub fn change_until(rules: &BookingRules, due: Timestamp) -> Timestamp {
    minutes_after(due, -60 * i64::from(rules.change_until_h))
}

fn minutes_after(at: Timestamp, minutes: i64) -> Timestamp {
    at.saturating_add(SignedDuration::from_mins(minutes)).unwrap_or(at)
}
