//! The configuration file is opened here.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use anyhow::{Context, bail};

use super::Config;

/// Largest file that is read, in bytes.
const FILE_LIMIT: u64 = 64 * 1024;

impl Config {
    /// Reads and checks a file. The error is ready to print.
    pub fn load(path: &Path) -> anyhow::Result<Self> {
        let name = path.display();
        let bytes = read(path).with_context(|| format!("{name} cannot be read"))?;
        if bytes.len() as u64 > FILE_LIMIT {
            bail!("{name} has more than {FILE_LIMIT} bytes: name the kiosk's configuration file");
        }
        let text = String::from_utf8(bytes).with_context(|| format!("{name} is not UTF-8 text: save it as UTF-8"))?;
        Self::read(&text, path.parent().unwrap_or(Path::new("")))
            .map_err(|problems| anyhow::anyhow!("{name} is wrong:\n{problems}"))
    }
}

/// A little more than is allowed at most, also of what never ends.
fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(FILE_LIMIT + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}
