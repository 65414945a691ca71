//! The names of the configuration's fields.

use crate::web::staff::floor::words::Words;
use crate::web::words::filled;

/// A field's name; its key where the pages have no word for it.
pub fn field(words: &'static Words, key: &str) -> String {
    known_field(words, key).unwrap_or_else(|| key.to_owned())
}

/// A field's name of something of this kind, which may have one of its own: a person has no title.
pub fn field_of(words: &'static Words, kind: &str, key: &str) -> String {
    known_field(words, &format!("{kind}.{key}")).unwrap_or_else(|| field(words, key))
}

/// A field's name in a form of its own kind, whose title says the rest: "Days ahead" of "Booking: days ahead".
pub fn field_in_form(words: &'static Words, key: &str) -> String {
    let said = field(words, key);
    let in_own_form = ["booking.", "coupon."].iter().any(|table| key.starts_with(table));
    let within = in_own_form.then(|| said.split_once([':', '՝'])).flatten();
    within.map_or(said.clone(), |(_, rest)| {
        let mut letters = rest.trim_start().chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
    })
}

/// An entry of a list within a form, from 1.
pub fn numbered(words: &'static Words, list: &str, number: usize) -> String {
    let number = number.to_string();
    match list {
        "documents" => filled(&words.document_n, &[&number]),
        "notices" => filled(&words.notice_n, &[&number]),
        "refuse" | "park" | "pause" | "out_of_turn" => filled(&words.reason_n, &[&number]),
        other => format!("{} {number}", field(words, other)),
    }
}

/// A field's name, if the pages have a word for it.
pub fn known_field(words: &'static Words, key: &str) -> Option<String> {
    let within = ["office.", "rules.", "reasons."].into_iter().find_map(|table| key.strip_prefix(table));
    let key = within.unwrap_or(key);
    let known = match key.split_once('.') {
        Some(("booking", key)) => of_booking(words, key),
        Some(("coupon", key)) => of_coupon(words, key),
        _ => of_thing(words, key).or_else(|| of_office(words, key)),
    };
    known.cloned()
}

/// The lists of the floor, and the fields of what is in them.
fn of_thing(words: &'static Words, key: &str) -> Option<&'static String> {
    let known = match key {
        "id" => &words.f_id,
        "name" => &words.f_name,
        "clerk.name" => &words.f_person_name,
        "short" => &words.f_short,
        "letter" => &words.f_letter,
        "daily_limit" => &words.f_daily_limit,
        "service_norm_min" => &words.f_service_norm,
        "wait_norm_min" => &words.f_wait_norm,
        "hours" => &words.f_hours,
        "at_kiosk" => &words.f_at_kiosk,
        "hall" => &words.f_hall,
        "group" => &words.f_group,
        "then" => &words.f_then,
        "purpose" => &words.f_purpose,
        "documents" => &words.f_documents,
        "documents.name" => &words.f_name,
        "documents.note" => &words.f_document_note,
        "slots" => &words.f_slots,
        "slots.places" => &words.f_slot_places,
        "slots.hours" => &words.f_slot_hours,
        "mark" => &words.f_mark,
        "note" => &words.f_note,
        "preferential" => &words.f_preferential,
        "wait_limit_min" => &words.f_wait_limit,
        "number" => &words.f_number,
        "services" => &words.f_services,
        "whereabouts" => &words.f_whereabouts,
        "device" => &words.devices,
        "role" => &words.f_device_role,
        "prints_at" => &words.f_prints_at,
        "roles" => &words.f_roles,
        "file" => &words.f_file,
        "says" => &words.f_says,
        "shown_s" => &words.f_shown_s,
        "picture" => &words.pictures,
        "received_at" => &words.f_received_at,
        "hours_for" => &words.f_hours_for,
        "service" => &words.services,
        "window" => &words.windows,
        "category" => &words.categories,
        "clerk" => &words.people,
        _ => return None,
    };
    Some(known)
}

/// The office's own fields, its rules and its reasons.
fn of_office(words: &'static Words, key: &str) -> Option<&'static String> {
    let known = match key {
        "languages" => &words.f_languages,
        "first_language" => &words.f_first_language,
        "new_language" => &words.f_new_language,
        "public_url" => &words.f_public_url,
        "time_zone" => &words.f_time_zone,
        "holidays" => &words.f_holidays,
        "day_turns_at" => &words.f_day_turns,
        "notices" => &words.notices,
        "policy" => &words.f_policy,
        "ratio_general" => &words.f_ratio,
        "call_finishes" => &words.f_call_finishes,
        "no_show_calls" => &words.f_no_show_calls,
        "no_show_after_s" => &words.f_no_show_after,
        "more_time_s" => &words.f_more_time,
        "no_show_alone_s" => &words.f_no_show_alone,
        "come_back_min" => &words.f_come_back,
        "place_transferred" => &words.f_place_transferred,
        "place_next_service" => &words.f_place_next,
        "place_came_back" => &words.f_place_back,
        "undo_s" => &words.f_undo,
        "refuse" => &words.f_refuse,
        "park" => &words.f_park,
        "pause" => &words.f_pause,
        "out_of_turn" => &words.f_out_of_turn,
        "mismatch" => &words.f_mismatch,
        "told" => &words.f_told,
        _ => return None,
    };
    Some(known)
}

/// The rules of booking.
fn of_booking(words: &'static Words, key: &str) -> Option<&'static String> {
    let known = match key {
        "slot_min" => &words.f_slot,
        "days_ahead" => &words.f_days_ahead,
        "a_day" => &words.f_a_day,
        "a_claimed" => &words.f_a_claimed,
        "a_contact" => &words.f_a_contact,
        "a_known" => &words.f_a_known,
        "late_min" => &words.f_late,
        "early_min" => &words.f_early,
        "early_calls" => &words.f_early_calls,
        "wait_limit_min" => &words.f_booked_limit,
        "first_after_min" => &words.f_first_after,
        "change_until_h" => &words.f_change_until,
        "changes" => &words.f_changes,
        "missed" => &words.f_missed,
        "missed_days" => &words.f_missed_days,
        "remind_at" => &words.f_remind_at,
        "hold_min" => &words.f_hold,
        "holds" => &words.f_holds,
        "holds_a_source" => &words.f_holds_a_source,
        "a_source" => &words.f_a_source,
        _ => return None,
    };
    Some(known)
}

/// What the coupon says.
fn of_coupon(words: &'static Words, key: &str) -> Option<&'static String> {
    let known = match key {
        "ahead" => &words.f_coupon_ahead,
        "wait" => &words.f_coupon_wait,
        "code" => &words.f_coupon_code,
        "note" => &words.f_coupon_note,
        "thanks" => &words.f_coupon_thanks,
        _ => return None,
    };
    Some(known)
}

#[cfg(test)]
mod tests {
    use queue::change::{Change, between, office_fields};

    use super::*;
    use crate::config;

    /// Every field that an import can change is another here.
    #[test]
    fn no_field_of_a_floor_is_told_by_its_key() {
        let words = Words::of(&queue::ids::Language::new("en").unwrap());
        let floor = config::demo_with_a_picture();
        let mut empty = floor.clone();
        empty.halls.clear();
        empty.groups.clear();
        empty.services.clear();
        empty.categories.clear();
        empty.windows.clear();
        empty.clerks.clear();
        empty.pictures.clear();
        empty.devices.clear();
        let of_things = between(&empty, &floor).into_iter().flat_map(|one| match one.change {
            Change::Added(fields) => fields.into_iter().map(|(key, _)| key).collect::<Vec<_>>(),
            Change::Removed(_) | Change::Field { .. } => Vec::new(),
        });
        let of_floor = office_fields(&floor).into_iter().map(|(key, _)| key);
        let of_lists = ["hall", "group", "category", "service", "window", "clerk", "picture", "device"];
        let all: Vec<_> = of_things.chain(of_floor).chain(of_lists).collect();
        assert!(all.len() > 60, "{all:?}");
        for key in all {
            let said = field(words, key);
            assert!(!said.contains(['.', '_']) && said != key, "{key} is told as {said}");
        }
    }

    #[test]
    fn a_person_has_a_name_and_surname_where_all_else_has_a_name() {
        let words = Words::of(&queue::ids::Language::new("en").unwrap());
        let named = |kind| field_of(words, kind, "name");
        assert_eq!(["clerk", "hall"].map(named), ["Name and surname", "Name"]);
        assert_eq!(field_of(words, "clerk", "roles"), "Roles");
    }
}
