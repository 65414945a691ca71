//! Which day's report each address has had, kept in a file of the data folder: the day that everybody is done with, and a line for each
//! address that is further.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use jiff::ToSpan;
use jiff::civil::Date;

use crate::data_folder::write_private;

/// Name of the file in the data folder.
const FILE: &str = "report-mailed";
/// Days that are made up for.
const MADE_UP: i32 = 7;

/// What the file says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mailed {
    /// Tells this office's mails from another's.
    pub mark: String,
    /// The last business day that everybody is done with.
    day: Date,
    /// The last one of those who are further.
    further: BTreeMap<String, Date>,
}

impl Mailed {
    /// Nobody gets what was before: the next report is that of the day after.
    pub fn from_now(day: Date, mark: String) -> Self {
        Self { mark, day, further: BTreeMap::new() }
    }

    /// Nothing where the file is missing or is none.
    pub fn read(folder: &Path) -> Option<Self> {
        let text = std::fs::read_to_string(folder.join(FILE)).ok()?;
        let mut lines = text.lines().map(|line| line.split_once(' '));
        let (day, mark) = lines.next()??;
        let own = !mark.is_empty() && mark.len() <= 16 && mark.bytes().all(|byte| byte.is_ascii_hexdigit());
        let further = lines.map(|line| {
            let (day, to) = line?;
            Some((to.to_owned(), day.parse().ok()?))
        });
        let further = further.collect::<Option<_>>()?;
        own.then_some(Self { mark: mark.to_owned(), day: day.parse().ok()?, further })
    }

    /// There after a power cut.
    pub fn write(&self, folder: &Path) -> io::Result<()> {
        let mut text = format!("{} {}\n", self.day, self.mark);
        self.further.iter().for_each(|(to, day)| text.push_str(&format!("{day} {to}\n")));
        write_private(&folder.join(FILE), &text)
    }

    /// The day after the last one that an address is done with, if its hour has come; what is too long ago is not made up for.
    pub fn next(&self, to: &str, latest: Date) -> Option<Date> {
        let oldest = latest.checked_sub((MADE_UP - 1).days()).ok()?;
        let next = self.last(to).tomorrow().ok()?.max(oldest);
        (next <= latest).then_some(next)
    }

    /// An address is done with a day; `all` are those who get the report.
    pub fn note(&mut self, to: &str, day: Date, all: &[String]) {
        let mut days: BTreeMap<String, Date> = all.iter().map(|to| (to.clone(), self.last(to))).collect();
        days.insert(to.to_owned(), day);
        self.day = days.values().min().copied().unwrap_or(day);
        days.retain(|_, day| *day > self.day);
        self.further = days;
    }

    fn last(&self, to: &str) -> Date {
        self.further.get(to).copied().unwrap_or(self.day)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn november(day: i8) -> Date {
        date(2026, 11, day)
    }

    fn mailed(day: Date) -> Mailed {
        Mailed::from_now(day, "ab12".to_owned())
    }

    #[test]
    fn days_that_were_missed_are_made_up_for_one_after_the_other_for_a_week_at_most() {
        let latest = november(16);
        let next = |day| mailed(day).next("chief@office.example", latest);
        assert_eq!(next(latest), None);
        assert_eq!(next(november(14)), Some(november(15)));
        assert_eq!(next(date(2026, 3, 1)), Some(november(10)));
        assert_eq!(next(date(2026, 12, 1)), None, "a clock that was put back mails nothing twice");
    }

    #[test]
    fn one_who_is_behind_keeps_nobody_back_and_the_file_says_who_is_further() {
        let folder = tempfile::tempdir().unwrap();
        let all = ["chief@office.example", "deputy@office.example"].map(str::to_owned);
        let [chief, deputy] = &all;
        let mut mailed = mailed(november(15));
        let mut says = |to: &str, day| {
            mailed.note(to, november(day), &all);
            mailed.write(folder.path()).unwrap();
            assert_eq!(Mailed::read(folder.path()), Some(mailed.clone()));
            let text = std::fs::read_to_string(folder.path().join(FILE)).unwrap();
            (text, all.each_ref().map(|to| mailed.next(to, november(17))))
        };
        let next = [Some(november(16)), Some(november(17))];
        assert_eq!(says(deputy, 16), (format!("2026-11-15 ab12\n2026-11-16 {deputy}\n"), next));
        let next = [Some(november(16)), None];
        assert_eq!(says(deputy, 17), (format!("2026-11-15 ab12\n2026-11-17 {deputy}\n"), next));
        let next = [Some(november(17)), None];
        assert_eq!(says(chief, 16), (format!("2026-11-16 ab12\n2026-11-17 {deputy}\n"), next));
        assert_eq!(says(chief, 17), ("2026-11-17 ab12\n".to_owned(), [None, None]));
    }

    #[test]
    fn who_gets_it_no_longer_holds_nobody_up_and_a_file_that_is_none_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let mut mailed = mailed(november(15));
        let now = ["deputy@office.example".to_owned()];
        mailed.note("chief@office.example", november(16), &["chief@office.example".to_owned(), now[0].clone()]);
        mailed.note(&now[0], november(17), &now);
        assert_eq!(mailed, self::mailed(november(17)));
        for text in ["", "\n", "2026-11-17", "2026-11-17 \n", "x ab12\n", "2026-11-17 xyz\n", "2026-11-17 ab12\nx\n"] {
            std::fs::write(folder.path().join(FILE), text).unwrap();
            assert_eq!(Mailed::read(folder.path()), None, "{text:?}");
        }
    }
}
