//! What a printer's bytes mean: the replies to real-time and queued questions told apart by their fixed bits, as the
//! maker's reference lays them down. Pure; no wire is known here.

use super::{Fault, Paper, Status};

/// A real-time question (DLE EOT n): answered at once, also by a printer that is off line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Question {
    Printer,
    OfflineCause,
    ErrorCause,
    PaperSensor,
}

impl Question {
    pub(crate) const ALL: [Self; 4] = [Self::Printer, Self::OfflineCause, Self::ErrorCause, Self::PaperSensor];

    pub(crate) fn bytes(self) -> [u8; 3] {
        let number = match self {
            Self::Printer => 1,
            Self::OfflineCause => 2,
            Self::ErrorCause => 3,
            Self::PaperSensor => 4,
        };
        [0x10, 0x04, number]
    }
}

/// GS r 1, answered when the printer has worked through everything before it.
pub(crate) const ASK_IN_TURN: [u8; 3] = [0x1D, b'r', 1];
/// DLE DC4 8: forget everything received and not printed; answered with `Cleared`.
pub(crate) const CLEAR: [u8; 10] = [0x10, 0x14, 8, 1, 3, 20, 1, 6, 2, 8];
/// DLE ENQ 2: the same for printers without DLE DC4 8 that are held by an error; not answered.
pub(crate) const RECOVER: [u8; 3] = [0x10, 0x05, 2];

/// One reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reply {
    /// To a real-time question.
    RealTime(u8),
    /// To a question in turn.
    InTurn(u8),
    /// The buffer is empty.
    Cleared,
    /// Sent unasked by printers that report changes on their own.
    Unasked,
    /// No printer says this.
    Garbage(u8),
}

/// Puts bytes together into replies.
#[derive(Debug, Default)]
pub(crate) struct ReplyReader {
    block: Block,
}

#[derive(Debug, Default, Clone, Copy)]
enum Block {
    #[default]
    None,
    /// Bytes still to come of an automatic status of four.
    Unasked(u8),
    /// Bytes still to come of 37 25 00.
    Cleared(u8),
}

impl ReplyReader {
    pub(crate) fn push(&mut self, byte: u8) -> Option<Reply> {
        match self.block {
            Block::None => self.begin(byte),
            Block::Unasked(left) => {
                if byte & 0x90 != 0 {
                    self.block = Block::None;
                    return Some(Reply::Garbage(byte));
                }
                self.block = if left > 1 { Block::Unasked(left - 1) } else { Block::None };
                (left == 1).then_some(Reply::Unasked)
            }
            Block::Cleared(left) => {
                let expected = if left == 2 { 0x25 } else { 0x00 };
                if byte != expected {
                    self.block = Block::None;
                    return Some(Reply::Garbage(byte));
                }
                self.block = if left == 2 { Block::Cleared(1) } else { Block::None };
                (left == 1).then_some(Reply::Cleared)
            }
        }
    }

    fn begin(&mut self, byte: u8) -> Option<Reply> {
        match byte & 0x93 {
            0x12 => Some(Reply::RealTime(byte)),
            0x10 => {
                self.block = Block::Unasked(3);
                None
            }
            0x00 => Some(Reply::InTurn(byte)),
            _ if byte == 0x37 => {
                self.block = Block::Cleared(2);
                None
            }
            _ => Some(Reply::Garbage(byte)),
        }
    }
}

/// The printer's state from its answers to all four questions, the cause before its consequences.
pub(crate) fn judge([printer, offline, error, paper]: [u8; 4]) -> Status {
    let off_line = printer & 0x08 != 0;
    let in_error = offline & 0x40 != 0;
    let fault = if offline & 0x04 != 0 {
        Fault::CoverOpen
    } else if offline & 0x20 != 0 || paper & 0x60 != 0 {
        Fault::NoPaper
    } else if error & 0x08 != 0 {
        Fault::CutterFault
    } else if error & 0x20 != 0 {
        Fault::Broken
    } else if error & 0x40 != 0 {
        Fault::Overheated
    } else if error & 0x04 != 0 && (off_line || in_error) {
        // Models without this error leave the bit undefined, so it counts only together with a stop.
        Fault::Jammed
    } else if in_error || off_line {
        Fault::Offline
    } else {
        return Status::Ready(if paper & 0x0C != 0 { Paper::Low } else { Paper::Enough });
    };
    Status::Faulty(fault)
}

/// Whether the answer to `OfflineCause` alone tells of a stop: cover, paper or an error.
pub(crate) fn tells_of_stop(offline_cause: u8) -> bool {
    offline_cause & 0x64 != 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn replies(bytes: &[u8]) -> Vec<Reply> {
        let mut reader = ReplyReader::default();
        bytes.iter().filter_map(|byte| reader.push(*byte)).collect()
    }

    #[test]
    fn the_four_kinds_of_reply_are_told_apart() {
        assert_eq!(
            replies(&[0x16, 0x00, 0x37, 0x25, 0x00, 0x14, 0x00, 0x00, 0x0F, 0x12]),
            [Reply::RealTime(0x16), Reply::InTurn(0), Reply::Cleared, Reply::Unasked, Reply::RealTime(0x12)]
        );
    }

    #[test]
    fn noise_is_garbage_and_does_not_swallow_what_follows() {
        assert_eq!(replies(&[0xFF, 0x12]), [Reply::Garbage(0xFF), Reply::RealTime(0x12)]);
        assert_eq!(replies(&[0x37, 0x12, 0x12]), [Reply::Garbage(0x12), Reply::RealTime(0x12)]);
    }

    #[test]
    fn the_cause_is_named_before_its_consequences() {
        assert_eq!(judge([0x12, 0x12, 0x12, 0x12]), Status::Ready(Paper::Enough));
        assert_eq!(judge([0x16, 0x12, 0x12, 0x1E]), Status::Ready(Paper::Low));
        assert_eq!(judge([0x1A, 0x36, 0x12, 0x72]), Status::Faulty(Fault::CoverOpen));
        assert_eq!(judge([0x1A, 0x32, 0x12, 0x7E]), Status::Faulty(Fault::NoPaper));
        assert_eq!(judge([0x1A, 0x52, 0x1A, 0x12]), Status::Faulty(Fault::CutterFault));
        assert_eq!(judge([0x1A, 0x52, 0x32, 0x12]), Status::Faulty(Fault::Broken));
        assert_eq!(judge([0x1A, 0x52, 0x52, 0x12]), Status::Faulty(Fault::Overheated));
        assert_eq!(judge([0x1A, 0x52, 0x16, 0x12]), Status::Faulty(Fault::Jammed));
        assert_eq!(judge([0x12, 0x12, 0x16, 0x12]), Status::Ready(Paper::Enough));
        assert_eq!(judge([0x1A, 0x1A, 0x12, 0x12]), Status::Faulty(Fault::Offline));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_panic_and_no_block_grows(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let read = replies(&bytes);
            prop_assert!(read.len() <= bytes.len());
        }
    }
}
