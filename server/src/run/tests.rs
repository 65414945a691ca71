//! What the ends of the threads mean: a failing disk and a failing program are told apart.

use super::threads::{both, failure};
use crate::journal::JournalError;
use crate::office::OfficeError;
use crate::web::Health;
use crate::writer::WriterError;

fn storage() -> JournalError {
    JournalError::Gap { from: 1, to: 3 }
}

#[test]
fn a_thread_that_ended_by_itself_is_no_storage_failure() {
    let no_writer = || Err(OfficeError::Writer(WriterError::Ended));
    let cases = [
        (both(no_writer(), Ok(Err(WriterError::Journal(storage())))), 3),
        (both(Ok(()), Ok(Err(WriterError::Journal(storage())))), 3),
        (both(Err(OfficeError::Journal(storage())), Ok(Err(WriterError::NoOffice))), 3),
        (both(Err(OfficeError::Writer(WriterError::Journal(storage()))), Ok(Err(WriterError::NoOffice))), 3),
        (both(no_writer(), Ok(Err(WriterError::NoPublisher))), 4),
        (both(Ok(()), Ok(Err(WriterError::NoOffice))), 4),
        (both(no_writer(), Ok(Ok(()))), 4),
        (both(no_writer(), Err(Box::new("a panic"))), 4),
    ];
    for (ended, code) in cases {
        let health = Health::default();
        let error = failure(Ok(ended), &health);
        assert_eq!(error.exit_code(), code, "{error}");
        let said = format!("{health:?}");
        assert_eq!(said.contains("storage_alarm: Some"), code == 3, "{said}");
        assert_eq!(said.contains("program_alarm: Some"), code == 4, "{said}");
    }
    assert!(both(Ok(()), Ok(Ok(()))).is_ok());
}
