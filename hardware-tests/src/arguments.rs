//! The command line. What the tasks do is not known here.

use clap::{Args, Parser, Subcommand, ValueEnum};
use devices::simulator::FailureAt;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Said after the help of the program and of its checks.
const ENDINGS: &str = "\
Ends with 0 where every check was tried and none failed, with 1 where one failed, with 2 where it could not run, and with 3
where none failed but some were skipped, as with --unattended: these are named in the last line.";

/// Tests of printers, scanners, speakers and touch screens on the spot, and the simulators that stand in for them.
#[derive(Debug, Parser)]
#[command(name = "hardware-tests", after_help = ENDINGS)]
pub struct Arguments {
    #[command(subcommand)]
    pub task: Task,
}

#[derive(Debug, Subcommand)]
pub enum Task {
    /// Run the contract against a printer.
    #[command(after_help = ENDINGS)]
    Printer(PrinterAsked),
    /// Run the contract against a scanner.
    #[command(after_help = ENDINGS)]
    Scanner(ScannerAsked),
    /// Play the hall's chime and a call in each language, and say what to listen for.
    Speaker(SpeakerAsked),
    /// What to try at a touch screen.
    Touch,
    /// Be a printer on a TCP port or a pseudo-terminal, and draw what it prints.
    SimulatePrinter(SimulatorAsked),
    /// Draw what a print job prints.
    Render(RenderAsked),
}

#[derive(Debug, Args)]
pub struct PrinterAsked {
    #[command(flatten)]
    pub wire: PrinterWire,
    /// Pace of the serial line.
    #[arg(long)]
    pub baud: Option<u32>,
    /// Width of the paper: 80 or 58.
    #[arg(long)]
    pub width_mm: Option<u16>,
    /// Any other field of [printer], e.g. --set code_page=wpc1251 --set qr=picture.
    #[arg(long = "set", value_name = "FIELD=VALUE")]
    pub settings: Vec<String>,
    /// Nobody stands at the printer: skip what needs hands, list what must be looked at.
    #[arg(long)]
    pub unattended: bool,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub struct PrinterWire {
    /// A serial port, best by /dev/serial/by-id/.
    #[arg(long, value_name = "PATH")]
    pub serial: Option<PathBuf>,
    /// Host and port; the port is 9100 unless said.
    #[arg(long, value_name = "HOST[:PORT]")]
    pub network: Option<String>,
    /// The kernel's device, e.g. /dev/usb/lp0.
    #[arg(long, value_name = "PATH")]
    pub usb: Option<PathBuf>,
    /// A file that takes the place of paper.
    #[arg(long, value_name = "PATH")]
    pub file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct ScannerAsked {
    /// The scanner's port, best by /dev/serial/by-id/.
    #[arg(long, value_name = "PATH")]
    pub serial: PathBuf,
    /// Pace of the serial line.
    #[arg(long)]
    pub baud: Option<u32>,
    /// Any other field of [scanner], e.g. --set framing=idle.
    #[arg(long = "set", value_name = "FIELD=VALUE")]
    pub settings: Vec<String>,
    /// Nobody stands at the scanner: skip what needs hands.
    #[arg(long)]
    pub unattended: bool,
}

#[derive(Debug, Args)]
pub struct SpeakerAsked {
    /// The hall display's file, which names voices, chime and level.
    #[arg(long, value_name = "FILE")]
    pub config: PathBuf,
    /// How loud, instead of the file's own level.
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(0..=100))]
    pub volume: Option<u8>,
    /// The hall display's program, which owns the voices and plays them; the one beside this program unless said.
    #[arg(long, value_name = "PATH")]
    pub program: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct SimulatorAsked {
    #[command(flatten)]
    pub wire: SimulatorWire,
    /// Where the pictures of what was printed are left.
    #[arg(long, value_name = "FOLDER")]
    pub out: PathBuf,
    /// Keep the pace of a serial line.
    #[arg(long)]
    pub baud: Option<u32>,
    /// Width of the paper.
    #[arg(long, value_enum, default_value = "80")]
    pub width_mm: PaperWidth,
    /// Draw the paper's margins and a table under it.
    #[arg(long)]
    pub margins: bool,
    /// Go wrong, now or after so many bytes of the job, e.g. paper-out@120; may be given more than once.
    #[arg(long = "fail", value_name = "FAILURE[@BYTE]")]
    pub failures: Vec<FailureAt>,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub struct SimulatorWire {
    /// Listen on this address; port 0 takes a free one, which is printed.
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub listen: Option<SocketAddr>,
    /// Plug into a pseudo-terminal that is found under this name.
    #[arg(long, value_name = "LINKPATH")]
    pub pty: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct RenderAsked {
    /// The print job.
    pub job: PathBuf,
    /// The picture; more pages than one are numbered.
    pub picture: PathBuf,
    /// Width of the paper.
    #[arg(long, value_enum, default_value = "80")]
    pub width_mm: PaperWidth,
    /// Draw the paper's margins and a table under it.
    #[arg(long)]
    pub margins: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PaperWidth {
    #[value(name = "80")]
    Mm80,
    #[value(name = "58")]
    Mm58,
}

impl PaperWidth {
    /// The printable width of its usual head.
    pub fn dots(self) -> u16 {
        match self {
            Self::Mm80 => 576,
            Self::Mm58 => 384,
        }
    }
}

/// A table of a configuration file made of command-line words, so that one checker reads both.
pub fn table(words: Vec<(&str, toml::Value)>, settings: &[String]) -> anyhow::Result<toml::Table> {
    let mut table: toml::Table = words.into_iter().map(|(field, value)| (field.to_owned(), value)).collect();
    for setting in settings {
        let (field, value) = setting
            .split_once('=')
            .ok_or_else(|| anyhow::anyhow!("--set {setting}: say it as FIELD=VALUE, e.g. --set cutter=partial"))?;
        let value = value.parse::<i64>().map_or_else(|_| toml::Value::from(value), toml::Value::from);
        table.insert(field.to_owned(), value);
    }
    Ok(table)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn settings_become_numbers_or_words() {
        let table = table(vec![("kind", "usb".into())], &["width_mm=58".to_owned(), "qr=picture".to_owned()]).unwrap();
        assert_eq!(table.to_string().trim(), "kind = \"usb\"\nqr = \"picture\"\nwidth_mm = 58");
        assert!(super::table(vec![], &["nonsense".to_owned()]).is_err());
    }
}
