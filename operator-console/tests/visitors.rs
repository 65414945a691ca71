//! The booked visitor at the window and, in `expected`, who is expected today: shown, compared, refused, and gone from the console when it
//! is over (B6, P1, P5), as data in and data out, and in the real window by the labels of each language.
#![allow(clippy::unwrap_used, clippy::wildcard_enum_match_arm)] // A test may fail where it stands, and picks what it looks for.

mod clerk;
mod expected;
mod office;
mod screen;
mod words;

use clerk::{Clerk, gone, in_every_language, sits_down, stands};
use i_slint_backend_testing::AccessibleRole as Role;
use office::{Office, ParseKey, called_stage, session, visitor};
use operator_console::deed::Deed;
use operator_console::model::Input;
use operator_console::notice::Say;
use operator_console::view::{DialogKind, Key, Person, Readiness, Screen as Shows, Who};
use protocol::message::{Ask, BookedView, Failure, Show, Welcome};
use protocol::visitor::{DocumentKind, DocumentView, NotShown, PersonView, Personal, Proof, Shown, VisitorView};
use queue::floor::Role as Staff;
use queue::ids::TicketId;
use slint::platform::Key as Pressed;

const NAME: &str = "Иванова Анна Петровна";

/// Who stands at the window in `visitor`, by a booking for 09:45.
fn told(person: Shown<Box<PersonView>>) -> VisitorView {
    let booked = BookedView { at: "09:45:00".parse().unwrap(), late: false };
    VisitorView { ticket: TicketId(12), service: "passport".parse_key(), booked, person }
}

fn anna(proof: Proof) -> Shown<Box<PersonView>> {
    Shown::Shown(Box::new(PersonView {
        name: Personal(NAME.to_owned()),
        document: DocumentView { kind: DocumentKind::RussianPassport, number: Personal("4510 123456".to_owned()) },
        purpose: Some(Personal("Паспорт ребёнку".to_owned())),
        consent_at: "2026-11-09T21:20:00Z".parse().unwrap(),
        proof,
    }))
}

fn show(office: &mut Office, visitor: Option<VisitorView>) {
    office.show(Show::Visitor(visitor.map(Box::new)));
}

/// A floor that takes bookings and knows the reason for a mismatch.
fn booking_floor(office: &mut Office) {
    let mut floor = office::floor();
    floor.bookings = true;
    floor.reasons.mismatch = Some("mismatch".parse_key());
    office.show(Show::Floor(Box::new(floor)));
}

/// А012 is called, and is Anna.
fn with_anna() -> Office {
    let mut office = Office::called("ru");
    booking_floor(&mut office);
    show(&mut office, Some(told(anna(Proof::Proved))));
    office
}

fn who(office: &Office) -> Option<Shown<Who>> {
    office.desk_view().person.map(|person| person.who)
}

#[test]
fn a_booked_visitor_is_shown_with_all_that_is_compared_and_goes_at_once() {
    let mut office = with_anna();
    let person = office.desk_view().person.unwrap();
    let who = Who {
        name: Personal(NAME.to_owned()),
        kind: DocumentKind::RussianPassport,
        document: Personal("4510 123456".to_owned()),
        purpose: Some(Personal("Паспорт ребёнку".to_owned())),
        consent: "10.11.2026".to_owned(),
        proof: Proof::Proved,
    };
    assert_eq!(person, Person { at: "09:45".to_owned(), late: false, who: Shown::Shown(who) });
    show(&mut office, None);
    assert_eq!(office.desk_view().person, None);
}

#[test]
fn a_name_stands_beside_its_own_ticket_alone_whichever_comes_first() {
    let mut office = with_anna();
    let mut other = visitor(called_stage());
    other.ticket = TicketId(77);
    office.desk().visitor = Some(Box::new(other));
    office.publish();
    assert_eq!(office.desk_view().person, None, "the board was first");
    office.desk().visitor = None;
    office.publish();
    assert_eq!(office.desk_view().person, None);
    office.desk().visitor = Some(Box::new(visitor(called_stage())));
    office.publish();
    assert!(who(&office).is_some(), "the name was first");
}

#[test]
fn a_name_does_not_outlast_its_session_or_its_connection() {
    let ends: [fn(&mut Office); 3] = [
        |office| office.show(Show::SessionEnded),
        |office| {
            office.input(Input::Lost);
            office.connect(None);
        },
        |office| {
            office.input(Input::Lost);
            let now = office.floor_now;
            let session = Some(session(&[Staff::Clerk], Some("w4")));
            office.input(Input::Connected(Welcome { version: 1, epoch: 1, now, session, office: None }));
        },
    ];
    for end in ends {
        let mut office = with_anna();
        end(&mut office);
        office.publish();
        let shown = match office.view().screen {
            Shows::Desk(desk) => desk.person,
            Shows::SignIn(_) | Shows::Windows(_) | Shows::Reception(_) | Shows::Stopped(_) => None,
        };
        assert_eq!(shown, None);
    }
}

#[test]
fn that_data_matches_is_asked_once_and_shown_when_the_office_says_so_p5() {
    let mut office = with_anna();
    assert_eq!(office.desk_view().keys.matches, Readiness::Ready);
    office.press(Key::Matches);
    office.press(Key::Matches);
    assert_eq!(office.the_ask(), Ask::ProvePerson { ticket: TicketId(12) });
    assert_eq!(office.desk_view().keys.matches, Readiness::Waiting);
    office.answer_done();
    show(&mut office, Some(told(anna(Proof::PersonProved))));
    assert!(matches!(who(&office), Some(Shown::Shown(who)) if who.proof == Proof::PersonProved));
    assert_eq!((office.desk_view().keys.matches, office.view().frame.undo), (Readiness::Off, None));
    office.press(Key::Matches);
    assert_eq!(office.view().frame.notice.unwrap().say, Say::ProvedAlready);
    office.press(Key::Start);
    assert_eq!(office.the_ask(), Ask::Start, "the other keys are free again at once");
}

#[test]
fn data_that_does_not_match_refuses_in_one_confirmed_step_b6() {
    let mut office = with_anna();
    office.press(Key::Mismatch);
    let dialog = office.desk_view().dialog.unwrap();
    assert_eq!((dialog.kind, dialog.chosen), (DialogKind::Refuse, Some(1)));
    assert!(office.asked.is_empty(), "it is confirmed first");
    office.deed(Deed::Accept);
    assert_eq!(office.the_ask(), Ask::Refuse { reason: "mismatch".parse_key() });
    // A floor that names no reason for it: the clerk chooses one.
    let mut office = Office::called("ru");
    show(&mut office, Some(told(anna(Proof::Proved))));
    office.press(Key::Mismatch);
    assert_eq!(office.desk_view().dialog.unwrap().chosen, None);
}

#[test]
fn without_a_name_there_is_nothing_to_compare_and_it_is_said_why() {
    let says = |person: Option<NotShown>| {
        let mut office = Office::called("ru");
        show(&mut office, person.map(|why| told(Shown::NotShown(why))));
        let keys = office.desk_view().keys;
        assert_eq!((keys.matches, keys.mismatch), (Readiness::Off, Readiness::Off));
        office.press(Key::Mismatch);
        assert_eq!(office.desk_view().dialog, None);
        office.view().frame.notice.unwrap().say
    };
    assert_eq!(says(None), Say::NotBooked);
    for why in [NotShown::NotPrivate, NotShown::Forgotten, NotShown::Unreadable] {
        assert_eq!(says(Some(why)), Say::Failed(Failure::NotShown(why)));
    }
}

/// What a name leaves on the console: nothing that is written down or logged (S4).
#[test]
fn nothing_that_is_written_or_logged_holds_a_name() {
    let mut office = with_anna();
    office.press(Key::Matches);
    let said = format!("{:?} {:?} {:?} {:?}", office.model, office.view(), office.asked, office.stored);
    for text in ["Иванова", "Анна", "4510", "Паспорт ребёнку"] {
        assert!(!said.contains(text), "{text}");
    }
    assert!(office.stored.is_empty(), "no request about a person is kept for the next run");
}

fn calls_anna(clerk: &mut Clerk<'_>) {
    sits_down(clerk);
    booking_floor(&mut clerk.office);
    clerk.calls_next();
    show(&mut clerk.office, Some(told(anna(Proof::Proved))));
    clerk.look();
}

#[test]
fn the_window_says_who_it_must_be_and_the_clerk_says_whether_it_is_b6() {
    in_every_language(|clerk| {
        calls_anna(clerk);
        clerk.screen.find(Role::Region, &clerk.say("Booked visitor"));
        assert!(clerk.screen.has(&clerk.words.say("Booked for {}", "09:45")));
        clerk.screen.find(Role::ListItem, NAME);
        for (source, gap) in [
            ("Passport of Russia: {}", "4510 123456"),
            ("Contact proved by a code", ""),
            ("Consented to processing on {}", "10.11.2026"),
            ("Purpose: {}", "Паспорт ребёнку"),
        ] {
            clerk.screen.find(Role::ListItem, &clerk.words.say(source, gap));
        }
        clerk.presses("Data matches");
        assert_eq!(clerk.office.the_ask(), Ask::ProvePerson { ticket: TicketId(12) });
        clerk.office.answer_done();
        show(&mut clerk.office, Some(told(anna(Proof::PersonProved))));
        clerk.look();
        clerk.screen.find(Role::ListItem, &clerk.say("Person and document compared at the window"));
        clerk.presses("Data does not match");
        clerk.screen.find(Role::Form, &clerk.words.say("Refuse {}: why?", "A012"));
        clerk.screen.key(Pressed::Return);
        clerk.done();
        clerk.asks(&Ask::Refuse { reason: "mismatch".parse_key() }, gone);
        show(&mut clerk.office, None);
        clerk.look();
        assert!(!clerk.screen.has(NAME));
        clerk.screen.key(Pressed::F2);
        clerk.done();
        assert_eq!(clerk.office.the_ask(), Ask::CallNext, "keys are heard when the card has gone");
    });
}

#[test]
fn the_keys_of_the_comparison_and_of_the_list_are_those_beside_their_words() {
    in_every_language(|clerk| {
        calls_anna(clerk);
        clerk.screen.key_with(Pressed::Shift, Pressed::F4);
        clerk.done();
        assert_eq!(clerk.office.the_ask(), Ask::ProvePerson { ticket: TicketId(12) });
        clerk.office.reject(queue::Rejection::NobodyAtWindow);
        clerk.screen.key_with(Pressed::Shift, Pressed::F5);
        clerk.done();
        clerk.screen.find(Role::Form, &clerk.words.say("Refuse {}: why?", "A012"));
        clerk.screen.key(Pressed::Escape);
        clerk.done();
        clerk.screen.key_with(Pressed::Shift, Pressed::F3);
        clerk.done();
        assert_eq!(clerk.office.the_ask(), Ask::ExpectedToday);
    });
}

#[test]
fn why_no_name_is_shown_stands_in_its_place() {
    in_every_language(|clerk| {
        sits_down(clerk);
        clerk.calls_next();
        for (why, said) in [
            (
                NotShown::NotPrivate,
                "Names are not shown: the connection is not private. The administrator can write wss:// for ws:// in this console's file.",
            ),
            (NotShown::Forgotten, "The visitor's data was deleted: there is nothing to compare."),
            (NotShown::Unreadable, "The visitor's data cannot be read now. Call the administrator."),
        ] {
            show(&mut clerk.office, Some(told(Shown::NotShown(why))));
            clerk.look();
            assert!(clerk.screen.has(&clerk.say(said)), "{said}");
        }
        let office = &mut clerk.office;
        stands(office, visitor(called_stage()));
    });
}

#[test]
fn what_the_visitor_comes_for_is_told_in_the_clerks_language_where_the_floor_has_it() {
    for (language, told) in [("ru", "Паспорт ребёнку"), ("en", "A passport for a child")] {
        let mut office = Office::called(language);
        let mut floor = office::floor();
        let text = |of: &[(&str, &str)]| {
            queue::floor::Text(of.iter().map(|(key, text)| (key.parse_key(), (*text).into())).collect())
        };
        let name = text(&[("ru", "Паспорт ребёнку"), ("en", "A passport for a child")]);
        let service = floor.services.iter_mut().find(|service| service.id.as_str() == "passport").unwrap();
        service.purposes = vec![queue::floor::Purpose { name, documents: Vec::new() }];
        office.show(Show::Floor(Box::new(floor)));
        show(&mut office, Some(self::told(anna(Proof::Proved))));
        let Some(Shown::Shown(who)) = who(&office) else { panic!("{:?}", who(&office)) };
        assert_eq!(who.purpose, Some(Personal(told.to_owned())), "{language}");
    }
}
