//! The clerk's whole day by what stands on the screen: every act is found by its label in the clerk's language, pressed with the mouse,
//! and asks the server for what it says (Q2, Q5, Q6, Q8, B6). The office answers as the server would.
#![allow(clippy::unwrap_used, clippy::wildcard_enum_match_arm)] // A test may fail where it stands, and picks what it looks for.

mod clerk;
mod office;
mod screen;
mod words;

use clerk::{called_stage_now, gone, in_every_language, sits_down, stands};
use i_slint_backend_testing::AccessibleRole as Role;
use jiff::SignedDuration;
use office::{ParseKey, seated, session, ticket, visitor};
use operator_console::view::{ReceptionKey, Screen as Shown};
use protocol::board::{AtWindowStage, PauseView};
use protocol::message::{Answer, Ask, Show, TicketState, TicketView};
use queue::command::{Leaving, Target};
use queue::floor::{PlaceRule, Role as Person};
use queue::ids::TicketId;
use slint::platform::Key;

#[test]
fn from_sign_in_to_a_finished_visit_and_a_no_show_q2() {
    in_every_language(|clerk| {
        sits_down(clerk);
        clerk.calls_next();
        clerk.presses("Call again");
        clerk.asks(&Ask::Recall, |_| {});
        clerk.starts();
        clerk.presses("Finish");
        clerk.asks(&Ask::Finish, gone);
        clerk.calls_next();
        if let AtWindowStage::Called { calls, calls_missing, .. } =
            &mut clerk.office.desk().visitor.as_mut().unwrap().stage
        {
            (*calls, *calls_missing) = (2, 0);
        }
        clerk.office.publish();
        clerk.office.pass(90);
        clerk.look();
        clerk.presses("No-show");
        clerk.asks(&Ask::NoShow, gone);
        clerk.presses("Came back");
        clerk.picks("A010");
        clerk.presses("Back into the queue");
        clerk.asks(&Ask::ComeBack { ticket: TicketId(10) }, |_| {});
    });
}

#[test]
fn a_step_is_taken_back_within_ten_seconds() {
    in_every_language(|clerk| {
        sits_down(clerk);
        clerk.calls_next();
        clerk.office.desk().undo_until = Some(clerk.office.floor_now + SignedDuration::from_secs(10));
        clerk.office.publish();
        clerk.look();
        let undo = clerk.words.say("Undo, {} s left", "10");
        let place = clerk.screen.place(Role::Button, &undo);
        clerk.screen.click_at(place);
        clerk.done();
        clerk.asks(&Ask::Undo, |office| {
            office.desk().undo_until = None;
            gone(office);
        });
        let nobody = clerk.say("Nobody");
        assert!(clerk.screen.has(&nobody));
    });
}

#[test]
fn a_visit_with_a_further_service_goes_on_and_is_never_said_to_end_q8() {
    in_every_language(|clerk| {
        sits_down(clerk);
        clerk.serves_next();
        let call = clerk.say("Call the next visitor");
        let ends = clerk.words.say("the visit of {} ends", "A012");
        let beneath = |clerk: &clerk::Clerk<'_>| clerk.screen.find(Role::Button, &call).accessible_description();
        assert_eq!(beneath(clerk).unwrap(), ends);
        clerk.office.desk().visitor.as_mut().unwrap().then = vec!["collect".parse_key()];
        clerk.office.publish();
        clerk.look();
        let collect = clerk.of("Загранпаспорт: получение", "Passport: collection", "Անձնագիր. ստացում");
        let goes_on = clerk.say("{0} goes on to: {1}").replace("{0}", "A012").replace("{1}", collect);
        assert_eq!(beneath(clerk).unwrap(), goes_on.as_str());
        clerk.presses("Close window");
        let row = clerk.words.say("Done here, goes on to: {}", collect);
        clerk.screen.find(Role::ListItem, &row);
        clerk.presses("Cancel");
        clerk.presses("Finish");
        clerk.asks(&Ask::Finish, |office| {
            gone(office);
            office.desk().undo_until = Some(office.floor_now + SignedDuration::from_secs(10));
        });
        assert!(clerk.screen.has(&clerk.words.say("{} goes on to the next service", "A012")));
    });
}

#[test]
fn a_visitor_is_parked_brought_back_sent_on_and_refused_q8_b6() {
    in_every_language(|clerk| {
        sits_down(clerk);
        clerk.serves_next();
        clerk.presses("Park");
        clerk.picks(clerk.of("оплачивает пошлину", "paying the fee", "վճարում է տուրքը"));
        clerk.types("Remind me in, min", "15");
        clerk.presses("Park");
        clerk.asks(&Ask::Park { reason: "fee".parse_key(), alarm_min: Some(15) }, gone);
        let back = clerk.words.say("Bring back {}", "A008");
        clerk.press_label(Role::Button, &back);
        clerk.asks(&Ask::Return { ticket: TicketId(8) }, |office| stands(office, visitor(called_stage_now(office))));
        clerk.presses("Transfer");
        clerk.picks(clerk.of("Вид на жительство", "Residence permit", "Կացության իրավունք"));
        clerk.presses("Transfer");
        clerk.asks(&Ask::Transfer { to: Target::Service("permit".parse_key()) }, gone);
        clerk.serves_next();
        clerk.presses("Next service");
        clerk.picks(clerk.of("Касса", "Cash desk", "Դրամարկղ"));
        clerk.presses("Send on");
        clerk.asks(&Ask::NextService { service: Some("fee".parse_key()) }, gone);
        clerk.calls_next();
        clerk.presses("Refuse");
        clerk.picks(clerk.of("данные не совпадают", "data does not match", "տվյալները չեն համընկնում"));
        clerk.presses("Refuse");
        clerk.asks(&Ask::Refuse { reason: "mismatch".parse_key() }, gone);
    });
}

#[test]
fn a_right_that_is_not_there_is_denied_beside_its_category_q5() {
    in_every_language(|clerk| {
        sits_down(clerk);
        clerk.calls_next();
        clerk.office.desk().visitor.as_mut().unwrap().category = "infant".parse_key();
        clerk.office.publish();
        clerk.look();
        clerk.presses("No right");
        clerk.asks(&Ask::DenyRight, gone);
    });
}

#[test]
fn a_call_by_number_and_one_out_of_turn_need_a_reason_q6() {
    in_every_language(|clerk| {
        let unwell = clerk.of("плохое самочувствие", "feels unwell", "վատ է զգում");
        let reason = || "unwell".parse_key();
        sits_down(clerk);
        clerk.presses("By number");
        clerk.types("Number on the coupon", "a250");
        clerk.picks(unwell);
        clerk.presses("Call");
        assert_eq!(clerk.office.the_ask(), Ask::FindTicket { number: "A250".parse().unwrap() });
        clerk.office.answer(Answer::Ticket(ticket(250, "A250")));
        clerk.look();
        clerk.asks(&Ask::CallTicket { ticket: TicketId(250), reason: reason() }, |office| {
            stands(office, visitor(called_stage_now(office)));
        });
        clerk.starts();
        clerk.presses("Out of turn");
        clerk.picks("A015");
        clerk.picks(unwell);
        clerk.presses("Call");
        clerk.asks(&Ask::CallTicket { ticket: TicketId(15), reason: reason() }, |office| {
            stands(office, visitor(called_stage_now(office)));
        });
    });
}

#[test]
fn a_window_pauses_goes_on_and_closes_with_a_visitor_who_waits_again() {
    in_every_language(|clerk| {
        sits_down(clerk);
        clerk.presses("Pause");
        clerk.picks(clerk.of("обед", "lunch", "ճաշ"));
        clerk.presses("Pause");
        clerk.asks(&Ask::PauseWindow { reason: "lunch".parse_key() }, |office| {
            let since = office.floor_now;
            office.desk().pause = Some(PauseView { reason: "lunch".parse_key(), since });
        });
        clerk.presses("End the pause");
        clerk.asks(&Ask::ResumeWindow, |office| office.desk().pause = None);
        clerk.serves_next();
        clerk.presses("Close window");
        let question = clerk.words.say("Close the window: what becomes of {}?", "A012");
        clerk.screen.find(Role::Form, &question);
        let put_back = clerk.say("Back into the queue, at the old place");
        clerk.picks(&put_back);
        clerk.presses("Close window");
        clerk.asks(&Ask::CloseWindow { visitor: Some(Leaving::PutBack) }, |office| {
            gone(office);
            office.desk().clerk = None;
        });
        assert!(matches!(clerk.office.view().screen, Shown::Windows(_)));
        clerk.office.desk().undo_until = Some(clerk.office.floor_now + SignedDuration::from_secs(10));
        clerk.office.publish();
        clerk.look();
        let closed = clerk.words.say("Window {} is closed", "4");
        assert!(clerk.screen.has(&closed));
        let undo = clerk.words.say("Undo, {} s left", "10");
        let place = clerk.screen.place(Role::Button, &undo);
        clerk.screen.click_at(place);
        clerk.done();
        assert_eq!(clerk.office.the_ask(), Ask::Undo);
        clerk.office.reject(queue::Rejection::UndoOvertaken);
        clerk.office.desk().undo_until = None;
        clerk.office.publish();
        clerk.look();
        assert!(clerk.screen.has(&clerk.say("The visitor of that step has moved on.")));
        clerk.presses("Sign out");
        assert_eq!(clerk.office.the_ask(), Ask::SignOut);
        clerk.office.answer_done();
        clerk.look();
        let login = clerk.say("Login");
        clerk.screen.find(Role::TextInput, &login);
    });
}

#[test]
fn the_window_of_a_clerk_who_fell_ill_is_closed_by_a_manager_and_by_a_receptionist() {
    for role in [Person::Manager, Person::Receptionist] {
        in_every_language(move |clerk| {
            clerk.office.board.windows[4].clerk = Some(seated("orlov", "Павел Орлов"));
            let since = clerk.office.floor_now;
            clerk.office.board.windows[1].visitor = Some(Box::new(visitor(AtWindowStage::Serving { since })));
            clerk.office.publish();
            clerk.office.type_in("kovaleva", "1234");
            clerk.office.deed(operator_console::deed::Deed::SignIn);
            clerk.office.answer(Answer::SignedIn(session(&[role], None)));
            clerk.look();
            clerk.presses("Close another's window");
            clerk.screen.find(Role::Form, &clerk.say("Close the window of a clerk who went away"));
            let petrov = clerk.words.say("Window {}", "2");
            clerk.picks(&petrov);
            let back = clerk.say("Back into the queue, at the old place");
            clerk.picks(&back);
            clerk.presses("Close window");
            let (window, clerk_there) = ("w2".parse_key(), "petrov".parse_key());
            let visitor = Some(Leaving::PutBack);
            let ask = Ask::TakeOverWindow { window, clerk: clerk_there, visitor };
            assert_eq!(clerk.office.the_ask(), ask);
            clerk.office.reject(queue::Rejection::WindowTaken { by: "orlov".parse_key() });
            clerk.look();
            assert!(clerk.screen.has(&clerk.words.say("The window is taken: {}.", "Павел Орлов")));
            clerk.presses("Close window");
            clerk.office.reject(queue::Rejection::WindowClosed);
            clerk.look();
            assert!(clerk.screen.has(&clerk.say("Nobody sits at that window.")));
            clerk.screen.key(Key::Escape);
            clerk.done();
            clerk.screen.key_with(Key::Shift, Key::F7);
            clerk.done();
            clerk.screen.key('1');
            clerk.done();
            clerk.screen.key(Key::Tab);
            clerk.screen.key('1');
            clerk.screen.key(Key::Return);
            clerk.done();
            let finish = Some(Leaving::Finish);
            let (window, clerk_there) = ("w2".parse_key(), "petrov".parse_key());
            clerk.asks(&Ask::TakeOverWindow { window, clerk: clerk_there, visitor: finish }, |office| {
                office.board.windows[1].clerk = None;
                office.board.windows[1].visitor = None;
            });
            assert!(clerk.screen.has(&clerk.words.say("Window {} is closed and can be taken.", "2")));
        });
    }
}

#[test]
fn a_visitor_who_missed_the_call_comes_back_to_the_reception_desk_q2() {
    in_every_language(|clerk| {
        clerk.office.type_in("kovaleva", "1234");
        clerk.office.deed(operator_console::deed::Deed::SignIn);
        clerk.office.answer(Answer::SignedIn(session(&[Person::Receptionist], None)));
        clerk.look();
        for (place, before, after) in [
            (PlaceRule::Back, "The visitor waits again behind everyone.", "{} waits again, behind everyone."),
            (
                PlaceRule::KeepsTime,
                "The visitor waits again by the time of the coupon.",
                "{} waits again, by the time of the coupon.",
            ),
            (PlaceRule::Front, "The visitor waits again before the others.", "{} waits again, before the others."),
        ] {
            let mut floor = office::floor();
            floor.rules.place_came_back = place;
            clerk.office.show(Show::Floor(Box::new(floor)));
            clerk.look();
            clerk.presses("Came back");
            assert!(clerk.screen.has(&clerk.say(before)), "{place:?}");
            clerk.picks("A010");
            clerk.presses("Back into the queue");
            clerk.asks(&Ask::ComeBack { ticket: TicketId(10) }, |_| {});
            assert!(clerk.screen.has(&clerk.words.say(after, "A010")), "{place:?}");
        }
        clerk.screen.key_with(Key::Shift, Key::F6);
        clerk.done();
        clerk.screen.find(Role::Form, &clerk.say("Came back after a no-show"));
    });
}

#[test]
fn only_a_ticket_that_waits_and_may_be_called_has_somebody_ahead_and_none_has_zero_people_b4() {
    in_every_language(|clerk| {
        clerk.office.type_in("kovaleva", "1234");
        clerk.office.deed(operator_console::deed::Deed::SignIn);
        clerk.office.answer(Answer::SignedIn(session(&[Person::Receptionist], None)));
        let hall = clerk.of("Зал 1", "Hall 1", "Սրահ 1");
        let nobody = format!("{}, {hall}", clerk.say("nobody ahead"));
        // Whom nobody may call before the booked time has nobody ahead by the number alone, and is told no place.
        let later = Some(jiff::civil::time(10, 15, 0, 0));
        for (state, called_from, said) in [
            (TicketState::Waiting, None, nobody.as_str()),
            (TicketState::Waiting, later, hall),
            (TicketState::Called, None, hall),
            (TicketState::Finished, None, hall),
            (TicketState::NoShow, None, hall),
        ] {
            clerk.office.deed(operator_console::deed::Deed::NumberTyped("A013".to_owned()));
            clerk.office.deed(operator_console::deed::Deed::Reception(ReceptionKey::Find));
            let found = TicketView { state, called_from, ahead: 0, copies: 0, ..*ticket(13, "A013") };
            clerk.office.answer(Answer::Ticket(Box::new(found)));
            clerk.look();
            assert!(clerk.screen.has(said), "{state:?}: \"{said}\" is not there");
        }
    });
}
