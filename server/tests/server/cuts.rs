//! O1: the line is cut between commit and answer, ten thousand times. The request is sent again, and there is no second ticket.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use jiff::civil::Time;
use protocol::message::{RequestId, TicketView};
use queue::number::Letter;
use server::clock::{Clock, SetClock};
use server::journal;
use server::run::Settings;
use tokio::time::timeout;

use crate::dice::Dice;
use crate::support::{Dev, Server, key, service, take, text, ticket};

const LOST_ANSWERS: usize = 10_000;
/// One for each kiosk, so that each press has a number that is known beforehand.
const LETTERS: &str = "ABEKMHPC";
/// Cuts of one press at most; each is followed by a sending of the same request.
const CUTS_OF_A_PRESS: u64 = 5;

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_lost_answers_make_no_second_ticket() {
    let seed = Dice::seed("the cuts");
    let server = Server::start_with(a_service_for_each_kiosk).await;
    let lost = Arc::new(AtomicUsize::new(0));
    let mut pressing = Vec::new();
    for number in 1..=LETTERS.len() {
        let device = format!("kiosk-{number}");
        let kiosk = Kiosk {
            key: key(server.folder.path(), &device),
            device,
            service: format!("service-{number}"),
            address: server.address,
            clock: Arc::clone(&server.clock),
            usual: Duration::from_millis(5),
            dice: Dice::new(seed.wrapping_add(number as u64)),
        };
        pressing.push(tokio::spawn(press_until(kiosk, Arc::clone(&lost))));
    }
    let mut tickets = Vec::new();
    for kiosk in pressing {
        tickets.extend(kiosk.await.unwrap());
    }
    assert!(lost.load(Ordering::Relaxed) >= LOST_ANSWERS);
    let distinct: BTreeSet<_> = tickets.iter().map(|view| view.ticket.0).collect();
    assert_eq!(distinct.len(), tickets.len(), "each press has a ticket of its own");
    let (folder, ..) = server.stop().await;
    let verified = journal::verify(folder.path()).unwrap();
    assert!(verified.holds(), "{verified:?}");
    assert_eq!(verified.requests as usize, tickets.len(), "each press was carried out once");
    assert_eq!(issued(folder.path()), tickets.len(), "no ticket that nobody holds");
}

/// A press after the other, until all kiosks together have lost enough answers. The tickets, in order.
async fn press_until(mut kiosk: Kiosk, lost: Arc<AtomicUsize>) -> Vec<TicketView> {
    let mut tickets = Vec::new();
    while lost.load(Ordering::Relaxed) < LOST_ANSWERS {
        let (view, lost_now) = kiosk.press().await;
        lost.fetch_add(lost_now, Ordering::Relaxed);
        tickets.push(view);
        assert_eq!(usize::from(tickets[tickets.len() - 1].number.figures()), tickets.len(), "no number is left out");
    }
    tickets
}

struct Kiosk {
    device: String,
    key: String,
    service: String,
    address: std::net::SocketAddr,
    clock: Arc<SetClock>,
    /// How long an answer took of late.
    usual: Duration,
    dice: Dice,
}

impl Kiosk {
    /// One press: the line is cut once or more, each time at a moment of its own. How many of the cuts came after the commit.
    async fn press(&mut self) -> (TicketView, usize) {
        let (id, pressed) = (RequestId::random(), Instant::now());
        let (mut seen, mut sent_again) = (Vec::new(), Vec::new());
        for _ in 0..=self.dice.below(CUTS_OF_A_PRESS) {
            let mut line = self.send(&id, pressed).await;
            let moment = self.usual.mul_f64(self.dice.below(2_000) as f64 / 1_000.0);
            // Whatever comes before the cut is taken for lost on the way.
            seen.extend(timeout(moment, line.reply(&id)).await.ok());
            drop(line);
            self.clock.advance(Duration::from_millis(1));
            sent_again.push(self.clock.wall());
        }
        let asked = Instant::now();
        let outcome = self.send(&id, pressed).await.reply(&id).await;
        self.usual = (self.usual * 7 + asked.elapsed()) / 8;
        for answer in seen {
            assert_eq!(answer, outcome, "{}: an answer changes when it is asked for again", self.device);
        }
        let view = ticket(outcome);
        let was_there = |at: &&jiff::Timestamp| view.taken_at < local(**at);
        let lost = sent_again.iter().filter(was_there).count();
        (view, lost)
    }

    async fn send(&self, id: &RequestId, pressed: Instant) -> Dev {
        let mut line = Dev::connect(self.address, &self.device, &self.key, None).await;
        line.send(id, pressed.elapsed().as_millis() as u64, take(&self.service)).await;
        line
    }
}

fn local(at: jiff::Timestamp) -> Time {
    at.in_tz("Asia/Yerevan").unwrap().time()
}

/// The floor of the tests with one service more for each kiosk, received at every window.
fn a_service_for_each_kiosk(settings: &mut Settings) {
    let floor = &mut settings.floor;
    let like = floor.services[0].clone();
    floor.services.clear();
    for (number, letter) in (1..).zip(LETTERS.chars()) {
        let id = format!("service-{number}");
        let letter = Letter::new(letter).unwrap();
        floor.services.push(queue::floor::Service { id: service(&id), name: text(&id), letter, ..like.clone() });
    }
    for window in &mut floor.windows {
        window.services = floor.services.iter().map(|service| service.id.clone()).collect();
    }
}

/// Tickets in the journal.
fn issued(folder: &std::path::Path) -> usize {
    let db = rusqlite::Connection::open(folder.join(journal::FILE)).unwrap();
    db.query_row("SELECT count(*) FROM events WHERE kind = 'ticket_issued'", [], |row| row.get(0)).unwrap()
}
