//! What the configuration file is to the floor: the seed of an empty journal. Afterwards the journal is the truth, and a file that says
//! something else is told of and not followed.

use queue::Act;

use super::{FloorFile, RunError, Settings};
use crate::office::Office;
use crate::web::Health;

/// The file seeds an empty journal; afterwards the journal's configuration counts.
pub fn configure(office: &mut Office, settings: &Settings, health: &Health) -> Result<(), RunError> {
    let same = office.state().floor.as_deref() == Some(&settings.floor);
    let first = office.state().floor.is_none();
    if same {
        return Ok(());
    }
    if !first && settings.file == FloorFile::Compare {
        health.floor_file_differs();
        tracing::warn!(
            "the configuration file differs from the floor's configuration and is not used: an administrator sees at /staff/floor what it would change and can take it in; a start with --apply-config does so at once"
        );
        return Ok(());
    }
    let act = Act::ConfigureFloor { floor: Box::new(settings.floor.clone()) };
    let called_off = |office: &Office| office.state().bookings.all().filter(|one| one.called_off.is_some()).count();
    let before = called_off(office);
    office.act(act)?.map_err(RunError::Floor)?;
    let called_off = called_off(office).saturating_sub(before);
    tracing::info!(first, called_off, "floor configured from the file");
    Ok(())
}
