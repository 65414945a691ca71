//! What a visitor does and learns on the page of the ticket, over the real server: leaving the queue, and why others went first (Q6).

use std::time::Duration;

use protocol::message::{Answer, Ask, Outcome, TicketState, TicketView};
use queue::day::figures::{Figures, Filter};
use queue::day::{Day, Fold};
use queue::ticket::LeftWhy;
use queue::{Actor, Fact};
use server::journal::JournalReader;

use crate::support::{Browser, Page, Server, http_get, service, take, ticket, wait_for, window};

fn path(ticket: &TicketView) -> String {
    let url = ticket.url.as_deref().expect("the floor has a public address");
    format!("/{}", url.splitn(4, '/').nth(3).expect("an address has a path"))
}

/// A phone without TLS, as in the hall.
struct Phone(Browser);

impl Phone {
    fn of(server: &Server) -> Self {
        Self(Browser::new(server.address, server.folder.path()))
    }

    async fn get(&mut self, path: &str) -> Page {
        self.0.ask_openly("GET", path, None, &[]).await
    }

    /// Presses the button of the question.
    async fn leave(&mut self, ticket: &TicketView) -> Page {
        let origin = format!("Origin: http://{}", self.0.address);
        self.0.ask_openly("POST", &format!("{}/leave?lang=ru", path(ticket)), Some("sure=1"), &[&origin]).await
    }
}

async fn done(dev: &mut crate::support::Dev, ask: Ask) {
    let outcome = dev.ask(ask.clone()).await;
    assert!(matches!(outcome, Outcome::Done(_)), "{ask:?}: {outcome:?}");
}

/// Everybody who left, by whom and how, and the day of a stopped floor.
async fn left(server: Server) -> (Vec<(Actor, LeftWhy)>, Day) {
    let (folder, ..) = server.stop().await;
    let (mut left, mut fold) = (Vec::new(), Fold::default());
    let follow = |_, event: &queue::Event, _| {
        if let Fact::VisitorLeft { why, .. } = &event.fact {
            left.push((event.by.clone(), *why));
        }
        fold.follow(event);
    };
    JournalReader::open(folder.path()).unwrap().read_after(0, u64::MAX, follow).unwrap();
    (left, fold.today().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn who_leaves_on_the_page_is_gone_from_every_screen_and_counted_as_left_q7() {
    let server = Server::start().await;
    let mut kiosk = server.connect("kiosk-1").await;
    let (mine, next) = (kiosk.take().await, kiosk.take().await);
    let mut window = server.window(3).await;
    window.until(|shown| shown.console.as_ref().is_some_and(|board| board.waiting.len() == 2)).await;
    let mut phone = Phone::of(&server);
    let question = phone.get(&format!("{}/leave?lang=ru", path(&mine))).await;
    assert_eq!((question.status, question.text().contains("Уйти из очереди? A001")), (200, true), "{}", question.body);
    let answered = phone.leave(&mine).await;
    let code = path(&mine);
    assert_eq!((answered.status, answered.header("location")), (303, format!("..{}?lang=ru", &code[2..]).as_str()));
    let page = phone.get(&code).await;
    assert!(page.text().contains("Вы ушли из очереди"), "at once, without waiting for the index: {}", page.text());
    assert!(!page.body.contains("/leave"), "there is no place to give up any more");
    window.until(|shown| shown.console.as_ref().is_some_and(|board| board.waiting.len() == 1)).await;
    assert_eq!(window.shown.console.as_ref().unwrap().waiting[0].ticket, next.ticket);
    done(&mut window, Ask::CallNext).await;
    window.until(|shown| shown.console.as_ref().is_some_and(|board| board.waiting.is_empty())).await;
    let again = phone.leave(&mine).await;
    assert_eq!((again.status, again.headers("location").len()), (303, 1), "who presses twice has left as well");
    let server = server.restart().await;
    assert!(http_get(server.address, &code).await.unwrap().contains("Вы ушли из очереди"), "also after a restart");
    let (left, day) = left(server).await;
    assert_eq!(left, [(Actor::Visitor, LeftWhy::OnPage)], "once, with a cause of its own");
    let figures = Figures::of(&day, &Filter::default());
    assert_eq!((figures.visitors.all, figures.visitors.left, figures.visitors.left_at_end), (2, 1, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_called_meanwhile_does_not_leave_and_is_told_so() {
    let server = Server::start().await;
    let mine = server.connect("kiosk-1").await.take().await;
    let mut window = server.window(1).await;
    let mut phone = Phone::of(&server);
    for ask in [Ask::CallNext, Ask::Start] {
        done(&mut window, ask).await;
        let refused = phone.leave(&mine).await;
        assert_eq!((refused.status, refused.text().contains("Вас уже вызвали")), (409, true), "{}", refused.body);
        assert!(refused.text().contains("К странице талона"));
    }
    done(&mut window, Ask::Finish).await;
    let refused = phone.leave(&mine).await;
    assert_eq!((refused.status, refused.text().contains("уже не в очереди")), (409, true), "{}", refused.body);
    let mut shows = async || {
        server.clock.advance(Duration::from_secs(1));
        phone.get(&format!("{}/leave?lang=ru", path(&mine))).await
    };
    wait_for(async || shows().await.status == 409).await;
    assert_eq!(left(server).await.0, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parked_visitor_may_go_and_ten_presses_at_once_are_one() {
    let server = Server::start().await;
    let mine = server.connect("kiosk-1").await.take().await;
    let mut window = server.window(1).await;
    let reason = server.settings.floor.reasons.park[0].id.clone();
    for ask in [Ask::CallNext, Ask::Start, Ask::Park { reason, alarm_min: None }] {
        done(&mut window, ask).await;
    }
    let presses = (0..10).map(|_| {
        let (mut phone, mine) = (Phone::of(&server), mine.clone());
        tokio::spawn(async move { phone.leave(&mine).await.status })
    });
    for press in presses.collect::<Vec<_>>() {
        assert_eq!(press.await.unwrap(), 303);
    }
    let Outcome::Done(Answer::Ticket(found)) =
        server.clerk("console-2", "reception").await.ask(Ask::FindTicket { number: mine.number }).await
    else {
        panic!("the reception finds it");
    };
    assert_eq!(found.state, TicketState::Left);
    assert_eq!(left(server).await.0, [(Actor::Visitor, LeftWhy::OnPage)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_tells_who_went_first_and_why_as_it_happens_q6() {
    let server = Server::start_with(|settings| {
        settings.floor.windows[1].services = vec![service("visa")];
        settings.floor.reasons.told =
            settings.floor.reasons.out_of_turn.iter().map(|reason| reason.id.clone()).collect();
    })
    .await;
    let mut kiosk = server.connect("kiosk-1").await;
    let mine = kiosk.take().await;
    server.clock.advance(Duration::from_secs(60));
    let (other, visa) = (kiosk.take().await, ticket(kiosk.ask(take("visa")).await));
    let (mut here, mut there) = (server.window(1).await, server.window(2).await);
    let mut phone = Phone::of(&server);
    assert!(!phone.get(&path(&mine)).await.body.contains("<details open>"), "nobody went yet");
    done(&mut there, Ask::CallNext).await;
    server.clock.advance(Duration::from_secs(60));
    let reason = server.settings.floor.reasons.out_of_turn[0].id.clone();
    done(&mut here, Ask::CallTicket { ticket: other.ticket, reason }).await;
    let mut page = String::new();
    wait_for(async || {
        server.clock.advance(Duration::from_secs(1));
        page = phone.get(&path(&mine)).await.text();
        page.contains("A002:")
    })
    .await;
    let told = "Почему вызвали раньше меня? 09:43 B001: другая услуга, другое окно \
                09:44 A002: вызов вне очереди: asked Ваше место в общей очереди прежнее.";
    assert!(page.contains(told), "{page}");
    assert!(!phone.get(&path(&visa)).await.text().contains("Почему вызвали"), "nobody went before this one");
    let chosen = phone.get(&path(&other)).await.text();
    assert!(
        chosen.contains("B001: другая услуга") && !chosen.contains("вне очереди"),
        "of itself a page tells nothing"
    );
    let late = path(&kiosk.take().await);
    assert!(!phone.get(&late).await.text().contains("Почему вызвали"), "who came later saw nothing of it");
    assert_eq!(server.settings.floor.windows[0].id, window(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_floor_without_a_public_address_gives_coupons_no_code() {
    let server = Server::start_with(|settings| settings.floor.public_url = None).await;
    let mut kiosk = server.connect("kiosk-1").await;
    assert_eq!(kiosk.take().await.url, None);
    let with = Server::start().await;
    assert!(with.connect("kiosk-1").await.take().await.url.is_some(), "with one they have");
}
