//! The world's events in any order, from seeds, against a server that keeps a book of what it carried out.

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::view::Choice;

/// A small generator; every run of a seed is the same.
struct Dice(u64);

impl Dice {
    fn below(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % below
    }

    fn one_in(&mut self, sides: u64) -> bool {
        self.below(sides) == 0
    }
}

/// What the server did with a request; a request that it was asked about first never comes to be.
#[derive(Clone, Debug, PartialEq)]
enum Done {
    Issued(TicketView),
    Never,
}

/// The kiosk, its server and whoever touches the glass.
struct World {
    bench: Bench,
    dice: Dice,
    book: BTreeMap<RequestId, Done>,
    withdrawn: BTreeSet<TicketId>,
    shown: BTreeSet<TicketId>,
    /// Asked and neither answered nor given up by the client.
    waiting: Vec<(RequestId, Ask)>,
}

impl World {
    fn new(seed: u64) -> Self {
        Self {
            bench: Bench::started(vec![]),
            dice: Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1),
            book: BTreeMap::new(),
            withdrawn: BTreeSet::new(),
            shown: BTreeSet::new(),
            waiting: vec![],
        }
    }

    fn happens(&mut self, what: What) {
        let waits = matches!(self.bench.model.place, Place::Waiting { .. });
        let mut issues = 0;
        for effect in self.bench.happens(what) {
            if let Effect::Ask(id, ask) = effect {
                issues += usize::from(matches!(ask, Ask::IssueTicket { .. }));
                self.waiting.push((id, ask));
            }
        }
        assert!(issues <= usize::from(!waits), "a second request while one waits");
        if let Place::Issued(issued) = &self.bench.model.place {
            self.shown.insert(issued.ticket.ticket);
        }
        let _ = view(&self.bench.model);
    }

    /// The server carries a request out, once, whatever becomes of the answer.
    fn carry_out(&mut self, id: &RequestId, ask: &Ask) -> Outcome {
        match ask {
            Ask::IssueTicket { .. } => {
                let number = u64::try_from(self.book.len()).unwrap() + 1;
                let fresh =
                    TicketView { ticket: TicketId(number), taken_at: self.bench.model.local().time(), ..ticket() };
                match self.book.entry(id.clone()).or_insert(Done::Issued(fresh)) {
                    Done::Issued(ticket) => Outcome::Done(Answer::Ticket(Box::new(ticket.clone()))),
                    Done::Never => Outcome::Failed(Failure::TooOld),
                }
            }
            Ask::WhatBecame { request } => {
                let became = match self.book.entry(request.clone()).or_insert(Done::Never) {
                    Done::Issued(ticket) => Some(Outcome::Done(Answer::Ticket(Box::new(ticket.clone())))),
                    Done::Never => None,
                };
                Outcome::Done(Answer::Became(became.map(Box::new)))
            }
            Ask::WithdrawTicket { ticket } => {
                self.withdrawn.insert(*ticket);
                Outcome::Done(Answer::Done)
            }
            other => panic!("a kiosk asks no {other:?}"),
        }
    }

    /// One of the open requests comes to the server, or its answer gets lost, or both.
    fn server(&mut self) {
        if self.waiting.is_empty() {
            return;
        }
        let at = usize::try_from(self.dice.below(64)).unwrap() % self.waiting.len();
        let (id, ask) = self.waiting[at].clone();
        match self.dice.below(8) {
            // The answer is lost: a resend brings it.
            0 | 1 => drop(self.carry_out(&id, &ask)),
            2 => {
                self.waiting.remove(at);
                self.happens(What::Expired(id));
            }
            3 => {
                self.waiting.remove(at);
                self.happens(What::Reply(Reply { id, outcome: Outcome::Failed(Failure::Busy) }));
            }
            4 if !self.book.contains_key(&id) && matches!(ask, Ask::IssueTicket { .. }) => {
                self.waiting.remove(at);
                self.book.insert(id.clone(), Done::Never);
                let refused = Outcome::Rejected(Rejection::LimitReached { next: None });
                let unwritten = self.dice.one_in(2);
                self.happens(if unwritten {
                    What::NotWritten(id)
                } else {
                    What::Reply(Reply { id, outcome: refused })
                });
            }
            _ => {
                let outcome = self.carry_out(&id, &ask);
                self.waiting.remove(at);
                self.happens(What::Reply(Reply { id, outcome }));
            }
        }
    }

    /// The kiosk is killed and starts anew with what stands on its disk.
    fn crash(&mut self) {
        let remembered = self.bench.remembered();
        self.bench.model = Model::new(self.bench.model.settings.clone(), remembered, morning());
        self.bench.at = Duration::ZERO;
        self.waiting.clear();
    }

    fn line(&mut self) {
        let now = self.bench.model.floor_now();
        let what = match self.dice.below(8) {
            0 => What::Lost,
            1 => What::Farewell(Farewell::Stopping),
            2 => What::Board(now, board([Issue::Gone { next: None }, Issue::Stopped])),
            3 => What::Board(now, board([open(), Issue::Stopped])),
            _ => return self.connect(),
        };
        self.happens(what);
    }

    fn connect(&mut self) {
        let now = self.bench.model.floor_now();
        self.happens(What::Connected(now, None));
        self.happens(What::Floor(now, Box::new(floor())));
        self.happens(What::Board(now, board([open(), open()])));
    }

    fn devices(&mut self) {
        let job = JobId(self.dice.below(self.bench.model.jobs + 1));
        let outcome = [PrintOutcome::Printed, PrintOutcome::NotPrinted, PrintOutcome::Unknown];
        let outcome = outcome[usize::try_from(self.dice.below(3)).unwrap()];
        let copies = u16::try_from(self.dice.below(2)).unwrap();
        let what = match self.dice.below(8) {
            0..=2 => What::Printed(job, outcome),
            3 => What::Reprint(Box::new(TicketView { ticket: TicketId(900_000), copies, ..ticket() })),
            4 => What::Scanned("a code".into()),
            5 => What::Scanner(Supply::Fault),
            6 => What::Disk { works: self.dice.one_in(2) },
            _ => What::PinChecked(self.dice.one_in(2)),
        };
        self.happens(what);
    }

    /// A visitor who wants a coupon.
    fn visitor(&mut self) {
        let touch = match &self.bench.model.place {
            Place::Choosing { .. } => Touch::Row(0),
            Place::Documents { .. } => Touch::HaveDocuments,
            Place::Category { .. } => Touch::TakeCoupon,
            Place::Waiting { .. } | Place::CheckingIn { .. } => Touch::Anywhere,
            Place::Issued(_) => Touch::Done,
            Place::Told(_) => Touch::StartAgain,
            Place::ShowCode | Place::TypeNumber { .. } | Place::Technician => Touch::Back,
        };
        self.happens(What::Touch(touch));
    }

    /// Somebody who touches anything.
    fn finger(&mut self) {
        let any = usize::try_from(self.dice.below(12)).unwrap();
        let digit = u8::try_from(any).unwrap();
        let touches = [
            Touch::Row(any),
            Touch::Row(0),
            Touch::HaveDocuments,
            Touch::Category(any),
            Touch::TakeCoupon,
            Touch::TakeCoupon,
            Touch::Back,
            Touch::Purpose(any),
            Touch::Page(any),
            Touch::MoreTime,
            Touch::Done,
            Touch::PrintCopy,
            Touch::HaveBooking,
            Touch::TypeNumber,
            Touch::ShowCode,
            Touch::Figure(Key::Enter),
            Touch::PrintCoupon,
            Touch::Extend,
            Touch::StartAgain,
            Touch::Anywhere,
            Touch::Language(Language::ALL[any % 3]),
            Touch::Contrast,
            Touch::Larger,
            Touch::Lower,
            Touch::TechnicianWanted,
            Touch::Keypad(Key::Digit(digit)),
            Touch::Keypad(Key::Erase),
            Touch::Keypad(Key::Enter),
            Touch::Menu(Choice::TestPrint),
            Touch::Menu(Choice::TestScan),
            Touch::Menu(Choice::NextOwnLanguage),
            Touch::Menu(Choice::LeaveFullScreen),
        ];
        let place = usize::try_from(self.dice.below(1_000)).unwrap() % touches.len();
        self.happens(What::Touch(touches[place].clone()));
    }

    fn step(&mut self) {
        self.bench.at += Duration::from_millis(self.dice.below(2_500));
        match self.dice.below(20) {
            0..=6 => self.visitor(),
            7 | 8 => self.finger(),
            9..=12 => self.server(),
            13 | 14 => self.line(),
            15 | 16 => self.devices(),
            17 if self.dice.one_in(8) => self.crash(),
            _ => self.happens(What::Tick),
        }
    }

    /// The line is good and the server answers all, for ten minutes without a finger.
    fn heal(&mut self) {
        self.connect();
        for _ in 0..600 {
            self.bench.at += Duration::from_secs(1);
            for (id, ask) in std::mem::take(&mut self.waiting) {
                let outcome = self.carry_out(&id, &ask);
                self.happens(What::Reply(Reply { id, outcome }));
            }
            self.happens(What::Tick);
        }
        // The printer's thread tells of every job.
        for job in 1..=self.bench.model.jobs {
            self.happens(What::Printed(JobId(job), PrintOutcome::Printed));
        }
    }

    /// The tickets of which nobody knows: not seen by their visitor and not taken back.
    fn unseen(&self) -> Vec<(RequestId, TicketId)> {
        let issued = self.book.iter().filter_map(|(id, done)| match done {
            Done::Issued(ticket) => Some((id.clone(), ticket.ticket)),
            Done::Never => None,
        });
        issued.filter(|(_, ticket)| !self.shown.contains(ticket) && !self.withdrawn.contains(ticket)).collect()
    }
}

#[test]
fn in_any_order_of_the_worlds_events_every_ticket_is_seen_taken_back_or_remembered() {
    let (mut seen, mut taken_back) = (0, 0);
    for seed in 0..200 {
        let mut world = World::new(seed);
        for step in 0..400 {
            world.step();
            let remembered = world.bench.remembered();
            assert_eq!(world.bench.open_requests(), remembered, "seed {seed}, step {step}: the disk is behind");
            for (id, ticket) in world.unseen() {
                let kept = remembered.iter().any(|pending| pending.id == id);
                assert!(kept, "seed {seed}, step {step}: {ticket:?} is a ghost (O1)");
            }
        }
        world.heal();
        assert_eq!(world.unseen(), vec![], "seed {seed}: a ghost in the queue (O1)");
        assert_eq!(world.bench.remembered(), vec![], "seed {seed}: everything is settled");
        let both: Vec<_> = world.shown.intersection(&world.withdrawn).collect();
        assert!(both.is_empty(), "seed {seed}: {both:?} were shown and taken back");
        seen += world.shown.len();
        taken_back += world.withdrawn.len();
    }
    assert!(seen > 500 && taken_back > 50, "the seeds reach both ends: {seen} seen, {taken_back} taken back");
}
