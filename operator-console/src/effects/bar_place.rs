//! Where the bar stood when it was last shown, kept in the state folder over a restart.

use std::path::{Path, PathBuf};

/// The place of the bar.
#[derive(Clone, Debug)]
pub struct BarPlace {
    file: PathBuf,
    place: (i32, i32),
}

impl BarPlace {
    /// The place that was kept, else the one configured.
    pub fn read(state_dir: &Path, configured: (i32, i32)) -> Self {
        let file = state_dir.join("bar-place");
        let kept = std::fs::read_to_string(&file).ok().and_then(|text| parse(&text));
        Self { file, place: kept.unwrap_or(configured) }
    }

    /// In pixels of the desktop.
    pub fn place(&self) -> (i32, i32) {
        self.place
    }

    /// Keeps a new place; a folder that cannot be written costs only the memory of it.
    pub fn keep(&mut self, place: (i32, i32)) {
        if place == self.place {
            return;
        }
        self.place = place;
        if let Err(problem) = std::fs::write(&self.file, format!("{} {}\n", place.0, place.1)) {
            tracing::warn!(%problem, file = %self.file.display(), "the bar's place is not kept");
        }
    }
}

fn parse(text: &str) -> Option<(i32, i32)> {
    let (x, y) = text.trim().split_once(' ')?;
    Some((x.parse().ok()?, y.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_comes_back_where_it_was_left() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut bar = BarPlace::read(folder.path(), (160, 0));
        assert_eq!(bar.place(), (160, 0));
        bar.keep((-20, 900));
        assert_eq!(BarPlace::read(folder.path(), (160, 0)).place(), (-20, 900));
    }

    #[test]
    fn a_spoilt_file_is_as_good_as_none() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("bar-place"), "12 1e9 x\0").expect("a file");
        assert_eq!(BarPlace::read(folder.path(), (160, 0)).place(), (160, 0));
    }
}
