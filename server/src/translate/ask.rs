//! What a device asks, in the queue's words.

use protocol::message::{Ask, RequestId};
use queue::ids::{BookingNumber, Language, TicketCode, TicketId};
use queue::{Act, Number};

/// What an ask comes down to.
#[derive(Clone, Debug, PartialEq)]
pub enum Meaning {
    /// Something that the queue decides.
    Act(Act),
    /// What became of an earlier request of the device.
    WhatBecame(RequestId),
    /// Today's ticket with this number.
    Find(Number),
    /// A booking's code.
    ShowCode {
        /// As it was read.
        code: String,
        /// Of coupon and voice.
        language: Option<Language>,
        /// More time to reach the window.
        more_time: bool,
    },
    /// A booking's number with its digits, compared before the queue hears of it.
    TypeNumber {
        /// Which.
        number: BookingNumber,
        /// What was typed.
        digits: String,
        /// Of coupon and voice.
        language: Option<Language>,
        /// More time to reach the window.
        more_time: bool,
    },
    /// Who is expected today.
    ExpectedToday,
    /// Person and document of the visitor with this ticket match.
    ProvePerson(TicketId),
    /// Login and PIN, checked before the queue hears of it.
    SignIn {
        /// The clerk's key.
        login: String,
        /// The clerk's PIN.
        pin: String,
    },
}

/// Reads an ask. `code` names the ticket if one is issued.
pub fn meaning(ask: Ask, code: impl FnOnce() -> TicketCode) -> Meaning {
    Meaning::Act(match ask {
        Ask::WhatBecame { request } => return Meaning::WhatBecame(request),
        Ask::FindTicket { number } => return Meaning::Find(number),
        Ask::CheckIn { code, language, more_time } => return Meaning::ShowCode { code, language, more_time },
        Ask::CheckInByNumber { number, digits, language, more_time } => {
            return Meaning::TypeNumber { number, digits, language, more_time };
        }
        Ask::ExpectedToday => return Meaning::ExpectedToday,
        Ask::ProvePerson { ticket } => return Meaning::ProvePerson(ticket),
        Ask::SignIn { login, pin } => return Meaning::SignIn { login, pin },
        Ask::IssueTicket { services, category, language, more_time } => {
            Act::IssueTicket { services, category, language, more_time, code: code() }
        }
        Ask::WithdrawTicket { ticket } => Act::WithdrawTicket { ticket },
        Ask::MarkMoreTime { ticket, on } => Act::MarkMoreTime { ticket, on },
        Ask::ReprintCoupon { ticket } => Act::ReprintCoupon { ticket },
        Ask::LeaveQueue { ticket } => Act::Leave { ticket },
        Ask::StopIssue { service } => Act::StopIssue { service },
        Ask::ResumeIssue { service } => Act::ResumeIssue { service },
        Ask::ExtendIssue { service, until, more } => Act::ExtendIssue { service, until, more },
        Ask::TakeOverWindow { window, clerk, visitor } => Act::TakeOverWindow { window, clerk, visitor },
        Ask::SignOut => Act::SignOut,
        Ask::OpenWindow { window } => Act::OpenWindow { window },
        Ask::PauseWindow { reason } => Act::PauseWindow { reason },
        Ask::ResumeWindow => Act::ResumeWindow,
        Ask::CloseWindow { visitor } => Act::CloseWindow { visitor },
        Ask::CallNext => Act::CallNext,
        Ask::CallTicket { ticket, reason } => Act::CallTicket { ticket, reason },
        Ask::Recall => Act::Recall,
        Ask::Start => Act::Start,
        Ask::Finish => Act::Finish,
        Ask::NoShow => Act::NoShow,
        Ask::Park { reason, alarm_min } => Act::Park { reason, alarm_min },
        Ask::Return { ticket } => Act::Return { ticket },
        Ask::Transfer { to } => Act::Transfer { to },
        Ask::NextService { service } => Act::NextService { service },
        Ask::Refuse { reason } => Act::Refuse { reason },
        Ask::DenyRight => Act::DenyRight,
        Ask::ComeBack { ticket } => Act::ComeBack { ticket },
        Ask::Undo => Act::Undo,
    })
}
