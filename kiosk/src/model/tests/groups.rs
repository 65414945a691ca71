//! Groups of services: the way into them, and what their rows say of all their services.

use queue::floor::Group;

use super::*;
use crate::view::{Moment, WaitRange};

/// A kiosk whose first services are in one group.
fn grouped(members: usize) -> Bench {
    let mut bench = Bench::open();
    let mut floor = floor();
    floor.groups = vec![Group { id: GroupId::new("papers").unwrap(), name: text("Паспорта", "Papers") }];
    for service in &mut floor.services[..members] {
        service.group = Some(GroupId::new("papers").unwrap());
    }
    bench.happens(What::Floor(morning(), Box::new(floor)));
    bench
}

fn of_group(bench: &Bench) -> ServiceState {
    match bench.screen() {
        Screen::Services(services) => services.rows[0].state,
        other => panic!("{other:?} is no list"),
    }
}

#[test]
fn groups_come_first_where_the_office_has_them() {
    let mut bench = grouped(1);
    let Screen::Services(services) = bench.screen() else { panic!() };
    let names: Vec<&str> = services.rows.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(names, ["Паспорта", "Услуга advice"]);
    bench.touch(Touch::Row(0));
    let Screen::Services(services) = bench.screen() else { panic!() };
    assert_eq!((services.rows.len(), services.rows[0].name.as_str()), (1, "Услуга passport"));
    bench.touch(Touch::Row(0));
    bench.touch(Touch::Back);
    assert!(matches!(bench.screen(), Screen::Services(services) if services.rows.len() == 1), "back to the group");
    bench.touch(Touch::Back);
    assert!(matches!(bench.screen(), Screen::Services(services) if services.rows.len() == 2));
}

#[test]
fn a_group_says_who_waits_in_it_and_how_long_one_would_wait_for_what_can_be_had() {
    let mut bench = grouped(2);
    let mut both = board([open(), open()]);
    both.services[1].waiting = 3;
    both.services[1].expected = Some(Expected { from_min: 4, to_min: 8 });
    bench.happens(What::Board(morning(), both.clone()));
    let wait = Some(WaitRange { low_min: 4, high_min: 20 });
    assert_eq!(of_group(&bench), ServiceState::Open { people: 10, wait }, "from the least to the most");
    both.services[1].issue = Issue::Gone { next: None };
    bench.happens(What::Board(morning(), both.clone()));
    let wait = Some(WaitRange { low_min: 12, high_min: 20 });
    assert_eq!(of_group(&bench), ServiceState::Open { people: 10, wait }, "what is gone has no wait");
    both.services[0].expected = None;
    bench.happens(What::Board(morning(), both));
    assert_eq!(of_group(&bench), ServiceState::Open { people: 10, wait: None });
}

#[test]
fn a_group_of_which_nothing_can_be_had_says_so_and_cannot_be_chosen() {
    let next = Some(tomorrow());
    let later = Some(Opening { date: date(2026, 11, 23), ..tomorrow() });
    let from = "2026-11-17T06:30:00Z".parse().unwrap();
    let afternoon = "2026-11-17T10:00:00Z".parse().unwrap();
    let shown = Moment::Tomorrow(time(8, 30, 0, 0));
    let today = ServiceState::NotYet(Moment::Today(time(10, 30, 0, 0)));
    for (issues, state) in [
        ([Issue::Gone { next: later }, Issue::Gone { next }], ServiceState::Gone(shown)),
        ([Issue::Gone { next: later }, Issue::Over { next }], ServiceState::Gone(shown)),
        ([Issue::NotYet { from: afternoon, pause: true }, Issue::NotYet { from, pause: false }], today),
        ([Issue::Gone { next }, Issue::NotYet { from, pause: false }], today),
        ([Issue::Over { next }, Issue::ClosedToday { next: later }], ServiceState::NotYet(shown)),
        ([Issue::Stopped, Issue::ClosedToday { next }], ServiceState::NotYet(shown)),
        ([Issue::Stopped, Issue::Stopped], ServiceState::Stopped),
    ] {
        // A third service, of no group, can be had: the first screen stands.
        let mut bench = grouped(2);
        let mut floor = *bench.model.floor.clone().unwrap();
        floor.services.push(service("permit", 'M', false));
        bench.happens(What::Floor(morning(), Box::new(floor)));
        let mut board = board(issues.clone());
        board.services.push(KioskService { service: ServiceId::new("permit").unwrap(), ..board_line() });
        bench.happens(What::Board(morning(), board));
        assert_eq!(of_group(&bench), state, "{issues:?}");
        bench.touch(Touch::Row(0));
        let Screen::Services(services) = bench.screen() else { panic!() };
        assert_eq!(services.list, crate::view::ServiceList::Groups, "{issues:?}");
    }
}

fn board_line() -> KioskService {
    board([open(), open()]).services.remove(0)
}
