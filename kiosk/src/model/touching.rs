//! What a touch means: at once, on a screen that has settled, or not at all.

use std::time::Duration;

use protocol::message::RequestId;

use super::{Effect, Model, Place};
use crate::view::{Pad, Touch};

/// A touch this soon after a new screen was meant for the one before.
const SETTLE: Duration = Duration::from_millis(350);
/// The same for the number: whoever taps once more for the coupon must not wipe it.
const SETTLE_ISSUED: Duration = Duration::from_millis(1_500);
/// And for so long nobody touched the glass and the buttons below the number stood: whoever drums must not wipe it either.
const QUIET_ISSUED: Duration = Duration::from_millis(700);

impl Model {
    pub(super) fn touch(&mut self, touch: Touch, fresh: RequestId, effects: &mut Vec<Effect>) {
        if touch == Touch::Pad(Pad::Press) {
            return self.press_by_key();
        }
        let warned = self.warning_left_s().is_some();
        let touched_before = std::mem::replace(&mut self.visitor.touched_at, self.at);
        self.keep_number();
        if let Touch::Pad(pad) = touch {
            return self.pad(pad, effects);
        }
        self.tell_finger_from_key();
        if self.change_looks(&touch) {
            return;
        }
        // Under the warning every touch but one says "I am here" and nothing else.
        match (warned, touch == Touch::Done) {
            (true, true) => self.reset(),
            (true, false) => {}
            (false, _) if self.has_settled(touched_before) => self.act(touch, fresh, effects),
            (false, _) => {}
        }
    }

    /// What can be touched at any time, also on a screen that has just come; whether this was such a touch.
    fn change_looks(&mut self, touch: &Touch) -> bool {
        let appearance = &mut self.visitor.appearance;
        match touch {
            Touch::Anywhere => {}
            Touch::Language(language) => {
                if self.languages().contains(language) {
                    self.visitor.language = *language;
                    self.visitor.chose_language = true;
                    if let Some(listening) = &mut self.visitor.listening {
                        listening.begin_anew();
                    }
                }
            }
            Touch::Contrast => appearance.contrast ^= true,
            Touch::Larger => appearance.larger ^= true,
            Touch::Lower => appearance.lower ^= true,
            Touch::Row(_)
            | Touch::Page(_)
            | Touch::Back
            | Touch::Purpose(_)
            | Touch::HaveDocuments
            | Touch::Category(_)
            | Touch::MoreTime
            | Touch::TakeCoupon
            | Touch::HaveBooking
            | Touch::TypeNumber
            | Touch::ShowCode
            | Touch::Figure(_)
            | Touch::PrintCoupon
            | Touch::Extend
            | Touch::Done
            | Touch::PrintCopy
            | Touch::StartAgain
            | Touch::TechnicianWanted
            | Touch::Keypad(_)
            | Touch::Menu(_)
            | Touch::Pad(_) => return false,
        }
        true
    }

    fn has_settled(&self, touched_before: Duration) -> bool {
        let passed = |since: Duration| self.at.saturating_sub(since);
        match &self.place {
            Place::Issued(issued) => {
                let quiet_since = issued.paper_since.max(touched_before);
                passed(self.place_since) >= SETTLE_ISSUED && passed(quiet_since) >= QUIET_ISSUED
            }
            // Whoever types, and sees each digit, is faster than a screen changes.
            Place::Technician | Place::TypeNumber { .. } => true,
            Place::Choosing { .. }
            | Place::Documents { .. }
            | Place::Category { .. }
            | Place::Waiting { .. }
            | Place::ShowCode
            | Place::CheckingIn { .. }
            | Place::Told(_) => passed(self.place_since) >= SETTLE,
        }
    }

    fn act(&mut self, touch: Touch, fresh: RequestId, effects: &mut Vec<Effect>) {
        match touch {
            Touch::Row(index) => self.choose_row(index),
            Touch::Page(page) => self.turn_page(page),
            Touch::Back => self.go_back(),
            Touch::Purpose(index) => self.choose_purpose(index),
            Touch::HaveDocuments => self.documents_are_here(),
            Touch::Category(index) => self.choose_category(index),
            Touch::MoreTime => self.toggle_more_time(),
            Touch::TakeCoupon => self.take_coupon(fresh, effects),
            Touch::HaveBooking => self.has_booking(),
            Touch::TypeNumber => self.type_number(),
            Touch::ShowCode => self.show_code_again(),
            Touch::Figure(key) => self.number_key(key, fresh, effects),
            Touch::PrintCoupon => self.print_for_who_booked(effects),
            Touch::Extend => self.extend(effects),
            Touch::Done => self.done(),
            Touch::PrintCopy => self.print_copy(effects),
            Touch::StartAgain => self.start_again(),
            Touch::TechnicianWanted => self.technician_wanted(),
            Touch::Keypad(key) => self.keypad_touch(key, effects),
            Touch::Menu(choice) => self.menu_touch(choice, effects),
            Touch::Anywhere | Touch::Language(_) | Touch::Contrast | Touch::Larger | Touch::Lower | Touch::Pad(_) => {}
        }
    }

    fn done(&mut self) {
        match self.place {
            Place::Issued(_) | Place::Told(_) => self.reset(),
            Place::Choosing { .. }
            | Place::Documents { .. }
            | Place::Category { .. }
            | Place::Waiting { .. }
            | Place::ShowCode
            | Place::TypeNumber { .. }
            | Place::CheckingIn { .. }
            | Place::Technician => {}
        }
    }

    fn start_again(&mut self) {
        if let Place::Told(_) = self.place {
            self.go(Place::HOME);
        }
    }
}
