//! How long a day is in its figures, and until when what lasts counts (Q7).

use jiff::ToSpan;
use queue::Act;
use queue::day::figures::{Figures, Filter};
use queue::day::flow::quarters;
use queue::day::{Began, Outcome};
use queue::floor::{Interval, IssueHours, Weekday};
use queue::zone::Zone;

use super::{outcomes, today, visit};
use crate::support::day::Day;
use crate::support::floors::{clerk_id, reason_id, small};
use crate::support::flow::holds;

#[test]
fn what_lasts_counts_until_the_moment_asked_and_no_longer_than_the_day_q7() {
    let mut day = Day::open(small(), "09:00");
    day.opens("anna", 1).at("09:10").takes("passport");
    let told = |after: jiff::Span| {
        let last_event = today(&day);
        let asked_at = last_event.until + after;
        let asked = last_event.as_of(asked_at);
        let open_s = Figures::of(&asked, &Filter::default()).clerks[&clerk_id("anna")].open_s;
        (open_s, quarters(&asked, &Filter::default()).len())
    };
    assert_eq!(told(0.minutes()), (600, 1));
    assert_eq!(told((-5).minutes()), (600, 1), "what happened has happened");
    assert_eq!(told(20.minutes()), (1_800, 3), "open since 09:00, and somebody waits in each quarter from 09:00 on");
    assert_eq!(told(48.hours()).0, 15 * 3_600, "until the day turns at midnight");
}

#[test]
fn a_day_that_turns_late_ends_by_the_calendar_and_times_nothing_that_nobody_ended() {
    let mut day = Day::open(small(), "16:00");
    let (served, waits) = (day.takes("passport"), day.takes("passport"));
    day.opens("anna", 1).calls("anna");
    day.clerk("anna", Act::Start);
    day.opens("boris", 2).clerk("boris", Act::PauseWindow { reason: reason_id("break") });
    // The server was off until the next morning.
    day.asleep_until("2026-11-18", "08:00");
    day.let_time_pass();
    let next = day.on("2026-11-18", "08:30").takes("passport");
    let days = holds(&day.events);
    assert_eq!(days.iter().map(|day| day.date.to_string()).collect::<Vec<_>>(), ["2026-11-17", "2026-11-18"]);
    let first = &days[0];
    assert_eq!(outcomes(first, served), [(Began::Issued, Outcome::DayEnded)]);
    assert_eq!(outcomes(first, waits), [(Began::Issued, Outcome::Left)]);
    let figures = Figures::of(first, &Filter::default());
    assert_eq!((figures.service_times.count, figures.visitors.left_at_end, figures.waits.count), (0, 1, 1));
    let boris = &figures.clerks[&clerk_id("boris")];
    assert_eq!((boris.pauses[&reason_id("break")].count, boris.pauses[&reason_id("break")].sum_s), (1, 0));
    assert_eq!(figures.clerks[&clerk_id("anna")].open_s, 0, "how long is not known");
    let flow = quarters(first, &Filter::default());
    let last = flow.last().expect("somebody came");
    assert_eq!(first.zone.local(last.begins).to_string(), "2026-11-18T00:00:00", "and not until eight");
    assert_eq!(days[1].visits.iter().map(|visit| visit.ticket).collect::<Vec<_>>(), [next]);
}

#[test]
fn days_of_twenty_five_and_twenty_three_hours_have_as_many_quarters() {
    // Clocks go back on 25 October 2026 and forward on 28 March 2027 in Berlin.
    for (date, before, hours) in [("2026-10-25", "2026-10-24", 25_u32), ("2027-03-28", "2027-03-27", 23)] {
        let mut floor = small();
        floor.calendar.zone = Zone::new("Europe/Berlin").expect("a zone");
        let midnight = floor.calendar.day_turns_at;
        let always = vec![Interval { from: midnight, to: midnight }];
        floor.services.iter_mut().for_each(|service| {
            let days =
                [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];
            service.issue = IssueHours(days.into_iter().map(|day| (day, always.clone())).collect());
        });
        let mut day = Day::open_on(floor, before, "23:59");
        day.on(date, "00:00");
        for _ in 0..hours {
            day.takes("passport");
            day.after_min(60);
        }
        let days = holds(&day.events);
        let long = &days[1];
        assert_eq!((long.date.to_string().as_str(), long.visits.len()), (date, hours as usize));
        assert_eq!(long.turns_at, visit(long, long.visits[0].ticket).issued_at + i64::from(hours).hours());
        let quarters = quarters(long, &Filter::default());
        let came = quarters.iter().zip(0_u32..).filter(|(quarter, _)| quarter.came > 0).map(|(_, index)| index);
        assert_eq!(came.collect::<Vec<_>>(), (0..hours).map(|hour| hour * 4).collect::<Vec<_>>());
        let at_two = Figures::of(long, &Filter::default()).heat.get(&(Weekday::Sun, 2)).map_or(0, |heat| heat.visitors);
        assert_eq!(at_two, if hours == 25 { 2 } else { 0 }, "the hour is there twice, or not at all");
    }
}
