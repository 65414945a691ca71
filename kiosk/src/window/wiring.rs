//! From touches on the markup to [`Touch`] values: one line each, nothing is decided here.

use std::rc::Rc;

use slint::Global;

use super::{Window, markup};
use crate::view::{Choice, Key, Language, Touch};

type Sink = Rc<dyn Fn(Touch)>;

impl Window {
    pub(super) fn wire(&self, touched: Sink) {
        self.wire_frame(&touched);
        self.wire_choices(&touched);
        self.wire_results(&touched);
        self.wire_check_in(&touched);
        self.wire_technician(&touched);
        self.wire_keypad(&touched);
    }

    fn wire_frame(&self, touched: &Sink) {
        let app = &self.app;
        let shell = markup::Shell::get(app);
        app.on_touched(say(touched, Touch::Anywhere));
        let sink = touched.clone();
        let tabs = self.lists.languages.clone();
        shell.on_language_chosen(move |index| {
            let tab = usize::try_from(index).ok().and_then(|index| slint::Model::row_data(tabs.as_ref(), index));
            if let Some(language) = tab.and_then(|tab| Language::from_code(&tab.code)) {
                sink(Touch::Language(language));
            }
        });
        shell.on_contrast_toggled(say(touched, Touch::Contrast));
        shell.on_larger_toggled(say(touched, Touch::Larger));
        shell.on_lower_toggled(say(touched, Touch::Lower));
        shell.on_technician_wanted(say(touched, Touch::TechnicianWanted));
    }

    fn wire_choices(&self, touched: &Sink) {
        let services = markup::ServicesScreen::get(&self.app);
        services.on_chosen(say_place(touched, Touch::Row));
        services.on_page_turned(say_place(touched, Touch::Page));
        services.on_back(say(touched, Touch::Back));

        let documents = markup::DocumentsScreen::get(&self.app);
        documents.on_purpose_chosen(say_place(touched, Touch::Purpose));
        documents.on_page_turned(say_place(touched, Touch::Page));
        documents.on_confirmed(say(touched, Touch::HaveDocuments));
        documents.on_back(say(touched, Touch::Back));

        let category = markup::CategoryScreen::get(&self.app);
        category.on_chosen(say_place(touched, Touch::Category));
        category.on_page_turned(say_place(touched, Touch::Page));
        category.on_more_time_toggled(say(touched, Touch::MoreTime));
        category.on_confirmed(say(touched, Touch::TakeCoupon));
        category.on_back(say(touched, Touch::Back));
    }

    fn wire_results(&self, touched: &Sink) {
        let issued = markup::IssuedScreen::get(&self.app);
        issued.on_extend(say(touched, Touch::Extend));
        issued.on_done(say(touched, Touch::Done));
        issued.on_print_copy(say(touched, Touch::PrintCopy));

        markup::NoticeScreen::get(&self.app).on_start_again(say(touched, Touch::StartAgain));

        let warning = markup::WarningScreen::get(&self.app);
        warning.on_stay(say(touched, Touch::Extend));
        warning.on_leave(say(touched, Touch::Done));
    }

    fn wire_check_in(&self, touched: &Sink) {
        markup::ServicesScreen::get(&self.app).on_booking(say(touched, Touch::HaveBooking));
        markup::NoticeScreen::get(&self.app).on_booking(say(touched, Touch::HaveBooking));

        let check_in = markup::CheckInScreen::get(&self.app);
        check_in.on_type_number(say(touched, Touch::TypeNumber));
        let sink = touched.clone();
        check_in.on_digit(move |digit| {
            if let Ok(digit @ 0..=9) = u8::try_from(digit) {
                sink(Touch::Figure(Key::Digit(digit)));
            }
        });
        check_in.on_erase(say(touched, Touch::Figure(Key::Erase)));
        check_in.on_enter(say(touched, Touch::Figure(Key::Enter)));
        check_in.on_back(say(touched, Touch::Back));

        let checked_in = markup::CheckedInScreen::get(&self.app);
        checked_in.on_print(say(touched, Touch::PrintCoupon));
        checked_in.on_extend(say(touched, Touch::Extend));
        checked_in.on_done(say(touched, Touch::Done));

        let not_checked_in = markup::NotCheckedInScreen::get(&self.app);
        not_checked_in.on_show_code(say(touched, Touch::ShowCode));
        not_checked_in.on_type_number(say(touched, Touch::TypeNumber));
        not_checked_in.on_done(say(touched, Touch::Done));
    }

    fn wire_technician(&self, touched: &Sink) {
        let technician = markup::TechnicianScreen::get(&self.app);
        let sink = touched.clone();
        technician.on_digit(move |digit| {
            if let Ok(digit @ 0..=9) = u8::try_from(digit) {
                sink(Touch::Keypad(Key::Digit(digit)));
            }
        });
        technician.on_erase(say(touched, Touch::Keypad(Key::Erase)));
        technician.on_enter(say(touched, Touch::Keypad(Key::Enter)));
        technician.on_print_test(say(touched, Touch::Menu(Choice::TestPrint)));
        technician.on_scan_test(say(touched, Touch::Menu(Choice::TestScan)));
        technician.on_next_language(say(touched, Touch::Menu(Choice::NextOwnLanguage)));
        technician.on_leave_full_screen(say(touched, Touch::Menu(Choice::LeaveFullScreen)));
        technician.on_fill_screen(say(touched, Touch::Menu(Choice::FillScreen)));
        technician.on_close(say(touched, Touch::Menu(Choice::Close)));
        technician.on_back(say(touched, Touch::Back));
    }
}

fn say(sink: &Sink, touch: Touch) -> impl Fn() + 'static {
    let sink = sink.clone();
    move || sink(touch.clone())
}

fn say_place(sink: &Sink, touch: fn(usize) -> Touch) -> impl Fn(i32) + 'static {
    let sink = sink.clone();
    move |index| {
        if let Ok(index) = usize::try_from(index) {
            sink(touch(index));
        }
    }
}
