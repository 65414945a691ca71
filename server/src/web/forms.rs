//! What the forms of all pages have in common.

use std::time::Duration;

use serde::Deserialize;

/// Time for a form to come.
pub const COME_TIME: Duration = Duration::from_secs(10);

/// A form of one button.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Sure {
    sure: String,
}

impl Sure {
    /// Whether the button was pressed.
    pub fn is_sure(&self) -> bool {
        self.sure == "1"
    }
}
