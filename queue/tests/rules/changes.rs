//! What differs between two configurations, and what a change would do to the day (Q3, Q6, B8).

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::date;
use queue::booking::slots::SlotPlan;
use queue::change::effects::{self, Effects};
use queue::change::{Change, Difference, Thing, Value, between};
use queue::floor::{
    DeviceRole, Document, Group, Hall, Picture, PictureFile, PlaceRule, Policy, Purpose, Reason, Role, Weekday,
};
use queue::number::Letter;
use queue::zone::Zone;
use queue::{Act, Floor, Leaving, Rejection};

use crate::support::day::{Day, staff};
use crate::support::floors::{
    category, category_id, clerk, clerk_id, device, hall_id, intervals, language, on_workdays, reason_id, service,
    service_id, small, text, time, window, window_id,
};

/// A field of the office, and of one thing on the floor, each changed alone.
type Bend = (&'static str, fn(&mut Floor));

const BENDS: &[Bend] = &[
    ("Floor office.name", |floor| floor.office = text("Another")),
    ("Floor office.languages", |floor| floor.languages.reverse()),
    ("Floor office.public_url", |floor| floor.public_url = Some("http://office.test".into())),
    ("Floor office.time_zone", |floor| floor.calendar.zone = Zone::new("Europe/Moscow").expect("a zone")),
    ("Floor office.holidays", |floor| floor.calendar.holidays.extend([date(2027, 1, 1)])),
    ("Floor office.day_turns_at", |floor| floor.calendar.day_turns_at = time("04:00")),
    ("Floor office.notices", |floor| floor.notices.push(text("Closed at noon"))),
    ("Floor rules.policy", |floor| floor.rules.policy = Policy::Ratio { general: 3 }),
    ("Floor rules.call_finishes", |floor| floor.rules.call_finishes = false),
    ("Floor rules.no_show_calls", |floor| floor.rules.no_show_calls = 3),
    ("Floor rules.no_show_after_s", |floor| floor.rules.no_show_after_s = 120),
    ("Floor rules.more_time_s", |floor| floor.rules.more_time_s = 120),
    ("Floor rules.no_show_alone_s", |floor| floor.rules.no_show_alone_s = Some(300)),
    ("Floor rules.come_back_min", |floor| floor.rules.come_back_min = 60),
    ("Floor rules.place_transferred", |floor| floor.rules.place_transferred = PlaceRule::Front),
    ("Floor rules.place_next_service", |floor| floor.rules.place_next_service = PlaceRule::Back),
    ("Floor rules.place_came_back", |floor| floor.rules.place_came_back = PlaceRule::Front),
    ("Floor rules.undo_s", |floor| floor.rules.undo_s = 20),
    ("Floor rules.booking.slot_min", |floor| floor.rules.booking.slot_min = 20),
    ("Floor rules.booking.days_ahead", |floor| floor.rules.booking.days_ahead = 60),
    ("Floor rules.booking.a_day", |floor| floor.rules.booking.a_day = 2),
    ("Floor rules.booking.a_claimed", |floor| floor.rules.booking.a_claimed = 2),
    ("Floor rules.booking.a_contact", |floor| floor.rules.booking.a_contact = 8),
    ("Floor rules.booking.a_known", |floor| floor.rules.booking.a_known = 12),
    ("Floor rules.booking.late_min", |floor| floor.rules.booking.late_min = 15),
    ("Floor rules.booking.early_min", |floor| floor.rules.booking.early_min = 15),
    ("Floor rules.booking.early_calls", |floor| floor.rules.booking.early_calls = false),
    ("Floor rules.booking.wait_limit_min", |floor| floor.rules.booking.wait_limit_min = 9),
    ("Floor rules.booking.first_after_min", |floor| floor.rules.booking.first_after_min = 20),
    ("Floor rules.booking.change_until_h", |floor| floor.rules.booking.change_until_h = 48),
    ("Floor rules.booking.changes", |floor| floor.rules.booking.changes = 2),
    ("Floor rules.booking.missed", |floor| floor.rules.booking.missed = 2),
    ("Floor rules.booking.missed_days", |floor| floor.rules.booking.missed_days = 60),
    ("Floor rules.booking.remind_at", |floor| floor.rules.booking.remind_at = time("12:00")),
    ("Floor rules.booking.hold_min", |floor| floor.rules.booking.hold_min = 5),
    ("Floor rules.booking.holds", |floor| floor.rules.booking.holds = 100),
    ("Floor rules.booking.holds_a_source", |floor| floor.rules.booking.holds_a_source = 9),
    ("Floor rules.booking.a_source", |floor| floor.rules.booking.a_source = 99),
    ("Floor reasons.refuse", |floor| floor.reasons.refuse[0].name = text("told")),
    ("Floor reasons.mismatch", |floor| floor.reasons.mismatch = Some(reason_id("other-person"))),
    ("Floor reasons.park", |floor| drop(floor.reasons.park.pop())),
    ("Floor reasons.pause", |floor| floor.reasons.pause.reverse()),
    ("Floor reasons.out_of_turn", |floor| {
        floor.reasons.out_of_turn.push(Reason { id: reason_id("late-bus"), name: text("late bus") });
    }),
    ("Floor reasons.told", |floor| floor.reasons.told.clear()),
    ("Floor coupon.ahead", |floor| floor.coupon.ahead = false),
    ("Floor coupon.wait", |floor| floor.coupon.wait = false),
    ("Floor coupon.code", |floor| floor.coupon.code = false),
    ("Floor coupon.note", |floor| floor.coupon.note = text("5 Abovyan Street")),
    ("Floor coupon.thanks", |floor| floor.coupon.thanks = text("See you soon")),
    ("Hall(HallId(hall-1)) name", |floor| floor.halls[0].name = text("Hall B")),
    ("Category(CategoryId(infant)) name", |floor| floor.categories[1].name = text("baby")),
    ("Category(CategoryId(infant)) mark", |floor| floor.categories[1].mark = text("FIRST")),
    ("Category(CategoryId(infant)) note", |floor| floor.categories[1].note = text("certificate")),
    ("Category(CategoryId(infant)) preferential", |floor| floor.categories[1].preferential = false),
    ("Category(CategoryId(infant)) wait_limit_min", |floor| floor.categories[1].wait_limit_min = None),
    ("Service(ServiceId(visa)) name", |floor| floor.services[1].name = text("Visas")),
    ("Service(ServiceId(visa)) short", |floor| floor.services[1].short = text("V")),
    ("Service(ServiceId(visa)) letter", |floor| floor.services[1].letter = Letter::new('X').expect("a letter")),
    ("Service(ServiceId(visa)) daily_limit", |floor| floor.services[1].daily_limit = 7),
    ("Service(ServiceId(visa)) service_norm_min", |floor| floor.services[1].service_norm_min = 7),
    ("Service(ServiceId(visa)) wait_norm_min", |floor| floor.services[1].wait_norm_min = 7),
    ("Service(ServiceId(visa)) hours", |floor| {
        floor.services[1].issue.0.insert(Weekday::Sat, intervals("09:00-12:00"));
    }),
    ("Service(ServiceId(visa)) at_kiosk", |floor| floor.services[1].at_kiosk = false),
    ("Service(ServiceId(visa)) hall", |floor| floor.services[1].hall = hall_id("hall-2")),
    ("Service(ServiceId(visa)) group", |floor| floor.services[1].group = Some(group().id)),
    ("Service(ServiceId(visa)) then", |floor| floor.services[1].then.push(service_id("payment"))),
    ("Service(ServiceId(visa)) purpose", |floor| {
        let documents = vec![Document { name: text("Passport"), note: text("the original") }];
        floor.services[1].purposes.push(Purpose { name: text("For a child"), documents });
    }),
    ("Service(ServiceId(visa)) slots", |floor| {
        floor.services[1].slots = Some(SlotPlan { hours: on_workdays("09:00-12:00"), places: 2 });
    }),
    ("Window(WindowId(w2)) number", |floor| floor.windows[1].number = 22),
    ("Window(WindowId(w2)) services", |floor| drop(floor.windows[1].services.pop())),
    ("Window(WindowId(w2)) hall", |floor| floor.windows[1].hall = hall_id("hall-2")),
    ("Window(WindowId(w2)) whereabouts", |floor| floor.windows[1].whereabouts = text("right")),
    ("Clerk(ClerkId(boris)) name", |floor| floor.clerks[1].name = "Boris B.".into()),
    ("Clerk(ClerkId(boris)) roles", |floor| floor.clerks[1].roles.extend([Role::Administrator])),
    ("Picture(PictureId(poster)) file", |floor| floor.pictures[1].file = PictureFile::of_hash([9; 32])),
    ("Picture(PictureId(poster)) says", |floor| floor.pictures[1].says = text("Free")),
    ("Picture(PictureId(poster)) hall", |floor| floor.pictures[1].hall = None),
    ("Picture(PictureId(poster)) shown_s", |floor| floor.pictures[1].shown_s = 30),
    ("Hall(HallId(hall-2)) added", |floor| floor.halls.push(Hall { id: hall_id("hall-2"), name: text("Hall 2") })),
    ("Group(GroupId(papers)) added", |floor| floor.groups.push(group())),
    ("Category(CategoryId(veteran)) added", |floor| floor.categories.push(category("veteran", true, None))),
    ("Service(ServiceId(driving)) added", |floor| floor.services.insert(0, service("driving", 'K'))),
    ("Window(WindowId(w4)) added", |floor| floor.windows.push(window(4, &["visa"]))),
    ("Clerk(ClerkId(eva)) added", |floor| floor.clerks.push(clerk("eva"))),
    ("Picture(PictureId(map)) added", |floor| floor.pictures.push(picture("map"))),
    ("Picture(PictureId(poster)) removed", |floor| drop(floor.pictures.pop())),
    ("Floor picture", |floor| floor.pictures.reverse()),
    ("Service(ServiceId(visa)) removed", |floor| drop(floor.services.remove(1))),
    ("Clerk(ClerkId(anna)) removed", |floor| drop(floor.clerks.remove(0))),
    ("Device(DeviceId(kiosk-1)) role", |floor| floor.devices[0].role = DeviceRole::Hall),
    ("Device(DeviceId(console-1)) prints_at", |floor| floor.devices[1].prints_at = Some(floor.devices[0].id.clone())),
    ("Device(DeviceId(hall-1)) added", |floor| floor.devices.push(device("hall-1", DeviceRole::Hall))),
    ("Device(DeviceId(kiosk-1)) removed", |floor| drop(floor.devices.remove(0))),
    ("Floor device", |floor| floor.devices.reverse()),
    ("Floor service", |floor| floor.services.swap(0, 2)),
    ("Floor window", |floor| floor.windows.rotate_left(1)),
];

fn picture(id: &str) -> Picture {
    let hall = Some(hall_id("hall-1"));
    let id = queue::ids::PictureId::new(id).expect("a key");
    Picture { id, file: PictureFile::of_hash([1; 32]), says: text("A poster"), hall, shown_s: 15 }
}

fn group() -> Group {
    Group { id: queue::ids::GroupId::new("papers").expect("a key"), name: text("Papers") }
}

fn said(difference: &Difference) -> String {
    let of = format!("{:?}", difference.of);
    match &difference.change {
        Change::Added(_) => format!("{of} added"),
        Change::Removed(_) => format!("{of} removed"),
        Change::Field { key, .. } => format!("{of} {key}"),
    }
}

#[test]
fn each_change_is_told_as_itself_and_nothing_else_is() {
    let floor = Floor { pictures: vec![picture("photos"), picture("poster")], ..small() };
    assert_eq!(between(&floor, &floor), []);
    for (told, bend) in BENDS {
        let mut bent = floor.clone();
        bend(&mut bent);
        let found: Vec<_> = between(&floor, &bent).iter().map(said).collect();
        assert_eq!(found, [*told]);
        assert_eq!(between(&bent, &floor).len(), 1, "{told}, taken back");
    }
}

#[test]
fn a_field_says_what_it_was_and_what_it_is() {
    let mut floor = small();
    floor.services[1].daily_limit = 7;
    let change = Change::Field { key: "daily_limit", was: Value::Number(100), now: Value::Number(7) };
    assert_eq!(between(&small(), &floor), [Difference { of: Thing::Service(service_id("visa")), change }]);
}

#[test]
fn what_is_new_says_all_that_it_is_and_what_is_gone_all_that_it_was() {
    let mut floor = small();
    let mut eva = clerk("eva");
    eva.roles = [Role::Clerk, Role::Administrator].into();
    floor.clerks.push(eva.clone());
    let fields = vec![("name", Value::Word(eva.name)), ("roles", Value::Roles(eva.roles))];
    let of = Thing::Clerk(clerk_id("eva"));
    let added = Difference { of: of.clone(), change: Change::Added(fields.clone()) };
    assert_eq!(between(&small(), &floor), [added]);
    assert_eq!(between(&floor, &small()), [Difference { of, change: Change::Removed(fields) }]);
}

fn effects(day: &Day, floor: &Floor) -> Effects {
    effects::of(&day.state, floor, day.now)
}

/// Anna at window 1 with a visitor, two who wait for a passport and one for a visa.
fn at_work() -> Day {
    let mut day = Day::open(small(), "09:00");
    day.takes("passport");
    day.opens("anna", 1).calls("anna");
    day.clerk("anna", Act::Start);
    for name in ["passport", "passport", "visa"] {
        day.takes(name);
    }
    day
}

#[test]
fn a_change_tells_all_whom_it_would_strand_and_the_act_is_rejected_with_the_first() {
    let mut day = at_work();
    let mut floor = day.floor().clone();
    floor.services.retain(|service| service.id == service_id("payment"));
    floor.windows.remove(0);
    floor.clerks.remove(0);
    floor.categories.remove(0);
    floor.languages.retain(|spoken| *spoken != language("ru"));
    let found = effects(&day, &floor);
    assert_eq!(
        found.refused,
        [
            Rejection::ServiceInUse { service: service_id("passport") },
            Rejection::CategoryInUse { category: category_id("general") },
            Rejection::LanguageInUse { language: language("ru") },
            Rejection::ServiceInUse { service: service_id("visa") },
            Rejection::WindowInUse { window: window_id("w1") },
            Rejection::ClerkInUse { clerk: clerk_id("anna") },
        ]
    );
    let rejected = day.act(staff("admin"), Act::ConfigureFloor { floor: Box::new(floor) });
    assert_eq!(rejected.err().as_ref(), found.refused.first());
}

#[test]
fn a_change_that_can_be_is_not_refused_and_looking_changes_nothing() {
    let mut day = at_work();
    let before = day.state.clone();
    let mut floor = day.floor().clone();
    floor.services.push(service("driving", 'K'));
    floor.windows[0].services.push(service_id("driving"));
    assert_eq!(effects(&day, &floor), Effects::default());
    assert_eq!(day.state, before);
    assert!(day.act(staff("admin"), Act::ConfigureFloor { floor: Box::new(floor) }).is_ok());
}

#[test]
fn who_waits_and_would_have_no_open_window_is_counted() {
    let mut day = at_work();
    let mut floor = day.floor().clone();
    floor.windows[0].services = vec![service_id("visa")];
    let unreceived = BTreeMap::from([(service_id("passport"), 2)]);
    assert_eq!(
        effects(&day, &floor),
        Effects { unreceived, ..Effects::default() },
        "window 2 still receives them, when it opens"
    );
    day.opens("boris", 2);
    assert_eq!(effects(&day, &floor), Effects::default());
}

#[test]
fn a_limit_below_what_was_issued_is_told_q3() {
    let day = at_work();
    let mut floor = day.floor().clone();
    floor.services[0].daily_limit = 4;
    assert_eq!(effects(&day, &floor), Effects::default(), "one more can be had");
    floor.services[0].daily_limit = 3;
    let used_up = BTreeMap::from([(service_id("passport"), 3)]);
    assert_eq!(effects(&day, &floor), Effects { used_up, ..Effects::default() });
}

#[test]
fn slots_outside_the_hours_of_the_coupons_are_told_where_hours_change_b1() {
    let mut floor = small();
    floor.calendar.day_turns_at = time("04:00");
    floor.services[0].issue = on_workdays("18:00-00:00 00:00-03:00");
    let day = Day::open(floor.clone(), "09:00");
    let slots = |hours: &str| {
        let mut changed = floor.clone();
        changed.services[0].slots = Some(SlotPlan { hours: on_workdays(hours), places: 2 });
        changed
    };
    let beyond = Effects { beyond: BTreeSet::from([service_id("passport")]), ..Effects::default() };
    for (hours, expected) in [
        ("18:00-03:00", &Effects::default()),
        ("23:00-01:00 02:00-03:00", &Effects::default()),
        ("17:45-19:00", &beyond),
        ("01:00-03:15", &beyond),
        ("10:00-11:00", &beyond),
    ] {
        assert_eq!(effects(&day, &slots(hours)), *expected, "{hours}");
    }
    let mut on_saturday = slots("18:00-03:00");
    let plan = on_saturday.services[0].slots.as_mut().expect("it is booked");
    plan.hours.0.insert(Weekday::Sat, intervals("18:00-19:00"));
    assert_eq!(effects(&day, &on_saturday), beyond);
    let day = Day::open(on_saturday.clone(), "09:00");
    let mut other = on_saturday.clone();
    other.services[0].daily_limit = 50;
    assert_eq!(effects(&day, &other), Effects::default(), "as before");
    other.services[0].issue = on_workdays("18:00-02:00");
    assert_eq!(effects(&day, &other), beyond);
}

#[test]
fn nobody_stands_against_a_change_once_they_are_gone() {
    let mut day = Day::open(small(), "09:00");
    day.takes("passport");
    day.opens("anna", 1).calls("anna");
    let mut floor = day.floor().clone();
    floor.windows[1].services = vec![service_id("passport"), service_id("visa")];
    floor.windows.remove(0);
    assert_eq!(effects(&day, &floor).refused, [Rejection::WindowInUse { window: window_id("w1") }]);
    day.clerk("anna", Act::CloseWindow { visitor: Some(Leaving::PutBack) });
    assert_eq!(effects(&day, &floor).refused, []);
}
