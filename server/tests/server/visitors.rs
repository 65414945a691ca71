//! The booked visitor at the window, and who is expected today: names over private connections, to the one console that must know them,
//! each look noted, and none left anywhere (B6, P1, P2, P5, S4).

use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use protocol::board::LISTED;
use protocol::client::{self, Client, Incoming, Settings};
use protocol::key_file::KeyFile;
use protocol::message::{Answer, Ask, BookedView, Failure, Outcome, RequestId, Show};
use protocol::visitor::{ExpectedState, ExpectedToday, NotShown, Proof, Shown, VisitorView};
use queue::booking::BookingFact;
use queue::command::Leaving;
use queue::ids::{BookingId, BookingNumber, ClerkId, PersonId, TicketId};
use queue::{Actor, Event, Fact, Rejection, State};
use server::office::bookings::WebAsk;
use server::people::{Deed, Lost, People, Places, Who, Why};
use server::translate::visitor::expected;
use tokio::task::block_in_place;

use crate::bookings::{booked_floor, slot};
use crate::check_in::{Booked, booking, show};
use crate::support::{Dev, MORNING, SOON, Server, at, hello, language, pin, ticket, wait_for, window};

const NAME: &str = "Петросянц Аветик";

/// A console over a private connection, and what it was told.
struct Console {
    client: Client,
    told: Receiver<Incoming>,
    visitors: Vec<Option<VisitorView>>,
    session_ended: bool,
}

impl Console {
    fn connect(server: &Server, device: &str) -> Self {
        let file = KeyFile::read(&server.folder.path().join(format!("credentials/{device}.key"))).unwrap();
        let (tell, told) = channel();
        let address = format!("wss://{}/device", server.address);
        let settings = Settings { address, office: file.office, hello: hello(device, &file.key) };
        let client = client::start(settings, move |incoming| {
            // The test may have seen enough.
            let _ = tell.send(incoming);
        });
        Self { client, told, visitors: Vec::new(), session_ended: false }
    }

    /// With a clerk signed in.
    fn of(server: &Server, device: &str, login: &str) -> Self {
        let mut console = Self::connect(server, device);
        let pin = pin(server.folder.path(), login);
        let signed_in = console.ask(Ask::SignIn { login: login.to_owned(), pin });
        assert!(matches!(signed_in, Outcome::Done(Answer::SignedIn(_))), "{signed_in:?}");
        console
    }

    /// With a clerk at the window of the same number.
    fn at_window(server: &Server, number: u8) -> Self {
        let mut console = Self::of(server, &format!("console-{number}"), &format!("clerk-{number}"));
        console.does(Ask::OpenWindow { window: window(number) });
        console
    }

    fn next(&mut self, until: Instant) -> Option<Incoming> {
        let incoming = self.told.recv_timeout(until.saturating_duration_since(Instant::now())).ok()?;
        if let Incoming::Update(update) = &incoming {
            match &update.show {
                Show::Visitor(visitor) => self.visitors.push(visitor.as_deref().cloned()),
                Show::SessionEnded => self.session_ended = true,
                _ => {}
            }
        }
        Some(incoming)
    }

    fn ask(&mut self, ask: Ask) -> Outcome {
        let id = RequestId::random();
        self.client.ask(id.clone(), ask);
        let until = Instant::now() + SOON;
        loop {
            if let Incoming::Reply(reply) = self.next(until).expect("it is answered in time")
                && reply.id == id
            {
                return reply.outcome;
            }
        }
    }

    fn does(&mut self, ask: Ask) {
        assert_eq!(self.ask(ask), Outcome::Done(Answer::Done));
    }

    fn until(&mut self, wanted: impl Fn(&Self) -> bool) {
        let until = Instant::now() + SOON;
        while !wanted(self) {
            self.next(until).expect("it is told in time");
        }
    }

    /// The visitor who is told next.
    fn visitor(&mut self, told_before: usize) -> VisitorView {
        self.until(|console| console.visitors.len() > told_before);
        self.visitors.last().unwrap().clone().expect("somebody is at the window")
    }

    fn expected(&mut self) -> ExpectedToday {
        listed(self.ask(Ask::ExpectedToday))
    }

    /// What is told within a moment more.
    fn listen(&mut self) {
        let until = Instant::now() + Duration::from_millis(300);
        while self.next(until).is_some() {}
    }
}

fn listed(outcome: Outcome) -> ExpectedToday {
    match outcome {
        Outcome::Done(Answer::Expected(list)) => *list,
        other => panic!("no list: {other:?}"),
    }
}

fn name(visitor: &VisitorView) -> Result<(&str, Proof), NotShown> {
    match &visitor.person {
        Shown::Shown(person) => Ok((person.name.0.as_str(), person.proof)),
        Shown::NotShown(why) => Err(*why),
    }
}

/// A server at 09:42 whose visitor of 09:45 has just checked in, and their ticket.
async fn checked_in(story: &Booked) -> (Server, TicketId) {
    let server = story.server().await;
    let mut kiosk = server.connect("kiosk-1").await;
    let ticket = ticket(kiosk.ask(show(&story.code("mine"))).await).ticket;
    (server, ticket)
}

fn people(folder: &std::path::Path) -> People {
    People::open(&Places::new(folder, None), Lost::Stop).unwrap()
}

/// Who did what to the record of the booking of this name.
async fn seen(story: &Booked, server: Server, booked: &str) -> Vec<(Who, Deed)> {
    let (folder, ..) = server.stop().await;
    let history = people(folder.path()).history(&story.bookings[booked].person).unwrap();
    history.into_iter().map(|seen| (seen.who, seen.deed)).collect()
}

fn clerk(number: u8) -> Who {
    Who::Clerk(ClerkId::new(&format!("clerk-{number}")).unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_clerk_alone_whose_window_called_sees_who_it_must_be_and_says_that_it_is_b6_p5() {
    let story = Booked::make(&[("mine", "2026-11-17T09:45")]);
    let (server, ticket) = checked_in(&story).await;
    block_in_place(|| {
        let (mut console, mut other) = (Console::at_window(&server, 1), Console::at_window(&server, 2));
        let mut unmanned = Console::connect(&server, "console-3");
        assert_eq!(console.ask(Ask::ProvePerson { ticket }), Outcome::Rejected(Rejection::NobodyAtWindow));
        console.does(Ask::CallNext);
        let visitor = console.visitor(0);
        assert_eq!((visitor.ticket, name(&visitor)), (ticket, Ok((NAME, Proof::Proved))));
        assert_eq!(visitor.booked, BookedView { at: jiff::civil::time(9, 45, 0, 0), late: false });
        let Shown::Shown(person) = visitor.person else { panic!("{visitor:?}") };
        assert_eq!(person.document.number.0, "4510 001000");
        console.does(Ask::Recall);
        assert_eq!(other.ask(Ask::ProvePerson { ticket }), Outcome::Rejected(Rejection::NobodyAtWindow));
        let elsewhere = Ask::ProvePerson { ticket: TicketId(ticket.0 + 1) };
        assert_eq!(console.ask(elsewhere), Outcome::Rejected(Rejection::NobodyAtWindow));
        console.does(Ask::ProvePerson { ticket });
        assert_eq!(name(&console.visitor(1)), Ok((NAME, Proof::PersonProved)));
        console.does(Ask::ProvePerson { ticket });
        console.does(Ask::Start);
        console.does(Ask::Finish);
        console.until(|console| console.visitors.last() == Some(&None));
        assert_eq!(console.visitors.len(), 3, "who is called again is not told again: {:?}", console.visitors);
        for quiet in [&mut other, &mut unmanned] {
            quiet.listen();
            assert_eq!(quiet.visitors, [], "nobody else is told anything");
        }
    });
    let deeds = seen(&story, server, "mine").await;
    let looked = (clerk(1), Deed::Viewed(Why::CalledAtWindow));
    assert_eq!(deeds, [(Who::Visitor, Deed::Enrolled), looked, (clerk(1), Deed::PersonProved)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn over_an_open_connection_no_name_is_told_and_nobody_has_looked_p1() {
    let story = Booked::make(&[("mine", "2026-11-17T09:45")]);
    let (server, ticket) = checked_in(&story).await;
    let mut console: Dev = server.window(1).await;
    assert_eq!(console.ask(Ask::CallNext).await, Outcome::Done(Answer::Done));
    console.until(|shown| !shown.visitors.is_empty()).await;
    let visitor = console.shown.visitors[0].clone().unwrap();
    assert_eq!((visitor.ticket, name(&visitor)), (ticket, Err(NotShown::NotPrivate)));
    let written = serde_json::to_string(&visitor).unwrap();
    assert!(!written.contains("Петросянц") && !written.contains("4510"), "{written}");
    let not_private = Outcome::Failed(Failure::NotShown(NotShown::NotPrivate));
    assert_eq!(console.ask(Ask::ProvePerson { ticket }).await, not_private, "nobody compares what is not shown");
    let list = listed(console.ask(Ask::ExpectedToday).await);
    assert_eq!(list.visitors[0].name, Shown::NotShown(NotShown::NotPrivate));
    let mut desk = server.clerk("console-3", "reception").await;
    assert_eq!(listed(desk.ask(Ask::ExpectedToday).await), list);
    assert_eq!(seen(&story, server, "mine").await, [(Who::Visitor, Deed::Enrolled)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_signs_in_elsewhere_takes_the_name_along_and_who_signs_out_sees_nothing() {
    let story = Booked::make(&[("mine", "2026-11-17T09:45")]);
    let (server, ticket) = checked_in(&story).await;
    block_in_place(|| {
        let mut console = Console::at_window(&server, 1);
        console.does(Ask::CallNext);
        assert_eq!(name(&console.visitor(0)), Ok((NAME, Proof::Proved)));
        let mut elsewhere = Console::of(&server, "console-5", "clerk-1");
        assert_eq!(name(&elsewhere.visitor(0)), Ok((NAME, Proof::Proved)));
        console.until(|console| console.session_ended);
        assert_eq!(console.visitors.last(), Some(&None), "gone before it is said why");
        for ask in [Ask::ExpectedToday, Ask::ProvePerson { ticket }] {
            assert_eq!(console.ask(ask), Outcome::Failed(Failure::NotAllowed));
        }
        elsewhere.does(Ask::CloseWindow { visitor: Some(Leaving::PutBack) });
        elsewhere.until(|console| console.visitors.last() == Some(&None));
        assert_eq!(elsewhere.ask(Ask::ProvePerson { ticket }), Outcome::Rejected(Rejection::NoWindow));
        elsewhere.does(Ask::SignOut);
        assert_eq!(elsewhere.ask(Ask::ExpectedToday), Outcome::Failed(Failure::NotAllowed));
        let mut next = Console::at_window(&server, 2);
        next.does(Ask::CallNext);
        assert_eq!(name(&next.visitor(0)), Ok((NAME, Proof::Proved)));
        elsewhere.listen();
        assert_eq!(elsewhere.visitors.len(), 2);
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_forgotten_is_received_and_listed_without_a_name_p3() {
    let story = Booked::make(&[("mine", "2026-11-17T09:45"), ("other", "2026-11-17T10:00")]);
    let kept = people(story.folder.path());
    kept.forget(&story.bookings["mine"].person, &Who::Visitor, at(MORNING)).unwrap();
    kept.close().unwrap();
    drop(kept);
    let (server, ticket) = checked_in(&story).await;
    block_in_place(|| {
        let mut console = Console::at_window(&server, 1);
        console.does(Ask::CallNext);
        assert_eq!(name(&console.visitor(0)), Err(NotShown::Forgotten));
        let forgotten = Outcome::Failed(Failure::NotShown(NotShown::Forgotten));
        assert_eq!(console.ask(Ask::ProvePerson { ticket }), forgotten);
        let names: Vec<_> = console.expected().visitors.into_iter().map(|one| one.name).collect();
        assert!(matches!(&names[..], [Shown::NotShown(NotShown::Forgotten), Shown::Shown(name)] if name.0 == NAME));
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn the_reception_sees_who_is_expected_today_and_what_became_of_them() {
    let wanted = [
        ("late", "2026-11-17T09:30"),
        ("mine", "2026-11-17T09:45"),
        ("cancelled", "2026-11-17T10:00"),
        ("soon", "2026-11-17T10:15"),
        ("tomorrow", "2026-11-18T10:15"),
    ];
    let story = Booked::make_and(&wanted, |desk, bookings| {
        let cancelled = booking(desk, WebAsk::Cancel { booking: bookings["cancelled"].id });
        bookings.insert("cancelled", cancelled);
    });
    let (server, _) = checked_in(&story).await;
    block_in_place(|| {
        let mut desk = Console::of(&server, "console-3", "reception");
        let list = desk.expected();
        let here = ExpectedState::Here { number: "A001".parse().unwrap() };
        let rows: Vec<_> = list.visitors.iter().map(|one| (one.number, one.at.to_string(), one.state)).collect();
        assert_eq!(
            rows,
            [
                (story.number("late"), "09:30:00".to_owned(), ExpectedState::Late),
                (story.number("mine"), "09:45:00".to_owned(), here),
                (story.number("soon"), "10:15:00".to_owned(), ExpectedState::Expected),
            ]
        );
        assert!(list.visitors.iter().all(|one| matches!(&one.name, Shown::Shown(name) if name.0 == NAME)));
        assert_eq!(list.more, 0);
        let mut clerk = Console::of(&server, "console-1", "clerk-1");
        assert_eq!(clerk.expected().visitors, [], "without a window nobody comes to this clerk");
        clerk.does(Ask::OpenWindow { window: window(1) });
        // A reply may come a moment before the boards from which the list is made. Who sees nobody leaves no note.
        let until = Instant::now() + Duration::from_secs(10);
        let mut shown = clerk.expected();
        while shown.visitors.is_empty() && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(20));
            shown = clerk.expected();
        }
        assert_eq!(shown, list, "the window receives all services");
    });
    let reception = Who::Clerk(ClerkId::new("reception").unwrap());
    let listed = Deed::Viewed(Why::ExpectedToday);
    let deeds = seen(&story, server, "soon").await;
    assert_eq!(deeds[1..], [(reception, listed), (clerk(1), listed)], "each look at the list is noted");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_that_the_disk_has_bent_takes_its_name_away_and_nothing_else() {
    let story = Booked::make(&[("mine", "2026-11-17T09:45"), ("other", "2026-11-17T10:00")]);
    let data = rusqlite::Connection::open(Places::new(story.folder.path(), None).data_file()).unwrap();
    let bend = "UPDATE people SET sealed = zeroblob(length(sealed)) WHERE person = ?1";
    assert_eq!(data.execute(bend, [story.bookings["mine"].person.as_str()]).unwrap(), 1);
    data.close().unwrap();
    let (server, ticket) = checked_in(&story).await;
    block_in_place(|| {
        let mut console = Console::at_window(&server, 1);
        console.does(Ask::CallNext);
        assert_eq!(name(&console.visitor(0)), Err(NotShown::Unreadable));
        let unreadable = Outcome::Failed(Failure::NotShown(NotShown::Unreadable));
        assert_eq!(console.ask(Ask::ProvePerson { ticket }), unreadable);
        let names: Vec<_> = console.expected().visitors.into_iter().map(|one| one.name).collect();
        assert!(matches!(&names[..], [Shown::NotShown(NotShown::Unreadable), Shown::Shown(name)] if name.0 == NAME));
        console.does(Ask::Start);
        console.does(Ask::Finish);
    });
    let seen = seen(&story, server, "mine").await;
    assert_eq!(seen, [(Who::Visitor, Deed::Enrolled)], "nobody has seen it");
}

#[tokio::test(flavor = "multi_thread")]
async fn names_that_consoles_were_shown_are_in_no_file_s4() {
    let story = Booked::make(&[("mine", "2026-11-17T09:45"), ("soon", "2026-11-17T10:15")]);
    let (server, ticket) = checked_in(&story).await;
    block_in_place(|| {
        let mut console = Console::at_window(&server, 1);
        console.does(Ask::CallNext);
        assert_eq!(name(&console.visitor(0)), Ok((NAME, Proof::Proved)));
        console.does(Ask::ProvePerson { ticket });
        console.expected();
    });
    let folder = Arc::clone(&server.folder);
    wait_for(async || server.health().await["status"] == "well").await;
    let needles = ["Петросянц", "петросянц", "Аветик", "4510 001000", "4510001000"];
    let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
    let needles: Vec<Vec<u8>> = needles.iter().flat_map(|text| [text.as_bytes().to_vec(), utf16(text)]).collect();
    let search = aho_corasick::AhoCorasick::new(&needles).unwrap();
    let files = || {
        let folders = [folder.path().to_owned(), folder.path().join("keys"), folder.path().join("credentials")];
        let files = folders.into_iter().flat_map(|folder| std::fs::read_dir(folder).unwrap());
        files.map(|file| file.unwrap().path()).filter(|path| path.is_file()).collect::<Vec<_>>()
    };
    let look = || {
        for path in files() {
            match std::fs::read(&path) {
                Ok(bytes) => assert_eq!(search.find(&bytes), None, "in {}", path.display()),
                // SQLite's own beside a database come and go.
                Err(problem) => assert_eq!(problem.kind(), std::io::ErrorKind::NotFound, "{}", path.display()),
            }
        }
    };
    assert!(files().iter().any(|path| path.ends_with("floor.db")) && files().len() >= 4, "{:?}", files());
    look();
    server.stop().await;
    look();
}

#[test]
fn a_day_with_more_bookings_than_can_be_listed_says_how_many_are_left_out() {
    let mut state = State::default();
    let day = jiff::civil::date(2026, 11, 17);
    let by = Actor::Staff(ClerkId::new("manager").unwrap());
    let mut happen = |fact| {
        let event = Event { at: at(MORNING), day, by: by.clone(), continues: false, fact };
        queue::apply(&mut state, &event);
    };
    happen(Fact::FloorConfigured { floor: Box::new(booked_floor(99)) });
    happen(Fact::DayTurned);
    let many = u32::try_from(LISTED).unwrap() + 10;
    for number in 0..many {
        let begins = format!("2026-11-17T{:02}:{:02}", 9 + number / 60 % 12, number % 4 * 15);
        happen(Fact::Booking(BookingFact::Made {
            booking: BookingId(u64::from(number)),
            number: BookingNumber::from_random(u64::from(number)),
            person: PersonId::parse(&"b".repeat(20)).unwrap(),
            slot: slot(&begins),
            language: language(),
        }));
    }
    let (listed, more) = expected(&state, None, at(MORNING));
    assert_eq!((listed.len(), more), (LISTED, 10));
    let none = || Shown::NotShown(NotShown::NotPrivate);
    let times: Vec<_> = listed.into_iter().map(|one| one.named(none()).at).collect();
    assert!(times.is_sorted() && times[0] == jiff::civil::time(9, 0, 0, 0), "the earliest are listed");
    let none = std::collections::BTreeSet::new();
    assert_eq!(expected(&state, Some(&none), at(MORNING)), (Vec::new(), 0));
}
