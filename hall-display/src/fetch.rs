//! Fetches the pictures that are needed, on a thread of its own: from the server that the display talks to, one after the other, again
//! after a while where one did not come.

use std::collections::BTreeSet;
use std::panic::catch_unwind;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use protocol::client::fetch_picture;
use protocol::key_file::CertificateMark;
use queue::floor::PictureFile;
use queue::ids::DeviceId;

use crate::layout::Screen;
use crate::pictures::Had;
use crate::raster::fitted;

/// After so long it is tried again.
const AGAIN: Duration = Duration::from_secs(15);

/// Where pictures come from, and on what they are shown.
#[derive(Clone, Debug)]
pub struct Source {
    /// The server's address for devices.
    pub address: String,
    /// The office's certificate, which a `wss://` address needs.
    pub office: Option<CertificateMark>,
    /// The display's name, for the mend where that certificate is not there.
    pub device: DeviceId,
    /// The screen, in the pixels that are drawn.
    pub screen: Screen,
}

/// The thread. It ends with this.
#[derive(Debug)]
pub struct Fetcher(Sender<Vec<PictureFile>>);

impl Fetcher {
    /// Starts the thread; `tell` is called on it for each picture that came, and for each that did not.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(source: Source, tell: impl Fn(PictureFile, Had) + Send + 'static) -> std::io::Result<Self> {
        let (sender, receiver) = channel();
        thread::Builder::new().name("pictures".to_owned()).spawn(move || run(&source, &receiver, tell))?;
        Ok(Self(sender))
    }

    /// These are needed from now on, and no others.
    pub fn need(&self, files: Vec<PictureFile>) {
        // The thread ends only with this.
        let _ = self.0.send(files);
    }
}

fn run(source: &Source, needed: &Receiver<Vec<PictureFile>>, tell: impl Fn(PictureFile, Had)) {
    let (mut files, mut had) = (Vec::new(), BTreeSet::new());
    loop {
        let lacks = files.iter().any(|file| !had.contains(file));
        let next = if lacks { needed.recv_timeout(AGAIN) } else { needed.recv().map_err(Into::into) };
        match next {
            // Also one that was not needed for a moment is told again.
            Ok(next) => {
                for next in std::iter::once(next).chain(needed.try_iter()) {
                    had.retain(|file| next.contains(file));
                    files = next;
                }
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
        for file in files.iter().filter(|file| !had.contains(*file)).cloned().collect::<Vec<_>>() {
            let picture = fetch_picture(&source.address, source.office, &source.device, &file);
            // What a decoder cannot bear is a broken picture, and the next one is fetched all the same.
            let fitted = |bytes: Vec<u8>| {
                let drawn = catch_unwind(|| fitted(&bytes, source.screen));
                drawn.unwrap_or_else(|_| Err("its file is broken".to_owned()))
            };
            let picture = picture.and_then(fitted).map(Arc::new);
            match &picture {
                Ok(_) => drop(had.insert(file.clone())),
                Err(problem) => tracing::warn!(%file, problem, "a picture is not shown"),
            }
            tell(file, picture);
        }
    }
}
