//! Measures the server against its floors: the same work done by nothing but SQLite or bare sockets, in the same run on the
//! same machine. Prints its rows as CSV, and fails where it had to leave any out; `tools/bench.py` runs it and makes the one table.

mod bare;
mod browser;
mod crowd;
mod device;
mod expected;
#[path = "../../../queue/tests/expect"]
mod expect {
    pub mod office;
}
mod floor;
mod killed;
mod live;
mod pages;
mod peer;
mod press;
mod process;
mod screens;
mod size;
mod start;
mod statistics;
#[path = "../../../queue/tests/support/mod.rs"]
mod support;
mod table;
mod tickets;
#[path = "../../src/statistics/trial.rs"]
mod trial;
mod way;

use std::path::Path;
use std::process::ExitCode;

use size::Size;
use table::Table;

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let words: Vec<_> = arguments.iter().map(String::as_str).collect();
    let result = match words[..] {
        ["serve", folder, port] => serve(folder, port),
        ["office", folder] => floor::of_office().and_then(|floor| floor::serve(folder.as_ref(), 0, floor)),
        ["bare", bytes] => serve_bare(bytes, None),
        ["bare", bytes, office] => serve_bare(bytes, Some(office.as_ref())),
        [] => measure(None),
        [only, ..] => measure(Some(only)),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Serves the floor with as many devices as a server must hold.
fn serve(folder: &str, port: &str) -> anyhow::Result<()> {
    floor::serve(folder.as_ref(), port.parse()?, floor::of_many_devices(Size::asked())?)
}

fn serve_bare(bytes: &str, office: Option<&Path>) -> anyhow::Result<()> {
    bare::serve(bytes.parse()?, office)
}

/// Measures everything, or one part by its name.
fn measure(only: Option<&str>) -> anyhow::Result<()> {
    floor::raise_file_limit();
    let mut table = Table::of(Size::asked());
    if table.size == Size::Small {
        eprintln!("a small run: no figure of it means anything");
    }
    type Part = fn(&mut Table) -> anyhow::Result<()>;
    let parts: [(&str, Part); 10] = [
        ("tickets", tickets::measure),
        ("peer", peer::measure),
        ("press", press::measure),
        ("screens", screens::measure),
        ("live", live::measure),
        ("crowd", crowd::measure),
        ("start", start::measure),
        ("killed", killed::measure),
        ("statistics", statistics::measure),
        ("expected", expected::measure),
    ];
    let known = parts.map(|(name, _)| name);
    anyhow::ensure!(only.is_none_or(|only| known.contains(&only)), "the parts are {known:?}");
    for (name, measure) in parts {
        if only.is_none_or(|only| only == name) {
            measure(&mut table)?;
        }
    }
    table.write(std::io::stdout())?;
    table.ensure_whole()
}
