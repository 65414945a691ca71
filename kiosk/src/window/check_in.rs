//! The screens of a booked visitor, from the view's values to the markup's.

use std::rc::Rc;

use slint::{Global, SharedString, VecModel};

use super::convert::{clock, moment, paper, spelled, wait_range, whole};
use super::{Window, markup};
use crate::view::{self, NotCheckedInKind, Punctual, Way};

impl Window {
    pub(super) fn show_type_number(&self, typed: &view::TypeNumber) {
        let screen = markup::CheckInScreen::get(&self.app);
        let figures = |text: &str| {
            let figures: Vec<SharedString> = text.chars().map(|figure| figure.to_string().into()).collect();
            Rc::new(VecModel::from(figures)).into()
        };
        screen.set_number(typed.number.as_str().into());
        screen.set_digits(typed.digits.as_str().into());
        screen.set_number_figures(figures(&typed.number));
        screen.set_digits_figures(figures(&typed.digits));
        self.app.set_screen(markup::ScreenKind::TypeNumber);
    }

    pub(super) fn show_checked_in(&self, checked_in: &view::CheckedIn) {
        let screen = markup::CheckedInScreen::get(&self.app);
        screen.set_number(checked_in.number.as_str().into());
        screen.set_spelled(spelled(&checked_in.number));
        screen.set_service(checked_in.service.as_str().into());
        screen.set_hall(checked_in.hall.as_str().into());
        screen.set_at(clock(checked_in.at));
        screen.set_came(clock(checked_in.came));
        screen.set_punctual(match checked_in.punctual {
            Punctual::InTime => markup::Punctual::InTime,
            Punctual::Early => markup::Punctual::Early,
            Punctual::JustInTime => markup::Punctual::JustInTime,
            Punctual::Late => markup::Punctual::Late,
        });
        screen.set_wait(wait_range(checked_in.wait));
        screen.set_paper(paper(checked_in.paper));
        screen.set_counting(checked_in.countdown.is_some());
        if let Some(countdown) = checked_in.countdown {
            screen.set_left(whole(countdown.left_s));
            screen.set_total(whole(countdown.total_s));
        }
        screen.set_can_extend(checked_in.can_extend);
        self.app.set_screen(markup::ScreenKind::CheckedIn);
    }

    pub(super) fn show_not_checked_in(&self, why: &view::NotCheckedIn) {
        let screen = markup::NotCheckedInScreen::get(&self.app);
        screen.set_kind(match why.kind {
            NotCheckedInKind::Misread => markup::NotCheckedInKind::Misread,
            NotCheckedInKind::NoCode => markup::NotCheckedInKind::NoCode,
            NotCheckedInKind::OtherOffice => markup::NotCheckedInKind::OtherOffice,
            NotCheckedInKind::Early => markup::NotCheckedInKind::Early,
            NotCheckedInKind::OtherDay => markup::NotCheckedInKind::OtherDay,
            NotCheckedInKind::Rescheduled => markup::NotCheckedInKind::Rescheduled,
            NotCheckedInKind::Used => markup::NotCheckedInKind::Used,
            NotCheckedInKind::Missed => markup::NotCheckedInKind::Missed,
            NotCheckedInKind::VisitOver => markup::NotCheckedInKind::VisitOver,
            NotCheckedInKind::Cancelled => markup::NotCheckedInKind::Cancelled,
            NotCheckedInKind::Void => markup::NotCheckedInKind::Void,
            NotCheckedInKind::Unknown => markup::NotCheckedInKind::Unknown,
            NotCheckedInKind::ReceptionClosed => markup::NotCheckedInKind::ReceptionClosed,
            NotCheckedInKind::WrongDigits => markup::NotCheckedInKind::WrongDigits,
            NotCheckedInKind::NumberClosed => markup::NotCheckedInKind::NumberClosed,
            NotCheckedInKind::TooManyTries => markup::NotCheckedInKind::TooManyTries,
            NotCheckedInKind::NotCarriedOut => markup::NotCheckedInKind::NotCarriedOut,
            NotCheckedInKind::OutOfOrder => markup::NotCheckedInKind::OutOfOrder,
            NotCheckedInKind::Refused => markup::NotCheckedInKind::Refused,
        });
        screen.set_booked(moment(why.booked));
        screen.set_number(why.number.as_str().into());
        screen.set_spelled(spelled(&why.number));
        screen.set_opens(why.opens.map(clock).unwrap_or_default());
        screen.set_count(whole(why.count));
        screen.set_way(match why.way {
            Way::Start => markup::WayOut::Start,
            Way::ShowCode => markup::WayOut::ShowCode,
            Way::TypeNumber => markup::WayOut::TypeNumber,
        });
        self.app.set_screen(markup::ScreenKind::NotCheckedIn);
    }
}
