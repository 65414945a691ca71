//! What hostile input costs (S7): inputs bent from valid ones, and an allocator that counts while they are read. A test takes this
//! file in by its path, each test binary for itself.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::sample::{Index, select};

/// The most that reading one input may hold at once beyond what was held before, in bytes.
const MOST_HELD: usize = 16 * 1024 * 1024;
/// The most of the processor's time that reading one input may take.
pub const LONGEST: Duration = Duration::from_secs(1);
/// What takes longer hangs, also where it computes nothing; a busy machine may keep it waiting for seconds.
const HANGS: Duration = Duration::from_secs(10);

static HELD: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);

struct Counting;

#[global_allocator]
static COUNTING: Counting = Counting;

// SAFETY: everything is handed on to the system's allocator as it came; growing goes the default way, through these two.
#[allow(unsafe_code)]
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let held = HELD.fetch_add(layout.size(), Ordering::Relaxed) + layout.size();
        MOST.fetch_max(held, Ordering::Relaxed);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        HELD.fetch_sub(layout.size(), Ordering::Relaxed);
        unsafe { System.dealloc(pointer, layout) }
    }
}

/// Reads one input, one at a time in the whole binary; fails where that computes for over a second, hangs, or holds over 16 MiB, on
/// whichever thread. What tests beside it do meanwhile is counted too.
pub fn costs_little<R>(read: impl FnOnce() -> R) -> R {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _alone = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let (spent, began) = (processor_time(), Instant::now());
    let before = HELD.load(Ordering::Relaxed);
    MOST.store(before, Ordering::Relaxed);
    let result = read();
    let (took, held) = (began.elapsed(), MOST.load(Ordering::Relaxed).saturating_sub(before));
    let computed = processor_time() - spent;
    assert!(computed <= LONGEST && took <= HANGS, "it took {took:?}, of which it computed for {computed:?}");
    assert!(held <= MOST_HELD, "it held {held} bytes");
    result
}

/// What all threads of this program have had of the processor's time, to a hundredth of a second: others may keep it from it for long.
/// Tests beside one that reads an input are counted too: they stand still at their own next input, and those that call no
/// [`costs_little`] do not.
pub fn processor_time() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").expect("the system tells of its programs");
    // The name may hold anything; behind it the user's and the system's time are the 12th and 13th field, in hundredths of a second.
    let (_, fields) = stat.rsplit_once(')').expect("the name is in brackets");
    let times = fields.split_whitespace().skip(11).take(2);
    times.map(|hundredths| Duration::from_millis(10 * hundredths.parse::<u64>().expect("a number"))).sum()
}

/// One change of an input.
#[derive(Clone, Debug)]
enum Bend {
    Put(Index, Vec<u8>),
    Replace(Index, u8),
    Cut(Index, usize),
    Double(Index, usize),
    EndAt(Index),
}

/// Pieces that mean something to one reader or another.
const PIECES: [&[u8]; 24] = [
    b"\0",
    b"\x1b",
    b"\x10\x04\x01",
    b"\x1d",
    b"\r\n",
    b"\"",
    b"\\u0000",
    b"{",
    b"[",
    b"}",
    b"]",
    b",",
    b":",
    b"=",
    b"null",
    b"1e999",
    b"-1",
    b"18446744073709551616",
    b"\xff\xfe",
    b"\xd0",
    "\u{202e}".as_bytes(),
    "e\u{301}\u{301}\u{301}".as_bytes(),
    b"../",
    b"%00",
];

/// Any bytes, and valid inputs with a few changes.
pub fn bent(valid: Vec<Vec<u8>>) -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![select(&PIECES[..]).prop_map(<[u8]>::to_vec), vec(any::<u8>(), 1..8)];
    let bend = prop_oneof![
        (any::<Index>(), piece).prop_map(|(at, piece)| Bend::Put(at, piece)),
        (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Bend::Replace(at, byte)),
        (any::<Index>(), 1..64_usize).prop_map(|(at, length)| Bend::Cut(at, length)),
        (any::<Index>(), 1..2_000_usize).prop_map(|(at, length)| Bend::Double(at, length)),
        any::<Index>().prop_map(Bend::EndAt),
    ];
    prop_oneof![
        1 => vec(any::<u8>(), 0..600),
        6 => (select(valid), vec(bend, 1..6)).prop_map(|(valid, bends)| bends.iter().fold(valid, bent_once)),
        1 => (select(&PIECES[..]), 1..4_000_usize).prop_map(|(piece, times)| piece.repeat(times)),
        1 => Just(Vec::new()),
    ]
}

fn bent_once(mut input: Vec<u8>, bend: &Bend) -> Vec<u8> {
    let end = |from: usize, length: usize, whole: &[u8]| from.saturating_add(length).min(whole.len());
    match bend {
        Bend::Put(at, piece) => {
            let at = at.index(input.len() + 1);
            input.splice(at..at, piece.iter().copied());
        }
        Bend::EndAt(at) => input.truncate(at.index(input.len() + 1)),
        _ if input.is_empty() => {}
        Bend::Replace(at, byte) => {
            let at = at.index(input.len());
            input[at] = *byte;
        }
        Bend::Cut(at, length) => {
            let at = at.index(input.len());
            input.drain(at..end(at, *length, &input));
        }
        Bend::Double(at, length) => {
            let at = at.index(input.len());
            let again = input[at..end(at, *length, &input)].to_vec();
            input.splice(at..at, again);
        }
    }
    input
}
