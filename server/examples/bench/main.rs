//! Measures the server against its floors: the same work done by nothing but SQLite, in the same run on the same disk.
//! Prints one table and writes `target/bench/summary.csv`.

mod floor;
mod press;
mod screens;
mod start;
mod table;
mod tickets;

use std::process::ExitCode;

use table::Table;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let result = match (arguments.next().as_deref(), arguments.next()) {
        (Some("serve"), Some(folder)) => floor::serve(folder.as_ref()),
        (only, _) => measure(only),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Measures everything, or one part by its name.
fn measure(only: Option<&str>) -> anyhow::Result<()> {
    floor::raise_file_limit();
    let mut table = Table::default();
    type Part = fn(&mut Table) -> anyhow::Result<()>;
    let parts: [(&str, Part); 4] = [
        ("tickets", tickets::measure),
        ("press", press::measure),
        ("screens", screens::measure),
        ("start", start::measure),
    ];
    for (name, measure) in parts {
        if only.is_none_or(|only| only == name) {
            measure(&mut table)?;
        }
    }
    table.print();
    if only.is_none() {
        table.write("target/bench/summary.csv".as_ref())?;
    }
    Ok(())
}
