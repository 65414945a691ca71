//! The configuration as devices see it: no logins, no roles, no devices.

use protocol::board::FloorView;
use queue::Floor;
use queue::floor::Reasons;

/// The floor's description for devices.
pub fn view(floor: &Floor, version: u32) -> FloorView {
    let Floor {
        office,
        languages,
        public_url: _,
        calendar,
        halls,
        groups,
        services,
        categories,
        windows,
        clerks: _,
        reasons,
        rules,
        notices,
        coupon,
        pictures,
        devices: _,
    } = floor.clone();
    let bookings = services.iter().any(|service| service.slots.is_some());
    FloorView {
        version,
        office,
        languages,
        zone: calendar.zone.name().to_owned(),
        day_turns_at: calendar.day_turns_at,
        halls,
        groups,
        services,
        categories,
        windows,
        // What other visitors may be told is no matter of devices.
        reasons: Reasons { told: Vec::new(), ..reasons },
        rules,
        notices,
        bookings,
        coupon,
        pictures,
    }
}
