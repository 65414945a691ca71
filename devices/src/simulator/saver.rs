//! Leaves what was printed in a folder, on a thread of its own: a printer that is drawn goes on answering.

use super::page::Page;
use super::picture::{Frame, Painter};
use std::fs;
use std::io;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;

/// Pages that wait to be drawn; further ones wait in the printer, which keeps as many as it keeps.
const PAGES_WAITING: usize = 64;

/// The way to the thread that draws.
pub(super) struct Saver {
    pages: Option<SyncSender<(u64, Page)>>,
    drawing: Option<JoinHandle<()>>,
    taken: u64,
}

impl Saver {
    pub(super) fn start(folder: PathBuf, frame: Frame) -> io::Result<Self> {
        let (pages, printed) = sync_channel(PAGES_WAITING);
        let draw = move || draw(&printed, &folder, frame);
        let drawing = std::thread::Builder::new().name("simulated paper".to_owned()).spawn(draw)?;
        Ok(Self { pages: Some(pages), drawing: Some(drawing), taken: 0 })
    }

    /// Takes the pages that it has not taken yet, of those that the printer keeps, the newest last, and has finished.
    pub(super) fn save(&mut self, kept: &[Page], finished: u64) {
        let Some(pages) = &self.pages else { return };
        // A printer that was switched off and on counts from the start again.
        self.taken = self.taken.min(finished);
        let new = usize::try_from(finished.saturating_sub(self.taken)).unwrap_or(usize::MAX).min(kept.len());
        let before = finished - new as u64;
        for (number, page) in (before + 1..).zip(&kept[kept.len() - new..]) {
            match pages.try_send((number, page.clone())) {
                Ok(()) | Err(TrySendError::Disconnected(_)) => self.taken = number,
                Err(TrySendError::Full(_)) => return,
            }
        }
    }
}

impl Drop for Saver {
    fn drop(&mut self) {
        self.pages = None;
        if let Some(drawing) = self.drawing.take() {
            let _its_panic_is_its_own = drawing.join();
        }
    }
}

fn draw(printed: &Receiver<(u64, Page)>, folder: &std::path::Path, frame: Frame) {
    let painter = Painter::default();
    for (number, page) in printed.iter().filter(|(_, page)| !page.is_blank()) {
        let picture = painter.paint(&page).png(frame).unwrap_or_default();
        let numbered = format!("coupon-{number:03}");
        for (name, bytes) in [
            (format!("{numbered}.bin"), &page.raw),
            (format!("{numbered}.png"), &picture),
            ("coupon.bin".to_owned(), &page.raw),
            ("coupon.png".to_owned(), &picture),
        ] {
            let part = folder.join(format!("{name}.part"));
            // A folder that is full or gone must not stop the printer: the next page tries again.
            let _lost = fs::write(&part, bytes).and_then(|()| fs::rename(&part, folder.join(name)));
        }
    }
}
