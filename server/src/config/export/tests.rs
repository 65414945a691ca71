//! Floors written and read again, the demo's and any by dice.

use proptest::test_runner::{Config, TestRunner};
use queue::floor::{Group, Hall, PictureFile};
use queue::ids::{DeviceId, GroupId, HallId, PictureId};

use super::*;
use crate::config::{parse, report};

const DEMO: &str = include_str!("../../../../assets/demo/floor.toml");

fn read(text: &str) -> Floor {
    parse(text).unwrap_or_else(|problems| panic!("{}\n{text}", report(&problems, "export", text))).floor
}

#[test]
fn the_demo_floor_written_and_read_is_the_same_floor() {
    let floor = read(DEMO);
    let written = toml(&floor);
    assert_eq!(read(&written), floor, "{written}");
    assert_eq!(toml(&read(&written)), written, "and so on");
    for not_the_floors in ["listen", "messages", "personal_data", "smtp"] {
        assert!(!written.contains(not_the_floors), "{not_the_floors}");
    }
}

#[test]
fn hours_up_to_midnight_are_written_as_they_are_typed_q4() {
    let typed = DEMO.replacen("tue = [\"08:30-17:00\"]", "tue = [\"00:00-24:00\"]", 1);
    let written = toml(&read(&typed));
    assert!(written.contains("\"00:00-24:00\""), "{written}");
}

/// What a text may hold, quotes and backslashes too, and every kind of field, by dice.
#[test]
fn any_floor_written_and_read_is_the_same_floor() {
    let strategy = (
        proptest::collection::vec("[ -~а-яА-ЯёԱ-Ֆա-ֆ«»’\"\\\\#\\[\\]{}=,]{1,40}", 12),
        proptest::collection::vec(0_u16..1000, 24),
    );
    let mut runner = TestRunner::new(Config { cases: 200, failure_persistence: None, ..Config::default() });
    let outcome = runner.run(&strategy, |(words, dice)| {
        let floor = bent(read(DEMO), &words, &dice);
        let written = toml(&floor);
        let again = parse(&written)
            .map_err(|problems| proptest::test_runner::TestCaseError::fail(report(&problems, "export", &written)))?;
        proptest::prop_assert_eq!(again.floor, floor);
        Ok(())
    });
    outcome.unwrap();
}

fn said(words: &[String], at: u16) -> Text {
    let word = |shift: usize| {
        let word = words[(usize::from(at) + shift) % words.len()].trim();
        if word.is_empty() { "x".into() } else { word.into() }
    };
    let languages = ["ru", "en", "hy"].iter().enumerate();
    Text(languages.map(|(shift, key)| (queue::ids::Language::new(key).unwrap(), word(shift))).collect())
}

fn coupon(dice: &[u16]) -> Coupon {
    let yes = |at: usize| dice[at].is_multiple_of(2);
    let short = ["5 Abovyan Street", "ул. Абовяна, 5, тел. +374\u{a0}10\u{a0}505050", "Աբովյան 5", "\"#={},"];
    let text = |at: usize| {
        let words = short.map(str::to_owned);
        if yes(at) { Text::default() } else { said(&words, dice[at]) }
    };
    Coupon { ahead: yes(0), wait: yes(1), code: yes(2), note: text(3), thanks: text(4) }
}

fn devices(dice: &[u16]) -> Vec<Device> {
    let id = |at: u16| DeviceId::new(&format!("device-{at}")).unwrap();
    let roles = [DeviceRole::Kiosk, DeviceRole::Console, DeviceRole::Hall];
    let device = |at: u16| {
        let role = if at == 0 { DeviceRole::Kiosk } else { roles[usize::from(dice[usize::from(at)]) % 3] };
        let prints_at = (role == DeviceRole::Console && dice[2].is_multiple_of(2)).then(|| id(0));
        Device { id: id(at), role, prints_at }
    };
    (0..dice[5] % 12).map(device).collect()
}

fn bent(mut floor: Floor, words: &[String], dice: &[u16]) -> Floor {
    let rules = &mut floor.rules;
    rules.policy = [Policy::FirstCome, Policy::Credit, Policy::Ratio { general: 7 }][usize::from(dice[0]) % 3];
    rules.call_finishes = dice[1].is_multiple_of(2);
    rules.no_show_alone_s = dice[2].is_multiple_of(2).then(|| 90 + u32::from(dice[2]));
    rules.place_came_back = [PlaceRule::KeepsTime, PlaceRule::Front, PlaceRule::Back][usize::from(dice[3]) % 3];
    rules.booking.holds = 10 + dice[4];
    rules.booking.early_calls = dice[5].is_multiple_of(2);
    floor.calendar.day_turns_at = Time::new(if dice[6].is_multiple_of(2) { 0 } else { 4 }, 0, 0, 0).unwrap();
    floor.office = said(words, dice[7]);
    floor.notices = (0..dice[8] % 4).map(|at| said(words, at + dice[8])).collect();
    floor.groups = vec![Group { id: GroupId::new("papers").unwrap(), name: said(words, dice[9]) }];
    floor.halls.push(Hall { id: HallId::new("hall-2").unwrap(), name: said(words, dice[10]) });
    floor.public_url = dice[11].is_multiple_of(2).then(|| "https://office.test/q".into());
    for (at, service) in floor.services.iter_mut().enumerate() {
        let die = dice[12 + at % 8];
        service.name = said(words, die);
        service.group = die.is_multiple_of(3).then(|| GroupId::new("papers").unwrap());
        service.at_kiosk = die.is_multiple_of(2);
        if die.is_multiple_of(4) {
            service.issue.0.remove(&Weekday::Sat);
        }
        if die.is_multiple_of(5) {
            service.short = Text::default();
        }
    }
    floor.categories[1].wait_limit_min = (dice[20] > 0 && dice[20] <= 600).then_some(dice[20]);
    floor.categories[1].note = if dice[21].is_multiple_of(2) { Text::default() } else { said(words, dice[21]) };
    floor.clerks[0].name = said(words, dice[22]).0.values().next().unwrap().clone();
    floor.clerks[1].roles.extend([Role::Administrator, Role::Manager]);
    floor.windows[0].whereabouts = if dice[23].is_multiple_of(2) { Text::default() } else { said(words, dice[23]) };
    floor.coupon = coupon(dice);
    floor.pictures = (0..dice[0] % 5)
        .map(|at| Picture {
            id: PictureId::new(&format!("picture-{at}")).unwrap(),
            file: PictureFile::of_hash([u8::try_from(at).unwrap(); 32]),
            says: said(words, at + dice[1]),
            hall: at.is_multiple_of(2).then(|| HallId::new("hall-2").unwrap()),
            shown_s: 5 + dice[2] % 116,
        })
        .collect();
    floor.devices = devices(dice);
    floor.reasons.told.clear();
    floor.reasons.mismatch = None;
    floor
}
