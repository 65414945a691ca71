//! What the pages say where nobody answers in the office. All else is seen over real sockets, by `tests/booking`.

use std::net::SocketAddr;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode, header};
use hyper::service::Service;
use hyper_util::service::TowerToHyperService;
use jiff::Timestamp;
use queue::booking::{BookingFact, SamePeople, Slot};
use queue::ids::{BookingId, BookingNumber, Language, ServiceId};
use queue::{Actor, Event, Fact, State};
use tempfile::TempDir;

use super::*;
use crate::clock::SetClock;
use crate::listen::Private;
use crate::messages::{Busy, Post, Reach, Receipt};
use crate::office::bookings::lane;
use crate::office::door;
use crate::people::entered::{self, Contact, DocumentKind, Field};
use crate::people::{Consent, Entry, FullName, Lost, Places, Proof, Who};
use crate::proxies::Network;

const FLOOR: &str = include_str!("../../../../assets/demo/floor.toml");

/// Takes no codes.
struct Nobody;

impl Post for Nobody {
    fn reach(&self) -> Reach {
        Reach { email: true, phone: false }
    }

    fn send_code(&self, _: &Contact, _: &Language, _: &str) -> Result<Receipt, Busy> {
        Err(Busy)
    }
}

fn now() -> Timestamp {
    "2026-11-17T06:42:00Z".parse().unwrap()
}

fn slot() -> Slot {
    Slot { service: ServiceId::new("residence").unwrap(), begins: "2026-11-20T10:00".parse().unwrap() }
}

fn anna() -> Entry {
    let name = |field, text| entered::name(field, text).unwrap();
    Entry {
        name: FullName {
            family: name(Field::FamilyName, "Ivanova"),
            given: name(Field::GivenName, "Anna"),
            patronymic: None,
        },
        document: entered::document(DocumentKind::RussianPassport, "4510 123456").unwrap(),
        contact: Contact::Email(entered::email("anna@example.org").unwrap()),
        proof: Proof::Proved,
        language: Language::new("en").unwrap(),
        consent: Consent { at: now(), version: "en".to_owned() },
        purpose: None,
    }
}

/// The pages of an office that has a booking and takes nothing more, and the path of the booking's page.
fn pages() -> (Arc<Pages>, String, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let people = People::open(&Places::new(folder.path(), None), Lost::Stop).unwrap();
    let enrolled = people.enrol(&anna(), slot().date(), &Who::Visitor, now()).unwrap();
    let floor = crate::config::parse(FLOOR).unwrap().floor;
    let made = BookingFact::Made {
        booking: BookingId(0),
        number: BookingNumber::from_random(7),
        person: enrolled.person.clone(),
        slot: slot(),
        language: Language::new("en").unwrap(),
    };
    let mut state = State::default();
    for fact in [Fact::FloorConfigured { floor: Box::new(floor.clone()) }, Fact::DayTurned, Fact::Booking(made)] {
        let (day, by) = ("2026-11-17".parse().unwrap(), Actor::Office);
        queue::apply(&mut state, &Event { at: now(), day, by, continues: false, fact });
    }
    let published =
        Published { floor: Some(Arc::new(floor)), calendar: Arc::new(state), now: now(), ..Published::default() };
    // Nobody is in the office.
    let (web, _lane) = lane(&door().0, Arc::new(|_| SamePeople::default()));
    let pages = Pages {
        published: watch::channel(Arc::new(published)).1,
        clock: Arc::new(FloorClock::start(Arc::new(SetClock::at(now())), None, None).unwrap()),
        trusted_proxies: TrustedProxies(vec![Network::parse("10.0.0.5").unwrap()]),
        pace: Arc::default(),
        holds: Arc::default(),
        messages: Messages::by(Arc::new(Nobody)),
        web,
        office_key: Arc::new(crate::office_key::open(folder.path()).unwrap()),
        people: Arc::new(people),
        data: folder.path().to_owned(),
        keep_days: 30,
        memory: Memory::default(),
    };
    (Arc::new(pages), format!("/b/{}", enrolled.link.reveal()), folder)
}

/// What somebody is answered who asks from an address: the status, where it leads and the page.
async fn asked(
    pages: &Router,
    (method, path): (&str, &str),
    from: &str,
    private: bool,
) -> (u16, Option<String>, String) {
    let peer = ConnectInfo(SocketAddr::new(from.parse().unwrap(), 50_000));
    let request = Request::builder().method(method).uri(path).header(header::HOST, "10.0.0.2:7700");
    let request = request.extension(peer).extension(Private(private)).body(Body::from("agree=1")).unwrap();
    let (head, body) = TowerToHyperService::new(pages.clone()).call(request).await.unwrap().into_parts();
    let to = head.headers.get(header::LOCATION).map(|to| to.to_str().unwrap().to_owned());
    let bytes = axum::body::to_bytes(body, 1 << 20).await.unwrap();
    (head.status.as_u16(), to, String::from_utf8(bytes.to_vec()).unwrap())
}

async fn sent(pages: &Router, path: &str, body: &'static str) -> (StatusCode, String) {
    let kind = "application/x-www-form-urlencoded";
    let request = Request::post(path).header(header::CONTENT_TYPE, kind).body(Body::from(body)).unwrap();
    let (head, body) = TowerToHyperService::new(pages.clone()).call(request).await.unwrap().into_parts();
    let bytes = axum::body::to_bytes(body, 1 << 20).await.unwrap();
    (head.status, String::from_utf8(bytes.to_vec()).unwrap())
}

#[tokio::test]
async fn an_office_without_time_is_no_reason_to_think_that_a_booking_is_gone() {
    let (pages, link, _folder) = pages();
    let pages = router(pages);
    let stands = [
        ("ru", "В вашей записи ничего не изменилось.", "Записи ещё нет"),
        ("en", "Nothing has changed in your booking.", "Nothing is booked"),
        ("hy", "Ձեր գրանցման մեջ ոչինչ չի փոխվել։", "Գրանցում դեռ չկա"),
    ];
    for (language, note, nothing) in stands {
        for (what, body) in [("cancel", "sure=1"), ("change/residence/time", "at=2026-11-23T10:00")] {
            let (status, page) = sent(&pages, &format!("{link}/{what}?lang={language}"), body).await;
            assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{page}");
            assert!(page.contains(note) && !page.contains(nothing), "{language} {what}: {page}");
            assert!(page.contains(&format!("href=\"{link}?lang={language}\"")), "the way to the booking: {page}");
        }
        let (status, page) =
            sent(&pages, &format!("/book/residence/time?lang={language}"), "at=2026-11-23T10:00").await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{page}");
        assert!(page.contains(nothing) && !page.contains(note), "who has none yet is told so: {page}");
    }
}

#[tokio::test]
async fn beside_the_devices_nobody_reads_a_link_or_types_a_name_in_the_open_p1() {
    let (pages, link, _folder) = pages();
    let inside = router_inside(pages);
    let asked = async |method: &str, path: &str, from: &str, private: bool| {
        let (status, to, _page) = asked(&inside, (method, path), from, private).await;
        (status, to)
    };
    let cancel = format!("{link}/cancel");
    let elsewhere = ["10.0.0.9", "192.168.1.20", "::ffff:10.0.0.9", "fd00::5", "203.0.113.7"];
    for from in elsewhere {
        for path in
            ["/", "/book?lang=hy", "/book/residence/time?for=0", "/form", "/form/code", &link, &cancel, "/deleted"]
        {
            let over_tls = Some(format!("https://10.0.0.2:7700{path}"));
            assert_eq!(asked("GET", path, from, false).await, (307, over_tls.clone()), "{from}");
            assert_eq!(asked("HEAD", path, from, false).await, (307, over_tls), "{from}");
        }
        for path in ["/form", "/form/check", "/form/code", &cancel] {
            let first = Some("https://10.0.0.2:7700/book".to_owned());
            assert_eq!(asked("POST", path, from, false).await, (303, first), "{from} {path}: it is not taken");
        }
        assert_eq!(asked("GET", &link, from, true).await, (200, None), "over TLS it is shown");
    }
    for from in ["127.0.0.1", "127.9.0.1", "::1", "10.0.0.5"] {
        assert_eq!(asked("GET", &link, from, false).await, (200, None), "{from}: this machine, or the proxy");
    }
}

#[tokio::test]
async fn on_the_visitors_own_open_listener_nobody_reads_a_link_or_types_a_name_either_p1() {
    let (pages, link, _folder) = pages();
    let outside = router_outside(pages);
    let cancel = format!("{link}/cancel");
    for (from, language, told) in [
        ("10.0.0.9", "ru", "Только по защищённому соединению"),
        ("::ffff:10.0.0.9", "en", "Only over an encrypted connection"),
        ("203.0.113.7", "hy", "Միայն պաշտպանված կապով"),
    ] {
        for path in ["/", "/book", "/book/residence/time", "/form", &link, "/deleted"] {
            let path = format!("{path}?lang={language}");
            let (status, to, page) = asked(&outside, ("GET", &path), from, false).await;
            assert_eq!((status, to), (403, None), "{from} {path}");
            assert!(page.contains(told) && !page.contains("Ivanova") && !page.contains("<form"), "{page}");
        }
        for path in ["/form", "/form/check", "/form/code", "/book/residence/time", &cancel] {
            let (status, to, page) = asked(&outside, ("POST", path), from, false).await;
            assert_eq!((status, to), (403, None), "{from} {path}: it is not taken: {page}");
        }
        assert_eq!(asked(&outside, ("GET", &link), from, true).await.0, 200, "over TLS it is shown");
    }
    for from in ["127.0.0.1", "127.9.0.1", "::1", "10.0.0.5"] {
        assert_eq!(asked(&outside, ("GET", &link), from, false).await.0, 200, "{from}: this machine, or the proxy");
    }
}
