//! What the scripted office shows: its windows, its visitors, its tickets.

use jiff::SignedDuration;
use protocol::board::{AtWindow, AtWindowStage, ConsoleBoard, ConsoleWindow, NextUp, SeatedClerk, WaitingTicket};
use protocol::message::TicketView;
use queue::ids::TicketId;
use serde_json::{Value, json};

use super::{CALLED_AT, ParseKey, at, moscow};

pub fn seated(id: &str, name: &str) -> SeatedClerk {
    SeatedClerk { id: id.parse_key(), name: name.to_owned() }
}

/// Whoever signs in in these tests.
pub fn kovaleva() -> SeatedClerk {
    seated("kovaleva", "Мария Ковалёва")
}

pub fn visitor(stage: AtWindowStage) -> AtWindow {
    AtWindow {
        ticket: TicketId(12),
        number: "A012".parse_key(),
        service: "passport".parse_key(),
        then: Vec::new(),
        category: "general".parse_key(),
        denied: None,
        language: "ru".parse_key(),
        more_time: false,
        issued_at: moscow("09:42:00"),
        waited_s: 16 * 60,
        stage,
    }
}

/// Called at 09:58; a no-show is allowed after a further call and ninety seconds.
pub fn called_stage() -> AtWindowStage {
    let first_at = at(CALLED_AT);
    AtWindowStage::Called {
        first_at,
        last_at: first_at,
        calls: 1,
        calls_missing: 1,
        no_show_from: first_at + SignedDuration::from_secs(90),
    }
}

/// A ticket of today as the server answers it.
pub fn ticket(id: u64, number: &str) -> Box<TicketView> {
    let view = json!({
        "ticket": id, "number": number, "day": "2026-11-17", "taken_at": "09:40:00", "visit": ["passport"],
        "category": "general", "language": "ru", "more_time": false, "hall": "hall-1", "ahead": 3,
        "expected": null, "expected_by": null, "url": null, "copies": 0, "state": "waiting",
    });
    Box::new(serde_json::from_value(view).unwrap())
}

pub fn next_up(waited_min: u32) -> NextUp {
    NextUp {
        ticket: TicketId(14),
        number: "A014".parse_key(),
        service: "passport".parse_key(),
        category: "infant".parse_key(),
        denied: None,
        since: moscow("09:44:00"),
        why: queue::turn::Why::Credit { waited_s: waited_min * 60, limit_s: 900, preferential: true },
    }
}

pub fn waiting(id: u64, number: &str, service: &str, since: &str) -> WaitingTicket {
    WaitingTicket {
        ticket: TicketId(id),
        number: number.parse_key(),
        service: service.parse_key(),
        category: "general".parse_key(),
        denied: None,
        since: moscow(since),
        window: None,
    }
}

/// Window 4 free, window 2 taken by Petrov; А014 and others wait, two are parked, one did not come.
pub fn board() -> ConsoleBoard {
    let window = |id: &str, clerk: Option<&str>| ConsoleWindow {
        window: id.parse_key(),
        clerk: clerk.map(|id| seated(id, "Андрей Петров")),
        pause: None,
        visitor: None,
        next: None,
        waiting: 0,
        undo_until: None,
    };
    let mut windows = vec![
        window("w1", None),
        window("w2", Some("petrov")),
        window("w3", None),
        window("w4", None),
        window("w5", None),
    ];
    windows[3].next = Some(Box::new(next_up(14)));
    windows[3].waiting = 3;
    serde_json::from_value::<ConsoleBoard>(json!({
        "day": "2026-11-17",
        "services": [
            { "service": "passport", "waiting": 3, "longest_since": moscow("09:39:00"), "issue": open(18), "issued": 42 },
            { "service": "collect", "waiting": 0, "longest_since": null, "issue": open(60), "issued": 3 },
            { "service": "permit", "waiting": 1, "longest_since": moscow("09:27:00"), "issue": "stopped", "issued": 9 },
            { "service": "fee", "waiting": 0, "longest_since": null, "issue": open(99), "issued": 0 },
        ],
        "windows": windows,
        "waiting": [
            waiting(13, "A013", "passport", "09:39:00"),
            waiting(14, "A014", "passport", "09:44:00"),
            waiting(15, "A015", "passport", "09:50:00"),
            waiting(31, "M001", "permit", "09:27:00"),
        ],
        "parked": [
            { "ticket": 3, "number": "M003", "service": "permit", "window": "w5", "reason": "fee", "since": moscow("09:30:00"), "alarm_at": null, "rang": false },
            { "ticket": 8, "number": "A008", "service": "passport", "window": "w4", "reason": "fee", "since": moscow("09:46:00"), "alarm_at": moscow("10:01:00"), "rang": false },
            { "ticket": 9, "number": "K002", "service": "collect", "window": "w2", "reason": "copy", "since": moscow("09:54:00"), "alarm_at": null, "rang": false },
        ],
        "no_shows": [
            { "ticket": 10, "number": "A010", "service": "passport", "since": moscow("09:51:00"), "until": moscow("10:21:00") },
        ],
    }))
    .unwrap()
}

fn open(left: u16) -> Value {
    json!({ "open": { "left": left, "until": moscow("17:00:00") } })
}
