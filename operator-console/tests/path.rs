//! The clerk's whole day by what stands on the screen: every act is found by its label in the clerk's language, pressed with the mouse,
//! and asks the server for what it says (Q2, Q5, Q6, Q8, B6). The office answers as the server would.
#![allow(clippy::unwrap_used, clippy::wildcard_enum_match_arm)] // A test may fail where it stands, and picks what it looks for.

mod office;
mod screen;
mod words;

use i_slint_backend_testing::AccessibleRole as Role;
use jiff::SignedDuration;
use office::{Office, ParseKey, called_stage, kovaleva, session, ticket, visitor};
use operator_console::view::Screen as Shown;
use protocol::board::{AtWindow, AtWindowStage, PauseView};
use protocol::message::{Answer, Ask};
use queue::command::{Leaving, Target};
use queue::ids::TicketId;
use screen::{Screen, on_screen, place_of};
use words::Words;

/// A clerk in front of the console, and the office behind it.
struct Clerk<'s> {
    screen: &'s Screen,
    office: Office,
    language: &'static str,
    words: Words,
}

impl<'s> Clerk<'s> {
    fn at(screen: &'s Screen, language: &'static str) -> Self {
        let clerk = Self { screen, office: Office::connected(language), language, words: Words::of(language) };
        clerk.look();
        clerk
    }

    fn look(&self) {
        self.screen.show(&self.office.view());
    }

    /// The console takes what was done on its screen and draws what became of it.
    fn done(&mut self) {
        for deed in self.screen.take_deeds() {
            self.office.deed(deed);
        }
        self.look();
    }

    fn say(&self, source: &str) -> String {
        self.words.say(source, "")
    }

    /// The floor's own word in the clerk's language.
    fn of<'w>(&self, ru: &'w str, en: &'w str, hy: &'w str) -> &'w str {
        match self.language {
            "ru" => ru,
            "en" => en,
            "hy" => hy,
            other => panic!("{other} is no language of the console"),
        }
    }

    /// Presses what can be pressed and is called so; of two that do the same, the larger.
    fn press_label(&mut self, role: Role, beginning: &str) {
        let fits = |element: &i_slint_backend_testing::ElementHandle| {
            let label = element.accessible_label().unwrap_or_default();
            let whole = role == Role::Button && label == beginning;
            let begins = (role != Role::Button || beginning.ends_with(|c: char| c.is_ascii_digit()))
                && label.starts_with(beginning);
            // The rows of the queue beside the question can be read, but not chosen.
            let choice = role != Role::ListItem || element.accessible_item_selectable() == Some(true);
            let usable = choice && element.accessible_enabled() != Some(false);
            element.accessible_role() == Some(role) && usable && (whole || begins)
        };
        let places = self.screen.elements().into_iter().filter(fits).map(|element| place_of(&element));
        let largest = places.max_by_key(|place| place.2 * place.3);
        let place = largest.unwrap_or_else(|| panic!("no {role:?} \"{beginning}\" can be pressed, {}", self.language));
        self.screen.click_at(place);
        self.done();
    }

    fn presses(&mut self, source: &str) {
        let label = self.say(source);
        self.press_label(Role::Button, &label);
    }

    fn picks(&mut self, row: &str) {
        self.press_label(Role::ListItem, row);
    }

    fn types(&mut self, field: &str, text: &str) {
        let label = self.say(field);
        self.screen.click(Role::TextInput, &label);
        self.screen.type_text(text);
        self.done();
    }

    /// The one thing that was asked, answered with "done" once the office has changed.
    fn asks(&mut self, expected: &Ask, change: impl FnOnce(&mut Office)) {
        assert_eq!(self.office.the_ask(), *expected);
        self.office.answer_done();
        change(&mut self.office);
        self.office.publish();
        self.look();
    }

    /// A visitor is called with the one accent action, A012 every time.
    fn calls_next(&mut self) {
        self.presses("Call the next visitor");
        self.asks(&Ask::CallNext, |office| stands(office, visitor(called_stage_now(office))));
        assert!(self.screen.has("A012"), "the number stands on the screen");
    }

    fn starts(&mut self) {
        self.presses("Start");
        self.asks(&Ask::Start, |office| {
            let since = office.floor_now;
            stands(office, visitor(AtWindowStage::Serving { since }));
        });
        let label = self.say("Time of service");
        assert_eq!(self.screen.find(Role::ProgressIndicator, &label).accessible_value().unwrap(), "00:00");
    }

    fn serves_next(&mut self) {
        self.calls_next();
        self.starts();
    }
}

fn stands(office: &mut Office, at: AtWindow) {
    office.desk().visitor = Some(Box::new(at));
}

fn gone(office: &mut Office) {
    office.desk().visitor = None;
    assert_eq!(office.desk().undo_until, None, "each step of the path stands for itself");
}

/// Called just now, a no-show after ninety seconds and a further call.
fn called_stage_now(office: &Office) -> AtWindowStage {
    match called_stage() {
        AtWindowStage::Called { calls, calls_missing, .. } => AtWindowStage::Called {
            first_at: office.floor_now,
            last_at: office.floor_now,
            calls,
            calls_missing,
            no_show_from: office.floor_now + SignedDuration::from_secs(90),
        },
        other => panic!("{other:?}"),
    }
}

/// Plays a part of the day in each of the three languages.
fn in_every_language(part: impl Fn(&mut Clerk<'_>) + Copy + Send + 'static) {
    for language in ["ru", "en", "hy"] {
        on_screen(move |screen| {
            let mut clerk = Clerk::at(screen, language);
            part(&mut clerk);
        });
    }
}

fn sits_down(clerk: &mut Clerk<'_>) {
    clerk.types("Login", "kovaleva");
    clerk.types("PIN", "1234");
    clerk.presses("Sign in");
    let ask = Ask::SignIn { login: "kovaleva".to_owned(), pin: "1234".to_owned() };
    assert_eq!(clerk.office.the_ask(), ask);
    clerk.office.answer(Answer::SignedIn(session(&[queue::floor::Role::Clerk], None)));
    clerk.look();
    let window = clerk.words.say("Window {}", "4");
    clerk.picks(&window);
    clerk.press_label(Role::Button, &window);
    clerk.asks(&Ask::OpenWindow { window: "w4".parse_key() }, |office| office.desk().clerk = Some(kovaleva()));
    let now = clerk.say("At the window now");
    clerk.screen.find(Role::Region, &now);
}

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
        clerk.presses("Sign out");
        assert_eq!(clerk.office.the_ask(), Ask::SignOut);
        clerk.office.answer_done();
        clerk.look();
        let login = clerk.say("Login");
        clerk.screen.find(Role::TextInput, &login);
    });
}
