//! A booking as a calendar file (RFC 5545): one event, its lines folded, its texts escaped.

use jiff::Timestamp;

/// Octets of a line before it is folded.
const LINE: usize = 75;

/// What the calendar is told.
pub struct Event<'a> {
    /// The same for every version of the booking.
    pub uid: String,
    /// Rises with each change.
    pub sequence: u16,
    /// When this file is made.
    pub made_at: Timestamp,
    /// When the visit begins and ends.
    pub begins: Timestamp,
    /// When it ends.
    pub ends: Timestamp,
    /// What it is.
    pub summary: &'a str,
    /// Where.
    pub place: &'a str,
    /// More about it.
    pub description: &'a str,
    /// Whether it does not take place.
    pub cancelled: bool,
}

/// The file.
pub fn file(event: &Event<'_>) -> String {
    let moment = |at: Timestamp| at.strftime("%Y%m%dT%H%M%SZ").to_string();
    let mut lines = vec![
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        "PRODID:-//queue-server//booking//EN".to_owned(),
        "METHOD:PUBLISH".to_owned(),
        "BEGIN:VEVENT".to_owned(),
        format!("UID:{}", text(&event.uid)),
        format!("SEQUENCE:{}", event.sequence),
        format!("DTSTAMP:{}", moment(event.made_at)),
        format!("DTSTART:{}", moment(event.begins)),
        format!("DTEND:{}", moment(event.ends)),
        format!("SUMMARY:{}", text(event.summary)),
        format!("LOCATION:{}", text(event.place)),
        format!("DESCRIPTION:{}", text(event.description)),
        format!("STATUS:{}", if event.cancelled { "CANCELLED" } else { "CONFIRMED" }),
    ];
    lines.extend(["END:VEVENT", "END:VCALENDAR"].map(str::to_owned));
    lines.iter().map(|line| folded(line)).collect()
}

/// A text value: separators escaped, lines as `\n`, other controls left out.
fn text(value: &str) -> String {
    let mut out = String::new();
    for c in value.chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// A line of at most 75 octets, its rest on lines that begin with a space; no letter is cut.
fn folded(line: &str) -> String {
    let mut out = String::new();
    let mut room = LINE;
    for c in line.chars() {
        if c.len_utf8() > room {
            out.push_str("\r\n ");
            room = LINE - 1;
        }
        out.push(c);
        room -= c.len_utf8();
    }
    out + "\r\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event<'a>(summary: &'a str, description: &'a str) -> Event<'a> {
        Event {
            uid: "12345678@queue.example".to_owned(),
            sequence: 2,
            made_at: "2026-11-17T06:00:00Z".parse().unwrap(),
            begins: "2026-11-20T07:45:00Z".parse().unwrap(),
            ends: "2026-11-20T08:00:00Z".parse().unwrap(),
            summary,
            place: "Отдел, зал 1",
            description,
            cancelled: false,
        }
    }

    #[test]
    fn a_calendar_reads_the_event() {
        let file = file(&event("Visa", "a; b\\c\nd"));
        for line in [
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n",
            "\r\nUID:12345678@queue.example\r\nSEQUENCE:2\r\n",
            "\r\nDTSTART:20261120T074500Z\r\nDTEND:20261120T080000Z\r\n",
            "\r\nLOCATION:Отдел\\, зал 1\r\n",
            "\r\nDESCRIPTION:a\\; b\\\\c\\nd\r\n",
            "\r\nSTATUS:CONFIRMED\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
        ] {
            assert!(file.contains(line), "{line} in {file}");
        }
    }

    #[test]
    fn long_lines_are_folded_and_nothing_begins_a_line_of_its_own() {
        let long = "Загранпаспорт: подача документов ".repeat(9);
        let file = file(&event(&long, "x\r\nATTENDEE:mailto:evil@example.org\u{7}"));
        assert!(file.split("\r\n").all(|line| line.len() <= LINE), "{file}");
        assert!(file.replace("\r\n ", "").contains(&format!("SUMMARY:{long}\r\n")));
        assert!(!file.contains("\nATTENDEE") && !file.contains('\u{7}'), "{file}");
        assert!(!file.replace("\r\n", "").contains(['\r', '\n']));
    }
}
