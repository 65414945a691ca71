//! A printer and a scanner that exist only here: bytes are read as the printer makers' command reference lays them down,
//! set on a page, drawn, and faults happen at any byte on command. Held to the reference and not to our own encoder:
//! nothing here uses `escpos`.

mod code;
mod failure;
mod health;
mod machine;
mod page;
mod picture;
mod pty;
mod reader;
mod saver;
mod scanner;
mod server;
mod tables;
mod typesetter;

pub use failure::{Failure, FailureAt, FailureProblem};
pub use machine::{Clearing, Machine};
pub use page::{Code, Element, Glyph, Page, PageEnd, RasterPicture, TextLine};
pub use picture::{Frame, Painter, Picture};
pub use reader::{CommandError, CommandProblem};
pub use scanner::{ScannerHand, SimulatedScanner, scripted_scanner};
pub use server::{SimulatedPrinter, SimulatorOptions};

/// What bytes print: every page, the last one even if it was not cut, and every command that could not be followed.
#[must_use]
pub fn interpret(bytes: &[u8], width_dots: u16) -> (Vec<Page>, Vec<CommandError>) {
    let mut machine = Machine::new(width_dots);
    let now = std::time::Instant::now();
    let mut rest = bytes;
    while !rest.is_empty() {
        let taken = machine.take(rest, now);
        rest = &rest[taken.max(1)..];
    }
    let errors = machine.errors().to_vec();
    (machine.tear_off(), errors)
}
