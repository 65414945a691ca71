//! Each ticket's line of a day: its waits and what came of each, read from the events that stand.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use queue::booking::BookingFact;
use queue::estimate::{Expected, expected_wait};
use queue::ids::{CallId, CategoryId, ClerkId, ReasonId, ServiceId, TicketId, WindowId};
use queue::ticket::LeftWhy;
use queue::turn::Why;
use queue::{Actor, Event, Fact, Floor, Stage, State, Target, Ticket, apply};

/// One day's events that stand, with the floor in force at each.
pub struct Record {
    pub date: Date,
    pub floor: Floor,
    pub lines: BTreeMap<TicketId, Line>,
    pub spans: Vec<Stretch>,
    /// Service, by outage.
    pub missed: Vec<(ServiceId, bool)>,
    /// Until when the day is told.
    pub last_at: Timestamp,
    /// All events of the day, with whether they were taken back.
    pub told: Vec<(Event, bool)>,
}

/// Window, clerk, why paused, from, to, ended by time.
pub type Stretch = (WindowId, ClerkId, Option<ReasonId>, Timestamp, Option<Timestamp>, bool);

pub struct Line {
    pub issued: Timestamp,
    pub due: Option<Timestamp>,
    pub late: bool,
    pub number: String,
    pub expected: Option<Expected>,
    pub rival_s: Option<u32>,
    pub gone: Option<(Timestamp, LeftWhy)>,
    pub waits: Vec<Wait>,
    ahead: Vec<ServiceId>,
    done: usize,
    /// The service that was booked.
    booked: Option<ServiceId>,
    place: Timestamp,
    category: CategoryId,
}

#[derive(Clone)]
pub struct Wait {
    pub service: ServiceId,
    pub category: CategoryId,
    pub brought_back: bool,
    pub came_back: bool,
    pub since: Timestamp,
    /// Position in the day, when, where, by whom, why, how often.
    pub call: Option<(usize, Timestamp, WindowId, ClerkId, Why, u16)>,
    pub limit_s: u32,
    pub start: Option<Timestamp>,
    /// When, the word of the event, and by time alone.
    pub end: Option<(Timestamp, &'static str, bool)>,
    pub norm_s: u32,
    pub reason: Option<ReasonId>,
}

pub fn seconds(from: Timestamp, to: Timestamp) -> u32 {
    u32::try_from((to.as_second() - from.as_second()).max(0)).expect("a day has fewer")
}

impl Wait {
    pub fn wait_s(&self) -> Option<u32> {
        self.call.as_ref().filter(|_| !self.brought_back).map(|call| seconds(self.since, call.1))
    }

    /// Seconds at the window, and whether the service was done.
    pub fn served_s(&self) -> Option<(u32, bool)> {
        let (end, word, by_time) = self.end?;
        let done = word == "finished" || word == "next";
        (!(done && by_time)).then_some((seconds(self.start?, end), done))
    }
}

impl Record {
    pub fn new(events: &[Event], struck: &[bool], sight: &mut Sight) -> Self {
        let mut record = Self {
            date: events[0].day,
            floor: sight.floor(),
            lines: BTreeMap::new(),
            spans: Vec::new(),
            missed: Vec::new(),
            last_at: events[0].at,
            told: Vec::new(),
        };
        // Sight goes by every event, the lines by those that stand.
        for (index, (event, struck)) in events.iter().zip(struck).enumerate() {
            assert_eq!(event.day, record.date);
            sight.note(event);
            record.last_at = event.at;
            record.told.push((event.clone(), *struck));
            if let Fact::FloorConfigured { floor: new } = &event.fact {
                record.floor = (**new).clone();
            }
            if let Fact::Booking(BookingFact::Voided { booking, outage }) = &event.fact {
                let booking = sight.state.bookings.get(*booking).expect("it is remembered");
                record.missed.push((booking.slot.service.clone(), *outage));
            }
            if !struck {
                record.line(event, index, sight);
            }
        }
        record.read_spans();
        record
    }

    fn line(&mut self, event: &Event, index: usize, sight: &Sight) {
        if let Fact::TicketIssued { ticket, visit, .. } = &event.fact {
            let told = expected_wait(&sight.state, event.at).tickets.get(ticket).copied();
            let expected = told.filter(|_| ticket.0.is_multiple_of(8));
            let line = Line::of(event, expected, sight.last_wait_s(&visit[0])).expect("a coupon");
            self.lines.insert(*ticket, line);
        } else if let Some(ticket) = event.fact.ticket() {
            self.lines.get_mut(&ticket).expect("it was issued").read(event, index, &self.floor);
        }
    }

    /// From each event that opens or pauses a window to the next that ends it.
    fn read_spans(&mut self) {
        let stand: Vec<&Event> = self.told.iter().filter(|(_, struck)| !struck).map(|(event, _)| event).collect();
        for (index, event) in stand.iter().enumerate() {
            let (window, clerk, reason) =
                if let Fact::WindowOpened { window, clerk } | Fact::WindowResumed { window, clerk } = &event.fact {
                    (window, clerk, None)
                } else if let Fact::WindowPaused { window, clerk, reason } = &event.fact {
                    (window, clerk, Some(reason.clone()))
                } else {
                    continue;
                };
            let ends = |fact: &Fact| {
                matches!(fact, Fact::WindowPaused { window: which, .. }
                    | Fact::WindowResumed { window: which, .. }
                    | Fact::WindowClosed { window: which, .. } if which == window)
            };
            let end = stand[index + 1..].iter().find(|later| ends(&later.fact));
            let by_time = end.is_some_and(|end| end.by == Actor::Time);
            self.spans.push((window.clone(), clerk.clone(), reason, event.at, end.map(|end| end.at), by_time));
        }
    }
}

impl Line {
    fn of(event: &Event, expected: Option<Expected>, rival_s: Option<u32>) -> Option<Self> {
        let Fact::TicketIssued { number, visit, category, arrival, .. } = &event.fact else { return None };
        let on_time = arrival.as_ref().filter(|arrival| !arrival.late).map(|arrival| arrival.due);
        let mut line = Self {
            issued: event.at,
            due: arrival.as_ref().map(|arrival| arrival.due),
            late: arrival.as_ref().is_some_and(|arrival| arrival.late),
            number: number.to_string(),
            expected,
            rival_s,
            gone: None,
            waits: Vec::new(),
            ahead: visit.clone(),
            done: 0,
            booked: arrival.as_ref().map(|_| visit[0].clone()),
            place: on_time.unwrap_or(event.at),
            category: category.clone(),
        };
        line.waits_again(on_time.map_or(event.at, |due| due.max(event.at)));
        Some(line)
    }

    fn read(&mut self, event: &Event, index: usize, floor: &Floor) {
        let at = event.at;
        match &event.fact {
            Fact::VisitorCalled { window, clerk, why, .. } => {
                if *why == Why::Parked {
                    self.waits_again(at).brought_back = true;
                }
                let limit_s = self.limit_s(floor);
                let wait = self.last();
                wait.call = Some((index, at, window.clone(), clerk.clone(), why.clone(), 1));
                wait.limit_s = limit_s;
            }
            Fact::VisitorRecalled { .. } => self.last().call.as_mut().expect("it was called").5 += 1,
            Fact::ServiceStarted { .. } => self.last().start = Some(at),
            Fact::ServiceFinished { .. } => self.ends(event, floor, "finished", None),
            Fact::VisitorNoShow { .. } => self.ends(event, floor, "no-show", None),
            Fact::VisitorParked { reason, .. } => self.ends(event, floor, "parked", Some(reason)),
            Fact::ServiceRefused { reason, .. } => self.ends(event, floor, "refused", Some(reason)),
            Fact::VisitorLeft { why, .. } => {
                self.gone = Some((at, *why));
                let wait = self.last();
                wait.end = wait.end.or(Some((at, "left", event.by == Actor::Time)));
            }
            Fact::VisitorCameBack { .. }
            | Fact::NextServiceQueued { .. }
            | Fact::VisitorTransferred { .. }
            | Fact::VisitorPutBack { .. }
            | Fact::RightDenied { .. } => self.queues(event, floor),
            Fact::FloorConfigured { .. }
            | Fact::DayTurned
            | Fact::TicketIssued { .. }
            | Fact::MoreTimeMarked { .. }
            | Fact::CouponReprinted { .. }
            | Fact::ClerkSignedIn { .. }
            | Fact::ClerkSignedOut { .. }
            | Fact::WindowOpened { .. }
            | Fact::WindowPaused { .. }
            | Fact::WindowResumed { .. }
            | Fact::WindowClosed { .. }
            | Fact::ComeBackLapsed { .. }
            | Fact::ParkAlarmRang { .. }
            | Fact::StepUndone { .. }
            | Fact::IssueStopped { .. }
            | Fact::IssueResumed { .. }
            | Fact::IssueExtended { .. }
            | Fact::Booking(_) => {}
        }
    }

    /// Back into the queue, with whatever changes by that.
    fn queues(&mut self, event: &Event, floor: &Floor) {
        let at = event.at;
        if let Fact::VisitorCameBack { place, .. } = &event.fact {
            self.place = *place;
            self.waits_again(at).came_back = true;
        } else if let Fact::NextServiceQueued { added, place, .. } = &event.fact {
            self.ends(event, floor, "next", None);
            self.done += 1;
            self.ahead.remove(0);
            if let Some(added) = added {
                self.ahead.retain(|service| service != added);
                self.ahead.insert(0, added.clone());
            }
            self.place = *place;
            self.waits_again(at);
        } else if let Fact::VisitorTransferred { to, place, .. } = &event.fact {
            self.ends(event, floor, "transferred", None);
            if let Target::Service(to) = to {
                self.ahead.remove(0);
                self.ahead.retain(|service| service != to);
                self.ahead.insert(0, to.clone());
            }
            self.place = *place;
            self.waits_again(at);
        } else if let Fact::VisitorPutBack { place, .. } = &event.fact {
            self.ends(event, floor, "put back", None);
            self.place = *place;
            self.waits_again(at);
        } else if let Fact::RightDenied { category, place, .. } = &event.fact {
            self.ends(event, floor, "denied", None);
            (self.category, self.place) = (category.clone(), *place);
            self.waits_again(*place);
        }
    }

    fn last(&mut self) -> &mut Wait {
        self.waits.last_mut().expect("it waited")
    }

    fn ends(&mut self, event: &Event, floor: &Floor, word: &'static str, reason: Option<&ReasonId>) {
        let wait = self.last();
        wait.end = Some((event.at, word, event.by == Actor::Time));
        wait.reason = reason.cloned();
        let norm = floor.services.iter().find(|service| service.id == wait.service);
        wait.norm_s = norm.map_or(0, |service| u32::from(service.service_norm_min) * 60);
    }

    fn waits_again(&mut self, since: Timestamp) -> &mut Wait {
        self.waits.push(Wait {
            service: self.ahead[0].clone(),
            category: self.category.clone(),
            brought_back: false,
            came_back: false,
            since,
            call: None,
            limit_s: 0,
            start: None,
            end: None,
            norm_s: 0,
            reason: None,
        });
        self.last()
    }

    /// The limit of the class (B5 for the booked).
    fn limit_s(&self, floor: &Floor) -> u32 {
        let for_it = self.done == 0 && self.booked.as_ref() == Some(&self.ahead[0]);
        let booked = for_it && self.due.is_some_and(|due| !self.late && self.place <= due);
        let service = floor.services.iter().find(|service| service.id == self.ahead[0]).expect("a service in use");
        let category = floor.categories.iter().find(|category| category.id == self.category);
        let own = category.and_then(|category| category.wait_limit_min);
        let minutes = if booked { floor.rules.booking.wait_limit_min } else { own.unwrap_or(service.wait_norm_min) };
        u32::from(minutes.max(1)) * 60
    }
}

/// The last call of each service as it was seen at each moment, before anything was taken back.
#[derive(Default)]
pub struct Sight {
    calls: Vec<(CallId, ServiceId, u32)>,
    waiting: BTreeMap<TicketId, (ServiceId, Timestamp)>,
    state: State,
}

impl Sight {
    pub fn note(&mut self, event: &Event) {
        if event.fact == Fact::DayTurned {
            self.calls.clear();
        }
        if let Fact::VisitorCalled { call, ticket, why, .. } = &event.fact
            && let Some((service, since)) = self.waiting.get(ticket)
            && *why != Why::Parked
        {
            self.calls.push((*call, service.clone(), seconds(*since, event.at)));
        }
        if let Fact::StepUndone { .. } = &event.fact {
            self.undone(event);
        } else {
            apply(&mut self.state, event);
        }
        let since =
            |ticket: &Ticket| if let Stage::Waiting(waiting) = &ticket.stage { Some(waiting.since) } else { None };
        let waiting = self.state.waiting().filter_map(|ticket| {
            let since = since(ticket)?;
            Some((ticket.id, (ticket.service().clone(), since)))
        });
        self.waiting = waiting.collect();
    }

    /// The state forgets the calls that were taken back.
    fn undone(&mut self, event: &Event) {
        let sounded = |state: &State| state.calls.iter().map(|call| call.id).collect::<Vec<_>>();
        let before = sounded(&self.state);
        apply(&mut self.state, event);
        let after = sounded(&self.state);
        self.calls.retain(|(call, ..)| after.contains(call) || !before.contains(call));
    }

    fn floor(&self) -> Floor {
        self.state.floor.as_deref().cloned().expect("a floor before its first day")
    }

    fn last_wait_s(&self, service: &ServiceId) -> Option<u32> {
        self.calls.iter().rev().find(|(_, of, _)| of == service).map(|(.., wait_s)| *wait_s)
    }
}
