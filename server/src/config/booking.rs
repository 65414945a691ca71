//! When services are booked, and the rules of booking (B1 to B5, B8, B12, P5, S6).

use jiff::civil::Time;
use queue::booking::missed::MISSED_KEPT_DAYS;
use queue::booking::slots::{BookingRules, SlotPlan};
use queue::floor::IssueHours;

use super::document::Section;
use super::fault::Fault;
use super::office::week;

/// The slots of a service; the hours of its coupons where it has none of its own.
pub fn slots(service: &mut Section<'_>, issue: &IssueHours, day_turns_at: Time) -> Option<SlotPlan> {
    service.optional_table("slots", |section| {
        let own = section.optional_table("hours", |section| week(section, day_turns_at));
        let places = u8::try_from(section.number("places", 1..=99)).unwrap_or(99);
        SlotPlan { hours: own.unwrap_or_else(|| issue.clone()), places }
    })
}

/// The rules; each has its usual value where it is missing.
pub fn rules(rules: &mut Section<'_>) -> BookingRules {
    rules.optional_table("booking", read).unwrap_or_default()
}

fn read(section: &mut Section<'_>) -> BookingRules {
    let usual = BookingRules::default();
    let small = |section: &mut Section<'_>, key, range, usual: u8| {
        let given = section.optional_number(key, range);
        given.and_then(|number| u8::try_from(number).ok()).unwrap_or(usual)
    };
    let mut rules = BookingRules {
        slot_min: section.optional_number("slot_min", 5..=240).unwrap_or(usual.slot_min),
        days_ahead: section.optional_number("days_ahead", 1..=180).unwrap_or(usual.days_ahead),
        a_day: small(section, "a_day", 1..=10, usual.a_day),
        a_claimed: small(section, "a_claimed", 0..=50, usual.a_claimed),
        a_contact: small(section, "a_contact", 1..=50, usual.a_contact),
        a_known: usual.a_known,
        late_min: section.optional_number("late_min", 0..=120).unwrap_or(usual.late_min),
        early_min: section.optional_number("early_min", 0..=240).unwrap_or(usual.early_min),
        early_calls: section.yes("early_calls", usual.early_calls),
        wait_limit_min: section.optional_number("wait_limit_min", 1..=120).unwrap_or(usual.wait_limit_min),
        first_after_min: section.optional_number("first_after_min", 0..=120).unwrap_or(usual.first_after_min),
        change_until_h: section.optional_number("change_until_h", 0..=336).unwrap_or(usual.change_until_h),
        changes: small(section, "changes", 0..=50, usual.changes),
        missed: small(section, "missed", 0..=20, usual.missed),
        missed_days: section.optional_number("missed_days", 1..=MISSED_KEPT_DAYS).unwrap_or(usual.missed_days),
        remind_at: section.time("remind_at", usual.remind_at),
        hold_min: section.optional_number("hold_min", 2..=60).unwrap_or(usual.hold_min),
        holds: section.optional_number("holds", 10..=5000).unwrap_or(usual.holds),
        holds_a_source: section.optional_number("holds_a_source", 1..=100).unwrap_or(usual.holds_a_source),
        a_source: section.optional_number("a_source", 1..=10_000).unwrap_or(usual.a_source),
    };
    if rules.first_after_min < rules.wait_limit_min {
        let mend = format!("write at least {}, as in wait_limit_min", rules.wait_limit_min);
        let problem = Fault::TooSmall(u32::from(rules.wait_limit_min));
        let problem = problem.said("lets somebody go first who has not waited up to the limit");
        section.wrong("first_after_min", problem, mend);
    }
    levels(section, &mut rules);
    rules
}

/// Whoever is proved further may do no less (P5). Where `a_known` is missing it follows a larger `a_contact`.
fn levels(section: &mut Section<'_>, rules: &mut BookingRules) {
    let of_contact = u32::from(rules.a_contact);
    if rules.a_claimed > rules.a_contact {
        let problem = Fault::TooLarge(of_contact).said("lets more be booked without a proved contact than with one");
        section.wrong("a_claimed", problem, format!("write at most {of_contact}, as in a_contact"));
    }
    let Some(known) = section.optional_number("a_known", 1..=50).and_then(|known| u8::try_from(known).ok()) else {
        rules.a_known = rules.of_known();
        return;
    };
    rules.a_known = known;
    if rules.a_known < rules.a_contact {
        let problem = Fault::TooSmall(of_contact).said("lets less be booked by whoever is known than by others");
        section.wrong("a_known", problem, format!("write at least {of_contact}, as in a_contact"));
    }
}
