//! The word of a technician, on the command line, that the machine's clock is right after all.

use std::path::Path;
use std::process::ExitCode;

use crate::clock_alarm;

/// Confirms the alarm that stands.
pub fn confirm(data: &Path) -> anyhow::Result<ExitCode> {
    super::has_run(data)?;
    let alarm = clock_alarm::confirm(data)?;
    println!("confirmed: the floor goes by the machine's clock again (it said {} when the alarm came)", alarm.wall);
    Ok(ExitCode::SUCCESS)
}
