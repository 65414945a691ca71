//! The hall display's program: reads its arguments, its file, and runs. What it does stands in `effects`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use hall_display::{config, effects, layout};
use tracing_subscriber::EnvFilter;

/// Shows and speaks the calls of one hall.
#[derive(Parser)]
#[command(name = "hall-display", version)]
struct Arguments {
    /// The display's file (TOML)
    #[arg(long, value_name = "FILE")]
    config: PathBuf,

    /// Checks the file, prints how far the letters carry, and ends
    #[arg(long)]
    check: bool,
}

fn main() -> ExitCode {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let config = config::load(&arguments.config).map_err(anyhow::Error::msg)?;
    if arguments.check {
        print!("{}", layout::sum(config.settings.screen, config.settings.depth)?);
        return Ok(());
    }
    effects::run(config)
}
