//! Starts the console.

use std::io::{IsTerminal, stderr};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use operator_console::config::Config;
use operator_console::{config, console};
use protocol::key_file::KeyFile;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// The clerk's program: calls visitors to a window and shows the queue.
#[derive(Parser)]
#[command(name = "operator-console", version)]
struct Arguments {
    /// The console's file: server, device, key_file, state_dir and what else is set
    #[arg(long, value_name = "FILE")]
    config: PathBuf,

    /// Checks the file and the key file that it names, and ends
    #[arg(long)]
    check: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let said = std::env::var("RUST_LOG").ok().and_then(|filter| filter.parse::<Targets>().ok());
    let filter = said.unwrap_or_else(|| Targets::new().with_default(LevelFilter::INFO));
    let log = tracing_subscriber::fmt().with_max_level(LevelFilter::TRACE).with_writer(stderr);
    log.with_ansi(stderr().is_terminal()).finish().with(filter).init();
    let config = match config::load(&arguments.config) {
        Ok(config) => config,
        Err(report) => {
            eprintln!("{report}");
            return ExitCode::FAILURE;
        }
    };
    match start(&arguments, &config) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("operator-console: {problem:#}");
            ExitCode::FAILURE
        }
    }
}

fn start(arguments: &Arguments, config: &Config) -> anyhow::Result<()> {
    if arguments.check {
        KeyFile::in_order(&config.key_file, &config.device, &config.server)?;
        println!("{} is in order", arguments.config.display());
        return Ok(());
    }
    let key = KeyFile::of_device(&config.key_file, &config.device)?;
    console::run(config, key)
}
