//! Starts the console.

use std::io::{IsTerminal, stderr};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use operator_console::{config, console};
use tracing_subscriber::EnvFilter;

/// The clerk's program: calls visitors to a window and shows the queue.
#[derive(Parser)]
#[command(name = "operator-console", version)]
struct Arguments {
    /// The console's file: server, device, key_file, state_dir and what else is set
    #[arg(long, value_name = "FILE")]
    config: PathBuf,

    /// Checks the file and ends
    #[arg(long)]
    check: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(stderr).with_ansi(stderr().is_terminal()).init();
    let config = match config::load(&arguments.config) {
        Ok(config) => config,
        Err(report) => {
            eprintln!("{report}");
            return ExitCode::FAILURE;
        }
    };
    if arguments.check {
        println!("{} is in order", arguments.config.display());
        return ExitCode::SUCCESS;
    }
    match console::run(&config) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("operator-console: {problem:#}");
            ExitCode::FAILURE
        }
    }
}
