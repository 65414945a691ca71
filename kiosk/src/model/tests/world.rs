//! The world's events in any order, from seeds.

use super::settling::became_ticket;
use super::*;

/// Any order of anything: no panic, never two requests in one pass, and every ticket asked for is settled or remembered.
#[test]
fn any_order_of_the_worlds_events_is_survived() {
    for seed in 0..300_u64 {
        let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
        let mut random = move |below: u64| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state % below
        };
        let mut bench = Bench::started(vec![]);
        for _ in 0..400 {
            bench.at += Duration::from_millis(random(3_000));
            let waits = matches!(bench.model.place, Place::Waiting { .. });
            let asked = bench.asked().len();
            let last = bench
                .effects
                .iter()
                .rev()
                .find_map(|effect| if let Effect::Ask(id, _) = effect { Some(id.clone()) } else { None });
            let job = bench.printed().last().map(|(job, _)| *job);
            let any = usize::try_from(random(12)).unwrap();
            let what = match random(24) {
                0 => What::Lost,
                1 | 2 => What::Connected(morning()),
                3 => What::Floor(morning(), Box::new(floor())),
                4 => What::Board(morning(), board([open(), open()])),
                5 => What::Board(morning(), board([Issue::Gone { next: None }, Issue::Stopped])),
                6 => last.map_or(What::Tick, |id| {
                    What::Reply(Reply { id, outcome: Outcome::Done(Answer::Ticket(Box::new(ticket()))) })
                }),
                7 => last.map_or(What::Tick, What::Expired),
                8 => last.map_or(What::Tick, |id| What::Reply(Reply { id, outcome: became_ticket() })),
                9 => job.map_or(What::Tick, |job| What::Printed(job, PrintOutcome::Unknown)),
                10 => What::Touch(Touch::Row(any)),
                11 => What::Touch(Touch::HaveDocuments),
                12 => What::Touch(Touch::Category(any)),
                13 | 14 => What::Touch(Touch::TakeCoupon),
                15 => What::Touch(Touch::Back),
                16 => What::Touch(Touch::Purpose(any)),
                17 => What::Touch(Touch::Page(any)),
                18 => What::Touch(Touch::Done),
                19 => What::Touch(Touch::PrintCopy),
                20 => What::Touch(Touch::StartAgain),
                21 => What::Touch(Touch::TechnicianWanted),
                22 => What::Farewell(Farewell::Stopping),
                _ => What::Tick,
            };
            bench.happens(what);
            let more = bench.asked().len() - asked;
            assert!(more <= usize::from(!waits), "seed {seed}: a second request while one waits");
            let _ = view(&bench.model);
        }
    }
}
