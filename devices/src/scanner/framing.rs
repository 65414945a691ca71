//! Bytes from a scanner become codes. Pure: time comes in as an argument, and no more than one code is ever held.

use super::{Framing, ScannerTimes};
use std::time::Instant;
use thiserror::Error;

/// The longest code in bytes; our own have about forty.
pub const MAX_CODE_BYTES: usize = 512;
/// A code glued to itself is told from one that happens to repeat by its length.
const MIN_GLUED_HALF: usize = 8;

/// Why something that was read is no code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
pub enum DropReason {
    /// Over 512 bytes.
    #[error("the code is too long")]
    TooLong,
    /// It stopped in the middle.
    #[error("the code broke off")]
    Truncated,
    /// It holds control characters, as codes that set up scanners do.
    #[error("the code holds control characters")]
    ControlCharacters,
    /// It holds spaces or letters that are not ASCII (a keyboard layout, Cyrillic).
    #[error("the code holds letters of another alphabet")]
    WrongAlphabet,
    /// The code that was read just before, still held in front of the scanner.
    #[error("the code was read just before")]
    Repeated,
    /// It came faster than codes are taken.
    #[error("codes came too fast")]
    Overrun,
}

/// What the bytes so far amount to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Scan {
    Code(String),
    Dropped(DropReason),
}

/// Collects one code.
#[derive(Debug)]
pub(super) struct Framer {
    framing: Framing,
    times: ScannerTimes,
    bytes: Vec<u8>,
    excess: Excess,
    last_byte: Option<Instant>,
    last_code: Option<(String, Instant)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Excess {
    None,
    /// The code is too long; its bytes are no longer kept.
    Present,
}

impl Framer {
    pub(super) fn new(framing: Framing, times: ScannerTimes) -> Self {
        Self { framing, times, bytes: Vec::new(), excess: Excess::None, last_byte: None, last_code: None }
    }

    /// One byte that arrived at `now`.
    pub(super) fn push(&mut self, byte: u8, now: Instant) -> Option<Scan> {
        if byte == b'\r' || byte == b'\n' {
            return self.end(now);
        }
        self.last_byte = Some(now);
        if self.bytes.len() < MAX_CODE_BYTES {
            self.bytes.push(byte);
        } else {
            self.excess = Excess::Present;
        }
        None
    }

    /// Nothing has arrived up to `now`.
    pub(super) fn rest(&mut self, now: Instant) -> Option<Scan> {
        let since = now.saturating_duration_since(self.last_byte?);
        if since < self.times.idle {
            return None;
        }
        match self.framing {
            Framing::Idle => self.end(now),
            Framing::Line => self.break_off(),
        }
    }

    /// The wire broke: what is held is no code.
    pub(super) fn break_off(&mut self) -> Option<Scan> {
        let held = !self.bytes.is_empty();
        self.forget();
        held.then_some(Scan::Dropped(DropReason::Truncated))
    }

    fn end(&mut self, now: Instant) -> Option<Scan> {
        let excess = self.excess;
        let bytes = std::mem::take(&mut self.bytes);
        self.forget();
        if bytes.is_empty() {
            return None;
        }
        Some(match check(&bytes, excess) {
            Err(reason) => Scan::Dropped(reason),
            Ok(code) => self.unless_repeated(once(&code), now),
        })
    }

    /// A code held in front of the scanner is read again and again: it counts once until it has been away for a while.
    fn unless_repeated(&mut self, code: &str, now: Instant) -> Scan {
        let repeated = self
            .last_code
            .as_ref()
            .is_some_and(|(last, at)| last == code && now.saturating_duration_since(*at) < self.times.repeat);
        self.last_code = Some((code.to_owned(), now));
        if repeated { Scan::Dropped(DropReason::Repeated) } else { Scan::Code(code.to_owned()) }
    }

    fn forget(&mut self) {
        self.bytes.clear();
        self.excess = Excess::None;
        self.last_byte = None;
    }
}

fn check(bytes: &[u8], excess: Excess) -> Result<String, DropReason> {
    if excess == Excess::Present {
        return Err(DropReason::TooLong);
    }
    if bytes.iter().any(u8::is_ascii_control) {
        return Err(DropReason::ControlCharacters);
    }
    if !bytes.iter().all(u8::is_ascii_graphic) {
        return Err(DropReason::WrongAlphabet);
    }
    String::from_utf8(bytes.to_vec()).map_err(|_| DropReason::WrongAlphabet)
}

/// Two readings of one code that lost the end of line between them.
fn once(code: &str) -> &str {
    let (half, rest) = code.split_at(code.len() / 2);
    if half == rest && half.len() >= MIN_GLUED_HALF { half } else { code }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::time::Duration;

    struct Bench {
        framer: Framer,
        now: Instant,
    }

    impl Bench {
        fn new(framing: Framing) -> Self {
            Self { framer: Framer::new(framing, ScannerTimes::default()), now: Instant::now() }
        }

        fn send(&mut self, bytes: &[u8]) -> Vec<Scan> {
            bytes.iter().filter_map(|byte| self.framer.push(*byte, self.now)).collect()
        }

        fn wait(&mut self, ms: u64) -> Option<Scan> {
            self.now += Duration::from_millis(ms);
            self.framer.rest(self.now)
        }
    }

    fn code(text: &str) -> Scan {
        Scan::Code(text.to_owned())
    }

    const TOKEN: &str = "https://ochered.example/t/7KQ4-M2XB";

    #[test]
    fn a_line_is_a_code_whatever_ends_it() {
        for end in ["\r", "\n", "\r\n"] {
            let mut bench = Bench::new(Framing::Line);
            assert_eq!(bench.send(format!("{TOKEN}{end}").as_bytes()), [code(TOKEN)]);
            assert_eq!(bench.wait(10_000), None);
        }
    }

    #[test]
    fn silence_ends_a_code_only_where_it_is_said_to() {
        let mut idle = Bench::new(Framing::Idle);
        assert_eq!(idle.send(TOKEN.as_bytes()), []);
        assert_eq!(idle.wait(100), None);
        assert_eq!(idle.wait(60), Some(code(TOKEN)));
        let mut line = Bench::new(Framing::Line);
        assert_eq!(line.send(&TOKEN.as_bytes()[..10]), []);
        assert_eq!(line.wait(200), Some(Scan::Dropped(DropReason::Truncated)));
        assert_eq!(line.send(format!("{TOKEN}\r").as_bytes()), [code(TOKEN)]);
    }

    #[test]
    fn a_code_held_in_front_of_the_scanner_counts_once() {
        let mut bench = Bench::new(Framing::Line);
        let line = format!("{TOKEN}\r\n");
        assert_eq!(bench.send(line.as_bytes()), [code(TOKEN)]);
        for _ in 0..5 {
            bench.wait(1_500);
            assert_eq!(bench.send(line.as_bytes()), [Scan::Dropped(DropReason::Repeated)]);
        }
        bench.wait(2_500);
        assert_eq!(bench.send(line.as_bytes()), [code(TOKEN)]);
    }

    #[test]
    fn a_code_glued_to_itself_is_one_code() {
        let mut bench = Bench::new(Framing::Line);
        assert_eq!(bench.send(format!("{TOKEN}{TOKEN}\r").as_bytes()), [code(TOKEN)]);
        assert_eq!(bench.send(b"1212\r"), [code("1212")]);
    }

    #[test]
    fn what_is_no_code_is_dropped_with_its_reason() {
        let mut bench = Bench::new(Framing::Line);
        let cases: [(&[u8], DropReason); 6] = [
            (b"\x1b[2J-reset\r", DropReason::ControlCharacters),
            (b"\x02SETUP\x03\r", DropReason::ControlCharacters),
            (b"ABC\0DEF\r", DropReason::ControlCharacters),
            ("реезы://очеред\r".as_bytes(), DropReason::WrongAlphabet),
            (b"two words\r", DropReason::WrongAlphabet),
            (&[0xFF, 0xFE, b'\r'], DropReason::WrongAlphabet),
        ];
        for (bytes, reason) in cases {
            assert_eq!(bench.send(bytes), [Scan::Dropped(reason)]);
        }
        assert_eq!(bench.send(b"\r\n\r\n"), []);
    }

    #[test]
    fn the_longest_code_passes_and_one_byte_more_does_not() {
        let mut bench = Bench::new(Framing::Line);
        let longest: String = ('a'..='z').cycle().take(MAX_CODE_BYTES).collect();
        assert_eq!(bench.send(format!("{longest}\r").as_bytes()), [code(&longest)]);
        assert_eq!(bench.send(format!("{longest}!\r").as_bytes()), [Scan::Dropped(DropReason::TooLong)]);
        assert_eq!(bench.send(format!("{TOKEN}\r").as_bytes()), [code(TOKEN)]);
    }

    proptest! {
        #[test]
        fn any_bytes_are_framed_without_panic_and_within_bounds(
            bytes in prop::collection::vec(any::<u8>(), 0..4_000),
            idle in any::<bool>(),
        ) {
            let mut bench = Bench::new(if idle { Framing::Idle } else { Framing::Line });
            for scan in bench.send(&bytes).into_iter().chain(bench.wait(1_000)) {
                if let Scan::Code(code) = scan {
                    prop_assert!(!code.is_empty() && code.len() <= MAX_CODE_BYTES);
                    prop_assert!(code.bytes().all(|byte| byte.is_ascii_graphic()));
                }
            }
            prop_assert!(bench.framer.bytes.capacity() <= 2 * MAX_CODE_BYTES);
        }
    }
}
