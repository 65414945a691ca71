//! Codes that the office did sign and that are good no longer: every kiosk's check of the signature lets them pass, so the office alone stands
//! between them and a ticket (S5).

use jiff::civil::DateTime;

use super::*;

const CODES: u64 = 4_000;
/// Requests that are on their way at one time.
const AT_ONCE: usize = 8;

/// One of the codes, with what it is told. Of each kind there are many, each with a time of its own in the past.
fn spent(story: &Booked, n: u64) -> (Token, Outcome) {
    let (changed, void, cancelled) =
        (&story.bookings["changed"], &story.bookings["void"], &story.bookings["cancelled"]);
    let minutes = i64::try_from(1 + n * 7).unwrap();
    let begins: DateTime = date(2026, 11, 17).at(9, 0, 0, 0) - jiff::SignedDuration::from_mins(minutes);
    let token = |booking, revision| Token { booking, revision, begins };
    let older = u16::try_from(n / 5 % u64::from(changed.revision)).unwrap();
    match n % 5 {
        0 | 1 => (token(changed.id, older), no(NoBooking::Rescheduled { begins: changed.slot.begins })),
        2 => (token(void.id, 0), no(NoBooking::Void)),
        3 => (token(cancelled.id, 0), no(NoBooking::Cancelled)),
        _ => (token(BookingId(10_000 + n), 0), no(NoBooking::Unknown)),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_four_thousand_signed_codes_that_are_over_or_of_an_older_revision_none_is_taken_s5() {
    let names = [("void", "2026-11-16T23:00"), ("changed", "2026-11-18T11:00"), ("cancelled", "2026-11-18T10:00")];
    let story = Booked::make_and(&names, |desk, bookings| {
        let id = bookings["changed"].id;
        for begins in ["2026-11-19T11:00", "2026-11-20T11:00", "2026-11-17T09:45"] {
            bookings.insert("changed", booking(desk, WebAsk::Change { booking: id, slot: slot(begins) }));
        }
        booking(desk, WebAsk::Cancel { booking: bookings["cancelled"].id });
    });
    assert_eq!(story.bookings["changed"].revision, 3);
    let server = story.server().await;
    let mut kiosk = server.connect("kiosk-1").await;
    let office = kiosk.welcome.office.clone().expect("the kiosk checks signatures");
    let codes: Vec<_> = (0..CODES).map(|n| spent(&story, n)).collect();
    for some in codes.chunks(AT_ONCE) {
        let mut asked = Vec::new();
        for (token, told) in some {
            let code = story.key.sign(token);
            assert_eq!(office.read(&code).as_ref(), Ok(token), "the office signed it");
            let id = RequestId::random();
            kiosk.send(&id, 0, show(&code)).await;
            asked.push((id, token, told));
        }
        for (id, token, told) in asked {
            assert_eq!(kiosk.reply(&id).await, *told, "{token:?}");
        }
    }
    let mine = ticket(kiosk.ask(show(&story.code("changed"))).await);
    assert_eq!(mine.number, number("A001"), "nobody was let in, and nothing of it used the right code up");
}
