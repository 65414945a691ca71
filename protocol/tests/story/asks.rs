//! What devices ask in the story, once each.

use protocol::message::Ask;
use queue::command::{Leaving, Target};
use queue::ids::{BookingNumber, TicketId};

use super::{issue_ticket, key, request_id};

/// Every ask; one with a choice inside stands there once for each.
pub fn asks() -> Vec<Ask> {
    let mut asks = at_the_kiosk();
    asks.extend(at_the_desk());
    asks.extend(at_the_window());
    asks
}

fn at_the_kiosk() -> Vec<Ask> {
    let ticket = TicketId(412);
    vec![
        issue_ticket(),
        Ask::WhatBecame { request: request_id(1) },
        Ask::WithdrawTicket { ticket },
        Ask::MarkMoreTime { ticket, on: true },
        // What a scanner reads may be anything: this is a coupon. The page shows a code apart.
        Ask::CheckIn { code: super::ticket().url.unwrap(), language: None, more_time: false },
        Ask::CheckInByNumber {
            number: BookingNumber(48_213_907),
            digits: "0142".to_owned(),
            language: Some(key("ru")),
            more_time: false,
        },
    ]
}

fn at_the_desk() -> Vec<Ask> {
    let ticket = TicketId(412);
    let service = || key("patent");
    vec![
        Ask::ExpectedToday,
        Ask::FindTicket { number: "A012".parse().unwrap() },
        Ask::ReprintCoupon { ticket },
        Ask::LeaveQueue { ticket },
        Ask::StopIssue { service: service() },
        Ask::ResumeIssue { service: service() },
        Ask::ExtendIssue { service: service(), until: Some("17:30:00".parse().unwrap()), more: 20 },
        Ask::TakeOverWindow { window: key("window-4"), clerk: key("belov"), visitor: Some(Leaving::PutBack) },
    ]
}

fn at_the_window() -> Vec<Ask> {
    let ticket = TicketId(408);
    vec![
        Ask::SignIn { login: "kovaleva".to_owned(), pin: "258013".to_owned() },
        Ask::SignOut,
        Ask::OpenWindow { window: key("window-4") },
        Ask::PauseWindow { reason: key("lunch") },
        Ask::ResumeWindow,
        Ask::CloseWindow { visitor: Some(Leaving::PutBack) },
        Ask::CallNext,
        Ask::CallTicket { ticket, reason: key("unwell") },
        Ask::Recall,
        Ask::Start,
        Ask::Finish,
        Ask::NoShow,
        Ask::Park { reason: key("pays-duty"), alarm_min: Some(15) },
        Ask::Return { ticket },
        Ask::Transfer { to: Target::Window(key("window-6")) },
        Ask::NextService { service: Some(key("passport-collect")) },
        Ask::Refuse { reason: key("document-expired") },
        Ask::DenyRight,
        Ask::ProvePerson { ticket: TicketId(415) },
        Ask::ComeBack { ticket },
        Ask::Undo,
    ]
}

/// What becomes of a visitor whose window closes.
pub fn leavings() -> Vec<Leaving> {
    vec![Leaving::Finish, Leaving::PutBack, Leaving::Transfer(Target::Service(key("passport-apply")))]
}

/// Where a visitor is transferred.
pub fn targets() -> Vec<Target> {
    vec![Target::Service(key("passport-apply")), Target::Window(key("window-6"))]
}
