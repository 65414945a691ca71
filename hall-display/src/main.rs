//! The hall display's program: reads its arguments, its file, and runs. What it does stands in `effects`.

use std::io::{IsTerminal, stderr};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use hall_display::config::Config;
use hall_display::{config, effects, layout, trial};
use protocol::key_file::KeyFile;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

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

    /// Plays the chime and a call in each language through the sound device, and ends
    #[arg(long, conflicts_with = "check")]
    try_sound: bool,

    /// With --try-sound: how loud, instead of the file's own level
    #[arg(long, value_name = "PERCENT", requires = "try_sound", value_parser = clap::value_parser!(u8).range(0..=100))]
    volume: Option<u8>,
}

fn main() -> ExitCode {
    let said = std::env::var("RUST_LOG").ok().and_then(|filter| filter.parse::<Targets>().ok());
    let filter = said.unwrap_or_else(|| Targets::new().with_default(LevelFilter::INFO));
    let log = tracing_subscriber::fmt().with_max_level(LevelFilter::TRACE).with_writer(stderr);
    log.with_ansi(stderr().is_terminal()).finish().with(filter).init();
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let mut config = config::load(&arguments.config).map_err(anyhow::Error::msg)?;
    if arguments.check {
        return check(&config);
    }
    if arguments.try_sound {
        config.voice.volume_percent = arguments.volume.unwrap_or(config.voice.volume_percent);
        return trial::play(&config);
    }
    effects::run(config)
}

/// What a technician wants to know before the screen hangs: whether the letters carry, what is spoken, and that there is a whole key.
fn check(config: &Config) -> anyhow::Result<()> {
    print!("{}", layout::sum(config.settings.screen, config.settings.depth)?);
    println!("voices: {}", effects::spoken(config));
    KeyFile::in_order(&config.key_file, &config.settings.device, &config.settings.address)?;
    Ok(())
}
