//! From the view's plain values to the markup's, one for one. Nothing is decided here.

use slint::SharedString;

use super::markup;
use crate::view;

pub(super) fn service_row(index: usize, row: &view::ServiceRow) -> markup::ServiceRowData {
    let mut data = markup::ServiceRowData {
        index: place(index),
        letter: row.letter.map(|letter| letter.to_string().into()).unwrap_or_default(),
        name: row.name.as_str().into(),
        ..Default::default()
    };
    match row.state {
        view::ServiceState::Open { people, wait } => {
            data.state = markup::RowState::Open;
            data.people = whole(people);
            data.wait = wait_range(wait);
        }
        view::ServiceState::Gone(next) => {
            data.state = markup::RowState::Gone;
            data.next = moment(next);
        }
        view::ServiceState::NotYet(next) => {
            data.state = markup::RowState::NotYet;
            data.next = moment(next);
        }
        view::ServiceState::Stopped => data.state = markup::RowState::Stopped,
    }
    data
}

pub(super) fn document_row(index: usize, row: &view::DocumentRow) -> markup::DocumentRowData {
    markup::DocumentRowData {
        number: place(index + 1),
        name: row.name.as_str().into(),
        detail: row.detail.as_str().into(),
    }
}

pub(super) fn wait_range(wait: Option<view::WaitRange>) -> markup::WaitRange {
    wait.map_or_else(markup::WaitRange::default, |range| markup::WaitRange {
        known: true,
        low_minutes: whole(range.low_min),
        high_minutes: whole(range.high_min),
    })
}

/// A ticket's number for the ear.
pub(super) fn spelled(number: &str) -> markup::SpelledNumber {
    let letter: String = number.chars().take(1).collect();
    markup::SpelledNumber { figures: apart(&number[letter.len()..]), letter: letter.into() }
}

/// Figures that are said one by one.
fn apart(figures: &str) -> SharedString {
    figures.chars().map(|figure| figure.to_string()).collect::<Vec<_>>().join(" ").into()
}

pub(super) fn moment(moment: view::Moment) -> markup::Moment {
    let (day, date, time) = match moment {
        view::Moment::Unknown => (markup::MomentDay::Unknown, None, None),
        view::Moment::Today(time) => (markup::MomentDay::Today, None, Some(time)),
        view::Moment::Tomorrow(time) => (markup::MomentDay::Tomorrow, None, Some(time)),
        view::Moment::On(date, time) => (markup::MomentDay::Later, Some(date), Some(time)),
    };
    markup::Moment { day, date: date.map(calendar_day).unwrap_or_default(), time: time.map(clock).unwrap_or_default() }
}

pub(super) fn calendar_day(date: jiff::civil::Date) -> markup::CalendarDay {
    markup::CalendarDay {
        weekday: i32::from(date.weekday().to_monday_zero_offset()),
        day: i32::from(date.day()),
        month: i32::from(date.month()),
    }
}

pub(super) fn clock(time: jiff::civil::Time) -> SharedString {
    slint::format!("{:02}:{:02}", time.hour(), time.minute())
}

pub(super) fn hours(hours: &[queue::floor::Interval]) -> SharedString {
    hours.iter().map(|hours| hours.written().join("–")).collect::<Vec<_>>().join(", ").into()
}

pub(super) fn paper(paper: view::Paper) -> markup::PaperState {
    match paper {
        view::Paper::Printing => markup::PaperState::Printing,
        view::Paper::Printed => markup::PaperState::Printed,
        view::Paper::CopyPrinted => markup::PaperState::CopyPrinted,
        view::Paper::NoPaper => markup::PaperState::NoPaper,
        view::Paper::Unknown => markup::PaperState::Unknown,
        view::Paper::NoPrinter => markup::PaperState::None,
        view::Paper::Offered => markup::PaperState::Offered,
    }
}

pub(super) fn supply(supply: view::Supply) -> markup::SupplyState {
    match supply {
        view::Supply::Good => markup::SupplyState::Good,
        view::Supply::Low => markup::SupplyState::Low,
        view::Supply::Fault => markup::SupplyState::Fault,
        view::Supply::Absent => markup::SupplyState::Absent,
        view::Supply::Unknown => markup::SupplyState::Unknown,
    }
}

pub(super) fn refusal(why: view::Refusal) -> markup::Refusal {
    match why {
        view::Refusal::UnknownDevice => markup::Refusal::UnknownDevice,
        view::Refusal::Replaced => markup::Refusal::Replaced,
        view::Refusal::Unreadable => markup::Refusal::Unreadable,
        view::Refusal::OtherServer => markup::Refusal::OtherServer,
        view::Refusal::NoMark => markup::Refusal::NoMark,
    }
}

pub(super) fn line_cause(cause: Option<view::LineCause>) -> markup::LineCause {
    match cause {
        None => markup::LineCause::None,
        Some(view::LineCause::Version { .. }) => markup::LineCause::Version,
        Some(view::LineCause::Refused(view::Refusal::UnknownDevice)) => markup::LineCause::UnknownDevice,
        Some(view::LineCause::Refused(view::Refusal::Replaced)) => markup::LineCause::Replaced,
        Some(view::LineCause::Refused(view::Refusal::Unreadable)) => markup::LineCause::Unreadable,
        Some(view::LineCause::Refused(view::Refusal::OtherServer)) => markup::LineCause::OtherServer,
        Some(view::LineCause::Refused(view::Refusal::NoMark)) => markup::LineCause::NoMark,
    }
}

pub(super) fn printer_fault(fault: Option<view::PrinterFault>) -> markup::PrinterFault {
    match fault {
        None => markup::PrinterFault::None,
        Some(view::PrinterFault::Unreachable) => markup::PrinterFault::Unreachable,
        Some(view::PrinterFault::Unplugged) => markup::PrinterFault::Unplugged,
        Some(view::PrinterFault::CoverOpen) => markup::PrinterFault::CoverOpen,
        Some(view::PrinterFault::CutterStuck) => markup::PrinterFault::CutterStuck,
        Some(view::PrinterFault::Jammed) => markup::PrinterFault::Jammed,
        Some(view::PrinterFault::Overheated) => markup::PrinterFault::Overheated,
        Some(view::PrinterFault::Broken) => markup::PrinterFault::Broken,
        Some(view::PrinterFault::Offline) => markup::PrinterFault::Offline,
        Some(view::PrinterFault::Silent) => markup::PrinterFault::Silent,
        Some(view::PrinterFault::Garbled) => markup::PrinterFault::Garbled,
        Some(view::PrinterFault::TakesNoData) => markup::PrinterFault::TakesNoData,
        Some(view::PrinterFault::Unprintable) => markup::PrinterFault::Unprintable,
    }
}

pub(super) fn trial(trial: view::Trial) -> markup::TrialState {
    match trial {
        view::Trial::None => markup::TrialState::None,
        view::Trial::Running => markup::TrialState::Running,
        view::Trial::Passed => markup::TrialState::Passed,
        view::Trial::Failed => markup::TrialState::Failed,
    }
}

/// The code of an address, one pixel a module without a margin; the card around it is the quiet zone.
pub(super) fn code_image(url: &str) -> Option<slint::Image> {
    let code = qrcode::QrCode::with_error_correction_level(url, qrcode::EcLevel::M).ok()?;
    let side = u32::try_from(code.width()).ok()?;
    let mut pixels = slint::SharedPixelBuffer::<slint::Rgb8Pixel>::new(side, side);
    for (pixel, module) in pixels.make_mut_slice().iter_mut().zip(code.to_colors()) {
        // The ink of the look on white.
        *pixel = module.select(slint::Rgb8Pixel::new(0x14, 0x20, 0x2B), slint::Rgb8Pixel::new(0xFF, 0xFF, 0xFF));
    }
    Some(slint::Image::from_rgb8(pixels))
}

pub(super) fn whole(count: u32) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

pub(super) fn place(index: usize) -> i32 {
    i32::try_from(index).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_end_at_24_where_they_end_at_midnight_q4() {
        let interval =
            |from: &str, to: &str| queue::floor::Interval { from: from.parse().unwrap(), to: to.parse().unwrap() };
        assert_eq!(hours(&[interval("08:30", "13:00"), interval("14:00", "00:00")]), "08:30–13:00, 14:00–24:00");
    }
}
