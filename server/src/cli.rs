//! The command line: what is typed, and which part of the server it starts.

mod clock;
mod people;
mod report;
mod verify;

use std::io::{ErrorKind, IsTerminal, Write, stderr, stdout};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, anyhow, bail};
use clap::{Parser, Subcommand, ValueEnum};
use jiff::civil::Date;
use queue::Floor;
use queue::ids::{ClerkId, DeviceId};
use tokio::net::TcpListener;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::clock::{Clock, SystemClock};
use crate::config::{self, Config};
use crate::credentials::{Anew, Credentials};
use crate::messages::carriers::Carriers;
use crate::messages::{Messages, trial};
use crate::run::{FloorFile, Listeners, RunError, Settings};
use crate::session::Limits;
use crate::{backtest, office, tls};

/// The server of one office floor: an electronic queue.
#[derive(Debug, Parser)]
#[command(name = "queue-server", version, arg_required_else_help = true)]
pub struct Line {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Serves the floor until it is told to stop.
    Run(RunArguments),
    /// Reads a configuration file and lists every problem.
    Check {
        /// The configuration file.
        #[arg(long)]
        config: PathBuf,
    },
    /// Proves the journal: every event from the first one gives the same floor as a start does.
    Verify {
        /// The data folder.
        #[arg(long)]
        data: PathBuf,
    },
    /// Prints the figures of one business day: visitors, waits, services, clerks, pauses, calls out of turn. Reads the journal
    /// and never writes it; the server may be running.
    Report(report::Arguments),
    /// Says how good the expected waits of recorded days were: the journal is read again, each visitor's range is worked out as it
    /// was with the coupon and held against the wait that came. The server may be running.
    Backtest {
        /// The data folder.
        #[arg(long)]
        data: PathBuf,
        /// The first business day, such as 2026-11-17; the first of the journal where it is missing.
        #[arg(long, value_parser = report::date)]
        from: Option<Date>,
        /// The last business day.
        #[arg(long, value_parser = report::date)]
        to: Option<Date>,
    },
    /// Gives a clerk a new PIN; the old one no longer fits. The server may be running.
    NewPin {
        /// The data folder.
        #[arg(long)]
        data: PathBuf,
        /// The clerk's key in the configuration.
        #[arg(long)]
        clerk: String,
    },
    /// Gives a device a new key; the old one no longer fits, and a connection that came in with it ends within seconds. The
    /// server may be running.
    NewKey {
        /// The data folder.
        #[arg(long)]
        data: PathBuf,
        /// The device's name in the configuration.
        #[arg(long)]
        device: String,
    },
    /// Sends a trial message by the configured mail server or SMS gateway and says what that answered.
    TryMessage {
        /// The configuration file.
        #[arg(long)]
        config: PathBuf,
        /// An e-mail address, or a telephone number with its country code.
        #[arg(long)]
        to: String,
    },
    /// Writes all that is kept about whoever made a booking into a file, for a request on paper. No server may be running.
    Export {
        #[command(flatten)]
        asked: people::Asked,
        /// The file, for its owner alone; it must not be there yet.
        #[arg(long)]
        to: PathBuf,
    },
    /// Destroys what is kept about whoever made a booking, for a request on paper; statistics stay whole. No server may be running.
    Forget {
        #[command(flatten)]
        asked: people::Asked,
    },
    /// Gives up the people whose keys are lost for good, so that the server starts again: what is kept of them cannot be read. No
    /// server may be running.
    ForgetLost {
        #[command(flatten)]
        places: people::Folders,
        /// How many they are, as the start tells.
        #[arg(long)]
        people: usize,
    },
    /// Says that the machine's clock is right after a clock alarm: the floor goes by it again, and a day whose turn was held
    /// turns when that clock says so.
    ConfirmClock {
        /// The data folder of the running server.
        #[arg(long)]
        data: PathBuf,
    },
}

#[derive(Debug, clap::Args)]
struct RunArguments {
    /// The configuration file.
    #[arg(long)]
    config: PathBuf,
    /// The folder that holds all of this floor; made if need be.
    #[arg(long)]
    data: PathBuf,
    /// Makes the file's floor the floor's configuration, where they differ.
    #[arg(long)]
    apply_config: bool,
    /// Listens here instead of where the file says; port 0 takes a free one.
    #[arg(long)]
    listen: Option<SocketAddr>,
    /// How the log is written.
    #[arg(long, value_enum, default_value_t = LogStyle::Text)]
    log: LogStyle,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum LogStyle {
    /// Lines for people.
    Text,
    /// One JSON object a line.
    Json,
}

/// Does what the command line says. Errors are printed here, once.
pub fn main() -> ExitCode {
    match carry_out(Line::parse().verb) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("queue-server: {error:#}");
            let stopped = error.downcast_ref::<RunError>().map_or(1, RunError::exit_code);
            ExitCode::from(stopped)
        }
    }
}

fn carry_out(verb: Verb) -> anyhow::Result<ExitCode> {
    match verb {
        Verb::Run(arguments) => run(arguments),
        Verb::Check { config } => check(&config),
        Verb::Verify { data } => verify::verify(&data),
        Verb::Report(arguments) => report::report(&arguments),
        Verb::Backtest { data, from, to } => {
            say(&backtest::table(&data, from.unwrap_or(Date::MIN), to.unwrap_or(Date::MAX))?)?;
            Ok(ExitCode::SUCCESS)
        }
        Verb::NewPin { data, clerk } => new_pin(&data, &clerk),
        Verb::NewKey { data, device } => new_key(&data, &device),
        Verb::TryMessage { config, to } => try_message(&config, &to),
        Verb::Export { asked, to } => people::export(&asked, &to),
        Verb::Forget { asked } => people::forget(&asked),
        Verb::ForgetLost { places, people } => people::forget_lost(&places, people),
        Verb::ConfirmClock { data } => clock::confirm(&data),
    }
}

fn run(arguments: RunArguments) -> anyhow::Result<ExitCode> {
    log(arguments.log);
    let Config { listen, visitors_listen, visitors_files, trusted_proxies, keys, keep_days, messages, report, floor } =
        config::load(&arguments.config).map_err(anyhow::Error::msg)?;
    let listen = arguments.listen.unwrap_or(listen);
    let file = if arguments.apply_config { FloorFile::Apply } else { FloorFile::Compare };
    let messages = match &messages {
        Some(setup) => Messages::through(Carriers::open(setup)?),
        None => Messages::default(),
    };
    let messages = report.into_iter().fold(messages, Messages::with_report);
    let settings = Settings {
        data: arguments.data,
        floor,
        file,
        visitors_files,
        trusted_proxies,
        keys,
        keep_days,
        messages,
        limits: Limits::default(),
        tick: office::Tick::Live,
    };
    let runtime = tokio::runtime::Runtime::new().context("the runtime cannot be started")?;
    runtime.block_on(async {
        let devices = bind("listen", listen).await?;
        let visitors = match visitors_listen {
            Some(address) => Some(bind("visitors_listen", address).await?),
            None => None,
        };
        let listeners = Listeners { devices, visitors };
        crate::run(listeners, settings, Arc::new(SystemClock), told_to_stop()).await?;
        Ok(ExitCode::SUCCESS)
    })
}

async fn bind(field: &str, address: SocketAddr) -> anyhow::Result<TcpListener> {
    let listener = TcpListener::bind(address).await.map_err(|problem| {
        let mend = if problem.kind() == ErrorKind::AddrInUse {
            "another program has it: stop that, or give another port"
        } else {
            "give an address of this machine, or 0.0.0.0 for all of them, and a port that this user may have"
        };
        anyhow!("{field}: cannot listen on {address}: {problem}: {mend}")
    })?;
    let address = listener.local_addr().context("the socket has no address")?;
    tracing::info!(%address, "listening");
    Ok(listener)
}

/// Until the terminal or the service manager says so.
async fn told_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let terminate = async {
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => terminate.recv().await,
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = terminate => {}
        // Without a handler ctrl-c ends the process as a kill does, which is as safe.
        Ok(()) = tokio::signal::ctrl_c() => {}
    }
    tracing::info!("told to stop");
}

fn log(style: LogStyle) {
    let said = std::env::var("RUST_LOG").ok().and_then(|filter| filter.parse::<Targets>().ok());
    let filter = said.unwrap_or_else(|| Targets::new().with_default(LevelFilter::INFO));
    let log = tracing_subscriber::fmt().with_max_level(LevelFilter::TRACE).with_writer(stderr);
    let log = log.with_ansi(stderr().is_terminal());
    match style {
        LogStyle::Text => log.finish().with(filter).init(),
        LogStyle::Json => log.json().finish().with(filter).init(),
    }
}

fn check(path: &std::path::Path) -> anyhow::Result<ExitCode> {
    match config::load(path) {
        Ok(config) => {
            let amiss = files_amiss(&config);
            if !amiss.is_empty() {
                eprintln!("{}: {} of its files to mend", path.display(), amiss.len());
                amiss.iter().for_each(|problem| eprintln!("\n{problem}"));
                return Ok(ExitCode::FAILURE);
            }
            let floor = &config.floor;
            println!("{} is well: {}", path.display(), counted(floor));
            config::notes(floor).iter().for_each(|note| println!("\nnote: {note}"));
            Ok(ExitCode::SUCCESS)
        }
        Err(report) => {
            eprint!("{report}");
            Ok(ExitCode::FAILURE)
        }
    }
}

/// How many of what a floor has, such as "8 services, 1 window".
fn counted(floor: &Floor) -> String {
    let all = [
        (floor.services.len(), "service", "services"),
        (floor.windows.len(), "window", "windows"),
        (floor.clerks.len(), "person", "people"),
        (floor.devices.len(), "device", "devices"),
    ];
    all.map(|(many, one, more)| format!("{many} {}", if many == 1 { one } else { more })).join(", ")
}

/// What is wrong with the files that a configuration names, as they are on this machine.
fn files_amiss(config: &Config) -> Vec<String> {
    let certificate = config.visitors_files.iter().flat_map(tls::visitors_amiss).map(|problem| problem.to_string());
    let messages = config.messages.iter().flat_map(Carriers::amiss).map(|problem| problem.to_string());
    certificate.chain(messages).collect()
}

/// Prints a long text; whoever reads it may have enough before its end, as `head` does.
fn say(text: &str) -> anyhow::Result<()> {
    match stdout().write_all(text.as_bytes()).and_then(|()| stdout().flush()) {
        Err(problem) if problem.kind() != ErrorKind::BrokenPipe => Err(problem).context("the output"),
        Ok(()) | Err(_) => Ok(()),
    }
}

fn try_message(path: &std::path::Path, to: &str) -> anyhow::Result<ExitCode> {
    let to = trial::contact(to).map_err(|why| anyhow!("--to {to}: {why}"))?;
    let config = config::load(path).map_err(anyhow::Error::msg)?;
    let Some(setup) = &config.messages else { bail!("{} has no [messages]: nothing goes out", path.display()) };
    let carriers = Carriers::open(setup)?;
    if !carriers.reach().covers(&to) {
        bail!("{} has no way to such a contact: add [messages.smtp] or [messages.sms]", path.display());
    }
    let languages = &config.floor.languages;
    match languages.first().map(|language| trial::send(&carriers, &to, language)) {
        Some(Ok(said)) => {
            println!("taken: {said}");
            Ok(ExitCode::SUCCESS)
        }
        Some(Err(said)) => {
            eprintln!("not taken: {said}");
            Ok(ExitCode::FAILURE)
        }
        None => bail!("{} names no language", path.display()),
    }
}

fn new_pin(data: &std::path::Path, clerk: &str) -> anyhow::Result<ExitCode> {
    let credentials = of_existing(data)?;
    let clerk = ClerkId::new(clerk)?;
    let known = credentials.clerks()?;
    if !known.contains(&clerk) {
        bail!("--clerk {clerk}: nobody signs in under that; one of: {}", listed(&known));
    }
    let (pin, path) = credentials.give_pin(data, &clerk, Some(&at_server()))?;
    println!("{} (also in {})", pin.reveal(), path.display());
    Ok(ExitCode::SUCCESS)
}

fn new_key(data: &std::path::Path, device: &str) -> anyhow::Result<ExitCode> {
    let credentials = of_existing(data)?;
    let device = DeviceId::new(device)?;
    let known = credentials.devices()?;
    if !known.contains(&device) {
        bail!(
            "--device {device}: no device has that name; one of: {}. A new one is added on the settings of the staff's pages, and has its key at once",
            listed(&known)
        );
    }
    let path = credentials.give_key(data, tls::office(data)?.mark, &device, Some(&at_server()))?;
    println!("{}", path.display());
    Ok(ExitCode::SUCCESS)
}

/// Whoever may use the server's machine is not known by name.
fn at_server() -> Anew {
    Anew { at: SystemClock.wall(), by: None }
}

fn of_existing(data: &std::path::Path) -> anyhow::Result<Credentials> {
    has_run(data)?;
    Ok(Credentials::open(data)?)
}

/// Refuses a folder that is no server's.
fn has_run(data: &std::path::Path) -> anyhow::Result<()> {
    if !data.join(crate::credentials::FILE).exists() {
        bail!("--data {}: no server has run with this data folder", data.display());
    }
    Ok(())
}

fn listed<T: std::fmt::Display>(names: &[T]) -> String {
    names.iter().map(T::to_string).collect::<Vec<_>>().join(", ")
}
