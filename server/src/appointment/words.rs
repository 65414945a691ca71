//! What pages and messages say alike of a booking.

use crate::web::words::words;

words! {
    file: "appointment",
    one: {
        no_reception: "There is no reception at that time.",
        no_staff: "At that time there is nobody who could receive you.",
        fault: "Something at the office does not work.",
        by_link_in_message: "To see, change or cancel the booking, use the link in the message about it.",
    },
}
