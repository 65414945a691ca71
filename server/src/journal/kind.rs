//! The name of each kind of event in the journal's `kind` column; the same word as in its body.

use queue::Fact;

/// The kinds that came with each version of events, from the first on. A new kind raises the version and has a row there, so that
/// an older program says at once that it is too old; the row of a released version is never changed.
const BY_VERSION: [&[&str]; super::upcast::VERSION as usize] = [
    &[
        "floor_configured",
        "day_turned",
        "ticket_issued",
        "visitor_left",
        "more_time_marked",
        "coupon_reprinted",
        "clerk_signed_in",
        "clerk_signed_out",
        "window_opened",
        "window_paused",
        "window_resumed",
        "window_closed",
        "visitor_called",
        "visitor_recalled",
        "service_started",
        "service_finished",
        "next_service_queued",
        "visitor_no_show",
        "come_back_lapsed",
        "visitor_came_back",
        "visitor_parked",
        "park_alarm_rang",
        "visitor_transferred",
        "visitor_put_back",
        "service_refused",
        "right_denied",
        "step_undone",
        "issue_stopped",
        "issue_resumed",
        "issue_extended",
    ],
    &["booking"],
    // Version 3: no kind, but a visitor may leave on the page of the ticket.
    &[],
];

/// Whether this program knows a kind.
pub fn known(kind: &str) -> bool {
    BY_VERSION.iter().any(|kinds| kinds.contains(&kind))
}

/// The kind of a fact.
pub fn of(fact: &Fact) -> &'static str {
    match fact {
        Fact::FloorConfigured { .. } => "floor_configured",
        Fact::DayTurned => "day_turned",
        Fact::TicketIssued { .. } => "ticket_issued",
        Fact::VisitorLeft { .. } => "visitor_left",
        Fact::MoreTimeMarked { .. } => "more_time_marked",
        Fact::CouponReprinted { .. } => "coupon_reprinted",
        Fact::ClerkSignedIn { .. } => "clerk_signed_in",
        Fact::ClerkSignedOut { .. } => "clerk_signed_out",
        Fact::WindowOpened { .. } => "window_opened",
        Fact::WindowPaused { .. } => "window_paused",
        Fact::WindowResumed { .. } => "window_resumed",
        Fact::WindowClosed { .. } => "window_closed",
        Fact::VisitorCalled { .. } => "visitor_called",
        Fact::VisitorRecalled { .. } => "visitor_recalled",
        Fact::ServiceStarted { .. } => "service_started",
        Fact::ServiceFinished { .. } => "service_finished",
        Fact::NextServiceQueued { .. } => "next_service_queued",
        Fact::VisitorNoShow { .. } => "visitor_no_show",
        Fact::ComeBackLapsed { .. } => "come_back_lapsed",
        Fact::VisitorCameBack { .. } => "visitor_came_back",
        Fact::VisitorParked { .. } => "visitor_parked",
        Fact::ParkAlarmRang { .. } => "park_alarm_rang",
        Fact::VisitorTransferred { .. } => "visitor_transferred",
        Fact::VisitorPutBack { .. } => "visitor_put_back",
        Fact::ServiceRefused { .. } => "service_refused",
        Fact::RightDenied { .. } => "right_denied",
        Fact::StepUndone { .. } => "step_undone",
        Fact::IssueStopped { .. } => "issue_stopped",
        Fact::IssueResumed { .. } => "issue_resumed",
        Fact::IssueExtended { .. } => "issue_extended",
        Fact::Booking(_) => "booking",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// What a body says of the fields that kinds have; only `why` and `until` are not the same in all.
    fn fields(why: &str, until: &Value) -> Value {
        let floor = crate::config::parse(include_str!("../../../assets/demo/floor.toml")).unwrap().floor;
        json!({
            "floor": floor, "ticket": 1, "code": "3k7m9pq2rtvx", "number": "A001", "visit": ["passport"], "category": "general",
            "language": "ru", "more_time": false, "why": why, "on": true, "clerk": "anna", "window": "window-1",
            "reason": "lunch", "call": 1, "added": null, "place": "2026-11-17T06:00:00Z", "until": until, "alarm_at": null,
            "to": {"service": "visa"}, "denied": "veteran", "service": "visa", "more": 1,
        })
    }

    #[test]
    fn every_kind_is_known_and_is_the_word_of_its_body() {
        let unknown = serde_json::from_str::<Fact>("\"no_such_kind\"").unwrap_err().to_string();
        let words: Vec<_> = unknown.split('`').skip(3).step_by(2).collect();
        assert_eq!(words, BY_VERSION.concat(), "{unknown}");
        let fields = [fields("said", &Value::Null), fields("parked", &json!("2026-11-17T06:00:00Z"))];
        for word in words {
            let booking = json!({word: {"cancelled": {"booking": 1}}});
            let bodies = [json!(word), json!({word: fields[0]}), json!({word: fields[1]}), booking];
            let fact = bodies.into_iter().find_map(|body| serde_json::from_value::<Fact>(body).ok());
            assert_eq!(of(&fact.expect(word)), word);
        }
    }
}
