//! Who is expected today: the list that is asked for, looked at and kept nowhere (P1), as data in and data out, and row by row in the real
//! window.

use i_slint_backend_testing::AccessibleRole as Role;
use operator_console::deed::Deed;
use operator_console::model::Input;
use operator_console::notice::Say;
use operator_console::view::{Choice, DialogKind, Key, Readiness};
use protocol::message::{Answer, Ask, Failure, Show};
use protocol::visitor::{ExpectedState, ExpectedToday, ExpectedVisitor, NotShown, Personal, Shown};
use queue::floor::Role as Staff;
use queue::ids::BookingNumber;

use crate::clerk::in_every_language;
use crate::office::{Office, ParseKey, session};
use crate::{NAME, booking_floor, with_anna};

fn list(names: bool) -> ExpectedToday {
    let one = |number, at: &str, state, name: &str| ExpectedVisitor {
        number: BookingNumber(number),
        service: "passport".parse_key(),
        at: at.parse().unwrap(),
        state,
        name: if names { Shown::Shown(Personal(name.to_owned())) } else { Shown::NotShown(NotShown::NotPrivate) },
    };
    let here = ExpectedState::Here { number: "A012".parse().unwrap() };
    let visitors = vec![
        one(48_213_907, "09:45:00", here, NAME),
        one(51_700_264, "10:15:00", ExpectedState::Expected, "Акопян Тигран"),
    ];
    ExpectedToday { visitors, more: 0 }
}

#[test]
fn who_is_expected_today_is_asked_for_looked_at_and_kept_nowhere() {
    let mut office = with_anna();
    office.press(Key::Expected);
    assert_eq!(office.the_ask(), Ask::ExpectedToday);
    assert!(office.desk_view().dialog.unwrap().waiting);
    office.answer(Answer::Expected(Box::new(list(true))));
    let dialog = office.desk_view().dialog.unwrap();
    assert_eq!((dialog.kind, dialog.waiting, dialog.unnamed), (DialogKind::Expected, false, None));
    let row = |choice: &Choice| match choice {
        Choice::Expected { at, name: Shown::Shown(name), .. } => format!("{at} {}", name.0),
        other => panic!("{other:?}"),
    };
    let rows: Vec<_> = dialog.choices.iter().map(row).collect();
    assert_eq!(rows, [format!("09:45 {NAME}"), "10:15 Акопян Тигран".to_owned()]);
    office.deed(Deed::Accept);
    assert_eq!(office.the_ask(), Ask::ExpectedToday, "looked at again");
    office.deed(Deed::Cancel);
    office.answer(Answer::Expected(Box::new(list(true))));
    assert_eq!(office.desk_view().dialog, None, "what was left does not come back");
    assert!(!format!("{:?}{:?}{:?}", office.model, office.stored, office.asked).contains("Тигран"));
}

#[test]
fn the_list_goes_with_whoever_asked_for_it_and_is_there_only_where_the_floor_takes_bookings() {
    let mut office = Office::serving("ru");
    assert_eq!(office.view().frame.expected, None);
    office.press(Key::Expected);
    assert!(office.asked.is_empty() && office.desk_view().dialog.is_none());
    let mut desk = Office::at_reception("ru");
    booking_floor(&mut desk);
    assert_eq!(desk.view().frame.expected, Some(Readiness::Ready));
    desk.press(Key::Expected);
    desk.answer(Answer::Expected(Box::new(list(false))));
    let dialog = |office: &Office| office.view().screen.dialog().cloned();
    assert_eq!(dialog(&desk).unwrap().unnamed, Some(NotShown::NotPrivate));
    desk.show(Show::SessionEnded);
    desk.type_in("reception", "1234");
    desk.deed(Deed::SignIn);
    desk.answer(Answer::SignedIn(session(&[Staff::Receptionist], None)));
    assert_eq!(dialog(&desk), None);
    desk.input(Input::Lost);
    desk.press(Key::Expected);
    assert_eq!(dialog(&desk), None);
}

#[test]
fn a_list_that_cannot_be_had_is_said_in_the_question() {
    let mut office = with_anna();
    office.press(Key::Expected);
    office.fail(Failure::Busy);
    assert_eq!(office.desk_view().dialog.unwrap().problem.unwrap().say, Say::Failed(Failure::Busy));
}

#[test]
fn the_list_of_today_is_read_row_by_row_at_the_window_and_at_the_reception_desk() {
    in_every_language(|clerk| {
        clerk.office.type_in("reception", "1234");
        clerk.office.deed(Deed::SignIn);
        clerk.office.answer(Answer::SignedIn(session(&[Staff::Receptionist], None)));
        booking_floor(&mut clerk.office);
        clerk.look();
        clerk.presses("Booked today");
        clerk.screen.find(Role::Form, &clerk.say("Expected today"));
        assert!(clerk.screen.has(&clerk.say("Looking…")));
        clerk.office.answer(Answer::Expected(Box::new(list(true))));
        clerk.look();
        let service = clerk.of("Загранпаспорт: подача", "Passport: application", "Անձնագիր. հանձնում");
        let note = |number: &str, state: String| {
            let note = clerk.say("{0}, booking {1}, {2}");
            note.replace("{0}", service).replace("{1}", number).replace("{2}", &state)
        };
        let here = note("4821 3907", clerk.words.say("here as {}", "A012"));
        let later = note("5170 0264", clerk.say("not here yet"));
        clerk.screen.find(Role::ListItem, &format!("09:45   {NAME}, {here}"));
        clerk.screen.find(Role::ListItem, &format!("10:15   Акопян Тигран, {later}"));
        clerk.presses("Look again");
        clerk.office.answer(Answer::Expected(Box::new(list(false))));
        clerk.look();
        assert!(!clerk.screen.has(NAME));
        let unnamed = "Names are not shown: the connection is not private. The administrator can write wss:// for ws:// in this console's file.";
        assert!(clerk.screen.has(&clerk.say(unnamed)), "the mend is named");
        clerk.presses("Look again");
        clerk.office.answer(Answer::Expected(Box::new(ExpectedToday { visitors: Vec::new(), more: 0 })));
        clerk.look();
        assert!(clerk.screen.has(&clerk.say("Nobody has booked for today.")));
        clerk.presses("Close");
        assert!(clerk.office.view().screen.dialog().is_none());
    });
}
