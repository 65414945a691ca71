//! A change of services and windows while twenty kiosks, five consoles and a hall display work: no ticket lost, no session broken, each sees the new floor;
//! and what would strand somebody is refused.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use protocol::message::{Answer, Ask, Outcome};
use queue::ids::WindowId;
use queue::{Fact, Rejection};
use tokio::task::JoinHandle;

use super::{bent, bring_in, confirm, exported, floor, journaled, office, preview};
use crate::staff::signed_in;
use crate::support::{Dev, take, wait_for};

/// Between two asks of a device.
const REST: Duration = Duration::from_millis(250);
const CLERKS: [&str; 5] = ["kovaleva", "sargsyan", "orlov", "belova", "petrosyan"];

/// When each device first showed each version.
type Seen = Arc<Mutex<BTreeMap<(String, u32), Instant>>>;

struct Crowd {
    over: Arc<AtomicBool>,
    seen: Seen,
    done: Arc<Done>,
}

/// What was done so far, and how many of the calls were shown.
#[derive(Default)]
struct Done {
    coupons: AtomicUsize,
    visits: AtomicUsize,
    calls: AtomicUsize,
}

impl Done {
    fn is_much(&self) -> bool {
        let more_than = |most: usize, what: &AtomicUsize| what.load(Ordering::SeqCst) > most;
        more_than(100, &self.coupons) && more_than(20, &self.visits) && more_than(20, &self.calls)
    }
}

impl Crowd {
    fn look(&self, name: &str, dev: &Dev) -> bool {
        if let Some(version) = dev.shown.floor_version {
            self.seen.lock().unwrap().entry((name.to_owned(), version)).or_insert_with(Instant::now);
        }
        !self.over.load(Ordering::SeqCst)
    }

    /// Does nothing for a while but look at what is shown.
    async fn rest(&self, name: &str, dev: &mut Dev) {
        let until = tokio::time::Instant::now() + REST;
        while tokio::time::timeout_at(until, dev.next()).await.is_ok() {
            self.look(name, dev);
        }
    }

    fn share(&self) -> Self {
        Self { over: Arc::clone(&self.over), seen: Arc::clone(&self.seen), done: Arc::clone(&self.done) }
    }
}

/// Takes coupons until it is over; gives the numbers.
fn kiosk(crowd: Crowd, name: String, mut dev: Dev) -> JoinHandle<Vec<String>> {
    tokio::spawn(async move {
        let services = ["passport-apply", "passport-collect", "registration", "certificates", "work-permit"];
        let mut numbers = Vec::new();
        for service in services.into_iter().cycle() {
            if !crowd.look(&name, &dev) {
                break;
            }
            match dev.ask(take(service)).await {
                Outcome::Done(Answer::Ticket(view)) => {
                    numbers.push(view.number.to_string());
                    crowd.done.coupons.fetch_add(1, Ordering::SeqCst);
                }
                Outcome::Rejected(Rejection::LimitReached { .. }) => {}
                other => panic!("{name}: {other:?}"),
            }
            crowd.rest(&name, &mut dev).await;
        }
        assert!(!dev.shown.session_ended);
        numbers
    })
}

/// Calls, starts and finishes until it is over; gives how many it served.
fn console(crowd: Crowd, name: String, mut dev: Dev) -> JoinHandle<usize> {
    tokio::spawn(async move {
        let mut served = 0;
        while crowd.look(&name, &dev) {
            match dev.ask(Ask::CallNext).await {
                Outcome::Done(_) => {
                    assert_eq!(dev.ask(Ask::Start).await, Outcome::Done(Answer::Done), "{name}");
                    assert_eq!(dev.ask(Ask::Finish).await, Outcome::Done(Answer::Done), "{name}");
                    served += 1;
                    crowd.done.visits.fetch_add(1, Ordering::SeqCst);
                }
                Outcome::Rejected(Rejection::NobodyWaiting) => {}
                other => panic!("{name}: {other:?}"),
            }
            crowd.rest(&name, &mut dev).await;
        }
        assert!(!dev.shown.session_ended, "{name} is signed in as before");
        served
    })
}

/// Shows calls until it is over.
fn hall(crowd: Crowd, name: String, mut dev: Dev) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut shown = BTreeSet::new();
        while crowd.look(&name, &dev) {
            shown.extend(dev.shown.hall.iter().flat_map(|board| &board.calls).map(|call| call.call));
            crowd.done.calls.store(shown.len(), Ordering::SeqCst);
            crowd.rest(&name, &mut dev).await;
        }
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn services_and_windows_change_under_twenty_kiosks_and_five_consoles_and_nothing_is_lost() {
    let server = office().await;
    let crowd = Crowd { over: Arc::default(), seen: Arc::default(), done: Arc::default() };
    let (mut kiosks, mut consoles) = (Vec::new(), Vec::new());
    for number in 1..=20 {
        let name = format!("kiosk-{number}");
        let dev = server.connect(&name).await;
        kiosks.push(kiosk(crowd.share(), name, dev));
    }
    for (number, login) in (1..).zip(CLERKS) {
        let name = format!("console-{number}");
        let mut dev = server.clerk(&name, login).await;
        let window = WindowId::new(&format!("w{number}")).unwrap();
        assert_eq!(dev.ask(Ask::OpenWindow { window }).await, Outcome::Done(Answer::Done));
        consoles.push(console(crowd.share(), name, dev));
    }
    let display = hall(crowd.share(), "hall-1".to_owned(), server.connect("hall-1").await);
    let mut admin = signed_in(&server, "admin").await;
    let text = exported(&mut admin).await;
    // A new service at a window that is at work, and at a new window.
    let service = "[[service]]\nid = \"apostille\"\nletter = \"H\"\nname = { ru = \"Апостиль\", en = \"Apostille\", hy = \"Ապոստիլ\" }\nhall = \"hall-1\"\ndaily_limit = 30\nservice_norm_min = 10\nwait_norm_min = 20\n\n[[window]]\nid = \"w7\"\nnumber = 7\nhall = \"hall-1\"\nservices = [\"apostille\"]\n\n[[window]]\nid = \"w1\"";
    let grown = bent(&text, "[[window]]\nid = \"w1\"", service);
    let grown = bent(
        &grown,
        "services = [\"certificates\", \"passport-collect\"]",
        "services = [\"apostille\", \"certificates\", \"passport-collect\"]",
    );
    // Another limit, another order of windows, another policy.
    let other =
        bent(&bent(&grown, "daily_limit = 200", "daily_limit = 180"), "policy = \"credit\"", "policy = \"first-come\"");
    let devices = || {
        let kiosks = (1..=20).map(|n| format!("kiosk-{n}"));
        kiosks.chain((1..=5).map(|n| format!("console-{n}"))).chain(["hall-1".to_owned()])
    };
    for (version, changed) in (2..).zip([&grown, &other, &grown, &text]) {
        tokio::time::sleep(Duration::from_millis(300)).await;
        let sent = admin.post_text("/staff/floor/import", "text", changed).await;
        let page = preview(&mut admin, sent).await;
        let confirmed = Instant::now();
        let done = confirm(&mut admin, &page).await;
        assert_eq!(done.status, 303, "version {version}: {}", done.text());
        let all = || devices().map(|name| crowd.seen.lock().unwrap().get(&(name, version)).copied());
        wait_for(async || all().all(|at| at.is_some())).await;
        let slowest = all().flatten().max().unwrap().duration_since(confirmed);
        println!("every device saw version {version} after {slowest:?}");
    }
    wait_for(async || crowd.done.is_much()).await;
    crowd.over.store(true, Ordering::SeqCst);
    let (mut numbers, mut served) = (Vec::new(), 0);
    for kiosk in kiosks {
        numbers.extend(kiosk.await.unwrap());
    }
    for console in consoles {
        served += console.await.unwrap();
    }
    display.await.unwrap();
    let told: BTreeSet<_> = numbers.iter().cloned().collect();
    assert_eq!(told.len(), numbers.len(), "no number twice");
    let (folder, ..) = server.stop().await;
    let reader = server::journal::JournalReader::open(folder.path()).unwrap();
    let (mut issued, mut finished, mut out) = (BTreeSet::new(), 0, 0);
    reader
        .each_event(|event| match &event.fact {
            Fact::TicketIssued { number, .. } => drop(issued.insert(number.to_string())),
            Fact::ServiceFinished { .. } => finished += 1,
            Fact::ClerkSignedOut { .. } | Fact::WindowClosed { .. } | Fact::VisitorLeft { .. } => out += 1,
            _ => {}
        })
        .unwrap();
    assert_eq!((issued, finished, out), (told, served, 0), "each ticket is there, and nobody was sent away");
    assert_eq!(journaled(folder.path()).len(), 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_service_is_at_the_kiosk_at_once_and_a_window_that_is_open_calls_for_it() {
    let server = office().await;
    let mut kiosk = server.connect("kiosk-1").await;
    let mut console = server.clerk("console-1", "orlov").await;
    let window = WindowId::new("w1").unwrap();
    assert_eq!(console.ask(Ask::OpenWindow { window }).await, Outcome::Done(Answer::Done));
    assert_eq!(kiosk.ask(take("apostille")).await, Outcome::Rejected(Rejection::UnknownService));
    let mut admin = signed_in(&server, "admin").await;
    let fields = [
        ("part", "service"),
        ("id", ""),
        ("version", "1"),
        ("key", "apostille"),
        ("name.ru", "Апостиль"),
        ("name.en", "Apostille"),
        ("name.hy", "Ապոստիլ"),
        ("letter", "H"),
        ("daily_limit", "30"),
        ("service_norm_min", "10"),
        ("wait_norm_min", "20"),
        ("hours.tue", "08:00-18:00"),
        ("at_kiosk", "yes"),
        ("received_at", "w1"),
        ("hall", "hall-1"),
    ];
    let sent = admin.post("/staff/floor/edit", &fields).await;
    let page = preview(&mut admin, sent).await;
    assert!(
        page.text().contains("Apostille new") && page.text().contains("Window 1 Services received"),
        "{}",
        page.text()
    );
    assert_eq!(confirm(&mut admin, &page).await.status, 303);
    kiosk.until(|shown| shown.floor_version == Some(2)).await;
    console.until(|shown| shown.floor_version == Some(2)).await;
    let Outcome::Done(Answer::Ticket(ticket)) = kiosk.ask(take("apostille")).await else { panic!("no ticket") };
    assert_eq!(ticket.number.to_string(), "H001");
    assert!(matches!(console.ask(Ask::CallNext).await, Outcome::Done(_)));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_would_strand_a_visitor_or_a_clerk_is_refused_with_the_reason_until_they_are_gone() {
    let server = office().await;
    let mut kiosk = server.connect("kiosk-1").await;
    let ticket = kiosk.ask(take("invitations")).await;
    assert!(matches!(ticket, Outcome::Done(_)), "{ticket:?}");
    let mut console = server.clerk("console-6", "belova").await;
    let window = WindowId::new("w6").unwrap();
    assert_eq!(console.ask(Ask::OpenWindow { window }).await, Outcome::Done(Answer::Done));
    let mut admin = signed_in(&server, "admin").await;
    let before = floor(&mut admin).await;
    for (part, id, why) in [
        ("service", "invitations", "Visitors of Invitations and visas are here"),
        ("window", "w6", "Window 6 has a clerk"),
        ("clerk", "belova", "Ирина Белова is at work"),
        ("category", "general", ""),
    ] {
        let fields = [("part", part), ("id", id), ("version", "1"), ("remove", "yes")];
        let sent = admin.post("/staff/floor/edit", &fields).await;
        if part == "category" {
            let told = "Categories of visitors : the first category must be the general one";
            assert!(sent.status == 422 && sent.text().contains(told), "it is first: {}", sent.text());
            continue;
        }
        let page = preview(&mut admin, sent).await;
        assert!(page.text().contains("This cannot be now") && page.text().contains(why), "{}", page.text());
        assert!(!page.body.contains("name=\"on\""), "it offers no confirmation");
        let name = page.body.split("change?name=").nth(1).unwrap().split(['"', '&']).next().unwrap().to_owned();
        let forced = admin.post(super::CHANGE, &[("name", &name), ("on", "1")]).await;
        assert!(forced.status == 409 && forced.text().contains(why), "{}", forced.text());
    }
    assert_eq!(floor(&mut admin).await, before);
    // The window stays open and no longer receives the service: whoever waits is counted, and may be so.
    let fields = [
        ("part", "window"),
        ("id", "w6"),
        ("version", "1"),
        ("number", "6"),
        ("hall", "hall-1"),
        ("services", "registration"),
    ];
    let sent = admin.post("/staff/floor/edit", &fields).await;
    let page = preview(&mut admin, sent).await;
    assert!(page.text().contains("Invitations and visas: 1 waits, and no window that is open now"), "{}", page.text());
    assert_eq!(confirm(&mut admin, &page).await.status, 303);
    assert_eq!(console.ask(Ask::CallNext).await, Outcome::Rejected(Rejection::NobodyWaiting));
    let text = bent(
        &exported(&mut admin).await,
        "services = [\"registration\"]",
        "services = [\"registration\", \"invitations\"]",
    );
    bring_in(&mut admin, &text).await;
    assert!(matches!(console.ask(Ask::CallNext).await, Outcome::Done(_)), "the ticket was kept");
    server.stop().await;
}
