//! From a call to its sound: a chime, then number and window in the visitor's language and in the office's.
//!
//! `manifest` says what a pack of phrase clips can say, `reading` reads it from its file, `phrase` puts a call into clips, `pack` reads the clips, `sound` joins
//! them, `decoding` reads a sound from its file, `speaker` speaks one call after the other on a thread of its
//! own. Which call is announced when is not decided here but in `calls`. Nothing here knows the screen or the server.

mod decoding;
mod fault;
mod manifest;
mod pack;
mod phrase;
mod reading;
mod render;
mod sound;
mod speaker;

pub use devices::loudspeaker::Volume;
pub use fault::{VoiceFault, on_devices_list};
pub use manifest::{ClipName, Manifest};
pub use pack::{PackProblem, VoicePack, Voices};
pub use phrase::{Spoken, phrase};
pub use reading::{ManifestProblem, PAUSE_LIMIT};
pub use render::render_wav;
pub use sound::Sound;
pub use speaker::{Heard, LINE_LIMIT, Speaker, Told};
