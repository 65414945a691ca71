//! A disk that fails once, at each write, sync and cut of a file in turn (D3): whatever fails, the office stops and names the disk, what was
//! answered is there, beside it at most what was on its way, and no number comes twice.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Output;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};
use std::time::Duration;

use protocol::key_file::{CertificateMark, KeyFile};
use protocol::message::RequestId;
use queue::booking::SamePeople;
use queue::ids::{CategoryId, DeviceId, TicketCode};
use queue::{Act, Actor};
use server::clock::SetClock;
use server::credentials::{Credentials, FOLDER as KEYS};
use server::floor_clock::FloorClock;
use server::journal::{self, Answers, Journal, Known};
use server::office::bookings::{WebDoor, lane};
use server::office::{Asked, Office, OfficeDoor, Task, Tick, Work, door};
use server::publish::BEHIND;
use server::run::RunError;
use server::writer::{Answered, Writer};
use tempfile::TempDir;
use tokio::sync::oneshot;

use crate::lives;
use crate::support::{MORNING, at, floor, language, service, ticket};

/// The test that leads lives.
const LEADER: &str = "disk::a_life_to_which_nothing_happens_ends_well";
/// Presses that are in the journal before.
const BEFORE: usize = 1;
/// Presses that come one by one, and then together.
const PRESSES: usize = 2;
/// Pages of the log after which SQLite takes them into the database by itself.
const CHECKPOINT: u64 = 1000;
/// Presses that write more pages than that: two each.
const MANY: usize = 700;

/// What a process does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Life {
    /// A journal is made and closed.
    Made,
    /// An office goes to work on a journal that is there, and closes it: visitors press one by one. Then another one, for whom they wait.
    AtWork,
    /// Many press one by one.
    Busy,
    /// A device is given its key.
    Key,
}

impl Life {
    const ALL: [Self; 4] = [Self::Made, Self::AtWork, Self::Busy, Self::Key];

    fn name(self) -> String {
        format!("{self:?}")
    }

    /// What it finds.
    fn begins(self) -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        match self {
            Self::Made | Self::Key => {}
            Self::AtWork | Self::Busy => one_by_one(folder.path(), BEFORE).unwrap(),
        }
        folder
    }

    fn live(self, folder: &Path) -> anyhow::Result<()> {
        match self {
            Self::Made => made(folder),
            Self::AtWork => one_by_one(folder, PRESSES).and_then(|()| together(folder, PRESSES)),
            Self::Busy => one_by_one(folder, MANY),
            Self::Key => key(folder),
        }
    }

    /// Whatever was answered is so, and life goes on.
    fn holds(self, folder: &Path, left: &Left) {
        match self {
            Self::Made => made(folder).and_then(|()| one_by_one(folder, 1)).unwrap(),
            Self::AtWork | Self::Busy => journal_holds(folder, left),
            Self::Key => key_holds(folder, left),
        }
    }
}

/// The other tests have it lead a life in a process of its own. All that writes is done by this thread: strace counts the calls of each apart.
#[test]
fn a_life_to_which_nothing_happens_ends_well() {
    let Some((wanted, folder)) = lives::to_lead() else {
        for life in [Life::Made, Life::AtWork, Life::Key] {
            assert!(calls_of_a_life(life.begins().path(), life, "fsync") > 0, "{life:?} syncs");
        }
        return;
    };
    let life = Life::ALL.into_iter().find(|life| life.name() == wanted).unwrap();
    if let Err(problem) = life.live(&folder) {
        if let Some(stop) = problem.downcast_ref::<RunError>() {
            println!("\nEXIT {}", stop.exit_code());
        }
        panic!("STOPPED {problem:#}");
    }
    println!("\nCLOSED");
}

fn made(folder: &Path) -> anyhow::Result<()> {
    let (journal, _) = Journal::open(folder)?;
    Ok(journal.close()?)
}

/// An office before it begins, with its writer.
struct Desk {
    office: Office,
    writer: Writer,
    door: OfficeDoor,
    work: Receiver<Work>,
    _web: WebDoor,
}

impl Desk {
    fn open(folder: &Path) -> anyhow::Result<Self> {
        let (journal, replayed) = Journal::open(folder)?;
        let clock = FloorClock::start(Arc::new(SetClock::at(at(MORNING))), replayed.last_at, None)?;
        let is_new = replayed.state.floor.is_none();
        let (door, work) = door();
        let (committed, follow) = sync_channel(BEHIND);
        std::thread::spawn(move || follow.iter().for_each(drop));
        let answers = Answers::open(folder)?;
        let (writer, to_write) = Writer::new(journal, answers.durable(), committed, None);
        let (web, lane) = lane(&door, Arc::new(|_| SamePeople::default()));
        let mut office = Office::new(replayed, answers, Arc::new(clock), to_write, lane, Tick::Live);
        if is_new {
            office.act(Act::ConfigureFloor { floor: Box::new(floor("Asia/Yerevan")) })?.map_err(anyhow::Error::new)?;
        }
        Ok(Self { office, writer, door, work, _web: web })
    }

    /// Works until it is told to stop, and closes the journal.
    fn serve(self) -> anyhow::Result<()> {
        let Self { office, writer, work, .. } = self;
        let decided = office.run(&work);
        // Nobody waits at a door behind which nobody is.
        drop(work);
        decided.map_err(RunError::from)?;
        Ok(writer.run().map_err(RunError::from)?)
    }
}

/// Each page has one press on it, and the office writes it itself.
fn one_by_one(folder: &Path, presses: usize) -> anyhow::Result<()> {
    let desk = Desk::open(folder)?;
    let door = desk.door.clone();
    let kiosk = std::thread::spawn(move || {
        let all_answered = (0..presses).all(|_| press(&door).is_some_and(answered));
        assert!(!all_answered || door.insist(Work::Stop).is_ok());
    });
    let served = desk.serve();
    kiosk.join().unwrap();
    served
}

/// All are on one page, which goes to the writer.
fn together(folder: &Path, presses: usize) -> anyhow::Result<()> {
    let desk = Desk::open(folder)?;
    let waiting: Vec<_> = (0..presses).map(|_| press(&desk.door).unwrap()).collect();
    desk.door.insist(Work::Stop).unwrap();
    let served = desk.serve();
    let answers = waiting.into_iter().map(answered).filter(|answered| *answered).count();
    assert!(answers == presses || served.is_err(), "{answers} of {presses}");
    served
}

fn kiosk() -> DeviceId {
    DeviceId::new("kiosk-1").unwrap()
}

/// Asks for a coupon, and says so first. Nothing where the office has ended.
fn press(door: &OfficeDoor) -> Option<(RequestId, oneshot::Receiver<Answered>)> {
    let (id, mut code) = (RequestId::random(), [0; TicketCode::LENGTH]);
    getrandom::fill(&mut code).unwrap();
    println!("\nASKED {}", id.as_str());
    let act = Act::IssueTicket {
        services: vec![service("passport")],
        category: CategoryId::new("general").unwrap(),
        language: language(),
        more_time: false,
        code: TicketCode::from_random(code),
    };
    let (reply, waits) = oneshot::channel();
    let asked = Asked {
        device: kiosk(),
        id: id.clone(),
        by: Some(Actor::Kiosk(kiosk())),
        task: Task::Act { act, body_hash: [1; 32] },
        age: Duration::ZERO,
        came_at: Duration::from_secs(1000),
        reply,
    };
    door.ask(asked).ok()?;
    Some((id, waits))
}

/// Says what was answered. False where nothing was.
fn answered((id, waits): (RequestId, oneshot::Receiver<Answered>)) -> bool {
    let Ok(answered) = waits.blocking_recv() else { return false };
    println!("\nANSWER {} {}", id.as_str(), ticket(answered.outcome).number.figures());
    true
}

fn key(folder: &Path) -> anyhow::Result<()> {
    let credentials = Credentials::open(folder)?;
    credentials.give_key(folder, CertificateMark::of(b"the office's"), &kiosk(), None)?;
    Ok(())
}

/// What a life left.
struct Left {
    output: Output,
    asked: Vec<RequestId>,
    answered: BTreeMap<RequestId, u16>,
    closed: bool,
}

/// A life in a process of its own, under strace.
fn live(folder: &Path, life: Life, strace: &[&str]) -> Left {
    let output = lives::lead(LEADER, &life.name(), folder, strace);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let asked = said.lines().filter_map(|line| RequestId::new(line.strip_prefix("ASKED ")?)).collect();
    let answer = |line: &str| {
        let (id, number) = line.strip_prefix("ANSWER ")?.split_once(' ')?;
        Some((RequestId::new(id)?, number.parse().ok()?))
    };
    let answered = said.lines().filter_map(answer).collect();
    let closed = said.lines().any(|line| line == "CLOSED");
    Left { output, asked, answered, closed }
}

impl Left {
    /// It ended well, or it stopped because of the disk and said so.
    fn is_told(&self, what: &str) {
        let said = String::from_utf8_lossy(&self.output.stderr);
        assert_eq!(self.closed, self.output.status.success(), "{what}: {said}");
        let mut stopped = said.lines().filter_map(|line| line.split_once("STOPPED ")).map(|(_, problem)| problem);
        // A file that SQLite does not know is told by its name, with the system's words.
        let names = |problem: &str| ["disk", "(os error 5)", "(os error 28)"].iter().any(|word| problem.contains(word));
        assert!(self.closed || stopped.any(names), "{what}: {said}");
    }
}

fn journal_holds(folder: &Path, left: &Left) {
    let verified = journal::verify(folder).unwrap();
    assert!(verified.holds(), "{verified:?}");
    let (journal, replayed) = Journal::open(folder).unwrap();
    let mut answers = Answers::open(folder).unwrap();
    let mut kept = BTreeMap::new();
    for id in &left.asked {
        match answers.known(&kiosk(), id).unwrap() {
            Some(Known::Answered { outcome, .. }) => {
                kept.insert(id, ticket(outcome).number.figures());
            }
            Some(Known::Unreadable) => panic!("{id:?} cannot be read"),
            None => {}
        }
    }
    for (id, number) in &left.answered {
        assert_eq!(kept.get(id), Some(number), "what was answered is there");
    }
    // What was asked and not answered may be there, and nothing else.
    assert_eq!(verified.requests as usize, BEFORE + kept.len());
    let numbers = replayed.state.tickets.values().map(|ticket| usize::from(ticket.number.figures()));
    assert_eq!(numbers.collect::<Vec<_>>(), (1..=BEFORE + kept.len()).collect::<Vec<_>>());
    drop((journal, answers));
    one_by_one(folder, 1).unwrap();
    assert_eq!(journal::verify(folder).unwrap().requests, verified.requests + 1);
}

/// No key counts that nobody can read, and the next start makes what is missing.
fn key_holds(folder: &Path, left: &Left) {
    let credentials = Credentials::open(folder).unwrap();
    let fits = || {
        let file = KeyFile::read(&folder.join(KEYS).join("kiosk-1.key")).unwrap();
        credentials.key_fits(&kiosk(), &file.key).unwrap().is_some()
    };
    let counts = !credentials.devices().unwrap().is_empty();
    assert!(counts || !left.closed, "what was made is there");
    assert!(!counts || fits());
    let office = CertificateMark::of(b"the office's");
    let made = credentials.make_missing(folder, office, std::iter::once(&kiosk()), std::iter::empty()).unwrap();
    assert_eq!(made.keys, usize::from(!counts));
    assert!(fits());
}

/// A folder with the same files.
fn copy(of: &Path) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for file in std::fs::read_dir(of).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), folder.path().join(file.file_name())).unwrap();
    }
    folder
}

/// How many times a life makes this call when nothing happens to it.
fn calls_of_a_life(begins: &Path, life: Life, call: &str) -> usize {
    lives::calls(call, |strace| {
        let folder = copy(begins);
        let left = live(folder.path(), life, strace);
        left.is_told(call);
        assert!(left.closed, "{call}");
        life.holds(folder.path(), &left);
    })
}

/// The disk fails at each of the times a life makes this call, each in a new life; says how many there were, and how many of the lives it
/// ended.
fn at_each(life: Life, call: &str, error: &str) -> (usize, usize) {
    let begins = life.begins();
    let all = calls_of_a_life(begins.path(), life, call);
    lives::at_each(call, all, &format!("error={error}"), |nth, strace| {
        let folder = copy(begins.path());
        let left = live(folder.path(), life, strace);
        left.is_told(&format!("{call} {nth} {error}"));
        life.holds(folder.path(), &left);
        left.closed
    })
}

#[test]
fn a_disk_that_fails_in_any_write_of_the_journal_stops_the_office_and_nothing_is_answered_first() {
    let (all, ended) = at_each(Life::AtWork, "pwrite64", "EIO");
    assert!(all > 50 && ended == all, "{ended} of {all}");
}

#[test]
fn a_disk_that_is_full_at_any_write_of_the_journal_stops_the_office_and_nothing_is_answered_first() {
    let (all, ended) = at_each(Life::AtWork, "pwrite64", "ENOSPC");
    assert!(all > 50 && ended == all, "{ended} of {all}");
}

#[test]
fn a_disk_that_fails_in_any_sync_or_cut_of_the_journal_stops_the_office_and_nothing_is_answered_first() {
    for error in ["EIO", "ENOSPC"] {
        // SQLite overlooks it where it syncs the folder of a new log, one at each opening, which syncs it as well.
        for (call, least, overlooked) in [("fsync", 14, 2), ("ftruncate", 6, 0)] {
            let (all, ended) = at_each(Life::AtWork, call, error);
            assert!(all >= least && ended + overlooked == all, "{call} {error}: {ended} of {all}");
        }
    }
}

#[test]
fn a_disk_that_fails_while_the_journal_is_made_stops_the_start_and_the_next_one_makes_it() {
    for (call, error, least, overlooked) in [("pwrite64", "ENOSPC", 30, 0), ("fsync", "EIO", 10, 2)] {
        let (all, ended) = at_each(Life::Made, call, error);
        assert!(all >= least && ended + overlooked == all, "{call} {error}: {ended} of {all}");
    }
}

#[test]
fn a_disk_that_fails_while_a_key_is_made_leaves_no_key_that_nobody_can_read() {
    // SQLite overlooks the folder of the log of each of two transactions.
    for (call, error, least, overlooked) in [("pwrite64", "ENOSPC", 12, 0), ("fsync", "EIO", 8, 2)] {
        let (all, ended) = at_each(Life::Key, call, error);
        assert!(all >= least && ended + overlooked == all, "{call} {error}: {ended} of {all}");
    }
}

/// The log is taken into the database at the stop, and beside the day's work.
#[test]
fn a_database_that_takes_nothing_out_of_its_log_stops_the_office_and_all_that_was_answered_is_in_the_log() {
    for (life, answered, pages) in [(Life::AtWork, PRESSES..=PRESSES, 1), (Life::Busy, PRESSES..=MANY - 1, CHECKPOINT)]
    {
        let begins = life.begins();
        let database = begins.path().join(journal::FILE);
        let fails = ["-e", "trace=pwrite64,fsync", "-e", "inject=pwrite64,fsync:error=EIO", "-o", "/dev/null"];
        let left = live(begins.path(), life, &[&["-P", database.to_str().unwrap()][..], &fails[..]].concat());
        left.is_told("the database alone");
        assert!(!left.closed && answered.contains(&left.answered.len()), "{life:?}: {} answered", left.answered.len());
        let said = String::from_utf8_lossy(&left.output.stdout);
        assert!(said.lines().any(|line| line == "EXIT 3"), "as of a storage failure");
        let log = std::fs::metadata(begins.path().join("floor.db-wal")).unwrap();
        assert!(log.len() > pages * 4096, "what is to be taken out is there: {} bytes", log.len());
        life.holds(begins.path(), &left);
    }
}
