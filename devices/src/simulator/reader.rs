//! Bytes become commands, one at a time and within bounds: the longest picture and code that a printer takes are held, what
//! is longer is counted past. What commands do is not known here.

/// The widest picture that is held, in bytes of a row.
const MAX_RASTER_BYTES: u64 = 1 << 20;
/// What a QR code holds at most, with its three bytes of function.
const MAX_STORED_BYTES: u64 = 7_089 + 3;

const NUL: u8 = 0x00;
const LF: u8 = 0x0A;
const CR: u8 = 0x0D;
const ESC: u8 = 0x1B;
const FS: u8 = 0x1C;
const GS: u8 = 0x1D;

/// One command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Command {
    Letter(u8),
    LineFeed,
    Ignored,
    Initialise,
    SelectTable(u8),
    PrintMode(u8),
    Emphasis(bool),
    Underline(u8),
    Justify(u8),
    FeedLines(u8),
    FeedUnits(u8),
    DefaultSpacing,
    Spacing(u8),
    Font(u8),
    Size(u8),
    Inverse(bool),
    MotionUnits(u8, u8),
    Cut { mode: u8, feed: u8 },
    Raster { mode: u8, width_bytes: u16, rows: u16, data: Vec<u8> },
    CodeModel(u8),
    CodeModule(u8),
    CodeLevel(u8),
    CodeStore(Vec<u8>),
    CodePrint,
    AutomaticStatus(u8),
    SendStatus(u8),
}

/// A command that could not be followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandError {
    /// Where its first byte stands, counted from power on.
    pub at: u64,
    /// Its first bytes.
    pub bytes: Vec<u8>,
    /// What is wrong with it.
    pub problem: CommandProblem,
}

/// What is wrong with a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CommandProblem {
    /// The reference has none such, or this printer does not know it.
    Unknown,
    /// A value outside its range.
    BadValue,
    /// A picture or code larger than the printer takes.
    TooLarge,
    /// It may stand only at the beginning of a line.
    MidLine,
    /// The table of letters has none at this byte.
    NoSuchLetter,
    /// A code was to be printed and none was stored.
    NothingStored,
    /// A page of more than a metre.
    EndlessPage,
}

/// Puts bytes together into commands.
#[derive(Debug, Default)]
pub(super) struct Reader {
    head: Vec<u8>,
    body: Body,
}

#[derive(Debug, Default)]
enum Body {
    #[default]
    None,
    Held {
        left: u64,
        data: Vec<u8>,
    },
    Skipped {
        left: u64,
    },
}

/// What a byte led to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Read {
    More,
    Command(Command),
    Problem(Vec<u8>, CommandProblem),
}

impl Reader {
    /// Whether the next byte begins a command.
    pub(super) fn at_boundary(&self) -> bool {
        self.head.is_empty()
    }

    pub(super) fn push(&mut self, byte: u8) -> Read {
        match &mut self.body {
            Body::None => {
                self.head.push(byte);
                self.read_head()
            }
            Body::Held { left, data } => {
                data.push(byte);
                *left -= 1;
                if *left > 0 {
                    return Read::More;
                }
                let data = std::mem::take(data);
                self.finish_body(data)
            }
            Body::Skipped { left } => {
                *left -= 1;
                if *left > 0 {
                    return Read::More;
                }
                self.body = Body::None;
                Read::Problem(std::mem::take(&mut self.head), CommandProblem::TooLarge)
            }
        }
    }

    fn read_head(&mut self) -> Read {
        let command = match self.head.as_slice() {
            [byte] if *byte >= 0x20 && *byte != 0x7F => Command::Letter(*byte),
            [LF] => Command::LineFeed,
            [NUL | CR] => Command::Ignored,
            [ESC | FS | GS] => return Read::More,
            [ESC, rest @ ..] => match escape(rest) {
                Head::Whole(command) => command,
                Head::More => return Read::More,
                Head::Unknown => return self.refuse(),
                Head::Body(_) => return self.refuse(),
            },
            [FS, b'.'] => Command::Ignored,
            [GS, rest @ ..] => match group(rest) {
                Head::Whole(command) => command,
                Head::More => return Read::More,
                Head::Unknown => return self.refuse(),
                Head::Body(length) => return self.begin_body(length),
            },
            _ => return self.refuse(),
        };
        self.head.clear();
        Read::Command(command)
    }

    fn refuse(&mut self) -> Read {
        Read::Problem(std::mem::take(&mut self.head), CommandProblem::Unknown)
    }

    fn begin_body(&mut self, length: u64) -> Read {
        let most = if self.head.get(1) == Some(&b'v') { MAX_RASTER_BYTES } else { MAX_STORED_BYTES };
        if length == 0 {
            return self.finish_body(Vec::new());
        }
        self.body =
            if length <= most { Body::Held { left: length, data: Vec::new() } } else { Body::Skipped { left: length } };
        Read::More
    }

    fn finish_body(&mut self, data: Vec<u8>) -> Read {
        self.body = Body::None;
        let head = std::mem::take(&mut self.head);
        let command = match head.as_slice() {
            [GS, b'v', b'0', mode, wl, wh, rl, rh] => Command::Raster {
                mode: *mode,
                width_bytes: u16::from_le_bytes([*wl, *wh]),
                rows: u16::from_le_bytes([*rl, *rh]),
                data,
            },
            [GS, b'(', b'k', ..] => match code_function(&data) {
                Some(command) => command,
                None => return Read::Problem(head, CommandProblem::Unknown),
            },
            _ => return Read::Problem(head, CommandProblem::Unknown),
        };
        Read::Command(command)
    }
}

/// What the first bytes of a command amount to.
enum Head {
    More,
    Unknown,
    Whole(Command),
    Body(u64),
}

fn escape(rest: &[u8]) -> Head {
    Head::Whole(match rest {
        [b'@'] => Command::Initialise,
        [b'2'] => Command::DefaultSpacing,
        [b'!' | b't' | b'E' | b'G' | b'-' | b'a' | b'd' | b'J' | b'3' | b'M'] => return Head::More,
        [b'!', n] => Command::PrintMode(*n),
        [b't', n] => Command::SelectTable(*n),
        [b'E' | b'G', n] => Command::Emphasis(n & 1 == 1),
        [b'-', n] => Command::Underline(*n),
        [b'a', n] => Command::Justify(*n),
        [b'd', n] => Command::FeedLines(*n),
        [b'J', n] => Command::FeedUnits(*n),
        [b'3', n] => Command::Spacing(*n),
        [b'M', n] => Command::Font(*n),
        _ => return Head::Unknown,
    })
}

fn group(rest: &[u8]) -> Head {
    Head::Whole(match rest {
        [b'!' | b'B' | b'P' | b'V' | b'a' | b'r' | b'v' | b'('] => return Head::More,
        [b'!', n] => Command::Size(*n),
        [b'B', n] => Command::Inverse(n & 1 == 1),
        [b'P', _] => return Head::More,
        [b'P', x, y] => Command::MotionUnits(*x, *y),
        [b'V', mode @ (0 | 1 | 48 | 49)] => Command::Cut { mode: *mode, feed: 0 },
        [b'V', 65 | 66] => return Head::More,
        [b'V', mode @ (65 | 66), feed] => Command::Cut { mode: *mode, feed: *feed },
        [b'a', n] => Command::AutomaticStatus(*n),
        [b'r', n] => Command::SendStatus(*n),
        [b'v', b'0'] => return Head::More,
        [b'v', b'0', wanted @ ..] if wanted.len() < 5 => return Head::More,
        [b'v', b'0', _, wl, wh, rl, rh] => {
            let rows = u64::from(u16::from_le_bytes([*rl, *rh]));
            return Head::Body(rows * u64::from(u16::from_le_bytes([*wl, *wh])));
        }
        [b'(', b'k'] | [b'(', b'k', _] => return Head::More,
        [b'(', b'k', low, high] => return Head::Body(u64::from(u16::from_le_bytes([*low, *high]))),
        _ => return Head::Unknown,
    })
}

fn code_function(data: &[u8]) -> Option<Command> {
    match data {
        [49, 65, model, 0] => Some(Command::CodeModel(*model)),
        [49, 67, module] => Some(Command::CodeModule(*module)),
        [49, 69, level] => Some(Command::CodeLevel(*level)),
        [49, 80, 48, payload @ ..] => Some(Command::CodeStore(payload.to_vec())),
        [49, 81, 48] => Some(Command::CodePrint),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Vec<Read> {
        let mut reader = Reader::default();
        bytes.iter().map(|byte| reader.push(*byte)).filter(|read| *read != Read::More).collect()
    }

    #[test]
    fn commands_of_the_reference_are_read() {
        assert_eq!(
            read(b"\x1b@\x1bt\x11\x1d!\x11A\n\x1dVA\0"),
            [
                Read::Command(Command::Initialise),
                Read::Command(Command::SelectTable(17)),
                Read::Command(Command::Size(0x11)),
                Read::Command(Command::Letter(b'A')),
                Read::Command(Command::LineFeed),
                Read::Command(Command::Cut { mode: 65, feed: 0 }),
            ]
        );
        assert_eq!(
            read(b"\x1d(k\x03\x001C\x08\x1d(k\x06\x001P0abc"),
            [Read::Command(Command::CodeModule(8)), Read::Command(Command::CodeStore(b"abc".to_vec()))]
        );
    }

    #[test]
    fn what_the_reference_does_not_have_is_a_problem_and_reading_goes_on() {
        assert_eq!(
            read(b"\x1bzA\x07"),
            [
                Read::Problem(b"\x1bz".to_vec(), CommandProblem::Unknown),
                Read::Command(Command::Letter(b'A')),
                Read::Problem(b"\x07".to_vec(), CommandProblem::Unknown),
            ]
        );
    }

    #[test]
    fn a_picture_too_large_to_hold_is_counted_past() {
        let mut reader = Reader::default();
        for byte in b"\x1dv0\0\xff\xff\xff\xff" {
            assert_eq!(reader.push(*byte), Read::More);
        }
        for _ in 0..100_000 {
            assert_eq!(reader.push(0xAA), Read::More);
        }
        assert!(matches!(reader.body, Body::Skipped { .. }));
    }
}
