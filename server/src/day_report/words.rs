//! The words of the report and of the pages that show it.

use jiff::civil::Date;
use queue::day::figures::Filter;

use crate::web::words::{capital, filled, words};

words! {
    file: "day-report",
    many: {
        people: "{n} visitor" | "{n} visitors",
        out_of_turn: "Out of turn: {n} call" | "Out of turn: {n} calls",
        called_before: "{n} visitor was called while this one waited" | "{n} visitors were called while this one waited",
        days: "{n} day with visitors" | "{n} days with visitors",
        days_of_part: "{n} day with visitors of the chosen part" | "{n} days with visitors of the chosen part",
        ratings: "{n} rating" | "{n} ratings",
    },
    lists: {
        days_of: ["{} January", "{} February", "{} March", "{} April", "{} May", "{} June", "{} July", "{} August", "{} September", "{} October", "{} November", "{} December"],
        weekdays: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    },
    one: {
        what: "what",
        figure: "figure",
        none: "none",
        visitors_table: "Visitors",
        visitors: "visitors",
        without_booking: "without a booking",
        booked_in_time: "booked, here by the booked time",
        booked_after_time: "booked, after it and received as booked",
        booked_too_late: "booked, too late",
        missed: "bookings missed",
        missed_by_outage: "bookings missed by an outage of the office",
        no_shows: "no-shows",
        came_back: "no-shows who came back",
        left: "left",
        left_at_end: "not received when the day ended",
        withdrawn: "coupons withdrawn",
        lateness_median: "lateness of the booked, median",
        lateness_longest: "lateness of the booked, longest",
        services_table: "Services, most asked first",
        service: "service",
        called: "called",
        wait_median: "wait median",
        wait_90: "wait 90 %",
        wait_longest: "wait longest",
        within_limit: "within limit",
        done: "done",
        service_median: "service median",
        service_90: "service 90 %",
        service_longest: "service longest",
        within_norm: "within norm",
        refused: "refused",
        all_of_it: "(all)",
        clerks_services_table: "Services by clerk",
        clerk: "clerk",
        in_all: "total",
        median: "median",
        longest: "longest",
        clerks_table: "Clerks",
        window_open: "window open",
        not_done: "with visitors not done",
        calls_out_of_turn: "calls out of turn",
        clerk_windows: "At the window",
        pauses_table: "Pauses",
        reason: "reason",
        pauses: "pauses",
        refusals_table: "Refusals",
        chosen_table: "Calls that clerks chose",
        time: "time",
        number: "number",
        window: "window",
        instead_of: "instead of",
        another: "another",
        was_due: "(it was due)",
        waits_table: "Waits by length",
        from_min: "from, min",
        in_limit: "within the limit",
        over_limit: "over the limit",
        longest_table: "Longest waits",
        longest_sub: "The wait, and its limit, min:s",
        called_at: "called at",
        wait: "wait",
        limit: "limit",
        expected_table: "The expected wait",
        waits_told: "waits with an expected range, of one visitor in {}",
        inside_range: "inside the range",
        mean_error: "mean error",
        mean_error_rivalled: "mean error, where somebody was called before",
        mean_error_last: "mean error of the last visitor's wait there",
        hours_table: "By hours",
        from: "from",
        came: "came",
        waits: "waits",
        quarters_table: "By quarter hours",
        booked: "booked",
        most_waiting: "most waiting",
        most_open: "most windows open",
        date_year: "{0} {1}",
        weekday_date: "{0}, {1}",
        day_before: "The day before",
        day_after: "The day after",
        date: "Date",
        show: "Show",
        all_services: "All services",
        all_windows: "All windows",
        window_n: "window {}",
        compared_with: "compared with {}",
        not_compared: "not compared: no visitors on {}",
        part_not_compared: "not compared: no visitors of the chosen part on {}",
        as_of: "The day goes on: figures as of {}",
        as_of_days: "{0} goes on: figures as of {1}",
        still_waiting: "Still waiting: {}. Waits are of those who were called.",
        came_figure: "Came",
        booked_figure: "Booked",
        waited_figure: "Waited, median",
        within_figure: "Waited within the limit",
        gone_figure: "Not received",
        was: "{0}, was {1}",
        points: "{} pp",
        minutes: "min",
        min: "{} min",
        most_came: "Most came at {0}–{1}: {2}",
        quarter_hour: "By quarter hour:",
        half_hour: "By half hour:",
        booked_n: "booked {}",
        walk_in_n: "without a booking {}",
        windows_open: "Windows open",
        arrivals_chart: "Who came, and open windows; the table below says the same",
        half_waited: "Half waited up to {} min",
        half_under_a_minute: "Half waited less than 1 min",
        half_at_once: "Half were called at once",
        nobody_called: "Nobody was called",
        nobody_called_of_part: "Nobody of the chosen part was called",
        waits_sub: "Visitors by the length of their wait, min:",
        in_limit_n: "within the limit {}",
        over_limit_n: "over it {}",
        limit_min: "limit {} min",
        waits_chart: "Waits by length; the table below says the same",
        as_table: "As a table",
        services: "Services",
        most_asked: "Most asked: {0}",
        services_sub: "Who came for several services counts with each. 90 %: nine of ten waited, or were served, no longer. Amber: more than one of ten waited longer than the service's limit for waiting. The share within the limit is by each visitor's own: who booked, or is of a category, may have another one.",
        line_sub: "On the line: the dot is the median wait, the end 90 %, the stroke the service's limit for waiting.",
        service_head: "Service",
        waiting_head: "Wait, min",
        serving_head: "Service, min:s",
        norm: "norm",
        serving_norm: "service norm",
        whole_office: "Whole office",
        by_clerk_sub: "The median time of a visit, min:s; below it how many visits, and their minutes in all. From three visits on it is marked where it is 15 % or more off the office's:",
        faster: "faster",
        slower: "slower",
        clerk_head: "Clerk",
        windows_head: "Window",
        done_head: "Done",
        each_with_reason: "Each with name and reason",
        nobody_out_of_turn: "Nobody was called out of turn",
        nobody_out_of_turn_of_part: "Nobody of the chosen part was called out of turn",
        clerk_at_window: "{0}, window {1}",
        instead_of_n: "instead of {}",
        windows_pauses: "Windows and pauses",
        otherwise: "Visitors and what went otherwise",
        no_day: "No business day",
        no_day_note: "The floor had no business day on {}.",
        day_ahead: "This day is still to come",
        day_ahead_note: "There is nothing to tell of {} yet.",
        no_such_date: "There is no such date",
        no_date: "{} is no date. A date is written as year, month and day, such as 2026-11-17.",
        nobody_came: "Nobody came",
        nobody_of_part: "No visitors of the chosen part",
        not_yet: "The statistics are being made",
        not_yet_note: "Open the page again in a minute. If it stays so, the technician finds the reason in the server's log.",
        ticket_of_day: "Ticket of the day",
        find: "Find",
        paper_missing: "The report on paper cannot be made: the machine has no fonts",
        page_of: "{0} of {1}",
        made_of_day: "Day report",
        ticket_title: "Ticket {}",
        which_ticket: "Which ticket?",
        no_ticket: "No such ticket",
        no_ticket_note: "On {0} there was no ticket {1}.",
        story: "Its story",
        to_day: "To the day",
        nobody_before: "Nobody was called while this one waited",
        taken_back: "taken back by the clerk",
        s_issued: "Coupon taken: {0}; {1}",
        s_checked_in: "Checked in, booked for {0}: {1}; {2}",
        s_too_late: "Checked in too late, booked for {0}: {1}; {2}",
        s_said: "Gone: said so",
        s_on_page: "Gone: left on the page of the ticket",
        s_day_ended: "Not received when the day ended",
        s_withdrawn: "The kiosk took the coupon back: nobody saw it",
        s_more_time: "Asked for more time",
        s_no_more_time: "The mark for more time was taken away",
        s_reprinted: "Coupon printed again",
        s_called: "Called to window {0} by {1}: {2}",
        s_recalled: "Call repeated",
        s_started: "At window {}",
        s_finished: "Visit finished",
        s_ended_at_window: "Still at the window when the day ended",
        s_next_service: "Service done, the next one waits",
        s_next_added: "Service done, added: {}",
        s_no_show: "Did not come to the call",
        s_lapsed: "The time to come back is over",
        s_came_back: "Came back",
        s_parked: "Sent away for a while: {}",
        s_alarm: "The clerk is reminded",
        s_to_service: "Sent to another service: {}",
        s_to_window: "Sent to window {}",
        s_put_back: "The window closed, waits again",
        s_refused: "Refused: {}",
        s_right_denied: "No right to {0}, waits as {1}",
        s_undone: "The last step was taken back",
        y_first: "came first",
        y_preferential: "preferential, by the office's ratio",
        y_credit: "{0} of {1} min since {2}",
        y_credit_preferential: "preferential, {0} of {1} min since {2}",
        y_booked: "booked for {}",
        y_parked: "brought back by the clerk",
        y_chosen: "out of turn: {}",
        y_chosen_due: "chosen, and due: {}",
        why: "Why",
        window_clerk: "Window, clerk",
        came_later: "came later",
        called_head: "Called",
        note_head: "Note",
        before_table: "Called before",
        visitor_head: "Visitor",
        date_short: "{0}/{1}",
        dates_from_to: "{0} – {1}",
        days_against: "{0}; compared with {1}: {2}",
        days_not_compared: "{0}; not compared: no visitors on {1}",
        days_of_part_not_compared: "{0}; not compared: no such visitors on {1}",
        period_days: "Days",
        against_days: "Compared with",
        first_day: "First day",
        last_day: "Last day",
        against_first_day: "First day to compare with",
        against_last_day: "Last day to compare with",
        category_head: "Category",
        all_categories: "All categories",
        coming_head: "Booked or not",
        all_comings: "Booked and not",
        only_booked: "Booked visitors",
        only_walk_in: "Visitors without a booking",
        no_period: "There is no such period",
        no_period_date: "A day that is asked for is none.",
        no_period_order: "The last day comes before the first one.",
        no_period_ahead: "All these days are still to come.",
        no_period_long: "A period has at most five years.",
        no_period_twice: "The address asks for something twice.",
        no_part: "There is no such part",
        no_part_note: "This office has none of that and never had: {}. The rest can be shown without it.",
        typed_in: "{0} “{1}”",
        by_days: "Who came, day by day",
        step_day: "By day:",
        step_week: "By week:",
        step_month: "By month:",
        days_chart: "Who came, and the median wait; the table below says the same",
        waited_days: "Median wait of a day, min",
        compared_table: "Compared",
        waited_in_all: "total wait",
        served_in_all: "total service",
        heat: "By weekday and hour",
        heat_sub: "Visitors on an average day; below them the minutes that half of those who were called waited at most",
        weekday_head: "weekday",
        days_head: "days",
        earlier_in_files: "Earlier ones stand in the files.",
        date_head: "date",
        not_received: "not received",
        decimal: "{0}.{1}",
        rated: "Visits were rated {0} of 5 on the mean: {1}",
        nobody_rated: "Nobody rated a visit",
        ratings_unread: "The ratings cannot be read",
        ratings_sub: "Of all visits of these days, whatever part of the flow is shown; words are forgotten in time, marks stay",
        mark_head: "mark",
        ratings_head: "how many",
        ratings_table: "Ratings",
    },
}

impl Words {
    /// The words in English.
    pub fn english() -> &'static Self {
        &ALL[0]
    }

    /// Such as "Tuesday, 17 November".
    pub fn long_date(&self, date: Date) -> String {
        capital(&self.long_date_within(date))
    }

    /// The same within a sentence.
    pub fn long_date_within(&self, date: Date) -> String {
        filled(&self.weekday_date, &[self.weekday(date), &self.day_of_month(date)])
    }

    /// Such as "17 November 2026".
    pub fn date_with_year(&self, date: Date) -> String {
        filled(&self.date_year, &[&self.day_of_month(date), &date.year().to_string()])
    }

    fn day_of_month(&self, date: Date) -> String {
        let month = usize::try_from(date.month() - 1).unwrap_or(0);
        let wording = self.days_of.get(month).map_or("{}", String::as_str);
        filled(wording, &[&date.day().to_string()])
    }

    /// A number with one figure behind the point.
    pub fn tenths(&self, tenths: u64) -> String {
        filled(&self.decimal, &[&(tenths / 10).to_string(), &(tenths % 10).to_string()])
    }

    /// Such as "17/11".
    pub fn short_date(&self, date: Date) -> String {
        filled(&self.date_short, &[&date.day().to_string(), &format!("{:02}", date.month())])
    }

    /// Such as "1 November 2026 – 7 November 2026", or one day alone.
    pub fn of_dates(&self, from: Date, to: Date) -> String {
        let ends = [from, to].map(|date| self.date_with_year(date));
        if from == to { ends[0].clone() } else { filled(&self.dates_from_to, &[&ends[0], &ends[1]]) }
    }

    /// That there is nobody to tell of: nobody came, or nobody of the part that is asked for.
    pub fn nobody_of(&self, filter: &Filter) -> &str {
        if filter.is_part() { &self.nobody_of_part } else { &self.nobody_came }
    }

    /// That nobody was called, of all or of the part that is asked for.
    pub fn nobody_called_of(&self, filter: &Filter) -> &str {
        if filter.is_part() { &self.nobody_called_of_part } else { &self.nobody_called }
    }

    /// How long half waited, by the median of the waits of some who were called.
    pub fn half(&self, median_s: u32) -> String {
        match median_s {
            0 => self.half_at_once.clone(),
            1..60 => self.half_under_a_minute.clone(),
            60.. => filled(&self.half_waited, &[&(median_s / 60).to_string()]),
        }
    }

    /// How many of what is asked for were called out of turn, or that nobody was (Q6).
    pub fn called_out_of_turn(&self, many: u32, filter: &Filter) -> String {
        match (many, filter.is_part()) {
            (0, true) => self.nobody_out_of_turn_of_part.clone(),
            (0, false) => self.nobody_out_of_turn.clone(),
            (1.., _) => self.out_of_turn.of(many),
        }
    }

    /// Such as "Tuesday", within a sentence.
    pub fn weekday(&self, date: Date) -> &str {
        let place = usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or(0);
        self.weekdays.get(place).map_or("", String::as_str)
    }
}
