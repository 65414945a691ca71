//! A bit that the disk flips in the journal's file or in its log (D3): the start is refused and says where, or the floor and the answers
//! are what they were; an answer that is not is told and never given. What a start does not read, old events and the outbox, is for
//! `queue-server verify`, whose look at the outbox `messages::failing` tests.

use std::path::Path;

use protocol::message::{Answer, Ask, Failure, Outcome, RequestId};
use queue::ids::DeviceId;
use rusqlite::Connection;
use server::journal::{self, Answers, Journal, JournalError, Known};
use tempfile::TempDir;

use crate::dice::Dice;
use crate::support::{Server, take, ticket};

const PAGE: usize = 4096;
/// What the database's first page says of the whole file.
const FILE_HEAD: usize = 100;
/// Before each page in the log, and before all of them.
const FRAME_HEAD: usize = 24;
const LOG_HEAD: usize = 32;
/// Where the head of a page in the database and the places of its cells stand.
const PAGE_HEAD: usize = 100;
/// Presses, with a call or a start before each: enough for some pages of answers.
const ROUNDS: usize = 30;
/// Each leaves some frames in the log.
const ROUNDS_IN_THE_LOG: usize = 8;

/// The files of a journal.
#[derive(Clone)]
struct Files {
    database: Vec<u8>,
    log: Vec<u8>,
    high_water: Vec<u8>,
}

/// The files as they were before the flips; a test that fails leaves them behind, for no seed makes the same ones again.
struct Kept(TempDir);

impl Kept {
    fn of(files: &Files) -> Self {
        let kept = tempfile::tempdir().unwrap();
        files.write(kept.path());
        Self(kept)
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.disable_cleanup(true);
            println!("the files before the flips are kept in {}", self.0.path().display());
        }
    }
}

/// What a start finds.
struct Found {
    seq: u64,
    state: String,
    answers: Vec<Option<Known>>,
    bent: u32,
}

type Asked = Vec<(DeviceId, RequestId)>;

impl Files {
    fn of(data: &Path) -> Self {
        let read = |name: &str| std::fs::read(data.join(name)).unwrap_or_default();
        Self { database: read(journal::FILE), log: read("floor.db-wal"), high_water: read("high-water") }
    }

    fn write(&self, data: &Path) {
        let files = [(journal::FILE, &self.database), ("floor.db-wal", &self.log), ("high-water", &self.high_water)];
        for (name, bytes) in files.into_iter().filter(|(_, bytes)| !bytes.is_empty()) {
            std::fs::write(data.join(name), bytes).unwrap();
        }
    }

    fn start(&self, asked: &Asked) -> Result<Found, JournalError> {
        let data = tempfile::tempdir().unwrap();
        self.write(data.path());
        let (_journal, replayed) = Journal::open(data.path())?;
        let mut answers = Answers::open(data.path())?;
        let bent = answers.bent();
        let known = asked.iter().map(|(device, id)| answers.known(device, id));
        let known = known.collect::<Result<_, _>>()?;
        Ok(Found { seq: replayed.seq, state: journal::state_hash(&replayed.state), answers: known, bent })
    }
}

impl Found {
    /// The floor is what it was, and so is each answer; or it is told that one was changed.
    fn is(&self, before: &Self, place: usize) {
        assert_eq!((self.seq, &self.state), (before.seq, &before.state), "bit {place}: another floor");
        for (now, then) in self.answers.iter().zip(&before.answers) {
            let told = self.bent > 0 && matches!(now, None | Some(Known::Unreadable));
            assert!(now == then || told, "bit {place}: {now:?} instead of {then:?}");
        }
    }
}

/// A floor on which much was asked; a coupon last of all.
async fn worked(rounds: usize) -> (Server, Asked) {
    let server = Server::start().await;
    let (mut kiosk, mut console) = (server.connect("kiosk-1").await, server.window(1).await);
    let [at_kiosk, at_console] = ["kiosk-1", "console-1"].map(|name| DeviceId::new(name).unwrap());
    let mut asked = Vec::new();
    for step in [Ask::CallNext, Ask::Start].into_iter().cycle().take(rounds) {
        let (pressed, stepped) = (RequestId::random(), RequestId::random());
        console.ask_as(&stepped, step).await;
        ticket(kiosk.ask_as(&pressed, take("passport")).await);
        asked.extend([(at_console.clone(), stepped), (at_kiosk.clone(), pressed)]);
    }
    (server, asked)
}

/// Starts with each of these bits flipped, one at a time; how many starts were refused, and how many were not.
fn flip(whole: &Files, places: &[usize], part: fn(&mut Files) -> &mut Vec<u8>, asked: &Asked) -> (usize, usize) {
    let _kept = Kept::of(whole);
    let before = whole.start(asked).unwrap();
    assert!(before.answers.iter().all(|known| matches!(known, Some(Known::Answered { .. }))), "all is there");
    let (mut refused, mut started) = (0, 0);
    for place in places {
        let mut files = whole.clone();
        part(&mut files)[place / 8] ^= 1 << (place % 8);
        match files.start(asked) {
            Ok(found) => {
                found.is(&before, *place);
                started += 1;
            }
            Err(problem) => {
                let said = problem.to_string();
                let where_to_look = ["floor.db", "event ", "see to the disk"];
                assert!(where_to_look.iter().any(|words| said.contains(words)), "bit {place}: {said}");
                refused += 1;
            }
        }
    }
    println!("{} flipped bits: {refused} starts refused, {started} as before", places.len());
    (refused, started)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bit_flipped_in_a_page_of_the_journal_is_found_or_changes_nothing() {
    let mut dice = Dice::new(Dice::seed_or("the bits of the journal's file", || 1));
    let (server, asked) = worked(ROUNDS).await;
    let (folder, ..) = server.stop().await;
    let whole = Files::of(folder.path());
    let pages = (0..whole.database.len()).step_by(PAGE);
    let mut bit_of = |from: usize, bytes: usize| 8 * from + dice.below(8 * bytes as u64) as usize;
    let head = (0..FILE_HEAD).map(|byte| 8 * byte + byte % 8);
    let places: Vec<_> = head.chain(pages.flat_map(|page| [bit_of(page, PAGE_HEAD), bit_of(page, PAGE)])).collect();
    let (refused, started) = flip(&whole, &places, |files| &mut files.database, &asked);
    assert!(refused > 0 && started > 0, "{refused} {started}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bit_flipped_in_a_frame_of_the_log_is_found_or_changes_nothing() {
    let mut dice = Dice::new(Dice::seed_or("the bits of the journal's log", || 1));
    let (server, asked) = worked(ROUNDS_IN_THE_LOG).await;
    let whole = Files::of(server.folder.path());
    assert!(whole.log.len() > LOG_HEAD, "the last acts are in the log alone");
    let frames = (LOG_HEAD..whole.log.len()).step_by(FRAME_HEAD + PAGE);
    let mut bit_of = |from: usize, bytes: usize| 8 * from + dice.below(8 * bytes as u64) as usize;
    let mut places = vec![bit_of(0, LOG_HEAD)];
    for (frame, in_head) in frames.zip([true, false].into_iter().cycle()) {
        places.push(if in_head { bit_of(frame, FRAME_HEAD) } else { bit_of(frame + FRAME_HEAD, PAGE) });
    }
    let (refused, _) = flip(&whole, &places, |files| &mut files.log, &asked);
    assert!(refused > 0, "a log cut short is noticed");
    drop(server);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_the_disk_changed_into_another_is_not_given() {
    let server = Server::start().await;
    let (changed, other) = (RequestId::random(), RequestId::random());
    let mut kiosk = server.connect("kiosk-1").await;
    ticket(kiosk.ask_as(&changed, take("passport")).await);
    let given = kiosk.ask_as(&other, take("passport")).await;
    let (folder, settings, clock) = server.stop().await;
    let harm = "UPDATE requests SET outcome = replace(outcome, 'A001', 'A003')";
    Connection::open(folder.path().join(journal::FILE)).unwrap().execute_batch(harm).unwrap();
    let verified = journal::verify(folder.path()).unwrap();
    assert_eq!((verified.bent_answers, verified.floor_holds(), verified.holds()), (1, true, false), "{verified:?}");
    let server = Server::start_on(folder, settings, clock).await;
    let health = server.health().await;
    assert_eq!((&health["status"], &health["changed_answers"]), (&"degraded".into(), &1.into()), "{health}");
    let mut kiosk = server.connect("kiosk-1").await;
    let unknown = Outcome::Failed(Failure::Busy);
    assert_eq!(kiosk.ask_as(&changed, take("passport")).await, unknown, "it does not act again");
    assert_eq!(kiosk.ask(Ask::WhatBecame { request: changed }).await, unknown);
    assert_eq!(kiosk.ask_as(&other, take("passport")).await, given, "what is whole is given");
    let became = Outcome::Done(Answer::Became(Some(Box::new(given))));
    assert_eq!(kiosk.ask(Ask::WhatBecame { request: other }).await, became);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_of_answers_that_lost_a_row_between_its_pages_stops_the_start() {
    let (server, asked) = worked(ROUNDS).await;
    let (folder, ..) = server.stop().await;
    let mut whole = Files::of(folder.path());
    let db = Connection::open(folder.path().join(journal::FILE)).unwrap();
    let root: usize =
        db.query_row("SELECT rootpage FROM sqlite_schema WHERE name = 'requests'", [], |row| row.get(0)).unwrap();
    drop(db);
    let root = PAGE * (root - 1);
    assert_eq!(whole.database[root], 5, "the table has more than one page");
    // One entry less: nothing in the pages below says that they are no longer reached.
    whole.database[root + 4] -= 1;
    let problem = whole.start(&asked).map(|_| ()).unwrap_err();
    let said = problem.to_string();
    assert!(matches!(problem, JournalError::AnswersDamaged { .. }), "{said}");
    assert!(said.contains("the events may be whole"), "{said}");
    // As it says: without these answers the floor starts as it was.
    let before = journal::verify(folder.path()).unwrap();
    std::fs::write(folder.path().join(journal::FILE), &whole.database).unwrap();
    let mend = "DELETE FROM requests; VACUUM";
    assert!(said.contains(mend), "{said}");
    Connection::open(folder.path().join(journal::FILE)).unwrap().execute_batch(mend).unwrap();
    let found = Files::of(folder.path()).start(&asked).unwrap();
    assert_eq!((found.seq, &found.state), (before.seq, &before.from_start));
    assert!(found.answers.iter().all(Option::is_none), "all are forgotten");
    let verified = journal::verify(folder.path()).unwrap();
    assert!(verified.holds() && verified.requests == 0, "{verified:?}");
}
