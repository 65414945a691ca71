//! The report as a workbook: a sheet for each table, durations and shares as numbers that can be reckoned with.

use jiff::Timestamp;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};

use super::Report;
use super::table::{Cell, Table};

/// Seconds of a day: spreadsheets count in days.
const DAY_S: u32 = 86_400;
/// The longest name of a sheet.
const NAME: usize = 31;

/// A day's workbook.
pub fn file(report: &Report<'_>) -> Result<Vec<u8>, XlsxError> {
    // The same day gives the same file.
    book(&title(report), &report.names.office(), report.day.until, &report.tables())
}

/// What a day's workbook is called.
pub fn title(report: &Report<'_>) -> String {
    format!("{} {}", report.names.words.made_of_day, report.day.date)
}

/// A workbook of these tables, told to be made at a moment.
pub fn book(title: &str, office: &str, made_at: Timestamp, tables: &[Table]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let made_at = ExcelDateTime::from_timestamp(made_at.as_second())?;
    let about = DocProperties::new().set_title(title).set_author(office);
    book.set_properties(&about.set_creation_datetime(&made_at));
    let looks = Looks::new();
    for table in tables {
        sheet(book.add_worksheet(), table, &looks)?;
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

fn sheet(sheet: &mut Worksheet, table: &Table, looks: &Looks) -> Result<(), XlsxError> {
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
