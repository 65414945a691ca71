//! The fields of each thing on a floor. Nothing is left out: each is taken apart by name, without `..`.

use super::{Fields, Value};
use crate::booking::slots::BookingRules;
use crate::floor::{
    Calendar, Category, Clerk, Coupon, Device, Floor, Group, Hall, Picture, Reasons, Rules, Service, Window,
};
use crate::ids::{CategoryId, ClerkId, DeviceId, GroupId, HallId, PictureId, ServiceId, WindowId};

fn number(number: impl Into<u32>) -> Value {
    Value::Number(number.into())
}

fn maybe<T>(given: Option<T>, value: impl FnOnce(T) -> Value) -> Value {
    given.map_or(Value::Nothing, value)
}

/// What is of the office itself; the lists of things are told apart by key.
pub fn floor(floor: &Floor) -> Fields {
    let Floor {
        office,
        languages,
        public_url,
        calendar,
        halls: _,
        groups: _,
        services: _,
        categories: _,
        windows: _,
        clerks: _,
        reasons: given,
        rules: set,
        notices,
        coupon: chosen,
        pictures: _,
        devices: _,
    } = floor;
    let Calendar { zone, holidays, day_turns_at } = calendar;
    let mut fields = vec![
        ("office.name", Value::Text(office.clone())),
        ("office.languages", Value::Languages(languages.clone())),
        ("office.public_url", maybe(public_url.clone(), Value::Word)),
        ("office.time_zone", Value::Word(zone.name().into())),
        ("office.holidays", Value::Days(holidays.clone())),
        ("office.day_turns_at", Value::Time(*day_turns_at)),
        ("office.notices", Value::Texts(notices.clone())),
    ];
    fields.extend(rules(set));
    fields.extend(reasons(given));
    fields.extend(coupon(chosen));
    fields
}

fn coupon(coupon: &Coupon) -> Fields {
    let Coupon { ahead, wait, code, note, thanks } = coupon;
    vec![
        ("coupon.ahead", Value::Yes(*ahead)),
        ("coupon.wait", Value::Yes(*wait)),
        ("coupon.code", Value::Yes(*code)),
        ("coupon.note", Value::Text(note.clone())),
        ("coupon.thanks", Value::Text(thanks.clone())),
    ]
}

fn rules(rules: &Rules) -> Fields {
    let Rules {
        policy,
        call_finishes,
        no_show_calls,
        no_show_after_s,
        more_time_s,
        no_show_alone_s,
        come_back_min,
        place_transferred,
        place_next_service,
        place_came_back,
        undo_s,
        booking: of_booking,
    } = rules;
    let mut fields = vec![
        ("rules.policy", Value::Policy(*policy)),
        ("rules.call_finishes", Value::Yes(*call_finishes)),
        ("rules.no_show_calls", number(*no_show_calls)),
        ("rules.no_show_after_s", number(*no_show_after_s)),
        ("rules.more_time_s", number(*more_time_s)),
        ("rules.no_show_alone_s", maybe(*no_show_alone_s, Value::Number)),
        ("rules.come_back_min", number(*come_back_min)),
        ("rules.place_transferred", Value::Place(*place_transferred)),
        ("rules.place_next_service", Value::Place(*place_next_service)),
        ("rules.place_came_back", Value::Place(*place_came_back)),
        ("rules.undo_s", number(*undo_s)),
    ];
    fields.extend(booking(of_booking));
    fields
}

fn booking(rules: &BookingRules) -> Fields {
    let BookingRules {
        slot_min,
        days_ahead,
        a_day,
        a_claimed,
        a_contact,
        a_known,
        late_min,
        early_min,
        early_calls,
        wait_limit_min,
        first_after_min,
        change_until_h,
        changes,
        missed,
        missed_days,
        remind_at,
        hold_min,
        holds,
        holds_a_source,
        a_source,
    } = rules;
    vec![
        ("rules.booking.slot_min", number(*slot_min)),
        ("rules.booking.days_ahead", number(*days_ahead)),
        ("rules.booking.a_day", number(*a_day)),
        ("rules.booking.a_claimed", number(*a_claimed)),
        ("rules.booking.a_contact", number(*a_contact)),
        // An older floor has no word of it.
        ("rules.booking.a_known", number(*a_known.max(a_contact))),
        ("rules.booking.late_min", number(*late_min)),
        ("rules.booking.early_min", number(*early_min)),
        ("rules.booking.early_calls", Value::Yes(*early_calls)),
        ("rules.booking.wait_limit_min", number(*wait_limit_min)),
        ("rules.booking.first_after_min", number(*first_after_min)),
        ("rules.booking.change_until_h", number(*change_until_h)),
        ("rules.booking.changes", number(*changes)),
        ("rules.booking.missed", number(*missed)),
        ("rules.booking.missed_days", number(*missed_days)),
        ("rules.booking.remind_at", Value::Time(*remind_at)),
        ("rules.booking.hold_min", number(*hold_min)),
        ("rules.booking.holds", number(*holds)),
        ("rules.booking.holds_a_source", number(*holds_a_source)),
        ("rules.booking.a_source", number(*a_source)),
    ]
}

fn reasons(reasons: &Reasons) -> Fields {
    let Reasons { refuse, mismatch, park, pause, out_of_turn, told } = reasons;
    vec![
        ("reasons.refuse", Value::Reasons(refuse.clone())),
        ("reasons.mismatch", maybe(mismatch.clone(), Value::Reason)),
        ("reasons.park", Value::Reasons(park.clone())),
        ("reasons.pause", Value::Reasons(pause.clone())),
        ("reasons.out_of_turn", Value::Reasons(out_of_turn.clone())),
        ("reasons.told", Value::ReasonKeys(told.clone())),
    ]
}

pub fn hall(hall: &Hall) -> (HallId, Fields) {
    let Hall { id, name } = hall;
    (id.clone(), vec![("name", Value::Text(name.clone()))])
}

pub fn group(group: &Group) -> (GroupId, Fields) {
    let Group { id, name } = group;
    (id.clone(), vec![("name", Value::Text(name.clone()))])
}

pub fn category(category: &Category) -> (CategoryId, Fields) {
    let Category { id, name, mark, note, preferential, wait_limit_min } = category;
    let fields = vec![
        ("name", Value::Text(name.clone())),
        ("mark", Value::Text(mark.clone())),
        ("note", Value::Text(note.clone())),
        ("preferential", Value::Yes(*preferential)),
        ("wait_limit_min", maybe(*wait_limit_min, number)),
    ];
    (id.clone(), fields)
}

pub fn service(service: &Service) -> (ServiceId, Fields) {
    let Service {
        id,
        letter,
        name,
        short,
        group,
        hall,
        issue,
        daily_limit,
        service_norm_min,
        wait_norm_min,
        then,
        purposes,
        slots,
        at_kiosk,
    } = service;
    let fields = vec![
        ("name", Value::Text(name.clone())),
        ("short", Value::Text(short.clone())),
        ("letter", Value::Word(letter.as_char().to_string().into())),
        ("daily_limit", number(*daily_limit)),
        ("service_norm_min", number(*service_norm_min)),
        ("wait_norm_min", number(*wait_norm_min)),
        ("hours", Value::Hours(issue.clone())),
        ("at_kiosk", Value::Yes(*at_kiosk)),
        ("hall", Value::Hall(hall.clone())),
        ("group", maybe(group.clone(), Value::Group)),
        ("then", Value::Services(then.clone())),
        ("purpose", Value::Purposes(purposes.clone())),
        ("slots", maybe(slots.clone(), Value::Slots)),
    ];
    (id.clone(), fields)
}

pub fn window(window: &Window) -> (WindowId, Fields) {
    let Window { id, number: shown, hall, whereabouts, services } = window;
    let fields = vec![
        ("number", number(*shown)),
        ("services", Value::Services(services.clone())),
        ("hall", Value::Hall(hall.clone())),
        ("whereabouts", Value::Text(whereabouts.clone())),
    ];
    (id.clone(), fields)
}

pub fn clerk(clerk: &Clerk) -> (ClerkId, Fields) {
    let Clerk { id, name, roles } = clerk;
    (id.clone(), vec![("name", Value::Word(name.clone())), ("roles", Value::Roles(roles.clone()))])
}

pub fn picture(picture: &Picture) -> (PictureId, Fields) {
    let Picture { id, file, says, hall, shown_s } = picture;
    let fields = vec![
        ("file", Value::File(file.clone())),
        ("says", Value::Text(says.clone())),
        ("hall", Value::ShownIn(hall.clone())),
        ("shown_s", number(*shown_s)),
    ];
    (id.clone(), fields)
}

pub fn device(device: &Device) -> (DeviceId, Fields) {
    let Device { id, role, prints_at } = device;
    let fields = vec![("role", Value::DeviceRole(*role)), ("prints_at", maybe(prints_at.clone(), Value::Device))];
    (id.clone(), fields)
}
