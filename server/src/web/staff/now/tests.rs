//! What the page makes of a floor: waits against limits, who is late, which device wants a look.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use protocol::board::{ConsoleBoard, ConsoleService};
use protocol::message::{DeviceFault, DeviceRole};
use queue::Floor;
use queue::booking::apply::Bookings;
use queue::estimate::Expected;
use queue::estimate::mend::Mend;
use queue::ids::{DeviceId, Language, WindowId};
use queue::issue::Issue;

use super::*;
use crate::devices::DeviceStatus;
use crate::published::{Overview, Wait};

const DEMO: &str = include_str!("../../../../../assets/demo/floor.toml");
const MORNING: &str = "2026-11-17T06:42:00Z";

fn now() -> Timestamp {
    MORNING.parse().unwrap()
}

fn minutes(minutes: i64) -> SignedDuration {
    SignedDuration::from_mins(minutes)
}

/// Somebody who has waited so long of the limit, and is to be called after so many minutes more.
fn wait(floor: &Floor, service: usize, waited: i64, limit: i64, expected: Option<(u16, u16)>) -> Wait {
    let began = now() - minutes(waited);
    Wait {
        number: queue::Number::new(floor.services[service].letter, 1).unwrap(),
        service: floor.services[service].id.clone(),
        began,
        over_at: began + minutes(limit),
        expected: expected.map(|(from_min, to_min)| Expected { from_min, to_min }),
    }
}

fn overview(floor: &Floor, waits: Vec<Wait>) -> Overview {
    let service = |service: &queue::floor::Service| ConsoleService {
        service: service.id.clone(),
        waiting: 0,
        longest_since: None,
        issue: Issue::Open { left: 30, until: now() + minutes(60) },
        issued: 90,
    };
    let console = ConsoleBoard {
        day: None,
        services: floor.services.iter().map(service).collect(),
        windows: Vec::new(),
        waiting: Vec::new(),
        parked: Vec::new(),
        no_shows: Vec::new(),
    };
    let received = waits.iter().filter(|wait| wait.expected.is_some());
    let expected: BTreeMap<_, _> = received.filter_map(|wait| Some((wait.service.clone(), wait.expected?))).collect();
    Overview { at: now(), console: Some(console), waits, expected, mends: BTreeMap::new() }
}

/// The page in English of a floor where these wait and these devices are known.
fn page(waits: impl Fn(&Floor) -> Vec<Wait>, devices: &[DeviceStatus]) -> Now {
    page_with(waits, devices, &[])
}

/// The same where it was found what would mend some services.
fn page_with(waits: impl Fn(&Floor) -> Vec<Wait>, devices: &[DeviceStatus], mends: &[(usize, Mend)]) -> Now {
    let floor = crate::config::parse(DEMO).unwrap().floor;
    let language = Language::new("en").unwrap();
    let mends = mends.iter().map(|(service, mend)| (floor.services[*service].id.clone(), mend.clone())).collect();
    let overview = Overview { mends, ..overview(&floor, waits(&floor)) };
    Now::of(&Scene {
        floor: &floor,
        overview: &overview,
        bookings: &Bookings::default(),
        day: None,
        devices,
        consoles: &BTreeMap::new(),
        clock_alarm: false,
        now: now(),
        language: &language,
        words: Words::of(&language),
    })
}

fn told(page: &Now) -> Vec<(&'static str, &str)> {
    page.findings.list.iter().map(|finding| (finding.urgency.class(), finding.what.as_str())).collect()
}

#[test]
fn a_limit_is_over_from_the_first_moment_after_it_and_a_wait_of_just_the_limit_is_not() {
    let of = |waited: i64| page(|floor| vec![wait(floor, 0, waited, 30, Some((0, 0)))], &[]);
    assert_eq!((of(29).services.over, of(30).services.over, of(31).services.over), (0, 0, 1));
    assert_eq!(of(31).findings.verdict, "1 visitor waits over the limit");
    assert_eq!(told(&of(31)), [("over", "Passport: application: 1 waits over the limit, the longest 31 min of 30")]);
    assert_eq!(of(30).findings.verdict, "Everybody waits within the limits");
    assert!(of(30).findings.is_well);
}

/// A service's longest wait, and of whom the page says that they are over the limit, where two limits stand beside each other.
#[test]
fn of_two_limits_in_one_service_the_longest_wait_is_the_longest_by_the_clock_q7() {
    let of = |general: i64| {
        let waits =
            |floor: &Floor| vec![wait(floor, 0, 20, 15, Some((0, 0))), wait(floor, 0, general, 35, Some((0, 0)))];
        page(waits, &[])
    };
    let row = |page: &Now| {
        let longest = page.services.rows[0].longest.as_ref().unwrap();
        (longest.minutes, longest.limit, longest.is_over)
    };
    let both = of(40);
    assert_eq!(told(&both), [("over", "Passport: application: 2 wait over the limit, the longest 40 min of 35")]);
    assert_eq!((row(&both), both.services.longest.clone().unwrap().0), ((40, 35, true), 40));
    let one = of(30);
    assert_eq!(told(&one), [("over", "Passport: application: 1 waits over the limit, the longest 20 min of 15")]);
    assert_eq!((row(&one), one.services.longest.clone().unwrap().0), ((30, 35, false), 30));
    assert_eq!(row(&of(20)), (20, 15, true), "of equals the one with the shorter limit");
}

/// Minutes waited, the limit, the range to wait on, and whether that is told.
#[test]
fn a_limit_that_will_be_used_up_within_a_quarter_of_an_hour_is_told_before() {
    for (waited, limit, expected, wanted) in [
        // Fourteen minutes are left.
        (16, 30, Some((10, 16)), 0),
        (16, 30, Some((13, 15)), 0),
        (16, 30, Some((14, 16)), 1),
        // Just a quarter of an hour, and more than that.
        (15, 30, Some((30, 60)), 1),
        (14, 30, Some((30, 60)), 0),
        // Nobody receives the service.
        (16, 30, None, 1),
        (1, 15, None, 1),
        // A short limit alone is no reason.
        (1, 15, Some((2, 4)), 0),
        (0, 10, Some((12, 20)), 1),
        // It is over already.
        (31, 30, Some((30, 60)), 0),
    ] {
        let page = page(|floor| vec![wait(floor, 0, waited, limit, expected)], &[]);
        assert_eq!(page.services.soon, wanted, "{waited} of {limit}, {expected:?}");
    }
}

#[test]
fn what_is_over_comes_before_what_will_be_and_that_before_what_is_amiss() {
    let kiosk = device("kiosk-1", DeviceRole::Kiosk, true, vec![DeviceFault::NoPaper, DeviceFault::ScannerSilent]);
    let waits = |floor: &Floor| {
        vec![
            wait(floor, 0, 20, 30, Some((20, 30))),
            wait(floor, 2, 50, 45, Some((0, 1))),
            wait(floor, 2, 47, 45, Some((0, 1))),
            wait(floor, 7, 3, 40, None),
        ]
    };
    let page = page(waits, &[kiosk]);
    assert_eq!(page.findings.verdict, "2 visitors wait over the limit");
    assert_eq!(
        told(&page),
        [
            ("over", "Residence permit: 2 wait over the limit, the longest 50 min of 45"),
            ("soon", "Passport: application: 1 will be over the limit by 09:57 if calls go on as they do"),
            ("soon", "Citizenship: 1 waits, and no open window receives this service"),
            ("amiss", "kiosk-1: no paper, the scanner does not answer"),
        ]
    );
    assert_eq!((page.services.waiting, page.services.longest.clone().unwrap().0), (4, 50));
    assert_eq!(page.services.finding, "Most wait for one service, 2: Residence permit");
}

#[test]
fn where_as_many_wait_for_several_services_none_of_them_is_named_q7() {
    let said = |services: &[usize]| {
        let page = page(|floor| services.iter().map(|of| wait(floor, *of, 1, 30, Some((0, 1)))).collect(), &[]);
        (page.services.finding, page.services.most, page.figures[0].beside.clone())
    };
    let none = |finding: &str| (finding.to_owned(), None, String::new());
    assert_eq!(said(&[]), none("Nobody waits"));
    assert_eq!(said(&[0, 2]), none("Waiting now: 2"));
    assert_eq!(said(&[0, 2, 0, 2, 7]), none("Waiting now: 5"));
    let (finding, most, beside) = said(&[0, 2, 2]);
    assert_eq!(finding, "Most wait for one service, 2: Residence permit");
    assert_eq!((most.as_deref(), beside.as_str()), (Some("Residence permit"), "Residence permit"));
}

#[test]
fn what_would_mend_a_service_stands_beside_what_will_be_and_not_beside_what_is_over() {
    let window = |number: usize| {
        let floor = crate::config::parse(DEMO).unwrap().floor;
        let window: &WindowId = &floor.windows[number - 1].id;
        (window.clone(), floor.windows[number - 1].number)
    };
    let ((third, its_number), (fifth, number)) = (window(3), window(5));
    let mends = [(0, Mend::Resume(third)), (2, Mend::TooLittle), (3, Mend::Open(fifth)), (7, Mend::NoWindow)];
    let waits = |floor: &Floor| {
        vec![
            wait(floor, 0, 50, 45, Some((0, 1))),
            wait(floor, 0, 20, 30, Some((20, 30))),
            wait(floor, 1, 50, 45, Some((0, 1))),
            wait(floor, 2, 20, 30, Some((20, 30))),
            wait(floor, 3, 1, 60, None),
            wait(floor, 7, 3, 40, None),
        ]
    };
    let page = page_with(waits, &[], &mends);
    let told: Vec<_> = page.findings.list.iter().map(|f| (f.urgency.class(), f.mend.as_deref())).collect();
    let resume = format!("Let window {its_number} resume, then nobody more will be over the limit.");
    let open = format!("Open window {number}, then nobody more will be over the limit.");
    assert_eq!(
        told,
        [
            ("over", None),
            ("over", None),
            ("soon", Some(resume.as_str())),
            ("soon", Some("One window more would not do.")),
            ("soon", Some(open.as_str())),
            ("soon", Some("This service has no further window with a free clerk.")),
        ]
    );
    let within = page_with(|floor| vec![wait(floor, 2, 1, 30, Some((1, 2)))], &[], &mends);
    assert!(within.findings.is_well, "a mend of a moment ago stands alone nowhere");
}

#[test]
fn the_bars_of_all_services_share_one_scale() {
    let waits = |floor: &Floor| vec![wait(floor, 0, 60, 30, Some((0, 0))), wait(floor, 1, 3, 15, Some((0, 0)))];
    let page = page(waits, &[]);
    let bars: Vec<_> = page.services.rows.iter().filter_map(|row| row.longest.as_ref()).collect();
    assert_eq!(
        bars.iter().map(|bar| (bar.bar, bar.tick, bar.is_over)).collect::<Vec<_>>(),
        [(100, 50, true), (5, 25, false)]
    );
}

fn device(name: &str, role: DeviceRole, connected: bool, faults: Vec<DeviceFault>) -> DeviceStatus {
    let last_seen = (name != "hall-9").then(now);
    DeviceStatus { device: DeviceId::new(name).unwrap(), role, connected, last_seen, program: String::new(), faults }
}

#[test]
fn a_console_that_is_off_is_no_fault_and_a_kiosk_or_a_hall_display_that_is_off_is_one() {
    let all = [
        device("kiosk-1", DeviceRole::Kiosk, true, Vec::new()),
        device("kiosk-2", DeviceRole::Kiosk, false, vec![DeviceFault::NoPaper]),
        device("console-1", DeviceRole::Console, false, Vec::new()),
        device("hall-1", DeviceRole::Hall, true, vec![DeviceFault::NoSound]),
        device("hall-9", DeviceRole::Hall, false, Vec::new()),
    ];
    let page = page(|_| Vec::new(), &all);
    assert_eq!(page.devices.finding, "3 devices need a look");
    assert_eq!(
        told(&page),
        [
            ("amiss", "kiosk-2: not connected since 09:42"),
            ("amiss", "hall-1: no sound"),
            ("amiss", "hall-9: not connected since the server began"),
        ]
    );
    assert_eq!(page.findings.verdict, "Nobody waits");
    let longest = &page.figures[1];
    assert_eq!((longest.value.as_str(), longest.unit.as_str()), ("–", ""), "no wait is none of no minutes");
}
