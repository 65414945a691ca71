//! The real program killed at every step of a visitor's way: place kept, form sent, code typed back, checked in. Nothing is lost, and nothing
//! comes twice (D2, O1, B2, S5).

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use jiff::{Timestamp, ToSpan};
use protocol::message::{
    Answer, Ask, DeviceRole, FromDevice, FromServer, Hello, Outcome, Request, RequestId, TicketView,
};
use protocol::token::Token;
use queue::booking::{BookingFact, NoBooking};
use queue::event::Fact;
use queue::ids::DeviceId;
use queue::{Event, Rejection};
use tokio::task::block_in_place;
use tokio_tungstenite::tungstenite::stream::MaybeTlsStream;
use tokio_tungstenite::tungstenite::{self, Message, WebSocket};

use crate::browser::{Browser, Page, anna_with};
use crate::mailbox::{Mail, Mailbox};
use crate::program::{Program, by_mail};
use crate::support::{DEMO, House, SERVICE, entry, states, until};

/// When the program is killed after something was asked of it, in milliseconds: before it began, in its midst; and once it is durable.
const KILLS: [Option<u64>; 10] =
    [Some(0), Some(1), Some(2), Some(3), Some(5), Some(8), Some(13), Some(21), Some(34), None];

/// A name that stands nowhere else.
const FAMILY: &str = "Жеравилодука";

/// A visitor with a browser of their own.
struct Visitor {
    browser: Browser,
    number: usize,
    begins: String,
}

impl Visitor {
    fn new(number: usize, house: &House, program: &Program) -> Self {
        let quarter = number % 12;
        let begins = format!("{}T{:02}:{:02}", house.some_day(), 10 + quarter / 4, quarter % 4 * 15);
        Self { browser: Self::at(number, program), number, begins }
    }

    /// Each comes from an address of their own.
    fn at(number: usize, program: &Program) -> Browser {
        let mut browser = Browser::at(program.visitors);
        browser.from = Some(format!("127.0.1.{}", number + 1));
        browser
    }

    fn contact(&self) -> String {
        format!("visitor{}@mail.example", self.number)
    }

    async fn up_to_form(&mut self) -> Page {
        self.browser.up_to_form(SERVICE, &self.begins).await
    }

    async fn send_form(&mut self, form: &Page) -> Page {
        let (contact, document) = (self.contact(), format!("4510 {:06}", self.number));
        let hidden = form.hidden();
        let names = [("family", FAMILY), ("given", "Велимирослава")];
        let mut fields = anna_with(&[names[0], names[1], ("contact", &contact), ("document", &document)]);
        fields.extend(hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        self.browser.post(&form.action(), &fields).await
    }

    /// Up to the page of the code; the page, and the code.
    async fn up_to_code(&mut self, post: &Post) -> (Page, String) {
        let form = self.up_to_form().await;
        let page = self.send_form(&form).await;
        (page, self.code(post))
    }

    /// The code of the next mail to this visitor; others get mail too.
    fn code(&self, post: &Post) -> String {
        loop {
            let mail = block_in_place(|| post.mailbox.next());
            let code = mail.text.split_once("Your code: ").filter(|_| mail.to == [self.contact()]);
            if let Some((_, rest)) = code {
                return rest.lines().next().unwrap().trim().to_owned();
            }
            post.others.borrow_mut().push(mail);
        }
    }

    /// The whole way, in one go.
    async fn books(&mut self, post: &Post) -> Page {
        let (page, code) = self.up_to_code(post).await;
        self.browser.post(&page.action(), &[("code", &code)]).await
    }
}

/// The mail server, with what came while somebody waited for a code.
struct Post {
    mailbox: Mailbox,
    others: RefCell<Vec<Mail>>,
}

impl Post {
    fn open() -> Self {
        Self { mailbox: Mailbox::start(&[]), others: RefCell::default() }
    }

    /// Every mail that came but codes: of so many messages at the least.
    fn mails(self, messages: usize) -> Vec<Mail> {
        let mut mails = self.others.into_inner();
        let ids = |mails: &[Mail]| mails.iter().map(|mail| mail.id().to_owned()).collect::<BTreeSet<_>>().len();
        block_in_place(|| {
            while ids(&mails) < messages {
                mails.push(self.mailbox.next());
            }
            mails.extend(self.mailbox.all_within(Duration::from_millis(500)));
        });
        mails
    }
}

/// Under which ids each was told of something, and how often under each.
fn told(mails: &[Mail], subject: &str) -> BTreeMap<String, BTreeMap<String, usize>> {
    let mut told = BTreeMap::<String, BTreeMap<String, usize>>::new();
    for mail in mails.iter().filter(|mail| mail.header("Subject").starts_with(subject)) {
        *told.entry(mail.to[0].clone()).or_default().entry(mail.id().to_owned()).or_default() += 1;
    }
    told
}

/// Each of these was told under one id, once or, where the program died around the mail, twice (D2).
fn told_once_or_twice(told: &BTreeMap<String, BTreeMap<String, usize>>, contacts: &[String]) {
    assert!(told.keys().eq(contacts.iter().collect::<BTreeSet<_>>()), "each: {told:?}");
    let well = |ids: &BTreeMap<String, usize>| ids.len() == 1 && ids.values().all(|times| (1..=2).contains(times));
    assert!(told.values().all(well), "under one id, once or twice: {told:?}");
}

/// How many events of one kind the journal has.
fn count(house: &House, kind: impl Fn(&Fact) -> bool) -> usize {
    events(house).iter().filter(|event| kind(&event.fact)).count()
}

/// Waits until each message is noted as sent.
fn until_all_is_sent(house: &House) {
    until("all is sent", || states(&house.data()).iter().all(|state| state.ends_with(" sent")));
}

/// Waits as long as it was to be waited before the program is killed.
fn wait_to_kill(kill: Option<u64>, is_durable: impl FnMut() -> bool) {
    match kill {
        Some(delay_ms) => std::thread::sleep(Duration::from_millis(delay_ms)),
        None => until("it is durable", is_durable),
    }
}

/// Every event that is in the journal.
fn events(house: &House) -> Vec<Event> {
    let db = rusqlite::Connection::open(house.data().join(server::journal::FILE)).unwrap();
    let mut statement = db.prepare("SELECT body FROM events ORDER BY seq").unwrap();
    let rows = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
    rows.map(|body| serde_json::from_str(&body.unwrap()).unwrap()).collect()
}

/// The slots that were booked, oldest first.
fn booked(house: &House) -> Vec<String> {
    let made = |event: &Event| match &event.fact {
        Fact::Booking(BookingFact::Made { slot, .. }) => Some(slot.begins.to_string()[..16].to_owned()),
        _ => None,
    };
    events(house).iter().filter_map(made).collect()
}

/// How many are kept beside those who booked: whoever's booking did not come about. The daily settling takes them back.
fn taken_back(house: &House, bookings: usize) -> usize {
    let people = house.people();
    let persons: BTreeSet<_> = events(house)
        .into_iter()
        .filter_map(|event| match event.fact {
            Fact::Booking(BookingFact::Made { person, .. }) => Some(person),
            _ => None,
        })
        .collect();
    assert_eq!(persons.len(), bookings);
    let now = Timestamp::now().saturating_add(1.second()).unwrap();
    let gone = people.settle(now, |person| persons.contains(person), now).unwrap().len();
    assert_eq!(people.count(), bookings, "who booked stays, and nobody else");
    people.close().unwrap();
    gone
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_with_a_place_kept_or_a_code_sent_nothing_is_booked_and_the_visitor_begins_anew() {
    let house = House::of_today();
    let post = Post::open();
    let start = || block_in_place(|| Program::start(&house, &by_mail(post.mailbox.port), "info"));
    let mut program = start();
    let mut kept = Visitor::new(0, &house, &program);
    let mut sent = Visitor::new(1, &house, &program);
    let form = kept.up_to_form().await;
    let (code_page, code) = sent.up_to_code(&post).await;
    drop(program);
    assert_eq!((booked(&house).len(), taken_back(&house, 0)), (0, 0), "no name is kept of who has not booked");

    program = start();
    for visitor in [&mut kept, &mut sent] {
        let cookie = visitor.browser.cookie.take();
        visitor.browser = Visitor::at(visitor.number, &program);
        visitor.browser.cookie = cookie;
    }
    // The form that stands in the browser says all: it is sent as if nothing had been.
    let page = kept.send_form(&form).await;
    let typed = kept.code(&post);
    let page = kept.browser.post(&page.action(), &[("code", &typed)]).await;
    assert!(page.text().contains("You are booked"), "{}", page.text());
    // A code is good for the server that sent it.
    let lapsed = sent.browser.post(&code_page.action(), &[("code", &code)]).await;
    assert!(lapsed.status == 410 && lapsed.text().contains("The place is no longer kept"), "{}", lapsed.text());
    let page = sent.books(&post).await;
    assert!(page.text().contains("You are booked"), "{}", page.text());
    drop(program);
    assert_eq!(booked(&house), [kept.begins.as_str(), sent.begins.as_str()]);
    assert_eq!(taken_back(&house, 2), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_while_the_code_is_typed_back_each_is_booked_once_and_told_once_or_twice() {
    let house = House::of_today();
    let post = Post::open();
    let start = || block_in_place(|| Program::start(&house, &by_mail(post.mailbox.port), "info"));
    let mut visitors = Vec::new();
    let mut fell = [0, 0];
    for (number, kill) in KILLS.into_iter().enumerate() {
        let program = start();
        let mut visitor = Visitor::new(number, &house, &program);
        let (page, code) = visitor.up_to_code(&post).await;
        let waits = visitor.browser.send(&page.action(), &format!("code={code}")).await;
        let mine = || booked(&house).iter().filter(|begins| **begins == visitor.begins).count();
        block_in_place(|| wait_to_kill(kill, || mine() == 1));
        drop(program);
        drop(waits);
        let mine = mine();
        let program = start();
        visitor.browser = Visitor::at(number, &program);
        let again = visitor.books(&post).await.text();
        match mine {
            0 => assert!(again.contains("You are booked"), "{again}"),
            1 => assert!(again.contains("You have a booking on this day already"), "{again}"),
            more => panic!("{more} bookings of one"),
        }
        fell[mine] += 1;
        visitors.push(visitor);
        // So that no mail is around at two kills.
        block_in_place(|| until_all_is_sent(&house));
    }
    assert!(fell.iter().all(|kills| *kills > 0), "it was killed before the booking was durable and after: {fell:?}");
    let wanted: Vec<_> = visitors.iter().map(|visitor| visitor.begins.clone()).collect();
    assert_eq!(booked(&house), wanted, "each once");
    taken_back(&house, visitors.len());
    let sent: Vec<_> = (0..visitors.len()).map(|booking| format!("{booking} booked sent")).collect();
    assert_eq!(states(&house.data()), sent, "a message for each booking");
    let contacts: Vec<_> = visitors.iter().map(Visitor::contact).collect();
    told_once_or_twice(&told(&post.mails(visitors.len()), "You are booked"), &contacts);
    assert!(server::journal::verify(&house.data()).unwrap().holds());
    crate::planted::nothing_of(house.folder.path(), [FAMILY, "Велимирослава", "mail.example"].into_iter());
}

type Socket = WebSocket<MaybeTlsStream<TcpStream>>;

fn kiosk(house: &House, address: SocketAddr) -> Socket {
    let key = std::fs::read_to_string(house.data().join("credentials/kiosk-1.key")).unwrap();
    let (mut socket, _) = tungstenite::connect(format!("ws://{address}/device")).unwrap();
    let hello = Hello {
        version: protocol::VERSION,
        role: DeviceRole::Kiosk,
        device: DeviceId::new("kiosk-1").unwrap(),
        key: key.lines().next().unwrap().to_owned(),
        program: "test 1.0".to_owned(),
        session: None,
    };
    say(&mut socket, &FromDevice::Hello(hello));
    socket
}

fn say(socket: &mut Socket, message: &FromDevice) {
    socket.send(Message::text(protocol::codec::encode(message))).unwrap();
}

fn check_in(id: &str, code: &str) -> FromDevice {
    let ask = Ask::CheckIn { code: code.to_owned(), language: None, more_time: false };
    FromDevice::Request(Request { id: RequestId::new(id).unwrap(), age_ms: 0, ask })
}

fn outcome(socket: &mut Socket) -> Outcome {
    loop {
        if let Message::Text(text) = socket.read().unwrap()
            && let FromServer::Reply(reply) = serde_json::from_str(&text).unwrap()
        {
            return reply.outcome;
        }
    }
}

fn ticket(outcome: Outcome) -> TicketView {
    match outcome {
        Outcome::Done(Answer::Ticket(view)) => *view,
        other => panic!("{other:?}"),
    }
}

/// The demo floor where it is between 11 and 12 o'clock of a day with slots.
fn open_now() -> String {
    let ahead = 11 - i32::from(Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).hour());
    let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].map(|day| format!("{day} = [\"00:00-24:00\"]"));
    let hours = days.join("\n");
    let (before, rest) = DEMO.split_once("[hours]\n").unwrap();
    let (_, after) = rest.split_once("\n\n").unwrap();
    let (before, holidays) = before.split_once("holidays = [").unwrap();
    let (_, before_hours) = holidays.split_once("]\n").unwrap();
    let text = format!("{before}{before_hours}[hours]\n{hours}\n\n{after}");
    let zone = text.replace("time_zone = \"Europe/Moscow\"", &format!("time_zone = \"Etc/GMT{:+}\"", -ahead));
    let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].map(|day| format!("{day} = [\"11:00-13:30\"]"));
    let plan = format!("slots = {{ places = 40, hours = {{ {} }} }}", days.join(", "));
    let slots = |line: &str| if line.starts_with("slots") { plan.clone() } else { line.to_owned() };
    zone.lines().map(slots).collect::<Vec<_>>().join("\n")
}

#[test]
fn killed_while_a_code_is_checked_in_the_same_request_gives_the_same_ticket_and_no_other_does() {
    let floor = open_now();
    let mut house = House::of_today();
    house.floor = server::config::parse(&floor).unwrap().floor;
    let now = house.floor.calendar.zone.local(Timestamp::now());
    let quarter = now.date().at(now.hour(), now.minute() / 15 * 15, 0, 0).saturating_add(15.minutes());
    let begins = quarter.strftime("%Y-%m-%dT%H:%M").to_string();
    let post = Post::open();
    let start = || Program::start_with(&house, &floor, &by_mail(post.mailbox.port), "info");
    // The first start makes the kiosk's key.
    let first = start();
    until("it serves", || crate::support::health(first.address).is_some());
    drop(first);
    let key = server::office_key::open(&house.data().join("keys")).unwrap();
    let contacts: Vec<_> = (0..KILLS.len()).map(|number| format!("b{number}@mail.example")).collect();
    let bookings: Vec<_> = contacts
        .iter()
        .map(|contact| house.book(&entry(contact, "ru", ["Иванова", "Анна"]), &begins).booking)
        .collect();
    let program = start();
    until_all_is_sent(&house);
    drop(program);
    let issued = || count(&house, |fact| matches!(fact, Fact::TicketIssued { .. }));
    let (mut tickets, mut fell) = (BTreeSet::new(), [0, 0]);
    for (number, (booking, kill)) in bookings.iter().zip(KILLS).enumerate() {
        let code = key.sign(&Token { booking: booking.id, revision: booking.revision, begins: booking.slot.begins });
        let id = format!("first-check-in-{number:04}");
        let program = start();
        let mut socket = kiosk(&house, program.address);
        say(&mut socket, &check_in(&id, &code));
        wait_to_kill(kill, || issued() == number + 1);
        drop(program);
        fell[issued() - number] += 1;
        let program = start();
        let mut socket = kiosk(&house, program.address);
        say(&mut socket, &check_in(&id, &code));
        let mine = ticket(outcome(&mut socket));
        say(&mut socket, &check_in(&id, &code));
        assert_eq!(ticket(outcome(&mut socket)).number, mine.number, "sent again");
        say(&mut socket, &check_in(&format!("other-check-in-{number:04}"), &code));
        let rejection = Rejection::Booking(NoBooking::CheckedIn { number: mine.number });
        assert_eq!(outcome(&mut socket), Outcome::Rejected(rejection));
        assert!(tickets.insert(mine.ticket), "a ticket of its own");
    }
    assert!(fell.iter().all(|kills| *kills > 0), "it was killed before the check-in was durable and after: {fell:?}");
    assert_eq!(issued(), bookings.len());
    let sent: Vec<_> = (0..bookings.len()).map(|booking| format!("{booking} booked sent")).collect();
    assert_eq!(states(&house.data()), sent, "a message for each booking");
    let mails = post.mails(bookings.len());
    assert_eq!(mails.len(), bookings.len(), "what was sent is not sent again, however often it is killed");
    assert!(mails.iter().all(|mail| !mail.text.contains("Изменить или отменить")), "it is too late for that (B8)");
    told_once_or_twice(&told(&mails, "Вы записаны"), &contacts);
    assert!(server::journal::verify(&house.data()).unwrap().holds());
}
