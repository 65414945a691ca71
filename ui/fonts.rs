//! The fonts that every window needs: told at the start if they are missing, and each script given its family. Part of the one
//! file of each app that knows Slint.

use slint::fontique_011::fontique::GenericFamily;

/// The families in the order in which they are asked for a letter: Latin, Cyrillic and figures first.
const FAMILIES: [&str; 2] = ["Noto Sans", "Noto Sans Armenian"];

/// Why there is no window.
#[derive(Debug, thiserror::Error)]
pub enum CannotShow {
    /// The fonts are not there.
    #[error(transparent)]
    Fonts(#[from] MissingFonts),
    /// The screen is not there.
    #[error("there is no screen to open a window on: {0}")]
    Screen(#[from] slint::PlatformError),
}

/// Families that are not installed.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("the fonts {} are not installed: install the package fonts-noto-core", missing.join(", "))]
pub struct MissingFonts {
    /// Their names.
    pub missing: Vec<&'static str>,
}

/// Checks that the families are there, and names them as the ones that stand in for each other. Left alone, the system
/// picks a stand-in by itself, and not always the same one. The window system must be there before.
pub fn prepare() -> Result<(), MissingFonts> {
    let mut collection = slint::fontique_011::shared_collection();
    let found: Vec<_> = FAMILIES.iter().map(|name| (*name, collection.family_id(name))).collect();
    let missing: Vec<_> = found.iter().filter(|(_, id)| id.is_none()).map(|(name, _)| *name).collect();
    if !missing.is_empty() {
        return Err(MissingFonts { missing });
    }
    let families: Vec<_> = found.into_iter().filter_map(|(_, id)| id).collect();
    for generic in [GenericFamily::SansSerif, GenericFamily::SystemUi, GenericFamily::UiSansSerif] {
        collection.set_generic_families(generic, families.iter().copied());
    }
    Ok(())
}
