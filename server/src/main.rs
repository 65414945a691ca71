//! Starts the server of one office floor; everything else is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    server::cli::main()
}
