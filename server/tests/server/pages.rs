//! The visitors' page over the real server: it is there with the coupon, follows its ticket, survives a restart, its door leads
//! nowhere else, and a crowd behind a proxy is told apart by what the proxy says and nobody else.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use protocol::message::{Answer, Ask, Outcome, TicketView};
use server::clock::{Clock, SetClock};
use server::proxies::{Network, TrustedProxies};
use server::run::Listeners;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket};
use tokio::sync::oneshot;

use crate::pins;
use crate::support::{Browser, MORNING, Server, at, http_get, service, settings, take, ticket, wait_for};

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
    let page = path(&kiosk.take().await);
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
async fn a_visit_that_comes_back_to_its_first_service_has_nothing_after_that() {
    let server = Server::start().await;
    let page = path(&server.connect("kiosk-1").await.take().await);
    let mut window = server.window(1).await;
    for next in ["visa", "passport"] {
        for ask in [Ask::CallNext, Ask::Start, Ask::NextService { service: Some(service(next)) }] {
            assert_eq!(window.ask(ask).await, Outcome::Done(Answer::Done));
        }
        shows(&server, &page, next).await;
    }
    let page = http_get(server.address, &page).await.unwrap();
    assert!(page.contains("Перед вами") && !page.contains("Затем") && !page.contains("visa"), "{page}");
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
    let settings = settings(folder.path());
    pins::give(&settings.data, &settings.floor);
    let running = tokio::spawn(server::run(listeners, settings, clock, async {
        let _ = stopped.await;
    }));
    wait_for(async || http_get(inside, "/health").await.is_some_and(|body| body.contains("\"status\""))).await;
    for path in ["/health", "/device", "/t/23456789abcd", "/../etc/passwd"] {
        assert!(says(outside, path, "Такого талона сегодня нет").await, "{path}");
    }
    stop.send(()).unwrap();
    running.await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_coupon_finds_its_page_as_soon_as_it_is_answered() {
    let server = Server::start().await;
    let mut kiosk = server.connect("kiosk-1").await;
    let mut desk = server.clerk("console-1", "reception").await;
    for figures in 1..=30 {
        let view = if figures % 3 == 0 { ticket(desk.ask(take("passport")).await) } else { kiosk.take().await };
        let (status, page) = answer(server.address, None, &path(&view), &[]).await;
        assert_eq!((status, page.contains(&format!(">{}</span>", view.number))), (200, true), "{}", view.number);
    }
}

/// Status and body for whoever asks from `from` with these headers.
async fn answer(address: SocketAddr, from: Option<&str>, path: &str, headers: &[&str]) -> (u16, String) {
    let socket = TcpSocket::new_v4().unwrap();
    if let Some(from) = from {
        socket.bind(format!("{from}:0").parse().unwrap()).unwrap();
    }
    let mut stream = socket.connect(address).await.unwrap();
    let headers: String = headers.iter().map(|line| format!("{line}\r\n")).collect();
    let request = format!("GET {path} HTTP/1.1\r\nHost: office.test\r\n{headers}Connection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut said = String::new();
    stream.read_to_string(&mut said).await.unwrap();
    let (head, body) = said.split_once("\r\n\r\n").unwrap();
    (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
}

/// Asks for pages that are not there, until told that it was too often.
async fn exhaust(address: SocketAddr, from: &str, headers: &[&str]) {
    for _ in 0..40 {
        if answer(address, Some(from), "/t/none", headers).await.0 == 429 {
            return;
        }
    }
    panic!("nobody is told that it was too often");
}

const ANNA: &str = "X-Forwarded-For: 203.0.113.1";
const BORIS: &str = "X-Forwarded-For: 203.0.113.2";

#[tokio::test(flavor = "multi_thread")]
async fn visitors_behind_a_trusted_proxy_each_have_a_pace_of_their_own() {
    let server = Server::start_with(|settings| {
        settings.trusted_proxies = TrustedProxies(vec![Network::parse("127.0.0.8/29").unwrap()]);
    })
    .await;
    let status = async |from: &str, headers: &[&str]| answer(server.address, Some(from), "/t/none", headers).await.0;
    exhaust(server.address, "127.0.0.8", &[ANNA]).await;
    assert_eq!(status("127.0.0.8", &[BORIS]).await, 404, "another visitor by the same proxy");
    assert_eq!(status("127.0.0.9", &[ANNA]).await, 429, "the same one by another proxy");
    let pretends = ["X-Forwarded-For: 203.0.113.77, 203.0.113.1"];
    assert_eq!(status("127.0.0.8", &pretends).await, 429, "whatever Anna's phone wrote before the proxy did");
    let twice = ["X-Forwarded-For: 203.0.113.78", ANNA];
    assert_eq!(status("127.0.0.8", &twice).await, 429, "also in a header of its own");
    assert_eq!(status("127.0.0.8", &[]).await, 404, "the proxy itself");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_no_trusted_proxy_cannot_say_that_it_is_somebody_else() {
    let trusting = Server::start_with(|settings| {
        settings.trusted_proxies = TrustedProxies(vec![Network::parse("127.0.0.8").unwrap()]);
    })
    .await;
    for server in [trusting, Server::start().await] {
        exhaust(server.address, "127.0.0.2", &[ANNA]).await;
        for header in [ANNA, BORIS, "Forwarded: for=203.0.113.3", "X-Real-IP: 203.0.113.4"] {
            assert_eq!(answer(server.address, Some("127.0.0.2"), "/t/none", &[header]).await.0, 429, "{header}");
        }
        assert_eq!(answer(server.address, Some("127.0.0.3"), "/t/none", &[ANNA]).await.0, 404, "Anna pays for nothing");
    }
}

/// An address of this machine that is not its loopback's, by which it would go out.
fn outer_address() -> &'static str {
    let socket = std::net::UdpSocket::bind("0.0.0.0:0").unwrap();
    // Nothing is sent.
    socket.connect("192.0.2.1:9").expect("this test needs a network beside the loopback's, if only an empty one");
    Box::leak(socket.local_addr().unwrap().ip().to_string().into_boxed_str())
}

#[tokio::test]
async fn the_devices_listener_sends_a_booking_visitor_from_elsewhere_over_tls_and_no_other_page_p1() {
    let server = Server::start().await;
    let ticket = path(&server.connect("kiosk-1").await.take().await);
    let mut browser = Browser::new(server.address, server.folder.path());
    assert_eq!(browser.ask_openly("GET", "/book", None, &[]).await.status, 200, "on this machine nobody is on the way");
    browser.from = outer_address();
    for path in ["/book?lang=en", "/form", "/b/x"] {
        let page = browser.ask_openly("GET", path, None, &[]).await;
        assert_eq!((page.status, page.header("location")), (307, format!("https://{}{path}", server.address).as_str()));
        assert!(page.header("cache-control").contains("no-store"));
    }
    for path in ["/form", "/book/passport/time"] {
        let page = browser.ask_openly("POST", path, Some("family=Ivanova"), &[]).await;
        assert_eq!((page.status, page.header("location")), (303, format!("https://{}/book", server.address).as_str()));
        assert!(page.headers("set-cookie").is_empty(), "nothing is taken");
    }
    assert_eq!(browser.get("/book").await.status, 200, "there it is");
    assert_eq!(browser.ask_openly("GET", &ticket, None, &[]).await.status, 200, "a coupon's page has no name");
    assert_eq!(browser.ask_openly("GET", "/health", None, &[]).await.status, 200);
    server.stop().await;

    let proxied = Server::start_with(|settings| {
        settings.trusted_proxies = TrustedProxies(vec![Network::parse(outer_address()).unwrap()]);
    })
    .await;
    let mut proxy = Browser::new(proxied.address, proxied.folder.path());
    proxy.from = outer_address();
    assert_eq!(
        proxy.ask_openly("GET", "/book", None, &[ANNA]).await.status,
        200,
        "the proxy's own way is its office's"
    );
    proxied.stop().await;
}

#[tokio::test]
async fn the_visitors_open_listener_is_for_this_machine_and_its_proxies_p1() {
    for (trusted, status) in [(None, 403), (Some(outer_address()), 200)] {
        let folder = tempfile::tempdir().unwrap();
        let devices = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let visitors = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (inside, outside) = (devices.local_addr().unwrap(), visitors.local_addr().unwrap());
        let (stop, stopped) = oneshot::channel::<()>();
        let clock = Arc::new(SetClock::at(at(MORNING))) as Arc<dyn Clock>;
        let mut settings = settings(folder.path());
        pins::give(&settings.data, &settings.floor);
        settings.trusted_proxies = TrustedProxies(trusted.iter().map(|one| Network::parse(one).unwrap()).collect());
        let running =
            tokio::spawn(server::run(Listeners { devices, visitors: Some(visitors) }, settings, clock, async {
                let _ = stopped.await;
            }));
        wait_for(async || http_get(inside, "/health").await.is_some_and(|body| body.contains("\"status\""))).await;
        for path in ["/book", "/book?lang=en"] {
            assert_eq!(answer(outside, None, path, &[]).await.0, 200, "{path} on this machine");
            let (told, page) = answer(outside, Some(outer_address()), path, &[]).await;
            assert_eq!(told, status, "{path} with {trusted:?}: {page}");
            assert_eq!(page.contains("https://"), status == 403, "it says why: {page}");
        }
        assert_eq!(answer(outside, Some(outer_address()), "/t/none", &[]).await.0, 404, "no name is on these");
        stop.send(()).unwrap();
        running.await.unwrap().unwrap();
    }
}
