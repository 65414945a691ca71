//! PINs that are made once for all servers of a test program: to hash them takes most of a first run. No checks here.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock};

use protocol::key_file::CertificateMark;
use queue::Floor;
use queue::ids::ClerkId;
use server::credentials::{Credentials, FILE, FOLDER};
use server::data_folder::{make_private, write_private};

const PINS: &str = "pins.toml";

/// What a first run leaves of PINs, file by file.
struct Made {
    database: Vec<u8>,
    pins: Vec<u8>,
}

/// By the people whose PINs they are.
type Known = BTreeMap<Vec<ClerkId>, Arc<OnceLock<Made>>>;

/// Gives PINs to a floor's people in a data folder that has no credentials yet. The server that starts there makes by its own first run what is
/// missing: keys, which name its certificate, and the PINs of others.
pub fn give(data: &Path, floor: &Floor) {
    static KNOWN: Mutex<Known> = Mutex::new(Known::new());
    if floor.clerks.is_empty() || data.join(FILE).exists() {
        return;
    }
    let people: Vec<_> = floor.clerks.iter().map(|clerk| clerk.id.clone()).collect();
    let once = Arc::clone(KNOWN.lock().unwrap().entry(people.clone()).or_default());
    let made = once.get_or_init(|| make(&people));
    let folder = data.join(FOLDER);
    make_private(data).and_then(|()| make_private(&folder)).unwrap();
    write_private(&data.join(FILE), &made.database).unwrap();
    write_private(&folder.join(PINS), &made.pins).unwrap();
}

fn make(people: &[ClerkId]) -> Made {
    let folder = tempfile::tempdir().unwrap();
    let credentials = Credentials::open(folder.path()).unwrap();
    let nobodys = CertificateMark::of(b"no key names it");
    credentials.make_missing(folder.path(), nobodys, std::iter::empty(), people.iter()).unwrap();
    drop(credentials);
    let read = |file: &Path| std::fs::read(folder.path().join(file)).unwrap();
    Made { database: read(Path::new(FILE)), pins: read(&Path::new(FOLDER).join(PINS)) }
}
