//! The clerk's whole path through the real window, by accessible label and by keyboard alone, in three languages, with scripted answers.
#![allow(clippy::unwrap_used, clippy::wildcard_enum_match_arm)] // A test may fail where it stands, and picks what it looks for.

mod office;
mod screen;

use i_slint_backend_testing::AccessibleRole as Role;
use jiff::SignedDuration;
use office::{Office, ParseKey, called_stage, next_up, session, visitor};
use operator_console::view::Screen as Shown;
use protocol::board::{AtWindow, AtWindowStage, PauseView};
use protocol::message::{Answer, Ask};
use queue::command::Target;
use queue::floor::Role as StaffRole;
use queue::ids::TicketId;
use screen::{Screen, on_screen};
use slint::SharedString;
use slint::platform::Key;

/// What the clerk presses, in the words of one language.
struct Words {
    code: &'static str,
    login: &'static str,
    sign_in: &'static str,
    window: &'static str,
    call: &'static str,
    start: &'static str,
    park: &'static str,
    pays: &'static str,
    bring_back: &'static str,
    transfer: &'static str,
    collect: &'static str,
    refuse: &'static str,
    refuse_row: &'static str,
    finish: &'static str,
    pause: &'static str,
    lunch: &'static str,
    end_pause: &'static str,
    close: &'static str,
    put_back: &'static str,
    choose: &'static str,
}

const RU: Words = Words {
    code: "ru",
    login: "Логин",
    sign_in: "Войти",
    window: "Окно 4, 1 этаж · Загранпаспорт: подача, Загранпаспорт: получение",
    call: "Вызвать следующего",
    start: "Начать приём",
    park: "Отложить",
    pays: "оплачивает пошлину",
    bring_back: "Вернуть A012, оплачивает пошлину, 0 мин",
    transfer: "Передать",
    collect: "Загранпаспорт: получение",
    refuse: "Отказать",
    refuse_row: "не хватает документов",
    finish: "Завершить",
    pause: "Перерыв",
    lunch: "обед",
    end_pause: "Закончить перерыв",
    close: "Закрыть окно",
    put_back: "Вернуть в очередь на прежнее место",
    choose: "Выбор окна",
};
const EN: Words = Words {
    code: "en",
    login: "Login",
    sign_in: "Sign in",
    window: "Window 4, 1st floor · Passport: application, Passport: collection",
    call: "Call the next visitor",
    start: "Start",
    park: "Park",
    pays: "paying the fee",
    bring_back: "Bring back A012, paying the fee, 0 min",
    transfer: "Transfer",
    collect: "Passport: collection",
    refuse: "Refuse",
    refuse_row: "documents are missing",
    finish: "Finish",
    pause: "Pause",
    lunch: "lunch",
    end_pause: "End the pause",
    close: "Close window",
    put_back: "Back into the queue, at the old place",
    choose: "Choose your window",
};
const HY: Words = Words {
    code: "hy",
    login: "Մուտքանուն",
    sign_in: "Մուտք գործել",
    window: "Պատուհան 4, 1-ին հարկ · Անձնագիր. հանձնում, Անձնագիր. ստացում",
    call: "Կանչել հաջորդին",
    start: "Սկսել",
    park: "Հետաձգել",
    pays: "վճարում է տուրքը",
    bring_back: "Վերադարձնել A012, վճարում է տուրքը, 0 րոպե",
    transfer: "Փոխանցել",
    collect: "Անձնագիր. ստացում",
    refuse: "Մերժել",
    refuse_row: "փաստաթղթերը թերի են",
    finish: "Ավարտել",
    pause: "Ընդմիջում",
    lunch: "ճաշ",
    end_pause: "Ավարտել ընդմիջումը",
    close: "Փակել պատուհանը",
    put_back: "Վերադարձնել հերթ՝ նախկին տեղը",
    choose: "Պատուհանի ընտրություն",
};

/// The window with the model behind it and the office behind that.
struct Clerk<'a> {
    screen: &'a Screen,
    office: Office,
}

impl Clerk<'_> {
    fn look(&self) {
        self.screen.show(&self.office.view());
    }

    /// What was done by hand goes into the model, and the window shows what came of it.
    fn done(&mut self) {
        for deed in self.screen.take_deeds() {
            self.office.deed(deed);
        }
        self.look();
    }

    fn click(&mut self, label: &str) {
        self.screen.click(Role::Button, label);
        self.done();
    }

    fn choose(&mut self, label: &str) {
        self.screen.click(Role::ListItem, label);
        self.done();
    }

    fn key(&mut self, key: impl Into<SharedString>) {
        self.screen.key(key);
        self.done();
    }

    fn shift(&mut self, key: Key) {
        self.screen.key_with(Key::Shift, key);
        self.done();
    }

    fn type_text(&mut self, text: &str) {
        text.chars().for_each(|letter| self.key(letter));
    }

    /// The office carries out what was asked and tells the board.
    fn carried_out(&mut self, ask: &Ask, change: impl FnOnce(&mut Office)) {
        assert_eq!(self.office.the_ask(), *ask);
        self.office.answer_done();
        change(&mut self.office);
        self.office.publish();
        self.look();
    }

    fn signed_in(&mut self) {
        assert!(matches!(self.office.the_ask(), Ask::SignIn { .. }));
        self.office.answer(Answer::SignedIn(session(&[StaffRole::Clerk], None)));
        self.look();
    }

    fn seated(&mut self) {
        self.carried_out(&Ask::OpenWindow { window: "w4".parse_key() }, |office| {
            office.desk().clerk = Some("kovaleva".parse_key());
        });
    }

    fn stands(&mut self, at: Option<AtWindow>) {
        self.office.desk().visitor = at.map(Box::new);
    }
}

fn someone(id: u64, number: &str, stage: AtWindowStage) -> AtWindow {
    let mut at = visitor(stage);
    (at.ticket, at.number) = (TicketId(id), number.parse().unwrap());
    at
}

fn serving_since(office: &Office) -> AtWindowStage {
    AtWindowStage::Serving { since: office.floor_now }
}

fn on_desk(words: &'static Words, scene: impl FnOnce(&mut Clerk<'_>, &'static Words) + Send + 'static) {
    on_screen(move |screen| {
        let mut clerk = Clerk { screen, office: Office::connected(words.code) };
        clerk.look();
        scene(&mut clerk, words);
    });
}

/// Sign in, choose the window, call, start, park, bring back, transfer, call, refuse, call, finish, pause, close: by mouse.
fn whole_path(clerk: &mut Clerk<'_>, words: &'static Words) {
    clerk.screen.click(Role::TextInput, words.login);
    clerk.type_text("kovaleva");
    clerk.screen.click(Role::TextInput, "PIN");
    clerk.type_text("1234");
    clerk.click(words.sign_in);
    clerk.signed_in();
    clerk.choose(words.window);
    let sit_down = words.window.split(',').next().unwrap();
    clerk.click(sit_down);
    clerk.seated();

    clerk.click(words.call);
    clerk.carried_out(&Ask::CallNext, |office| {
        office.desk().visitor = Some(Box::new(visitor(called_stage())));
        office.desk().next = None;
    });
    assert!(clerk.screen.has("A012"));
    clerk.click(words.start);
    clerk.carried_out(&Ask::Start, |office| {
        let stage = serving_since(office);
        office.desk().visitor = Some(Box::new(visitor(stage)));
    });
    clerk.click(words.park);
    clerk.choose(words.pays);
    clerk.click(words.park);
    clerk.carried_out(&Ask::Park { reason: "fee".parse_key(), alarm_min: None }, |office| {
        office.desk().visitor = None;
        let mut parked = office.board.parked[1].clone();
        (parked.ticket, parked.number) = (TicketId(12), "A012".parse().unwrap());
        (parked.since, parked.alarm_at) = (office.floor_now, None);
        office.board.parked = vec![parked];
    });
    clerk.click(words.bring_back);
    clerk.carried_out(&Ask::Return { ticket: TicketId(12) }, |office| {
        office.board.parked.clear();
        office.desk().visitor = Some(Box::new(visitor(called_stage())));
    });
    clerk.click(words.transfer);
    clerk.choose(words.collect);
    clerk.click(words.transfer);
    clerk.carried_out(&Ask::Transfer { to: Target::Service("collect".parse_key()) }, |office| {
        office.desk().visitor = Some(Box::new(someone(14, "A014", called_stage())));
    });
    clerk.click(words.refuse);
    clerk.choose(words.refuse_row);
    clerk.click(words.refuse);
    clerk.carried_out(&Ask::Refuse { reason: "documents".parse_key() }, |office| {
        let stage = serving_since(office);
        office.desk().visitor = Some(Box::new(someone(15, "A015", stage)));
    });
    clerk.click(words.finish);
    clerk.carried_out(&Ask::Finish, |office| office.desk().visitor = None);
    pause_and_close(clerk, words);
}

fn pause_and_close(clerk: &mut Clerk<'_>, words: &'static Words) {
    clerk.click(words.pause);
    clerk.choose(words.lunch);
    clerk.click(words.pause);
    clerk.carried_out(&Ask::PauseWindow { reason: "lunch".parse_key() }, |office| {
        let since = office.floor_now;
        office.desk().pause = Some(PauseView { reason: "lunch".parse_key(), since });
    });
    // In the header and as the accent action.
    let both: Vec<_> = clerk
        .screen
        .elements()
        .into_iter()
        .filter(|e| e.accessible_label().as_deref() == Some(words.end_pause))
        .collect();
    assert!(both.len() >= 2);
    clerk.key(Key::F11);
    clerk.carried_out(&Ask::ResumeWindow, |office| {
        office.desk().pause = None;
        let stage = serving_since(office);
        office.desk().visitor = Some(Box::new(someone(16, "A016", stage)));
    });
    clerk.click(words.close);
    clerk.choose(words.put_back);
    clerk.click(words.close);
    let put_back = Ask::CloseWindow { visitor: Some(queue::Leaving::PutBack) };
    clerk.carried_out(&put_back, |office| {
        office.desk().visitor = None;
        office.desk().clerk = None;
    });
    assert!(clerk.screen.has(words.choose));
}

#[test]
fn the_whole_path_in_russian_by_what_is_written() {
    on_desk(&RU, whole_path);
}

#[test]
fn the_whole_path_in_english_by_what_is_written() {
    on_desk(&EN, whole_path);
}

#[test]
fn the_whole_path_in_armenian_by_what_is_written() {
    on_desk(&HY, whole_path);
}

#[test]
fn the_whole_path_by_keyboard_alone() {
    on_desk(&RU, |clerk, _| {
        clerk.type_text("kovaleva");
        clerk.key(Key::Tab);
        clerk.type_text("1234");
        clerk.key(Key::Return);
        clerk.signed_in();
        clerk.key('4');
        clerk.key(Key::Return);
        clerk.seated();

        clerk.key(Key::F2);
        clerk.carried_out(&Ask::CallNext, |office| office.desk().visitor = Some(Box::new(visitor(called_stage()))));
        clerk.key(Key::F3);
        clerk.carried_out(&Ask::Recall, |_| {});
        clerk.key(Key::F4);
        let stage = serving_since(&clerk.office);
        clerk.carried_out(&Ask::Start, |office| office.desk().visitor = Some(Box::new(visitor(stage))));
        clerk.key(Key::F7);
        clerk.key('2');
        clerk.key(Key::Tab);
        clerk.type_text("15");
        clerk.key(Key::Return);
        clerk.carried_out(&Ask::Park { reason: "copy".parse_key(), alarm_min: Some(15) }, |office| {
            office.desk().visitor = None
        });
        clerk.screen.key_with(Key::Control, '1');
        clerk.done();
        clerk.carried_out(&Ask::Return { ticket: TicketId(8) }, |office| {
            office.desk().visitor = Some(Box::new(someone(8, "A008", called_stage())));
        });
        clerk.key(Key::F8);
        clerk.key(Key::Tab);
        clerk.key(Key::DownArrow);
        clerk.key(Key::Return);
        clerk.carried_out(&Ask::Transfer { to: Target::Window("w2".parse_key()) }, |office| {
            office.desk().visitor = None
        });
        clerk.shift(Key::F2);
        clerk.type_text("а13");
        clerk.key(Key::Tab);
        clerk.key('1');
        clerk.key(Key::Return);
        let by_number = Ask::CallTicket { ticket: TicketId(13), reason: "unwell".parse_key() };
        let stage = serving_since(&clerk.office);
        clerk.carried_out(&by_number, |office| office.desk().visitor = Some(Box::new(someone(13, "A013", stage))));
        clerk.key(Key::F5);
        clerk.carried_out(&Ask::Finish, |office| {
            office.desk().visitor = None;
            office.desk().undo_until = Some(office.floor_now + SignedDuration::from_secs(10));
        });
        clerk.screen.key_with(Key::Control, 'я');
        clerk.done();
        let stage = serving_since(&clerk.office);
        clerk.carried_out(&Ask::Undo, |office| {
            office.desk().undo_until = None;
            office.desk().visitor = Some(Box::new(someone(13, "A013", stage)));
        });
        clerk.key(Key::F9);
        clerk.key('1');
        clerk.key(Key::Return);
        clerk.carried_out(&Ask::Refuse { reason: "documents".parse_key() }, |office| office.desk().visitor = None);
        clerk.key(Key::F12);
        assert!(matches!(clerk.office.view().screen, Shown::Desk(desk) if desk.bar));
        clerk.key(Key::F11);
        clerk.key('1');
        clerk.key(Key::Return);
        clerk.carried_out(&Ask::PauseWindow { reason: "lunch".parse_key() }, |office| {
            let since = office.floor_now;
            office.desk().pause = Some(PauseView { reason: "lunch".parse_key(), since });
        });
        clerk.key(Key::F11);
        clerk.carried_out(&Ask::ResumeWindow, |office| office.desk().pause = None);
        clerk.shift(Key::F11);
        clerk.carried_out(&Ask::CloseWindow { visitor: None }, |office| office.desk().clerk = None);
        clerk.key(Key::Escape);
        clerk.carried_out(&Ask::SignOut, |_| {});
        assert!(clerk.screen.has("Логин"));
    });
}

#[test]
fn one_key_for_each_call_finishes_the_visit_and_calls_the_next() {
    on_desk(&EN, |clerk, words| {
        clerk.office = Office::serving(words.code);
        clerk.look();
        for number in ["A014", "A015", "A016"] {
            clerk.key(Key::F2);
            let stage = serving_since(&clerk.office);
            clerk.carried_out(&Ask::CallNext, |office| {
                let up = next_up(3);
                office.desk().visitor = Some(Box::new(someone(number.len() as u64, number, stage)));
                office.desk().next = Some(Box::new(up));
            });
            assert!(clerk.screen.has(number));
        }
    });
}

#[test]
fn a_cut_in_the_middle_of_typing_loses_nothing_on_the_screen() {
    on_desk(&RU, |clerk, _| {
        clerk.office = Office::serving("ru");
        clerk.look();
        clerk.key(Key::F7);
        clerk.key('1');
        clerk.key(Key::Tab);
        clerk.type_text("2");
        clerk.office.input(operator_console::model::Input::Lost);
        clerk.look();
        clerk.type_text("5");
        clerk.office.connect(Some(session(&[StaffRole::Clerk], Some("w4"))));
        clerk.look();
        clerk.key(Key::Return);
        assert_eq!(clerk.office.the_ask(), Ask::Park { reason: "fee".parse_key(), alarm_min: Some(25) });
    });
}

#[test]
fn an_empty_window_has_the_visitor_gone_from_the_screen() {
    on_desk(&RU, |clerk, _| {
        clerk.office = Office::serving("ru");
        clerk.look();
        assert!(clerk.screen.has("A012"));
        clerk.stands(None);
        clerk.office.publish();
        clerk.look();
        assert!(!clerk.screen.has("A012"));
        assert!(clerk.screen.has("Никого"));
    });
}
