//! Whether the journal's file is as it was written, as far as a start can tell: a sum of each stored answer, the answers' table looked
//! through, and damage that SQLite meets told with the file's name. Events and snapshots have sums of their own.

use std::path::Path;

use rusqlite::types::Type;
use rusqlite::{Connection, Error, ErrorCode, Row};

use super::{FILE, JournalError};
use crate::database::DatabaseError;

/// The sum that finds a flipped bit in a stored answer: of its number, its version, and its texts.
pub fn sum(number: i64, version: i64, texts: [&[u8]; 5]) -> u32 {
    let mut sum = crc32fast::Hasher::new();
    sum.update(&number.to_le_bytes());
    sum.update(&version.to_le_bytes());
    for text in texts {
        sum.update(&(text.len() as u64).to_le_bytes());
        sum.update(text);
    }
    sum.finalize()
}

/// Whether the columns `number, device, id, body_hash, version, outcome, day, sum` are as they were written. Answers of earlier
/// programs have no sum.
pub fn fits(row: &Row<'_>) -> Result<bool, rusqlite::Error> {
    let whole_number = |column: usize| row.get_ref(column).map(|value| value.as_i64().ok());
    let text = |column: usize| row.get_ref(column).map(|value| value.as_bytes().unwrap_or_default());
    if row.get_ref(7)?.data_type() == Type::Null {
        return Ok(true);
    }
    let (Some(number), Some(version), Some(written)) = (whole_number(0)?, whole_number(4)?, whole_number(7)?) else {
        return Ok(false);
    };
    Ok(written == i64::from(sum(number, version, [text(1)?, text(2)?, text(3)?, text(5)?, text(6)?])))
}

/// Looks through the answers' table, which holds those of the last days alone: what is bent between its rows loses some of them.
pub fn look_through(db: &Connection, folder: &Path) -> Result<(), JournalError> {
    let said: String = db.query_row("PRAGMA quick_check(requests)", [], |row| row.get(0))?;
    match said.lines().next_back() {
        Some("ok") => Ok(()),
        last => {
            let problem = last.unwrap_or("SQLite does not say how").to_owned();
            Err(JournalError::Damaged { path: folder.join(FILE), problem })
        }
    }
}

/// Gives an error its file where the file is not as it was written; what a failing disk causes stays as it is.
pub fn named(folder: &Path, error: JournalError) -> JournalError {
    let (JournalError::Storage(problem) | JournalError::Database(DatabaseError::Storage(problem))) = &error else {
        return error;
    };
    let is_bent = match problem.sqlite_error_code() {
        Some(code) => matches!(code, ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase | ErrorCode::Unknown),
        None => matches!(
            problem,
            Error::FromSqlConversionFailure(..) | Error::IntegralValueOutOfRange(..) | Error::InvalidColumnType(..)
        ),
    };
    if is_bent { JournalError::Damaged { path: folder.join(FILE), problem: problem.to_string() } } else { error }
}

/// The same where the answers are read: the floor may be whole without them.
pub fn of_answers(folder: &Path, error: JournalError) -> JournalError {
    let told = named(folder, error);
    if let JournalError::Damaged { path, problem } = told {
        JournalError::AnswersDamaged { path, problem }
    } else {
        told
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_that_does_not_fit_is_damage_and_a_slip_of_the_program_is_not() {
        let is_damage =
            |error| matches!(named(Path::new(""), JournalError::Storage(error)), JournalError::Damaged { .. });
        assert!(is_damage(Error::IntegralValueOutOfRange(0, -1)));
        assert!(!is_damage(Error::InvalidColumnIndex(9)));
    }
}
