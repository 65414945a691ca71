//! What becomes of an answer: done, rejected by the floor's rules, failed outside them, or never given.

use protocol::message::{Answer, Failure, Outcome, RequestId};
use queue::Rejection;

use super::keys::time_named;
use super::{Asked, Effect, Model, Seat, dialog, errand, expected, place, reception, unsettled};
use crate::notice::{Notice, Say};
use crate::view::Key;

pub fn answered(model: &mut Model, id: RequestId, outcome: Outcome) -> Vec<Effect> {
    if unsettled::is_question(model, &id) {
        return unsettled::answered(model, outcome);
    }
    let Some(asked) = errand::take(model, &id) else {
        return Vec::new();
    };
    // A server that is too busy to look the request up says nothing of an earlier sending: it stays stored and is asked after (O1).
    if outcome == Outcome::Failed(Failure::Busy) && unsettled::is_kept(model, &id) {
        return Vec::new();
    }
    let mut effects = unsettled::settled(model, &id);
    effects.extend(match outcome {
        Outcome::Done(answer) => done(model, id, asked, answer),
        Outcome::Rejected(rejection) => not_done(model, &asked, Say::Rejected(rejection)),
        Outcome::Failed(failure) => not_done(model, &asked, Say::Failed(failure)),
    });
    effects
}

pub fn expired(model: &mut Model, id: RequestId) -> Vec<Effect> {
    if unsettled::is_question(model, &id) {
        unsettled::put_off(model);
        return Vec::new();
    }
    let unanswered = if model.my_window().is_some() { Say::Unanswered } else { Say::UnansweredElsewhere };
    match errand::take(model, &id) {
        // While it is asked after, the reception desk says so.
        Some(_) if unsettled::is_kept(model, &id) => Vec::new(),
        Some(asked) => not_done(model, &asked, unanswered),
        None => Vec::new(),
    }
}

/// Never sent, so nothing is to be asked after.
pub fn not_stored(model: &mut Model, id: RequestId) -> Vec<Effect> {
    let mut effects = unsettled::settled(model, &id);
    if let Some(asked) = errand::take(model, &id) {
        effects.extend(not_done(model, &asked, Say::NotStored));
    }
    effects
}

fn done(model: &mut Model, id: RequestId, asked: Asked, answer: Answer) -> Vec<Effect> {
    model.notice = None;
    match asked {
        Asked::SignIn => match answer {
            Answer::SignedIn(session) => place::signed_in(model, session),
            Answer::Done | Answer::Ticket(_) | Answer::Unprinted(_) | Answer::Expected(_) | Answer::Became(_) => {
                Vec::new()
            }
        },
        Asked::SignOut => place::signed_out(model),
        Asked::SitDown(window) => place::seated(model, window),
        Asked::LookUp(number, reason) => match answer {
            Answer::Ticket(ticket) => dialog::found(model, number, reason, ticket.ticket),
            Answer::Done | Answer::Unprinted(_) | Answer::SignedIn(_) | Answer::Expected(_) | Answer::Became(_) => {
                Vec::new()
            }
        },
        Asked::Expected => {
            match answer {
                Answer::Expected(list) => expected::listed(model, *list),
                Answer::Done | Answer::Ticket(_) | Answer::Unprinted(_) | Answer::SignedIn(_) | Answer::Became(_) => {}
            }
            Vec::new()
        }
        Asked::Key(key, number) => {
            key_done(model, key, &number);
            errand::settle_with(model, id, Asked::Key(key, number));
            Vec::new()
        }
        Asked::Reception(key, service) => reception::done(model, key, service, answer),
    }
}

fn key_done(model: &mut Model, key: Key, number: &str) {
    let dialog = model.dialog.take();
    match key {
        Key::Close => {
            let left = model.my_window().cloned();
            model.last_step = left.as_ref().map(|window| (key, model.window_number(window).to_string()));
            place::left_window(model);
            model.closed = left;
        }
        Key::Undo => {
            model.last_step = None;
            if let Some(window) = model.closed.take() {
                place::seated(model, window);
            }
        }
        Key::ComeBack => reception::came_back(model, number),
        Key::TakeOver => {
            if let Some(taken) = dialog.and_then(|dialog| dialog.over) {
                place::pick_seat(model, Seat::Window(taken.window));
            }
            model.tell(Say::TakenOver(number.to_owned()));
        }
        // The answer comes before the board that shows it, so the board still says what the visit has left (Q8).
        Key::Finish if model.visitor().is_some_and(|visitor| !visitor.then.is_empty()) => {
            model.last_step = Some((Key::NextService, number.to_owned()));
        }
        Key::CallNext
        | Key::Start
        | Key::Finish
        | Key::NoShow
        | Key::Park
        | Key::Transfer
        | Key::Refuse
        | Key::DenyRight
        | Key::OutOfTurn
        | Key::NextService
        | Key::ByNumber
        | Key::BringBack => model.last_step = Some((key, number.to_owned())),
        Key::Recall | Key::Pause | Key::Matches | Key::Mismatch | Key::Expected | Key::Face => {}
    }
}

/// Said where the person looks: in the dialog that asked, under the PIN, or in the band.
fn not_done(model: &mut Model, asked: &Asked, say: Say) -> Vec<Effect> {
    if model.session.is_some() && say == Say::Rejected(Rejection::NotSignedIn) {
        model.tell(say);
        return place::session_gone(model);
    }
    if say == Say::Rejected(Rejection::NoWindow) {
        place::left_window(model);
    }
    let notice = Notice { time: time_named(model, &say), ..say.into() };
    match asked {
        Asked::SignIn => place::not_signed_in(model, notice),
        Asked::Reception(key, _) => reception::not_done(model, *key, notice),
        Asked::Key(..) | Asked::LookUp(..) | Asked::Expected if model.dialog.is_some() => {
            dialog::not_done(model, notice)
        }
        Asked::Key(..) | Asked::LookUp(..) | Asked::Expected | Asked::SignOut | Asked::SitDown(_) => {
            model.tell_at(notice.say, notice.time)
        }
    }
    Vec::new()
}
