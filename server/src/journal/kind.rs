//! The name of each kind of event in the journal's `kind` column; the same word as in its body.

use queue::Fact;

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
    }
}
