//! The limits of the wire, the same for both sides. `docs/protocol.md` says each of them, and a test holds it to that.

use std::time::Duration;

/// Largest frame that the server reads from a device, in bytes.
pub const FROM_DEVICE_LIMIT: usize = 64 * 1024;
/// Largest frame that a device reads from its server, in bytes; the floor's description is the largest.
pub const FROM_SERVER_LIMIT: usize = 1024 * 1024;
/// Largest file of a picture, in bytes.
pub const PICTURE_LIMIT: usize = 2 * 1024 * 1024;
/// Longest side of a picture, in pixels.
pub const PICTURE_SIDE_PX: u32 = 4_096;
/// Most pixels of a picture.
pub const PICTURE_PIXELS: u64 = 10_000_000;
/// Most memory that decoding a picture may take, in bytes: the most pixels there may be, at 16 bits a colour, and the decoder's own.
pub const PICTURE_MEMORY: u64 = 8 * PICTURE_PIXELS + 32 * 1024 * 1024;
/// Longest time from the connection to the hello.
pub const HELLO_LIMIT: Duration = Duration::from_secs(5);
/// Longest time that a device may be silent; the server asks it for a sign of life before.
pub const DEVICE_SILENCE_LIMIT: Duration = Duration::from_secs(15);
/// Signs of life that the server asks for within that time.
pub const PINGS_IN_SILENCE: u32 = 3;
/// Wait of a device before its second attempt at a connection; the first is made at once.
pub const RETRY_FIRST: Duration = Duration::from_millis(250);
/// Longest wait between attempts: with an attempt that fails in time it stays under 2 s, in which a screen is to be right again.
pub const RETRY_LONGEST: Duration = Duration::from_millis(900);
/// Wait after what trying again soon cannot mend.
pub const RETRY_REFUSED: Duration = Duration::from_secs(10);
/// Longest time that a reader may take for one frame.
pub const READER_LIMIT: Duration = Duration::from_secs(10);
/// Most requests of a connection that are sent and not answered; more are answered `Busy`.
pub const REQUESTS_AT_ONCE: usize = 16;
/// Age at which a request is given up by its device, and is not carried out by the server.
pub const REQUEST_AGE_LIMIT: Duration = Duration::from_secs(30);
/// Frames of a device in a second, in the long run.
pub const MESSAGES_PER_S: u32 = 40;
/// So many seconds' worth of them may come at once.
pub const BURST_S: u32 = 2;
/// So many seconds' worth beyond that end the connection.
pub const FLOOD_S: u32 = 5;
/// Wrong digits with one booking number on one day: of 10,000 that is one in 2,000.
pub const WRONG_DIGITS_OF_A_NUMBER: u8 = 5;
/// Wrong digits at one kiosk within [`WRONG_DIGITS_WHILE`].
pub const WRONG_DIGITS_AT_A_KIOSK: usize = 10;
/// How long wrong digits count against their kiosk.
pub const WRONG_DIGITS_WHILE: Duration = Duration::from_secs(600);
/// Longest program name in a hello, in characters.
pub const PROGRAM_LIMIT: usize = 80;
/// Most faults in one report.
pub const FAULTS_LIMIT: usize = 16;
/// Longest text of one fault, in characters.
pub const FAULT_TEXT_LIMIT: usize = 120;
/// Longest problem told in words, in characters.
pub const PROBLEM_LIMIT: usize = 200;
/// Fewest and most characters of a request's id.
pub const REQUEST_ID: std::ops::RangeInclusive<usize> = 16..=40;
