//! The report for a spreadsheet, as CSV: all tables a figure a line, or one of them as it stands.

use std::io;

use csv::{Error, Writer};

use super::table::{Cell, Table};

/// All tables, a figure a line: table, row, figure, value and unit.
pub fn write_all(tables: &[Table], to: impl io::Write) -> Result<(), Error> {
    let mut csv = writer(to)?;
    csv.write_record(["table", "row", "figure", "value", "unit"])?;
    for table in tables {
        for row in &table.rows {
            let (keys, values) = row.split_at(table.keys.min(row.len()));
            let name = keys.iter().map(Cell::value).collect::<Vec<_>>().join(" / ");
            for (head, cell) in table.heads.iter().skip(table.keys).zip(values) {
                let line = [table.name.as_str(), &name, head, &cell.value(), cell.unit()];
                csv.write_record(line.map(guarded))?;
            }
        }
    }
    Ok(csv.flush()?)
}

/// One table as it stands: its heads, then its rows; durations in seconds, shares in percent.
pub fn write_one(table: &Table, to: impl io::Write) -> Result<(), Error> {
    let mut csv = writer(to)?;
    csv.write_record(table.heads.iter().map(|head| guarded(head)))?;
    for row in &table.rows {
        csv.write_record(row.iter().map(|cell| guarded(&cell.value())))?;
    }
    Ok(csv.flush()?)
}

/// Begins with the mark by which a spreadsheet knows UTF-8: without it Cyrillic and Armenian would be read as another alphabet.
fn writer<W: io::Write>(mut to: W) -> Result<Writer<W>, Error> {
    to.write_all("\u{feff}".as_bytes())?;
    Ok(Writer::from_writer(to))
}

/// A text that a spreadsheet does not take for a formula: one that begins like it begins with an apostrophe.
pub fn guarded(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    if formula { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        let row = vec![Cell::Text("=1+2".to_owned()), Cell::Count(3)];
        let heads = ["what", "figure"].map(str::to_owned).to_vec();
        let table = Table { key: "visitors", name: "Visitors".to_owned(), heads, keys: 1, rows: vec![row] };
        let text = |write: &dyn Fn(&mut Vec<u8>)| {
            let mut written = Vec::new();
            write(&mut written);
            String::from_utf8(written).unwrap()
        };
        let all = text(&|to| write_all(std::slice::from_ref(&table), to).unwrap());
        assert_eq!(all, "\u{feff}table,row,figure,value,unit\nVisitors,'=1+2,figure,3,count\n");
        assert_eq!(text(&|to| write_one(&table, to).unwrap()), "\u{feff}what,figure\n'=1+2,3\n");
        for start in ["=", "+", "-", "@", "\t", "\r"] {
            assert!(guarded(&format!("{start}cmd|' /C calc'!A0")).starts_with('\''), "{start:?}");
        }
        assert_eq!(guarded("A012"), "A012");
    }
}
