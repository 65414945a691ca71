//! The story that the examples tell: ticket A012, taken at 09:42 on 17 November 2026, called to window 4 at 09:58.
#![allow(clippy::unwrap_used)]
#![allow(dead_code)] // Each test takes the part of the story that it needs.

pub mod asks;
pub mod boards;
pub mod names;
pub mod reasons;

use jiff::Timestamp;
use protocol::VERSION;
use protocol::board::HallBoard;
use protocol::message::{
    Ask, BookedView, DeviceRole, FromServer, Hello, Outcome, Reply, RequestId, Session, Show, TicketState, TicketView,
    Update, Welcome,
};
use protocol::token::{OfficeKey, Token};
use queue::estimate::Expected;
use queue::floor::Role;
use queue::ids::{BookingId, TicketId};

pub const EPOCH: u64 = 12;

/// A key from its text.
pub trait Key: Sized {
    fn key(text: &str) -> Self;
}

macro_rules! keys {
    ($($name:ident),*) => {$(
        impl Key for queue::ids::$name {
            fn key(text: &str) -> Self {
                Self::new(text).unwrap()
            }
        }
    )*};
}
keys!(ServiceId, GroupId, CategoryId, WindowId, HallId, ClerkId, DeviceId, ReasonId, PictureId, Language);

pub fn key<K: Key>(text: &str) -> K {
    K::key(text)
}

/// A moment of the story's day by the office's clock, three hours ahead of UTC.
pub fn at(time: &str) -> Timestamp {
    format!("2026-11-17T{time}+03:00").parse().unwrap()
}

pub fn request_id(n: u32) -> RequestId {
    RequestId::new(&format!("5f3a9c0e7b1d4a2c8e6f0b9d{n:08}")).unwrap()
}

pub fn hello() -> Hello {
    Hello {
        version: VERSION,
        role: DeviceRole::Kiosk,
        device: key("kiosk-1"),
        key: "a-key-of-the-device".to_owned(),
        program: "kiosk 0.1.0".to_owned(),
        session: None,
    }
}

pub fn welcome(epoch: u64) -> Welcome {
    Welcome { version: VERSION, epoch, now: at("09:42:10"), session: None, office: None }
}

/// The story's office signs with this; a real one's key is made at random.
pub fn office() -> OfficeKey {
    OfficeKey::from_secret(&[7; 32])
}

/// The code of a booking for 09:45.
pub fn code() -> String {
    let begins = "2026-11-17T09:45:00".parse().unwrap();
    office().sign(&Token { booking: BookingId(3_051), revision: 0, begins })
}

/// The ticket of a booked visitor who came early to an office that calls nobody before the booked time.
pub fn booked_ticket() -> TicketView {
    let due = "09:45:00".parse().unwrap();
    let (booked, called_from) = (Some(BookedView { at: due, late: false }), Some(due));
    TicketView { ticket: TicketId(415), number: "A015".parse().unwrap(), ahead: 0, booked, called_from, ..ticket() }
}

pub fn issue_ticket() -> Ask {
    Ask::IssueTicket {
        services: vec![key("passport-apply")],
        category: key("general"),
        language: key("ru"),
        more_time: false,
    }
}

pub fn ticket() -> TicketView {
    TicketView {
        ticket: TicketId(412),
        number: "A012".parse().unwrap(),
        day: "2026-11-17".parse().unwrap(),
        taken_at: "09:42:10".parse().unwrap(),
        visit: vec![key("passport-apply")],
        category: key("general"),
        language: key("ru"),
        more_time: false,
        hall: key("hall-1"),
        ahead: 7,
        expected: Some(Expected { from_min: 12, to_min: 20 }),
        expected_by: Some("10:02:00".parse().unwrap()),
        url: Some("https://queue.example.org/t/3k7m9pq2rtvx".to_owned()),
        copies: 0,
        state: TicketState::Waiting,
        booked: None,
        called_from: None,
    }
}

pub fn session() -> Session {
    Session {
        clerk: key("kovaleva"),
        name: "Мария Ковалёва".to_owned(),
        roles: vec![Role::Clerk],
        window: Some(key("window-4")),
        token: "0d9b6c5e4f3a21807766554433221100".to_owned(),
    }
}

pub fn reply(id: RequestId, outcome: Outcome) -> FromServer {
    FromServer::Reply(Reply { id, outcome })
}

pub fn update(epoch: u64, seq: u64, show: Show) -> FromServer {
    FromServer::Update(Update { epoch, seq, now: at("09:58:02"), show })
}

pub fn empty_hall(epoch: u64, seq: u64) -> FromServer {
    update(epoch, seq, Show::Hall(HallBoard { calls: Vec::new() }))
}
