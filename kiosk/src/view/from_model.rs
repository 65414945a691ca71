//! What the kiosk shows in each of its states. It reads the model and changes nothing.

use jiff::civil::Date;
use protocol::client::Untrusted;
use protocol::message::{Farewell, TicketView};
use queue::floor::{Interval, Text, Weekday};
use queue::ids::{GroupId, Language as LanguageId, ServiceId};
use queue::issue::{Issue, Opening};

use super::{hours, *};
use crate::model::{IssuedTicket, Link, Model, Place, REQUEST_LIMIT, Row, Shut, Told, WARNING_S};

/// The screen of the moment.
pub fn view(model: &Model) -> View {
    let today = model.local().date();
    let seeing = Seeing { model, today, language: LanguageId::new(model.visitor.language.code()).ok() };
    View {
        frame: Frame {
            office: model.floor.as_ref().map(|floor| seeing.say(&floor.office)).unwrap_or_default(),
            now: model.clock().map(|now| now.date().at(now.hour(), now.minute(), 0, 0)),
            languages: model.languages(),
            language: model.visitor.language,
            appearance: model.visitor.appearance,
            listening: model.listening_screen(),
        },
        screen: seeing.screen(),
        warning: model.warning_left_s().map(|left_s| Countdown { left_s, total_s: WARNING_S }),
    }
}

pub(super) struct Seeing<'a> {
    pub(super) model: &'a Model,
    pub(super) today: Date,
    language: Option<LanguageId>,
}

impl Seeing<'_> {
    fn say(&self, text: &Text) -> String {
        self.language.as_ref().map(|language| text.in_language(language).to_owned()).unwrap_or_default()
    }

    fn screen(&self) -> Screen {
        match &self.model.place {
            Place::Technician => Screen::Technician(self.technician()),
            Place::Issued(issued) => match issued.ticket.booked {
                Some(booked) => Screen::CheckedIn(self.checked_in(issued, booked, self.countdown(issued))),
                None => Screen::Issued(self.issued(issued)),
            },
            Place::Waiting { service, since, .. } => Screen::Waiting(self.waiting(Some(service), *since)),
            Place::CheckingIn { since, .. } => Screen::Waiting(self.waiting(None, *since)),
            Place::Told(Told::NotCheckedIn(why)) => Screen::NotCheckedIn(self.not_checked_in(why)),
            Place::Told(told) => Screen::Notice(self.told(told)),
            Place::Choosing { .. }
            | Place::Documents { .. }
            | Place::Category { .. }
            | Place::ShowCode
            | Place::TypeNumber { .. } => self.no_service().map_or_else(|| self.choosing(), Screen::Notice),
        }
    }

    fn choosing(&self) -> Screen {
        match &self.model.place {
            Place::Choosing { group, page } => {
                self.no_issue().map_or_else(|| Screen::Services(self.services(group.as_ref(), *page)), Screen::Notice)
            }
            Place::Documents { service, purpose, page } => Screen::Documents(self.documents(service, *purpose, *page)),
            Place::Category { service, category, more_time, page } => {
                let categories = self.model.floor.as_ref().map_or(&[][..], |floor| &floor.categories);
                let rows = categories.iter().filter(|_| categories.len() > 1).map(|row| CategoryRow {
                    name: self.say(&row.name),
                    detail: self.say(&row.note),
                    chosen: row.id == *category,
                });
                Screen::Category(CategoryChoice {
                    service: self.chosen(service),
                    rows: rows.collect(),
                    page: *page,
                    more_time: *more_time,
                })
            }
            Place::ShowCode => Screen::ShowCode(ShowCode),
            Place::TypeNumber { typed } => Screen::TypeNumber(Self::typed(typed)),
            Place::Waiting { .. }
            | Place::CheckingIn { .. }
            | Place::Issued(_)
            | Place::Told(_)
            | Place::Technician => {
                unreachable!("only the places of choosing are drawn here")
            }
        }
    }

    /// Why nothing can be chosen at all: there is nobody to ask.
    fn no_service(&self) -> Option<Notice> {
        if self.model.link == Link::Up && self.model.floor.is_some() && self.model.board.is_some() {
            return None;
        }
        let kind = self.unserved();
        Some(Notice { kind, next: Moment::Unknown, hours: vec![], service: None, can_choose: false, booking: None })
    }

    fn unserved(&self) -> NoticeKind {
        match cause_of(&self.model.link) {
            None => NoticeKind::NoServer,
            Some(LineCause::Version { server }) => {
                NoticeKind::WrongVersion { ours: protocol::VERSION.to_string(), theirs: server.to_string() }
            }
            Some(LineCause::Refused(why)) => {
                NoticeKind::DeviceRefused { device: self.model.settings.device.clone(), why }
            }
        }
    }

    /// Why no service of the floor can be had now (Q3, Q4); `None` while one can.
    fn no_issue(&self) -> Option<Notice> {
        let services = self.model.floor.iter().flat_map(|floor| &floor.services).filter(|service| service.at_kiosk);
        let issues = services.filter_map(|service| self.model.on_board(&service.id)).map(|service| &service.issue);
        let (kind, next) = match self.shut(Shut::of_issues(issues)?) {
            (NoticeKind::ServiceGone, next) => (NoticeKind::LimitReached, next),
            other => other,
        };
        let hours = match kind {
            NoticeKind::BeforeHours => self.hours(),
            NoticeKind::AfterHours
            | NoticeKind::ClosedDay
            | NoticeKind::LimitReached
            | NoticeKind::Paused
            | NoticeKind::NoServer
            | NoticeKind::WrongVersion { .. }
            | NoticeKind::DeviceRefused { .. }
            | NoticeKind::NotCarriedOut
            | NoticeKind::OutOfOrder
            | NoticeKind::ServiceGone
            | NoticeKind::Refused => vec![],
        };
        Some(Notice { kind, next, hours, service: None, can_choose: false, booking: self.booking() })
    }

    /// When the services that will still issue coupons on this business day do so.
    fn hours(&self) -> Vec<Interval> {
        let (Some(floor), Some(board)) = (&self.model.floor, &self.model.board) else { return vec![] };
        let comes = |id| self.model.on_board(id).is_some_and(|line| matches!(line.issue, Issue::NotYet { .. }));
        let services = floor.services.iter().filter(|service| service.at_kiosk && comes(&service.id));
        let on_day = |date| services.filter_map(move |service| service.issue.0.get(&Weekday::of(date))).flatten();
        board.day.map_or_else(Vec::new, |date| hours::together(on_day(date).copied(), floor.day_turns_at))
    }

    fn moment(&self, opening: Opening) -> Moment {
        let days = (opening.date - self.today).get_days();
        match days {
            0 => Moment::Today(opening.time),
            1 => Moment::Tomorrow(opening.time),
            _ => Moment::On(opening.date, opening.time),
        }
    }

    fn moment_of(&self, from: jiff::Timestamp) -> Moment {
        let from = self.model.local_of(from);
        self.moment(Opening { date: from.date(), time: from.time() })
    }

    fn services(&self, group: Option<&GroupId>, page: usize) -> Services {
        let model = self.model;
        let name_of = |id: &GroupId| {
            let group = model.floor.as_ref().and_then(|floor| floor.groups.iter().find(|group| group.id == *id));
            group.map(|group| self.say(&group.name)).unwrap_or_default()
        };
        let rows = model.rows(group);
        let list = match group {
            Some(group) => ServiceList::OfGroup(name_of(group)),
            None if rows.iter().any(|row| matches!(row, Row::Group(_))) => ServiceList::Groups,
            None => ServiceList::Services,
        };
        let rows = rows.into_iter().map(|row| match row {
            Row::Group(id) => ServiceRow { letter: None, name: name_of(id), state: self.state_of_group(id) },
            Row::Service(service) => ServiceRow {
                letter: Some(service.letter.as_char()),
                name: self.say(&service.name),
                state: self.state_of(&service.id),
            },
        });
        let booking = self.booking().filter(|_| group.is_none());
        Services { rows: rows.collect(), page, list, booking }
    }

    fn booking(&self) -> Option<BookingWay> {
        let way = if self.model.scans() { BookingWay::Scan } else { BookingWay::Type };
        self.model.takes_bookings().then_some(way)
    }

    fn state_of(&self, id: &ServiceId) -> ServiceState {
        let Some(service) = self.model.on_board(id) else { return ServiceState::Stopped };
        let open = ServiceState::Open { people: service.ahead, wait: range(service.expected) };
        Shut::of_issue(&service.issue).map_or(open, |why| self.state_of_shut(why))
    }

    /// Who waits in all services of the group, and how long one would wait for those that can be had.
    fn state_of_group(&self, group: &GroupId) -> ServiceState {
        let members = || self.model.members(group);
        if let Some(why) = Shut::of_issues(members().map(|service| &service.issue)) {
            return self.state_of_shut(why);
        }
        let open = members().filter(|service| Shut::of_issue(&service.issue).is_none());
        let expected: Vec<_> = open.filter_map(|service| range(service.expected)).collect();
        let low = expected.iter().map(|wait| wait.low_min).min();
        let high = expected.iter().map(|wait| wait.high_min).max();
        ServiceState::Open {
            people: members().map(|service| service.waiting).sum(),
            wait: low.zip(high).map(|(low_min, high_min)| WaitRange { low_min, high_min }),
        }
    }

    fn state_of_shut(&self, why: Shut) -> ServiceState {
        let (_, moment) = self.shut(why);
        match why {
            Shut::NotYet { .. } | Shut::Over { .. } | Shut::ClosedToday { .. } => ServiceState::NotYet(moment),
            Shut::Gone { .. } => ServiceState::Gone(moment),
            Shut::Stopped => ServiceState::Stopped,
        }
    }

    fn chosen(&self, id: &ServiceId) -> ChosenService {
        let (service, line) = (self.model.service(id), self.model.on_board(id));
        ChosenService {
            letter: service.map_or(' ', |service| service.letter.as_char()),
            name: service.map(|service| self.say(&service.name)).unwrap_or_default(),
            ahead: line.map_or(0, |line| line.ahead),
            wait: range(line.and_then(|line| line.expected)),
        }
    }

    fn documents(&self, id: &ServiceId, purpose: usize, page: usize) -> Documents {
        let purposes = self.model.service(id).map_or(&[][..], |service| &service.purposes);
        let rows = purposes.get(purpose).into_iter().flat_map(|purpose| &purpose.documents);
        Documents {
            service: self.chosen(id),
            purposes: purposes.iter().map(|purpose| self.say(&purpose.name)).collect(),
            purpose,
            rows: rows.map(|row| DocumentRow { name: self.say(&row.name), detail: self.say(&row.note) }).collect(),
            page,
        }
    }

    fn waiting(&self, service: Option<&ServiceId>, since: std::time::Duration) -> Waiting {
        let waited = self.model.at.saturating_sub(since);
        let line_down = self.model.link != Link::Up;
        let left_s = u32::try_from(REQUEST_LIMIT.saturating_sub(waited).as_millis().div_ceil(1000)).unwrap_or(u32::MAX);
        let service = service.map(|service| self.chosen(service));
        Waiting { service, line_down, left_s: (line_down || waited >= SLOW).then_some(left_s) }
    }

    fn issued(&self, issued: &IssuedTicket) -> Issued {
        let model = self.model;
        let ticket = &issued.ticket;
        let floor = model.floor.as_deref();
        let category = floor.and_then(|floor| {
            floor.categories.iter().find(|category| category.id == ticket.category && category.preferential)
        });
        Issued {
            number: ticket.number.to_string(),
            service: self.services_of(ticket),
            category: category.map(|category| self.say(&category.name)),
            more_time: ticket.more_time,
            hall: self.hall_of(ticket),
            ahead: ticket.ahead,
            wait: range(ticket.expected),
            until: ticket.expected_by,
            paper: issued.paper,
            url: ticket.url.clone(),
            arrow_moves: model.at < issued.arrow_until,
            countdown: self.countdown(issued),
            can_extend: issued.can_extend(),
        }
    }

    fn countdown(&self, issued: &IssuedTicket) -> Option<Countdown> {
        let countdown = issued.countdown?;
        let left = countdown.ends.saturating_sub(self.model.at);
        Some(Countdown {
            left_s: u32::try_from(left.as_millis().div_ceil(1000)).unwrap_or(u32::MAX),
            total_s: u32::try_from(countdown.total.as_secs()).unwrap_or(u32::MAX),
        })
    }

    pub(super) fn services_of(&self, ticket: &TicketView) -> String {
        let services = ticket.visit.iter().filter_map(|id| self.model.service(id));
        services.map(|service| self.say(&service.name)).collect::<Vec<_>>().join(", ")
    }

    pub(super) fn hall_of(&self, ticket: &TicketView) -> String {
        let halls = self.model.floor.iter().flat_map(|floor| &floor.halls);
        halls.filter(|hall| hall.id == ticket.hall).map(|hall| self.say(&hall.name)).next().unwrap_or_default()
    }

    fn told(&self, told: &Told) -> Notice {
        let plain = |kind| Notice {
            kind,
            next: Moment::Unknown,
            hours: vec![],
            service: None,
            can_choose: true,
            booking: None,
        };
        match told {
            Told::NotCarriedOut => plain(NoticeKind::NotCarriedOut),
            Told::NotWritten => plain(NoticeKind::OutOfOrder),
            Told::Refused | Told::NotCheckedIn(_) => plain(NoticeKind::Refused),
            Told::NotIssued { service, why } => {
                let (kind, next) = self.shut(*why);
                let service = self.model.service(service).map(|service| self.say(&service.name));
                Notice { next, service, ..plain(kind) }
            }
        }
    }

    fn shut(&self, why: Shut) -> (NoticeKind, Moment) {
        let moment = |next: Option<Opening>| next.map_or(Moment::Unknown, |next| self.moment(next));
        match why {
            Shut::NotYet { from } => (NoticeKind::BeforeHours, self.moment_of(from)),
            Shut::Over { next } => (NoticeKind::AfterHours, moment(next)),
            Shut::ClosedToday { next } => (NoticeKind::ClosedDay, moment(next)),
            Shut::Gone { next } => (NoticeKind::ServiceGone, moment(next)),
            Shut::Stopped => (NoticeKind::Paused, Moment::Unknown),
        }
    }

    fn technician(&self) -> Technician {
        let model = self.model;
        let state = &model.technician;
        if !state.admitted {
            let pin = match state.locked_left_s(model.at) {
                Some(left_s) => PinState::Locked { left_s },
                None if state.wrong => PinState::Wrong,
                None => PinState::Entering,
            };
            return Technician::Pin { digits: state.digits(), state: pin };
        }
        Technician::Menu(TechnicianMenu {
            printer: model.printer.printer,
            printer_fault: model.printer.fault,
            paper: model.printer.paper,
            scanner: model.scanner,
            line: if model.link == Link::Up { Supply::Good } else { Supply::Fault },
            line_cause: cause_of(&model.link),
            print_trial: state.print_trial,
            scan_trial: model.settings.has_scanner.then_some(state.scan_trial),
            program_version: model.settings.program.clone(),
            protocol_version: protocol::VERSION.to_string(),
            device: model.settings.device.clone(),
            own_language: model.greeting(),
            full_screen: model.settings.full_screen,
        })
    }
}

/// What staff must mend; all else passes by itself.
fn cause_of(link: &Link) -> Option<LineCause> {
    let farewell = match link {
        Link::Up | Link::Down => return None,
        Link::Untrusted(Untrusted::OtherServer) => return Some(LineCause::Refused(Refusal::OtherServer)),
        Link::Untrusted(Untrusted::NoMark) => return Some(LineCause::Refused(Refusal::NoMark)),
        Link::Refused(farewell) => farewell,
    };
    match farewell {
        Farewell::Version { server } => Some(LineCause::Version { server: *server }),
        Farewell::UnknownDevice => Some(LineCause::Refused(Refusal::UnknownDevice)),
        Farewell::Replaced => Some(LineCause::Refused(Refusal::Replaced)),
        Farewell::Unreadable { .. } => Some(LineCause::Refused(Refusal::Unreadable)),
        // Of these the second is said to consoles alone.
        Farewell::Silent | Farewell::NotPrivate | Farewell::Crowded | Farewell::Stopping => None,
    }
}

/// After so long without an answer the visitor is told how long it can still take.
const SLOW: std::time::Duration = std::time::Duration::from_secs(4);

pub(super) fn range(expected: Option<queue::estimate::Expected>) -> Option<WaitRange> {
    expected.map(|expected| WaitRange { low_min: expected.from_min.into(), high_min: expected.to_min.into() })
}
