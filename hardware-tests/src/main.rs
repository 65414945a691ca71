//! On-site acceptance: the contract run against the devices of an office, the simulators that stand in for them, and
//! pictures of print jobs. What a device must do is said in `devices::contract`, not here.

mod arguments;
mod checklist;
mod person;
mod printer;
mod render;
mod scanner;
mod simulate;
mod speaker;

use arguments::{Arguments, Task};
use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    let done = match Arguments::parse().task {
        Task::Printer(asked) => printer::accept(&asked),
        Task::Scanner(asked) => scanner::accept(&asked),
        Task::Speaker(asked) => speaker::accept(&asked),
        Task::Touch => checklist::touch(),
        Task::SimulatePrinter(asked) => simulate::run(&asked),
        Task::Render(asked) => render::run(&asked),
    };
    match done {
        Ok(Acceptance::Kept) => ExitCode::SUCCESS,
        Ok(Acceptance::Broken) => ExitCode::FAILURE,
        Ok(Acceptance::Unfinished) => ExitCode::from(3),
        Err(error) => {
            eprintln!("hardware-tests: {error:#}");
            ExitCode::from(2)
        }
    }
}

/// Whether a device may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Acceptance {
    /// No check failed.
    Kept,
    /// At least one did.
    Broken,
    /// None failed, and at least one could not be tried.
    Unfinished,
}
