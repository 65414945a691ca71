//! The number on the screen while its paper prints: what became of the paper, and how long the number stays.

use std::time::Duration;

use protocol::message::TicketView;

use super::{Effect, IssuedTicket, JobId, Model, Place};
use crate::coupon::{Coupon, Printing};
use crate::view::{Language, Paper};

/// How long the number stays when the visitor has it on paper.
const STAYS: Duration = Duration::from_secs(20);
/// How long it stays when it must be copied by hand.
const STAYS_TO_COPY: Duration = Duration::from_secs(60);
/// Times that a visitor may ask for more time (WCAG 2.2.1).
const EXTENSIONS: u8 = 10;
/// How long the coupon arrow moves.
const ARROW: Duration = Duration::from_secs(10);
/// A printer that has said nothing for this long may be printing or not.
const PRINTING_LIMIT: Duration = Duration::from_secs(20);

/// How a print job ended, as far as the visitor is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PrintOutcome {
    /// The paper is out.
    Printed,
    /// Nothing came out.
    NotPrinted,
    /// Nobody knows.
    Unknown,
}

/// Time until the screen goes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Countdown {
    pub(crate) ends: Duration,
    pub(crate) total: Duration,
}

impl Model {
    /// Shows a ticket that nobody has seen, and prints it; the job is named.
    pub(super) fn show_new_ticket(&mut self, ticket: TicketView, effects: &mut Vec<Effect>) -> Option<JobId> {
        if ticket.booked.is_some() {
            self.show_issued(ticket, if self.settings.has_printer { Paper::Offered } else { Paper::NoPrinter }, None);
            return None;
        }
        let job = self.settings.has_printer.then(|| self.next_job());
        if let Some(job) = job {
            effects.push(Effect::Print(job, Box::new(self.coupon(&ticket, Printing::First))));
        }
        self.show_issued(ticket, if job.is_some() { Paper::Printing } else { Paper::NoPrinter }, job);
        job
    }

    /// A booked visitor who wants the coupon on paper all the same.
    pub(super) fn print_for_who_booked(&mut self, effects: &mut Vec<Effect>) {
        let Place::Issued(issued) = &self.place else { return };
        if issued.paper != Paper::Offered || !self.settings.has_printer {
            return self.print_copy(effects);
        }
        let coupon = self.coupon(&issued.ticket, Printing::First);
        let (job, at, leisure) = (self.next_job(), self.at, self.leisure());
        if let Place::Issued(issued) = &mut self.place {
            issued.job = Some(job);
            issued.since = at;
            issued.set_paper(Paper::Printing, at, leisure);
        }
        effects.push(Effect::Print(job, Box::new(coupon)));
    }

    /// Shows a ticket whose paper may be out already.
    pub(super) fn show_ticket_again(&mut self, ticket: TicketView) {
        let paper = if self.settings.has_printer { Paper::Unknown } else { Paper::NoPrinter };
        self.show_issued(ticket, paper, None);
    }

    fn show_issued(&mut self, ticket: TicketView, paper: Paper, job: Option<JobId>) {
        if let Some(language) = Language::from_code(ticket.language.as_str()) {
            self.visitor.language = language;
        }
        let (at, leisure) = (self.at, self.leisure());
        let mut issued = IssuedTicket {
            ticket,
            paper,
            job,
            copy: false,
            since: at,
            paper_since: at,
            arrow_until: at,
            countdown: None,
            extensions: 0,
        };
        issued.set_paper(paper, at, leisure);
        self.go(Place::Issued(Box::new(issued)));
    }

    pub(super) fn coupon(&self, ticket: &TicketView, printing: Printing) -> Coupon {
        let language = Language::from_code(ticket.language.as_str()).unwrap_or(self.greeting());
        Coupon::of(ticket, self.floor.as_deref(), language, printing)
    }

    /// A coupon that the desk asked for; it shows nothing here.
    pub(super) fn print_for_the_desk(&mut self, ticket: &TicketView, effects: &mut Vec<Effect>) {
        if self.settings.has_printer {
            let printing = if self.is_the_desks_first(ticket) { Printing::First } else { Printing::Copy };
            let job = self.next_job();
            effects.push(Effect::Print(job, Box::new(self.coupon(ticket, printing))));
        }
    }

    /// What was issued before this run of the program may have been printed by the one before it; the client drops what
    /// is said twice in this one.
    fn is_the_desks_first(&self, ticket: &TicketView) -> bool {
        ticket.copies == 0 && self.began.is_some_and(|began| self.local_of(began) <= self.issued_at(ticket))
    }

    pub(super) fn print_copy(&mut self, effects: &mut Vec<Effect>) {
        let Place::Issued(issued) = &self.place else { return };
        if issued.paper != Paper::Unknown || !self.settings.has_printer {
            return;
        }
        let coupon = self.coupon(&issued.ticket, Printing::Copy);
        let (job, at, leisure) = (self.next_job(), self.at, self.leisure());
        if let Place::Issued(issued) = &mut self.place {
            issued.job = Some(job);
            issued.copy = true;
            issued.since = at;
            issued.set_paper(Paper::Printing, at, leisure);
        }
        effects.push(Effect::Print(job, Box::new(coupon)));
    }

    pub(super) fn printed(&mut self, job: JobId, outcome: PrintOutcome, effects: &mut Vec<Effect>) {
        self.technician.printed(job, outcome);
        self.forget_printed(job, effects);
        let (at, leisure) = (self.at, self.leisure());
        let Place::Issued(issued) = &mut self.place else { return };
        if issued.job != Some(job) {
            return;
        }
        let copy = issued.copy;
        issued.set_paper(
            match outcome {
                PrintOutcome::Printed if copy => Paper::CopyPrinted,
                PrintOutcome::Printed => Paper::Printed,
                PrintOutcome::NotPrinted => Paper::NoPaper,
                PrintOutcome::Unknown => Paper::Unknown,
            },
            at,
            leisure,
        );
    }

    pub(super) fn pass_time_issued(&mut self, effects: &mut Vec<Effect>) {
        let (at, leisure) = (self.at, self.leisure());
        let Place::Issued(issued) = &mut self.place else { return };
        if issued.paper == Paper::Printing && at.saturating_sub(issued.since) >= PRINTING_LIMIT {
            issued.set_paper(Paper::Unknown, at, leisure);
            if let Some(job) = issued.job {
                self.forget_printed(job, effects);
            }
            return;
        }
        if issued.countdown.is_some_and(|countdown| at >= countdown.ends) {
            self.reset();
        }
    }

    /// Every touch is a sign of life: the number stays a while after it.
    pub(super) fn keep_number(&mut self) {
        let least = self.at + STAYS * self.leisure();
        if let Place::Issued(issued) = &mut self.place
            && let Some(countdown) = &mut issued.countdown
        {
            countdown.ends = countdown.ends.max(least);
        }
    }

    /// Who listens hears the number once more, as a sign that it stays; the last time, they hear where the focus is instead.
    pub(super) fn extend(&mut self, effects: &mut Vec<Effect>) {
        let at = self.at;
        if let Place::Issued(issued) = &mut self.place
            && issued.can_extend()
            && let Some(countdown) = &mut issued.countdown
        {
            countdown.ends = at + countdown.total;
            issued.extensions += 1;
            if issued.can_extend() {
                self.say_screen_again(effects);
            }
        }
    }
}

impl IssuedTicket {
    fn set_paper(&mut self, paper: Paper, at: Duration, leisure: u32) {
        (self.paper, self.paper_since) = (paper, at);
        let stays = match paper {
            Paper::Printing => None,
            Paper::Printed | Paper::CopyPrinted | Paper::Offered => Some(STAYS * leisure),
            Paper::NoPaper | Paper::Unknown | Paper::NoPrinter => Some(STAYS_TO_COPY * leisure),
        };
        self.countdown = stays.map(|total| Countdown { ends: at + total, total });
        self.arrow_until = match paper {
            Paper::Printed | Paper::CopyPrinted => at + ARROW,
            Paper::Printing | Paper::NoPaper | Paper::Unknown | Paper::NoPrinter | Paper::Offered => at,
        };
    }

    pub(crate) fn can_extend(&self) -> bool {
        self.extensions < EXTENSIONS
    }
}
