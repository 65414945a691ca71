//! What pages and messages say alike of a booking.

use crate::web::words::words;

words! {
    file: "appointment",
    many: {
        minutes: "{n} minute" | "{n} minutes",
    },
    lists: {
        days_of: [
            "{} January", "{} February", "{} March", "{} April", "{} May", "{} June", "{} July", "{} August",
            "{} September", "{} October", "{} November", "{} December",
        ],
        weekdays: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    },
    one: {
        date_year: "{0} {1}",
        date_year_time: "{0} {1}, {2}",
        no_reception: "There is no reception at that time.",
        no_staff: "At that time there is nobody who could receive you.",
        fault: "Something at the office does not work.",
        by_link_in_message: "To see, change or cancel the booking, use the link in the message about it.",
        opens_before: "Check-in opens {} before the time.",
        opens_then: "Check-in opens at the booked time.",
        late_as_booked: "If you are up to {} late you are still received as booked; later you go into the general queue.",
        none_late: "If you come after the booked time you go into the general queue.",
    },
}
