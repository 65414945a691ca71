//! Starts the kiosk: reads the command line and the configuration, prints what is wrong, and runs.

use std::io::{IsTerminal, stderr};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use anyhow::{Context, bail};
use clap::Parser;
use kiosk::config::Config;
use kiosk::window::LOOK_PX_PER_MM;
use protocol::key_file::KeyFile;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// The variable that the window system reads its scale from.
const SCALE: &str = "SLINT_SCALE_FACTOR";

/// The kiosk of an office floor: a visitor takes a coupon.
#[derive(Debug, Parser)]
#[command(name = "kiosk", version)]
struct Arguments {
    /// The configuration file.
    #[arg(long, value_name = "FILE", required_unless_present_any = ["print_config", "hash_pin"])]
    config: Option<PathBuf>,
    /// Check the configuration file and the key file that it names, and stop.
    #[arg(long)]
    check: bool,
    /// Print an example of a configuration file, with every field explained.
    #[arg(long)]
    print_config: bool,
    /// Read a PIN from standard input and print its hash for `technician.pin_hash`.
    #[arg(long)]
    hash_pin: bool,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("kiosk: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> anyhow::Result<()> {
    if arguments.print_config {
        print!("{}", include_str!("../kiosk.example.toml"));
        return Ok(());
    }
    if arguments.hash_pin {
        return hash_pin();
    }
    let path = arguments.config.as_deref().context("--config FILE is needed")?;
    let config = Config::load(path)?;
    if arguments.check {
        KeyFile::in_order(&config.key_file, &config.device, &config.server)?;
        println!("{} is in order", path.display());
        return Ok(());
    }
    let key = KeyFile::of_device(&config.key_file, &config.device)?;
    log();
    scale_to_millimetres(&config)?;
    slint::BackendSelector::new()
        .backend_name("winit".to_owned())
        .select()
        .context("there is no screen to open a window on")?;
    kiosk::app::run(&config, key)
}

fn log() {
    let said = std::env::var("RUST_LOG").ok().and_then(|filter| filter.parse::<Targets>().ok());
    let filter = said.unwrap_or_else(|| Targets::new().with_default(LevelFilter::INFO));
    let log = tracing_subscriber::fmt().with_max_level(LevelFilter::TRACE).with_writer(stderr);
    log.with_ansi(stderr().is_terminal()).finish().with(filter).init();
}

/// The look is measured in millimetres: a scale makes its pixels the screen's. The window system reads it from the
/// environment at its start, so the program starts itself anew with it.
fn scale_to_millimetres(config: &Config) -> anyhow::Result<()> {
    let scale = config.screen.reach.px_per_mm / LOOK_PX_PER_MM;
    if std::env::var_os(SCALE).is_some() {
        return Ok(());
    }
    let program = std::env::current_exe().context("the program does not find itself")?;
    let error = Command::new(program).args(std::env::args_os().skip(1)).env(SCALE, scale.to_string()).exec();
    Err(error).context("the program does not start anew with its scale")
}

fn hash_pin() -> anyhow::Result<()> {
    use argon2::password_hash::{PasswordHasher, SaltString};
    let mut pin = String::new();
    std::io::stdin().read_line(&mut pin).context("the PIN cannot be read")?;
    let pin = pin.trim();
    if !(4..=8).contains(&pin.len()) || !pin.bytes().all(|byte| byte.is_ascii_digit()) {
        bail!("a PIN has 4 to 8 digits");
    }
    let mut random = [0_u8; 16];
    getrandom::fill(&mut random).map_err(|error| anyhow::anyhow!("the system has no random numbers: {error}"))?;
    let salt = SaltString::encode_b64(&random).map_err(|error| anyhow::anyhow!("the salt is refused: {error}"))?;
    let hash = argon2::Argon2::default()
        .hash_password(pin.as_bytes(), &salt)
        .map_err(|error| anyhow::anyhow!("the PIN cannot be hashed: {error}"))?;
    println!("{hash}");
    Ok(())
}
