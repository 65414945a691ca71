//! What the configuration file is to the floor: the seed of an empty journal. Afterwards the journal is the truth, and a file that says
//! something else is told of and not followed.

use queue::{Act, Floor};

use super::{FloorFile, RunError, Settings};
use crate::office::Office;
use crate::web::Health;

/// The file seeds an empty journal; afterwards the journal's configuration counts.
pub fn configure(office: &mut Office, settings: &Settings, health: &Health) -> Result<(), RunError> {
    let file = take_devices(office, settings)?;
    let same = office.state().floor.as_deref() == Some(&file);
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
    let act = Act::ConfigureFloor { floor: Box::new(file) };
    let called_off = |office: &Office| office.state().bookings.all().filter(|one| one.called_off.is_some()).count();
    let before = called_off(office);
    office.act(act)?.map_err(RunError::Floor)?;
    let called_off = called_off(office).saturating_sub(before);
    tracing::info!(first, called_off, "floor configured from the file");
    Ok(())
}

/// A journal from before devices were of the floor takes those of the file, once; a file that names none says nothing of them. Gives the floor of
/// the file.
fn take_devices(office: &mut Office, settings: &Settings) -> Result<Floor, RunError> {
    let file = settings.floor.clone();
    let Some(present) = office.state().floor.clone() else { return Ok(file) };
    if present.devices.is_empty() && !file.devices.is_empty() && settings.file == FloorFile::Compare {
        let floor = Floor::clone(&present).with_devices_of(&file);
        office.act(Act::ConfigureFloor { floor: Box::new(floor) })?.map_err(RunError::Floor)?;
        tracing::info!(devices = file.devices.len(), "the floor took its devices from the file");
    }
    Ok(file.with_devices_of(&present))
}
