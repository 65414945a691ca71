//! A print job drawn as pictures.

use crate::Acceptance;
use crate::arguments::RenderAsked;
use anyhow::Context;
use devices::simulator::{CommandError, Frame, Painter, interpret};
use std::fs;
use std::path::{Path, PathBuf};

pub fn run(asked: &RenderAsked) -> anyhow::Result<Acceptance> {
    let bytes = fs::read(&asked.job).with_context(|| format!("reading {}", asked.job.display()))?;
    let (pages, errors) = interpret(&bytes, asked.width_mm.dots());
    let painter = Painter::default();
    let printed: Vec<_> = pages.iter().filter(|page| !page.is_blank()).collect();
    anyhow::ensure!(!printed.is_empty(), "{} prints nothing", asked.job.display());
    for (index, page) in printed.iter().enumerate() {
        let path = numbered(&asked.picture, index);
        let picture = painter.paint(page).png(frame(asked.margins)).context("drawing the page")?;
        fs::write(&path, picture).with_context(|| format!("writing {}", path.display()))?;
        println!("{}: {} x {} dots, {} bytes of the job", path.display(), page.width, page.height, page.raw.len());
    }
    for CommandError { at, bytes, problem } in &errors {
        println!("FAIL  byte {at}: {problem:?} {bytes:02x?}");
    }
    Ok(if errors.is_empty() { Acceptance::Kept } else { Acceptance::Broken })
}

/// What `--margins` asks for.
pub fn frame(margins: bool) -> Frame {
    if margins { Frame::Paper } else { Frame::None }
}

/// `coupon.png`, then `coupon-2.png` and so on.
fn numbered(path: &Path, index: usize) -> PathBuf {
    if index == 0 {
        return path.to_owned();
    }
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let extension = path.extension().map_or_else(|| "png".into(), |extension| extension.to_string_lossy());
    path.with_file_name(format!("{stem}-{}.{extension}", index + 1))
}
