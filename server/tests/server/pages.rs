//! The visitors' page over the real server: it follows a ticket, survives a restart, and its door leads nowhere else.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use protocol::message::{Ask, TicketView};
use server::clock::{Clock, SetClock};
use server::run::Listeners;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::support::{MORNING, Server, at, http_get, settings, wait_for};

fn path(ticket: &TicketView) -> String {
    let url = ticket.url.as_deref().expect("the floor has a public address");
    format!("/{}", url.splitn(4, '/').nth(3).expect("an address has a path"))
}

async fn says(address: SocketAddr, path: &str, words: &str) -> bool {
    http_get(address, path).await.is_some_and(|page| page.contains(words))
}

/// Time goes on between two tries, as it does for a phone: who asks without a pause is told to wait.
async fn shows(server: &Server, path: &str, words: &str) {
    wait_for(async || {
        server.clock.advance(Duration::from_secs(1));
        says(server.address, path, words).await
    })
    .await;
}

#[tokio::test]
async fn the_page_follows_its_ticket_to_the_end_and_over_a_restart() {
    let server = Server::start().await;
    let mut kiosk = server.connect("kiosk-1").await;
    let ticket = kiosk.take().await;
    let page = path(&ticket);
    shows(&server, &page, "Перед вами").await;
    shows(&server, &page, ">A001</span>").await;
    let mut window = server.window(3).await;
    window.ask(Ask::CallNext).await;
    shows(&server, &page, "<p class=\"window-number\">3</p>").await;
    let server = server.restart().await;
    shows(&server, &page, "Подойдите к окну").await;
    let mut clerk = server.clerk("console-3", "clerk-3").await;
    clerk.ask(Ask::Start).await;
    shows(&server, &page, "Вас принимают").await;
    clerk.ask(Ask::Finish).await;
    shows(&server, &page, "Приём завершён").await;
    server.stop().await;
}

#[tokio::test]
async fn the_visitors_door_shows_pages_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let devices = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let visitors = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (inside, outside) = (devices.local_addr().unwrap(), visitors.local_addr().unwrap());
    let (stop, stopped) = oneshot::channel::<()>();
    let clock = Arc::new(SetClock::at(at(MORNING))) as Arc<dyn Clock>;
    let listeners = Listeners { devices, visitors: Some(visitors) };
    let running = tokio::spawn(server::run(listeners, settings(folder.path()), clock, async {
        let _ = stopped.await;
    }));
    wait_for(async || http_get(inside, "/health").await.is_some_and(|body| body.contains("\"status\""))).await;
    for path in ["/health", "/device", "/t/23456789abcd", "/../etc/passwd"] {
        assert!(says(outside, path, "Такого талона сегодня нет").await, "{path}");
    }
    stop.send(()).unwrap();
    running.await.unwrap().unwrap();
}
