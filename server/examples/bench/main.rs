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
        _ => measure(),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn measure() -> anyhow::Result<()> {
    floor::raise_file_limit();
    let mut table = Table::default();
    tickets::measure(&mut table)?;
    press::measure(&mut table)?;
    screens::measure(&mut table)?;
    start::measure(&mut table)?;
    table.print();
    table.write("target/bench/summary.csv".as_ref())
}
