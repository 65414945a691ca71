//! Requests whose answer was lost, refused or never came: asked about until they are settled, and never forgotten before.

use super::*;

/// The question about this request that is among the effects.
fn question_about(effects: &[Effect], about: &RequestId) -> RequestId {
    let asked = effects.iter().find_map(|effect| match effect {
        Effect::Ask(question, Ask::WhatBecame { request }) if request == about => Some(question.clone()),
        _ => None,
    });
    asked.unwrap_or_else(|| panic!("nobody asks what became of {about:?}: {effects:?}"))
}

/// A request that was carried out and whose answer was cut off; the server was too busy to look at the resend.
fn busy_after_a_cut() -> (Bench, RequestId, RequestId) {
    let mut bench = Bench::open();
    let id = bench.take_coupon();
    bench.happens(What::Lost);
    bench.after(2_000).happens(What::Connected(morning(), None));
    let effects = bench.answer(id.clone(), Outcome::Failed(Failure::Busy));
    let question = question_about(&effects, &id);
    (bench, id, question)
}

#[test]
fn a_busy_answer_to_a_resend_is_looked_into_while_the_visitor_waits() {
    let (mut bench, id, question) = busy_after_a_cut();
    assert!(matches!(bench.screen(), Screen::Waiting(_)));
    assert_eq!(bench.remembered(), vec![Pending { id, stage: Stage::Asked }], "O1: it may have been carried out");
    bench.answer(question, became_ticket());
    assert_eq!((bench.paper(), bench.printed().len()), (Paper::Printing, 1));
}

#[test]
fn a_ticket_behind_a_busy_answer_is_withdrawn_once_its_visitor_was_told_that_there_is_none() {
    let (mut bench, id, _) = busy_after_a_cut();
    bench.wait_s(33);
    assert_eq!(bench.notice(), NoticeKind::NotCarriedOut);
    assert_eq!(bench.remembered(), vec![Pending { id: id.clone(), stage: Stage::GivenUp }]);
    let question = bench.questions().pop().expect("a question");
    let effects = bench.answer(question, became_ticket());
    assert_eq!(effects[0], Effect::Remember(vec![Pending { id, stage: Stage::Withdraw(TicketId(12)) }]));
    let Some(Effect::Ask(withdrawal, Ask::WithdrawTicket { .. })) = effects.last() else { panic!("{effects:?}") };
    bench.answer(withdrawal.clone(), Outcome::Done(Answer::Done));
    assert_eq!((bench.remembered(), bench.printed().len()), (vec![], 0));
}

#[test]
fn a_busy_answer_to_a_request_that_never_came_is_told_at_once() {
    let (mut bench, _, question) = busy_after_a_cut();
    bench.answer(question, Outcome::Done(Answer::Became(None)));
    assert_eq!((bench.notice(), bench.remembered()), (NoticeKind::NotCarriedOut, vec![]));
}

#[test]
fn a_server_too_busy_for_the_question_is_asked_again() {
    let (mut bench, id, question) = busy_after_a_cut();
    assert_eq!(bench.answer(question, Outcome::Failed(Failure::Busy)), vec![]);
    let effects = bench.wait_s(6);
    let question = question_about(&effects, &id);
    bench.answer(question, became_ticket());
    assert_eq!(bench.paper(), Paper::Printing);
}

#[test]
fn what_is_found_out_for_a_waiting_visitor_is_told() {
    for (came, kind) in [
        (Outcome::Rejected(Rejection::LimitReached { next: None }), NoticeKind::ServiceGone),
        (Outcome::Failed(Failure::TooOld), NoticeKind::NotCarriedOut),
        (Outcome::Done(Answer::Done), NoticeKind::Refused),
    ] {
        let (mut bench, _, question) = busy_after_a_cut();
        bench.answer(question, Outcome::Done(Answer::Became(Some(Box::new(came)))));
        assert_eq!((bench.notice(), bench.remembered()), (kind, vec![]));
    }
}

fn pending(count: usize, stage: Stage) -> Vec<Pending> {
    let id = |index| RequestId::new(&format!("request-of-before-{index}")).unwrap();
    (0..count).map(|index| Pending { id: id(index), stage: stage.clone() }).collect()
}

#[test]
fn no_open_request_gives_way_to_a_new_one() {
    for stage in [Stage::Asked, Stage::GivenUp, Stage::Withdraw(TicketId(9))] {
        let before = pending(16, stage);
        let mut bench = Bench::started(before.clone());
        bench.connect();
        bench.after(1_000);
        for touch in [Touch::Row(0), Touch::HaveDocuments, Touch::TakeCoupon] {
            bench.touch(touch);
        }
        assert_eq!((bench.asked(), bench.notice()), (vec![], NoticeKind::NotCarriedOut));
        assert_eq!(bench.open_requests(), before, "O1: a withdrawal that is dropped leaves a ghost");
    }
}

#[test]
fn a_request_whose_visitor_has_the_number_gives_way() {
    let before = [
        pending(15, Stage::GivenUp),
        vec![Pending { id: RequestId::new("request-that-was-shown").unwrap(), stage: Stage::Shown }],
    ];
    let mut bench = Bench::started(before.concat());
    bench.connect();
    bench.after(1_000);
    let id = bench.take_coupon();
    let remembered = bench.remembered();
    assert_eq!((remembered.len(), remembered[..15] == before[0]), (16, true));
    assert_eq!(remembered[15], Pending { id, stage: Stage::Asked });
}

pub(super) fn became_ticket() -> Outcome {
    Outcome::Done(Answer::Became(Some(Box::new(Outcome::Done(Answer::Ticket(Box::new(ticket())))))))
}

#[test]
fn a_request_that_lapses_is_told_and_its_ticket_withdrawn() {
    let mut bench = Bench::open();
    let id = bench.take_coupon();
    bench.happens(What::Lost);
    let Screen::Waiting(waiting) = bench.screen() else { panic!() };
    assert!(waiting.line_down);
    bench.wait_s(29);
    bench.happens(What::Expired(id.clone()));
    assert_eq!(bench.notice(), NoticeKind::NotCarriedOut);
    assert_eq!(bench.remembered(), vec![Pending { id: id.clone(), stage: Stage::GivenUp }]);
    // The line heals: the kiosk asks, and takes back what nobody saw.
    let effects = bench.happens(What::Connected(morning(), None));
    let Some(Effect::Ask(question, Ask::WhatBecame { request })) = effects.last() else { panic!("{effects:?}") };
    assert_eq!(*request, id);
    let became = Outcome::Done(Answer::Became(Some(Box::new(Outcome::Done(Answer::Ticket(Box::new(ticket())))))));
    let effects = bench.answer(question.clone(), became);
    assert_eq!(effects[0], Effect::Remember(vec![Pending { id, stage: Stage::Withdraw(TicketId(12)) }]));
    let Some(Effect::Ask(withdrawal, Ask::WithdrawTicket { ticket })) = effects.last() else { panic!("{effects:?}") };
    assert_eq!(*ticket, TicketId(12));
    bench.answer(withdrawal.clone(), Outcome::Done(Answer::Done));
    assert_eq!(bench.remembered(), vec![]);
    assert_eq!(bench.printed().len(), 0);
}

#[test]
fn never_carried_out_is_final() {
    let mut bench = Bench::open();
    let id = bench.take_coupon();
    bench.wait_s(31);
    let effects = bench.happens(What::Expired(id));
    let Some(Effect::Ask(question, Ask::WhatBecame { .. })) = effects.last() else { panic!("{effects:?}") };
    bench.answer(question.clone(), Outcome::Done(Answer::Became(None)));
    assert_eq!(bench.remembered(), vec![]);
}

#[test]
fn the_model_gives_up_by_itself_should_nobody_tell() {
    let mut bench = Bench::open();
    bench.take_coupon();
    bench.wait_s(33);
    assert_eq!(bench.notice(), NoticeKind::NotCarriedOut);
}

fn restarted(stage: Stage) -> (Bench, RequestId, RequestId) {
    let id = RequestId::new("request-of-before").unwrap();
    let mut bench = Bench::started(vec![Pending { id: id.clone(), stage }]);
    let effects = bench.happens(What::Connected(morning(), None));
    let Some(Effect::Ask(question, _)) = effects.last() else { panic!("{effects:?}") };
    let question = question.clone();
    bench.happens(What::Floor(morning(), Box::new(floor())));
    bench.happens(What::Board(morning(), board([open(), open()])));
    (bench, id, question)
}

#[test]
fn a_kiosk_that_restarts_shows_and_prints_a_fresh_ticket_that_nobody_saw() {
    let (mut bench, id, question) = restarted(Stage::Asked);
    let effects = bench.answer(question, became_ticket());
    assert_eq!(effects[0], Effect::Remember(vec![Pending { id, stage: Stage::Shown }]));
    assert_eq!((bench.paper(), bench.printed().len()), (Paper::Printing, 1));
    let job = bench.printed()[0].0;
    bench.happens(What::Printed(job, PrintOutcome::Printed));
    assert_eq!(bench.remembered(), vec![]);
}

#[test]
fn a_kiosk_that_restarts_prints_no_second_paper() {
    let (mut bench, _, question) = restarted(Stage::Shown);
    bench.answer(question, became_ticket());
    assert_eq!((bench.paper(), bench.printed().len()), (Paper::Unknown, 0));
    assert_eq!(bench.remembered(), vec![]);
}

#[test]
fn a_kiosk_that_restarts_late_withdraws_what_nobody_saw() {
    let (mut bench, id, question) = restarted(Stage::Asked);
    let old = TicketView { taken_at: time(9, 12, 0, 0), ..ticket() };
    let became = Outcome::Done(Answer::Became(Some(Box::new(Outcome::Done(Answer::Ticket(Box::new(old)))))));
    let effects = bench.answer(question, became);
    assert_eq!(effects[0], Effect::Remember(vec![Pending { id, stage: Stage::Withdraw(TicketId(12)) }]));
    assert!(matches!(effects.last(), Some(Effect::Ask(_, Ask::WithdrawTicket { .. }))));
    assert!(matches!(bench.screen(), Screen::Services(_)));
}

#[test]
fn a_withdrawal_that_got_lost_is_asked_again() {
    let (mut bench, _, question) = restarted(Stage::Withdraw(TicketId(12)));
    bench.happens(What::Expired(question));
    let effects = bench.wait_s(7);
    assert!(matches!(effects.last(), Some(Effect::Ask(_, Ask::WithdrawTicket { .. }))), "{effects:?}");
}
