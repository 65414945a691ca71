//! The QR code that a printer holds. It is drawn once for each level of correction, however often it is printed: a job of a few
//! bytes for each printing must not cost a drawing each.

use super::reader::CommandProblem;
use qrcode::{Color, EcLevel, QrCode};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What is set for codes, and the code that is stored.
#[derive(Debug, Clone)]
pub(super) struct CodeSettings {
    /// Size of a module in dots.
    pub(super) module: u8,
    /// How much of it may be lost.
    pub(super) level: EcLevel,
    stored: Arc<[u8]>,
    drawn: BTreeMap<EcLevel, Result<Drawn, CommandProblem>>,
}

/// A code as it was drawn.
#[derive(Debug, Clone)]
pub(super) struct Drawn {
    /// Modules in a row.
    pub(super) modules: u16,
    /// Which are dark, row by row.
    pub(super) dark: Arc<[bool]>,
    /// What it says.
    pub(super) payload: Arc<[u8]>,
}

impl Default for CodeSettings {
    fn default() -> Self {
        Self { module: 3, level: EcLevel::L, stored: Arc::default(), drawn: BTreeMap::new() }
    }
}

impl CodeSettings {
    /// Holds what the next codes say.
    pub(super) fn store(&mut self, payload: Vec<u8>) {
        self.stored = payload.into();
        self.drawn.clear();
    }

    /// The stored code at the level that is set.
    pub(super) fn draw(&mut self) -> Result<Drawn, CommandProblem> {
        if self.stored.is_empty() {
            return Err(CommandProblem::NothingStored);
        }
        self.drawn.entry(self.level).or_insert_with(|| draw(&self.stored, self.level)).clone()
    }
}

fn draw(payload: &Arc<[u8]>, level: EcLevel) -> Result<Drawn, CommandProblem> {
    let code = QrCode::with_error_correction_level(payload, level).map_err(|_| CommandProblem::TooLarge)?;
    let modules = u16::try_from(code.width()).map_err(|_| CommandProblem::TooLarge)?;
    let dark = code.to_colors().into_iter().map(|color| color == Color::Dark).collect();
    Ok(Drawn { modules, dark, payload: Arc::clone(payload) })
}
