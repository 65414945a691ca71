//! The report as a workbook: a sheet for each table, durations and shares as numbers that can be reckoned with.

use jiff::Timestamp;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};

use super::Report;
use super::as_of::AsOf;
use super::table::{Cell, Table};

/// Seconds of a day: spreadsheets count in days.
const DAY_S: u32 = 86_400;
/// The longest name of a sheet.
const NAME: usize = 31;

/// A day's workbook.
pub fn file(report: &Report<'_>) -> Result<Vec<u8>, XlsxError> {
    let (title, office) = (title(report), report.names.office());
    // The same day gives the same file.
    let about = About { title: &title, office: &office, made_at: report.day.until, as_of: report.goes_on() };
    book(&about, &report.tables())
}

/// What a day's workbook is called.
pub fn title(report: &Report<'_>) -> String {
    format!("{} {}", report.names.words.made_of_day, report.day.date)
}

/// What a workbook says of itself.
pub struct About<'a> {
    /// What it tells.
    pub title: &'a str,
    /// Of which office.
    pub office: &'a str,
    /// When it says that it was made.
    pub made_at: Timestamp,
    /// As of when its figures are, where they go on: its title says so, and each printed sheet at its head.
    pub as_of: Option<AsOf>,
}

/// A workbook of these tables.
pub fn book(about: &About<'_>, tables: &[Table]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let made_at = ExcelDateTime::from_timestamp(about.made_at.as_second())?;
    let note = about.as_of.as_ref().map(|as_of| as_of.note.as_str());
    let title = note.map_or_else(|| about.title.to_owned(), |note| format!("{}. {note}", about.title));
    let properties = DocProperties::new().set_title(title).set_author(about.office);
    book.set_properties(&properties.set_creation_datetime(&made_at));
    let looks = Looks::new();
    for table in tables {
        let sheet = book.add_worksheet();
        fill(sheet, table, &looks)?;
        if let Some(note) = note {
            sheet.set_header(format!("&L{note}"));
        }
    }
    book.save_to_buffer()
}

struct Looks {
    head: Format,
    clock: Format,
    percent: Format,
}

impl Looks {
    fn new() -> Self {
        Self {
            head: Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top),
            clock: Format::new().set_num_format("[h]:mm:ss"),
            percent: Format::new().set_num_format("0%"),
        }
    }
}

fn fill(sheet: &mut Worksheet, table: &Table, looks: &Looks) -> Result<(), XlsxError> {
    sheet.set_name(name(&table.name))?;
    for (column, head) in (0..).zip(&table.heads) {
        sheet.write_string_with_format(0, column, head, &looks.head)?;
    }
    for (row, cells) in (1..).zip(&table.rows) {
        for (column, cell) in (0..).zip(cells) {
            write(sheet, row, column, cell, looks)?;
        }
    }
    sheet.set_freeze_panes(1, u16::try_from(table.keys).unwrap_or(0))?;
    sheet.autofit();
    Ok(())
}

fn write(sheet: &mut Worksheet, row: u32, column: u16, cell: &Cell, looks: &Looks) -> Result<(), XlsxError> {
    match cell {
        // As a string: no spreadsheet takes it for a formula.
        Cell::Text(text) => sheet.write_string(row, column, text)?,
        Cell::Count(many) => sheet.write_number(row, column, number(*many))?,
        Cell::Seconds(seconds) | Cell::Some(Some(seconds)) => {
            sheet.write_number_with_format(row, column, number(*seconds) / f64::from(DAY_S), &looks.clock)?
        }
        Cell::Percent(Some(percent)) => {
            sheet.write_number_with_format(row, column, f64::from(*percent) / 100.0, &looks.percent)?
        }
        Cell::Percent(None) | Cell::Some(None) | Cell::Nothing(_) => return Ok(()),
    };
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "no day has so many of anything")]
fn number(many: u64) -> f64 {
    many as f64
}

/// A name that a sheet may have.
fn name(name: &str) -> String {
    name.chars().filter(|c| !"[]:*?/\\'".contains(*c)).take(NAME).collect()
}
